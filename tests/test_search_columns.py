"""Opportunities become search rows, and rows become typed columns that say the same, in little space."""

import datetime as dt
import gzip
import json
import struct
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from indexer.contents import Contents
from indexer.opportunity import Ages, Meeting, Moment, Opportunity, Place, Price, Provider, Registration, Session
from indexer.search.columns import STATES, STATUSES, UNKNOWN, day_number, search_files
from indexer.search.rows import Documents, documents, facets, vocabulary
from portal.i18n import languages
from portal.search_cards import cards
from tests.search_city import CHECKED, TODAY, ZONE, search_city

FORMATS = {"u8": "B", "u16": "H", "u32": "I"}
ONE = Opportunity(id="a-1", slug="x", title="X", provider=Provider(id="p", name="P"))


def held(*opportunities: Opportunity) -> Documents:
    return documents(Contents(opportunities=opportunities), TODAY)


def at(days: int, time: str | None = None) -> Moment:
    return Moment(date=TODAY + dt.timedelta(days=days), time=dt.time.fromisoformat(time) if time else None, zone=ZONE)


def with_session(**fields: Any) -> Opportunity:
    return msgspec.structs.replace(ONE, sessions=(Session(id="a-1-s", **fields),))


class Read:
    """Reads the files as their description says, without the code that wrote them."""

    def __init__(self, files: list[tuple[str, bytes]]) -> None:
        self.files = dict(files)
        self.manifest = json.loads(self.files["search/manifest.json"])
        self.cols = self.files["search/" + self.manifest["files"]["cols"]]
        self.titles = json.loads(self.files["search/" + self.manifest["files"]["titles"]])

    def column(self, name: str) -> list[int]:
        (found,) = (c for c in self.manifest["columns"] if c["name"] == name)
        return list(struct.unpack_from(f"<{found['n']}{FORMATS[found['type']]}", self.cols, found["at"]))

    def facet(self, name: str) -> list[Any]:
        values = self.manifest["facets"][name]["values"]
        if self.manifest["facets"][name]["many"]:
            return [{value for n, value in enumerate(values) if mask >> n & 1} for mask in self.column(name)]
        return [values[n] for n in self.column(name)]

    def live(self) -> tuple[list[int], list[int], list[int]]:
        body, n = self.files["search/live.bin"], self.manifest["rows"]
        return (
            list(struct.unpack_from(f"<{n}H", body, 12)),
            list(struct.unpack_from(f"<{n}H", body, 12 + 2 * n)),
            list(body[12 + 4 * n :]),
        )


@pytest.fixture(scope="module")
def city() -> Documents:
    return documents(search_city(500), TODAY)


@pytest.mark.parametrize(
    ("sessions", "rows"),
    [
        ((), 1),
        ((Session(id="s"),), 1),
        ((Session(id="s", start=at(-3), end=at(-1)),), 0),
        ((Session(id="s", start=at(-3), end=at(0)),), 1),
        ((Session(id="s", start=at(-300), open_ended=True),), 1),
        ((Session(id="s", start=at(3), status="cancelled"),), 0),
        ((Session(id="s", start=at(3), status="cancelled"), Session(id="t", start=at(3))), 1),
        ((Session(id="s", start=at(3), status="postponed"),), 1),
        ((Session(id="s", start=at(3), places_left=0, registration=Registration(state="full")),), 1),
        ((Session(id="s", start=at(1), meetings=(Meeting(start=at(1), cancelled=True),)),), 0),
        ((Session(id="s", start=at(-8), meetings=(Meeting(start=at(-8)), Meeting(start=at(6)))),), 1),
    ],
)
def test_what_can_still_be_gone_to_is_a_row(sessions: tuple[Session, ...], rows: int) -> None:
    found = held(msgspec.structs.replace(ONE, sessions=sessions))
    assert len(found.rows) == rows
    assert len(found.opportunities) == min(rows, 1)


def test_rows_are_soonest_first_and_undated_ones_last() -> None:
    later = msgspec.structs.replace(with_session(start=at(9)), id="b-1")
    morning = msgspec.structs.replace(with_session(start=at(2, "09:00")), id="c-1")
    evening = msgspec.structs.replace(with_session(start=at(2, "18:00")), id="d-1")
    running = msgspec.structs.replace(with_session(start=at(-9), end=at(9)), id="e-1")
    found = held(ONE, later, evening, morning, running)
    assert [found.opportunities[row.opportunity].id for row in found.rows] == ["e-1", "c-1", "d-1", "b-1", "a-1"]
    assert found.rows[0].first == TODAY


