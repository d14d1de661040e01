"""OpenActive's properties, one by one: the words of a listing, of its sessions, and timetables laid out."""

from typing import Any

import pytest

from crawlers.formats.openactive import tree
from tests.openactive_entries import SERIES, SESSION, WEEKLY, Json, listed, one, said, session

# The words of a listing


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"ageRange": {"minValue": 11, "maxValue": 16}}, {"age_from": "11", "age_to": "16"}),
        ({"ageRange": {"minValue": 0}}, {"ages": "all ages"}),
        ({"ageRange": {"type": "QuantitativeValue", "maxValue": 12}}, {"age_to": "12"}),
        ({"ageRange": "18"}, {"ages": "18"}),
        ({"ageRange": {"name": "Teens"}}, {"ages": "Teens"}),
        ({}, {"ages_assumed": "18+"}),
        ({"ageRange": None}, {"ages_assumed": "18+"}),
        ({"genderRestriction": "https://openactive.io/FemaleOnly"}, {"gender": "https://openactive.io/FemaleOnly"}),
        ({"genderRestriction": ["oa:NoRestriction"]}, {"gender": "NoRestriction"}),
        ({"level": ["Beginner", "Intermediate"]}, {"level": "Beginner, Intermediate"}),
        ({"level": {"type": "Concept", "prefLabel": "Expert"}}, {"level": "Expert"}),
        ({"activity": [{"type": "Concept", "prefLabel": "Diving"}, "Swimming"]}, {"topics": ["Diving", "Swimming"]}),
        ({"activity": {"prefLabel": "Diving"}, "category": ["Water", "Diving"]}, {"topics": ["Diving", "Water"]}),
        (
            {"activity": {"id": "https://openactive.io/activity-list#1"}},
            {"topics": ["https://openactive.io/activity-list#1"]},
        ),
        ({"accessibilitySupport": [{"prefLabel": "Visual impairment"}]}, {"access": ["Visual impairment"]}),
        ({"description": "<p>Dive &amp; swim</p>"}, {"text": "<p>Dive &amp; swim</p>"}),
        ({"description": "Dive", "attendeeInstructions": "Bring a towel", "meetingPoint": "At the gate"},
         {"text": "Dive\n\nBring a towel\n\nMeeting point: At the gate"}),
        ({"accessibilityInformation": "Ramp at the back"}, {"text": "Ramp at the back"}),
        ({"organizer": {"type": "Organization", "name": "Otter Club", "url": "https://o.example/", "email": "x@y.z"}},
         {"provider": "Otter Club", "provider_url": "https://o.example/"}),
        ({"organizer": {"type": "Person", "name": "Nia Price", "url": "https://n.example/"}}, {}),
        ({"leader": {"type": "Person", "name": "Nia Price"}, "contributor": {"name": "Nia Price"}}, {}),
        ({"isCoached": True}, {}),
        ({"name": "Dive &amp; swim"}, {"title": "Dive & swim"}),
        ({"name": {"en": "x"}, "beta:name": "y"}, None),
        ({"inLanguage": "cy"}, {"languages": ["cy"]}),
        ({"url": "/relative"}, {"url": "https://api.example/relative"}),
        ({"url": "https://x.example/1"}, {"url": "https://x.example/1"}),
    ],
)  # fmt: skip
def test_the_words_of_a_listing(node: Json, expected: Json | None) -> None:
    drafts, refusals = listed(SERIES | node, SESSION)
    if expected is None:
        assert [refusal.reason for refusal in refusals] == [tree.NAMELESS]
        return
    told = {"native_id": SERIES["id"], "title": "Learn to dive"} | expected
    if not {"ages", "age_from", "age_to"} & set(told):
        told["ages_assumed"] = "18+"
    assert said(drafts[0]) == told


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"location": {"name": "Baths", "address": {"streetAddress": "1 Mill Lane", "postalCode": "MB1 1AA"},
                       "geo": {"latitude": 51.4, "longitude": -2.5}}},
         {"place": "Baths", "address": "1 Mill Lane, MB1 1AA", "postcode": "MB1 1AA", "latitude": "51.4",
          "longitude": "-2.5"}),
        ({"location": {"name": "51.4, -2.5", "geo": {"latitude": 51.4, "longitude": -2.5}}},
         {"latitude": "51.4", "longitude": "-2.5"}),
        ({"location": {"address": {"streetAddress": ", Long Row"}}}, {"address": "Long Row"}),
        ({"location": "https://x.example/p/1"}, {"place": "The Baths"}),
        ({"location": {"id": "https://x.example/p/1"}}, {"place": "The Baths"}),
        ({"location": {"id": "https://x.example/p/9"}}, {}),
        ({"location": {"type": "VirtualLocation", "url": "https://meet.example/"}}, {"online": "https://meet.example/"}),
        ({"isVirtuallyAttended": True}, {"online": "yes"}),
        ({"isVirtuallyAttended": False}, {}),
        ({"eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode"},
         {"online": "https://schema.org/OnlineEventAttendanceMode"}),
        ({"eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode"},
         {"online": "https://schema.org/OfflineEventAttendanceMode"}),
        # offers
        ({"offers": {"price": 0}}, {"price": "0"}),
        ({"offers": [{"name": "Adult", "price": 3.3, "priceCurrency": "GBP"},
                     {"name": "Senior", "price": 2, "priceCurrency": "GBP", "ageRestriction": {"minValue": 50}}]},
         {"price": "3.3", "currency": "GBP"}),
        ({"offers": [{"name": "Adult", "price": 5, "priceCurrency": "GBP"},
                     {"name": "Junior", "price": 2.5, "priceCurrency": "GBP", "ageRange": {"maxValue": 13}}]},
         {"price": "Adult 5 GBP, Junior (up to 13) 2.5 GBP", "currency": "GBP"}),
        ({"offers": [{"name": "Standard", "price": 5, "priceCurrency": "GBP"},
                     {"name": "Concession", "price": 3, "priceCurrency": "GBP"}]},
         {"price": "Standard 5 GBP, Concession 3 GBP", "currency": "GBP"}),
        ({"offers": [{"name": "Senior", "price": 2, "ageRange": {"minValue": 60}}]}, {"price": "2"}),
        ({"offers": {"price": 2, "url": "https://b.example/1"}},
         {"price": "2", "register_url": "https://b.example/1"}),
        ({"offers": {"price": 2, "validFromBeforeStartDate": "P7D"}},
         {"price": "2", "opens": "2026-11-24T18:00:00+00:00"}),
        ({"startDate": "2026-12-01T18:00:00"}, {"start": "2026-12-01T18:00:00"}),
        ({"startDate": "soon"}, {"start": "soon"}),
        ({"maximumAttendeeCapacity": "12", "remainingAttendeeCapacity": 2.0},
         {"capacity": "12", "places_left": "2"}),
    ],
)  # fmt: skip
def test_the_words_of_a_session(node: Json, expected: Json) -> None:
    place = {"type": "Place", "id": "https://x.example/p/1", "name": "The Baths"}
    assert (
        session(SERIES, place, SESSION | node) == {"native_id": SESSION["id"], "start": SESSION["startDate"]} | expected
    )


