"""What keeps two listings apart however alike they are, and what a title may say without naming another thing."""

from typing import Any

import pytest

from indexer.opportunity import Ages, Credential, Opportunity
from indexer.reconciling.duplicates import groups
from indexer.reconciling.faces import face_of
from indexer.reconciling.likeness import FEATURES, features, weights
from indexer.reconciling.merge import Member
from indexer.reconciling.rules import apart
from tests.reconcile_members import CARVING, MUSIC, joined, member, run

BUILDING = (
    "Build a robot from a kit, teach it to follow a line, and race it against those of the other groups of campers."
)


def two(first: str, second: str, source: str = "college", **values: Any) -> list[list[str]]:
    """Two listings that are alike in everything but their titles."""
    told = {"text": BUILDING} | values
    return joined(
        member("college-1", first, run("2027-01-11", time="16:00"), **told),
        member(f"{source}-2", second, run("2027-01-18", time="16:00"), **told),
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Robots camp (AM)", "Robots camp (PM)"),
        ("Robots camp - Monday evenings", "Robots camp - Thursday evenings in March"),
        ("Robots camp at Mill Park", "Robots camp at Oak Park"),
        ("Robots camp @ Mill Park", "Robots camp"),
        ("Robots camp", "CANCELLED: Robots camp"),
        ("Robots camp", "Robots camp - sold out"),
        ("Robots camp", "Robots camp (Online)"),
        ("Robots camp", "Robots camp - on Zoom"),
        ("Robots camp July 12", "Robots camp July 19"),
        ("Robots camp (ages 8-10)", "Robots camp"),
        ("Intro to robots", "Introduction to robots"),
        ("Robots camp 2027", "Robots camp"),
    ],
)
def test_one_thing_under_two_titles(first: str, second: str) -> None:
    for source in ("college", "library"):
        assert len(two(first, second, source)) == 1
        assert len(two(second, first, source)) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Robots camp: Level 1", "Robots camp: Level 2"),
        ("Robots camp, part 1", "Robots camp, part 2"),
        ("Robots camp HNC", "Robots camp HND"),
        ("Robots camp 2026", "Robots camp 2027"),
        ("Robots camp 2026", "Robots camp"),
        ("Robots camp (ages 8-10)", "Robots camp (ages 10-12)"),
        ("Robots camp for girls", "Robots camp for boys"),
        ("Robots camp in Spanish", "Robots camp"),
        ("Robots camp: wood carving", "Robots camp: word craving"),
        ("Painting robots", "Printing robots"),
        ("STEM camp", "STEAM camp"),
        ("Book club: The Mill", "Book club: The River"),
        ("Junior robots camp", "Senior robots camp"),
        ("Pre-beginner robots", "Beginner robots"),
    ],
)
def test_two_things_however_alike(first: str, second: str) -> None:
    for source in ("college", "library"):
        assert len(two(first, second, source)) == 2
        assert len(two(second, first, source)) == 2


def test_another_place_in_the_title_is_another_thing_where_no_text_says_that_it_is_one() -> None:
    """The opponents of a team are in such titles as well."""
    assert len(two("Mill Rovers at Oak Town", "Mill Rovers at River Town", text=None)) == 2


def test_provider_and_place_differ_and_nothing_else_tells() -> None:
    ours = member("college-1", "Art club", run("2027-01-11"), text=None)
    theirs = member("library-1", "Art club", run("2027-01-11", "Library"), provider="Oak House Trust")
    assert len(joined(ours, theirs)) == 2


@pytest.mark.parametrize(
    ("first", "second", "one_source", "across"),
    [
        ({"ages": Ages(low=8, high=11)}, {"ages": Ages(low=11, high=14)}, 2, 2),
        ({"ages": Ages(low=8, high=11)}, {"ages": Ages(low=8, high=14)}, 2, 1),
        ({"ages": Ages(low=13, high=23)}, {"ages": Ages(low=13, high=24)}, 1, 1),
        ({"ages": Ages(low=18, assumed=True)}, {"ages": Ages(low=8, high=11)}, 1, 1),
        ({"level": "Beginner"}, {"level": "Advanced"}, 2, 2),
        ({"level": "Beginner"}, {}, 2, 1),
        ({"level": "All levels"}, {"level": "Beginner"}, 2, 1),
        ({"languages": ("en",)}, {"languages": ("es",)}, 2, 2),
        ({"languages": ("en", "es")}, {"languages": ("es",)}, 1, 1),
        ({"gender": "female"}, {"gender": "male"}, 2, 2),
        ({"role": "help"}, {"role": "lead"}, 2, 2),
        ({"credential": Credential(name="HNC")}, {"credential": Credential(name="HND")}, 2, 2),
    ],
)
def test_for_whom_it_is(first: dict[str, Any], second: dict[str, Any], one_source: int, across: int) -> None:
    for source, count in (("college", one_source), ("library", across)):
        found = joined(
            member("college-1", "Robots camp", run("2027-01-11"), text=BUILDING, **first),
            member(f"{source}-2", "Robots camp", run("2027-01-11"), text=BUILDING, **second),
        )
        assert len(found) == count


def test_what_lies_between_is_asked_about_and_not_joined() -> None:
    members = [
        member("college-1", "Robots for our holidays", run("2027-01-11", time="16:00"), text=BUILDING),
        member("college-2", "Robots for our summer holidays", run("2027-01-13", "Library"), text=BUILDING),
        member("college-3", "Drumming", text=MUSIC),
        member("college-4", "Carving", text=CARVING),
    ]
    found = groups([m.opportunity for m in members], [m.listing.source for m in members])
    assert found.sets == [[0], [1], [2], [3]]
    assert [(one.one, one.two) for one in found.doubtful] == [(0, 1)]
    low, high = weights().doubt, weights().join
    assert all(low <= one.likelihood < high for one in found.doubtful)


def test_likeness_is_the_same_both_ways_and_every_weight_has_its_feature() -> None:
    members: list[Member] = [
        member("college-1", "Robots camp at Mill Park", run("2027-01-11", time="16:00"), text=BUILDING),
        member("library-1", "Robots", run("2027-01-11"), text=CARVING, ages=Ages(low=8)),
    ]
    one, other = (face_of(m.opportunity, m.listing.source) for m in members)
    assert features(one, other) == features(other, one)
    assert apart(one, other) == apart(other, one)
    assert set(weights().weights) == set(FEATURES)
    assert all(0 <= value <= 1 for value in features(one, other))


def test_neither_the_order_of_listings_nor_that_of_sources_matters() -> None:
    titles = ["Robots camp (AM)", "Robots camp", "Robots", "Robots club", "Robot camp", "Robots camp at Mill Park"]
    members = [
        member(f"{source}-{at}", title, run(f"2027-01-{11 + at}"), text=text)
        for source in ("college", "library", "leisure")
        for at, (title, text) in enumerate(
            zip(titles, [BUILDING, "", BUILDING, CARVING, BUILDING, BUILDING], strict=True)
        )
    ]

    def found(order: list[Member]) -> set[frozenset[str]]:
        said: list[Opportunity] = [m.opportunity for m in order]
        sets = groups(said, [m.listing.source for m in order]).sets
        return {frozenset(order[at].listing.id for at in one) for one in sets}

    assert found(members) == found(members[::-1]) == found(members[7:] + members[:7])
