"""What the catalogue remembers of crawls: how each was judged, and what the last believed one left out."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from crawlers.keep import Crawl
from indexer.catalogue import rights, tables
from indexer.catalogue.listings import text_of
from indexer.decisions import accepted
from indexer.health import Judgement
from indexer.health.measure import Measure
from indexer.health.past import LOOKED_AT, SEASON, Held, Past
from indexer.opportunity import Doubt

KEPT = dt.timedelta(days=400)
"""How long the record of a crawl stays: a year and a month, so that a summer can be compared with the last."""
_HELD = 5_000
"""Refused crawls that are looked back on: fifty days of a source that is read every quarter of an hour."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A crawl and how it was judged."""

    crawl: Crawl
    measure: Measure
    judgement: Judgement


def past(connection: sa.Connection, source: str, crawl: Crawl | None) -> Past:
    """A source's past; the crawl that is judged now is no part of it, also where it was judged before.

    What was before a crawl that a person accepted counts no more.
    """
    table, known = tables.crawls.c, tables.sources.c
    believed_at = connection.scalar(sa.select(known.believed_at).where(known.name == source))
    wanted = [table.source == source]
    if crawl is not None:
        wanted.append(table.started_at < crawl.started_at)
    since = accepted.last_crawl(connection, source, crawl.started_at if crawl else None)
    if since is not None:
        wanted.append(table.started_at >= since)
    newest = table.started_at.desc()
    found = connection.scalars(
        sa.select(table.measure).where(*wanted, table.verdict != "refused").order_by(newest).limit(LOOKED_AT)
    )
    good = sa.and_(*wanted, table.verdict != "refused")
    newest_good = connection.scalar(sa.select(sa.func.max(table.started_at)).where(good))
    since_then = [table.started_at > newest_good] if newest_good is not None else []
    held = connection.execute(
        sa.select(table.started_at, table.drafts, table.error).where(*wanted, *since_then).order_by(newest).limit(_HELD)
    )
    return Past(
        believed=tuple(msgspec.json.decode(one, type=Measure) for one in found),
        believed_at=believed_at,
        held=tuple(Held(at=row.started_at, drafts=row.drafts, error=row.error is not None) for row in held),
        seasons=_seasons(connection, good, crawl.started_at - SEASON) if crawl else (),
        accepted=since is not None,
    )


def _seasons(connection: sa.Connection, good: sa.ColumnElement[bool], before: dt.datetime) -> tuple[int, ...]:
    table = tables.crawls.c
    return tuple(sorted(connection.scalars(sa.select(table.drafts).distinct().where(good, table.started_at < before))))


def last_crawls(connection: sa.Connection) -> dict[str, dt.datetime]:
    """When the last crawl of each source began, believed or not."""
    table = tables.sources.c
    return {row.name: row.last_crawl_at for row in connection.execute(sa.select(table.name, table.last_crawl_at))}


def quarantined(connection: sa.Connection) -> dict[str, dt.datetime]:
    """Since when the crawls of each source that is in quarantine are refused."""
    table = tables.sources.c
    rows = connection.execute(sa.select(table.name, table.quarantined_at).where(table.quarantined_at.is_not(None)))
    return {row.name: row.quarantined_at for row in rows}


def prune(connection: sa.Connection, now: dt.datetime) -> int:
    """Deletes records of crawls that are too old, also of sources that are read no more. Returns how many.

    What was accepted goes with its listing, or with its crawl.
    """
    said, listed = tables.accepted, tables.listings.c
    gone = sa.and_(said.c.what == "listing", said.c.target.not_in(sa.select(listed.id)))
    old = sa.and_(said.c.what == "crawl", said.c.accepted_at < now - KEPT)
    connection.execute(sa.delete(said).where(sa.or_(gone, old)))
    return connection.execute(sa.delete(tables.crawls).where(tables.crawls.c.started_at < now - KEPT)).rowcount


def record(connection: sa.Connection, entry: Entry, doubts: Sequence[Doubt]) -> None:
    """Writes a crawl down. A refused one changes nothing but its own record and its source's verdict."""
    crawl, verdict, reasons = entry.crawl, entry.judgement.verdict, text_of(entry.judgement.reasons)
    table = tables.crawls
    again = sa.and_(table.c.source == crawl.source, table.c.started_at == crawl.started_at)
    old = sa.and_(table.c.source == crawl.source, table.c.started_at < crawl.started_at - KEPT)
    connection.execute(sa.delete(table).where(sa.or_(again, old)))
    connection.execute(
        sa.insert(table).values(
            source=crawl.source,
            started_at=crawl.started_at,
            finished_at=crawl.finished_at,
            requests=crawl.requests,
            unchanged=crawl.unchanged,
            bytes=crawl.bytes,
            drafts=entry.measure.drafts,
            refusals=text_of(Counter(refusal.reason for refusal in crawl.refusals)),
            error=crawl.error,
            verdict=verdict,
            reasons=reasons,
            measure=text_of(entry.measure),
        )
    )
    state = {"name": crawl.source, "verdict": verdict, "reasons": reasons, "last_crawl_at": crawl.started_at}
    if verdict == "refused":
        _quarantine(connection, state, crawl)
    else:
        terms = rights.said(crawl.rights)
        believed = {
            "believed_at": crawl.started_at,
            "checked_at": crawl.finished_at,
            "quarantined_at": None,
            "licence": terms.licence,
            "attribution": terms.attribution,
        }
        tables.upsert(connection, tables.sources, [{**state, **believed}])
        _left_out(connection, crawl, doubts)


def _quarantine(connection: sa.Connection, state: dict[str, object], crawl: Crawl) -> None:
    tables.upsert(connection, tables.sources, [state])
    table = tables.sources
    first = sa.and_(table.c.name == crawl.source, table.c.quarantined_at.is_(None))
    connection.execute(sa.update(table).where(first).values(quarantined_at=crawl.started_at))


def _left_out(connection: sa.Connection, crawl: Crawl, doubts: Sequence[Doubt]) -> None:
    """Replaces what the last believed crawl of the source left out."""
    for table, found in ((tables.refusals, crawl.refusals), (tables.doubts, doubts)):
        connection.execute(sa.delete(table).where(table.c.source == crawl.source))
        rows = [{"source": crawl.source, "position": at, **msgspec.structs.asdict(one)} for at, one in enumerate(found)]
        tables.upsert(connection, table, rows)
