"""Puts the cells of a table's row under our field names, and rows of one listing into one draft."""

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

import msgspec

from crawlers.draft import Draft, DraftSession
from crawlers.errors import Unreadable
from crawlers.formats.charset import plain_spaces
from crawlers.formats.fields import DRAFT, LISTS, SESSION
from crawlers.formats.table import Row

_ADDRESSES = frozenset({"url", "provider_url", "register_url"})
_JOINED_BY = {"text": "\n\n"} | dict.fromkeys(
    ("when", "start", "end", "start_time", "end_time", "opens", "closes", "ages", "price", "title"), " "
)
_LINE_END = re.compile(r"\r\n?")
_FAULTS = re.compile(r"#(n/a|ref!|value!|name\?|div/0!|null!|num!)", re.IGNORECASE)
"""What a spreadsheet shows where a formula failed: nothing is stated."""


class Mapped(msgspec.Struct, frozen=True):
    """places: our field -> the numbers of its columns, from 0. left: columns that nobody wants. twice: names of two."""

    places: dict[str, tuple[int, ...]]
    left: tuple[int, ...]
    twice: tuple[str, ...]


class Columns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a kind that reads a table; each such kind documents them.

    columns: our field -> the column's name, or a list of columns that are joined. ignore: columns that are not wanted.
    group: our fields in which rows of one listing agree. split: list field -> what parts its values.
    """

    columns: dict[str, str | list[str]] = {}
    ignore: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    split: dict[str, str] = {}

    def __post_init__(self) -> None:
        for name in (*self.columns, *self.group, *self.split):
            check(name)
        for name in self.split:
            if name not in LISTS:
                raise ValueError(f"split: {name!r} is one value, not a list")
        for name in self.group:
            if self.columns and name not in self.columns:
                raise ValueError(f"group: {name!r} is in no column; map it in 'columns'")


def check(name: str) -> None:
    """Raises ValueError with the nearest right word where no draft and no session has a field of this name."""
    known = [*DRAFT, *SESSION, *(f"session.{field}" for field in SESSION)]
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        raise ValueError(
            f"there is no field {name!r}. "
            + (f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(dict.fromkeys(known))}.")
        )


def wanted(columns: Mapping[str, str | list[str]]) -> list[str]:
    """The column names that a table must have; our own field names where nothing is mapped."""
    if not columns:
        return [*DRAFT, *SESSION]
    return [name for names in columns.values() for name in ([names] if isinstance(names, str) else names)]


def find(source: str, headers: Sequence[str], columns: Mapping[str, str | list[str]], ignore: Sequence[str]) -> Mapped:
    """Where each field's columns are. Raises Unreadable that names the nearest column where one is missing."""
    names = [_key(header) for header in headers]
    places: dict[str, tuple[int, ...]] = {}
    for field, wanted_names in columns.items():
        found = []
        for name in [wanted_names] if isinstance(wanted_names, str) else wanted_names:
            if _key(name) not in names or not name.strip():
                raise Unreadable(
                    source,
                    expected=f"a column {name!r} for {field!r}",
                    came=f"there is none ({_nearest(name, headers)})",
                    todo="Correct the option 'columns', or ask the provider whether the table has changed.",
                )
            found.append(names.index(_key(name)))
        places[field] = tuple(found)
    if not columns:
        for place, name in enumerate(names):
            if (field := name.replace(" ", "_")) in DRAFT | SESSION:
                places.setdefault(field, (place,))
    if not places:
        raise Unreadable(
            source,
            expected="columns that are called as our fields, such as title",
            came=_there_are(headers),
            todo="Say in the option 'columns' which column is which field.",
        )
    used = {place for found in places.values() for place in found}
    ignored = {_key(name) for name in ignore}
    twice = [
        header for place, header in enumerate(headers) if header and place in used and names.count(names[place]) > 1
    ]
    left = [place for place, name in enumerate(names) if place not in used and name not in ignored]
    return Mapped(places, tuple(left), tuple(dict.fromkeys(twice)))


