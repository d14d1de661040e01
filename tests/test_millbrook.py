"""Millbrook, the demo city: that it is whole, the same all day, never stale, and as mixed as a city is."""

import contextlib
import datetime as dt
import gzip
import http.client
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
import shapely
from protego import Protego

from crawlers.crawl import crawl
from crawlers.draft import Draft, Refusal
from crawlers.errors import WrongContent
from crawlers.items import Item, Items, merge
from crawlers.kinds import kind_of, options_of
from crawlers.page import Page
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from indexer.counts.dimensions import BANDS
from indexer.counts.population import population
from indexer.counts.returns import read_file
from indexer.reconciling.reconcile import listing_id
from indexer.sessions import session_ids
from schedules import city as city_file
from schedules.millbrook import headcounts, server, town, weeks, words
from schedules.millbrook.city import FOLDER, city_text
from schedules.millbrook.material import Listing, Material, material, places, sessions
from schedules.millbrook.server import Answer, Playing, Request

TODAY = dt.date(2026, 11, 22)
DAYS = [TODAY, dt.date(2027, 3, 1), dt.date(2027, 7, 27), dt.date(2028, 2, 29), dt.date(2031, 12, 31)]
SOURCES = msgspec.convert(tomllib.loads(city_text(TODAY))["source"], list[Source])
SOUND = [source for source in SOURCES if source.name not in {"scouts", "sports"}]
LEAST = {"leisure": 100, "college": 30, "libraries": 15, "parks": 10, "museum": 10, "volunteer": 10, "music": 3}
"""Rows that a source returns on any day, and more."""
VOID = {"meta", "link", "input", "br", "img", "hr"}


@cache
def files() -> dict[str, Material]:
    found = sorted((FOLDER / "material").glob("*.toml"))
    return {path.stem: material(path.stem) for path in found if path.stem != "places"}


def listings() -> list[Listing]:
    return [one for given in files().values() for one in given.listings]


@cache
def read(source: str, today: dt.date) -> tuple[list[Page], list[Draft], list[Refusal]]:
    """What the source's kind finds on its pages, followed as a crawler follows."""
    (given,) = (one for one in SOURCES if one.name == source)
    kind, options, hosts = kind_of(given), options_of(given), town.sites(today)
    todo = list(kind.start(given, options))
    pages: list[Page] = []
    drafts: list[Draft] = []
    refusals: list[Refusal] = []
    items: Items = {}
    for url in todo:
        parts = urlsplit(url)
        answer = hosts[parts.hostname or ""](parts.path + (f"?{parts.query}" if parts.query else ""))
        assert answer, f"{url} is linked but is not there"
        media, _, charset = answer.content_type.partition("; charset=")
        at = dt.datetime.combine(today, dt.time(9), dt.UTC)
        page = Page(
            url=url, final_url=url, fetched_at=at, body=answer.body, content_type=media, charset=charset or None
        )
        pages.append(page)
        for one in kind.extract(page, given, options):
            if isinstance(one, Item):
                merge(items, [one])
            else:
                (drafts if isinstance(one, Draft) else refusals).append(one)  # type: ignore[arg-type]
        todo += [more for more in kind.follow(page, given, options) if more not in todo]
    if kind.assemble:
        for one in kind.assemble(list(items.values()), given, options, at):
            (drafts if isinstance(one, Draft) else refusals).append(one)  # type: ignore[arg-type]
    return pages, drafts, refusals


def distinct(drafts: list[Draft]) -> list[Draft]:
    """A listing met on an overview and on its own page counts once."""
    return list({(draft.url or draft.native_id or draft.title, draft.title): draft for draft in drafts}.values())


@contextlib.contextmanager
def asking(playing: Playing) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(playing.proxy)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    with contextlib.closing(connection):
        yield connection


