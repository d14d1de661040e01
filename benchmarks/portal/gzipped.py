"""Serves a folder on loopback, compressed and without any policy: Pagefind runs what a strict one forbids."""

import gzip
import http.server
import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.search_engine import serving


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        self.send_response(200 if file.is_file() else 404)
        content = gzip.compress(file.read_bytes() if file.is_file() else b"", 6, mtime=0)
        kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0]
        self.send_header("Content-Type", kind or "application/octet-stream")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.server.sent += len(content)  # type: ignore[attr-defined]

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@contextmanager
def plainly(folder: Path) -> Iterator[tuple[str, Callable[[], int]]]:
    """The address of the folder, with a slash at its end; and how many bytes were sent so far, also to workers."""
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    made.sent = 0  # type: ignore[attr-defined]
    with serving(made) as base:
        yield base, lambda: made.sent  # type: ignore[attr-defined]
