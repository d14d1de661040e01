"""Reads a source again out of the memory, with today's code and without the network."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import msgspec

from crawlers.errors import CityOfLearningError, SourceError
from crawlers.keep import Crawl, KeptPage
from crawlers.kinds import kind_of
from crawlers.memory import pruning
from crawlers.memory import runs as memory
from crawlers.memory.remembered import Came, Remembered
from crawlers.page import Page
from crawlers.readings.changes import FeedReading
from crawlers.readings.reading import Reading, starts_of
from crawlers.settings import CrawlSettings
from crawlers.source import Source

_CLOCKS = dt.timedelta(seconds=1)
"""By how much a run's name, in whole seconds, may be from the moment at which a source's crawl began."""


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """A crawl that was made out of the memory.

    runs: those that it was read from, the earliest first. is_last: nothing was asked after them. missing: addresses
    that today's code asks for and the memory does not hold. pages: all that were read, in the order of reading.
    """

    crawl: Crawl
    runs: tuple[str, ...]
    is_last: bool
    missing: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()


class _Clock:
    """Stands where the memory is."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


def replay(
    source: Source, settings: CrawlSettings, folder: Path, crawls: Path, kept: Crawl | None, run: str | None = None
) -> Replayed:
    """What today's code makes of the source's present state, or of its state after this run.

    folder: of the memory; crawls: of the kept crawls. kept: the source's crawl as it is kept; pages that the memory
    does not hold stay as they are there. Raises SourceError where the memory holds nothing of it, OptionError.
    """
    held = Remembered(folder, source, run)
    if run is not None and run not in held.runs:
        raise _nothing(source, f"its run {run} to be in the memory", memory.runs(folder, source.name))
    if not held.runs:
        raise _nothing(source, "something of it to be in the memory", [])
    if kept:
        held.seen = {(memory.written(page.url), f"sha256:{page.sha256}"): page.fetched_at for page in kept.pages}
    last = memory.runs(folder, source.name)[-1]
    if kind_of(source).assemble:
        return _feeds(source, settings, held, kept, crawls, folder, last)
    at = run or _standing(source, held)
    made = _pages(source, settings, held, kept, at)
    return _replayed(made, held, (at,), is_last=run in {None, last})


def absolute(page: Page, link: str) -> str:
    """The address that a link of a page leads to, as it is asked."""
    return urldefrag(urljoin(page.final_url, link)).url


def _replayed(crawl: Crawl, held: Remembered, runs: tuple[str, ...], *, is_last: bool) -> Replayed:
    missing = tuple(dict.fromkeys(held.missing))
    return Replayed(crawl=crawl, runs=runs, is_last=is_last, missing=missing, pages=tuple(held.pages))


def _standing(source: Source, held: Remembered) -> str:
    """The last run that was answered at any first address; the last of all where none was."""
    starts = {memory.written(url) for url in starts_of(source)}
    for run in reversed(held.runs):
        if any(entry.is_page and asked in starts for asked, entry in held.last(run).items()):
            return run
    return held.runs[-1]


def _pages(source: Source, settings: CrawlSettings, held: Remembered, kept: Crawl | None, run: str) -> Crawl:
    """One reading of the pages of a run."""
    clock = _Clock(memory.began(run))
    blank = msgspec.structs.replace(kept, fingerprint="") if kept else None  # nothing that is kept is taken for read
    reading = Reading(source, settings, blank, clock)
    checked: dict[str, dt.datetime] = {}
    errors: dict[str, str] = {}
    for url, came in _driven(reading, held, run, clock):
        checked[url] = came.at
        if came.error:
            errors[url] = str(came.error)
    crawl = reading.close()
    pages = tuple(_as_it_stood(page, checked, errors) for page in crawl.pages)
    return _of_run(msgspec.structs.replace(crawl, pages=pages), held, kept, run)


def _as_it_stood(page: KeptPage, checked: dict[str, dt.datetime], errors: dict[str, str]) -> KeptPage:
    """A page with the moment at which its host last gave it, and why the run itself could not read it."""
    return msgspec.structs.replace(
        page, checked_at=checked.get(page.url, page.checked_at), error=page.error or errors.get(page.url)
    )


def _feeds(
    source: Source,
    settings: CrawlSettings,
    held: Remembered,
    kept: Crawl | None,
    crawls: Path,
    folder: Path,
    last: str,
) -> Replayed:
    """The runs since the last full reading, one after the other, as they were read; or since an earlier one.

    A reading that was cut short leaves in place what an earlier one has said, so that one is needed too.
    """
    begins = [run for run in reversed(held.runs) if run in pruning.present(folder, source, crawls)[:1]] or held.runs[:1]
    first = held.runs.index(begins[0])
    crawl: Crawl | None = None
    for run in held.runs[first:]:
        crawl = _feed_run(source, settings, held, crawl, run)
    assert crawl
    runs = tuple(held.runs[first:])
    crawl = _of_run(crawl, held, kept, runs[-1])
    return _replayed(crawl, held, runs, is_last=runs[-1] == last)


def _feed_run(source: Source, settings: CrawlSettings, held: Remembered, before: Crawl | None, run: str) -> Crawl:
    clock = _Clock(memory.began(run))
    reading = FeedReading(source, settings, before, clock)
    for _ in _driven(reading, held, run, clock):
        pass
    return reading.close()


def _driven(reading: Reading | FeedReading, held: Remembered, run: str, clock: _Clock) -> Iterator[tuple[str, Came]]:
    """Answers what the reading asks for out of a run, and tells each address with what it held."""
    while ask := reading.ask():
        try:
            came = held.get(ask, run)
        except SourceError as error:
            reading.failed(ask, error)
            continue
        clock.now = max(clock.now, came.at)
        reading.came(ask, came.answer)
        yield ask.url, came
    reading.requests = len(held.entries(run))


def _of_run(crawl: Crawl, held: Remembered, kept: Crawl | None, run: str) -> Crawl:
    """The crawl with the moments of the one that was kept, where that is the crawl of this run."""
    moments = [entry.at for entry in held.entries(run)]
    if kept and moments and memory.began(run) - _CLOCKS <= kept.started_at <= moments[0] <= kept.finished_at:
        return msgspec.structs.replace(crawl, started_at=kept.started_at, finished_at=kept.finished_at)
    return crawl


def _nothing(source: Source, expected: str, runs: Sequence[str]) -> CityOfLearningError:
    came = f"it holds the runs {', '.join(runs[-5:])}" if runs else "it holds nothing"
    todo = "The city file's [crawl] 'memory' says how long answers are kept; what is crawled from now on is."
    return SourceError(source.name, expected=expected, came=came, todo=todo)
