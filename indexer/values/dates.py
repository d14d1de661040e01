"""Reads one day or moment, or a first and a last one: ISO 8601 first, then words, dateparser as the last resort."""

import datetime as dt
import functools
import re
from email.utils import parsedate_to_datetime

import msgspec

from indexer.opportunity import Doubt, Moment
from indexer.values import said, times, zones
from indexer.values.plain import normal
from indexer.values.reading import Read, believed, doubt
from indexer.values.said import sane

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?\s?(Z|z|UTC|GMT(?!\s?[+-])"
    r"|[+-]\d\d(?::?\d\d)?)?)?"
)
# "10:00-12:00" after a space is a first and a last time and no offset.
_NOT_ISO = re.compile(r"\d{4}-?\d\d-?\d\d \d\d:\d\d\s?-\s?\d\d:\d\d")
_MAIL = re.compile(r"(?:\w{3}, )?\d{1,2} \w{3} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UTC|UT|Z|[+-]\d{4})")
# A day, one or two words that are not ours, a year: all that is worth asking dateparser about.
_FOREIGN = re.compile(
    r"(?:[^\W\d]{2,15},? )?\d{1,2}\.?(?: de)? [^\W\d]{2,15}\.?(?: de)?,? (?:19|20)\d\d(?:[ ,]+\d{1,2}[:.]\d\d)?"
)
_FOREIGN_LANGUAGES = ["ar", "bn", "de", "fa", "hi", "it", "pa", "pt", "ro", "ru", "tr", "uk", "vi"]
_MIDNIGHT = dt.time(0, 0)
_LAST_MINUTE = (dt.time(23, 59), dt.time(23, 59, 59))
_MOST = 400
_FARTHEST = dt.timedelta(hours=14)
_NOT_STATED = {
    "",
    "tbc",
    "tba",
    "tbd",
    "n/a",
    "na",
    "none",
    "null",
    "-",
    "unknown",
    "to be confirmed",
    "to be announced",
    "various",
    "varies",
}

Range = tuple[Moment | None, Moment | None]


def read_moment(
    words: str | None, *, today: dt.date, country: str, zone: str, assumed: bool = False, field: str = "start"
) -> Read[Moment]:
    """A day, or a wall time on a day.

    A moment in UTC or with an offset becomes wall time in the zone. zone: IANA. assumed: nobody said the zone.
    """
    if not words:
        return Read()
    stripped = words.strip()
    found = _ISO.fullmatch(stripped)
    if found and not _NOT_ISO.fullmatch(stripped):
        return _iso(found, words, today, zone, assumed, field)
    read = read_range(stripped, today=today, country=country, zone=zone, assumed=assumed, field=field)
    start, end = read.value or (None, None)
    if end is None or start is None:
        # "Closes 30 July" names the last moment, "from 5 July" the first one.
        late = end if field.endswith(("closes", "end")) else None
        return Read(value=start or late, words=words, doubts=read.doubts, confidence=read.confidence)
    return Read(words=words, doubts=doubt(field, words, "a span of days or times where one moment was expected"))


def is_of_a_machine(words: str) -> bool:
    """Whether the words are one or two moments of ISO 8601, or one of RFC 5322: no pattern is in them."""
    stripped = words.strip()
    return bool(_MAIL.fullmatch(stripped) or (stripped[:4].isdecimal() and _iso_pair(stripped[:80])))


