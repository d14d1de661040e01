"""Every sort of page in every language, for everybody: barriers, targets, widths, and the keyboard alone."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal import i18n, lists
from portal.build import build
from portal.gather import QUICK
from portal.playlists import Playlist, Query, Step
from portal.publish import publish
from tests import portal_city as city
from tests.browsing import Watch, barriers, served, sideways, small_targets

pytestmark = pytest.mark.browser
LANGUAGES = ("en", *sorted(path.parent.name for path in i18n.LOCALES.glob("*/messages.po")))
SIZES = {"a desk at 200 %": (640, 430), "a desk at 400 %": (320, 256), "phone": (360, 800)}
SORTS = {
    "home": "",
    "search": "search/",
    "opportunity": "o/[^/]+/[^/]+/",
    "provider": "providers/[^/]+/",
    "area": "areas/[^/]+/",
    "interest": "topics/[^/]+/",
    "interest in an area": r"topics/[^/]+/(?!\d)[^/]+/",
    "age": "ages/[^/]+/",
    "week": "weeks/[^/]+/",
    "quick": f"({'|'.join(map(lists.quick_path, QUICK))})",
    "further pages": r"(.+/)?\d+/",
    "interests": "topics/",
    "areas": "areas/",
    "ages": "ages/",
    "weeks": "weeks/",
    "providers": "providers/",
    "poster": "areas/[^/]+/poster/",
    "frame": "embed/.+/",
    "playlist": "playlists/[^/]+/",
    "lost": r"404\.html",
    **{
        name: f"{name}/"
        for name in (
            "about", "accessibility", "data", "embed", "list-your-sessions", "offline", "plan", "playlists", "privacy",
            "report", "safety",
        )
    },
}  # fmt: skip
"""Paths below the language's prefix; of each the largest page is looked at."""
MANY = ".card:nth-child(n + 4), :is(.ways, .ages, .rank) li:nth-child(n + 4), .rows li:nth-child(n + 8)"
"""More of the same, which would only take time; its size is looked at."""
FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const style = [getComputedStyle(one), getComputedStyle(one, "::after")];
  const around = getComputedStyle(one.closest("label") ?? one);
  const shown = one.type === "date" || around.boxShadow !== "none"
    || [...style, around].some((it) => it.outlineStyle !== "none");
  return [shown, box.bottom > 0 && box.top < innerHeight, one.outerHTML.slice(0, 120)];
}"""
"""Whether what has the focus shows it, and is in sight. The parts of a day's field show it as Chromium does."""


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("barriers")
    steps = tuple(
        Step(title=f"Step {key}", why="It helps.", query=Query(topic=(key,))) for key in ("code", "music", "art")
    )
    playlist = Playlist(
        title="Make and show", why="From a first try to a show.", by="The makers", steps=steps, name="make"
    )
    settings = msgspec.structs.replace(city.settings(folder, languages=LANGUAGES), playlists=(playlist,))
    publish(build(city.many(2), settings, city.TODAY, holidays=(), revisions={}), folder / "public", folder / "var")
    return folder / "public"


@pytest.fixture(scope="module")
def paths(public: Path) -> dict[str, str]:
    """The largest page of each sort in the first language."""
    other = tuple(f"{code}/" for code in LANGUAGES[1:])
    files = sorted(public.rglob("*.html"), key=lambda file: (file.stat().st_size, file))
    found = dict[str, str]()
    for file in files:
        path = file.relative_to(public).as_posix().removesuffix("index.html")
        if path.startswith(other) or b'http-equiv="refresh"' in file.read_bytes():
            continue
        sorts = [sort for sort, pattern in SORTS.items() if re.fullmatch(pattern, path)]
        assert sorts, f"{path}: a page of no sort that is looked at"
        found |= dict.fromkeys(sorts, path)
    return found