def draft_of(row: Row, mapped: Mapped, split: Mapping[str, str], base: str) -> tuple[Draft | None, tuple[str, ...]]:
    """The row's draft and sentences for what of it could not be read; None and one where it is no listing.

    base: the table's address, against which relative addresses are resolved.
    """
    draft: dict[str, Any] = {}
    session: dict[str, Any] = {}
    doubts = []
    for field, places in mapped.places.items():
        cells = [_cell(row, place) for place in places]
        name = field.removeprefix("session.")
        if field in LISTS:
            values = [
                part.strip() for cell in cells for part in (cell.split(split[field]) if field in split else [cell])
            ]
            draft[field] = tuple(dict.fromkeys(value for value in values if value))
            continue
        value = _JOINED_BY.get(name, ", ").join(cell for cell in cells if cell)
        if value and name in _ADDRESSES:
            value = _address(value, base)
            if not value:
                doubts.append(f"The address in {field!r} is none, and counts as not stated.")
        if value:
            (draft if field in DRAFT else session)[name] = value
    if "title" in mapped.places and not draft.get("title"):
        return None, ("The row has no title.",)
    if not session and not any(draft.values()):
        return None, ("The row has nothing in the columns that are read.",)
    return Draft(**draft, sessions=(DraftSession(**session),) if session else ()), tuple(doubts)


def value_of(draft: Draft, field: str) -> Any:
    """A field of a draft that was made of one row; of its session where the draft has none of that name."""
    if field in DRAFT:
        return getattr(draft, field)
    return getattr(draft.sessions[0], field.removeprefix("session."), None) if draft.sessions else None


def merged(drafts: Sequence[Draft]) -> tuple[Draft, list[tuple[str, str, list[str]]]]:
    """One draft of those of one listing; and each field in which they differ, with the value kept and the others.

    Lists are united in order, sessions that are equal are one, count is the number of rows.
    """
    fields: dict[str, Any] = {}
    differing = []
    for name in DRAFT:
        values = list(dict.fromkeys(value for draft in drafts if (value := getattr(draft, name))))
        if name in LISTS:
            fields[name] = tuple(dict.fromkeys(word for value in values for word in value))
        elif values:
            fields[name] = values[0]
            if len(values) > 1:
                differing.append((name, values[0], values[1:]))
    sessions = tuple(dict.fromkeys(session for draft in drafts for session in draft.sessions))
    return Draft(**fields, sessions=sessions, count=sum(draft.count for draft in drafts)), differing


def _cell(row: Row, place: int) -> str:
    text = plain_spaces(_LINE_END.sub("\n", row.cells[place])) if place < len(row.cells) else ""
    return "" if _FAULTS.fullmatch(text) else text


def _key(name: str) -> str:
    return " ".join(plain_spaces(name).casefold().lstrip("'").split())


def _address(words: str, base: str) -> str:
    """An absolute web address; "" for what is none."""
    words = f"https://{words}" if words.lower().startswith("www.") else words
    try:
        found = urljoin(base, words) if words.startswith("/") else words
    except ValueError:
        return ""
    return found if re.fullmatch(r"https?://[^\s/]+\S*", found, re.IGNORECASE) else ""


def _nearest(name: str, headers: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, headers, n=1, cutoff=0.5)
    return f"the nearest is {_printable(near[0])!r}" if near else _there_are(headers)


def _there_are(headers: Sequence[str], most: int = 10) -> str:
    named = [_printable(header) for header in headers if header]
    more = f" and {len(named) - most} more" if len(named) > most else ""
    return f"there are: {', '.join(named[:most])}{more}" if named else "no column has a name"


def _printable(header: str, most: int = 20) -> str:
    """As much of a header as a sentence can hold; a row that is no header at all may hold anything."""
    shown = "".join(char if char.isprintable() else "?" for char in header[: most + 1])
    return shown if len(shown) <= most else f"{shown[:most]}…"
