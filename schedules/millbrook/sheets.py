"""Renders rows as the sheets that providers keep: CSV of several habits, and an XLSX workbook."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

Cell = str | int | dt.date | dt.time | None


def comma_sheet(rows: Iterable[Sequence[str]]) -> bytes:
    """As a published sheet: UTF-8, commas, CRLF."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def semicolon_sheet(rows: Iterable[Sequence[str]]) -> bytes:
    """As an office program exports it on an older computer: Windows-1252, semicolons, CRLF."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("cp1252")


def workbook(title: str, above: Sequence[str], rows: Iterable[Sequence[Cell]], *, written: dt.date) -> bytes:
    """An XLSX workbook with one sheet: some lines above, then the rows; dates and times are real cells.

    written: stands in the file in place of the moment of saving, so that equal rows are equal bytes.
    """
    import openpyxl  # noqa: PLC0415  only asked for when the workbook is; it takes 0.2 s to load

    book = openpyxl.Workbook()
    sheet = book.create_sheet(title, 0)
    book.remove(book.worksheets[1])
    for line in above:
        sheet.append([line])
    for row in rows:
        sheet.append(list(row))
    saved, fixed = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as came, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as same:
        for name in came.namelist():
            body = came.read(name)
            if name == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", f"{written.isoformat()}T06:00:00Z".encode(), body)
            at = (written.year, written.month, written.day, 6, 0, 0)
            same.writestr(zipfile.ZipInfo(name, at), body, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
