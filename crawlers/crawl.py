"""One reading of each source: kinds of apis/ with httpx in threads, kinds of spiders/ in one Scrapy process.

Sources that share a host are one lane and are read one after the other, whatever engine reads them.
"""

import datetime as dt
import os
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from crawlers import keep, tokens
from crawlers.asking.visit import Visit
from crawlers.errors import CityOfLearningError, SourceError
from crawlers.fetch import Fetcher
from crawlers.keep import Crawl
from crawlers.kinds import kind_of
from crawlers.memory.recorder import Recorder
from crawlers.readings.changes import reading_of
from crawlers.readings.reading import failure, hosts_of
from crawlers.scrapy_process import child
from crawlers.scrapy_process.job import Job
from crawlers.settings import CrawlSettings
from crawlers.source import Source

THREADS = 16
"""Lanes that are pulled at the same time; each waits for its host nearly all the time."""

Clock = Callable[[], dt.datetime]


class Lane(NamedTuple):
    """Sources that share hosts, in the order of the city file."""

    hosts: frozenset[str]
    sources: tuple[Source, ...]

    def of(self, way: str) -> tuple[Source, ...]:
        """Those whose kind is read in this way, "api" or "spider"."""
        return tuple(source for source in self.sources if kind_of(source).way == way)


def crawl(
    sources: Sequence[Source],
    settings: CrawlSettings,
    folder: Path,
    *,
    clock: Clock,
    done: Callable[[Crawl], None] = lambda _: None,
    environment: Mapping[str, str] = os.environ,
    stop: threading.Event | None = None,
    memory: Path | None = None,
    city: str = "",
) -> dict[str, Crawl]:
    """Reads each source once and keeps its crawl in the folder; the crawls by source name, in the sources' order.

    clock: aware UTC. done: told of each crawl as it ends, from several threads but one at a time. environment: holds
    the tokens that options name. stop: where it is set, nothing more is asked, and only the crawls that ended before
    are returned. memory: folder in which every answer is recorded, as one of this city's; None: none is. What goes
    wrong with a source stands in its Crawl.error, which is a sentence; only a fault of ours is raised.
    """
    keep.tidy(folder, [source.name for source in sources])
    book = _Book(folder, clock, done, stop or threading.Event())
    found = lanes([source for source in sources if book.takes(source)])
    pulled = [lane for lane in found if lane.of("api")]
    mixed = [lane for lane in pulled if lane.of("spider")]
    recorder = Recorder(memory, sources, settings, began=book.started_at, city=city, environment=environment)
    with (
        tempfile.TemporaryDirectory(prefix="cityoflearning-") as rules,
        Fetcher(settings, clock, rules=Path(rules), recorder=recorder) as fetcher,
        ThreadPoolExecutor(THREADS) as threads,
    ):
        try:
            pull = partial(
                _pull, settings=settings, fetcher=fetcher, recorder=recorder, book=book, environment=environment
            )
            first = [threads.submit(pull, lane.of("api")) for lane in mixed]
            others = [threads.submit(pull, lane.of("api")) for lane in pulled if lane not in mixed]
            wait(first)  # only then may Scrapy ask the same hosts
            crawled = [lane for lane in found if lane.of("spider")]
            with fetcher.lent(host for lane in crawled for host in lane.hosts):
                _spider([lane.of("spider") for lane in crawled], settings, book, rules=rules, memory=memory, city=city)
            for future in (*first, *others):
                future.result()
        except BaseException:
            book.stop()
            raise
    return {source.name: book.crawls[source.name] for source in sources if source.name in book.crawls}


def lanes(sources: Sequence[Source]) -> list[Lane]:
    """The sources, grouped so that no two lanes have a host in common. Raises OptionError."""
    found: list[Lane] = []
    for source in sources:
        hosts = hosts_of(source)
        touched = [lane for lane in found if lane.hosts & hosts]
        found = [lane for lane in found if lane not in touched]
        members = {one.name for lane in touched for one in lane.sources} | {source.name}
        together = tuple(one for one in sources if one.name in members)
        found.append(Lane(hosts.union(*(lane.hosts for lane in touched)), together))
    return found


