"""Reads when a session meets: "Tuesdays 4-5.30pm, 6 weeks from 1 July", "12, 19 and 26 July, 2-4pm, not 19 July"."""

import calendar
import datetime as dt
import functools
import re

from indexer.opportunity import Meeting, Moment, Struct
from indexer.values import dates, times, zones
from indexer.values.calendar_words import MONTHS, WEEKDAY, WEEKDAYS, Found, find
from indexer.values.plain import normal
from indexer.values.reading import Read, doubt

_PATTERN = re.compile(
    rf"(?<!\w)(?P<first>{WEEKDAY})(?!\w)(?:\s?(?:(?P<to>-|to|through|until|i)|,|&|and|\+|/|a"
    rf"|ac)\s?(?P<next>{WEEKDAY})(?!\w))*"
)
_ONE_DAY = re.compile(rf"(?<!\w)({WEEKDAY})(?!\w)")
_WEEKENDS = re.compile(r"\b(?:weekends|every weekend|saturdays? and sundays?)\b")
_WEEKDAYS_ALL = re.compile(r"\b(?:weekdays|every weekday|monday to friday)\b")
_DAILY = re.compile(r"\b(?:daily|every day|each day|bob dydd(?! (?:llun|mawrth|mercher|iau|gwener|sadwrn|sul)))\b")
_NOT_WEEKLY = re.compile(
    r"\b(?:fortnightly|pythefnos|every (?:other|second|two|2|third|3|1st|first|last)|alternate|bi-?weekly"
    r"|monthly|(?:1st|2nd|3rd|4th|first|second|third|fourth|last)(?:,? (?:and|&|/) (?:1st|2nd|3rd|4th|first"
    r"|second|third|fourth|last))? (?:mon|tue|wed|thu|fri|sat|sun)|some |selected|various)"
)
_TERMS = re.compile(r"\b(?:terms?|term[- ]?time|school holidays|half[- ]terms?|semesters?)\b")
_MONTH_ONLY = re.compile(
    rf"\b(?:in|during|throughout|ym mis|en|w)"
    rf" (?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b(?:,? (?P<year>20\d\d))?"
)
_LETTERS = re.compile(
    r"(?<![\w/])(?:(?:m|tu|w|th|f|sa|su)(?:/(?:m|tu|w|th|f|sa|su))+|mwf|tuth|mw|wf|mtwthf|tth)(?![\w/])"
)
_LETTER_DAYS = {"m": 0, "tu": 1, "t": 1, "w": 2, "th": 3, "f": 4, "sa": 5, "su": 6}
_EXCEPT = re.compile(
    r"\b(?:except(?:ing)?(?: for)?|excluding|excl\.?|but not|not on|not|no (?:class(?:es)?|sessions?|clubs?"
    r"|meetings?|lessons?)(?: on)?|skip(?:s|ping)?|ac eithrio|oprócz|excepto)\b([^;()\n]{1,200})"
)
_WEEKS = re.compile(
    r"\b(?:for |x ?)?(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve)[ -]?(?:x )?(weeks?|wks?"
    r"|sessions?|classes|meetings|lessons|wythnos|sesiwn|tygodni|semanas|(?:mon|tues|wednes|thurs|fri|satur"
    r"|sun)days)\b(?! (?:old|ago|before))"
)
_COUNTS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
}
_REPEATS = re.compile(
    r"\b(?:every|each|weekly|ongoing|on-going|drop-?in|year[- ]round|all year|bob|rolling|s)\b|\b\w+days\b|ہر "
)
_FROM = re.compile(
    r"\b(?:from|starts?|starting|begins?|beginning|commencing|w/c|week commencing|o|since)[: ]*(?:on |the )?$"
)
_MOST_MEETINGS = 400


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
    return _read(words, today, country, zone, assumed, field)


