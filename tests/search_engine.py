"""The search's modules on a blank page of a real browser, over a made-up city's search files."""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from indexer.search.columns import search_files
from indexer.search.rows import Documents, documents
from portal.assets import STATIC
from portal.i18n import languages
from portal.search_cards import cards
from tests.browsing import launched
from tests.search_city import TODAY, ZONE, search_city

NOON = "2026-11-22T12:00:00Z"
COUNT = {
    "topic": ["code", "art", "sport", "help"],
    "area": ["Castle", "Old Town", "Hill Park", "St Aldhelm's"],
    "when": [
        "this_week", "this_weekend", "after_school", "weekends", "2026-12-21..2027-01-01", "2026-W50", "2026-12-05..",
        "..2026-12-05",
    ],
    "cost": ["free", "500", "2000", "unknown"],
    "left": ["yes"],
    "support": ["food", "kit"],
    "access": ["quiet"],
    "online": ["yes", "no"],
    "role": ["help"],
    "language": ["cy", "ur"],
    "provider": ["provider-3", "provider-11"],
    "daytime": ["morning", "afternoon", "evening"],
    "sector": ["public", "private"],
    "earns": ["yes"],
}  # fmt: skip


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Nothing."""


@contextmanager
def serving(made: http.server.ThreadingHTTPServer) -> Iterator[str]:
    """The address of a server that runs in a thread."""
    thread = threading.Thread(target=made.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_address[1]}/"
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


@contextmanager
def blank(folder: Path) -> Iterator[str]:
    """A folder served without any policy, with the modules below js/ and an empty page."""
    shutil.copytree(STATIC / "search", folder / "js")
    (folder / "index.html").write_text("<!doctype html><title>engine</title>")
    handler = functools.partial(_Quiet, directory=str(folder))
    with serving(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)) as base:
        yield base


def written(held: Documents, folder: Path) -> None:
    """The embedded search's files."""
    (language,) = languages(("en",), "GB")
    for path, body in search_files(held, timezone=ZONE, cards={"en": cards(held, language, ZONE)}):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(body)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as started:
        yield started


@pytest.fixture(scope="module")
def city() -> Documents:
    return documents(search_city(600), TODAY)


@pytest.fixture(scope="module")
def engine(city: Documents, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page on which the modules are globals, and `search` is the embedded search."""
    folder = tmp_path_factory.mktemp("engine")
    written(city, folder)
    with blank(folder) as base:
        page = browser.new_page()
        page.clock.set_fixed_time(NOON)
        page.goto(base)
        page.evaluate(
            """async () => {
              const names = ["match", "fold", "state", "days", "view", "adapter"];
              for (const name of names) globalThis[name] = await import(`/js/${name}.js`);
              globalThis.search = await adapter.makeAdapter("local", { base: "/search/", language: "en" });
            }"""
        )
        yield page
        page.close()


def ask(engine: Page, *, q: str = "", age: int | None = None, **filters: list[str]) -> dict[str, Any]:
    request = {
        "q": q,
        "age": age,
        "filters": filters,
        "count": COUNT,
        "show": {"fits": 9999, "ages": 9999, "prices": 9999},
    }
    found: dict[str, Any] = engine.evaluate("request => search.search(request)", request)
    return found


def ids(part: dict[str, Any]) -> set[str]:
    return {hit["id"] for hit in part["hits"]}