# Timetables


def meetings(**schedule: Any) -> list[str]:
    (found,) = one(SERIES | {"eventSchedule": [WEEKLY | schedule]}).sessions
    return [f"{meeting.start}/{(meeting.end or '')[11:]}" for meeting in found.meetings]


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ({}, ["2027-03-16T17:00/18:30", "2027-03-23T17:00/18:30", "2027-03-30T17:00/18:30", "2027-04-06T17:00/18:30"]),
        ({"repeatFrequency": "P2W"}, ["2027-03-16T17:00/18:30", "2027-03-30T17:00/18:30"]),
        ({"repeatFrequency": "P14D", "endTime": None, "duration": "PT45M"},
         ["2027-03-16T17:00/17:45", "2027-03-30T17:00/17:45"]),
        ({"repeatFrequency": "P7D", "byDay": ["schema:Wednesday"]},
         ["2027-03-17T17:00/18:30", "2027-03-24T17:00/18:30", "2027-03-31T17:00/18:30"]),
        ({"repeatFrequency": "P1D", "byDay": None, "endDate": "2027-03-17"},
         ["2027-03-16T17:00/18:30", "2027-03-17T17:00/18:30"]),
        ({"repeatFrequency": "P1M", "byDay": None, "byMonthDay": [1], "endDate": "2027-05-02"},
         ["2027-04-01T17:00/18:30", "2027-05-01T17:00/18:30"]),
        ({"repeatFrequency": "P1M", "byDay": ["1SA"], "endDate": "2027-05-02"},
         ["2027-04-03T17:00/18:30", "2027-05-01T17:00/18:30"]),
        ({"repeatFrequency": None, "endDate": "2027-03-24"}, ["2027-03-16T17:00/18:30", "2027-03-23T17:00/18:30"]),
        ({"repeatCount": 2, "endDate": None}, ["2027-03-16T17:00/18:30", "2027-03-23T17:00/18:30"]),
        ({"byDay": "TH", "endDate": "2027-03-26", "exceptDate": ["2027-03-18T17:00:00Z"]}, ["2027-03-25T17:00/18:30"]),
        ({"exceptDate": ["2027-03-23", "2027-03-30T16:00:00Z"]}, ["2027-03-16T17:00/18:30", "2027-04-06T17:00/18:30"]),
        # what a publisher wrote as UTC though it was wall time, in summer
        ({"exceptDate": "2027-03-30T17:00:00.000Z", "endDate": "2027-03-31"},
         ["2027-03-16T17:00/18:30", "2027-03-23T17:00/18:30"]),
        ({"endTime": None}, ["2027-03-16T17:00/", "2027-03-23T17:00/", "2027-03-30T17:00/", "2027-04-06T17:00/"]),
        ({"startTime": "23:30", "endTime": "00:30", "endDate": "2027-03-16"}, ["2027-03-16T23:30/00:30"]),
        # the nights in which the clock is changed: what the wall clock says is passed on
        ({"startTime": "01:30", "endTime": "02:30", "byDay": ["Sunday"], "startDate": "2027-03-21"},
         ["2027-03-21T01:30/02:30", "2027-03-28T01:30/02:30", "2027-04-04T01:30/02:30"]),
        ({"startTime": "00:30", "endTime": "01:30", "byDay": ["Sunday"], "startDate": "2027-10-31",
          "endDate": "2027-11-07"}, ["2027-10-31T00:30/01:30", "2027-11-07T00:30/01:30"]),
        ({"byDay": ["TU", "1SA"], "endDate": "2027-03-17"}, ["2027-03-16T17:00/18:30"]),
        ({"startTime": None}, []),
        ({"startDate": None}, []),
        ({"startDate": "later"}, []),
        ({"repeatFrequency": "PT1S"}, []),
        ({"repeatFrequency": "P1Y", "byMonth": [2], "byMonthDay": [30], "byDay": None}, []),
    ],
)  # fmt: skip
def test_a_timetable_is_laid_out_in_wall_time(schedule: Json, expected: list[str]) -> None:
    assert meetings(**schedule) == expected


