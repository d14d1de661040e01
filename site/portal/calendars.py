"""Writes sessions as iCalendar (RFC 5545) with UIDs, SEQUENCE and LAST-MODIFIED that last, so that calendars update."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

import icalendar

from indexer.opportunity import Moment, Opportunity, Place, Session

Revision = tuple[int, dt.datetime]
"""How often a session changed, and when last (aware UTC)."""

_ALL_DAY_FROM = dt.timedelta(hours=24)
_EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class _Written(NamedTuple):
    """A VEVENT with the days that it touches. zone: of its times, "" for whole days."""

    first: dt.date
    last: dt.date
    zone: str
    event: bytes


LIST_DAYS = 60
"""How far ahead the calendar of a list reaches: it is fetched again and again, and a club meets every week."""


class Calendars:
    """Each meeting's VEVENT is written once and joined for every list that holds it.

    host: the portal's, for UIDs. urls: the absolute address of each opportunity's page, by id.
    """

    def __init__(self, *, host: str, urls: Mapping[str, str], revisions: Mapping[str, Revision]) -> None:
        self._host, self._urls, self._revisions = host, urls, revisions
        self._written: dict[str, list[_Written]] = {}

    def of_list(
        self, name: str, opportunities: Iterable[Opportunity], first: dt.date, last: dt.date | None = None
    ) -> bytes:
        """A VCALENDAR of what there is between two days, both inclusive; last: 60 days after the first."""
        return self._calendar(name, opportunities, first, last or first + dt.timedelta(days=LIST_DAYS))

    def of_one(self, opportunity: Opportunity, today: dt.date) -> bytes:
        """A VCALENDAR of every meeting to come of one opportunity."""
        return self._calendar(opportunity.title, [opportunity], today, dt.date.max)

    def openings(
        self, name: str, opportunities: Iterable[Opportunity], today: dt.date, said: Callable[[str], str]
    ) -> bytes:
        """A VCALENDAR of when sign-up opens; sessions for which that is the same moment are one entry.

        said: the words of an entry, from the title.
        """
        found: dict[str, _Written] = {}
        for opportunity in opportunities:
            for session in opportunity.sessions:
                if opens := opens_later(session, today):
                    uid = f"{opportunity.id}-opens-{_name(opens)}"
                    found.setdefault(uid, self._opening(uid, opportunity, session, opens, said(opportunity.title)))
        return _joined(name, list(found.values()))

    def _opening(self, uid: str, opportunity: Opportunity, session: Session, opens: Moment, summary: str) -> _Written:
        sequence, changed = self._revisions.get(session.id, (0, _EPOCH))
        event = icalendar.Event()
        event.add("dtstamp", changed)
        event.add("sequence", sequence)
        event.add("summary", summary)
        url = (session.registration.url if session.registration else None) or self._urls[opportunity.id]
        event.add("description", "\n".join([opportunity.provider.name, self._urls[opportunity.id]]))
        event.add("url", url)
        event.add("transp", "TRANSPARENT")
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        # Shortly before; of a day without a time in its morning.
        alarm.add("trigger", dt.timedelta(minutes=-10) if opens.time else dt.timedelta(hours=9))
        event.add_component(alarm)
        rest = bytes(event.to_ical()).removeprefix(b"BEGIN:VEVENT\r\n")
        lines = [b"BEGIN:VEVENT", _folded(f"UID:{uid}@{self._host}"), *_span(opens, None), rest]
        return _Written(opens.date, opens.date, opens.zone if opens.time else "", b"\r\n".join(lines))

    def _calendar(self, name: str, opportunities: Iterable[Opportunity], first: dt.date, last: dt.date) -> bytes:
        return _joined(
            name,
            [
                written
                for opportunity in opportunities
                for session in opportunity.sessions
                for written in self._session(opportunity, session)
                if written.first <= last and written.last >= first
            ],
        )

    def _session(self, opportunity: Opportunity, session: Session) -> list[_Written]:
        if session.id not in self._written:
            self._written[session.id] = list(self._write(opportunity, session)) if session.start else []
        return self._written[session.id]

    def _write(self, opportunity: Opportunity, session: Session) -> Iterator[_Written]:
        """Every VEVENT of a session. They differ in UID, times and status only, so the rest is written once."""
        off = session.status == "cancelled"
        if session.meetings:
            spans = [(m.start, m.end, f"-{_name(m.start)}", m.cancelled or off) for m in session.meetings]
        else:
            assert session.start is not None
            spans = [(session.start, session.end, "", off)]
        rest: dict[str | None, bytes] = {}
        for start, end, suffix, cancelled in spans:
            times = _daily_times(start, end)
            if times not in rest:
                rest[times] = self._rest(opportunity, session, times)
            uid = _folded(f"UID:{session.id}{suffix}@{self._host}")
            status = b"STATUS:CANCELLED" if cancelled else b"STATUS:CONFIRMED"
            lines = [b"BEGIN:VEVENT", uid, *_span(start, end), status, rest[times]]
            last = session.last_day() or dt.date.max if not session.meetings else (end or start).date
            yield _Written(start.date, last, start.zone if start.time else "", b"\r\n".join(lines))

    def _rest(self, opportunity: Opportunity, session: Session, times: str | None) -> bytes:
        sequence, changed = self._revisions.get(session.id, (0, _EPOCH))
        event = icalendar.Event()
        event.add("dtstamp", changed)
        event.add("last-modified", changed)
        event.add("sequence", sequence)
        event.add("summary", opportunity.title)
        url = self._urls[opportunity.id]
        event.add("description", "\n".join(filter(None, [times, opportunity.provider.name, url])))
        event.add("url", url)
        if words := _where(session.place, session.online):
            event.add("location", words)
        place = session.place
        if place and place.visibility == "exact" and place.latitude is not None and place.longitude is not None:
            event.add("geo", (place.latitude, place.longitude))
        event.add("transp", "TRANSPARENT")
        return bytes(event.to_ical()).removeprefix(b"BEGIN:VEVENT\r\n")


def opens_later(session: Session, today: dt.date) -> Moment | None:
    """When its sign-up opens, today or later; None where that is not stated, or it does not take place."""
    opens = session.registration.opens if session.registration else None
    off = session.status == "cancelled" or session.past(today)
    return opens if opens and opens.date >= today and not off else None


def _joined(name: str, found: list[_Written]) -> bytes:
    head = icalendar.Calendar()
    head.add("prodid", "-//City of Learning//portal//EN")
    head.add("version", "2.0")
    head.add("name", name)
    head.add("x-wr-calname", name)
    head.add("refresh-interval", dt.timedelta(hours=12), parameters={"value": "DURATION"})
    opening = head.to_ical().removesuffix(b"END:VCALENDAR\r\n")
    zones = [_zone(zone) for zone in sorted({written.zone for written in found})]
    return b"".join([opening, *zones, *(written.event for written in found), b"END:VCALENDAR\r\n"])


def _span(start: Moment, end: Moment | None) -> Iterator[bytes]:
    """DTSTART and DTEND. Whole days where there is no time, or where a run of days has times of day only."""
    began, ended = start.instant(), end.instant() if end else None
    if began is None or (ended and ended - began >= _ALL_DAY_FROM):
        yield f"DTSTART;VALUE=DATE:{start.date:%Y%m%d}".encode()
        yield f"DTEND;VALUE=DATE:{(end.date if end else start.date) + dt.timedelta(days=1):%Y%m%d}".encode()
        return
    yield _wall("DTSTART", start)
    if ended and end and ended > began:
        yield _wall("DTEND", end)


def _folded(line: str) -> bytes:
    """A content line of ASCII, at most 75 octets in a row (RFC 5545, 3.1)."""
    return b"\r\n ".join(line[n : n + 74].encode() for n in range(0, len(line), 74))


def _wall(name: str, moment: Moment) -> bytes:
    assert moment.time is not None
    wall = f"{moment.date:%Y%m%d}T{moment.time:%H%M%S}"
    return (f"{name}:{wall}Z" if moment.zone == "UTC" else f"{name};TZID={moment.zone}:{wall}").encode()


def _name(start: Moment) -> str:
    return f"{start.date:%Y%m%d}" + (f"T{start.time:%H%M}" if start.time else "")


def _daily_times(start: Moment, end: Moment | None) -> str | None:
    if start.time and end and end.time and end.date > start.date:
        return f"{start.time:%H:%M}–{end.time:%H:%M}"
    return None


def _where(place: Place | None, online: bool | None) -> str | None:
    if place is None or place.visibility == "on_booking":
        return "Online" if online else None
    if place.visibility == "area":
        return place.area
    return ", ".join(filter(None, [place.name, place.address, place.postcode])) or None


@cache
def _zone(name: str) -> bytes:
    """The VTIMEZONE of an IANA zone, for the years that a catalogue spans."""
    if name in ("", "UTC"):
        return b""
    zone = icalendar.Timezone.from_tzid(name, first_date=dt.date(2020, 1, 1), last_date=dt.date(2038, 1, 1))
    return bytes(zone.to_ical())
