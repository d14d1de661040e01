"""A real browser on a published portal: what it complains of, what axe finds, what is too small or too wide."""

import datetime as dt
import os
import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from schedules.serve import server

# Chromium itself asks for nothing, and draws the same everywhere.
_ARGUMENTS = [
    *(["--no-sandbox"] if os.geteuid() == 0 else []),  # root may not use it
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
]
_AXE = Axe().axe_script
_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
_COLOURS = ["color-contrast", "link-in-text-block"]

# A link in a line of words may be as high as the line (WCAG 2.5.8, "inline"). A box is as large as its label, a
# card's link as the card over which it is spread.
_SMALL = """(least) => {
  const inWords = (one) => getComputedStyle(one).display === "inline"
    && [...one.parentElement.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const meant = (one) => one.type === "checkbox" && one.closest("label")
    || getComputedStyle(one, "::after").position === "absolute" && one.offsetParent || one;
  return [...document.querySelectorAll("a[href], button, input, select, summary, textarea")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0 && !inWords(one))
    .map((one) => [one, meant(one).getBoundingClientRect()])
    .filter(([, box]) => Math.min(box.width, box.height) < least - 0.01)
    .map(([one, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${one.outerHTML.slice(0, 120)}`);
}"""

# What reaches out of the page sideways, although not of a part that can be scrolled by itself.
_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [document.documentElement.scrollWidth + " wide", ...[...document.body.querySelectorAll("*")]
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.right > innerWidth + 1 || box.left < -1))
    .map(([one]) => one.outerHTML.slice(0, 120))].slice(0, 6)"""


@contextmanager
def launched(chromium: str) -> Iterator[Browser]:
    """The Chromium of this machine, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which `folder` is served, with a slash at its end."""
    with server(folder) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{made.server_address[1]}/"
        finally:
            made.shutdown()
            thread.join()


class Watch:
    """What goes wrong in a context's pages: what they complain of, what they throw, whom they ask, what is missing."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.origin = origin
        self.problems: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"thrown: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.problems.append(f"said: {said.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.problems.append(f"asked: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"{response.status}: {response.url}")

    def taken(self) -> list[str]:
        """The problems since the last time."""
        found, self.problems = self.problems, []
        return found


def barriers(*pages: Page, dark: Sequence[Page] | None = None) -> list[str]:
    """What axe finds on the pages, which it reads at the same time, first in the light, then in the dark.

    In the dark only the rules are asked that depend on the colours: the rest of the page is the same.
    dark: the pages that are looked at in the dark as well; all, where None.
    """
    found = _axe(pages, {"type": "tag", "values": _TAGS})
    dark = pages if dark is None else dark
    for page in dark:
        page.emulate_media(color_scheme="dark")
    return found + _axe(dark, {"type": "rule", "values": _COLOURS})


def _axe(pages: Sequence[Page], rules: dict[str, Any]) -> list[str]:
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    for page in pages:
        if not page.evaluate("() => 'axe' in globalThis"):
            page.evaluate(_AXE)
        page.evaluate("options => { globalThis.asked = axe.run(options); }", options)
    return [
        f"{page.url}: {one['id']}: {one['help']}: {node['html'][:160]} {_why(node)}"
        for page in pages
        for one in page.evaluate("() => globalThis.asked")["violations"]
        for node in one["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    return " ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])


def small_targets(page: Page, least: int = 24) -> list[str]:
    """What one has to hit and is smaller than `least` CSS pixels either way."""
    found: list[str] = page.evaluate(_SMALL, least)
    return found


def sideways(page: Page) -> list[str]:
    """What makes the page wider than the screen; nothing where it is not."""
    found: list[str] = page.evaluate(_WIDE)
    return found


def shot(
    browser: Browser, address: str, *, size: tuple[int, int], now: dt.datetime, dark: bool = False, dots: int = 2
) -> bytes:
    """A PNG of what a screen of this size (in CSS pixels) shows first. dots: to a pixel, each way."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        device_scale_factor=dots,
        locale="en-GB",
        reduced_motion="reduce",
    )
    context.clock.set_fixed_time(now)
    page = context.new_page()
    page.goto(address, wait_until="networkidle")  # the drawings come after the page
    page.evaluate("() => document.fonts.ready")
    taken = page.screenshot()
    context.close()
    return taken


def composed(browser: Browser, shots: Sequence[bytes]) -> bytes:
    """One PNG: the second shot in a window, the first and the third on phones beside it."""
    page = browser.new_page(viewport={"width": 1360, "height": 620})
    first, second, third = (f"data:image/png;base64,{b64encode(one).decode()}" for one in shots)
    page.set_content(_DESK % {"first": first, "second": second, "third": third}, wait_until="load")
    taken = page.locator("main").screenshot(omit_background=True)
    page.close()
    return taken


_DESK = """<!doctype html><meta charset="utf-8"><title>The portal</title><style>
body { margin: 0; }
main { display: flex; gap: 28px; align-items: center; justify-content: center; width: 1360px; height: 620px;
  background: #e5decd; border-radius: 24px; }
img { display: block; width: 100%%; }
.desk { width: 760px; border-radius: 14px; border: 1px solid #b8ae96; overflow: hidden; background: #f3eee2; }
.desk i { display: block; width: 10px; height: 10px; margin: 9px 14px; border-radius: 50%%; background: #c9bfa9;
  box-shadow: 17px 0 #c9bfa9, 34px 0 #c9bfa9; }
.phone { width: 230px; padding: 8px; border-radius: 32px; background: #171c28; border: 1px solid #3b4250; }
.phone img { border-radius: 24px; }
</style><main>
<div class="phone"><img src="%(first)s" alt=""></div>
<div class="desk"><i></i><img src="%(second)s" alt=""></div>
<div class="phone"><img src="%(third)s" alt=""></div>
</main>"""
