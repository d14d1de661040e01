"""JSON APIs: what the mapping says is found, and what it does not find is said."""

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from crawlers.apis import json as kind
from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.errors import OptionError, SourceError, Unreadable, WrongContent
from crawlers.kinds import completeness_of, options_of
from crawlers.page import Page
from crawlers.source import Source

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
TITLE = {"field": {"title": "name"}}


def source(options: dict[str, Any], url: str = "http://api.example/v1/courses") -> Source:
    return Source(name="api", provider="College", kind="json", url=url, options=options)


def page_of(body: bytes | str, url: str = "http://api.example/v1/courses") -> Page:
    return Page(url=url, final_url=url, fetched_at=NOW, body=body.encode() if isinstance(body, str) else body)


def read(body: bytes | str, **options: Any) -> tuple[list[Draft], list[Refusal]]:
    one = source(options)
    found = list(kind.extract(page_of(body), one, options_of(one)))
    return [d for d in found if isinstance(d, Draft)], [r for r in found if isinstance(r, Refusal)]


def test_a_mapping_as_it_stands_in_a_city_file() -> None:
    options = tomllib.loads("""
        items = "data.list"
        link = "https://fun.example/e/{slug}?of={id}"
        sessions = "dates"
        session = { start = "epoch_seconds(from)", end = "to", places_left = "left", status = "gone && 'cancelled' || null" }
        field = { native_id = "id", title = "name", topics = "tags[].label", ages = "join('-', [ages.min, ages.max])", place = "venue.name", price = "cost" }
    """)  # noqa: E501 - an inline table of TOML has one line
    dates = '[{"from": 1796140800, "to": "2026-12-01T17:30", "left": 0, "gone": true}, {"from": null, "left": 4.0}]'
    item = '{"id": 7, "slug": "a b", "name": " Judo ", "tags": [{"label": "Sport"}, {"label": "Sport"}], '
    item += f'"ages": {{"min": "8", "max": "12"}}, "venue": {{"name": "Hall"}}, "cost": 3.5, "dates": {dates}}}'
    drafts, refusals = read(f'{{"data": {{"list": [{item}]}}}}', **options)
    assert refusals == []
    assert drafts == [
        Draft(
            native_id="7",
            url="https://fun.example/e/a%20b?of=7",
            title="Judo",
            topics=("Sport",),
            ages="8-12",
            sessions=(
                DraftSession(
                    start="2026-12-01T16:00:00+00:00",
                    end="2026-12-01T17:30",
                    places_left="0",
                    status="cancelled",
                    place="Hall",
                    price="3.5",
                ),
                DraftSession(places_left="4", place="Hall", price="3.5"),
            ),
        )
    ]


@pytest.mark.parametrize(
    "body",
    [
        '[{"name": "Judo"}]',
        '\ufeff [{"name": "Judo"}]',
        'shown({"a": 1}.x, [{"name": "Judo"}]);'.replace('{"a": 1}.x, ', ""),
        '/**/ a.b.c1([{"name": "Judo"}])',
        ')]}\',\n[{"name": "Judo"}]',
        '{"name": "Judo"}\n{"name": "Judo"}\n',
    ],
)
def test_json_is_read_in_every_dress(body: str) -> None:
    assert {draft.title for draft in read(body, **TITLE)[0]} == {"Judo"}


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        ("", Unreadable, "the answer is empty"),
        ("<!doctype html><title>Sign in</title>", WrongContent, "a web page called 'Sign in' came"),
        ("BEGIN:VCALENDAR", WrongContent, "this came: 'BEGIN:VCALENDAR'"),
        ('{"data": [', Unreadable, "it is broken"),
        ("[" * 100_000, Unreadable, "it is broken"),
        ('{"data": {"events": [{}]}, "x": 1}', Unreadable, "there are lists at 'data.events'"),
        ('{"error": "no key"}', Unreadable, "the answer says 'no key'"),
        ('{"state": 1}', Unreadable, "the answer has 'state'"),
        ("7", Unreadable, "the answer has int"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(body: str, error: type[SourceError], words: str) -> None:
    with pytest.raises(error) as caught:
        read(body, **TITLE)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "field"),
        ({"field": {"start": "begins"}}, "nothing is said of the title"),
        ({"field": {"titel": "name"}}, "Did you mean 'title'?"),
        ({"field": {"title": "name["}}, "field.title: 'name[' is no JMESPath expression: at its sign"),
        ({"field": {"title": "shout(name)"}}, "there is no function shout()"),
        ({"field": {"title": "join(name)"}}, "join() takes 2 values, not 1"),
        (TITLE | {"items": "a.b("}, "items: 'a.b(' is no JMESPath expression"),
        (TITLE | {"session": {"start": "from"}}, "session needs sessions"),
        (TITLE | {"sessions": "dates", "session": {"title": "x"}}, "there is no field 'session.title'"),
        (TITLE | {"next": "next", "page": "p"}, "only one of them"),
        (TITLE | {"token": "abc"}, "not a token"),
        (TITLE | {"link": "http://a.example/{id[}"}, "link: 'id[' is no JMESPath expression"),
    ],
)
def test_options_that_cannot_be_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError, match="options of the kind 'json'") as caught:
        options_of(source(options))
    assert words in str(caught.value)


