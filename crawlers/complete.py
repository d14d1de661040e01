"""One listing met on several pages becomes one draft: its own page speaks for it, the others fill the gaps."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

import msgspec

from crawlers.draft import Draft, DraftSession


class _Page(Protocol):
    @property
    def url(self) -> str: ...
    @property
    def final_url(self) -> str: ...
    @property
    def drafts(self) -> tuple[Draft, ...]: ...


P = TypeVar("P", bound=_Page)
S = TypeVar("S", Draft, DraftSession)


def complete(pages: Iterable[P]) -> list[tuple[P, Draft]]:
    """Every draft with the page that speaks for it, in the order of reading.

    Drafts of different pages are the same listing where their address (else native id) is the same. Drafts of one page
    are left apart: there an extractor has seen them side by side and decided.
    """
    found: list[tuple[P, Draft]] = []
    at: dict[str, list[int]] = {}
    for page in pages:
        here: dict[str, list[int]] = {}
        for draft in page.drafts:
            key = draft.url or draft.native_id
            before = at.get(key, []) if key else []
            if len(before) == 1 and key not in here:
                found[before[0]] = _join(found[before[0]], (page, draft))
                here[key or ""] = before
                continue
            found.append((page, draft))
            if key:
                here.setdefault(key, []).append(len(found) - 1)
        for key, places in here.items():
            at[key] = places if key not in at else sorted({*at[key], *places})
    return found


def _join(first: tuple[P, Draft], second: tuple[P, Draft]) -> tuple[P, Draft]:
    own = [_is_own(*first), _is_own(*second)]
    (page, best), (_, other) = (second, first) if own[1] and not own[0] else (first, second)
    sessions = best.sessions or other.sessions
    if best.sessions and other.sessions:
        if own[0] != own[1]:  # the own page knows its sessions; a lone one may lack what the overview says
            alone = len(best.sessions) == len(other.sessions) == 1
            sessions = (_fill(best.sessions[0], other.sessions[0]),) if alone else best.sessions
        else:
            sessions = _together(best.sessions, other.sessions)
    return page, msgspec.structs.replace(_fill(best, other), sessions=sessions)


def _together(ours: tuple[DraftSession, ...], theirs: tuple[DraftSession, ...]) -> tuple[DraftSession, ...]:
    """The sessions of both; of one that both tell of, by its native id, ours with its gaps filled."""
    told = {one.native_id: one for one in reversed(theirs) if one.native_id}
    known = {one.native_id for one in ours if one.native_id}
    filled = (_fill(one, told[one.native_id]) if one.native_id in told else one for one in ours)
    return (*filled, *(one for one in theirs if one not in ours and one.native_id not in known))


def _is_own(page: _Page, draft: Draft) -> bool:
    return bool(draft.url) and draft.url in {page.url, page.final_url}


def _fill(best: S, other: S) -> S:
    gaps = {name: getattr(other, name) for name in best.__struct_fields__ if getattr(best, name) in {None, ()}}
    return msgspec.structs.replace(best, **gaps)
