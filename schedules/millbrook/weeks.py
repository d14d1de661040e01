"""Millbrook's calendar: school holidays of any year, and runs laid on a fixed grid of weeks so that none goes stale.

A course that starts every eight weeks has started every eight weeks since 2024 and always will. Which of its runs
are shown depends on today; a run's own days never move, as they would not in a real town.
"""

import datetime as dt
import re
import zlib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

EPOCH = dt.date(2024, 1, 1)  # a Monday
WEEK = dt.timedelta(weeks=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RUN = re.compile(r"(?P<days>[a-z,-]+)(?: (?P<begins>\d\d:\d\d)(?:-(?P<ends>\d\d:\d\d))?)?(?: @(?P<place>[a-z-]+))?")


class Holiday(NamedTuple):
    """School holidays, both days inclusive; first is a Monday, last a Friday."""

    name: str
    first: dt.date
    last: dt.date


class Run(NamedTuple):
    """When in a week: "tue 18:00-20:00", "mon-fri 09:30-15:30", "sat 10:00 @central-library", "sun"."""

    days: tuple[int, ...]
    begins: dt.time | None
    ends: dt.time | None
    place: str | None


def run(words: str) -> Run:
    """Reads the words of a run; weekdays count from Monday as 0. Raises ValueError on any others."""
    found = _RUN.fullmatch(words)
    if not found:
        raise ValueError(
            f"no run: {words!r}; write it like 'tue 18:00-20:00' or 'mon-fri 09:30-15:30 @central-library'"
        )
    first, _, last = found["days"].partition("-")
    days = range(DAYS.index(first), DAYS.index(last) + 1) if last else [DAYS.index(d) for d in first.split(",")]
    times = [dt.time.fromisoformat(found[name]) if found[name] else None for name in ("begins", "ends")]
    return Run(tuple(days), times[0], times[1], found["place"])


def monday(day: dt.date) -> dt.date:
    """The Monday of the day's week."""
    return day - dt.timedelta(days=day.weekday())


def starts(today: dt.date, *, key: str, every: int, count: int, back: int = 0) -> list[tuple[int, dt.date]]:
    """The next `count` Mondays on which something starts that starts every `every` weeks, from `back` weeks ago on.

    key decides which weeks they are. Each comes with its number since the epoch.
    """
    week = (monday(today) - EPOCH).days // 7 - back
    phase = zlib.crc32(key.encode()) % every
    first = -((phase - week) // every)
    return [(n, EPOCH + WEEK * (phase + n * every)) for n in range(first, first + count)]


def weekly(first: dt.date, days: tuple[int, ...], weeks: int, *, term: bool) -> list[dt.date]:
    """Each day in so many weeks from a Monday on. term: school holidays and bank holidays are left out."""
    found: list[dt.date] = []
    week = first
    while len(found) < weeks * len(days):
        found += [day for day in (week + dt.timedelta(days=d) for d in days) if not (term and closed(day))]
        week += WEEK
    return found[: weeks * len(days)]


def holiday_week(today: dt.date, words: str) -> dt.date:
    """The Monday of the next "summer 3" (third week of the summer holidays) that is not over."""
    name, _, number = words.rpartition(" ")
    mondays = (h.first + WEEK * (int(number) - 1) for y in (0, 1, 2) for h in of_year(today.year + y) if h.name == name)
    return min(day for day in mondays if day + dt.timedelta(days=4) >= today)


def holidays(today: dt.date) -> list[Holiday]:
    """The school holidays that are not over, for a year from today on."""
    years = range(today.year - 1, today.year + 2)
    return [h for y in years for h in of_year(y) if h.last >= today and h.first < today + dt.timedelta(days=365)]


@cache
def of_year(year: int) -> tuple[Holiday, ...]:
    """The school holidays that begin in a year, in order."""
    plan = (
        ("February half-term", dt.date(year, 2, 17), 1),
        ("Easter", easter(year) - dt.timedelta(days=6), 2),
        ("May half-term", dt.date(year, 5, 31), 1),
        ("Summer", dt.date(year, 7, 28), 6),
        ("October half-term", dt.date(year, 10, 27), 1),
        ("Christmas", dt.date(year, 12, 23), 2),
    )
    return tuple(Holiday(n, monday(day), monday(day) + WEEK * weeks - dt.timedelta(days=3)) for n, day, weeks in plan)


@cache
def closed(day: dt.date) -> bool:
    """Whether schools are off: in their holidays, at the weekends within them, and on bank holidays."""
    within = (h for year in (day.year - 1, day.year) for h in of_year(year))
    return any(h.first <= day <= h.last for h in within) or bank_holiday(day)


@cache
def bank_holiday(day: dt.date) -> bool:
    """Whether it is one of England's bank holidays, without the substitute days."""
    sunday = easter(day.year)
    if day in (sunday - dt.timedelta(days=2), sunday + dt.timedelta(days=1)):
        return True
    if (day.month, day.day) in {(1, 1), (12, 25), (12, 26)}:
        return True
    return day.weekday() == 0 and (
        (day.month == 5 and (day.day <= 7 or day.day > 24)) or (day.month == 8 and day.day > 24)
    )


@cache
def easter(year: int) -> dt.date:
    """Easter Sunday in the Gregorian calendar (the anonymous computus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114, 31)
    return dt.date(year, month, day + 1)


def months(first: dt.date, count: int) -> Iterator[dt.date]:
    """The first days of so many months from a day's month on."""
    for n in range(first.month - 1, first.month - 1 + count):
        yield dt.date(first.year + n // 12, n % 12 + 1, 1)
