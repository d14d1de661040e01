"""The points of the search's results on the city's own outlines, in a real browser: by finger, by keyboard, by ear."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from indexer.contents import Contents
from portal.build import build
from tests import portal_city
from tests.browsing import barriers, served
from tests.portal_making import HIDDEN, RIVERSIDE, ROUGHLY
from tests.search_engine import NOON

pytestmark = pytest.mark.browser
EXACT, AREA, SECRET = 6, 3, 2


def contents() -> Contents:
    """Some at places that everybody may know (five of them side by side), some told by area, some on booking."""
    small = portal_city.many(1)
    far = msgspec.structs.replace(RIVERSIDE, latitude=51.42, longitude=-2.66, area="Eastfield")
    hidden = [msgspec.structs.replace(one, latitude=51.4789, longitude=-2.5511) for one in (ROUGHLY, HIDDEN)]
    places = [*[RIVERSIDE] * (EXACT - 1), far, *[hidden[0]] * AREA, *[hidden[1]] * SECRET]
    made = [
        msgspec.structs.replace(
            small.opportunities[0],
            id=f"point-{n}",
            title=f"Point {n}",
            slug=f"point-{n}",
            sessions=(portal_city.session(f"p{n}", portal_city.run_of(portal_city.TODAY, 9), place=place),),
        )
        for n, place in enumerate(places)
    ]
    return msgspec.structs.replace(small, opportunities=tuple(made), aliases={})


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("points")
    settings = portal_city.settings(folder)
    for file in build(contents(), settings, portal_city.TODAY, holidays=(), revisions={}):
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.body)
    with served(folder) as address:
        yield address


@pytest.fixture
def asked(browser: Browser, base: str) -> Iterator[tuple[Page, list[str]]]:
    """The search page on a phone, and what it asked for."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.set_default_timeout(8000)
    context.clock.set_fixed_time(NOON)
    page, requests = context.new_page(), list[str]()
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{base}search/", wait_until="networkidle")
    yield page, requests
    context.close()


def test_points_are_drawn_on_a_tap_and_nothing_for_them_is_fetched_before(
    asked: tuple[Page, list[str]], base: str
) -> None:
    page, requests = asked
    assert not [url for url in requests if "points.js" in url or "outlines" in url]
    page.click("#plot")
    buttons = page.locator(".points [role=button]")
    expect(buttons).to_have_count(2)
    assert [buttons.nth(n).get_attribute("aria-label") for n in range(2)] == ["Riverside: 5 here", "Eastfield: 1 here"]
    assert [url for url in requests if "outlines" in url]
    assert {url for url in requests if not url.startswith(base)} == set()
    expect(page.locator(".plot .row button")).to_have_text(["Old Town 3"])
    expect(page.locator(".plot .note")).to_have_text("2 more with no place on the map")


def test_a_tap_or_a_key_on_a_point_lists_what_is_there(asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    page.click("#plot")
    first, second = page.locator(".points [role=button]").nth(0), page.locator(".points [role=button]").nth(1)
    first.click()
    expect(page.locator(".plot .at li")).to_have_count(EXACT - 1)
    second.focus()
    page.keyboard.press("Enter")
    link = page.locator(".plot .at a")
    expect(link).to_have_text("Point 5")
    assert (link.get_attribute("href") or "").endswith("o/point-5/point-5/")
    expect(first).to_have_attribute("aria-pressed", "false")
    expect(second).to_have_attribute("aria-pressed", "true")
    page.click(".plot .row button")
    expect(page.locator(".plot .at li")).to_have_count(AREA)


def test_points_can_be_touched_and_have_no_barriers(asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    page.click("#plot")
    expect(page.locator(".points [role=button]")).to_have_count(2)
    boxes = page.evaluate(
        "() => [...document.querySelectorAll('.points circle')].map((c) => c.getBoundingClientRect().width)"
    )
    assert min(boxes) >= 24
    assert barriers(page) == []


def test_they_go_when_something_else_is_asked(asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    page.click("#plot")
    expect(page.locator(".points")).to_have_count(1)
    page.fill("#find [name=q]", "Point 5")
    expect(page.locator(".points")).to_have_count(0)
