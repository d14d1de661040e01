"""Rules of repetition: our dates are dateutil's, for rules of every sort, wherever the window begins."""

import datetime as dt
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as some

from crawlers.formats.calendars import rule_dates, rules
from crawlers.formats.calendars.rule_dates import Steps, TooManyDates

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SPAN = {"YEARLY": 4000, "MONTHLY": 800, "WEEKLY": 400, "DAILY": 200, "HOURLY": 20, "MINUTELY": 3}


def at(year: int, month: int = 1, day: int = 1, hour: int = 0) -> dt.datetime:
    """A wall time."""
    return dt.datetime(year, month, day, hour)  # noqa: DTZ001 - rules are laid out in wall time


def joined(values: some.SearchStrategy[object]) -> some.SearchStrategy[str]:
    return some.lists(values, min_size=1, max_size=3, unique=True).map(lambda found: ",".join(map(str, found)))


@some.composite
def rule_texts(draw: some.DrawFn) -> str:
    """A rule that has dates often enough for dateutil, which looks for rare ones up to the year 9999."""
    freq = draw(some.sampled_from(sorted(SPAN)))
    parts = {"FREQ": freq}
    if draw(some.booleans()):
        parts["INTERVAL"] = str(draw(some.integers(1, 4)))
    filters = draw(some.sampled_from(["", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO"]))
    if filters == "BYMONTH" and freq in {"YEARLY", "MONTHLY"}:
        parts["BYMONTH"] = draw(joined(some.integers(1, 12)))
        parts["INTERVAL"] = "1"
    if filters == "BYMONTHDAY":
        parts["BYMONTHDAY"] = draw(joined(some.sampled_from([1, 13, 28, -1, -2, -28])))
    if filters in {"BYDAY", "BYMONTH"}:
        numbers = draw(some.sampled_from([[""], ["1", "2", "+3", "-1"]])) if freq in {"YEARLY", "MONTHLY"} else [""]
        parts["BYDAY"] = draw(joined(some.builds(str.__add__, some.sampled_from(numbers), some.sampled_from(DAYS))))
    if filters == "BYYEARDAY" and freq == "YEARLY":
        parts["BYYEARDAY"] = draw(joined(some.sampled_from([1, 60, 100, 365, -1, -300])))
    if filters == "BYWEEKNO" and freq == "YEARLY":
        # Of a last week that ends in January dateutil loses the days in January.
        parts["BYWEEKNO"] = draw(joined(some.sampled_from([1, 2, 20, 50])))
        parts["BYDAY"] = draw(joined(some.sampled_from(DAYS)))
    if freq not in {"HOURLY", "MINUTELY"} and draw(some.booleans()):
        parts["BYHOUR"] = draw(joined(some.integers(0, 23)))
    if filters and freq in {"YEARLY", "MONTHLY"} and draw(some.booleans()):
        parts["BYSETPOS"] = draw(joined(some.sampled_from([1, -1])))
    if draw(some.booleans()):
        parts["WKST"] = draw(some.sampled_from(DAYS))
    return ";".join(f"{name}={value}" for name, value in parts.items())


@settings(deadline=None, max_examples=40)
@given(words=rule_texts(), start=some.datetimes(at(2000), at(2030)), share=some.floats(0, 1))
def test_dates_are_those_of_dateutil(words: str, start: dt.datetime, share: float) -> None:
    start = start.replace(second=0, microsecond=0)
    span = dt.timedelta(days=SPAN[rules.read(words).freq])
    first, last = start + span * share, start + span
    theirs = rrulestr(words, dtstart=start).between(first, last, inc=True)
    assert list(rule_dates.dates(rules.read(words), start, first, last, Steps(1_000_000))) == theirs


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["2026-12-01", "2026-12-08", "2026-12-15"]),
        ("FREQ=WEEKLY;BYDAY=TH;COUNT=3", ["2026-12-03", "2026-12-10"]),  # DTSTART, a Tuesday, is the first of three
        ("FREQ=YEARLY;BYWEEKNO=1;UNTIL=20281231", ["2027-01-05", "2028-01-04"]),  # the weekday is DTSTART's
        ("FREQ=YEARLY;BYWEEKNO=52;BYDAY=SA", ["2026-12-26", "2028-01-01", "2028-12-30"]),  # dateutil: not in 2028-01
        ("FREQ=MONTHLY;BYDAY=TU,1FR;COUNT=3", ["2026-12-01", "2026-12-04", "2026-12-08"]),  # dateutil: nothing
        ("freq=weekly; count=2 ;X-OURS=1;", ["2026-12-01", "2026-12-08"]),
    ],
)
def test_what_dateutil_sees_otherwise(words: str, dates: list[str]) -> None:
    start = at(2026, 12, 1, 16)
    rule = rules.read(words)
    until = at(2028, 12, 31, 23) if rule.until else start + dt.timedelta(days=900)
    found = rule_dates.dates(rule, start, start, until, Steps(100_000))
    assert [str(date.date()) for date in found] == dates


@pytest.mark.parametrize(
    "words", ["FREQ=SECONDLY", "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;COUNT=999999999"]
)
def test_steps_are_counted(words: str) -> None:
    start = at(2026, 12)
    steps = Steps(1_000)
    with pytest.raises(TooManyDates):
        list(islice(rule_dates.dates(rules.read(words), start, start, at(2099), steps), 10_000))
