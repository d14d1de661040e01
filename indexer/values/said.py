"""Puts together what words say of days, weekdays, times and weeks; how it is laid out, `dates` and `schedules` know."""

import calendar
import datetime as dt
import functools
from typing import NamedTuple

from indexer.values import hours, years
from indexer.values.calendar_tokens import Token, plain_words, tokens
from indexer.values.calendar_words import Days, is_to, language_of
from indexer.values.exceptions import Exceptions, either_left_out, without_exceptions
from indexer.values.items import Item, items_of
from indexer.values.reading import LIKELY, SURE, TORN
from indexer.values.weekdays import Group
from indexer.values.years import Part

_EARLIEST, _LATEST = 1990, 30
_BEFORE_DAY = frozenset({
    "the", "on", "el", "los", "la", "las", "dydd", "ddydd", "date", "dates", "day", "dnia", "le", "of", ":", "about",
    "@", "is",
})  # fmt: skip
_WEEK = 7
Run = tuple[dt.date, ...]


class Said(NamedTuple):
    """What the words say. runs: single days, and first and last ones.

    bound: "from" or "until" where the one day is only that. weekdays: 0 is Monday; many: of many weeks.
    series: how many, and whether weeks. months: the first and last day of months that are named.
    doubts: what is left unknown and why. trouble: why nothing can be believed. irregular: it meets, but not every week.
    """

    runs: tuple[Run, ...] = ()
    bound: str = ""
    weekdays: tuple[int, ...] = ()
    many: bool = False
    begins: dt.time | None = None
    ends: dt.time | None = None
    series: tuple[int, bool] | None = None
    months: Run = ()
    exceptions: Exceptions = Exceptions()
    irregular: bool = False
    once: bool = False
    term: bool = False
    every: bool = False
    endless: bool = False
    doubts: tuple[str, ...] = ()
    trouble: str = ""
    confidence: float = SURE


def _without_every_day(groups: list[Group]) -> list[Group]:
    """ "Daily, Mon-Fri" is from Monday to Friday."""
    some = [group for group in groups if len(group.days) < _WEEK]
    return some if len(some) == 1 and len(some[0].days) > 1 else groups


@functools.lru_cache(4096)
def said(words: str, *, today: dt.date, country: str, zone: str) -> Said:
    """What words of at most some hundred characters say."""
    row = tokens(either_left_out(plain_words(words)))
    language = language_of(row)
    items = items_of(row, language=language, country=country, today=today)
    items, excepted = without_exceptions(items, language)
    items = _without_notices(items)
    days = _meant(items)
    doubts: list[str] = [found.reason for found in days if found.reason]
    told = {item.value.kind for item in items if item.kind == "tie"}
    parts, shape, bound, open_end = _linked(items, days, language)
    dated = years.dated(parts, today) if parts else []
    if isinstance(dated, str):
        return Said(trouble=dated)
    runs = _shaped(dated, shape)
    trouble = _trouble(runs, "moved" in told, today)
    if open_end:
        doubts.append("the end is no day of the calendar")
    if bound == "beside":
        trouble = trouble or "only before or after a day"
    groups = _without_every_day([item.value for item in items if item.kind == "group"])
    weekdays, many, mismatch = _weekdays(groups, runs, bound, "every" in told)
    trouble = trouble or mismatch
    clock = hours.of_a_day(items, zone)
    doubts += clock.doubts
    exceptions = excepted.dated(dated, today, weekdays)
    likely = (
        clock.likely or exceptions.likely or any(found.likely for found in days) or any(not part.year for part in parts)
    )
    meant = tuple(day for day in weekdays if day not in exceptions.weekdays)
    if weekdays and not meant:
        trouble = trouble or "all its weekdays are left out"
    series = next((item.value.value for item in items if item.kind == "count"), None)
    torn = any(found.torn for found in days) or any(group.torn for group in groups)
    return Said(
        runs=runs, bound="" if "moved" in told else bound, weekdays=meant, many=many, begins=clock.begins,
        ends=clock.ends, series=series, months=_months(items, today, language), exceptions=exceptions,
        irregular="irregular" in told, once="once" in told, term="term" in told, every="every" in told,
        endless="endless" in told, doubts=tuple(doubts), trouble=trouble,
        confidence=TORN if torn else LIKELY if likely else SURE,
    )  # fmt: skip


