"""What a listing is compared by; and what several listings of one source are, taken together."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

import msgspec

from crawlers.addresses import canonical
from indexer.opportunity import Ages, Opportunity, Session
from indexer.reconciling.titles import Title, title_of, words_of

T = TypeVar("T")
NOISE = frozenset({"the", "a", "of", "and", "ltd", "limited", "cic", "cio", "plc", "llc", "inc", "trust", "charity"})
"""Words of a provider's name that tell nobody apart."""
_MEETINGS = 60
"""As many meetings of a session as are compared."""
_FEW = 4
"""Sets of fewer are shared."""
_PLACES = 20
"""As many places of a group as are compared by a part of their name."""
_ANY = frozenset({"all levels", "all", "any", "any level", "mixed", "mixed ability", "all abilities"})
"""Levels that set nobody apart."""
# An id that nobody else gives: an address, a UID with a host, a UUID, hex digits.
_OWN_ID = re.compile(
    r"https?:.{4,}|[^@\s]{6,}@[^@\s]{3,}|[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I
)


class Facets(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """For whom it is and what comes of it, where that is stated; what differs in one of them is never one."""

    ages: Ages | None = None
    level: str | None = None
    gender: str | None = None
    role: str | None = None
    credential: str | None = None
    languages: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    """The title's words of an age."""

    def stated(self) -> bool:
        """Whether any of them is."""
        return self != _NOTHING_STATED


_NOTHING_STATED = Facets()


class Face(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a listing, or a group of them, is compared by.

    name: of its (first) listing. provider: its words, sorted. places: names and postcodes. days: proleptic ordinals of
    starts and meetings. moments: day and minute of those with a time. slots: weekday and minute, -1 without a time.
    ids: own ids that nobody else gives. urls: canonical addresses.
    """

    name: str
    source: str
    title: Title
    provider: str
    facets: Facets
    text: str
    topics: frozenset[str]
    places: frozenset[str]
    days: frozenset[int]
    moments: frozenset[tuple[int, int]]
    slots: frozenset[tuple[int, int]]
    ids: frozenset[str]
    urls: frozenset[str]
    years: frozenset[str]


def face_of(one: Opportunity, source: str) -> Face:
    """One listing, by what it means. source: its name."""
    names = frozenset(chain((_joined(one.provider.name),), *map(_names, one.sessions))) - {""}
    title = title_of(one.title, names)
    starts = sorted({start for session in one.sessions for start in _starts(session)})
    level = _joined(one.level) or None
    listing = one.listings[0] if one.listings else None
    native = [listing.native_id if listing else None, *(session.native_id for session in one.sessions)]
    addresses = [listing.url if listing else None, *(session.url for session in one.sessions)]
    places = frozenset(key for session in one.sessions for key in place_keys(session))
    return Face(
        name=one.id,
        source=source,
        title=title,
        provider=" ".join(sorted(word for word in words_of(one.provider.name) if word not in NOISE)) or one.provider.id,
        facets=_facets(
            ages=one.ages if one.ages and not one.ages.assumed else None,
            level=level if level not in _ANY else None,
            gender=one.gender,
            role=one.role,
            credential=_joined(one.credential.name) or None if one.credential else None,
            languages=frozenset(one.languages),
            words=title.ages,
        ),
        text=one.text or "",
        topics=_shared(one.topics),
        places=_shared((*sorted(places), f"place {title.place}") if title.place else sorted(places)),
        days=_shared(sorted({day for day, _ in starts})),
        moments=_shared(start for start in starts if start[1] >= 0),
        slots=_shared(sorted({((day - 1) % 7, minute) for day, minute in starts})),
        ids=_shared(said.casefold() for said in native if said and _OWN_ID.fullmatch(said)),
        urls=_shared(canonical(said) for said in addresses if said),
        years=_shared(sorted({str(dt.date.fromordinal(day).year) for day, _ in starts})),
    )


def _shared(values: Iterable[T]) -> frozenset[T]:
    """A set, one and the same for all that hold the same few things: there are many listings and few places."""
    found = tuple(values)
    return _one_set(found) if len(found) < _FEW else frozenset(found)


@lru_cache(maxsize=65_536)
def _one_set(values: tuple[T, ...]) -> frozenset[T]:
    return frozenset(values)


@lru_cache(maxsize=4_096)
def _facets(**said: Any) -> Facets:
    return Facets(**said)


def together(faces: Sequence[Face]) -> Face:
    """A group of one source's listings as one: the title and text of the first, what is stated first, all dates."""
    first = faces[0]
    if len(faces) == 1:
        return first
    return msgspec.structs.replace(
        first,
        facets=next((face.facets for face in faces if face.facets.stated()), first.facets),
        text=next((face.text for face in faces if face.text), ""),
        **{
            name: frozenset().union(*(getattr(face, name) for face in faces))
            for name in ("topics", "places", "days", "moments", "slots", "ids", "urls", "years")
        },
    )


@lru_cache(maxsize=8_192)
def telling(text: str) -> frozenset[str]:
    """The words of a text that tell what it is about: those of five letters and more."""
    return frozenset(word for word in words_of(text) if len(word) > 4)


def place_keys(session: Session) -> frozenset[str]:
    """Names under which a session's place is the same as another's: its name, its postcode; "online"."""
    keys = ["online"] if session.online else []
    if session.place and session.place.name:
        keys.append(f"place {_joined(session.place.name)}")
    if session.place and session.place.postcode:
        keys.append(f"postcode {session.place.postcode.replace(' ', '').casefold()}")
    return frozenset(keys)


def one_place(one: frozenset[str], two: frozenset[str]) -> bool | None:
    """Whether two have a place in common; None where one is unknown.

    A name may stand within a longer one. Where both have names, a postcode of digits alone (a ZIP code covers a part
    of a town) makes no two of them one.
    """
    if not one or not two:
        return None
    named = any(key.startswith("place ") for key in one) and any(key.startswith("place ") for key in two)
    common = one & two
    if any(not named or not (key.startswith("postcode ") and key[9:].isdigit()) for key in common):
        return True
    return named and any(
        a.startswith(f"{b} ") or b.startswith(f"{a} ")
        for a in sorted(one)[:_PLACES]
        for b in sorted(two)[:_PLACES]
        if a.startswith("place ") and b.startswith("place ")
    )


def _names(session: Session) -> Iterator[str]:
    if session.place:
        yield _joined(session.place.name)
        yield _joined(session.place.address)


@lru_cache(maxsize=16_384)
def _joined(name: str | None) -> str:
    return " ".join(words_of(name)) if name else ""


def _starts(session: Session) -> Iterator[tuple[int, int]]:
    """Day and minute of the day, -1 without a time, of the session and its first meetings."""
    for moment in chain((session.start,), (meeting.start for meeting in session.meetings[:_MEETINGS])):
        if moment:
            yield moment.date.toordinal(), moment.time.hour * 60 + moment.time.minute if moment.time else -1
