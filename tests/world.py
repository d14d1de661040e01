"""A little internet on loopback: one server is the HTTP proxy of every host of a test, and remembers who asked."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response


class Asked(NamedTuple):
    """One request: when it began and ended (monotonic seconds), and what it said."""

    host: str
    path: str
    began: float
    ended: float
    headers: dict[str, str]


Handler = Callable[[Request], Response]


class World:
    """pages: "host/path" -> what is answered, "host/path?*" with whatever query; anything else is 404."""

    def __init__(self, server: HTTPServer) -> None:
        self.proxy = f"http://{server.host}:{server.port}"
        self.pages: dict[str, Response | Handler] = {}
        self.log: list[Asked] = []
        self._lock = threading.Lock()
        server.expect_request(re.compile(".*")).respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        began, path = time.monotonic(), request.full_path.rstrip("?")
        any_query = self.pages.get(f"{request.host}{request.path}?*", Response(status=404))
        page = self.pages.get(f"{request.host}{path}", any_query)
        time.sleep(0.005)  # so that two requests at the same time would be seen to overlap
        try:
            answer = page(request) if not isinstance(page, Response) else page
        finally:
            asked = Asked(request.host, path, began, time.monotonic(), dict(request.headers))
            with self._lock:
                self.log.append(asked)
        etag = answer.headers.get("ETag")
        if etag and request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        return Response(answer.get_data(), status=answer.status_code, headers=list(answer.headers))

    def forget(self) -> None:
        """Back to an empty world."""
        self.pages.clear()
        self.log.clear()

    def asked(self, host: str) -> list[str]:
        """The paths that were asked of a host, in order."""
        return [one.path for one in self.log if one.host == host]


@contextmanager
def played() -> Iterator[World]:
    """A world for a test; it ends with the block."""
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield World(server)


def page(body: str | bytes, content_type: str = "text/html; charset=utf-8", **headers: str) -> Response:
    """An answer with an ETag of its own, unless it is told another."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Response(body, content_type=content_type, headers=named)
    if "ETag" not in answer.headers:
        answer.add_etag()
    return answer


@pytest.fixture(scope="module")
def internet() -> Iterator[World]:
    """One server for all tests of a file."""
    with played() as world:
        yield world


@pytest.fixture
def world(internet: World) -> World:
    """It, without pages and with nothing in its log."""
    internet.forget()
    return internet
