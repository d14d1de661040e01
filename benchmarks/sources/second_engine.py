"""A second engine for what repeats: dateutil's rrule over a reader of its own, to be compared with the kind `ical`.

Nothing of the kind is used here. A rule is written out in wall time of the zone of its DTSTART (RFC 5545, 3.8.5.3), an
UNTIL in UTC is told in that zone, exceptions and changes are compared as instants.
"""

import datetime as dt
import io
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from dateutil import rrule, tz
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

LIMIT = 200_000
Moment = dt.date | dt.datetime


class Line(NamedTuple):
    """One property: its name and parameters in capitals, and its value."""

    name: str
    parameters: dict[str, str]
    value: str


Entry = dict[str, list[Line]]


def entries(body: bytes) -> Iterator[Entry]:
    """The VEVENTs of a calendar, without what lies inside them."""
    text = re.sub(r"\r?\n[ \t]", "", body.decode("utf-8-sig", "replace"))
    within: list[str] = []
    entry: Entry = {}
    for raw in re.split(r"\r?\n|\r", text):
        found = re.match(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:]*)(?:,"[^"]*")*)*):(.*)', raw)
        if not found:
            continue
        name, value = found[1].upper(), found[3]
        if name == "BEGIN":
            within.append(value.strip().upper())
            if within[-1] == "VEVENT":
                entry = defaultdict(list)
        elif name == "END":
            if within and within.pop() == "VEVENT":
                yield entry
        elif within and within[-1] == "VEVENT":
            given = re.findall(r';([A-Za-z0-9-]+)=(?:"([^"]*)"|([^";:]*))', found[2])
            entry[name].append(Line(name, {key.upper(): one or other for key, one, other in given}, value.strip()))


def zones(body: bytes) -> Mapping[str, Any]:
    """The calendar's own VTIMEZONEs, as dateutil reads them."""
    blocks = re.findall(rb"BEGIN:VTIMEZONE.*?END:VTIMEZONE", body, re.DOTALL)
    found = {}
    for block in blocks:
        try:
            read = tz.tzical(io.StringIO(block.decode("utf-8", "replace")))
            found |= {name: read.get(name) for name in read.keys()}  # noqa: SIM118 - it is no dict
        except (ValueError, KeyError):
            continue
    return found


def zone_of(name: str | None, own: Mapping[str, Any]) -> Any:
    """The clock of a TZID; None for none, or for one that nobody knows."""
    for tried in (name, WINDOWS_TO_OLSON.get(name or ""), "/".join((name or "").split("/")[-2:])):
        try:
            if tried:
                return ZoneInfo(tried)
        except (KeyError, ValueError, OSError):
            continue
    return own.get(name) if name else None


def moment(line: Line, value: str, own: Mapping[str, Any]) -> Moment | None:
    """A date, or a date-time with its zone where it has one."""
    found = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z)?)?", value.strip())
    if not found:
        return None
    try:
        if not found[2]:
            return dt.datetime.strptime(found[1], "%Y%m%d").date()  # noqa: DTZ007
        wall = dt.datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        return None
    return wall.replace(tzinfo=dt.UTC if found[3] else zone_of(line.parameters.get("TZID"), own))


def key(one: Moment) -> str:
    """A moment in one spelling: a day, a floating wall time, or an instant in UTC."""
    if not isinstance(one, dt.datetime):
        return one.isoformat()
    return f"{one:%Y-%m-%dT%H:%M}" if one.tzinfo is None else f"{one.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


def series(body: bytes, begins: dt.date, ends: dt.date) -> dict[str, set[str]]:
    """The starts of each UID that repeats, from one day to before another."""
    own = zones(body)
    by_uid: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries(body):
        if entry["UID"]:
            by_uid[entry["UID"][0].value].append(entry)
    found = {}
    for uid, group in by_uid.items():
        if any(entry["RRULE"] or entry["RDATE"] or entry["RECURRENCE-ID"] for entry in group):
            found[uid] = {key(one) for one in _of(group, own, ends) if begins <= _day(one) < ends}
    return found


def _day(one: Moment) -> dt.date:
    return one.date() if isinstance(one, dt.datetime) else one