@functools.lru_cache(2048)
def _read(words: str, today: dt.date, country: str, zone: str, assumed: bool, field: str) -> Read[Schedule]:
    plain = normal(words[:1000])
    kept, skipped = _without_exceptions(plain, today, country)
    days = find(kept, today=today, country=country)
    rest = dates.blanked(kept, days)
    spans = times.find(rest)
    begins, ends_at = dates.times_of(spans)
    doubts = doubt(field, words, "a time without am or pm, or several times") if spans and begins is None else ()
    if reason := dates.trouble(days, spans) or _senseless(days, today):
        return Read(words=words, doubts=doubt(field, words, reason))
    weekdays = _weekdays(rest)
    not_weekly = _NOT_WEEKLY.search(kept)
    if not_weekly and not days:
        return Read(words=words, doubts=doubt(field, words, "not weekly, so its days are not known"))
    if not_weekly:
        weekdays = ()
    if not days and weekdays and (month := _MONTH_ONLY.search(rest)):
        days = [Found(_month(month, today), True, bool(month["year"]), month.start(), month.end())]
    if not days:
        if not weekdays:
            simple = dates.read_range(words, today=today, country=country, zone=zone, assumed=assumed, field=field)
            start, end = simple.value or (None, None)
            if start is None and begins:
                return Read(value=Schedule(start_time=begins, end_time=ends_at), words=words, doubts=simple.doubts)
            return Read(value=Schedule(start=start, end=end) if start else None, words=words, doubts=simple.doubts)
        schedule = Schedule(
            weekdays=weekdays, start_time=begins, end_time=ends_at, open_ended=bool(_REPEATS.search(kept))
        )
        return Read(
            value=schedule, words=words, doubts=doubts or doubt(field, words, "a weekday but no day of the calendar")
        )
    first, last, listed = _ends(kept, days, weekdays)
    if listed:
        chosen = sorted(set(listed) - skipped)
    elif first and not not_weekly and not _TERMS.search(kept):
        count, by_weeks = _count(rest)
        if count and last == first:
            last = None
        if count and not weekdays and days[0].days[0] == first:
            weekdays = (first.weekday(),)
        if count and by_weeks and last is None:
            last, count = first + dt.timedelta(days=7 * count - 1), None
        elif count and by_weeks:
            count = None
        chosen = _every(first, last, weekdays, count, skipped) if weekdays else []
    else:
        chosen = []
    open_ended = bool(first and last is None and not chosen and (weekdays or _REPEATS.search(kept)))
    meetings = (
        tuple(_meeting(day, begins, ends_at, zone, assumed) for day in chosen) if len(chosen) > 1 or weekdays else ()
    )
    if listed:
        first, last = chosen[0] if chosen else first, chosen[-1] if chosen else last
    elif chosen:
        last = chosen[-1]
        first = chosen[0]
    start = zones.wall(first, begins, zone, assumed=assumed) if first else None
    end = meetings[-1].end if meetings else None
    if not end and (last or (first and ends_at and not open_ended)):
        end = _meeting(last or first or today, begins, ends_at, zone, assumed).end or zones.wall(
            last or first or today, None, zone, assumed=assumed
        )
    if start and end and last == first and not ends_at:
        end = None
    schedule = Schedule(
        start=start,
        end=end,
        meetings=meetings,
        weekdays=weekdays,
        start_time=begins,
        end_time=ends_at,
        exceptions=tuple(sorted(skipped)),
        open_ended=open_ended,
    )
    return Read(value=schedule, words=words, doubts=doubts)


def _without_exceptions(plain: str, today: dt.date, country: str) -> tuple[str, set[dt.date]]:
    skipped: set[dt.date] = set()
    for found in reversed(list(_EXCEPT.finditer(plain))):
        # The year may stand only on the days that do take place.
        days = find(plain[found.start() : found.end()], today=today, country=country, short=True)
        context = find(plain, today=today, country=country)
        year = context[0].days[0].year if context and context[0].days else None
        for day in days:
            for date in day.days:
                skipped.add(date if day.complete or year is None else _in_year(date, year))
        if days:
            plain = plain[: found.start()] + plain[found.end() :]
    return plain, skipped


def _in_year(day: dt.date, year: int) -> dt.date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day


def _senseless(days: list[Found], today: dt.date) -> str:
    if any(not dates.sane(day, today) for found in days for day in found.days):
        return "a year that cannot be meant"
    return ""


