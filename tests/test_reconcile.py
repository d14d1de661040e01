"""Which listings are one opportunity."""

from decimal import Decimal

import pytest

from indexer.opportunity import Ages, Price
from indexer.reconciling.merge import Member
from indexer.reconciling.reconcile import Known, reconcile
from tests.reconcile_members import CARVING, MUSIC, joined, member, run


def test_a_recurring_course_is_one_opportunity_with_its_sessions() -> None:
    found = reconcile(
        [
            member("college-1", "Robots – 11 January", run("2027-01-11")),
            member("college-2", "Robots – 18 January", run("2027-01-18")),
            member("college-3", "Robots", run("2027-01-18", "Library")),
        ],
        Known(),
    )
    (one,) = found.opportunities
    assert (one.id, one.title, one.slug) == ("college-1", "Robots", "robots")
    assert [session.id for session in one.sessions] == ["college-1-0", "college-2-0", "college-3-0"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (member("college-1", "Robots: Level 1"), member("college-2", "Robots: Level 2")),
        (member("college-1", "Week 3: Robots"), member("college-2", "Week 4: Robots")),
        (
            member("college-1", "Robots", ages=Ages(low=8, high=11)),
            member("college-2", "Robots", ages=Ages(low=12, high=15)),
        ),
        (member("college-1", "Robots", level="Beginner"), member("college-2", "Robots", level="Advanced")),
        (member("college-1", "Football", gender="female"), member("college-2", "Football", gender="male")),
        (member("college-1", "Robots", role="help"), member("college-2", "Robots", role="lead")),
        (member("college-1", "Robots"), member("college-2", "Robots", provider="Museum of Making")),
        (
            member(
                "college-1",
                "Workshop",
                text=CARVING,
            ),
            member(
                "college-2",
                "Workshop",
                text=MUSIC,
            ),
        ),
    ],
)
def test_what_differs_in_more_than_its_dates_stays_apart(one: Member, two: Member) -> None:
    assert joined(one, two) == [["college-1"], ["college-2"]]


def test_a_listing_that_could_be_either_of_two_is_neither() -> None:
    bands = [member("college-1", "Robots", ages=Ages(low=8, high=11)), member("college-2", "Robots", ages=Ages(low=12))]
    assert joined(*bands, member("college-3", "Robots")) == [["college-1"], ["college-2"], ["college-3"]]
    assert joined(bands[0], member("college-3", "Robots")) == [["college-1", "college-3"]]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        # provider and day
        (
            member("college-1", "Robots", run("2027-01-11")),
            member("library-1", "Robots", run("2027-01-11", None)),
            True,
        ),
        # place and day, another provider
        (
            member("college-1", "Robots", run("2027-01-11")),
            member("library-1", "Robots", run("2027-01-11"), provider="Millbrook Libraries"),
            True,
        ),
        # place and weekday, other weeks
        (member("college-1", "Robots", run("2027-01-11")), member("library-1", "Robots", run("2027-01-18")), True),
        # another weekday: another run of it
        (member("college-1", "Robots", run("2027-01-11")), member("library-1", "Robots", run("2027-01-19")), True),
        # neither provider nor place
        (
            member("college-1", "Robots", run("2027-01-11")),
            member("library-1", "Robots", run("2027-01-11", "Library"), provider="Millbrook Libraries"),
            False,
        ),
        # both undated, and only one
        (member("college-1", "Robots"), member("library-1", "Robots", run(None)), True),
        (member("college-1", "Robots"), member("library-1", "Robots", run("2027-01-11")), True),
        # ages overlap, are unknown, do not overlap
        (
            member("college-1", "Robots", run("2027-01-11"), ages=Ages(low=8, high=12)),
            member("library-1", "Robots", run("2027-01-11"), ages=Ages(low=11, high=14)),
            True,
        ),
        (
            member("college-1", "Robots", run("2027-01-11"), ages=Ages(low=8, high=12)),
            member("library-1", "Robots", run("2027-01-11")),
            True,
        ),
        (
            member("college-1", "Robots", run("2027-01-11"), ages=Ages(low=8, high=11)),
            member("library-1", "Robots", run("2027-01-11"), ages=Ages(low=16)),
            False,
        ),
        # a provider's or a place's name in the title, and how a provider writes itself
        (
            member("college-1", "Robots at Mill Hall", run("2027-01-11")),
            member("library-1", "Robots", run("2027-01-11"), provider="The Millbrook College Ltd"),
            True,
        ),
        (member("college-1", "Robots 1", run("2027-01-11")), member("library-1", "Robots 2", run("2027-01-11")), False),
    ],
)
def test_the_same_course_on_two_sources(one: Member, two: Member, same: bool) -> None:
    expected = [["college-1", "library-1"]] if same else [["college-1"], ["library-1"]]
    assert joined(one, two) == joined(two, one) == expected


def test_a_third_source_never_joins_what_one_source_keeps_apart() -> None:
    young = member("college-1", "Robots", run("2027-01-11", time="16:00"), ages=Ages(low=8, high=11))
    older = member("college-2", "Robots", run("2027-01-11", time="18:00"), ages=Ages(low=12, high=15))
    either = member("library-1", "Robots", run("2027-01-11"))
    assert joined(young, older, either) == [["college-1"], ["college-2"], ["library-1"]]
    at_six = member("library-1", "Robots", run("2027-01-11", time="18:00"))
    assert joined(young, older, at_six) == [["college-1"], ["college-2", "library-1"]]
    of_nine = member("library-1", "Robots", run("2027-01-11"), ages=Ages(low=9, high=10))
    assert joined(young, older, of_nine) == [["college-1", "library-1"], ["college-2"]]


def test_the_example_of_the_readme() -> None:
    young, older, price = Ages(low=8, high=11), Ages(low=12, high=15), Price(low=Decimal(5), currency="GBP")
    at_the_library = run("2027-01-11", time="16:00", price=price)
    members = [
        member("college-3", "Robots – Mon 11 January", run("2027-01-11", time="18:00"), ages=older),
        member("college-1", "Robots – Mon 11 January", run("2027-01-11", time="16:00"), ages=young),
        member("college-2", "Robots – Mon 18 January", run("2027-01-18", time="16:00"), ages=young),
        member("libraries-1", "ROBOTS at Mill Hall", at_the_library, provider="Millbrook Libraries"),
    ]
    robots, evening = reconcile(members, Known()).opportunities
    assert [listing.id for listing in robots.listings] == ["college-1", "college-2", "libraries-1"]
    assert (robots.id, robots.title, robots.ages) == ("college-1", "Robots", young)
    assert [session.price for session in robots.sessions] == [price, None]
    assert [listing.id for listing in evening.listings] == ["college-3"]
