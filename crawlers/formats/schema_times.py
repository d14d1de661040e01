"""The times of a schema.org node: its dates, its Schedule written out, its duration added to its start."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from crawlers.draft import DraftMeeting
from crawlers.formats.nodes import Graph, Node, short, types

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST = 400
"""Meetings of one schedule that are written out; a weekly club fills seven years with them."""

_DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?", re.IGNORECASE)
_EVERY = {"P1D": 1, "DAILY": 1, "P7D": 7, "P1W": 7, "WEEKLY": 7, "P14D": 14, "P2W": 14}
"""repeatFrequency -> days. Other rhythms (monthly) are passed on in words."""


def times(graph: Graph, node: Node) -> dict[str, Any]:
    """The session fields that say when: start, end, start_time, end_time, timezone, when, meetings."""
    start, end = graph.text(node, "startDate"), graph.text(node, "endDate")
    said: dict[str, Any] = {"start": start, "end": end or after(start, graph.text(node, "duration"))}
    said["when"] = ", ".join((*graph.texts(node, "dayOfWeek"), *graph.texts(node, "timeOfDay"))) or None
    schedules = [one for one in graph.all(node, "eventSchedule", "courseSchedule") if isinstance(one, dict)]
    meetings = [meeting for one in schedules for meeting in _written_out(graph, one)]
    if "EventSeries" not in types(node):
        meetings += [meeting for part in dates(graph, node) for meeting in _meeting(graph, part)]
    said["meetings"] = tuple(sorted(dict.fromkeys(meetings), key=lambda meeting: meeting.start))
    if schedules:
        first = schedules[0]
        said["start"] = said["start"] or graph.text(first, "startDate")
        said["end"] = said["end"] or graph.text(first, "endDate")
        said["timezone"] = graph.text(first, "scheduleTimezone")
        if not meetings:
            said["start_time"], said["end_time"] = graph.text(first, "startTime"), graph.text(first, "endTime")
            said["when"] = said["when"] or "; ".join(filter(None, (in_words(graph, one) for one in schedules))) or None
    return said


def dates(graph: Graph, node: Node) -> list[Node]:
    """The subEvents that are this node's own dates: of a series or a run all, else those with no name of their own."""
    whole, name = types(node) & {"EventSeries", "CourseInstance"}, graph.text(node, "name")
    parts = [part for part in graph.all(node, "subEvent", "subEvents") if isinstance(part, dict)]
    return [part for part in parts if whole or graph.text(part, "name") in {None, name}]


def _meeting(graph: Graph, part: Any) -> Iterator[DraftMeeting]:
    start = graph.text(part, "startDate")
    if start:
        end = graph.text(part, "endDate") or after(start, graph.text(part, "duration"))
        yield DraftMeeting(start=start, end=end, status=graph.text(part, "eventStatus"))


def _written_out(graph: Graph, schedule: Node) -> Iterator[DraftMeeting]:
    """The meetings of a daily or weekly Schedule that says when it starts, at what time, and when it ends."""
    first, last = day_of(graph.text(schedule, "startDate")), day_of(graph.text(schedule, "endDate"))
    at, until = clock(graph.text(schedule, "startTime")), clock(graph.text(schedule, "endTime"))
    rhythm = short(graph.text(schedule, "repeatFrequency") or "").upper()
    every = _EVERY.get(rhythm)
    count = graph.text(schedule, "repeatCount") or ""
    most = int(count) if re.fullmatch(r"\d{1,4}", count) else None
    days = {day for day in map(weekday, graph.texts(schedule, "byDay")) if day is not None}
    if (
        first is None
        or first.year > dt.MAXYEAR - 10
        or at is None
        or (last is None and most is None)
        or not (every or (days and not rhythm))
    ):
        return
    without = {day for day in map(day_of, graph.texts(schedule, "exceptDate")) if day}
    every = every or 7
    days = days or (set(range(7)) if every == 1 else {first.weekday()})
    week, found, day = first - dt.timedelta(days=first.weekday()), 0, first
    most, last = min(most or LONGEST, LONGEST), min(last or dt.date.max, first + dt.timedelta(days=7 * LONGEST))
    while day <= last and found < most:
        in_turn = every == 1 or ((day - week).days // 7) % (every // 7) == 0
        if day.weekday() in days and in_turn:
            found += 1
            if day not in without:
                end = f"{day.isoformat()}T{until}" if until and until > at else None
                yield DraftMeeting(start=f"{day.isoformat()}T{at}", end=end)
        day += dt.timedelta(days=1)


def in_words(graph: Graph, schedule: Node) -> str | None:
    """What a Schedule says of its rhythm, days and hours, in its own words."""
    days = [short(day) for day in graph.texts(schedule, "byDay")]
    hours = "-".join(filter(None, (graph.text(schedule, "startTime"), graph.text(schedule, "endTime"))))
    rhythm = graph.text(schedule, "repeatFrequency")
    return " ".join(filter(None, (rhythm, ", ".join(days), hours))) or None


def after(start: str | None, duration: str | None) -> str | None:
    """ "2026-03-03T18:00" and "PT2H" give "2026-03-03T20:00"; None where one of them says less."""
    found = _DURATION.fullmatch(duration or "")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    if not (days or hours or minutes or seconds) or not start or "T" not in start:
        return None
    try:
        began = dt.datetime.fromisoformat(start)
        end = began + dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except (ValueError, OverflowError):
        return None
    return end.isoformat()


def day_of(words: str | None) -> dt.date | None:
    """The day of an ISO 8601 date or date-time."""
    try:
        return dt.date.fromisoformat((words or "")[:10])
    except ValueError:
        return None


def clock(words: str | None) -> str | None:
    """Hours and minutes ("09:30") of an ISO 8601 time or date-time."""
    found = re.match(r"(?:\d{4}-\d\d-\d\dT)?([01]\d|2[0-3]):([0-5]\d)", words or "")
    return f"{found[1]}:{found[2]}" if found else None


def weekday(words: str) -> int | None:
    """0 for "https://schema.org/Monday", "Monday", "Mon" and "MO", and so on to 6."""
    name = short(words).lower()
    return next((at for at, day in enumerate(DAYS) if name in {day.lower(), day[:2].lower(), day[:3].lower()}), None)
