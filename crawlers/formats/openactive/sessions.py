"""Says which of our fields of a session OpenActive's properties are: dates, place, offers, places left, status."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from crawlers.draft import DraftMeeting, DraftSession
from crawlers.formats import markup
from crawlers.formats.linked_data import schema_moments, schema_sessions
from crawlers.formats.linked_data.nodes import Node
from crawlers.formats.openactive import times, tree
from crawlers.formats.openactive.inherited import DATELESS, OFFERS, inherited, living
from crawlers.formats.openactive.nodes import COURSE, GRAPH, ON_DEMAND, RUN, SESSION, nodes, text, values
from crawlers.formats.openactive.tree import Entry

OLDER = 26
"""An offer for people from this age on is none for the young, and would stand as the lowest price."""

_PLACES = ("maximumAttendeeCapacity", "remainingAttendeeCapacity")


class Frame(NamedTuple):
    """What all drafts of a reading share. since, until: the days between which meetings are laid out.

    known: what a value that many sessions inherit says, by the value's id(). now: aware.
    """

    places: dict[str, Node]
    base: str
    since: dt.date
    until: dt.date
    known: dict[tuple[int, ...], dict[str, Any]]
    now: dt.datetime


def slot_session(entry: Entry, node: Node, frame: Frame) -> DraftSession:
    """One slot of a facility for hire. node: with what it inherits."""
    places = {"maximumAttendeeCapacity": "maximumUses", "remainingAttendeeCapacity": "remainingUses"}
    uses = {name: node[said] for name, said in places.items() if said in node}
    return _run(entry, node | uses, (), frame)


def sessions(
    entry: Entry, node: Node, live: Sequence[Entry], timetable: dict[str, Any], frame: Frame
) -> Iterator[DraftSession]:
    """What one signs up for: each date of a series, each run of a course; of an event sold as a whole, the whole."""
    whole = entry.kind not in DATELESS | {COURSE} and (
        not live or entry.kind in {RUN, SESSION} or bool(OFFERS & set(node))
    )
    if whole:
        yield _run(entry, node, live, frame)
    elif not live and entry.kind != COURSE:
        said = _said(node, frame) | _told(timetable)
        for name in ("capacity", "places_left"):  # of a series the standard knows neither
            said.pop(name, None)
        if "meetings" not in said and "when" not in said:
            said |= _told({"start": text(node, "startDate"), "end": text(node, "endDate")})
        if said:
            yield DraftSession(native_id=entry.name, **said)
    for one in live:
        if not whole or OFFERS & set(one.node):
            below, _ = living(one, frame.since)
            yield _run(one, inherited(one), below, frame)


def _run(entry: Entry, node: Node, live: Iterable[Entry], frame: Frame) -> DraftSession:
    """One session of what has its own dates, those below it as its meetings; else its timetable written out."""
    start, end = text(node, "startDate"), text(node, "endDate")
    told: dict[str, Any] = {
        "start": start,
        "end": end or schema_moments.after(start, text(node, "duration")),
        "url": markup.join(frame.base, text(entry.node, "url")) if entry.above else None,
        "meetings": tuple(_meetings(live)),
    }
    if not told["meetings"] and (schedules := nodes(node, "eventSchedule")):
        laid = times.timetable(schedules, frame.since, frame.until).said
        told = laid | _told(told)
    if entry.kind == ON_DEMAND:
        told["online"] = "yes"
    dates = list(live)
    if len(dates) == 1:  # of a single date the places are the event's
        node = {name: dates[0].node[name] for name in _PLACES if name in dates[0].node} | node
    return DraftSession(native_id=entry.name, **(_said(node, frame, start=told["start"]) | _told(told)))


def _meetings(live: Iterable[Entry]) -> Iterator[DraftMeeting]:
    found = []
    for one in live:
        if start := text(one.node, "startDate"):
            end = text(one.node, "endDate") or schema_moments.after(start, text(one.node, "duration"))
            found.append(DraftMeeting(start=start, end=end, status=text(one.node, "eventStatus")))
    yield from sorted(found, key=lambda meeting: meeting.start)


def _said(node: Node, frame: Frame, *, start: str | None = None) -> dict[str, Any]:
    """Where, for what price, how many places, and whether it takes place."""
    said = dict(_where(node, frame))
    for name, value in _offered(node, start, frame).items():
        said.setdefault(name, value)
    if text(node, "isVirtuallyAttended") == "true":
        said.setdefault("online", "yes")
    said["status"] = text(node, "eventStatus")
    said["capacity"] = text(node, "maximumAttendeeCapacity")
    said["places_left"] = text(node, "remainingAttendeeCapacity") or said.get("places_left")
    return _told(said)


def _where(node: Node, frame: Frame) -> dict[str, Any]:
    place = {name: node[name] for name in ("location", "eventAttendanceMode") if name in node}
    key = (0, *map(id, place.values()))
    if key not in frame.known:
        places = [_place(one, frame) for one in values(node, "location")]
        said = schema_sessions.place_of(GRAPH, place | {"location": places})
        if re.fullmatch(r"-?\d+\.\d+,\s*-?\d+\.\d+", said.get("place") or ""):
            said["place"] = None  # a position in the place of a name
        said["address"] = (said.get("address") or "").strip(" ,") or None
        frame.known[key] = _told(said)
    return frame.known[key]


def _offered(node: Node, start: str | None, frame: Frame) -> dict[str, Any]:
    offers = nodes(node, "offers")
    if any("validFromBeforeStartDate" in offer for offer in offers):
        key: tuple[int, ...] = ()
    else:
        key = (1, id(node.get("offers")), id(node.get("isAccessibleForFree")))
    if key not in frame.known or not key:
        sold = {"offers": list(_offers(node, start)), "isAccessibleForFree": node.get("isAccessibleForFree")}
        frame.known[key] = _told(schema_sessions.offers_of(GRAPH, sold, frame.base))
    return frame.known[key]


def _place(value: Any, frame: Frame) -> Any:
    """A place in full; an address that is only a reference to one that is not there says nothing."""
    name = value.get("@id") if isinstance(value, dict) else value
    known = frame.places.get(tree.key(name)) if isinstance(name, str) else None
    if isinstance(value, dict):
        return (known or {}) | value
    return known or (None if markup.join("", str(value)) else value)


def _offers(node: Node, start: str | None) -> Iterator[Node]:
    """The offers with their ages in their names; those for older people only where there are no others."""
    offers = nodes(node, "offers")
    young = [offer for offer in offers if (_limits(offer)[0] or 0) < OLDER]
    for offer in young or offers:
        low, high = _limits(offer)
        ages = f"{low} to {high}" if low and high else f"from {low}" if low else f"up to {high}" if high else ""
        named = {"name": " ".join(filter(None, (text(offer, "name"), f"({ages})" if ages else "")))}
        opens = text(offer, "validFrom") or _before(start, text(offer, "validFromBeforeStartDate"))
        yield offer | (named if len(young) > 1 else {}) | ({"validFrom": opens} if opens else {})


def _limits(offer: Node) -> tuple[int | None, int | None]:
    ages = next(iter((*nodes(offer, "ageRange"), *nodes(offer, "ageRestriction"))), {})
    low, high = (text(ages, name) for name in ("minValue", "maxValue"))
    return (int(low) if low and low.isdecimal() else None), (int(high) if high and high.isdecimal() else None)


def _before(start: str | None, duration: str | None) -> str | None:
    """When booking opens that opens so long before the start."""
    later = schema_moments.after(start, duration)
    if not start or not later:
        return None
    begins = dt.datetime.fromisoformat(start)
    try:
        return (begins - (dt.datetime.fromisoformat(later) - begins)).isoformat()
    except OverflowError:  # before the year 1
        return None


def _told(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}
