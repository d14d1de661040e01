"""Reads a sheet of an XLSX workbook (ECMA-376) as text, and knows other files by their first bytes."""

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from crawlers.errors import SourceError, TooLarge, Unreadable, WrongContent

ZIP = b"PK\x03\x04"
UNPACKED = 300_000_000
"""Most bytes of a workbook once unpacked; a zip of a few kilobytes can hold gigabytes."""

ROWS = 200_000
_MAGIC = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls), or one with a password,"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "an RTF document"),
)


def what_file(body: bytes) -> str | None:
    """What a body is that is no text, such as "a PDF"."""
    return next((name for magic, name in _MAGIC if body.startswith(magic)), None)


def sheet_rows(source: str, body: bytes, sheet: str | None) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of a workbook's sheet, each with its number; of the first visible sheet where none is named.

    Dates and times become ISO 8601, whole numbers lose their ".0". Formulas give what was last calculated.
    """
    import openpyxl  # noqa: PLC0415 (slow to load, and most tables are CSV)
    from openpyxl.xml import DEFUSEDXML  # noqa: PLC0415

    assert DEFUSEDXML, "without defusedxml a workbook could fill the memory with entities"
    _fits(source, body)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations that openpyxl does not know are not our matter
            book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
            yield from _rows(source, book, sheet)
            book.close()
    except SourceError:
        raise
    except Exception as error:  # a foreign workbook can be broken in any way
        raise Unreadable(
            source,
            expected="a workbook (XLSX)",
            came=f"it cannot be read ({type(error).__name__})",
            todo="Open it in a spreadsheet program and save it again, or export it as CSV.",
        ) from None


def _rows(source: str, book: Any, sheet: str | None) -> Iterator[tuple[int, tuple[str, ...]]]:
    names = book.sheetnames
    if sheet is not None and sheet not in names:
        raise Unreadable(
            source,
            expected=f"a sheet called {sheet!r}",
            came=f"the workbook has {', '.join(map(repr, names))}",
            todo="Correct the option 'sheet'.",
        )
    visible = [name for name in names if getattr(book[name], "sheet_state", "visible") == "visible"]
    chosen = book[sheet or (visible or names)[0]]
    if hasattr(chosen, "reset_dimensions"):
        chosen.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be lost
    for number, row in enumerate(chosen.iter_rows(), start=1):
        if number > ROWS:
            raise TooLarge(
                source,
                expected=f"at most {ROWS:,} rows",
                came="the sheet has more",
                todo="Ask the provider for a smaller sheet.",
            )
        yield number, tuple(_words(cell) for cell in row)


def _fits(source: str, body: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Unreadable(
            source,
            expected="a workbook (XLSX)",
            came="the file is broken or cut off",
            todo="Open it in a spreadsheet program and save it again.",
        ) from None
    if size > UNPACKED:
        raise TooLarge(
            source,
            expected=f"at most {UNPACKED // 1_000_000} MB once unpacked",
            came=f"the workbook has {size // 1_000_000} MB",
            todo="Ask the provider for a smaller file, or a CSV.",
        )
    if "xl/workbook.xml" not in names:
        ods = "mimetype" in names and "content.xml" in names
        raise WrongContent(
            source,
            expected="a table (CSV or XLSX)",
            came="an OpenDocument sheet came" if ods else "a zip archive came",
            todo="Save or export it as CSV (UTF-8) or as XLSX.",
        )


def _words(cell: Any) -> str:
    """A cell as text, the way that a reader of the sheet would write it down."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        shows_time = "h" in str(getattr(cell, "number_format", "")).lower() or value.time() != dt.time()
        return value.isoformat(timespec="seconds") if shows_time else value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
