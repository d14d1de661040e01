"""The geocoder: off by default, asked on loopback for what is public and lacks a position, its answers kept."""

import datetime as dt
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from pytest_httpserver import HTTPServer
from shapely.geometry import box
from werkzeug import Request, Response

from crawlers.errors import CityFileError
from crawlers.settings import CrawlSettings
from indexer.contents import Contents
from indexer.geocoding import answer, kept
from indexer.geocoding.ask import Told, Wanted, ask, wanted
from indexer.opportunity import Opportunity, Place, Provider, Session
from indexer.settings import GeocoderSettings, IndexSettings
from indexer.values import places
from indexer.values.gazetteer import Gazetteer, load_gazetteer
from schedules import city as city_file
from schedules import placing
from schedules.home import Home
from tests.small_city import HEAD

NOW = dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC)
CRAWL = CrawlSettings(contact="bot@city.example", delay="0s", private_hosts=("127.0.0.1", "localhost"))
TOWN = Gazetteer({"Harbour": box(-2.7, 51.4, -2.6, 51.5)})
OSM = "Data © the mappers of Millbrook"
FOUND = {"lat": "51.45", "lon": "-2.65", "place_rank": 30, "licence": OSM}


def opportunity(*where: Place | None) -> Opportunity:
    sessions = tuple(Session(id=f"s{number}", place=place) for number, place in enumerate(where))
    return Opportunity(id="o", slug="o", title="Chess", provider=Provider(id="p", name="P"), sessions=sessions)


QUAY = Place(name="Tin Museum", address="4 Quay Street, Millbrook", postcode="MB1 2AB")


class Server:
    """What it answers to each question; and what it was asked, with the second of it."""

    def __init__(self, server: HTTPServer, answers: Callable[[str], Any]) -> None:
        self.asked: list[tuple[str, dict[str, list[str]], dict[str, str], float]] = []
        self.url = server.url_for("/search")

        def reply(request: Request) -> Response:
            told = parse_qs(urlsplit(request.url).query)
            self.asked.append((told["q"][0], told, dict(request.headers), time.monotonic()))
            found = answers(told["q"][0])
            return found if isinstance(found, Response) else Response(json.dumps(found))

        server.expect_request("/search").respond_with_handler(reply)
        server.expect_request("/robots.txt").respond_with_data("", status=404)


def city(folder: Path, server: Server | None, **said: Any) -> IndexSettings:
    geocoder = GeocoderSettings(url=server.url, **said) if server else None
    return IndexSettings(
        timezone="Europe/London", country="GB", languages=("en",), folder=folder,
        bounds=(51.33, -2.78, 51.55, -2.43), geocoder=geocoder,
    )  # fmt: skip


def asked_of(settings: IndexSettings, *where: Place | None, now: dt.datetime = NOW) -> Told:
    return ask([opportunity(*where)], settings, CRAWL, TOWN, lambda: now)


def test_nobody_is_asked_by_default(tmp_path: Path) -> None:
    assert asked_of(city(tmp_path, None), QUAY) == Told()
    assert list(tmp_path.iterdir()) == []


def test_an_answer_is_kept_and_read_by_the_next_run(httpserver: HTTPServer, tmp_path: Path) -> None:
    server = Server(httpserver, lambda _: [FOUND])
    settings = city(tmp_path, server)
    assert asked_of(settings, QUAY, QUAY) == Told(asked=1, found=1)
    assert asked_of(settings, QUAY) == Told(), "it is asked once for an address"
    (question, told, headers, _) = server.asked[0]
    assert question == "4 Quay Street, Millbrook, MB1 2AB", "no name of a venue is told"
    assert (told["countrycodes"], told["viewbox"], told["bounded"]) == (["gb"], ["-2.78,51.55,-2.43,51.33"], ["1"])
    assert "bot@city.example" in headers["User-Agent"]
    assert "Quay" not in (tmp_path / kept.FILE).read_text(), "an address is kept as a digest"
    assert kept.load(tmp_path / kept.FILE).attributions() == (OSM,)
    gazetteer = load_gazetteer(settings)
    read = places.read("Tin Museum", address="4 Quay Street. Millbrook", postcode="MB1 2AB", gazetteer=gazetteer,
                       settings=settings)  # fmt: skip
    assert read.value
    assert (read.value.latitude, read.value.longitude, read.inferred) == (51.45, -2.65, True)


def test_what_is_not_public_is_never_told(httpserver: HTTPServer, tmp_path: Path) -> None:
    server = Server(httpserver, lambda _: [FOUND])
    hidden = [msgspec.structs.replace(QUAY, visibility=visibility) for visibility in ("area", "on_booking")]
    known = msgspec.structs.replace(QUAY, latitude=51.4, longitude=-2.6)
    vague = Place(name="Tin Museum", address="Millbrook")
    assert asked_of(city(tmp_path, server), *hidden, known, vague, Place(name="Tin Museum"), None) == Told()
    assert server.asked == []


def test_one_in_a_second_and_no_more_than_the_city_says(httpserver: HTTPServer, tmp_path: Path) -> None:
    server = Server(httpserver, lambda _: [FOUND])
    settings = city(tmp_path, server, most=2, permission="agreed by letter")
    every = [Place(address=f"{number} Quay Street") for number in (1, 2, 3)]
    assert asked_of(settings, *every, every[2]) == Told(asked=2, found=2, left=1)
    assert [question for question, *_ in server.asked] == ["3 Quay Street", "1 Quay Street"]
    assert server.asked[1][3] - server.asked[0][3] >= 0.95
    assert asked_of(settings, *every) == Told(asked=1, found=1)


