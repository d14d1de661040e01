"""Keeps every answer of a crawl as it came, so that it can be read again without the network.

One file for each source and run, and each source is read by one process alone, so no two ever write the same file. A
record is one gzip member and is written in one go: whoever is killed leaves a file that is readable up to its last
whole record. What the city forgets is left out before anything is written.
"""

import datetime as dt
import importlib.metadata
import os
import shutil
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from crawlers import forgetting, tokens
from crawlers.asking.manners import ROBOT
from crawlers.draft import Refusal
from crawlers.durations import span
from crawlers.memory import runs as memory
from crawlers.memory.forgotten_answers import without
from crawlers.memory.runs import INDEX, RECORDS, Entry
from crawlers.memory.warc_records import Answer, answered, digest_of, info, masked
from crawlers.settings import CrawlSettings
from crawlers.source import Source

ROOM = 100_000_000
"""Bytes that are left free on the disk: what is remembered must not keep a crawl or the portal from being written."""

_FULL = "Make room on the disk, or make the city file's [crawl] 'memory' shorter."


class Recorder:
    """Keeps the answers of one run. Nothing that it meets ends the crawl; what went wrong, `close` says.

    folder: of the memory; None: nothing is kept. sources: those of the run; the tokens that their options name are
    masked wherever they stand. began: when the run began (aware UTC). city: its name, for whoever finds the file.
    """

    def __init__(
        self,
        folder: Path | None,
        sources: Sequence[Source],
        settings: CrawlSettings,
        *,
        began: dt.datetime,
        city: str = "",
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._folder = folder if folder and span(settings.memory) and settings.memory_bytes else None
        self._secrets = {one.name: tokens.values(one.options, environment) for one in sources}
        self._began, self._settings, self._city = began, settings, city
        self._sieve: tuple[int, forgetting.Filter | None] = (0, None)
        self._files: dict[str, _File] = {}
        self._lock = threading.Lock()
        self._written = 0
        self._end: _End | None = None
        self._told = False

    def record(
        self,
        source: str,
        *,
        asked: str,
        url: str,
        method: str,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        at: dt.datetime,
    ) -> None:
        """Keeps one answer. asked: the address that the reading asked for; url: where the answer came from.

        headers: as they came. body: decompressed. at: aware UTC. Never raises.
        """
        if self._folder is None or self._end:
            return
        came = Answer(asked=asked, url=url, method=method, status=status, headers=tuple(headers), body=body, at=at)
        try:
            if answer := without(masked(came, self._secrets.get(source, ())), self._sift(self._folder)):
                self._check(self._folder, len(answer.body))
                taken = self._file(self._folder, source).add(answer)
                with self._lock:
                    self._written += taken
        except _End as end:
            self._end = end
        except OSError as error:
            self._end = _End(f"The memory could not be written ({error.strerror or error}).", _FULL)
        except Exception as error:  # a fault of ours or of a library must not cost the crawl
            todo = "This is a fault of ours; please report it with the source's address."
            self._end = _End(f"The memory failed with {type(error).__name__}: {error}.", todo)

    def close(self, source: str) -> tuple[Refusal, ...]:
        """Ends the file of a source. What is to be said of it in the source's crawl; once for a whole run."""
        with self._lock:
            file, end = self._files.pop(source, None), None if self._told else self._end
            self._told = self._told or end is not None
        if file:
            file.close()
        return (
            (Refusal(where="the memory", reason=f"{end} Nothing more of this run is kept.", todo=end.todo),)
            if end
            else ()
        )

    def _sift(self, folder: Path) -> forgetting.Filter | None:
        """What is forgotten at this moment: a person may have asked for it since the run began."""
        try:
            marked = (folder / forgetting.FILE).stat().st_mtime_ns
        except FileNotFoundError:
            return None
        if self._sieve[0] != marked:
            known = forgetting.of_folder(folder)
            self._sieve = marked, forgetting.Filter(known) if known else None
        return self._sieve[1]

    def _check(self, folder: Path, size: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < ROOM + size:
            raise _End("The disk is nearly full, so the memory is not written.", _FULL)
        if self._written > self._settings.memory_bytes:
            todo = "Raise 'memory_bytes' in the city file's [crawl] table, or let it be: the crawl needs no memory."
            raise _End("This run alone has more than the memory may hold.", todo)

    def _file(self, folder: Path, source: str) -> "_File":
        with self._lock:
            if source not in self._files:
                self._files[source] = _File(folder, source, self._began, self._info(source))
            return self._files[source]

    def _info(self, source: str) -> dict[str, str]:
        return {
            "software": f"{ROBOT}/{importlib.metadata.version('cityoflearning')}",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "operator": self._settings.contact,
            "isPartOf": self._city,
            "description": f"What the source {source} answered in one crawl",
            "robots": "obey",
        }


class _End(Exception):
    """Why no more is kept, and what to do about it."""

    def __init__(self, reason: str, todo: str) -> None:
        self.todo = todo
        super().__init__(reason)


class _File:
    """The file of one source in one run, and its index. Made when its first record comes."""

    def __init__(self, folder: Path, source: str, began: dt.datetime, said: Mapping[str, str]) -> None:
        (folder / source).mkdir(parents=True, exist_ok=True)
        self._lock, self._folder, self._source = threading.Lock(), folder, source
        self._began, self._said = began, said
        self._before = memory.runs(folder, source)
        self._last = _pages(folder, source, self._before[-1:])
        self._open()

    def _open(self) -> None:
        number = 1
        while True:
            self._run = memory.name_of(self._began, number)
            self._path = memory.path_of(self._folder, self._source, self._run)
            try:
                self._out = self._path.open("xb", buffering=0)
                break
            except FileExistsError:  # of another run that began in this second
                number += 1
        self._index = self._path.with_name(f"{self._run}{INDEX}").open("wb", buffering=0)
        self._end = 0
        self._append(info(f"{self._run}{RECORDS}", self._said, self._began))

    def add(self, answer: Answer) -> int:
        """Appends an answer. Returns the bytes that it takes on the disk. Raises OSError, and leaves whole records."""
        with self._lock:
            if not self._in_place():  # somebody has forgotten something, and put a file without it in this one's place
                self.close()
                self._open()
            own = "" if answer.unmodified else digest_of(answer.body)
            earlier = self._earlier(answer, own)
            digest = earlier.digest if earlier else own
            member = answered(answer, digest, earlier)
            entry = Entry(
                asked=memory.written(answer.asked),
                url=memory.written(answer.url),
                method=answer.method,
                at=answer.at,
                status=answer.status,
                digest=digest,
                offset=self._end,
                length=len(member),
                holder=earlier.holder if earlier else "" if answer.unmodified else self._run,
                refers_url=(earlier.refers_url or earlier.url) if earlier else "",
                refers_at=(earlier.refers_at or earlier.at) if earlier else None,
            )
            self._append(member)
            self._index.write(msgspec.json.encode(entry) + b"\n")
            if entry.is_page:
                self._last[entry.asked] = entry
        return len(member)

    def close(self) -> None:
        """Nothing more is added."""
        self._out.close()
        self._index.close()

    def _in_place(self) -> bool:
        try:
            return os.path.samestat(self._path.stat(), os.fstat(self._out.fileno()))
        except FileNotFoundError:
            return False

    def _earlier(self, answer: Answer, digest: str) -> Entry | None:
        """The answer that this one repeats: whose payload lies in this file, or in one that is still there."""
        asked = memory.written(answer.asked)
        if answer.unmodified and asked not in self._last:  # the latest run did not get there
            self._last = {**_pages(self._folder, self._source, self._before[:-1]), **self._last}
            self._before = []
        found = self._last.get(asked)
        if found is None or not (answer.unmodified or (answer.body and found.digest == digest)):
            return None
        there = found.holder == self._run or memory.path_of(self._folder, self._source, found.holder).exists()
        return found if there else None

    def _append(self, member: bytes) -> None:
        left = memoryview(member)
        try:
            while left:
                left = left[self._out.write(left) :]
        except OSError:
            self._out.truncate(self._end)
            raise
        self._end += len(member)


def _pages(folder: Path, source: str, runs: Sequence[str]) -> dict[str, Entry]:
    """The last page that came of each address in these runs. One that has not changed is in the latest run as well."""
    found = (entry for run in runs for entry in memory.entries(folder, source, run))
    return {entry.asked: entry for entry in found if entry.is_page}
