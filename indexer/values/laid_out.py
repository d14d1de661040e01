"""Lays out the days on which a session meets, from what its words say."""

import datetime as dt
from typing import NamedTuple

from indexer.values.said import Said

_MOST_DAYS = 400 * 7
_FEW_WEEKS = 3


class Plan(NamedTuple):
    """first, last: the days on which it first and last meets, as far as the words say. days: each, where all are known.

    open_ended: it goes on. likely: a weekday was taken from the first day.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    days: tuple[dt.date, ...] = ()
    weekdays: tuple[int, ...] = ()
    open_ended: bool = False
    likely: bool = False
    doubts: tuple[str, ...] = ()


def plan(told: Said) -> Plan:
    """The days of what was said; it names a day or a weekday."""
    runs = told.runs
    if not runs and told.months and told.weekdays:
        return _between(told, (told.months,))._replace(likely=True)
    if not runs:
        return Plan(weekdays=told.weekdays, open_ended=told.many or told.endless)
    if told.bound == "until":
        return _until(told, runs[0][0])
    if len(runs) == 1 and len(runs[0]) == 1:
        return _from(told, runs[0][0])
    return _between(told, runs)


def _until(told: Said, last: dt.date) -> Plan:
    if told.weekdays and not told.term:
        while last.weekday() not in told.weekdays or last in told.exceptions.days:
            last -= dt.timedelta(days=1)
    return Plan(last=last, weekdays=told.weekdays)


def _from(told: Said, first: dt.date) -> Plan:
    """One day: the session's own, or the first of a pattern."""
    weekdays, likely = told.weekdays, False
    number, by_weeks = told.series or (0, False)
    weekly = (told.every and told.bound == "from") or (number and (told.many or told.every or number >= _FEW_WEEKS))
    if weekly and not weekdays:
        weekdays, likely = (first.weekday(),), True
    if not weekdays:
        return Plan(first, None if told.bound or told.endless else first, open_ended=told.endless)
    begun = _next(first, told)._replace(weekdays=weekdays) if told.weekdays else Plan(first, weekdays=weekdays)
    if not number or told.term or told.exceptions.unknown:
        unknown = ("days are left out that no calendar of ours has",) if told.exceptions.unknown else ()
        return begun._replace(open_ended=not number, doubts=unknown)
    last = first + dt.timedelta(days=7 * number - 1) if by_weeks else first + dt.timedelta(days=_MOST_DAYS)
    days = _every(first, last, weekdays, told.exceptions.days, number * 7 if by_weeks else number)
    return Plan(days[0], days[-1], tuple(days), weekdays, likely=likely) if days else begun


def _next(first: dt.date, told: Said) -> Plan:
    while not told.term and (first.weekday() not in told.weekdays or first in told.exceptions.days):
        first += dt.timedelta(days=1)
    return Plan(first)


def _between(told: Said, runs: tuple[tuple[dt.date, ...], ...]) -> Plan:
    first, last = min(min(run) for run in runs), max(max(run) for run in runs)
    weekdays = told.weekdays
    backwards = any(run[0] > run[-1] for run in runs)
    listed = all(len(run) == 1 for run in runs)
    if listed:
        days = sorted({run[0] for run in runs} - set(told.exceptions.days))
        return Plan(days[0], days[-1], tuple(days), weekdays) if days else Plan(first, last, (), weekdays)
    likely = False
    if not weekdays and told.every and told.series is None:
        weekdays, likely = (first.weekday(),), True
    if backwards or not weekdays:
        return Plan(runs[0][0] if backwards else first, runs[-1][-1] if backwards else last, (), weekdays)
    days = sorted({day for run in runs for day in _every(run[0], run[-1], weekdays, told.exceptions.days, _MOST_DAYS)})
    if not days:
        return Plan(first, last, (), weekdays, doubts=("no such weekday in these days",))
    found = Plan(days[0], days[-1], tuple(days), weekdays, likely=likely)
    if told.term or told.irregular:
        return Plan(first, last, (), weekdays)
    if told.exceptions.unknown:
        return found._replace(days=(), doubts=("days are left out that no calendar of ours has",))
    number, by_weeks = told.series or (0, True)
    if number and not by_weeks and number not in {len(days), len(days) // len(weekdays)}:
        return found._replace(days=(), doubts=("the number of meetings does not fit the days",))
    return found


def _every(
    first: dt.date, last: dt.date, weekdays: tuple[int, ...], skipped: tuple[dt.date, ...], most: int
) -> list[dt.date]:
    days: list[dt.date] = []
    day = first
    for _ in range(_MOST_DAYS):
        if day > last or len(days) >= most:
            break
        if day.weekday() in weekdays and day not in skipped:
            days.append(day)
        day += dt.timedelta(days=1)
    return days
