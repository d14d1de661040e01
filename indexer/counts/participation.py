"""Counts of people that providers return: checked against the catalogue, kept in it, and released once for each period.

A period is released when it has been over for two weeks, and then never again: what comes later is told and kept out,
as whoever compares two releases of one period would find what changed between them. There is no total over periods.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue
from indexer.contents import Contents
from indexer.counts.dimensions import area_of, band_of, interests_of
from indexer.counts.releases import WAIT, Period, Release, period_of, release
from indexer.counts.returns import Problem, Return, read_file
from indexer.opportunity import Opportunity, Session
from indexer.settings import ParticipationSettings

_OVERLAPS = "a part of this period was released when [participation] period was another, so the rest of it is not"


class Waiting(NamedTuple):
    """A period that is not released yet. due: the first day on which it is. returned: sessions whose counts came."""

    period: str
    due: dt.date
    returned: int


class Participation(msgspec.Struct, frozen=True):
    """releases: newest first. problems: what was left out, by file and row. files: how many were looked at."""

    settings: ParticipationSettings
    releases: tuple[Release, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: int = 0
    returned: int = 0


class _Known(NamedTuple):
    """What a session is, as it is counted. day: that its counts are of; first: on which it begins."""

    provider: str
    area: str
    age_band: str
    interest: str
    capacity: int | None
    first: dt.date | None
    day: dt.date | None


def take(
    catalogue: Catalogue,
    settings: ParticipationSettings,
    folder: Path,
    contents: Contents,
    *,
    today: dt.date,
    now: dt.datetime,
) -> Participation:
    """Reads every file of the folder, keeps what can be believed, and releases what is due.

    folder: where the city file lies. today: in the city's zone. The same files again change nothing. Raises
    CatalogueError.
    """
    files = _files(folder / settings.folder)
    read: list[Return] = []
    problems: list[Problem] = []
    for path in files:
        some, wrong = read_file(path)
        read += some
        problems += wrong
    sessions = {s.id: _known(o, s) for o in contents.opportunities for s in o.sessions}
    with catalogue.write() as connection:
        kept = {row.session_id: dict(row._mapping) for row in connection.execute(sa.select(tables.returns))}
        released = _released(connection)
        frozen = {key: row for key, row in kept.items() if _holds(released, row["day"])}
        taken: dict[str, dict[str, Any]] = {}
        for some in _by_session(read).values():
            row = _taken(some, sessions, kept, frozen, released, today)
            if isinstance(row, dict):
                taken[some[0].session] = row
            else:
                problems += row
        _keep(connection, taken, kept, frozen, now)
        waiting = _release(connection, settings, released, taken, today, now, problems)
        everything = _released(connection)
    return Participation(
        settings,
        releases=tuple(sorted(everything, key=lambda one: one.first, reverse=True)),
        waiting=waiting,
        problems=tuple(sorted(problems, key=lambda one: (one.file, one.row or 0))),
        files=len(files),
        returned=len(taken.keys() | frozen.keys()),
    )


def _files(folder: Path) -> list[Path]:
    """What lies in the folder, but for what is hidden or explains it."""
    if not folder.is_dir():
        return []
    names = sorted(path for path in folder.iterdir() if path.is_file())
    return [path for path in names if not path.name.startswith((".", "README")) and path.suffix != ".md"]


def _known(opportunity: Opportunity, session: Session) -> _Known:
    return _Known(
        provider=opportunity.provider.id,
        area=area_of(session),
        age_band=band_of(opportunity.ages),
        interest=interests_of(opportunity)[0],
        capacity=session.capacity,
        first=session.start.date if session.start else None,
        day=session.last_day() or (session.start.date if session.start else None),
    )


def _by_session(read: Iterable[Return]) -> Mapping[str, list[Return]]:
    found: dict[str, list[Return]] = defaultdict(list)
    for one in read:
        found[one.session].append(one)
    return found


def _taken(
    some: Sequence[Return],
    sessions: Mapping[str, _Known],
    kept: Mapping[str, dict[str, Any]],
    frozen: Mapping[str, dict[str, Any]],
    released: Sequence[Release],
    today: dt.date,
) -> dict[str, Any] | list[Problem]:
    """The row to keep for a session, or why none of what came for it is."""

    def left_out(reason: str, todo: str) -> list[Problem]:
        return [Problem(file=one.file, row=one.row, reason=reason, todo=f"{todo}.") for one in some]

    one, key = some[0], some[0].session
    if len({(r.enrolled, r.attended, r.as_of) for r in some}) > 1:
        return left_out("the same session is returned more than once, with different counts", "Leave one row for it")
    before = kept.get(key)
    if (known := sessions.get(key)) is None and before is not None:
        known = _Known(
            provider=before["provider"],
            area=before["area"],
            age_band=before["age_band"],
            interest=before["interest"],
            capacity=before["capacity"],
            first=None,
            day=None,
        )
    if known is None:
        return left_out(
            "the session is not in the catalogue, or has been over for too long",
            "Take its id from feeds/sessions.csv, and return counts before the city's [crawl] keep has passed",
        )
    day = one.as_of or known.day or (before["day"] if before else None)
    if key in frozen:
        was = frozen[key]
        if (was["enrolled"], was["attended"]) == (one.enrolled, one.attended):
            return {}
        return left_out("its period has been released, so that it cannot change", "Nothing: what is released stays")
    if day is None:
        return left_out("the session has no date, and as_of is empty", "Fill in as_of, the day that the counts are of")
    if one.as_of and one.as_of > today:
        return left_out("as_of is a day to come", "Write the day on which people were counted")
    if one.as_of and one.attended and known.first and one.as_of < known.first:
        return left_out("people attended before the session began, by its as_of", "Mend as_of or the session's id")
    if known.capacity is not None and one.enrolled is not None and one.enrolled > known.capacity:
        return left_out("more people enrolled than the session has places", "Ask the provider which number is wrong")
    if _holds(released, day):
        return left_out("its period has been released before it came", "Nothing: what is released stays")
    return {
        **{name: getattr(known, name) for name in ("provider", "area", "age_band", "interest", "capacity")},
        "session_id": key,
        "file": one.file,
        "day": day,
        "enrolled": one.enrolled,
        "attended": one.attended,
    }


def _keep(
    connection: sa.Connection,
    taken: dict[str, dict[str, Any]],
    kept: Mapping[str, dict[str, Any]],
    frozen: Mapping[str, dict[str, Any]],
    now: dt.datetime,
) -> None:
    """Replaces what is not released by what the files say now."""
    for key in [key for key, row in taken.items() if not row]:
        del taken[key]
    gone = [key for key in kept if key not in taken and key not in frozen]
    tables.delete(connection, tables.returns.c.session_id, gone)
    changed = [row for key, row in taken.items() if any(kept.get(key, {}).get(n, "") != v for n, v in row.items())]
    tables.upsert(connection, tables.returns, [{**row, "read_at": now} for row in changed])


def _release(
    connection: sa.Connection,
    settings: ParticipationSettings,
    released: Sequence[Release],
    taken: Mapping[str, dict[str, Any]],
    today: dt.date,
    now: dt.datetime,
    problems: list[Problem],
) -> tuple[Waiting, ...]:
    """Releases the periods that are due; gives back those that are not."""
    by_period: dict[Period, list[dict[str, Any]]] = defaultdict(list)
    for row in taken.values():
        by_period[period_of(row["day"], settings.period)].append(row)
    waiting = []
    for period, rows in sorted(by_period.items(), key=lambda found: found[0].first):
        due = period.last + WAIT
        if any(one.first <= period.last and period.first <= one.last for one in released):
            problems.append(Problem(file=period.name, reason=_OVERLAPS, todo="Nothing: what is released stays."))
            continue
        if today < due:
            waiting.append(Waiting(period.name, due, len(rows)))
            continue
        made = release(period, rows, settings.fewest, today)
        data = msgspec.json.encode(made).decode()
        named = {"period": period.name, "first": period.first, "last": period.last}
        connection.execute(sa.insert(tables.releases).values(**named, released_at=now, data=data))
    return tuple(waiting)


def _released(connection: sa.Connection) -> list[Release]:
    return [msgspec.json.decode(data, type=Release) for data in connection.scalars(sa.select(tables.releases.c.data))]


def _holds(released: Sequence[Release], day: dt.date) -> bool:
    return any(one.first <= day <= one.last for one in released)
