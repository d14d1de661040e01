"""Puts the columns of a second table beside those of a first, by a column that both have."""

from collections.abc import Mapping, Sequence

import msgspec

from crawlers.draft import Refusal
from crawlers.errors import Unreadable
from crawlers.formats.tables.listings import several


class Join(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """resource: the second table. on: the first one's column. to: what the second calls it, where not the same."""

    resource: str
    on: str
    to: str | None = None


def joined(
    source: str, rows: Sequence[Mapping[str, str]], beside: Sequence[Mapping[str, str]], join: Join
) -> tuple[list[dict[str, str]], list[int]]:
    """The rows with what the second table says of them, and the places of those of which it says nothing.

    Where both have a column of one name, the second's is "joined.NAME". Raises Unreadable where one lacks the column.
    """
    for what, name, where in (("first", join.on, rows), ("second", join.to or join.on, beside)):
        if not any(name in row for row in where):
            names = list(dict.fromkeys(column for row in where[:100] for column in row))
            raise Unreadable(
                source,
                expected=f"a column {name!r} in the {what} table (the option 'join')",
                came=f"there are: {', '.join(names[:10])}" if names else "it has no rows",
                todo="Correct 'on' and 'to' of the option 'join'.",
            )
    own = {name for row in rows for name in row}
    known: dict[str, Mapping[str, str]] = {}
    for row in beside:
        known.setdefault(_key(row.get(join.to or join.on, "")), row)
    found, unknown = [], []
    for place, row in enumerate(rows):
        key = _key(row.get(join.on, ""))
        more = known.get(key, {}) if key else {}
        unknown += [place] if key and not more else []
        found.append({**row, **{f"joined.{name}" if name in own else name: value for name, value in more.items()}})
    return found, unknown


def missing(names: Sequence[str], join: Join) -> Refusal:
    """What is to be said of rows whose key the second table does not have."""
    numbers = dict(enumerate(names, 1))
    return Refusal(
        where=f"rows ({len(names)}): {several(list(numbers), numbers)}",
        reason="The joined table has no row for them, so what it would say of them is not stated.",
        wrote=join.resource[:100],
        todo="Look at the option 'join', or ask the provider.",
    )


def _key(value: str) -> str:
    return value.strip().removesuffix(".0").casefold()
