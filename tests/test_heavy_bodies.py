# ruff: noqa: E501 - bodies, one a line
"""Bodies and words that once cost too much or were taken for what they are not: each came out of the fuzz."""

import datetime as dt
import json

import pytest

from crawlers.addresses import is_web
from crawlers.draft import Draft
from crawlers.errors import OptionError, Unreadable, WrongContent
from crawlers.formats import charset
from crawlers.formats.tables import table
from crawlers.kinds import kind_of, options_of
from crawlers.memory.masking import masked
from crawlers.memory.masking.masks import Masks
from crawlers.page import Page
from crawlers.readings.reading import starts_of
from crawlers.source import Source
from tests.clock import Clock

RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><title>Chess - Sat 5 Dec 2026</title></item>'
CALENDAR = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Chess, for all\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
DATASET = b'{"id": "1", "name": "camps", "status": "active", "organization": {"name": "m"}, "resources": [], "license_id": "x"}'


def source(kind: str, url: str = "http://fixture.example/x", **options: object) -> Source:
    return Source(name="broken", provider="Millbrook", kind=kind, url=url, options=dict(options))


def page(body: bytes, url: str = "http://fixture.example/x", content_type: str = "") -> Page:
    at = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
    return Page(url=url, final_url=url, fetched_at=at, body=body, content_type=content_type)


def drafts(given: Source, came: Page) -> list[Draft]:
    found = kind_of(given).extract(came, given, options_of(given))
    return [one for one in found if isinstance(one, Draft)]


@pytest.mark.parametrize(
    "body", [b"\xff\n" * 1_000_000, ("é\n" * 2).encode() * 300_000 + b"\xff\n", bytes(range(128, 256)) * 30_000]
)
def test_a_body_that_is_no_utf8_is_soon_judged(body: bytes) -> None:
    with Clock() as clock:
        charset.decode(body)
    assert clock.seconds < 1


@pytest.mark.parametrize("name", ["punycode", "idna", "unicode_escape", "hex", "utf-7", "\0"])
def test_a_name_that_is_no_charset_is_not_believed(name: str) -> None:
    assert charset.decode(b"Caf\xe9", name) == ("Café", "Windows-1252")


@pytest.mark.parametrize(
    "url", ["http://[", "http://a.example:port/", "http://", "x", "", "http://a.example/\ud800", f"http://a.example/{'a' * 9_000}"]
)  # fmt: skip
def test_an_address_that_cannot_be_asked_is_an_error_of_options(url: str) -> None:
    assert not is_web(url)
    with pytest.raises(OptionError) as said:
        starts_of(source("activenet", url))
    assert len(str(said.value)) < 1_000


def test_a_misspelt_option_is_shown_in_part() -> None:
    with pytest.raises(OptionError) as said:
        options_of(source("ical", **{"z" * 100_000: 1}))
    assert len(str(said.value)) < 1_000


def test_a_value_that_is_too_long_is_cut_and_what_to_do_stays() -> None:
    with pytest.raises(OptionError) as said:
        options_of(source("json", field={"title": "[" + "x" * 100_000}))
    assert str(said.value).startswith("broken: options of the kind 'json'")
    assert len(str(said.value)) < 2_000


def test_an_element_that_no_selector_can_name_is_passed_over() -> None:
    listings = b"".join(b"<div><h3>Chess %d</h3><p>Sat 5 Dec 2026, 10:00</p></div>" % number for number in range(9))
    came = page(b"<html><body><lis\x01>" + listings + b"</lis\x01></body></html>", content_type="text/html")
    assert not list(kind_of(source("html")).recognise(came) or ())


def test_a_series_whose_address_has_no_host_has_no_page() -> None:
    event = {"id": "1", "series_id": "9", "name": {"text": "Club"}, "url": "http://[]/e/1", "listed": True}
    event |= {"start": {"local": "2027-01-01T10:00:00"}, "end": {"local": "2027-01-01T11:00:00"}}
    (draft,) = drafts(source("eventbrite"), page(json.dumps(event).encode(), content_type="application/json"))
    assert draft.native_id == "9"
    assert draft.url is None


@pytest.mark.parametrize(
    ("kind", "url", "body"),
    [
        ("libcal", "http://fixture.example/rss.php?cid=1", RSS + b"</channel></rss>"),
        ("hsds", "http://fixture.example/services", DATASET),
        ("csv", "http://fixture.example/x.csv", CALENDAR),
        ("csv", "http://fixture.example/x.csv", RSS),
        ("ckan", "http://fixture.example/dataset/camps", CALENDAR),
    ],
)
def test_what_another_kind_reads_is_not_taken(kind: str, url: str, body: bytes) -> None:
    with pytest.raises(WrongContent):
        drafts(source(kind, url), page(body, f"{url}#of=0" if kind == "ckan" else url))


def test_a_row_of_a_million_cells_is_refused() -> None:
    with pytest.raises(Unreadable, match="100,000 cells"):
        table.read("broken", b"a,b\n" + b"," * 1_000_000)


def test_items_whose_tags_are_never_closed_are_read_one_by_one() -> None:
    one = '<article class="event"><h3>Club {0}</h3><p class="tag">t{0}</p>'
    body = "<html><body>" + "".join(one.format(number) for number in range(600)) + "</body></html>"
    given = source("html", item="article.event", field={"title": "h3", "topics": ".tag"})
    with Clock() as clock:
        found = drafts(given, page(body.encode(), content_type="text/html"))
    assert clock.seconds < 2
    assert [(one.title, one.topics) for one in found] == [(f"Club {n}", (f"t{n}",)) for n in range(600)]


def test_a_next_page_that_is_no_address_is_not_followed() -> None:
    body = b'{"events": [{"id": 1, "title": "Chess", "start_date": "2026-12-05 10:00:00"}], "next_rest_url": "javascript:0"}'
    given = source("tribe_events")
    assert not list(kind_of(given).follow(page(body), given, options_of(given)))


def test_a_roster_is_soon_masked() -> None:
    letters = "bcdfgklmnoprst"
    names = [f"Anne {one.upper()}{two}ith{three}" for one in letters for two in letters for three in letters[:3]]
    body = ("Title,Instructor\n" + "".join(f"Chess,{name}\n" for name in names)).encode()
    with Clock() as clock:
        people = masked.find("roster", [body])
        said = masked.mask("roster", body, Masks(people))
    assert clock.seconds < 5
    assert len(people.names) == len(names)
    assert not any(name.encode() in said for name in names)


def test_what_is_too_long_to_be_looked_through_is_not_masked() -> None:
    with pytest.raises(Unreadable, match="bytes long"):
        masked.find("long", [b"a" * (masked.LARGEST + 1)])


def test_a_feed_that_one_character_set_after_another_wrote_is_read() -> None:
    text = "Title,Start\nポタリー,2026-12-05\n"
    for name, declared in (("utf-16-le", None), ("utf-16-be", None), ("shift_jis", "shift_jis"), ("utf-8", "latin-1")):
        body = ("a" * 400 + text if name.startswith("utf-16") else text).encode(name)
        assert "ポタリー" in charset.decode(body, declared)[0]
