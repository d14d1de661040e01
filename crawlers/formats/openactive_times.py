"""Lays out OpenActive's Schedules (Modelling Opportunity Data 2.x) in wall time, between two days."""

import calendar
import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import icalendar

from crawlers.draft import DraftMeeting
from crawlers.formats import recurrence, schema_times
from crawlers.formats.nodes import Node, short
from crawlers.formats.openactive_nodes import GRAPH, text, texts

PARTIAL = "the provider says that more dates may exist"
"""What a PartialSchedule adds to the words of its rhythm."""

LAST_YEAR = 2200
"""What ends or begins later has a placeholder for a date."""

_RHYTHM = re.compile(r"P(\d{1,3})([DWMY])", re.IGNORECASE)
_UNITS = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
_DAY = re.compile(r"([+-]?\d{0,2})(MO|TU|WE|TH|FR|SA|SU)", re.IGNORECASE)
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Timetable(NamedTuple):
    """said: session fields: start, end, start_time, end_time, timezone, when, meetings. over: its last day is gone."""

    said: dict[str, Any]
    over: bool


def timetable(schedules: Sequence[Node], since: dt.date, until: dt.date) -> Timetable:
    """What schedules of one thing say together, with their meetings from since to until.

    Times are wall time in scheduleTimezone. One without start, time or rhythm is passed on in its own words.
    """
    laid = [(one, _rule(one)) for one in schedules]
    meetings: set[DraftMeeting] = set()
    for place, (one, rule) in enumerate(laid):
        try:
            meetings |= set(_meetings(one, rule, since, until)) if rule else set()
        except Exception:  # whatever the engine makes of one odd rule, its words are passed on
            laid[place] = one, None
    starts = sorted(filter(None, (text(one, "startDate") for one in schedules)))
    ends = sorted(filter(None, (text(one, "endDate") for one in schedules)))
    endless = any(rule is None or recurrence.endless(rule) for _, rule in laid)
    said: dict[str, Any] = {
        "start": next(iter(starts), None),
        "end": ends[-1] if ends and len(ends) == len(schedules) else None,
        "timezone": next(filter(None, (text(one, "scheduleTimezone") for one in schedules)), None),
        "meetings": tuple(sorted(meetings, key=lambda meeting: meeting.start)),
        "when": _in_words(laid),
    }
    if not meetings and schedules:
        said["start_time"], said["end_time"] = text(schedules[0], "startTime"), text(schedules[0], "endTime")
    last = max(filter(None, map(schema_times.day_of, ends)), default=None)
    counted = bool(laid) and all(rule and "COUNT" in rule["RRULE"] for _, rule in laid)
    over = last is not None and len(ends) == len(schedules) and last < since
    return Timetable(said, over or (counted and not endless and not _goes_on(laid, since)))


def _rule(schedule: Node) -> recurrence.Event | None:
    """The schedule as a repeating event; None where it says too little, or a rule that nothing follows."""
    first = schema_times.day_of(text(schedule, "startDate"))
    begins = schema_times.clock(text(schedule, "startTime"))
    rhythm = short(text(schedule, "repeatFrequency") or "").upper()
    found = _RHYTHM.fullmatch(rhythm)
    days = [code for word in texts(schedule, "byDay") if (code := _day(word))]
    if (
        first is None
        or not 1900 <= first.year <= LAST_YEAR
        or begins is None
        or not (found or rhythm in _UNITS.values() or (days and not rhythm))
    ):
        return None
    every, unit = (int(found[1]), _UNITS[found[2].upper()]) if found else (1, rhythm or "WEEKLY")
    if unit == "DAILY" and every % 7 == 0:
        every, unit = every // 7, "WEEKLY"
    rule: dict[str, Any] = {"FREQ": unit, "INTERVAL": every} | ({"BYDAY": days} if days else {})
    for name, part in (("byMonth", "BYMONTH"), ("byMonthDay", "BYMONTHDAY")):
        if numbers := [int(word) for word in texts(schedule, name) if re.fullmatch(r"-?\d{1,2}", word)]:
            rule[part] = numbers
    zone = _zone(schedule)
    event: recurrence.Event = icalendar.Event()
    start = dt.datetime.combine(first, dt.time.fromisoformat(begins), zone)
    event.add("dtstart", start)
    count = text(schedule, "repeatCount") or ""
    last = schema_times.day_of(text(schedule, "endDate"))
    if last and last.year <= LAST_YEAR:
        rule["UNTIL"] = dt.datetime.combine(last, dt.time(23, 59, 59), zone).astimezone(dt.UTC if zone else None)
        rule["UNTIL"] = rule["UNTIL"] if zone else rule["UNTIL"].replace(tzinfo=None)
    elif re.fullmatch(r"\d{1,4}", count) and int(count):
        rule["COUNT"] = int(count)
    event.add("rrule", rule)
    return None if recurrence.why_not(event) else event


