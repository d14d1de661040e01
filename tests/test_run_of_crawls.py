"""What holds for a whole run: one request at a time for each host across both engines, its end, what is recorded."""

import datetime as dt
import itertools
import time
from collections import defaultdict
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from werkzeug import Request, Response

from crawlers.crawl import crawl
from crawlers.scrapy_process import child
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests.world import World, page

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
LIST = {"item": "li", "field": {"title": "b"}, "next": "a[rel=next]"}
TABLE = {"columns": {"title": "Title"}}


def source(name: str, url: str, kind: str) -> Source:
    return Source(name=name, provider="x", kind=kind, url=url, options={"csv": TABLE, "html": LIST}[kind])


def listing(number: int) -> Response:
    return page(f"<li><b>L{number}</b></li><a rel=next href='/{number + 1}'>next</a>")


def slow(_: Request) -> Response:
    time.sleep(0.6)
    return page("Title\nChess\n", "text/csv")


def test_a_redirect_to_a_host_of_the_other_engine_waits_for_its_turn(world: World, tmp_path: Path) -> None:
    for number in range(1, 12):
        world.pages[f"b.example/{number}"] = listing(number)
    world.pages["b.example/t.csv"] = page("Title\nChess\n", "text/csv")
    sources = [source("pages", "http://b.example/1", "html")]
    for name in ("c", "d"):
        world.pages[f"{name}.example/"] = slow
        world.pages[f"{name}.example/t"] = Response(status=302, headers={"Location": "http://b.example/t.csv"})
        sources.append(source(f"{name}-first", f"http://{name}.example/", "csv"))
        sources.append(source(f"{name}-moved", f"http://{name}.example/t", "csv"))
    settings = CrawlSettings(contact="a@b.example", delay="100ms", proxy=world.proxy)
    found = crawl(sources, settings, tmp_path, clock=lambda: NOW)
    assert [one.error for one in found.values()] == [None] * 5
    asked = sorted((one for one in world.log if one.host == "b.example"), key=lambda one: one.began)
    assert [one.path for one in asked].count("/robots.txt") == 1
    assert [one.path for one in asked].count("/t.csv") == 2
    assert all(later.began >= earlier.ended for earlier, later in itertools.pairwise(asked))
    assert asked[-1].began - asked[0].began >= 0.09 * (len(asked) - 1)
    of_pages, first, second = asked[-3:]
    assert first.began - of_pages.ended >= 0.09, "from one engine to the other"
    assert second.began - first.ended >= 0.09


@pytest.mark.parametrize("first", ["csv", "html"])
def test_a_host_that_wants_to_be_left_alone_is(world: World, tmp_path: Path, first: str) -> None:
    busy = Response(status=429, headers={"Retry-After": "3600"})
    world.pages |= {"a.example/1": listing(1), "a.example/2": busy, "a.example/t": busy}
    paths = {"csv": "t", "html": "1"}
    sources = [source(kind, f"http://a.example/{paths[kind]}", kind) for kind in ("csv", "html")]
    sources = [one for one in sources if first == "csv" or one.kind == "html"]
    sources.append(source("later", "http://www.a.example/later", first))
    settings = CrawlSettings(contact="a@b.example", delay="0s", proxy=world.proxy)
    found = crawl(sources, settings, tmp_path, clock=lambda: NOW)
    assert [one.path for one in world.log] == ["/robots.txt", *(["/t"] if first == "csv" else ["/1", "/2"])]
    for name in set(found) - ({"html"} if first == "html" else set()):
        assert f"{name}: expected a page, but http://a.example/" in str(found[name].error)
        assert "answered 429 Too Many Requests" in str(found[name].error)


def test_a_lane_without_end_is_ended(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LONGEST", 0.3)
    world.pages |= {"a.example/": slow, "b.example/": page("Title\nChess\n", "text/csv")}
    sources = [source("slow", "http://a.example/", "csv"), source("next", "http://a.example/x", "csv")]
    sources.append(source("quick", "http://b.example/", "csv"))
    settings = CrawlSettings(contact="a@b.example", delay="0s", proxy=world.proxy)
    found = crawl(sources, settings, tmp_path, clock=lambda: NOW)
    for name in ("slow", "next"):
        assert "were not all read after" in str(found[name].error)
    assert found["quick"].error is None


@pytest.mark.parametrize("kind", ["csv", "html"])
def test_every_answer_is_recorded(world: World, tmp_path: Path, kind: str) -> None:
    body = {"csv": page("Title\nChess\n", "text/csv"), "html": page("<li><b>Chess</b></li>")}[kind]
    world.pages |= {
        "a.example/start": Response(status=302, headers={"Location": "/list"}),
        "a.example/list": body,
        "gone.example/start": Response(status=404),
    }
    sources = [source(name, f"http://{name}.example/start", kind) for name in ("a", "gone")]
    settings = CrawlSettings(contact="a@b.example", delay="0s", tries=1, proxy=world.proxy)
    memory, crawls = tmp_path / "memory", tmp_path / "crawls"
    for day in range(2):
        crawl(sources, settings, crawls, clock=lambda day=day: NOW + dt.timedelta(days=day), memory=memory)  # type: ignore[misc]
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted(memory.rglob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.http_headers and record.rec_type in {"response", "revisit"}:
                    target = record.rec_headers.get_header("WARC-Target-URI")
                    said[path.parent.name].append((target, record.http_headers.get_statuscode()))
    robots, start, there = (f"http://a.example/{one}" for one in ("robots.txt", "start", "list"))
    assert said["a"] == [
        (robots, "404"),
        (start, "302"),
        (there, "200"),
        (robots, "404"),
        (start, "302"),
        (there, "304"),
    ]
    assert said["gone"] == [("http://gone.example/robots.txt", "404"), ("http://gone.example/start", "404")] * 2