def _month(found: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of a month; with no year the one that is not over since more than 60 days."""
    number = MONTHS[found["month"]]
    year = int(found["year"]) if found["year"] else today.year
    for candidate in (year,) if found["year"] else (today.year - 1, today.year, today.year + 1):
        year = candidate
        last = dt.date(year, number, calendar.monthrange(year, number)[1])
        if found["year"] or (today - last).days <= 60:
            break
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])


def _weekdays(rest: str) -> tuple[int, ...]:
    if _WEEKDAYS_ALL.search(rest):
        return (0, 1, 2, 3, 4)
    if _WEEKENDS.search(rest):
        return (5, 6)
    if _DAILY.search(rest):
        return tuple(range(7))
    if letters := _LETTERS.search(rest):
        return tuple(sorted(_LETTER_DAYS[name] for name in re.findall(r"th|tu|sa|su|m|w|f|t", letters[0])))
    chosen: set[int] = set()
    for found in _PATTERN.finditer(rest):
        named = [WEEKDAYS[name.split()[-1]] for name in _ONE_DAY.findall(found[0])]
        if found["to"] and len(named) == 2 and named[0] < named[1]:
            named = list(range(named[0], named[1] + 1))
        chosen.update(named)
    return tuple(sorted(chosen))


def _count(rest: str) -> tuple[int | None, bool]:
    """How many weeks or meetings, and whether it is weeks: those are counted on the calendar, exceptions included."""
    found = _WEEKS.search(rest)
    if not found:
        return None, False
    number = int(found[1]) if found[1].isdigit() else _COUNTS[found[1]]
    return number or None, found[2].startswith(("week", "wk", "wythnos", "tygodni", "semanas"))


def _ends(
    kept: str, days: list[Found], weekdays: tuple[int, ...]
) -> tuple[dt.date | None, dt.date | None, list[dt.date]]:
    """The first and last day, and the days where they are listed one by one."""
    if len(days) == 1 and len(days[0].days) == 1:
        only, before = days[0].days[0], kept[: days[0].begin]
        if dates.UNTIL.search(before):
            return None, only, []
        alone = not weekdays and not _FROM.search(before)
        return only, only if alone else None, []
    if len(days) == 1 and days[0].span:
        return days[0].days[0], days[0].days[1], []
    if len(days) == 2 and all(len(day.days) == 1 for day in days):
        between = kept[days[0].end : days[1].begin]
        if (
            re.search(
                r"(?:^|\s)(?:-|to|until|till|through|thru|i|hyd at|ends?|finish(?:es|ing)?|al|سے)(?:\s|$|:)", between
            )
            or between.strip(" ,") == "-"
        ):
            return days[0].days[0], days[1].days[0], []
    if any(day.span for day in days):
        return days[0].days[0], days[-1].days[-1], []
    listed = [day for found in days for day in found.days]
    return listed[0], listed[-1], listed


def _every(
    first: dt.date, last: dt.date | None, weekdays: tuple[int, ...], count: int | None, skipped: set[dt.date]
) -> list[dt.date]:
    if last is None and count is None:
        return []
    most = count * len(weekdays) if count else _MOST_MEETINGS
    chosen: list[dt.date] = []
    day = first
    for _ in range(_MOST_MEETINGS * 7):
        if len(chosen) >= most or (last and day > last):
            break
        if day.weekday() in weekdays and day not in skipped:
            chosen.append(day)
        day += dt.timedelta(days=1)
    # A number of meetings that disagrees with the last day leaves the meetings unknown.
    return chosen if count is None or last is None or _agree(first, last, weekdays, count, skipped) else []


def _agree(first: dt.date, last: dt.date, weekdays: tuple[int, ...], count: int, skipped: set[dt.date]) -> bool:
    return len(_every(first, last, weekdays, None, skipped)) == count * len(weekdays)


def _meeting(day: dt.date, begins: dt.time | None, ends_at: dt.time | None, zone: str, assumed: bool) -> Meeting:
    start = zones.wall(day, begins, zone, assumed=assumed)
    end = None
    if begins and ends_at:
        later = dates.end_day(day, begins, ends_at)
        end = zones.wall(later, ends_at, zone, assumed=assumed) if later > day or ends_at > begins else None
    return Meeting(start=start, end=end)
