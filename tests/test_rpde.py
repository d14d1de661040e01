"""Pages of feeds of changes (RPDE 1.0): what is forgiven, what is refused, and what is an error."""

import contextlib
import datetime as dt
import json
from random import Random
from typing import Any
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.apis import openactive
from crawlers.draft import Draft, Refusal
from crawlers.errors import OptionError, SourceError, Unreadable, WrongContent
from crawlers.formats.openactive import rpde
from crawlers.items import Item
from crawlers.kinds import options_of
from crawlers.page import Page
from crawlers.source import Source
from tests.openactive_entries import NOW, SOURCE

URL = "https://api.example/feed"
ENTRY = {"state": "updated", "kind": "Event", "id": "1", "modified": 1, "data": {"@type": "Event", "name": "Row"}}


def page(body: bytes | dict[str, Any] | list[Any]) -> Page:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Page(url=URL, final_url=URL, fetched_at=NOW, body=raw, content_type="application/json")


def entry(**said: Any) -> Item | Refusal:
    (found,) = rpde.read(page({"next": "?a=1", "items": [ENTRY | said]}), "pool").entries
    return found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, ("Event", "1", "1", False)),
        ({"id": 17, "modified": 2**70 + 1}, ("Event", "17", "1180591620717411303425", False)),
        ({"modified": "2020-01-01T00:00:00Z"}, ("Event", "1", "2020-01-01T00:00:00Z", False)),
        ({"modified": None}, ("Event", "1", "", False)),
        ({"kind": None}, ("", "1", "1", False)),
        ({"state": "UPDATED"}, ("Event", "1", "1", False)),
        ({"state": None}, ("Event", "1", "1", False)),
        ({"state": "deleted", "data": None}, ("Event", "1", "1", True)),
        ({"state": "deleted"}, ("Event", "1", "1", True)),
        ({"id": None, "data": {"@id": "https://x.example/1"}}, ("Event", "https://x.example/1", "1", False)),
        ({"id": "", "data": {"identifier": 9}}, ("Event", "9", "1", False)),
    ],
)
def test_entries_as_publishers_write_them(said: dict[str, Any], found: tuple[str, str, str, bool]) -> None:
    one = entry(**said)
    assert isinstance(one, Item)
    assert (one.kind, one.id, one.modified, one.deleted) == found
    assert (one.data is None) == one.deleted


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"id": None, "data": {"name": "Nia Price"}}, "The entry has no id."),
        ({"state": "archived"}, "The entry's state is neither 'updated' nor 'deleted'."),
        ({"data": None}, "The entry says that it was updated, but has no data."),
        ({"data": []}, "The entry says that it was updated, but has no data."),
        ({"data": "Nia Price"}, "The entry says that it was updated, but has no data."),
    ],
)
def test_an_entry_that_cannot_be_kept_is_refused_without_its_words(said: dict[str, Any], reason: str) -> None:
    one = entry(**said)
    assert isinstance(one, Refusal)
    assert one.reason == reason
    assert "Nia" not in str(one)


