"""Puts an editor's value in the place of what a source says, and tells whether the source says the same."""

from typing import Any, TypeVar

import msgspec

from indexer.decisions.correctable import FIELDS, at, plain
from indexer.opportunity import Ages, Moment, Opportunity, Place, Price, Provider, Registration, Session

S = TypeVar("S", bound=Opportunity | Session)

_FIELDS: dict[tuple[type[msgspec.Struct], str], msgspec.structs.FieldInfo] = {
    (owner, field.name): field
    for owner in (Opportunity, Session, Registration)
    for field in msgspec.structs.fields(owner)
}
_NOT_COMPARED = frozenset({"zone", "zone_assumed", "fold", "assumed", "id", "places_as_of"})
_NOT_SAID = frozenset({"meetings", "open_ended", "places_as_of"})


def put(one: S, name: str, value: dict[str, Any]) -> S:
    """With the value in its place; what hangs on it moves with it. value: from `correctable.read`."""
    values: dict[str, Any] = {}
    for path, raw in value.items():
        outer, _, inner = path.partition(".")
        if inner:
            held = values.get(outer, getattr(one, outer)) or Registration()
            made = msgspec.structs.replace(held, **{inner: _typed(Registration, inner, raw)})
            values[outer] = None if made == Registration() else made
        else:
            values[outer] = _typed(type(one), outer, raw)
    if isinstance(one, Session):
        values |= _with_it(one, name, values)
    elif name == "provider" and values[name].id == one.provider.id:
        values[name] = msgspec.structs.replace(one.provider, name=values[name].name)
    return msgspec.structs.replace(one, **values)


def says(one: Opportunity | Session, name: str) -> str:
    """The source's own words for a field; where it has none, the value that it states; "" where it says nothing."""
    field = FIELDS[name]
    if field.words and (words := one.words.get(field.words)):
        return words
    return ", ".join(filter(None, (in_words(at(one, path)) for path in field.sets if path not in _NOT_SAID)))


def shows(one: Opportunity | Session, name: str) -> str:
    """The value that stands there, for those who run the city; "not stated" where there is none."""
    said = [in_words(at(one, path)) for path in FIELDS[name].sets if path not in _NOT_SAID]
    if name == "when" and isinstance(one, Session) and len(one.meetings) > 1:
        said.append(f"{len(one.meetings)} meetings")
    return ", ".join(filter(None, said)) or "not stated"


def agrees(one: Opportunity | Session, value: dict[str, Any]) -> bool:
    """Whether this is stated, or the same with more to it."""
    for path, raw in value.items():
        theirs = plain(at(one, path))
        same = bool(raw) == theirs if path == "open_ended" else path in _NOT_COMPARED or _within(raw, theirs)
        if not same:
            return False
    return True


def in_words(value: object) -> str:
    """A value for those who run the city; "" where it is not stated."""
    match value:
        case None | ():
            return ""
        case bool():
            return "yes" if value else "no"
        case Moment(date=day, time=time):
            return f"{day} {time:%H:%M}" if time else f"{day}"
        case Ages(low=low, high=high):
            return f"{low or 0} and over" if high is None else f"{low or 0} to {high}"
        case Price(low=low, high=high, currency=currency, basis=basis):
            most = " or more" if high is None else f"-{high}" if high != low else ""
            return f"{low}{most} {currency}{f' a {basis}' if basis else ''}"
        case Place():
            parts = (value.name, value.address, value.postcode, value.area)
            return ", ".join(part for part in parts if part)
        case Provider() as named:
            return named.name
        case tuple():
            return ", ".join(map(in_words, value))
        case msgspec.Struct():
            return str(getattr(value, "name", value))
    return str(value)


def _typed(owner: type[msgspec.Struct], name: str, raw: Any) -> Any:
    """A value of JSON as the struct has it; its default for None."""
    field = _FIELDS[owner, name]
    return field.default if raw is None else msgspec.convert(raw, type=field.type)


def _with_it(one: Session, name: str, values: dict[str, Any]) -> dict[str, Any]:
    """What changes beside: meetings outside of other days, who sees a place."""
    if name in ("start", "end"):
        start, end = values.get("start", one.start), values.get("end", one.end)
        first, last = start.date if start else None, end.date if end else None
        if first and last and last < first:
            start, end = (start, None) if name == "start" else (None, end)
        kept = tuple(
            meeting
            for meeting in one.meetings
            if (not first or meeting.start.date >= first) and (not last or meeting.start.date <= last)
        )
        return {"start": start, "end": end, "meetings": kept if len(one.meetings) > 1 else ()}
    if name == "place" and values["place"] and one.place and one.place.visibility != "exact":
        return {"place": msgspec.structs.replace(values["place"], visibility=one.place.visibility)}
    return {}


def _within(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return all(key in _NOT_COMPARED or _within(raw, theirs.get(key)) for key, raw in ours.items())
    if isinstance(ours, list | tuple) and isinstance(theirs, list | tuple):
        if all(isinstance(one, str) for one in (*ours, *theirs)):
            return set(ours) == set(theirs)
        return len(ours) == len(theirs) and all(map(_within, ours, theirs))
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours.casefold() == theirs.casefold()
    return bool(ours == theirs)
