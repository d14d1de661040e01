"""What accepting a refused crawl would change, told before it is done, and whether there is anything to accept."""

import datetime as dt

import msgspec
import sqlalchemy as sa

from crawlers.errors import OptionError
from crawlers.keep import Crawl
from crawlers.kinds import completeness_of
from crawlers.source import Source
from indexer.catalogue import listings, tables
from indexer.catalogue.catalogue import Catalogue
from indexer.reconciling.reconcile import identify


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """before, after: listings that are not over, and listings of the refused crawl. new: those that are not known.

    gone: titles of listings that the crawl does not have. withdrawn: whether they leave the portal; otherwise the
    source shows a part of what it has, and they stay until they are over. reasons: why the crawl was refused.
    """

    started_at: dt.datetime
    before: int
    after: int
    new: int
    gone: tuple[str, ...]
    withdrawn: bool
    reasons: tuple[str, ...]


def change(catalogue: Catalogue, source: Source, crawl: Crawl | None, today: dt.date) -> Change:
    """What accepting the crawl would do. crawl: the last one, as it is kept. today: in the city's zone.

    Raises OptionError with a sentence where there is nothing to accept, or nothing that can be accepted.
    """
    table = tables.sources
    with catalogue.read() as connection:
        state = connection.execute(sa.select(table).where(table.c.name == source.name)).first()
        before = listings.of_source(connection, source.name)
    if state is None:
        raise OptionError(f"{source.name}: expected a crawl that was refused, but it was not read yet.")
    if state.verdict != "refused":
        raise OptionError(
            f"{source.name}: expected a crawl that was refused, but the last one ({state.last_crawl_at:%Y-%m-%d %H:%M} "
            f"UTC) was believed ({state.verdict}). There is nothing to accept."
        )
    if crawl is not None and crawl.error:
        raise OptionError(
            f"{source.name}: expected listings that somebody can say are right, but its last crawl is an error: "
            f"{crawl.error.removeprefix(source.name + ': ')}"
        )
    if crawl is None or crawl.started_at != state.last_crawl_at:
        raise OptionError(
            f"{source.name}: expected the crawl of {state.last_crawl_at:%Y-%m-%d %H:%M} UTC, which was refused, but "
            "it is kept no more, or it was read again since. Run: cityoflearning run"
        )
    there = {id_: row for id_, row in before.items() if row.state != "withdrawn"}
    current = {id_: row for id_, row in there.items() if row.last_day is None or row.last_day >= today}
    found = {one.id for one in identify(source.name, crawl.drafts, before)}
    return Change(
        started_at=crawl.started_at,
        before=len(current),
        after=len(found),
        new=len(found - there.keys()),
        gone=tuple(sorted(row.title or row.id for id_, row in current.items() if id_ not in found)),
        withdrawn=completeness_of(source) in ("snapshot", "tombstoned"),
        reasons=tuple(msgspec.json.decode(state.reasons, type=list[str])),
    )
