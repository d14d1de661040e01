"""How an opportunity gets its id, and how it keeps it."""

import datetime as dt

from indexer.reconciling.reconcile import Known, reconcile
from tests.reconcile_members import AT, known_from, member, run


def test_two_that_become_one_keep_the_older_id_and_come_apart_again() -> None:
    ours, theirs = (
        member("college-1", "Robots", run("2027-01-11")),
        member("library-1", "Machines", run("2027-01-11"), day=1),
    )
    apart = reconcile([ours, theirs], Known())
    same = member("library-1", "Robots", run("2027-01-11"), day=1)
    one = reconcile([ours, same], known_from(apart.opportunities))
    assert [o.id for o in one.opportunities] == ["college-1"]
    assert one.aliases == {"library-1": "college-1"}
    known = known_from(one.opportunities, one.aliases)
    assert reconcile([ours, same], known) == one
    again = reconcile([ours, theirs], known)
    assert [o.id for o in again.opportunities] == ["college-1", "library-1"]
    assert again.aliases == {}


def test_a_listing_keeps_its_opportunity_when_the_first_one_goes() -> None:
    ours, theirs = (
        member("college-1", "Robots", run("2027-01-11")),
        member("library-1", "Robots", run("2027-01-11"), day=1),
    )
    both = reconcile([ours, theirs], Known())
    left = reconcile([theirs], known_from(both.opportunities))
    assert [o.id for o in left.opportunities] == ["college-1"]
    assert left.aliases == {}


def test_chains_of_aliases_are_flattened() -> None:
    """c became b, and now b becomes a: c leads to a at once."""
    a = member("a-1", "Robots", run("2027-01-11"))
    b = member("b-1", "Robots", run("2027-01-11"), day=1)
    c = member("c-1", "Robots", run("2027-01-11"), day=2)
    known = Known(
        opportunity_of={"a-1": "a-1", "b-1": "b-1", "c-1": "b-1"},
        created_at={"a-1": AT, "b-1": AT + dt.timedelta(days=1)},
        first_listing={"a-1": "a-1", "b-1": "b-1"},
        aliases={"c-1": "b-1"},
    )
    assert reconcile([a, b, c], known).aliases == {"b-1": "a-1", "c-1": "a-1"}


def test_a_withdrawn_listing_that_comes_back_follows_the_alias_of_its_opportunity() -> None:
    ours, theirs = member("a-1", "Robots", run("2027-01-11")), member("b-1", "Robots", run("2027-01-11"), day=1)
    other = member("b-2", "Robots", run("2027-01-11"), day=2)
    known = Known(
        opportunity_of={"a-1": "a-1", "b-1": "a-1", "b-2": "b-1"},
        created_at={"a-1": AT},
        first_listing={"a-1": "a-1"},
        aliases={"b-1": "a-1"},
    )
    found = reconcile([ours, theirs, other], known)
    assert [o.id for o in found.opportunities] == ["a-1"]
    assert found.aliases == {"b-1": "a-1"}


def test_an_opportunity_keeps_the_slug_that_it_was_first_published_with() -> None:
    named = member("a-1", "Robots and coding", run("2027-01-11"))
    known = Known(opportunity_of={"a-1": "a-1"}, created_at={"a-1": AT}, slugs={"a-1": "robots"})
    (one,) = reconcile([named], known).opportunities
    assert (one.title, one.slug) == ("Robots and coding", "robots")
    assert reconcile([named], Known()).opportunities[0].slug == named.opportunity.slug


def test_every_id_is_used_once() -> None:
    """A listing whose id another group already uses as its opportunity's does not take it a second time."""
    known = Known(
        opportunity_of={"a-1": "a-9", "a-2": "a-1"},
        created_at={"a-9": AT, "a-1": AT},
        first_listing={"a-9": "a-9", "a-1": "a-2"},
        aliases={},
    )
    ids = [o.id for o in reconcile([member("a-1", "Robots"), member("a-2", "Drawing")], known).opportunities]
    assert sorted(ids) == ["a-1", "a-9"]


def test_thousands_of_listings_of_one_title_are_reconciled_in_time() -> None:
    """Near linear also where blocks are large; the time-out of the suite is far above what this takes."""
    members = [
        member(f"s{at % 4}-{at}", "Art club", run(f"2027-{at % 12 + 1:02}-{at % 28 + 1:02}"), provider=f"P{at % 300}")
        for at in range(1200)
    ]
    found = reconcile(members, Known())
    assert sum(len(one.listings) for one in found.opportunities) == 1200
    assert len({session.id for one in found.opportunities for session in one.sessions}) <= 1200
