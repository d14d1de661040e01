"""Tells the rows of a table whose cells can be trusted, mends what is proven, and says of each other row why not."""

from collections.abc import Iterator

import msgspec

from crawlers.draft import Refusal
from crawlers.formats.tables import spill
from crawlers.formats.tables.listings import several, unread
from crawlers.formats.tables.table import Row, Table


def sound_rows(read: Table) -> Iterator[Row | Refusal]:
    """The rows whose cells can be trusted, mended where that is proven; and a Refusal for each other."""
    width = max((place + 1 for place, name in enumerate(read.headers) if name), default=0)
    beyond = [place for place in range(width, len(read.headers)) if is_column(read, place)]
    width = max([width, *(place + 1 for place in beyond)])
    rows = [msgspec.structs.replace(row, cells=_trimmed(row.cells)) for row in read.rows]
    known = spill.columns([row for row in rows if not row.broken], width)
    cut = spill.cut_rows(rows, known) if known else {}
    blank = [row.number for row in rows if not any(row.cells)]
    mended = []
    for row in rows:
        if not any(row.cells):
            continue
        spilled = any(row.cells[width:])
        whole = spill.rejoined(row.cells, known) if spilled and known and not row.broken else None
        if row.broken or row.number in cut:
            yield unread(row, row.broken or cut[row.number])
        elif whole:
            mended.append(row.number)
            yield Row(row.number, tuple(map(spill.requoted, whole)))
        elif spilled:
            yield unread(row, "It has more cells than there are columns.")
        else:
            yield Row(row.number, tuple(map(spill.requoted, row.cells)))
    if mended:
        yield Refusal(
            where=f"mended rows ({len(mended)}): {several(mended)}",
            reason="A text was cut at its commas by broken quoting, and could be joined again for certain.",
            todo="Ask the provider to export the table again with sound quoting.",
        )
    if blank:
        yield Refusal(where=f"blank rows ({len(blank)}): {several(blank)}", reason="Blank rows are skipped.")


def is_column(read: Table, place: int) -> bool:
    """Whether a column without a name is one after all: most rows have something in it."""
    return sum(place < len(row.cells) and bool(row.cells[place]) for row in read.rows) * 2 > len(read.rows)


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    stripped = [cell if cell.strip() else "" for cell in cells]
    while stripped and not stripped[-1]:
        stripped.pop()
    return tuple(stripped)
