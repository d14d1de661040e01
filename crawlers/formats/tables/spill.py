"""Finds rows whose cells stand in the wrong columns because of broken quoting, and mends those that can be proven.

A file tells itself what belongs where: in a column where all other rows have a whole number, a street is out of place.
One odd cell is somebody's note ("ask at the desk"); several in one row mean that the row was cut in the wrong places.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from crawlers.formats.tables.table import Row

ENOUGH = 20
"""Rows that a column needs before it can say what belongs in it."""

_SHAPE = re.compile(
    r"""
      (?P<missing>\#?n\s?/?a|\#(?:ref|value|name\?|div/0|null|num)!?|null|none|nan|tbc|tbd|[-–—.?]+|)
    | (?P<whole>\d{1,15})
    | (?P<decimal>\d{0,15}[.,]\d{1,20})
    | (?P<negative>[-−]\d{0,15}[.,]?\d{1,20})
    | (?P<day>\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.{0,20})
    | (?P<time>\d{1,2}[:.]\d{2}.{0,15})
    | (?P<address>(?:https?://|www\.)\S+|[^\s@]+@[^\s@]+)
    """,
    re.IGNORECASE | re.VERBOSE,
)


class Columns(msgspec.Struct, frozen=True):
    """What the sound rows have in each column: the shapes that belong there, and whether it is always filled."""

    width: int
    shapes: tuple[frozenset[str], ...]
    filled: tuple[bool, ...]


def columns(rows: Sequence[Row], width: int) -> Columns | None:
    """What belongs in the first `width` columns, or None where there are too few rows to tell."""
    sound = [row.cells for row in rows if any(row.cells[:width]) and not any(row.cells[width:])]
    if len(sound) < ENOUGH:
        return None
    shapes, filled = [], []
    for place in range(width):
        counts = Counter(shape_of(cells[place]) for cells in sound if place < len(cells))
        counts.pop("", None)
        total = sum(counts.values())
        usual = {shape for shape, number in counts.items() if number > 2 and number * 20 > total}
        shapes.append(frozenset(usual) if total >= ENOUGH and len(usual) <= 2 else frozenset())
        filled.append(total >= len(sound) * 0.9)
    return Columns(width, tuple(shapes), tuple(filled))


@lru_cache(maxsize=10_000)
def shape_of(cell: str) -> str:
    """What sort of value a cell holds; "" where it holds none."""
    text = cell.strip()
    found = _SHAPE.fullmatch(text) if len(text) < 200 else None
    shape = (found.lastgroup if found else None) or "words"
    return "" if shape == "missing" else shape


def misplaced(cells: Sequence[str], known: Columns) -> bool:
    """Whether so many cells do not belong where they stand that the row was cut in the wrong places."""
    odd = judged = 0
    for place, shapes in enumerate(known.shapes):
        if shapes and place < len(cells) and (shape := shape_of(cells[place])):
            judged += 1
            odd += shape not in shapes
    return odd >= 3 and odd * 3 >= judged


def breaks_off(cells: Sequence[str], known: Columns) -> bool:
    """Whether the last columns are empty, three or more of them never empty elsewhere: the beginning of a cut row."""
    ends = max((place for place, cell in enumerate(cells) if cell.strip()), default=-1)
    return sum(known.filled[ends + 1 :]) >= 3


def rejoined(cells: Sequence[str], known: Columns) -> tuple[str, ...] | None:
    """The row as it was before one cell was cut at its commas; None where that cannot be proven.

    The proof: the last piece ends with a quotation mark that nothing opens and no cell behind it does, there is one
    place only where the pieces can stand, and every cell then lies in a column where its sort belongs, at least three
    of them behind the cut.
    """
    last = max((place for place, cell in enumerate(cells) if cell.strip()), default=-1)
    extra = last + 1 - known.width
    if extra < 1:
        return None
    answers = []
    for end in range(extra, last + 1):
        if not cells[end].rstrip().endswith('"'):
            continue
        first = end - extra
        whole = ",".join(cells[first : end + 1])
        row = (*cells[:first], whole, *cells[end + 1 : last + 1])
        if _belongs(row, first, known) and not any(requoted(cell) != cell for cell in row[first + 1 :]):
            answers.append((*row[:first], requoted(whole), *row[first + 1 :]))
    return answers[0] if len(answers) == 1 else None


def requoted(cell: str) -> str:
    r"""A cell whose quotation marks were escaped as \" and then half eaten: 16\ Softball" was 16" Softball."""
    text = cell.rstrip()
    if "\\" not in text or not text.endswith('"') or len(re.findall(r'(?<!\\)"', text)) % 2 == 0:
        return cell
    return re.sub(r'\\"?', '"', text[:-1])


def cut_rows(rows: Sequence[Row], known: Columns) -> dict[int, str]:
    """By number, the rows of one record that was cut into several, and why each is known to be one.

    A row whose end is empty counts only directly before a row with cells out of place: alone it is just a short row.
    """
    found: dict[int, str] = {}
    for place, row in enumerate(rows):
        if any(row.cells[known.width :]) or not misplaced(row.cells, known):
            continue
        found[row.number] = "Its cells stand in the wrong columns."
        for before in reversed(rows[:place]):
            if any(before.cells) and not breaks_off(before.cells, known):
                break
            if before.number in found:
                break
            if any(before.cells):
                found[before.number] = "It is a piece of a row that broken quoting cut into several."
    return found


def _belongs(row: Sequence[str], joined: int, known: Columns) -> bool:
    behind = 0
    for place, shapes in enumerate(known.shapes):
        shape = shape_of(row[place])
        if not shape and known.filled[place]:
            return False
        if shapes and shape and shape not in shapes:
            return False
        if place > joined and shapes and shapes != {"words"} and shape:
            behind += 1
    return behind >= 3
