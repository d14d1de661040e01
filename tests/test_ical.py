"""Calendars: one draft for each UID, times as they are written, and no broken entry costs another."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from crawlers.apis import ical
from crawlers.draft import Draft, Refusal
from crawlers.errors import OptionError, SourceError
from crawlers.formats.calendars import ics, vevent, zones
from crawlers.kinds import options_of
from crawlers.page import Page
from crawlers.readings.reading import starts_of
from crawlers.source import Source
from tests.clock import Clock

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def source(url: str = "http://library.example/events.ics", **options: Any) -> Source:
    return Source(name="library", provider="Library", kind="ical", url=url, options=options)


def read(body: bytes | str, now: dt.datetime = NOW, **options: Any) -> tuple[list[Draft], list[Refusal]]:
    one = source(**options)
    raw = body.encode() if isinstance(body, str) else body
    page = Page(url=one.url, final_url=one.url, fetched_at=now, body=raw)
    found = list(ical.extract(page, one, options_of(one)))
    return [d for d in found if isinstance(d, Draft)], [r for r in found if isinstance(r, Refusal)]


def calendar(*lines: str, head: str = "") -> str:
    event = ["BEGIN:VEVENT", "UID:a", "SUMMARY:Club", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *filter(None, [head]), *event, "END:VCALENDAR", ""])


def starts(*lines: str, head: str = "", **options: Any) -> list[str]:
    drafts, _ = read(calendar(*lines, head=head), **options)
    return [meeting.start for meeting in drafts[0].sessions[0].meetings]


@pytest.mark.data
def test_every_real_calendar_is_read_or_refused_with_a_sentence(data: Path) -> None:
    feeds = sorted(data.glob("ical_feeds/*.ics"))
    files = [*feeds, *sorted(data.glob("ical_fixtures/*.ics"))]
    assert len(files) > 200
    refused: dict[str, str] = {}
    for file in files:
        if file.stat().st_size > 20_000:
            continue
        try:
            drafts, refusals = read(file.read_bytes(), dt.datetime(2026, 3, 10, tzinfo=dt.UTC))
        except SourceError as error:
            refused[file.name] = str(error)
            continue
        whole = ics.split(ics.unfold(file.read_bytes()).decode("utf-8", "replace"))
        assert whole is not None
        assert drafts or refusals or not whole.events, file.name
        assert all(draft.title and draft.sessions for draft in drafts)
    assert not [name for name in refused if (data / "ical_feeds" / name).exists()]
    assert len(refused) < 10
    assert all("expected a calendar" in sentence for sentence in refused.values())


@pytest.mark.data
def test_a_thousand_entries_and_their_rules_take_moments(data: Path) -> None:
    body = (data / "ical_feeds/cc_parks_and_rec_20922de1.ics").read_bytes()
    with Clock() as clock:
        drafts, _ = read(body, dt.datetime(2026, 3, 18, tzinfo=dt.UTC))
    assert clock.seconds < 3
    assert len(drafts) == 1343
    assert len({draft.native_id for draft in drafts}) == 1343
    trivia = next(d for d in drafts if d.native_id == "4k26ribnh1786sggrmk9l6f6e8@google.com")
    assert trivia.sessions[0].when == "monthly on the third Monday, no stated end"
    assert trivia.sessions[0].meetings[0].start == "2026-03-27T19:00:00", "a changed date of the series"


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261215T170000Z", "2026-12-15T16:00:00"),
        ("20261215T160000Z", "2026-12-15T16:00:00"),
        ("20261215T155959Z", "2026-12-08T16:00:00"),
        ("20261215T160000", "2026-12-15T16:00:00"),
        ("20261215", "2026-12-15T16:00:00"),
        ("20261214", "2026-12-08T16:00:00"),
    ],
)
def test_until_is_inclusive_however_it_is_written(until: str, last: str) -> None:
    rule = f"RRULE:FREQ=WEEKLY;UNTIL={until}"
    assert starts("DTSTART;TZID=Europe/London:20261201T160000", rule)[-1] == last


@pytest.mark.parametrize(
    "exception",
    [
        "EXDATE;TZID=Europe/London:20261208T160000",
        "EXDATE:20261208T160000Z",
        "EXDATE:20261208T160000",
        "EXDATE;VALUE=DATE:20261208",
    ],
)
def test_an_exception_counts_however_it_is_written(exception: str) -> None:
    found = starts("DTSTART;TZID=Europe/London:20261201T160000", "RRULE:FREQ=WEEKLY;COUNT=3", exception)
    assert found == ["2026-12-01T16:00:00", "2026-12-15T16:00:00"]


def test_a_club_keeps_its_hour_when_the_clocks_change() -> None:
    lines = ("RRULE:FREQ=WEEKLY;UNTIL=20270420", "DTEND;TZID=Europe/London:20270316T170000")
    zoned = starts("DTSTART;TZID=Europe/London:20270316T160000", *lines)
    assert {start[11:] for start in zoned} == {"16:00:00"}
    in_utc = starts("DTSTART:20270316T160000Z", lines[0], head="X-WR-TIMEZONE:Europe/London")
    assert {start[11:] for start in in_utc} == {"16:00:00"}
    bare_utc = starts("DTSTART:20270316T160000Z", lines[0])
    assert {start[11:] for start in bare_utc} == {"16:00:00+00:00"}


@pytest.mark.parametrize(
    ("rule", "when", "end"),
    [
        ("FREQ=WEEKLY", "weekly on Tuesday, no stated end", None),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "every 2 weeks on Tuesday and Thursday, no stated end", None),
        ("FREQ=DAILY", "daily, no stated end", None),
        ("FREQ=MONTHLY;BYDAY=-1FR", "monthly on the last Friday, no stated end", None),
        ("FREQ=MONTHLY;BYDAY=SA;BYSETPOS=2", "monthly on the second Saturday, no stated end", None),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "monthly on day 1 and 15, no stated end", None),
        ("FREQ=YEARLY;BYMONTH=6,7;BYDAY=1SU", "yearly on the first Sunday in June and July, no stated end", None),
        ("FREQ=WEEKLY;COUNT=200", None, "2030-09-24T17:00:00"),
        ("FREQ=DAILY;COUNT=9999", "daily, 9999 times", None),
        ("FREQ=WEEKLY;COUNT=2", None, "2026-12-08T17:00:00"),
        ("FREQ=WEEKLY;UNTIL=20300101T000000Z", None, "2029-12-25T17:00:00"),
    ],
)
def test_a_rule_says_in_plain_words_how_it_goes_on(rule: str, when: str | None, end: str | None) -> None:
    lines = ("DTSTART;TZID=Europe/London:20261201T160000", "DTEND;TZID=Europe/London:20261201T170000", f"RRULE:{rule}")
    drafts, _ = read(calendar(*lines))
    session = drafts[0].sessions[0]
    assert (session.when, session.end, session.start) == (when, end, "2026-12-01T16:00:00")


def test_meetings_reach_from_a_month_back_to_the_horizon() -> None:
    found = starts("DTSTART;TZID=Europe/London:20200107T160000", "RRULE:FREQ=WEEKLY", horizon_days=30)
    assert (found[0], found[-1]) == ("2026-10-27T16:00:00", "2026-12-15T16:00:00")


@pytest.mark.parametrize(
    ("rule", "end"), [("COUNT=3", "2020-01-21T16:00:00"), ("UNTIL=20200121T235959Z", "2020-01-21T16:00:00")]
)
def test_a_series_that_is_over_has_its_last_day_and_no_meetings(rule: str, end: str) -> None:
    drafts, _ = read(calendar("DTSTART;TZID=Europe/London:20200107T160000", f"RRULE:FREQ=WEEKLY;{rule}"))
    session = drafts[0].sessions[0]
    assert (session.start, session.end, session.meetings) == ("2020-01-07T16:00:00", end, ())


@pytest.mark.parametrize(
    ("tzid", "near", "zone"),
    [
        ("Europe/London", (), "Europe/London"),
        ("america/new_york", (), "America/New_York"),
        ("/Europe/Stockholm", (), "Europe/Stockholm"),
        ("/mozilla.org/20070129_1/America/New_York", (), "America/New_York"),
        ("W. Europe Standard Time", (), "Europe/Berlin"),
        ("Pacific Standard Time:", (), "America/Los_Angeles"),
        ("PDT", ("America/Los_Angeles",), "America/Los_Angeles"),
        ("PDT", ("Europe/London",), None),
        ("BST", ("Europe/London",), "Europe/London"),
        ("GMT", ("Europe/London",), "UTC"),
        ("Middle Earth", ("Europe/London",), None),
        ("", (), None),
    ],
)
def test_a_zone_is_known_by_its_many_names(tzid: str, near: tuple[str, ...], zone: str | None) -> None:
    assert zones.zone_of(tzid, (), near, NOW) == zone


def test_a_zone_of_the_calendars_own_is_known_by_its_clock_and_forgotten_after() -> None:
    fixed = ["BEGIN:STANDARD", "DTSTART:20000101T000000", "TZOFFSETFROM:+1100", "TZOFFSETTO:+1100", "END:STANDARD"]
    assert zones.of_clock(fixed, (), NOW) == "Etc/GMT-11"
    assert zones.of_clock(["BEGIN:STANDARD", "TZOFFSETTO:soon", "END:STANDARD"], (), NOW) is None
    assert zones.zone_of("Ours", (), (), NOW) is None


@pytest.mark.parametrize(
    ("organiser", "provider"),
    [
        ('ORGANIZER;CN="High Hill Nature Centre":MAILTO:info@hill.example', "High Hill Nature Centre"),
        ('ORGANIZER;CN="Robin%20Potter":MAILTO:robin.potter@museum.example', None),
        ("ORGANIZER;CN=Robin Potter:mailto:rpotter@museum.example", None),
        ("ORGANIZER;CN=someone@museum.example:mailto:someone@museum.example", None),
        ("ORGANIZER:mailto:someone@museum.example", None),
    ],
)
def test_an_organiser_is_an_organisation_or_nobody(organiser: str, provider: str | None) -> None:
    drafts, _ = read(calendar("DTSTART:20261201T160000", organiser))
    assert drafts[0].provider == provider
    assert "@" not in repr(drafts[0])


@pytest.mark.parametrize(
    "lines",
    [
        ("RRULE:FREQ=SECONDLY",),
        ("RRULE:FREQ=SECONDLY;COUNT=99999999",),
        ("RRULE:FREQ=MINUTELY;UNTIL=29991231T000000Z",),
        ("RRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",),
        ("RRULE:FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",),
        ("RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",),
        ("RRULE:FREQ=WEEKLY;BYDAY=XX",),
        ("RRULE:FREQ=HOURLY",),
        ("RRULE:FREQ=DAILY;INTERVAL=0",),
        ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",),
        ("RRULE:FREQ=DAILY;BYYEARDAY=400",),
        ("RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11",),
        ("RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY"),
        ("RRULE:FREQ=YEARLY;RSCALE=CHINESE",),
    ],
)
def test_rules_that_nobody_could_follow_are_refused_at_once(lines: tuple[str, ...]) -> None:
    with Clock() as clock:
        drafts, refusals = read(calendar("DTSTART:20261201T160000", *lines))
    assert (drafts, len(refusals)) == ([], 1)
    assert clock.seconds < 2


@pytest.mark.parametrize("options", [{"horizon_days": 0}, {"horizon_days": 99999}, {"ignore": "STAFF"}])
def test_options_that_cannot_be_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match="options of the kind 'ical'"):
        options_of(source(**options))


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("webcal://library.example/a.ics?x=1", "https://library.example/a.ics?x=1"),
        (
            "https://calendar.google.com/calendar/embed?src=abc%40group.calendar.google.com&ctz=Europe%2FLondon",
            "https://calendar.google.com/calendar/ical/abc%40group.calendar.google.com/public/basic.ics",
        ),
        ("https://library.example/feed/?src=all", "https://library.example/feed/?src=all"),
        (
            "https://outlook.office365.com/owa/calendar/ab12@town.example/cd34/calendar.html",
            "https://outlook.office365.com/owa/calendar/ab12@town.example/cd34/calendar.ics",
        ),
        (
            "https://town.libcal.com/calendar?cid=77&t=d",
            "https://town.libcal.com/ical_subscribe.php?src=p&cid=77",
        ),
    ],
)
def test_an_address_as_a_person_pastes_it_leads_to_the_feed(given: str, asked: str) -> None:
    assert list(ical.start(source(url=given), ical.Options())) == [asked]


@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_a_feed_that_breaks_off_anywhere_gives_whole_listings_or_a_sentence(cut: int) -> None:
    body = calendar("DTSTART;TZID=Europe/London:20261201T160000", "RRULE:FREQ=WEEKLY", "LOCATION:Hall\\, 2 Mill Lane")
    closed = body.index("END:VEVENT") + len("END:VEVENT")
    if cut < closed:
        with pytest.raises(SourceError, match="library: expected a calendar"):
            read(body[:cut])
    else:
        drafts, refusals = read(body[:cut])
        assert [draft.sessions[0].start for draft in drafts] == ["2026-12-01T16:00:00"]
        assert refusals or cut >= len(body) - 2


def test_a_lone_entry_and_its_alarm_are_kept_apart() -> None:
    lines = ["BEGIN:VALARM", "DESCRIPTION:Wake up", "TRIGGER:-PT5M", "END:VALARM"]
    whole = ics.split(calendar("DTSTART:20261201T160000", *lines))
    assert whole is not None
    event = vevent.read(whole.events[0], lambda name: name)
    assert event.first("DESCRIPTION") is None
    assert not event.repeats


GOOGLE = "https://calendar.google.com/calendar/ical/fun%40group.calendar.google.com/public/basic.ics"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<link rel="alternate" type="text/calendar" href="/all.ics">', [("http://town.example/all.ics", 75)]),
        ('<a href="webcal://town.example/events/?ical=1&amp;a=b">', [("http://town.example/events/?ical=1&a=b", 72)]),
        (
            '<iframe src="https://calendar.google.com/calendar/embed?src=fun%40group.calendar.google.com&amp;ctz=UTC">',
            [(GOOGLE, 70)],
        ),
        ('<a href="webcal://feeds.example/a.ics">', [("https://feeds.example/a.ics", 72)]),
        ('<div class="tribe-events">', [("http://town.example/events/?ical=1", 45)]),
        ('<a href="/event/judo/?ical=1">', [("http://town.example/event/judo/?ical=1", 25)]),
        (
            '<a href="/common/modules/iCalendar/iCalendar.aspx?catID=24&feed=calendar">',
            [("http://town.example/common/modules/iCalendar/iCalendar.aspx?catID=24&feed=calendar", 68)],
        ),
        ("BEGIN:VCALENDAR", [("http://town.example/a", 75)]),
        ("<p>no calendar</p>", []),
    ],
)
def test_calendars_of_a_pasted_page_are_recognised(html: str, found: list[tuple[str, int]]) -> None:
    page = Page(url="http://town.example/a", final_url="http://town.example/a", fetched_at=NOW, body=html.encode())
    assert [(one.url, one.score) for one in ical.recognise(page)] == found


def test_a_calendar_that_is_as_full_as_its_platform_makes_it_says_so() -> None:
    events = "".join(f"BEGIN:VEVENT\r\nUID:{n}\r\nSUMMARY:A\r\nDTSTART:20261201\r\nEND:VEVENT\r\n" for n in range(30))
    drafts, refusals = read(f"BEGIN:VCALENDAR\r\nPRODID:-//Museum - ECPv6.15//EN\r\n{events}END:VCALENDAR\r\n")
    assert (len(drafts), len(refusals)) == (30, 1)
    assert "later ones may be missing" in refusals[0].reason


def test_an_entry_that_is_never_closed_swallows_no_other() -> None:
    lines = (
        "BEGIN:VTODO",
        "UID:t",
        "END:VTOOD",
        "BEGIN:VEVENT",
        "UID:b",
        "SUMMARY:B",
        "DTSTART:20261202",
        "END:VEVENT",
    )
    drafts, refusals = read(
        calendar("DTSTART:20261201").replace("END:VCALENDAR", "\r\n".join((*lines, "END:VCALENDAR")))
    )
    assert [draft.title for draft in drafts] == ["Club", "B"]
    assert [refusal.where for refusal in refusals] == ["1 × VTODO"]


def test_each_calendar_of_a_file_has_its_own_zone_and_method() -> None:
    lines = "BEGIN:VCALENDAR\nX-WR-TIMEZONE:{0}\nMETHOD:{1}\nBEGIN:VEVENT\nUID:{2}\n{3}\nEND:VEVENT\nEND:VCALENDAR\n"
    event = "SUMMARY:Club\nDTSTART:20261201T160000"
    body = lines.format("America/Chicago", "PUBLISH", "a", event) + lines.format("Europe/London", "PUBLISH", "b", event)
    drafts, _ = read(body + lines.format("Europe/London", "CANCEL", "b", "SEQUENCE:1\nDTSTART:20261201T160000"))
    assert [(d.sessions[0].timezone, d.sessions[0].status) for d in drafts] == [
        ("America/Chicago", None),
        ("Europe/London", "CANCELLED"),
    ]


def test_a_webcal_address_is_a_source_of_calendars_only() -> None:
    url = "webcal://library.example/a.ics"
    assert starts_of(source(url=url)) == ("https://library.example/a.ics",)
    with pytest.raises(OptionError, match=r"expected a web address .* it is 'webcal:"):
        starts_of(Source(name="sheet", provider="x", kind="csv", url=url, options={"columns": {"title": "Title"}}))
