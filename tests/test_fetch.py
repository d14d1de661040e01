"""The httpx door: what it asks, how often, how politely, and what it makes of every bad answer."""

import datetime as dt
import gzip
import itertools
import socket
import threading
import time

import httpx
import msgspec
import pytest
from scrapy.exceptions import DownloadFailedError, ResponseDataLossError
from werkzeug import Request, Response

from crawlers.asking import answers, manners
from crawlers.asking.answers import Ask
from crawlers.errors import BadStatus, Disallowed, SourceError, TooLarge, Unreachable, WrongContent
from crawlers.fetch import Fetcher
from crawlers.settings import CrawlSettings
from tests.world import World, page

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
A, ROBOTS = "http://a.example/", "a.example/robots.txt"


def fetcher(world: World, **settings: object) -> Fetcher:
    plain = CrawlSettings(contact="bot@city.example", delay="0s", timeout="5s", proxy=world.proxy)
    return Fetcher(msgspec.structs.replace(plain, **settings), lambda: NOW)


def get(world: World, url: str = A, **settings: object) -> answers.Answer:
    with fetcher(world, **settings) as door:
        return door.get("club", Ask(url=url))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 22 Nov 2026 09:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 09:00:30", 30.0),
        ("Sat, 21 Nov 2026 09:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert answers.retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "wish", "tried", "seconds"),
    [
        (None, None, 1, 2.0),
        (503, None, 1, 2.0),
        (503, None, 3, 8.0),
        (503, None, 1000, 60.0),
        (429, 7.0, 1, 7.0),
        (429, 3600.0, 1, None),
        (404, None, 1, None),
        (403, 1.0, 1, None),
    ],
)
def test_a_pause_doubles_and_ends(status: int | None, wish: float | None, tried: int, seconds: float | None) -> None:
    assert answers.pause(status, wish, tried=tried, delay=1.0) == seconds


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://WWW.Club.example:8080/x", "club.example"),
        ("https://club.example./", "club.example"),
        ("http://[", ""),
        ("mailto:a@club.example", ""),
    ],
)
def test_a_host_is_one_house_however_spelt(url: str, host: str) -> None:
    assert manners.host(url) == host


def test_a_page_comes_with_what_the_host_said_of_it(world: World) -> None:
    world.pages["a.example/"] = page("<p>ü</p>", "text/HTML; Charset='UTF-8'", ETag='"7"', Last_Modified="then")
    answer = get(world)
    assert answer.page
    assert (answer.etag, answer.last_modified) == ('"7"', "then")
    assert (answer.page.content_type, answer.page.charset, answer.page.body.decode()) == (
        "text/html",
        "utf-8",
        "<p>ü</p>",
    )
    assert (answer.page.fetched_at, answer.page.final_url) == (NOW, A)


def test_the_user_agent_says_who_and_whom_to_write_to(world: World) -> None:
    world.pages["a.example/"] = page("x")
    get(world)
    for asked in world.log:
        assert asked.headers["User-Agent"].startswith("CityOfLearning/")
        assert asked.headers["User-Agent"].endswith("(+mailto:bot@city.example)")


def test_no_cookie_is_sent_back(world: World) -> None:
    world.pages["a.example/"] = page("x", Set_Cookie="visit=7; Path=/")
    with fetcher(world) as door:
        for _ in range(2):
            door.get("club", Ask(url=A))
    assert len(world.log) == 3
    assert not any("Cookie" in asked.headers for asked in world.log)


def test_what_has_not_changed_is_not_sent_again(world: World) -> None:
    world.pages["a.example/"] = page("x", ETag='"7"')
    with fetcher(world) as door:
        assert door.get("club", Ask(url=A, etag='"7"', last_modified="then")).page is None
        assert door.get("club", Ask(url=A, etag='"6"')).page is not None
        assert door.requests["club"] == 3  # robots.txt once
    assert world.log[1].headers["If-Modified-Since"] == "then"


@pytest.mark.parametrize(
    ("status", "asked"),
    [(400, 1), (401, 1), (403, 1), (404, 1), (410, 1), (429, 3), (500, 3), (503, 3), (304, 1), (599, 1)],
)
def test_a_bad_status_is_a_sentence(world: World, status: int, asked: int) -> None:
    world.pages["a.example/"] = Response(status=status)
    with pytest.raises(BadStatus, match=rf"^club: expected a page, but {A} answered {status}.*\. [A-Z]") as caught:
        get(world)
    assert caught.value.status == status
    assert len(world.asked("a.example")) == 1 + asked


def test_a_passing_trouble_passes(world: World) -> None:
    count = itertools.count()
    world.pages["a.example/"] = lambda _: (
        Response(status=503, headers={"Retry-After": "0"}) if next(count) < 2 else page("x")
    )
    assert get(world).page


def test_retry_after_is_waited_for(world: World) -> None:
    count = itertools.count()
    busy = Response(status=429, headers={"Retry-After": "1"})
    world.pages["a.example/"] = lambda _: busy if next(count) == 0 else page("x")
    assert get(world).page
    first, second = [one for one in world.log if one.path == "/"]
    assert second.began - first.ended >= 0.9


def test_a_host_that_asks_for_an_hour_is_left_alone(world: World) -> None:
    world.pages["a.example/"] = Response(status=429, headers={"Retry-After": "3600"})
    with pytest.raises(BadStatus):
        get(world)
    assert world.asked("a.example") == ["/robots.txt", "/"]


def test_silence_ends(world: World) -> None:
    def slow(_: Request) -> Response:
        time.sleep(0.5)
        return page("x")

    world.pages["a.example/"] = slow
    with pytest.raises(Unreachable, match=r"did not answer within 100ms"):
        get(world, timeout="100ms", tries=1)


