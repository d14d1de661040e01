"""From crawls to what may be published: judge each crawl, read its drafts, reconcile, store, forget what is over."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from crawlers.draft import Refusal
from crawlers.forgetting import Filter
from crawlers.keep import Crawl, KeptPage
from crawlers.kinds import Completeness, completeness_of
from crawlers.source import Source
from indexer import lifecycle
from indexer.catalogue import journal, listings, tables
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.listings import Row
from indexer.catalogue.settle import settle
from indexer.contents import Contents
from indexer.decisions import accepted, correcting, forgetting
from indexer.health import judge
from indexer.health.measure import measure
from indexer.health.past import Met
from indexer.meaning import fingerprint
from indexer.normalise import Normalised, normalise
from indexer.opportunity import Doubt
from indexer.reconciling.reconcile import Found, identify
from indexer.settings import IndexSettings
from indexer.values.gazetteer import Gazetteer, load_gazetteer

Normalise = Callable[..., Normalised]


def index(
    crawls: Mapping[str, Crawl],
    sources: Sequence[Source],
    settings: IndexSettings,
    catalogue: Catalogue,
    now: dt.datetime,
    *,
    normalise: Normalise = normalise,
) -> Contents:
    """Brings the catalogue up to date and returns what may be published.

    crawls: by source; a source without one keeps what it has. A crawl that was indexed before changes nothing, but is
    judged again (its `expect` may have changed). sources: all of the city file, in its order; a source that is no
    longer in it is withdrawn. now: aware UTC. Raises CatalogueError, and CityFileError where the area files cannot be
    read.
    """
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    gazetteer = cache(lambda: load_gazetteer(settings))
    forgotten = forgetting.forgotten(catalogue)
    sift = Filter(forgotten)
    for source in sources:
        crawl = None if source.paused else crawls.get(source.name)
        _take(source, sift.crawl(crawl) if forgotten else crawl, settings, catalogue, today, gazetteer, normalise)
    with catalogue.write() as connection:
        _withdraw_left(connection, sources)
        _forget(connection, sources, now, settings.keep, today)
        correcting.read_again(connection, correcting.City(sources, settings, gazetteer))
        settle(connection, sources, now)
    return catalogue.contents(sources, today, settings.keep)


def _take(
    source: Source,
    crawl: Crawl | None,
    settings: IndexSettings,
    catalogue: Catalogue,
    today: dt.date,
    gazetteer: Callable[[], Gazetteer],
    normalise: Normalise,
) -> None:
    """One source: its transaction keeps everything that its crawl changes, or nothing."""
    with catalogue.read() as connection:
        before = listings.of_source(connection, source.name)
        past = journal.past(connection, source.name, crawl)
        right = crawl is not None and accepted.is_crawl(connection, source.name, crawl.started_at)
    after, entry, found = before, None, []
    if crawl is not None:
        completeness = completeness_of(source)
        came = measure(crawl)
        brought = identify(source.name, crawl.drafts, before)
        met = _met(brought, [row for row in before.values() if _current(row, today)])
        judgement = judge(crawl, came, past, source, completeness, met=met, accepted=right)
        entry = journal.Entry(crawl=crawl, measure=came, judgement=judgement)
        if judgement.verdict != "refused":
            found = brought
            after = _seen(source, crawl, found, before)
            if past.believed_at != crawl.started_at:  # indexed again, it is no second miss
                after = _absent(crawl, completeness, after, {one.id for one in found}, today, confirmed=right)
    meaning = fingerprint(source, settings)
    rows = [
        _read(row, source, settings, gazetteer, meaning, normalise) if row.meaning != meaning else row
        for row in after.values()
    ]
    changed = [row for row in rows if before.get(row.id) != row]
    if changed or entry:
        with catalogue.write() as connection:
            listings.save(connection, changed)
            if entry:
                journal.record(connection, entry, [one.doubt for one in found if one.doubt])


def _seen(source: Source, crawl: Crawl, found: Sequence[Found], before: Mapping[str, Row]) -> dict[str, Row]:
    """The source's listings with what the crawl had; a draft in new words has no meaning yet."""
    after = dict(before)
    for one in found:
        old, page, draft = before.get(one.id), one.page, one.draft
        mark = listings.draft_hash(draft, page.url)
        same = old is not None and old.draft_hash == mark
        # A page that failed this time says nothing new: its drafts are those of an earlier crawl.
        life = old.life if old and page.error else lifecycle.seen()
        after[one.id] = Row(
            id=one.id,
            source=source.name,
            native_id=draft.native_id,
            url=draft.url or page.final_url or page.url,
            title=" ".join((draft.title or "").split())[:200] or None,
            page_url=page.url,
            fetched_at=old.fetched_at if old and same else page.fetched_at,
            draft=listings.text_of(draft),
            draft_hash=mark,
            meaning=old.meaning if old and same else "",
            normalised=old.normalised if old and same else None,
            refusal=old.refusal if old and same else None,
            doubts=old.doubts if old and same else None,
            last_day=old.last_day if old and same else None,
            opportunity_id=old.opportunity_id if old else None,
            state=life.state,
            misses=life.misses,
            first_seen=old.first_seen if old else crawl.finished_at,
            last_seen=old.last_seen if old and page.error else crawl.finished_at,
            checked_at=page.checked_at,
            count=draft.count,
        )
    return after


