"""Days, times and schedules: how sure a reading is, what is doubted, summer time, meetings, odd and long words."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.values import dates, schedules, times
from indexer.values.calendar_words import without_days
from indexer.values.reading import BELIEVED, LIKELY, SURE
from tests.clock import Clock

TODAY = dt.date(2027, 6, 1)


def day(words: str, country: str = "GB", zone: str = "Europe/London") -> dates.Read[dates.Range]:
    return dates.read_range(words, today=TODAY, country=country, zone=zone)


def plan(words: str, country: str = "GB") -> schedules.Read[schedules.Schedule]:
    return schedules.read(words, today=TODAY, country=country, zone="Europe/London")


@pytest.mark.parametrize(
    ("words", "country", "confidence"),
    [
        ("12 July 2027", "GB", SURE),
        ("2027-07-12T16:00", "GB", SURE),
        ("25/12/2027", "GB", SURE),
        ("Mon 12 July 2027, 4pm", "GB", SURE),
        ("12 July", "GB", LIKELY),
        ("12/07/2027", "GB", LIKELY),
        ("12 July 2027, 4-5pm", "GB", LIKELY),
        ("12 July 2027, 9.30-3.30", "GB", LIKELY),
    ],
)
def test_how_sure_a_day_is(words: str, country: str, confidence: float) -> None:
    assert day(words, country).confidence == confidence


@pytest.mark.parametrize(
    ("words", "country"),
    [("03/04/2027", "CA"), ("12-07-27", "GB")],
)
def test_what_may_be_two_days_is_unknown_and_doubted(words: str, country: str) -> None:
    read = day(words, country)
    assert read.value is None
    assert read.doubts


def test_every_schedule_that_is_handed_out_is_believed() -> None:
    torn = plan("ہر ہفتہ صبح 10 بجے")  # every week, or every Saturday
    assert (torn.value, len(torn.doubts)) == (None, 1)
    assert plan("Tuesdays 4-5.30pm").confidence >= BELIEVED


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("31 June", "no such day"),
        ("30/02/2027", "no such day"),
        ("Tuesday 12 July 2027", "weekday does not fit"),
        ("12 July 2027, 25:00", "no such time"),
        ("12 July 2027, 6pm EST", "another zone"),
        ("12 July 2027, doors 7pm, show 8pm", "several times"),
        ("12 July 2027, until 4pm", "ends, and none at which it begins"),
        ("12 July - end of August", "no day of the calendar"),
        ("12 July 2027, 6.30-8.30", "am or pm"),
    ],
)
def test_what_is_doubted(words: str, reason: str) -> None:
    assert any(reason in doubt.reason for doubt in day(words).doubts)


@pytest.mark.parametrize(
    ("words", "field", "expected"),
    [
        ("closes 30 July 2027", "registration.closes", dt.date(2027, 7, 30)),
        ("until 30 July 2027", "end", dt.date(2027, 7, 30)),
        ("until 30 July 2027", "start", None),
        ("from 5 July 2027", "start", dt.date(2027, 7, 5)),
    ],
)
def test_one_moment_of_a_bound(words: str, field: str, expected: dt.date | None) -> None:
    value = dates.read_moment(words, today=TODAY, country="GB", zone="Europe/London", field=field).value
    assert (value and value.date) == expected


def test_clocks_that_change() -> None:
    start, _ = day("Sunday 28 March 2027, 1.30am").value or (None, None)
    assert start
    assert start.time == dt.time(2, 30), "the hour that summer time skips"
    start, end = day("31 October 2027, 00:30 - 01:30").value or (None, None)
    assert start
    assert end
    assert (start.fold, end.fold) == (0, 0), "words name the first of two equal wall times"


def test_times_after_a_day_in_figures_are_no_offset() -> None:
    start, end = day("2027-06-12 10:00-12:00").value or (None, None)
    assert start
    assert end
    assert (start.time, end.time) == (dt.time(10), dt.time(12))
    assert day("2027-06-12T10:00-19:00").value is None, "no place is that far from UTC"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Tues & Thurs 4-5.30pm, 6 wks from 1 July (not 4th)", 12),
        ("Tuesdays and Thursdays, 8 sessions from 7 September 2027", 8),
        ("5-9 July and 19-23 July 2027, Mon-Fri", 10),
        ("Mondays 6 Sept - 11 Oct 2027 except bank holidays", 0),
        ("Tuesdays, 5 sessions, 7 Sept - 12 Oct 2027", 0),
        ("two-week camp starting 12 July 2027", 0),
        ("6 July - 10 August 2027", 0),
        ("Wednesdays 4pm, term time only, 8 September - 15 December 2027", 0),
    ],
)
def test_meetings_only_where_each_is_known(words: str, expected: int) -> None:
    value = plan(words).value
    assert value
    assert len(value.meetings) == expected


@pytest.mark.parametrize(
    "words",
    ["Mondays 4pm and Wednesdays 5pm", "Mon & Wed 4-5pm, Fri 5-6pm", "Saturdays 10am-12pm and 1-3pm", "Tuesdays 4-6"],
)
def test_times_that_do_not_hold_for_all_days_are_unknown(words: str) -> None:
    read = plan(words)
    assert read.value
    assert (read.value.start_time, read.value.end_time) == (None, None)
    assert read.doubts


@pytest.mark.parametrize(
    "words",
    [
        "Fortnightly from 6 July 2027, Tuesdays 4pm",
        "every other Saturday from 3 July 2027 until 28 August",
        "the first Saturday in July 2027",
        "pierwsza sobota miesiąca",
        "dydd Sadwrn cyntaf y mis",
        "primer sábado de cada mes",
        "Next Saturday, 10am",
        "Registration deadline: Monday, 9 August at 9am",
    ],
)
def test_no_day_is_counted_from_what_is_not_said(words: str) -> None:
    read = plan(words)
    assert (read.value, bool(read.doubts)) == (None, True)


def test_times_among_days() -> None:
    assert dates.times_in("2027-07-06 to 2027-08-10; Tuesdays 4-5.30pm", zone="Europe/London") == (
        dt.time(16),
        dt.time(17, 30),
    )
    assert dates.times_in("Mon 4pm, Wed 5pm", zone="Europe/London") == (None, None)
    assert "07" not in without_days("12.07.2027 at 4pm")


PIECES = st.sampled_from([
    "12", "4", "31", "2027", "July", "Feb", "Tuesdays", "Sat", "Mawrth", "lipca", "جولائی", "ہفتہ", "-",
    "–", "/", ":", ".", ",", "(", ")", "&", "am", "pm", "to", "until", "from", "between", "every", "not",
    "except", "no class", "6 weeks", "x 6", "4th", "4-5.30pm", "25:99", "0000", "1600-1730hrs", "noon",
    "midnight", "first", "w/c", "12/13", "9/7", "30/02/2027", "2027-13-01", "T16:00", "Z", "EST",
    "term time", "weekdays", "M/W/F", "£5", "ages 8-12", "register by", "a", "i", "o", "de", "do", "تک",
    "شام", "بجے", "۱۲", "½", "\n", "\x00", "\ud800",
])  # fmt: skip
ODD = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(PIECES, max_size=10).map("".join),
)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(words=ODD, country=st.sampled_from(["GB", "US", "CA", "PL"]))
def test_odd_words_raise_nothing_and_are_never_upside_down(words: str, country: str) -> None:
    start, end = day(words, country).value or (None, None)
    if start and end:
        assert start.date <= end.date
    value = plan(words, country).value
    if value:
        days = [meeting.start.date for meeting in value.meetings]
        assert days == sorted(set(days))
        assert not set(days) & set(value.exceptions)
        assert not value.start or not value.end or value.start.date <= value.end.date
    times.read(words)
    without_days(words)


LONG = {
    "dashes": "1-" * 5_000,
    "letters of days": "m/" * 5_000,
    "exceptions": "not 4 July " * 900,
    "first": "first and " * 1_000,
    "times": "4pm - " * 1_600,
    "counts": "6 x " * 2_500,
    "notices": "register by " * 800,
    "days": "Tue 12 July, " * 770,
    "names": "mon " * 2_500,
    "half days": "12.07, " * 1_450,
    "numbers": "1, 2, 3-" * 1_250,
}


@pytest.mark.parametrize("shape", LONG)
@pytest.mark.parametrize("length", [400, 1_000, 10_000])
def test_long_words_are_read_in_no_time(shape: str, length: int) -> None:
    def took(words: str) -> float:
        with Clock() as clock:
            day(words, "US")
            plan(words, "US")
            times.read(words)
            without_days(words)
        return clock.seconds

    words = LONG[shape][:length]
    assert min(took(words), took(words[:-1]), took(words[:-2])) < 0.2, "four parsers, 50 ms each"
