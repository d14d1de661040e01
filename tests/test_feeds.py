"""Feeds: calendars that update, spreadsheets that run nothing, JSON-LD that says no more than we know."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path

import icalendar
import msgspec
import pytest
from lxml import etree

from indexer.opportunity import Meeting, Moment, Opportunity, Place, Price, Provider, Registration, Session
from portal import feeds, map_feeds
from portal.calendars import Calendars
from portal.schema_org import json_ld
from tests import portal_city

TODAY = portal_city.TODAY
CHANGED = dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC)
CONTENTS = portal_city.contents()
URLS = {o.id: f"https://learn.example/o/{o.id}/{o.slug}/" for o in CONTENTS.opportunities}


def at(day: int, time: str | None = None) -> Moment:
    return Moment(date=dt.date(2026, 12, day), time=dt.time.fromisoformat(time) if time else None, zone="Europe/London")


def only(*sessions: Session, title: str = 'Robots; wheels, and "sparks"') -> Opportunity:
    return Opportunity(id="a", slug="robots", title=title, provider=Provider(id="p", name="P"), sessions=sessions)


def events(*sessions: Session, revisions: dict[str, tuple[int, dt.datetime]] | None = None) -> list[icalendar.Event]:
    calendars = Calendars(host="learn.example", urls={"a": "https://learn.example/o/a/"}, revisions=revisions or {})
    text = calendars.of_one(only(*sessions), TODAY)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_a_session_has_a_lasting_uid_and_says_how_often_it_changed() -> None:
    (event,) = events(Session(id="a-1", start=at(1, "10:00"), end=at(1, "12:00")), revisions={"a-1": (3, CHANGED)})
    assert event["uid"] == "a-1@learn.example"
    assert event["sequence"] == 3
    assert event.decoded("last-modified") == CHANGED
    assert event.decoded("dtstart").isoformat() == "2026-12-01T10:00:00+00:00"
    assert str(event["dtstart"].params["TZID"]) == "Europe/London"


def test_a_day_without_a_time_stays_a_day_and_no_end_is_invented() -> None:
    (event,) = events(Session(id="a-1", start=at(1)))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (dt.date(2026, 12, 1), dt.date(2026, 12, 2))
    (event,) = events(Session(id="a-1", start=at(1, "10:00")))
    assert "dtend" not in event


def test_a_run_of_days_with_times_is_whole_days_that_tell_the_times() -> None:
    (event,) = events(Session(id="a-1", start=at(1, "10:00"), end=at(4, "12:30")))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (dt.date(2026, 12, 1), dt.date(2026, 12, 5))
    assert "10:00–12:30" in event["description"]


def test_each_meeting_is_an_entry_and_a_cancelled_one_says_so() -> None:
    meetings = (Meeting(start=at(1, "16:00")), Meeting(start=at(8, "16:00"), cancelled=True))
    first, second = events(Session(id="a-1", start=at(1, "16:00"), meetings=meetings))
    assert (first["uid"], second["uid"]) == ("a-1-20261201T1600@learn.example", "a-1-20261208T1600@learn.example")
    assert (first["status"], second["status"]) == ("CONFIRMED", "CANCELLED")


def test_the_calendar_of_a_list_ends_after_sixty_days_and_has_no_meeting_that_is_over() -> None:
    days = [TODAY + dt.timedelta(days=7 * n) for n in range(-4, 52)]
    meetings = tuple(Meeting(start=Moment(date=day, zone="Europe/London")) for day in days)
    club = only(Session(id="a-1", start=meetings[0].start, meetings=meetings))
    calendars = Calendars(host="learn.example", urls={"a": "https://learn.example/o/a/"}, revisions={})
    assert calendars.of_list("Clubs", [club], TODAY).count(b"BEGIN:VEVENT") == 9
    assert calendars.of_one(club, TODAY).count(b"BEGIN:VEVENT") == 52


def test_past_and_undated_sessions_are_in_no_calendar() -> None:
    past = Moment(date=dt.date(2026, 11, 1), zone="Europe/London")
    assert events(Session(id="a-1", start=past), Session(id="a-2")) == []


def test_a_place_that_is_told_on_booking_is_in_no_feed(tmp_path: Path) -> None:
    secret = Place(name="Her house", address="9 Quiet Way", postcode="MB1 1AA", latitude=51.4, longitude=-2.6)
    for visibility in ("on_booking", "area"):
        place = Place(**{f: getattr(secret, f) for f in ("name", "address", "postcode", "latitude", "longitude")},
                      area="Castle", visibility=visibility)  # fmt: skip
        session = Session(id="a-1", start=at(1, "10:00"), place=place)
        (event,) = events(session)
        texts = [
            event.to_ical().decode(),
            json_ld(only(session), url="https://learn.example/o/a/", today=TODAY),
            feeds.SessionsTable({"a": "x"}).of([only(session)]).decode(),
            feeds.catalogue_json(
                portal_city.Contents(opportunities=(only(session),)), portal_city.settings(tmp_path), {"a": "x"}, TODAY
            ).decode(),
        ]
        for text in texts:
            assert "Quiet Way" not in text
            assert "MB1 1AA" not in text
            assert "51.4" not in text


@pytest.mark.parametrize("title", ["=1+1", "+44 calls", "-2 degrees", "@home", "\tx", "=cmd|' /C calc'!A0"])
def test_a_spreadsheet_runs_nothing(title: str) -> None:
    text = feeds.opportunities_csv([only(Session(id="a-1"), title=title)], {"a": "https://x"}, TODAY)
    (row,) = csv.DictReader(io.StringIO(text.decode("utf-8-sig")))
    assert row["title"] == f"'{title}"


def test_a_negative_number_stays_a_number() -> None:
    place = Place(name="Library", latitude=51.45, longitude=-2.6)
    text = feeds.SessionsTable({"a": "https://x"}).of([only(Session(id="a-1", place=place))])
    (row,) = csv.DictReader(io.StringIO(text.decode("utf-8-sig")))
    assert row["place_longitude"] == "-2.6"


def test_the_tables_have_a_row_for_each() -> None:
    rows = list(
        csv.DictReader(io.StringIO(feeds.opportunities_csv(CONTENTS.opportunities, URLS, TODAY).decode("utf-8-sig")))
    )
    assert [row["page"] for row in rows] == [URLS[o.id] for o in CONTENTS.opportunities]
    rows = list(csv.DictReader(io.StringIO(feeds.SessionsTable(URLS).of(CONTENTS.opportunities).decode("utf-8-sig"))))
    assert len(rows) == sum(len(o.sessions) for o in CONTENTS.opportunities)


def test_the_catalogue_as_json(tmp_path: Path) -> None:
    data = json.loads(feeds.catalogue_json(CONTENTS, portal_city.settings(tmp_path), URLS, TODAY))
    assert len(data["opportunities"]) == len(CONTENTS.opportunities)
    assert data["generated"] == TODAY.isoformat()
    unknown = next(o for o in data["opportunities"] if "ages" not in o)
    assert unknown["title"]


def test_atom_is_well_formed_newest_first_and_hostile_text_is_text(tmp_path: Path) -> None:
    newest = CONTENTS.opportunities[-1].id
    settings = portal_city.settings(tmp_path)
    text = feeds.atom(
        CONTENTS.opportunities, settings, URLS, {newest: CHANGED + dt.timedelta(days=9)}, "https://learn.example/a"
    )
    feed = etree.fromstring(text)
    names = {"a": "http://www.w3.org/2005/Atom"}
    ids = feed.xpath("a:entry/a:id/text()", namespaces=names)
    assert ids[0] == URLS[newest]
    assert len(ids) == len(set(ids)) == len(CONTENTS.opportunities)
    assert not feed.xpath("//*[local-name()='script' or local-name()='b']")


def test_schema_org_says_no_more_than_is_known_and_cannot_leave_its_script() -> None:
    hostile = only(Session(id="a-1", start=at(1)), title="</script><script>alert(1)</script>")
    text = json_ld(hostile, url="https://learn.example/o/a/", today=TODAY)
    assert "<" not in text
    data = json.loads(text)
    assert data["@type"] == "EducationEvent"
    assert data["startDate"] == "2026-12-01"
    assert {"offers", "isAccessibleForFree", "typicalAgeRange", "endDate", "location"}.isdisjoint(data)


def test_schema_org_of_every_state() -> None:
    for o in CONTENTS.opportunities:
        data = json.loads(json_ld(o, url=URLS[o.id], today=TODAY))
        assert data["name"] == o.title
        assert data["@type"] in {"Course", "EducationEvent"}


def test_geojson_has_a_point_for_each_place_that_everybody_may_know() -> None:
    mill, home = (
        Place(name="Mill Hall", latitude=51.45, longitude=-2.6),
        Place(name="Her house", latitude=51.4, longitude=-2.5),
    )
    free = Price(low=Decimal(0), high=Decimal(0), currency="GBP")
    robots = only(
        Session(id="a-1", start=at(8), place=mill, price=free),
        Session(id="a-2", start=at(1), place=mill, price=free),
        Session(id="a-3", start=at(1), place=msgspec.structs.replace(home, visibility="area", area="Castle")),
    )
    chess = only(Session(id="b-1", place=Place(name="Library")))
    data = json.loads(map_feeds.geojson([robots, chess], {"a": "https://learn.example/o/a/"}, TODAY))
    (feature,) = data["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-2.6, 51.45]}
    assert feature["properties"]["next_day"] == "2026-12-01"
    assert feature["properties"]["free"] is True
    assert data["without_position"] == 1
    assert "house" not in json.dumps(data)


def test_whether_it_is_free_is_not_said_where_a_session_does_not_say() -> None:
    mill, free = Place(latitude=51.45, longitude=-2.6), Price(low=Decimal(0), high=Decimal(0), currency="GBP")
    some = only(Session(id="a-1", place=mill, price=free), Session(id="a-2", place=mill))
    (feature,) = json.loads(map_feeds.geojson([some], {"a": "x"}, TODAY))["features"]
    assert "free" not in feature["properties"]


def test_json_feed_is_newest_first_and_text(tmp_path: Path) -> None:
    newest = CONTENTS.opportunities[-1].id
    told = map_feeds.json_feed(
        CONTENTS.opportunities,
        portal_city.settings(tmp_path),
        URLS,
        {newest: CHANGED + dt.timedelta(days=9)},
        "https://x",
    )
    data = json.loads(told)
    assert data["version"] == map_feeds.JSON_FEED
    assert data["items"][0]["id"] == URLS[newest]
    assert all({"id", "url", "title", "content_text", "date_modified"} <= item.keys() for item in data["items"])


def test_when_sign_up_opens_is_one_entry_for_sessions_that_open_together() -> None:
    opens = Registration(opens=at(1, "09:00"), url="https://club.example/book")
    club = only(
        Session(id="a-1", start=at(8), registration=opens),
        Session(id="a-2", start=at(15), registration=opens),
        Session(id="a-3", start=at(15), registration=opens, status="cancelled"),
        Session(
            id="a-4",
            start=at(15),
            registration=Registration(opens=Moment(date=TODAY - dt.timedelta(days=1), zone="UTC")),
        ),
    )
    calendars = Calendars(host="learn.example", urls={"a": "https://learn.example/o/a/"}, revisions={})
    found = icalendar.Calendar.from_ical(calendars.openings("Soon", [club], TODAY, "Opens: {}".format))
    (event,) = found.walk("VEVENT")
    assert event["summary"] == f"Opens: {club.title}"
    assert event["url"] == "https://club.example/book"
    assert event["dtstart"].dt.hour == 9
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == dt.timedelta(minutes=-10)
