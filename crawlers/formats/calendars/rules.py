"""Reads a recurrence rule (RFC 5545, 3.3.10) and says it in plain words; rule_dates.py lays out its dates."""

import calendar
import datetime as dt
import re
from collections.abc import Sequence

import msgspec

NO_END = "no stated end"
"""How `in_words` ends where a rule has neither UNTIL nor COUNT."""

_WORDS = {"DAILY": ("daily", "days"), "WEEKLY": ("weekly", "weeks"), "MONTHLY": ("monthly", "months")}
_WORDS |= {"YEARLY": ("yearly", "years"), "HOURLY": ("hourly", "hours"), "MINUTELY": ("every minute", "minutes")}
_WORDS |= {"SECONDLY": ("every second", "seconds")}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "last but one"}
_RANGES = {
    "BYSECOND": (0, 60),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
}
_RANGES |= {"BYWEEKNO": (-53, 53), "BYMONTH": (1, 12), "BYSETPOS": (-366, 366)}
_UNTIL = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(Z)?)?", re.IGNORECASE)


_OTHER_CALENDAR = "Its rule counts in another calendar than the Gregorian (RSCALE)."
_NEVER = "Its rule names a day or time that there is not."


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A recurrence rule. until: as written: a date, a wall time or UTC. days: the number of "2MO" or 0, and a weekday.

    by: the parts BYSECOND to BYSETPOS by name, without BYDAY. week_start: 0 is Monday.
    """

    freq: str
    interval: int = 1
    count: int | None = None
    until: dt.date | None = None
    days: tuple[tuple[int, int], ...] = ()
    by: dict[str, tuple[int, ...]] = {}
    week_start: int = 0

    @property
    def endless(self) -> bool:
        """Whether it has neither UNTIL nor COUNT."""
        return self.count is None and self.until is None


def read(words: str) -> Rule:
    """The rule of an RRULE's value. Raises ValueError with a sentence for what cannot be followed."""
    parts: dict[str, str] = {}
    for part in re.sub(r"\s", "", words).upper().strip(";").split(";"):
        name, _, value = part.partition("=")
        if name and not name.startswith("X-"):
            parts[name] = value
    if "RSCALE" in parts:
        raise ValueError(_OTHER_CALENDAR)
    if parts.keys() - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", *_RANGES}:
        raise ValueError("Its rule has a part that RFC 5545 does not know.")
    if parts.get("FREQ") not in _WORDS:
        raise ValueError("Its rule names no frequency.")
    by = {name: tuple(sorted(_numbers(parts[name], name))) for name in _RANGES if parts.get(name)}
    return Rule(
        freq=parts["FREQ"],
        interval=_number(parts["INTERVAL"], 1) if parts.get("INTERVAL") else 1,
        count=_number(parts["COUNT"], 1) if parts.get("COUNT") else None,
        until=_until(parts["UNTIL"]) if parts.get("UNTIL") else None,
        days=tuple(map(_weekday, parts["BYDAY"].strip(",").split(","))) if parts.get("BYDAY") else (),
        by=by,
        week_start=_DAYS.index(parts["WKST"]) if parts.get("WKST") in _DAYS else 0,
    )


def in_words(rule: Rule, start: dt.date) -> str:
    """The rule in plain words: "weekly on Tuesday, no stated end"."""
    word, units = _WORDS[rule.freq]
    words = word if rule.interval == 1 else f"every {rule.interval} {units}"
    places = rule.by.get("BYSETPOS", ())
    days = [_day(number or (places[0] if places else 0), weekday) for number, weekday in rule.days]
    if not days and rule.freq == "WEEKLY":
        days = [calendar.day_name[start.weekday()]]
    if days:
        words += f" on {_and(days)}"
    elif month_days := rule.by.get("BYMONTHDAY"):
        words += f" on day {_and([str(day) for day in month_days])}"
    if months := rule.by.get("BYMONTH"):
        words += f" in {_and([calendar.month_name[month] for month in months])}"
    if rule.until is not None:
        return f"{words}, until {rule.until:%Y-%m-%d}"
    return f"{words}, {rule.count} times" if rule.count is not None else f"{words}, {NO_END}"


def _day(number: int, weekday: int) -> str:
    name = calendar.day_name[weekday]
    return f"the {_PLACES.get(number, f'{number}.')} {name}" if number else name


def _and(words: Sequence[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _number(word: str, least: int) -> int:
    if not re.fullmatch(r"\d{1,9}", word) or int(word) < least:
        raise ValueError("Its rule has an interval or count that is no whole number above zero.")
    return int(word)


def _numbers(words: str, name: str) -> set[int]:
    least, most = _RANGES[name]
    found = set()
    for word in words.strip(",").split(","):
        if not re.fullmatch(r"[+-]?\d{1,3}", word) or not least <= int(word) <= most or (least < 0 and not int(word)):
            raise ValueError(_NEVER)
        found.add(int(word))
    return found


def _weekday(word: str) -> tuple[int, int]:
    found = re.fullmatch(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", word)
    if not found or (found[1] and not 1 <= abs(int(found[1])) <= 53):
        raise ValueError(_NEVER)
    return int(found[1] or 0), _DAYS.index(found[2])


def _until(words: str) -> dt.date:
    """A date, a wall time, or UTC."""
    if not (found := _UNTIL.fullmatch(words)):
        raise ValueError("Its rule has an end that cannot be read.")
    try:
        day = dt.date(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None:
            return day
        time = dt.time(int(found[4]), int(found[5]), min(int(found[6] or 0), 59))
    except ValueError:
        raise ValueError("Its rule has an end that cannot be read.") from None
    return dt.datetime.combine(day, time, dt.UTC if found[7] else None)