@pytest.fixture(scope="module")
def base(public: Path) -> Iterator[str]:
    with served(public) as address:
        yield address


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 800}, reduced_motion="reduce", locale="en-GB")
    context.set_default_timeout(10_000)
    context.clock.set_fixed_time(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
    yield context
    context.close()


@pytest.fixture
def watch(phone: BrowserContext, base: str) -> Iterator[None]:
    seen = Watch(phone, base)
    yield
    assert seen.taken() == []


def wide(page: Page) -> list[str]:
    found = []
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{page.url} on {name}: {one}" for one in sideways(page)]
    return found


@pytest.mark.parametrize("sort", SORTS)
def test_everybody_can_use_the_page(
    phone: BrowserContext, base: str, paths: dict[str, str], watch: None, sort: str
) -> None:
    tabs = [*phone.pages, *(phone.new_page() for _ in range(len(LANGUAGES) - len(phone.pages)))]
    for code, page in zip(LANGUAGES, tabs, strict=True):
        page.emulate_media(color_scheme="light")
        page.goto("about:blank")
        page.goto(base + ("" if code == LANGUAGES[0] else f"{code}/") + paths[sort])
        if sort == "search":
            page.goto(f"{page.url}#age=14")
            expect(page.locator("#filters [data-count]").first).to_have_text(re.compile(r"\d"))
            page.locator("#toggle").click()
            page.evaluate("() => document.querySelectorAll('#filters details').forEach((one) => { one.open = true; })")
        assert not (found := wide(page)), "\n".join(found)
        assert small_targets(page) == []
        page.evaluate("many => document.querySelectorAll(many).forEach((one) => one.remove())", MANY)
    dark = [page for code, page in zip(LANGUAGES, tabs, strict=True) if code in ("en", "ur")]
    assert barriers(*tabs, dark=dark) == []


def tabbed(page: Page, selector: str) -> None:
    """Goes on with the tabulator until something like this has the focus; it has to be seen on the way."""
    for _ in range(150):
        page.keyboard.press("Tab")
        outlined, seen, html = page.evaluate(FOCUSED)
        assert outlined, html
        assert seen, html
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize("code", ["en", "ur"])
def test_from_search_to_plan_with_the_keyboard_alone(browser: Browser, base: str, code: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.clock.set_fixed_time(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
    page.goto(base + ("" if code == "en" else f"{code}/"))
    tabbed(page, "#ask [name=q]")
    page.keyboard.type("robot")
    page.keyboard.press("Enter")
    expect(page.locator("#summary")).to_have_text(re.compile(r"\d"))
    tabbed(page, "#find [name=age]")
    page.keyboard.type("14")
    expect(page).to_have_url(re.compile("#q=robot&age=14$"))
    tabbed(page, "#filters input[type=checkbox]")
    page.keyboard.press("Space")
    expect(page.locator("#chosen li")).to_have_count(4)
    tabbed(page, "#chosen li:nth-child(3) button")
    page.keyboard.press("Enter")
    expect(page.locator("#chosen li")).to_have_count(3)
    tabbed(page, "[data-kind=fits] h3 a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile("robot"))
    tabbed(page, "[data-save]")
    page.keyboard.press("Space")
    expect(page.locator("[data-save]").first).to_have_attribute("aria-pressed", "true")
    page.goto(base + ("" if code == "en" else f"{code}/"))
    tabbed(page, ".top nav a.planned")
    page.keyboard.press("Enter")
    expect(page.locator("#plan .one h3").first).to_have_text(re.compile("robot"))
    tabbed(page, "#plan [data-key=calendar]")
    page.close()


def test_every_language_with_a_catalogue_is_looked_at(public: Path) -> None:
    assert "ur" in LANGUAGES
    for code in LANGUAGES[1:]:
        assert (public / code / "index.html").is_file()


def test_the_tests_of_a_page_can_fail(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.set_content('<main><a href="/">x</a><img src="data:,"><p style="width:500px;color:#ccc">pale</p></main>')
    assert sideways(page)
    assert small_targets(page)
    found = " ".join(barriers(page))
    page.close()
    for rule in ("image-alt", "color-contrast", "html-has-lang", "page-has-heading-one"):
        assert rule in found
