"""A page says what the city corrected, when, and what the source says; and nothing that a place keeps to itself."""

import datetime as dt
import gzip
import json
from pathlib import Path

import lxml.html
import msgspec
import pytest
from playwright.sync_api import Browser

from indexer.contents import Contents
from indexer.opportunity import Corrected, Opportunity
from portal.build import build
from portal.file import File
from portal.publish import publish
from tests import portal_city
from tests.browsing import barriers, served, sideways
from tests.portal_making import FREE, HIDDEN, LIBRARIES, at, opportunity, session

AT = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)


def righted(field: str, said: str = "") -> Corrected:
    return Corrected(field=field, at=AT, said=said)


def robots() -> Opportunity:
    runs = (
        session("libraries-z1-1", start=at(28, "10:00"), price=FREE, corrected=(righted("price", "£5"),)),
        session(
            "libraries-z1-2", start=at(29, "10:00"), place=HIDDEN, corrected=(righted("place", "12 Secret Street"),)
        ),
    )
    said = (righted("title", "<b>Robbots</b>"), righted("ages"))
    return opportunity("libraries-z1", "Robots", LIBRARIES, *runs, corrected=said, words={"ages": "from Year 4"})


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("city")
    contents: Contents = portal_city.contents()
    contents = msgspec.structs.replace(contents, opportunities=(*contents.opportunities, robots()))
    made = build(contents, portal_city.settings(folder), portal_city.TODAY, holidays=(), revisions={})
    return {file.path: file.body for file in made}


def lines(body: bytes) -> list[str]:
    tree = lxml.html.fromstring(body.decode())
    said = [" ".join(one.text_content().split()) for one in tree.xpath("//aside[@class='how']/p")]
    return [one for one in said if "Corrected" in one or "درست کیا" in one]


def test_each_correction_is_said_with_its_day_in_the_city_and_the_sources_words(files: dict[str, bytes]) -> None:
    page = files["o/libraries-z1/robots/index.html"]
    assert lines(page) == [
        "Corrected by the city on 20 Nov: title. Their own words: <b>Robbots</b>",
        "Corrected by the city on 20 Nov: age. They do not state it.",
        "Corrected by the city on 20 Nov: cost, Sat 28 Nov. Their own words: £5",
        "Corrected by the city on 20 Nov: place, Sun 29 Nov. They do not state it.",
    ]
    assert len(lines(files["ur/o/libraries-z1/robots/index.html"])) == 4
    assert len(gzip.compress(page)) <= 15_000
    assert not lines(files["o/libraries-a1/build-a-robot-that-finds-its-way/index.html"])


def test_a_place_that_is_told_on_booking_is_told_nowhere(files: dict[str, bytes]) -> None:
    assert [path for path, body in files.items() if b"Secret Street" in body] == []
    told = json.loads(files["feeds/opportunities.json"])["opportunities"]
    (one,) = [o for o in told if o["id"] == "libraries-z1"]
    assert one["corrected"][0] == {"field": "title", "at": "2026-11-20", "said": "<b>Robbots</b>"}
    assert one["sessions"][1]["corrected"] == [{"field": "place", "at": "2026-11-20"}]


@pytest.mark.browser
@pytest.mark.parametrize("path", ["o/libraries-z1/robots/", "ur/o/libraries-z1/robots/", "providers/x-y/"])
def test_the_page_has_no_barrier(files: dict[str, bytes], tmp_path: Path, browser: Browser, path: str) -> None:
    publish((File(name, body) for name, body in files.items()), tmp_path / "public", tmp_path / "var")
    with served(tmp_path / "public") as base:
        page = browser.new_page(viewport={"width": 320, "height": 700})
        page.goto(f"{base}{path}")
        assert barriers(page) == []
        assert sideways(page) == []
        page.close()
