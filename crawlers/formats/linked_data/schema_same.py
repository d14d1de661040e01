"""Which drafts of one page are the same listing, and what names each of them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from crawlers.draft import Draft, DraftSession

_SAME_DAY = 50
"""Sessions of a day that are compared with each other."""


def joined(found: Iterable[list[Draft]]) -> list[Draft]:
    """One draft for each listing. found: the drafts of one address (or id) and title together, in the page's order."""
    return _without_echoes([_together(same) for same in found])


def _without_echoes(found: list[Draft]) -> list[Draft]:
    """Pages tell one listing as JSON-LD and again as microdata, once without its address: the same title shows it."""
    named = Counter(draft.title for draft in found if draft.url or draft.native_id)
    echoes: dict[str | None, list[Draft]] = {}
    kept = []
    for draft in found:
        if not draft.url and not draft.native_id and named[draft.title] == 1:
            echoes.setdefault(draft.title, []).append(draft)
        else:
            kept.append(draft)
    return [
        _together([draft, *echoes[draft.title]]) if draft.title in echoes and (draft.url or draft.native_id) else draft
        for draft in kept
    ]


def addressed(found: list[Draft], page_url: str) -> Iterator[Draft]:
    """An address that several share names none of them (but one can book there); a lone listing may have the page's."""
    urls, ids = Counter(draft.url for draft in found), Counter(draft.native_id for draft in found)
    for draft in found:
        own = draft.url if urls[draft.url] == 1 else None
        own = own or (page_url if len(found) == 1 else None)
        native = draft.native_id if ids[draft.native_id] == 1 else None
        natives, addresses = (Counter(getattr(one, name) for one in draft.sessions) for name in ("native_id", "url"))
        sessions = tuple(
            msgspec.structs.replace(
                one,
                native_id=one.native_id if natives[one.native_id] == 1 else None,
                url=one.url if addresses[one.url] == 1 else None,
                register_url=one.register_url or (draft.url if own is None else None),
            )
            for one in draft.sessions
        )
        yield msgspec.structs.replace(draft, native_id=native or _anchor(own, page_url), url=own, sessions=sessions)


def _anchor(url: str | None, page_url: str) -> str | None:
    """The address of a listing that is a part of this page (…/events/#otters): its anchor is all that names it."""
    page, _, anchor = (url or "").partition("#")
    return url if anchor and page == page_url.partition("#")[0] else None


def _together(same: list[Draft]) -> Draft:
    """One listing that is told several times: the first one's words, what only others say, the sessions of all."""
    first, *others = same
    if not others:
        return first
    gaps: dict[str, Any] = {}
    for name in first.__struct_fields__:
        if name != "sessions" and getattr(first, name) in {None, ()}:
            gaps[name] = next((value for one in others if (value := getattr(one, name)) not in {None, ()}), None)
    kept = list(first.sessions)
    by_day: dict[str, list[int]] = {}
    for at, known in enumerate(kept):
        by_day.setdefault(_moment(known.start)[0], []).append(at)
    for one in (session for other in others for session in other.sessions):
        that_day = by_day.setdefault(_moment(one.start)[0], [])
        known_as = next((at for at in that_day[:_SAME_DAY] if _same_run(one, kept[at])), None)
        if known_as is None:
            that_day.append(len(kept))
            kept.append(one)
        elif _moment(one.start)[1] and not _moment(kept[known_as].start)[1]:
            known = kept[known_as]
            kept[known_as] = msgspec.structs.replace(known, start=one.start, end=one.end or known.end)
    told = {name: value for name, value in gaps.items() if value is not None}
    return msgspec.structs.replace(first, **told, sessions=tuple(kept))


def _same_run(one: DraftSession, other: DraftSession) -> bool:
    """The same start, and no two different places. A day is the same as a time on it: one of the two says more."""
    places = {part.place or part.address for part in (one, other)} - {None}
    (day, time), (other_day, other_time) = _moment(one.start), _moment(other.start)
    return day == other_day and (time == other_time or not (time and other_time)) and len(places) < 2


def _moment(start: str | None) -> tuple[str, str | None]:
    """Day and time of a start; no time where it has none that can be read ("T10-10-00-00" is what a plugin writes)."""
    day, _, rest = (start or "").partition("T")
    return day, rest[:5] if re.match(r"\d\d:\d\d", rest) else None