def test_a_host_that_is_not_there_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        allowed = ("127.0.0.1",)
        nobody = CrawlSettings(contact="bot@city.example", delay="0s", timeout="1s", tries=2, private_hosts=allowed)
        with Fetcher(nobody, lambda: NOW) as door, pytest.raises(Unreachable, match=r"the connection failed"):
            door.get("club", Ask(url=address))


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_beyond_the_cap_is_dropped(world: World, packed: bool) -> None:
    body = b"0" * 3_000_000
    world.pages["a.example/"] = page(gzip.compress(body), Content_Encoding="gzip") if packed else page(body)
    with pytest.raises(TooLarge, match=r"at most 1,000,000 bytes"):
        get(world, max_bytes=1_000_000)


def test_redirects_are_followed_with_the_manners_of_each_host(world: World) -> None:
    world.pages["a.example/"] = Response(status=302, headers={"Location": "http://b.example/x"})
    world.pages["b.example/x"] = page("x")
    answer = get(world)
    assert answer.page
    assert (answer.page.url, answer.page.final_url) == (A, "http://b.example/x")
    assert world.asked("b.example") == ["/robots.txt", "/x"]
    world.pages["b.example/robots.txt"] = page("User-agent: *\nDisallow: /", "text/plain")
    with pytest.raises(Disallowed):
        get(world)


@pytest.mark.parametrize(
    ("target", "error"), [("/", Unreachable), ("file:///etc/passwd", WrongContent), ("http://[", SourceError)]
)
def test_redirects_to_nowhere_end(world: World, target: str, error: type[SourceError]) -> None:
    world.pages["a.example/"] = Response(status=301, headers={"Location": target})
    with pytest.raises(error):
        get(world)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/", "a.example", "", "http:///x"])
def test_only_web_addresses_are_asked(world: World, url: str) -> None:
    with pytest.raises(WrongContent):
        get(world, url)
    assert world.log == []


def test_robots_txt_is_obeyed_unless_the_provider_agreed(world: World) -> None:
    world.pages[ROBOTS] = page("User-agent: cityoflearning\nDisallow: /\n\nUser-agent: *\nDisallow:", "text/plain")
    world.pages["a.example/"] = page("x")
    with pytest.raises(Disallowed, match=r"robots\.txt disallows it.*'permission'"):
        get(world)
    assert world.asked("a.example") == ["/robots.txt"]
    with fetcher(world) as door:
        assert door.get("club", Ask(url=A), permitted=True).page


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (429, False)])
def test_a_robots_txt_that_cannot_be_read(world: World, status: int, allowed: bool) -> None:
    world.pages[ROBOTS], world.pages["a.example/"] = Response(status=status), page("x")
    if allowed:
        assert get(world).page
    else:
        with pytest.raises(BadStatus, match=r"robots\.txt answered"):
            get(world)


@pytest.mark.parametrize(("wish", "seconds"), [("0.2", 0.2), ("99999", 30.0), ("soon", 0.1)])
def test_crawl_delay_counts_where_it_is_longer(wish: str, seconds: float) -> None:
    assert manners.Robots(f"User-agent: *\nCrawl-delay: {wish}").delay(0.1) == seconds


def test_one_request_at_a_time_for_each_host_with_a_pause(world: World) -> None:
    for number in range(4):
        world.pages[f"a.example/{number}"] = world.pages[f"b.example/{number}"] = page("x")
    with fetcher(world, delay="50ms") as door:
        urls = [f"http://{host}.example/{number}" for host in "ab" for number in range(4)]
        threads = [threading.Thread(target=door.get, args=("club", Ask(url=url))) for url in urls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for host in ("a.example", "b.example"):
        asked = sorted(one for one in world.log if one.host == host)
        asked.sort(key=lambda one: one.began)
        assert len(asked) >= 5
        assert all(later.began - earlier.ended >= 0.045 for earlier, later in itertools.pairwise(asked))
    both = sorted(world.log, key=lambda one: one.began)
    assert len({one.host for one in both[:4]}) == 2, "hosts do not wait for each other"


def test_with_a_proxy_no_name_is_resolved_here(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    resolve = socket.getaddrinfo

    def listening(host: object, *rest: object, **more: object) -> object:
        asked.append(host)
        return resolve(host, *rest, **more)  # type: ignore[arg-type, call-overload]

    monkeypatch.setattr(socket, "getaddrinfo", listening)
    world.pages["a.example/"] = page("x")
    assert get(world).page
    assert {str(host) for host in asked} <= {"127.0.0.1"}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate has expired"),
            "its certificate is not in order",
        ),
        (httpx.ConnectError("[Errno -2] Name or service not known"), "the host is unknown"),
        (httpx.ConnectError("[Errno 111] Connection refused"), "the host refuses connections"),
        (httpx.ConnectError("[Errno 113] No route to host"), "there is no way to the host"),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), "it was cut off"),
        (httpx.RemoteProtocolError("peer closed connection without sending complete message body"), "before its end"),
        (httpx.RemoteProtocolError("illegal status line"), "no HTTP"),
        (httpx.ReadError(""), "the connection failed"),
        (ResponseDataLossError("200"), "before its end"),
        (DownloadFailedError("[<twisted.python.failure.Failure: Connection to the other side was lost.>]"), "cut off"),
        (KeyError("x"), "the connection failed"),
    ],
)
def test_a_failed_connection_is_told_in_plain_words(error: Exception, words: str) -> None:
    said = answers.broken_off(error)
    assert said.startswith("the connection failed")
    assert words in said
    assert type(error).__name__ not in said
