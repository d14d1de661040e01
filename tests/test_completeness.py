"""How complete an opportunity is: what is missing by name, what does not apply, and what comes first among equals."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from indexer.contents import Contents
from indexer.opportunity import Ages, Opportunity, Place, Registration, Session
from indexer.quality.completeness import LEVELS, WEIGHTS, Completeness, average, completeness
from portal.gather import gather
from tests.portal_making import FREE, HALL, LIBRARIES, TODAY, at, opportunity, session

TEXT = "Build a robot from a kit, and take it home with you."
OPEN = Registration(state="open")
ALL: dict[str, Any] = {
    "ages": Ages(low=8, high=12),
    "text": TEXT,
    "topics": ("code",),
    "eligibility": "For everybody",
    "access": ("step_free",),
    "support": ("kit",),
}


def run(**said: Any) -> Session:
    return session("a-1-s", **({"start": at(28, "10:00"), "place": HALL, "price": FREE, "registration": OPEN} | said))


def full(*runs: Session, **said: Any) -> Opportunity:
    return opportunity("a-1", "Robots", LIBRARIES, *(runs or (run(),)), **(ALL | said))


def of(one: Opportunity) -> Completeness:
    return completeness(one, TODAY)


def test_what_states_all_is_complete_and_what_states_nothing_is_not_hidden() -> None:
    assert of(full()) == Completeness(1.0)
    bare = opportunity("a-1", "Robots", LIBRARIES)
    assert of(bare) == Completeness(0.0, tuple(WEIGHTS))
    assert [entry.opportunity for entry in gather(Contents(opportunities=(bare,)), TODAY).entries] == [bare]


def test_the_weights_add_up_to_100_and_each_field_weighs_what_it_says() -> None:
    assert sum(WEIGHTS.values()) == 100
    unsaid: dict[str, Opportunity] = {name: full(**{name: None if name in ("ages", "text", "eligibility") else ()})
                                      for name in ALL}  # fmt: skip
    unsaid |= {name: full(run(**{name: None})) for name in ("place", "price", "registration")}
    unsaid["when"] = full(run(start=None))
    assert {name: of(one).missing for name, one in unsaid.items()} == {name: (name,) for name in WEIGHTS}
    assert {name: round(100 * (1 - of(one).score)) for name, one in unsaid.items()} == WEIGHTS


@pytest.mark.parametrize(
    ("one", "partly", "missing"),
    [
        (full(run(start=at(28))), ("when",), ()),
        (full(run(place=Place(area="Riverside"))), ("place",), ()),
        (full(run(place=Place(area="Castle", visibility="on_booking"))), (), ()),
        (full(run(place=None, online=True)), (), ()),
        (full(run(place=None, online=False)), (), ("place",)),
        (full(text="Robots."), ("text",), ()),
        (full(ages=Ages(low=18, assumed=True)), (), ("ages",)),
        (full(run(registration=None, places_left=3)), (), ()),
        (full(run(registration=Registration(state="none_needed"))), (), ()),
        (full(eligibility=None, gender="female"), (), ()),
        (full(run(), run(price=None)), ("price",), ()),
        (full(run(), run(price=None, status="cancelled")), (), ()),
        (full(run(), run(price=None, start=at(1, "10:00"))), (), ()),
        (full(run(price=None), role="paid"), (), ()),
        (full(run(price=None), role="help"), (), ("price",)),
    ],
)
def test_what_is_half_said_and_what_does_not_apply(
    one: Opportunity, partly: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    assert (of(one).partly, of(one).missing) == (partly, missing)


def test_what_is_over_is_judged_by_the_sessions_it_had() -> None:
    assert of(full(run(start=at(1, "10:00")))).score == 1.0
    assert average([full(), opportunity("b-1", "Chess", LIBRARIES)], TODAY) == 0.5
    assert average([], TODAY) == 0.0


def test_the_score_has_few_levels_for_the_search() -> None:
    assert [Completeness(score).level for score in (0.0, 0.24, 0.25, 0.5, 0.75, 1.0)] == [0, 0, 1, 2, 3, LEVELS - 1]


def test_of_one_day_the_more_complete_come_first_in_every_list() -> None:
    def named(key: str, title: str, one: Opportunity) -> Opportunity:
        return msgspec.structs.replace(one, id=key, title=title, topics=("code",))

    poor = named("a-1", "Abacus", full(run(place=None, price=None), ages=None, text=None))
    rich = named("b-1", "Zebra robots", full())
    tomorrow = named("c-1", "Chess", full(run(start=at(23), place=None, price=None), ages=None, text=None))
    found = gather(Contents(opportunities=(poor, rich, tomorrow)), TODAY)
    monday = dt.date(2026, 11, 23)
    for entries in (found.entries, found.by_topic["code"], found.by_week[monday], found.by_provider[LIBRARIES.id]):
        assert [entry.opportunity.id for entry in entries] == ["c-1", "b-1", "a-1"]
