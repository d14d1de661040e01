"""A look at the portal on this machine: types, compression, a strict policy, forms sent to their lists, no log."""

import gzip
import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.errors import PortTaken
from schedules.serve import server


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    for path in ("index.html", "topics/code/index.html", "search/index.html", "404.html", "feeds/x.ics"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"<h1>{path}</h1>", encoding="utf-8")
    with server(tmp_path) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield made.server_port
        made.shutdown()
        thread.join()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    told = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return told


def test_pages_come_with_their_type_and_a_strict_policy(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    status, headers, body = ask(port, "/?q=secret")
    assert (status, body) == (200, b"<h1>index.html</h1>")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert ask(port, "/feeds/x.ics")[1]["Content-Type"] == "text/calendar; charset=utf-8"
    assert "secret" not in "".join(capfd.readouterr())


def test_the_policy_allows_the_search_server_that_a_page_names(port: int, tmp_path: Path) -> None:
    page = tmp_path / "search" / "index.html"
    assert "connect-src" not in ask(port, "/search/")[1]["Content-Security-Policy"]
    page.write_text('<link rel="preconnect" href="https://search.example:7700" crossorigin>')
    policy = ask(port, "/search/")[1]["Content-Security-Policy"]
    assert "; connect-src 'self' https://search.example:7700" in policy
    page.write_text('<link rel="preconnect" href="https://search.example; script-src *" crossorigin>')
    assert "script-src" not in ask(port, "/search/")[1]["Content-Security-Policy"]


def test_what_can_be_smaller_is_sent_smaller(port: int) -> None:
    _, headers, body = ask(port, "/", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == b"<h1>index.html</h1>"


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/search/?topic=code", 303, "/topics/code/"),
        ("/search/?topic=music", 200, None),
        ("/topics/code", 301, "/topics/code/"),
        ("/nowhere/", 404, None),
        ("/../../etc/passwd", 404, None),
    ],
)
def test_where_an_address_leads(port: int, path: str, status: int, location: str | None) -> None:
    for method in ("GET", "HEAD"):
        got, headers, body = ask(port, path, method)
        assert (got, headers.get("Location")) == (status, location)
        assert method == "GET" or body == b""
    assert status != 404 or ask(port, path)[2] == b"<h1>404.html</h1>"


def test_a_port_that_is_taken_gets_a_sentence(port: int, tmp_path: Path) -> None:
    with pytest.raises(PortTaken, match=f"port {port}: expected a free port, but .* --port 0"), server(tmp_path, port):
        pass
