"""Reads one VEVENT (RFC 5545, 3.6.1): its texts as they stand, its dates and rules as values."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable

import msgspec

from crawlers.formats.calendars import rules
from crawlers.formats.calendars.ics import Component, name_of, raw_value_of, unescape
from crawlers.formats.calendars.rules import Rule

Time = dt.date | dt.datetime
"""A date, a wall time, or an aware time."""

_DATED = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "SEQUENCE"})
_DATES = 5_000
"""Single dates of one entry that are read."""
_ZONE = re.compile(r';TZID=("[^"]*"|.*?)(?=;[A-Za-z-]+=|:[^:]*$)', re.IGNORECASE)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)')
_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE
)
_LENGTH = re.compile(
    r"([+-])?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?", re.IGNORECASE
)


class Text(msgspec.Struct, frozen=True):
    """One property that is text. params: names in capitals, values without their quotation marks."""

    value: str
    params: dict[str, str]
    line: str


class Length(msgspec.Struct, frozen=True):
    """A DURATION: days are days on the calendar, seconds are exact (3.3.6)."""

    days: int
    seconds: int


class VEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One VEVENT. zone: of DTSTART, an IANA name or the source's own word; None where it names none.

    start: None where there is none that can be read. end: DTEND as it stands, so exclusive. added: RDATEs, each with
    the end or length of its period. removed: EXDATEs. replaces: RECURRENCE-ID; onwards: with RANGE=THISANDFUTURE.
    cancelled: it came with METHOD:CANCEL. odd: why its rules cannot be followed, as a sentence. bad: names of dated
    properties that could not be read. within: number of its VCALENDAR.
    """

    uid: str | None
    line: int
    texts: dict[str, list[Text]]
    start: Time | None
    end: Time | None = None
    length: Length | None = None
    rules: tuple[Rule, ...] = ()
    added: tuple[tuple[Time, Time | Length | None], ...] = ()
    removed: tuple[Time, ...] = ()
    replaces: Time | None = None
    onwards: bool = False
    sequence: int = 0
    zone: str | None = None
    odd: str | None = None
    bad: tuple[str, ...] = ()
    cancelled: bool = False
    within: int = 0

    def first(self, *names: str) -> str | None:
        """The first text under one of these names that is not empty."""
        return next((text.value for name in names for text in self.texts.get(name, ()) if text.value), None)

    @property
    def repeats(self) -> bool:
        """Whether it has dates beside its first."""
        return bool(self.rules or self.added or self.odd)

    @property
    def status(self) -> str | None:
        """STATUS, or what the calendar's METHOD says."""
        return "CANCELLED" if self.cancelled else self.first("STATUS")


def read(component: Component, zone_of: Callable[[str], str | None], *, cancelled: bool = False) -> VEvent:
    """The VEVENT of a component. zone_of: the IANA name of a TZID, or None where it means none that is known."""
    dated: dict[str, list[str]] = {}
    texts: dict[str, list[Text]] = {}
    for line in component.lines:
        name = name_of(line)
        if name in _DATED:
            dated.setdefault(name, []).append(line.replace("\t", " "))
        elif name not in {"ATTENDEE", "ATTACH", "COMMENT", "CONTACT"}:  # never kept: people, files, notes
            texts.setdefault(name, []).append(_text(line))
    bad: set[str] = set()
    read_rules, odd = _rules(dated)

    def one(name: str) -> Time | None:
        found = [time for line in dated.get(name, ())[:1] for time, _ in _times(line, zone_of)]
        bad.update([name] if name in dated and not found else [])
        return found[0] if found else None

    def several(name: str) -> tuple[tuple[Time, Time | Length | None], ...]:
        found: list[tuple[Time, Time | Length | None]] = []
        if odd:
            return ()
        for line in dated.get(name, ()):
            times = _times(line, zone_of)
            bad.update([] if times or not raw_value_of(line).strip() else [name])
            found += times
        return tuple(found)

    start, length = one("DTSTART"), None
    if lengths := dated.get("DURATION"):
        length = _length(raw_value_of(lengths[0]))
        bad.update([] if length else ["DURATION"])
    numbers = [raw_value_of(line).strip() for line in dated.get("SEQUENCE", ())]
    ids = dated.get("RECURRENCE-ID", ("",))
    return VEvent(
        uid=texts.get("UID", [Text("", {}, "")])[0].value or None,
        line=component.line,
        texts=texts,
        start=start,
        end=one("DTEND"),
        length=length,
        rules=read_rules,
        added=several("RDATE"),
        removed=tuple(time for time, _ in several("EXDATE")),
        replaces=one("RECURRENCE-ID"),
        onwards=_text(ids[0]).params.get("RANGE", "").upper() == "THISANDFUTURE",
        sequence=next((int(number) for number in numbers if re.fullmatch(r"\d{1,9}", number)), 0),
        zone=_zone_in_words(dated["DTSTART"][0], zone_of) if isinstance(start, dt.datetime) else None,
        odd=odd,
        bad=tuple(sorted(bad)),
        cancelled=cancelled,
        within=component.within,
    )


