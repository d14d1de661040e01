"""Reads a spreadsheet file, CSV or XLSX, into rows of text, and loses none."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from crawlers.errors import TooLarge, Unreadable, WrongContent
from crawlers.formats.charset import decode, looks_binary, looks_like_html, plain_spaces, what_page
from crawlers.formats.tables.workbook import ZIP, sheet_rows, what_file

DELIMITERS = (",", ";", "\t", "|")
_REPAIRS = 50
_COLUMNS, _ROWS = 2_000, 100_000
_WIDEST = 100_000
_CELLS = 3_000_000
"""Of a table that is turned round."""
_OTHER_TEXT = re.compile(r"\s*(?:(BEGIN:V[A-Z])|<\?xml\s|<rss\b)", re.IGNORECASE)
"""How texts begin that are no tables, although a sign that parts cells stands in their lines."""


class Row(msgspec.Struct, frozen=True):
    """One row. number: as a spreadsheet program counts, 1 is the first. broken: why its cells cannot be trusted."""

    number: int
    cells: tuple[str, ...]
    broken: str | None = None


class Table(msgspec.Struct, frozen=True):
    """headers: stripped, "" where a column has no name. rows: those below the headers.

    guessed: the encoding, where it had to be guessed.
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    guessed: str | None = None


def read(
    source: str,
    body: bytes,
    *,
    declared: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int = 1,
    transposed: bool = False,
    wanted: Sequence[str] = (),
) -> Table:
    """The table of a body. source: its name, for messages. wanted: headers that are expected; they tell the delimiter.

    transposed: headers stand in the first column; the number of a row is then that of its column.

    Raises WrongContent for another sort of file, Unreadable for a broken one.
    """
    guessed = None
    if body[:4] == ZIP:
        rows = [Row(number, cells) for number, cells in sheet_rows(source, body, sheet)]
    else:
        text, guessed = _text(source, body, declared, encoding)
        try:
            found = _records(text, delimiter or _delimiter(text, wanted, header_row))
            rows = list(islice(found, _ROWS + 1))
        except csv.Error as error:
            raise Unreadable(
                source,
                expected="a table (CSV)",
                came=f"its rows cannot be told apart ({error})",
                todo="Export it again from a spreadsheet program, which puts quotation marks where they belong.",
            ) from None
    if transposed:
        width = max((len(row.cells) for row in rows), default=0)
        if width * len(rows) > _CELLS:
            todo = "Leave out the option 'transposed', or ask the provider for a smaller table."
            raise TooLarge(source, expected=f"at most {_CELLS:,} cells", came="the table has more", todo=todo)
        columns = zip(*((*row.cells, *[""] * (width - len(row.cells))) for row in rows), strict=True)
        rows = [Row(number, tuple(cells)) for number, cells in enumerate(columns, 1)]
    if len(rows) > _ROWS:
        todo = "Ask the provider for a smaller table."
        raise TooLarge(source, expected=f"at most {_ROWS:,} rows", came="the table has more", todo=todo)
    head = next((row for row in rows if row.number == header_row), None)
    if head and len(head.cells) > _COLUMNS:
        todo = "Open the file: its first row may be no row of names."
        came = f"the row has {len(head.cells):,}"
        raise Unreadable(source, expected=f"at most {_COLUMNS:,} column names", came=came, todo=todo)
    if head is None or not any(head.cells):
        raise Unreadable(
            source,
            expected=f"column names in row {header_row}",
            came="that row is empty" if rows else "the file is empty",
            todo="Say in the option 'header_row' which row has the names of the columns.",
        )
    headers = tuple(" ".join(plain_spaces(cell).lstrip("\ufeff").split()) for cell in head.cells)
    return Table(headers, tuple(row for row in rows if row.number > header_row), guessed)


