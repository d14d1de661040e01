"""Keeps the memory as small and as young as the city wants it.

What a later answer refers to ("still the same") is as young as that answer. By size the oldest runs go first, and last
what the present state of a source is read from: then it is said that the source cannot be replayed any more.
"""

import datetime as dt
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from crawlers import keep
from crawlers.durations import span
from crawlers.errors import CityOfLearningError
from crawlers.kinds import kind_of
from crawlers.memory import runs as memory
from crawlers.memory.rewriting import Line, lines, remove, replace
from crawlers.memory.runs import INDEX, Entry
from crawlers.readings.reading import starts_of
from crawlers.settings import CrawlSettings
from crawlers.source import Source

Payload = tuple[str, str]
"""The run whose file holds it, and its digest."""


class Pruned(msgspec.Struct, frozen=True, kw_only=True):
    """What was removed. broken: sources that cannot be replayed as they stand, because there was no room."""

    runs: int = 0
    bytes: int = 0
    broken: tuple[str, ...] = ()


class _Run(msgspec.Struct, frozen=True, kw_only=True):
    source: str
    name: str
    began: dt.datetime


def prune(folder: Path, settings: CrawlSettings, sources: Sequence[Source], crawls: Path, now: dt.datetime) -> Pruned:
    """Removes what is older or larger than the city wants, and whatever is of none of these sources.

    crawls: the folder of kept crawls, which says what the present state of a feed of changes is made of. now: aware
    UTC. A run that is being written at this moment goes on in a file of its own.
    """
    if not folder.exists():
        return Pruned()
    before, kept = size_of(folder), span(settings.memory)
    known = {source.name for source in sources} if kept and settings.memory_bytes else set[str]()
    for path in folder.iterdir():
        if path.is_dir() and path.name not in known:
            shutil.rmtree(path)
    for left in folder.glob("*/*.new"):
        left.unlink(missing_ok=True)
    removed = 0
    for name in known:
        old = [run for run in memory.runs(folder, name) if memory.began(run) < now - kept]
        removed += _reduce(folder, name, old, _referred(folder, name, memory.runs(folder, name)[len(old) :]))
    broken = _make_room(folder, settings.memory_bytes, [one for one in sources if one.name in known], crawls)
    return Pruned(runs=removed, bytes=before - size_of(folder), broken=tuple(broken))


def size_of(folder: Path) -> int:
    """Bytes that the memory takes."""
    return sum(path.stat().st_size for path in folder.glob("*/*") if path.is_file())


def present(folder: Path, source: Source, crawls: Path) -> list[str]:
    """The runs that a source's present state is read from, the earliest first; none where the memory has none of it.

    Of pages: from the last run on that was answered at the source's first addresses. Of a feed of changes: from the
    last but one full reading on, as the last may have been cut short.
    """
    runs = memory.runs(folder, source.name)
    try:
        starts, changes = set(starts_of(source)), kind_of(source).assemble is not None
    except CityOfLearningError:
        return runs[-1:]
    kept = keep.load(crawls, source.name) if changes else None
    starts |= {feed.start for feed in kept.feeds} if kept else set()
    wanted = {memory.written(start): 2 if changes else 1 for start in starts}
    begin = None
    for at in reversed(range(len(runs))):
        answered = {entry.asked for entry in memory.entries(folder, source.name, runs[at]) if entry.is_page}
        for start in answered & wanted.keys():
            begin = at
            wanted[start] -= 1
            if wanted[start] == 0:
                del wanted[start]
        if not wanted or (not changes and begin is not None):
            break
    return runs if begin is None else runs[begin:]


def _make_room(folder: Path, most: int, sources: Iterable[Source], crawls: Path) -> list[str]:
    """Removes the oldest until the rest fits, first what no present state needs; the sources that lost theirs."""
    if size_of(folder) <= most:
        return []
    needed: dict[str, set[str]] = {one.name: set(present(folder, one, crawls)) for one in sources}
    referred = {name: _referred(folder, name, runs) for name, runs in needed.items()}
    everything = sorted(
        (_Run(source=name, name=run, began=memory.began(run)) for name in needed for run in memory.runs(folder, name)),
        key=lambda run: (run.began, run.source, run.name),
    )
    broken: list[str] = []
    left = size_of(folder)
    for last in (False, True):
        for run in everything:
            if left <= most:
                return broken
            path = memory.path_of(folder, run.source, run.name)
            if not path.exists() or (not last and run.name in needed[run.source]):
                continue
            was = _size(folder, run)
            if last and (run.name in needed[run.source] or _held(referred[run.source], run.name)):
                broken += [run.source] if run.source not in broken else []
            _reduce(folder, run.source, [run.name], set() if last else referred[run.source])
            left -= was - _size(folder, run)
    return broken


def _reduce(folder: Path, source: str, runs: Sequence[str], referred: set[Payload]) -> int:
    """Leaves of these runs only the payloads that are referred to. Returns how many runs are gone."""
    gone = 0
    for run in runs:
        held = _held(referred, run)
        found = memory.entries(folder, source, run)
        stay = [entry for entry in found if entry.digest in held and not entry.refers_at]
        if not stay:
            remove(folder, source, run)
            gone += 1
        elif len(stay) < len(found):
            offsets = {entry.offset for entry in stay}
            replace(folder, source, run, [line for line in lines(folder, source, run) if _stays(line, offsets)])
    return gone


def _stays(line: Line, offsets: set[int]) -> bool:
    return line.entry is None or line.entry.offset in offsets


def _referred(folder: Path, source: str, runs: Iterable[str]) -> set[Payload]:
    """The payloads that answers of these runs refer to."""
    found: Iterable[Entry] = (entry for run in runs for entry in memory.entries(folder, source, run))
    return {(entry.holder, entry.digest) for entry in found if entry.refers_at}


def _held(referred: set[Payload], run: str) -> set[str]:
    return {digest for holder, digest in referred if holder == run}


def _size(folder: Path, run: _Run) -> int:
    paths = (memory.path_of(folder, run.source, run.name), memory.path_of(folder, run.source, run.name, INDEX))
    return sum(path.stat().st_size for path in paths if path.exists())
