"""The line from end to end over a small city: what is kept, what is never concluded, what an unchanged source costs."""

import datetime as dt
import io
from pathlib import Path
from typing import NamedTuple

import pytest
from rich.console import Console

from indexer.opportunity import Opportunity
from schedules import report
from tests import small_city
from tests.small_city import NOW, Offer, Ran

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)

KINDS = {"calendar": "ical", "sheet": "csv", "linked": "schema_org", "overview": "html"}


class Quiet(NamedTuple):
    """Three runs of a city in which nothing changes, and when each file was touched, after each run."""

    first: Ran
    second: Ran
    later: Ran
    stamps: tuple[dict[str, int], ...]


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Quiet:
    """One source of each kind with three listings; the second run ten minutes after the first, the third an hour on."""
    folder = small_city.found(
        tmp_path_factory.mktemp("quiet"), *(small_city.source(name, kind) for name, kind in KINDS.items())
    )
    sites = {
        small_city.host(name): small_city.pages(name, kind, small_city.offers(name, 3)) for name, kind in KINDS.items()
    }
    runs, stamps = [], []
    for at in (NOW, NOW + dt.timedelta(minutes=10), NOW + HOUR):
        runs.append(small_city.line(folder, sites, at))
        stamps.append(small_city.stamps(folder / "public"))
    return Quiet(*runs, stamps=tuple(stamps))


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_goes_through_the_line(quiet: Quiet, name: str) -> None:
    assert quiet.first.source(name).verdict == "good", quiet.first.source(name).reasons
    found = {one.title: one for one in quiet.first.of(name)}
    assert sorted(found) == sorted(one.title for one in small_city.offers(name, 3))
    for offer in small_city.offers(name, 3):
        one = found[offer.title]
        (session,) = one.sessions
        assert session.start
        assert (session.start.date, session.start.time, session.start.zone) == (offer.day, dt.time(16), "Europe/London")
        assert session.place
        assert session.place.name == small_city.place(name)
        assert session.status == "scheduled"
        assert one.provider.name == name.title()
        assert one.listings[0].checked_at == NOW


@pytest.mark.parametrize("name", [name for name in KINDS if name != "calendar"])
def test_ages_and_prices_go_through_the_line(quiet: Quiet, name: str) -> None:
    for one in quiet.first.of(name):
        assert one.ages
        assert (one.ages.low, one.ages.high, one.ages.assumed) == (11, 14, False)
        (session,) = one.sessions
        assert session.price
        assert (session.price.low, session.price.high, session.price.currency) == (5, 5, "GBP")


@pytest.mark.parametrize("name", KINDS)
def test_an_unchanged_source_is_asked_conditionally_only(quiet: Quiet, name: str) -> None:
    pages = small_city.pages(name, KINDS[name], small_city.offers(name, 3))
    for ran in (quiet.second, quiet.later):
        asked = [request for request in ran.requests if request.host == small_city.host(name)]
        assert sorted(request.path for request in asked) == sorted([*pages, "/robots.txt"])
        assert {request.status for request in asked if request.path != "/robots.txt"} == {304}
        assert ran.source(name).unchanged == len(pages)
        assert ran.source(name).requests == len(asked)


def test_a_second_run_touches_no_file_and_says_so(quiet: Quiet) -> None:
    assert len(quiet.stamps[0]) > 20
    assert quiet.stamps[1] == quiet.stamps[0]
    published = quiet.second.report.published
    assert published
    assert (published.written, published.removed, published.unchanged) == (0, 0, len(quiet.stamps[0]))
    said = io.StringIO()
    report.show(quiet.second.report, Console(file=said, width=120))
    assert f"Nothing changed: none of the {len(quiet.stamps[0])} published files was touched." in said.getvalue()


def test_an_hour_later_on_the_same_day_no_file_is_touched_either(quiet: Quiet) -> None:
    assert quiet.stamps[2] == quiet.stamps[0]
    for name in KINDS:
        assert quiet.later.source(name).checked_at == NOW + HOUR
        assert {listing.checked_at for one in quiet.later.of(name) for listing in one.listings} == {NOW + HOUR}


SHEET = [
    Offer("s1", "Robotics for starters"),
    Offer("s2", "Pottery on the wheel"),
    Offer("s3", "Street dance", time="18:30"),
    Offer("s4", "Comic drawing"),
]
CALENDAR = [
    Offer("c1", "Night sky watching"),
    Offer("c2", "Canoe skills"),
    Offer("c3", "Chess ladder"),
    Offer("c4", "Choir rehearsal"),
]
BOTH = {"sheet": SHEET, "calendar": CALENDAR}


class Day(NamedTuple):
    """One day's run, and the portal that it left."""

    ran: Ran
    portal: dict[str, bytes]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> list[Day]:
    """Six days of a sheet (a snapshot of all there is) and a calendar (a window that moves on).

    The first listing of each is absent from the second day to the fifth. The second is cancelled on the second day
    only. The third has another title from the third day on. The fourth never changes.
    """
    folder = small_city.found(tmp_path_factory.mktemp("week"), *(small_city.source(name, KINDS[name]) for name in BOTH))
    found = []
    for number in range(6):
        held = {name: _on(number, offers) for name, offers in BOTH.items()}
        sites = {small_city.host(name): small_city.pages(name, KINDS[name], offers) for name, offers in held.items()}
        ran = small_city.line(folder, sites, NOW + number * DAY)
        found.append(Day(ran, small_city.tree(folder / "public")))
    return found


