"""Reads when a session meets: "Tuesdays 4-5.30pm, 6 weeks from 1 July", "12, 19 and 26 July, 2-4pm, not 19 July"."""

import datetime as dt
import functools

from indexer.opportunity import Meeting, Moment, Struct
from indexer.values import dates, laid_out, zones
from indexer.values.reading import LIKELY, Read, believed, doubt
from indexer.values.said import Said, said

_MOST = 1000


class Schedule(Struct, frozen=True, kw_only=True):
    """When a session meets. start, end: both inclusive. weekdays: 0 is Monday.

    meetings: only where the words name each of them, or a weekday with a first day and a last one or a number.
    start_time, end_time: what the words say of the time of day, also where they name no day.
    """

    start: Moment | None = None
    end: Moment | None = None
    meetings: tuple[Meeting, ...] = ()
    weekdays: tuple[int, ...] = ()
    start_time: dt.time | None = None
    end_time: dt.time | None = None
    exceptions: tuple[dt.date, ...] = ()
    open_ended: bool = False


def read(
    words: str | None, *, today: dt.date, country: str, zone: str, assumed: bool = False, field: str = "when"
) -> Read[Schedule]:
    """What free words say of days and times. Unknown where they name none, with a doubt."""
    if not words or not words.strip():
        return Read()
    if len(words) > _MOST:
        return Read(words=words, doubts=doubt(field, words, "more words than a schedule needs"))
    return believed(_read(words, today, country, zone, assumed, field), field)


@functools.lru_cache(2048)
def _read(words: str, today: dt.date, country: str, zone: str, assumed: bool, field: str) -> Read[Schedule]:
    if dates.is_of_a_machine(words):
        return _of_no_day(Said(), words, today, country, zone, assumed, field)
    told = said(words, today=today, country=country, zone=zone)
    reasons = list(told.doubts)
    if told.trouble:
        return Read(words=words, doubts=doubt(field, words, told.trouble))
    listed = len(told.runs) > 1 and all(len(run) == 1 for run in told.runs)
    if told.irregular and not listed and (told.weekdays or told.every or not told.runs or told.bound or told.many):
        return Read(words=words, doubts=doubt(field, words, "not weekly, so its days are not known"))
    if told.once and not told.runs:
        return Read(words=words, doubts=doubt(field, words, "a day counted from one that is not said"))
    if not told.runs and not told.weekdays:
        return _of_no_day(told, words, today, country, zone, assumed, field)
    plan = laid_out.plan(told)
    reasons += plan.doubts
    if not told.runs and not plan.first:
        reasons += [] if reasons else ["a weekday but no day of the calendar"]
    meetings = tuple(_meeting(day, told, zone, assumed) for day in plan.days)
    start = zones.wall(plan.first, told.begins, zone, assumed=assumed) if plan.first else None
    end = meetings[-1].end if meetings else None
    if not end and plan.last and plan.last == plan.first and told.ends:
        end = _meeting(plan.last, told, zone, assumed).end or zones.wall(plan.last, told.ends, zone, assumed=assumed)
    elif not end and plan.last and plan.last != plan.first:
        end = zones.wall(plan.last, told.ends, zone, assumed=assumed)
    if start and not meetings and not plan.open_ended:
        ordered = dates.ordered(start, end, words, field)
        end = ordered.value[1] if ordered.value else end
        reasons += [one.reason for one in ordered.doubts]
    schedule = Schedule(
        start=start, end=end, meetings=meetings, weekdays=plan.weekdays, start_time=told.begins, end_time=told.ends,
        exceptions=told.exceptions.days, open_ended=plan.open_ended,
    )  # fmt: skip
    doubts = tuple(one for reason in dict.fromkeys(reasons) for one in doubt(field, words, reason))
    likely = LIKELY if plan.likely else told.confidence
    return Read(value=schedule, words=words, doubts=doubts, confidence=min(told.confidence, likely))


def _of_no_day(
    told: Said, words: str, today: dt.date, country: str, zone: str, assumed: bool, field: str
) -> Read[Schedule]:
    """What `dates` makes of words that name no day that we know, else only the time of day."""
    simple = dates.read_range(words, today=today, country=country, zone=zone, assumed=assumed, field=field)
    start, end = simple.value or (None, None)
    if start is None and told.begins:
        hours = Schedule(start_time=told.begins, end_time=told.ends)
        return Read(value=hours, words=words, doubts=simple.doubts, confidence=told.confidence)
    begins, ends = start.time if start else None, end.time if end else None
    span = Schedule(start=start, end=end, start_time=begins, end_time=ends)
    value = span if start or end else None
    return Read(value=value, words=words, doubts=simple.doubts, confidence=simple.confidence)


def _meeting(day: dt.date, told: Said, zone: str, assumed: bool) -> Meeting:
    start = zones.wall(day, told.begins, zone, assumed=assumed)
    end = None
    if told.begins and told.ends:
        later = dates.end_day(day, told.begins, told.ends)
        end = zones.wall(later, told.ends, zone, assumed=assumed) if later > day or told.ends > told.begins else None
    return Meeting(start=start, end=end)