def test_a_timetable_keeps_its_zone_and_gives_first_and_last_day() -> None:
    found = session(SERIES | {"eventSchedule": WEEKLY})
    assert (found["timezone"], found["start"], found["end"]) == ("Europe/London", "2027-03-16", "2027-04-06")
    assert "when" not in found


def test_a_timetable_without_an_end_says_so_and_goes_a_year_ahead() -> None:
    found = session(SERIES | {"eventSchedule": WEEKLY | {"endDate": None, "startDate": "2020-01-07"}})
    assert found["when"] == "weekly on Tuesday, no stated end"
    assert "end" not in found
    assert found["meetings"][0]["start"] == "2026-10-27T17:00"
    assert found["meetings"][-1]["start"][:7] == "2027-11"


def test_a_timetable_that_may_be_incomplete_says_so() -> None:
    found = session(SERIES | {"eventSchedule": WEEKLY | {"type": "PartialSchedule"}})
    assert found["when"] == "weekly on Tuesday, until 2027-04-06; the provider says that more dates may exist"


def test_known_sessions_go_before_the_timetable() -> None:
    (found,) = one(SERIES | {"eventSchedule": WEEKLY}, SESSION).sessions
    assert (found.start, found.meetings) == (SESSION["startDate"], ())


def test_the_timetable_counts_where_all_known_sessions_are_past() -> None:
    (found,) = listed(SERIES | {"eventSchedule": WEEKLY}, SESSION | {"startDate": "2026-09-01T17:00:00Z"})[0]
    assert [len(session.meetings) for session in found.sessions] == [4]


def test_a_timetable_without_times_is_passed_on_in_words() -> None:
    found = session(SERIES | {"eventSchedule": {"type": "Schedule", "byDay": ["http://schema.org/Thursday"]}})
    assert found == {"native_id": SERIES["id"], "when": "Thursday"}


def test_several_timetables_of_one_series_are_one_session() -> None:
    more = WEEKLY | {"byDay": ["https://schema.org/Saturday"], "endDate": "2027-03-27"}
    found = session(SERIES | {"eventSchedule": [WEEKLY, more]})
    days = [meeting["start"][:10] for meeting in found["meetings"]]
    assert days == ["2027-03-16", "2027-03-20", "2027-03-23", "2027-03-27", "2027-03-30", "2027-04-06"]


def test_a_timetable_that_is_over_is_over() -> None:
    drafts, refusals = listed(SERIES | {"eventSchedule": WEEKLY | {"startDate": "2020-01-01", "endDate": "2020-02-01"}})
    assert (drafts, [refusal.reason for refusal in refusals]) == ([], [tree.OVER])
