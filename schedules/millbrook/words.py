"""Writes days, hours and runs the way people do: "Tuesdays 4pm to 5.30pm, 12 January to 16 February 2027"."""

import datetime as dt

from schedules.millbrook.material import Session

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(date: dt.date, *, weekday: bool = True, year: bool = True) -> str:
    """Saturday 5 December 2026."""
    words = f"{date.day} {MONTHS[date.month - 1]}"
    return f"{f'{DAYS[date.weekday()]} ' if weekday else ''}{words}{f' {date.year}' if year else ''}"


def clock(time: dt.time) -> str:
    """4pm, 10.30am; twelve is noon."""
    if (time.hour, time.minute) == (12, 0):
        return "12 noon"
    minutes = f".{time.minute:02d}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes}{'am' if time.hour < 12 else 'pm'}"


def hours(session: Session, *, dash: str = " to ") -> str:
    """4pm to 5.30pm; only the first where no end is stated, nothing where no time is."""
    return dash.join(clock(time) for time in (session.begins, session.ends) if time)


def when(session: Session) -> str:
    """The session's days and hours in one phrase."""
    at = hours(session)
    if session.first == session.last:
        return ", ".join(part for part in (day(session.first), at) if part)
    span = f"{day(session.first, weekday=False, year=session.first.year != session.last.year)} to "
    span += day(session.last, weekday=False)
    return f"{weekdays(session)}, {span}{_but(session)}"


def weekdays(session: Session) -> str:
    """Tuesdays 4pm to 5.30pm; Monday to Friday 9.30am to 3.30pm."""
    found, at = sorted({date.weekday() for date in session.days}), hours(session)
    if found == list(range(found[0], found[-1] + 1)) and len(found) > 1:
        names = f"{DAYS[found[0]]} to {DAYS[found[-1]]}"
    else:
        names = " and ".join(f"{DAYS[n]}s" for n in found)
    return f"{names} {at}" if at else names


def _but(session: Session) -> str:
    """The days between that are left out: ", not 21 and 28 December"."""
    weekdays = {date.weekday() for date in session.days}
    between = (session.first + dt.timedelta(days=n) for n in range((session.last - session.first).days))
    off = [date for date in between if date.weekday() in weekdays and date not in session.days]
    if not off:
        return ""
    named = [day(date, weekday=False, year=False) for date in off]
    return ", not " + (" and ".join((", ".join(named[:-1]), named[-1])) if named[:-1] else named[0])
