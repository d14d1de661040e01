"""Plays websites on a loopback port: an HTTP proxy that answers for every host itself and reaches nobody else.

A Site is a plain function from a path (with its query) to an Answer, or None for "404 Not Found". Answers are built
when they are first asked for and kept, so a host's bytes are the same for as long as it is played.
"""

import contextlib
import datetime as dt
import email.utils
import gzip
import hashlib
import socket
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, cast

HTML = "text/html; charset=utf-8"


class Answer(NamedTuple):
    """What a host answers. content_type: the whole header; headers: any others, such as Location."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    headers: Mapping[str, str] = {}


Site = Callable[[str], Answer | None]


class Request(NamedTuple):
    """One request as it was answered. started, ended: seconds of time.monotonic()."""

    host: str
    path: str
    status: int
    started: float
    ended: float


class Playing(NamedTuple):
    """Sites being played. proxy: the address to set as HTTP proxy. requests: grows with every request."""

    proxy: str
    requests: list[Request]


@contextlib.contextmanager
def play(sites: Mapping[str, Site], *, modified: dt.datetime) -> Iterator[Playing]:
    """Plays the sites, keyed by host name in lower case, until the block ends.

    modified: aware; the Last-Modified of every successful answer. A host that nobody plays gets 502.
    """
    server = _Server(("127.0.0.1", 0), _Handler)
    server.sites, server.modified = sites, modified.astimezone(dt.UTC).replace(microsecond=0)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="millbrook", daemon=True)
    thread.start()
    try:
        yield Playing(f"http://127.0.0.1:{server.server_address[1]}", server.requests)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Built(NamedTuple):
    """An answer ready to be sent: its bytes plain and packed, and their hash."""

    answer: Answer
    packed: bytes
    etag: str


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    sites: Mapping[str, Site]
    modified: dt.datetime

    def __init__(self, *args: Any) -> None:
        self.requests: list[Request] = []
        self.lock = threading.Lock()
        self._built: dict[tuple[str, str], _Built] = {}
        self._open: set[socket.socket] = set()
        super().__init__(*args)

    def built(self, host: str, path: str) -> _Built:
        with self.lock:
            if (host, path) not in self._built:
                self._built[host, path] = _build(self.sites, host, path)
            return self._built[host, path]

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        for connection in tuple(self._open):  # kept alive by a client, with a thread that waits for its next request
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is not worth a word."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Millbrook", ""
    timeout = 60
    wbufsize = -1  # headers and body leave in one piece; apart, each answer on a kept connection costs 40 ms
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answers an absolute address, as a proxy is asked, or a path with a Host header."""
        started, server = time.monotonic(), cast("_Server", self.server)
        asked = urllib.parse.urlsplit(self.path)
        host = (asked.hostname or self.headers.get("Host", "").partition(":")[0]).lower()
        path = (asked.path or "/") + (f"?{asked.query}" if asked.query else "")
        built = server.built(host, path)
        status = 304 if built.answer.status == 200 and self._has(built, server.modified) else built.answer.status
        self._send(built, status, server.modified)
        server.requests.append(Request(host, path, status, started, time.monotonic()))
        self.wfile.flush()  # only now, so that whoever has the answer finds it in the list

    do_HEAD = do_GET  # noqa: N815  the name is http.server's

    def _has(self, built: _Built, modified: dt.datetime) -> bool:
        """Whether the client has these bytes already (RFC 9110, 13.2.2: If-None-Match goes first)."""
        if (tags := self.headers.get("If-None-Match")) is not None:
            known = {tag.strip().removeprefix("W/").strip('"').removesuffix("-gzip") for tag in tags.split(",")}
            return "*" in known or built.etag in known
        try:
            since = email.utils.parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
            return since.astimezone(dt.UTC) >= modified
        except ValueError:
            return False

    def _send(self, built: _Built, status: int, modified: dt.datetime) -> None:
        zipped = bool(built.packed) and "gzip" in self.headers.get("Accept-Encoding", "")
        body = built.packed if zipped else built.answer.body
        self.send_response(status)
        if built.answer.status == 200:
            self.send_header("ETag", f'"{built.etag}-gzip"' if zipped else f'"{built.etag}"')
            self.send_header("Last-Modified", email.utils.format_datetime(modified, usegmt=True))
            self.send_header("Vary", "Accept-Encoding")
        if status != 304:
            self.send_header("Content-Type", built.answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            if zipped:
                self.send_header("Content-Encoding", "gzip")
        for name, value in built.answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if status != 304 and self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """The request list is the log."""


def _build(sites: Mapping[str, Site], host: str, path: str) -> _Built:
    if host not in sites:
        answer = _plain(502, f"Nobody here plays {host}.")
    else:
        answer = sites[host](path) or _plain(404, f"{host} has no page {path}.")
    packs = len(answer.body) > 256 and answer.content_type.startswith(("text/", "application/xml", "application/json"))
    packed = gzip.compress(answer.body, 5, mtime=0) if packs else b""
    return _Built(answer, packed, hashlib.sha256(answer.body).hexdigest()[:24])


def _plain(status: int, sentence: str) -> Answer:
    title = f"{status} {HTTPStatus(status).phrase}"
    body = f"<!doctype html>\n<html lang=en><meta charset=utf-8><title>{title}</title>\n<h1>{title}</h1>\n"
    return Answer((body + f"<p>{sentence.replace('<', '')}</p>\n").encode(), status=status)
