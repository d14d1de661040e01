"""The small city's portal with its planner in a real browser, for tests: people with phones of their own."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Browser, Page, expect

from indexer.contents import Contents
from indexer.settings import Holiday
from portal.build import build
from portal.publish import publish
from tests import portal_city as city
from tests.browsing import Watch, served

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
WINTER = Holiday(name="Winter holidays", first=dt.date(2026, 12, 21), last=dt.date(2027, 1, 1))
ROBOT = ("libraries-a1", "libraries-a1-1")
FILM = ("arts-b1", "arts-b1-1")
DANCE = ("sport-c1", "sport-c1-1")
CHESS = ("libraries-a2", "libraries-a2-1")
FARM = ("farm-e1", "farm-e1-1")
DINNERS = ("food-g1", "food-g1-1")
HOMEWORK = ("libraries-a5", "")


def published(folder: Path, contents: Contents | None = None) -> Path:
    """The city's portal, with a school holiday. The same folder can be published over with other contents."""
    settings = city.settings(folder)
    made = build(contents or city.contents(), settings, city.TODAY, holidays=(WINTER,), revisions={})
    publish(made, folder / "public", folder / "var")
    return folder / "public"


class Phone:
    """Somebody's browser on the portal, and what went wrong in it."""

    def __init__(self, browser: Browser, base: str, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": 360, "height": 800}, locale="en-GB", **options)
        self.context.set_default_timeout(10_000)
        self.context.clock.set_fixed_time(NOW)
        self.base, self.watch, self.page = base, Watch(self.context, base), self.context.new_page()

    def go(self, path: str) -> Page:
        """A page of the portal, loaded anew even where only its fragment differs."""
        self.page.goto("about:blank")
        self.page.goto(self.base + path)
        return self.page

    def plan(self, path: str = "plan/") -> Page:
        """The planner, when it has read what it shows."""
        page = self.go(path)
        expect(page.locator("#plan > *").first).to_be_visible()
        return page

    def save(self, *what: tuple[str, str]) -> None:
        """Has this on the plan, as if it had been saved one by one."""
        self.has({"v": 1, "saved": [{"o": o, "s": s, "t": "As it was", "who": []} for o, s in what]})

    def has(self, said: Any) -> None:
        """Puts this into the browser's storage as the plan."""
        self.go("about/")
        text = said if isinstance(said, str) else json.dumps(said)
        self.page.evaluate("text => localStorage.setItem('cityoflearning.plan', text)", text)

    def stored(self) -> dict[str, str]:
        """All that the portal keeps on the device."""
        found: dict[str, str] = self.page.evaluate("() => ({ ...localStorage, ...sessionStorage })")
        return found

    def link(self, what: Sequence[tuple[str, str]]) -> str:
        """The address of a plan with this on it, from plan/ on."""
        self.save(*what)
        field = self.plan().locator("[data-key='field plan']")
        return str(field.input_value()).removeprefix(self.base)

    def taken(self) -> list[str]:
        """What went wrong since the last time, but for what is no longer listed."""
        missing = re.compile(r"404: .*/plan\.json$|said: Failed to load resource: .* 404 ")
        return [one for one in self.watch.taken() if not missing.match(one)]


@contextmanager
def phones(browser: Browser, base: str) -> Iterator[Callable[..., Phone]]:
    """Makes phones. At the end nothing may have gone wrong on any, nor anybody but the portal have been asked."""
    made: list[Phone] = []

    def phoned(**options: Any) -> Phone:
        made.append(Phone(browser, base, **options))
        return made[-1]

    yield phoned
    problems = [one for each in made for one in each.taken()]
    for each in made:
        each.context.close()
    assert problems == []


@contextmanager
def portal(folder: Path) -> Iterator[str]:
    """The address of a portal that was published into the folder."""
    with served(published(folder)) as base:
        yield base


def without(*ids: str) -> Contents:
    """The city after something was withdrawn."""
    full = city.contents()
    return msgspec.structs.replace(full, opportunities=tuple(o for o in full.opportunities if o.id not in ids))
