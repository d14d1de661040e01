"""Says that two are one opportunity, or are not, and takes it back: finds what is meant, settles the rest with it."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from crawlers.source import Source
from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.settle import settle
from indexer.decisions import hiding, links
from indexer.decisions.links import How, Link, Question


def said(catalogue: Catalogue, what: How) -> list[Link]:
    """Every link of this kind, the latest first."""
    with catalogue.read() as connection:
        return [link for link in links.entries(connection) if link.what == what]


def questions(catalogue: Catalogue) -> list[Question]:
    """Which two may be one opportunity, the likeliest first."""
    with catalogue.read() as connection:
        return links.questions(connection)


def find(catalogue: Catalogue, named: str, sources: Sequence[Source]) -> hiding.Found | list[str]:
    """The listing or opportunity that is meant, by its id or the address of its page; else the nearest known words.

    A listing goes before the opportunity that has its id: it can be told apart from the others of it.
    """
    found = hiding.find(catalogue, named, sources, "listing")
    return hiding.find(catalogue, named, sources, "opportunity") if isinstance(found, list) else found


def link(
    catalogue: Catalogue, one: str, two: str, what: How, because: str, sources: Sequence[Source], now: dt.datetime
) -> None:
    """Says it of two ids, and settles everything with it in one transaction."""
    with catalogue.write() as connection:
        links.put(connection, one, two, what, because, now)
        settle(connection, sources, now)


def unlink(
    catalogue: Catalogue, one: str, two: str, what: How, sources: Sequence[Source], now: dt.datetime
) -> Link | None:
    """Takes it back, and settles everything without it; None where it was not said."""
    with catalogue.write() as connection:
        found = links.take(connection, one, two, what)
        if found is not None:
            settle(connection, sources, now)
        return found


def opportunities(catalogue: Catalogue, one: str, two: str) -> tuple[str | None, str | None]:
    """The opportunities that two ids are of at present; None where nothing of it is listed now."""
    rows = tables.listings.c
    with catalogue.read() as connection:
        live = sa.and_(rows.state != "withdrawn", rows.opportunity_id.is_not(None))
        of = {
            row.id: row.opportunity_id
            for row in connection.execute(sa.select(rows.id, rows.opportunity_id).where(live))
        }
        aliases = {row.old_id: row.new_id for row in connection.execute(sa.select(tables.aliases))}
    known = set(of.values())

    def at(name: str) -> str | None:
        found = of.get(name, aliases.get(name, name))
        return found if found in known else None

    return at(one), at(two)
