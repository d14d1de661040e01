"""What a person accepted, and on which terms each source says that it may be used."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table and the columns."""
    op.create_table(
        "accepted",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "what", "target", name="pk_accepted"),
    )
    op.add_column("sources", sa.Column("licence", sa.Text(), nullable=True))
    op.add_column("sources", sa.Column("attribution", sa.Text(), nullable=True))


def downgrade() -> None:
    """Removes them."""
    op.drop_column("sources", "attribution")
    op.drop_column("sources", "licence")
    op.drop_table("accepted")
