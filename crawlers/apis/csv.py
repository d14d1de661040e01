"""Reads tables: CSV of any sort, XLSX, and published online sheets; a row is a listing, or is reported with a reason.

The option `columns` says which column is which of our fields: {title = "Name of class", start = "First day"}. Without
it each column that is called as one of our fields ("title", "Age from") is taken. A list of columns is joined. Fields
of the draft and of its session are both named plainly (price, place, start); where both have a field of that name, such
as url, "session.url" means the session's.

No row is lost: it becomes a draft, or part of one (count says of how many rows a draft was made), or a Refusal whose
`where` is "row 12", or, where nothing stands in it, it is counted in one Refusal whose `where` begins "blank rows".
A row of examples that template.py wrote is refused as one.
Whatever else is reported (a column that nobody mapped, rows that were mended) has another `where`.

Rows that are equal in every cell are one draft. The option `group` names fields: rows that agree in all of them are one
draft, with a session for each different row; lists such as topics are united; where another field differs the first
value is kept and the difference reported. A mapped native_id is a group unless another is named.

Options: columns, ignore, group, split, sheet, encoding, delimiter, header_row.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec

from crawlers.draft import Draft, Refusal
from crawlers.formats import mapping, spill, table
from crawlers.formats.listings import listings, several, unread
from crawlers.formats.mapping import Mapped
from crawlers.formats.table import Row, Table
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "CSV: RFC 4180, and what spreadsheet programs make of it; XLSX: ECMA-376"
COMPLETENESS = "snapshot"
TRIED = "real tables of six cities"


class Options(mapping.Columns, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a table needs to be understood.

    columns: our field -> the column's name, or a list of columns that are joined.
    ignore: columns that are not wanted; every other one that is not mapped is reported.
    group: our fields in which rows of one listing agree. split: list field -> what parts its values.
    sheet: of a workbook; the first visible one where none is named. header_row: where the columns' names are, from 1.
    encoding, delimiter: found out where they are not given.
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.delimiter is not None and len(self.delimiter) != 1:
            raise ValueError("delimiter: expected one character")
        if self.header_row < 1:
            raise ValueError("header_row: rows are counted from 1")


def start(source: Source, _options: Options) -> Iterable[str]:
    """The address of the file itself, where the city file has the one that a person sees in the browser."""
    url = source.url
    parts = urlsplit(url)
    host, query = (parts.hostname or "").lower(), parse_qs(parts.query)
    if host == "docs.google.com" and (found := re.match(r"/spreadsheets/(?:u/\d+/)?d/(e/)?([\w-]+)", parts.path)):
        gid = next(iter(query.get("gid") or parse_qs(parts.fragment).get("gid") or ()), None)
        wanted = {"gid": gid} if gid else {}
        if found[1]:
            if query.get("output", ["csv"])[0] not in {"html", "csv"}:
                return (url,)
            wanted |= {"single": "true", "output": "csv"}
            return (f"https://docs.google.com/spreadsheets/d/e/{found[2]}/pub?{urlencode(wanted)}",)
        if "/export" in parts.path or "/gviz/" in parts.path:
            return (url,)
        return (f"https://docs.google.com/spreadsheets/d/{found[2]}/export?{urlencode({'format': 'csv'} | wanted)}",)
    if host == "1drv.ms" or (host == "onedrive.live.com" and "download" not in parts.path):
        token = base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
        return (f"https://api.onedrive.com/v1.0/shares/u!{token}/root/content",)
    if host.endswith(".sharepoint.com") and re.match(r"/:\w:/", parts.path) and "download" not in query:
        return (parts._replace(query="&".join(filter(None, (parts.query, "download=1")))).geturl(),)
    if host.endswith("dropbox.com") and "dl" in query:
        return (parts._replace(query=urlencode({**{k: v[0] for k, v in query.items()}, "dl": "1"})).geturl(),)
    if re.search(r"/s/[A-Za-z0-9]{10,40}/?$", parts.path) and not parts.query:  # Nextcloud and ownCloud
        return (parts._replace(path=parts.path.rstrip("/") + "/download").geturl(),)
    return (url,)


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal]:
    """Drafts of a table's rows. Raises WrongContent for another sort of file, Unreadable for a broken table."""
    read = table.read(
        source.name,
        page.body,
        declared=page.charset,
        encoding=options.encoding,
        delimiter=options.delimiter,
        sheet=options.sheet,
        header_row=options.header_row,
        wanted=mapping.wanted(options.columns),
    )
    if read.guessed:
        yield Refusal(
            where="the encoding",
            reason="The text is not UTF-8; its encoding was guessed.",
            wrote=read.guessed,
            todo="Export it as 'CSV UTF-8', or name the encoding in the option 'encoding'.",
        )
    mapped = mapping.find(source.name, read.headers, options.columns, options.ignore)
    yield from _columns_left(mapped, read)
    sound: list[Row] = []
    for one in _sound(read):
        if isinstance(one, Row):
            sound.append(one)
        else:
            yield one
    yield from listings(sound, mapped, options, page.final_url)


def _columns_left(mapped: Mapped, read: Table) -> Iterator[Refusal]:
    for place in mapped.left:
        if not any(read.headers[place:]) and not _is_column(read, place):
            continue  # only spilled cells stand there, and their rows are reported
        if any(place < len(row.cells) and row.cells[place] for row in read.rows):
            name = read.headers[place]
            yield Refusal(
                where=f"column {name!r}" if name else f"column {place + 1}, which has no name",
                reason="The column is neither mapped nor ignored.",
                wrote=name,
                todo="Map it in the option 'columns', or name it in 'ignore'.",
            )
    for name in mapped.twice:
        yield Refusal(where=f"column {name!r}", reason="Two columns have this name; the first is read.", wrote=name)


def _sound(read: Table) -> Iterator[Row | Refusal]:
    """The rows whose cells can be trusted, mended where that is proven; and a Refusal for each other."""
    width = max((place + 1 for place, name in enumerate(read.headers) if name), default=0)
    beyond = [place for place in range(width, len(read.headers)) if _is_column(read, place)]
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


def _is_column(read: Table, place: int) -> bool:
    """Whether a column without a name is one after all: most rows have something in it."""
    return sum(place < len(row.cells) and bool(row.cells[place]) for row in read.rows) * 2 > len(read.rows)


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    stripped = [cell if cell.strip() else "" for cell in cells]
    while stripped and not stripped[-1]:
        stripped.pop()
    return tuple(stripped)
