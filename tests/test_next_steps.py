"""What a page shows of others: never what its ages leave out, what is full or itself; instead of it, or after it."""

import datetime as dt

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.contents import Contents
from indexer.opportunity import Ages, Moment, Opportunity, Provider, Registration, Session
from indexer.search.rows import documents
from portal.gather import Gathered, gather
from portal.next_steps import After, NextSteps, suits
from portal.playlists import Playlist, Query, Step
from tests.search_city import TODAY, search_city

WAY = Playlist(
    title="From the first note to the stage", why="Step by step.", by="Young Players", name="notes",
    steps=(
        Step(title="Try it", query=Query(topic=("music",))),
        Step(title="Go on", query=Query(topic=("music", "stage"))),
        Step(title="Help others", query=Query(role=("help",))),
    ),
)  # fmt: skip


def made(city: Contents, *playlists: Playlist) -> tuple[Gathered, NextSteps]:
    gathered = gather(city, TODAY)
    return gathered, NextSteps(gathered, playlists, documents(city, TODAY))


@pytest.fixture(scope="module")
def city() -> tuple[Gathered, NextSteps]:
    return made(search_city(400), WAY)


def test_nothing_is_shown_that_one_cannot_go_to(city: tuple[Gathered, NextSteps]) -> None:
    gathered, steps = city
    shown = 0
    for entry in gathered.by_id.values():
        after = steps.after(entry)
        ids = [e.opportunity.id for e in after.entries()]
        assert len(ids) == len(set(ids)), "each once"
        assert entry.opportunity.id not in ids
        shown += len(ids)
        for other in after.entries():
            assert suits(entry.opportunity.ages, other.opportunity.ages)
            session = other.session
            if session is not None:
                assert session.status in ("scheduled", "rescheduled")
                assert session.places_left != 0
                assert not (session.registration and session.registration.state in ("full", "waiting_list", "closed"))
                assert not session.past(TODAY)
    assert shown > 2 * len(gathered.by_id)


def test_what_is_alike_shares_the_main_interest(city: tuple[Gathered, NextSteps]) -> None:
    gathered, steps = city
    for entry in gathered.by_id.values():
        topics = entry.opportunity.topics
        alike = steps.after(entry).alike
        assert all(topics[0] in other.opportunity.topics for other in alike if topics)
        assert len(alike) <= 3


def test_what_has_no_interest_is_replaced_by_what_is_in_its_area() -> None:
    whole = search_city(200)
    one = next(
        o for o in whole.opportunities if o.sessions and all(s.place and s.place.shown().area for s in o.sessions)
    )
    areas = {s.place.area for s in one.sessions if s.place}
    plain = msgspec.structs.replace(one, topics=(), ages=Ages(low=10, high=16))
    off = msgspec.structs.replace(
        plain, sessions=tuple(msgspec.structs.replace(s, status="cancelled") for s in one.sessions)
    )
    for changed, instead in ((plain, False), (off, True)):
        others = tuple(changed if o.id == one.id else o for o in whole.opportunities)
        gathered, steps = made(msgspec.structs.replace(whole, opportunities=others))
        after = steps.after(gathered.by_id[one.id])
        assert (after.instead, bool(after.alike)) == (instead, instead)
        for entry in after.alike:
            assert areas & {s.place.area for s in entry.opportunity.sessions if s.place}


def test_what_has_neither_interest_nor_area_is_replaced_by_what_is_online() -> None:
    whole = search_city(200)
    one = next(o for o in whole.opportunities if o.sessions)
    off = msgspec.structs.replace(
        one,
        topics=(),
        ages=None,
        sessions=tuple(msgspec.structs.replace(s, status="cancelled", place=None, online=True) for s in one.sessions),
    )
    others = tuple(off if o.id == one.id else o for o in whole.opportunities)
    gathered, steps = made(msgspec.structs.replace(whole, opportunities=others))
    after = steps.after(gathered.by_id[one.id])
    assert after.alike
    assert all(any(s.online for s in entry.opportunity.sessions) for entry in after.alike)


def test_the_same_level_or_the_next_comes_before_the_others() -> None:
    start = Moment(date=TODAY + dt.timedelta(days=3), time=dt.time(10), zone="Europe/London")

    def one(key: str, level: str | None) -> Opportunity:
        provider = Provider(id="p", name="P")
        session = Session(id=f"{key}-1", start=start, end=start)
        return Opportunity(
            id=key,
            slug=key,
            title=f"Guitar {key}",
            provider=provider,
            topics=("music",),
            level=level,
            sessions=(session,),
        )

    levels = {"a": "Beginners", "b": "Advanced", "c": None, "d": "Improvers", "e": "No experience needed"}
    gathered, steps = made(Contents(opportunities=tuple(one(key, level) for key, level in levels.items())))
    for key, first in (("a", {"d", "e"}), ("d", {"b"}), ("e", {"a", "d"})):
        found = [e.opportunity.id for e in steps.after(gathered.by_id[key]).alike]
        assert set(found[: len(first)]) == first, key