def _text(source: str, body: bytes, declared: str | None, encoding: str | None) -> tuple[str, str | None]:
    if not body.strip():
        raise Unreadable(
            source, expected="a table (CSV)", came="the answer is empty", todo="Look at the address in a browser."
        )
    if other := what_file(body):
        raise WrongContent(
            source,
            expected="a table (CSV or XLSX)",
            came=f"{other} came",
            todo="Save or export it as CSV (UTF-8) or as XLSX.",
        )
    guessed = None
    if encoding:
        try:
            text = body.decode(encoding).lstrip("\ufeff")
        except (UnicodeDecodeError, LookupError) as error:
            raise Unreadable(
                source,
                expected=f"text in {encoding}",
                came=f"this came: {error}",
                todo="Leave out the option 'encoding', and it is found out.",
            ) from None
    else:
        text, guessed = decode(body, declared)
    if looks_like_html(text):
        raise WrongContent(
            source,
            expected="a table (CSV or XLSX)",
            came=what_page(text),
            todo="If it is an online sheet, publish it to the web as CSV, and use that address.",
        )
    if looks_binary(text, guessed):
        raise WrongContent(
            source,
            expected="a table (CSV or XLSX)",
            came="binary data came, or text in an encoding that cannot be told",
            todo="Export it as CSV (UTF-8), or name the encoding in the option 'encoding'.",
        )
    if calendar := _OTHER_TEXT.match(text):
        came, kind = ("a calendar", "ical") if calendar[1] else ("XML", "rss")
        todo = f"Read it with the kind {kind!r}, or ask for the address of the CSV export."
        raise WrongContent(source, expected="a table (CSV or XLSX)", came=f"{came} came", todo=todo)
    if text.lstrip()[:1] in {"{", "["} and text.rstrip()[-1:] in {"}", "]"}:
        raise WrongContent(
            source, expected="a table (CSV or XLSX)", came="JSON came", todo="Ask for the address of the CSV export."
        )
    return text.replace("\x00", ""), guessed


def _records(text: str, delimiter: str) -> Iterator[Row]:
    """Every record of the text. A quotation mark that swallows the rows after it costs only its own row.

    Line ends are CR LF, LF or CR. Raises csv.Error where that happens all over.
    """
    lines = _lines(text)
    if any(len(line) > _WIDEST and line.count(delimiter) > _WIDEST for line in lines):
        raise csv.Error(f"one has more than {_WIDEST:,} cells")
    width, number, place, repairs = 0, 0, 0, 0
    while place < len(lines):
        reader = csv.reader(iter(lines[place:]), delimiter=delimiter)
        before, repaired = 0, False
        while True:
            try:
                cells = next(reader, None)
            except csv.Error:  # a cell beyond the limit: a quotation mark that is never closed
                cells = [""]
                swallowed = True
            else:
                if cells is None:
                    break
                swallowed = reader.line_num - before > 1 and _swallows(
                    lines[place + before : place + reader.line_num], cells, width, delimiter
                )
            number += 1
            if swallowed:
                if repairs == _REPAIRS:
                    raise csv.Error(f"more than {_REPAIRS} quotation marks are never closed")
                line = lines[place + before].rstrip("\r\n")
                yield Row(
                    number, tuple(line.split(delimiter)), "A quotation mark opens in this row and is never closed."
                )
                place, repairs, repaired = place + before + 1, repairs + 1, True
                break
            width = width or len(cells)
            yield Row(number, tuple(cells))
            before = reader.line_num
        if not repaired:
            return


def _lines(text: str) -> list[str]:
    """The text's lines with their ends. Unlike str.splitlines it knows no other line ends than CR and LF."""
    return io.StringIO(text, newline="").readlines()


def _swallows(lines: list[str], cells: list[str], width: int, delimiter: str) -> bool:
    """Whether a record of several lines is really several records: its inner lines have a row's number of cells.

    Also where the text ends before the quotation mark is closed.
    """
    if width >= 3:
        inner = [line for line in lines[1:-1] or lines[1:] if line.strip()]
        rows = [line for line in inner if line.count(delimiter) == width - 1]
        if len(rows) >= 2 and len(rows) * 2 > len(inner):
            return True
    if len(cells) < width:
        try:
            list(csv.reader(iter(lines), delimiter=delimiter, strict=True))
        except csv.Error as error:
            return "unexpected end" in str(error)
    return False


def _delimiter(text: str, wanted: Sequence[str], header_row: int) -> str:
    """The sign that parts the cells: the one that yields the wanted headers, or rows of one length."""
    lines = _lines(text[:200_000])[:200]
    known = {word.casefold() for word in wanted}

    def likeness(delimiter: str) -> tuple[int, float, int]:
        try:
            rows = [row for row in csv.reader(iter(lines), delimiter=delimiter) if row]
        except csv.Error:
            return (0, 0.0, 0)
        if len(rows) < header_row:
            return (0, 0.0, 0)
        head = rows[header_row - 1]
        found = sum(cell.strip().casefold() in known for cell in head)
        usual, times = Counter(len(row) for row in rows).most_common(1)[0]
        return (found, times / len(rows) if usual > 1 else 0.0, usual)

    return max(DELIMITERS, key=likeness)
