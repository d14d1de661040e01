"""Makes drafts of the rows of a table: rows of one listing become one draft, and no row is lost in silence."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crawlers.draft import Draft, Refusal
from crawlers.formats.tables import mapping, template
from crawlers.formats.tables.mapping import Columns, Mapped
from crawlers.formats.tables.table import Row


def listings(
    rows: Sequence[Row], mapped: Mapped, options: Columns, base: str, names: Mapping[int, str] | None = None
) -> Iterator[Draft | Refusal]:
    """Drafts in the order of their first rows, and a Refusal for each row that is none.

    base: the table's address. names: what its provider calls a row of this number, where not by the number.
    """
    group = options.group or (("native_id",) if "native_id" in mapped.places else ())
    groups: dict[Any, list[tuple[Row, Draft]]] = {}
    nothing = {word.casefold() for word in options.empty}
    for row in rows:
        name = several([row.number], names)
        said = row
        if nothing:
            said = Row(row.number, tuple("" if cell.strip().casefold() in nothing else cell for cell in row.cells))
        draft, doubts = mapping.draft_of(said, mapped, options.split, base)
        if draft is None:
            wanted = sorted({place for places in mapped.places.values() for place in places})
            cells = tuple(said.cells[place] for place in wanted if place < len(said.cells))
            shown = Row(row.number, cells)  # others may name people
            yield unread(shown, doubts[0], "Fill it in, or take the row out of the table.", name=name)
            continue
        if template.is_example(draft.title):
            todo = f"Delete it, or write your own words over it; no title of yours begins with {template.EXAMPLE}"
            yield Refusal(where=f"row {name}", reason=template.REASON, todo=todo)
            continue
        yield from (Refusal(where=f"listing of row {name}", reason=doubt) for doubt in doubts)
        values = tuple(mapping.value_of(draft, name) for name in group)
        key: Any = values if any(values) else row.cells
        groups.setdefault(key, []).append((row, draft))
    for members in groups.values():
        merged, differing = mapping.merged([draft for _, draft in members])
        yield merged
        for field, kept, others in differing:
            yield Refusal(
                where=f"listing of rows {several([row.number for row, _ in members], names)}",
                reason=f"Rows of one listing differ in {field!r}; the first is kept.",
                wrote=" | ".join([kept, *others])[:200],
                todo="Name the field in 'group' if such rows are different listings.",
            )


def several(numbers: Sequence[int], names: Mapping[int, str] | None = None, most: int = 100) -> str:
    """Rows as they are named in a sentence: "3, 4, 9"."""
    shown = ", ".join((names or {}).get(number, str(number)) for number in numbers[:most])
    return f"{shown} and {len(numbers) - most} more" if len(numbers) > most else shown


def unread(row: Row, reason: str, todo: str = "", *, name: str = "") -> Refusal:
    """A row that is no listing, and why."""
    return Refusal(
        where=f"row {name or row.number}",
        reason=reason,
        wrote=" | ".join(cell for cell in row.cells if cell)[:200],
        todo=todo or "Correct the row in the table; look for quotation marks and line ends in its texts.",
    )