def test_full_cancelled_and_past_pages_offer_what_there_is_instead() -> None:
    whole = search_city(200)
    one = next(o for o in whole.opportunities if o.sessions and o.topics)
    full = msgspec.structs.replace(
        one,
        sessions=tuple(msgspec.structs.replace(s, registration=Registration(state="full")) for s in one.sessions),
    )
    off = msgspec.structs.replace(
        one, sessions=tuple(msgspec.structs.replace(s, status="cancelled") for s in one.sessions)
    )
    gone = msgspec.structs.replace(
        one, listings=tuple(msgspec.structs.replace(listing, state="missing") for listing in one.listings)
    )
    for changed in (full, off, gone):
        others = tuple(changed if o.id == one.id else o for o in whole.opportunities)
        gathered, steps = made(msgspec.structs.replace(whole, opportunities=others))
        after = steps.after(gathered.by_id[one.id])
        assert after.instead
        assert after.alike


def test_the_next_step_of_a_playlist_is_the_one_after_the_last_that_it_fits(city: tuple[Gathered, NextSteps]) -> None:
    gathered, steps = city
    ways = {key: steps.after(entry).way for key, entry in gathered.by_id.items()}
    assert {way.number for way in ways.values() if way} == {3}
    for key, way in ways.items():
        o = gathered.by_id[key].opportunity
        if way:
            assert {"music", "stage"} & {*o.topics}
            assert all(e.opportunity.role == "help" for e in way.entries)
        elif gathered.by_id[key].day:
            assert not {"music", "stage"} & {*o.topics} or o.ages is None or o.ages.assumed or not o.sessions


def test_asked_in_another_order_it_says_the_same(city: tuple[Gathered, NextSteps]) -> None:
    gathered, steps = city
    entries = list(gathered.by_id.values())
    told: dict[str, After] = {e.opportunity.id: steps.after(e) for e in entries}
    _, again = made(search_city(400), WAY)
    for entry in reversed(entries):
        assert again.after(entry) == told[entry.opportunity.id]


_AGES = st.builds(Ages, low=st.none() | st.integers(0, 30), high=st.none() | st.integers(31, 99), assumed=st.booleans())


@given(whose=st.none() | _AGES, other=st.none() | _AGES)
@settings(max_examples=200, deadline=dt.timedelta(seconds=1))
def test_ages_that_do_not_meet_never_suit(whose: Ages | None, other: Ages | None) -> None:
    if whose is None or other is None:
        assert suits(whose, other) is not bool(other and other.assumed)
        return
    both = {n for n in range(200) if whose.include(n) and other.include(n)}
    assert suits(whose, other) <= bool(both)
    younger = (whose.low or 0) < (other.low or 0)
    assert suits(whose, other) is (bool(both) and not (other.assumed and younger))


def test_what_is_assumed_for_adults_is_on_no_page_for_the_young() -> None:
    adults = Ages(low=18, assumed=True)
    assert not suits(Ages(low=14, high=19), adults)
    assert not suits(Ages(low=16), adults)
    assert not suits(None, adults)
    assert suits(Ages(low=18), adults)


def test_where_signing_up_has_closed_one_is_sent_elsewhere_and_nobody_is_sent_there() -> None:
    whole = search_city(60)
    one = next(o for o in whole.opportunities if o.topics and any(s.start and not s.past(TODAY) for s in o.sessions))
    yesterday = Moment(date=TODAY - dt.timedelta(days=1), time=None, zone="Europe/London")
    shut = msgspec.structs.replace(
        one,
        sessions=tuple(
            msgspec.structs.replace(s, registration=Registration(state="open", closes=yesterday)) for s in one.sessions
        ),
    )
    others = tuple(shut if o.id == one.id else o for o in whole.opportunities)
    gathered, steps = made(msgspec.structs.replace(whole, opportunities=others))
    assert steps.after(gathered.by_id[one.id]).instead
    for entry in gathered.by_id.values():
        assert one.id not in {e.opportunity.id for e in steps.after(entry).entries()}


def test_a_past_page_offers_the_only_other_one() -> None:
    long_ago = Moment(date=TODAY - dt.timedelta(days=300), time=None, zone="Europe/London")
    whole = search_city(300)
    coming = next(
        e.opportunity for e in made(whole)[0].by_topic["music"] if e.session and e.day and not e.opportunity.ages
    )
    past = msgspec.structs.replace(
        coming,
        id="past-1",
        sessions=(Session(id="past-1-1", start=long_ago, end=long_ago),),
    )
    gathered, steps = made(Contents(opportunities=(coming, past)))
    after = steps.after(gathered.by_id["past-1"])
    assert after.instead
    assert [e.opportunity.id for e in after.alike] == [coming.id]