def test_of_one_day_the_more_complete_come_first_and_what_is_postponed_last() -> None:
    poor = msgspec.structs.replace(with_session(start=at(2, "09:00")), id="a-1")
    place, price = Place(name="Mill Hall"), Price(low=Decimal(0), high=Decimal(0), currency="GBP")
    said: dict[str, Any] = {"place": place, "price": price, "registration": Registration(state="open")}
    rich = msgspec.structs.replace(
        with_session(start=at(2, "18:00"), **said), id="b-1", ages=Ages(low=8), text="Build a robot. " * 4
    )
    late = msgspec.structs.replace(rich, id="c-1", sessions=(Session(id="l", start=at(2), status="postponed", **said),))
    sooner = msgspec.structs.replace(with_session(start=at(1)), id="d-1")
    found = held(poor, rich, late, sooner)
    assert [found.opportunities[row.opportunity].id for row in found.rows] == ["d-1", "b-1", "a-1", "c-1"]
    assert Read(search_files(found, timezone=ZONE)).column("complete") == [1, 4, 1, 0]


@pytest.mark.parametrize(
    ("fields", "when"),
    [
        ({"start": at(1, "15:00")}, ("after_school",)),
        ({"start": at(1, "14:59")}, ()),
        ({"start": at(1, "19:00")}, ()),
        ({"start": at(1)}, ()),
        ({"start": at(6, "16:00")}, ("weekends",)),
        ({"start": at(0)}, ("weekends",)),
        ({"start": at(1), "end": at(60)}, ()),
        (
            {"start": at(-6, "16:00"), "meetings": (Meeting(start=at(-6, "16:00")), Meeting(start=at(6, "16:00")))},
            ("weekends",),
        ),
        (
            {"start": at(5, "16:00"), "meetings": (Meeting(start=at(5, "16:00")), Meeting(start=at(6, "10:00")))},
            ("after_school", "weekends"),
        ),
    ],
)
def test_after_school_and_weekends_are_known_from_coming_meetings(
    fields: dict[str, Any], when: tuple[str, ...]
) -> None:
    assert held(with_session(**fields)).rows[0].when == when


def test_days_of_a_meeting_that_lasts_and_of_one_over_midnight() -> None:
    camp = Meeting(start=at(5, "10:00"), end=at(7, "15:00"))
    party = Meeting(start=at(9, "20:00"), end=at(10, "01:00"))
    (row,) = held(with_session(start=at(5), meetings=(camp, party))).rows
    assert [(day - TODAY).days for day in row.days] == [5, 6, 7, 9]
    assert row.last == TODAY + dt.timedelta(days=9)


def test_every_field_line_that_is_a_facet_is_one() -> None:
    assert {(f.name, f.of, f.many) for f in facets()} == {
        ("provider", "opportunity", False),
        ("topics", "opportunity", True),
        ("ages", "opportunity", False),
        ("role", "opportunity", False),
        ("support", "opportunity", True),
        ("access", "opportunity", True),
        ("languages", "opportunity", True),
        ("place", "session", False),
        ("online", "session", False),
        ("price", "session", False),
        ("sector", "opportunity", False),
        ("earns", "opportunity", False),
        ("daytime", "session", True),
    }


@pytest.mark.parametrize(
    ("name", "raw", "plain"),
    [
        ("ages", None, None),
        ("ages", Ages(low=11, high=14), [11, 14]),
        ("ages", Ages(), [0, 254]),
        ("ages", Ages(high=7), [0, 7]),
        ("ages", Ages(assumed=True), [18, 254]),
        ("ages", Ages(low=16, assumed=True), [18, 254]),
        ("price", None, None),
        ("price", Price(low=Decimal(0), high=Decimal(0), currency="GBP"), [0, 1]),
        ("price", Price(low=Decimal(0), currency="GBP"), [0, 0]),
        ("price", Price(low=Decimal("3.50"), high=Decimal(8), currency="GBP"), [800, 0]),
        ("place", None, None),
        (
            "place",
            Place(name="Hall", area="Castle", latitude=51.4, longitude=-2.5),
            {"area": "Castle", "name": "Hall", "at": [51.4, -2.5]},
        ),
        (
            "place",
            Place(name="Refuge", area="Castle", latitude=51.4, longitude=-2.5, visibility="area"),
            {"area": "Castle"},
        ),
        ("place", Place(name="Refuge", area="Castle", latitude=51.4, longitude=-2.5, visibility="on_booking"), {}),
    ],
)
def test_values_of_facets(name: str, raw: Any, plain: Any) -> None:
    opportunity = with_session(**({name: raw} if name != "ages" else {}))
    found = held(msgspec.structs.replace(opportunity, ages=raw) if name == "ages" else opportunity)
    (facet,) = (f for f in facets() if f.name == name)
    assert vocabulary(found, facet).values == (plain,)


