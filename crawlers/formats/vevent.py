"""Reads one VEVENT (RFC 5545, 3.6.1): its texts as they stand, its dates as icalendar understands them."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import icalendar
import msgspec

from crawlers.formats.ics import Component, name_of, raw_value_of, unescape, value_of
from crawlers.formats.recurrence import Event, Time

_DATED = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "SEQUENCE"})
_ONCE = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "SEQUENCE")
_ZONE = re.compile(r';TZID=("[^"]*"|.*?)(?=;[A-Za-z-]+=|:[^:]*$)', re.IGNORECASE)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)')


class Text(msgspec.Struct, frozen=True):
    """One property that is text. params: names in capitals, values without their quotation marks."""

    value: str
    params: dict[str, str]
    line: str


class VEvent(msgspec.Struct, frozen=True):
    """One VEVENT. zone: of DTSTART, an IANA name or the source's own word; None where it names none.

    dates: the icalendar.Event with the dates and rules only. bad: names of dated properties that could not be read.
    """

    uid: str | None
    line: int
    texts: dict[str, list[Text]]
    dates: Event
    zone: str | None
    bad: tuple[str, ...]

    def first(self, *names: str) -> str | None:
        """The first text under one of these names that is not empty."""
        return next((text.value for name in names for text in self.texts.get(name, ()) if text.value), None)

    @property
    def start(self) -> Time:
        """DTSTART: a date, a wall time, or an aware time."""
        start: Time = self.dates["DTSTART"].dt
        return start

    @property
    def sequence(self) -> int:
        """SEQUENCE, 0 where it is missing (3.8.7.4)."""
        value = self.dates.get("SEQUENCE", 0)
        return int(value) if isinstance(value, int) else 0

    @property
    def rule(self) -> bool:
        """Whether it repeats."""
        return "RRULE" in self.dates or "RDATE" in self.dates


def read(component: Component, zone_of: Callable[[str], str | None]) -> VEvent:
    """The VEVENT of a component. zone_of: the IANA name of a TZID, or None where it means none that is known."""
    dated: list[str] = []
    texts: dict[str, list[Text]] = {}
    words = None
    for line in component.lines:
        name = name_of(line)
        if name in _DATED:
            line, tzid = _with_known_zone(line, zone_of)  # noqa: PLW2901 - the line as icalendar shall see it
            if name == "DTSTART":
                words = tzid
            dated.append(line)
        elif name not in {"ATTENDEE", "ATTACH", "COMMENT", "CONTACT"}:  # never kept: people, files, notes
            texts.setdefault(name, []).append(_text(line))
    event: Any = icalendar.Event.from_ical("\r\n".join(["BEGIN:VEVENT", *dated, "END:VEVENT", ""]))
    bad = sorted({str(name) for name, _ in event.errors})
    for name in bad:
        event.pop(name, None)
    for name in _ONCE:
        if isinstance(event.get(name), list):
            event[name] = event[name][0]
    uid = texts.get("UID", [Text("", {}, "")])[0].value or None
    if uid:
        event.add("UID", uid)
    zone = words if isinstance(getattr(event.get("DTSTART"), "dt", None), dt.datetime) else None
    return VEvent(uid, component.line, texts, event, zone, tuple(bad))


def end_of(event: Event, start: Time) -> Time | None:
    """When it ends, a date being the last day (DTEND is exclusive, 3.6.1); None where nothing is stated.

    An end that is no later than the start is no statement: platforms write it where none was given.
    """
    try:
        if "DTEND" in event:
            end: Time = event["DTEND"].dt
        elif "DURATION" in event:
            length = event["DURATION"].dt
            if not isinstance(start, dt.datetime) and length.days < 1:
                return None
            end = start + length
        else:
            return None
        if isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
            if start.tzinfo and end.tzinfo:
                end = end.astimezone(start.tzinfo)
            elif start.tzinfo or end.tzinfo:
                end = end.replace(tzinfo=start.tzinfo)
            return end if end > start else None
        if isinstance(start, dt.datetime) or isinstance(end, dt.datetime):
            return None
        return end - dt.timedelta(days=1) if end > start else None
    except (OverflowError, TypeError, AttributeError):
        return None


def iso(time: Time) -> str:
    """ISO 8601: a date, a wall time, or UTC with its offset. The zone of a wall time is told apart from it."""
    if not isinstance(time, dt.datetime):
        return time.isoformat()
    wall = f"{time.year:04d}{time:-%m-%dT%H:%M:%S}"
    return wall + "+00:00" if time.tzinfo is not None and str(time.tzinfo) == "UTC" else wall


def categories(event: VEvent) -> tuple[str, ...]:
    """CATEGORIES of all lines, parted at commas that are not escaped; each once."""
    found = []
    for text in event.texts.get("CATEGORIES", ()):
        found += [unescape(part).strip() for part in re.split(r"(?<!\\),", raw_value_of(text.line))]
    return tuple(dict.fromkeys(word for word in found if word))


def _text(line: str) -> Text:
    raw = raw_value_of(line)
    head = line[: len(line) - len(raw)]
    params = {found[1].upper(): found[2].strip('"') for found in _PARAMETER.finditer(head)}
    return Text(unescape(raw).strip(), params, line)


def _with_known_zone(line: str, zone_of: Callable[[str], str | None]) -> tuple[str, str | None]:
    """The line with its TZID as an IANA name, or without one; and the zone as we or the source name it."""
    line = line.replace("\t", " ")
    found = _ZONE.search(line)
    if not found:
        return line, "UTC" if value_of(line).upper().endswith("Z") else None
    words = found[1].strip('"').strip()
    zone = zone_of(words) if words else None
    if value_of(line).upper().endswith("Z"):
        return _ZONE.sub("", line, count=1), "UTC"
    return _ZONE.sub(f";TZID={zone}" if zone else "", line, count=1), zone or words or None