def read_range(
    words: str | None, *, today: dt.date, country: str, zone: str, assumed: bool = False, field: str = "when"
) -> Read[Range]:
    """The first and last day or moment that the words name; the end None where they name one only.

    The start is None where they say only until when. `schedules.read` makes meetings of what lies between.
    """
    if not words:
        return Read()
    if words[:4].isdecimal() and (found := _ISO.fullmatch(words.strip())) and not _NOT_ISO.fullmatch(words.strip()):
        one = _iso(found, words, today, zone, assumed, field)
        return Read(value=(one.value, None) if one.value else None, words=words, doubts=one.doubts)
    if normal(words) in _NOT_STATED:
        return Read(words=words)
    if _MAIL.fullmatch(words.strip()):
        return _mail_date(words, today, zone, assumed, field)
    parts = _iso_pair(words[:80])
    if parts:
        ends = [_iso(part, words, today, zone, assumed, field) for part in parts]
        return ordered(ends[0].value, ends[1].value if len(ends) > 1 else None, words, field, ends[0].doubts)
    if len(words) > _MOST:
        return Read(words=words, doubts=doubt(field, words, "more words than a day needs"))
    told = said.said(words, today=today, country=country, zone=zone)
    if told.trouble:
        return Read(words=words, doubts=doubt(field, words, told.trouble))
    if not told.runs:
        return _last_resort(words, normal(words), today, zone, assumed, field)
    return believed(_of_said(told, words, zone, assumed, field), field)


def _of_said(told: said.Said, words: str, zone: str, assumed: bool, field: str) -> Read[Range]:
    doubts = tuple(one for reason in told.doubts for one in doubt(field, words, reason))
    first, last = told.runs[0][0], told.runs[-1][-1]
    if len(told.runs) > 1:
        first, last = min(min(run) for run in told.runs), max(max(run) for run in told.runs)
    if told.bound == "until":
        until = zones.wall(last, told.ends or told.begins, zone, assumed=assumed)
        return Read(value=(None, until), words=words, doubts=doubts, confidence=told.confidence)
    start = zones.wall(first, told.begins, zone, assumed=assumed)
    end = None
    if last != first or told.ends:
        day = end_day(first, told.begins, told.ends) if first == last else last
        end = zones.wall(day, told.ends, zone, assumed=assumed)
    read = ordered(*whole_days(start, end), words, field, doubts)
    return msgspec.structs.replace(read, confidence=told.confidence)


def times_in(words: str, *, zone: str) -> tuple[dt.time | None, dt.time | None]:
    """When words say that a session begins and ends on its days; unknown where they name several times."""
    told = said.said(words[:_MOST], today=dt.date(2000, 1, 1), country="", zone=zone)
    return told.begins, told.ends


def times_of(spans: list[times.Span]) -> tuple[dt.time | None, dt.time | None]:
    """When it begins and ends on a day, unknown where several or unsure times are named."""
    sure = {(span.start, span.end) for span in spans}
    if len(sure) == 1 and all(span.sure for span in spans):
        return sure.pop()
    return None, None


def ordered(
    start: Moment | None, end: Moment | None, words: str, field: str, doubts: tuple[Doubt, ...] = ()
) -> Read[Range]:
    """A start and an end, the end unknown where it is before the start."""
    if start is None:
        return Read(words=words, doubts=doubts)
    if (
        end
        and (end.date, end.time or dt.time.max) < (start.date, start.time or dt.time.min)
        and not _same_fold(start, end)
    ):
        return Read(
            value=(start, None), words=words, doubts=doubts + doubt(field, words, "the end is before the start")
        )
    return Read(value=(start, end), words=words, doubts=doubts)


def _same_fold(start: Moment, end: Moment) -> bool:
    first, last = start.instant(), end.instant()
    return bool(first and last and first <= last)


def end_day(day: dt.date, begins: dt.time | None, ends_at: dt.time | None) -> dt.date:
    """The day on which something of one day ends: the next one for "10pm-2am"."""
    return day + dt.timedelta(days=1) if begins and ends_at and times.soon_after(begins, ends_at) else day


def whole_days(start: Moment | None, end: Moment | None) -> Range:
    """Days without times where a calendar with no other way wrote 00:00 to 23:59, or to the next day's 00:00."""
    if not (start and start.time == _MIDNIGHT and end):
        return start, end
    if end.time in _LAST_MINUTE:
        last = end.date
    elif end.time == _MIDNIGHT and end.date > start.date:
        last = end.date - dt.timedelta(days=1)
    else:
        return start, end
    day = zones.wall(start.date, None, start.zone, assumed=start.zone_assumed)
    return day, zones.wall(last, None, end.zone, assumed=end.zone_assumed) if last != start.date else None