def sane(day: dt.date, today: dt.date) -> bool:
    """Whether a year is one that a source can mean: no 0001, 1900 or 9999."""
    return _EARLIEST <= day.year <= today.year + _LATEST


def _meant(items: list[Item]) -> list[Days]:
    """The namings of days, without a fraction such as "1/2" that stands among other words."""
    found = [item.value for item in items if item.kind == "days"]
    beside = any(item.kind in {"group", "span", "month"} for item in items) or len(found) > 1
    beside = beside or any(item.kind == "tie" and item.value.kind in {"from", "until", "week_of"} for item in items)
    alone = len(items) == 1
    return [
        days for days in found
        if not days.short or ((beside or alone) and _may_be(days.runs[0][0]))
    ]  # fmt: skip


def _may_be(part: Part) -> bool:
    """Whether "12/7" can be a day at all, and is not "24/7"."""
    return 1 <= part.month <= 12 and 1 <= part.day <= 31 and (part.day, part.month) != (24, 7)


def _without_notices(items: list[Item]) -> list[Item]:
    """The items without the days on which one may sign up, or of a rain date."""
    kept: list[Item] = []
    place = 0
    while place < len(items):
        item = items[place]
        if item.kind == "tie" and item.value.kind == "notice":
            ahead = place + 1
            while ahead < len(items) and ahead - place < 7 and _is_filler(items[ahead]):
                ahead += 1
            between = {one.value.kind for one in items[place + 1 : ahead] if one.kind == "tie"}
            plainly = item.value.text in {"deadline", "rain date", "posted", "updated", "published"}
            if (
                ahead < len(items)
                and items[ahead].kind in {"days", "span"}
                and (plainly or between & {"opens", "until", "from"})
            ):
                place = _past_moment(items, ahead)
                continue
        kept.append(item)
        place += 1
    return kept


def _is_filler(item: Item) -> bool:
    if item.kind == "tie":
        return item.value.kind in {"opens", "until", "from", "notice", "and"}
    return item.kind == "word" and item.value.text not in ".;|()"


def _past_moment(items: list[Item], place: int) -> int:
    """The item after a day and a time, or a time and a day."""
    taken: set[str] = set()
    while place < len(items):
        leads = items[place].kind in {"word", "tie"} and items[place].value.text in {",", "at", "from", "on", "@"}
        after = place + leads
        if after >= len(items) or items[after].kind not in {"days", "span"} or items[after].kind in taken:
            break
        taken.add(items[after].kind)
        place = after + 1
    return place


def _linked(items: list[Item], days: list[Days], language: str) -> tuple[list[Part], list[int], str, bool]:
    """The parts in order, how many belong to each run, the bound of a single day, and whether an end is no day."""
    parts: list[Part] = []
    shape: list[int] = []
    bound = ""
    last_tie = ""
    from_month = False
    between = False
    open_end = False
    for place, item in enumerate(items):
        if item.kind == "days" and item.value in days:
            found: Days = item.value
            linked = last_tie in {"to", "-"} or (last_tie == "and" and between)
            runs = list(found.runs)
            if between and len(runs) == 2 and not shape:
                runs = [(runs[0][0], runs[1][-1])]
            if linked and shape and shape[-1] == 1 and len(runs[0]) == 1 and len(runs) == 1:
                parts.append(runs[0][0]._replace(after=True))
                shape[-1] = 2
            else:
                if not shape and (last_tie == "to" or (last_tie == "-" and from_month)):
                    bound = "until"
                elif last_tie in {"from", "beside"}:
                    bound = bound or last_tie
                for run in runs:
                    parts += run if len(run) == 1 else (run[0], run[1]._replace(after=True))
                    shape.append(len(run))
            bound = _postponed(items, place) or bound
            last_tie = ""
        elif item.kind == "month":
            open_end = open_end or (last_tie in {"to", "-"} and bool(shape))
            from_month, last_tie = not shape, ""
        elif item.kind in {"tie", "word"}:
            between = between or item.value.text in {"between", "rhwng"}
            last_tie = _tie(item.value, language) or (last_tie if item.value.text in _BEFORE_DAY else "")
        elif item.kind != "span" or shape or last_tie != "to":
            last_tie = ""  # but "until 5pm on 30 July" is until that day
    single = shape == [1]
    return parts, shape, bound if single else "", open_end