def _day(word: str) -> str | None:
    """ "TU" of "https://schema.org/Tuesday"; "1SA", the first Saturday, as it is."""
    if found := _DAY.fullmatch(word):
        return f"{found[1]}{found[2].upper()}"
    number = schema_times.weekday(word)
    return None if number is None else _CODES[number]


def _zone(schedule: Node) -> dt.tzinfo | None:
    try:
        return zoneinfo.ZoneInfo(text(schedule, "scheduleTimezone") or "")
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):  # wall time then, in whatever zone holds
        return None


def _meetings(schedule: Node, rule: recurrence.Event, since: dt.date, until: dt.date) -> Iterator[DraftMeeting]:
    zone = _zone(schedule)
    window = [dt.datetime.combine(day, dt.time(), zone or dt.UTC) for day in (since, until)]
    starts = [event["DTSTART"].dt for event in recurrence.occurrences([rule], *window)][: recurrence.MOST]
    without = [(word, _moment(word)) for word in texts(schedule, "exceptDate")]
    exact = {moment for _, moment in without if moment and moment in starts}
    # Publishers write an exception's wall time as if it were UTC: what names no meeting's moment names its day.
    days = {schema_times.day_of(word) for word, moment in without if moment not in exact}
    first = rule["DTSTART"].dt.date()
    for start in starts:
        if start.date() == first and not _fits(first, rule["RRULE"]):
            continue
        if start not in exact and start.date() not in days:
            yield DraftMeeting(start=_wall(start), end=_end(schedule, start))


def _fits(day: dt.date, rule: Any) -> bool:
    """Whether a rule means this day. In iCalendar the first day is always one; here it only says when to begin."""
    month_days, months = rule.get("BYMONTHDAY", [day.day]), rule.get("BYMONTH", [day.month])
    place, weekday = str((day.day - 1) // 7 + 1), _CODES[day.weekday()]
    last = (day + dt.timedelta(days=7)).month != day.month
    from_end = day.day - calendar.monthrange(day.year, day.month)[1] - 1
    named = {weekday, f"{place}{weekday}", f"+{place}{weekday}", *([f"-1{weekday}"] if last else [])}
    return (
        bool({day.day, from_end} & set(month_days))
        and day.month in {int(month) for month in months}
        and bool(named & {str(code).upper() for code in rule.get("BYDAY", [weekday])})
    )


def _moment(word: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(word)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _end(schedule: Node, start: dt.datetime) -> str | None:
    wall = start.replace(tzinfo=None)
    ends = schema_times.clock(text(schedule, "endTime"))
    if ends is None:
        after = schema_times.after(wall.isoformat(), text(schedule, "duration"))
        return after[:16] if after else None
    end = dt.datetime.combine(wall.date(), dt.time.fromisoformat(ends))
    if end == wall:
        return None
    return _wall(end if end > wall else end + dt.timedelta(days=1))


def _wall(moment: dt.datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")


def _in_words(laid: Sequence[tuple[Node, recurrence.Event | None]]) -> str | None:
    """The words that a timetable needs beside its meetings: where it is open, incomplete or could not be laid out."""
    words: list[str | None] = []
    for schedule, rule in laid:
        partial = schedule.get("@type") == "PartialSchedule"
        if rule is None:
            words.append(schema_times.in_words(GRAPH, schedule))
        elif partial or recurrence.endless(rule):
            words.append("; ".join(filter(None, (recurrence.rule_in_words(rule), PARTIAL if partial else ""))))
    return "; ".join(filter(None, dict.fromkeys(words))) or None


def _goes_on(laid: Sequence[tuple[Node, recurrence.Event | None]], since: dt.date) -> bool:
    far = dt.datetime.combine(since, dt.time(), dt.UTC)
    return any(rule and recurrence.occurrences([rule], far, far + dt.timedelta(days=3660)) for _, rule in laid)
