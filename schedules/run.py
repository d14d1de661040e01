"""The line from end to end: crawl, index, publish. Each step can be run alone and leaves something one can look at."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress

from crawlers import forgetting, keep
from crawlers.crawl import crawl as crawl_sources
from crawlers.errors import CityFileError, CityOfLearningError
from crawlers.keep import Crawl
from crawlers.memory import forgetting_runs, pruning
from crawlers.source import Source
from indexer.catalogue import journal, timetable
from indexer.catalogue import kept as shared_crawls
from indexer.catalogue.catalogue import Catalogue
from indexer.contents import Contents
from indexer.decisions import corrections
from indexer.index import index as index_crawls
from indexer.settings import IndexSettings
from schedules import city as city_file
from schedules import due, lock, notices, placing, publishing
from schedules.home import Home, played
from schedules.needs import Need, last_of, needs, of_corrections, silent
from schedules.publishing import Publication
from schedules.report import RunReport, report, save

Clock = Callable[[], dt.datetime]

LOG = logging.getLogger("cityoflearning")


def run(home: Home, clock: Clock, *, done: Callable[[Crawl], None]) -> RunReport:
    """Crawls every source, indexes what is believed, publishes the portal, writes the report, tells what changed.

    done: called as each source has been read. Raises Busy, CatalogueError, PublishError.
    """
    started, seconds = clock(), dict[str, float]()
    with alone(home), closing(Catalogue.open(home.catalogue)) as catalogue:
        with timed("crawl", seconds):
            crawls = crawl(home, clock, done=done)
        with writing(home, catalogue):
            with timed("index", seconds):
                held = index_crawls(crawls, home.city.sources, settings(home), catalogue, clock())
            due.keep_in_step(home, catalogue, clock())
            due.note(home, catalogue, crawls.values(), clock(), by_hand=True)
            prune(home, clock())
            return publish_and_tell(home, catalogue, held, clock, started=started, seconds=seconds)


def publish_and_tell(
    home: Home, catalogue: Catalogue, held: Contents, clock: Clock, *, started: dt.datetime, seconds: dict[str, float]
) -> RunReport:
    """The end of every run: publishes, notes when that is due next, writes the report, tells what changed.

    seconds: of the steps before, by step. Raises PublishError once everybody was told of it.
    """
    made: Publication | None = None
    failure: Exception | None = None
    with timed("publish", seconds):
        try:
            catalogue.published(clock())
            made = publishing.publish(home, held, catalogue.revisions(), clock())
        except Exception as error:  # whatever it is, people are told before it is raised
            failure = error
    due.published(home, catalogue, clock(), mark=None if failure else publishing.mark(held))
    with timed("geocode", seconds) if home.city.geocoder else _nothing():
        unplaced = placing.place(home, held, clock)
    found = needs(held, quarantined(catalogue), clock(), (*corrected(catalogue), *_met(made, failure), *unplaced))
    said = report(
        held,
        city=home.city.name,
        started_at=started,
        finished_at=clock(),
        today=city_file.today(home.city, clock()),
        seconds=seconds,
        published=made.portal if made else None,
        search=made.search if made else None,
        needs=(*found, *notices.tell(home, catalogue, found, clock())),
        error=str(failure) if failure else None,
    )
    with suppress(OSError) if failure else _nothing():  # a full disk has no room for the report of it either
        save(said, home.state)
    if failure:
        raise failure
    return said


def crawl(
    home: Home,
    clock: Clock,
    *,
    only: Sequence[str] = (),
    done: Callable[[Crawl], None],
    stop: threading.Event | None = None,
) -> dict[str, Crawl]:
    """Reads the sources that are not paused (or only those named) and keeps what they said in var/crawls/.

    stop: where it is set, nothing more is read, and only what was read is returned.
    """
    sources = chosen(home, only)
    names = [source.name for source in sources]
    with played(home, clock()) as within_reach, closing(Catalogue.open(home.catalogue)) as catalogue:
        shared_crawls.fetch(catalogue, names, home.crawls)
        forgetting_runs.bring(home.memory, forgetting.of_folder(home.crawls))
        crawls = crawl_sources(
            sources,
            within_reach.city.crawl,
            home.crawls,
            clock=clock,
            done=done,
            stop=stop,
            memory=home.memory,
            city=home.city.name,
        )
        shared_crawls.store(catalogue, names, home.crawls)
        return crawls


def prune(home: Home, now: dt.datetime) -> pruning.Pruned:
    """Makes the memory as small and as young as the city file says."""
    try:
        done = pruning.prune(home.memory, home.city.crawl, home.city.sources, home.crawls, now)
    except OSError as error:  # nothing that is published hangs on it
        LOG.warning("The memory could not be made smaller (%s). The next run tries again.", error)
        return pruning.Pruned()
    for name in done.broken:
        LOG.warning(
            "%s cannot be replayed: there was no room for its last answers. Raise [crawl] 'memory_bytes'.", name
        )
    return done


def index(home: Home, now: dt.datetime) -> Contents:
    """Indexes what var/crawls/ holds, without reading any source."""
    names = [source.name for source in home.city.sources]
    with closing(Catalogue.open(home.catalogue)) as catalogue, writing(home, catalogue):
        shared_crawls.fetch(catalogue, names, home.crawls)
        kept = {name: keep.load(home.crawls, name) for name in names}
        crawls = {name: crawl for name, crawl in kept.items() if crawl}
        return index_crawls(crawls, home.city.sources, settings(home), catalogue, now)


def publish(home: Home, now: dt.datetime) -> tuple[Contents, Publication]:
    """Publishes what the catalogue holds."""
    with closing(Catalogue.open(home.catalogue)) as catalogue, writing(home, catalogue):
        held = held_in(home, catalogue, now)
        catalogue.published(now)
        made = publishing.publish(home, held, catalogue.revisions(), now)
        due.published(home, catalogue, now, mark=publishing.mark(held))
        return held, made


def contents(home: Home, now: dt.datetime) -> Contents:
    """What the catalogue holds."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        return held_in(home, catalogue, now)


