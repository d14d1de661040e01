"""Lays out the dates of a recurrence rule (RFC 5545, 3.3.10) in the wall time of its DTSTART.

Each step is counted, so that no rule keeps us busy: one that matches every second ends in TooManyDates, and one that
matches nothing at the end of its window. (dateutil's rrule searches such a rule up to the year 9999.)
"""

import calendar
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import product

from crawlers.formats.calendars.rules import Rule

_CLOCK = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}


class TooManyDates(Exception):
    """A rule needs more steps than there are left."""


class Steps:
    """How many more days and times may be looked at; shared by the rules of one page."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, number: int = 1) -> None:
        """Counts. Raises TooManyDates where none are left."""
        self.left -= number
        if self.left < 0:
            raise TooManyDates

    def share(self, most: int) -> "Steps":
        """What one series may use of them."""
        return Steps(min(self.left, most))


def dates(
    rule: Rule, start: dt.datetime, first: dt.datetime, last: dt.datetime, steps: Steps, *, is_day: bool = False
) -> Iterator[dt.datetime]:
    """The rule's dates from first to last, in order. Raises TooManyDates.

    start: DTSTART; like all here, and like the rule's until, in wall time. is_day: DTSTART is a date.
    A rule with COUNT is counted from its start, and DTSTART is its first date even where the rule does not mean it.
    """
    end = min(last, rule.until) if isinstance(rule.until, dt.datetime) else last
    counted: int | None = None
    for date in _all(rule, start, start if rule.count else max(first, start), end, steps, is_day=is_day):
        if counted is None:
            counted = int(date != start)
        counted += 1
        if date > end or (rule.count is not None and counted > rule.count):
            return
        if date >= first:
            yield date


def means(rule: Rule, moment: dt.datetime) -> bool:
    """Whether the rule names the day of this moment, which would be its DTSTART."""
    return _fits(rule, moment)(moment.date())


def _all(
    rule: Rule, start: dt.datetime, first: dt.datetime, end: dt.datetime, steps: Steps, *, is_day: bool
) -> Iterator[dt.datetime]:
    fits = _fits(rule, start)
    if rule.freq in _CLOCK:
        for moment in _ticks(rule, start, first, end):
            steps.take(2)
            if fits(moment.date()):
                yield from _chosen(rule, _within(rule, start, moment), start)
        return
    times = [start.time()] if is_day else _times(rule, start)
    for days in _periods(rule, start, first, end):
        steps.take(1 + len(days) // 4)
        found = [day for day in days if fits(day)]
        steps.take(len(found) * len(times))
        yield from _chosen(rule, [dt.datetime.combine(day, time) for day, time in product(found, times)], start)


def _chosen(rule: Rule, moments: list[dt.datetime], start: dt.datetime) -> list[dt.datetime]:
    """What BYSETPOS leaves of the moments of one period."""
    if chosen := rule.by.get("BYSETPOS"):
        places = {place - 1 if place > 0 else len(moments) + place for place in chosen}
        moments = [moment for place, moment in enumerate(moments) if place in places]
    return [moment for moment in moments if moment >= start]


def _periods(rule: Rule, start: dt.datetime, first: dt.datetime, end: dt.datetime) -> Iterator[Sequence[dt.date]]:
    """The days of each period of the rule, from the one that `first` lies in."""
    if rule.freq in {"YEARLY", "MONTHLY"}:
        yearly, months = rule.freq == "YEARLY", rule.by.get("BYMONTH", tuple(range(1, 13)))
        here, until = _month(start), _month(end)
        every = rule.interval * 12 if yearly else rule.interval
        here = here - here % 12 if yearly else here
        here += max(0, (_month(first) - here) // every) * every
        while here <= until:
            inner = [here + month - 1 for month in months] if yearly else [here]
            yield [day for one in inner if one % 12 + 1 in months for day in _days_of(one)]
            here += every
        return
    day = start.date()
    if rule.freq == "WEEKLY":
        day -= dt.timedelta(days=(day.weekday() - rule.week_start) % 7)
    length = 7 if rule.freq == "WEEKLY" else 1
    every = rule.interval * length
    ahead = max(0, (first.date() - day).days // every) * every
    while (end.date() - day).days >= ahead:
        yield [day + dt.timedelta(days=ahead + number) for number in range(length)]
        ahead += every


def _ticks(rule: Rule, start: dt.datetime, first: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    unit = _CLOCK[rule.freq]
    every = rule.interval * unit
    begin = start.replace(second=0) if unit > 1 else start
    begin = begin.replace(minute=0) if unit > 60 else begin
    ahead = max(0, int((first - begin).total_seconds()) // every) * every
    last = (end - begin).total_seconds()
    while ahead <= last:
        yield begin + dt.timedelta(seconds=ahead)
        ahead += every


def _within(rule: Rule, start: dt.datetime, moment: dt.datetime) -> list[dt.datetime]:
    """The moments of one hour, minute or second: what is finer is expanded, what is not is a limit."""
    unit, by = _CLOCK[rule.freq], rule.by
    if moment.hour not in by.get("BYHOUR", (moment.hour,)):
        return []
    minutes = by.get("BYMINUTE", (start.minute,)) if unit == 3600 else (moment.minute,)
    seconds = by.get("BYSECOND", (start.second,)) if unit >= 60 else (moment.second,)
    if unit < 3600 and moment.minute not in by.get("BYMINUTE", (moment.minute,)):
        return []
    if unit == 1 and moment.second not in by.get("BYSECOND", (moment.second,)):
        return []
    return [moment.replace(minute=minute, second=second) for minute in minutes for second in seconds if second < 60]


def _times(rule: Rule, start: dt.datetime) -> list[dt.time]:
    hours, minutes = rule.by.get("BYHOUR", (start.hour,)), rule.by.get("BYMINUTE", (start.minute,))
    seconds = [second for second in rule.by.get("BYSECOND", (start.second,)) if second < 60]
    return [dt.time(*clock) for clock in product(hours, minutes, seconds)]


def _fits(rule: Rule, start: dt.datetime) -> Callable[[dt.date], bool]:
    """Whether a day is one that the rule means; what it does not say is as in DTSTART (3.3.10)."""
    months, month_days = rule.by.get("BYMONTH"), rule.by.get("BYMONTHDAY")
    year_days, weeks = rule.by.get("BYYEARDAY"), rule.by.get("BYWEEKNO")
    days = rule.days
    if not (days or month_days or year_days):
        if rule.freq == "WEEKLY" or weeks:
            days = ((0, start.weekday()),)
        elif rule.freq in {"MONTHLY", "YEARLY"}:
            month_days = (start.day,)
            months = months or ((start.month,) if rule.freq == "YEARLY" else None)
    in_month = rule.freq == "MONTHLY" or bool(months)
    placed = rule.freq in {"MONTHLY", "YEARLY"} and not weeks
    weekdays = frozenset(weekday for number, weekday in days if not (number and placed))
    numbered = frozenset((number, weekday) for number, weekday in days if number and placed)

    def fits(day: dt.date) -> bool:
        if months and day.month not in months:
            return False
        if days and day.weekday() not in weekdays and not (numbered and numbered & _places_of(day, in_month)):
            return False
        if month_days and not {day.day, day.day - _length(day) - 1} & set(month_days):
            return False
        if year_days:
            place = day.timetuple().tm_yday
            if not {place, place - (367 if calendar.isleap(day.year) else 366)} & set(year_days):
                return False
        return not weeks or bool(_week_numbers(day, rule.week_start) & set(weeks))

    return fits


def _places_of(day: dt.date, in_month: bool) -> frozenset[tuple[int, int]]:
    """(2, 0) of the second Monday, and from the end, of the month or of the year."""
    place = day.day if in_month else day.timetuple().tm_yday
    length = _length(day) if in_month else (366 if calendar.isleap(day.year) else 365)
    return frozenset({((place - 1) // 7 + 1, day.weekday()), (-((length - place) // 7 + 1), day.weekday())})


def _week_numbers(day: dt.date, week_start: int) -> set[int]:
    """The number of the day's week, of which the first has four days of its year; and from the year's end."""
    middle = day + dt.timedelta(days=3 - (day.weekday() - week_start) % 7)
    weeks = ((dt.date(middle.year, 12, 31) - middle).days) // 7
    number = (middle.timetuple().tm_yday - 1) // 7 + 1
    return {number, -(weeks + 1)}


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=1000)
def _days_of(month: int) -> tuple[dt.date, ...]:
    year, number = divmod(month, 12)
    return tuple(dt.date(year, number + 1, day) for day in range(1, calendar.monthrange(year, number + 1)[1] + 1))


def _length(day: dt.date) -> int:
    return len(_days_of(_month(day)))
