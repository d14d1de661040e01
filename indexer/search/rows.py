"""Turns opportunities into the rows that a search holds: one for each session, one for an opportunity without sessions.

What is searched by is read from the field lines of opportunity.py: a line that says `facet=` becomes a facet here, in
the search files and in the form, with no further change.
"""

import datetime as dt
import functools
import typing
from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from indexer.contents import Contents
from indexer.opportunity import Ages, Meeting, Moment, Opportunity, Place, Price, Provider, Session, Struct
from indexer.quality.completeness import Completeness, completeness

ADULT = 18
ANY_AGE = 254
"""The upper age where none is stated."""
MASK = 32
"""How many values of a field with several values are counted: as many as a number has bits."""
WHEN = ("after_school", "weekends")
DAYTIMES = ("morning", "afternoon", "evening")
_NOON, _EVENING = dt.time(12), dt.time(17)
_AFTER_SCHOOL = (dt.time(15), dt.time(19))
_LONGEST_MEETING = 31


class Facet(NamedTuple):
    """A field line that people search by. of: what is counted. many: it has several values at once."""

    name: str
    label: str
    of: Literal["opportunity", "session"]
    many: bool


_DERIVED = (
    Facet("sector", "Sector", "opportunity", False),
    Facet("earns", "You can earn", "opportunity", False),
    Facet("daytime", "Time of day", "session", True),
)
"""What people search by that is no field of its own: of the provider, whether there is a credential, when it begins."""


class Row(Struct, frozen=True, kw_only=True):
    """A session that can still be gone to, or an opportunity without any.

    opportunity: its number in Documents.opportunities.
    first, last: days from today on, both inclusive; None where none is stated, or none ends it.
    days: each day with a meeting, where they are known; () means that only first and last are.
    when: those of WHEN that are known of it.
    complete: 1 to LEVELS, how complete its opportunity is; 0 where the session is postponed. Among what is of one day
    the more complete comes first.
    """

    opportunity: int
    session: Session | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    days: tuple[dt.date, ...] = ()
    when: tuple[str, ...] = ()
    complete: int = 0


class Documents(Struct, frozen=True, kw_only=True, dict=True):
    """What the search holds on one day; rows are soonest first, opportunities in the order of their first rows."""

    today: dt.date
    opportunities: tuple[Opportunity, ...]
    rows: tuple[Row, ...]

    def owners(self, facet: Facet) -> tuple[Any, ...]:
        """Whoever has the field: each opportunity, or the session of each row (None in a row without)."""
        return self.opportunities if facet.of == "opportunity" else self._sessions

    @functools.cached_property
    def _sessions(self) -> tuple[Session | None, ...]:
        return tuple(row.session for row in self.rows)

    @functools.cached_property
    def vocabularies(self) -> dict[Facet, "Vocabulary"]:
        """Those that somebody asked for: see `vocabulary`."""
        return {}


class Vocabulary(NamedTuple):
    """The distinct values of a facet, in the order in which they come; numbers: which of them each owner has.

    Where a facet has many values, the commonest come first, numbers are masks, and 0 is unknown.
    owners: one owner of each value, so that the value can be put into words.
    """

    values: tuple[Any, ...]
    owners: tuple[Any, ...]
    numbers: tuple[int, ...]


def documents(contents: Contents, today: dt.date, known: Mapping[str, Completeness] | None = None) -> Documents:
    """Past and cancelled sessions are left out, and with them an opportunity that has no other; full ones stay.

    known: how complete each is, by id, where that was worked out already.
    """
    known = known or {}
    rows: list[tuple[tuple[Any, ...], Opportunity, Row]] = []
    for opportunity in contents.opportunities:
        made = [_row(s, today) for s in opportunity.sessions] if opportunity.sessions else [Row(opportunity=0)]
        level = (known.get(opportunity.id) or completeness(opportunity, today)).level + 1 if any(made) else 0
        for row in filter(None, made):
            late = row.session is not None and row.session.status == "postponed"
            ranked = msgspec.structs.replace(row, complete=0 if late else level)
            rows.append((_order(opportunity, ranked), opportunity, ranked))
    rows.sort(key=lambda found: found[0])
    numbers: dict[str, int] = {}
    for _, opportunity, _ in rows:
        numbers.setdefault(opportunity.id, len(numbers))
    by_id = {opportunity.id: opportunity for _, opportunity, _ in rows}
    return Documents(
        today=today,
        opportunities=tuple(by_id[key] for key in numbers),
        rows=tuple(msgspec.structs.replace(row, opportunity=numbers[o.id]) for _, o, row in rows),
    )


@functools.cache
def facets() -> tuple[Facet, ...]:
    """The field lines with `facet=`, in their order. Days and what changes hourly are apart: see columns.py."""
    found = []
    for struct in (Opportunity, Session):
        for name, hint in typing.get_type_hints(struct, include_extras=True).items():
            for meta in getattr(hint, "__metadata__", ()):
                of = (meta.extra or {}).get("facet")
                declared = typing.get_args(hint)[0]
                apart = {Moment, int} & {declared, *typing.get_args(declared)} or name == "registration"
                if of and not apart:
                    found.append(Facet(name, meta.title, of, typing.get_origin(declared) is tuple))
    return (*found, *_DERIVED)


def stated(owner: Opportunity | Session | None, facet: Facet, today: dt.date) -> Any:
    """What an owner has of a facet, as its field says it; None where nothing is known, () of many."""
    match facet.name, owner:
        case _, None:
            return () if facet.many else None
        case "sector", Opportunity(provider=provider):
            return provider.sector
        case "earns", Opportunity(credential=credential):
            return "yes" if credential else None
        case "daytime", Session() as session:
            return _daytimes(session, today)
    return getattr(owner, facet.name)


