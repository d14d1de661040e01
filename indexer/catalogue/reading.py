"""Reads Contents from the catalogue: everything that may be published at one moment."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from operator import attrgetter

import msgspec
import sqlalchemy as sa

from crawlers.draft import Refusal, Rights
from crawlers.source import Source
from indexer.catalogue import rights, tables
from indexer.catalogue.listings import doubts_of, opportunity_of, refusal_of
from indexer.contents import Contents, Doubted, SourceState, Waiting
from indexer.decisions import accepted, hidden
from indexer.decisions.hidden import Out
from indexer.lifecycle import aged_out
from indexer.opportunity import Listing, Opportunity, Session
from indexer.reconciling.runs import order
from indexer.values.text import provider_id

_OPPORTUNITY = msgspec.json.Decoder(Opportunity)
_SESSION = msgspec.json.Decoder(Session)


def contents(connection: sa.Connection, sources: Sequence[Source], today: dt.date, keep: dt.timedelta) -> Contents:
    """Opportunities with a listing that is not withdrawn, and that are not over for longer than the city keeps them."""
    out = hidden.out(connection)
    waiting = accepted.waiting(connection, [source.name for source in sources if source.review])
    terms = rights.of_sources(connection, sources)
    by_opportunity = _listings(connection, sources, out.listings.keys() | waiting, terms)
    sessions = _sessions(connection, {one.id: one for some in by_opportunity.values() for one in some}, today, keep)
    opportunities = []
    for row in connection.execute(sa.select(tables.opportunities)):
        listings, (coming, had) = by_opportunity.get(row.id), sessions.get(row.id, ((), False))
        if listings and (coming or not had) and row.id not in out.opportunities:
            one = _OPPORTUNITY.decode(row.data)
            if one.provider.id in out.providers:
                continue
            opportunities.append(msgspec.structs.replace(one, sessions=coming, listings=tuple(listings)))
    there = {one.id for one in opportunities}
    aliases = connection.execute(sa.select(tables.aliases))
    return Contents(
        # Sorted here, as databases differ in how they order text.
        opportunities=tuple(sorted(opportunities, key=lambda one: one.id)),
        aliases=dict(sorted((row.old_id, row.new_id) for row in aliases if row.new_id in there)),
        sources=tuple(_states(connection, [one for one in sources if not _hidden(one, out)], out, waiting, terms)),
    )


def _listings(
    connection: sa.Connection, sources: Sequence[Source], out: Set[str], terms: Mapping[str, Rights]
) -> dict[str, list[Listing]]:
    """By opportunity. out: the ids of listings that are not shown."""
    places = {source.name: at for at, source in enumerate(sources)}
    table = tables.listings
    names = [name for name in Listing.__struct_fields__ if name in table.c]
    columns = [table.c[name] for name in names]
    own = sa.case((table.c.draft.like('%"licence":%') | table.c.draft.like('%"attribution":%'), table.c.draft))
    rows = connection.execute(
        sa.select(*columns, table.c.opportunity_id, own.label("own")).where(
            table.c.state != "withdrawn",
            table.c.normalised.is_not(None),
            table.c.opportunity_id.is_not(None),
            table.c.source.in_(list(places)),
        )
    ).all()
    found: dict[str, list[Listing]] = defaultdict(list)
    rows = [row for row in rows if row.id not in out]
    for row in sorted(rows, key=lambda row: (row.first_seen, places[row.source], row.id)):
        values = {name: getattr(row, name) for name in names if name != "count"}
        count = row._mapping["count"]
        said = rights.of_listing(row.own, terms[row.source])
        found[row.opportunity_id].append(
            Listing(**values, count=count, licence=said.licence, attribution=said.attribution)
        )
    return found


def _sessions(
    connection: sa.Connection, listings: dict[str, Listing], today: dt.date, keep: dt.timedelta
) -> dict[str, tuple[tuple[Session, ...], bool]]:
    """By opportunity: the sessions that are kept, and whether it has any at all."""
    table = tables.sessions
    found: dict[str, list[Session]] = defaultdict(list)
    had = set()
    columns = (table.c.opportunity_id, table.c.listing_id, table.c.last_date, table.c.data)
    for row in connection.execute(sa.select(*columns).where(table.c.gone.is_(False))):
        had.add(row.opportunity_id)
        if aged_out(row.last_date, today, keep):
            continue
        session = _SESSION.decode(row.data)
        # An unchanged listing is not read again, but its source has said since that it is still so.
        counted = all(one.field != "places_left" for one in session.corrected)
        if session.places_as_of and counted and row.listing_id in listings:
            session = msgspec.structs.replace(session, places_as_of=listings[row.listing_id].checked_at)
        found[row.opportunity_id].append(session)
    return {name: (tuple(sorted(found.get(name, ()), key=order)), True) for name in had}


def _hidden(source: Source, out: Out) -> bool:
    """Whether all that the source has is a hidden provider's."""
    return bool(out.providers) and provider_id(source.provider) in out.providers


