"""Open-data portals over HTTP: what each crawl asks, how deletions are noticed, and how their failures are told."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Response

from crawlers import keep
from crawlers.apis import socrata
from crawlers.crawl import crawl
from crawlers.draft import Draft, Refusal
from crawlers.errors import OptionError
from crawlers.formats.tables import soda
from crawlers.items import Item, Items, merge
from crawlers.keep import Crawl
from crawlers.kinds import options_of
from crawlers.page import Page
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests.changing_feeds import Soda
from tests.world import World

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
RESOURCE = "data.example/resource/abcd-1234.json"
OPTIONS: dict[str, Any] = {"columns": {"title": "Program Name", "start": "start_date"}, "ignore": ["borough"]}


class Reader:
    """Reads the dataset again and again. sent: what each request of the last reading asked for, in short."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder, self.sent = world, folder, list[str]()
        self.source = Source(
            name="parks", provider="Parks", kind="socrata", url=f"http://{RESOURCE}", options=dict(OPTIONS)
        )

    def read(self, days: int = 0) -> Crawl:
        self.world.log.clear()
        settings = CrawlSettings(contact="bot@city.example", delay="0s", tries=1, proxy=self.world.proxy)
        now = NOW + dt.timedelta(days=days)
        found = crawl([self.source], settings, self.folder, clock=lambda: now, environment={})["parks"]
        asked = [one.path for one in self.world.log if one.path != "/robots.txt"]
        self.sent = [
            "count" if "count(*)" in path else "changes" if ":updated_at%20" in path else "rows" for path in asked
        ]
        assert found == keep.load(self.folder, "parks")
        return found


@pytest.fixture
def rows(world: World) -> Soda:
    made = Soda(world, RESOURCE)
    for number in range(1, 4):
        made.put(f"row-{number}", program_name=f"Class {number}", start_date="2027-07-05T00:00:00.000")
    return made


@pytest.fixture
def parks(world: World, rows: Soda, tmp_path: Path) -> Reader:
    return Reader(world, tmp_path)


def titles(found: Crawl) -> list[str]:
    return sorted(str(draft.title) for _, draft in found.drafts)


def test_only_what_has_changed_is_asked_for(parks: Reader, rows: Soda) -> None:
    first = parks.read()
    assert (titles(first), parks.sent) == (["Class 1", "Class 2", "Class 3"], ["count", "rows"])
    assert [draft.sessions[0].start for _, draft in first.drafts] == ["2027-07-05"] * 3
    again = parks.read(1)
    assert (titles(again), parks.sent, again.unchanged) == (titles(first), ["count"], 1)
    rows.put("row-2", program_name="Class 2b")
    rows.put("row-4", program_name="Class 4")
    assert titles(parks.read(2)) == ["Class 1", "Class 2b", "Class 3", "Class 4"]
    assert parks.sent == ["count", "changes"]
    parks.read(3)
    assert parks.sent == ["count"]


def test_what_was_deleted_or_replaced_is_noticed_by_the_count(parks: Reader, rows: Soda) -> None:
    parks.read()
    del rows.rows["row-3"]
    assert titles(parks.read(1)) == ["Class 1", "Class 2"]
    assert parks.sent == ["count", "changes", "count", "rows"]
    del rows.rows["row-1"]
    rows.put("row-9", program_name="Class 9")
    assert titles(parks.read(2)) == ["Class 2", "Class 9"]
    rows.rows.clear()
    assert titles(parks.read(3)) == []
    for number in range(5):
        rows.put(f"new-{number}", program_name=f"New {number}")
    assert len(titles(parks.read(4))) == 5
    parks.read(5)
    assert parks.sent == ["count"]


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_rows_come_in_pages_however_small_the_portal_makes_them(parks: Reader, rows: Soda, size: int) -> None:
    rows.most = size
    assert len(titles(parks.read())) == 3
    parks.read()
    assert parks.sent == ["count"]


