"""OpenActive's opportunities: which entries belong together, and what is held, refused or over."""

import pytest

from crawlers.formats.openactive import tree
from tests.openactive_entries import COURSE, EVENT, RUN, SERIES, SESSION, Json, listed, one, said, session, without

# A series and its sessions, in whatever feeds they come


def test_a_series_and_its_sessions_are_one_draft() -> None:
    draft = one(SERIES, SESSION, SESSION | {"id": "https://x.example/sessions/2", "startDate": "2026-12-08T18:00:00Z"})
    assert said(draft) == {
        "native_id": "https://x.example/series/1",
        "title": "Learn to dive",
        "ages_assumed": "18+",
    }
    assert [said(found) for found in draft.sessions] == [
        {"native_id": "https://x.example/sessions/1", "start": "2026-12-01T18:00:00Z"},
        {"native_id": "https://x.example/sessions/2", "start": "2026-12-08T18:00:00Z"},
    ]


@pytest.mark.parametrize(
    "nodes",
    [
        [SESSION, SERIES],
        [SERIES | {"subEvent": [SESSION]}],
        [SERIES | {"subEvent": without(SESSION, "superEvent")}],
        [SESSION | {"superEvent": SERIES}],
        [SERIES, SESSION | {"superEvent": {"@id": SERIES["id"]}}],
        [SERIES, SESSION | {"superEvent": {"type": "SessionSeries", "id": SERIES["id"], "name": "Old name"}}],
        [SERIES, SESSION | {"superEvent": [SERIES["id"]]}],
        [SERIES, SESSION | {"superEvent": "http://x.example/series/1"}],
        [SERIES | {"subEvent": SESSION}, SESSION],
        [without(SERIES, "id") | {"url": SERIES["id"]}, SESSION],
        [without(SERIES, "id") | {"identifier": SERIES["id"]}, SESSION],
        [SERIES | {"@id": SERIES["id"], "@type": "SessionSeries"}, SESSION],
        [{f"https://schema.org/{k}" if k == "name" else k: v for k, v in SERIES.items()}, SESSION],
        [{f"schema:{k}" if k == "name" else k: v for k, v in SERIES.items()}, SESSION],
        [SERIES | {"type": "https://openactive.io/SessionSeries"}, SESSION | {"type": ["oa:ScheduledSession"]}],
        [SERIES | {"beta:formattedDescription": "<b>x</b>", "image": [{"url": "http://x/i.png"}]}, SESSION],
        [SERIES | {"description": None, "level": [], "url": "", "location": {}}, SESSION],
    ],
    ids=range(17),
)
def test_however_they_are_linked_it_is_the_same_draft(nodes: list[Json]) -> None:
    draft = one(*nodes)
    assert draft.title == "Learn to dive"
    assert draft.native_id == SERIES["id"]
    assert [said(found) for found in draft.sessions] == [
        {"native_id": "https://x.example/sessions/1", "start": "2026-12-01T18:00:00Z"}
    ]


def test_of_embedded_copies_the_newest_counts() -> None:
    def copy(name: str) -> Json:
        return SERIES | {"name": name}

    later = SESSION | {"id": "https://x.example/sessions/2", "superEvent": copy("New")}
    assert one(SESSION | {"superEvent": copy("Old")}, later).title == "New"


@pytest.mark.parametrize(
    ("above", "below", "session_says"),
    [
        # what a session inherits from its series, and what it says itself
        ({"location": {"name": "Baths"}}, {}, {"place": "Baths"}),
        ({"location": {"name": "Baths"}}, {"location": {"name": "Lake"}}, {"place": "Lake"}),
        ({"duration": "PT1H"}, {}, {"end": "2026-12-01T19:00:00+00:00"}),
        ({"duration": "PT1H"}, {"endDate": "2026-12-01T20:00:00Z"}, {"end": "2026-12-01T20:00:00Z"}),
        ({"duration": "PT0S"}, {}, {}),
        ({"startDate": "2026-01-01", "endDate": "2026-12-31"}, {}, {}),
        ({"offers": [{"price": 4.5, "priceCurrency": "GBP"}]}, {}, {"price": "4.5", "currency": "GBP"}),
        ({"offers": [{"price": 4.5}]}, {"offers": [{"price": 0}]}, {"price": "0"}),
        ({"isAccessibleForFree": True}, {}, {"price": "free"}),
        ({"isAccessibleForFree": False}, {}, {}),
        ({"eventStatus": "https://schema.org/EventCancelled"}, {}, {"status": "https://schema.org/EventCancelled"}),
        ({}, {"eventStatus": "EventPostponed"}, {"status": "EventPostponed"}),
        # what a series must not say of its sessions
        ({"remainingAttendeeCapacity": 3}, {}, {}),
        ({"maximumAttendeeCapacity": 30}, {"remainingAttendeeCapacity": 0}, {"places_left": "0"}),
        (
            {},
            {"maximumAttendeeCapacity": 20, "remainingAttendeeCapacity": 4},
            {"capacity": "20", "places_left": "4"},
        ),
        ({}, {"url": "https://x.example/book/1"}, {"url": "https://x.example/book/1"}),
    ],
)
def test_what_a_session_inherits(above: Json, below: Json, session_says: Json) -> None:
    expected = {"native_id": SESSION["id"], "start": SESSION["startDate"]} | session_says
    assert session(SERIES | above, SESSION | below) == expected


