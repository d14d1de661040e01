"""Places: fields that overlap, who may see one, positions that cannot be, what the city knows of its venues."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from shapely.geometry import box

from indexer.opportunity import Place
from indexer.settings import IndexSettings
from indexer.values import places
from indexer.values.gazetteer import Gazetteer
from indexer.values.reading import BELIEVED, INFERRED, LIKELY, SURE, Read
from indexer.values.venue_files import Venue

CITY = IndexSettings(
    timezone="Europe/London", country="GB", languages=("en",), folder=Path(), bounds=(51.33, -2.78, 51.55, -2.43)
)
TOWN = Gazetteer(
    {"Harbour": box(-2.7, 51.4, -2.6, 51.5), "Northside": box(-2.6, 51.4, -2.5, 51.5)},
    {"MB1 2AB": (51.45, -2.65), "MB2": (51.45, -2.55)},
    [
        Venue(name="Riverside Library", aliases=("The Riverside",), latitude=51.42, longitude=-2.61),
        Venue(name="Mill Hall", latitude=51.41, longitude=-2.55, postcode="MB2 3CD"),
        Venue(name="Mill Hall", latitude=51.49, longitude=-2.65, postcode="MB1 2AB"),
    ],
)


def read(name: str | None, gazetteer: Gazetteer = TOWN, settings: IndexSettings = CITY, **said: Any) -> Read[Place]:
    return places.read(name, gazetteer=gazetteer, settings=settings, **said)


def meant(name: str | None, **said: Any) -> Place:
    value = read(name, **said).value
    assert value
    return value


@pytest.mark.parametrize(
    ("name", "address", "expected"),
    [
        ("Tin Museum, 4 Quay St, Millbrook", "4 Quay St, Millbrook", ("Tin Museum", "4 Quay St, Millbrook")),
        ("Tin Museum, 4 Quay St", "Tin Museum 4 Quay St", ("Tin Museum", "4 Quay St")),
        ("Tin Museum", "Tin Museum, 4 Quay St", ("Tin Museum", "4 Quay St")),
        ("4 Quay St", "4 Quay St, Millbrook", (None, "4 Quay St, Millbrook")),
        ("4 Quay", "4 Quay Street", ("4 Quay", "4 Quay Street")),
        ("Room 2", "4 Quay St, MB1 2AB, United Kingdom", ("Room 2", "4 Quay St")),
    ],
)
def test_name_and_address_that_repeat_each_other(
    name: str, address: str, expected: tuple[str | None, str | None]
) -> None:
    place = meant(name, address=address)
    assert (place.name, place.address) == expected


@pytest.mark.parametrize(
    ("stated", "country", "code", "doubts"),
    [
        ("mb12ab", "GB", "MB1 2AB", 0),
        ("MB1", "GB", "MB1", 0),
        ("62701.0", "US", "62701", 0),
        ("62701-1234", "US", "62701-1234", 0),
        ("2139", "US", None, 1),
        ("0", "US", None, 0),
        ("TBC", "GB", None, 0),
        ("quayside", "GB", None, 1),
        ("2999", "AU", "2999", 0),
        ("00-950", "PL", "00-950", 0),
    ],
)
def test_a_field_of_postcodes(stated: str, country: str, code: str | None, doubts: int) -> None:
    elsewhere = msgspec.structs.replace(CITY, country=country)
    said = read("Tin Museum", settings=elsewhere, postcode=stated)
    assert said.value
    assert (said.value.postcode, len(said.doubts)) == (code, doubts)


def test_two_postcodes_are_a_doubt_and_the_field_goes_first() -> None:
    said = read("Tin Museum", address="4 Quay St, MB1 2AB", postcode="MB2 3CD")
    assert said.value
    assert said.value.postcode == "MB2 3CD"
    assert [one.reason for one in said.doubts] == ["two postcodes are stated"]


@pytest.mark.parametrize(
    "words",
    ["Tutor's home, 4 Elm Close, MB1 2AB", "Private house, 4 Elm Close, MB1 2AB", "At my home, 4 Elm Close, MB1 2AB"],
)
def test_a_home_is_never_exact(words: str) -> None:
    said = read(words, latitude="51.45", longitude="-2.65")
    assert said.value
    assert said.value.shown() == Place(area="Harbour", visibility="area")
    assert "Elm" not in (said.words or ""), "the words behind a value are published"
    nowhere = places.read(words, gazetteer=Gazetteer(), settings=CITY).value
    assert nowhere
    assert nowhere.shown() == Place(visibility="on_booking")


def test_no_doubt_repeats_a_home() -> None:
    said = read("Private home", address="4 Elm Close", postcode="XX", latitude="151.45", longitude="-2.65")
    assert said.doubts
    assert not any(one.words for one in said.doubts)


@pytest.mark.parametrize("words", ["Address sent on booking", "Location will be provided upon registration"])
def test_an_address_that_is_told_on_booking(words: str) -> None:
    assert read(words).value == Place(visibility="on_booking")
    ashby = meant("Ashby (address sent on booking)", area="Harbour")
    assert ashby.shown() == Place(area="Harbour", visibility="area")


@pytest.mark.parametrize("words", ["Care home, 4 Elm Close", "Children's House Nursery", "Home Park", "Our House Café"])
def test_what_is_called_a_home_and_is_none(words: str) -> None:
    assert meant(words).visibility == "exact"


def test_in_person_or_online_keeps_the_place_and_where_it_is() -> None:
    words = "Tin Museum, Quay Street or online"
    assert places.is_online(None, words) is True
    place = meant(words, online=True, latitude="51.45", longitude="-2.65")
    assert (place.name, place.area, place.latitude) == ("Tin Museum", "Harbour", 51.45)
    assert read("Online", online=True, latitude="51.45", longitude="-2.65").value is None


@pytest.mark.parametrize(
    ("stated", "online"),
    [
        ("https://schema.org/MixedEventAttendanceMode", True),
        ("https://schema.org/OfflineEventAttendanceMode", False),
        ("https://meet.example/abc", True),
        ("blended", True),
        ("distance learning", True),
        ("In person", False),
        ("purple", None),
    ],
)
def test_a_field_that_says_whether_it_is_online(stated: str, online: bool | None) -> None:
    assert places.is_online(stated, "Tin Museum") is online


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [
        ("0", "0.0", "0, 0 is no place of a city"),
        ("-2.65", "51.45", "latitude and longitude seem swapped"),
        ("91", "-2.65", "degrees that are not on the globe"),
        ("41.88", "-87.63", "a position far from the city's areas"),
        ("1e3", "-2.65", "not two numbers of degrees"),
        ("51.45", None, "not two numbers of degrees"),
    ],
)
def test_a_position_that_cannot_be_is_unknown_and_told(latitude: str, longitude: str | None, reason: str) -> None:
    unbounded = msgspec.structs.replace(CITY, bounds=None)
    said = read("Tin Museum", settings=unbounded, latitude=latitude, longitude=longitude)
    assert said.value
    assert (said.value.latitude, said.value.area) == (None, None)
    assert [one.reason for one in said.doubts] == [reason]


def test_a_city_of_no_bounds_and_no_areas_has_its_country() -> None:
    unbounded = msgspec.structs.replace(CITY, bounds=None)
    assert places.position("41.88", "-87.63", unbounded)[2][0].reason == "a position outside the city's country"
    assert places.position("51.45", "-2.65", unbounded)[:2] == (51.45, -2.65)


@pytest.mark.parametrize(
    ("name", "postcode", "latitude", "area"),
    [
        ("riverside library", None, 51.42, "Harbour"),
        ("The Riverside, Room 2", None, 51.42, "Harbour"),
        ("Mill Hall", None, None, None),
        ("Mill Hall", "MB2 3CD", 51.41, "Northside"),
        ("Mill Hall", "MB9 9ZZ", None, None),
        ("Mill Hall Annexe", None, None, None),
    ],
)
def test_a_venue_that_the_city_knows(name: str, postcode: str | None, latitude: float | None, area: str | None) -> None:
    said = read(name, postcode=postcode)
    assert said.value
    assert (said.value.latitude, said.value.area) == (latitude, area)
    assert said.inferred == (latitude is not None)


def test_a_venue_in_another_area_than_the_source_says_is_not_meant() -> None:
    place = meant("Riverside Library", area="Northside")
    assert (place.latitude, place.area) == (None, "Northside")


def test_how_sure_a_form_of_words_is() -> None:
    assert read("Tin Museum, 4 Quay Street").confidence == SURE
    assert read("Tin Museum, Millbrook").confidence == LIKELY
    assert read("Tin Museum", postcode="MB1 2AB").confidence == LIKELY, "the area is where the postcode's middle is"
    wide = read("Tin Museum", postcode="MB2 9ZZ")
    assert (wide.confidence, wide.inferred, wide.value and wide.value.area) == (INFERRED, True, "Northside")
    assert BELIEVED < INFERRED


def test_a_text_is_no_name() -> None:
    said = read("Come in by the gate and walk past the pond to the very end of the path " * 4)
    assert said.value is None
    assert [one.reason for one in said.doubts] == ["a text, where a place's name was expected"]
