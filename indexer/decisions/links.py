"""What a person said is one opportunity, or is not: it holds whatever a crawl brings and however alike they are.

A link names two listings or opportunities. Reconciling looks for them anew each time (`reconcile.py`): a listing that
is gone is stood for by the oldest that speaks for the opportunity of that id, and where there is none the link waits.
"""

import datetime as dt
from typing import Literal

import msgspec
import sqlalchemy as sa

from indexer.catalogue import tables
from indexer.decisions import hidden
from indexer.reconciling.reconcile import Links

How = Literal["join", "part"]
_ROWS = tables.links


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Two ids of listings or opportunities, and what was said of them. because: in a person's words."""

    one: str
    two: str
    what: How
    because: str
    linked_at: dt.datetime


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Two listings that may be one opportunity. likelihood: 0 to 1. titles, providers, urls: of each."""

    one: str
    two: str
    likelihood: float
    why: str
    titles: tuple[str, str]
    opportunities: tuple[str | None, str | None]
    urls: tuple[str | None, str | None]


def entries(connection: sa.Connection) -> list[Link]:
    """Every link, the latest first."""
    found = [Link(**row._mapping) for row in connection.execute(sa.select(_ROWS))]
    return sorted(found, key=lambda link: (-link.linked_at.timestamp(), link.one, link.two))


def links(connection: sa.Connection) -> Links:
    """As reconciling takes them."""
    found = sorted((link.what, link.one, link.two) for link in entries(connection))
    return Links(
        joined=tuple((one, two) for what, one, two in found if what == "join"),
        parted=tuple((one, two) for what, one, two in found if what == "part"),
    )


def targets(connection: sa.Connection) -> set[str]:
    """Every id that a link names."""
    return {name for link in entries(connection) for name in (link.one, link.two)}


def put(connection: sa.Connection, one: str, two: str, what: How, because: str, now: dt.datetime) -> None:
    """Says it of two; what was said of them before is replaced."""
    first, second = sorted((one, two))
    row = {"one": first, "two": second, "what": what, "because": because, "linked_at": now}
    tables.upsert(connection, _ROWS, [row])


def take(connection: sa.Connection, one: str, two: str, what: How) -> Link | None:
    """Takes it back; None where it was not said."""
    first, second = sorted((one, two))
    found = next((x for x in entries(connection) if (x.one, x.two, x.what) == (first, second, what)), None)
    if found is not None:
        connection.execute(sa.delete(_ROWS).where(_ROWS.c.one == first, _ROWS.c.two == second))
    return found


def rename(connection: sa.Connection, old: str, new: str) -> None:
    """A listing has another id from now on."""
    for link in entries(connection):
        if old in (link.one, link.two) and take(connection, link.one, link.two, link.what):
            one, two = (new if name == old else name for name in (link.one, link.two))
            put(connection, one, two, link.what, link.because, link.linked_at)


def questions(connection: sa.Connection) -> list[Question]:
    """What a person should look at, the likeliest first; nothing of what is hidden."""
    gone = hidden.out(connection).listings
    rows, listings = tables.alike.c, tables.listings.c
    found = connection.execute(sa.select(rows.one, rows.two, rows.likelihood, rows.why)).all()
    ids = sorted({name for row in found for name in (row.one, row.two)})
    told = {
        row.id: row
        for part in (ids[at : at + 500] for at in range(0, len(ids), 500))
        for row in connection.execute(
            sa.select(listings.id, listings.title, listings.url, listings.opportunity_id).where(listings.id.in_(part))
        )
    }
    asked = [
        Question(
            one=row.one,
            two=row.two,
            likelihood=row.likelihood,
            why=row.why,
            titles=(told[row.one].title or "", told[row.two].title or ""),
            opportunities=(told[row.one].opportunity_id, told[row.two].opportunity_id),
            urls=(told[row.one].url, told[row.two].url),
        )
        for row in found
        if row.one in told and row.two in told and not {row.one, row.two} & gone.keys()
    ]
    return sorted(asked, key=lambda one: (-one.likelihood, one.one, one.two))
