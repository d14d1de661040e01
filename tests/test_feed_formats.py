"""Atom, JSON Feed, GeoJSON and iCalendar as their standards want them, with every state of the small city in them."""

import datetime as dt
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import icalendar
import pytest
from lxml import etree
from shapely.geometry import shape

from portal.build import build
from tests import portal_city as city

ATOM = "{http://www.w3.org/2005/Atom}"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder: Path = tmp_path_factory.mktemp("city")
    made = build(city.contents(), city.settings(folder), city.TODAY, holidays=(), revisions={})
    return {file.path: file.body for file in made}


def absolute(address: str) -> bool:
    return urlsplit(address).scheme in ("http", "https") and bool(urlsplit(address).netloc)


def test_atom(files: dict[str, bytes]) -> None:
    """RFC 4287, 4.1: what a feed and an entry must have, and may have once only."""
    feed = etree.fromstring(files["feeds/opportunities.atom"])
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 15
    for node in (feed, *entries):
        for name in ("id", "title", "updated"):
            (found,) = node.findall(f"{ATOM}{name}")
            assert (found.text or "").strip(), name
        assert absolute(node.findtext(f"{ATOM}id"))
        assert STAMP.fullmatch(node.findtext(f"{ATOM}updated"))
        assert all((author.findtext(f"{ATOM}name") or "").strip() for author in node.findall(f"{ATOM}author"))
        assert node.findall(f"{ATOM}author"), "an entry without one would need a source's"
        links = node.findall(f"{ATOM}link")
        assert all(absolute(link.get("href")) for link in links)
        assert len({(link.get("rel"), link.get("type"), link.get("hreflang")) for link in links}) == len(links)
        assert len(node.findall(f"{ATOM}summary")) <= 1
    known = {f"{ATOM}{name}" for name in ("id", "title", "updated", "author", "link", "entry", "category", "summary")}
    assert {child.tag for node in (feed, *entries) for child in node} <= known
    assert all(one.get("term") for one in feed.iter(f"{ATOM}category"))
    newest = [node.findtext(f"{ATOM}updated") for node in entries]
    assert newest == sorted(newest, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == newest[0]
    assert feed.find(f"{ATOM}link[@rel='self']").get("href").endswith("/feeds/opportunities.atom")


def test_json_feed(files: dict[str, bytes]) -> None:
    """https://jsonfeed.org/version/1.1"""
    feed = json.loads(files["feeds/feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"].endswith("/feeds/feed.json")
    items = feed["items"]
    assert len({item["id"] for item in items}) == len(items) == 15
    for item in items:
        assert isinstance(item["id"], str)
        assert absolute(item["url"])
        assert ("content_text" in item) or ("content_html" in item)
        assert STAMP.fullmatch(item["date_modified"])
        assert all(set(author) <= {"name", "url", "avatar"} and author for author in item["authors"])
        assert all(absolute(author["url"]) for author in item["authors"] if "url" in author)
        assert all(isinstance(tag, str) for tag in item.get("tags", ()))
        assert re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", item.get("language", "en"))
    assert not {"javascript:alert(1)"} & {author.get("url") for item in items for author in item["authors"]}


def test_geojson(files: dict[str, bytes]) -> None:
    """RFC 7946: longitude before latitude, no crs, every feature with a geometry and properties."""
    whole = json.loads(files["feeds/opportunities.geojson"])
    assert whole["type"] == "FeatureCollection"
    assert "crs" not in whole
    assert whole["features"]
    for feature in whole["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        point = shape(feature["geometry"])
        assert point.is_valid
        assert (point.x, point.y) == (-2.6, 51.45), "the one place of the city with a position"


def test_icalendar(files: dict[str, bytes]) -> None:
    """RFC 5545: each entry with its UID and stamp, once; every zone that is named is explained."""
    read = 0
    for path, body in files.items():
        if not path.endswith(".ics"):
            continue
        assert body.startswith(b"BEGIN:VCALENDAR\r\n")
        assert b"\n" not in body.replace(b"\r\n", b"")
        assert all(len(line) <= 75 for line in body.split(b"\r\n")), path
        calendar = icalendar.Calendar.from_ical(body)
        assert calendar["version"] == "2.0"
        assert calendar["prodid"]
        zones = {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")}
        uids = set()
        for event in calendar.walk("VEVENT"):
            assert event["uid"] not in uids, path
            uids.add(event["uid"])
            assert isinstance(event.decoded("dtstamp"), dt.datetime)
            start = event["dtstart"]
            assert start.params.get("TZID") is None or str(start.params["TZID"]) in zones
            read += 1
    assert read > 100
