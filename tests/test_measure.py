"""What is counted of a crawl, which its verdict hangs on."""

import pytest

from crawlers.draft import Draft, DraftMeeting, DraftSession, Refusal
from indexer.health.measure import Measure, measure
from tests.health_rows import crawl


def test_what_is_counted_of_a_crawl() -> None:
    drafts = (
        Draft(title="CafÃ© Lleol", ages="8-11", sessions=(DraftSession(start="2027-01-11T00:00", price="£5"),)),
        Draft(title="Robots\ufffd", sessions=(DraftSession(start="2026-01-11", start_time="10:30"),)),
        Draft(text="Café for everyone: £5 a week – naïve façades", sessions=(DraftSession(start="2026-01-12"),)),
        Draft(title="اردو کلاس"),
    )
    counted = measure(
        crawl(*drafts, refusals=(Refusal(where="row 4", reason="empty"),), type_="text/csv; charset=utf-8")
    )
    assert counted == Measure(
        kind="csv",
        drafts=4,
        refusals=1,
        pages=1,
        timed=2,
        midnight=1,
        broken=1,
        mojibake=1,
        dated=3,
        ahead=1,
        zones={"": 2},
        types={"CSV": 1},
        coverage={
            "title": 0.75, "text": 0.25, "ages": 0.25, "sessions": 0.75,
            "session.start": 1.0, "session.start_time": 0.333, "session.price": 0.333,
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("session", "zones"),
    [
        (DraftSession(start="2027-01-11T10:00", timezone="Europe/London"), {"Europe/London": 1}),
        (DraftSession(start="2027-01-11T10:00:00Z"), {"Z": 1}),
        (DraftSession(start="2027-01-11T10:00:00-05:00"), {"-05:00": 1}),
        (DraftSession(start="2027-01-11T10:00:00+0100"), {"+01:00": 1}),
        (DraftSession(meetings=(DraftMeeting(start="2027-01-11T10:00"),)), {"": 1}),
        (DraftSession(start="2027-01-11"), {}),  # a day has no zone
        (DraftSession(when="Tuesdays at 4pm"), {}),
    ],
)
def test_in_which_zone_times_are_said(session: DraftSession, zones: dict[str, int]) -> None:
    assert measure(crawl(Draft(title="Chess", sessions=(session,)))).zones == zones


@pytest.mark.parametrize(
    ("session", "dated", "ahead"),
    [
        (DraftSession(start="2026-11-23"), 1, 1),
        (DraftSession(start="2026-11-21T10:00"), 1, 1),  # it may be that day still, west of Greenwich
        (DraftSession(start="2026-11-20"), 1, 0),
        (DraftSession(start="2026-09-01", end="2026-12-20"), 1, 1),
        (DraftSession(start="2026-09-01", meetings=(DraftMeeting(start="2026-12-01"),)), 1, 1),
        (DraftSession(start="2026-09-01", when="Tuesdays"), 0, 0),  # who knows until when
        (DraftSession(start="12 July 2025"), 1, 0),
        (DraftSession(start="12 July 2026"), 0, 0),
        (DraftSession(start="12 July 2027"), 1, 1),
        (DraftSession(start="Tuesday"), 0, 0),
    ],
)
def test_whether_a_draft_is_over(session: DraftSession, dated: int, ahead: int) -> None:
    counted = measure(crawl(Draft(title="Chess", sessions=(session,))))
    assert (counted.dated, counted.ahead) == (dated, ahead)


@pytest.mark.parametrize(
    ("drafts", "repeated"),
    [
        ([("1", "Chess", "2027-01-11", "Hall"), ("2", "chess ", "2027-01-11", "Hall")], 1),
        ([("1", "Chess", "2027-01-11", "Hall"), ("2", "Chess", "2027-01-11", "Library")], 0),
        ([("1", "Chess", "2027-01-11", "Hall"), ("2", "Chess", "2027-01-18", "Hall")], 0),
        ([("1", "Chess", None, "Hall"), ("2", "Chess", None, "Hall")], 0),  # they may be on different days
        ([(None, "Chess", "2027-01-11", "Hall"), (None, "Chess", "2027-01-11", "Hall")], 1),
        ([("1", "Chess", "2027-01-11", "Hall")] * 3, 2),
    ],
)
def test_what_is_said_twice(drafts: list[tuple[str | None, str, str | None, str]], repeated: int) -> None:
    made = [
        Draft(native_id=key, title=title, sessions=(DraftSession(start=start, place=place),))
        for key, title, start, place in drafts
    ]
    assert measure(crawl(*made)).repeated == repeated
    assert measure(crawl(Draft(title="Chess", count=3))).repeated == 2
