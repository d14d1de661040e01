"""What a person said is right: a crawl that was refused, and listings of a source under review.

An accepted crawl is believed whenever it is judged, and its source's past begins with it. An accepted listing is shown
until its title changes: then it is another thing under an old id, and waits again.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

import msgspec
import sqlalchemy as sa

from indexer.catalogue import tables

_ROWS = tables.accepted


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """A crawl that was accepted. because: in the words of whoever did it; "" where they gave none."""

    started_at: dt.datetime
    accepted_at: dt.datetime
    because: str


def is_crawl(connection: sa.Connection, source: str, started_at: dt.datetime) -> bool:
    """Whether a person said that this crawl is right."""
    return any(one.started_at == started_at for one in crawls(connection, source))


def last_crawl(connection: sa.Connection, source: str, before: dt.datetime | None) -> dt.datetime | None:
    """When the last crawl started that was accepted; of those that started before a moment, where one is given."""
    starts = [one.started_at for one in crawls(connection, source)]
    return max((start for start in starts if before is None or start < before), default=None)


def crawls(connection: sa.Connection, source: str) -> list[Accepted]:
    """Every crawl of the source that was accepted, in no order."""
    rows = connection.execute(sa.select(_ROWS).where(_ROWS.c.source == source, _ROWS.c.what == "crawl"))
    return [
        Accepted(started_at=dt.datetime.fromisoformat(row.target), accepted_at=row.accepted_at, because=row.because)
        for row in rows
    ]


def accept_crawl(
    connection: sa.Connection, source: str, started_at: dt.datetime, because: str, now: dt.datetime
) -> None:
    """Notes that a crawl is right. Both moments are aware UTC."""
    _note(connection, source, "crawl", {started_at.astimezone(dt.UTC).isoformat(): ""}, because, now)


def accept_listings(
    connection: sa.Connection, source: str, ids: Collection[str], because: str, now: dt.datetime
) -> None:
    """Notes that listings are right, under the titles that they have now."""
    table = tables.listings.c
    rows = connection.execute(sa.select(table.id, table.title).where(table.source == source))
    titles = {row.id: row.title or "" for row in rows if row.id in ids}
    _note(connection, source, "listing", titles, because, now)


def waiting(connection: sa.Connection, sources: Iterable[str]) -> frozenset[str]:
    """The ids of listings that nobody has accepted, of sources under review."""
    table = tables.listings.c
    names = list(sources)
    rows = connection.execute(sa.select(table.id, table.title).where(table.source.in_(names)))
    said = connection.execute(sa.select(_ROWS.c.target, _ROWS.c.words).where(_ROWS.c.what == "listing"))
    known = {row.target: row.words for row in said}
    return frozenset(row.id for row in rows if known.get(row.id) != (row.title or ""))


def _note(
    connection: sa.Connection, source: str, what: str, targets: Mapping[str, str], because: str, now: dt.datetime
) -> None:
    rows = [
        {"source": source, "what": what, "target": target, "words": words, "because": because, "accepted_at": now}
        for target, words in targets.items()
    ]
    tables.upsert(connection, _ROWS, rows)
