"""Builds drafts from flat names: "title" is the draft's, "price" its session's, as the structs themselves say."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin
from urllib.parse import urljoin

import msgspec

from crawlers.draft import Draft, DraftSession

_BUILT = {"sessions", "count", "meetings", "ages_assumed", "licence", "attribution"}
DRAFT = {field.name: field.type for field in msgspec.structs.fields(Draft) if field.name not in _BUILT}
SESSION = {field.name: field.type for field in msgspec.structs.fields(DraftSession) if field.name not in _BUILT}
NAMES = frozenset(DRAFT) | frozenset(SESSION) | {f"session.{name}" for name in SESSION}
"""What a field may be called; "session.url" is the session's where "url" would be the draft's."""

LISTS = frozenset(name for name, kind in DRAFT.items() if get_origin(kind) is tuple and get_args(kind)[0] is str)
"""Fields that hold several texts."""

ADDRESSES = frozenset({"url", "provider_url", "register_url"})
"""Fields that are addresses on the web, of a draft or of its session."""


def check_names(names: Iterable[str]) -> None:
    """Raises ValueError with the nearest right word for a name that is no field."""
    for name in names:
        if name not in NAMES:
            near = difflib.get_close_matches(name, NAMES, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(sorted(DRAFT | SESSION))}."
            raise ValueError(f"there is no field {name!r}. {hint}")


def address(words: str, base: str) -> str:
    """An absolute web address; "" for what is none. base: of what the words stand in."""
    words = f"https://{words}" if words.lower().startswith("www.") else words
    try:
        found = urljoin(base, words) if words.startswith("/") else words
    except ValueError:
        return ""
    return found if re.fullmatch(r"https?://[^\s/]+\S*", found, re.IGNORECASE) else ""


def draft_of(values: Mapping[str, str | tuple[str, ...] | None]) -> Draft | None:
    """The draft that says this, with a session where a field of a session is said; None where nothing is."""
    said: dict[str, Any] = {name: value for name, value in values.items() if value}
    draft = {name: value for name, value in said.items() if name in DRAFT}
    session = {name.removeprefix("session."): value for name, value in said.items() if name not in DRAFT}
    if not said:
        return None
    return Draft(**draft, sessions=(DraftSession(**session),) if session else ())
