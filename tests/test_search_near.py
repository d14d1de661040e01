"""What is near, what is new: in a real browser, and without telling anybody where one is."""

import re
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from indexer.search.rows import Documents
from portal import near
from schedules import city as city_file
from tests.browsing import served
from tests.conftest import Demo
from tests.search_engine import ask, ids
from tests.search_oracle import full

pytestmark = pytest.mark.browser
AREAS = {"Castle": [51.45, -2.6], "Old Town": [51.5, -2.6], "Quayside": [51.4, -2.6]}
POSTCODES = {"MB1 2AB": [51.401, -2.6], "MB1": [51.41, -2.6], "MB12": [51.6, -2.6]}
TABLE = """async () => {
  const { load, resolve } = await import("/js/near.js");
  const real = fetch;
  globalThis.fetch = async () => new Response(JSON.stringify({ areas: %s, postcodes: %s }));
  const table = await load("near.json");
  globalThis.fetch = real;
  return WORDS.map((words) => resolve(words, table));
}"""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Castle", AREAS["Castle"]),
        ("  old   TOWN ", AREAS["Old Town"]),
        ("MB1 2AB", POSTCODES["MB1 2AB"]),
        ("mb12ab", POSTCODES["MB1 2AB"]),
        ("MB1 9ZZ", POSTCODES["MB1"]),
        ("MB12 9ZZ", POSTCODES["MB12"]),
        ("XX9 9XX", None),
        ("Atlantis", None),
        ("", None),
        ("%", None),
        ("constructor", None),
    ],
)
def test_an_area_or_a_postcode_is_somewhere(engine: Page, words: str, found: list[float] | None) -> None:
    script = TABLE % (msgspec.json.encode(AREAS).decode(), msgspec.json.encode(POSTCODES).decode())
    assert engine.evaluate(script.replace("WORDS", msgspec.json.encode([words]).decode())) == [found]


def test_kilometres_are_great_circles(engine: Page) -> None:
    """London to Cardiff is 212 km; a degree of latitude 111.2."""
    script = "pairs => import('/js/near.js').then(({ kilometres }) => pairs.map(([a, b]) => kilometres(a, b)))"
    cardiff, degree, same = engine.evaluate(
        script, [[[51.5074, -0.1278], [51.4816, -3.1791]], [[0, 0], [1, 0]], [[51, -2], [51, -2]]]
    )
    assert cardiff == pytest.approx(211.5, abs=1)
    assert degree == pytest.approx(111.2, abs=0.1)
    assert same == 0


def _near(engine: Page, **more: Any) -> dict[str, Any]:
    request = {
        "q": "", "age": None, "filters": {}, "count": {}, "sort": "nearest",
        "at": {"at": [51.41, -2.6], "areas": AREAS}, "show": {"fits": 9999, "ages": 9999, "prices": 9999}, **more,
    }  # fmt: skip
    found: dict[str, Any] = engine.evaluate("request => search.search(request)", request)
    return found


def _with_room(city: Documents) -> set[str]:
    return {city.opportunities[row.opportunity].id for row in city.rows if not full(row.session)}


def test_the_nearest_come_first_and_what_is_nowhere_last(engine: Page, city: Documents) -> None:
    hits = _near(engine)["fits"]["hits"]
    assert {hit["id"] for hit in hits} == ids(ask(engine)["fits"])
    open_ = [hit.get("far") for hit in hits if hit["id"] in _with_room(city)]
    known = [far for far in open_ if far is not None]
    assert known == sorted(known)
    assert open_[: len(known)] == known
    assert open_[-1] is None
    assert min(known) == pytest.approx(1.1, abs=0.1)


def test_without_a_place_to_be_near_to_the_soonest_come_first(engine: Page) -> None:
    assert _near(engine, at=None)["fits"]["hits"] == ask(engine)["fits"]["hits"]


def test_what_was_listed_last_comes_first(engine: Page, city: Documents) -> None:
    seen = {o.id: min(listing.first_seen for listing in o.listings) for o in city.opportunities}
    hits = _near(engine, sort="newest", at=None)["fits"]["hits"]
    days = [seen[hit["id"]] for hit in hits if hit["id"] in _with_room(city)]
    assert len(set(days)) > 5
    assert days == sorted(days, reverse=True)


def test_a_city_tells_its_areas_and_the_beginnings_of_many_postcodes(demo: Demo, monkeypatch: Any) -> None:
    settings = city_file.portal_settings(demo.home.city, demo.home.folder)
    told = near.near(settings)
    assert told
    held = msgspec.json.decode(told.file.body)
    assert set(held["areas"]) == set(told.names)
    assert len(held["postcodes"]) > len({code.partition(" ")[0] for code in held["postcodes"]})
    monkeypatch.setattr(near, "MOST", 3)
    fewer = near.near(settings)
    assert fewer
    assert all(" " not in code for code in msgspec.json.decode(fewer.file.body)["postcodes"])
    assert near.near(msgspec.structs.replace(settings, boundaries=None)) is None


def test_where_somebody_is_never_leaves_the_phone(demo: Demo, browser: Browser) -> None:
    with served(demo.home.public) as base:
        context = browser.new_context(
            viewport={"width": 360, "height": 740},
            permissions=["geolocation"],
            geolocation={"latitude": 51.4412, "longitude": -2.6033},
        )
        page = context.new_page()
        page.clock.set_fixed_time(demo.now)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{base}search/")
        page.get_by_role("button", name="Filters").click()
        page.get_by_role("button", name="Use where I am").click()
        expect(page.get_by_role("button", name="Remove: Near where I am")).to_be_visible()
        expect(page.locator("select[name=sort]")).to_have_value("nearest")
        expect(page.locator("[data-kind=fits] .card").first).to_contain_text(re.compile(r"\bmi\b"))
        assert page.evaluate("location.hash") == "#sort=nearest"
        assert not [url for url in asked if "51.4" in url or not url.startswith(base)]
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
        page.get_by_role("button", name="Remove: Near where I am").click()
        expect(page.locator("select[name=sort]")).to_have_value("")
        page.locator("input[name=near]").fill("Nowhere at all")
        expect(page.locator("#spot")).to_contain_text("We do not know that place")
        page.locator("input[name=near]").fill("MB1")
        expect(page.locator("#spot")).to_be_empty()
        assert page.evaluate("location.hash") == "#near=MB1&sort=nearest"
        context.close()


def test_days_from_and_to_are_one_chip(demo: Demo, browser: Browser) -> None:
    with served(demo.home.public) as base:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.clock.set_fixed_time(demo.now)
        page.goto(f"{base}search/")
        page.locator("input[name=from]").fill("2026-12-01")
        page.locator("input[name=to]").fill("2026-12-20")
        expect(page.locator("#chosen li")).to_have_count(1)
        expect(page.locator("#chosen")).to_contain_text(re.compile("1 Dec – .*20 Dec"))
        assert page.evaluate("location.hash") == "#when=2026-12-01..2026-12-20"
        page.reload()
        expect(page.locator("input[name=to]")).to_have_value("2026-12-20")
        page.locator("#chosen button").click()
        expect(page.locator("input[name=from]")).to_have_value("")
        assert page.evaluate("location.hash") == ""
        page.close()