def _mail_date(words: str, today: dt.date, zone: str, assumed: bool, field: str) -> Read[Range]:
    """A date of RFC 5322, as RSS has it; its zone is an offset."""
    try:
        instant = parsedate_to_datetime(words.strip())
    except ValueError:
        return Read(words=words, doubts=doubt(field, words, "there is no such day or time"))
    if not sane(instant.date(), today):
        return Read(words=words, doubts=doubt(field, words, "a year that cannot be meant"))
    return Read(value=(zones.at(instant.replace(tzinfo=instant.tzinfo or dt.UTC), zone), None), words=words)


def _iso_pair(words: str) -> list[re.Match[str]]:
    for mark in ("/", " to ", " - ", " – ", " until "):
        said = [part.strip() for part in words.split(mark)]
        parts = [_ISO.fullmatch(part) for part in said]
        if len(parts) <= 2 and all(parts) and not any(_NOT_ISO.fullmatch(part) for part in said):
            return [part for part in parts if part]
    return []


def _iso(found: re.Match[str], words: str, today: dt.date, zone: str, assumed: bool, field: str) -> Read[Moment]:
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        date = dt.date(int(year), int(month), int(day))
        if hour is None:
            moment = zones.wall(date, None, zone, assumed=assumed)
        else:
            if hour == "24" and minute == "00":
                date, hour = date + dt.timedelta(days=1), "00"
            time = dt.time(int(hour), int(minute), min(int(second or 0), 59))
            if offset is None:
                moment = zones.wall(date, time, zone, assumed=assumed)
            else:
                moment = zones.at(dt.datetime.combine(date, time, _offset(offset)), zone)
    except (ValueError, OverflowError):
        return Read(words=words, doubts=doubt(field, words, "there is no such day or time"))
    if not sane(moment.date, today):
        return Read(words=words, doubts=doubt(field, words, "a year that cannot be meant"))
    return Read(value=moment, words=words)


@functools.lru_cache(128)
def _offset(words: str) -> dt.tzinfo:
    if words[0] not in "+-":
        return dt.UTC
    digits = words[1:].replace(":", "").ljust(4, "0")
    span = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if span > _FARTHEST:
        raise ValueError(words)
    return dt.timezone(-span if words[0] == "-" else span)


def _last_resort(words: str, plain: str, today: dt.date, zone: str, assumed: bool, field: str) -> Read[Range]:
    """What dateparser makes of it, and only if it finds day, month and year in the words."""
    unknown: Read[Range] = Read(words=words, doubts=doubt(field, words, "no day in these words"))
    if not _FOREIGN.fullmatch(plain) or plain.isascii():
        return unknown
    moment = _dateparser(plain, today)
    if moment is None or not sane(moment, today):
        return unknown
    begins, ends_at = times_of(times.find(plain))
    if re.search(r"\d[:.h]\d\d", plain) and begins is None:
        return unknown
    end = zones.wall(moment, ends_at, zone, assumed=assumed) if ends_at else None
    return ordered(zones.wall(moment, begins, zone, assumed=assumed), end, words, field)


@functools.lru_cache(1024)
def _dateparser(plain: str, today: dt.date) -> dt.date | None:
    import dateparser  # noqa: PLC0415 - half a second that most cities never spend

    settings = {
        "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"],
        "RELATIVE_BASE": dt.datetime.combine(today, dt.time()),
    }  # fmt: skip
    try:
        found = dateparser.parse(plain, languages=_FOREIGN_LANGUAGES, settings=settings)
    except Exception:  # a library's surprise on odd words is an unknown date
        return None
    return found.date() if found else None
