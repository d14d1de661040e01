"""One reading of many sources by both engines: what each sort of trouble leaves behind, and how hosts are treated."""

import datetime as dt
import gzip
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request, Response

from crawlers import keep
from crawlers.crawl import crawl, lanes
from crawlers.keep import Crawl
from crawlers.scrapy_process import child
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests.world import World, page, played

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
TABLE = {"columns": {"title": "Title"}}
LIST = {"item": "li", "field": {"title": "b"}, "next": "a[rel=next]"}


def source(name: str, url: str, kind: str = "html", **more: Any) -> Source:
    options = more.pop("options", {"csv": TABLE, "html": LIST}.get(kind, {}))
    return Source(name=name, provider=name, kind=kind, url=url, options=options, **more)


def listing(*titles: str, more: str = "") -> Response:
    return page(f"<ul>{''.join(f'<li><b>{title}</b></li>' for title in titles)}</ul>{more}")


def following(path: str) -> str:
    return f"<a rel=next href='{path}'>next</a>"


def course(name: str) -> Response:
    data = f'{{"@type": "Course", "name": "{name}", "url": "", "description": "x"}}'
    return page(f'<script type="application/ld+json">{data}</script>')


def slow(_: Request) -> Response:
    time.sleep(1.5)
    return listing("Too late")


SOURCES = (
    source("college", "http://college.example/sitemap.xml", "schema_org", options={"only": "/c/"}),
    source("museum", "http://museum.example/1"),
    source("loop", "http://loop.example/1"),
    source("many", "http://many.example/1"),
    source("shared-spider", "http://shared.example/list"),
    source("shared-table", "http://www.shared.example/table.csv", "csv"),
    source("shared-later", "http://shared.example/later"),
    source("table", "http://table.example/t.csv", "csv"),
    source("gone", "http://gone.example/"),
    source("gone-table", "http://gone-table.example/", "csv"),
    source("down", "http://down.example/"),
    source("slow", "http://slow.example/"),
    source("big", "http://big.example/"),
    source("bomb", "http://bomb.example/"),
    source("moved", "http://moved.example/"),
    source("closed", "http://closed.example/"),
    source("agreed", "http://closed.example/agreed", permission="letter of 2026-09-14"),
    source("robots-down", "http://robots-down.example/"),
    source("patient", "http://patient.example/"),
    source("pdf", "http://pdf.example/"),
    source("typo", "http://typo.example/", "htlm"),
    source("option", "http://option.example/", options={"itme": "li"}),
    source("file", "file:///etc/passwd"),
)
ERRORS = {
    "gone": "gone: expected a page, but http://gone.example/ answered 404 Not Found. The address is gone;",
    "gone-table": "gone-table: expected a page, but http://gone-table.example/ answered 404 Not Found.",
    "down": "down: expected a page, but http://down.example/ answered 500 Internal Server Error.",
    "slow": "slow: expected an answer from http://slow.example/, but it did not answer within 1s.",
    "big": "big: expected at most 200,000 bytes, but http://big.example/ sends more.",
    "bomb": "bomb: expected at most 200,000 bytes, but http://bomb.example/ sends more.",
    "moved": "moved: expected a page of moved.example, but it leads to http://login.example/.",
    "closed": "closed: expected leave to read http://closed.example/, but the host's robots.txt disallows it.",
    "robots-down": "robots-down: expected a page, but http://robots-down.example/robots.txt answered 503",
    "pdf": "pdf: expected a web page at http://pdf.example/, but application/pdf came.",
    "typo": "typo: there is no kind 'htlm'. Did you mean 'html'?",
    "option": "option: the kind 'html' has no option 'itme'. Did you mean 'item'?",
    "file": "file: expected a web address such as https://library.example/events in 'url', but it is 'file:///etc/passwd'.",
}


def build(world: World) -> None:
    locations = [f"http://college.example/c/{number}" for number in range(4)] + ["http://college.example/about"]
    where = "".join(f"<url><loc>{url}</loc></url>" for url in locations)
    world.pages |= {
        "college.example/sitemap.xml": page(f"<urlset>{where}</urlset>", "application/xml"),
        **{f"college.example/c/{number}": course(f"Course {number}") for number in range(3)},
        "museum.example/1": listing("A", more=following("/2") + "<a href='http://else.example/'>x</a>"),
        "museum.example/2": listing("B"),
        "loop.example/1": listing("A", more=following("/2")),
        "loop.example/2": listing("B", more=following("/1")),
        "shared.example/list": listing("S"),
        "shared.example/later": listing("T"),
        "www.shared.example/table.csv": page("Title\nU\n", "text/csv"),
        "table.example/t.csv": page("Title\nV\n", "text/csv"),
        "down.example/": Response(status=500),
        "slow.example/": slow,
        "big.example/": page(b"<p>" + b"0" * 300_000),
        "bomb.example/": page(gzip.compress(b"<p>" + b"0" * 300_000), Content_Encoding="gzip"),
        "moved.example/": Response(status=302, headers={"Location": "http://login.example/"}),
        "closed.example/robots.txt": page("User-agent: *\nDisallow: /", "text/plain"),
        "closed.example/agreed": listing("C"),
        "robots-down.example/robots.txt": Response(status=503),
        "pdf.example/": page(b"%PDF-1.7", "application/pdf"),
    }
    for number in range(1, 20):
        world.pages[f"many.example/{number}"] = listing(f"L{number}", more=following(f"/{number + 1}"))
    turns = itertools.count()
    busy = Response(status=429, headers={"Retry-After": "1"})
    world.pages["patient.example/"] = lambda _: busy if next(turns) == 0 else listing("P")


