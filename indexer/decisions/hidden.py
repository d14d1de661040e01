"""What the city has taken out: an opportunity, a listing or a provider, whatever a crawl brings.

Hidden listings, and all of a hidden provider, are no part of any opportunity (`settle.py`). A hidden opportunity is
still put together, so that a listing that would join it is hidden with it; but `reading.py` hands nothing of it on, and
so no page, feed, search or figure can. Ids are made from listings: that of a hidden one is never given to another.
"""

import datetime as dt
from typing import Literal

import msgspec
import sqlalchemy as sa

from indexer.catalogue import tables

What = Literal["opportunity", "listing", "provider"]


class Hidden(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is hidden. target: its id."""

    target: str
    what: What
    reason: str
    hidden_at: dt.datetime


class Out(msgspec.Struct, frozen=True, kw_only=True):
    """What is out, in the ids of the catalogue.

    apart: listings that are no part of any opportunity. opportunities: those that are not shown, whose listings are out
    with them. listings: all that are out, with their source. words: their titles, addresses and own ids.
    """

    apart: frozenset[str] = frozenset()
    opportunities: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    listings: dict[str, str] = {}
    words: frozenset[str] = frozenset()


def entries(connection: sa.Connection) -> list[Hidden]:
    """Everything that is hidden, the latest first."""
    rows = connection.execute(sa.select(tables.hidden))
    found = [Hidden(**row._mapping) for row in rows]
    return sorted(found, key=lambda one: (-one.hidden_at.timestamp(), one.target))


def out(connection: sa.Connection) -> Out:
    """What is out at present: what is hidden, and all that hangs on it."""
    by: dict[str, set[str]] = {"opportunity": set(), "listing": set(), "provider": set()}
    for one in entries(connection):
        by[one.what].add(one.target)
    if not any(by.values()):
        return Out()
    aliases = connection.execute(sa.select(tables.aliases).where(tables.aliases.c.old_id.in_(by["opportunity"])))
    opportunities = by["opportunity"] | {row.new_id for row in aliases}
    rows = tables.listings.c
    # The words of a source cannot look like this: a quotation mark in them is written \".
    theirs = [rows.normalised.contains(f'"provider":{{"id":"{one}",', autoescape=True) for one in by["provider"]]
    columns = (rows.id, rows.source, rows.opportunity_id, rows.title, rows.native_id, rows.url)
    apart = connection.execute(sa.select(*columns).where(sa.or_(rows.id.in_(by["listing"]), *theirs))).all()
    within = connection.execute(sa.select(*columns).where(rows.opportunity_id.in_(opportunities))).all()
    return Out(
        apart=frozenset(row.id for row in apart),
        opportunities=frozenset(opportunities),
        providers=frozenset(by["provider"]),
        listings={row.id: row.source for row in (*apart, *within)},
        words=frozenset(word for row in (*apart, *within) for word in (row.title, row.native_id, row.url) if word),
    )


def follow(connection: sa.Connection, moved: list[tuple[str, str]], now: dt.datetime) -> None:
    """Hides what has come apart from a hidden opportunity. moved: from which
    opportunity to which a listing went, though the two did not become one."""
    known = {one.target: one for one in entries(connection) if one.what == "opportunity"}
    for left, joined in moved:
        if left in known and joined not in known:
            row = {"target": joined, "what": "opportunity", "reason": known[left].reason, "hidden_at": now}
            tables.upsert(connection, tables.hidden, [row])