def vocabulary(held: Documents, facet: Facet) -> Vocabulary:
    """The values of a facet, made once."""
    if facet not in held.vocabularies:
        held.vocabularies[facet] = _vocabulary(held, facet)
    return held.vocabularies[facet]


def _vocabulary(held: Documents, facet: Facet) -> Vocabulary:
    owners = held.owners(facet)
    raw = [_raw(owner, facet, held.today) for owner in owners]
    first: dict[Any, Any] = {}
    if not facet.many:
        for value, owner in zip(raw, owners, strict=True):
            first.setdefault(value, owner)
        number = {value: n for n, value in enumerate(first)}
        return Vocabulary(tuple(map(_plain, first)), tuple(first.values()), tuple(number[value] for value in raw))
    counted = Counter(value for values in raw for value in values or ())
    common = sorted(counted, key=lambda value: (-counted[value], value))[:MASK]
    for values, owner in zip(raw, owners, strict=True):
        for value in values or ():
            first.setdefault(value, owner)
    bits = {value: 1 << n for n, value in enumerate(common)}
    masks = (sum({bits.get(value, 0) for value in values or ()}) for values in raw)
    return Vocabulary(tuple(common), tuple(first[value] for value in common), tuple(masks))


def _raw(owner: Any, facet: Facet, today: dt.date) -> Any:
    """A hashable value. A session without a place is told apart by whether it is online, as its card says it.

    One that has a place to go to is not online, where its source does not say so.
    """
    if facet.name == "place":
        return (None, None) if owner is None else (owner.place, None if owner.place else owner.online)
    found = stated(owner, facet, today)
    return False if facet.name == "online" and found is None and owner and owner.place else found


def _plain(raw: Any) -> Any:
    """A value as JSON: what the script filters and matches by; words for people are made in the portal."""
    match raw:
        case Ages(low=low, high=high, assumed=assumed):
            # An assumed age is an adult's: it is never for somebody younger, whatever its low end says.
            return [max(low or 0, ADULT if assumed else 0), ANY_AGE if high is None else min(high, ANY_AGE)]
        case Price(low=low, high=high, free=free):
            # Somebody with £5 must not be promised what may cost £8.
            return [round((low if high is None else high) * 100), int(free)]
        case Provider(id=key, name=name):
            return [key, name]
        case (Place() as place, _):
            return _place(place)
        case (None, online):
            return {"online": True} if online else None
        case _:
            return raw


def _place(place: Place) -> dict[str, Any]:
    """Only what may be seen of it: the position of a place that is told on booking is nobody's to find here."""
    if place.visibility == "on_booking":
        return {}
    seen: dict[str, Any] = {"area": place.area} if place.area else {}
    if place.visibility == "exact":
        if place.name or place.address:
            seen["name"] = place.name or place.address
        if place.latitude is not None and place.longitude is not None:
            seen["at"] = [round(place.latitude, 5), round(place.longitude, 5)]
    return seen


def _row(session: Session, today: dt.date) -> Row | None:
    if session.past(today) or session.status == "cancelled":
        return None
    going = [m for m in session.meetings if not m.cancelled]
    days = tuple(sorted({day for m in going for day in meeting_days(m) if day >= today}))
    if session.meetings and not days:
        return None
    if days:
        last = None if session.open_ended else days[-1]
        return Row(opportunity=0, session=session, first=days[0], last=last, days=days, when=_when(going, today))
    if session.start is None:
        return Row(opportunity=0, session=session)
    first, last = max(today, session.start.date), session.last_day()
    alone = [Meeting(start=session.start)] if session.start.date == last else []
    return Row(opportunity=0, session=session, first=first, last=last, when=_when(alone, today))


def _daytimes(session: Session, today: dt.date) -> tuple[str, ...]:
    """When its coming meetings begin, in the order of the day."""
    going = [m.start for m in session.meetings if not m.cancelled and (m.end or m.start).date >= today]
    begins = {start.time for start in going or ([session.start] if session.start and not session.meetings else [])}
    parts = {DAYTIMES[(time >= _NOON) + (time >= _EVENING)] for time in begins if time}
    return tuple(part for part in DAYTIMES if part in parts)


def meeting_days(meeting: Meeting) -> list[dt.date]:
    """Each day of a meeting; one that runs over midnight counts as its first day."""
    first, last = meeting.start.date, (meeting.end or meeting.start).date
    length = (last - first).days
    night = length == 1 and meeting.end and meeting.end.time and meeting.end.time < dt.time(9)
    if night or not 0 < length < _LONGEST_MEETING:
        return [first]
    return [first + dt.timedelta(days=n) for n in range(length + 1)]


def _when(meetings: list[Meeting], today: dt.date) -> tuple[str, ...]:
    coming = {key for m in meetings for day in meeting_days(m) if day >= today and (key := when_of(day, m.start.time))}
    return tuple(key for key in WHEN if key in coming)


def when_of(day: dt.date, time: dt.time | None) -> str | None:
    """Which of WHEN a meeting on this day is; None for neither."""
    from_, until = _AFTER_SCHOOL
    if day.weekday() >= 5:
        return "weekends"
    return "after_school" if time and from_ <= time < until else None


def _order(opportunity: Opportunity, row: Row) -> tuple[Any, ...]:
    session = row.session
    time = (session.start.time if session and session.start else None) or dt.time.max
    return (
        row.first or dt.date.max,
        -row.complete,
        time,
        opportunity.title.casefold(),
        opportunity.id,
        session.id if session else "",
    )
