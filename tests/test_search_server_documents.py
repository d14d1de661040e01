"""What is sent to a Meilisearch: documents that say what the rows say, on any day; settings; whose server it is."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from crawlers.errors import SearchError
from indexer.contents import Contents
from indexer.opportunity import Ages, Meeting, Moment, Opportunity, Place, Price, Provider, Registration, Session
from indexer.search.columns import day_number
from indexer.search.documents import NAMES, NEVER, Document, fault, search_documents
from indexer.search.fold import LETTERS, fold
from indexer.search.key import key_uid
from indexer.search.rows import documents, facets
from indexer.search.server import Access, access, is_new, new_name
from indexer.search.settings import both_ways, differs, index_settings
from indexer.settings import SearchSettings
from portal.assets import STATIC
from portal.i18n import languages
from portal.search_cards import cards
from tests.search_city import TODAY, ZONE, search_city

N = day_number(TODAY)
ONE = Opportunity(id="a-1", slug="x", title="X", provider=Provider(id="p", name="P & Q"))
SUNDAY_CLUB = tuple(
    Meeting(start=Moment(date=TODAY + dt.timedelta(days=d), time=dt.time(16), zone=ZONE)) for d in (-7, -4, 0, 3)
)


def made(*opportunities: Opportunity, today: dt.date = TODAY, **centroids: tuple[float, float]) -> list[Document]:
    held = documents(Contents(opportunities=opportunities), today)
    said = {one.code: cards(held, one, ZONE) for one in languages(("en", "ur"), "GB")}
    return list(search_documents(held, said, centroids))


def one(**session: Any) -> dict[str, Any]:
    opportunity = msgspec.structs.replace(ONE, sessions=(Session(id="a-1-s", **session),))
    (document,) = made(opportunity)
    return document.fields


def at(days: int, time: str | None = None) -> Moment:
    return Moment(date=TODAY + dt.timedelta(days=days), time=dt.time.fromisoformat(time) if time else None, zone=ZONE)


UNDATED = {"next": NEVER, "days": [], "from": None, "until": None, "last": NEVER, "first": NEVER, "time": 1440}


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        ({}, UNDATED),
        ({"start": at(3)}, {"days": [], "from": N + 3, "until": N + 3, "last": N + 3, "first": N + 3, "time": 1440}),
        ({"start": at(-9), "end": at(4)}, {"from": N - 9, "until": N + 4, "last": N + 4, "first": N - 9}),
        ({"start": at(-9), "open_ended": True}, {"from": N - 9, "until": NEVER, "last": NEVER, "next": N}),
        (
            {"start": SUNDAY_CLUB[0].start, "meetings": SUNDAY_CLUB},
            {"days": [N - 7, N - 4, N, N + 3], "from": None, "until": None, "last": N + 3, "first": N - 7, "time": 960},
        ),
        (
            {"start": SUNDAY_CLUB[0].start, "meetings": SUNDAY_CLUB},
            {"weekends": [N - 7, N], "after_school": [N - 4, N + 3], "next": N},
        ),
        ({"start": at(3, "15:00")}, {"after_school": [N + 3], "weekends": []}),
        ({"start": at(3, "15:00"), "end": at(9)}, {"after_school": [], "weekends": []}),
        ({"price": Price(low=Decimal("3.50"), high=Decimal(8), currency="GBP")}, {"cost": 800, "free": None}),
        ({"price": Price(low=Decimal(0), high=Decimal(0), currency="GBP")}, {"cost": 0, "free": "yes"}),
        ({"price": Price(low=Decimal(0), currency="GBP", donation=True)}, {"cost": 0, "free": None}),
        ({}, {"cost": None, "free": None, "online": None, "area": None, "left": None, "full": 0, "state": None}),
        ({"places_left": 0}, {"left": None, "full": 1, "places_left": 0}),
        ({"places_left": 2}, {"left": "yes", "full": 0}),
        ({"places_left": 2, "registration": Registration(state="closed")}, {"left": None, "full": 1}),
        ({"registration": Registration(state="none_needed")}, {"left": "yes", "full": 0, "state": "none_needed"}),
        ({"registration": Registration(state="not_yet")}, {"left": None, "full": 0}),
        ({"online": True}, {"online": "yes"}),
        (
            {"place": Place(name="Mill Hall", area="Castle")},
            {"online": "no", "area": "Castle", "area_once": "a-1 Castle"},
        ),
        (
            {"place": Place(name="Refuge", area="Castle", visibility="on_booking")},
            {"online": "no", "area": None, "area_once": None, "online_once": "a-1 no"},
        ),
        ({"status": "postponed", "start": at(3)}, {"complete": 0, "status": "postponed"}),
    ],
)
def test_a_session_becomes_a_document(session: dict[str, Any], expected: dict[str, Any]) -> None:
    fields = one(**session)
    assert {name: fields[name] for name in expected} == expected


def test_an_opportunity_without_sessions_is_a_document_without_dates() -> None:
    (document,) = made(msgspec.structs.replace(ONE, ages=Ages(low=8), topics=("code",), support=("food",)))
    assert document.id == "a-1"
    assert document.fields | UNDATED == document.fields
    expected = {"age_from": 8, "age_to": 254, "topic": ["code"], "support": ["food"], "provider": "p", "role": None}
    assert document.fields | expected == document.fields


def test_assumed_ages_are_an_adults() -> None:
    (document,) = made(msgspec.structs.replace(ONE, ages=Ages(low=3, high=99, assumed=True)))
    assert (document.fields["age_from"], document.fields["age_to"]) == (18, 99)


def test_words_are_those_of_the_opportunity_in_each_language() -> None:
    hall, hidden = Place(name="Mill Hall", area="Castle"), Place(name="Refuge", area="Dock", visibility="on_booking")
    sessions = tuple(Session(id=f"a-1-{n}", start=at(n), place=place) for n, place in enumerate((hall, hidden)))
    found = made(msgspec.structs.replace(ONE, title="Pêche d’été", topics=("code",), sessions=sessions))
    for document in found:
        assert document.fields["find"]["title"] == "peche dete"
        assert document.fields["find"]["beside"] == "p q castle"
        assert "mill hall" in document.fields["find"]["en"]
        assert "refuge" not in str(document.fields).lower()
    assert found[0].fields["card"]["en"]["where"] == "Mill Hall"
    assert found[0].fields["card"]["ur"] != found[0].fields["card"]["en"]


def test_a_day_that_passes_changes_no_document() -> None:
    """But for the next day of what met today or is under way, a place whose last session is over, and "on now"."""
    city = search_city(200)
    today, later = ({d.id: d for d in made(*city.opportunities, today=day)} for day in (TODAY, TODAY + dt.timedelta(1)))
    assert later.keys() < today.keys()
    assert len(later) > 600
    for key, document in later.items():
        before, after = today[key].fields, document.fields
        changed = {name for name in after if after[name] != before[name]} - {"digest"}
        assert ("next" in changed) == (N in after["days"] or (after["from"] is not None and after["from"] <= N))
        assert ("card" in changed) <= (after["from"] == N)
        assert changed <= {"next", "card", "find", "mixed"}


def test_what_others_are_there_changes_no_document() -> None:
    city = search_city(120).opportunities
    every = {document.id: document for document in made(*city)}
    some = made(*city[::3])
    assert len(some) > 100
    assert some == [every[document.id] for document in some]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": "a-1"}, None),
        ({"id": "a b"}, "expected an id of a-z"),
        ({"id": ""}, "expected an id of a-z"),
        ({"id": "x" * 512}, "at most 511"),
        ({"id": "a", "_geo": {"lat": 51.4, "lng": -2.6}}, None),
        ({"id": "a", "_geo": {"lat": 91, "lng": 0}}, "within ±90 degrees, but lat is 91"),
        ({"id": "a", "_geo": {"lat": float("nan"), "lng": 0}}, "lat is nan"),
        ({"id": "a", "_geo": {"lat": 0, "lng": -181}}, "lng is -181"),
        ({"id": "a", "cost": 2**53 + 1}, "within ±2^53, but cost is"),
        ({"id": "a", "days": [1, 2**60]}, "within ±2^53, but days is"),
    ],
)
def test_what_cannot_be_sent_is_known_before(fields: dict[str, Any], reason: str | None) -> None:
    found = fault(fields)
    assert found is None if reason is None else found is not None and reason in found


def test_only_the_middle_of_an_area_is_a_position() -> None:
    place = Place(name="Mill Hall", area="Castle", latitude=51.42, longitude=-2.51)
    opportunity = msgspec.structs.replace(ONE, sessions=(Session(id="a-1-s", start=at(1), place=place),))
    assert "51.42" not in str(made(opportunity))
    (document,) = made(opportunity, Castle=(51.0, -2.0))
    assert document.fields["_geo"] == {"lat": 51.0, "lng": -2.0}


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("St Aldhelm's Church", "st aldhelms church"),
        ("Ŵy, Café & ÉCOLE", "wy cafe ecole"),
        ("Straße Łódź", "strasse lodz"),
        ("كرکٹ ۲۰٣", "کرکٹ 203"),
        ("year-7/8 C++", "year 7 8 c"),
        ("  ", ""),
    ],
)
def test_words_are_folded_as_the_browser_does(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_the_letters_are_those_of_the_browser() -> None:
    (table,) = re.findall(r"const LETTERS = \{(.*?)\}", (STATIC / "search" / "fold.js").read_text(encoding="utf-8"))
    assert dict(re.findall(r'"(.)": "(.+?)"', table)) == LETTERS


def test_what_is_filtered_and_sorted_is_in_every_document() -> None:
    settings = index_settings(("en", "ur"), {})
    known = {*settings["filterableAttributes"], "days"}
    assert {NAMES.get(facet.name, facet.name) for facet in facets()} - {"ages"} <= known
    assert settings["searchableAttributes"] == ["find.title", "find.beside", "find.en", "find.ur"]
    (document,) = made(ONE)
    assert known - {"_geo"} <= document.fields.keys()
    assert {*settings["sortableAttributes"]} - {"_geo"} <= document.fields.keys()


def test_synonyms_go_both_ways_and_are_folded() -> None:
    asked = {"Coding": ("programming", "Café"), "same": ("Same", " ")}
    assert both_ways(asked) == {"cafe": ["coding"], "coding": ["cafe", "programming"], "programming": ["coding"]}


OURS = {"filterableAttributes": ["a", "b"], "typoTolerance": {"enabled": True, "minWordSizeForTypos": {"oneTypo": 3}}}


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ({"filterableAttributes": ["b", "a"]}, []),
        ({"filterableAttributes": ["a"]}, ["filterableAttributes"]),
        ({"typoTolerance": {"enabled": True, "minWordSizeForTypos": {"oneTypo": 3, "twoTypos": 9}, "more": 1}}, []),
        ({"typoTolerance": {"enabled": True, "minWordSizeForTypos": {"oneTypo": 4}}}, ["typoTolerance"]),
        ({"typoTolerance": None}, ["typoTolerance"]),
        ({"further": 1}, []),
    ],
)
def test_settings_are_compared_with_the_servers(theirs: dict[str, Any], expected: list[str]) -> None:
    assert differs(OURS, {**OURS, **theirs}) == expected


def test_a_synonym_taken_back_is_a_change() -> None:
    assert differs({"synonyms": {}}, {"synonyms": {"a": ["b"]}}) == ["synonyms"]


KEY = {"MEILI_ADMIN_KEY": "k"}
FILE = SearchSettings(url="https://search.millbrook.example/", index="millbrook", synonyms={"a": ("b",)})


@pytest.mark.parametrize(
    ("settings", "environment", "expected"),
    [
        (None, {}, None),
        (None, KEY, None),
        (None, {**KEY, "MEILI_URL": ""}, None),
        (
            None,
            {**KEY, "MEILI_URL": "http://127.0.0.1:7700/"},
            Access(url="http://127.0.0.1:7700", public="http://127.0.0.1:7700", index="st-helens", key="k"),
        ),
        (
            FILE,
            KEY,
            Access(
                url="https://search.millbrook.example",
                public="https://search.millbrook.example",
                index="millbrook",
                key="k",
                synonyms={"a": ("b",)},
            ),
        ),
        (
            FILE,
            {**KEY, "MEILI_URL": "http://10.0.0.2:7700"},
            Access(
                url="http://10.0.0.2:7700",
                public="https://search.millbrook.example",
                index="millbrook",
                key="k",
                synonyms={"a": ("b",)},
            ),
        ),
    ],
)
def test_the_city_file_and_the_environment_say_where_it_is(
    settings: SearchSettings | None, environment: dict[str, str], expected: Access | None
) -> None:
    assert access(settings, "St Helens", environment) == expected


@pytest.mark.parametrize(
    ("settings", "environment", "said"),
    [
        (FILE, {}, "expected its admin key in $MEILI_ADMIN_KEY"),
        (SearchSettings(url="search.example", index="x"), KEY, "expected http://… or https://…"),
        (SearchSettings(url="https://s.example", index="Mill Brook"), KEY, "a name is made of a-z"),
        (SearchSettings(url="https://s.example", index="mill-new-0123abcd"), KEY, "Choose another name"),
    ],
)
def test_what_cannot_be_used_is_said(settings: SearchSettings, environment: dict[str, str], said: str) -> None:
    with pytest.raises(SearchError, match=re.escape(said)):
        access(settings, "Millbrook", environment)


def test_a_new_index_is_nobody_elses() -> None:
    assert is_new(new_name("mill", "0123456789ab"), "mill")
    assert not is_new("mill-new-town", "mill")
    assert not is_new("mill-new-town-new-01234567", "mill")
    assert not is_new("mill", "mill")


def test_a_keys_uid_lasts() -> None:
    """Published pages hold the key that follows from it."""
    assert key_uid("millbrook") == key_uid("millbrook") != key_uid("mill")
    assert key_uid("millbrook") == "c9c14ed3-7fef-5a35-9e57-d5d905793a7f"
