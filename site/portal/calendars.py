"""Writes sessions as iCalendar (RFC 5545) with UIDs, SEQUENCE and LAST-MODIFIED that last, so that calendars update."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from indexer.opportunity import Moment, Opportunity, Place, Session
from portal.address import outward
from portal.content_lines import day, line, span, stamp, text, zone

Revision = tuple[int, dt.datetime]
"""How often a session changed, and when last (aware UTC)."""

_END = b"END:VEVENT\r\n"
_EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class _Opening(NamedTuple):
    """A VEVENT of when sign-up opens, and the zone of its time."""

    event: bytes
    zone: str


class _Written:
    """A VEVENT, written when it is first asked for. first: its first day. zone: of its times, "" for whole days."""

    __slots__ = ("_cancelled", "_end", "_event", "_of", "_start", "first", "zone")

    def __init__(self, of: "_Told", start: Moment, end: Moment | None, cancelled: bool) -> None:
        self.first, self.zone = start.date, start.zone if start.time else ""
        self._of, self._start, self._end, self._cancelled = of, start, end, cancelled
        self._event: bytes | None = None

    @property
    def event(self) -> bytes:
        if self._event is None:
            self._event = self._of.event(self._start, self._end, self._cancelled)
        return self._event


class _Told:
    """A session with a start as VEVENTs. They differ in UID, times and status only, so the rest is written once."""

    __slots__ = (
        "_days",
        "_host",
        "_opportunity",
        "_rest",
        "_revision",
        "_session",
        "_since",
        "_until",
        "_url",
        "_written",
    )

    def __init__(
        self, opportunity: Opportunity, session: Session, host: str, url: str, revision: Revision | None
    ) -> None:
        self._opportunity, self._session, self._host, self._url = opportunity, session, host, url
        self._revision = revision or (0, _EPOCH)
        self._rest: dict[str | None, bytes] = {}
        self._written: dict[int, _Written] = {}
        if session.meetings:
            self._days = [(m.start.date, (m.end or m.start).date) for m in session.meetings]
        else:
            assert session.start is not None
            self._days = [(session.start.date, session.last_day() or dt.date.max)]
        self._since, self._until = min(begins for begins, _ in self._days), max(ends for _, ends in self._days)

    def between(self, first: dt.date, last: dt.date) -> list[_Written]:
        """Those that touch the days between two, both inclusive."""
        if self._since > last or self._until < first:
            return []
        return [
            self._written.get(n) or self._write(n)
            for n, (begins, ends) in enumerate(self._days)
            if begins <= last and ends >= first
        ]

    def _write(self, n: int) -> _Written:
        session = self._session
        off = session.status == "cancelled"
        if session.meetings:
            meeting = session.meetings[n]
            made = _Written(self, meeting.start, meeting.end, meeting.cancelled or off)
        else:
            assert session.start is not None
            made = _Written(self, session.start, session.end, off)
        self._written[n] = made
        return made

    def event(self, start: Moment, end: Moment | None, cancelled: bool) -> bytes:
        """The VEVENT of one meeting, or of a session without any."""
        suffix = f"-{_name(start)}" if self._session.meetings else ""
        uid = line("UID", f"{self._session.id}{suffix}@{self._host}")
        status = b"STATUS:CANCELLED" if cancelled else b"STATUS:CONFIRMED"
        times = _daily_times(start, end)
        if times not in self._rest:
            self._rest[times] = self._said(times)
        return b"\r\n".join([b"BEGIN:VEVENT", uid, *span(start, end), status, self._rest[times]])

    def _said(self, times: str | None) -> bytes:
        """In the order in which icalendar writes them, so that a calendar of either is the same."""
        sequence, changed = self._revision
        opportunity, place, online = self._opportunity, self._session.place, self._session.online
        lines = [text("SUMMARY", opportunity.title), stamp("DTSTAMP", changed), line("SEQUENCE", sequence)]
        lines.append(text("DESCRIPTION", "\n".join(filter(None, [times, opportunity.provider.name, self._url]))))
        if place and place.visibility == "exact" and place.latitude is not None and place.longitude is not None:
            lines.append(line("GEO", f"{place.latitude};{place.longitude}"))
        lines.append(stamp("LAST-MODIFIED", changed))
        if words := _where(place, online):
            lines.append(text("LOCATION", words))
        return b"\r\n".join([*lines, b"TRANSP:TRANSPARENT", line("URL", self._url), _END])


LIST_DAYS = 60
"""How far ahead the calendar of a list reaches: it is fetched again and again, and a club meets every week."""
MOST = 1000
"""Entries of a list's calendar: a phone fetches half a megabyte for them twice a day."""


