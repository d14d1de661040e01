"""What there is to go to, counted by area, age band, interest and week, with what is not stated beside each figure."""

import datetime as dt

import msgspec
import pytest

from indexer.counts.dimensions import ALL, LATER, MIXED, NOT_STATED, ONLINE, band_of, bands_of, weeks_of
from indexer.counts.supply import Row, Supply, order, supply
from indexer.opportunity import Ages, Meeting, Moment, Opportunity, Place, Provider, Session

TODAY = dt.date(2026, 11, 22)  # a Sunday, the last day of W47
ZONE = "Europe/London"


def on(day: int, month: int = 12, year: int = 2026) -> Moment:
    return Moment(date=dt.date(year, month, day), zone=ZONE)


def session(key: str, area: str | None = "Hill", **values: object) -> Session:
    place = Place(area=area) if area else None
    return msgspec.structs.replace(Session(id=key, start=on(1), end=on(1), place=place), **values)


def opportunity(key: str, *sessions: Session, ages: Ages | None = None, topics: tuple[str, ...] = ()) -> Opportunity:
    who = Provider(id="library", name="Library")
    return Opportunity(id=key, slug=key, title=key, provider=who, ages=ages, topics=topics, sessions=sessions)


def between(low: int | None, high: int | None) -> Ages:
    return Ages(low=low, high=high)


@pytest.mark.parametrize(
    ("ages", "every", "one"),
    [
        (None, (NOT_STATED,), NOT_STATED),
        (between(8, 14), ("5-9", "10-14"), "10-14"),
        (between(5, 9), ("5-9",), "5-9"),
        (between(9, 10), ("5-9", "10-14"), "5-9"),
        (between(16, None), ("15-19", "20-24", "25+"), MIXED),
        (between(None, 4), ("0-4",), "0-4"),
        (between(None, None), ("0-4", "5-9", "10-14", "15-19", "20-24", "25+"), MIXED),
        (between(11, 21), ("10-14", "15-19", "20-24"), "15-19"),
        (between(11, 22), ("10-14", "15-19", "20-24"), MIXED),
        (between(60, 70), ("25+",), "25+"),
        (between(14, 9), (NOT_STATED,), "10-14"),
    ],
)
def test_ages_fall_into_bands(ages: Ages | None, every: tuple[str, ...], one: str) -> None:
    assert bands_of(ages) == every
    assert band_of(ages) == one


@pytest.mark.parametrize(
    ("held", "weeks"),
    [
        (None, {NOT_STATED: 0}),
        (Session(id="a"), {NOT_STATED: 0}),
        (Session(id="a", start=on(1), end=on(8)), {"2026-W49": 0, "2026-W50": 0}),
        (Session(id="a", start=on(22, 11)), {"2026-W47": 0}),
        (Session(id="a", start=on(20, 11), end=on(24, 11)), {"2026-W47": 0, "2026-W48": 0}),
        (Session(id="a", start=on(28), end=on(4, 1, 2027)), {"2026-W53": 0, "2027-W01": 0}),
        (Session(id="a", start=on(1, 9, 2027)), {LATER: 0}),
        (
            Session(
                id="a",
                start=on(1, 11),
                meetings=(
                    Meeting(start=on(1, 11)),  # over
                    Meeting(start=on(1)),
                    Meeting(start=on(2)),
                    Meeting(start=on(9), cancelled=True),
                    Meeting(start=on(1, 9, 2027)),
                ),
            ),
            {"2026-W49": 2, LATER: 1},
        ),
    ],
)
def test_weeks_are_those_in_which_it_is_held(held: Session | None, weeks: dict[str, int]) -> None:
    assert weeks_of(held, TODAY) == weeks


def test_a_drop_in_goes_on_for_half_a_year() -> None:
    weeks = weeks_of(Session(id="a", start=on(1, 9), open_ended=True), TODAY)
    assert len(weeks) == 27
    assert next(iter(weeks)) == "2026-W47"


def counted() -> Supply:
    return supply(
        [
            opportunity(
                "robots",
                session("r1", capacity=20, places_left=5),
                session("r2", area="Dale", capacity=10, start=on(8), end=on(8)),
                ages=between(8, 14),
                topics=("code", "make"),
            ),
            opportunity("choir", session("c1", area=None, online=True, places_left=3), topics=("music",)),
            opportunity("mystery"),
            opportunity("undated", Session(id="u1", place=Place(area="Hill")), ages=between(6, 7)),
            opportunity("over", session("o1", start=on(1, 11), end=on(1, 11))),
            opportunity("off", session("x1", status="cancelled"), session("x2", status="postponed")),
        ],
        TODAY,
    )


def test_totals_count_different_opportunities_once() -> None:
    whole = counted().total()
    assert whole == Row(
        area=ALL,
        age_band=ALL,
        interest=ALL,
        week=ALL,
        opportunities=4,
        opportunities_with_age=2,
        opportunities_with_interest=2,
        opportunities_with_area=3,
        opportunities_with_date=2,
        sessions=3,
        places=30,
        sessions_with_places=2,
        places_left=8,
        sessions_with_places_left=2,
        places_of_both=20,
        places_left_of_both=5,
        sessions_with_both=1,
    )
    assert whole.fill == 0.75
    assert counted().total(area="Nowhere").fill is None


def test_parts_overlap_and_nothing_is_dropped() -> None:
    made = counted()
    bands = {row.age_band: row.opportunities for row in made.totals if (row.area, row.interest, row.week) == (ALL,) * 3}
    assert bands == {ALL: 4, "5-9": 2, "10-14": 1, NOT_STATED: 2}
    areas = {row.area: row.opportunities for row in made.totals if (row.age_band, row.interest, row.week) == (ALL,) * 3}
    assert areas == {ALL: 4, "Hill": 2, "Dale": 1, ONLINE: 1, NOT_STATED: 1}
    cells = {(row.area, row.age_band, row.interest, row.week) for row in made.cells}
    assert ("Hill", "10-14", "code", "2026-W49") in cells
    assert ("Dale", "5-9", "make", "2026-W50") in cells
    assert (ONLINE, NOT_STATED, "music", "2026-W49") in cells
    assert (NOT_STATED,) * 4 in cells
    assert ("Hill", "5-9", NOT_STATED, NOT_STATED) in cells
    assert not any(ALL in cell for cell in cells)


def test_what_may_not_be_seen_is_not_counted_by_area() -> None:
    hidden = Place(area="Hill", visibility="on_booking")
    made = supply([opportunity("a", session("s", place=hidden))], TODAY)
    assert made.total(area="Hill").opportunities == 0
    assert made.total(area=NOT_STATED).opportunities == 1


def test_rows_are_in_the_order_of_ages_with_what_is_unknown_last() -> None:
    values = ["not stated", "10-14", "all", "5-9", "25+", "0-4"]
    assert sorted(values, key=lambda v: order((v,))) == ["0-4", "5-9", "10-14", "25+", "all", "not stated"]


def test_an_assumed_age_counts_in_its_bands_but_is_not_stated() -> None:
    made = supply([opportunity("a", session("s"), ages=Ages(low=18, assumed=True))], TODAY)
    assert made.total(age_band="25+").opportunities == 1
    assert made.total().opportunities_with_age == 0


def test_more_left_than_there_are_is_no_fill() -> None:
    assert supply([opportunity("a", session("s", capacity=5, places_left=9))], TODAY).total().fill is None
