"""Alembic runs this file; the connection comes from `indexer.catalogue.catalogue`, inside its transaction."""

from alembic import context

from indexer.catalogue.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a column; batch mode copies the table instead
)
with context.begin_transaction():
    context.run_migrations()
