"""Makes the one session of a VEVENT, and lays out its meetings where it repeats."""

import datetime as dt
import re
import zoneinfo

import msgspec

from crawlers.draft import DraftMeeting, DraftSession
from crawlers.formats.calendars import calendar_fields, occurrences, rule_dates, rules, vevent, zones
from crawlers.formats.calendars.occurrences import Occurrence
from crawlers.formats.calendars.rule_dates import Steps, TooManyDates
from crawlers.formats.calendars.vevent import VEvent
from crawlers.page import Page

MOST = 2_000
"""Meetings of one series within a horizon; more is no timetable that a person could read."""

STEPS = 100_000
"""Days and times that may be looked at for one series: every day of three lifetimes."""

_CANCELLED = re.compile(r"\W{0,3}(cancell?ed|cancell?ation|postponed)\b", re.IGNORECASE)


class Frame(msgspec.Struct, frozen=True):
    """What all events of one VCALENDAR share. zone: X-WR-TIMEZONE, as an IANA name where it means one.

    likely: the IANA zone in which bare times are to be read, as far as it is known here: that, or the source's.
    """

    page: Page
    since: dt.datetime
    until: dt.datetime
    zone: str | None
    likely: str | None
    steps: Steps


def session_of(base: VEvent, changed: list[VEvent], calendar: Frame) -> tuple[DraftSession | None, tuple[str, ...]]:
    """The session of an event, and sentences for what of it could not be read; None and one where nothing could."""
    assert base.start is not None
    doubts = [f"Its {name} could not be read and counts as not stated." for name in base.bad]
    if _ends_early(base):
        doubts.append("Its end lies before its start and counts as not stated.")
    place, address, latitude, longitude = calendar_fields.place(base)
    session = DraftSession(
        start=vevent.iso(base.start),
        end=_iso(occurrences.end_of(base)),
        timezone=_zone(base, calendar),
        place=place,
        address=address,
        latitude=latitude,
        longitude=longitude,
        online="yes" if base.first("CONFERENCE") and not place else None,
        price=calendar_fields.price(base),
        register_url=calendar_fields.absolute(base.first("X-TICKETS-URL", "X-REGISTER-URL")),
        status=base.status,
    )
    if not base.repeats and not changed:
        return session, tuple(doubts)
    if base.odd:
        return None, (base.odd,)
    if base.start.year < 1900:
        return None, ("It repeats since before 1900.",)
    return _series(session, _in_calendar_zone(base, calendar), changed, calendar, doubts)


def _series(
    session: DraftSession, base: VEvent, changed: list[VEvent], calendar: Frame, doubts: list[str]
) -> tuple[DraftSession | None, tuple[str, ...]]:
    steps = calendar.steps.share(STEPS)
    before = steps.left
    try:
        laid = occurrences.lay_out(base, changed, calendar.since, calendar.until, steps)
    except TooManyDates:
        return None, (f"It has more than {MOST:,} dates before the horizon, or a rule that takes too long.",)
    finally:
        calendar.steps.left -= before - max(steps.left, 0)
    if laid.nothing:
        return None, (laid.nothing,)
    if len(laid.found) > MOST:
        return None, (f"It has more than {MOST:,} dates before the horizon, or a rule that takes too long.",)
    if laid.first is None:
        return None, ("All its dates are taken out again (EXDATE).",)
    meetings = tuple(dict.fromkeys(_meeting(one, base, session) for one in laid.found))
    if any(one.by and _moved(one.by, base) for one in laid.found):
        doubts.append("Single dates have a place or title of their own, which the listing does not show.")
    when = None
    if base.rules and laid.last is None and base.replaces is None:
        when = "; ".join(rules.in_words(rule, base.start or dt.date.min) for rule in base.rules)
    end = laid.last and (laid.last.end or laid.last.start)
    return msgspec.structs.replace(
        session,
        start=_iso(_in_zone(laid.first, base)),
        end=_iso(_in_zone(end, base)) if end else None,
        when=when,
        meetings=meetings,
    ), tuple(doubts)


def _in_calendar_zone(base: VEvent, calendar: Frame) -> VEvent:
    """A series in UTC is laid out in the calendar's own zone, or a club at four would move to five in summer.

    Where it is another day there, and its rule means the day in UTC, it is not. One of bare times is laid out in the
    zone that they are read in, so that an end or exception in UTC is understood.
    """
    zone = zones.named(calendar.zone) if calendar.zone else None
    start, end = base.start, base.end
    if isinstance(start, dt.datetime) and not start.tzinfo and calendar.likely:
        near = zoneinfo.ZoneInfo(calendar.likely)
        bare = isinstance(end, dt.datetime) and not end.tzinfo
        end = end.replace(tzinfo=near) if bare and isinstance(end, dt.datetime) else end
        return msgspec.structs.replace(base, start=start.replace(tzinfo=near), end=end)
    if base.zone != "UTC" or not zone or zone == "UTC" or not isinstance(start, dt.datetime):
        return base
    there = start.astimezone(zoneinfo.ZoneInfo(zone))
    if there.date() != start.date() and any(
        rule_dates.means(rule, start) and not rule_dates.means(rule, there) for rule in base.rules
    ):
        return base
    if any("BYHOUR" in rule.by for rule in base.rules):
        return base
    return msgspec.structs.replace(base, start=there)


def _meeting(one: Occurrence, base: VEvent, session: DraftSession) -> DraftMeeting:
    status = None
    if one.by:
        called_off = _CANCELLED.match(one.by.first("SUMMARY") or "")
        status = one.by.status or (called_off[1] if called_off else None)
    start, end = _in_zone(one.start, base), one.end and _in_zone(one.end, base)
    status = status if status != session.status else None
    return DraftMeeting(start=vevent.iso(start), end=_iso(end), status=status)


def _in_zone(time: vevent.Time, base: VEvent) -> vevent.Time:
    """A moment in the zone of its series."""
    zone = base.start.tzinfo if isinstance(base.start, dt.datetime) else None
    return time.astimezone(zone) if zone and isinstance(time, dt.datetime) and time.tzinfo else time


def _moved(event: VEvent, base: VEvent) -> bool:
    if _CANCELLED.match(event.first("SUMMARY") or ""):
        return False
    return any(event.first(name) and event.first(name) != base.first(name) for name in ("SUMMARY", "LOCATION"))


def _ends_early(event: VEvent) -> bool:
    try:
        return event.end is not None and event.start is not None and event.end < event.start
    except TypeError:  # a date and a time, or one with a zone and one without
        return False


def _zone(event: VEvent, calendar: Frame) -> str | None:
    """UTC is an offset, not the zone of a place: the calendar's own is named beside it, and beside a bare time."""
    if not isinstance(event.start, dt.datetime):
        return None
    return calendar.zone if event.zone in {None, "UTC"} else event.zone


def _iso(time: vevent.Time | None) -> str | None:
    return None if time is None else vevent.iso(time)
