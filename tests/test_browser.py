"""The demo city's portal in a real browser, on a phone: with script and without, in both languages, for everybody."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import Watch, launched, served
from tests.demo_pages import Parsed

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
PHONE, DESK = (360, 800), (1280, 860)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as started:
        yield started


@pytest.fixture(scope="module")
def origin(public: Path) -> Iterator[str]:
    with served(public) as address:
        yield address


@pytest.fixture(scope="module")
def contexts(browser: Browser, origin: str) -> Iterator[dict[bool, tuple[BrowserContext, Watch]]]:
    """A phone with script and one without; shared, since a new one costs more than a page."""
    made = {}
    for script in (True, False):
        context = browser.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]}, java_script_enabled=script, locale="en-GB"
        )
        context.set_default_timeout(10_000)
        made[script] = context, Watch(context, origin)
    made[True][0].clock.set_fixed_time(NOW)
    yield made
    for context, _ in made.values():
        context.close()


@pytest.fixture
def visit(contexts: dict[bool, tuple[BrowserContext, Watch]], origin: str) -> Iterator[Callable[..., Page]]:
    """Opens a page of the portal. At the end nothing may have gone wrong, nor anything beyond the portal been asked.

    The tabs of earlier tests are taken again: a new one takes longer than a page.
    """
    free = {script: list(context.pages) for script, (context, _) in contexts.items()}

    def visited(path: str = "", *, script: bool = True) -> Page:
        page = free[script].pop() if free[script] else contexts[script][0].new_page()
        page.goto("about:blank")
        page.emulate_media(color_scheme="light")
        page.goto(origin + path)
        return page

    yield visited
    assert [problem for _, watch in contexts.values() for problem in watch.taken()] == []


@pytest.fixture(scope="session")
def pages(parsed: dict[str, Parsed]) -> dict[str, str]:
    """A page of some sorts: of the lists the shortest that has four cards, of opportunities the one that says most."""
    said = max((page.size, path) for path, page in parsed.items() if re.fullmatch(r"o/[^/]+/[^/]+/index\.html", path))
    lists = [
        (len(page.tree.find_class("card")), path)
        for path, page in parsed.items()
        if re.fullmatch(r"topics/[^/]+/[^/0-9]+/index\.html", path)
    ]
    found = {"opportunity": said[1], "topic in an area": min(one for one in lists if one[0] >= 4)[1]}
    folders = {sort: path.removesuffix("index.html") for sort, path in found.items()}
    return {"home": "", "search": "search/#q=robots&age=14"} | folders


def titles(page: Page, kind: str = "fits") -> list[str]:
    return page.locator(f"[data-kind={kind}] h3 a").all_inner_texts()


def counts(page: Page) -> list[str]:
    return page.locator("#filters [data-count]").all_text_contents()


def answered(page: Page) -> None:
    expect(page.locator("#filters [data-count]").first).to_have_text(re.compile(r"\d"))


@pytest.mark.browser
def test_somebody_of_fourteen_looks_for_robots(visit: Callable[..., Page]) -> None:
    page = visit()
    page.locator("#ask [name=q]").fill("robots")
    page.locator("#ask button").click()
    expect(page).to_have_url(re.compile(r"/search/#q=robots$"))
    answered(page)
    everybodys = page.locator("#summary").inner_text()
    asked = titles(page)
    assert any("robot" in title.lower() for title in asked)

    page.locator("#find [name=q]").fill("")
    page.locator("#find [name=q]").press_sequentially("robtos")
    expect(page).to_have_url(re.compile("#q=robtos$"))
    expect(page.locator("#summary")).to_have_text(re.compile(r"^\d+ to choose from"), timeout=1000)
    cards = page.locator("[data-kind=fits] .card")
    assert any("robot" in title.lower() for title in titles(page))
    for link in cards.locator("h3 a").all():
        assert link.inner_text().strip()
        assert re.fullmatch(r"(\.\./)+o/[^/]+/[^/]+/", link.get_attribute("href") or "")

    page.locator("#find [name=q]").fill("robots")
    expect(page.locator("#summary")).to_have_text(everybodys)
    page.locator("#find [name=age]").fill("14")
    expect(page.locator("#summary")).to_have_text(re.compile(r"^\d+ for you"))
    assert page.url.endswith("#q=robots&age=14")
    metas = cards.locator(".meta").all_inner_texts()
    assert metas
    assert [meta for meta in metas if not includes(14, meta)] == []
    apart = page.locator("[data-kind=ages]")
    expect(apart.locator("h2")).to_have_text(re.compile("Age not stated"))
    assert apart.locator(".meta").all_inner_texts()
    assert {meta.split(" · ")[0] for meta in apart.locator(".meta").all_inner_texts()} == {"Age not stated"}

    summary, before = page.locator("#summary").inner_text(), counts(page)
    page.locator("#toggle").click()
    page.locator("#filters label", has=page.locator("[name=cost][value=free]")).click()
    expect(page).to_have_url(re.compile("#q=robots&age=14&cost=free$"))
    expect(page.locator("#summary")).not_to_have_text(summary)
    assert counts(page) != before
    page.locator("#done").click()
    assert set(page.locator("[data-kind=fits] .chips li:first-child").all_inner_texts()) <= {"Free"}

    page.go_back()
    expect(page.locator("#summary")).to_have_text(summary)
    assert page.url.endswith("#q=robots&age=14")
    assert counts(page) == before
    page.go_forward()
    expect(page.locator("#chosen li")).to_have_count(4)
    page.locator("#chosen button", has_text="Free").click()
    expect(page.locator("#summary")).to_have_text(summary)
    expect(page.locator("#chosen li")).to_have_text(["robots ×", "I am 14 ×", "Clear all"])
    assert counts(page) == before

    title = titles(page)[0]
    cards.first.click()
    expect(page.locator("h1")).to_have_text(title)
    page.go_back()
    expect(page.locator("#summary")).to_have_text(summary)
    assert titles(page)[0] == title


def includes(age: int, meta: str) -> bool:
    """Whether the words of a card include this age."""
    words = meta.partition(" · ")[0]
    numbers = [int(n) for n in re.findall(r"\d+", words)]
    if words == "All ages":
        return True
    if re.fullmatch(r"Ages? \d+", words):
        return numbers == [age]
    if re.fullmatch(r"Ages \d+ and over", words):
        return numbers[0] <= age
    if re.fullmatch(r"Up to (age )?\d+|Ages up to \d+", words):
        return age <= numbers[0]
    return bool(re.fullmatch(r"Ages \d+ to \d+", words)) and numbers[0] <= age <= numbers[1]


# ---- without script


def list_with_cards(page: Page, path: str) -> None:
    expect(page).to_have_url(re.compile(f"/{path}$"))
    assert page.locator("h1").count() == 1
    assert page.locator("main .card h3 a").count() > 0


@pytest.mark.browser
@pytest.mark.parametrize("prefix", ["", "ur/"])
def test_the_forms_lead_to_lists_without_script(visit: Callable[..., Page], prefix: str) -> None:
    page = visit(prefix, script=False)
    week = page.locator("#ask [name=when] option").nth(2).get_attribute("value")
    page.locator("#ask [name=when]").select_option(week)
    page.locator("#ask button").click()
    list_with_cards(page, f"{prefix}weeks/{week}/")

    page = visit(prefix, script=False)
    page.locator("#ask [name=age]").fill("14")
    page.locator("#ask button").click()
    list_with_cards(page, f"{prefix}ages/14/")

    page = visit(f"{prefix}search/", script=False)
    assert page.locator(".plain").is_visible()
    assert not page.locator("#find").is_visible()
    assert page.locator("[data-kind=fits] .card").count() == 12
    page.locator(".plain [name=topic]").select_option("code")
    page.locator(".plain [name=area]").select_option("old-town")
    page.locator(".plain button").click()
    list_with_cards(page, f"{prefix}topics/code/old-town/")


@pytest.mark.browser
@pytest.mark.parametrize("prefix", ["", "ur/"])
def test_quick_links_lead_to_lists_without_script(visit: Callable[..., Page], prefix: str) -> None:
    page = visit(prefix, script=False)
    links = [link.get_attribute("href") or "" for link in page.locator(".quick a").all()]
    assert len(links) >= 4
    start = page.url
    for link in links:
        page.goto(urljoin(start, link))
        list_with_cards(page, prefix + link.removeprefix("./").removeprefix("../").removeprefix(prefix))


@pytest.mark.browser
def test_from_list_to_opportunity_to_provider_to_area_without_script(visit: Callable[..., Page]) -> None:
    page = visit("topics/code/", script=False)
    title = page.locator(".card h3 a").nth(1).inner_text()
    page.locator(".card").nth(1).click()
    expect(page.locator("h1")).to_have_text(title)
    provider = page.locator(".facts a[href*='providers/']")
    name = provider.inner_text()
    provider.click()
    expect(page.locator("h1")).to_have_text(name)
    assert title in page.locator(".card h3 a").all_inner_texts()
    page.locator("footer a", has_text="Areas").click()
    area = page.locator(".rank a").nth(3)
    name = area.locator("bdi").inner_text()
    area.click()
    expect(page.locator("h1")).to_have_text(name)
    assert page.locator(".card").count() > 0


# ---- Urdu


@pytest.mark.browser
def test_a_search_in_urdu_finds_what_is_in_urdu(visit: Callable[..., Page], parsed: dict[str, Parsed]) -> None:
    found = [page.tree.xpath("string(//h1[@lang='ur'])") for page in parsed.values() if page.path.startswith("o/")]
    title = max((one for one in found if one), key=len)
    page = visit("ur/")
    assert page.evaluate("() => [document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ur"]
    page.locator("#ask [name=q]").fill(" ".join(title.split()[:2]))
    page.locator("#ask button").click()
    answered(page)
    link = page.locator("[data-kind=fits] h3 a", has_text=title)
    expect(link).to_have_count(1)
    link.click()
    expect(page.locator("h1")).to_have_text(title)
    assert "/ur/o/" in page.url
    assert page.evaluate("() => getComputedStyle(document.querySelector('h1')).direction") == "rtl"


@pytest.mark.browser
@pytest.mark.parametrize("sort", ["home", "opportunity", "topic in an area", "search"])
def test_the_other_language_is_one_link_away_and_back(
    visit: Callable[..., Page], pages: dict[str, str], origin: str, sort: str
) -> None:
    path = urldefrag(pages[sort])[0]
    page = visit(f"ur/{path}")
    page.locator(".top nav a[hreflang=en]").click()
    expect(page).to_have_url(origin + path)
    assert page.locator("html").get_attribute("dir") == "ltr"
    page.locator(".top nav a[hreflang=ur]").click()
    expect(page).to_have_url(f"{origin}ur/{path}")
    assert page.locator("html").get_attribute("dir") == "rtl"


# ---- for everybody


@pytest.mark.browser
@pytest.mark.parametrize("sort", ["safety", "list-your-sessions"])
def test_a_page_of_words_is_used_with_the_keyboard_alone(visit: Callable[..., Page], sort: str) -> None:
    page = visit(f"{sort}/", script=False)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    assert page.evaluate("() => document.activeElement.getBoundingClientRect().top") >= 0, "it comes into sight"
    page.keyboard.press("Enter")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        inside, words, outline = page.evaluate(_FOCUSED)
        if not inside:
            break
        assert outline != "none", words
        reached.append(words)
    said = page.locator("main :is(a, summary, pre)").all()
    assert reached == [" ".join(one.inner_text().split())[:40] for one in said if one.is_visible()]
    assert len(reached) >= 10


_FOCUSED = """() => { const one = document.activeElement; return [
  !!one.closest("main"), one.innerText.trim().split(/\\s+/).join(" ").slice(0, 40), getComputedStyle(one).outlineStyle,
]; }"""
