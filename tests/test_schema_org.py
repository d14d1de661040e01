"""schema.org data: broken scripts, microdata, sitemaps, schedules. Whole pages are in tests/fixtures/schema_org."""

import contextlib
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsel import Selector

from crawlers.draft import Draft, Refusal
from crawlers.errors import OptionError, SourceError, Unreadable
from crawlers.formats import sitemap
from crawlers.formats.linked_data import json_ld, microdata, schema, schema_times
from crawlers.formats.linked_data.nodes import Graph
from crawlers.kinds import options_of
from crawlers.spiders import schema_org
from tests.linked_pages import URL, page, source


def drafts(*nodes: dict[str, Any]) -> list[Draft | Refusal]:
    return list(schema.drafts(Graph(nodes), URL, URL))


def draft(**node: Any) -> Draft:
    (found,) = drafts({"@type": "Event", "name": "Club", "description": "x"} | node)
    assert isinstance(found, Draft)
    return found


def session(**node: Any) -> dict[str, Any]:
    (found,) = draft(**node).sessions
    return {name: getattr(found, name) for name in found.__struct_fields__ if getattr(found, name) not in (None, ())}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('{"a": 1}', [{"a": 1}]),
        ('{"a": 1,}', [{"a": 1}]),
        ("[1,,2,]", [[1, 2]]),
        ('{"a": 1};', [{"a": 1}]),
        ('{"a": 1}{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": 1},\n{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": "x\ny\t\x01"}', [{"a": "x\ny\t\x01"}]),
        ('<!-- {"a": "http://x/,]"} -->', [{"a": "http://x/,]"}]),
        ('//<![CDATA[\n{"a": [1,]}\n//]]>', [{"a": [1]}]),
        ('/* <![CDATA[ */ {"a": 1} /* ]]> */', [{"a": 1}]),
        ('{"a": 1 // one\n, "b": /* two */ 2}', [{"a": 1, "b": 2}]),
        ("{&quot;a&quot;: &quot;b &amp; c&quot;}", [{"a": "b & c"}]),
        ('\ufeff {"a": -1.5e3}', [{"a": -1500.0}]),
        ("", []),
        (" ; ", []),
    ],
)
def test_json_ld_is_read_as_it_is_written(text: str, values: list[Any]) -> None:
    assert json_ld.values(text) == values


