"""Whatever happens to a search server, there is one sentence, the live index answers, and the next run catches up."""

import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from meilisearch import Client
from pytest_httpserver import HTTPServer

from crawlers.errors import CityOfLearningError, SearchError
from indexer.search.client import Limits
from indexer.search.rows import documents
from indexer.search.server import Access
from indexer.search.update import Updated, update
from portal.i18n import languages
from portal.search_cards import cards
from tests.meilisearch_server import Door
from tests.search_city import TODAY, ZONE, search_city

QUICK = Limits(answer=1, task=20)
FEW, MORE = 12, 15
"""How many opportunities are on the server before, and how many afterwards."""


def put(access: Access, opportunities: int, limits: Limits = QUICK, **more: Any) -> Updated:
    held = documents(search_city(opportunities), TODAY)
    said = {one.code: cards(held, one, ZONE) for one in languages(("en",), "GB")}
    return update(held, said, access, limits=limits, **more)


def rows(opportunities: int) -> int:
    return len(documents(search_city(opportunities), TODAY).rows)


# ---- without a real server


def nowhere(url: str) -> Access:
    return Access(url=url, public=url, index="mill", key="k")


@pytest.fixture
def closed() -> Iterator[str]:
    """The address of a port that nobody listens to."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{one.getsockname()[1]}"


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes a request and never answers it."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        yield f"http://127.0.0.1:{one.getsockname()[1]}"


def test_a_server_that_is_down_is_a_sentence(closed: str) -> None:
    with pytest.raises(SearchError) as raised:
        put(nowhere(closed), FEW)
    assert str(raised.value) == (
        f"the search server {closed}: expected an answer (its version), but it cannot be reached "
        "([Errno 111] Connection refused). Is it running at this address?"
    )
    assert isinstance(raised.value, CityOfLearningError)


def test_a_server_that_hangs_is_waited_for_no_longer_than_said(silent: str) -> None:
    """A second is the shortest time-out that the client takes."""
    with pytest.raises(SearchError, match=r"but none came within 1 seconds\. Is it overloaded\?"):
        put(nowhere(silent), FEW)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, b"", r"it answered 500: 500 Server Error.*The next run tries again"),
        (502, b"<h1>Bad gateway</h1>", r"it answered 502: <h1>Bad gateway</h1>\. The next run"),
        (200, b"<!doctype html><title>Hello</title>", r"none of its own \(.*Is another program at this address\?"),
        (200, b"[]", r"none of its own \(TypeError\)"),
        (200, b"{}", r"none of its own \(KeyError\)"),
        (200, b'{"pkgVersion": "new"}', r"none of its own \(ValueError\)"),
        (200, b"", r"none of its own"),
        (200, b'{"pkgVersion": "1.12.3"}', r"expected Meilisearch 1\.50 or a later 1\.x, but it is 1\.12\.3\. Update"),
        (200, b'{"pkgVersion": "2.0.0"}', r"but it is 2\.0\.0\."),
        (
            403,
            b'{"message": "The provided API key is invalid.", "code": "invalid_api_key"}',
            r"403: .*\$MEILI_ADMIN_KEY",
        ),
        (401, b'{"message": "No master key.", "code": "missing_master_key"}', r"Start the server with a master key"),
    ],
)
def test_what_is_no_answer_is_a_sentence(httpserver: HTTPServer, status: int, body: bytes, said: str) -> None:
    httpserver.expect_request("/version").respond_with_data(body, status=status)
    with pytest.raises(SearchError, match=said):
        put(nowhere(httpserver.url_for("").rstrip("/")), FEW)


def test_every_later_answer_may_be_broken_too(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/version").respond_with_json({"pkgVersion": "1.50.0"})
    httpserver.expect_request("/tasks").respond_with_json({"results": [{"uid": "?"}]})
    with pytest.raises(SearchError, match=r"expected an answer \(its tasks\), but what came is none of its own"):
        put(nowhere(httpserver.url_for("").rstrip("/")), FEW)


def test_a_task_that_never_ends_is_given_up(httpserver: HTTPServer) -> None:
    at = "2026-11-22T05:10:00.5Z"
    task = {"uid": 7, "indexUid": "mill", "status": "processing", "type": "settingsUpdate", "enqueuedAt": at}
    httpserver.expect_request("/version").respond_with_json({"pkgVersion": "1.50.0"})
    tasks = {"results": [task], "limit": 20, "total": 1, "from": 7, "next": None}
    httpserver.expect_request("/tasks").respond_with_json(tasks)
    httpserver.expect_request("/tasks/7").respond_with_json(task)
    with pytest.raises(SearchError, match=r"expected task 7 to end within 0\.2 seconds, but it is still processing"):
        put(nowhere(httpserver.url_for("").rstrip("/")), FEW, Limits(answer=5, task=0.2))


# ---- with a real one, behind a door


def behind(door: Door, access: Access) -> Access:
    """Other settings than the last run's, so that a new index is filled; through the door."""
    return msgspec.structs.replace(access, url=door.url, synonyms={"coding": ("computing",)})


def held(access: Access) -> int:
    total: int = Client(access.url, access.key).index(access.index).search("", {"hitsPerPage": 1})["totalHits"]
    return total


