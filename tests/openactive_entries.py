"""Entries of OpenActive's feeds for tests, and what is made of them."""

import datetime as dt
import json
from typing import Any

import msgspec

from crawlers.apis import openactive
from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.items import Item
from crawlers.page import Page
from crawlers.source import Source

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
FEED = "https://api.example/session-series"
SOURCE = Source(name="pool", provider="Pool Trust", kind="openactive", url=FEED)
Json = dict[str, Any]

SERIES: Json = {"type": "SessionSeries", "id": "https://x.example/series/1", "name": "Learn to dive"}
SESSION: Json = {
    "type": "ScheduledSession",
    "id": "https://x.example/sessions/1",
    "superEvent": "https://x.example/series/1",
    "startDate": "2026-12-01T18:00:00Z",
}
COURSE: Json = {"type": "Course", "id": "https://x.example/courses/1", "name": "Canoe 1"}
RUN: Json = {"type": "CourseInstance", "id": "https://x.example/runs/1", "instanceOfCourse": COURSE["id"]}
EVENT: Json = {
    "type": "Event",
    "id": "https://x.example/events/1",
    "name": "River day",
    "startDate": "2027-06-05T10:00:00+01:00",
}
WEEKLY: Json = {
    "type": "Schedule",
    "scheduledEventType": "ScheduledSession",
    "repeatFrequency": "P1W",
    "byDay": ["https://schema.org/Tuesday"],
    "startDate": "2027-03-16",
    "endDate": "2027-04-06",
    "startTime": "17:00",
    "endTime": "18:30",
    "scheduleTimezone": "Europe/London",
}


def page(*items: Json, url: str = FEED, **more: Any) -> Page:
    last = max((item["modified"] for item in items), default=9)
    body = {"next": f"{FEED}?afterTimestamp={last}&afterId={last}", "items": list(items), "license": "x"} | more
    return Page(url=url, final_url=url, fetched_at=NOW, body=json.dumps(body).encode())


def entries(*nodes: Json) -> list[Json]:
    return [{"state": "updated", "kind": n.get("type", "?"), "id": i, "modified": i, "data": n} for i, n in
            enumerate(nodes)]  # fmt: skip


def listed(*nodes: Json) -> tuple[list[Draft], list[Refusal]]:
    """What is made of entries that came on one page, refusals of the page included."""
    found = list(openactive.extract(page(*entries(*nodes)), SOURCE, openactive.Options()))
    items = [one for one in found if isinstance(one, Item)]
    made = [one for one in found if isinstance(one, Refusal)]
    for one in openactive.assemble(items, SOURCE, openactive.Options(), NOW):
        assert isinstance(one, Draft | Refusal)
        made.append(one) if isinstance(one, Refusal) else found.append(one)  # type: ignore[arg-type]
    return [one for one in found if isinstance(one, Draft)], made


def said(one: Draft | DraftSession) -> Json:
    """What is said, as JSON has it, sessions aside."""
    told: Json = json.loads(msgspec.json.encode(one))
    told.pop("sessions", None)
    return told


def one(*nodes: Json) -> Draft:
    (draft,), refusals = listed(*nodes)
    assert refusals == []
    return draft


def session(*nodes: Json) -> Json:
    (found,) = one(*nodes).sessions
    return said(found)


def without(node: Json, *names: str) -> Json:
    return {name: value for name, value in node.items() if name not in names}