def _rules(dated: dict[str, list[str]]) -> tuple[tuple[Rule, ...], str | None]:
    if sum(line.count(",") for name in ("RDATE", "EXDATE") for line in dated.get(name, ())) > _DATES:
        return (), "It names more single dates than a timetable could hold."
    if "EXRULE" in dated:
        return (), "It has an exception rule (EXRULE), which is no longer in the standard."
    try:
        return tuple(
            rules.read(words) for line in dated.get("RRULE", ()) if (words := raw_value_of(line).strip())
        ), None
    except ValueError as error:
        return (), str(error)


def _times(line: str, zone_of: Callable[[str], str | None]) -> list[tuple[Time, Time | Length | None]]:
    """The moments of a dated property, each with the end of its period where it is one; without those not readable."""
    words = _zone_in_words(line, zone_of)
    line = _ZONE.sub("", line, count=1)  # a zone's name may hold a colon, without quotation marks: "(UTC-03:00) …"
    raw = raw_value_of(line).strip()
    head = line[: len(line) - len(raw_value_of(line))].upper()
    zone = _zone(words) if words else None
    found: list[tuple[Time, Time | Length | None]] = []
    for value in raw.split(","):
        begins, _, ends = value.strip().partition("/")
        if (time := _time(begins, zone)) is None:
            continue
        if "VALUE=DATE:" in head.replace(";", ":") and isinstance(time, dt.datetime):
            time = time.date()
        found.append((time, (_length(ends) or _time(ends, zone)) if ends else None))
    return found


def _time(words: str, zone: dt.tzinfo | None) -> Time | None:
    found = _TIME.fullmatch(words.strip())
    try:
        if not found:
            return None
        day = dt.date(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None:
            return day
        time = dt.datetime.combine(day, dt.time(int(found[4]), int(found[5]), min(int(found[6] or 0), 59)))
        if not found[7]:
            return time.replace(tzinfo=zone)
        if found[7].upper() == "Z":
            return time.replace(tzinfo=dt.UTC)
        return dt.datetime.fromisoformat(f"{time.isoformat()}{found[7]}").astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _length(words: str) -> Length | None:
    found = _LENGTH.fullmatch(words.strip())
    if not found or not any(found.groups()[1:]) or found[1] == "-":
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    return Length(weeks * 7 + days, hours * 3600 + minutes * 60 + seconds)


def _zone_in_words(line: str, zone_of: Callable[[str], str | None]) -> str | None:
    """The zone of a dated property as we or the source name it; None where it names none."""
    if line.strip().upper().endswith("Z"):
        return "UTC"
    found = _ZONE.search(line)
    words = found[1].strip('"').strip() if found else ""
    return (zone_of(words) or words) if words else None


def _zone(words: str) -> dt.tzinfo | None:
    if words == "UTC":
        return dt.UTC
    try:
        return zoneinfo.ZoneInfo(words)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):  # a word of the source's own
        return None


def iso(time: Time) -> str:
    """ISO 8601: a date, a wall time, or UTC with its offset. The zone of a wall time is told apart from it."""
    if not isinstance(time, dt.datetime):
        return time.isoformat()
    wall = f"{time.year:04d}{time:-%m-%dT%H:%M:%S}"
    return wall + "+00:00" if time.tzinfo is dt.UTC else wall


def categories(event: VEvent) -> tuple[str, ...]:
    """CATEGORIES of all lines, parted at commas that are not escaped; each once."""
    found = []
    for text in event.texts.get("CATEGORIES", ()):
        found += [unescape(part).strip() for part in re.split(r"(?<!\\),", raw_value_of(text.line))]
    return tuple(dict.fromkeys(word for word in found if word))


def _text(line: str) -> Text:
    raw = raw_value_of(line)
    head = line[: len(line) - len(raw)]
    params = {found[1].upper(): found[2].strip('"') for found in _PARAMETER.finditer(head)} if ";" in head else {}
    return Text(unescape(raw).strip(), params, line)
