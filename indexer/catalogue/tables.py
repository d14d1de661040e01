"""The tables of the catalogue, as SQLAlchemy Core metadata; migrations/ makes them.

A value that only this project reads is JSON in a text column, so that SQLite and PostgreSQL hold the same bytes and
a person who opens the file can read it. Columns beside it exist where a statement asks for them.
"""

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from indexer.catalogue.column_types import Text, Utc

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _texts(*names: str) -> list[sa.Column[str]]:
    """Columns of text that always say something."""
    return [sa.Column(name, Text, nullable=False) for name in names]


sources = sa.Table(
    "sources",
    metadata,
    sa.Column("name", Text, primary_key=True),
    *_texts("verdict", "reasons"),
    sa.Column("last_crawl_at", Utc, nullable=False),
    # When the last believed crawl started; None where none was ever believed.
    sa.Column("believed_at", Utc),
    # When the last believed crawl ended: its listings were confirmed until then.
    sa.Column("checked_at", Utc),
    # Since when crawls are refused; None while they are believed.
    sa.Column("quarantined_at", Utc),
    # On which terms its last believed crawl said that it may be used, in the source's own words.
    sa.Column("licence", Text),
    sa.Column("attribution", Text),
)

crawls = sa.Table(
    "crawls",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source", Text, nullable=False),
    sa.Column("started_at", Utc, nullable=False),
    sa.Column("finished_at", Utc, nullable=False),
    sa.Column("requests", sa.Integer, nullable=False),
    sa.Column("unchanged", sa.Integer, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("drafts", sa.Integer, nullable=False),
    sa.Column("refusals", Text, nullable=False),  # JSON: reason -> how many
    sa.Column("error", Text),
    *_texts("verdict", "reasons"),
    sa.Column("measure", Text, nullable=False),  # JSON of health.Measure, coverage of fields in it
    sa.UniqueConstraint("source", "started_at"),
)

listings = sa.Table(
    "listings",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("source", Text, nullable=False, index=True),
    sa.Column("native_id", Text),
    sa.Column("url", Text),
    sa.Column("title", Text),
    sa.Column("page_url", Text, nullable=False),
    # When the draft first came in these words: "next Tuesday" is read from that day, not from a later crawl.
    sa.Column("fetched_at", Utc, nullable=False),
    *_texts("draft", "draft_hash"),
    # Of the code and settings that read the draft; where it differs the draft is read again.
    sa.Column("meaning", Text, nullable=False),
    sa.Column("normalised", Text),  # JSON of an Opportunity; None where the draft was refused
    sa.Column("refusal", Text),
    sa.Column("doubts", Text),
    sa.Column("last_day", sa.Date),  # the last day of its last session; None where none is known
    sa.Column("opportunity_id", Text, index=True),
    sa.Column("state", Text, nullable=False),
    sa.Column("misses", sa.Integer, nullable=False),
    sa.Column("first_seen", Utc, nullable=False),
    sa.Column("last_seen", Utc, nullable=False),
    sa.Column("checked_at", Utc, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
)

opportunities = sa.Table(
    "opportunities",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("first_listing", Text, nullable=False),
    sa.Column("data", Text, nullable=False),  # JSON of an Opportunity without sessions and listings
    sa.Column("content_hash", Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("changed_at", Utc, nullable=False),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("opportunity_id", Text, nullable=False, index=True),
    sa.Column("listing_id", Text, nullable=False),  # the listing whose words it is made from
    sa.Column("start_date", sa.Date),
    sa.Column("last_date", sa.Date),
    sa.Column("place", Text),
    sa.Column("area", Text),
    *_texts("data", "content_hash"),
    # RFC 5545 SEQUENCE and LAST-MODIFIED; a session that goes and comes back counts on.
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("changed_at", Utc, nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),
)

aliases = sa.Table(
    "aliases",
    metadata,
    sa.Column("old_id", Text, primary_key=True),
    sa.Column("new_id", Text, nullable=False, index=True),
)

refusals = sa.Table(
    "refusals",
    metadata,
    sa.Column("source", Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    *_texts("where", "reason", "wrote", "todo"),
)

doubts = sa.Table(
    "doubts",
    metadata,
    sa.Column("source", Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    *_texts("field", "words", "reason"),
)

# 1: of everything that was reconciled last; while it is the same, reconciling again would change nothing.
# 2: when the catalogue was published last, as ISO 8601; "" means never (publication.py).
settled = sa.Table(
    "settled",
    metadata,
    sa.Column("one", sa.Integer, primary_key=True),
    sa.Column("fingerprint", Text, nullable=False),
)

# When each source is read next ("source:NAME"), and the jobs "publish", "maintenance" and "report".
timetable = sa.Table(
    "timetable",
    metadata,
    sa.Column("name", Text, primary_key=True),
    sa.Column("every", Text, nullable=False),  # the city file's words; when they change, so does next_due_at
    sa.Column("next_due_at", Utc, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),  # in a row; they stretch the time to the next try
    # Who does it now, and until when that is believed: a claim that ran out may be taken by another.
    sa.Column("claimed_by", Text),
    sa.Column("claimed_until", Utc),
    sa.Column("last_started_at", Utc),
    sa.Column("last_ended_at", Utc),
    sa.Column("mark", sa.Text),  # of "publish": what was published last, so that a change of it is seen after a kill
)

# The last crawl of each source, gzipped as crawlers/keep.py writes it, where several machines share a catalogue.
kept = sa.Table(
    "kept",
    metadata,
    sa.Column("source", Text, primary_key=True),
    sa.Column("started_at", Utc, nullable=False),
    sa.Column("crawl", sa.LargeBinary, nullable=False),
)

# What the city has taken out; it stays out whatever a crawl brings.
hidden = sa.Table(
    "hidden",
    metadata,
    sa.Column("target", Text, primary_key=True),  # id of an opportunity, a listing or a provider
    *_texts("what", "reason"),
    sa.Column("hidden_at", Utc, nullable=False),
)

# What a person said is right: a crawl that was refused, or a listing of a source under review.
accepted = sa.Table(
    "accepted",
    metadata,
    sa.Column("source", Text, primary_key=True),
    sa.Column("what", Text, primary_key=True),  # crawl or listing
    sa.Column("target", Text, primary_key=True),  # when the crawl started, as ISO 8601 in UTC; the listing's id
    sa.Column("words", Text, nullable=False),  # the listing's title then; "" of a crawl
    sa.Column("because", Text, nullable=False),
    sa.Column("accepted_at", Utc, nullable=False),
)

# Which two listings or opportunities are one, or are not, as a person said.
links = sa.Table(
    "links",
    metadata,
    sa.Column("one", Text, primary_key=True),  # id of a listing or an opportunity; less than the other
    sa.Column("two", Text, primary_key=True),
    *_texts("what", "because"),  # what: join or part
    sa.Column("linked_at", Utc, nullable=False),
)

# Which two listings may be one opportunity and are not: for a person to look at, made anew by each settling.
alike = sa.Table(
    "alike",
    metadata,
    sa.Column("one", Text, primary_key=True),  # id of a listing
    sa.Column("two", Text, primary_key=True),
    sa.Column("likelihood", sa.Float, nullable=False),
    sa.Column("why", Text, nullable=False),
)

# What an editor put right, kept apart from what sources say. source: as whose words the editor's words are read, to
# a value (JSON, by attribute), by code and settings (meaning). said, says: the source's words then and now.
corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("target", Text, primary_key=True),  # id of an opportunity or a listing
    sa.Column("session", Text, primary_key=True),  # id of a session, "*" for all of them, "" of the opportunity itself
    sa.Column("field", Text, primary_key=True),
    *_texts("what", "source", "words", "value", "meaning", "because", "says", "state"),
    sa.Column("said", Text),  # None until it was first applied
    sa.Column("corrected_at", Utc, nullable=False),
)

# Texts and addresses that must not be kept again: a digest and a length, never the words.
forgotten = sa.Table(
    "forgotten",
    metadata,
    sa.Column("digest", Text, primary_key=True),
    sa.Column("what", Text, nullable=False),
    sa.Column("words", sa.Integer, nullable=False),
    sa.Column("forgotten_at", Utc, nullable=False),
)

# Counts of people that providers returned, with what their session was when they came: it leaves the catalogue.
# Nobody reads them but indexer/counts/participation.py.
returns = sa.Table(
    "returns",
    metadata,
    sa.Column("session_id", Text, primary_key=True),
    sa.Column("file", Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),  # the day that the counts are of; it decides the period
    *_texts("provider", "area", "age_band", "interest"),
    sa.Column("capacity", sa.Integer),
    sa.Column("enrolled", sa.Integer),
    sa.Column("attended", sa.Integer),
    sa.Column("read_at", Utc, nullable=False),
)

# What was published of counts of people, once for each period and never again: without what was hidden.
releases = sa.Table(
    "releases",
    metadata,
    sa.Column("period", Text, primary_key=True),
    sa.Column("first", sa.Date, nullable=False),
    sa.Column("last", sa.Date, nullable=False),
    sa.Column("released_at", Utc, nullable=False),
    sa.Column("data", Text, nullable=False),
)

# What was told to whom, so that only what changed is told again.
notices = sa.Table(
    "notices",
    metadata,
    sa.Column("key", Text, primary_key=True),
    sa.Column("sentence", Text, nullable=False),
    sa.Column("said_at", Utc, nullable=False),
)


def upsert(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Inserts rows, or replaces the columns they name where the key is known. All rows name the same columns."""
    if not rows:
        return
    insert = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    rest = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=rest), rows)


def _insert(connection: sa.Connection, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 (slow to load, and most cities keep SQLite)

        return postgresql.insert(table)
    return sqlite.insert(table)


def delete(connection: sa.Connection, column: sa.Column[str], values: list[str]) -> None:
    """Deletes the rows whose column holds one of the values; in slices, as SQLite binds few values at once."""
    for at in range(0, len(values), 500):
        connection.execute(sa.delete(column.table).where(column.in_(values[at : at + 500])))
