"""Finds the IANA zone that a calendar means by a TZID (RFC 5545, 3.2.19); does not guess where nothing tells."""

import datetime as dt
import threading
import warnings
import zoneinfo
from collections.abc import Sequence
from functools import cache
from typing import Any

import icalendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

UTC_NAMES = frozenset({"UTC", "GMT", "Z", "ETC/UTC", "ETC/GMT", "UCT", "ZULU", "ETC/ZULU", "UNIVERSAL"})
_NAMES = ("TZID", "BEGIN:VTIMEZONE", "END:VTIMEZONE")
_ONE_AT_A_TIME = threading.Lock()


def zone_of(tzid: str, definition: Sequence[str], near: Sequence[str], around: dt.datetime) -> str | None:
    """The IANA name of a TZID, or None where no name tells; then its clock may (of_clock).

    definition: the content lines of the calendar's VTIMEZONE of this TZID, () where it has none. near: zones that are
    likely for this calendar, the likeliest first. around: when abbreviations are those of a zone.
    """
    name = tzid.strip().strip('"').rstrip(":")
    if name.upper() in UTC_NAMES:
        return "UTC"
    for zone in near:
        if name in _abbreviations(zone, around.year):  # "PST" of a calendar in Los Angeles
            return zone
    if found := named(name):
        return found
    for line in definition:
        if line.upper().startswith("X-LIC-LOCATION") and (found := named(line.partition(":")[2].strip())):
            return found
    return None


def without_name(definition: Sequence[str]) -> tuple[str, ...]:
    """The lines of a VTIMEZONE that say how its clock goes, and not what it is called."""
    return tuple(line for line in definition if not line.upper().startswith(_NAMES))


def named(name: str) -> str | None:
    """The IANA zone that a name spells: itself, as Windows calls it, or behind a vendor's prefix."""
    known = _known()
    if name in WINDOWS_TO_OLSON:
        return WINDOWS_TO_OLSON[name]
    parts = name.strip("/").split("/")
    for start in range(len(parts)):
        tail = "/".join(parts[start:])
        if tail.lower() in known and (start == 0 or "/" in tail):
            return known[tail.lower()]
    return None


def _known() -> dict[str, str]:
    with _ONE_AT_A_TIME:  # a crawl's threads all ask at its start; the first walks the zone files for all of them
        return _all()


@cache
def _all() -> dict[str, str]:
    return {zone.lower(): zone for zone in zoneinfo.available_timezones() if not zone.startswith(("posix/", "right/"))}


@cache
def _abbreviations(zone: str, year: int) -> frozenset[str]:
    """What the clocks of a zone are called in a year: PST and PDT; names such as "-03" do not count."""
    if zone.lower() not in _known():
        return frozenset()
    info = zoneinfo.ZoneInfo(zone)
    names = {dt.datetime(year, month, 15, tzinfo=info).tzname() or "" for month in range(1, 13)}
    return frozenset(name for name in names if name.isalpha())


def of_clock(definition: Sequence[str], near: Sequence[str], around: dt.datetime) -> str | None:
    """The first zone whose clock has the same offsets as a VTIMEZONE, week by week, from a year before to two after.

    definition: as without_name gives it.
    """
    rules = [line.upper() for line in definition if line.upper().startswith(("RRULE", "RDATE"))]
    if len(rules) > 200 or any(len(line) > 200 or ("FREQ=" in line and "YEARLY" not in line) for line in rules):
        return None  # no clock changes so often
    # Under its own name icalendar would remember the zone for every later calendar; the extraction must stay pure.
    lines = ["BEGIN:VTIMEZONE", "TZID:this-calendar", *definition]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            component: Any = icalendar.Timezone.from_ical("\r\n".join([*lines, "END:VTIMEZONE", ""]))
            theirs = component.to_tz(lookup_tzid=False)
            weeks = [dt.datetime(around.year - 1, 1, 3, 12) + dt.timedelta(weeks=week) for week in range(156)]  # noqa: DTZ001
            offsets = [theirs.utcoffset(week) for week in weeks]
    except Exception:  # whatever is wrong with a foreign VTIMEZONE, it names no zone
        return None
    if len(set(offsets)) == 1 and offsets[0] is not None and not near:
        hours = offsets[0] / dt.timedelta(hours=1)
        return f"Etc/GMT{-int(hours):+d}" if hours == int(hours) and -14 <= hours <= 12 else None
    for zone in dict.fromkeys((*near, *WINDOWS_TO_OLSON.values())):
        if zone.lower() in _known():
            info = zoneinfo.ZoneInfo(zone)
            if all(info.utcoffset(week) == offset for week, offset in zip(weeks, offsets, strict=True)):
                return zone
    return None
