"""One afternoon with the demo city's portal, from the first word to a friend's calendar; nobody else is asked."""

import re
from collections.abc import Iterator
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect

from tests.browsing import Watch, served
from tests.conftest import Demo

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def base(demo: Demo) -> Iterator[str]:
    with served(demo.home.public) as address:
        yield address


@pytest.fixture
def somebody(demo: Demo, browser: Browser, base: str) -> Iterator[list[BrowserContext]]:
    """Two young people's phones; at the end nothing went wrong on either and nobody but the portal was asked."""
    contexts = [
        browser.new_context(viewport=PHONE, locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
        for _ in range(2)
    ]
    watches = [Watch(context, base) for context in contexts]
    for context in contexts:
        context.clock.set_fixed_time(demo.now)
    yield contexts
    problems = [one for watch in watches for one in watch.taken()]
    for context in contexts:
        context.close()
    assert problems == []


def test_from_a_word_to_a_friends_calendar(somebody: list[BrowserContext], base: str) -> None:
    ada, ben = (context.new_page() for context in somebody)
    ada.goto(base)
    ada.get_by_role("navigation", name="Main").get_by_role("link", name="Find").click()

    ada.get_by_role("searchbox").fill("robot")
    ada.locator("input[name=age]").fill("14")
    ada.get_by_role("button", name="Filters").click()
    ada.locator("input[name=cost][value=free]").check()
    ada.locator("#done").click()
    expect(ada.get_by_role("button", name="Remove: Free")).to_be_visible()
    assert ada.evaluate("location.hash") == "#q=robot&age=14&cost=free"
    first = ada.locator("[data-kind=fits] .card a").first
    title = first.inner_text()
    first.click()

    expect(ada.get_by_role("heading", level=1)).to_have_text(title)
    ada.locator("button[data-save]").first.click()
    expect(ada.locator("#planned")).to_have_text("1")
    ada.go_back()
    expect(ada.get_by_role("searchbox")).to_have_value("robot")

    ada.get_by_role("link", name=re.compile("^My plan")).first.click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("My plan")
    expect(ada.locator("#plan")).to_contain_text(title)
    ada.locator("[data-key='share plan']").click()
    expect(ada.locator("#toast")).to_contain_text("The link is copied.")
    link = ada.evaluate("navigator.clipboard.readText()")

    ben.goto(link)
    expect(ben.locator(".opened")).to_contain_text(title)
    ben.locator(".opened").get_by_label(f"Save: {title}").first.click()
    expect(ben.locator("#planned")).to_have_text("1")
    with ben.expect_download() as taken:
        ben.locator("[data-key=calendar]").click()
    events = icalendar.Calendar.from_ical(Path(taken.value.path()).read_bytes()).walk("VEVENT")
    assert {str(event["SUMMARY"]) for event in events} == {title}


def test_in_urdu_by_provider_and_without_a_dead_end(somebody: list[BrowserContext], base: str) -> None:
    page = somebody[0].new_page()
    page.goto(base)
    page.locator("a[hreflang=ur]").first.click()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ur", "rtl"]
    page.goto(f"{base}ur/providers/")
    page.locator("main a[href*='millbrook-libraries']").first.click()
    page.locator(".card a").first.click()
    expect(page.locator("article.opp h1")).to_be_visible()
    assert "/ur/o/" in page.url
    page.goto(f"{base}search/#q=zzzzqqq&age=14")
    page.reload()
    expect(page.locator("#summary")).to_contain_text("Nothing fits all of that.")
    expect(page.locator("[data-kind=fits] .card").first).to_be_visible()


def test_staffs_pages_lead_to_one_another(demo: Demo, browser: Browser) -> None:
    with served(demo.home.staff) as address:
        page = browser.new_page(viewport=PHONE)
        answer = page.goto(address)
        assert answer
        assert answer.ok
        links = page.locator("nav a, main a").evaluate_all("all => all.map((a) => a.href)")
        inside = sorted({link.partition("#")[0] for link in links if link.startswith(address)})
        assert len(inside) > 5
        for link in inside:
            found = page.request.get(link)
            assert found.ok, link
        page.close()
