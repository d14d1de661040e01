"""Puts the cells of a table's row under our field names, and rows of one listing into one draft."""

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from crawlers.draft import Draft, DraftSession
from crawlers.errors import Unreadable
from crawlers.formats.charset import plain_spaces
from crawlers.formats.fields import ADDRESSES, DRAFT, LISTS, SESSION, address, check_names
from crawlers.formats.tables.table import Row

_JOINED_BY = {"text": "\n\n"} | dict.fromkeys(
    ("when", "start", "end", "start_time", "end_time", "opens", "closes", "ages", "price", "title"), " "
)
_TIMES = frozenset({"start_time", "end_time"})
_YES = frozenset({"x", "xx", "y", "yes", "true", "t", "1", "1.0", "✓", "✔", "✗", "☒", "☑", "•", "*"})
_NO = frozenset({"", "n", "no", "false", "f", "0", "0.0", "-", "☐"})
_POSITION = re.compile(r"\n\s{0,9}\(\s{0,9}(-?\d{1,3}\.\d{1,15}),\s{0,9}(-?\d{1,3}\.\d{1,15})\s{0,9}\)\s*$")
"""How data portals write an address and its position into one cell, the position on a line of its own."""
_LINE_END = re.compile(r"\r\n?")
_FAULTS = re.compile(r"#(n/a|ref!|value!|name\?|div/0!|null!|num!)", re.IGNORECASE)
"""What a spreadsheet shows where a formula failed: nothing is stated."""


class Mapped(msgspec.Struct, frozen=True):
    """places: our field -> the numbers of its columns, from 0. left: columns that nobody wants. twice: names of two.

    marks: our field -> the numbers of columns in which a mark says what their heading says.
    """

    places: dict[str, tuple[int, ...]]
    left: tuple[int, ...]
    twice: tuple[str, ...]
    marks: dict[str, tuple[tuple[int, str], ...]] = {}


class Columns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a kind that reads a table; each such kind documents them.

    columns: our field -> the column's name, or a list of columns that are joined. ignore: columns that are not wanted.
    group: our fields in which rows of one listing agree. split: list field -> what parts its values.
    marks: our field -> columns in which an X says that what they are called holds. empty: words that say nothing.
    """

    columns: dict[str, str | list[str]] = {}
    ignore: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    split: dict[str, str] = {}
    marks: dict[str, list[str]] = {}
    empty: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_names((*self.columns, *self.group, *self.split, *self.marks))
        for name in self.marks:
            if name in self.columns:
                raise ValueError(f"marks: {name!r} is mapped in 'columns' too")
        for name in self.split:
            if name not in LISTS:
                raise ValueError(f"split: {name!r} is one value, not a list")
        for name in self.group:
            if self.columns and name not in self.columns and name not in self.marks:
                raise ValueError(f"group: {name!r} is in no column; map it in 'columns'")


def wanted(columns: Mapping[str, str | list[str]]) -> list[str]:
    """The column names that a table must have; our own field names where nothing is mapped."""
    if not columns:
        return [*DRAFT, *SESSION]
    return [name for names in columns.values() for name in ([names] if isinstance(names, str) else names)]


def find(
    source: str,
    headers: Sequence[str],
    columns: Mapping[str, str | list[str]],
    ignore: Sequence[str],
    marks: Mapping[str, list[str]] | None = None,
) -> Mapped:
    """Where each field's columns are. Raises Unreadable that names the nearest column where one is missing."""
    names = [_key(header) for header in headers]
    places = {field: _places(source, field, columns[field], headers, names) for field in columns}
    marked = {
        field: tuple((place, headers[place].lstrip("'")) for place in _places(source, field, wanted, headers, names))
        for field, wanted in (marks or {}).items()
    }
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
    used = {place for found in places.values() for place in found} | {p for m in marked.values() for p, _ in m}
    ignored = {_key(name) for name in ignore}
    twice = [
        header for place, header in enumerate(headers) if header and place in used and names.count(names[place]) > 1
    ]
    left = [place for place, name in enumerate(names) if place not in used and name not in ignored]
    return Mapped(places, tuple(left), tuple(dict.fromkeys(twice)), marked)


def _places(
    source: str, field: str, wanted_names: str | list[str], headers: Sequence[str], names: Sequence[str]
) -> tuple[int, ...]:
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
    return tuple(found)


def draft_of(row: Row, mapped: Mapped, split: Mapping[str, str], base: str) -> tuple[Draft | None, tuple[str, ...]]:
    """The row's draft and sentences for what of it could not be read; None and one where it is no listing.

    base: the table's address, against which relative addresses are resolved.
    """
    draft: dict[str, Any] = {}
    session: dict[str, Any] = {}
    doubts = []
    for field, places in mapped.places.items():
        cells = [_cell(row, place) for place in places]
        if not any(cells):
            continue
        name = field.removeprefix("session.")
        if field in LISTS:
            values = [
                part.strip() for cell in cells for part in (cell.split(split[field]) if field in split else [cell])
            ]
            draft[field] = tuple(dict.fromkeys(value for value in values if value))
            continue
        if len(cells) == 1:
            value = cells[0]
        else:
            value = (_clock(cells) if name in _TIMES and len(cells) == 2 else None) or (
                _JOINED_BY.get(name, ", ").join(cell for cell in cells if cell)
            )
        if name in {"address", "place"} and (found := _POSITION.search(value)):
            value = value[: found.start()].strip()
            position = {"latitude": found[1], "longitude": found[2]}
            session |= {part: number for part, number in position.items() if part not in mapped.places}
        if value and name in ADDRESSES:
            value = address(value, base)
            if not value:
                doubts.append(f"The address in {field!r} is none, and counts as not stated.")
        if value:
            (draft if field in DRAFT else session)[name] = value
    for field, marked in mapped.marks.items():
        held, odd = _marked(row, marked)
        doubts += [f"A column of {field!r} has words where an X was expected; they count as not stated."] if odd else []
        if held:
            value_of_marks: Any = held if field in LISTS else ", ".join(held)
            (draft if field in DRAFT else session)[field.removeprefix("session.")] = value_of_marks
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
    if len(drafts) == 1:
        return drafts[0], []
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


def _clock(cells: Sequence[str]) -> str | None:
    """The time of which two columns are the hour and the minute."""
    hour, minute = (cell.removesuffix(".0") for cell in cells)
    if not (re.fullmatch(r"\d{1,2}", hour) and re.fullmatch(r"\d{1,2}", minute)) or int(hour) > 23 or int(minute) > 59:
        return None
    return f"{int(hour):02}:{int(minute):02}"


def _marked(row: Row, marked: Sequence[tuple[int, str]]) -> tuple[tuple[str, ...], bool]:
    """What the marked columns of a row are called; and whether one has words that are no mark."""
    cells = [(_cell(row, place).strip().casefold(), name) for place, name in marked]
    return tuple(name for cell, name in cells if cell in _YES), any(cell not in _YES | _NO for cell, _ in cells)


def _cell(row: Row, place: int) -> str:
    text = row.cells[place] if place < len(row.cells) else ""
    text = plain_spaces(_LINE_END.sub("\n", text) if "\r" in text else text)
    return "" if text[:1] == "#" and _FAULTS.fullmatch(text) else text


def _key(name: str) -> str:
    return " ".join(plain_spaces(name).casefold().lstrip("'").split())


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