def due_next(home: Home) -> dict[str, dt.datetime]:
    """When each source is read next, where the timetable knows."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        entries = timetable.entries(catalogue)
    names = [source.name for source in home.city.sources]
    return {name: entries[due.of(name)].next_due_at for name in names if due.of(name) in entries}


def held_in(home: Home, catalogue: Catalogue, now: dt.datetime) -> Contents:
    """What this open catalogue holds."""
    return catalogue.contents(home.city.sources, city_file.today(home.city, now), settings(home).keep)


def needed(home: Home, catalogue: Catalogue, now: dt.datetime) -> tuple[Need, ...]:
    """What needs a person at this moment, most urgent first."""
    with catalogue.read() as connection:
        last = max(journal.last_crawls(connection).values(), default=None)
    others = [*(silent(last, now) if chosen(home, ()) else ()), *last_of(home.state), *corrected(catalogue)]
    return needs(held_in(home, catalogue, now), quarantined(catalogue), now, others)


def corrected(catalogue: Catalogue) -> tuple[Need, ...]:
    """At which corrections somebody should look again."""
    with catalogue.read() as connection:
        return tuple(of_corrections(corrections.changed(connection)))


def quarantined(catalogue: Catalogue) -> dict[str, dt.datetime]:
    """Since when each source's crawls are refused."""
    with catalogue.read() as connection:
        return journal.quarantined(connection)


def alone(home: Home) -> AbstractContextManager[None]:
    """Holds the city's lock, so that nobody else reads its sources. Raises Busy where somebody does."""
    return lock.only_one(home.state, home.city.name)


def beside(home: Home) -> AbstractContextManager[None]:
    """Shares the city's lock with the timetable's readings. Raises Busy where a whole run is under way."""
    return lock.only_one(home.state, home.city.name, shared=True)


@contextmanager
def writing(home: Home, catalogue: Catalogue) -> Iterator[None]:
    """Waits for its turn to index or publish, on this machine and on all that share the catalogue, then holds it."""
    with lock.writing(home.state), catalogue.turn():
        yield


def settings(home: Home) -> IndexSettings:
    """The indexer's settings of this city."""
    return city_file.index_settings(home.city, home.folder)


def chosen(home: Home, only: Sequence[str]) -> list[Source]:
    """The sources of these names, paused or not; without names all that are not paused."""
    known = {source.name: source for source in home.city.sources}
    for name in only:
        if name not in known:
            raise CityFileError(f"{home.city.name} has no source {name!r}. It has: {', '.join(known)}.")
    return [known[name] for name in only] if only else [s for s in known.values() if not s.paused]


def _met(made: Publication | None, failure: Exception | None) -> tuple[Need, ...]:
    if failure is None:
        return made.needs if made else ()
    words = str(failure)
    if not isinstance(failure, CityOfLearningError):
        words = (
            f"Our own code failed while publishing ({type(failure).__name__}: {failure}). "
            "The portal that was published before stays. Tell the makers of this project."
        )
    return (Need(key="publishing", sentence=words, urgency="now"),)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def timed(step: str, seconds: dict[str, float]) -> Iterator[None]:
    """Notes how long a step takes."""
    began = time.perf_counter()
    try:
        yield
    finally:
        seconds[step] = time.perf_counter() - began