def test_a_series_inherits_from_its_event_series() -> None:
    top = {"type": "EventSeries", "id": "https://x.example/es", "name": "Diving", "ageRange": {"minValue": 8}}
    draft = one(without(SERIES, "name") | {"superEvent": top}, SESSION)
    assert (draft.title, draft.age_from, draft.native_id) == ("Diving", "8", SERIES["id"])


def test_what_all_sessions_say_and_their_series_does_not_is_the_listings() -> None:
    two = SESSION | {"id": "https://x.example/sessions/2"}
    same = {"level": ["Beginner"], "ageRange": {"minValue": 11}}
    draft = one(SERIES, SESSION | same, two | same)
    assert (draft.level, draft.age_from, draft.ages_assumed) == ("Beginner", "11", None)
    draft = one(SERIES, SESSION | same, two | {"ageRange": {"minValue": 16}})
    assert (draft.level, draft.age_from, draft.ages_assumed) == (None, None, None)


@pytest.mark.parametrize(
    ("nodes", "reasons"),
    [
        ([SESSION], [tree.HELD]),
        ([SESSION | {"name": "Learn to dive"}], [tree.HELD]),
        ([RUN], [tree.HELD]),
        ([SERIES | {"superEvent": "https://x.example/nowhere"}], [tree.HELD]),
        ([SERIES | {"superEvent": SERIES["id"]}], [tree.CIRCLE]),
        ([SERIES | {"superEvent": EVENT["id"]}, EVENT | {"superEvent": SERIES["id"]}], [tree.CIRCLE, tree.CIRCLE]),
        ([SERIES | {"superEvent": SERIES["id"]}, SESSION], [tree.CIRCLE, tree.CIRCLE]),
        ([without(SERIES, "name"), SESSION], [tree.NAMELESS]),
        ([without(SESSION, "superEvent")], [tree.NAMELESS]),
        ([EVENT | {"startDate": "2026-10-01T10:00:00Z"}], [tree.OVER]),
        ([SERIES, SESSION | {"startDate": "2026-10-01T10:00:00Z"}], [tree.OVER, tree.PAST]),
        ([{"type": "Slot", "id": "1"}, {"type": "Slot", "id": "2"}, {"type": "FacilityUse", "id": "3"}],
         [tree.FACILITY] * 2),
        ([{"type": "Order", "id": "1", "customer": {"email": "a@b.example"}}], [tree.NOT_LISTED]),
        ([{"type": "Person", "id": "1", "name": "Nia Price"}], [tree.NOT_LISTED]),
        ([{"name": "no type"}], [tree.NOT_LISTED]),
        ([{"type": "Place", "id": "https://x.example/p/1", "name": "Baths"}], []),
        ([RUN, RUN | {"startDate": "2027-01-01"}], [tree.AGAIN, tree.HELD]),
    ],
)  # fmt: skip
def test_what_is_refused(nodes: list[Json], reasons: list[str]) -> None:
    drafts, refusals = listed(*nodes)
    assert drafts == []
    assert [refusal.reason for refusal in refusals] == reasons
    assert "b.example" not in str(refusals)
    assert "Nia" not in str(refusals)


def test_what_is_refused_for_its_sort_is_counted() -> None:
    _, refusals = listed({"type": "Slot", "id": "1"}, {"type": "Slot", "id": "2"}, {"type": "FacilityUse", "id": "3"})
    assert [refusal.where for refusal in refusals] == ["2 × Slot", "1 × FacilityUse"]


def test_sessions_long_past_are_left_out_and_counted() -> None:
    ago = [SESSION | {"id": f"https://x.example/s/{n}", "startDate": f"2026-10-0{n}T10:00:00Z"} for n in (1, 2, 3)]
    recent = SESSION | {"startDate": "2026-11-10T10:00:00Z"}
    drafts, refusals = listed(SERIES, *ago, recent)
    assert [len(draft.sessions) for draft in drafts] == [1]
    assert [(refusal.where, refusal.reason) for refusal in refusals] == [("3 × past sessions", tree.PAST)]


def test_what_is_over_is_one_line_however_much_it_is() -> None:
    """A feed keeps what is past for ever; a line for each would hide what a person can mend."""
    nodes = [EVENT | {"id": f"e:{n}", "name": f"Event {n}", "startDate": "2020-01-01"} for n in range(300)]
    _, (refusal,) = listed(*nodes)
    assert (refusal.where, refusal.reason) == ("300 × past listings", tree.OVER)
    assert len(refusal.wrote) == 200


