"""Without signal, in a real browser: nothing is kept before a tap; then pages, the search, and what leaves again."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from indexer.contents import Contents
from portal.build import build
from portal.publish import publish
from tests import portal_city as city
from tests.browsing import Watch, barriers, served, sideways, small_targets

pytestmark = pytest.mark.browser
ROBOT = "o/libraries-a1/build-a-robot-that-finds-its-way/"
FILM = "o/arts-b1/make-a-film-about-your-street/"
OFFLINE = re.compile(r"You are offline\. This page is of \w+day \d+ \w+ at \d\d:\d\d\.")
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) found.push(url.replace(location.origin, ""));
  }
  const workers = await navigator.serviceWorker.getRegistrations();
  return [...found, ...Object.keys(localStorage), ...workers.map(({ scope }) => scope)];
}"""
SHIFTS = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().map((one) => one.value))).observe(
    { type: "layout-shift", buffered: true });
  setTimeout(() => done([]), 300);
})"""


class Kept:
    """A portal on loopback, a phone's browser on it, and what goes wrong."""

    def __init__(self, folder: Path, base: str, context: BrowserContext) -> None:
        self.folder, self.base, self.context = folder, base, context
        self.watch, self.page = Watch(context, base), context.new_page()

    def publish(self, contents: Contents) -> None:
        settings = city.settings(self.folder)
        made = build(contents, settings, city.TODAY, holidays=(), revisions={})
        publish(made, self.folder / "public", self.folder / "var")

    def go(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def tap(self, way: str, says: str, path: str = "offline/") -> None:
        if not self.page.url.startswith(self.base + path):
            self.go(path)
        self.page.locator(f"[data-way={way}]").click()
        expect(self.page.locator("#said")).to_have_text(re.compile(says), timeout=20_000)

    def kept(self) -> list[str]:
        found: list[str] = self.page.evaluate(KEPT)
        return found

    def in_worker(self, script: str) -> Any:
        return self.context.service_workers[0].evaluate(script)

    def later(self) -> None:
        """An hour passes for the worker, and the next page is looked at."""
        self.in_worker("() => { const now = Date.now; Date.now = () => now() + 3700000; }")
        before = self.in_worker("() => match(SEARCH, LIST).then((one) => keptAt(one))")
        self.go("about/")
        for _ in range(100):
            if self.in_worker("() => match(SEARCH, LIST).then((one) => keptAt(one))") != before:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("the worker did not look what is still current")


@pytest.fixture
def device(tmp_path: Path, browser: Browser) -> Iterator[Kept]:
    context = browser.new_context(viewport={"width": 360, "height": 800}, timezone_id="Asia/Tokyo")
    context.set_default_timeout(10_000)
    (tmp_path / "public").mkdir()
    with served(tmp_path / "public") as base:
        kept = Kept(tmp_path, base, context)
        kept.publish(city.contents())
        yield kept
        context.close()
    assert not [one for one in kept.watch.problems if one.startswith("asked:")], "only the portal itself is asked"


def test_nothing_is_kept_before_somebody_asks_for_it(device: Kept) -> None:
    for path in ("", ROBOT, "search/#q=robot", "offline/", "privacy/"):
        device.go(path)
    assert device.kept() == []
    assert device.watch.taken() == []


def test_what_was_looked_at_and_the_search_are_there_without_signal(device: Kept) -> None:
    page = device.go(FILM)
    page.locator("footer a[href$='offline/']").click()
    device.tap("keep", "^Done")
    device.go(ROBOT + "?from=a-friend#sessions")
    device.watch.taken()
    device.context.set_offline(True)
    for path in (ROBOT, FILM, ""):
        device.go(path)
        expect(page.locator("#of")).to_have_text(OFFLINE)
        assert page.evaluate(SHIFTS) == []
    expect(page.locator("h1")).to_have_css("font-weight", "850")
    device.go("search/#q=robto")
    expect(page.locator("#of")).to_have_text(OFFLINE)
    expect(page.locator("[data-kind=fits] h3").first).to_have_text("Build a robot that finds its way")
    page.locator("#find [name=q]").fill("")
    page.locator("#find [name=age]").fill("14")
    expect(page.locator("#summary")).to_have_text(re.compile(r"^\d+ "))
    expect(page.locator("#chosen")).to_have_text(re.compile("I am 14"))
    assert not [one for one in device.kept() if "?" in one], "what was asked for is not kept"


def test_the_plan_is_there_without_signal_and_forgets_what_is_gone(device: Kept) -> None:
    device.tap("keep", "^Done")
    for path in (ROBOT, FILM):
        device.go(path).locator("[data-save]").first.click()
    titles = device.page.locator("#plan .one h3")
    device.go("plan/")
    expect(titles).to_have_count(2)
    device.context.set_offline(True)
    device.go("plan/")
    expect(titles).to_have_count(2)
    expect(titles.first).to_have_text(re.compile("robot|film"))
    device.page.locator("[data-key='tab record']").click()
    expect(device.page.locator("[data-key='tab record']")).to_have_attribute("aria-current", "page")
    device.context.set_offline(False)
    left = [one for one in city.contents().opportunities if one.id != "arts-b1"]
    device.publish(msgspec.structs.replace(city.contents(), opportunities=tuple(left)))
    device.later()
    assert [one for one in device.kept() if one.endswith("plan.json")] == ["/o/libraries-a1/plan.json"]


def test_what_was_never_looked_at_leads_to_what_was(device: Kept) -> None:
    device.tap("keep", "^Done")
    page = device.go(ROBOT)
    device.context.set_offline(True)
    for path in ("about/", "topics/code/riverside/", FILM, "feeds/nothing/"):
        device.go(path)
        expect(page.locator("#of")).to_have_text("You are offline, and that page is not on this device.")
        expect(page.locator("h1")).to_have_css("font-weight", "850")
        expect(page.locator("#list a").first).to_have_text(re.compile(r"^Build a robot .* \d\d:\d\d$"))
        assert sideways(page) == []
        assert small_targets(page) == []
    assert barriers(page) == []
    page.locator("#list a").first.click()
    expect(page.locator("h1")).to_have_text("Build a robot that finds its way")


def test_in_urdu_everything_is_said_in_urdu_and_from_the_right(device: Kept) -> None:
    device.tap("keep", ".+", "ur/offline/")
    expect(device.page.locator("#said")).to_have_text(re.compile("^ہو گیا"))
    page = device.go(f"ur/{ROBOT}")
    device.context.set_offline(True)
    device.go(f"ur/{ROBOT}")
    expect(page.locator("#of")).to_have_text(re.compile(r"^آپ آف لائن ہیں۔ یہ صفحہ .*\d\d:\d\d.* کا ہے۔$"))
    device.go("ur/search/#q=robot")
    expect(page.locator("[data-kind=fits] h3")).to_have_text(["Build a robot that finds its way"])
    device.go("ur/about/")
    expect(page.locator("#of")).to_have_text(re.compile("آف لائن"))
    assert page.evaluate("() => [document.documentElement.lang, document.dir]") == ["ur", "rtl"]
    assert barriers(page) == []
    assert sideways(page) == []


def test_what_was_hidden_withdrawn_or_changed_leaves(device: Kept) -> None:
    def gone(words: str) -> bool:
        found = "async (words) => { for (const name of await caches.keys()) { const cache = await caches.open(name);"
        found += " for (const one of await cache.keys()) {"
        found += " if ((await (await cache.match(one)).text()).includes(words)) return false; } } return true; }"
        return bool(device.page.evaluate(found, words))

    device.tap("keep", "^Done")
    for path in (ROBOT, FILM, "topics/code/", "topics/film/", "o/food-g1/cook-five-dinners-for-under-a-tenner/"):
        device.go(path)
    assert not gone("Make a film about your street")
    assert not gone("4 Quay Street")
    left = [one for one in city.contents().opportunities if one.id != "arts-b1"]
    now = [msgspec.structs.replace(one, sessions=tuple(_hidden(s) for s in one.sessions)) for one in left]
    device.publish(msgspec.structs.replace(city.contents(), opportunities=tuple(now)))
    device.later()
    assert gone("Make a film about your street"), "the page, the lists that showed it, and the search"
    assert gone("4 Quay Street"), "what a page said of a place that may no longer be seen"
    kept = device.kept()
    assert f"/{FILM}" not in kept
    assert f"/{ROBOT}" in kept, "it came anew"
    assert "/topics/code/" in kept
    device.context.set_offline(True)
    expect(device.go(FILM).locator("#of")).to_have_text(re.compile("not on this device"))
    expect(device.go("search/#q=robot").locator("[data-kind=fits] h3")).to_have_count(2)


def _hidden(session: Any) -> Any:
    place = session.place and msgspec.structs.replace(session.place, visibility="on_booking")
    return msgspec.structs.replace(session, place=place)


def test_a_page_that_does_not_come_is_shown_as_it_was_after_three_seconds(device: Kept) -> None:
    device.tap("keep", "^Done")
    page = device.go(ROBOT)
    device.in_worker("() => { self.fetch = () => new Promise(() => {}); }")
    device.go(ROBOT)
    expect(page.locator("#of")).to_have_text(re.compile(r"^This page did not come just now\. .* at \d\d:\d\d\.$"))


def test_no_more_than_sixty_pages_are_kept(device: Kept) -> None:
    device.tap("keep", "^Done")
    device.in_worker("() => { MOST.pages = 3; }")
    paths = [f"ages/{age}/" for age in range(6, 12)]
    for path in paths:
        device.go(path)
    expect(device.go("offline/").locator("#list li")).to_have_count(4)
    kept = device.kept()
    assert [path for path in paths if f"/{path}" in kept] == paths[-3:]
    assert {"/search/", "/offline/", "/ur/offline/"} <= set(kept)


@pytest.mark.parametrize("path", ["offline/", "privacy/"])
def test_one_tap_clears_everything_of_ours_and_nothing_else(device: Kept, path: str) -> None:
    device.tap("keep", "^Done")
    page = device.go(ROBOT)
    page.evaluate("() => { localStorage['cityoflearning.plan'] = '1'; localStorage['theirs'] = '2'; }")
    device.go(path)
    device.tap("clear", "^Cleared", path)
    assert device.kept() == ["theirs"]
    device.go(ROBOT)
    assert device.kept() == ["theirs"]
    device.tap("keep", "^Done")
    assert "/offline/" in device.kept()


def test_a_kept_page_keeps_its_policy(device: Kept) -> None:
    device.tap("keep", "^Done")
    policy = device.page.goto(device.base + ROBOT).headers["content-security-policy"]  # type: ignore[union-attr]
    device.context.set_offline(True)
    answer = device.page.goto(device.base + ROBOT)
    assert answer is not None
    assert answer.from_service_worker
    assert answer.headers["content-security-policy"] == policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_portal_below_another_path_keeps_only_its_own(tmp_path: Path, browser: Browser) -> None:
    for name in ("one", "two"):
        folder = tmp_path / "public" / name
        settings = city.settings(tmp_path, languages=("en",))
        files = build(city.contents(), settings, city.TODAY, holidays=(), revisions={})
        publish(files, folder, tmp_path / f"var{name}")
    context = browser.new_context()
    with served(tmp_path / "public") as base:
        device = Kept(tmp_path, f"{base}one/", context)
        device.tap("keep", "^Done")
        page = device.go(ROBOT)
        page.goto(f"{base}two/{FILM}")
        context.set_offline(True)
        device.go("topics/code/riverside/")
        expect(page.locator("h1")).to_have_css("font-weight", "850")
        page.locator("#list a").first.click()
        expect(page.locator("h1")).to_have_text("Build a robot that finds its way")
        kept = device.kept()
        assert kept.pop() == f"{base}one/"
        assert not [one for one in kept if not one.startswith("/one/")]
        context.close()
