"""The search page in a real browser: the form, the chips, the cards, the address; with script and without."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.areamap import area_map
from portal.assets import Assets
from portal.gather import gather
from portal.next_steps import NextSteps
from portal.pages import pages
from portal.search_page import prepare
from tests import portal_city
from tests.browsing import served
from tests.search_engine import NOON
from tests.search_oracle import WINTER

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("portal")
    settings, contents = portal_city.settings(folder), portal_city.many(3)
    today, assets, drawn = portal_city.TODAY, Assets.of(settings), area_map(settings)
    found = gather(contents, today, portal_city.AREAS)
    ready = prepare(contents, settings, today, holidays=(WINTER,), assets=assets)
    made = pages(
        contents,
        settings,
        today,
        assets=assets,
        search=ready.page,
        drawn=drawn,
        gathered=found,
        steps=NextSteps(found, (), ready.held),
    )
    for file in [*made, *ready.files, *assets.files()]:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.body)
    with served(folder) as base:
        yield base


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[bool, BrowserContext]]:
    """With script and without; shared, since a new one costs more than a page."""
    made = {script: browser.new_context(java_script_enabled=script) for script in (True, False)}
    for context in made.values():
        context.set_default_timeout(5000)
    made[True].clock.set_fixed_time(NOON)
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def visit(contexts: dict[bool, BrowserContext], portal: str) -> Iterator[Callable[..., Page]]:
    opened: list[Page] = []
    problems: list[str] = []

    def visited(path: str = "search/", *, width: int = 1280, script: bool = True) -> Page:
        page = contexts[script].new_page()
        opened.append(page)
        page.set_viewport_size({"width": width, "height": 800})
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(portal + path)
        if script:
            expect(page.locator("[data-count]").first).to_have_text(re.compile(r"\d"))
        return page

    yield visited
    for page in opened:
        page.close()
    assert problems == []


def summary(page: Page) -> str:
    return page.locator("#summary").inner_text()


def titles(page: Page, kind: str = "fits") -> list[str]:
    return page.locator(f"[data-kind={kind}] h3").all_inner_texts()


@pytest.mark.parametrize("prefix", ["", "ur/"])
def test_the_script_makes_the_cards_that_the_page_has(visit: Callable[..., Page], prefix: str) -> None:
    page = visit(f"{prefix}search/")
    # CLDR of the browser and of Python differ in a comma and in thin spaces.
    cards_ = """() => [...document.querySelectorAll("[data-kind=fits] .card")]
      .map((one) => one.outerHTML.replace(/\\s+/g, " ").replace(/[\\u2009\\u202f,]/g, ""))"""
    theirs = page.evaluate(cards_)
    page.locator("input[value=code]").check()
    page.locator("#chosen button").first.click()
    expect(page.locator("#chosen li")).to_have_count(0)
    assert len(theirs) == 12
    assert page.evaluate(cards_) == theirs


def test_typing_and_choosing_change_the_address_and_back_undoes_it(visit: Callable[..., Page]) -> None:
    page = visit()
    everything = summary(page)
    page.locator("#find [name=q]").press_sequentially("chess")
    expect(page).to_have_url(re.compile("#q=chess$"))
    assert all("chess" in title.lower() for title in titles(page))
    page.locator("input[name=cost][value=free]").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("#q=chess&cost=free$"))
    assert page.evaluate("document.activeElement.value") == "free"
    assert page.locator("#chosen li").all_inner_texts() == ["chess ×", "Free ×", "Clear all"]
    page.go_back()
    page.wait_for_url("**#q=chess")
    assert not page.locator("input[name=cost][value=free]").is_checked()
    page.go_back()
    page.wait_for_url(re.compile("/search/$"))
    assert page.locator("#find [name=q]").input_value() == ""
    assert summary(page) == everything


def test_a_card_that_stays_is_not_made_anew(visit: Callable[..., Page]) -> None:
    page = visit("search/#q=che")
    page.evaluate("document.querySelectorAll('[data-kind=fits] .card').forEach((card) => { card.seen = true; })")
    page.locator("#find [name=q]").press("End")
    page.locator("#find [name=q]").press_sequentially("ss")
    expect(page).to_have_url(re.compile("#q=chess$"))
    expect(page.locator("[data-kind=fits] .card").first).to_contain_text("chess", ignore_case=True)
    assert page.evaluate("[...document.querySelectorAll('[data-kind=fits] .card')].some((card) => card.seen)")


def test_numbers_beside_filters_follow_what_is_typed(visit: Callable[..., Page]) -> None:
    page = visit()
    count = page.locator("label:has(input[name=cost][value=free]) [data-count]")
    before, summed = count.inner_text(), page.locator("#summary").inner_text()
    page.locator("#find [name=q]").press_sequentially("chess")
    expect(count).not_to_have_text(before)
    page.locator("input[name=cost][value=free]").check()
    expect(page).to_have_url(re.compile("#q=chess&cost=free$"))
    expect(page.locator("#summary")).not_to_have_text(summed)
    found = re.match(r"\d+", page.locator("#summary").inner_text())
    assert found
    expect(count).to_have_text(found[0])


def test_a_shared_address_opens_as_it_was(visit: Callable[..., Page]) -> None:
    page = visit("search/#age=14&topic=code&topic=music")
    assert page.locator("#find [name=age]").input_value() == "14"
    assert page.locator("input[name=topic]:checked").count() == 2
    assert re.match(r"\d+ for you", summary(page))
    assert page.locator("#chosen button").first.get_attribute("aria-label") == "Remove: I am 14"


def test_unknown_ages_and_prices_stand_apart(visit: Callable[..., Page]) -> None:
    page = visit("search/#age=14&cost=free")
    known, unknown_age = titles(page), titles(page, "ages")
    unknown_price = titles(page, "prices")
    assert known
    assert unknown_price
    assert not set(known) & set(unknown_price + unknown_age)
    assert "do not state a price" in summary(page)
    assert page.locator("[data-kind=prices] .chips .free").count() == 0


def test_nothing_fits_says_what_was_left_out(visit: Callable[..., Page]) -> None:
    page = visit("search/#q=robot&topic=music&cost=unknown")
    assert summary(page).startswith("Nothing fits all of that.")
    assert re.search(r"\d+ without: (Cost|Interest|“robot”)", summary(page))
    assert titles(page) or titles(page, "prices")


def test_show_more_is_a_button_and_goes_on_where_one_was(visit: Callable[..., Page]) -> None:
    page = visit()
    before = titles(page)
    page.locator("[data-kind=fits] .next").click()
    expect(page.locator("[data-kind=fits] .card")).to_have_count(24)
    assert titles(page)[:12] == before
    assert page.evaluate(
        "document.activeElement.closest('.card') === document.querySelectorAll('[data-kind=fits] .card')[12]"
    )


def test_taking_a_choice_back_keeps_the_focus_near(visit: Callable[..., Page]) -> None:
    page = visit("search/#q=film&age=14")
    page.locator("#chosen button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#age=14")
    assert page.evaluate("document.activeElement.closest('#chosen') !== null")


def test_the_skip_link_asks_nothing(visit: Callable[..., Page]) -> None:
    page = visit("search/#age=14")
    page.evaluate("location.hash = '#main'")
    page.wait_for_timeout(50)
    assert page.locator("#find [name=age]").input_value() == "14"


def test_filters_are_a_drawer_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit(width=360)
    assert not page.locator("#filters").is_visible()
    page.locator("#toggle").click()
    page.locator("label", has_text="After school").click()
    assert page.locator("#toggle b").inner_text() == "1"
    assert re.fullmatch(r"Show \d+", page.locator("#done").inner_text())
    page.locator("#done").click()
    assert not page.locator("#filters").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_is_complete_without_script(visit: Callable[..., Page]) -> None:
    page = visit(script=False)
    assert not page.locator("#find").is_visible()
    assert page.locator("[data-kind=fits] .card").count() == 12
    hrefs = [link.get_attribute("href") for link in page.locator(".ways a").all()]
    assert {"../topics/code/", "../areas/castle/", "../ages/14/", "../free/"} <= set(hrefs)
    page.locator("form.plain [name=topic]").select_option("code")
    page.locator("form.plain button").click()
    expect(page).to_have_url(re.compile("/topics/code/$"))


def test_a_hostile_title_stays_text(visit: Callable[..., Page]) -> None:
    page = visit("search/#q=alert")
    assert any("<script>" in title for title in titles(page))
    assert page.locator("main script, main img").count() == 0


def test_a_question_in_the_query_moves_to_the_fragment(visit: Callable[..., Page]) -> None:
    page = visit("search/?q=film&when=")
    expect(page).to_have_url(re.compile("/search/#q=film$"))


def test_words_of_the_script_are_json(visit: Callable[..., Page]) -> None:
    page = visit("ur/search/")
    told = json.loads(page.locator("#words").text_content() or "")
    assert told["locale"].startswith("ur")
    assert {"one", "other"} <= told["words"]["left"].keys()
    assert page.locator("html").get_attribute("dir") == "rtl"
