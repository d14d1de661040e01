"""Cities share with each other: what a portal publishes is read by another city, and nothing is lost or invented."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from crawlers.apis import cityoflearning
from crawlers.draft import Draft, Refusal, Rights
from crawlers.errors import SourceError, Unreadable, WrongContent
from crawlers.page import Page
from crawlers.source import Source
from indexer.opportunity import Opportunity
from schedules import city
from schedules.millbrook.server import Answer
from tests import small_city
from tests.small_city import Pages, Ran

HOST = "learn.smallham.example"
FEED = f"https://{HOST}/feeds/opportunities.json"
TABLE = """
[[source]]
name = "{name}"
provider = "City of Learning: {city}"
kind = "cityoflearning"
url = "http://{host}/en/o/robots/"
{more}
"""
OURS = {"id", "slug", "listings", "inferred", "words"}
"""What each city says of its own: ids and evidence."""
OURS_OF_SESSIONS = {"id", "native_id", "words", "places_as_of"}


def published(folder: Path) -> Pages:
    """What a portal has under its address, as far as it is read here."""
    return {"/feeds/opportunities.json": Answer((folder / "public/feeds/opportunities.json").read_bytes())}


def ran(folder: Path, name: str, sources: tuple[str, ...], sites: dict[str, Pages]) -> Ran:
    """One run of a city of this name, whose portal is at learn.<name>.example."""
    head = small_city.HEAD.replace("Smallham", name.title()).replace("learn.smallham", f"learn.{name}")
    return small_city.line(small_city.found(folder, *sources, head=head), sites)


def meant(opportunity: Opportunity) -> Any:
    """What an opportunity says, without what each city says of its own. A zone that was assumed there is told here."""
    told = msgspec.to_builtins(opportunity)
    said = {name: value for name, value in told.items() if name not in OURS}
    sessions = [{k: v for k, v in one.items() if k not in OURS_OF_SESSIONS} for one in said.pop("sessions", ())]
    text = json.dumps(said | {"sessions": sorted(sessions, key=json.dumps)}, sort_keys=True, default=list)
    return json.loads(text.replace('"zone_assumed": true, ', "").replace(', "zone_assumed": true', ""))


def test_a_second_city_has_it_all_and_nothing_more(tmp_path: Path) -> None:
    kinds = ("ical", "csv", "html", "schema_org", "openactive")
    offers = {kind: small_city.offers(kind, 4) for kind in kinds}
    offers["csv"] = [
        one._replace(title=f"{one.title} club", price=price)
        for one, price in zip(offers["csv"], ("free", "£5 / £2.50 conc.", "from £3", ""), strict=True)
    ]
    names = {kind: kind.replace("_", "-") for kind in kinds}
    sites = {small_city.host(names[kind]): small_city.pages(names[kind], kind, offers[kind]) for kind in kinds}
    more = {"ical": 'licence = "OGL-UK-3.0"', "csv": 'licence = "CC0-1.0"\nattribution = "The sheet of Smallham"'}
    tables = tuple(small_city.source(names[kind], kind, more.get(kind, "")) for kind in kinds)
    first = ran(tmp_path / "a", "smallham", tables, sites)
    table = TABLE.format(name="smallham", city="Smallham", host=HOST, more="")
    second = ran(tmp_path / "b", "otherton", (table,), {HOST: published(tmp_path / "a")})

    there = {one.id: one for one in first.contents.opportunities}
    here = {one.listings[0].native_id: one for one in second.contents.opportunities}
    assert len(there) > 10
    assert here.keys() == there.keys()
    for name, one in here.items():
        assert meant(one) == meant(there[name or ""])
    assert second.source("smallham").verdict == "good"
    listing = next(one.listings[0] for one in second.contents.opportunities if one.provider.name == "Ical")
    assert listing.licence == "OGL-UK-3.0"
    listing = next(one.listings[0] for one in second.contents.opportunities if one.provider.name == "Csv")
    assert (listing.licence, listing.url) == ("CC0-1.0", there[listing.native_id or ""] and listing.url)
    assert (listing.attribution or "").startswith("The sheet of Smallham; via City of Learning: Smallham (https://")
    page = next((tmp_path / "b/public/o").glob(f"{listing.id}*/*/index.html"), None)
    shown = page.read_text() if page else ""
    assert "The sheet of Smallham; via" in shown


def test_nothing_goes_in_a_circle(tmp_path: Path) -> None:
    sites = {small_city.host("club"): small_city.pages("club", "csv", small_city.offers("club", 3))}
    own = small_city.source("club", "csv")
    ran(tmp_path / "a", "smallham", (own,), sites)
    table = TABLE.format(name="smallham", city="Smallham", host=HOST, more="")
    ran(tmp_path / "b", "otherton", (table,), {HOST: published(tmp_path / "a")})
    beside = {"learn.otherton.example": published(tmp_path / "b")}
    third = TABLE.format(name="otherton", city="Otherton", host="learn.otherton.example", more="")
    ran(tmp_path / "c", "thirdham", (third,), beside)
    around = {"learn.thirdham.example": published(tmp_path / "c")}
    back = TABLE.format(name="thirdham", city="Thirdham", host="learn.thirdham.example", more="")
    again = ran(tmp_path / "a", "smallham", (own, back), sites | around)
    assert again.source("thirdham").listings == 0
    assert {one.reason for one in again.crawls["thirdham"].refusals} == {"The other city has it from our own portal."}
    assert len(again.contents.opportunities) == 3


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        ("https://learn.b.example", "https://learn.b.example/feeds/opportunities.json"),
        ("https://learn.b.example/cy/o/x/y/", "https://learn.b.example/feeds/opportunities.json"),
        ("https://learn.b.example/search/?q=a#b", "https://learn.b.example/feeds/opportunities.json"),
        ("https://b.example/learn/index.html", "https://b.example/learn/feeds/opportunities.json"),
        ("https://b.example/learn/ur/topics/art/", "https://b.example/learn/feeds/opportunities.json"),
        ("https://b.example/learn", "https://b.example/learn/feeds/opportunities.json"),
        ("https://b.example/x.json", "https://b.example/x.json"),
    ],
)
def test_the_feed_is_found_from_any_page(url: str, feed: str) -> None:
    assert cityoflearning.feed_of(url) == feed


def page(body: bytes, url: str = FEED) -> Page:
    return Page(url=url, final_url=url, fetched_at=dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC), body=body)


def extracted(opportunities: list[Any], **options: Any) -> list[Draft | Refusal | Rights]:
    source = Source(name="b", provider="B", kind="cityoflearning", url=FEED)
    body = json.dumps({"city": "B", "opportunities": opportunities}).encode()
    return list(cityoflearning.extract(page(body), source, cityoflearning.Options(**options)))


ROOMS = [
    {"id": "s1", "online": True},
    {"id": "s2", "place": {"area": "Quay", "name": "Hall", "latitude": 51.45, "longitude": -2.6}},
    {"id": "s3", "place": {"area": "Hill", "name": "Shed", "latitude": 51.60, "longitude": -2.6}},
]


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        ({}, ["s1", "s2", "s3"]),
        ({"online": True}, ["s1"]),
        ({"areas": ("Hill",)}, ["s3"]),
        ({"near": (51.45, -2.61, 5.0)}, ["s2"]),
        ({"online": True, "areas": ("Hill",)}, ["s1", "s3"]),
        ({"areas": ("Elsewhere",)}, []),
    ],
)
def test_a_city_takes_what_its_people_may_use(options: dict[str, Any], taken: list[str]) -> None:
    found = extracted([{"id": "o", "title": "Chess", "sessions": ROOMS}], **options)
    sessions = [one for draft in found if isinstance(draft, Draft) for one in draft.sessions]
    assert [one.native_id for one in sessions] == taken
    assert all(one.area is None for one in sessions)
    left = [one.wrote for one in found if isinstance(one, Refusal)]
    assert left == ([] if taken else ["1 of 1"])


def test_times_that_are_told_twice_or_in_two_zones_keep_their_moment() -> None:
    zone = {"zone": "Europe/London"}
    start = {"date": "2026-10-25", "time": "01:30:00", "fold": 1, **zone}
    end = {"date": "2026-10-25", "time": "04:00:00", "zone": "Europe/Paris"}
    found = extracted(
        [{"title": "Night walk", "sessions": [{"start": start, "end": end}, {"start": {"date": "2027-01-01", **zone}}]}]
    )
    assert isinstance(found[0], Draft)
    night, day = found[0].sessions
    assert (night.start, night.end) == ("2026-10-25T01:30:00+00:00", "2026-10-25T04:00:00+01:00")
    assert (day.start, day.timezone) == ("2027-01-01", "Europe/London")


def test_places_left_of_another_day_are_not_told_as_of_today() -> None:
    sessions = [{"places_left": 3, "places_as_of": day} for day in ("2027-02-01", "2027-03-01")]
    found = extracted([{"title": "Chess", "sessions": sessions}])
    assert isinstance(found[0], Draft)
    assert [one.places_left for one in found[0].sessions] == [None, "3"]


@pytest.mark.parametrize(
    "value", [None, 7, "x", [], {}, [None], [[]], True, {"start": 7}, [{"start": [], "place": "x"}]]
)
def test_any_value_anywhere_is_borne(value: Any) -> None:
    names = ("id", "page", "text", "provider", "ages", "words", "topics", "credential", "sessions", "listings")
    for name in names:
        assert isinstance(extracted([{"title": "Chess", name: value}], ours="https://a.example")[0], Draft)
    assert isinstance(extracted([value])[0], Refusal)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"<!doctype html><title>Portal</title>", WrongContent),
        (b"", WrongContent),
        (b"[1]", WrongContent),
        (b'{"city": "B"}', WrongContent),
        (b'{"city": "B", "opportunities": [', Unreadable),
        (b"{" * 100_000, Unreadable),
    ],
)
def test_what_is_no_feed_is_an_error(body: bytes, error: type[SourceError]) -> None:
    source = Source(name="b", provider="B", kind="cityoflearning", url=FEED)
    with pytest.raises(error, match=r"^b: expected the feed of another city's portal"):
        list(cityoflearning.extract(page(body), source, cityoflearning.Options()))


def test_a_portal_is_recognised_from_its_pages_and_its_feed(tmp_path: Path) -> None:
    golden = Path(__file__).parent / "golden"
    for name, url in (("index.html", "https://b.example/learn/"), ("ur/index.html", "https://b.example/learn/ur/")):
        (found,) = cityoflearning.recognise(page((golden / name).read_bytes(), url))
        assert found.url == "https://b.example/learn/feeds/opportunities.json"
    (found,) = cityoflearning.recognise(page((golden / "feeds/opportunities.json").read_bytes()))
    assert found.url == FEED
    assert not list(cityoflearning.recognise(page(b"<html><title>Other</title>")))


def test_our_own_address_is_known_from_the_city_file(tmp_path: Path) -> None:
    folder = small_city.found(tmp_path, TABLE.format(name="b", city="B", host="b.example", more=""))
    assert city.read(folder / "city.toml").sources[0].options == {"ours": "https://learn.smallham.example"}
