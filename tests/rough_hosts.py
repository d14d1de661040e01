"""Hosts that no HTTP server would play: they stall, pour out 200 MB, hang up; and the proxy that stands before them."""

import contextlib
import http.client
import socketserver
import threading
import urllib.parse
import zlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from schedules.millbrook.server import Answer

Rough = Callable[[str, socketserver.StreamRequestHandler, threading.Event], None]
"""Answers a path straight into handler.wfile; the event is set when the run is over. robots.txt is 404."""


def stall(_path: str, _handler: socketserver.StreamRequestHandler, over: threading.Event) -> None:
    """Takes the request and never says a word."""
    over.wait(30)


def hang_up(_path: str, handler: socketserver.StreamRequestHandler, _over: threading.Event) -> None:
    """Promises 5,000 bytes, sends a few and hangs up."""
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 5000\r\n\r\nId,Title\r\n1,Half a"
    )


class Flood:
    """Pours out 200 MB, packed or not, in small pieces. sent: how many bytes went out before the client hung up."""

    SIZE = 200_000_000

    def __init__(self, content_type: str, *, packed: bool = False) -> None:
        self.content_type, self.packed, self.sent = content_type, packed, 0

    def __call__(self, _path: str, handler: socketserver.StreamRequestHandler, over: threading.Event) -> None:
        piece = b"Robotics,2027-03-20,16:00,a hall,free\r\n" * 1_000
        rounds = self.SIZE // len(piece)
        coding = b"Content-Encoding: gzip\r\n" if self.packed else b""
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: " + self.content_type.encode() + b"\r\n" + coding + b"\r\n"
        )
        if self.packed:
            packer = zlib.compressobj(9, zlib.DEFLATED, 31)
            handler.wfile.write(packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH))
            piece = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)  # stands alone, so it can be repeated
        with contextlib.suppress(OSError):
            for _ in range(rounds):
                if over.is_set():
                    return
                handler.wfile.write(piece)
                self.sent += len(piece)


class Patience:
    """Answers 429 with Retry-After to the first request for anything but robots.txt, then what it has."""

    def __init__(self, there: Mapping[str, Answer], seconds: int) -> None:
        self._there, self._seconds, self._asked = there, seconds, False

    def __call__(self, path: str, handler: socketserver.StreamRequestHandler, _over: threading.Event) -> None:
        if not self._asked:
            self._asked = True
            handler.wfile.write(_head(429, {"Retry-After": str(self._seconds), "Content-Length": "0"}))
            return
        answer = self._there[path]
        size = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))}
        handler.wfile.write(_head(200, size) + answer.body)


class Front(socketserver.ThreadingTCPServer):
    """The proxy before the played sites: rough hosts are rough, every other request is passed on."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, behind: str, rough: Mapping[str, Rough]) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.behind, self.rough, self.over = behind, rough, threading.Event()
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> "Front":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()
        self._thread.join()

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """A client that went away is what the tests are about."""


class _Passing(socketserver.StreamRequestHandler):
    server: Front

    def handle(self) -> None:
        first = self.rfile.readline().decode("latin-1").split()
        if len(first) < 2:
            return
        headers = http.client.parse_headers(self.rfile)
        asked = urllib.parse.urlsplit(first[1])
        path = asked.path + (f"?{asked.query}" if asked.query else "")
        rough = self.server.rough.get(asked.hostname or "")
        if rough and path == "/robots.txt":
            self.wfile.write(_head(404, {"Content-Length": "0"}))
        elif rough:
            rough(path, self, self.server.over)
        else:
            self._pass_on(first[1], {name: value for name, value in headers.items() if name.lower() != "connection"})

    def _pass_on(self, address: str, headers: dict[str, str]) -> None:
        behind = urllib.parse.urlsplit(self.server.behind)
        with contextlib.closing(http.client.HTTPConnection(behind.hostname or "", behind.port, timeout=10)) as proxy:
            proxy.request("GET", address, headers=headers)
            came = proxy.getresponse()
            body = came.read()
        kept = {
            name: value for name, value in came.getheaders() if name.lower() not in {"connection", "date", "server"}
        }
        self.wfile.write(_head(came.status, kept) + body)


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Connection: close"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode("latin-1")