@pytest.mark.parametrize("text", ['{"a": "b "c" d"}', '{"a"', "hello", '"' * 50_001, "[" * 100_000, '"\\' * 50_000])
def test_what_is_no_json_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        assert json_ld.values(text) == ["never"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='{}[]",:/*<!->\\ab1 \n;&', max_size=80))
def test_json_ld_never_fails_otherwise(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(json_ld.values(text), list)


def test_microdata_follows_references_but_not_circles() -> None:
    html = """<div itemscope itemtype="https://schema.org/Event" itemref="more nowhere" itemid="#me">
      <meter itemprop="capacity" value="7">seven</meter><data itemprop="sku" value="x1">X</data>
      <a itemprop="url sameAs" href="/e">e</a>
      <div itemprop="super" itemscope itemref="top"><i itemprop="name">S</i></div></div>
      <p id="more"><b itemprop="name">A <i>club</i></b></p>"""
    (item,) = microdata.items(Selector(text=html), "http://x.example/")
    assert item == {
        "@type": ["https://schema.org/Event"],
        "@id": "http://x.example/#me",
        "capacity": ["7"],
        "sku": ["x1"],
        "url": ["http://x.example/e"],
        "sameAs": ["http://x.example/e"],
        "super": [{"@type": [], "name": ["S"]}],
        "name": ["A club"],
    }
    circle = (
        "<div itemscope id=a><p itemprop=x itemscope itemref=b></p></div><p id=b itemprop=y itemscope itemref=b></p>"
    )
    assert len(microdata.items(Selector(text=circle), URL)) == 1


@pytest.mark.parametrize(
    ("offers", "said"),
    [
        ({"price": 5, "priceCurrency": "GBP"}, {"price": "5", "currency": "GBP"}),
        ({"price": 0}, {"price": "0"}),
        ({"lowPrice": "3", "highPrice": 8.5, "priceCurrency": "GBP"}, {"price": "3-8.5", "currency": "GBP"}),
        ({"priceSpecification": {"minPrice": 2, "priceCurrency": "EUR"}}, {"price": "2", "currency": "EUR"}),
        ({"price": "Free"}, {"price": "Free"}),
        ({"price": ""}, {}),
        (
            [
                {"name": "Adult", "price": 8, "priceCurrency": "GBP"},
                {"name": "Child", "price": 4, "priceCurrency": "GBP"},
            ],
            {"price": "Adult 8 GBP, Child 4 GBP", "currency": "GBP"},
        ),
        (
            [{"price": 4, "availability": "SoldOut"}, {"price": 4, "availability": "InStock"}],
            {"price": "4", "registration": "InStock"},
        ),
        (
            {"url": "/book", "validFrom": "2026-12-01"},
            {"register_url": "http://college.example/book", "opens": "2026-12-01"},
        ),
    ],
)
def test_offers(offers: Any, said: dict[str, str]) -> None:
    assert session(startDate="2027-01-01", offers=offers) == {"start": "2027-01-01"} | said


def test_a_missing_price_is_never_free() -> None:
    assert "price" not in session(startDate="2027-01-01")
    assert "price" not in session(startDate="2027-01-01", isAccessibleForFree=False)
    assert session(startDate="2027-01-01", isAccessibleForFree=True)["price"] == "free"


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2027-01-01T18:00", "PT1H30M", "2027-01-01T19:30:00"),
        ("2027-01-01T23:00+00:00", "PT2H", "2027-01-02T01:00:00+00:00"),
        ("2027-01-01", "PT2H", None),
        ("2027-01-01T18:00", "two hours", None),
        ("tomorrow Tuesday", "PT2H", None),
        ("9999-12-31T23:00", "P9D", None),
    ],
)
def test_an_end_is_told_or_counted_never_guessed(start: str, duration: str, end: str | None) -> None:
    assert session(startDate=start, duration=duration).get("end") == end


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        ({"byDay": "Monday", "endDate": "2027-01-18"}, ["01-04", "01-11", "01-18"]),
        ({"byDay": ["MO", "https://schema.org/Wednesday"], "endDate": "2027-01-11"}, ["01-04", "01-06", "01-11"]),
        ({"repeatFrequency": "P2W", "repeatCount": 2}, ["01-04", "01-18"]),
        ({"repeatFrequency": "Daily", "repeatCount": "3", "exceptDate": "2027-01-05"}, ["01-04", "01-06"]),
        ({"repeatFrequency": "P1M", "byDay": "Monday", "endDate": "2027-03-01"}, []),
        ({"byDay": "Monday"}, []),
        ({"byDay": "Monday", "endDate": "2027-01-18", "startTime": None}, []),
        ({"byDay": "Monday", "endDate": "2027-01-18", "startDate": "9999-12-30"}, []),
    ],
)
def test_a_schedule_is_written_out_where_it_says_enough(schedule: dict[str, Any], days: list[str]) -> None:
    node = {"eventSchedule": {"@type": "Schedule", "startDate": "2027-01-04", "startTime": "18:00"} | schedule}
    meetings = schema_times.times(Graph([node]), node)["meetings"]
    assert [meeting.start for meeting in meetings] == [f"2027-{day}T18:00" for day in days]


def test_an_open_schedule_is_passed_on_in_words() -> None:
    said = session(eventSchedule={"byDay": "https://schema.org/Monday", "startTime": "18:00", "endTime": "19:00"})
    assert said == {"when": "Monday 18:00-19:00", "start_time": "18:00", "end_time": "19:00"}


def test_one_node_seen_twice_is_one_draft() -> None:
    event = {"@type": "Event", "name": "Club", "url": "/club", "startDate": "2027-01-04"}
    (one,) = drafts(event, event | {"description": "Chess"}, event | {"startDate": "2027-01-11"})
    assert isinstance(one, Draft)
    assert (one.url, one.text) == ("http://college.example/club", "Chess")
    assert [run.start for run in one.sessions] == ["2027-01-04", "2027-01-11"]