def names(access: Access) -> list[str]:
    every = Client(access.url, access.key).get_raw_indexes({"limit": 1000})["results"]  # type: ignore[call-overload]
    return sorted(one["uid"] for one in every if one["uid"].startswith(access.index))


STEPS = [
    ("PATCH", "/settings"),
    ("POST", "/documents"),
    ("POST", "/search"),
    ("POST", "/swap-indexes"),
    ("DELETE", "/indexes/"),
]
"""Requests that a change of settings makes of the server, in order."""


@pytest.mark.meilisearch
@pytest.mark.parametrize(("method", "path"), STEPS)
def test_a_500_at_any_step_leaves_the_live_index_and_the_next_run_catches_up(
    search_access: Access, door: Door, method: str, path: str
) -> None:
    put(search_access, FEW, Limits())
    other = behind(door, search_access)
    door.do("break", method, path)
    with pytest.raises(SearchError, match="it answered 500: the disk is on fire"):
        put(other, MORE, Limits())
    assert held(search_access) == (rows(MORE) if path == "/indexes/" else rows(FEW))
    assert put(other, MORE, Limits()).report.documents == rows(MORE)
    assert held(search_access) == rows(MORE)
    assert names(search_access) == [search_access.index]


@pytest.mark.meilisearch
def test_a_500_in_the_midst_of_a_small_change_is_caught_up(search_access: Access, door: Door) -> None:
    put(search_access, FEW, Limits())
    through = msgspec.structs.replace(search_access, url=door.url)
    door.do("break", "POST", f"/{search_access.index}/documents?")
    with pytest.raises(SearchError, match="the disk is on fire"):
        put(through, MORE, Limits())
    assert held(search_access) == rows(FEW)
    report = put(through, MORE, Limits()).report
    assert (report.documents, report.settings) == (rows(MORE), ())
    assert held(search_access) == rows(MORE)


@pytest.mark.meilisearch
@pytest.mark.parametrize("deed", ["hold", "keep"])
def test_a_server_that_falls_silent_while_swapping(search_access: Access, door: Door, deed: str) -> None:
    """Whether it has swapped by then cannot be known; either way one whole index answers."""
    put(search_access, FEW, Limits())
    door.do(deed, "POST", "/swap-indexes")
    with pytest.raises(SearchError, match="but none came within 1 seconds"):
        put(behind(door, search_access), MORE)
    assert held(search_access) == (rows(FEW) if deed == "hold" else rows(MORE))
    put(behind(door, search_access), MORE, Limits())
    assert (held(search_access), names(search_access)) == (rows(MORE), [search_access.index])


@pytest.mark.meilisearch
def test_keys_that_may_not_do_it_are_told(search_access: Access) -> None:
    searching = put(search_access, FEW, Limits()).server.key
    for key in ("wrong", searching):
        with pytest.raises(SearchError, match=r"it answered 403: .*\$MEILI_ADMIN_KEY is to be a key of this server"):
            put(msgspec.structs.replace(search_access, key=key), MORE)
    assert held(search_access) == rows(FEW)


@pytest.fixture(scope="module")
def processes() -> Any:
    """Makes child processes that have loaded what they need, so that each starts at once."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([__name__])
    return made


def _child(access: Access) -> None:
    with suppress(SearchError):
        put(access, MORE, Limits())


KILLED = [
    ("keep", "POST", "/indexes", (FEW,)),
    ("keep", "POST", "/documents", (FEW,)),
    ("hold", "POST", "/swap-indexes", (FEW,)),
    ("keep", "POST", "/swap-indexes", (FEW, MORE)),
    ("hold", "DELETE", "/indexes/", (MORE,)),
]
"""Where a run is killed, and which of the two whole indexes answers then."""


@pytest.mark.meilisearch
@pytest.mark.parametrize(("deed", "method", "path", "then"), KILLED)
def test_a_run_that_is_killed_is_finished_by_the_next(
    search_access: Access, door: Door, processes: Any, deed: str, method: str, path: str, then: tuple[int, ...]
) -> None:
    put(search_access, FEW, Limits())
    door.do(deed, method, path)
    child = processes.Process(target=_child, args=(behind(door, search_access),))
    child.start()
    try:
        assert door.reached.wait(60)
        assert child.is_alive()
    finally:
        child.kill()
        child.join()
    assert child.exitcode == -9
    assert held(search_access) in [rows(n) for n in then]
    put(behind(door, search_access), MORE, Limits())
    assert (held(search_access), names(search_access)) == (rows(MORE), [search_access.index])
    again = put(behind(door, search_access), MORE, Limits()).report
    assert (again.sent, again.deleted, again.documents) == (0, 0, rows(MORE))


@pytest.mark.meilisearch
@pytest.mark.parametrize(("path", "deed"), [("/documents", "keep"), ("/swap-indexes", "hold")])
def test_a_first_fill_that_is_killed_is_finished_by_the_next(
    search_access: Access, door: Door, processes: Any, path: str, deed: str
) -> None:
    door.do(deed, "POST", path)
    child = processes.Process(target=_child, args=(behind(door, search_access),))
    child.start()
    try:
        assert door.reached.wait(60)
    finally:
        child.kill()
        child.join()
    assert search_access.index not in names(search_access)
    assert put(search_access, FEW, Limits()).report.documents == rows(FEW)
    assert (held(search_access), names(search_access)) == (rows(FEW), [search_access.index])
