"""When something is due next: pure arithmetic on moments, in the words of every.py.

A span counts on a grid that is laid from 1970-01-01 00:00 UTC on ("6h": 0, 6, 12 and 18 o'clock UTC), so that no
reading drifts, however long it takes and however often the timetable is started anew. Each name stands at its own small
distance from the grid, always the same, so that 400 sources with "1d" do not start in one second. A wall time is one of
the city's own clocks, once on each day that has it: at the first of two equal ones, and at the first moment after a gap
that swallows it.
"""

import datetime as dt
import zlib
from zoneinfo import ZoneInfo

from schedules.every import Every

SPREAD = dt.timedelta(minutes=10)
"""How far from the grid a name may stand; at most a quarter of its span."""

FIRST_WAIT = dt.timedelta(minutes=15)
"""From a failure to the next try; it doubles with each failure in a row."""

LONGEST_WAIT = dt.timedelta(days=1)
"""However often it has failed, it is tried again within this time (or at its next due moment, where that is later)."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MOMENT = dt.timedelta(microseconds=1)
_WEEK = 7


def regular(every: Every, after: dt.datetime, zone: ZoneInfo, name: str) -> dt.datetime:
    """The first moment of the timetable later than `after` (aware). UTC."""
    if every.between is not None:
        origin = _EPOCH + _distance(every.between, name)
        steps: int = (after - origin) // every.between + 1
        return origin + steps * every.between
    assert every.at is not None
    first = after.astimezone(zone).date() - dt.timedelta(days=1)
    days = (first + dt.timedelta(days=n) for n in range(2 * _WEEK))
    moments: list[dt.datetime] = [moment(day, every.at, zone) for day in days if every.weekday in (None, day.weekday())]
    return min(one for one in moments if one > after)


def next_due(
    every: Every, due: dt.datetime, now: dt.datetime, zone: ZoneInfo, name: str, *, failures: int = 0
) -> dt.datetime:
    """When it is due after a run that was due at `due` and has ended `now`: once, however long the pause was. UTC.

    A run that was not due by the timetable (the first one, one by hand, a second try) leaves at least half a span to
    the next. failures: in a row, this run among them. What is read often is read less often then; what is read seldom
    is tried again before its time.
    """
    between = every.between
    off_grid = between is not None and regular(every, due - _MOMENT, zone, name) != due
    if not failures:
        return regular(every, now + between / 2 if between and off_grid else now, zone, name)
    following = regular(every, now, zone, name)
    wait: dt.timedelta = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 16))
    if between and between <= wait:
        return max(following, regular(every, due + wait, zone, name) - between)
    return min(following, now + wait)


def furthest(every: Every, now: dt.datetime, zone: ZoneInfo, name: str, *, failures: int = 0) -> dt.datetime:
    """The latest moment that next_due can give at `now`; what is due later was noted while a clock was wrong."""
    ahead = regular(every, now + (every.between or dt.timedelta()), zone, name)
    return max(ahead, now + LONGEST_WAIT) if failures else ahead


def moment(day: dt.date, at: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The moment of a wall time: the first where there are two, the end of the gap where there is none. UTC."""
    wall = dt.datetime.combine(day, at, zone)
    found = wall.astimezone(dt.UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return found
    before, after = found - dt.timedelta(days=2), found
    offset = after.astimezone(zone).utcoffset()
    while after - before > dt.timedelta(seconds=1):  # the gap ends between the two
        middle = before + (after - before) / 2
        before, after = (before, middle) if middle.astimezone(zone).utcoffset() == offset else (middle, after)
    return after.replace(microsecond=0)


def _distance(between: dt.timedelta, name: str) -> dt.timedelta:
    room = int(min(SPREAD, between / 4).total_seconds())
    return dt.timedelta(seconds=zlib.crc32(name.encode()) % room if room else 0)