def _states(
    connection: sa.Connection,
    sources: Sequence[Source],
    out: Out,
    waiting: Set[str],
    terms: Mapping[str, Rights],
) -> Iterable[SourceState]:
    table, crawls = tables.listings, tables.crawls
    live = sa.and_(table.c.state != "withdrawn", table.c.normalised.is_not(None))
    counted = sa.select(table.c.source, sa.func.count()).where(live).group_by(table.c.source)
    counts = {row[0]: row[1] for row in connection.execute(counted)}
    for name in connection.scalars(sa.select(table.c.source).where(live, table.c.id.in_(list(out.listings)))):
        counts[name] -= 1
    held = _held(connection, waiting - out.listings.keys())
    newest = sa.select(sa.func.max(crawls.c.id)).group_by(crawls.c.source)
    lasts = {row.source: row for row in connection.execute(sa.select(crawls).where(crawls.c.id.in_(newest)))}
    known = {row.name: row for row in connection.execute(sa.select(tables.sources))}
    hushed = out.listings.keys() | waiting
    refusals, doubts = _refusals(connection, hushed), _doubts(connection, hushed, out.words)
    for source in sources:
        name, row, last, count = source.name, known.get(source.name), lasts.get(source.name), counts.get(source.name, 0)
        yield SourceState(
            name=name,
            kind=source.kind,
            provider=source.provider,
            url=source.url,
            verdict="paused" if source.paused else row.verdict if row else "never",
            reasons=(source.paused,) if source.paused else tuple(msgspec.json.decode(row.reasons)) if row else (),
            licence=terms[name].licence,
            attribution=terms[name].attribution,
            last_crawl_at=row.last_crawl_at if row else None,
            checked_at=row.checked_at if row else None,
            listings=count - len(held[name]),
            waiting=tuple(held[name]),
            drafts=last.drafts if last else 0,
            refusals=tuple(refusals[name]),
            doubts=tuple(doubts[name]),
            requests=last.requests if last else 0,
            unchanged=last.unchanged if last else 0,
        )


def _held(connection: sa.Connection, waiting: Set[str]) -> dict[str, list[Waiting]]:
    """By source: the listings that a person has to accept, with what they mean."""
    found: dict[str, list[Waiting]] = defaultdict(list)
    table = tables.listings
    live = sa.and_(table.c.state != "withdrawn", table.c.normalised.is_not(None))
    columns = (table.c.id, table.c.source, table.c.title, table.c.url, table.c.normalised)
    rows = connection.execute(sa.select(*columns).where(live)) if waiting else ()
    for row in sorted((row for row in rows if row.id in waiting), key=attrgetter("id")):
        meant = opportunity_of(row.normalised)
        days = [session.start.date for session in meant.sessions if session.start]
        provider = meant.provider.name
        first = min(days, default=None)
        found[row.source].append(Waiting(id=row.id, title=meant.title, provider=provider, url=row.url, first=first))
    return found


def _refusals(connection: sa.Connection, out: Set[str]) -> dict[str, list[Refusal]]:
    """By source: what extraction left out, then what had no meaning that could be shown."""
    found: dict[str, list[Refusal]] = defaultdict(list)
    table = tables.refusals
    for row in connection.execute(sa.select(table).order_by(table.c.position)):
        found[row.source].append(Refusal(where=row.where, reason=row.reason, wrote=row.wrote, todo=row.todo))
    rows = tables.listings.c
    wanted = sa.and_(rows.refusal.is_not(None), rows.state != "withdrawn")
    # Sorted here, as databases differ in how they order text.
    left_out = connection.execute(sa.select(rows.id, rows.source, rows.refusal).where(wanted))
    for row in sorted((row for row in left_out if row.id not in out), key=attrgetter("id")):
        found[row.source].append(refusal_of(row.refusal))
    return found


def _doubts(connection: sa.Connection, out: Set[str], words: Set[str]) -> dict[str, list[Doubted]]:
    """By source: what was doubtful of a crawl's ids, then what in the listings was not understood."""
    found: dict[str, list[Doubted]] = defaultdict(list)
    table = tables.doubts
    for row in connection.execute(sa.select(table).order_by(table.c.position)):
        if row.words not in words:
            found[row.source].append(Doubted(field=row.field, words=row.words, reason=row.reason))
    rows = tables.listings.c
    wanted = sa.and_(rows.doubts.is_not(None), rows.state != "withdrawn")
    columns = (rows.id, rows.source, rows.title, rows.normalised, rows.doubts)
    doubted = connection.execute(sa.select(*columns).where(wanted))
    for row in sorted((row for row in doubted if row.id not in out), key=attrgetter("id")):
        whose = opportunity_of(row.normalised).provider.id if row.normalised else ""
        for one in doubts_of(row.doubts):
            said = msgspec.structs.asdict(one)
            found[row.source].append(Doubted(**said, listing=row.title or "", provider=whose))
    return found
