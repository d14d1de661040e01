"""The parsers of values: the tables of tests/tables row by row, totality over any text, and their speed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.errors import CityFileError
from indexer.opportunity import Price
from indexer.settings import AreaSettings, IndexSettings
from indexer.values import (
    age_phrases,
    ages,
    choice_phrases,
    choices,
    dates,
    languages,
    places,
    price_phrases,
    prices,
    registration,
    schedules,
    text,
    times,
    topics,
    zones,
)
from indexer.values.gazetteer import Gazetteer, load_gazetteer
from tests.clock import Clock
from tests.value_answers import ANSWERS
from tests.value_tables import TABLES, asked, rows

TODAY = dt.date(2027, 6, 1)
CITY = IndexSettings(timezone="Europe/London", country="GB", languages=("en",), folder=Path())

DISPUTED: dict[tuple[str, str], str] = {}
"""Rows that the parsers disagree with, and why. A row that comes right must leave this list."""

EVERY = [row for path in sorted(TABLES.glob("*.tsv")) if path.stem in ANSWERS for row in rows(path.stem)]


@pytest.mark.parametrize("table", sorted({row.table for row in EVERY}))
def test_a_table(table: str) -> None:
    wrong = [
        f"{table}.tsv:{row.line} {row.words!r}: expected {expected!r}, the parser says {said!r}"
        for row in EVERY
        if row.table == table and (row.table, row.words) not in DISPUTED
        for expected, said in [asked(row)]
        if expected != said
    ]
    assert not wrong, "\n".join(wrong)


def test_a_disputed_row_that_agrees_leaves_the_list() -> None:
    agreed = [row.words for row in EVERY if (row.table, row.words) in DISPUTED and len(set(asked(row))) == 1]
    assert agreed == []


def test_each_dispute_names_a_row() -> None:
    assert set(DISPUTED) <= {(row.table, row.words) for row in EVERY}


PARSERS: dict[str, Callable[[str], Any]] = {
    "ages": lambda words: ages.read(words, country="GB"),
    "ages, US": lambda words: ages.read(words, country="US"),
    "ages, ends": lambda words: ages.read(None, country="US", low=words, high=words),
    "age_phrases": lambda words: age_phrases.find(words, country="GB"),
    "age_phrases, title": lambda words: age_phrases.find(words, country="US", title=True),
    "prices": lambda words: prices.read(words, country="GB"),
    "price_phrases": lambda words: price_phrases.find(words, country="US"),
    "dates": lambda words: dates.read_range(words, today=TODAY, country="GB", zone="Europe/London"),
    "dates, moment": lambda words: dates.read_moment(words, today=TODAY, country="US", zone="America/Chicago"),
    "schedules": lambda words: schedules.read(words, today=TODAY, country="GB", zone="Europe/London"),
    "times": times.read,
    "zones": zones.named,
    "places": lambda words: places.read(words, gazetteer=Gazetteer(), settings=CITY),
    "places, address": lambda words: places.read(
        "Hall", address=words, postcode=words, gazetteer=Gazetteer(), settings=CITY
    ),
    "position": lambda words: places.position(words, words, CITY),
    "online": lambda words: places.is_online(words, words),
    "topics": lambda words: topics.read(words, (words,), words),
    "registration": lambda words: registration.read(
        words, words, words, today=TODAY, country="GB", zone="Europe/London"
    ),
    "registration, title": registration.from_title,
    "languages": lambda words: languages.read((words,)),
    "status": choices.status,
    "support": lambda words: choices.support((words,)),
    "support, text": choice_phrases.support,
    "access, text": choice_phrases.access,
    "role, text": lambda words: choice_phrases.role(words, words),
    "clean": text.clean,
    "mend": text.mend,
    "slug": text.slug,
    "language": text.script_language,
}

PIECES = st.sampled_from(
    ["12", "4", "2027", "July", "Tue", "Mawrth", "-", "–", "/", ":", ".", ",", "£", "€", "$", "5", "am",
     "pm", "to", "until", "every", "ages", "age",
      "years", "Year", "grade", "K", "under", "over", "+", "free", "for", "per", "week", "weeks", "not", "conc",
      "<p>", "&amp;", "&lt;", "Â", "â€™",
      "‰Û", "(", ")", "MB1 2AB", "0", "99999999", "T16:00", "Z", "+14:00", "مفت", "۱۲", "½", "²", "\n", "\x00",
      "\ud800" ]
)  # fmt: skip
WORDS = st.one_of(
    st.text(max_size=60), st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES, max_size=8).map("".join)
)


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(words=WORDS)
def test_a_parser_is_total(name: str, words: str) -> None:
    PARSERS[name](words)


LONG = {
    "digits": "1" * 10_000,
    "dashes": "1-" * 5_000,
    "spaces": " " * 10_000 + "x",
    "words": "ages 8 to 12 years and under free for £5 per week " * 200,
    "days": "Tue 12 July, " * 770,
    "commas": "12, " * 2_500,
    "tags": "<p " * 3_333,
    "entities": "&amp;" * 2_000,
    "brackets": "(" * 10_000,
    "mojibake": "â€™" * 3_333,
    "letters": "a" * 10_000,
    "spelling": "a " * 5_000,
    "pounds": "£5 " * 3_333,
    "lines": "Free\n" * 2_000,
}


@pytest.mark.parametrize("name", PARSERS)
def test_long_words_are_read_in_no_time(name: str) -> None:
    for shape, words in LONG.items():
        assert took(name, words) < 0.05 or min(took(name, words + " "), took(name, words + "  ")) < 0.05, shape


def took(name: str, words: str) -> float:
    with Clock() as clock:
        PARSERS[name](words)
    return clock.seconds


def test_free_is_only_free_for_everyone() -> None:
    for words in ("free for residents", "Free if you are under 16", "Free lunch", "first session free"):
        read = prices.read(words, country="GB").price.value
        assert read is None or not read.free, words


def test_a_price_with_its_own_currency() -> None:
    assert prices.read("5", country="GB", currency="EUR").price.value == Price(low=5, high=5, currency="EUR")  # type: ignore[arg-type]
    assert prices.read("$5", country="GB").price.value is None, "whose dollar is not said"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [("8", "12", (8, 12) ), ("13", "None", (13, None)), ("16", "99", (16, None)), ("0", "", (0, None)),
     ("", "11", (None, 11)),
     ("12", "8", None), ("-87.669", "60609", None), ("99", "99", None), ("", "", None)],
)  # fmt: skip
def test_ages_kept_apart(low: str, high: str, expected: tuple[int | None, int | None] | None) -> None:
    value = ages.read(None, country="US", low=low, high=high).value
    assert (value and (value.low, value.high)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("For ages 8-12.", (8, 12)), ("Come along, Years 7–9 only", (11, 14)), ("For 11 to 16 year olds", (11, 16)),
      ("At least 18 years old", (18, None)), ("Open to all ages", (None, None)),
      ("$4/youth ages 12-17, $5/adult", None),
     ("Children under age 14 must be supervised", None), ("Ages 3-5 at ten and ages 6-8 at noon", None),
     ("She was 12 years old when she began", None), ("A 5-7 minute talk", None), ("3-5 years experience", None)],
)  # fmt: skip
def test_ages_in_a_text_only_where_they_are_explicit(
    words: str, expected: tuple[int | None, int | None] | None
) -> None:
    value = age_phrases.find(words, country="GB").value
    assert (value and (value.low, value.high)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Free event. Come along", "0" ), ("Cost: £10. Bring a hat", "10"), ("It is £5 per session", "5"),
     ("Admission is free.", "0"),
      ("Feel free to come", None), ("Free pizza!", None), ("Hear about free events", None),
      ("Our free play programme", None), ("Free admission for members", None),
      ("A free workshop; the kit costs £4", None),
     ("£5 per session, or £40 per course", None), ("We raised £500 last year", None)],
)  # fmt: skip
def test_a_price_in_a_text_only_where_it_is_explicit(words: str, expected: str | None) -> None:
    value = price_phrases.find(words, country="GB").value
    assert (value and str(value.low)) == expected


def test_offsets_become_wall_time() -> None:
    def read(words: str) -> tuple[str, int, bool]:
        moment = dates.read_moment(words, today=TODAY, country="GB", zone="Europe/London", assumed=True).value
        assert moment
        return f"{moment.date}T{moment.time}", moment.fold, moment.zone_assumed

    assert read("2027-07-12T16:00:00Z") == ("2027-07-12T17:00:00", 0, False)
    assert read("2027-10-31T00:30:00Z") == ("2027-10-31T01:30:00", 0, False)
    assert read("2027-10-31T01:30:00Z") == ("2027-10-31T01:30:00", 1, False), "the second half past one"
    assert read("2027-03-28T01:30:00") == ("2027-03-28T02:30:00", 0, True), "the hour that summer time skips"


def test_meetings_of_a_schedule() -> None:
    read = schedules.read(
        "Tuesdays 4-5.30pm, 8 June – 29 June 2027, not 15 June", today=TODAY, country="GB", zone="Europe/London"
    ).value
    assert read
    assert [meeting.start.date.day for meeting in read.meetings] == [8, 22, 29]
    assert all(meeting.end and meeting.end.time == dt.time(17, 30) for meeting in read.meetings)


def test_a_drop_in_has_no_end() -> None:
    read = schedules.read(
        "Every Saturday 10am-12pm from 5 June 2027", today=TODAY, country="GB", zone="Europe/London"
    ).value
    assert read
    assert (read.open_ended, read.end, read.meetings) == (True, None, ())


@pytest.mark.parametrize(
    ("latitude", "longitude", "known"),
    [("51.45", "-2.6", True), ("-2.6", "51.45", False), ("0", "0", False), ("91", "0", False),
     ("41.8", "-87.6", False),
     ("north", "-2.6", False), ("nan", "-2.6", False), ("51.45", "", False)],
)  # fmt: skip
def test_only_a_position_in_the_city_is_kept(latitude: str, longitude: str, known: bool) -> None:
    city = IndexSettings(
        timezone="Europe/London", country="GB", languages=("en",), folder=Path(), bounds=(51.33, -2.78, 51.55, -2.43)
    )
    lat, lon, doubts = places.position(latitude, longitude, city)
    assert (lat is not None and lon is not None) == known
    assert bool(doubts) != known


SQUARE = """{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "Harbour"},
  "geometry" : {"type": "Polygon", "coordinates" : [[[-2.7, 51.4], [-2.6, 51.4], [-2.6, 51.5], [-2.7, 51.5],
  [-2.7, 51.4]]]}}]}"""


def city_with(tmp_path: Path, areas: str, postcodes: str | None = None) -> IndexSettings:
    (tmp_path / "areas.geojson").write_text(areas)
    if postcodes is not None:
        (tmp_path / "postcodes.csv").write_text(postcodes)
    table = AreaSettings(file="areas.geojson", postcodes="postcodes.csv" if postcodes is not None else None)
    return IndexSettings(timezone="Europe/London", country="GB", languages=("en",), folder=tmp_path, areas=table)


def test_an_area_by_name_position_or_postcode(tmp_path: Path) -> None:
    city = city_with(tmp_path, SQUARE, "postcode,lat,lon\nMB1 2AB,51.45,-2.65\n")
    gazetteer = load_gazetteer(city)
    assert gazetteer.areas == ("Harbour",)
    assert gazetteer.area_at(51.45, -2.65) == "Harbour"
    assert gazetteer.area_at(51.6, -2.65) is None
    stated: tuple[dict[str, Any], ...] = (
        {"area": "HARBOUR"},
        {"latitude": "51.45", "longitude": "-2.65"},
        {"postcode": "mb12ab"},
    )
    for said in stated:
        place = places.read("Hall", **said, gazetteer=gazetteer, settings=city).value
        assert place
        assert place.area == "Harbour", said
    elsewhere = places.read("Hall", area="Moon", gazetteer=gazetteer, settings=city).value
    assert elsewhere
    assert elsewhere.area is None


@pytest.mark.parametrize(
    ("areas", "postcodes", "says"),
    [("{}", None, "FeatureCollection" ),
     (SQUARE.replace('"name"', '"ward"'), None, "its properties are: ward"),
     (SQUARE, "code\n1\n", "postcode, lat, lon"),
     (SQUARE.replace("51.4", "351400.0"), None, "EPSG:4326"), ('{"features": []}', None, "no areas")],
)  # fmt: skip
def test_a_broken_file_of_areas_is_a_sentence(tmp_path: Path, areas: str, postcodes: str | None, says: str) -> None:
    with pytest.raises(CityFileError, match=says):
        load_gazetteer(city_with(tmp_path, areas, postcodes))


def test_a_missing_file_of_areas_is_a_sentence(tmp_path: Path) -> None:
    city = city_with(tmp_path, SQUARE)
    (tmp_path / "areas.geojson").unlink()
    with pytest.raises(CityFileError, match="beside the city file"):
        load_gazetteer(city)


@pytest.mark.parametrize(
    ("words", "state"),
    [("open", "open" ), ("https://schema.org/SoldOut", "full"), ("Waitlist", "waiting_list"),
     ("Just turn up", "none_needed"),
      ("Opens 1 July", "not_yet"), ("Booking closed", "closed"), ("http://schema.org/InStock", "open"),
      ("purple", None) ],
)  # fmt: skip
def test_how_one_signs_up(words: str, state: str | None) -> None:
    value = registration.read(words, today=TODAY, country="GB", zone="Europe/London").value
    assert (value and value.state) == state


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Cancelled: Chess", ("Chess", "cancelled", False) ), ("Chess (full)", ("Chess", None, True)),
        ("Chess: Cancelled (Harbour)", ("Chess (Harbour)", "cancelled", False)),
     ("Full moon walk", ("Full moon walk", None, False)),
      ("CANCELLED - Chess - CANCELLED", ("Chess - CANCELLED", "cancelled", False)),
      ("Cancelled", ("Cancelled", None, False)) ],
)  # fmt: skip
def test_a_status_in_a_title(title: str, expected: tuple[str, str | None, bool]) -> None:
    assert registration.from_title(title) == expected


def test_every_interest_has_words() -> None:
    for interest in topics.INTERESTS:
        assert topics.read("", (interest.key,)) == (interest.key,)
        assert topics.read("", (interest.label,))[:1] == (interest.key,), interest.label


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Lunch is included.", ("food",)),
        ("A hot meal and snacks are provided every day", ("food",)),
        ("We meet in the park. The week includes a free lunch.", ("food",)),
        ("Transport provided from the school gate", ("transport",)),
        ("We cover your bus fares.", ("transport",)),
        ("You will receive a weekly stipend.", ("stipend",)),
        ("Bursaries are available, please ask.", ("scholarship",)),
        ("All equipment provided; boots can be lent.", ("kit",)),
        ("Cameras and laptops are lent. Lunch is provided.", ("food", "kit")),
        ("Lunch is not included.", None),
        ("Lunch provided for an extra £5", None),
        ("Please bring your own lunch. Kit isn't provided.", None),
        ("Snacks provided if you stay for the afternoon", None),
        ("A lunch club for retired people", None),
        ("Free lunch club", None),
        ("Learn about public transport and food", None),
        ("Cooking with healthy food", None),
    ],
)
def test_support_that_a_text_states(words: str, expected: tuple[str, ...] | None) -> None:
    read = choice_phrases.support(words)
    assert read.value == expected
    assert read.inferred == (expected is not None)
    assert not read.words or all(part in words for part in read.words.split(", "))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The hall has step-free access and a lift.", ("step_free",)),
        ("Fully wheelchair accessible. Changing Places toilet on site", ("step_free",)),
        ("The pool has a pool hoist", ("step_free",)),
        ("BSL interpreted. Quiet room on the ground floor.", ("signing", "quiet")),
        ("with a BSL interpreter on Saturday", ("signing",)),
        ("A relaxed performance for families", ("quiet",)),
        ("For young people with SEND and their siblings", ("send",)),
        ("Open to children with learning disabilities", ("send",)),
        ("The first floor is not wheelchair accessible", None),
        ("There is no step-free access", None),
        ("Please send the form to those with questions", None),
        ("Learn BSL with us", None),
        ("What does a sign language interpreter do? Find out", None),
        ("A relaxed atmosphere by the river; quiet please", None),
    ],
)
def test_access_that_a_text_states(words: str, expected: tuple[str, ...] | None) -> None:
    assert choice_phrases.access(words).value == expected


@pytest.mark.parametrize(
    ("title", "words", "expected"),
    [
        ("Young volunteers wanted: library heroes", None, "help"),
        ("Volunteering at the museum", None, "help"),
        ("رضاکار بنیں", None, "help"),
        ("Library heroes", "This is a volunteer role for two months.", "help"),
        ("Summer paid internship: coding", None, "paid"),
        ("Coding at the bank", "This is a paid placement.", "paid"),
        ("Chess club", "The club is run by volunteers. We also need volunteers.", None),
        ("Meet our volunteers", "Volunteers wanted us to say hello", None),
        ("Unpaid internship", None, None),
        ("Chess club", None, None),
    ],
)
def test_a_role_that_title_or_text_states(title: str, words: str | None, expected: str | None) -> None:
    assert choice_phrases.role(title, words).value == expected


@pytest.mark.parametrize(
    ("parser", "words", "expected"),
    [
        (choices.status, "Running", "scheduled"),
        (choices.role, "رضاکار", "help"),
        (lambda words: choices.access((words,)), "Changing Places toilet", ("step_free",)),
        (lambda words: choices.access((words,)), "Pool hoist", ("step_free",)),
        (lambda words: choices.support((words,)), "Boots can be lent", ("kit",)),
    ],
)
def test_words_of_one_of_few_things(parser: Callable[[str], Any], words: str, expected: Any) -> None:
    read = parser(words)
    assert (read.value, read.doubts) == (expected, ())


def test_back_order_is_a_waiting_list() -> None:
    read = registration.read("https://schema.org/BackOrder", today=TODAY, country="GB", zone="Europe/London")
    assert read.value
    assert read.value.state == "waiting_list"