def test_columns_say_what_the_opportunities_say(city: Documents) -> None:
    read = Read(search_files(city, timezone=ZONE))
    owners = [city.opportunities[n] for n in read.column("opportunity")]
    assert [o.id for o in owners] == [city.opportunities[row.opportunity].id for row in city.rows]
    assert read.titles["title"] == [o.title for o in city.opportunities]
    assert [read.titles["languages"][n] or None for n in read.titles["language"]] == [
        o.language for o in city.opportunities
    ]
    assert read.facet("topics") == [set(o.topics) for o in city.opportunities]
    assert read.facet("languages") == [set(o.languages) for o in city.opportunities]
    assert read.facet("provider") == [[o.provider.id, o.provider.name] for o in city.opportunities]
    assert read.facet("role") == [o.role for o in city.opportunities]
    topics = read.manifest["facets"]["topics"]["values"]
    assert [topics[n - 1] if n else None for n in read.column("topic")] == [
        o.topics[0] if o.topics else None for o in city.opportunities
    ]
    assert [price is None for price in read.facet("price")] == [
        not (row.session and row.session.price) for row in city.rows
    ]
    starts = [None if day == UNKNOWN else dt.date(1970, 1, 1) + dt.timedelta(days=day) for day in read.column("start")]
    assert starts == [row.first for row in city.rows]
    ends, steps = read.column("pattern_at"), read.column("pattern_days")
    for n, (row, pattern) in enumerate(zip(city.rows, read.column("pattern"), strict=True)):
        days = [starts[n] + dt.timedelta(days=s) for s in steps[ends[pattern] : ends[pattern + 1]]]  # type: ignore[operator]
        assert tuple(days) == row.days


def test_live_has_places_states_and_the_day_checked(city: Documents) -> None:
    left, checked, state = Read(search_files(city, timezone=ZONE)).live()
    for row, n, both in zip(city.rows, left, state, strict=True):
        session = row.session
        assert n == (UNKNOWN if session is None or session.places_left is None else session.places_left)
        assert STATUSES[both & 15] == (session.status if session else "scheduled")
        said = session.registration.state if session and session.registration else None
        assert (STATES[(both >> 4) - 1] if both >> 4 else None) == said
    assert set(checked) == {day_number(CHECKED.date())}


def test_places_left_change_live_bin_alone() -> None:
    before = dict(search_files(held(with_session(start=at(3), places_left=4)), timezone=ZONE))
    after = dict(search_files(held(with_session(start=at(3), places_left=3)), timezone=ZONE))
    assert [path for path in before if before[path] != after.get(path)] == ["search/live.bin"]


def test_equal_contents_of_one_day_make_equal_bytes() -> None:
    one, two = (search_files(documents(search_city(60), TODAY), timezone=ZONE) for _ in range(2))
    assert one == two
    assert one[-1][0] == "search/manifest.json"


def test_a_place_told_on_booking_is_in_no_file() -> None:
    hidden = Place(
        name="Refuge House",
        address="12 Secret Street",
        area="Castle",
        latitude=51.423,
        longitude=-2.5,
        visibility="on_booking",
    )
    found = held(with_session(start=at(3), place=hidden))
    (language,) = languages(("en",), "GB")
    body = b"".join(
        content for _, content in search_files(found, timezone=ZONE, cards={"en": cards(found, language, ZONE)})
    )
    assert b"told on booking" in body
    for secret in (b"Refuge", b"Secret", b"Castle", b"51.42"):
        assert secret not in body


def test_more_topics_than_bits_keeps_the_commonest() -> None:
    rare = msgspec.structs.replace(ONE, topics=("common", *(f"t{n}" for n in range(40))))
    found = held(rare, msgspec.structs.replace(ONE, id="b-1", topics=("common",)))
    read = Read(search_files(found, timezone=ZONE))
    assert len(read.manifest["facets"]["topics"]["values"]) == 32
    assert all("common" in topics for topics in read.facet("topics"))


def test_nothing_at_all_is_a_search_too(tmp_path: Path) -> None:
    read = Read(search_files(held(), timezone=ZONE))
    assert read.manifest["rows"] == 0
    assert read.column("opportunity") == []


def test_ten_thousand_sessions_are_within_200_kb() -> None:
    """Measured on fewer, to be quick: what repeats is packed better among more, so the figure is an upper bound."""
    found = documents(search_city(1000), TODAY)
    (language,) = languages(("en",), "GB")
    files = search_files(found, timezone=ZONE, cards={"en": cards(found, language, ZONE)})
    size = sum(len(gzip.compress(body, 6)) for _, body in files)
    assert size * 10_000 / len(found.rows) <= 200_000
