"""What is asked, as days and as the fragment of an address, in a real browser."""

import datetime as dt

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("this_week", "2026-11-16", "2026-11-22"),
        ("this_weekend", "2026-11-21", "2026-11-22"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2026-07-22..2026-09-02", "2026-07-22", "2026-09-02"),
        ("weekends", None, None),
    ],
)
def test_ranges_of_days(engine: Page, words: str, first: str | None, last: str | None) -> None:
    found = engine.evaluate("words => days.range(words, days.number('2026-11-22'))", words)
    epoch = dt.date(1970, 1, 1)
    assert found == (first and [(dt.date.fromisoformat(d) - epoch).days for d in (first, last or "")])


def test_today_ends_at_midnight_in_the_city(engine: Page) -> None:
    late = "zones => zones.map((zone) => days.todayIn(zone, new Date('2026-07-01T23:30:00Z')))"
    london, chicago = engine.evaluate(late, ["Europe/London", "America/Chicago"])
    assert (london, chicago) == (20636, 20635)


@pytest.mark.parametrize(
    ("fragment", "written"),
    [
        ("#q=robots&age=14&free=1", "q=robots&age=14&cost=free"),
        ("#area=Old+Town&area=Castle&topic=code", "area=Old+Town&area=Castle&topic=code"),
        ("#age=abc&q=+", ""),
        ("#age=۱۴", "age=14"),
        ("#age=1000", ""),
        ("#main", ""),
        ("#q=%E2%9C%93%20a%26b", "q=%E2%9C%93+a%26b"),
        ("", ""),
    ],
)
def test_the_question_lives_in_the_fragment(engine: Page, fragment: str, written: str) -> None:
    assert engine.evaluate("fragment => state.write(state.read(fragment))", fragment) == written
    assert engine.evaluate("said => state.write(state.read(said))", written) == written
