"""A real Meilisearch for the tests, and a door in front of it that can be held, broken or shut.

MEILI_URL (with MEILI_MASTER_KEY) names a server that is there already; else a `meilisearch` on PATH is started on a
free port of this machine, in an empty folder that goes with it.
"""

import contextlib
import datetime as dt
import http.client
import http.server
import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from meilisearch import Client

from indexer.contents import Contents
from indexer.search.client import Limits
from indexer.search.key import key_uid
from indexer.search.rows import documents
from indexer.search.server import Access
from indexer.search.update import Updated, update
from portal.i18n import languages
from portal.search_cards import cards
from tests.search_city import TODAY, ZONE


class RealServer(NamedTuple):
    """A running server. key: its master key."""

    url: str
    key: str

    def client(self) -> Client:
        return Client(self.url, self.key, timeout=30)


@pytest.fixture(scope="session")
def search_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    """The server; a skip that says where it was looked for. With MEILISEARCH_REQUIRED its absence is a failure."""
    with running(tmp_path_factory.mktemp("meilisearch")) as server:
        if server is None:
            sentence = "there is no Meilisearch: set MEILI_URL and MEILI_MASTER_KEY, or put `meilisearch` on PATH"
            (pytest.fail if os.environ.get("MEILISEARCH_REQUIRED") else pytest.skip)(sentence)
        yield server


@contextlib.contextmanager
def running(folder: Path) -> Iterator[RealServer | None]:
    """The server that the environment names, or one that is started and goes with the block; None where there is none.

    folder: an empty one, for its documents and its log.
    """
    if url := os.environ.get("MEILI_URL"):
        yield RealServer(url.rstrip("/"), os.environ.get("MEILI_MASTER_KEY", ""))
        return
    program = shutil.which("meilisearch")
    if program is None:
        yield None
        return
    for _ in range(3):  # another program may take the port between looking and listening
        server = RealServer(f"http://127.0.0.1:{_free_port()}", uuid.uuid4().hex)
        started = _start(program, server, folder)
        if _answers(server, started):
            break
        started.kill()
        started.wait()
    else:
        raise RuntimeError(f"{program} does not start: {(folder / 'log').read_text()[-500:]}")
    try:
        yield server
    finally:
        started.terminate()
        started.wait(timeout=30)


@pytest.fixture
def search_access(search_server: RealServer) -> Iterator[Access]:
    """May do everything with an index of this test's own, which goes with it."""
    index = f"test-{uuid.uuid4().hex[:12]}"
    yield Access(url=search_server.url, public=search_server.url, index=index, key=search_server.key)
    client = search_server.client()
    for one in client.get_raw_indexes({"limit": 1000})["results"]:  # type: ignore[call-overload]
        if one["uid"].startswith(index):
            client.delete_index(one["uid"])
    with contextlib.suppress(Exception):
        client.delete_key(key_uid(index))


def put(access: Access, contents: Contents, today: dt.date = TODAY, **more: Any) -> Updated:
    held = documents(contents, today)
    said = {one.code: cards(held, one, ZONE) for one in languages(("en",), "GB")}
    return update(held, said, access, limits=Limits(answer=10, task=60), **more)


def rows(contents: Contents) -> int:
    return len(documents(contents, TODAY).rows)


def index_of(access: Access, key: str | None = None) -> Any:
    return Client(access.url, key or access.key, timeout=10).index(access.index)


class Door(http.server.ThreadingHTTPServer):
    """Passes everything on to a real server, but for one request, which it treats as told.

    at: (method, a part of the path) of that request; None: no more of them. deed: "hold" it before or "keep" its answer
    after it was passed on, for ever; "break" it with a 500. reached: it has come.
    """

    daemon_threads = True

    def __init__(self, to: str) -> None:
        super().__init__(("127.0.0.1", 0), _Doorman)
        self.to = to
        self.at: tuple[str, str] | None = None
        self.deed = ""
        self.reached = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def do(self, deed: str, method: str, path: str) -> None:
        self.at, self.deed = (method, path), deed
        self.reached.clear()


@pytest.fixture
def door(search_server: RealServer) -> Iterator[Door]:
    made = Door(search_server.url)
    yield made
    made.shutdown()
    made.server_close()


class _Doorman(http.server.BaseHTTPRequestHandler):
    server: Door

    def _pass(self) -> None:
        door, body = self.server, self.rfile.read(int(self.headers.get("Content-Length") or 0))
        meant = door.at is not None and self.command == door.at[0] and door.at[1] in self.path
        if meant:
            door.at = None
        if meant and door.deed == "hold":
            self._keep()
            return
        if meant and door.deed == "break":
            self._answer(500, b'{"message": "the disk is on fire", "code": "internal", "type": "internal"}')
            door.reached.set()
            return
        to = http.client.HTTPConnection(urlsplit(door.to).netloc, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name in ("Authorization", "Content-Type")}
        to.request(self.command, self.path, body, headers)
        answer = to.getresponse()
        content = answer.read()
        to.close()
        if meant:
            self._keep()
        else:
            self._answer(answer.status, content)

    do_GET = do_POST = do_PATCH = do_DELETE = _pass  # noqa: N815 (http.server's names)

    def _keep(self) -> None:
        """Says nothing until whoever asked is gone."""
        self.server.reached.set()
        with contextlib.suppress(OSError):
            self.connection.settimeout(20)
            self.connection.recv(1)
        self.close_connection = True

    def _answer(self, status: int, content: bytes) -> None:
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Nothing."""


def _start(program: str, server: RealServer, folder: Path) -> "subprocess.Popen[bytes]":
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [
                *(program, "--no-analytics", "--env", "development", "--http-addr", urlsplit(server.url).netloc),
                *("--db-path", str(folder / "data"), "--master-key", server.key),
            ],
            cwd=folder,
            stdout=log,
            stderr=log,
        )


def _answers(server: RealServer, started: "subprocess.Popen[bytes]") -> bool:
    for _ in range(200):
        if started.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(f"{server.url}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.1)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