@pytest.mark.parametrize(
    ("body", "next_", "licence"),
    [
        ({"next": "https://y.example/?b=2", "items": [], "license": "https://l.example/"}, "https://y.example/?b=2",
         "https://l.example/"),
        ({"next": "?b=2", "items": [ENTRY], "licence": "https://l.example/"}, "?b=2", "https://l.example/"),
        ({"next": " ?b=2 ", "items": [], "license": None}, "?b=2", None),
        (b'\xef\xbb\xbf {"items": [], "next": "?b=2"}\n', "?b=2", None),
        (b'{"items": [], "next": "?b=2", "note": "caf\xe9\x01 \n"}', "?b=2", None),
    ],
)  # fmt: skip
def test_pages_as_publishers_write_them(body: Any, next_: str, licence: str | None) -> None:
    found = rpde.read(page(body), "pool")
    assert (found.next, found.licence) == (next_, licence)
    assert list(openactive.follow(page(body), SOURCE, openactive.Options())) == [urljoin(URL, next_)]


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        (b"<!doctype html><title>Sign in</title>", WrongContent, "a web page called 'Sign in'"),
        (b"", Unreadable, "the answer is empty"),
        (b'{"next": "?b=2", "items": [{"state": "upd', Unreadable, "breaks off or is broken"),
        ({"items": [ENTRY]}, Unreadable, "'next'"),
        ({"items": [ENTRY], "next": ""}, Unreadable, "'next'"),
        ({"items": [ENTRY], "next": 5}, Unreadable, "'next'"),
        ({"next": "?b=2"}, WrongContent, "JSON with 'next' in it"),
        ({"@type": "Dataset", "distribution": []}, WrongContent, "'@type', 'distribution'"),
        ([ENTRY], WrongContent, "JSON that is a list"),
        ({"items": {}, "next": "?b=2"}, WrongContent, "JSON with 'items', 'next' in it"),
        (b"[" * 100_000, Unreadable, "broken"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_an_error(body: Any, error: type[SourceError], words: str) -> None:
    with pytest.raises(error, match=words) as raised:
        rpde.read(page(body), "pool")
    assert str(raised.value).startswith("pool: expected a page of a feed of changes (RPDE 1.0)")


@pytest.mark.parametrize(
    "options", [{"feeds": ["/relative"]}, {"scheduled": "ftp://x.example/"}, {"feed": ["https://x"]}]
)
def test_options_are_checked(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match="pool"):
        options_of(Source(name="pool", provider="Pool", kind="openactive", url=URL, options=options))


def test_each_feed_is_read_once() -> None:
    options = openactive.Options(scheduled="https://a.example/s", feeds=("https://a.example/c", SOURCE.url))
    assert list(openactive.start(SOURCE, options)) == [SOURCE.url, "https://a.example/s", "https://a.example/c"]


WORDS = [
    *("@type", "type", "@id", "id", "url", "identifier", "name", "superEvent", "subEvent", "instanceOfCourse"),
    *("startDate", "endDate", "duration", "offers", "price", "location", "geo", "ageRange", "minValue", "leader"),
    *("eventSchedule", "byDay", "repeatFrequency", "startTime", "exceptDate", "repeatCount", "byMonthDay"),
    *("activity", "validFromBeforeStartDate", "scheduleTimezone", "level"),
]
VALUES = [
    *(None, True, 0, -1, 2**70, 1.5, float("nan"), "", "²", "1", "x:1", "2027-01-05", "2027-01-05T10:00:00Z"),
    *(
        "9999-12-31",
        "0001-01-01",
        "0001-01-01T00:00:00",
        "P1W",
        "P1M",
        "P999D",
        "MO",
        "5TU",
        "https://schema.org/Monday",
    ),
    *("10:00", "Europe/London", "Mars/Base", "SessionSeries", "ScheduledSession", "Course", "CourseInstance", "Event"),
    *("EventSeries", "Place"),
]


def anything(random: Random, depth: int = 0) -> Any:
    """A value as it must not come."""
    shape = random.random()
    if depth < 4 and shape < 0.35:
        return {random.choice(WORDS): anything(random, depth + 1) for _ in range(random.randrange(7))}
    if depth < 4 and shape < 0.45:
        return [anything(random, depth + 1) for _ in range(random.randrange(4))]
    return random.choice(VALUES)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_comes_nothing_else_is_raised(seed: int) -> None:
    random = Random(seed)
    for _ in range(20):
        nodes = [{random.choice(WORDS): anything(random) for _ in range(12)} for _ in range(4)]
        items = [ENTRY | {"id": str(n), "kind": random.choice(VALUES), "data": node} for n, node in enumerate(nodes)]
        found = list(openactive.extract(page({"next": "?b=2", "items": items}), SOURCE, openactive.Options()))
        kept = [one for one in found if isinstance(one, Item)]
        made = list(openactive.assemble(kept, SOURCE, openactive.Options(), NOW))
        assert all(isinstance(one, Draft | Refusal) for one in made)
        assert len(kept) == len(items)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:1ab next items', max_size=60).map(str.encode))
def test_bytes_of_any_sort_are_an_error_of_ours(body: bytes) -> None:
    with contextlib.suppress(SourceError):
        assert rpde.read(page(body), "pool").next


def test_a_page_of_the_usual_size_is_read_at_once() -> None:
    """500 entries to a page is what the standard's validator recommends; a slow page would hold up its whole lane."""
    items = [ENTRY | {"id": n, "data": ENTRY["data"] | {"description": "x" * 2000}} for n in range(500)]  # type: ignore[operator]
    started = dt.datetime.now(dt.UTC)
    assert len(rpde.read(page({"next": "?b", "items": items}), "pool").entries) == 500
    assert dt.datetime.now(dt.UTC) - started < dt.timedelta(seconds=2)
