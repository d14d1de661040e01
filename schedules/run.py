"""The line from end to end: crawl, index, publish. Each step can be run alone and leaves something one can look at."""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager

from crawlers import keep
from crawlers.crawl import crawl as crawl_sources
from crawlers.errors import CityFileError, PublishError
from crawlers.keep import Crawl
from crawlers.source import Source
from indexer.catalogue import Catalogue
from indexer.contents import Contents
from indexer.index import index as index_crawls
from indexer.settings import IndexSettings
from portal.build import build
from portal.publish import Published
from portal.publish import publish as publish_files
from schedules import city as city_file
from schedules.home import Home, played
from schedules.lock import only_one
from schedules.report import RunReport, report, save

Clock = Callable[[], dt.datetime]


def run(home: Home, clock: Clock, *, done: Callable[[Crawl], None]) -> RunReport:
    """Crawls every source, indexes what is believed, publishes the portal, writes the report.

    done: called as each source has been read. Raises Busy, CatalogueError, PublishError.
    """
    started, seconds = clock(), dict[str, float]()
    with alone(home):
        with _timed("crawl", seconds):
            crawls = crawl(home, clock, done=done)
        with _timed("index", seconds), closing(Catalogue.open(home.catalogue)) as catalogue:
            held = index_crawls(crawls, home.city.sources, settings(home), catalogue, clock())
            revisions = catalogue.revisions()
        published, failure = None, None
        with _timed("publish", seconds):
            try:
                published = _publish(home, held, revisions, clock())
            except PublishError as error:
                failure = error
        made = report(
            held,
            city=home.city.name,
            started_at=started,
            finished_at=clock(),
            today=city_file.today(home.city, clock()),
            seconds=seconds,
            published=published,
            error=str(failure) if failure else None,
        )
        save(made, home.state)
    if failure:
        raise failure
    return made


def crawl(home: Home, clock: Clock, *, only: Sequence[str] = (), done: Callable[[Crawl], None]) -> dict[str, Crawl]:
    """Reads the sources that are not paused (or only those named) and keeps what they said in var/crawls/."""
    with played(home, clock()) as within_reach:
        return crawl_sources(chosen(home, only), within_reach.city.crawl, home.crawls, clock=clock, done=done)


def index(home: Home, now: dt.datetime) -> Contents:
    """Indexes what var/crawls/ holds, without reading any source."""
    kept = {source.name: keep.load(home.crawls, source.name) for source in home.city.sources}
    crawls = {name: crawl for name, crawl in kept.items() if crawl}
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        return index_crawls(crawls, home.city.sources, settings(home), catalogue, now)


def publish(home: Home, now: dt.datetime) -> tuple[Contents, Published]:
    """Publishes what the catalogue holds."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        held = catalogue.contents(home.city.sources, city_file.today(home.city, now), settings(home).keep)
        return held, _publish(home, held, catalogue.revisions(), now)


def contents(home: Home, now: dt.datetime) -> Contents:
    """What the catalogue holds."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        return catalogue.contents(home.city.sources, city_file.today(home.city, now), settings(home).keep)


def alone(home: Home) -> AbstractContextManager[None]:
    """Holds the city's lock. Raises Busy where another run holds it."""
    return only_one(home.state, home.city.name)


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


def _publish(
    home: Home, contents: Contents, revisions: Mapping[str, tuple[int, dt.datetime]], now: dt.datetime
) -> Published:
    portal = city_file.portal_settings(home.city, home.folder)
    files = build(contents, portal, city_file.today(home.city, now), holidays=home.city.holiday, revisions=revisions)
    return publish_files(files, home.public, home.state)


@contextmanager
def _timed(step: str, seconds: dict[str, float]) -> Iterator[None]:
    began = time.perf_counter()
    try:
        yield
    finally:
        seconds[step] = time.perf_counter() - began
