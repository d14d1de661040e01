"""How a listing gets its id, and how it keeps it."""

from collections.abc import Sequence

import pytest

from crawlers.draft import Draft, DraftSession
from crawlers.keep import KeptPage
from indexer.reconciling.reconcile import Found, canonical, identify, listing_id
from tests.reconcile_members import AT

PAGE = KeptPage(url="http://a.example/", fetched_at=AT, checked_at=AT)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (Draft(native_id="7", title="Robots"), Draft(native_id="7", title="Drawing", url="http://a.example/9"), True),
        (Draft(native_id="7"), Draft(native_id="8"), False),
        (Draft(url="http://A.example/c?b=2&a=1#top"), Draft(url="https://a.example/c/?a=1&b=2&utm_source=x"), True),
        (Draft(url="http://a.example/c?id=1"), Draft(url="http://a.example/c?id=2"), False),
        (Draft(url="http://a.example/C"), Draft(url="http://a.example/c"), False),
        (Draft(url="http://a.example/c", title="Old"), Draft(url="http://a.example/c", title="New"), True),
        (Draft(title="Robots", text="old"), Draft(title=" robots ", text="new"), True),
        (
            Draft(title="Robots", sessions=(DraftSession(start="2027-01-11"),)),
            Draft(title="Robots", sessions=(DraftSession(start="2027-01-18"),)),
            False,
        ),
        (
            Draft(title="Robots", sessions=(DraftSession(when="Mondays", place="Hall"),)),
            Draft(title="Robots", sessions=(DraftSession(when="Mondays", place="Library"),)),
            False,
        ),
    ],
)
def test_a_listings_id_lasts(one: Draft, two: Draft, same: bool) -> None:
    assert (listing_id("college", one) == listing_id("college", two)) is same
    assert listing_id("college", one) != listing_id("library", one)


def test_how_an_id_is_made_never_changes() -> None:
    """Pages, calendars and bookmarks of every city hang on it."""
    assert listing_id("college", Draft(native_id="C-101/ä")) == "college-8fed683b30a1"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("HTTPS://WWW.Example.org:443/a/b/?z=1&a=2#x", "example.org/a/b?a=2&z=1"),
        ("http://example.org", "example.org"),
        ("http://example.org:8080/?utm_campaign=x&fbclid=y", "example.org:8080"),
        ("http://example.org/?q=", "example.org?q="),
        ("http://[broken", "http://[broken"),
        ("http://example.org:port/", "http://example.org:port/"),
    ],
)
def test_addresses_as_they_are_compared(url: str, found: str) -> None:
    assert canonical(url) == found


def named(found: Sequence[Found]) -> dict[str | None, str]:
    return {one.draft.title: one.id for one in found}


def test_equal_rows_are_counted() -> None:
    row = Draft(title="Robots", url="http://a.example/1")
    found = identify("college", [(PAGE, row), (PAGE, row), (PAGE, row)])
    assert [(one.draft.count, one.doubt) for one in found] == [(3, None)]


def test_different_listings_of_one_id_get_stable_suffixes_and_a_doubt() -> None:
    rows = [(PAGE, Draft(title=title, url="http://a.example/all")) for title in ("Robots", "Drawing", "Chess")]
    found = identify("college", rows)
    ids = named(found)
    assert len(set(ids.values())) == 3
    assert [one.doubt is None for one in found] == [True, False, False]
    assert ids["Drawing"].startswith(f"{ids['Robots']}-")
    for order in (rows[::-1], rows[1:], rows[2:], [rows[2], rows[0]]):
        again = named(identify("college", order, ids.values()))
        assert again == {title: ids[title] for title in again}
