"""What a listing says of taking part, in its fields and beside them; what a text tells of sessions that say nothing."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crawlers.draft import Draft, DraftSession
from crawlers.source import Source
from indexer import terms
from indexer.from_text import told
from indexer.normalise import normalise
from indexer.opportunity import Credential, Listing, Moment, Registration, Session
from indexer.sessions import Frame
from indexer.settings import IndexSettings
from indexer.values.gazetteer import Gazetteer

NOW = dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC)
CITY = IndexSettings(timezone="Europe/London", country="GB", languages=("en",), folder=Path())
FRAME = Frame(settings=CITY, today=NOW.date(), zone="Europe/London", assumed=True, fetched_at=NOW)


@pytest.mark.parametrize(
    ("field", "own", "text", "value", "inferred"),
    [
        ("gender", "Girls only", "For boys only.", "female", False),
        ("gender", None, "This session is for girls only.", "female", True),
        ("signs_up", None, "A parent must register their child.", "adult", True),
        ("support", ("Lunch",), "Bus fares are refunded.", ("food",), False),
        ("support", (), "Lunch is provided.", ("food",), True),
        ("languages", ("Welsh",), "The workshop is held in Polish.", ("cy",), False),
        ("languages", (), "The workshop is held in Polish.", ("pl",), True),
        ("credential", "Bronze Arts Award", None, Credential(name="Bronze Arts Award"), False),
        ("credential", None, "You will work towards a Bronze Arts Award.", Credential(name="Bronze Arts Award"), True),
        ("level", "Improvers", "No experience needed.", "Improvers", False),
        ("eligibility", "Members", "Open to Millbrook residents only.", "Members", False),
        ("role", "Volunteer", "Earn £9 an hour.", "help", False),
    ],
)
def test_its_own_field_goes_before_the_text(field: str, own: Any, text: str | None, value: Any, inferred: bool) -> None:
    read = terms.read(Draft(title="Chess", **({field: own} if own else {})), "Chess", text)
    assert getattr(read, field).value == value
    assert read.inferred[field] is inferred
    assert (field in read.words) is (inferred or field == "eligibility")


def test_what_a_field_says_and_nobody_understands_is_not_sought_elsewhere() -> None:
    read = terms.read(Draft(title="Chess", gender="ask at the desk"), "Chess", "This session is for girls only.")
    assert read.gender.value is None
    assert [doubt.field for doubt in read.doubts] == ["gender"]


def test_free_for_some_comes_after_a_field_and_before_the_text() -> None:
    draft = Draft(title="Chess", eligibility="Members")
    assert terms.read(draft, "Chess", None, free_for="under 16s").eligibility.value == "Members"
    read = terms.read(Draft(title="Chess"), "Chess", "Open to Millbrook residents only.", free_for="free for under 16s")
    assert (read.eligibility.value, read.inferred["eligibility"]) == ("free for under 16s", True)


SILENT = Session(id="a-1")
TEXT = "Registration closes 20 June. Limited to 8 students. Cost: £12."


def test_a_text_speaks_for_a_session_that_says_nothing() -> None:
    found = told((SILENT,), "Chess", TEXT, FRAME)
    (one,) = found.sessions
    assert found.inferred == ("price", "registration", "capacity")
    assert one.price
    assert one.price.low == Decimal(12)
    assert one.registration
    assert one.registration.closes
    assert one.registration.closes.date == dt.date(2027, 6, 20)
    assert (one.capacity, one.places_left, one.places_as_of) == (8, None, None)
    assert one.words["registration"] == "Registration closes 20 June"


def on(start: str, end: str) -> Session:
    days = (Moment(date=dt.date.fromisoformat(day), zone="Europe/London") for day in (start, end))
    return Session(id="a-1", **dict(zip(("start", "end"), days, strict=True)))


@pytest.mark.parametrize(
    ("session", "closes"),
    [
        (on("2027-06-25", "2027-06-30"), dt.date(2027, 6, 20)),
        (on("2023-06-01", "2023-06-02"), None),
        (on("2023-06-24", "2023-06-24"), dt.date(2023, 6, 20)),
        (SILENT, dt.date(2027, 6, 20)),
    ],
)
def test_nobody_signs_up_after_the_last_day(session: Session, closes: dt.date | None) -> None:
    (one,), doubts = (found := told((session,), "Chess", "Registration closes 20 June.", FRAME)).sessions, found.doubts
    signing_up = one.registration
    assert (signing_up and signing_up.closes and signing_up.closes.date) == closes
    assert [doubt.field for doubt in doubts] == ([] if closes else ["registration"])


def test_what_a_session_says_of_itself_stands() -> None:
    draft = Draft(
        title="Chess",
        text=TEXT,
        sessions=(DraftSession(price="Free", registration="Waitlist", capacity="20"), DraftSession(start="2027-07-01")),
    )
    listing = Listing(id="club-1", source="club", first_seen=NOW, checked_at=NOW)
    source = Source(name="club", provider="Club", kind="csv", url="https://club.example/")
    opportunity = normalise(draft, Asked(), source, CITY, Gazetteer(), listing).opportunity
    assert opportunity
    own, silent = opportunity.sessions
    assert own.price
    assert own.price.low == 0
    assert own.registration == Registration(state="waiting_list")
    assert own.capacity == 20
    assert silent.price
    assert silent.price.low == Decimal(12)
    assert silent.registration
    assert silent.registration.closes
    assert silent.capacity is None, "of several sessions the text does not say which"


class Asked:
    """The page of the listing."""

    url = "https://club.example/"
    fetched_at = NOW


def test_the_address_to_sign_up_at_stays() -> None:
    one = Session(id="a-1", registration=Registration(url="https://club.example/book"))
    (made,) = told((one,), "Chess", "No booking needed.", FRAME).sessions
    assert made.registration == Registration(state="none_needed", url="https://club.example/book")


def test_places_left_in_a_text_have_the_time_of_its_reading() -> None:
    (one,) = told((SILENT,), "Chess", "Only 4 places left!", FRAME).sessions
    assert (one.places_left, one.places_as_of) == (4, NOW)
