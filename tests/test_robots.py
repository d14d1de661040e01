"""robots.txt is asked once for each host in a run, whichever engine asks, and means the same to both."""

import datetime as dt
import itertools
from pathlib import Path

import pytest
from werkzeug import Response

from crawlers.asking.robots import RobotsBook, leads_to
from crawlers.crawl import crawl
from crawlers.errors import BadStatus, Unreachable
from crawlers.keep import Crawl
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests.world import World, page

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
WHERE = "http://a.example/robots.txt"
OPTIONS = {"csv": {"columns": {"title": "Title"}}, "html": {"item": "li", "field": {"title": "b"}}}
BODIES = {"csv": page("Title\nChess\n", "text/csv"), "html": page("<li><b>Chess</b></li>")}


def sources(*kinds: str, host: str = "a.example") -> list[Source]:
    return [
        Source(name=f"s{number}", provider="x", kind=kind, url=f"http://{host}/{kind}", options=OPTIONS[kind])
        for number, kind in enumerate(kinds)
    ]


def read(world: World, folder: Path, *kinds: str) -> dict[str, Crawl]:
    for kind, body in BODIES.items():
        world.pages[f"a.example/{kind}"] = body
    settings = CrawlSettings(contact="a@b.example", delay="0s", tries=1, proxy=world.proxy)
    return crawl(sources(*kinds), settings, folder, clock=lambda: NOW)


def test_one_request_for_a_host_whatever_engine(world: World, tmp_path: Path) -> None:
    world.pages["a.example/robots.txt"] = page("User-agent: *\nDisallow: /html", "text/plain")
    found = read(world, tmp_path, "csv", "html", "csv", "html")
    assert world.asked("a.example") == ["/robots.txt", "/csv", "/csv"]
    for name, kind in (("s0", "csv"), ("s1", "html"), ("s2", "csv"), ("s3", "html")):
        assert ("robots.txt disallows it" in str(found[name].error)) is (kind == "html")


@pytest.mark.parametrize("kinds", [("csv", "html", "html"), ("html", "html"), ("csv", "csv")])
def test_a_host_in_trouble_is_asked_for_its_rules_once(world: World, tmp_path: Path, kinds: tuple[str, ...]) -> None:
    world.pages["a.example/robots.txt"] = Response(status=503)
    found = read(world, tmp_path, *kinds)
    assert world.asked("a.example") == ["/robots.txt"]
    for name, one in found.items():
        assert str(one.error).startswith(f"{name}: expected a page, but {WHERE} answered 503")


@pytest.mark.parametrize("kind", ["csv", "html"])
def test_rules_may_lie_on_another_host(world: World, tmp_path: Path, kind: str) -> None:
    world.pages["a.example/robots.txt"] = Response(status=301, headers={"Location": "http://b.example/rules"})
    world.pages["b.example/rules"] = page("User-agent: *\nDisallow: /", "text/plain")
    found = read(world, tmp_path, kind)
    assert "robots.txt disallows it" in str(found["s0"].error)
    assert (world.asked("a.example"), world.asked("b.example")) == (["/robots.txt"], ["/rules"])


@pytest.mark.parametrize("kind", ["csv", "html"])
def test_rules_that_are_redirected_for_ever_are_none(world: World, tmp_path: Path, kind: str) -> None:
    for number in itertools.count():
        where = f"/{number}" if number else "/robots.txt"
        if number > 9:
            break
        world.pages[f"a.example{where}"] = Response(status=302, headers={"Location": f"/{number + 1}"})
    found = read(world, tmp_path, kind)
    assert found["s0"].error is None
    assert world.asked("a.example") == ["/robots.txt", *(f"/{number}" for number in range(1, 6)), f"/{kind}"]


def test_what_one_process_asked_another_knows(tmp_path: Path) -> None:
    first, second = RobotsBook(tmp_path, lambda: NOW), RobotsBook(tmp_path, lambda: NOW)
    assert second.rules("a", WHERE) is None
    first.came("a", WHERE, 200, b"User-agent: *\nCrawl-delay: 7")
    rules = second.rules("b", WHERE)
    assert rules
    assert rules.delay(1.0) == 7.0
    with pytest.raises(BadStatus):
        first.came("a", "http://b.example/robots.txt", 503, b"")
    with pytest.raises(BadStatus, match=r"^b: .*503") as caught:
        second.rules("b", "http://b.example/robots.txt")
    assert caught.value.status == 503
    first.failed("http://c.example/robots.txt", Unreachable("a", expected="x", came="nobody is there", todo="y"))
    with pytest.raises(Unreachable, match=r"^b: expected x, but nobody is there"):
        second.rules("b", "http://c.example/robots.txt")


def test_rules_are_good_for_a_day(tmp_path: Path) -> None:
    times = [NOW, NOW + dt.timedelta(hours=24), NOW + dt.timedelta(hours=25)]
    book = RobotsBook(tmp_path, lambda: times.pop(0))
    book.came("a", WHERE, 404, b"")
    assert book.rules("a", WHERE)
    assert book.rules("a", WHERE) is None


@pytest.mark.parametrize(
    ("status", "target", "there"),
    [
        (301, "/r", "http://a.example/r"),
        (308, "https://b.example/", "https://b.example/"),
        (200, "/r", None),
        (302, None, None),
        (302, "ftp://b.example/", None),
        (302, "http://[", None),
    ],
)
def test_where_rules_lead(status: int, target: str | None, there: str | None) -> None:
    assert leads_to(WHERE, status, target) == there