def _tie(token: Token, language: str) -> str:
    if token.kind in {"from", "week_of"}:
        return "from"
    if token.text == "-" or token.kind == "beside":
        return "-" if token.text == "-" else "beside"
    if token.kind in {"until", "to"} or (token.kind in {"sign", "word"} and is_to(token, language)):
        return "to"
    if token.kind == "and":
        return "and"
    return "," if token.text in ",;.|()" else ""


def _postponed(items: list[Item], place: int) -> str:
    """Urdu says "until" and "from" after the day."""
    following = items[place + 1 : place + 2]
    text = following[0].value.text if following and following[0].kind in {"tie", "word"} else ""
    return {"تک": "until", "سے": "from"}.get(text, "")


def _shaped(dated: list[dt.date], shape: list[int]) -> tuple[Run, ...]:
    runs: list[Run] = []
    place = 0
    for length in shape:
        runs.append(tuple(dated[place : place + length]))
        place += length
    return tuple(runs)


def _trouble(runs: tuple[Run, ...], moved: bool, today: dt.date) -> str:
    if any(not sane(day, today) for run in runs for day in run):
        return "a year that cannot be meant"
    if moved and len(runs) + max(map(len, runs), default=0) > 2:
        return "a day that was moved, and it is not said plainly which holds"
    return ""


def _weekdays(groups: list[Group], runs: tuple[Run, ...], bound: str, every: bool) -> tuple[tuple[int, ...], bool, str]:
    """The weekdays of the pattern, whether it is one of many weeks, and why they do not fit the days."""
    chosen = tuple(sorted({day for group in groups for day in group.days}))
    many = every or any(group.many for group in groups)
    singles = [run[0] for run in runs if len(run) == 1]
    if (
        chosen
        and len(singles) == len(runs)
        and len(singles) > 1
        and any(day.weekday() not in chosen for day in singles)
    ):
        return chosen, many, years.NOT_ITS_WEEKDAY
    if chosen and not bound and len(runs) == 1 and singles and singles[0].weekday() not in chosen:
        return chosen, many, years.NOT_ITS_WEEKDAY
    if len(chosen) == 1 and not many and not bound and len(runs) == 1 and singles:
        return (), False, ""
    return chosen, many, ""


def _months(items: list[Item], today: dt.date, language: str) -> Run:
    """The first and last day of the months that are named whole: "in May", "September to December"."""
    named = [(place, item.value) for place, item in enumerate(items) if item.kind == "month"]
    patterns = sum(item.kind == "group" for item in items)
    if not named or len(named) > 2 or patterns != 1 or any(month.vague for _, month in named):
        return ()
    place, first = named[0]
    last = first
    if len(named) == 2:
        last = named[1][1]
        between = items[place + 1 : named[1][0]]
        tie = _tie(between[0].value, language) if len(between) == 1 and between[0].kind in {"tie", "word"} else ""
        following = (last.number - first.number) % 12 == 1
        if tie not in {"to", "-"} and not (tie == "and" and following):
            return ()
    elif _is_bound(items[place + 1 : place + 2]) or (place and _is_bound(items[place - 1 : place])):
        return ()  # "from September" begins on a day of it that nobody knows
    year = first.year or last.year
    if year is None:
        candidates = [today.year - 1, today.year, today.year + 1]
        year = next(one for one in candidates if (today - _end(one, first.number)).days <= 60)
    elif first.year is None and first.number > last.number:
        year -= 1
    end_year = last.year or (year + (last.number < first.number))
    if not all(_EARLIEST <= one <= today.year + _LATEST for one in (year, end_year)):
        return ()
    return dt.date(year, first.number, 1), _end(end_year, last.number)


def _is_bound(beside: list[Item]) -> bool:
    return any(item.kind == "tie" and item.value.kind in {"from", "until", "opens", "to"} for item in beside)


def _end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
