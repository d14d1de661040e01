"""Lays out the schedules of Open Referral's HSDS, which are RRULEs in columns (2.x and 3.x), in wall time."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crawlers.draft import DraftMeeting
from crawlers.formats.calendars import rule_dates, rules

Row = Mapping[str, Any]

PAST = dt.timedelta(days=30)
AHEAD = dt.timedelta(days=365)
OPEN = dt.timedelta(days=92)
"""How far ahead what has no stated end is laid out: many services are open each weekday for years."""

STEPS = 20_000
"""Days and times that one schedule may cost."""

_FREQUENCIES = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = re.compile(r"([+-]?\d{0,2})\s*(MO|TU|WE|TH|FR|SA|SU)[A-Z]*", re.IGNORECASE)
_CLOCK = re.compile(r"(?:\d{4}-\d\d-\d\d[T ])?([01]?\d|2[0-4]):([0-5]\d)(?::\d\d(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?")


def laid_out(schedules: Sequence[Row], closed: Sequence[Row], now: dt.datetime) -> dict[str, Any]:
    """Session fields: start, end, when, meetings, start_time, end_time.

    The `timezone` of a schedule is a number (minutes or hours from UTC, without summer time): times are wall time,
    whatever it or an offset says. What gives no first day holds from now on (`dtstart` is optional, says the standard,
    but for an interval); what cannot be laid out goes on in words. closed: days on which there is none. now: aware.
    """
    if not schedules:
        return {}
    meetings: dict[DraftMeeting, None] = {}
    words: dict[str, None] = {}
    for one in schedules:
        rule, first = _rule(one), day(one.get("dtstart")) or day(one.get("valid_from"))
        told = text(one, "description")
        if rule is None or (first is None and rule.interval > 1) or not _is_sane(first):
            words |= dict.fromkeys(filter(None, (told or _rhythm(one, rule, first),)))
            continue
        try:
            found = list(_meetings(one, rule, first, now))
        except (rule_dates.TooManyDates, OverflowError, ValueError):
            words |= dict.fromkeys(filter(None, (told,)))
            continue
        meetings |= dict.fromkeys(found)
        if not found or _last(one) is None:
            words |= dict.fromkeys(filter(None, (_rhythm(one, rule, first),)))
    shut = [(day(one.get("start_date")), day(one.get("end_date"))) for one in closed if _is_closed(one)]
    kept = [
        one
        for one in meetings
        if not any(a and a.isoformat() <= one.start[:10] <= (b or a).isoformat() for a, b in shut)
    ]
    starts = [first for one in schedules if (first := day(one.get("dtstart")) or day(one.get("valid_from")))]
    ends = [last for one in schedules if (last := _last(one))]
    said: dict[str, Any] = {
        "start": min(starts).isoformat() if len(starts) == len(schedules) else None,
        "end": max(ends).isoformat() if len(ends) == len(schedules) else None,
        "meetings": tuple(sorted(kept, key=lambda one: one.start)),
        "when": "; ".join(words),
    }
    if not kept and len(schedules) == 1:
        said["start_time"], said["end_time"] = clock(schedules[0].get("opens_at")), clock(schedules[0].get("closes_at"))
    return {name: value for name, value in said.items() if value}


def is_over(schedules: Sequence[Row], now: dt.datetime) -> bool:
    """Whether all schedules ended long ago."""
    ends = [_last(one) for one in schedules]
    return bool(ends) and all(end and end < (now - PAST).date() for end in ends)


def day(value: Any) -> dt.date | None:
    """The day of an ISO 8601 date or date-time."""
    try:
        return dt.date.fromisoformat(str(value or "")[:10])
    except ValueError:
        return None


def clock(value: Any) -> str | None:
    """Hours and minutes of "9:00", "09:00:00", "09:00-05:00" or "2000-01-01T09:00:00Z", as wall time."""
    found = _CLOCK.fullmatch(str(value or "").strip())
    return f"{int(found[1]):02}:{found[2]}" if found and (found[1] != "24" or found[2] == "00") else None


def text(row: Row, *names: str) -> str | None:
    """The first of these that says anything, on one line."""
    for name in names:
        value = row.get(name)
        if (
            isinstance(value, str | int | float)
            and not isinstance(value, bool)
            and (said := " ".join(str(value).split()))
        ):
            return said
    return None


def _last(row: Row) -> dt.date | None:
    found = [last for name in ("until", "valid_to") if (last := day(row.get(name))) and last.year < 2200]
    return min(found, default=None)


def _is_sane(first: dt.date | None) -> bool:
    return first is None or 1900 <= first.year < 2200


def _is_closed(row: Row) -> bool:
    return str(row.get("closed")).strip().lower() in {"true", "1", "y", "yes", "t"}


def _rule(row: Row) -> rules.Rule | None:
    """The row's RRULE with those columns that its frequency has; None where it has none that can be followed."""
    said = (text(row, "freq") or "").upper()
    freq = _FREQUENCIES.get(said.lower(), said)
    days = _days(row)
    if days is None:
        return None
    if not freq:
        freq = "WEEKLY" if days else ""
    columns = {"WEEKLY": (), "MONTHLY": ("bymonthday",), "YEARLY": ("byyearday", "bymonthday"), "DAILY": ()}.get(freq)
    if columns is None:
        return None
    parts = [f"FREQ={freq}", f"INTERVAL={text(row, 'interval') or 1}"]
    parts += [f"BYDAY={','.join(days)}"] if days else []
    parts += [f"{name.upper()}={value}" for name in columns if (value := text(row, name))]
    parts += [f"WKST={text(row, 'wkst')}"] if text(row, "wkst") else []
    if _last(row) is None and (count := text(row, "count")) and day(row.get("dtstart")):
        parts.append(f"COUNT={count}")
    if freq == "WEEKLY" and not days and not day(row.get("dtstart")):
        return None  # of which weekday it is not said
    try:
        return rules.read(";".join(parts))
    except ValueError:
        return None


