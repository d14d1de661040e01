"""What a crawl leaves behind: one readable JSON-lines file for each source, replaced whole or not at all.

The first line is the Crawl, each further line a KeptPage. The drafts of an unchanged page are taken from here,
so a source that answers 304 costs no extraction.
"""

import datetime as dt
import os
from pathlib import Path

import msgspec

from crawlers.complete import complete
from crawlers.draft import Draft, Refusal


class KeptPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One page as it was last read: its validators and what was extracted from it.

    fetched_at: when the body came; checked_at: when the server last said that it is current (both aware UTC).
    error: why it could not be read in the last crawl, where its drafts are those of an earlier one.
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


class Crawl(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reading of one source.

    fingerprint: of the kind's code and the source's settings; where it differs, nothing kept is reused.
    requests: sent, robots.txt included. unchanged: answered 304, or 200 with the same bytes.
    error: why nothing could be read; then the pages are those of the last crawl that read something.
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
    pages: tuple[KeptPage, ...] = ()

    @property
    def drafts(self) -> list[tuple[KeptPage, Draft]]:
        """Every draft with the page that speaks for it, in the order of reading; one met on several pages is one."""
        return complete(self.pages)

    @property
    def refusals(self) -> list[Refusal]:
        """Everything that did not become a draft."""
        return [refusal for page in self.pages for refusal in page.refusals]


def path_of(folder: Path, source: str) -> Path:
    """Where the crawl of a source of this name is kept."""
    return folder / f"{source}.jsonl"


def save(folder: Path, crawl: Crawl) -> Path:
    """Writes the crawl beside the old file, then moves it into place."""
    folder.mkdir(parents=True, exist_ok=True)
    path = path_of(folder, crawl.source)
    beside = path.with_suffix(f".{os.getpid()}.new")  # another process may be writing too: one whose run was killed
    head = msgspec.structs.replace(crawl, pages=())
    try:
        with beside.open("wb") as file:
            for line in (head, *crawl.pages):
                file.write(msgspec.json.encode(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def tidy(folder: Path) -> None:
    """Removes what killed runs left half written; not while another process crawls into the folder."""
    for left in folder.glob("*.new"):
        left.unlink(missing_ok=True)


def load(folder: Path, source: str) -> Crawl | None:
    """The last crawl of a source, or None where there is none or another version of this project wrote it."""
    try:
        lines = path_of(folder, source).read_bytes().splitlines()
        head = msgspec.json.decode(lines[0], type=Crawl)
        pages = tuple(msgspec.json.decode(line, type=KeptPage) for line in lines[1:])
    except (FileNotFoundError, IndexError, msgspec.DecodeError):
        return None
    return msgspec.structs.replace(head, pages=pages)
