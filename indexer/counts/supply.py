"""The first participation feed: what there is to go to, by area × age band × interest × week, and how much is unknown.

Only supply is counted here, never people: places and places left are what providers publish themselves. An opportunity
for 8 to 14 counts in each band that it overlaps, one in two areas in both; so parts add up to more than their total,
and totals are of different opportunities, each once. Past, cancelled and postponed sessions are left out.
"""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product

import msgspec

from indexer.counts.dimensions import ALL, LAST, NOT_STATED, area_of, bands_of, interests_of, weeks_of
from indexer.opportunity import Opportunity, Session

_OFF = ("cancelled", "postponed")
Key = tuple[str, str, str, str]
"""Area, age band, interest, week."""

CELL = (True, True, True, True)
TOTALS = (
    (False, False, False, False),
    (True, False, False, False),
    (False, True, False, False),
    (False, False, True, False),
    (False, False, False, True),
    (True, True, False, False),
    (True, False, True, False),
    (False, True, True, False),
    (True, True, True, False),
)
"""Which dimensions a total keeps: the whole, each one, and the pairs and the triple that gaps are found by."""


class Row(msgspec.Struct, frozen=True):
    """One cell. What each figure means stands in portal/staff_columns.py, which publishes it."""

    area: str
    age_band: str
    interest: str
    week: str
    opportunities: int = 0
    opportunities_with_age: int = 0
    opportunities_with_interest: int = 0
    opportunities_with_area: int = 0
    opportunities_with_date: int = 0
    sessions: int = 0
    meetings: int = 0
    sessions_with_meetings: int = 0
    places: int = 0
    sessions_with_places: int = 0
    places_left: int = 0
    sessions_with_places_left: int = 0
    places_of_both: int = 0
    places_left_of_both: int = 0
    sessions_with_both: int = 0

    @property
    def fill(self) -> float | None:
        """The share of places that are taken, 0 to 1, of the sessions that state both numbers."""
        return 1 - self.places_left_of_both / self.places_of_both if self.places_of_both else None


_DIMENSIONS = 4
_OF_OPPORTUNITY = slice(0, 5)
"""Which figures of a row are of opportunities; a row counts each opportunity once, however many sessions it has."""


class Supply(msgspec.Struct, frozen=True, dict=True):
    """cells: rows with all four dimensions. totals: rows with ALL where they are summed. Both are sorted."""

    today: dt.date
    cells: tuple[Row, ...]
    totals: tuple[Row, ...]

    def total(self, *, area: str = ALL, age_band: str = ALL, interest: str = ALL, week: str = ALL) -> Row:
        """One of the totals; of zeros where nothing is counted."""
        key = area, age_band, interest, week
        return self._by_key.get(key) or Row(*key)

    @cached_property
    def _by_key(self) -> Mapping[Key, Row]:
        return {(row.area, row.age_band, row.interest, row.week): row for row in self.totals}


def supply(opportunities: Iterable[Opportunity], today: dt.date) -> Supply:
    """Counts what is not over. today: in the city's zone."""
    cells: dict[Key, list[int]] = {}
    totals: dict[Key, list[int]] = {}
    for opportunity in opportunities:
        sessions: list[Session | None] = [s for s in opportunity.sessions if not s.past(today) and s.status not in _OFF]
        if not opportunity.sessions:
            sessions = [None]
        _add(opportunity, sessions, today, (CELL,), cells)
        _add(opportunity, sessions, today, TOTALS, totals)
    return Supply(today, _rows(cells), _rows(totals))


def _add(
    opportunity: Opportunity,
    sessions: Sequence[Session | None],
    today: dt.date,
    masks: Sequence[tuple[bool, ...]],
    into: dict[Key, list[int]],
) -> None:
    bands, interests = bands_of(opportunity.ages), interests_of(opportunity)
    age = opportunity.ages is not None and not opportunity.ages.assumed
    own: dict[Key, list[int]] = {}
    for session in sessions:
        area, weeks = area_of(session), weeks_of(session, today)
        figures = _figures(session)
        stated = [True, age, interests != (NOT_STATED,), area != NOT_STATED, NOT_STATED not in weeks]
        for mask in masks if weeks else ():
            for key, meetings in _keys(mask, area, bands, interests, weeks):
                kept = own.setdefault(key, [0] * (len(stated) + len(figures)))
                kept[_OF_OPPORTUNITY] = [max(a, b) for a, b in zip(kept, stated, strict=False)]
                figures[1] = meetings
                for n, figure in enumerate(figures, start=len(stated)):
                    kept[n] += figure
    for key, counted in own.items():
        there = into.setdefault(key, [0] * len(counted))
        for n, figure in enumerate(counted):
            there[n] += figure


def _keys(
    mask: tuple[bool, ...], area: str, bands: Sequence[str], interests: Sequence[str], weeks: Mapping[str, int]
) -> Iterator[tuple[Key, int]]:
    """The rows that a session counts in, and how many of its meetings each has."""
    values = ((area,), bands, interests, tuple(weeks))
    kept = [some if keep else (ALL,) for some, keep in zip(values, mask, strict=True)]
    for a, b, i, week in product(*kept):
        yield (a, b, i, week), weeks[week] if week != ALL else sum(weeks.values())


def _figures(session: Session | None) -> list[int]:
    """What one session adds, in the order of Row. One without a date is none that one can sign up for."""
    if session is None or session.start is None:
        return [0] * 10
    places, left = session.capacity, session.places_left
    both = places is not None and left is not None and 0 <= left <= places
    return [
        1,
        0,
        bool(session.meetings),
        places or 0,
        places is not None,
        left or 0,
        left is not None,
        places or 0 if both else 0,
        left or 0 if both else 0,
        both,
    ]


def _rows(found: Mapping[Key, Sequence[int]]) -> tuple[Row, ...]:
    return tuple(Row(*key, *map(int, found[key])) for key in sorted(found, key=order))


def order(key: Sequence[str]) -> tuple[tuple[bool, float, str], ...]:
    """For sorting: ages as numbers, what is not stated and sums last."""

    def one(value: str) -> tuple[bool, float, str]:
        number = value.rstrip("+").partition("-")[0]
        return value in LAST, float(number) if number.isdigit() else math.inf, value

    return tuple(map(one, key))
