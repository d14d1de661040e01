"""Ids that last, and which listings are one opportunity."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from crawlers.draft import Draft, DraftSession
from crawlers.keep import KeptPage
from indexer.opportunity import Ages, Listing, Moment, Opportunity, Place, Price, Provider, Session
from indexer.reconciling.merge import Member
from indexer.reconciling.reconcile import Found, Known, canonical, identify, listing_id, reconcile
from indexer.reconciling.titles import bare, same_title, title_of

AT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
CARVING = (
    "Carving spoons, bowls and other wooden kitchen pieces with knives, gouges and axes. "
    "Fallen birch timber is collected around Millbrook, along its woodland trails."
)
MUSIC = (
    "Compose your first electronic music track, learning beats, samples, mixing and mastering. "
    "Record vocals inside our professional studio; headphones are lent."
)
PAGE = KeptPage(url="http://a.example/", fetched_at=AT, checked_at=AT)


def run(day: str | None, place: str | None = "Mill Hall", time: str | None = None, **values: Any) -> Session:
    start = None
    if day:
        start = Moment(date=dt.date.fromisoformat(day), time=dt.time.fromisoformat(time) if time else None, zone="UTC")
    return Session(id="", start=start, place=Place(name=place) if place else None, **values)


def member(
    name: str, title: str, *sessions: Session, provider: str = "Millbrook College", day: int = 0, **values: Any
) -> Member:
    """A listing "source-number" and what it means. day: of November on which it was first seen, after the 22nd."""
    listing = Listing(
        id=name, source=name.partition("-")[0], first_seen=AT + dt.timedelta(days=day), checked_at=AT, title=title
    )
    numbered = tuple(
        Session(id=f"{name}-{at}", **{f: getattr(one, f) for f in Session.__struct_fields__ if f != "id"})
        for at, one in enumerate(sessions)
    )
    provided = Provider(id=provider.lower().replace(" ", "-"), name=provider)
    one = Opportunity(id=name, slug="x", title=title, provider=provided, sessions=numbered, **values)
    return Member(listing=listing, opportunity=one)


def joined(*members: Member) -> list[list[str]]:
    found = reconcile(members, Known())
    return sorted(sorted(listing.id for listing in one.listings) for one in found.opportunities)


def known_from(opportunities: Sequence[Opportunity], aliases: dict[str, str] | None = None, **more: str) -> Known:
    """What the catalogue remembers after these; more: opportunity by listing, of listings that are withdrawn."""
    of = {listing.id.replace("-", "_"): one.id for one in opportunities for listing in one.listings} | more
    return Known(
        opportunity_of={name.replace("_", "-"): one for name, one in of.items()},
        created_at={one.id: one.listings[0].first_seen for one in opportunities},
        first_listing={one.id: one.id for one in opportunities},
        aliases=aliases or {},
    )


# Ids


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


# Titles


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("Robots – Tue 4 July", "Robots"),
        ("Robots (Mondays, 4pm)", "Robots"),
        ("Robots 2027-01-11 16:00", "Robots"),
        ("Robots: 11/01/2027", "Robots"),
        ("March – Robots", "Robots"),
        ("Codio – Dydd Llun 5 Ionawr", "Codio – Dydd Llun 5 Ionawr"),
        ("Codio – Llun 5 Ionawr", "Codio"),
        ("Week 3: Robots", "Week 3: Robots"),
        ("Robots 2", "Robots 2"),
        ("May Day crafts", "May Day crafts"),
        ("Maypole – May", "Maypole"),
        ("Friday Night Project", "Friday Night Project"),
        ("4 July", "4 July"),
        ("اردو کلاس – Monday", "اردو کلاس"),
    ],
)
def test_dates_leave_a_title_and_nothing_else_does(title: str, rest: str) -> None:
    assert bare(title) == rest


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Robots – 4 July", "ROBOTS (11 July)", True),
        ("Café & Code", "Cafe and code", True),
        ("Evening ceramics for complete newcomers", "Evening ceramic for complete newcomers", True),
        ("Photography workshop for young people", "Photography work shop for young people", True),
        ("Introduction to watercolours on the river", "Introduction to watercolors on the river", True),
        ("The film club for young directors", "Film club for young directors", True),
        ("Coding for absolutely everybody: Level 1", "Coding for absolutely everybody: Level 2", False),
        ("Week 3: Robots and rockets in the park", "Week 4: Robots and rockets in the park", False),
        ("An introduction to painting with natural colours", "An introduction to printing with natural colours", False),
        ("Summer swimming lessons for beginners", "Summer swimming lessons for improvers", False),
        ("Saturday football sessions for girls", "Saturday football sessions for boys", False),
        ("Robots", "Drawing", False),
    ],
)
def test_which_titles_name_one_thing(one: str, two: str, same: bool) -> None:
    assert same_title(title_of(one), title_of(two), 95.0) is same
    assert same_title(title_of(two), title_of(one), 95.0) is same


# One source


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


# Two sources


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
        # another weekday
        (member("college-1", "Robots", run("2027-01-11")), member("library-1", "Robots", run("2027-01-19")), False),
        # neither provider nor place
        (
            member("college-1", "Robots", run("2027-01-11")),
            member("library-1", "Robots", run("2027-01-11", "Library"), provider="Millbrook Libraries"),
            False,
        ),
        # both undated, and only one
        (member("college-1", "Robots"), member("library-1", "Robots", run(None)), True),
        (member("college-1", "Robots"), member("library-1", "Robots", run("2027-01-11")), False),
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


def test_the_first_listing_is_believed_and_the_others_fill_what_it_leaves_unsaid() -> None:
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
    (one,) = reconcile([theirs, ours], Known()).opportunities
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


# Ids of opportunities


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
