"""From a draft to an opportunity: what is kept, what stays unknown, and what is doubted."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from crawlers.draft import Draft, DraftMeeting, DraftSession
from crawlers.keep import KeptPage
from crawlers.source import Source
from indexer.defaults import DEFAULTED
from indexer.normalise import Normalised, normalise
from indexer.opportunity import Ages, Listing, Opportunity, Price, Session
from indexer.sessions import session_ids
from indexer.settings import IndexSettings
from indexer.values.gazetteer import Gazetteer

NOW = dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC)
PAGE = KeptPage(url="http://libraries.example/events.ics", fetched_at=NOW, checked_at=NOW)
SOURCE = Source(name="libraries", provider="Millbrook Libraries", kind="ical", url=PAGE.url)
CITY = IndexSettings(
    timezone="Europe/London",
    country="GB",
    languages=("en", "cy", "ur"),
    folder=Path(),
    bounds=(51.33, -2.78, 51.55, -2.43),
)
GAZETTEER = Gazetteer(
    {"Harbour": box(-2.7, 51.4, -2.6, 51.5), "Northside": box(-2.6, 51.4, -2.5, 51.5)}, {"MB1 2AB": (51.45, -2.65)}
)
LISTING = Listing(id="libraries-1a2b3c4d", source="libraries", first_seen=NOW, checked_at=NOW)


def read(draft: Draft, **changes: Any) -> Normalised:
    return normalise(draft, PAGE, msgspec.structs.replace(SOURCE, **changes), CITY, GAZETTEER, LISTING)


def meant(draft: Draft, **changes: Any) -> Opportunity:
    opportunity = read(draft, **changes).opportunity
    assert opportunity is not None
    return opportunity


def session(**said: Any) -> Session:
    (only,) = meant(Draft(title="Chess", sessions=(DraftSession(**said),))).sessions
    return only


def test_no_title_is_refused() -> None:
    for title in (None, "", "  ", "<b> </b>", "—"):
        result = read(Draft(title=title, text="Come along", native_id="uid-7"))
        assert result.opportunity is None
        assert result.refusal is not None
        assert (result.refusal.where, result.refusal.wrote) == ("uid-7", "Come along")


def test_nothing_said_is_nothing_known() -> None:
    bare = meant(Draft(title="Open evening"))
    assert (bare.ages, bare.topics, bare.sessions, bare.inferred, bare.words) == (None, (), (), (), {})
    one = session(place="Hall")
    assert (one.start, one.end, one.price, one.registration, one.online, one.places_left) == (None,) * 6
    assert one.status == "scheduled"


def test_the_line_of_a_usual_draft() -> None:
    draft = Draft(
        native_id="uid-1",
        title="Robot&nbsp;Club",
        text="<p>Build a robot &amp; race it.</p><p>Bring a friend</p>",
        ages="Years 7–9",
        provider="Millbrook Code Club",
        sessions=(
            DraftSession(
                native_id="uid-1-2027",
                start="2027-07-12T16:00:00Z",
                end="2027-07-12T17:30:00Z",
                place="Central Library, 12 High Street, MB1 2AB",
                price="£3 a session, £1 concessions",
                registration="Waitlist",
                places_left="0",
                capacity="12",
            ),
        ),
    )
    opportunity = meant(draft)
    assert opportunity.id == LISTING.id
    assert (opportunity.slug, opportunity.title) == ("robot-club", "Robot Club")
    assert opportunity.text == "Build a robot & race it.\n\nBring a friend"
    assert opportunity.topics[0] == "code"
    assert opportunity.ages == Ages(low=11, high=14)
    assert opportunity.words["ages"] == "Years 7–9"
    assert opportunity.provider.id == "millbrook-code-club"
    (one,) = opportunity.sessions
    assert one.start
    assert one.start.time == dt.time(17, 0), "UTC becomes wall time"
    assert one.start.zone == "Europe/London"
    assert one.end
    assert one.end.time == dt.time(18, 30)
    assert one.place
    assert (one.place.name, one.place.area, one.place.postcode) == (
        "Central Library",
        "Harbour",
        "MB1 2AB",
    )
    assert one.price == Price(low=Decimal(3), high=Decimal(3), concession=Decimal(1), currency="GBP", basis="session")
    assert one.registration
    assert one.registration.state == "waiting_list"
    assert (one.places_left, one.capacity, one.places_as_of) == (0, 12, NOW)


def test_ages_of_a_title_are_inferred_with_the_phrase() -> None:
    opportunity = meant(Draft(title="Pottery (ages 8-12)"))
    assert opportunity.ages == Ages(low=8, high=12)
    assert opportunity.inferred == ("ages", "topics")
    assert opportunity.words["ages"] == "ages 8-12"


def test_a_stated_age_goes_before_the_title() -> None:
    opportunity = meant(Draft(title="Pottery (ages 8-12)", ages="10+"))
    assert opportunity.ages == Ages(low=10)
    assert "ages" not in opportunity.inferred


@pytest.mark.parametrize(
    ("said", "defaults", "ages"),
    [
        ({"title": "Diving"}, {}, Ages(low=18, assumed=True)),
        ({"title": "Diving", "ages": "10-15"}, {}, Ages(low=10, high=15)),
        ({"title": "Diving", "age_from": "8"}, {}, Ages(low=8)),
        ({"title": "Diving", "ages": "ask us"}, {}, None),
        ({"title": "Diving (ages 8-12)"}, {}, Ages(low=8, high=12)),
        ({"title": "Diving", "text": "For ages 11 to 16."}, {}, Ages(low=11, high=16)),
        ({"title": "Diving"}, {"ages": "5+"}, Ages(low=5)),
    ],
)
def test_what_a_standard_prescribes_comes_last(said: Any, defaults: Any, ages: Ages | None) -> None:
    """OpenActive: no ageRange means 18+. Whatever somebody said of ages goes before it."""
    opportunity = meant(Draft(**said, ages_assumed="18+"), defaults=defaults)
    assert opportunity.ages == ages
    if ages and ages.assumed:
        assert "ages" not in {*opportunity.words, *opportunity.inferred}


def test_a_stated_age_that_is_not_understood_stays_unknown() -> None:
    result = read(Draft(title="Pottery (ages 8-12)", ages="ask us"))
    assert result.opportunity
    assert result.opportunity.ages is None
    assert [doubt.field for doubt in result.doubts] == ["ages"]
    assert result.opportunity.words["ages"] == "ask us"


def test_a_price_of_the_text_is_inferred() -> None:
    opportunity = meant(
        Draft(title="Chess", text="Cost: £10. Bring a board.", sessions=(DraftSession(start="2027-07-12"),))
    )
    assert opportunity.sessions[0].price == Price(low=Decimal(10), high=Decimal(10), currency="GBP")
    assert "price" in opportunity.inferred
    assert opportunity.sessions[0].words["price"] == "Cost: £10"


def test_free_for_some_is_an_eligibility() -> None:
    opportunity = meant(Draft(title="Chess", sessions=(DraftSession(start="2027-07-12", price="Free for residents"),)))
    assert opportunity.sessions[0].price is None
    assert opportunity.eligibility == "Free for residents"
    assert "eligibility" in opportunity.inferred


def test_defaults_fill_what_is_unsaid_and_say_so() -> None:
    defaults = {"price": "free", "place": "Museum, Silk Street, MB1 2AB", "ages": "8+", "topics": ["reading"]}
    said = DraftSession(start="2027-07-12", price="£4", place="Hall")
    unsaid = DraftSession(start="2027-07-13")
    opportunity = meant(Draft(title="Open evening", sessions=(said, unsaid)), defaults=defaults)
    first, second = opportunity.sessions
    assert first.price
    assert first.price.low == 4
    assert first.place
    assert first.place.name == "Hall"
    assert second.price
    assert second.price.free
    assert second.place
    assert second.place.name == "Museum"
    assert second.words == {"price": DEFAULTED, "place": DEFAULTED}
    assert opportunity.ages == Ages(low=8)
    assert opportunity.words["ages"] == DEFAULTED
    assert opportunity.topics == ("words",)


def test_a_default_does_not_stand_against_the_text() -> None:
    draft = Draft(title="Chess (ages 8-12)", text="It costs £5 or £7.", sessions=(DraftSession(start="2027-07-12"),))
    opportunity = meant(draft, defaults={"ages": "all ages"})
    assert opportunity.ages == Ages(low=8, high=12)
    priced = meant(msgspec.structs.replace(draft, text="Admission £5 per session"), defaults={"price": "free"})
    assert priced.sessions[0].price
    assert priced.sessions[0].price.low == 5


def test_words_with_no_readable_date_make_a_session_without_one() -> None:
    result = read(Draft(title="Chess", sessions=(DraftSession(when="after school, ask Jo"),)))
    assert result.opportunity
    (one,) = result.opportunity.sessions
    assert one.start is None
    assert one.words["when"] == "after school, ask Jo"
    assert [doubt.field for doubt in result.doubts] == ["when"]


def test_an_empty_session_is_none() -> None:
    assert meant(Draft(title="Chess", sessions=(DraftSession(),))).sessions == ()


def test_a_date_stays_a_date() -> None:
    one = session(start="2027-07-12", end="2027-07-16")
    assert one.start
    assert one.end
    assert (one.start.time, one.end.time) == (None, None)
    assert one.start.zone_assumed


def test_times_kept_apart() -> None:
    one = session(start="12/07/2027", start_time="4pm", end_time="17:30")
    assert one.start
    assert one.end
    assert (one.start.date, one.start.time) == (dt.date(2027, 7, 12), dt.time(16))
    assert (one.end.date, one.end.time) == (dt.date(2027, 7, 12), dt.time(17, 30))
    doubtful = read(Draft(title="Chess", sessions=(DraftSession(start="2027-07-12", start_time="4:30"),)))
    assert doubtful.opportunity
    assert doubtful.opportunity.sessions[0].start
    assert doubtful.opportunity.sessions[0].start.time is None, "half past four in the night or in the afternoon"
    assert [doubt.field for doubt in doubtful.doubts] == ["start_time"]


def test_midnight_to_midnight_is_a_whole_day() -> None:
    one = session(start="2027-07-12T00:00:00", end="2027-07-12T23:59:00")
    assert one.start
    assert (one.start.time, one.end) == (None, None)


def test_the_midnight_after_a_whole_day_is_not_its_last_day() -> None:
    only = session(start="2027-03-26T00:00:00", end="2027-03-27T00:00:00")
    assert only.start
    assert (only.start.date, only.start.time, only.end) == (dt.date(2027, 3, 26), None, None)
    several = session(start="2027-03-26T00:00:00", end="2027-03-29T00:00:00")
    assert several.end
    assert (several.end.date, several.end.time) == (dt.date(2027, 3, 28), None)


def test_what_one_may_choose_from_makes_no_meetings() -> None:
    assert not session(start="2027-01-05", end="2027-03-30", when="Evenings and / or weekends").meetings


def test_a_pattern_between_two_days_becomes_meetings() -> None:
    one = session(start="2027-09-07", end="2027-09-28", when="Tuesdays 4-5pm, not 14 September")
    assert [meeting.start.date.day for meeting in one.meetings] == [7, 21, 28]
    assert one.meetings[0].start.time == dt.time(16)


def test_an_end_before_the_start_is_unknown() -> None:
    result = read(Draft(title="Chess", sessions=(DraftSession(start="2027-07-12T16:00", end="2027-07-11T17:00"),)))
    assert result.opportunity
    assert result.opportunity.sessions[0].end is None
    assert result.doubts


def test_meetings_keep_their_fold_and_their_cancellation() -> None:
    meetings = (
        DraftMeeting(start="2027-10-31T01:30:00Z", end="2027-10-31T02:30:00Z"),
        DraftMeeting(start="2027-10-31T00:30:00Z", end="2027-10-31T01:30:00Z"),
        DraftMeeting(start="2027-11-07T10:00:00", status="CANCELLED"),
    )
    one = session(meetings=meetings)
    assert [(m.start.time, m.start.fold, m.cancelled) for m in one.meetings] == [
        (dt.time(1, 30), 0, False),
        (dt.time(1, 30), 1, False),
        (dt.time(10), 0, True),
    ]
    assert one.start == one.meetings[0].start


def test_a_rule_without_an_end_is_open_ended() -> None:
    meetings = tuple(DraftMeeting(start=f"2027-07-{day}T16:00", end=f"2027-07-{day}T17:00") for day in (13, 20, 27))
    one = session(start="2019-01-08T16:00", when="weekly on Tuesday, no stated end", meetings=meetings)
    assert (one.open_ended, one.end, one.start) == (True, None, one.meetings[0].start)
    assert one.last_day() is None
    assert one.words["when"] == "weekly on Tuesday, no stated end"
    bounded = session(start="2027-07-06T16:00", end="2027-07-27T17:00", when="weekly on Tuesday", meetings=meetings)
    assert bounded.start
    assert bounded.end
    assert (bounded.open_ended, bounded.end.date.day, len(bounded.meetings)) == (False, 27, 3)
    assert bounded.start.date.day == 6, "the declared start stands, also where that meeting is no longer laid out"
    early = session(start="2027-07-20T16:00", meetings=meetings)
    assert early.start == early.meetings[0].start


def test_what_a_text_says_beside_its_fields_is_inferred() -> None:
    one = meant(Draft(title="Young volunteers wanted", text="Lunch is included. The hall is step-free."))
    assert (one.role, one.support, one.access) == ("help", ("food",), ("step_free",))
    assert {"role", "support", "access"} <= set(one.inferred)
    assert one.words["support"] == "Lunch is included"
    stated = meant(Draft(title="Chess", text="Lunch is included.", support=("bus fares",)))
    assert stated.support == ("transport",)
    assert "support" not in stated.inferred


@pytest.mark.parametrize(
    ("of_session", "of_source", "zone", "assumed"),
    [("America/Chicago", "Europe/Dublin", "America/Chicago", False),
     (None, "Europe/Dublin", "Europe/Dublin", True), (None, None, "Europe/London", True),
     ("UTC-5", None, "Europe/London", True), ("GMT Standard Time", None, "Europe/London", False)],
)  # fmt: skip
def test_the_order_of_zones(of_session: str | None, of_source: str | None, zone: str, assumed: bool) -> None:
    draft = Draft(title="Chess", sessions=(DraftSession(start="2027-07-12T16:00", timezone=of_session),))
    start = meant(draft, timezone=of_source).sessions[0].start
    assert start
    assert (start.time, start.zone, start.zone_assumed) == (dt.time(16), zone, assumed)


def test_a_session_in_utc_is_told_in_the_citys_time() -> None:
    start = session(start="2027-07-12T16:00:00", timezone="UTC").start
    assert start
    assert (start.time, start.zone) == (dt.time(17), "Europe/London")


def test_online_has_no_area() -> None:
    one = session(place="Online via Zoom", area="Harbour", latitude="51.45", longitude="-2.65")
    assert one.online is True
    assert one.place is None or one.place.area is None


def test_a_position_that_cannot_be_is_doubted() -> None:
    result = read(Draft(title="Chess", sessions=(DraftSession(place="Hall", latitude="-2.65", longitude="51.45"),)))
    assert result.opportunity
    assert result.opportunity.sessions[0].place
    assert result.opportunity.sessions[0].place.latitude is None
    assert [doubt.reason for doubt in result.doubts] == ["latitude and longitude seem swapped"]


def test_cancelled_only_where_the_source_says_so() -> None:
    cancelled = meant(Draft(title="Cancelled: Chess", sessions=(DraftSession(start="2027-07-12"),)))
    assert (cancelled.title, cancelled.sessions[0].status) == ("Chess", "cancelled")
    assert session(start="2027-07-12", status="https://schema.org/EventCancelled").status == "cancelled"
    assert session(start="2027-07-12", status="weird").status == "scheduled"


def test_no_person_is_kept_as_provider_or_link() -> None:
    opportunity = meant(Draft(title="Chess", provider="mailto:jo@example.org", provider_url="mailto:jo@example.org"))
    assert opportunity.provider.name == "Millbrook Libraries"
    assert opportunity.provider.url is None
    one = session(start="2027-07-12", register_url="javascript:alert(1)", url="mailto:jo@example.org")
    assert (one.registration, one.url) == (None, None)


def test_languages() -> None:
    assert meant(Draft(title="کوڈنگ کلب", language="en")).language == "ur"
    assert meant(Draft(title="Clwb Gwyddbwyll", language="Welsh")).language == "cy"
    assert meant(Draft(title="Chess"), language="cy").language == "cy"
    assert meant(Draft(title="Chess")).language == "en"


def test_a_slug_where_the_title_has_no_latin_letters() -> None:
    assert meant(Draft(title="کوڈنگ کلب")).slug == "millbrook-libraries"
    nobody = meant(Draft(title="کوڈنگ کلب", provider="شہر کی لائبریری"))
    assert nobody.slug == "x"
    assert nobody.provider.id.startswith("p-")


def test_session_ids_last_and_differ() -> None:
    drafts = tuple(DraftSession(start=f"2027-07-{day}", place="Hall") for day in ("12", "13", "12"))
    ids = session_ids("a-1", drafts)
    assert len(set(ids)) == 3
    assert ids == session_ids("a-1", drafts)
    named = (DraftSession(native_id="n", start="2027-07-12"), *drafts[1:])
    moved = (DraftSession(native_id="n", start="2027-08-01"), *drafts[1:])
    assert session_ids("a-1", named) == session_ids("a-1", moved), "a native id outlives a new date"


def test_every_doubt_and_word_survives_json() -> None:
    result = read(
        Draft(title="Chess", ages="?", support=("lunch", "magic"), sessions=(DraftSession(when="?", price="?!"),))
    )
    assert msgspec.json.decode(msgspec.json.encode(result), type=Normalised) == result


TEXT = (
    st.none()
    | st.text(max_size=30)
    | st.sampled_from(["2027-07-12", "£5", "ages 8-12", "51.45", "Tuesdays 4-5pm", "UTC", "free"])
)
DRAFTS = st.builds(
    Draft,
    **{
        f: TEXT
        for f in Draft.__struct_fields__
        if f not in {"topics", "support", "access", "languages", "sessions", "count"}
    },
    **{f: st.lists(st.text(max_size=20), max_size=2).map(tuple) for f in ("topics", "support", "access", "languages")},
    sessions=st.lists(
        st.builds(DraftSession, **{f: TEXT for f in DraftSession.__struct_fields__ if f != "meetings"}), max_size=2
    ).map(tuple),
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(DRAFTS)
def test_any_draft_is_an_opportunity_or_a_refusal(draft: Draft) -> None:
    result = read(draft)
    assert (result.opportunity is None) != (result.refusal is None)
    assert msgspec.json.decode(msgspec.json.encode(result), type=Normalised) == result
