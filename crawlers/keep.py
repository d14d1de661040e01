"""What a crawl leaves behind: one readable JSON-lines file for each source, replaced whole or not at all.

The first line is the Crawl, each further line a KeptPage, or an Item of a feed of changes. The drafts of an unchanged
page are taken from here, so a source that answers 304 costs no extraction; and what is not said again of a feed.
"""

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from crawlers import forgetting
from crawlers.complete import complete
from crawlers.draft import Draft, Refusal, Rights
from crawlers.items import Item

_ITEM = b'{"feed":'
"""How a line begins that is an Item: its first field is always there."""


class KeptPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One page as it was last read: its validators and what was extracted from it.

    fetched_at: when the body came; checked_at: when the server last said that it is current (both aware UTC).
    error: why it could not be read in the last crawl, where its drafts are those of an earlier one.
    rights: on which terms the page says that it may be used.
    """

    url: str
    fetched_at: dt.datetime
    checked_at: dt.datetime
    final_url: str = ""
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    sha256: str = ""
    bytes: int = 0
    drafts: tuple[Draft, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    follow: tuple[str, ...] = ()
    error: str | None = None
    rights: Rights | None = None


class Feed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the reading of one feed of changes stands.

    start: its first address. cursor: the address to ask next; "" is the start, which begins a full reading.
    reading: number of the last full reading that was begun. read_at: when a page was last read (aware UTC).
    etag, last_modified, sha256: of the last answer at the cursor, where nothing that was read came after it.
    stopped: why it does not go on, although the cursor answers. refusals: entries that are none.
    rights: on which terms the feed says that it may be used.
    names: first addresses of the feeds that it names, where it is no feed itself but a page about some.
    """

    start: str
    cursor: str = ""
    reading: int = 0
    read_at: dt.datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    sha256: str = ""
    stopped: Refusal | None = None
    refusals: tuple[Refusal, ...] = ()
    rights: Rights | None = None
    names: tuple[str, ...] = ()


class Crawl(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reading of one source.

    fingerprint: of the kind's code and the source's settings; where it differs, nothing kept is reused.
    requests: sent, robots.txt included. unchanged: answered 304, or 200 with the same bytes.
    error: why nothing could be read; then the pages are those of the last crawl that read something.
    asides: what is to be said of the crawl as a whole. feeds, items: of a kind that reads feeds of changes.
    assembled_at: when drafts were last made of the items (aware UTC).
    """

    source: str
    kind: str
    fingerprint: str
    started_at: dt.datetime
    finished_at: dt.datetime
    requests: int = 0
    unchanged: int = 0
    bytes: int = 0
    error: str | None = None
    asides: tuple[Refusal, ...] = ()
    feeds: tuple[Feed, ...] = ()
    assembled_at: dt.datetime | None = None
    pages: tuple[KeptPage, ...] = ()
    items: tuple[Item, ...] = ()

    @property
    def drafts(self) -> list[tuple[KeptPage, Draft]]:
        """Every draft with the page that speaks for it, in the order of reading; one met on several pages is one."""
        return complete(self.pages)

    @property
    def rights(self) -> Rights | None:
        """On which terms the source says that it may be used: the last that was stated."""
        kept: tuple[KeptPage | Feed, ...] = (*self.pages, *self.feeds)
        stated = [one.rights for one in kept if one.rights]
        return stated[-1] if stated else None

    @property
    def refusals(self) -> list[Refusal]:
        """Everything that did not become a draft."""
        of_feeds = [one for feed in self.feeds for one in (*feed.refusals, feed.stopped) if one]
        return [*self.asides, *of_feeds, *(refusal for page in self.pages for refusal in page.refusals)]


class _KeptItem(Item, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An Item as it is read: msgspec writes `Raw | None`, and reads nothing but null into it."""

    data: msgspec.Raw


def path_of(folder: Path, source: str) -> Path:
    """Where the crawl of a source of this name is kept."""
    return folder / f"{source}.jsonl"


def save(folder: Path, crawl: Crawl) -> Path:
    """Writes the crawl beside the old file, then moves it into place. What is forgotten is not written."""
    if forgotten := forgetting.of_folder(folder):
        crawl = forgetting.Filter(forgotten).crawl(crawl)
    folder.mkdir(parents=True, exist_ok=True)
    path = path_of(folder, crawl.source)
    write_whole(path, lines_of(crawl))
    return path


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Writes beside the file, then moves it into place: whoever reads it finds the old one or the new one, whole."""
    beside = path.with_suffix(f".{os.getpid()}.new")  # another process may be writing too: one whose run was killed
    try:
        with beside.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def tidy(folder: Path, sources: Iterable[str]) -> None:
    """Removes what killed runs left half written of these sources; not while anybody else reads one of them."""
    for source in sources:
        for left in folder.glob(f"{source}.*.new"):
            left.unlink(missing_ok=True)


def load(folder: Path, source: str) -> Crawl | None:
    """The last crawl of a source, or None where there is none or another version of this project wrote it."""
    try:
        return of_lines(path_of(folder, source).read_bytes())
    except FileNotFoundError:
        return None


def lines_of(crawl: Crawl) -> Iterator[bytes]:
    """What is written of a crawl, a line at a time."""
    head, encoder = msgspec.structs.replace(crawl, pages=(), items=()), msgspec.json.Encoder()
    return (encoder.encode(line) + b"\n" for line in (head, *crawl.pages, *crawl.items))


def of_lines(body: bytes) -> Crawl | None:
    """The crawl that was written so, or None where another version of this project wrote it."""
    lines = body.splitlines()
    try:
        head = msgspec.json.decode(lines[0], type=Crawl)
        page, item = msgspec.json.Decoder(KeptPage), msgspec.json.Decoder(_KeptItem)
        pages = tuple(page.decode(line) for line in lines[1:] if not line.startswith(_ITEM))
        items = tuple(Item(**msgspec.structs.asdict(item.decode(line))) for line in lines[1:] if line.startswith(_ITEM))
    except (IndexError, msgspec.DecodeError):
        return None
    return msgspec.structs.replace(head, pages=pages, items=items)
