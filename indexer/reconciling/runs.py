"""Which sessions of several listings are one run: the same start and place; anything else stays its own."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from indexer.opportunity import Place, Session
from indexer.reconciling.faces import one_place, place_keys
from indexer.reconciling.trust import Trust


class Said(NamedTuple):
    """A session as one listing has it. at: how early that listing is believed, 0 first."""

    session: Session
    listing: str
    source: str
    at: int


def runs(said: Sequence[Said], trust: Trust) -> tuple[Session, ...]:
    """Every run once, soonest first. Its id is that of the listing that stands first, whoever is believed."""
    rows: list[list[Said]] = []
    merged: list[Session] = []
    by_day: dict[dt.date | None, list[int]] = defaultdict(list)
    taken: dict[str, set[int]] = defaultdict(set)
    for one in said:
        day = one.session.start.date if one.session.start else None
        others = [at for at in by_day[day] if rows[at][0].listing != one.listing and at not in taken[one.listing]]
        at = _only([at for at in others if _equal(merged[at], one.session)])
        if at is None:
            near = [at for at in others if rows[at][0].source != one.source and _near(merged[at], one.session)]
            at = _only(near)
        if at is None:
            by_day[day].append(len(rows))
            taken[one.listing].add(len(rows))
            rows.append([one])
            merged.append(one.session)
        else:
            rows[at].append(one)
            merged[at] = _both(merged[at], one.session)
            taken[one.listing].add(at)
    return tuple(sorted((_one(row, trust) for row in rows), key=order))


def order(session: Session) -> tuple[bool, str, str, str]:
    """Sessions stand soonest first; those without a date last."""
    start = session.start
    day = start.date.isoformat() if start else ""
    return start is None, day, start.time.isoformat() if start and start.time else "", session.id


def _one(row: Sequence[Said], trust: Trust) -> Session:
    """The run, of what each listing says of it."""
    if len(row) == 1:
        return row[0].session
    ordered = sorted(row, key=lambda one: one.at)
    session = ordered[0].session
    for one in ordered[1:]:
        session = _both(session, one.session)
    for field in trust.named([one.source for one in row]):
        session = _trusted(session, field, ordered, trust)
    return msgspec.structs.replace(session, id=row[0].session.id)


def _trusted(session: Session, field: str, row: Sequence[Said], trust: Trust) -> Session:
    """The session with what the source says of a field that is trusted most for it."""
    if field not in Session.__struct_fields__:
        return session
    saying = [one for one in row if _unsaid(getattr(session, field)) or not _unsaid(getattr(one.session, field))]
    said = min(saying, key=lambda one: trust.place(field, one.source)).session
    values: dict[str, Any] = {field: getattr(said, field)}
    if field == "places_left":
        values["places_as_of"] = said.places_as_of
    if field == "start":
        values |= {"end": said.end, "meetings": said.meetings, "open_ended": said.open_ended}
    words = {name: words for name, words in said.words.items() if name in (field, "when" if field == "start" else "")}
    return msgspec.structs.replace(session, **values, words=session.words | words)


def _only(found: list[int]) -> int | None:
    return found[0] if len(found) == 1 else None


def _unsaid(value: object) -> bool:
    return value is None or value == ()


def _equal(one: Session, two: Session) -> bool:
    """Of one day: the same time and the same place; without a day, the same words for when."""
    if one.start is None or two.start is None:
        return one.words.get("when") == two.words.get("when") and place_keys(one) == place_keys(two)
    return one.start.time == two.start.time and _same_place(one, two)


def _near(one: Session, two: Session) -> bool:
    """Of one day and two sources: a time or a place that one of them leaves unsaid."""
    if one.start is None or two.start is None:
        return False
    times = {one.start.time, two.start.time}
    return (len(times) == 1 or None in times) and (not place_keys(one) or not place_keys(two) or _same_place(one, two))


def _same_place(one: Session, two: Session) -> bool:
    first, second = place_keys(one), place_keys(two)
    return first == second or one_place(first, second) is True


def _both(first: Session, other: Session) -> Session:
    """The first, with what it leaves unsaid from the other. "scheduled" is what a source means that says nothing."""
    values = {
        field: getattr(other, field)
        for field in Session.__struct_fields__
        if field not in {"id", "native_id", "words", "open_ended", "places_left", "places_as_of", "end"}
        and _unsaid(getattr(first, field))
        and not _unsaid(getattr(other, field))
    }
    if first.places_left is None:
        values.update(places_left=other.places_left, places_as_of=other.places_as_of)
    if first.start and first.start.time is None and other.start:
        values["start"] = other.start
    if first.end is None and not first.open_ended and (not first.meetings or not other.meetings):
        values.update(end=other.end, open_ended=other.open_ended)
    if first.status == "scheduled":
        values["status"] = other.status
    if first.place and other.place:
        values["place"] = _fill_place(first.place, other.place)
    return msgspec.structs.replace(first, **values, words={**other.words, **first.words})


def _fill_place(first: Place, other: Place) -> Place:
    unsaid = {n: getattr(other, n) for n in Place.__struct_fields__ if getattr(first, n) is None}
    if first.latitude is not None or other.latitude is None:
        unsaid.pop("latitude", None)
        unsaid.pop("longitude", None)
    return msgspec.structs.replace(first, **unsaid)
