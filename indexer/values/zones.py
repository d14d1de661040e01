"""Wall times and IANA zones: offsets and UTC become wall time in a zone; gaps and folds of summer time are right."""

import datetime as dt
import functools
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from indexer.opportunity import Moment

# What Windows and mail programs write for a zone (Unicode CLDR windowsZones, the territory 001).
_WINDOWS = {
    "gmt standard time": "Europe/London", "greenwich standard time": "Atlantic/Reykjavik",
    "w. europe standard time": "Europe/Berlin", "romance standard time": "Europe/Paris",
    "central europe standard time": "Europe/Budapest", "eastern standard time": "America/New_York",
    "us eastern standard time": "America/Indianapolis", "central standard time": "America/Chicago",
    "mountain standard time": "America/Denver", "us mountain standard time": "America/Phoenix",
    "pacific standard time": "America/Los_Angeles", "atlantic standard time": "America/Halifax",
    "aus eastern standard time": "Australia/Sydney", "e. australia standard time": "Australia/Brisbane",
    "new zealand standard time": "Pacific/Auckland", "pakistan standard time": "Asia/Karachi",
    "india standard time": "Asia/Kolkata",
}  # fmt: skip


@functools.lru_cache(512)
def named(words: str) -> str | None:
    """The IANA zone that these words name, None where they name none (such as "UTC-5", which has no summer time).

    "UTC" is a zone; who wants local wall time asks `is_universal` first.
    """
    plain = words.strip().strip('"')
    if plain.lower() in _WINDOWS:
        return _WINDOWS[plain.lower()]
    try:
        ZoneInfo(plain)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return plain if "/" in plain or plain == "UTC" else None


def is_universal(zone: str) -> bool:
    """Whether a zone is no place's own: UTC under one of its names."""
    return zone in {"UTC", "Etc/UTC", "Etc/GMT", "Etc/Universal", "Etc/Zulu", "Etc/UCT"}


def wall(date: dt.date, time: dt.time | None, zone: str, *, assumed: bool = False) -> Moment:
    """A wall time in a zone. One that summer time skips is moved on by the gap (RFC 5545, 3.3.5)."""
    if time is None:
        return Moment(date=date, zone=zone, zone_assumed=assumed)
    if time.microsecond or time.tzinfo:
        time = time.replace(microsecond=0, tzinfo=None)
    if _may_be_skipped(time):
        there = dt.datetime.combine(date, time, ZoneInfo(zone))
        back = _via_utc(there)
        if back.replace(tzinfo=None) != there.replace(tzinfo=None):
            date, time = back.date(), back.time().replace(fold=0)
    return Moment(date=date, time=time, zone=zone, zone_assumed=assumed)


def at(instant: dt.datetime, zone: str, *, assumed: bool = False) -> Moment:
    """An aware moment as wall time in a zone; the second of two equal wall times keeps its fold."""
    there = instant.replace(microsecond=0).astimezone(ZoneInfo(zone))
    fold: Literal[0, 1] = 1 if there.fold else 0
    return Moment(date=there.date(), time=there.time().replace(fold=0), zone=zone, fold=fold, zone_assumed=assumed)


def _via_utc(there: dt.datetime) -> dt.datetime:
    try:
        return there.astimezone(dt.UTC).astimezone(there.tzinfo)
    except OverflowError:
        return there


def _may_be_skipped(time: dt.time) -> bool:
    # All zones of today change between 22:00 and 04:00; the rest of the day needs no look at the zone.
    return time.hour < 4 or time.hour >= 22
