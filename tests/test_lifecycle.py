"""A listing goes seen → missing → withdrawn; absence is never a cancellation."""

import datetime as dt

import pytest

from indexer.lifecycle import Life, absent, aged_out, forgotten, last_day, seen
from indexer.opportunity import Meeting, Moment, Session

TODAY = dt.date(2026, 11, 22)
KEEP = dt.timedelta(days=30)


def moment(day: str) -> Moment:
    return Moment(date=dt.date.fromisoformat(day), zone="Europe/London")


def test_three_misses_in_a_row_withdraw_a_listing_of_a_snapshot() -> None:
    steps = [seen()]
    for _ in range(4):
        steps.append(absent(steps[-1], "snapshot", over=False, unread=False))
    assert [(one.state, one.misses) for one in steps] == [
        ("seen", 0), ("missing", 1), ("missing", 2), ("withdrawn", 3), ("withdrawn", 3),
    ]  # fmt: skip
    assert seen() == Life(state="seen", misses=0)


def test_what_its_source_has_deleted_is_withdrawn_at_once() -> None:
    gone = absent(seen(), "tombstoned", over=False, unread=False)
    assert gone.state == "withdrawn"
    assert absent(gone, "tombstoned", over=False, unread=False) == gone
    assert seen().state == "seen", "what a feed has again is there again"


@pytest.mark.parametrize(
    ("completeness", "over", "unread"),
    [
        ("windowed", False, False),  # it shows the coming weeks only
        ("capped", False, False),  # it shows the first hundred only
        ("tombstoned", True, False),  # what is over may leave a feed in whatever way
        ("tombstoned", False, True),  # the feed was not read to its end
        ("snapshot", True, False),  # nobody expects what is over in a list
        ("snapshot", False, True),  # the page that held it could not be read
    ],
)
def test_absence_that_means_nothing(completeness: str, over: bool, unread: bool) -> None:
    for life in (Life(), Life(state="missing", misses=2)):
        assert absent(life, completeness, over=over, unread=unread) == life  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sessions", "last"),
    [
        ([], None),
        ([Session(id="a")], None),
        ([Session(id="a", start=moment("2026-12-01"))], "2026-12-01"),
        ([Session(id="a", start=moment("2026-12-01"), end=moment("2026-12-05"))], "2026-12-05"),
        ([Session(id="a", start=moment("2026-12-01")), Session(id="b", start=moment("2027-01-08"))], "2027-01-08"),
        ([Session(id="a", start=moment("2026-12-01")), Session(id="b")], None),
        ([Session(id="a", start=moment("2026-12-01"), open_ended=True)], None),
        ([Session(id="a", start=moment("2026-12-01"), meetings=(Meeting(start=moment("2026-12-08")),))], "2026-12-08"),
    ],
)
def test_the_last_day_is_known_only_where_every_session_has_one(sessions: list[Session], last: str | None) -> None:
    assert last_day(sessions) == (dt.date.fromisoformat(last) if last else None)


@pytest.mark.parametrize(
    ("last", "out"), [(None, False), ("2026-12-01", False), ("2026-10-23", False), ("2026-10-22", True)]
)
def test_what_is_over_stays_for_as_long_as_the_city_keeps_it(last: str | None, out: bool) -> None:
    assert aged_out(dt.date.fromisoformat(last) if last else None, TODAY, KEEP) is out


@pytest.mark.parametrize(
    ("last", "unseen", "gone"),
    [
        ("2026-10-01", 31, True),
        ("2026-10-01", 0, False),  # over, but the source still has it
        (None, 31, True),  # nothing dated speaks for it any more
        ("2026-12-24", 400, False),  # absence alone deletes nothing that lies ahead
        ("2026-11-01", 31, False),
    ],
)
def test_a_listing_is_deleted_when_neither_its_source_nor_its_dates_speak_for_it(
    last: str | None, unseen: int, gone: bool
) -> None:
    day = dt.date.fromisoformat(last) if last else None
    assert forgotten(day, dt.timedelta(days=unseen), TODAY, KEEP) is gone