def test_the_anchor_of_a_listing_on_its_page_is_its_id() -> None:
    node = {"@type": "Event", "description": "x"}
    here = drafts(node | {"name": "Otters", "url": "#otters"}, node | {"name": "Bats", "url": "#bats"})
    assert [one.native_id for one in here if isinstance(one, Draft)] == [f"{URL}#otters", f"{URL}#bats"]
    elsewhere = draft(url="/tickets#buy")
    assert elsewhere.native_id is None


def test_an_address_that_all_share_is_nobodys() -> None:
    found = drafts(*({"@type": "Event", "name": name, "url": "/all", "startDate": "2027-01-04"} for name in "ab"))
    assert [one.url for one in found if isinstance(one, Draft)] == [None, None]


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None], {"@value": None}, {"@id": "#gone"}, [[["x"]]], True])
def test_any_value_anywhere_is_borne(value: Any) -> None:
    names = (
        "location",
        "offers",
        "eventSchedule",
        "audience",
        "provider",
        "subEvent",
        "keywords",
        "url",
        "hasCourseInstance",
    )
    for name in names:
        assert drafts({"@type": ["Event", 7], "name": "Club", "startDate": "2027-01-04", name: value})


SITEMAP = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>http://a.example/c/1</loc></url><url><loc>/x</loc></url></urlset>"


@pytest.mark.parametrize("body", [SITEMAP, gzip.compress(SITEMAP)])
def test_sitemaps_plain_and_packed(body: bytes) -> None:
    assert sitemap.addresses(page(body), "s") == ["http://a.example/c/1", "/x"]
    assert sitemap.addresses(page(body), "s", "/c/") == ["http://a.example/c/1"]


def test_an_index_of_sitemaps_is_followed_whole() -> None:
    index = b"<?xml version='1.0'?><sitemapindex><sitemap><loc>http://a.example/s.xml</loc></sitemap></sitemapindex>"
    assert list(schema_org.follow(page(index), source(), schema_org.Options(only="/c/"))) == ["http://a.example/s.xml"]


def test_a_sitemap_expands_no_entities() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "http://a.example/">]><urlset><url><loc>&a;b</loc></url></urlset>'
    assert "http://a.example/b" not in (sitemap.addresses(page(bomb), "s") or [])


def test_a_sitemap_of_nothing_is_an_error() -> None:
    with pytest.raises(Unreadable, match=r"the sitemap .* to be XML"):
        sitemap.addresses(page(b"\x00\x01<urlset"), "s")


def test_a_wrong_selector_is_an_option_error() -> None:
    with pytest.raises(OptionError, match=r"'h3 >> a' is no CSS selector"):
        options_of(source(links="h3 >> a"))


@pytest.mark.data
@pytest.mark.parametrize(("folder", "most_errors"), [("schemaorg_html", 0), ("scrape_html", 0)])
def test_real_pages_never_fail(data: Path, folder: str, most_errors: int) -> None:
    errors, found = 0, 0
    for file in sorted((data / folder).glob("*.html")):
        try:
            found += len(list(schema_org.extract(page(file.read_bytes()), source(), schema_org.Options())))
        except SourceError:
            errors += 1
    assert errors <= most_errors
    assert found > 0


@pytest.mark.data
def test_microdata_agrees_with_the_standards_own_examples(data: Path) -> None:
    names = [f"microdata.{name}" for name in ("4.2.data", "4.2.meter", "4.2.strings", "5.2", "5.3")]
    for name in names:
        stem = data / "schemaorg_html" / f"extruct__tests__samples__w3c__{name}"
        expected = json.loads(Path(f"{stem}.json").read_text("utf-8"))
        found = microdata.items(Selector(text=Path(f"{stem}.html").read_text("utf-8")), "http://www.example.com/")
        assert [_plain(one) for one in found] == [_plain(one.get("properties", {})) for one in expected]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        value = value.get("properties", value)
        parts = {name: part if isinstance(part, list) else [part] for name, part in value.items()}
        return {name: [_plain(one) for one in part] for name, part in parts.items() if not name.startswith("@")}
    return " ".join(value.split())