def test_a_chain_of_parents_that_is_too_long_is_refused() -> None:
    chain = [{"type": "EventSeries", "id": f"u:{n}", "superEvent": f"u:{n + 1}"} for n in range(40)]
    drafts, refusals = listed(SERIES | {"superEvent": "u:0"}, *chain)
    assert drafts == []
    assert tree.CIRCLE in {refusal.reason for refusal in refusals}


# Courses, events, and what is on demand


def test_a_course_and_its_runs_are_one_draft() -> None:
    offers = {"offers": [{"price": 60, "priceCurrency": "GBP"}]}
    days = [{"type": "Event", "startDate": f"2027-01-{day}T17:00:00Z", "endDate": f"2027-01-{day}T18:00:00Z"} for day in
            ("05", "12")]  # fmt: skip
    run = RUN | offers | {"name": "Canoe 1, January", "startDate": "2027-01-05", "endDate": "2027-01-12",
                          "subEvent": days, "maximumAttendeeCapacity": 8, "remainingAttendeeCapacity": 5}  # fmt: skip
    draft = one(COURSE, run, RUN | {"id": "https://x.example/runs/2", "startDate": "2027-02-02"})
    assert (draft.title, draft.native_id) == ("Canoe 1", COURSE["id"])
    first, second = draft.sessions
    assert said(first) == {
        "native_id": "https://x.example/runs/1",
        "start": "2027-01-05",
        "end": "2027-01-12",
        "price": "60",
        "currency": "GBP",
        "capacity": "8",
        "places_left": "5",
        "meetings": [
            {"start": "2027-01-05T17:00:00Z", "end": "2027-01-05T18:00:00Z"},
            {"start": "2027-01-12T17:00:00Z", "end": "2027-01-12T18:00:00Z"},
        ],
    }
    assert said(second) == {"native_id": "https://x.example/runs/2", "start": "2027-02-02"}


@pytest.mark.parametrize(
    ("nodes", "titles", "sessions"),
    [
        ([COURSE], ["Canoe 1"], [0]),
        ([RUN | {"instanceOfCourse": COURSE, "startDate": "2027-01-05"}], ["Canoe 1"], [1]),
        ([COURSE | {"hasCourseInstance": [without(RUN, "instanceOfCourse")]}], ["Canoe 1"], [1]),
        ([COURSE | {"offers": {"price": 5}}, RUN], ["Canoe 1"], [1]),
        ([without(RUN, "instanceOfCourse") | {"name": "Alone"}], ["Alone"], [1]),
        ([EVENT], ["River day"], [1]),
        ([EVENT | {"type": "HeadlineEvent"}], ["River day"], [1]),
        # dates of an event with its name, or none of their own, are its own
        ([EVENT | {"subEvent": [{"startDate": "2027-06-05"}, {"startDate": "2027-06-06"}]}], ["River day"], [2]),
        ([EVENT | {"offers": {"price": 9}, "subEvent": [{"startDate": "2027-06-05"}, {"startDate": "2027-06-06"}]}],
         ["River day"], [1]),
        # those with a name of their own are things of their own
        ([EVENT | {"type": "HeadlineEvent"}, {"type": "Event", "id": "e:2", "superEvent": EVENT["id"],
          "name": "Raft race", "startDate": "2027-06-05"}], ["River day", "Raft race"], [1, 1]),
        # an EventSeries gathers events of one name; it is no listing beside those of other names
        ([{"type": "Event", "id": "e:1", "startDate": "2027-06-05", "superEvent":
           {"type": "EventSeries", "id": "es:1", "name": "Open boat"}},
          {"type": "Event", "id": "e:2", "startDate": "2027-06-12", "superEvent": "es:1"}], ["Open boat"], [2]),
        ([EVENT | {"superEvent": {"type": "EventSeries", "id": "es:1", "name": "Open boat"}}], ["River day"], [1]),
        ([{"type": "OnDemandEvent", "id": "o:1", "name": "Film on rivers"}], ["Film on rivers"], [1]),
    ],
    ids=range(13),
)  # fmt: skip
def test_which_drafts_and_how_many_sessions(nodes: list[Json], titles: list[str], sessions: list[int]) -> None:
    drafts, refusals = listed(*nodes)
    assert refusals == []
    assert [draft.title for draft in drafts] == titles
    assert [len(draft.sessions) for draft in drafts] == sessions


def test_a_course_of_which_a_run_is_sold_does_not_sell_its_days() -> None:
    day = {"type": "Event", "id": "d:1", "startDate": "2027-01-05"}
    (found,) = one(COURSE | {"offers": {"price": 5}}, RUN | {"subEvent": day}).sessions
    assert found.price is None


def test_an_event_on_demand_is_online_and_has_no_date() -> None:
    node = {"type": "OnDemandEvent", "id": "o:1", "name": "Film", "workFeatured": {"url": "https://v.example/"}}
    assert session(node | {"isAccessibleForFree": True}) == {"native_id": "o:1", "online": "yes", "price": "free"}