def test_a_page_of_rows_that_fails_is_read_next_time(parks: Reader, rows: Soda, world: World) -> None:
    rows.most = 1
    rows.failing = "2"
    found = parks.read()
    assert (titles(found), found.error) == (["Class 1", "Class 2"], None)
    assert "500" in str(found.pages[0].error)
    rows.failing = ""
    assert len(titles(parks.read())) == 3
    assert parks.sent == ["rows"]


def test_a_condition_holds_for_the_count_and_the_rows(parks: Reader, rows: Soda) -> None:
    rows.put("row-1", program_name="Class 1", borough="Bronx")
    parks.source.options["where"] = "borough = 'Bronx'"
    assert titles(parks.read()) == ["Class 1"]
    rows.put("row-2", program_name="Class 2", borough="Bronx")
    rows.put("row-3", program_name="Class 3", borough="Queens")
    assert titles(parks.read()) == ["Class 1", "Class 2"]
    assert parks.sent == ["count", "changes"]
    assert "$where=(borough%20=%20'Bronx')%20AND%20:updated_at" in parks.world.log[-1].path.replace("%3D", "=").replace(
        "%27", "'"
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "option 'where'"),
        (403, "The dataset is private, or the app token is wrong"),
        (404, "was deleted or replaced by another"),
        (429, "Register for an app token"),
        (500, "the next crawl tries again"),
    ],
)
def test_a_refusal_of_the_portal_is_a_sentence(parks: Reader, world: World, status: int, words: str) -> None:
    first = parks.read()
    world.pages[f"{RESOURCE}?*"] = Response('{"error": true}', status=status, content_type="application/json")
    found = parks.read(1)
    assert words in str(found.error)
    assert found.drafts == first.drafts


def test_columns_that_moved_are_the_sources_error_and_lose_nothing(parks: Reader, rows: Soda) -> None:
    first = parks.read()
    for number in range(1, 4):
        rows.put(f"row-{number}", programme=f"Class {number}")
    found = parks.read(1)
    assert "expected a column 'Program Name' for 'title', but there is none" in str(found.error)
    assert found.drafts == first.drafts


@pytest.mark.parametrize(
    "url",
    [
        "https://data.example/resource/abcd-1234.json",
        "https://data.example/resource/abcd-1234",
        "https://data.example/resource/abcd-1234.json?$limit=5&$order=name",
        "https://data.example/d/abcd-1234",
        "https://data.example/Parks-Recreation/Summer-programs/abcd-1234",
        "https://data.example/Parks-Recreation/Summer-programs/abcd-1234/about_data",
        "https://data.example/Parks-Recreation/Summer-programs/abcd-1234/data_preview",
    ],
)
def test_any_address_of_a_dataset_is_its_address(url: str) -> None:
    assert soda.resource("parks", url) == "https://data.example/resource/abcd-1234.json"


def test_a_filter_in_the_address_stays_in_it() -> None:
    url = "https://data.example/resource/programs.json?borough=Bronx&$where=fee%20=%200"
    asked = soda.rows_of(soda.resource("parks", url), "age > 12", since="2026-11-20", limit=5)
    assert "?borough=Bronx&$select=:*,*&$order=:id&$limit=5&$offset=0&$where=(fee%20%3D%200)%20AND%20((age" in asked


