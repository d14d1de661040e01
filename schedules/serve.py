"""Serves a published folder on loopback, to look at it: compressed, with the right types, forms sent to their lists.

A city puts public/ behind any static host; this server is for looking.
"""

import gzip
import http.server
import mimetypes
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crawlers.errors import PortTaken
from portal.search_page import connects, resolve

_COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".csv", ".ics", ".atom", ".bin", ".txt", ".geojson")
_TYPES = {".js": "text/javascript", ".ics": "text/calendar", ".atom": "application/atom+xml", ".csv": "text/csv"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_FRAMED = re.compile(r"(/[a-z]{2,3}(-[A-Za-z]+)?)?/embed/.")
"""The lists that other sites may show in a frame."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    """GET and HEAD of files below one folder."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, *args: Any) -> None:
        """Nothing: a search term or an age must stand in no log."""

    def _answer(self, *, body: bool) -> None:
        address = urlsplit(self.path)
        if address.query and (path := resolve(Path(self.directory), address.path, dict(parse_qsl(address.query)))):
            self._send(HTTPStatus.SEE_OTHER, b"", body=body, headers={"Location": path})
            return
        file = Path(self.translate_path(self.path))
        if os.path.isdir(file):  # noqa: PTH112 (is_dir raises where a name is too long for a file)
            if not address.path.endswith("/"):
                self._send(HTTPStatus.MOVED_PERMANENTLY, b"", body=body, headers={"Location": f"{address.path}/"})
                return
            file /= "index.html"
        status = HTTPStatus.OK
        if not os.path.isfile(file):  # noqa: PTH113
            status, file = HTTPStatus.NOT_FOUND, Path(self.directory) / "404.html"
        content = file.read_bytes() if file.is_file() else b"Not found\n"
        kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers = {"Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind}
        policy = _HEADERS["Content-Security-Policy"]
        if _FRAMED.match(address.path):
            policy = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
        if file.suffix == ".html" and (server := connects(content)):
            policy += f"; connect-src 'self' {server}"
        headers["Content-Security-Policy"] = policy
        if file.suffix in _COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", ""):
            content = gzip.compress(content, 6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self._send(status, content, body=body, headers=headers)

    def _send(self, status: HTTPStatus, content: bytes, *, body: bool, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, **headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            with suppress(ConnectionError):  # whoever asked is gone
                self.wfile.write(content)


@contextmanager
def server(folder: Path, port: int = 0) -> Iterator[http.server.ThreadingHTTPServer]:
    """A server of `folder` on 127.0.0.1 that is not yet serving; port 0 takes a free one.

    Raises PortTaken where another program listens on the port.
    """
    try:
        made = http.server.ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
    except OSError as error:
        raise PortTaken(
            f"port {port}: expected a free port, but {(error.strerror or str(error)).lower()}. "
            "Choose another: cityoflearning serve --port 0"
        ) from None
    with made:
        yield made
