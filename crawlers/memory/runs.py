"""The memory: every answer of every crawl as WARC/1.1, one folder for each source, one file for each run.

Beside each file lies its index, a line of JSON for each record. It is made of the file, and can be made of it again:
what a killed run wrote last and did not note is read out of the file itself.
"""

import datetime as dt
import http
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import msgspec
from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

RECORDS = ".warc.gz"
INDEX = ".jsonl"

ASKED = "WARC-Asked-URI"
METHOD = "WARC-Method"
"""Fields of ours (the standard lets one add some): what was asked, where that is not where the answer came from."""

HOLDER = "WARC-Refers-To-Filename"
"""Which file has the payload of a revisit; Heritrix calls it so."""

_RUN = re.compile(r"(\d{8}T\d{6}Z)(?:-(\d+))?")
_GZIP = zlib.MAX_WBITS | 16


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answer, and where its record lies.

    asked: the address that a reading asked for. url: where the answer came from. Both as `written`. at: aware UTC.
    digest: of the payload, "sha256:" and hex. offset, length: bytes of the record's gzip member in the run's file.
    holder: the run whose file has the payload; "" where none has it. refers_url, refers_at: of the answer that came
    with it, where this one only says that it is still the same.
    """

    asked: str
    url: str
    method: str = "GET"
    at: dt.datetime
    status: int
    digest: str = ""
    offset: int
    length: int
    holder: str = ""
    refers_url: str = ""
    refers_at: dt.datetime | None = None

    @property
    def is_page(self) -> bool:
        """Whether it is an answer that one can read: a success, or one that is still the same."""
        return bool(self.holder) and (200 <= self.status < 300 or self.status == http.HTTPStatus.NOT_MODIFIED)


class Record(NamedTuple):
    """One answer as it came. headers: but for what recording leaves out. body: decompressed."""

    headers: tuple[tuple[str, str], ...]
    body: bytes


def written(url: str) -> str:
    """An address as it stands in a record: in ASCII, on one line."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~")


def name_of(began: dt.datetime, number: int = 1) -> str:
    """The name of a run that began then; number: which of several that began in the same second."""
    return f"{began.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}" + (f"-{number}" if number > 1 else "")


def began(run: str) -> dt.datetime:
    """When a run of this name began (aware UTC)."""
    return dt.datetime.strptime(run.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)


def path_of(folder: Path, source: str, run: str, suffix: str = RECORDS) -> Path:
    """Where the records of a run lie, or its index."""
    return folder / source / f"{run}{suffix}"


def runs(folder: Path, source: str) -> list[str]:
    """The runs of which the memory holds something of a source, the earliest first."""
    names = [path.name.removesuffix(RECORDS) for path in (folder / source).glob(f"*{RECORDS}")]
    return sorted((name for name in names if _RUN.fullmatch(name)), key=_order)


def entries(folder: Path, source: str, run: str) -> list[Entry]:
    """What a run was answered, in the order of the answers; nothing where there is no such run.

    What the index does not say is read from the file; of a record that was cut off there is nothing.
    """
    try:
        file = path_of(folder, source, run).open("rb")
    except FileNotFoundError:
        return []
    with file:
        size = file.seek(0, io.SEEK_END)
        found = list(_noted(path_of(folder, source, run, INDEX), size))
        end = found[-1].offset + found[-1].length if found else 0
        found += [
            entry for member, offset, length in members(file, end) if (entry := _entry(member, offset, length, run))
        ]
    return found


def read(folder: Path, source: str, run: str, entry: Entry, held: Entry | None) -> Record | None:
    """The record of an entry of this run, with its payload; None where that is not there any more.

    held: the entry of the holder that has the payload, where this one only refers to it.
    """
    own = read_own(folder, source, run, entry)
    if own is None or not entry.refers_at:
        return own
    payload = read_own(folder, source, entry.holder, held) if held else None
    if payload is None:
        return None
    if entry.status == http.HTTPStatus.NOT_MODIFIED:  # RFC 9110, 15.4.5: it only says what has changed of the headers
        said = {name.lower() for name, _ in own.headers}
        return Record((*(one for one in payload.headers if one[0].lower() not in said), *own.headers), payload.body)
    return Record(own.headers, payload.body)


def read_own(folder: Path, source: str, run: str, entry: Entry) -> Record | None:
    """The record as it lies there; one that says "still the same" has no body. None where it is not there any more."""
    try:
        with path_of(folder, source, run).open("rb") as file:
            file.seek(entry.offset)
            record = parsed(zlib.decompress(file.read(entry.length), _GZIP))
    except (FileNotFoundError, zlib.error):
        return None
    if record is None or record.http_headers is None:
        return None
    return Record(tuple((name, value) for name, value in record.http_headers.headers), record.raw_stream.read())


def members(file: io.BufferedReader, offset: int = 0) -> Iterator[tuple[bytes, int, int]]:
    """Each whole record from here on, unpacked, with its offset and its length in the file."""
    while True:
        file.seek(offset)
        unpacker, pieces, taken = zlib.decompressobj(_GZIP), [], 0
        while not unpacker.eof:
            piece = file.read(1 << 18)
            taken += len(piece)
            try:
                pieces.append(unpacker.decompress(piece))
            except zlib.error:
                return
            if not piece:
                return
        length = taken - len(unpacker.unused_data)
        yield b"".join(pieces), offset, length
        offset += length


def parsed(member: bytes) -> ArcWarcRecord | None:
    """An unpacked member's record; None where it is none."""
    try:
        return next(iter(WARCIterator(io.BytesIO(member))), None)
    except (ArchiveLoadFailed, EOFError):
        return None


def _noted(path: Path, size: int) -> Iterator[Entry]:
    """The index's lines, up to one that is torn or speaks of what the file does not have."""
    decoder, end = msgspec.json.Decoder(Entry), 0
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            entry = decoder.decode(line)
        except msgspec.DecodeError:
            return
        if entry.offset < end or entry.offset + entry.length > size:
            return
        end = entry.offset + entry.length
        yield entry


def _entry(member: bytes, offset: int, length: int, run: str) -> Entry | None:
    """What an index says of a record; None where that is no answer, such as the file's own."""
    record = parsed(member)
    if record is None or record.http_headers is None or record.rec_type not in {"response", "revisit"}:
        return None
    said = record.rec_headers.get_header
    revisit = record.rec_type == "revisit"
    refers_at = said("WARC-Refers-To-Date")
    return Entry(
        asked=said(ASKED) or said("WARC-Target-URI"),
        url=said("WARC-Target-URI"),
        method=said(METHOD) or "GET",
        at=dt.datetime.fromisoformat(said("WARC-Date")),
        status=int(record.http_headers.get_statuscode()),
        digest=said("WARC-Payload-Digest") or "",
        offset=offset,
        length=length,
        holder=(said(HOLDER) or "").removesuffix(RECORDS) if revisit else run,
        refers_url=said("WARC-Refers-To-Target-URI") or "",
        refers_at=dt.datetime.fromisoformat(refers_at) if refers_at else None,
    )


def _order(run: str) -> tuple[str, int]:
    found = _RUN.fullmatch(run)
    return (found[1], int(found[2] or 1)) if found else (run, 0)
