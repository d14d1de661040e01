"""Reads the tables of tests/tables and asks the parsers of indexer/values what each row asks.

A row's question gives two strings, what the table expects and what the parser said, so that a failure reads by itself.
"""

from pathlib import Path
from typing import NamedTuple

from tests.answer import Answer
from tests.value_answers import ANSWERS

TABLES = Path(__file__).parent / "tables"


class Row(NamedTuple):
    """One row of a table: where it stands, and its cells by column."""

    table: str
    line: int
    cells: dict[str, str]

    @property
    def words(self) -> str:
        return self.cells[next(iter(self.cells))]


def rows(table: str) -> list[Row]:
    lines = (TABLES / f"{table}.tsv").read_text(encoding="utf-8").split("\n")
    columns = lines[0].split("\t")
    return [
        Row(table, number, dict(zip(columns, line.split("\t"), strict=True)))
        for number, line in enumerate(lines[1:], 2)
        if line and not line.startswith("#")
    ]


def answered(row: Row) -> Answer:
    """What the table expects of the row, and what the parser says, by column."""
    return ANSWERS[row.table.rpartition("/")[2]](row.cells)


def asked(row: Row) -> tuple[str, str]:
    """The same in one line each; nothing expected or said is "unknown"."""
    answer = answered(row)
    return _line(answer.expected), _line(answer.said)


def _line(cells: dict[str, str]) -> str:
    return " | ".join(cells.values()) if any(cells.values()) else "unknown"


def scores() -> dict[str, tuple[int, int, list[tuple[Row, str, str]]]]:
    """For each table: rows right, rows, and the wrong ones."""
    result = {}
    for path in sorted(TABLES.glob("*.tsv")):
        every = rows(path.stem)
        wrong = [(row, *sides) for row in every for sides in [asked(row)] if len(set(sides)) > 1]
        result[path.stem] = (len(every) - len(wrong), len(every), wrong)
    return result
