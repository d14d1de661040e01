"""What an opportunity says whose listings say different things."""

from decimal import Decimal
from typing import Any

import msgspec

from indexer.opportunity import Ages, Place, Price
from indexer.reconciling.merge import Member
from indexer.reconciling.reconcile import Known, reconcile
from indexer.reconciling.trust import Trust
from tests.reconcile_members import member, run


def test_the_source_named_first_is_believed_and_the_others_fill_what_it_leaves_unsaid() -> None:
    ours = member(
        "college-1", "Robots", run("2027-01-11", time="16:00", places_left=3), words={"ages": "8+"}, ages=Ages(low=8)
    )
    price = Price(low=Decimal(5), high=Decimal(5), currency="GBP")
    theirs = member(
        "library-1",
        "ROBOTS",
        run("2027-01-11", time="16:00", places_left=9, price=price, status="cancelled"),
        run("2027-01-12", time="16:00"),
        text="Build one.",
        ages=Ages(low=9),
        inferred=("text",),
        words={"ages": "9 and over", "text": "Build one."},
        day=1,
    )
    (one,) = reconcile([ours, theirs], Known()).opportunities
    assert (one.id, one.title, one.ages, one.text) == ("college-1", "Robots", Ages(low=8), "Build one.")
    assert one.words == {"ages": "8+", "text": "Build one."}
    assert one.inferred == ("text",)
    assert [listing.id for listing in one.listings] == ["college-1", "library-1"]
    first, second = one.sessions
    assert (first.id, first.places_left, first.price, first.status) == ("college-1-0", 3, price, "cancelled")
    assert second.id == "library-1-1"


def test_sessions_are_one_only_where_start_and_place_agree() -> None:
    ours = member(
        "college-1", "Robots", run("2027-01-11", time="10:00"), run("2027-01-11", time="14:00"), run("2027-01-12")
    )
    theirs = member(
        "library-1", "Robots", run("2027-01-11"), run("2027-01-12", "Library"), run("2027-01-12", None), day=1
    )
    (one,) = reconcile([ours, theirs], Known()).opportunities
    assert [session.id for session in one.sessions] == [
        "library-1-0",  # without a time it could be either of two
        "college-1-0",
        "college-1-1",
        "college-1-2",  # with library-1-2, which names no place
        "library-1-1",  # at another place
    ]


RANKED = Trust({"library": {"price": 0, "ages": 0, "places_left": 0}, "leisure": {"price": 1}})


def said(name: str, amount: int, left: int, low: int, **more: Any) -> Member:
    price = Price(low=Decimal(amount), high=Decimal(amount), currency="GBP")
    session = run("2027-01-11", time="16:00", price=price, places_left=left, words={"price": f"£{amount}"})
    return member(name, "Robots", session, ages=Ages(low=low), words={"ages": f"{low}+"}, **more)


def test_a_ranking_decides_field_by_field_and_the_order_of_the_sources_the_rest() -> None:
    ours, theirs = said("college-1", 5, 3, 8), said("library-1", 6, 9, 9, text="Build one.", day=1)
    (plain,) = reconcile([ours, theirs], Known()).opportunities
    assert (plain.ages, plain.sessions[0].price, plain.sessions[0].places_left) == (
        Ages(low=8),
        ours.opportunity.sessions[0].price,
        3,
    )
    (one,) = reconcile([ours, theirs], Known(), trust=RANKED).opportunities
    assert (one.ages, one.words["ages"]) == (Ages(low=9), "9+")
    (session,) = one.sessions
    assert (session.price, session.words["price"], session.places_left) == (
        theirs.opportunity.sessions[0].price,
        "£6",
        9,
    )
    assert (one.id, session.id) == ("college-1", "college-1-0"), "whoever is believed, ids stay"


def test_a_source_that_is_trusted_and_says_nothing_is_not_waited_for() -> None:
    ours = said("college-1", 5, 3, 8)
    silent = member("library-1", "Robots", run("2027-01-11", time="16:00"), day=1)
    (one,) = reconcile([ours, silent], Known(), trust=RANKED).opportunities
    assert (one.ages, one.sessions[0].price) == (Ages(low=8), ours.opportunity.sessions[0].price)


def test_who_was_first_does_not_decide_who_is_believed() -> None:
    """The city file's order does; the id is its oldest listing's."""
    ours, older = said("college-1", 5, 3, 8, day=1), said("library-1", 6, 9, 9)
    (one,) = reconcile([ours, older], Known()).opportunities
    assert (one.id, one.ages) == ("library-1", Ages(low=8))
    assert [listing.id for listing in one.listings] == ["library-1", "college-1"]


def test_two_places_with_one_zip_code_and_hour_are_two_sessions() -> None:
    def at(name: str, house: str) -> Member:
        place = Place(name=house, postcode="01234")
        return member(name, "Robots", msgspec.structs.replace(run("2027-01-11", time="16:00"), place=place))

    (one,) = reconcile([at("college-1", "Mill Hall"), at("college-2", "Oak House")], Known()).opportunities
    assert len(one.sessions) == 2
