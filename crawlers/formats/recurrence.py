"""Lays out a repeating VEVENT's dates (RFC 5545, 3.8.5), and says its rule in plain words."""

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import Any

import icalendar

Time = dt.date | dt.datetime
Event = Any
"""An icalendar.Event. Its values are typed as unions of thirty; only dates and rules are read here."""

NO_END = "no stated end"
"""How `rule_in_words` ends where a rule has neither UNTIL nor COUNT."""

MOST = 2_000
"""Meetings of one series within a horizon; more is no timetable that a person could read."""

_UNITS = {"DAILY": ("daily", "days"), "WEEKLY": ("weekly", "weeks"), "MONTHLY": ("monthly", "months")}
_UNITS |= {"YEARLY": ("yearly", "years"), "HOURLY": ("hourly", "hours")}
_DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday"}
_DAYS |= {"SU": "Sunday"}
_PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "last but one"}


def rules_of(event: Event) -> list[Any]:
    """The event's RRULEs; () for one that does not repeat by a rule."""
    rules = event.get("RRULE")
    return [] if rules is None else rules if isinstance(rules, list) else [rules]


def why_not(event: Event) -> str | None:
    """Why the dates of this event cannot be laid out, as a sentence; None where they can.

    It guards the engine: rules that never match or match every second would keep it busy for hours.
    """
    start = event["DTSTART"].dt
    if "EXRULE" in event:
        return "It has an exception rule (EXRULE), which is no longer in the standard."
    for rule in rules_of(event):
        freq = str(_first(rule, "FREQ", "")).upper()
        interval = _first(rule, "INTERVAL", 1)
        if freq not in _UNITS:
            return "Its rule repeats within minutes or names no frequency."
        if not isinstance(interval, int) or interval < 1:
            return "Its rule has an interval that is no whole number above zero."
        if start.year < 1900:
            return "It repeats since before 1900."
        if _never(rule):
            return "Its rule names a day that no year has."
        if freq == "HOURLY" and (_first(rule, "COUNT") is None or _first(rule, "COUNT", 0) > MOST):
            return "Its rule repeats within a day without an end."
    return None


def mend_until(event: Event) -> None:
    """Gives each UNTIL the type that DTSTART asks for (3.3.10); many producers write another.

    A date means the whole of that day; a time without zone is the wall time of DTSTART's zone.
    """
    start = event["DTSTART"].dt
    for rule in rules_of(event):
        until = _first(rule, "UNTIL")
        if until is None:
            continue
        if not isinstance(start, dt.datetime):
            until = until.date() if isinstance(until, dt.datetime) else until
        else:
            if not isinstance(until, dt.datetime):
                until = dt.datetime.combine(until, dt.time(23, 59, 59))
            if start.tzinfo is None:
                until = until.replace(tzinfo=None)
            else:
                until = until if until.tzinfo else until.replace(tzinfo=start.tzinfo)
                until = until.astimezone(dt.UTC)
        rule["UNTIL"] = [until]


def occurrences(events: Sequence[Event], since: Time, until: Time) -> list[Event]:
    """The series' dates from since to until, in order, each as an event of its own. events: all of one UID."""
    import recurring_ical_events  # noqa: PLC0415 (slow to load, and most calendars have no rule)

    whole = icalendar.Calendar()
    for event in events:
        whole.add_component(event)
    found = recurring_ical_events.of(whole).between(since, until)
    return sorted(found, key=lambda event: _order(event["DTSTART"].dt))


def last_start(events: Sequence[Event], base: Event, found: Sequence[Event], horizon: dt.datetime) -> Time | None:
    """The last start of a series that ends; None where it goes on beyond the horizon with no stated day.

    found: its dates up to the horizon. An UNTIL beyond the horizon is given as it is stated.
    """
    rules = rules_of(base)
    ends: list[Time] = [end for rule in rules if (end := _first(rule, "UNTIL")) is not None]
    latest = max(ends, key=_order, default=None)
    if latest is not None and _order(latest) > horizon:
        return latest
    if len(ends) < len(rules) and occurrences(events, horizon, horizon + dt.timedelta(days=400)):
        return None
    if not found and latest is not None:
        found = occurrences(events, _order(latest) - dt.timedelta(days=40), _order(latest) + dt.timedelta(days=1))
    if not found and len(ends) < len(rules):
        found = occurrences(events, _order(base["DTSTART"].dt) - dt.timedelta(days=1), horizon)
    return max((event["DTSTART"].dt for event in found), key=_order, default=latest)


def endless(event: Event) -> bool:
    """Whether a rule has neither UNTIL nor COUNT."""
    return any(_first(rule, "UNTIL") is None and _first(rule, "COUNT") is None for rule in rules_of(event))


def rule_in_words(event: Event) -> str | None:
    """The rules as one plain sentence: "weekly on Tuesday, no stated end". None where there is no rule."""
    return "; ".join(_sentence(rule, event["DTSTART"].dt) for rule in rules_of(event)) or None


def _sentence(rule: Any, start: Time) -> str:
    freq = str(_first(rule, "FREQ", "")).upper()
    interval = _first(rule, "INTERVAL", 1)
    word, units = _UNITS.get(freq, (freq.lower(), freq.lower()))
    words = word if interval == 1 else f"every {interval} {units}"
    days = [_day(day, rule.get("BYSETPOS")) for day in rule.get("BYDAY", [])]
    if not days and freq == "WEEKLY":
        days = [calendar.day_name[start.weekday()]]
    if days:
        words += f" on {_and(days)}"
    elif month_days := rule.get("BYMONTHDAY"):
        words += f" on day {_and([str(day) for day in month_days])}"
    if months := rule.get("BYMONTH"):
        words += f" in {_and([calendar.month_name[int(month)] for month in months])}"
    until, count = _first(rule, "UNTIL"), _first(rule, "COUNT")
    if until is not None:
        return f"{words}, until {until:%Y-%m-%d}"
    return f"{words}, {count} times" if count is not None else f"{words}, {NO_END}"


def _day(word: object, positions: Sequence[int] | None) -> str:
    text = str(word)
    name = _DAYS.get(text[-2:].upper(), text)
    number = text[:-2] or (str(positions[0]) if positions else "")
    if not number:
        return name
    return f"the {_PLACES.get(int(number), f'{int(number)}.')} {name}"


def _and(words: Sequence[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _first(rule: Any, key: str, default: Any = None) -> Any:
    values = rule.get(key)
    return values[0] if isinstance(values, list) and values else default if values in (None, []) else values


def _never(rule: Any) -> bool:
    """Whether every day that it names is like 30 February, or the 400th of a year."""
    if any(abs(int(day)) > 366 for key in ("BYYEARDAY", "BYSETPOS") for day in rule.get(key, [])):
        return True
    days = rule.get("BYMONTHDAY")
    if not days:
        return False
    months = [int(month) for month in rule.get("BYMONTH", range(1, 13))]
    return all(not 1 <= abs(int(day)) <= calendar.monthrange(2024, month)[1] for month in months for day in days)


def _order(time: Time) -> dt.datetime:
    """A key by which dates, wall times and zoned times can be put in one order."""
    if not isinstance(time, dt.datetime):
        return dt.datetime.combine(time, dt.time(), dt.UTC)
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)