def test_nothing_is_dropped_in_silence() -> None:
    body = '[{"name": "A", "begins": {"at": 1}, "n": "x"}, {"name": ""}, 7, null, '
    body += '{"name": ["B", "C"], "www": "mailto:x", "n": null}]'
    field = {"title": "name", "start": "begins", "url": "www", "price": "abs(n)"}
    drafts, refusals = read(body, field=field)
    assert [draft.title for draft in drafts] == ["A", "B, C"]
    assert [(r.where, r.reason) for r in refusals] == [
        ("item 1", "What is at the option field.start is no text, and counts as not stated."),
        ("item 1", "What is at the option field.price is no text, and counts as not stated."),
        ("item 2", "The item has no title: nothing is at the option field.title."),
        ("item 3", "The item has no title: nothing is at the option field.title."),
        ("item 4", "The item has no title: nothing is at the option field.title."),
        ("item 5", "The address at the option field.url is none: it is not stated."),
    ]


@pytest.mark.parametrize(
    ("options", "url", "body", "link"),
    [
        ({"next": "next"}, "?a=1", '{"next": "/v1/courses?page=2", "l": [1]}', "http://api.example/v1/courses?page=2"),
        ({"next": "next"}, "?a=1", '{"next": null, "l": [1]}', None),
        ({"next": "next"}, "?a=1", '{"next": "", "l": [1]}', None),
        ({"next": "c", "parameter": "cursor"}, "?a=1", '{"c": "x=/", "l": [1]}', "?a=1&cursor=x%3D%2F"),
        ({"page": "page"}, "?a=1", '{"l": [1]}', "?a=1&page=2"),
        ({"page": "page"}, "?page=0", '{"l": [1]}', "?page=1"),
        ({"page": "page"}, "?page=7", '{"l": []}', None),
        ({"offset": "skip"}, "?top=2", '{"l": [1, 2]}', "?top=2&skip=2"),
        ({"offset": "skip", "total": "n"}, "?skip=2", '{"l": [1, 2], "n": 5}', "?skip=4"),
        ({"offset": "skip", "total": "n"}, "?skip=2", '{"l": [1, 2], "n": 4}', None),
        ({}, "?a=1", '{"l": [1]}', None),
    ],
)
def test_pages_are_followed_to_their_end(options: dict[str, Any], url: str, body: str, link: str | None) -> None:
    one = source(TITLE | {"items": "l"} | options)
    base = "http://api.example/v1/courses"
    found = list(kind.follow(page_of(body, base + url), one, options_of(one)))
    assert found == ([base + link if link.startswith("?") else link] if link else [])


def test_a_key_is_sent_as_the_api_wants_it() -> None:
    one = source(TITLE | {"token": "$KEY"})
    assert kind.headers(one, options_of(one), {"KEY": "abc"}) == {"Authorization": "Bearer abc"}
    assert kind.headers(one, options_of(one), {}) == {}
    own = source(TITLE | {"token": "$KEY", "token_header": "X-Api-Key"})
    assert kind.headers(own, options_of(own), {"KEY": "abc"}) == {"X-Api-Key": "abc"}
    assert completeness_of(own) == "snapshot"
    assert completeness_of(source(TITLE | {"windowed": True})) == "windowed"


def test_a_pasted_answer_is_recognised() -> None:
    (found,) = kind.recognise(page_of('{"meta": {}, "data": {"events": [{"title": "A"}]}, "tags": [{"id": 1}]}'))
    assert (found.options, found.score) == ({"items": "data.events", "field": {"title": "title"}}, 15)
    assert not list(kind.recognise(page_of("<html>")))
    assert not list(kind.recognise(page_of("[1, 2]")))


MIT = "course_catalogues/mit-learn__test_json__"

REAL = """
xpro_courses.json 2 6 {"sessions": "courseruns", "session": {"start": "start_date", "price": "current_price"},
    "field": {"native_id": "readable_id", "title": "title", "topics": "topics[].name"}}
mitxonline_courses.json 3 4 {"items": "results", "sessions": "courseruns", "session": {"start": "start_date"},
    "next": "next", "field": {"native_id": "readable_id", "title": "title"}}
test_sloan_courses.json 99 0 {"field": {"native_id": "Course_Id", "title": "Title", "text": "Description"}}
test_sloan_runs.json 92 137 {"field": {"native_id": "Course_Id", "title": "CO_Title", "start": "Start_Date",
    "end": "End_Date", "price": "Price"}}
ol_events.json 1 0 {"items": "data", "next": "links.next.href", "field": {"native_id": "id",
    "title": "attributes.title", "url": "attributes.path.alias"}}
aggregated_json/cc_davis_events_7d099ed2.json 547 547 {"field": {"title": "title", "start": "start_time",
    "end": "end_time", "place": "location", "url": "url"}}
city_programs/pdx-summer-camps__src__temp-data.json 118 118 {"field": {"title": "title", "url": "link",
    "address": "address", "text": "description"}}
"""


@pytest.mark.data
@pytest.mark.parametrize("row", REAL.strip().replace("\n    ", " ").split("\n"))
def test_real_answers(data: Path, row: str) -> None:
    file, drafts, sessions, options = row.split(" ", 3)
    body = (data / (file if "/" in file else MIT + file)).read_bytes()
    found, refusals = read(body, **json.loads(options))
    assert (len(found), sum(len(draft.sessions) for draft in found)) == (int(drafts), int(sessions))
    assert not [refusal for refusal in refusals if "differ" not in refusal.reason]
    assert all(draft.title for draft in found)