class Twice:
    """Two crawls of the same world: what each gave, and which requests it sent."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder, self.told = world, folder, [""]
        self.settings = CrawlSettings(
            contact="bot@city.example",
            delay="20ms",
            timeout="1s",
            max_bytes=200_000,
            max_pages=6,
            tries=2,
            proxy=world.proxy,
        )
        build(world)
        self.first = self.crawl(*SOURCES)
        self.first_log = list(world.log)
        world.log.clear()
        del world.pages["college.example/c/1"]
        world.pages["college.example/c/2"] = Response(status=500)
        world.pages["museum.example/1"] = Response(status=503)
        self.second = self.crawl(*(one for one in SOURCES if one.name not in {"slow", "patient"}))
        self.second_log = list(world.log)

    def crawl(self, *sources: Source) -> dict[str, Crawl]:
        self.told.clear()

        def tell(one: Crawl) -> None:
            self.told.append(one.source)

        return crawl(sources, self.settings, self.folder, clock=lambda: NOW, done=tell)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twice]:
    with played() as world:
        yield Twice(world, tmp_path_factory.mktemp("crawls"))


def titles(one: Crawl) -> list[str | None]:
    return [draft.title for _, draft in one.drafts]


def paths(log: list[Any], host: str) -> list[str]:
    return [one.path for one in log if one.host == host]


def test_every_source_has_its_crawl_in_order(twice: Twice) -> None:
    assert list(twice.first) == [one.name for one in SOURCES]
    assert sorted(twice.told) == sorted(twice.second)
    for name, one in twice.second.items():
        assert keep.load(twice.folder, name) == one


@pytest.mark.parametrize("name", ERRORS)
def test_trouble_is_a_sentence(twice: Twice, name: str) -> None:
    error = twice.first[name].error
    assert error
    assert error.startswith(ERRORS[name])
    assert twice.first[name].pages == ()


def test_all_else_was_read(twice: Twice) -> None:
    assert {name: one.error for name, one in twice.first.items() if one.error}.keys() == ERRORS.keys()
    assert titles(twice.first["college"]) == ["Course 0", "Course 1", "Course 2"]
    assert titles(twice.first["museum"]) == ["A", "B"]
    assert titles(twice.first["table"]) == ["V"]
    assert titles(twice.first["agreed"]) == ["C"]
    assert titles(twice.first["patient"]) == ["P"]


def test_a_page_that_is_gone_leaves_a_note(twice: Twice) -> None:
    notes = {one.where: one.reason for one in twice.first["college"].refusals}
    assert notes == {"http://college.example/c/3": "The page is gone (404)."}


def test_a_link_that_loops_is_read_once(twice: Twice) -> None:
    assert paths(twice.first_log, "loop.example") == ["/robots.txt", "/1", "/2"]


def test_max_pages_ends_a_crawl_and_says_so(twice: Twice) -> None:
    many = twice.first["many"]
    assert titles(many) == [f"L{number}" for number in range(1, 7)]
    assert many.pages[-1].url == "http://many.example/7"
    assert str(many.pages[-1].error).startswith("many: expected at most 6 pages, but there are at least 1 more.")


def test_other_hosts_are_never_asked(twice: Twice) -> None:
    asked = {one.host for one in twice.first_log}
    assert not asked & {"else.example", "login.example", "option.example", "typo.example"}
    assert paths(twice.first_log, "closed.example") == ["/robots.txt", "/agreed"]
    assert paths(twice.first_log, "robots-down.example") == ["/robots.txt"] * 2


def test_retry_after_is_waited_for(twice: Twice) -> None:
    busy, again = [one for one in twice.first_log if one.host == "patient.example" and one.path == "/"]
    assert again.began - busy.ended >= 0.9


@pytest.mark.parametrize("which", ["first_log", "second_log"])
def test_no_host_is_asked_twice_at_a_time(twice: Twice, which: str) -> None:
    by_host: dict[str, list[Any]] = {}
    for one in sorted(getattr(twice, which), key=lambda one: one.began):
        if one.host != "slow.example":  # it goes on long after we have hung up
            by_host.setdefault(one.host.removeprefix("www."), []).append(one)
    assert len(by_host["shared.example"]) >= 5, "one host, two engines"
    for asked in by_host.values():
        assert all(later.began >= earlier.ended for earlier, later in itertools.pairwise(asked))
        assert asked[-1].began - asked[0].began >= 0.019 * (len(asked) - 1)


def test_every_request_says_who_asks(twice: Twice) -> None:
    for one in (*twice.first_log, *twice.second_log):
        assert one.headers["User-Agent"].startswith("CityOfLearning/")
        assert "bot@city.example" in one.headers["User-Agent"]
        assert "Cookie" not in one.headers


@pytest.mark.parametrize(("name", "host", "path"), [("table", "table", "/t.csv"), ("loop", "loop", "/1")])
def test_what_has_not_changed_is_not_extracted_again(twice: Twice, name: str, host: str, path: str) -> None:
    (asked,) = [one for one in twice.second_log if (one.host, one.path) == (f"{host}.example", path)]
    first, second = twice.first[name], twice.second[name]
    assert asked.headers["If-None-Match"] == first.pages[0].etag
    assert second.unchanged == len(second.pages) == len(first.pages)
    assert second.bytes == 0
    assert second.drafts == first.drafts
    assert second.requests == first.requests == len(first.pages) + 1


def test_what_fails_in_passing_stays_and_what_is_gone_goes(twice: Twice) -> None:
    college = {page.url: page for page in twice.second["college"].pages}
    assert titles(twice.second["college"]) == ["Course 0", "Course 2"]
    assert "500" in str(college["http://college.example/c/2"].error)
    assert college["http://college.example/c/1"].refusals[0].reason == "The page is gone (404)."


def test_a_start_that_fails_keeps_the_last_crawl(twice: Twice) -> None:
    museum = twice.second["museum"]
    assert "answered 503" in str(museum.error)
    assert museum.pages == twice.first["museum"].pages
    assert museum.fingerprint == twice.first["museum"].fingerprint
    assert paths(twice.second_log, "museum.example") == ["/robots.txt", "/1", "/1"]


@pytest.mark.parametrize(
    ("sign", "quiet", "words"),
    [
        (signal.SIGKILL, 60, "the Scrapy process was ended by SIGKILL"),
        (signal.SIGSTOP, 2, "the Scrapy process gave no sign of life for 2s and was ended"),
    ],
)
def test_a_child_that_is_killed_or_hangs_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: signal.Signals, quiet: int, words: str
) -> None:
    monkeypatch.setattr(child, "QUIET", quiet)
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            started.append(self)

    def deadly(_: Request) -> Response:
        os.kill(started[-1].pid, sign)
        return listing("never")

    monkeypatch.setattr(child.subprocess, "Popen", Watched)
    sources = [source("fatal", "http://fatal.example/"), source("table", "http://table.example/t.csv", "csv")]
    kept = keep.KeptPage(url="http://fatal.example/", fetched_at=NOW, checked_at=NOW)
    before = Crawl(source="fatal", kind="html", fingerprint="f", started_at=NOW, finished_at=NOW, pages=(kept,))
    keep.save(tmp_path, before)
    (tmp_path / "fatal.123.new").write_bytes(b"half a cra")
    with played() as world:
        world.pages |= {"fatal.example/": deadly, "table.example/t.csv": page("Title\nV\n", "text/csv")}
        settings = CrawlSettings(contact="bot@city.example", delay="0s", timeout="500ms", proxy=world.proxy)
        crawls = crawl(sources, settings, tmp_path, clock=lambda: NOW)
    assert words in str(crawls["fatal"].error)
    assert started[-1].poll() == -signal.SIGKILL
    assert started[-1].args == [sys.executable, "-m", "crawlers.scrapy_process.spider"], (
        "no file that could outlive it holds the job"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fatal.jsonl", "table.jsonl"]
    assert crawls["fatal"].pages == (kept,)
    assert keep.load(tmp_path, "fatal") == crawls["fatal"]
    assert titles(crawls["table"]) == ["V"]


def test_sources_that_share_a_host_are_one_lane() -> None:
    a, b = source("a", "http://a.example/"), source("b", "http://www.b.example/")
    both = source("both", "http://a.example/x", options={**LIST, "hosts": ["b.example"]})
    alone = source("alone", "http://c.example/")
    assert [[one.name for one in lane.sources] for lane in lanes([a, alone, b, both])] == [
        ["alone"],
        ["a", "b", "both"],
    ]