@pytest.mark.parametrize("url", ["https://data.example/", "https://data.example/stories/s/abcd", "https://x/d/ABC"])
def test_another_address_is_said_to_be_none(url: str) -> None:
    source = Source(name="parks", provider="Parks", kind="socrata", url=url)
    with pytest.raises(OptionError, match=r"^parks: expected the address of a dataset.* but 'url' is https"):
        list(socrata.start(source, options_of(source)))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"token": "abc123"}, r"expected the name of an environment variable.*\$API_TOKEN.*not a token"),
        ({"columns": {"titel": "Name"}}, "Did you mean 'title'"),
        ({"wher": "x"}, "Did you mean 'where'"),
    ],
)
def test_wrong_options_are_sentences_that_tell_no_token(options: dict[str, Any], words: str) -> None:
    source = Source(name="parks", provider="Parks", kind="socrata", url=f"http://{RESOURCE}", options=options)
    with pytest.raises(OptionError, match=words) as caught:
        options_of(source)
    assert "abc123" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        ("  Mill Hall ", {"x": "Mill Hall"}),
        (12.5, {"x": "12.5"}),
        (True, {"x": "true"}),
        ("2027-07-05T09:30:00.000", {"x": "2027-07-05T09:30:00"}),
        ("2027-07-05T00:00:00.000", {"x": "2027-07-05"}),
        ("2027-07-05T09:30:00.000Z", {"x": "2027-07-05T09:30:00.000Z"}),
        ({"url": "http://a.example", "description": "Sign up"}, {"x": "http://a.example", "x.description": "Sign up"}),
        ({"phone_number": "555-0100", "phone_type": "Work"}, {"x": "555-0100"}),
        ({"type": "Point", "coordinates": [-87.6, 41.8]}, {"x": "", "x.latitude": "41.8", "x.longitude": "-87.6"}),
        ({"type": "Polygon", "coordinates": [[[1, 2]]]}, {"x": ""}),
        ({"latitude": None, "longitude": None}, {"x": "", "x.latitude": "", "x.longitude": ""}),
        (
            {
                "latitude": "41.8",
                "longitude": "-87.6",
                "human_address": '{"address": "1 Mill St", "city": "Millbrook"}',
            },
            {
                "x": "1 Mill St, Millbrook",
                "x.latitude": "41.8",
                "x.longitude": "-87.6",
                "x.address": "1 Mill St",
                "x.city": "Millbrook",
                "x.state": "",
                "x.zip": "",
            },
        ),
        (["a", "b"], {"x": "a, b"}),
    ],
)
def test_values_of_every_type_are_cells(value: Any, cells: dict[str, str]) -> None:
    names, rows = soda.table([{"x": value, ":id": "row-1"}], ())
    assert dict(zip(names, rows[0].cells, strict=True)) == cells


def test_midnights_among_other_times_stay_times() -> None:
    _, rows = soda.table([{"x": "2027-07-05T00:00:00.000"}, {}, {"x": "2027-07-05T09:30:00"}], ())
    assert [row.cells for row in rows] == [("2027-07-05T00:00:00",), ("",), ("2027-07-05T09:30:00",)]


def test_a_real_dataset_loses_no_row(data: Path) -> None:
    """New York's after-school programmes as the portal gave them in 2014: 1,600 rows of the older sort."""
    columns = {"title": "PROGRAM", "provider": "AGENCY", "place": "SITE NAME", "address": "Location 1"}
    ignore = ["PROGRAM TYPE", "BOROUGH / COMMUNITY", "Contact Number", "Grade Level / Age Group "]
    url = "https://data.example/api/views/mbd7-jfnc/rows.json"
    source = Source(
        name="nyc", provider="DYCD", kind="socrata", url=url, options={"columns": columns, "ignore": ignore}
    )
    body = (data / "socrata/after_school__db__seeds__programs_directory.json").read_bytes()
    asked, options = Page(url=url, final_url=url, fetched_at=NOW, body=body), options_of(source)
    items = list(socrata.extract(asked, source, options))
    state: Items = {}
    merge(state, [one for one in items if isinstance(one, Item)])
    found = list(socrata.assemble(list(state.values()), source, options, NOW))
    drafts = [one for one in found if isinstance(one, Draft)]
    assert len(items) == len(state) == 1600
    assert (
        sum(draft.count for draft in drafts)
        + sum(one.where.startswith("row ") for one in found if isinstance(one, Refusal))
        == 1600
    )
    assert sum(bool(session.latitude) for draft in drafts for session in draft.sessions) > 1000


def test_an_address_that_is_no_question_of_ours_leads_nowhere() -> None:
    url = "http://data.millbrook.example/resource/mb1k-r4ng.json"
    page = Page(url=url, final_url=url, fetched_at=NOW, body=b'[{":id": "row-1", "name": "Bats"}]')
    source = Source(name="parks", provider="Parks", kind="socrata", url=url)
    assert socrata.follow(page, source, socrata.Options()) == ()
