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

Two columns that are mapped to start_time or end_time are its hour and its minute. An address cell that ends with a
position on a line of its own, "(40.79, -73.96)", gives both. The option `marks` reads columns in which an X says that
what they are called holds: { languages = ["Spanish", "Cantonese"], ages = ["'6-13", "14-17"] }. `empty` names words
that say nothing: ["None", "TBA"].

Options: columns, ignore, group, split, marks, empty, sheet, encoding, delimiter, header_row, transposed.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

from crawlers.call import Candidate
from crawlers.draft import Draft, Refusal
from crawlers.errors import SourceError
from crawlers.formats import pasted
from crawlers.formats.charset import looks_like_html
from crawlers.formats.tables import headings, mapping, table
from crawlers.formats.tables.listings import listings
from crawlers.formats.tables.mapping import Mapped
from crawlers.formats.tables.sound_rows import is_column, sound_rows
from crawlers.formats.tables.table import Row, Table
from crawlers.formats.tables.workbook import ZIP
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "CSV: RFC 4180, and what spreadsheet programs make of it; XLSX: ECMA-376"
COMPLETENESS = "snapshot"
TRIED = "real tables of six cities"

_SHARED = re.compile(r"/s/[A-Za-z0-9]{10,40}/?$")
"""A share of Nextcloud or ownCloud."""

_SHEET = re.compile(r"docs\.google\.com/spreadsheets/|\.sharepoint\.com/:x:/|//1drv\.ms/x/", re.IGNORECASE)


_GUESSED = 200_000
"""Bytes of a pasted table at which it is guessed what its columns are."""


class Options(mapping.Columns, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a table needs to be understood.

    columns: our field -> the column's name, or a list of columns that are joined. marks, empty: as above.
    ignore: columns that are not wanted; every other one that is not mapped is reported.
    group: our fields in which rows of one listing agree. split: list field -> what parts its values.
    sheet: of a workbook; the first visible one where none is named. header_row: where the columns' names are, from 1.
    encoding, delimiter: found out where they are not given. transposed: the names stand in the first column, and each
    further column is a listing.
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int = 1
    transposed: bool = False

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
    if _SHARED.search(url):
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
        transposed=options.transposed,
        wanted=mapping.wanted(options.columns),
    )
    if read.guessed:
        yield Refusal(
            where="the encoding",
            reason="The text is not UTF-8; its encoding was guessed.",
            wrote=read.guessed,
            todo="Export it as 'CSV UTF-8', or name the encoding in the option 'encoding'.",
        )
    mapped = mapping.find(source.name, read.headers, options.columns, options.ignore, options.marks)
    yield from _columns_left(mapped, read)
    sound: list[Row] = []
    for one in sound_rows(read):
        if isinstance(one, Row):
            sound.append(one)
        else:
            yield one
    yield from listings(sound, mapped, options, page.final_url)


def _columns_left(mapped: Mapped, read: Table) -> Iterator[Refusal]:
    last = max((place for place, name in enumerate(read.headers) if name), default=-1)
    for place in mapped.left:
        if place > last and not is_column(read, place):
            continue  # only spilled cells stand there, and their rows are reported
        if any(place < len(row.cells) and row.cells[place] for row in read.rows):
            name = read.headers[place][:100]
            yield Refusal(
                where=f"column {name!r}" if name else f"column {place + 1}, which has no name",
                reason="The column is neither mapped nor ignored.",
                wrote=name,
                todo="Map it in the option 'columns', or name it in 'ignore'.",
            )
    for name in mapped.twice:
        yield Refusal(
            where=f"column {name[:100]!r}", reason="Two columns have this name; the first is read.", wrote=name[:100]
        )


def recognise(page: Page) -> Iterator[Candidate]:
    """The page itself where it is a table, its columns guessed; else those that it links to or shows."""
    if not looks_like_html(page.body[:4_000].decode("utf-8", "replace")):
        yield from _own(page)
        return
    found: dict[str, str] = {}
    for link in pasted.links(page, "csv", "xlsx", ".tsv", "spreadsheets", "/:x:/", "1drv", "/s/"):
        path = urlsplit(link.url).path.lower()
        if _SHEET.search(link.url):
            found.setdefault(link.url, "the page links to or shows this online sheet")
        elif _SHARED.search(link.url):
            found.setdefault(link.url, "the page links to this shared file, which may be a table")
        elif path.endswith((".csv", ".xlsx", ".tsv")) or link.type in {"text/csv", "application/csv"}:
            found.setdefault(link.url, "the page links to this table")
    for url, why in list(found.items())[:5]:
        yield Candidate(kind="csv", url=url, why=why, score=45)


def _own(page: Page) -> Iterator[Candidate]:
    body, more = page.body, ""
    if len(body) > _GUESSED and body[:4] != ZIP:
        body, more = body[: body.rfind(b"\n", 0, _GUESSED) + 1] or body[:_GUESSED], "more than "
    try:
        read = table.read("", body, declared=page.charset)
    except SourceError:
        return
    guess = headings.guess([read.headers, *(row.cells for row in read.rows[: headings.SAMPLE])])
    if guess:
        why = f"it is a table of {more}{len(read.rows):,} rows; which column is which is guessed"
        yield Candidate(kind="csv", url=page.final_url, options=guess.options, why=why, score=65)
