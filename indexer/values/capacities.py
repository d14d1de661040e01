"""Reads how many places there are and how many are left: "6 spaces left", "3 of 20", "limited to 8", "full"."""

import re

import msgspec

from indexer.values.clauses import clauses, stated
from indexer.values.reading import INFERRED, LIKELY, SURE, Read, believed, doubt
from indexer.values.stems import stems

_N = r"(\d{1,3}(?:,\d{3})|\d{1,6})(?:\.0{1,4})?"
_PLACE = (
    r"(?:places?|spaces?|spots?|seats?|openings?|opening\(s\)|slots?|tickets?|plazas?|lugares?|miejsca?|lleo?(?:edd)?)"
)
_WHO = (
    r"(?:people|persons|participants?|students?|young people|children|kids|teens?|pupils|attendees|guests|makers"
    r"|youth|osób)"
)
_LEFT = r"(?:left|remaining|available|open|free|to go|wolnych|zostało|libres?|ar ôl|ar gael)"
_LEFT_FORMS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(rf"(?:only |just |urgent:? )?{_N}(?: (?:more )?{_PLACE})?(?: (?:{_LEFT}|still {_LEFT}))?", re.I), SURE),
    (re.compile(rf"{_N} ?(?:of|/|out of) ?{_N}(?: {_PLACE})?(?: (?:are )?{_LEFT})", re.IGNORECASE), SURE),
    (re.compile(rf"{_PLACE} {_LEFT}:? {_N}|(?:quedan?|zostało|pozostało) {_N} {_PLACE}", re.IGNORECASE), SURE),
)
_NONE_LEFT = re.compile(
    rf"(?:none|no|zero|0)(?: {_PLACE})?(?: {_LEFT})?|full(?:y booked)?|sold out|agotad[oa]|completo|llawn|brak miejsc",
    re.IGNORECASE,
)
_ONE_LEFT = re.compile(rf"(?:only )?(?:one|last)(?: {_PLACE})?(?: {_LEFT})?", re.IGNORECASE)
_CAPACITY_FORM = re.compile(
    rf"(?:(?:max(?:imum)?\.?|up to|limited to|capacity(?: of)?|limit(?: of)?|hasta|do|máximo"
    rf"|hyd at)[: ]{{1,2}}(?:the first )?)?"
    rf"{_N}(?: (?:{_PLACE}|{_WHO}))?(?: max(?:imum)?\.?)?",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"(?:n/?a|unknown|tbc|-|null|unlimited|no limit|sin límite|bez limitu)", re.IGNORECASE)
_EACH = r"(?! (?:per|for each|for every|to each|at a time|each)\b)"
_IN_TEXT = re.compile(
    rf"\b(?:registration|enrol?ment|class(?: size)?|group(?: size)?|workshop|camp|attendance|it|this)?(?: (?:is|are))?"
    rf" ?\blimited to (?:the first |only |just )?{_N} {_WHO}\b{_EACH}|\b(?:maximum of|max\.?) {_N} {_WHO}\b{_EACH}",
    re.IGNORECASE,
)
_LEFT_IN_TEXT = re.compile(rf"\b(?:only |just )?{_N} {_PLACE} (?:left|remaining)\b", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:suppl(?:y|ies)|materials?|kits?|tickets?|copies|audience|gifts?)\b", re.IGNORECASE)


_GATE = stems("limited to", "max", "maximum", "left", "remaining")


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """How many can come in all, and how many more; None where it is not said."""

    left: int | None = None
    capacity: int | None = None


def left(words: str | None) -> Read[Places]:
    """The places left, and the capacity where the words have both ("3 of 20 left"). "Full" is 0; "20+" is unknown."""
    plain = _plain(words)
    if not words or not plain or _NOTHING.fullmatch(plain):
        return Read()
    if _NONE_LEFT.fullmatch(plain):
        return _read(words, Places(left=0), LIKELY if plain[0] not in "0123456789" else SURE)
    if _ONE_LEFT.fullmatch(plain):
        return _read(words, Places(left=1), SURE)
    for pattern, confidence in _LEFT_FORMS:
        if found := pattern.fullmatch(plain):
            numbers = [int(number.replace(",", "")) for number in found.groups() if number]
            if len(numbers) == 2 and numbers[0] > numbers[1]:
                break
            capacity = numbers[1] if len(numbers) == 2 else None
            return _read(words, Places(left=numbers[0], capacity=capacity), confidence)
    return Read(words=words, doubts=doubt("places_left", words, "not a number of places"))


def capacity(words: str | None) -> Read[int]:
    """How many can come in all. 0 is no capacity that anybody means."""
    plain = _plain(words)
    if not words or not plain or _NOTHING.fullmatch(plain):
        return Read()
    found = _CAPACITY_FORM.fullmatch(plain)
    number = int(found[1].replace(",", "")) if found else 0
    if not number:
        return Read(words=words, doubts=doubt("capacity", words, "not a number of places"))
    return believed(Read(value=number, words=words), "capacity")


def find(plain: str | None) -> Read[Places]:
    """What a text says: "limited to 8 students", "only 4 places left"; not of supplies, nor of one of several."""
    places = Places()
    words: list[str] = []
    for clause in clauses(plain, _GATE):
        for name, pattern in (("capacity", _IN_TEXT), ("left", _LEFT_IN_TEXT)):
            found = pattern.search(clause)
            if not found or getattr(places, name) is not None or _OTHER.search(clause[: found.end()]):
                continue
            if name == "left" and not stated(clause, found.start(), found.end(), costs=False):
                continue
            number = int(next(group for group in found.groups() if group).replace(",", ""))
            if number:
                places = msgspec.structs.replace(places, **{name: number})
                words.append(found[0].strip())
    if not words:
        return Read()
    return Read(value=places, words=", ".join(words), inferred=True, confidence=INFERRED)


def _plain(words: str | None) -> str:
    return " ".join((words or "")[:80].split()).strip(" .!()[]")


def _read(words: str, places: Places, confidence: float) -> Read[Places]:
    return believed(Read(value=places, words=words, confidence=confidence), "places_left")
