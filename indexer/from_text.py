"""Gives sessions what title and text state of price, signing up and places, where their own fields say nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec

from indexer.defaults import DEFAULTED
from indexer.opportunity import Doubt, Registration, Session, Struct
from indexer.sessions import Frame
from indexer.values import capacities, price_phrases, registration_phrases
from indexer.values.reading import Read, doubt

_AHEAD = dt.timedelta(days=60)
"""How long before something its sign-up is spoken of."""


class Told(Struct, frozen=True, kw_only=True):
    """The sessions with what the text told of them; which fields it filled; and what was not understood."""

    sessions: tuple[Session, ...]
    inferred: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def told(sessions: tuple[Session, ...], title: str, plain: str | None, frame: Frame) -> Told:
    """A text goes before the city's default for the source; where it names several amounts, no default holds.

    Places are taken from a text only where it speaks of one session.
    """
    done = Told(sessions=sessions)
    for fill in (_price, _registration, _places):
        more = fill(done.sessions, title, plain, frame)
        done = Told(sessions=more.sessions, inferred=done.inferred + more.inferred, doubts=done.doubts + more.doubts)
    return done


def _price(sessions: tuple[Session, ...], title: str, plain: str | None, frame: Frame) -> Told:
    silent = [one.words.get("price") in {None, DEFAULTED} for one in sessions]
    if not any(silent):
        return Told(sessions=sessions)
    found = price_phrases.find(title, country=frame.settings.country)
    if not found.value:
        found = price_phrases.find(plain, country=frame.settings.country)
    return _filled(sessions, silent, "price", found, lambda one: {"price": found.value})


def _registration(sessions: tuple[Session, ...], title: str, plain: str | None, frame: Frame) -> Told:
    silent = [
        one.words.get("registration") in {None, DEFAULTED}
        and (
            one.registration is None
            or not (one.registration.state or one.registration.opens or one.registration.closes)
        )
        for one in sessions
    ]
    if not any(silent):
        return Told(sessions=sessions)

    def find(today: dt.date) -> Read[Registration]:
        country, zone, assumed = frame.settings.country, frame.zone, frame.assumed
        return registration_phrases.find(title, plain, today=today, country=country, zone=zone, assumed=assumed)

    found = _in_time(find(frame.today), find, sessions)

    def signing_up(one: Session) -> dict[str, Any]:
        url = one.registration.url if one.registration else None
        return {"registration": msgspec.structs.replace(found.value or Registration(), url=url)}

    return _filled(sessions, silent, "registration", found, signing_up) if found.value else _doubted(sessions, found)


def _in_time(
    found: Read[Registration], find: Callable[[dt.date], Read[Registration]], sessions: tuple[Session, ...]
) -> Read[Registration]:
    """Nobody signs up after the last day: a day without a year is then read again as of shortly before the first one,
    and is unknown where that does not help."""
    days = [(one.start and one.start.date, one.last_day()) for one in sessions]
    first = min((start for start, _ in days if start), default=None)
    last = max((end for _, end in days if end), default=None)
    if first is None or last is None or not all(end for _, end in days) or _by(found, last):
        return found
    again = find(first - _AHEAD)
    if again.value and _by(again, last):
        state = found.value.state if found.value and found.value.state != "not_yet" else None
        return msgspec.structs.replace(again, value=msgspec.structs.replace(again.value, state=state))
    return Read(doubts=doubt("registration", found.words or "", "a day after all of it is over"))


def _by(found: Read[Registration], last: dt.date) -> bool:
    """Whether every day that was read is this one or earlier."""
    stated = (found.value.opens, found.value.closes) if found.value else ()
    return all(moment.date <= last for moment in stated if moment)


def _places(sessions: tuple[Session, ...], title: str, plain: str | None, frame: Frame) -> Told:
    if len(sessions) != 1 or (sessions[0].capacity is not None and sessions[0].places_left is not None):
        return Told(sessions=sessions)
    found = capacities.find(plain)
    if not found.value:
        return _doubted(sessions, found)
    (one,) = sessions
    capacity, left = found.value.capacity, found.value.left
    changes: dict[str, Any] = {}
    if one.capacity is None and capacity is not None:
        changes["capacity"] = capacity
    if one.places_left is None and left is not None:
        changes |= {"places_left": left, "places_as_of": frame.fetched_at}
    names = tuple(name for name in ("capacity", "places_left") if name in changes)
    words = one.words | dict.fromkeys(names, found.words or "")
    return Told(sessions=(msgspec.structs.replace(one, **changes, words=words),), inferred=names, doubts=found.doubts)


def _filled(
    sessions: tuple[Session, ...],
    silent: list[bool],
    field: str,
    found: Read[Any],
    changes: Callable[[Session], dict[str, Any]],
) -> Told:
    """The silent sessions with what was found, or with unknown where the text says more than one thing."""
    if not found.value and not found.doubts:
        return Told(sessions=sessions)
    made = tuple(
        msgspec.structs.replace(one, **changes(one), words=one.words | {field: found.words or ""}) if empty else one
        for one, empty in zip(sessions, silent, strict=True)
    )
    return Told(sessions=made, inferred=(field,) if found.value else (), doubts=found.doubts)


def _doubted(sessions: tuple[Session, ...], found: Read[Any]) -> Told:
    return Told(sessions=sessions, doubts=found.doubts)