def _days(row: Row) -> list[str] | None:
    """BYDAY's codes; 2.x says a weekday by its name or number (1 is Monday). None for words that are none."""
    said = row.get("byday") or row.get("weekday")
    words = [str(one) for one in said] if isinstance(said, list) else re.split(r"[,;\s]+", str(said or ""))
    found = []
    for word in filter(None, words):
        code = _DAYS[int(word) - 1] if word.isdecimal() and 1 <= int(word) <= 7 else ""
        code = code or next((_DAYS[at] for at, name in enumerate(_NAMES) if name == word.lower()), "")
        match = _DAY.fullmatch(word) if not code else None
        if not code and not match:
            return None
        found.append(code or f"{match[1]}{match[2].upper()}" if match else code)
    return found


def _meetings(row: Row, rule: rules.Rule, first: dt.date | None, now: dt.datetime) -> Iterator[DraftMeeting]:
    opens, closes = clock(row.get("opens_at")), clock(row.get("closes_at"))
    since = max(first, (now - PAST).date()) if first else now.date()
    begins = day(row.get("valid_from"))
    since = max(since, begins) if begins else since
    last = _last(row)
    until = min(last, (now + AHEAD).date()) if last else (now + (AHEAD if rule.count else OPEN)).date()
    time = dt.time(int(opens[:2]) % 24, int(opens[3:])) if opens else dt.time()
    start = dt.datetime.combine(first or since, time)
    window = dt.datetime.combine(since, dt.time()), dt.datetime.combine(until, dt.time(23, 59))
    weeks = (
        {int(one) for one in re.findall(r"\d{1,2}", text(row, "byweekno") or "")} if rule.freq == "WEEKLY" else set()
    )
    for moment in rule_dates.dates(rule, start, *window, rule_dates.Steps(STEPS)):
        if not rule_dates.means(rule, moment) or (weeks and moment.isocalendar().week not in weeks):
            continue
        if not opens:
            yield DraftMeeting(start=moment.date().isoformat())
            continue
        yield DraftMeeting(start=f"{moment:%Y-%m-%dT%H:%M}", end=_end(moment, closes))


def _end(moment: dt.datetime, closes: str | None) -> str | None:
    if closes is None:
        return None
    end = dt.datetime.combine(moment.date(), dt.time(int(closes[:2]) % 24, int(closes[3:])))
    end += dt.timedelta(days=1) if end <= moment else dt.timedelta()
    return f"{end:%Y-%m-%dT%H:%M}" if end - moment < dt.timedelta(days=1) else None


def _rhythm(row: Row, rule: rules.Rule | None, first: dt.date | None) -> str | None:
    """The rule and its hours in plain words: "weekly on Tuesday, 10:00-12:00, no stated end"."""
    hours = "-".join(filter(None, (clock(row.get("opens_at")), clock(row.get("closes_at")))))
    if rule is None:
        return " ".join(filter(None, (text(row, "byday", "weekday"), hours))) or None
    words = rules.in_words(rule, first or dt.date(2001, 1, 1))
    rhythm, comma, end = words.rpartition(f", {rules.NO_END}")
    return (
        ", ".join(filter(None, (rhythm, hours, rules.NO_END)))
        if comma and not end
        else f"{words}, {hours}".rstrip(", ")
    )
