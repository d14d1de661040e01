"""Reads one day or moment, or a first and a last one: ISO 8601 first, then words, dateparser as the last resort."""

import datetime as dt
import functools
import re
from email.utils import parsedate_to_datetime

from indexer.opportunity import Doubt, Moment
from indexer.values import calendar_words, times, zones
from indexer.values.plain import normal
from indexer.values.reading import Read, doubt

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?\s?(Z|z|UTC|GMT(?!\s?[+-])"
    r"|[+-]\d\d(?::?\d\d)?)?)?"
)
UNTIL = re.compile(
    r"(?:\b(?:until|till|ends?|ending|finish(?:es|ing)?|closes|closing|by|up to|through|hyd at|hasta|do)|تک)[:"
    r" ]*(?:on |the |\w+day,? )?$"
)
_MAIL = re.compile(r"(?:\w{3}, )?\d{1,2} \w{3} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UTC|UT|Z|[+-]\d{4})")
# A day, one or two words that are not ours, a year: all that is worth asking dateparser about.
_FOREIGN = re.compile(
    r"(?:[^\W\d]{2,15},? )?\d{1,2}\.?(?: de)? [^\W\d]{2,15}\.?(?: de)?,? (?:19|20)\d\d(?:[ ,]+\d{1,2}[:.]\d\d)?"
)
_FOREIGN_LANGUAGES = ["ar", "bn", "de", "fa", "hi", "it", "pa", "pt", "ro", "ru", "tr", "uk", "vi"]
_LAST_MINUTE = (dt.time(23, 59), dt.time(23, 59, 59))
_EARLIEST, _LATEST = 1990, 30
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
    if found:
        return _iso(found, words, today, zone, assumed, field)
    read = read_range(stripped, today=today, country=country, zone=zone, assumed=assumed, field=field)
    if read.value is None or read.value[1] is None:
        return Read(value=read.value[0] if read.value else None, words=words, doubts=read.doubts)
    return Read(words=words, doubts=doubt(field, words, "a span of days or times where one moment was expected"))


def read_range(
    words: str | None, *, today: dt.date, country: str, zone: str, assumed: bool = False, field: str = "when"
) -> Read[Range]:
    """The first and last day or moment that the words name; the end None where they name one only.

    The start is None where they say only until when. `schedules.read` makes meetings of what lies between.
    """
    if not words:
        return Read()
    if words[:4].isdecimal() and (found := _ISO.fullmatch(words.strip())):
        one = _iso(found, words, today, zone, assumed, field)
        return Read(value=(one.value, None) if one.value else None, words=words, doubts=one.doubts)
    if normal(words) in _NOT_STATED:
        return Read(words=words)
    if _MAIL.fullmatch(words.strip()):
        return _mail_date(words, today, zone, assumed, field)
    plain = normal(words[:400])
    if (
        "/" in plain
        and (two := plain.split("/"))[1:]
        and len(two) == 2
        and all(_ISO.fullmatch(part.strip().upper()) for part in two)
    ):
        plain = f"{two[0]} - {two[1]}"
    parts = _iso_pair(words[:80])
    if parts:
        ends = [_iso(part, words, today, zone, assumed, field) for part in parts]
        return ordered(ends[0].value, ends[1].value if len(ends) > 1 else None, words, field, ends[0].doubts)
    days = calendar_words.find(plain, today=today, country=country)
    spans = times.find(blanked(plain, days))
    reason = trouble(days, spans)
    if not days and not reason:
        return _last_resort(words, plain, today, zone, assumed, field)
    if reason:
        return Read(words=words, doubts=doubt(field, words, reason))
    first, last = days[0].days[0], days[-1].days[-1]
    if not sane(first, today) or not sane(last, today):
        return Read(words=words, doubts=doubt(field, words, "a year that cannot be meant"))
    doubts: tuple[Doubt, ...] = next((doubt(field, words, day.reason) for day in days if day.reason), ())
    begins, ends_at = times_of(spans)
    if spans and begins is None:
        doubts += doubt(field, words, "a time without am or pm, or several times")
    if len(days) == 1 and first == last and UNTIL.search(plain[: days[0].begin]):
        return Read(value=(None, zones.wall(last, begins, zone, assumed=assumed)), words=words, doubts=doubts)
    start = zones.wall(first, begins, zone, assumed=assumed)
    end = None
    if last != first or ends_at:
        end = zones.wall(end_day(last, begins, ends_at) if first == last else last, ends_at, zone, assumed=assumed)
    return ordered(*whole_days(start, end), words, field, doubts)


def times_of(spans: list[times.Span]) -> tuple[dt.time | None, dt.time | None]:
    """When it begins and ends on a day, unknown where several or unsure times are named."""
    sure = {(span.start, span.end) for span in spans if span.sure}
    if len(sure) == 1 and all(span.sure for span in spans):
        return sure.pop()
    if len(spans) == 2 and all(span.sure and span.end is None for span in spans) and spans[0].start < spans[1].start:
        return spans[0].start, spans[1].start
    return None, None


def trouble(days: list[calendar_words.Found], spans: list[times.Span]) -> str:
    """Why the days cannot be believed; "" where they can."""
    return next((day.reason for day in days if not day.days), "")


def blanked(plain: str, days: list[calendar_words.Found]) -> str:
    """The words with the days taken out, so that "12.07.2027" is no time."""
    for day in days:
        plain = plain[: day.begin] + " " * (day.end - day.begin) + plain[day.end :]
    return plain


def sane(day: dt.date, today: dt.date) -> bool:
    """Whether a year is one that a source can mean: no 0001, 1900 or 9999."""
    return _EARLIEST <= day.year <= today.year + _LATEST


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
    """Days without times where a calendar with no other way wrote 00:00 to 23:59."""
    if start and start.time == dt.time(0, 0) and end and end.time in _LAST_MINUTE:
        day = zones.wall(start.date, None, start.zone, assumed=start.zone_assumed)
        return day, zones.wall(end.date, None, end.zone, assumed=end.zone_assumed) if end.date != start.date else None
    return start, end


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
        parts = [_ISO.fullmatch(part.strip()) for part in words.split(mark)]
        if len(parts) <= 2 and all(parts):
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