class Calendars:
    """Each meeting's VEVENT is written once and joined for every list that holds it.

    host: the portal's, for UIDs. urls: the absolute address of each opportunity's page, by id.
    """

    def __init__(self, *, host: str, urls: Mapping[str, str], revisions: Mapping[str, Revision]) -> None:
        self._host, self._urls, self._revisions = host, urls, revisions
        self._told: dict[str, _Told] = {}
        self._ahead: dict[dt.date, dict[str, list[_Written]]] = {}

    def of_list(
        self,
        name: str,
        opportunities: Iterable[Opportunity],
        first: dt.date,
        last: dt.date | None = None,
        cut: str = "",
    ) -> bytes:
        """A VCALENDAR of what there is between two days, both inclusive; last: 60 days after the first.

        cut: what a calendar says of itself that holds only the next MOST; "" where all are wanted.
        """
        held = self._between(opportunities, first, last) if last else self._next(opportunities, first)
        if cut and len(held) > MOST:
            return _joined(name, sorted(held, key=attrgetter("first"))[:MOST], cut)
        return _joined(name, held)

    def of_one(self, opportunity: Opportunity, today: dt.date) -> bytes:
        """A VCALENDAR of every meeting to come of one opportunity."""
        return _joined(opportunity.title, self._between([opportunity], today, dt.date.max))

    def openings(
        self, name: str, opportunities: Iterable[Opportunity], today: dt.date, said: Callable[[str], str]
    ) -> bytes:
        """A VCALENDAR of when sign-up opens; sessions for which that is the same moment are one entry.

        said: the words of an entry, from the title.
        """
        found: dict[str, _Opening] = {}
        for opportunity in opportunities:
            for session in opportunity.sessions:
                if opens := opens_later(session, today):
                    uid = f"{opportunity.id}-opens-{_name(opens)}"
                    found.setdefault(uid, self._opening(uid, opportunity, session, opens, said(opportunity.title)))
        return _joined(name, list(found.values()))

    def _opening(self, uid: str, opportunity: Opportunity, session: Session, opens: Moment, summary: str) -> "_Opening":
        sequence, changed = self._revisions.get(session.id, (0, _EPOCH))
        url = outward(session.registration.url if session.registration else None) or self._urls[opportunity.id]
        lines = [
            b"BEGIN:VEVENT",
            line("UID", f"{uid}@{self._host}"),
            *span(opens, None),
            text("SUMMARY", summary),
            stamp("DTSTAMP", changed),
            line("SEQUENCE", sequence),
            text("DESCRIPTION", f"{opportunity.provider.name}\n{self._urls[opportunity.id]}"),
            b"TRANSP:TRANSPARENT",
            line("URL", url),
            b"BEGIN:VALARM",
            b"ACTION:DISPLAY",
            text("DESCRIPTION", summary),
            # Shortly before; of a day without a time in its morning.
            b"TRIGGER:-PT10M" if opens.time else b"TRIGGER:PT9H",
            b"END:VALARM",
            _END,
        ]
        return _Opening(b"\r\n".join(lines), opens.zone if opens.time else "")

    def _between(self, opportunities: Iterable[Opportunity], first: dt.date, last: dt.date) -> list[_Written]:
        return [
            written
            for opportunity in opportunities
            for session in opportunity.sessions
            if session.start
            for written in self._of(opportunity, session).between(first, last)
        ]

    def _next(self, opportunities: Iterable[Opportunity], first: dt.date) -> list[_Written]:
        """Of LIST_DAYS, of which many lists ask for the same session."""
        last, known = first + dt.timedelta(days=LIST_DAYS), self._ahead.setdefault(first, {})
        found: list[_Written] = []
        for opportunity in opportunities:
            for session in opportunity.sessions:
                if (held := known.get(session.id)) is None:
                    held = self._of(opportunity, session).between(first, last) if session.start else []
                    known[session.id] = held
                found += held
        return found

    def _of(self, opportunity: Opportunity, session: Session) -> "_Told":
        told = self._told.get(session.id)
        if told is None:
            url, revision = self._urls[opportunity.id], self._revisions.get(session.id)
            told = self._told[session.id] = _Told(opportunity, session, self._host, url, revision)
        return told


def opens_later(session: Session, today: dt.date) -> Moment | None:
    """When its sign-up opens, today or later; None where that is not stated, or it does not take place."""
    opens = session.registration.opens if session.registration else None
    off = session.status == "cancelled" or session.past(today)
    return opens if opens and opens.date >= today and not off else None


def _joined(name: str, found: Sequence[_Written | _Opening], about: str = "") -> bytes:
    name = " ".join(name.split())
    head = [
        b"BEGIN:VCALENDAR",
        b"VERSION:2.0",
        b"PRODID:-//City of Learning//portal//EN",
        text("NAME", name),
        text("X-WR-CALNAME", name),
        *([text("DESCRIPTION", about), text("X-WR-CALDESC", about)] if about else []),
        b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n",
    ]
    zones = [zone(one) for one in sorted({written.zone for written in found})]
    return b"".join([b"\r\n".join(head), *zones, *(written.event for written in found), b"END:VCALENDAR\r\n"])


def _name(start: Moment) -> str:
    return day(start.date) + (f"T{start.time.hour:02}{start.time.minute:02}" if start.time else "")


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
