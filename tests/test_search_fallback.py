"""A search server that is down, slow, or says no: the page goes on with the embedded search."""

import http.server
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from indexer.search.server import SearchServer
from portal.build import build
from portal.search_page import needed, scripts
from tests import portal_city
from tests.browsing import served
from tests.search_engine import NOON
from tests.search_oracle import WINTER

pytestmark = pytest.mark.browser
GIVEN = {
    "no": (403, {"message": "The provided API key is invalid.", "code": "invalid_api_key"}),
    "broken": (500, {"message": "the disk is on fire", "code": "internal"}),
    "lost": (400, {"message": "Inside `.queries[0]`: Index `other` not found.", "code": "index_not_found"}),
    "other": (200, {"hello": "world"}),
}


class Server(http.server.ThreadingHTTPServer):
    """Answers /multi-search as told, and remembers the queries. deed: a word of GIVEN, "gone", "slow" or "found"."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.deed = "found"
        self.asked: list[dict[str, Any]] = []
        self.sent: list[dict[str, str]] = []
        self.wait = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_OPTIONS(self) -> None:
        self._answer(200, {})

    def do_POST(self) -> None:
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        self.server.asked.append(queries)  # type: ignore[arg-type]
        self.server.sent.append({name.lower(): value for name, value in self.headers.items()})
        if self.server.deed == "gone":
            self.close_connection = True
            return
        if self.server.deed == "slow":
            self.server.wait.wait(3)
        found = {"hits": [], "totalHits": 7, "facetDistribution": {}}
        self._answer(*GIVEN.get(self.server.deed, (200, {"results": [found for _ in queries]})))

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        try:
            self.send_response(status)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "authorization, content-type")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            return  # whoever asked has gone on

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, args=(0.02,))
    thread.start()
    yield made
    made.wait.set()
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture(scope="module")
def portal(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("portal")
    told = SearchServer(url=server.url, index="millbrook", key="search-only")
    contents, settings = portal_city.many(3), portal_city.settings(folder)
    for file in build(contents, settings, portal_city.TODAY, holidays=(WINTER,), revisions={}, server=told):
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.body)
    with served(folder) as base:
        yield base


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    server.deed, server.asked, server.sent = "found", [], []
    made = browser.new_context()
    made.set_default_timeout(5000)
    yield made
    made.close()


@pytest.fixture
def visit(context: BrowserContext, portal: str) -> Callable[..., Page]:
    def visited(fragment: str = "", *, now: str = NOON) -> Page:
        context.clock.set_fixed_time(now)
        page = context.new_page()
        page.goto(f"{portal}search/{fragment}")
        expect(page.locator("[data-count]").first).to_have_text(re.compile(r"\d"))
        return page

    return visited


def titles(page: Page) -> list[str]:
    return page.locator("[data-kind=fits] h3").all_inner_texts()


def test_the_server_is_asked_once_a_keystroke(visit: Callable[..., Page], server: Server) -> None:
    page = visit()
    assert [len(queries) > 5 for queries in server.asked] == [True]
    page.locator("#find [name=q]").press_sequentially("film", delay=80)
    expect(page.locator("#chosen li")).to_have_count(1)
    page.locator("input[name=cost][value=free]").check()
    expect(page.locator("#chosen li")).to_have_count(3)
    assert [queries[0]["q"] for queries in server.asked] == ["", "f", "fi", "fil", "film", "film"]
    assert {query["indexUid"] for queries in server.asked for query in queries} == {"millbrook"}
    assert page.locator("#summary").inner_text().startswith("7 ")


def test_the_server_is_told_nothing_but_the_question(visit: Callable[..., Page], server: Server) -> None:
    visit("#q=film&age=14")
    (sent,) = server.sent
    assert sent["authorization"] == "Bearer search-only"
    assert not {"cookie", "referer"} & sent.keys()


@pytest.mark.parametrize("deed", ["no", "broken", "lost", "other", "gone", "slow"])
def test_the_embedded_search_takes_over(
    visit: Callable[..., Page], context: BrowserContext, server: Server, deed: str
) -> None:
    page = visit()
    server.deed, before = deed, len(server.asked)
    thrown: list[str] = []
    context.on("weberror", lambda error: thrown.append(str(error.error)))
    began = time.monotonic()
    page.locator("#find [name=q]").fill("film")
    expect(page.locator("[data-kind=fits] h3").first).to_contain_text("film", ignore_case=True)
    assert time.monotonic() - began < 4  # it is given a second and a half
    page.locator("#find [name=q]").fill("chess")
    expect(page.locator("[data-kind=fits] h3").first).to_contain_text("chess", ignore_case=True)
    assert len(server.asked) == before + 1, "it rests"
    assert page.locator("#asof").is_hidden()
    assert thrown == []
    server.deed = "found"
    server.wait.set()
    context.clock.set_fixed_time("2026-11-22T12:01:00Z")
    page.locator("#find [name=q]").fill("film")
    expect(page.locator("#summary")).to_have_text(re.compile("^7 "))
    server.wait.clear()


def test_an_overtaken_question_is_no_failure(visit: Callable[..., Page], server: Server) -> None:
    page = visit()
    server.deed = "slow"
    page.locator("#find [name=q]").fill("f")
    page.wait_for_timeout(100)
    server.deed = "found"
    page.locator("#find [name=q]").fill("fi")
    expect(page.locator("#summary")).to_have_text(re.compile("^7 "))
    server.wait.set()
    page.locator("#find [name=q]").fill("fil")
    page.wait_for_timeout(100)
    server.wait.clear()
    assert [queries[0]["q"] for queries in server.asked] == ["", "f", "fi", "fil"]


def test_an_older_answer_says_of_when_it_is(visit: Callable[..., Page], server: Server) -> None:
    server.deed = "broken"
    page = visit("#q=film", now="2026-11-23T12:00:00Z")
    said = page.locator("#asof")
    assert said.inner_text() == "This is our list of Sun 22 Nov. Places may have gone since."
    page = visit("../ur/search/#q=film", now="2026-11-23T12:00:00Z")
    assert "فہرست" in page.locator("#asof").inner_text()
    server.deed = "found"
    assert visit("#q=film", now="2026-11-23T12:00:00Z").locator("#asof").is_hidden()


def test_only_the_maker_that_is_needed_is_loaded(
    visit: Callable[..., Page], server: Server, context: BrowserContext
) -> None:
    loaded: list[str] = []
    context.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    page = visit("#q=film")
    theirs, ours = {"meilisearch.js", "questions.js"}, {"local.js", "groups.js", "table.js", "match.js"}
    assert theirs <= set(loaded)
    assert not {*ours, "manifest.json"} & set(loaded)
    server.deed = "broken"
    page.locator("#find [name=q]").fill("films")
    expect(page.locator("[data-kind=fits] h3").first).to_contain_text("film", ignore_case=True)
    assert {*ours, "manifest.json"} <= set(loaded)
    local, asked = ({path.rpartition("/")[2] for path in needed(scripts(), kind)} for kind in ("local", "meilisearch"))
    assert not theirs & local
    assert not ours & asked
    assert {"page.js", "adapter.js", "days.js", "fold.js", "hit.js"} <= local & asked
    later = {"points.js"}  # on a tap
    assert {path.rpartition("/")[2] for path in (file.path for file in scripts())} == local | asked | later
