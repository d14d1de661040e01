"""The timetable as the catalogue keeps it: when each name is due next, how often it failed, and who does it now.

Whoever wants to do something that is due claims it first; of several that try, one succeeds (compare-and-set). A claim
that ran out may be taken by another, so what a dead process held is done by the next. When something is due next is
decided by the caller (schedules/timetable.py); moments are aware, and kept as UTC.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import msgspec
import sqlalchemy as sa

from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue

_ROWS = tables.timetable
_ROW = _ROWS.c


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the timetable. name: "source:NAME", or that of a task. every: the city file's words.

    failures: in a row. mark: of what was published last, at "publish" only.
    """

    name: str
    every: str
    next_due_at: dt.datetime
    failures: int
    claimed_by: str | None
    claimed_until: dt.datetime | None
    last_started_at: dt.datetime | None
    last_ended_at: dt.datetime | None
    mark: str | None

    def due(self, now: dt.datetime) -> bool:
        """Whether its time has come."""
        return self.next_due_at <= now

    def claimed(self, now: dt.datetime) -> bool:
        """Whether somebody is believed to be doing it."""
        return self.claimed_until is not None and self.claimed_until > now


First = Callable[[str, str, dt.datetime | None], dt.datetime]
"""When a name with these words is due that was last begun at a moment, or never."""


def entries(catalogue: Catalogue) -> dict[str, Entry]:
    """The whole timetable by name, what is due first first."""
    with catalogue.read() as connection:
        found = [Entry(**row._mapping) for row in connection.execute(sa.select(_ROWS))]
    return {one.name: one for one in sorted(found, key=lambda one: (one.next_due_at, one.name))}


def sync(catalogue: Catalogue, wanted: Mapping[str, str], first: First) -> dict[str, Entry]:
    """Makes the timetable hold exactly the wanted names, and returns it. wanted: name to its words of the city file.

    What is there in the same words keeps its moment; other words get a new one.
    """
    known = entries(catalogue)
    left = sorted(known.keys() - wanted.keys())
    new = [name for name in wanted if name not in known]
    changed = [name for name in wanted if name in known and known[name].every != wanted[name]]
    if not (left or new or changed):
        return known
    with catalogue.write() as connection:
        tables.delete(connection, _ROW.name, left)
        for name in new:
            row = {"name": name, "every": wanted[name], "next_due_at": first(name, wanted[name], None), "failures": 0}
            tables.upsert(connection, _ROWS, [row])
        for name in changed:
            due = first(name, wanted[name], known[name].last_started_at)
            connection.execute(
                sa.update(_ROWS).where(_ROW.name == name).values(every=wanted[name], next_due_at=due, failures=0)
            )
    return entries(catalogue)


def claim(catalogue: Catalogue, name: str, who: str, now: dt.datetime, until: dt.datetime) -> bool:
    """Takes what is due and nobody is doing. False where another was faster, or it is not due any more."""
    free = sa.or_(_ROW.claimed_until.is_(None), _ROW.claimed_until <= now)
    with catalogue.write() as connection:
        taken = connection.execute(
            sa.update(_ROWS)
            .where(_ROW.name == name, _ROW.next_due_at <= now, free)
            .values(claimed_by=who, claimed_until=until)
        )
        return taken.rowcount == 1


def begin(catalogue: Catalogue, names: Sequence[str], now: dt.datetime, until: dt.datetime) -> list[str]:
    """Those of the names that are still due, from now on claimed until then, whoever had claimed them before."""
    begun = []
    with catalogue.write() as connection:
        for name in names:
            due = sa.and_(_ROW.name == name, _ROW.next_due_at <= now)
            taken = connection.execute(sa.update(_ROWS).where(due).values(claimed_until=until, last_started_at=now))
            if taken.rowcount:
                begun.append(name)
    return begun


def extend(catalogue: Catalogue, names: Sequence[str], until: dt.datetime) -> None:
    """Says that what is claimed is still being done."""
    with catalogue.write() as connection:
        held = sa.and_(_ROW.name.in_(names), _ROW.claimed_until.is_not(None))
        connection.execute(sa.update(_ROWS).where(held).values(claimed_until=until))


def release(catalogue: Catalogue, who: str, names: Sequence[str] | None = None) -> None:
    """Lets go of what `who` claimed (of these names only, where some are given) without having done it."""
    held = [_ROW.claimed_by == who] + ([] if names is None else [_ROW.name.in_(names)])
    with catalogue.write() as connection:
        connection.execute(sa.update(_ROWS).where(*held).values(claimed_by=None, claimed_until=None))


def done(
    catalogue: Catalogue,
    name: str,
    next_due_at: dt.datetime,
    now: dt.datetime,
    *,
    failures: int = 0,
    mark: str | None = None,
) -> None:
    """Notes that it was done now, when it is due next, and how often it has failed in a row. mark: where it has one."""
    values = {
        "next_due_at": next_due_at,
        "failures": failures,
        "claimed_by": None,
        "claimed_until": None,
        "last_ended_at": now,
    }
    with catalogue.write() as connection:
        marked = {} if mark is None else {"mark": mark}
        connection.execute(sa.update(_ROWS).where(_ROW.name == name).values(**values, **marked))


def bring_forward(catalogue: Catalogue, name: str, now: dt.datetime) -> None:
    """Makes it due now, where it is not due already."""
    with catalogue.write() as connection:
        later = sa.and_(_ROW.name == name, _ROW.next_due_at > now)
        connection.execute(sa.update(_ROWS).where(later).values(next_due_at=now))


def correct(catalogue: Catalogue, name: str, next_due_at: dt.datetime, claimed_until: dt.datetime | None) -> None:
    """Sets moments that a wrong clock had written."""
    with catalogue.write() as connection:
        values = {"next_due_at": next_due_at, "claimed_until": claimed_until}
        connection.execute(sa.update(_ROWS).where(_ROW.name == name).values(**values))
