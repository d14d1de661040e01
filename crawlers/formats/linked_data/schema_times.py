"""The times of a schema.org node: its dates, its Schedule written out, its duration added to its start."""

from collections.abc import Iterator
from typing import Any

from crawlers.draft import DraftMeeting
from crawlers.formats.linked_data import schema_schedule
from crawlers.formats.linked_data.nodes import Graph, Node, short, types
from crawlers.formats.linked_data.schema_moments import after, workload

MOST = 5000
"""Dates of one series that are looked at."""


def times(graph: Graph, node: Node) -> dict[str, Any]:
    """The session fields that say when: start, end, start_time, end_time, timezone, when, meetings."""
    start, end = graph.text(node, "startDate"), graph.text(node, "endDate")
    said: dict[str, Any] = {"start": start, "end": end or after(start, graph.text(node, "duration"))}
    said["when"] = ", ".join((*map(short, graph.texts(node, "dayOfWeek")), *graph.texts(node, "timeOfDay"))) or None
    schedules = [one for one in graph.all(node, "eventSchedule", "courseSchedule") if isinstance(one, dict)]
    meetings = [meeting for one in schedules for meeting in schema_schedule.meetings(graph, one)]
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
    said["when"] = "; ".join(filter(None, (said["when"], workload(graph.text(node, "courseWorkload"))))) or None
    return said


def dates(graph: Graph, node: Node) -> list[Node]:
    """The subEvents that are this node's own dates: of a series or a run each that has one, else those with no name
    of their own; those of a season, which has no date itself, in its place."""
    return [part for part in parts(graph, node) if graph.all(part, "startDate") or not _below(graph, part)]


def parts(graph: Graph, node: Node) -> list[Node]:
    """This node's own dates, and the seasons that they are told in."""
    whole, name = types(node) & {"EventSeries", "CourseInstance"}, graph.text(node, "name")
    found: list[Node] = []
    seen = {id(node)}
    waiting = _below(graph, node)
    while waiting:
        part = waiting.pop()
        if id(part) in seen or len(seen) > MOST:
            continue
        seen.add(id(part))
        dated = graph.all(part, "startDate")
        if graph.text(part, "name") in {None, name} or (whole and dated):
            found.append(part)
            waiting += [] if dated else _below(graph, part)
    return found


def _below(graph: Graph, node: Node) -> list[Node]:
    """What is told below a node, the last one first."""
    return [part for part in reversed(graph.all(node, "subEvent", "subEvents")) if isinstance(part, dict)]


def _meeting(graph: Graph, part: Any) -> Iterator[DraftMeeting]:
    start = graph.text(part, "startDate")
    if start:
        end = graph.text(part, "endDate") or after(start, graph.text(part, "duration"))
        yield DraftMeeting(start=start, end=end, status=graph.text(part, "eventStatus"))


def in_words(graph: Graph, schedule: Node) -> str | None:
    """What a Schedule says of its rhythm, days and hours, in its own words."""
    days = [short(day) for day in graph.texts(schedule, "byDay")]
    days += [f"day {day} of the month" for day in graph.texts(schedule, "byMonthDay")]
    hours = "-".join(filter(None, (graph.text(schedule, "startTime"), graph.text(schedule, "endTime"))))
    rhythm, count = graph.text(schedule, "repeatFrequency"), graph.text(schedule, "repeatCount")
    return " ".join(filter(None, (rhythm, ", ".join(days), hours, f"{count} times" if count else None))) or None
