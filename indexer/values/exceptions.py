"""Takes the days that are left out from what words say: "(not 4th)", "no class 9/21", "except Sundays"."""

import datetime as dt
import re
from typing import NamedTuple

from indexer.values import years
from indexer.values.items import Item
from indexer.values.years import Part

_FILL = frozenset({
    "the", "on", "and", ",", "&", "-", "el", "los", "la", ":", "week", "days", "day", "of", "y", "i", "a", "o", "w",
    "dydd",
})  # fmt: skip


_LEFT_OUT_OR = re.compile(
    r"((?:\bno (?:class(?:es)?|sessions?|clubs?|meetings?|lessons?|camp|practice)|\bnot|\bexcept|\bexcluding)\b"
    r"[^.;()]{0,60}?\d[a-z]{0,2}(?: [a-z]{3,9})?) (?:or|nor) (?=(?:the )?(?:[a-z]{3,9} )?\d)"
)


class Exceptions(NamedTuple):
    """days: on which it does not meet. weekdays: on which it never meets. unknown: some are not named."""

    days: tuple[dt.date, ...] = ()
    weekdays: tuple[int, ...] = ()
    unknown: bool = False
    likely: bool = False


class Excepted(NamedTuple):
    """The same as it was written. numbers: days of a month that only the rest of the words names."""

    runs: tuple[tuple[Part, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    unknown: bool = False

    def dated(self, others: list[dt.date], today: dt.date, weekdays: tuple[int, ...]) -> Exceptions:
        """Their days, each with the year and month that the days of the session give it."""
        found: set[dt.date] = set()
        unknown = self.unknown
        first, last = (min(others), max(others)) if others else (today, today)
        for run in self.runs:
            ends = [_within(part, first, last, today) for part in run]
            if None in ends:
                unknown = True
                continue
            begin, end = ends[0], ends[-1]
            if begin and end and 0 <= (end - begin).days < 100:
                days = [begin + dt.timedelta(days=step) for step in range((end - begin).days + 1)]
                meant = [day for day in days if not weekdays or day.weekday() in weekdays]
                found.update(days if len(days) == 1 else meant)
        for number in self.numbers:
            day = _numbered(number, first, last, weekdays)
            if day:
                found.add(day)
            else:
                unknown = True
        likely = bool(self.numbers) or any(not part.year for run in self.runs for part in run)
        return Exceptions(tuple(sorted(found)), self.weekdays, unknown, likely)


def either_left_out(words: str) -> str:
    """The words with "and" for "or" between days that are left out: "no class 12 or 14 October" leaves out both."""
    for _ in range(3):
        words = _LEFT_OUT_OR.sub(r"\1 and ", words)
    return words


def without_exceptions(items: list[Item], language: str) -> tuple[list[Item], Excepted]:
    """The items that are meant, and what is left out."""
    kept: list[Item] = []
    left = Excepted()
    place = 0
    while place < len(items):
        item = items[place]
        if item.kind != "tie" or item.value.kind != "except":
            kept.append(item)
            place += 1
            continue
        ahead = place + 1
        taken: list[Item] = []
        while ahead < len(items) and _belongs(items[ahead], taken):
            taken.append(items[ahead])
            ahead += 1
        if any(one.kind in {"days", "group", "number"} or _is_unknown(one) for one in taken):
            left = _added(left, taken)
            place = ahead
        else:
            place += 1
    return kept, left


def _belongs(item: Item, taken: list[Item]) -> bool:
    if item.kind == "number":
        return not taken or taken[-1].kind in {"word", "tie", "number"}
    if item.kind == "group":
        return not any(one.kind == "days" for one in taken)
    if item.kind == "tie":
        return item.value.kind in {"and", "term", "to", "until"}
    if item.kind == "days":
        return not any(one.kind == "group" for one in taken[:-1])
    return item.kind in {"word", "silent"} and (item.value.text in _FILL or item.value.kind == "holiday")


def _is_unknown(item: Item) -> bool:
    return (item.kind == "tie" and item.value.kind == "term") or (
        item.kind == "silent" and item.value.kind == "holiday"
    )


def _ties_to(item: Item) -> bool:
    if item.kind == "tie":
        return item.value.kind in {"to", "until"}
    return item.kind == "word" and item.value.text == "-"


def _added(left: Excepted, taken: list[Item]) -> Excepted:
    days = [item.value for item in taken if item.kind == "days"]
    runs = tuple(run for found in days for run in found.runs)
    if len(days) == 2 and len(runs) == 2 and any(map(_ties_to, taken)):
        runs = ((runs[0][0], runs[1][-1]._replace(after=True)),)
    numbers = tuple(item.value.value for item in taken if item.kind == "number")
    weekdays = (
        ()
        if days or any(map(_is_unknown, taken))
        else tuple(day for item in taken if item.kind == "group" for day in item.value.days)
    )
    unknown = any(_is_unknown(item) for item in taken)
    return Excepted(left.runs + runs, left.numbers + numbers, left.weekdays + weekdays, left.unknown or unknown)


def _within(part: Part, first: dt.date, last: dt.date, today: dt.date) -> dt.date | None:
    """The day in a year of the session's own days, the one between them where there are two."""
    if part.year is None:
        for year in (first.year, last.year, first.year + 1):
            made = years.dated([part._replace(year=year)], today)
            if isinstance(made, list) and (first == last or first <= made[0] <= last):
                return made[0]
    made = years.dated([part if part.year else part._replace(year=first.year)], today)
    return made[0] if isinstance(made, list) else None


def _numbered(number: int, first: dt.date, last: dt.date, weekdays: tuple[int, ...]) -> dt.date | None:
    """The day of that number which is a day of the session; the first month's where none or several are."""
    candidates: list[dt.date] = []
    year, month = first.year, first.month
    while (year, month) <= (
        max(last, first + dt.timedelta(days=92)).year,
        max(last, first + dt.timedelta(days=92)).month,
    ):
        try:
            day = dt.date(year, month, number)
        except ValueError:
            day = None
        if day and day >= first and (first == last or day <= last):
            candidates.append(day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    meant = [day for day in candidates if day.weekday() in weekdays]
    if len(meant) == 1:
        return meant[0]
    return candidates[0] if candidates else None
