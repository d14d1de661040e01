"""How a kind may be asked where that is no plain GET: calls, logins; what it says of its absence and its licence."""

import base64
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from werkzeug import Request, Response

from crawlers import apis, keep, kinds
from crawlers.asking.answers import Ask
from crawlers.call import Call
from crawlers.crawl import crawl
from crawlers.draft import Rights
from crawlers.errors import SourceError
from crawlers.fetch import Fetcher
from crawlers.keep import Crawl, Feed, KeptPage
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests.world import World, page

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
START = "http://api.example/page/1"
SECRET = "s3cret-of-the-town"
ENVIRONMENT = {"POSTED_SECRET": SECRET}


@pytest.fixture
def world(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    folder = Path(__file__).parent / "kinds_of_tests"
    monkeypatch.setattr(apis, "__path__", [*apis.__path__, str(folder)])
    kinds._modules.cache_clear()
    yield world
    kinds._modules.cache_clear()


def listing(*titles: str, **more: Any) -> Response:
    return page(json.dumps({"titles": titles} | more), "application/json")


def source(**options: Any) -> Source:
    return Source(name="town", provider="Town", kind="posted", url=START, options=options)


def read(world: World, folder: Path, source: Source, environment: dict[str, str] = ENVIRONMENT) -> Crawl:
    settings = CrawlSettings(contact="bot@city.example", delay="0s", tries=1, proxy=world.proxy)
    return crawl([source], settings, folder, clock=lambda: NOW, environment=environment)["town"]


class Api:
    """Answers a POST; counts what it was asked."""

    def __init__(self, *answers: Response) -> None:
        self.answers, self.asked = list(answers), list[tuple[str, bytes, dict[str, str]]]()

    def __call__(self, request: Request) -> Response:
        self.asked.append((request.method, request.get_data(), dict(request.headers)))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def granted(token: str) -> Response:
    return page(json.dumps({"access_token": token, "token_type": "Bearer", "expires_in": 60}), "application/json")


def test_a_call_is_sent_and_the_page_keeps_its_address(world: World, tmp_path: Path) -> None:
    api = Api(listing("Chess", next="/page/2", licence="CC BY 4.0"))
    world.pages |= {"api.example/api/1": api, "api.example/api/2": listing("Knitting", licence="ODbL")}
    found = read(world, tmp_path, source())
    assert [one.url for one in found.pages] == [START, "http://api.example/page/2"]
    assert [draft.title for _, draft in found.drafts] == ["Chess", "Knitting"]
    ((method, body, headers),) = api.asked
    assert (method, body) == ("POST", b'{"part": false}')
    assert (headers["Content-Type"], headers["X-Form"]) == ("application/json", "short")
    assert [one.rights and one.rights.licence for one in found.pages] == ["CC BY 4.0", "ODbL"]
    assert found.rights == Rights(licence="ODbL", attribution="Millbrook")
    assert keep.load(tmp_path, "town") == found


def test_a_post_whose_answer_is_the_same_is_unchanged(world: World, tmp_path: Path) -> None:
    conditional = Api(listing("Chess", licence="CC0"))
    world.pages["api.example/api/1"] = conditional
    first, second = read(world, tmp_path, source()), read(world, tmp_path, source())
    assert conditional.asked[1][2]["If-None-Match"] == first.pages[0].etag
    assert (second.unchanged, second.requests, second.rights) == (1, 2, first.rights)


def test_a_condition_that_holds_may_be_answered_by_412(world: World) -> None:
    world.pages["api.example/api"] = Response(status=412)
    settings = CrawlSettings(contact="bot@city.example", delay="0s", tries=1, proxy=world.proxy)
    call, ask = Call(url="http://api.example/api", body=b"{}"), Ask(url=START, etag='"1"')
    with Fetcher(settings, lambda: NOW) as door:
        assert door.get("town", ask, call=call).page is None
        with pytest.raises(SourceError, match="412"):
            door.get("town", Ask(url=START), call=call)


@pytest.mark.parametrize(
    ("status", "target", "sent"),
    [
        (307, "http://api.example/moved", ("POST", b"{}")),
        (308, "http://other.example/moved", ("POST", b"{}")),
        (301, "http://api.example/moved", ("GET", b"")),
        (303, "http://api.example/moved", ("GET", b"")),
        (302, "http://other.example/moved", None),
    ],
)
def test_a_post_that_is_redirected(world: World, status: int, target: str, sent: tuple[str, bytes] | None) -> None:
    api = Api(listing("Chess"))
    world.pages |= {target.removeprefix("http://"): api}
    world.pages["api.example/api"] = Response(status=status, headers={"Location": target})
    settings = CrawlSettings(contact="bot@city.example", delay="0s", tries=1, proxy=world.proxy)
    call = Call(url="http://api.example/api", body=b"{}")
    with Fetcher(settings, lambda: NOW) as door:
        if sent:
            answer = door.get("town", Ask(url=START), call=call, headers={"X-Key": "1234"})
            assert answer.page
            assert answer.page.final_url == target
            assert api.asked[0][:2] == sent
            assert ("X-Key" in api.asked[0][2]) is ("api.example" in target)
        else:
            with pytest.raises(SourceError, match=r"an answer of api\.example to a POST"):
                door.get("town", Ask(url=START), call=call)
            assert api.asked == []


def test_a_login_comes_first_and_its_token_goes_to_its_own_hosts_only(world: World, tmp_path: Path) -> None:
    token, api, away = Api(granted("t0ken-1")), Api(listing("Chess", next="http://b.example/page/2")), Api(listing("B"))
    world.pages |= {"api.example/token": token, "api.example/api/1": api, "b.example/api/2": away}
    found = read(
        world, tmp_path, source(secret="$POSTED_SECRET", hosts=["b.example"]), ENVIRONMENT | {"POSTED_KEY": "k3y"}
    )
    assert [draft.title for _, draft in found.drafts] == ["Chess", "B"]
    method, body, headers = token.asked[0]
    assert (method, body) == ("POST", b"grant_type=client_credentials&scope=read")
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode() == f"town:{SECRET}"
    assert (api.asked[0][2]["Authorization"], api.asked[0][2]["X-Key"]) == ("Bearer t0ken-1", "k3y")
    assert not {"Authorization", "X-Key"} & away.asked[0][2].keys()
    assert world.asked("api.example") == ["/robots.txt", "/token", "/api/1"]
    assert SECRET not in (tmp_path / "town.jsonl").read_text()
    assert "t0ken" not in (tmp_path / "town.jsonl").read_text()


def test_an_expired_token_is_renewed_once(world: World, tmp_path: Path) -> None:
    token = Api(granted("first"), granted("second"))
    world.pages |= {
        "api.example/token": token,
        "api.example/api/1": listing("Chess", next="/page/2"),
        "api.example/api/2": Api(Response(status=401), listing("Knitting")),
    }
    found = read(world, tmp_path, source(secret="$POSTED_SECRET"))
    assert [draft.title for _, draft in found.drafts] == ["Chess", "Knitting"]
    assert len(token.asked) == 2


@pytest.mark.parametrize(
    ("answer", "words", "asked"),
    [
        (Response(status=401), "expected a token from http://api.example/token, but it answered 401 Unauthorized.", 1),
        (Response(status=500), "but http://api.example/token answered 500 Internal Server Error.", 1),
        (page(f"<p>{SECRET}"), "but its answer holds none.", 1),
        (page('{"access_token": "x", "token_type": "mac"}'), "but it gives one that is no bearer token.", 1),
        (page('{"access_token": "a\\nb"}'), "but what it gives is no token.", 1),
        (Response(status=307, headers={"Location": "http://else.example/"}), "it redirects more than 0 times", 1),
        (granted("never good"), "http://api.example/page/1 answered 401 Unauthorized", 1),
    ],
)
def test_a_login_that_fails_is_the_sources_error(
    world: World, tmp_path: Path, answer: Response, words: str, asked: int
) -> None:
    token = Api(answer)
    world.pages |= {"api.example/token": token, "api.example/api/1": Response(status=401)}
    found = read(world, tmp_path, source(secret="$POSTED_SECRET"))
    assert words in str(found.error)
    assert SECRET not in str(found.error)
    assert len(token.asked) == asked
    assert not world.asked("else.example")


def test_what_absence_means_may_depend_on_the_options(world: World) -> None:
    assert kinds.completeness_of(source()) == "snapshot"
    assert kinds.completeness_of(source(part=True)) == "windowed"


def test_the_last_rights_that_were_stated_count() -> None:
    first, last = Rights(licence="CC0"), Rights(licence="ODbL")
    pages = [KeptPage(url=str(one), fetched_at=NOW, checked_at=NOW, rights=one) for one in (first, last, None)]
    plain = Crawl(source="a", kind="b", fingerprint="", started_at=NOW, finished_at=NOW)
    parts = {"pages": tuple(pages)}, {"feeds": (Feed(start="x", rights=first),)}, {}
    assert [msgspec.structs.replace(plain, **part).rights for part in parts] == [last, first, None]
