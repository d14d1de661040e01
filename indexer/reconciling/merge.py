"""Makes one opportunity of its listings: the first one is believed, the others fill what it leaves unsaid."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec

from indexer.opportunity import Listing, Opportunity, Place, Provider, Session
from indexer.reconciling.duplicates import place_keys
from indexer.reconciling.titles import bare
from indexer.values.text import slug


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A listing and what it means on its own."""

    listing: Listing
    opportunity: Opportunity


_NOT_FILLED = frozenset(
    {"id", "slug", "title", "text", "language", "provider", "sessions", "listings", "inferred", "words"}
)


def merge(name: str, members: Sequence[Member]) -> Opportunity:
    """One opportunity under this id. members: at least one, the one that is believed first."""
    first = members[0].opportunity
    values: dict[str, Any] = {}
    words, inferred = dict(first.words), list(first.inferred)
    for other in (member.opportunity for member in members[1:]):
        for field in _missing(first, other, values):
            values[field] = getattr(other, field)
            if field in other.inferred:
                inferred.append(field)
        words = {**other.words, **words}
    title = first.title
    if any(member.opportunity.title != title for member in members):
        title = bare(title)
    return msgspec.structs.replace(
        first,
        **values,
        id=name,
        title=title,
        slug=first.slug if title == first.title else slug(title),
        provider=_provider([member.opportunity.provider for member in members]),
        sessions=_sessions(members),
        listings=tuple(member.listing for member in members),
        inferred=tuple(dict.fromkeys(inferred)),
        words=words,
    )


def _missing(first: Opportunity, other: Opportunity, filled: dict[str, Any]) -> list[str]:
    """Names of fields that the first and all before this one leave unsaid."""
    names = [field for field in Opportunity.__struct_fields__ if field not in _NOT_FILLED]
    # A text belongs to its language, so it is taken only where that is the same.
    if other.language == first.language:
        names.append("text")
    return [n for n in names if n not in filled and _unsaid(getattr(first, n)) and not _unsaid(getattr(other, n))]


def _unsaid(value: object) -> bool:
    return value is None or value == ()


def _provider(providers: Sequence[Provider]) -> Provider:
    first = providers[0]
    same = [provider for provider in providers[1:] if provider.id == first.id]
    return msgspec.structs.replace(
        first,
        url=next((p.url for p in (first, *same) if p.url), None),
        sector=next((p.sector for p in (first, *same) if p.sector), None),
        safeguarding=next((p.safeguarding for p in (first, *same) if p.safeguarding), None),
    )


def _sessions(members: Sequence[Member]) -> tuple[Session, ...]:
    """Every session once: the same start and place on two listings is one session, anything else its own."""
    rows: list[tuple[Session, Listing]] = []
    by_day: dict[dt.date | None, list[int]] = defaultdict(list)
    for member in members:
        mine = member.listing
        taken: set[int] = set()
        for said in member.opportunity.sessions:
            # Among those of several listings a session has to say where its own page is.
            session = msgspec.structs.replace(said, url=said.url or mine.url) if len(members) > 1 else said
            day = session.start.date if session.start else None
            others = [at for at in by_day[day] if rows[at][1].id != mine.id and at not in taken]
            at = _only([at for at in others if _equal(rows[at][0], session)])
            if at is None:
                at = _only([at for at in others if rows[at][1].source != mine.source and _near(rows[at][0], session)])
            if at is None:
                by_day[day].append(len(rows))
                rows.append((session, mine))
            else:
                rows[at] = (_both(rows[at][0], session), rows[at][1])
                taken.add(at)
    return tuple(sorted((session for session, _ in rows), key=order))


def _only(found: list[int]) -> int | None:
    return found[0] if len(found) == 1 else None


def _equal(one: Session, two: Session) -> bool:
    """Of one day: the same time and the same place; without a day, the same words for when."""
    if one.start is None or two.start is None:
        return one.words.get("when") == two.words.get("when") and place_keys(one) == place_keys(two)
    return one.start.time == two.start.time and _one_place(one, two)


def _near(one: Session, two: Session) -> bool:
    """Of one day and two sources: a time or a place that one of them leaves unsaid."""
    if one.start is None or two.start is None:
        return False
    times = {one.start.time, two.start.time}
    return (len(times) == 1 or None in times) and (not place_keys(one) or not place_keys(two) or _one_place(one, two))


def _one_place(one: Session, two: Session) -> bool:
    first, second = place_keys(one), place_keys(two)
    return first == second or bool(first & second)


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


def order(session: Session) -> tuple[bool, str, str, str]:
    """Sessions stand soonest first; those without a date last."""
    start = session.start
    day = start.date.isoformat() if start else ""
    return start is None, day, start.time.isoformat() if start and start.time else "", session.id
