"""The hostile city in a real browser under the strict policy: nothing runs, nothing is asked, every layout holds."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.build import build
from portal.publish import publish
from tests import hostile_city
from tests import portal_city as city
from tests.browsing import Watch, served, sideways

pytestmark = pytest.mark.browser
SIZES = {"phone": (360, 800), "a desk at 200 %": (640, 430), "a desk at 400 %": (320, 256)}
SORTS = {
    "home": (r"", 1),
    "lists": (r"(topics|areas|ages|weeks)/[^/]+/", 8),
    "interests in areas": (r"topics/[^/]+/[^/]+/", 6),
    "overviews": (r"(topics|areas|ages|weeks|providers|free|food)/", 8),
    "opportunities of the line": (r"o/evil-[^/]+/[^/]+/", 20),
    "opportunities as written": (r"o/raw-1?\d/[^/]+/", 20),
    "providers": (r"providers/[^/]+/", 12),
    "posters": (r"areas/[^/]+/poster/", 6),
    "frames": (r"embed/(areas|topics|all)/([^/]+/)*", 8),
    "pages of words": (r"(about|data|embed|offline|plan|privacy|report|safety|list-your-sessions|accessibility)/", 10),
    "in Urdu": (r"ur/(|o/raw-\d/[^/]+/|providers/|about/|search/|providers/(evil-1|a-very)[^/]*/)", 12),
}
"""Paths, and how many of them are looked at, the largest first."""
LISTENS = """addEventListener("securitypolicyviolation", (event) => {
  (globalThis.refused ??= []).push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});"""
RAN = "() => [globalThis.ran, ...(globalThis.refused ?? [])].filter((one) => one !== undefined)"


class Visitor:
    """A tab that notes what runs, what is refused and what is asked."""

    def __init__(self, page: Page, watch: Watch, base: str) -> None:
        self.page, self.watch, self.base, self.found = page, watch, base, list[str]()
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: object) -> None:
        self.found.append("a dialog opened")
        dialog.dismiss()  # type: ignore[attr-defined]

    def go(self, path: str) -> None:
        self.page.goto("about:blank")
        self.page.goto(self.base + path, wait_until="load")

    def look(self, path: str) -> None:
        """Notes what ran, and where the page is wider than the screen."""
        self.found += [f"{path}: {one}" for one in (*self.page.evaluate(RAN), *self.watch.taken())]
        for name, (width, height) in SIZES.items():
            self.page.set_viewport_size({"width": width, "height": height})
            self.found += [f"{path} on {name}: {one}" for one in sideways(self.page)]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    files = build(hostile_city.contents(), city.settings(folder), city.TODAY, holidays=(), revisions={})
    publish(files, folder / "public", folder / "var")
    return folder / "public"


@pytest.fixture
def visitor(public: Path, browser: Browser) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    context.add_init_script(LISTENS)
    with served(public) as base:
        made = Visitor(context.new_page(), Watch(context, base), base)
        yield made
        context.close()
    assert not made.found, "\n".join(made.found)


@pytest.mark.parametrize("sort", SORTS)
def test_nothing_runs_and_the_layout_holds(visitor: Visitor, public: Path, sort: str) -> None:
    files = sorted(public.rglob("index.html"), key=lambda file: (-file.stat().st_size, file))
    paths = [f"{file.parent.relative_to(public).as_posix()}/".removeprefix("./") for file in files]
    pattern, most = SORTS[sort]
    paths = [path for path in paths if re.fullmatch(pattern, path)]
    assert paths
    for path in paths[:most]:
        if "http-equiv" not in (public / path / "index.html").read_text("utf-8"):
            visitor.go(path)
            visitor.look(path)


def test_what_is_found_is_shown_as_text(visitor: Visitor) -> None:
    for asked in ("", "script", "onmouseover", "display", "donaudampfschiff", "zalgo", "hyperlink", "javascript"):
        visitor.go(f"search/#q={asked}")
        expect(visitor.page.locator("[data-kind] h3").first).not_to_be_empty()
        visitor.look(f"search/#q={asked}")
    expect(visitor.page.locator("main svg[onload], main img, main iframe")).to_have_count(0)


def test_the_planner_shows_what_was_saved_and_what_a_friend_saved(visitor: Visitor, public: Path) -> None:
    plans = [json.loads(file.read_text("utf-8")) for file in sorted(public.glob("o/*/plan.json"))]
    saved = [{"o": one["id"], "s": one["sessions"][0]["id"], "t": hostile_city.TEXTS["script"]} for one in plans]
    done = [one | {"by": "<img src=x onerror=window.ran=1>", "award": ["<b>", "<i>"]} for one in saved]
    people = [{"id": "a", "name": "<img src=x onerror=window.ran=1>", "age": 14}]
    kept = json.dumps({"v": 1, "people": people, "saved": saved[-60:], "did": done, "picks": saved[:5]})
    visitor.go("plan/")
    visitor.page.evaluate("kept => localStorage.setItem('cityoflearning.plan', kept)", kept)
    visitor.go("plan/")
    expect(visitor.page.locator("#plan .one").first).to_be_visible()
    visitor.look("plan/")
    link = visitor.page.locator("#plan .share input").first.input_value()
    for tab in visitor.page.locator("#plan .tabs button").all():
        tab.click()
        expect(tab).to_have_attribute("aria-current", "page")
        visitor.look("a tab of plan/")
    visitor.page.evaluate("() => localStorage.clear()")
    visitor.go(f"plan/{link[link.index('#') :]}")
    expect(visitor.page.locator("#plan .opened .one").first).to_be_visible()
    visitor.look("a friend's plan")


def test_what_is_kept_without_signal_is_shown_as_text(visitor: Visitor) -> None:
    visitor.go("offline/")
    visitor.page.locator("[data-way=keep]").click()
    expect(visitor.page.locator("#said")).to_have_text(re.compile("^Done"))
    for n in range(len(hostile_city.TEXTS)):
        visitor.go(f"o/raw-{n}/x/")
    visitor.found += visitor.watch.taken()
    visitor.page.context.set_offline(True)
    visitor.go("about/")
    expect(visitor.page.locator("#list li a")).to_have_count(len(hostile_city.TEXTS) + 2)
    visitor.watch.taken()
    visitor.look("what was kept")


def test_the_listening_hears(visitor: Visitor, public: Path) -> None:
    visitor.go("")
    visitor.page.evaluate("() => { document.body.innerHTML += '<img src=x onerror=alert(1)>'; }")
    visitor.page.wait_for_timeout(100)
    assert any("script-src" in one for one in visitor.page.evaluate(RAN))