def ask(
    connection: http.client.HTTPConnection, url: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection.request(method, url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response, response.read()


# The city file


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_city_file_is_sound_on_any_day(today: dt.date) -> None:
    city = city_file.parse(city_text(today), FOLDER / "city.toml")
    assert city.name == "Millbrook"
    assert len(city.sources) >= 14
    assert {source.kind for source in city.sources} == {"ical", "csv", "schema_org", "html", "openactive", "socrata"}
    assert [h.first.weekday() for h in city.holiday] == [0] * len(city.holiday)
    assert {h.name for h in city.holiday} == {h.name for h in weeks.of_year(2027)}
    assert all(h.last >= today and (h.first - today).days < 366 for h in city.holiday)


def test_the_shipped_file_can_be_read_without_its_holidays() -> None:
    assert city_file.read(FOLDER / "city.toml").holiday == ()


@pytest.mark.parametrize(
    ("year", "easter"), [(2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2027, "03-28"), (2038, "04-25")]
)
def test_easter(year: int, easter: str) -> None:
    assert weeks.easter(year).isoformat() == f"{year}-{easter}"


# The town


def test_areas_tile_the_town_counter_clockwise() -> None:
    data = json.loads((FOLDER / "areas.geojson").read_text("utf-8"))
    areas = [shapely.Polygon(feature["geometry"]["coordinates"][0]) for feature in data["features"]]
    whole = shapely.union_all(areas)
    assert len(areas) == 12
    assert all(area.is_valid and area.exterior.is_ccw for area in areas)
    assert isinstance(whole, shapely.Polygon)
    assert not whole.interiors
    assert sum(area.area for area in areas) == pytest.approx(whole.area, rel=1e-9)


def test_each_place_lies_in_its_area_and_is_used() -> None:
    data = json.loads((FOLDER / "areas.geojson").read_text("utf-8"))
    areas = {f["properties"]["ward_name"]: shapely.geometry.shape(f["geometry"]) for f in data["features"]}
    known = places()
    assert len(known) >= 30
    assert {place.area for place in known.values()} == set(areas)
    for place in known.values():
        assert areas[place.area].contains(shapely.Point(place.longitude, place.latitude)), place.name
        assert re.fullmatch(r"MB\d \d[A-Z]{2}", place.postcode)
    used = {session.place.key for one in listings() for session in sessions(one, TODAY) if session.place}
    assert used == set(known)


def test_postcodes_know_each_place() -> None:
    rows = (FOLDER / "postcodes.csv").read_text("utf-8").splitlines()
    known = dict(row.split(",", 1) for row in rows[1:])
    assert rows[0] == "postcode,lat,lon"
    assert all(known[one.postcode] == f"{one.latitude},{one.longitude}" for one in places().values())


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_nothing_goes_stale(today: dt.date) -> None:
    runs = [session for one in listings() for session in sessions(one, today)]
    assert len(runs) >= 1_500
    assert all(run.last >= today - dt.timedelta(days=45) for run in runs), "a run that is long over is shown"
    camps = {run.id for one in listings() if one.holiday for run in sessions(one, today)}
    limit = {True: 400, False: 365}  # Easter moves
    assert all((run.first - today).days <= limit[run.id in camps] for run in runs)
    over = [run for run in runs if run.last < today]
    assert len(over) < len(runs) / 20, "most of what is shown lies ahead"


def test_a_run_keeps_its_days_as_time_goes_by() -> None:
    before = {run.id: run.days for one in listings() for run in sessions(one, TODAY)}
    after = {run.id: run.days for one in listings() for run in sessions(one, TODAY + dt.timedelta(days=10))}
    both = before.keys() & after.keys()
    assert len(both) > len(before) * 0.8
    assert all(before[name] == after[name] for name in both)
    assert after.keys() - before.keys(), "new runs come in"


def test_the_words_of_a_run() -> None:
    (chess,) = (one for one in material("riverside").listings if one.title == "Salsa for Two Left Feet")
    run = sessions(chess, TODAY)[0]
    away = msgspec.structs.replace(
        run, days=(dt.date(2026, 12, 18), dt.date(2027, 1, 8)), begins=dt.time(17, 30), ends=dt.time(12)
    )
    assert words.when(away) == (
        "Fridays 5.30pm to 12 noon, 18 December 2026 to 8 January 2027, not 25 December and 1 January"
    )


# What it offers


def test_there_is_enough_and_every_title_is_its_own() -> None:
    titles = [one.title for one in listings()]
    again = sorted({title for title in titles if titles.count(title) > 1})
    assert again == ["Code Club at Eastover Library", "Junior Brass"], "only what is meant to be on two sources"
    assert len(set(titles)) >= 400
    assert [one.title for one in listings() if len(one.text) < 40 and not one.title.startswith("STAFF")] == []


def test_its_people_are_as_different_as_a_citys() -> None:
    given = listings()
    assert sum(one.language == "cy" for one in given) >= 12
    assert sum(one.language == "ur" for one in given) >= 12
    assert {source.defaults.get("sector") for source in SOUND} >= {"public", "voluntary", "private"}
    for trait in ("role", "support", "access", "gender", "eligibility", "credential", "later", "online", "capacity"):
        assert any(getattr(one, trait) for one in given), trait
    for trait in ("cancelled", "full", "waiting", "endless", "moved"):
        assert any(getattr(one, trait) for one in given), trait
    assert any(one.price is None for one in given)
    assert any(one.ages is None for one in given)
    said = " ".join(one.ages or "" for one in given)
    assert all(form in said for form in ("Year 7–9", "KS3", "11yrs+", "8 to 12", "teens"))


def test_texts_are_calm_and_numbers_are_for_drama() -> None:
    shipped = [path for path in FOLDER.rglob("*.*") if path.suffix in {".toml", ".md", ".csv", ".py"}]
    for path in shipped:
        text = path.read_text("utf-8")
        assert "!!" not in text, path
        for number in re.findall(r"\b0\d{3,4} ?\d{5,6}\b", text):
            assert number.startswith("01632 960"), f"{path}: {number} may be somebody's"


@pytest.mark.parametrize("source", SOUND, ids=lambda source: source.name)
def test_each_source_gives_what_the_city_expects(source: Source) -> None:
    drafts = distinct(read(source.name, TODAY)[1])
    assert source.expect.at_least <= len(drafts) <= (source.expect.at_most or 10_000)


def test_the_whole_is_as_large_as_promised() -> None:
    drafts = [draft for source in SOUND for draft in distinct(read(source.name, TODAY)[1])]
    assert len(drafts) >= 420
    assert sum(len(draft.sessions) for draft in drafts) >= 1_500


def test_what_is_wrong_on_purpose() -> None:
    with pytest.raises(WrongContent, match="scouts"):
        read("scouts", TODAY)
    (sports,) = (source for source in SOURCES if source.name == "sports")
    assert len(read("sports", TODAY)[1]) < sports.expect.at_least / 5
    assert [one.wrote for one in read("libraries", TODAY)[2]] == [
        "STAFF ONLY: shelf audit",
        "STAFF ONLY – rota meeting",
    ]
    assert [one.reason for one in read("community", TODAY)[2]] == ["It has more cells than there are columns."]
    feed = read("libraries", TODAY)[0][0].body.decode()
    assert "thereâ€™s" in feed.replace("\r\n ", "")
    assert "RECURRENCE-ID;TZID=Europe/London:" in feed
    assert "EXDATE;TZID=Europe/London:" in feed
    assert "31 June" in read("community", TODAY)[0][0].body.decode()


# Its people


def test_people_are_known_for_each_area_and_age() -> None:
    data = json.loads((FOLDER / "areas.geojson").read_text("utf-8"))
    areas = {feature["properties"]["ward_name"] for feature in data["features"]}
    settings = city_file.read(FOLDER / "city.toml").population
    assert settings is not None
    found = population(settings, FOLDER, areas)
    assert found.problems == ()
    assert found.people.keys() == {(area, band.name) for area in areas for band in BANDS}
    assert 80_000 < sum(found.people.values()) < 120_000


@pytest.mark.parametrize("today", [TODAY, dt.date(2026, 12, 9), dt.date(2027, 7, 27)], ids=str)
def test_returns_are_of_sessions_that_the_catalogue_has(today: dt.date, tmp_path: Path) -> None:
    headcounts.write(tmp_path, today)
    as_of = headcounts.last_month(today)
    assert 14 <= (today - as_of).days <= 45
    assert (as_of + dt.timedelta(days=1)).day == 1
    assert {path.stem for path in tmp_path.glob("*.csv")} == headcounts.SOURCES.keys()
    seen = set[str]()
    for name in headcounts.SOURCES:
        rows, problems = read_file(tmp_path / f"{name}.csv")
        known = {
            session_id: session
            for draft in read(name, today)[1]
            for session_id, session in zip(
                session_ids(listing_id(name, draft), draft.sessions), draft.sessions, strict=True
            )
        }
        assert problems == []
        assert len(rows) >= LEAST.get(name, 0)
        for row in rows:
            assert row.session in known, (name, row.row)
            session = known[row.session]
            assert row.as_of == as_of
            assert 0 <= (row.enrolled or 0) <= int(session.capacity or 1000)
            if row.enrolled is not None:
                assert (row.attended or 0) <= row.enrolled
            assert row.attended is None or str(session.start)[:10] <= f"{as_of}"
            assert row.session not in seen
            seen.add(row.session)


def test_what_was_returned_before_is_returned_the_same(tmp_path: Path) -> None:
    """What is released is frozen; other counts of the same session would be told as a mistake every day."""
    before, after = tmp_path / "before", tmp_path / "after"
    headcounts.write(before, TODAY)
    headcounts.write(after, TODAY + dt.timedelta(days=30))
    for name in headcounts.SOURCES:
        old, new = ({row.session: row for row in read_file(folder / f"{name}.csv")[0]} for folder in (before, after))
        both = old.keys() & new.keys()
        assert all((old[key].enrolled, old[key].attended) == (new[key].enrolled, new[key].attended) for key in both)


# How it is played


def test_a_days_bytes_are_the_same_all_day() -> None:
    again = town.sites(TODAY)
    for source in SOUND:
        for page in read(source.name, TODAY)[0]:
            parts = urlsplit(page.url)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            answer = again[parts.hostname or ""](path)
            assert answer is not None, page.url
            assert answer.body == page.body, page.url


def test_pages_are_whole_html() -> None:
    for source in SOUND:
        for page in read(source.name, TODAY)[0]:
            if page.content_type == "text/html":
                _Balanced(page.url).feed(page.body.decode())


class _Balanced(HTMLParser):
    """Fails on an end tag that closes something else than what is open."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.open = url, list[str]()

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"{self.url}: </{tag}> closes nothing"
        assert self.open.pop() == tag, f"{self.url}: </{tag}> closes another element"


def test_every_page_is_served_and_then_unchanged() -> None:
    urls = [page.url for source in SOUND for page in read(source.name, TODAY)[0]]
    with town.play(TODAY) as playing, asking(playing) as connection:
        for url in urls:
            came, body = ask(connection, url)
            assert came.status == 200, url
            assert ask(connection, url, If_None_Match=came.headers["ETag"])[0].status == 304
            assert ask(connection, url, If_Modified_Since=came.headers["Last-Modified"])[0].status == 304
            assert came.headers["Content-Length"] == str(len(body))
        assert [one.status for one in playing.requests] == [200, 304, 304] * len(urls)
        assert all(one.started <= one.ended for one in playing.requests)
        assert came.headers["Last-Modified"] == "Sun, 22 Nov 2026 00:00:00 GMT"


def test_feeds_of_changes_are_asked_once_each_and_say_only_what_changed(tmp_path: Path) -> None:
    """The second crawl of a day is one request a feed; a crawl of the next day finds what one from nothing finds.

    It takes seconds: there is no smaller town that changes from one day to the next.
    """
    fed = [source for source in SOURCES if source.kind in {"openactive", "socrata"}]
    asked: dict[str, list[Request]] = {}
    found: dict[str, list[Draft]] = {}
    for name, day, folder in (
        ("first", TODAY, "a"),
        ("again", TODAY, "a"),
        ("tomorrow", TODAY + dt.timedelta(days=1), "a"),
        ("from nothing", TODAY + dt.timedelta(days=1), "b"),
    ):
        now = dt.datetime.combine(day, dt.time(9), dt.UTC)
        with town.play(day) as playing:
            settings = CrawlSettings(contact="bot@millbrook.example", delay="0s", proxy=playing.proxy)
            crawls = crawl(fed, settings, tmp_path / folder, clock=lambda now=now: now)  # type: ignore[misc]
            asked[name] = [one for one in playing.requests if one.path != "/robots.txt"]
        assert [one.error for one in crawls.values()] == [None, None]
        found[name] = [draft for one in crawls.values() for _, draft in one.drafts]
    feeds = sum(len(list(kind_of(source).start(source, options_of(source)))) for source in fed)
    assert len(asked["first"]) > 2 * feeds
    assert [one.status for one in asked["again"]] == [304] * feeds
    assert found["again"] == found["first"]
    assert feeds < len(asked["tomorrow"]) < len(asked["from nothing"])

    def content(drafts: list[Draft]) -> list[str]:
        ordered = (msgspec.structs.replace(one, sessions=tuple(sorted(one.sessions, key=repr))) for one in drafts)
        return sorted(repr(one) for one in ordered)

    assert content(found["tomorrow"]) == content(found["from nothing"])
    assert content(found["tomorrow"]) != content(found["first"])


def test_no_coach_is_named() -> None:
    pages, drafts, _ = read("leisure", TODAY)
    assert any(b'"name": "Coach ' in page.body for page in pages)
    assert "Coach " not in str(drafts)


def test_robots_are_the_hosts_own() -> None:
    hosts = town.sites(TODAY)
    robots = {host: site("/robots.txt") for host, site in hosts.items()}
    assert robots["stars.millbrook.example"] is None
    read_by = {host: Protego.parse(answer.body.decode()) for host, answer in robots.items() if answer}
    for source in SOURCES:
        host = urlsplit(source.url).hostname or ""
        assert host not in read_by or read_by[host].can_fetch(source.url, "CityOfLearning"), source.name
    assert not read_by["college.millbrook.example"].can_fetch("http://college.millbrook.example/staff/x", "any")
    assert read_by["riverside.millbrook.example"].crawl_delay("any") == 0


# The server, whoever's sites it plays


@pytest.fixture
def playing() -> Iterator[Playing]:
    def site(path: str) -> Answer | None:
        if path == "/moved":
            return Answer(b"", status=301, headers={"Location": "http://a.example/"})
        return Answer(b"hello " * 100, "text/plain") if path in {"/", "/?q=1"} else None

    at = dt.datetime(2026, 11, 22, 12, 0, 0, 123, tzinfo=dt.UTC)
    with server.play({"a.example": site}, modified=at) as given:
        yield given


def test_gzip_where_it_is_accepted(playing: Playing) -> None:
    with asking(playing) as connection:
        plain, body = ask(connection, "http://a.example/")
        packed, zipped = ask(connection, "http://a.example/?q=1", Accept_Encoding="gzip")
        assert gzip.decompress(zipped) == body
        assert (plain.headers["Content-Encoding"], packed.headers["Content-Encoding"]) == (None, "gzip")
        assert plain.headers["ETag"] != packed.headers["ETag"]
        again = ask(connection, "http://a.example/?q=1", Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"])
        assert (again[0].status, again[1]) == (304, b"")


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("http://a.example/", 200),
        ("http://A.EXAMPLE:80/", 200),
        ("http://a.example", 200),
        ("http://a.example/none", 404),
        ("http://a.example/moved", 301),
        ("http://b.example/", 502),
    ],
)
def test_each_host_answers_for_itself(playing: Playing, url: str, status: int) -> None:
    with asking(playing) as connection:
        assert ask(connection, url)[0].status == status
        head, body = ask(connection, url, "HEAD")
        assert (head.status, body) == (status, b"")


def test_an_older_or_unreadable_date_gets_the_page(playing: Playing) -> None:
    with asking(playing) as connection:
        for date in ("Sun, 22 Nov 2026 11:59:59 GMT", "yesterday", ""):
            assert ask(connection, "http://a.example/", If_Modified_Since=date)[0].status == 200
        same = {"If_None_Match": '"other"', "If_Modified_Since": "Sun, 22 Nov 2026 12:00:00 GMT"}
        assert ask(connection, "http://a.example/", **same)[0].status == 200


def test_it_stops_while_clients_keep_their_connections() -> None:
    with server.play({}, modified=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) as given, asking(given) as connection:
        ask(connection, "http://a.example/")
        kept = given.proxy
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(urlsplit(kept).netloc, timeout=2).request("GET", "/")


def test_the_readme_names_each_source() -> None:
    readme = (Path(FOLDER) / "README.md").read_text("utf-8")
    assert [source.name for source in SOURCES if f"`{source.name}`" not in readme] == []
