"""Fills what a source leaves unsaid with the city file's defaults for it, and records that it did."""

from collections.abc import Mapping
from typing import Any

import msgspec

from crawlers.draft import Draft, DraftSession
from crawlers.formats import fields

DEFAULTED = "the city's default for this source"
"""What stands in `words` for a field that the source left unsaid and the city file filled."""

_TOGETHER = (
    ("ages", {"ages", "age_from", "age_to"}),
    ("price", {"price"}),
    ("when", {"when", "start", "end", "start_time", "end_time"}),
    ("place", {"place", "address", "postcode", "latitude", "longitude"}),
    ("registration", {"registration", "opens", "closes"}),
)
"""Fields of a draft that together make one field; where one of them is said, the others are not filled."""

_GROUP = {name: (field, names) for field, names in _TOGETHER for name in names}


def fill_draft(draft: Draft, defaults: Mapping[str, Any]) -> tuple[Draft, dict[str, str]]:
    """The draft with the defaults for its own fields, and the words that record each of them."""
    filled = {
        name: tuple([value] if isinstance(value, str) else map(str, value)) if name in fields.LISTS else str(value)
        for name, value in defaults.items()
        if name in fields.DRAFT and _unsaid(draft, name)
    }
    return (msgspec.structs.replace(draft, **filled), _recorded(filled)) if filled else (draft, {})


def fill_session(session: DraftSession, defaults: Mapping[str, Any]) -> tuple[DraftSession, dict[str, str]]:
    """The session with the defaults for its fields, and the words that record each of them."""
    named = {name.removeprefix("session."): value for name, value in defaults.items() if name not in fields.DRAFT}
    filled = {name: str(value) for name, value in named.items() if name in fields.SESSION and _unsaid(session, name)}
    return (msgspec.structs.replace(session, **filled), _recorded(filled)) if filled else (session, {})


def _unsaid(said: Draft | DraftSession, name: str) -> bool:
    _, names = _GROUP.get(name, (name, {name}))
    return not any(getattr(said, one) for one in names)


def _recorded(filled: Mapping[str, object]) -> dict[str, str]:
    return {_GROUP[name][0] if name in _GROUP else name: DEFAULTED for name in filled}
