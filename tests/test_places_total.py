"""Places are total and quick: arbitrary words, and words of real forms that something was done to."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.settings import IndexSettings
from indexer.values import places
from indexer.values.gazetteer import Gazetteer
from indexer.values.reading import BELIEVED
from tests import clock
from tests.value_tables import rows

NOWHERE = Gazetteer()
COUNTRIES = ("GB", "US", "CA", "IE", "AU", "NZ", "IN", "PL", "ES", "DE", "NL", "XX")
REAL = sorted({row.words for row in rows("places") if row.words})
DEGREES = ["51.45", "-2.65", "0", "", "nan", "inf", "-inf", "1e9", "51,45", "51° 27′ N", "91", "181", "+51.45", "٥١"]


def city(country: str) -> IndexSettings:
    return IndexSettings(timezone="Europe/London", country=country, languages=("en",), folder=Path())


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Two rows of the table, cut, joined and spelt otherwise."""
    one, other = draw(st.sampled_from(REAL)), draw(st.sampled_from(REAL))
    cut, begin = draw(st.integers(0, len(one))), draw(st.integers(0, len(other)))
    between = draw(st.sampled_from(["", " ", ", ", "\n", " or ", " - ", "; ", " (", ") ", "\x00", "é", "🙂"]))
    words = one[:cut] + between + other[begin:]
    return draw(st.sampled_from([words, words.upper(), words.lower(), words[::-1], words * 3]))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    words=st.one_of(mutated(), st.text(max_size=80)),
    other=st.one_of(st.none(), mutated(), st.text(max_size=40)),
    code=st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["MB1 2AB", "62701", "M6P1A1", "0"])),
    degrees=st.tuples(st.sampled_from(DEGREES), st.one_of(st.sampled_from(DEGREES), st.text(max_size=12))),
    country=st.sampled_from(COUNTRIES),
)
def test_whatever_is_written_is_a_place_or_unknown(
    words: str, other: str | None, code: str | None, degrees: tuple[str, str], country: str
) -> None:
    online = places.is_online(code, words, other)
    read = places.read(
        words, address=other, postcode=code, latitude=degrees[0], longitude=degrees[1], area=other,
        gazetteer=NOWHERE, settings=city(country), online=bool(online),
    )  # fmt: skip
    place = read.value
    if place is None:
        return
    assert read.confidence >= BELIEVED
    assert (place.latitude is None) == (place.longitude is None)
    assert not any(part is not None and part != part.strip() for part in (place.name, place.address, place.postcode))
    if place.visibility != "exact":
        assert not place.name or place.name not in str(place.shown())


LONG = {
    "a street": "12 High Street, ",
    "and": "and or & / ; ",
    "on booking": "the address will be sent on booking ",
    "directions": "N W. S E ",
    "brackets": "(Room 2) (",
    "numbers": "7 7-7 7/7 ",
    "online": "online and zoom or via the ",
    "degrees": "(41.123, -87.123 ",
    "units": "Suite 5, Unit 6 # ",
    "postcodes": "MB1 2AB 62701 ",
    "polish": "ul. Długa 5/6 ",
    "home": "tutor's home of my ",
    "telephone": "tel: 0 1 2 3 ",
    "spaces": " \t",
    "one internet after the other": "(Zoom) online - in person / ",
    "what names none": "various tbc - to be confirmed, ",
    "backslashes": "\\, \\n",
    "numbers and letters": "#1 B-14, No. 12/4, 3rd Cross, ",
    "stops": "Centro. 12 Mayor. ",
    "no spaces": "x@y.",
}


@pytest.mark.parametrize("country", ["GB", "US", "IN", "PL", "ES", "DE"])
@pytest.mark.parametrize("form", LONG)
def test_ten_thousand_characters_take_no_time(form: str, country: str) -> None:
    words, settings = (LONG[form] * 10_000)[:10_000], city(country)

    def read(turn: int) -> None:
        long = words + " " * turn
        places.read(long, gazetteer=NOWHERE, settings=settings)
        places.read("Hall", address=long, postcode=words, latitude=words, gazetteer=NOWHERE, settings=settings)
        places.is_online(words, words, words)

    assert clock.least(read) < 0.05
