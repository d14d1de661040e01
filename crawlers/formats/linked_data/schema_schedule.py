"""Writes out a schema.org Schedule day by day, where it says enough for that."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from crawlers.draft import DraftMeeting
from crawlers.formats.linked_data.nodes import Graph, Node, short
from crawlers.formats.linked_data.schema_moments import after, clock, day_of, weekday

LONGEST = 400
"""Meetings of one schedule that are written out; a weekly club fills seven years with them."""

_WORDS = {"DAILY": "P1D", "WEEKLY": "P1W", "BIWEEKLY": "P2W", "MONTHLY": "P1M", "YEARLY": "P1Y"}
"""repeatFrequency in Google's words."""
_RHYTHM = re.compile(r"P(\d{1,3})([DWMY])")
_BY_DAY = re.compile(r"([+-]?[1-5])?([A-Za-z]{2,9})")
_OFFSET = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$")


class _Rule(NamedTuple):
    """Every so many days, weeks, months or years; then only on these. days: (weekday, which of the month or 0)."""

    every: int
    unit: str
    days: frozenset[tuple[int, int]]
    month_days: frozenset[int]
    months: frozenset[int]
    month_weeks: frozenset[int]


def meetings(graph: Graph, schedule: Node) -> Iterator[DraftMeeting]:
    """The meetings of a Schedule that says how often, from which day, at what time, and until when or how many."""
    first, last = day_of(graph.text(schedule, "startDate")), day_of(graph.text(schedule, "endDate"))
    begins, ends = graph.text(schedule, "startTime"), graph.text(schedule, "endTime")
    at, until, offset = clock(begins), clock(ends), _OFFSET.search(begins or "")
    count = graph.text(schedule, "repeatCount") or ""
    most = int(count) if re.fullmatch(r"\d{1,4}", count) else None
    rule = _rule(graph, schedule)
    if first is None or first.year > dt.MAXYEAR - 10 or at is None or (last is None and most is None) or rule is None:
        return
    without = {day for day in map(day_of, graph.texts(schedule, "exceptDate")) if day}
    duration, zone = graph.text(schedule, "duration"), offset[0] if offset else ""
    most, last = min(most or LONGEST, LONGEST), min(last or dt.date.max, first + dt.timedelta(days=7 * LONGEST))
    fits, found, day = _fitting(rule, first), 0, first
    while day <= last and found < most:
        if fits(day):
            found += 1
            start = f"{day.isoformat()}T{at}{zone}"
            told = f"{day.isoformat()}T{until}{zone}" if until and until > at else None
            if day not in without:
                yield DraftMeeting(start=start, end=told if until else after(start, duration))
        day += dt.timedelta(days=1)


def _rule(graph: Graph, schedule: Node) -> _Rule | None:
    """How often; None where it is not said, or in a way that is not known: "monthly, Mondays" leaves which of them."""
    told = [_BY_DAY.fullmatch(short(words)) for words in graph.texts(schedule, "byDay")]
    named = [(weekday(one[2]), int(one[1] or 0)) for one in told if one]
    days = frozenset((day, number) for day, number in named if day is not None)
    numbers = [_numbers(graph, schedule, *one) for one in (("byMonthDay", 31), ("byMonth", 12), ("byMonthWeek", 5))]
    rhythm = short(graph.text(schedule, "repeatFrequency") or "").upper()
    found = _RHYTHM.fullmatch(_WORDS.get(rhythm, rhythm) or ("P1W" if days else ""))
    if not found or not int(found[1]) or any(one is None for one in numbers) or len(days) != len(set(told)):
        return None
    month_days, months, month_weeks = (one or frozenset() for one in numbers)
    every, unit = int(found[1]), found[2]
    if unit == "D" and every % 7 == 0:
        every, unit = every // 7, "W"
    counted = any(number for _, number in days) or bool(month_weeks)
    if (counted and (unit in "DW" or not days)) or (unit in "MY" and days and not counted):
        return None
    return _Rule(every, unit, days, month_days, months, month_weeks)


def _numbers(graph: Graph, schedule: Node, name: str, most: int) -> frozenset[int] | None:
    """The whole numbers of a property; None where a word is none."""
    words = graph.texts(schedule, name)
    found = frozenset(int(word) for word in words if re.fullmatch(r"-?\d{1,2}", word) and 0 < abs(int(word)) <= most)
    return found if len(found) == len(words) else None


def _fitting(rule: _Rule, first: dt.date) -> Callable[[dt.date], bool]:
    """Whether a day is one of the rule's."""
    monday = first - dt.timedelta(days=first.weekday())

    def in_turn(day: dt.date) -> bool:
        passed = {
            "D": (day - first).days,
            "W": (day - monday).days // 7,
            "M": (day.year - first.year) * 12 + day.month - first.month,
            "Y": day.year - first.year,
        }[rule.unit]
        return passed % rule.every == 0

    def on_day(day: dt.date) -> bool:
        if rule.days:
            week, left = (day.day - 1) // 7 + 1, (_days_in(day) - day.day) // 7 + 1
            weeks = not rule.month_weeks or week in rule.month_weeks or -left in rule.month_weeks
            return weeks and any((day.weekday(), number) in rule.days for number in (0, week, -left))
        if rule.month_days:
            return day.day in rule.month_days or day.day - _days_in(day) - 1 in rule.month_days
        return {
            "D": True,
            "W": day.weekday() == first.weekday(),
            "M": day.day == first.day,
            "Y": day.day == first.day and (bool(rule.months) or day.month == first.month),
        }[rule.unit]

    return lambda day: (not rule.months or day.month in rule.months) and in_turn(day) and on_day(day)


def _days_in(day: dt.date) -> int:
    return ((day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)).day
