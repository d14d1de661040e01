"""Lays out when an ActiveNet activity meets: weekdays between two days, without the days that are left out."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawlers.draft import DraftMeeting
from crawlers.formats.api_json import line, rows, text
from crawlers.formats.moments import moment, span

MOST = 1_000
"""Meetings that are laid out."""
NOT_LAID_OUT = "Its meetings could not be laid out, because the days that are left out cannot be read."
TOO_MANY = f"It has more than {MOST:,} meetings."

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GROUP = re.compile(r"([\d,\s]{1,200}?)\s([A-Za-z]{3,9})\.?,?\s(\d{4})")


def meetings(patterns: object) -> tuple[tuple[DraftMeeting, ...], str | None]:
    """The meetings of all patterns in order, or none and why."""
    found: set[tuple[str, str | None]] = set()
    for pattern in rows(patterns):
        first, last = (moment(text(pattern.get(name))) for name in ("beginning_date", "ending_date"))
        left_out = exceptions(pattern.get("exception_dates"))
        if left_out is None:
            return (), NOT_LAID_OUT
        weeks = {int(part) for part in re.findall(r"\d", text(pattern.get("weeks_of_month")) or "")}
        if not first or not last or (last.day - first.day).days > 5 * 366:
            continue
        for times in rows(pattern.get("pattern_dates")):
            for day in _days(first.day, last.day, text(times.get("weekdays")) or ""):
                if day not in left_out and (not weeks or (day.day - 1) // 7 + 1 in weeks):
                    found.add(_times(day, times))
                if len(found) > MOST:
                    return (), TOO_MANY
    return tuple(DraftMeeting(start=start, end=end) for start, end in sorted(found, key=str)), None


def exceptions(value: object) -> set[dt.date] | None:
    """The days that are left out: ISO dates, {"date": …}, or words such as "11,25 Nov 2026"; None for other words."""
    found: set[dt.date] = set()
    for one in value if isinstance(value, list) else [value] if value else []:
        words = text(one.get("date")) if isinstance(one, dict) else line(one)
        if words and (day := moment(words)):
            found.add(day.day)
        elif words:
            days = list(_worded(words))
            if not days:
                return None
            found.update(days)
    return found


def _worded(words: str) -> Iterator[dt.date]:
    if _GROUP.sub("", words).strip(" ,;"):
        return
    for numbers, month, year in _GROUP.findall(words):
        name = month[:3].lower()
        for number in re.findall(r"\d{1,2}", numbers) if name in _MONTHS else ():
            try:
                yield dt.date(int(year), _MONTHS.index(name) + 1, int(number))
            except ValueError:
                continue


def _days(first: dt.date, last: dt.date, weekdays: str) -> Iterator[dt.date]:
    named = {_DAYS.index(word[:3]) for word in re.findall(r"[a-z]{3,9}", weekdays.lower()) if word[:3] in _DAYS}
    if "weekday" in weekdays.lower():
        named |= set(range(5))
    if not weekdays.strip() and first == last:
        named = {first.weekday()}
    day = first
    while day <= last:
        if day.weekday() in named:
            yield day
        day += dt.timedelta(days=1)


def _times(day: dt.date, times: Mapping[str, Any]) -> tuple[str, str | None]:
    begins, ends = (
        moment(f"{day}T{text(times.get(name)) or ''}".rstrip("T")) for name in ("starting_time", "ending_time")
    )
    start, end, _ = span(begins or moment(str(day)), ends if begins and begins.time else None, whole_days=False)
    return start or str(day), end
