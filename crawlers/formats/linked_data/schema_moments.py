"""Days, hours and durations as schema.org writes them: ISO 8601."""

import datetime as dt
import re

from crawlers.formats.linked_data.nodes import short

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_DURATION = re.compile(
    r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?", re.IGNORECASE
)


def after(start: str | None, duration: str | None) -> str | None:
    """ "2026-03-03T18:00" and "PT2H" give "2026-03-03T20:00"; None where one of them says less."""
    found = _DURATION.fullmatch(duration or "")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0, 0)
    days += 7 * weeks
    if not (days or hours or minutes or seconds) or not start or "T" not in start:
        return None
    try:
        began = dt.datetime.fromisoformat(start)
        end = began + dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except (ValueError, OverflowError):
        return None
    return end.isoformat()


def workload(words: str | None) -> str | None:
    """ "22 hours in all" of "PT22H"; what is no plain ISO 8601 duration stays as it is."""
    found = re.fullmatch(r"P(?:(\d{1,3})([DW])|T(\d{1,4})([HM]))", words or "", re.IGNORECASE)
    if not found:
        return words
    number, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
    name = {"D": "day", "W": "week", "H": "hour", "M": "minute"}[unit.upper()]
    return f"{number} {name}{'' if number == '1' else 's'} in all"


def day_of(words: str | None) -> dt.date | None:
    """The day of an ISO 8601 date or date-time."""
    try:
        return dt.date.fromisoformat((words or "")[:10])
    except ValueError:
        return None


def clock(words: str | None) -> str | None:
    """Hours and minutes ("09:30") of an ISO 8601 time or date-time."""
    found = re.match(r"(?:\d{4}-\d\d-\d\dT)?([01]\d|2[0-3]):([0-5]\d)", words or "")
    return f"{found[1]}:{found[2]}" if found else None


def weekday(words: str) -> int | None:
    """0 for "https://schema.org/Monday", "Monday", "Mon" and "MO", and so on to 6."""
    name = short(words).lower()
    return next((at for at, day in enumerate(DAYS) if name in {day.lower(), day[:2].lower(), day[:3].lower()}), None)
