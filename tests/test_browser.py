"""The demo city's portal in a real browser, on a phone: with script and without, in both languages, for everybody."""

import datetime as dt
import gzip
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import lxml.etree
import lxml.html
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import Watch, barriers, launched, served, sideways, small_targets
from tests.conftest import Demo

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
PHONE, DESK = (360, 800), (1280, 860)
SORTS = [
    "home", "search", "opportunity", "provider", "area", "topic", "topic in an area", "age", "week", "free", "about",
    "lost", "topics", "areas", "ages", "weeks", "providers", "safety", "privacy", "accessibility", "report",
    "list-your-sessions",
]  # fmt: skip
ADDRESSES = lxml.etree.XPath(
    "//body//@href | //head/link[not(@rel='canonical' or @rel='alternate')]/@href | //@src | //@action"
)
MANY = ".card:nth-child(n + 7), .ways li:nth-child(n + 4), .rows li:nth-child(n + 20)"
"""More of the same. Barriers are looked for without them, since that takes its time; their size is looked at."""


@pytest.fixture(scope="session")
def public(demo: Demo) -> Path:
    return demo.home.public


# ---- the files


class Parsed(NamedTuple):
    """A published page. path: below public/, such as topics/code/index.html."""

    path: str
    size: int
    tree: lxml.html.HtmlElement
    ids: frozenset[str]


@pytest.fixture(scope="session")
def parsed(public: Path) -> dict[str, Parsed]:
    found = {}
    for file in sorted(public.rglob("*.html")):
        body = file.read_bytes()
        tree = lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
        path = file.relative_to(public).as_posix()
        ids = frozenset(str(one) for one in tree.xpath("//@id"))
        found[path] = Parsed(path, len(gzip.compress(body, 6)), tree, ids)
    return found


def test_every_link_within_the_portal_leads_somewhere(public: Path, parsed: dict[str, Parsed]) -> None:
    @cache
    def file(path: str) -> str | None:
        found = public / path
        found = found / "index.html" if path == "" or path.endswith("/") else found
        return found.relative_to(public).as_posix() if found.is_file() else None

    @cache
    def drawings(path: str) -> frozenset[str]:
        return frozenset(re.findall(r'\bid="([^"]+)"', (public / path).read_text()))

    broken, links = [], 0
    for page in parsed.values():
        for link in {str(one) for one in ADDRESSES(page.tree)}:
            if re.match(r"(https?|mailto|tel):", link):
                continue
            links += 1
            address, anchor = urldefrag(urljoin(f"http://portal/{page.path}", link))
            target = file(unquote(urlsplit(address).path).removeprefix("/"))
            known = parsed[target].ids if target in parsed else drawings(target) if anchor and target else frozenset()
            if not target or (anchor and unquote(anchor) not in known):
                broken.append(f"{page.path}: {link}")
    assert links > 20_000
    assert broken == []


def test_every_page_says_what_it_is(demo: Demo, parsed: dict[str, Parsed]) -> None:
    wrong, unlisted, canonicals = [], set(), set()
    site = demo.home.city.site.url.rstrip("/") + "/"
    for page in parsed.values():
        tree = page.tree
        said = {
            "title": "".join(tree.xpath("/html/head/title/text()")).strip(),
            "description": "".join(tree.xpath("/html/head/meta[@name='description']/@content")).strip(),
            "h1": "".join(one.text_content() for one in tree.xpath("//h1")).strip(),
        }
        wrong += [f"{page.path}: no {what}" for what, words in said.items() if not words]
        wrong += [f"{page.path}: {len(tree.xpath('//h1'))} h1"] if len(tree.xpath("//h1")) != 1 else []
        language = "ur" if page.path.startswith("ur/") else "en"
        if (tree.get("lang"), tree.get("dir")) != (language, "rtl" if language == "ur" else "ltr"):
            wrong.append(f"{page.path}: lang={tree.get('lang')} dir={tree.get('dir')}")
        if tree.xpath("/html/head/meta[@name='robots'][@content='noindex']"):
            unlisted.add(page.path)
        elif tree.xpath("/html/head/link[@rel='canonical']/@href") != [site + page.path.removesuffix("index.html")]:
            wrong.append(f"{page.path}: canonical {tree.xpath('/html/head/link[@rel=$r]/@href', r='canonical')}")
        canonicals.update(tree.xpath("/html/head/link[@rel='alternate']/@href"))
    assert wrong == []
    assert unlisted == {"404.html", "ur/404.html"}
    assert canonicals == {site + path.removesuffix("index.html") for path in parsed.keys() - unlisted}


def test_pages_style_and_script_are_small(public: Path, parsed: dict[str, Parsed]) -> None:
    assert {page.path: page.size for page in parsed.values() if page.size > 15 * 1024} == {}
    for suffix, most in ((".css", 10 * 1024), (".js", 20 * 1024)):
        files = list((public / "assets").rglob(f"*{suffix}"))
        assert files
        assert sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) <= most, suffix


# ---- the browser


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
def pages(public: Path, parsed: dict[str, Parsed]) -> dict[str, str]:
    """A page of each sort. Of the lists the shortest that has four cards, of the others the one that says most."""

    def folder(path: str) -> str:
        return path.removesuffix("index.html")

    def longest(pattern: str) -> str:
        return folder(max((page.size, path) for path, page in parsed.items() if re.fullmatch(pattern, path))[1])

    def shortest(pattern: str) -> str:
        found = (
            (len(page.tree.find_class("card")), path) for path, page in parsed.items() if re.fullmatch(pattern, path)
        )
        return folder(min(one for one in found if one[0] >= 4)[1])

    return {
        "home": "",
        "search": "search/#q=robots&age=14",
        "opportunity": longest(r"o/[^/]+/[^/]+/index\.html"),
        "provider": longest(r"providers/[^/]+/index\.html"),
        "area": shortest(r"areas/[^/]+/index\.html"),
        "topic": shortest(r"topics/[^/]+/index\.html"),
        "topic in an area": shortest(r"topics/[^/]+/[^/0-9]+/index\.html"),
        "age": shortest(r"ages/[^/]+/index\.html"),
        "week": shortest(r"weeks/[^/]+/index\.html"),
        "free": "free/",
        "lost": "404.html",
        **{name: f"{name}/" for name in SORTS if (public / name).is_dir() and name not in ("search", "free")},
    }


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
@pytest.mark.parametrize("sort", SORTS)
def test_everybody_can_use_the_page(visit: Callable[..., Page], pages: dict[str, str], sort: str) -> None:
    both = [visit(prefix + pages[sort]) for prefix in ("", "ur/")]
    for page in both:
        if sort == "search":
            answered(page)
            assert titles(page)
            assert sideways(page) == small_targets(page) == []
            page.locator("#toggle").click()
            page.evaluate("() => document.querySelectorAll('#filters details').forEach((one) => { one.open = true; })")
        assert sideways(page) == []
        assert small_targets(page) == []
        page.evaluate("many => document.querySelectorAll(many).forEach((one) => one.remove())", MANY)
    assert barriers(*both) == []


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


@pytest.mark.browser
def test_the_tests_of_a_page_can_fail(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.set_content('<main><a href="/">x</a><img src="data:,"><p style="width:500px;color:#ccc">pale</p></main>')
    assert sideways(page)
    assert small_targets(page)
    found = " ".join(barriers(page))
    page.close()
    for rule in ("image-alt", "color-contrast", "html-has-lang", "page-has-heading-one"):
        assert rule in found