def _on(number: int, offers: list[Offer]) -> list[Offer]:
    first, second, third, fourth = offers
    second = second._replace(status="Cancelled") if number == 1 else second
    third = third._replace(title=f"New {third.key} machines") if number >= 2 else third
    return [*([] if 1 <= number <= 4 else [first]), second, third, fourth]


def of_key(day: Day, key: str) -> Opportunity | None:
    """The opportunity whose only listing has this key, where it is there."""
    (found,) = [
        one for one in day.ran.contents.opportunities if (one.listings[0].native_id or "").partition("@")[0] == key
    ] or [None]
    return found


def states(week: list[Day], key: str) -> list[str]:
    """The state of a listing on each day; "withdrawn" where it is not to be published any more."""
    found = [of_key(day, key) for day in week]
    return [one.listings[0].state if one else "withdrawn" for one in found]


def test_nothing_in_such_a_week_is_refused(week: list[Day]) -> None:
    assert {line.verdict for day in week for line in day.ran.report.sources} <= {"good", "doubtful"}


def test_absence_is_a_state_and_no_cancellation(week: list[Day]) -> None:
    assert states(week, "s1") == ["seen", "missing", "missing", "withdrawn", "withdrawn", "seen"]
    first = of_key(week[0], "s1")
    assert first
    for day in (week[1], week[2], week[5]):
        one = of_key(day, "s1")
        assert one
        assert (one.id, one.slug, one.sessions) == (first.id, first.slug, first.sessions)
        assert [session.status for session in one.sessions] == ["scheduled"]


def test_what_is_missing_is_published_as_before_and_what_is_withdrawn_is_not(week: list[Day]) -> None:
    first = of_key(week[0], "s1")
    assert first
    page = f"o/{first.id}/{first.slug}/index.html"
    for number in (0, 1, 2, 5):
        body = week[number].portal[page].decode()
        assert first.title in body
        assert "ancelled" not in body
        assert page.removesuffix("index.html").encode() in week[number].portal["sitemap.xml"]
    for number in (3, 4):
        assert not [path for path, body in week[number].portal.items() if first.title.encode() in body]


def test_a_window_that_moves_on_says_nothing_of_what_it_no_longer_shows(week: list[Day]) -> None:
    assert states(week, "c1") == ["seen"] * 6


@pytest.mark.parametrize("key", ["s2", "c2"])
def test_cancelled_only_where_the_source_says_so(week: list[Day], key: str) -> None:
    found = [of_key(day, key) for day in week]
    statuses = [[session.status for session in one.sessions] if one else [] for one in found]
    assert statuses == [["scheduled"], ["cancelled"], *[["scheduled"]] * 4]
    assert len({one.id for one in found if one}) == 1
    cancelled = {
        s.id for day in week for o in day.ran.contents.opportunities for s in o.sessions if s.status != "scheduled"
    }
    assert len(cancelled) == 2


@pytest.mark.parametrize("key", ["s3", "c3"])
def test_an_id_stays_when_the_title_changes(week: list[Day], key: str) -> None:
    found = [of_key(day, key) for day in week]
    assert [one.title.startswith("New ") if one else None for one in found] == [False, False, True, True, True, True]
    assert len({one.id for one in found if one}) == 1
    (slug,) = {one.slug for one in found if one}
    for day, one in zip(week, found, strict=True):
        assert one
        assert one.title in day.portal[f"o/{one.id}/{slug}/index.html"].decode()
    assert len({one.sessions[0].id for one in found if one}) == 1
    assert {len(day.ran.contents.opportunities) for day in week} == {8, 7}


@pytest.mark.parametrize("key", ["s4", "c4"])
def test_what_nobody_touches_stays_as_it_is(week: list[Day], key: str) -> None:
    assert states(week, key) == ["seen"] * 6
    first, *others = [(one.id, one.title, one.sessions) for day in week if (one := of_key(day, key))]
    assert others == [first] * 5


def called(ran: Ran, title: str) -> Opportunity | None:
    """The opportunity of this title, where it is there."""
    return next((one for one in ran.contents.opportunities if one.title == title), None)


def test_the_same_course_on_two_sources_is_one_opportunity(tmp_path: Path) -> None:
    """The provider's own sheet and the town's calendar both list it, at the same place and hour."""
    same = [Offer("x", SHEET[0].title), *CALENDAR]
    hall = small_city.pages("calendar", "ical", same)
    answer = hall[small_city.path("ical")]
    moved = answer.body.replace(small_city.place("calendar").encode(), small_city.place("sheet").encode())
    sites = {
        small_city.host("sheet"): small_city.pages("sheet", "csv", SHEET),
        small_city.host("calendar"): {small_city.path("ical"): answer._replace(body=moved)},
    }
    folder = small_city.found(tmp_path, small_city.source("sheet", "csv"), small_city.source("calendar", "ical"))
    first = small_city.line(folder, sites)
    one = called(first, SHEET[0].title)
    assert one
    assert {listing.source for listing in one.listings} == {"sheet", "calendar"}
    assert len(one.sessions) == 1
    assert len(first.contents.opportunities) == len(SHEET) + len(CALENDAR)
    alone = sites | {small_city.host("calendar"): small_city.pages("calendar", "ical", CALENDAR)}
    second = small_city.line(folder, alone, NOW + DAY)
    again = called(second, SHEET[0].title)
    assert again
    assert again.id == one.id
    assert len(again.listings) == 2, "a calendar that moves on says nothing of what it no longer shows"
