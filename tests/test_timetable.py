"""When something is due: words, both nights of summer time, no drift, back-off, and a clock that is set back."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from schedules.every import every
from schedules.timetable import LONGEST_WAIT, SPREAD, furthest, moment, next_due, regular

LONDON, CHICAGO = ZoneInfo("Europe/London"), ZoneInfo("America/Chicago")
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def utc(words: str) -> dt.datetime:
    return dt.datetime.fromisoformat(words).replace(tzinfo=dt.UTC)


WALLS = [
    ("1d at 02:00", LONDON, "2027-03-01 01:00", "2027-03-01 02:00"),
    ("1d at 02:00", LONDON, "2027-03-01 02:00", "2027-03-02 02:00"),
    ("every day at 02:00", LONDON, "2027-07-01 00:59", "2027-07-01 01:00"),
    ("every monday at 08:00", LONDON, "2027-03-27 12:00", "2027-03-29 07:00"),
    ("every monday at 08:00", LONDON, "2027-03-29 07:00", "2027-04-05 07:00"),
    # The night that has no 01:30: at the first moment after the gap; the next one at 01:30 again.
    ("1d at 01:30", LONDON, "2027-03-27 12:00", "2027-03-28 01:00"),
    ("1d at 01:30", LONDON, "2027-03-28 01:00", "2027-03-29 00:30"),
    ("1d at 02:30", CHICAGO, "2027-03-13 12:00", "2027-03-14 08:00"),
    ("1d at 02:30", CHICAGO, "2027-03-14 08:00", "2027-03-15 07:30"),
    ("every sunday at 02:30", CHICAGO, "2027-03-13 12:00", "2027-03-14 08:00"),
    # The night that has 01:30 twice: at the first of them only.
    ("1d at 01:30", LONDON, "2026-10-24 12:00", "2026-10-25 00:30"),
    ("1d at 01:30", LONDON, "2026-10-25 00:30", "2026-10-26 01:30"),
    ("1d at 01:30", CHICAGO, "2026-10-31 12:00", "2026-11-01 06:30"),
    ("1d at 01:30", CHICAGO, "2026-11-01 06:30", "2026-11-02 07:30"),
    # A day that an island left out: 30 December 2011 did not come.
    ("1d at 09:00", ZoneInfo("Pacific/Apia"), "2011-12-29 20:00", "2011-12-30 10:00"),
    ("1d at 09:00", ZoneInfo("Pacific/Apia"), "2011-12-30 10:00", "2011-12-30 19:00"),
]


@pytest.mark.parametrize(("words", "zone", "after", "expected"), WALLS)
def test_wall_times(words: str, zone: ZoneInfo, after: str, expected: str) -> None:
    assert regular(every(words), utc(after), zone, "any") == utc(expected)


def test_a_gap_of_half_an_hour_ends_on_the_minute() -> None:
    found = moment(dt.date(2026, 10, 4), dt.time(2, 15), ZoneInfo("Australia/Lord_Howe"))
    assert found == utc("2026-10-03 15:30")


@pytest.mark.parametrize("words", ["15m", "1h", "6h", "7h", "1d", "1w"])
def test_spans_neither_drift_nor_care_for_summer_time(words: str) -> None:
    between, now = every(words).between, utc("2027-03-20 00:00")
    assert between
    due = first = regular(every(words), now, LONDON, "libraries")
    for n in range(1, 400):
        took = dt.timedelta(seconds=7 * n % 400)
        due = next_due(every(words), due, due + took, LONDON, "libraries")
        assert due == first + n * between


def test_after_a_long_pause_one_run_is_due_and_the_grid_stays() -> None:
    due = regular(every("6h"), utc("2027-03-01 00:00"), LONDON, "a")
    after = next_due(every("6h"), due, due + 9 * DAY + HOUR, LONDON, "a")
    assert after == due + 9 * DAY + 6 * HOUR


def test_a_run_out_of_turn_leaves_at_least_half_a_span() -> None:
    for minutes in range(0, 360, 13):
        now = utc("2027-03-01 00:00") + dt.timedelta(minutes=minutes, seconds=1)
        wait = next_due(every("6h"), now, now, LONDON, "a") - now
        assert 3 * HOUR <= wait <= 9 * HOUR


def test_sources_of_one_span_do_not_start_at_once() -> None:
    names = [f"source-{n}" for n in range(400)]
    dues = [regular(every("1d"), utc("2027-03-01 12:00"), LONDON, name) for name in names]
    assert len(set(dues)) > 250
    assert max(dues) - min(dues) <= SPREAD
    assert dues == [regular(every("1d"), utc("2027-03-01 12:00"), LONDON, name) for name in names]
    quarters = {regular(every("4m"), utc("2027-03-01 12:00"), LONDON, name) for name in names}
    assert max(quarters) - min(quarters) <= dt.timedelta(minutes=5)


def waits(words: str, count: int) -> list[dt.timedelta]:
    """From each failure in a row to the next try."""
    now = due = regular(every(words), utc("2027-01-11 00:00"), LONDON, "a")
    found = []
    for failures in range(1, count + 1):
        due = next_due(every(words), due, now + dt.timedelta(seconds=5), LONDON, "a", failures=failures)
        found.append(due - now)
        now = due
    return found


def test_what_is_read_often_waits_longer_after_each_failure_up_to_a_day() -> None:
    found = waits("15m", 10)
    assert found[:6] == [dt.timedelta(minutes=15 * 2**n) for n in range(6)]
    assert max(found) == LONGEST_WAIT == found[-1]


@pytest.mark.parametrize("words", ["1d", "1w", "1d at 02:00", "every monday at 08:00"])
def test_what_is_read_seldom_is_tried_again_before_its_time(words: str) -> None:
    found = waits(words, 10)
    assert [round(wait / dt.timedelta(minutes=15)) for wait in found[:4]] == [1, 2, 4, 8]
    assert max(found) <= LONGEST_WAIT + dt.timedelta(seconds=5)


@pytest.mark.parametrize("words", ["15m", "6h", "1d", "1w", "1d at 02:30", "every monday at 08:00"])
@pytest.mark.parametrize("failures", [0, 1, 4, 12])
def test_nothing_is_due_later_than_the_furthest(words: str, failures: int) -> None:
    start = utc("2027-03-26 00:00")
    for hours in range(0, 72, 5):
        now = start + hours * HOUR
        for due in (now, regular(every(words), now - 8 * DAY, LONDON, "a")):
            found = next_due(every(words), due, now, LONDON, "a", failures=failures)
            assert now < found <= furthest(every(words), now, LONDON, "a", failures=failures)


@pytest.mark.parametrize("words", ["", "daily", "1d at 25:00", "every someday at 08:00", "0s", "30s", "at 05:00"])
def test_words_that_are_no_timetable_are_refused_with_what_to_write(words: str) -> None:
    with pytest.raises(ValueError, match="write '"):
        every(words)