@pytest.mark.parametrize(
    "found",
    [
        [],
        [FOUND | {"lat": "48.2", "lon": "16.4"}],
        [FOUND | {"lat": "51.45", "lon": "-2.5"}],
        [FOUND | {"place_rank": 16}],
        [FOUND, FOUND | {"lat": "51.48"}],
        [FOUND | {"boundingbox": ["51.40", "51.48", "-2.7", "-2.6"]}],
        [{"lat": "north", "lon": "-2.6"}, "nothing", None],
    ],
    ids=["none", "elsewhere", "no area of the city", "a town", "two places", "a long road", "nonsense"],
)
def test_what_is_not_one_place_in_the_city_is_none(httpserver: HTTPServer, tmp_path: Path, found: Any) -> None:
    server = Server(httpserver, lambda _: found)
    settings = city(tmp_path, server)
    assert asked_of(settings, QUAY) == Told(asked=1)
    assert asked_of(settings, QUAY, now=NOW + dt.timedelta(days=89)) == Told()
    assert asked_of(settings, QUAY, now=NOW + dt.timedelta(days=91)).asked == 1


@pytest.mark.parametrize(
    "reply", [Response(status=500), Response(status=429), Response("<html>"), Response("{}"), Response("[" * 90_000)]
)
def test_a_failure_ends_the_round_and_is_tried_again_later(
    httpserver: HTTPServer, tmp_path: Path, reply: Response
) -> None:
    server = Server(httpserver, lambda _: reply)
    settings = city(tmp_path, server)
    told = asked_of(settings, QUAY, Place(address="9 Mill Lane"))
    assert (told.asked, told.found, told.left) == (1, 0, 2)
    assert told.failure
    assert told.failure.count("search") == 0, "an address may hold a key"
    later = asked_of(settings, QUAY, now=NOW + dt.timedelta(days=2))
    assert later.asked == 1
    assert asked_of(settings, QUAY, now=NOW + dt.timedelta(days=3)) == Told(), "the second wait is longer"


def test_a_server_that_is_not_there_ends_nothing(tmp_path: Path) -> None:
    nobody = GeocoderSettings(url="http://127.0.0.1:9/search")
    settings = msgspec.structs.replace(city(tmp_path, None), geocoder=nobody)
    told = asked_of(settings, QUAY)
    assert (told.asked, told.left) == (1, 1)
    assert told.failure


def test_a_robots_txt_is_kept_to(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_oneshot_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /search\n")
    server = Server(httpserver, lambda _: [FOUND])
    assert asked_of(city(tmp_path, server), QUAY).failure
    assert server.asked == []


def test_a_broken_file_of_answers_is_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "geocoder.json"
    path.write_text('{"a": 1')
    assert kept.load(path).known == {}


def test_what_was_asked_in_vain_changes_no_meaning() -> None:
    there = kept.Known(state="found", at=NOW, latitude=51.4, longitude=-2.6)
    before = kept.Kept({"a": there})
    vain = kept.Kept(
        {"a": msgspec.structs.replace(there, at=NOW + dt.timedelta(1)), "b": kept.Known(state="none", at=NOW)}
    )
    assert before.mark() == vain.mark()
    assert before.mark() != kept.Kept({"a": there, "c": there}).mark()


def test_addresses_of_most_sessions_come_first() -> None:
    mill = Place(address="9 Mill Lane")
    assert wanted([opportunity(mill, QUAY, QUAY)]) == [
        Wanted("4 Quay Street, Millbrook", "MB1 2AB"),
        Wanted("9 Mill Lane", None),
    ]


@pytest.mark.parametrize("body", [b"", b"{}", b"1", b"\xff", b"[" * 90_000])
def test_what_is_no_answer_is_an_error_of_value(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        answer.point(body)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('url = "https://search.city.example/search"\ndelay = "500ms"', "a second or more"),
        ('url = "https://search.city.example/search"\ndelay = "soon"', "geocoder.delay"),
        ('url = "https://search.city.example/search"\nmost = 0', "geocoder.most: expected 1 or more"),
        ('url = "search.city.example"', "geocoder.url: expected http"),
        ('url = "https://search.city.example/search"\ncontact = "a"', "has no key 'contact'"),
    ],
)
def test_a_wrong_table_gets_a_sentence(tmp_path: Path, table: str, says: str) -> None:
    with pytest.raises(CityFileError, match=says):
        city_file.parse(f"{HEAD}\n[geocoder]\n{table}\n", tmp_path / "city.toml")


def test_a_right_table_reaches_the_indexer(tmp_path: Path) -> None:
    table = '[geocoder]\nurl = "https://search.city.example/search"\nmost = 20\n'
    city_ = city_file.parse(f"{HEAD}\n{table}", tmp_path / "city.toml")
    assert city_file.index_settings(city_, tmp_path).geocoder == city_.geocoder
    assert city_.geocoder
    assert city_.geocoder.most == 20


def test_a_run_asks_after_it_has_published_and_tells_what_went_wrong(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/search").respond_with_data("closed", status=503)
    table = f'[geocoder]\nurl = "{httpserver.url_for("/search")}"\n'
    city_ = msgspec.structs.replace(city_file.parse(f"{HEAD}\n{table}", tmp_path / "city.toml"), crawl=CRAWL)
    home = Home(city=city_, folder=tmp_path, base=tmp_path)
    (need,) = placing.place(home, Contents(opportunities=(opportunity(QUAY),)), lambda: NOW)
    assert need.key == "geocoder"
    assert "503" in need.sentence
    assert need.sentence.endswith("1 address waits for the next run.")
    without = msgspec.structs.replace(city_, geocoder=None)
    assert not placing.place(Home(city=without, folder=tmp_path, base=tmp_path), Contents(), lambda: NOW)
