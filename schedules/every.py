"""Reads how often a source is read: "6h", "1d at 02:00", "every monday at 08:00"."""

import datetime as dt
import re
from typing import NamedTuple

from crawlers.durations import span

SHORTEST = dt.timedelta(minutes=1)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AT = re.compile(r"(?:every )?(day|1d|" + "|".join(DAYS) + r") at (\d{1,2}):(\d{2})", re.IGNORECASE)


class Every(NamedTuple):
    """Either a span between two readings, or a wall time on each day or on one weekday (0 is Monday)."""

    between: dt.timedelta | None = None
    at: dt.time | None = None
    weekday: int | None = None


def every(words: str) -> Every:
    """How often. Raises ValueError with the accepted forms."""
    found = _AT.fullmatch(words.strip())
    if found and int(found[2]) < 24 and int(found[3]) < 60:
        day = found[1].lower()
        return Every(at=dt.time(int(found[2]), int(found[3])), weekday=DAYS.index(day) if day in DAYS else None)
    try:
        between = span(words)
    except ValueError:
        raise ValueError(
            f"every: {words!r} is no timetable; write '6h', '1d at 02:00' or 'every monday at 08:00'"
        ) from None
    if between < SHORTEST:
        raise ValueError(f"every: {words!r} is too often; nothing is read more than once a minute, so write '1m'")
    return Every(between=between)