class _Book:
    """Collects the crawls of all threads: keeps each on disk, and tells `done`. end: set when it is to end early."""

    def __init__(self, folder: Path, clock: Clock, done: Callable[[Crawl], None], end: threading.Event) -> None:
        self.folder, self.clock, self._done = folder, clock, done
        self.crawls: dict[str, Crawl] = {}
        self._end, self._failed = end, threading.Event()
        self.started_at = clock()
        self._one_at_a_time = threading.Lock()

    def stop(self) -> None:
        """Ends all threads of this crawl, and no other."""
        self._failed.set()

    def stopped(self) -> bool:
        """Whether all threads must end."""
        return self._failed.is_set() or self._end.is_set()

    def takes(self, source: Source) -> bool:
        """Whether kind and options are right; where not, that is the source's crawl."""
        try:
            hosts_of(source)
        except CityOfLearningError as error:
            self.fail(source, error)
            return False
        return True

    def keep(self, source: Source, crawl: Crawl) -> None:
        """A crawl that ended. A full disk is the crawl's error, and loses nothing of the last one."""
        try:
            keep.save(self.folder, crawl)
        except OSError as error:
            came = f"writing it failed ({error})"
            todo = "Make room on the disk, then crawl again."
            no_room = SourceError(source.name, expected=f"its crawl to be kept in {self.folder}", came=came, todo=todo)
            last = keep.load(self.folder, source.name)
            crawl = failure(source, last, no_room, crawl.started_at, self.clock(), requests=crawl.requests)
        self.tell(crawl)

    def fail(self, source: Source, error: CityOfLearningError) -> None:
        """A source that was not read at all."""
        last = keep.load(self.folder, source.name)
        self.keep(source, failure(source, last, error, self.started_at, self.clock()))

    def tell(self, crawl: Crawl) -> None:
        """A crawl that is kept already."""
        with self._one_at_a_time:
            self.crawls[crawl.source] = crawl
            self._done(crawl)


def _pull(
    sources: Sequence[Source],
    *,
    settings: CrawlSettings,
    fetcher: Fetcher,
    recorder: Recorder,
    book: _Book,
    environment: Mapping[str, str],
) -> None:
    until = time.monotonic() + child.LONGEST
    for source in sources:
        try:
            visit = Visit(source, fetcher, environment)
        except CityOfLearningError as error:
            book.fail(source, error)
            continue
        reading = reading_of(source, settings, keep.load(book.folder, source.name), book.clock)
        while not book.stopped() and time.monotonic() <= until and (ask := reading.ask()):
            try:
                reading.came(ask, visit.get(ask))
            except SourceError as error:
                reading.failed(ask, error)
        said = recorder.close(source.name)
        if book.stopped():
            return
        if time.monotonic() > until:
            book.fail(source, _too_long(source))
            continue
        reading.requests = fetcher.requests[source.name]
        asides = (*tokens.missing(source.options, environment), *said)
        book.keep(source, msgspec.structs.replace(reading.close(), asides=asides))


def _too_long(source: Source) -> SourceError:
    """The error of a source whose lane has had its time, as that of a Scrapy process that had to be ended."""
    came = f"its host's sources were not all read after {child.LONGEST / 3600:g} h, so it was ended"
    todo = "What was read before stays. Narrow the source's options, or ask the host for a shorter Crawl-delay."
    return SourceError(source.name, expected="its pages to be read", came=came, todo=todo)


def _spider(
    parts: Sequence[tuple[Source, ...]],
    settings: CrawlSettings,
    book: _Book,
    *,
    rules: str,
    memory: Path | None,
    city: str,
) -> None:
    left = {source.name: source for part in parts for source in part}
    if not left:
        return
    now = book.clock()
    time.sleep(0.001)
    job = Job(
        lanes=tuple(parts),
        settings=settings,
        folder=str(book.folder),
        rules=rules,
        memory=str(memory) if memory else None,
        city=city,
        began=book.started_at,
        now=now,
        standing=book.clock() == now,
    )
    came = "the Scrapy process ended without reading it"
    try:
        with closing(child.sources_read(job, book.stopped)) as names:
            for name in names:
                kept = keep.load(book.folder, name)
                if kept and name in left:
                    book.tell(kept)
                    del left[name]
    except child.Died as death:
        came = str(death)
    if book.stopped():
        return
    todo = "What was read before stays. Crawl again; if it happens again, crawl the sources one by one to find which."
    for source in left.values():
        book.fail(source, SourceError(source.name, expected="its pages to be read", came=came, todo=todo))
