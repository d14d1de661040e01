"""Writes sessions as iCalendar (RFC 5545) with UIDs, SEQUENCE and LAST-MODIFIED that last, so that calendars update."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial

from indexer.opportunity import Moment, Opportunity, Place, Session
from portal.address import outward
from portal.content_lines import day, line, span, stamp, text, zone

Revision = tuple[int, dt.datetime]
"""How often a session changed, and when last (aware UTC)."""

_END = b"END:VEVENT\r\n"
_EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class _Written:
    """A VEVENT with the days that it touches, written when it is first asked for: most meet long after a list ends.
    zone: of its times, "" for whole days."""

    __slots__ = ("_event", "first", "last", "zone")

    def __init__(self, first: dt.date, last: dt.date, zone: str, event: Callable[[], bytes]) -> None:
        self.first, self.last, self.zone = first, last, zone
        self._event: bytes | Callable[[], bytes] = event

    @property
    def event(self) -> bytes:
        if not isinstance(self._event, bytes):
            self._event = self._event()
        return self._event


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
        self._written: dict[str, list[_Written]] = {}

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
        held = self._between(opportunities, first, last or first + dt.timedelta(days=LIST_DAYS))
        if cut and len(held) > MOST:
            return _joined(name, sorted(held, key=lambda written: written.first)[:MOST], cut)
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
        found: dict[str, _Written] = {}
        for opportunity in opportunities:
            for session in opportunity.sessions:
                if opens := opens_later(session, today):
                    uid = f"{opportunity.id}-opens-{_name(opens)}"
                    found.setdefault(uid, self._opening(uid, opportunity, session, opens, said(opportunity.title)))
        return _joined(name, list(found.values()))

    def _opening(self, uid: str, opportunity: Opportunity, session: Session, opens: Moment, summary: str) -> _Written:
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
        return _Written(opens.date, opens.date, opens.zone if opens.time else "", lambda: b"\r\n".join(lines))

    def _between(self, opportunities: Iterable[Opportunity], first: dt.date, last: dt.date) -> list[_Written]:
        return [
            written
            for opportunity in opportunities
            for session in opportunity.sessions
            for written in self._session(opportunity, session)
            if written.first <= last and written.last >= first
        ]

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
        rest = cache(partial(self._rest, opportunity, session))

        def event(start: Moment, end: Moment | None, suffix: str, cancelled: bool) -> bytes:
            uid = line("UID", f"{session.id}{suffix}@{self._host}")
            status = b"STATUS:CANCELLED" if cancelled else b"STATUS:CONFIRMED"
            said = rest(_daily_times(start, end))
            return b"\r\n".join([b"BEGIN:VEVENT", uid, *span(start, end), status, said])

        for start, end, suffix, cancelled in spans:
            last = session.last_day() or dt.date.max if not session.meetings else (end or start).date
            made = partial(event, start, end, suffix, cancelled)
            yield _Written(start.date, last, start.zone if start.time else "", made)

    def _rest(self, opportunity: Opportunity, session: Session, times: str | None) -> bytes:
        """In the order in which icalendar writes them, so that a calendar of either is the same."""
        sequence, changed = self._revisions.get(session.id, (0, _EPOCH))
        url, place = self._urls[opportunity.id], session.place
        lines = [text("SUMMARY", opportunity.title), stamp("DTSTAMP", changed), line("SEQUENCE", sequence)]
        lines.append(text("DESCRIPTION", "\n".join(filter(None, [times, opportunity.provider.name, url]))))
        if place and place.visibility == "exact" and place.latitude is not None and place.longitude is not None:
            lines.append(line("GEO", f"{place.latitude};{place.longitude}"))
        lines.append(stamp("LAST-MODIFIED", changed))
        if words := _where(place, session.online):
            lines.append(text("LOCATION", words))
        return b"\r\n".join([*lines, b"TRANSP:TRANSPARENT", line("URL", url), _END])


def opens_later(session: Session, today: dt.date) -> Moment | None:
    """When its sign-up opens, today or later; None where that is not stated, or it does not take place."""
    opens = session.registration.opens if session.registration else None
    off = session.status == "cancelled" or session.past(today)
    return opens if opens and opens.date >= today and not off else None


def _joined(name: str, found: list[_Written], about: str = "") -> bytes:
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
    return day(start.date) + (f"T{start.time:%H%M}" if start.time else "")


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
