"""Content lines of iCalendar (RFC 5545), written by hand: a city has a hundred thousand of them in its calendars.

icalendar reads them back in the tests. It writes them thirty times as slowly, as it asks of each what type it is.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cache, lru_cache

import icalendar

from indexer.opportunity import Moment
from portal import when

_ALL_DAY_FROM = dt.timedelta(hours=24)
_ROW = 74
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def line(name: str, value: object) -> bytes:
    """One that needs no escaping, such as an address or a number."""
    return _folded(f"{name}:{value}")


def text(name: str, words: str) -> bytes:
    """One of a TEXT (3.3.11)."""
    return _folded(f"{name}:{words.translate(_ESCAPES)}")


def stamp(name: str, moment: dt.datetime) -> bytes:
    """One of a moment in UTC. moment: aware."""
    return f"{name}:{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}".encode()


@lru_cache(maxsize=4096)
def day(date: dt.date) -> str:
    """ "20261122": as %Y%m%d, which takes four times as long."""
    return f"{date.year:04}{date.month:02}{date.day:02}"


def span(start: Moment, end: Moment | None) -> Iterator[bytes]:
    """DTSTART and DTEND. Whole days where there is no time, or where a run of days has times of day only."""
    if end and _plain(start, end):
        yield _wall("DTSTART", start)
        yield _wall("DTEND", end)
        return
    began, ended = start.instant(), end.instant() if end else None
    if began is None or (ended and ended - began >= _ALL_DAY_FROM):
        yield f"DTSTART;VALUE=DATE:{day(start.date)}".encode()
        yield f"DTEND;VALUE=DATE:{day((end.date if end else start.date) + dt.timedelta(days=1))}".encode()
        return
    yield _wall("DTSTART", start)
    if ended and end and ended > began:
        yield _wall("DTEND", end)


def _plain(start: Moment, end: Moment) -> bool:
    """Whether the one is before the other on a day on which no clock is put forward or back, as nearly all are."""
    if start.time is None or end.time is None or start.date != end.date or start.zone != end.zone:
        return False
    return start.time < end.time and when.offset(start.date, start.zone) is not None


def _wall(name: str, moment: Moment) -> bytes:
    assert moment.time is not None
    wall = f"{day(moment.date)}T{_clock(moment.time)}"
    return (f"{name}:{wall}Z" if moment.zone == "UTC" else f"{name};TZID={moment.zone}:{wall}").encode()


@lru_cache(maxsize=4096)
def _clock(time: dt.time) -> str:
    return f"{time.hour:02}{time.minute:02}{time.second:02}"


def _folded(said: str) -> bytes:
    """At most 75 octets in a row (3.1), the blank before each further row among them; no letter is cut in two."""
    rest, rows = said.encode(), list[bytes]()
    if len(rest) <= _ROW:
        return rest
    while len(rest) > _ROW:
        end = _ROW
        while rest[end] & 0xC0 == 0x80:  # within a letter of several octets
            end -= 1
        rows.append(rest[:end])
        rest = rest[end:]
    return b"\r\n ".join([*rows, rest])


@cache
def zone(name: str) -> bytes:
    """The VTIMEZONE of an IANA zone, for the years that a catalogue spans; nothing for UTC or none."""
    if name in ("", "UTC"):
        return b""
    made = icalendar.Timezone.from_tzid(name, first_date=dt.date(2020, 1, 1), last_date=dt.date(2038, 1, 1))
    return bytes(made.to_ical())
