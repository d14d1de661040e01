"""Platforms of libraries, parks and venues: how they are asked, page after page, and what makes one listing of it."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.complete import complete
from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.errors import OptionError, SourceError
from crawlers.keep import KeptPage
from crawlers.kinds import completeness_of, kind_of, kinds, options_of
from crawlers.page import Page
from crawlers.readings.reading import starts_of
from crawlers.source import Source
from tests.clock import Clock
from tests.fixture_cases import cases, extracted

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
KEY = {"client_id": "$LIBCAL_ID", "client_secret": "$LIBCAL_SECRET"}
ANC = "https://anc.apm.activecommunities.com"


def source(kind: str, url: str, **options: Any) -> Source:
    return Source(name="it", provider="Provider", kind=kind, url=url, options=options)


def table(name: str) -> list[list[str]]:
    """The rows of a table of tests/tables/platforms; kind and address first."""
    lines = (Path(__file__).parent / "tables" / "platforms" / f"{name}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def page(url: str, body: object) -> Page:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Page(url=url, final_url=url, fetched_at=NOW, body=raw)


def read(one: Source, came: Page) -> tuple[list[Draft | Refusal], list[str]]:
    kind, options = kind_of(one), options_of(one)
    found = [got for got in kind.extract(came, one, options) if isinstance(got, Draft | Refusal)]
    return found, list(kind.follow(came, one, options))


@pytest.mark.parametrize("row", table("addresses"), ids=lambda row: f"{row[0]} {row[1]}")
def test_the_address_that_a_person_pastes_is_enough(row: list[str]) -> None:
    kind, url, options, first = row
    assert list(starts_of(source(kind, url, **json.loads(options)))) == first.split()


@pytest.mark.parametrize(
    ("kind", "url", "options", "says"),
    [
        ("libcal", "https://lib.libcal.com/calendar/kids", {}, "number of a calendar"),
        ("libcal", "https://lib.libcal.com/?cid=1", {"client_id": "$LIBCAL_ID"}, "expected both"),
        ("libcal", "https://lib.libcal.com/?cid=1", {"client_id": "1", "client_secret": "2"}, "environment variable"),
        ("eventbrite", "https://www.eventbrite.com/", {"token": "ABCDEF"}, "environment variable"),
        ("activenet", f"{ANC}/", {}, "a site on ActiveNet"),
        ("activenet", f"{ANC}/millbrook", {"details": ["prices"]}, "details"),
        ("rss", "https://x.example/rss", {"fields": {"Cost": "prize"}}, "Did you mean 'price'"),
        ("localist", "https://x.example/", {"days": 400}, "1 to 370"),
    ],
)
def test_what_cannot_be_asked_is_said_before_it_is(kind: str, url: str, options: Any, says: str) -> None:
    with pytest.raises(OptionError, match=says):
        starts_of(source(kind, url, **options))


def test_libcal_asks_again_from_the_last_day_of_a_full_answer() -> None:
    one = source("libcal", "https://lib.libcal.com/?cid=12", **KEY)
    (first,) = starts_of(one)
    days = [dt.date(2026, 11, 22) + dt.timedelta(days=number // 5) for number in range(500)]
    events = [{"id": n, "title": "A", "start": f"{day}T10:00:00-07:00"} for n, day in enumerate(days)]
    found, (following,) = read(one, page(first, {"events": events}))
    assert following == f"{first}&date={days[-1]}"
    assert all(isinstance(got, Draft) for got in found)
    assert read(one, page(following, {"events": events}))[1] == [], "the same day again leads nowhere"
    assert read(one, page(first, {"events": events[:499]}))[1] == []
    found, further = read(one, page(first, {"events": events[::-1]}))
    assert not further
    assert [got.reason for got in found if isinstance(got, Refusal)] == [
        "The answer holds as many events as it may (500), so that some may be missing."
    ]


def test_libcal_is_windowed_with_a_key_and_capped_without() -> None:
    assert completeness_of(source("libcal", "https://lib.libcal.com/?cid=12", **KEY)) == "windowed"
    assert completeness_of(source("libcal", "https://lib.libcal.com/?cid=12")) == "capped"


def test_a_key_is_exchanged_at_the_librarys_own_host() -> None:
    one = source("libcal", "https://lib.libcal.com/?cid=12", **KEY)
    kind, options = kind_of(one), options_of(one)
    assert kind.login
    login = kind.login(one, options, {"LIBCAL_ID": "12", "LIBCAL_SECRET": "s"})
    assert login
    assert (login.url, login.client_id, login.client_secret) == ("https://lib.libcal.com/1.1/oauth/token", "12", "s")
    assert kind.login(one, options, {"LIBCAL_ID": "12"}) is None


def test_eventbrite_sends_its_token_as_a_header() -> None:
    one = source("eventbrite", "https://www.eventbrite.com/", token="$EVENTBRITE_TOKEN")
    kind, options = kind_of(one), options_of(one)
    assert kind.headers(one, options, {"EVENTBRITE_TOKEN": "T"}) == {"Authorization": "Bearer T"}
    assert kind.headers(one, options, {}) == {}


def test_activenet_puts_filters_in_the_body_and_the_page_in_a_header() -> None:
    one = source("activenet", f"{ANC}/millbrook/home", details=["dates"])
    kind, options = kind_of(one), options_of(one)
    assert kind.call
    called = kind.call(
        f"{ANC}/millbrook/rest/activities/list?center_ids=8%2C9&min_age=12&activity_keyword=swim&page=3", one, options
    )
    assert called.url == f"{ANC}/millbrook/rest/activities/list?locale=en-US"
    assert json.loads(called.headers["page_info"])["page_number"] == 3
    assert json.loads(called.body or b"") == {
        "activity_search_pattern": {
            "activity_select_param": 2,
            "center_ids": ["8", "9"],
            "min_age": 12,
            "activity_keyword": "swim",
        },
        "activity_transfer_pattern": {},
    }
    detail = kind.call(f"{ANC}/millbrook/rest/activity/detail/estimateprice/101", one, options)
    assert (detail.url, detail.body) == (f"{ANC}/millbrook/rest/activity/detail/estimateprice/101?locale=en-US", None)
    assert kind.alike, "two prices may be the same in every byte"


def kept(name: str) -> Iterator[KeptPage]:
    """Each page of a fixture with its own drafts."""
    (case,) = [case for case in cases(name.partition("/")[0]) if case.name == name]
    kind, options = kind_of(case.source), options_of(case.source)
    for one in case.pages:
        drafts = tuple(got for got in kind.extract(one, case.source, options) if isinstance(got, Draft))
        yield KeptPage(url=one.url, fetched_at=NOW, checked_at=NOW, final_url=one.final_url, drafts=drafts)


@pytest.mark.parametrize(
    ("name", "native_id", "sessions"),
    [
        ("localist/recurring_over_pages", "1", ["11", "12", "13"]),
        ("tribe_events/series_over_pages", "event/clay-club-7", ["2026-12-05/1", "2026-12-12/1", "2026-12-19/1"]),
        ("eventbrite/account_to_series", "900100200", ["9001", "9002", "9003"]),
        ("activenet/details", "200", ["201", "202"]),
    ],
)
def test_a_series_over_several_pages_is_one_listing(name: str, native_id: str, sessions: list[str]) -> None:
    (draft,) = [draft for _, draft in complete(kept(name)) if draft.native_id == native_id]
    assert [one.native_id for one in draft.sessions] == sessions


def test_what_is_asked_of_an_activity_alone_fills_the_gaps_of_its_session() -> None:
    (draft,) = [draft for _, draft in complete(kept("activenet/details")) if draft.native_id == "101"]
    assert draft.title == "Activity 101"
    (session,) = draft.sessions
    assert (session.start, session.places_left, len(session.meetings)) == ("2027-03-02", "3", 5)
    assert (session.price, session.opens) == ("$53.00 (Resident); $105.00 (Non-resident)", "2027-01-28T06:00:00")


def test_sessions_of_two_pages_without_ids_stay_apart() -> None:
    pages: list[KeptPage] = []
    for day in ("2026-12-01", "2026-12-08", "2026-12-01"):
        draft = Draft(native_id="a", sessions=(DraftSession(start=day),))
        pages.append(KeptPage(url=f"https://x.example/{len(pages)}", fetched_at=NOW, checked_at=NOW, drafts=(draft,)))
    ((_, draft),) = complete(pages)
    assert [one.start for one in draft.sessions] == ["2026-12-01", "2026-12-08"]


HTML = "<!DOCTYPE html><html><head>{}</head><body></body></html>"


@pytest.mark.parametrize("row", table("pages"), ids=lambda row: f"{row[0]} {row[1]}")
def test_a_platform_is_known_by_its_page(row: list[str]) -> None:
    kind, url, inner, found = row
    body = inner if inner.startswith(("{", "<?xml")) else HTML.format(inner)
    recognise = kinds()[kind].recognise
    assert recognise
    candidates = list(recognise(page(url, body.encode())))
    assert [one.url for one in candidates] == [found]
    for one in candidates:
        assert starts_of(source(kind, one.url, **one.options)) if not one.needs.startswith("the number") else one.needs


PLATFORMS = ("rss", "libcal", "localist", "tribe_events", "eventbrite", "activenet")


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_page_of_something_else_is_no_platform_and_costs_nothing(name: str) -> None:
    recognise = kinds()[name].recognise
    assert recognise
    other = HTML.format("<title>Shop</title>" + "<p>Tea</p><a href='/x?y=1'>x</a>" * 30_000).encode()
    with Clock() as clock:
        assert list(recognise(page("https://shop.example/", other))) == []
    assert clock.seconds < 0.5, "a megabyte; some hundredths of a second alone"


@pytest.mark.data
@pytest.mark.parametrize(
    ("kind", "url", "pattern", "drafts"),
    [
        ("localist", "https://x.example/api/2/events?days=370", "localist/*.json", 10),
        ("tribe_events", "https://x.example/wp-json/tribe/events/v1/events", "tribe_events/*Archive_Event*.json", 8),
        ("eventbrite", "https://www.eventbriteapi.com/v3/organizations/1/events/", "eventbrite/*ardc.json", 48),
        ("activenet", f"{ANC}/xx/rest/activities/list?page=1", "activenet/*.json", 0),
    ],
)
def test_real_answers_are_read_or_refused_with_a_sentence(
    data: Path, kind: str, url: str, pattern: str, drafts: int
) -> None:
    files = sorted(data.glob(pattern))
    assert files
    found: list[Draft | Refusal] = []
    refused = []
    for file in files:
        try:
            found += read(source(kind, url), page(url, file.read_bytes()))[0]
        except SourceError as error:
            refused.append(str(error))
    # all real files of ActiveNet are of another of its APIs
    assert len(refused) == (len(files) if kind == "activenet" else 0)
    assert all("of another of its APIs" in sentence for sentence in refused)
    assert sum(isinstance(one, Draft) for one in found) == drafts


def test_every_platform_has_a_page_past_the_end_or_none_that_goes_on() -> None:
    for case in cases(*PLATFORMS):
        follow = extracted(case).get("follow", [])
        assert not set(follow) & {one.url for one in case.pages[:1]}, f"{case.name} leads back to its start"
