"""Lays out OpenActive's Schedules (Modelling Opportunity Data 2.x) in wall time, between two days."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from crawlers.draft import DraftMeeting
from crawlers.formats.calendars import rule_dates, rules
from crawlers.formats.linked_data import schema_moments, schema_times
from crawlers.formats.linked_data.nodes import Node, short
from crawlers.formats.openactive.nodes import GRAPH, text, texts

PARTIAL = "the provider says that more dates may exist"
"""What a PartialSchedule adds to the words of its rhythm."""

LAST_YEAR = 2200
"""What ends or begins later has a placeholder for a date."""

MOST = 2_000
"""Meetings of one Schedule that are laid out; more is no timetable that a person could read."""

STEPS = 40_000
"""Days and times that laying out one Schedule may cost."""

_RHYTHM = re.compile(r"P(\d{1,3})([DWMY])", re.IGNORECASE)
_UNITS = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
_DAY = re.compile(r"([+-]?\d{0,2})(MO|TU|WE|TH|FR|SA|SU)", re.IGNORECASE)
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class _Laid(NamedTuple):
    """A Schedule as a rule in wall time, from its first moment."""

    rule: rules.Rule
    start: dt.datetime

    def dates(self, since: dt.date, until: dt.date) -> Iterator[dt.datetime]:
        """The dates that it means from since to until, at most MOST. Raises TooManyDates."""
        window = dt.datetime.combine(since, dt.time()), dt.datetime.combine(until, dt.time())
        found = rule_dates.dates(self.rule, self.start, *window, rule_dates.Steps(STEPS))
        yield from islice((one for one in found if rule_dates.means(self.rule, one)), MOST)


class Timetable(NamedTuple):
    """said: session fields: start, end, start_time, end_time, timezone, when, meetings. over: its last day is gone."""

    said: dict[str, Any]
    over: bool


def timetable(schedules: Sequence[Node], since: dt.date, until: dt.date) -> Timetable:
    """What schedules of one thing say together, with their meetings from since to until.

    Times are wall time in scheduleTimezone. One without start, time or rhythm is passed on in its own words.
    """
    laid = [(one, _rule(one)) for one in schedules]
    meetings: set[DraftMeeting] = set()
    for place, (one, rule) in enumerate(laid):
        try:
            meetings |= set(_meetings(one, rule, since, until)) if rule else set()
        except (rule_dates.TooManyDates, OverflowError, ValueError):  # its words are passed on
            laid[place] = one, None
    starts = sorted(filter(None, (text(one, "startDate") for one in schedules)))
    ends = sorted(filter(None, (text(one, "endDate") for one in schedules)))
    endless = any(found is None or found.rule.endless for _, found in laid)
    said: dict[str, Any] = {
        "start": next(iter(starts), None),
        "end": ends[-1] if ends and len(ends) == len(schedules) else None,
        "timezone": next(filter(None, (text(one, "scheduleTimezone") for one in schedules)), None),
        "meetings": tuple(sorted(meetings, key=lambda meeting: meeting.start)),
        "when": _in_words(laid),
    }
    if not meetings and schedules:
        said["start_time"], said["end_time"] = text(schedules[0], "startTime"), text(schedules[0], "endTime")
    last = max(filter(None, map(schema_moments.day_of, ends)), default=None)
    counted = bool(laid) and all(found and found.rule.count for _, found in laid)
    over = last is not None and len(ends) == len(schedules) and last < since
    return Timetable(said, over or (counted and not endless and not _goes_on(laid, since)))


def _rule(schedule: Node) -> _Laid | None:
    """The schedule as a repeating rule; None where it says too little, or a rule that nothing follows."""
    first = schema_moments.day_of(text(schedule, "startDate"))
    begins = schema_moments.clock(text(schedule, "startTime"))
    rhythm = short(text(schedule, "repeatFrequency") or "").upper()
    found = _RHYTHM.fullmatch(rhythm)
    days = [code for word in texts(schedule, "byDay") if (code := _day(word))]
    if (
        first is None
        or not 1900 <= first.year <= LAST_YEAR
        or begins is None
        or not (found or rhythm in _UNITS.values() or (days and not rhythm))
    ):
        return None
    every, unit = (int(found[1]), _UNITS[found[2].upper()]) if found else (1, rhythm or "WEEKLY")
    if unit == "DAILY" and every % 7 == 0:
        every, unit = every // 7, "WEEKLY"
    parts = [f"FREQ={unit}", f"INTERVAL={every}", *([f"BYDAY={','.join(days)}"] if days else [])]
    for name, part in (("byMonth", "BYMONTH"), ("byMonthDay", "BYMONTHDAY")):
        if numbers := [word for word in texts(schedule, name) if re.fullmatch(r"-?\d{1,2}", word)]:
            parts.append(f"{part}={','.join(numbers)}")
    count = text(schedule, "repeatCount") or ""
    last = schema_moments.day_of(text(schedule, "endDate"))
    if last and last.year <= LAST_YEAR:
        parts.append(f"UNTIL={last:%Y%m%d}T235959")
    elif re.fullmatch(r"\d{1,4}", count) and int(count):
        parts.append(f"COUNT={int(count)}")
    try:
        return _Laid(rules.read(";".join(parts)), dt.datetime.combine(first, dt.time.fromisoformat(begins)))
    except ValueError:
        return None


def _day(word: str) -> str | None:
    """ "TU" of "https://schema.org/Tuesday"; "1SA", the first Saturday, as it is."""
    if found := _DAY.fullmatch(word):
        return f"{found[1]}{found[2].upper()}"
    number = schema_moments.weekday(word)
    return None if number is None else _CODES[number]


def _zone(schedule: Node) -> dt.tzinfo | None:
    try:
        return zoneinfo.ZoneInfo(text(schedule, "scheduleTimezone") or "")
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):  # wall time then, in whatever zone holds
        return None


def _meetings(schedule: Node, laid: _Laid, since: dt.date, until: dt.date) -> Iterator[DraftMeeting]:
    zone = _zone(schedule)
    starts = list(laid.dates(since, until))
    without = [(word, _moment(word)) for word in texts(schedule, "exceptDate")]
    moments = {start.replace(tzinfo=zone or dt.UTC): start for start in starts}
    exact = {moments[moment] for _, moment in without if moment and moment in moments}
    # Publishers write an exception's wall time as if it were UTC: what names no meeting's moment names its day.
    days = {schema_moments.day_of(word) for word, moment in without if moment is None or moment not in moments}
    for start in starts:
        if start not in exact and start.date() not in days:
            yield DraftMeeting(start=_wall(start), end=_end(schedule, start))


def _moment(word: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(word)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _end(schedule: Node, wall: dt.datetime) -> str | None:
    ends = schema_moments.clock(text(schedule, "endTime"))
    if ends is None:
        after = schema_moments.after(wall.isoformat(), text(schedule, "duration"))
        return after[:16] if after else None
    end = dt.datetime.combine(wall.date(), dt.time.fromisoformat(ends))
    if end == wall:
        return None
    return _wall(end if end > wall else end + dt.timedelta(days=1))


def _wall(moment: dt.datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")


def _in_words(laid: Sequence[tuple[Node, _Laid | None]]) -> str | None:
    """The words that a timetable needs beside its meetings: where it is open, incomplete or could not be laid out."""
    words: list[str | None] = []
    for schedule, found in laid:
        partial = schedule.get("@type") == "PartialSchedule"
        if found is None:
            words.append(schema_times.in_words(GRAPH, schedule))
        elif partial or found.rule.endless:
            said = rules.in_words(found.rule, found.start.date())
            words.append("; ".join(filter(None, (said, PARTIAL if partial else ""))))
    return "; ".join(filter(None, dict.fromkeys(words))) or None


def _goes_on(laid: Sequence[tuple[Node, _Laid | None]], since: dt.date) -> bool:
    far = dt.timedelta(days=3660)
    try:
        return any(found and next(found.dates(since, since + far), None) for _, found in laid)
    except rule_dates.TooManyDates:
        return True
