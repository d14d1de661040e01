"""Turns days, moments and sessions into words with CLDR, for the page's language."""

import datetime as dt
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, format_skeleton, format_time, get_timezone_location

from indexer.opportunity import Moment, Session
from portal.i18n import Language

if TYPE_CHECKING:
    from portal.gather import Entry

_NOON, _EVENING = dt.time(12), dt.time(17)
_COUNTED = 20
"""More meetings than these nobody counts: a club says until when it goes on."""
_FAR = dt.timedelta(days=270)
"""Beyond this the year is said."""


@lru_cache(maxsize=4096)
def day(date: dt.date, language: Language, today: dt.date) -> str:
    """ "Wed 25 Nov", with the year where it could be mistaken."""
    far = abs(date - today) > _FAR
    return str(format_skeleton("yMMMEd" if far else "MMMEd", date, locale=language.locale))


@lru_cache(maxsize=4096)
def offset(date: dt.date, zone: str) -> str | None:
    """ "+01:00", from UTC all that day; None on one on which the clocks are put forward or back."""
    midnight = dt.datetime.combine(date, dt.time(), ZoneInfo(zone))
    found = midnight.isoformat()[19:]
    return found if (midnight + dt.timedelta(days=1)).isoformat()[19:] == found else None


def long_day(date: dt.date, language: Language) -> str:
    """ "25 November 2026"."""
    return str(format_date(date, "long", locale=language.locale))


@lru_cache(maxsize=4096)
def week(monday: dt.date, language: Language) -> str:
    """ "23–29 Nov": a week's first and last day."""
    return _interval(monday, monday + dt.timedelta(days=6), "MMMd", language)


@lru_cache(maxsize=4096)
def short(date: dt.date, language: Language) -> str:
    """ "23 Nov"."""
    return str(format_skeleton("MMMd", date, locale=language.locale))


def clock(start: Moment, end: Moment | None, language: Language, timezone: str) -> str:
    """ "10:00–12:30", "10:00" or "" where no time is stated.

    A zone is named where its clocks differ from the city's."""
    if start.time is None:
        return ""
    words = _time(start.time, language)
    if end and end.time and (end.time != start.time or end.date != start.date):
        words += f"–{_time(end.time, language)}"
    return language.isolated(words) + _zone(start, language, timezone)


def city_day(at: dt.datetime, timezone: str) -> dt.date:
    """The day of an instant on the city's calendar. at: aware."""
    return at.astimezone(ZoneInfo(timezone)).date()


def moment(at: Moment, language: Language, today: dt.date, timezone: str) -> str:
    """ "Thu 1 Jul, 09:00"."""
    return language.comma.join(filter(None, [day(at.date, language, today), clock(at, None, language, timezone)]))


def span(session: Session, language: Language, today: dt.date) -> str:
    """The days of a session: "Wed 25 Nov", "23–27 Nov", "from Wed 25 Nov"; "Dates not stated"."""
    if session.start is None:
        return language.gettext("Dates not stated")
    first, last = _ends(session)
    if session.open_ended or last is None:
        return language.gettext("From %(day)s, no end stated", day=day(first, language, today))
    if last <= first:
        return day(first, language, today)
    far = abs(last - today) > _FAR or abs(first - today) > _FAR
    return _interval(first, last, "yMMMd" if far else "MMMd", language)


def rhythm(session: Session, language: Language, today: dt.date, timezone: str) -> str:
    """How often and at what time: "5 mornings, 10:00–12:30", "6 Saturdays, 09:30–12:00", "10:00–12:30"."""
    return language.comma.join(
        filter(None, [_how_often(session, language, today), _one_time(session, language, timezone)])
    )


def next_words(entry: "Entry", today: dt.date, language: Language, timezone: str) -> tuple[str, str]:
    """(day, rhythm) for a card: the day is the next one to go to; "On now" where a run of days is under way."""
    session = entry.session
    if session is None or session.start is None:
        return language.gettext("Dates not stated"), ""
    if entry.day is None:
        return span(session, language, today), ""
    often = rhythm(session, language, today, timezone)
    if not session.meetings and session.start.date < today:
        last = session.last_day()
        if last is None:
            return language.gettext("On now"), often or language.gettext("no end stated")
        until = language.gettext("until %(day)s", day=short(last, language))
        return language.gettext("On now"), language.comma.join(filter(None, [until, often]))
    if not session.meetings and not often and (last := session.last_day()) and last > session.start.date:
        often = language.gettext("until %(day)s", day=short(last, language))
    return day(entry.day, language, today), often


@lru_cache(maxsize=4096)
def _time(time: dt.time, language: Language) -> str:
    return str(format_time(time, "short", locale=language.locale))


@cache
def _weekday(number: int, language: Language) -> str:
    return str(language.locale.days["stand-alone"]["wide"][number])


@lru_cache(maxsize=4096)
def _interval(first: dt.date, last: dt.date, skeleton: str, language: Language) -> str:
    return str(format_interval(first, last, skeleton, locale=language.locale))


def _ends(session: Session) -> tuple[dt.date, dt.date | None]:
    assert session.start is not None
    if session.meetings:
        return min(m.start.date for m in session.meetings), session.last_day()
    return session.start.date, session.last_day()


def _how_often(session: Session, language: Language, today: dt.date) -> str:
    coming = [m for m in session.meetings if not m.cancelled]
    days = sorted({m.start.date for m in coming})
    n = len(days)
    if n < 2:
        return ""
    weekdays = {d.weekday() for d in days}
    if len(weekdays) == 1:
        name = _weekday(days[0].weekday(), language)
        if session.open_ended:
            return language.gettext("every %(weekday)s", weekday=name)
        if n > _COUNTED:
            return language.gettext("%(weekday)ss until %(day)s", weekday=name, day=short(days[-1], language))
        return language.ngettext("%(num)s %(weekday)s", "%(num)s %(weekday)ss", n, weekday=name)
    if session.open_ended:
        return language.gettext("several days a week")
    if n > _COUNTED:
        return language.gettext("many days until %(day)s", day=short(days[-1], language))
    times = [(m.start.time, m.end.time if m.end else None) for m in coming]
    if all(a and b and a < _NOON and b <= dt.time(13) for a, b in times):
        return language.ngettext("%(num)s morning", "%(num)s mornings", n)
    if all(a and a >= _EVENING for a, _ in times):
        return language.ngettext("%(num)s evening", "%(num)s evenings", n)
    if all(a and b and a >= _NOON and b <= dt.time(18) for a, b in times):
        return language.ngettext("%(num)s afternoon", "%(num)s afternoons", n)
    return language.ngettext("%(num)s day", "%(num)s days", n)


def _one_time(session: Session, language: Language, timezone: str) -> str:
    """The time of day where every meeting has the same one."""
    if session.meetings:
        going = [m for m in session.meetings if not m.cancelled] or list(session.meetings)
        times = {(m.start.time, m.end.time if m.end else None) for m in going}
        if len(times) > 1:
            return language.gettext("times vary")
        return clock(going[0].start, going[0].end, language, timezone)
    return clock(session.start, session.end, language, timezone) if session.start else ""


def _zone(at: Moment, language: Language, timezone: str) -> str:
    if at.zone == timezone:
        return ""
    wall = dt.datetime.combine(at.date, at.time or dt.time(12))
    if wall.replace(tzinfo=ZoneInfo(at.zone)).utcoffset() == wall.replace(tzinfo=ZoneInfo(timezone)).utcoffset():
        return ""
    place = get_timezone_location(ZoneInfo(at.zone), locale=language.locale, return_city=True)
    return " " + language.gettext("(%(place)s time)", place=place)