def _absent(
    crawl: Crawl,
    completeness: Completeness,
    rows: Mapping[str, Row],
    found: set[str],
    today: dt.date,
    *,
    confirmed: bool,
) -> dict[str, Row]:
    """The rows, with a miss for each listing that the crawl should have had. confirmed: a person said that it is so."""
    unread = {page.url for page in crawl.pages if page.error}
    all_unknown = completeness == "tombstoned" and bool(unread)  # a listing is put together of what several feeds say
    refused = listings.Refused(crawl.refusals, {page.url for page in crawl.pages})
    after = dict(rows)
    for row in rows.values():
        if row.id not in found:
            over = row.last_day is not None and row.last_day < today
            unknown = all_unknown or row.page_url in unread or refused.has(row)
            life = lifecycle.absent(row.life, completeness, over=over, unread=unknown, confirmed=confirmed)
            after[row.id] = msgspec.structs.replace(row, state=life.state, misses=life.misses)
    return after


def _read(
    row: Row,
    source: Source,
    settings: IndexSettings,
    gazetteer: Callable[[], Gazetteer],
    meaning: str,
    normalise: Normalise,
) -> Row:
    """The row with what its draft means. A draft that our own code stumbles over is refused; the others go on."""
    draft = listings.draft_of(row)
    page = KeptPage(url=row.page_url, fetched_at=row.fetched_at, checked_at=row.checked_at)
    where = gazetteer()
    opportunity, refusal, doubts = None, None, tuple[Doubt, ...]()
    try:
        read = normalise(draft, page, source, settings, where, row.listing(source))
        opportunity, refusal, doubts = read.opportunity, read.refusal, read.doubts
    except Exception as error:  # one listing that nobody foresaw must not keep a whole city from being published
        refusal = Refusal(
            where=row.url or row.id,
            wrote=(row.title or "")[:200],
            reason="our own code failed on this listing",
            todo=f"Tell the makers of this project: {type(error).__name__}: {error}"[:300],
        )
    return msgspec.structs.replace(
        row,
        meaning=meaning,
        normalised=listings.text_of(msgspec.structs.replace(opportunity, listings=())) if opportunity else None,
        refusal=listings.text_of(refusal) if refusal else None,
        doubts=listings.text_of(doubts) if doubts else None,
        last_day=lifecycle.last_day(opportunity.sessions) if opportunity else None,
    )


def _met(found: Sequence[Found], current: Sequence[Row]) -> Met:
    ids = {one.id for one in found}
    titles = {" ".join((one.draft.title or "").split())[:200].casefold() for one in found} - {""}
    known = [row for row in current if row.id in ids]
    named = [row for row in current if (row.title or "").casefold() in titles]
    return Met(current=len(current), ids=len(known), titles=len(named))


def _current(row: Row, today: dt.date) -> bool:
    return row.state != "withdrawn" and (row.last_day is None or row.last_day >= today)


def _withdraw_left(connection: sa.Connection, sources: Sequence[Source]) -> None:
    """Withdraws the listings of sources that left the city file, at once.

    Taking a source out is the city's decision, often at the provider's wish, and no absence that three crawls have to
    confirm. The rows stay, so that a source that is put back finds its ids again.
    """
    table = tables.listings
    names = [source.name for source in sources]
    left = sa.and_(table.c.source.not_in(names), table.c.state != "withdrawn")
    connection.execute(sa.update(table).where(left).values(state="withdrawn"))
    connection.execute(sa.delete(tables.kept).where(tables.kept.c.source.not_in(names)))


def _forget(
    connection: sa.Connection, sources: Sequence[Source], now: dt.datetime, keep: dt.timedelta, today: dt.date
) -> None:
    """Deletes listings that their source has not had for longer than the city keeps what is over.

    A source that is not read, or not believed, forgets nothing: only believed crawls count as not having it.
    """
    table, known = tables.listings.c, tables.sources.c
    believed = {row.name: row.checked_at for row in connection.execute(sa.select(known.name, known.checked_at))}
    there = {source.name for source in sources}
    gone = []
    for row in connection.execute(sa.select(table.id, table.source, table.last_day, table.last_seen)):
        until = (believed.get(row.source) or row.last_seen) if row.source in there else now
        if lifecycle.forgotten(row.last_day, until - row.last_seen, today, keep):
            gone.append(row.id)
    tables.delete(connection, table.id, gone)