def _of(group: Sequence[Entry], own: Mapping[str, Any], ends: dt.date) -> Iterator[Moment]:
    masters = [entry for entry in group if not entry["RECURRENCE-ID"]]
    newest = max((_sequence(entry) for entry in masters), default=0)
    masters = [entry for entry in masters if _sequence(entry) == newest]
    changed: dict[str, tuple[Entry, Moment, Moment]] = {}
    for entry in sorted((one for one in group if one["RECURRENCE-ID"]), key=_sequence):
        line = entry["RECURRENCE-ID"][0]
        was, now = moment(line, line.value, own), _first(entry, own)
        if was is not None and now is not None:
            changed[key(was)] = entry, was, now
    for master in masters:
        for one in _expanded(master, own, ends):
            if key(one) not in changed:
                yield _shifted(one, changed)
    yield from (now for _, _, now in changed.values())


def _shifted(one: Moment, changed: Mapping[str, tuple[Entry, Moment, Moment]]) -> Moment:
    """Moved as the last change before it says that was made for all that follow."""
    further = [
        (was, now)
        for entry, was, now in changed.values()
        if entry["RECURRENCE-ID"][0].parameters.get("RANGE") == "THISANDFUTURE" and key(was) < key(one)
    ]
    if not further:
        return one
    was, now = max(further, key=lambda pair: key(pair[0]))
    return one + (_bare(now) - _bare(was))


def days(body: bytes) -> list[dt.date]:
    """The days on which the series of a calendar begin, in order."""
    own = zones(body)
    firsts = (
        _first(entry, own) for entry in entries(body) if entry["RRULE"] or entry["RDATE"] or entry["RECURRENCE-ID"]
    )
    return sorted({_day(one) for one in firsts if one is not None and dt.date.min < _day(one)})


def _bare(one: Moment) -> dt.datetime:
    return one.replace(tzinfo=None) if isinstance(one, dt.datetime) else dt.datetime.combine(one, dt.time())


def _sequence(entry: Entry) -> int:
    given = entry["SEQUENCE"][0].value if entry["SEQUENCE"] else "0"
    return int(given) if given.isdecimal() else 0


def _first(entry: Entry, own: Mapping[str, Any]) -> Moment | None:
    return moment(entry["DTSTART"][0], entry["DTSTART"][0].value, own) if entry["DTSTART"] else None


def _expanded(entry: Entry, own: Mapping[str, Any], ends: dt.date) -> list[Moment]:
    first = _first(entry, own)
    if first is None:
        return []
    starts = {key(first): first}
    for line in entry["RRULE"]:
        starts |= {key(one): one for one in _ruled(line.value, first, ends)}
    for line in entry["RDATE"]:
        given = [moment(line, value.partition("/")[0], own) for value in line.value.split(",")]
        starts |= {key(one): one for one in given if one is not None}
    out = {key(one) for line in entry["EXDATE"] for one in _exceptions(line, first, own)}
    return [one for name, one in starts.items() if name not in out and one.isoformat()[:10] not in out]


def _exceptions(line: Line, first: Moment, own: Mapping[str, Any]) -> Iterator[Moment]:
    """An exception without a zone is told in that of the series; midnight counts as the day, in a series of days."""
    for value in line.value.split(","):
        one = moment(line, value, own)
        if isinstance(one, dt.datetime) and not isinstance(first, dt.datetime):
            yield one.date()
        elif isinstance(one, dt.datetime) and one.tzinfo is None and isinstance(first, dt.datetime):
            yield one.replace(tzinfo=first.tzinfo)
        elif one is not None:
            yield one


def _ruled(rule: str, first: Moment, ends: dt.date) -> Iterator[Moment]:
    parts = dict(part.upper().split("=", 1) for part in rule.strip(";").split(";") if "=" in part)
    until = parts.pop("UNTIL", None)
    zone = first.tzinfo if isinstance(first, dt.datetime) else None
    text = ";".join(f"{name}={value}" for name, value in parts.items() if not name.startswith("X-"))
    last = dt.datetime.combine(ends, dt.time()) + dt.timedelta(days=1)
    if until:
        found = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z)?)?", until)
        if not found:
            return
        wall = dt.datetime.strptime(found[1] + (found[2] or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007
        if found[3] and zone is not None:
            wall = wall.replace(tzinfo=dt.UTC).astimezone(zone).replace(tzinfo=None)
        if not isinstance(first, dt.datetime):
            wall = wall.replace(hour=23, minute=59)
        last = min(last, wall)
    try:
        made = rrule.rrulestr(text, dtstart=_bare(first))
    except ValueError:
        return
    for one in itertools.islice(made, LIMIT):
        if one > last:
            return
        yield one.replace(tzinfo=zone) if isinstance(first, dt.datetime) else one.date()
