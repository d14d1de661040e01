"""Writes a run of the memory again: with some of its records only, or with others in their place."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from crawlers import keep
from crawlers.memory import runs
from crawlers.memory.runs import INDEX, Entry


class Line(NamedTuple):
    """A record as it lies in a file: its gzip member, and what the index says of it (None: it is no answer)."""

    member: bytes
    entry: Entry | None


def lines(folder: Path, source: str, run: str) -> Iterator[Line]:
    """All records of a run, in their order."""
    noted = {entry.offset: entry for entry in runs.entries(folder, source, run)}
    with runs.path_of(folder, source, run).open("rb") as file:
        ends = file.seek(0, io.SEEK_END)
        for offset, length in _spans(noted, ends):
            file.seek(offset)
            yield Line(file.read(length), noted.get(offset))


def replace(folder: Path, source: str, run: str, kept: Iterable[Line]) -> None:
    """Puts these records in the place of the run's; where no answer is left, nothing stays of the run.

    Whoever reads it finds the old file or the new one, whole; the index is gone while the two change places.
    """
    path, index = runs.path_of(folder, source, run), runs.path_of(folder, source, run, INDEX)
    found = list(kept)
    if not any(line.entry for line in found):
        remove(folder, source, run)
        return
    noted, offset = list[bytes](), 0
    for line in found:
        if line.entry:
            entry = msgspec.structs.replace(line.entry, offset=offset, length=len(line.member))
            noted.append(msgspec.json.encode(entry) + b"\n")
        offset += len(line.member)
    index.unlink(missing_ok=True)
    keep.write_whole(path, (line.member for line in found))
    keep.write_whole(index, noted)


def remove(folder: Path, source: str, run: str) -> None:
    """Removes a run of a source."""
    runs.path_of(folder, source, run).unlink(missing_ok=True)
    runs.path_of(folder, source, run, INDEX).unlink(missing_ok=True)


def _spans(noted: dict[int, Entry], end: int) -> Iterator[tuple[int, int]]:
    """Where each record begins and how long it is; what stands before the first answer is the file's own record."""
    offset = 0
    for begin, entry in sorted(noted.items()):
        if begin > offset:
            yield offset, begin - offset
        yield begin, entry.length
        offset = begin + entry.length
