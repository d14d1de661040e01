"""Private networks are closed to both engines, however an address is spelt and whatever a name server says."""

import datetime as dt
import ipaddress
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from werkzeug import Response

from crawlers.asking import network
from crawlers.asking.answers import Ask
from crawlers.asking.login import token
from crawlers.asking.network import Guard, NotPublic, is_public, literal
from crawlers.call import Login
from crawlers.crawl import crawl
from crawlers.errors import PrivateAddress, Unreachable
from crawlers.fetch import Fetcher
from crawlers.keep import Crawl
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests.world import World, page

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)

PRIVATE = re.findall(
    r"\S+",
    """
0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192
192.168.1.1 198.18.0.1 203.0.113.9 224.0.0.251 240.0.0.1 255.255.255.255 168.63.129.16
:: ::1 fe80::1 fec0::1 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 64:ff9b:1::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 2002:7f00:1:: 2002:a9fe:a9fe:: 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
2001:0:7f00:1::1
""",
)
PUBLIC = (
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_no_public_site_lies_there(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_site_may_lie_there(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


LOOPBACK = (
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "0x7f.1",
    "0X7F000001",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "127。0。0。1",
    "１２７.０.０.１",
    "%31%32%37.0.0.1",
)


@pytest.mark.parametrize("host", LOOPBACK)
def test_an_address_is_known_however_it_is_spelt(host: str) -> None:
    assert str(literal(host)) == "127.0.0.1"


@pytest.mark.parametrize("host", ["face.example", "0x.example", "1.2.3.4.5", "a", "", "beef"])
def test_a_name_is_no_address(host: str) -> None:
    assert literal(host) is None


SPELT = (
    *(f"http://{host}/" for host in LOOPBACK),
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[0:0:0:0:0:ffff:7f00:1]/",
    "http://user:word@127.0.0.1:8080/",
    "http://localhost/",
    "https://LOCALHOST./",
    "http://a.localhost:99/",
    "http://printer.local/",
    "http://intranet/",
    "http://wiki.internal/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/",
)


def settings(**more: object) -> CrawlSettings:
    return CrawlSettings(contact="bot@city.example", delay="0s", timeout="5s", tries=1, **more)  # type: ignore[arg-type]


def read(folder: Path, url: str, kind: str, **more: object) -> Crawl:
    options = {"csv": {"columns": {"title": "Title"}}, "html": {"item": "li", "field": {"title": "b"}}}[kind]
    source = Source(name="town", provider="Town", kind=kind, url=url, options=options)
    return crawl([source], settings(**more), folder, clock=lambda: NOW)["town"]


@pytest.mark.parametrize("proxied", [False, True])
@pytest.mark.parametrize("url", SPELT)
def test_what_says_itself_that_it_is_private_is_never_asked(world: World, url: str, proxied: bool) -> None:
    with Fetcher(settings(proxy=world.proxy if proxied else None), lambda: NOW) as door:
        with pytest.raises(PrivateAddress, match=r"town: expected a host on the public internet.*'private_hosts'"):
            door.get("town", Ask(url=url), permitted=True)
        assert door.requests["town"] == 0
    assert world.log == []


@pytest.mark.parametrize("kind", ["csv", "html"])
@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f.1", "localhost", "[::ffff:127.0.0.1]"])
def test_both_engines_refuse_it_before_anything_is_sent(world: World, tmp_path: Path, kind: str, host: str) -> None:
    port = urlsplit(world.proxy).port
    found = read(tmp_path, f"http://{host}:{port}/", kind)
    assert "is in a private network" in str(found.error)
    assert (found.requests, world.log) == (0, [])


@pytest.mark.parametrize("kind", ["csv", "html"])
@pytest.mark.parametrize("allowed", ["127.0.0.1", "LocalHost."])
def test_the_city_may_allow_a_host(world: World, tmp_path: Path, kind: str, allowed: str) -> None:
    host = "localhost" if allowed.startswith("L") else "127.0.0.1"
    port = urlsplit(world.proxy).port
    world.pages[f"{host}:{port}/"] = page("Title\nChess\n", "text/csv") if kind == "csv" else page("<li><b>Chess</b>")
    found = read(tmp_path, f"http://{host}:{port}/", kind, private_hosts=(allowed,))
    assert [draft.title for _, draft in found.drafts] == ["Chess"]


@pytest.mark.parametrize("kind", ["csv", "html"])
@pytest.mark.parametrize("path", ["/", "/robots.txt"])
def test_a_redirect_into_a_private_network_is_refused(world: World, tmp_path: Path, kind: str, path: str) -> None:
    port = urlsplit(world.proxy).port
    away = Response(status=302, headers={"Location": f"http://localhost:{port}/secret"})
    world.pages[f"127.0.0.1:{port}{path}"] = away
    hosts = {"hosts": ["localhost"]} if kind == "html" else {}
    options = {"csv": {"columns": {"title": "Title"}}, "html": {"item": "li", "field": {"title": "b"}}}[kind]
    url = f"http://127.0.0.1:{port}/"
    source = Source(name="town", provider="Town", kind=kind, url=url, options=options | hosts)
    found = crawl([source], settings(private_hosts=("127.0.0.1",)), tmp_path, clock=lambda: NOW)["town"]
    assert "localhost is in a private network (by its name)" in str(found.error)
    assert "/secret" not in [one.path for one in world.log]


@pytest.mark.parametrize("host", ["http://intranet.example", "intranet.example:8080", "10.0.0.0/8", "*", "", "a b"])
def test_an_allowed_host_is_a_name_or_an_address(host: str) -> None:
    with pytest.raises(ValueError, match="private_hosts: expected a name such as"):
        settings(private_hosts=(host,))


class NameServer:
    """Answers each question with the next of its answers, and the last one again and again."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers, self.asked = list(answers), 0

    def __call__(self, _host: str, _port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def test_a_name_is_resolved_once_and_what_was_checked_is_connected_to(world: World) -> None:
    names, port = NameServer(["127.0.0.1"], ["127.0.0.2"]), urlsplit(world.proxy).port
    url = f"http://rebound.example:{port}/"
    world.pages[f"rebound.example:{port}/"] = page("x", Connection="close")
    with Fetcher(settings(private_hosts=("127.0.0.1",)), lambda: NOW, resolve=names) as door:
        answer = door.get("town", Ask(url=url), permitted=True)
        assert answer.page
        assert answer.page.body == b"x"
        assert (names.asked, world.log[0].headers["Host"]) == (1, f"rebound.example:{port}")
        with pytest.raises(PrivateAddress, match=r"rebound\.example is in a private network \(127\.0\.0\.2\)"):
            door.get("town", Ask(url=url), permitted=True)
        assert (names.asked, len(world.log), door.requests["town"]) == (2, 1, 1)


def test_one_private_address_among_public_ones_is_enough() -> None:
    guard = Guard(resolve=NameServer(["93.184.216.34", "10.0.0.7"]))
    with pytest.raises(NotPublic, match=r"10\.0\.0\.7"):
        guard.addresses("mixed.example", 80)


def test_a_login_is_not_sent_into_a_private_network(world: World) -> None:
    secret = Login(url=f"{world.proxy}/token", client_id="a", client_secret="b")
    with Fetcher(settings(), lambda: NOW) as door, pytest.raises(PrivateAddress):
        token("town", secret, door, permitted=True)
    assert world.log == []


def test_a_name_without_an_address_is_unknown() -> None:
    with (
        Fetcher(settings(), lambda: NOW, resolve=NameServer([])) as door,
        pytest.raises(Unreachable, match="the host is unknown"),
    ):
        door.get("town", Ask(url="http://nobody.example/"), permitted=True)


def test_the_next_address_is_tried(world: World) -> None:
    names, port = NameServer(["::1", "127.0.0.1"]), urlsplit(world.proxy).port
    world.pages[f"two.example:{port}/"] = page("x")
    with Fetcher(settings(private_hosts=("127.0.0.1", "::1")), lambda: NOW, resolve=names) as door:
        assert door.get("town", Ask(url=f"http://two.example:{port}/"), permitted=True).page


def test_names_are_resolved_by_the_system() -> None:
    assert "127.0.0.1" in network.resolve("localhost", 80)
