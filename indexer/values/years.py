"""Gives days their year: the stated one, a neighbour's, else the one nearest to today that the weekday fits."""

import datetime as dt
from typing import NamedTuple

_BEFORE, _AFTER = 60, 305
_NEAR = 200
NO_DAY = "there is no such day"
NOT_ITS_WEEKDAY = "the weekday does not fit the day"


class Part(NamedTuple):
    """One day as it was written. month: from 1. year: None where it is not. weekday: 0 is Monday.

    after: it belongs on or after the day before it in the words, as the end of a range does.
    """

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None
    after: bool = False


def dated(parts: list[Part], today: dt.date) -> list[dt.date] | str:
    """The days in their order, or why they cannot be."""
    made: list[dt.date | None] = [None] * len(parts)
    stated = [number for number, part in enumerate(parts) if part.year]
    first = stated[0] if stated else 0
    for number in [*range(first, -1, -1), *range(first + 1, len(parts))]:
        part = parts[number]
        if not _exists(part):
            return NO_DAY
        if part.year:
            day = _in(part, part.year)
        elif number < first:
            later = made[number + 1]
            day = _fitting(part, [later.year, later.year - 1], last=later) if later else None
        elif number == 0:
            day = _nearest(part, today)
        else:
            day = _following(part, made[number - 1], today)
        if day is None:
            return NO_DAY if part.weekday is None else NOT_ITS_WEEKDAY
        if part.weekday is not None and day.weekday() != part.weekday:
            return NOT_ITS_WEEKDAY
        made[number] = day
    return [day for day in made if day]


def _following(part: Part, before: dt.date | None, today: dt.date) -> dt.date | None:
    if before is None:
        return None
    found = _fitting(part, [before.year, before.year + 1], first=before)
    if found and (part.after or (found - before).days < _NEAR):
        return found
    return _in(part, before.year) if part.weekday is None else _nearest(part, today)


def _nearest(part: Part, today: dt.date) -> dt.date | None:
    days = [day for year in range(today.year - 1, today.year + 2) if (day := _in(part, year))]
    if part.weekday is not None:
        days = [day for day in days if day.weekday() == part.weekday]
    return next((day for day in days if -_BEFORE <= (day - today).days <= _AFTER), None)


def _fitting(
    part: Part, years: list[int], *, first: dt.date = dt.date.min, last: dt.date = dt.date.max
) -> dt.date | None:
    """The first of the years in which the day is there, in order, and on its weekday."""
    for year in years:
        day = _in(part, year)
        if day and first <= day <= last and part.weekday in {None, day.weekday()}:
            return day
    return None


def _in(part: Part, year: int) -> dt.date | None:
    try:
        return dt.date(year, part.month, part.day)
    except ValueError:
        return None


def _exists(part: Part) -> bool:
    return _in(part, part.year or 2000) is not None
