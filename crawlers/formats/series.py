"""Makes the one session of a VEVENT, and lays out its meetings where it repeats."""

import datetime as dt
import re
import zoneinfo

import msgspec

from crawlers.draft import DraftMeeting, DraftSession
from crawlers.formats import calendar_fields, recurrence, vevent, zones
from crawlers.formats.vevent import VEvent
from crawlers.page import Page

_CANCELLED = re.compile(r"\W{0,3}(cancell?ed|cancell?ation|postponed)\b", re.IGNORECASE)


class Frame(msgspec.Struct, frozen=True):
    """What all events of one page share. zone: X-WR-TIMEZONE, as an IANA name where it means one."""

    page: Page
    since: dt.datetime
    until: dt.datetime
    zone: str | None
    cancelled: bool


def session_of(base: VEvent, changed: list[VEvent], calendar: Frame) -> tuple[DraftSession | None, tuple[str, ...]]:
    """The session of an event, and sentences for what of it could not be read; None and one where nothing could."""
    doubts = [f"Its {name} could not be read and counts as not stated." for name in base.bad]
    if _ends_early(base):
        doubts.append("Its end lies before its start and counts as not stated.")
    place, address, latitude, longitude = calendar_fields.place(base)
    session = DraftSession(
        start=vevent.iso(base.start),
        end=_iso(vevent.end_of(base.dates, base.start)),
        timezone=_zone(base, calendar),
        place=place,
        address=address,
        latitude=latitude,
        longitude=longitude,
        online="yes" if base.first("CONFERENCE") and not place else None,
        price=calendar_fields.price(base),
        register_url=calendar_fields.absolute(base.first("X-TICKETS-URL", "X-REGISTER-URL")),
        status="CANCELLED" if calendar.cancelled else base.first("STATUS"),
    )
    if not base.rule and not changed:
        return session, tuple(doubts)
    if why := recurrence.why_not(base.dates):
        return None, (why,)
    return _series(session, base, changed, calendar, doubts)


def _series(
    session: DraftSession, base: VEvent, changed: list[VEvent], calendar: Frame, doubts: list[str]
) -> tuple[DraftSession | None, tuple[str, ...]]:
    _follow_calendar_zone(base, calendar)
    recurrence.mend_until(base.dates)
    events = [event.dates for event in changed]
    if "RECURRENCE-ID" not in base.dates:
        events.insert(0, base.dates)
    found = recurrence.occurrences(events, calendar.since, calendar.until)
    if len(found) > recurrence.MOST:
        return None, (f"It has more than {recurrence.MOST} dates before the horizon.",)
    lasting = {id(event.dates): event for event in changed}
    by_start = {vevent.iso(event.start): event for event in lasting.values()}
    meetings = tuple(_meeting(one, base, by_start, session) for one in found)
    if any(_moved(event, base) for event in changed if vevent.iso(event.start) in {m.start for m in meetings}):
        doubts.append("Single dates have a place or title of their own, which the listing does not show.")
    endless = recurrence.endless(base.dates)
    last = None if endless else recurrence.last_start(events, base.dates, found, calendar.until)
    when = recurrence.rule_in_words(base.dates) if endless or last is None else None
    start = min(vevent.iso(event["DTSTART"].dt) for event in events)
    end = max((m.end or m.start for m in meetings), default=None) if meetings and last is not None else None
    if last is not None and (end is None or vevent.iso(last) > end):
        end = vevent.iso(last)
    return msgspec.structs.replace(session, start=start, end=end, when=when, meetings=meetings), tuple(doubts)


def _follow_calendar_zone(base: VEvent, calendar: Frame) -> None:
    """A series in UTC is laid out in the calendar's own zone, or a club at four would move to five in summer."""
    zone = zones.named(calendar.zone) if calendar.zone else None
    if base.zone != "UTC" or not zone or zone == "UTC":
        return
    for name in ("DTSTART", "DTEND"):
        if name in base.dates and isinstance(base.dates[name].dt, dt.datetime) and base.dates[name].dt.tzinfo:
            base.dates[name].dt = base.dates[name].dt.astimezone(zoneinfo.ZoneInfo(zone))


def _meeting(one: recurrence.Event, base: VEvent, changed: dict[str, VEvent], session: DraftSession) -> DraftMeeting:
    begins = one["DTSTART"].dt
    zone = getattr(base.dates["DTSTART"].dt, "tzinfo", None)
    if zone and isinstance(begins, dt.datetime) and begins.tzinfo:
        begins = begins.astimezone(zone)
    own = changed.get(vevent.iso(one["DTSTART"].dt))
    stated = own.dates if own else base.dates
    ends = vevent.end_of(one, begins) if "DTEND" in stated or "DURATION" in stated or "RDATE" in stated else None
    status = None
    if own:
        called_off = _CANCELLED.match(own.first("SUMMARY") or "")
        status = own.first("STATUS") or (called_off[1] if called_off else None)
    return DraftMeeting(start=vevent.iso(begins), end=_iso(ends), status=status if status != session.status else None)


def _moved(event: VEvent, base: VEvent) -> bool:
    if _CANCELLED.match(event.first("SUMMARY") or ""):
        return False
    return any(event.first(name) and event.first(name) != base.first(name) for name in ("SUMMARY", "LOCATION"))


def _ends_early(event: VEvent) -> bool:
    try:
        return "DTEND" in event.dates and bool(event.dates["DTEND"].dt < event.start)
    except TypeError:  # a date and a time, or one with a zone and one without
        return False


def _zone(event: VEvent, calendar: Frame) -> str | None:
    """UTC is an offset, not the zone of a place: the calendar's own is named beside it, and beside a bare time."""
    if not isinstance(event.start, dt.datetime):
        return None
    return calendar.zone if event.zone in {None, "UTC"} else event.zone


def _iso(time: recurrence.Time | None) -> str | None:
    return None if time is None else vevent.iso(time)
