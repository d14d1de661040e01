"""The timetable's work as plain functions: read a lane, publish, tidy up. They are the same whatever runner calls them.

Each may be killed at any moment and be called again: what was done already is not done twice. What travels through a
queue is plain JSON: the path of the city file and names of sources.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager

from crawlers.keep import Crawl
from indexer.catalogue import journal, timetable
from indexer.catalogue.catalogue import Catalogue
from indexer.index import index as index_crawls
from schedules import due, notices, publishing, run
from schedules.home import Home
from schedules.run import Clock

LOG = logging.getLogger("cityoflearning")
"""What a timetable says: one line for each thing that happened."""

RUNS_KEPT = 200
"""Reports of runs that stay in var/runs/."""

_BEAT = 600.0
"""Seconds between two signs that a claim is still worked on."""


def read(home: Home, names: Sequence[str], clock: Clock, *, stop: threading.Event | None = None) -> tuple[str, ...]:
    """Reads these sources of one lane one after the other, indexes what is believed, and notes when each is due next.

    Those that are not due any more (another call has read them), or are not in the city file, are left out. stop: where
    it is set, what is not whole yet stays due. Returns the names of those it read. Raises Busy where a whole run of the
    city is under way, CatalogueError.
    """
    known = {source.name for source in home.city.sources if not source.paused}
    with run.beside(home), closing(Catalogue.open(home.catalogue)) as catalogue:
        begun = timetable.begin(catalogue, [due.of(name) for name in names if name in known], clock(), _until(clock))
        todo = [name for name in names if due.of(name) in begun]
        if not todo:
            return ()
        with _claimed(catalogue, begun, clock):
            crawls = run.crawl(home, clock, only=todo, done=_say, stop=stop)
            with run.writing(home, catalogue):
                held = index_crawls(crawls, home.city.sources, run.settings(home), catalogue, clock())
                due.changed(catalogue, publishing.mark(held), clock())
                due.note(home, catalogue, crawls.values(), clock())
    return tuple(crawls)


def publish(home: Home, clock: Clock) -> None:
    """Publishes what the catalogue holds: the portal, staff's pages, the search server. Notes when it is due next.

    Raises Busy, CatalogueError; PublishError once the people of `[notices]` were told.
    """
    with run.beside(home), closing(Catalogue.open(home.catalogue)) as catalogue, run.writing(home, catalogue):
        now = clock()
        held = run.held_in(home, catalogue, now)
        said = run.publish_and_tell(home, catalogue, held, clock, started=now, seconds={})
    if said.published:
        LOG.info("published: %d files written, %d removed", said.published.written, said.published.removed)


def maintain(home: Home, clock: Clock) -> None:
    """Removes what nobody needs any more: old reports, records of crawls, what is left of killed runs and of sources
    that left the city file; sends the report, each where it is due."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        now = clock()
        is_due = {name for name, entry in timetable.entries(catalogue).items() if entry.due(now)}
        if due.MAINTENANCE in is_due:
            _tidy(home, catalogue, now)
            due.did(home, catalogue, due.MAINTENANCE, clock())
            LOG.info("tidied up")
        if due.REPORT in is_due:
            failed = notices.report(home, catalogue, run.needed(home, catalogue, now), now)
            due.did(home, catalogue, due.REPORT, clock(), failed=bool(failed))
            for need in failed:
                LOG.warning("%s", need.sentence)
            LOG.info("sent the report")


def failed(home: Home, names: Sequence[str], clock: Clock) -> None:
    """Notes that those of the names that are still due failed for a reason of ours, so that they are tried later."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        entries = timetable.entries(catalogue)
        for name in names:
            if name in entries and entries[name].due(clock()):
                due.did(home, catalogue, name, clock(), failed=True)


def _tidy(home: Home, catalogue: Catalogue, now: dt.datetime) -> None:
    with catalogue.write() as connection:
        journal.prune(connection, now)
    for path in sorted((home.state / "runs").glob("*.json"))[:-RUNS_KEPT]:
        path.unlink(missing_ok=True)
    run.prune(home, now)
    known = {source.name for source in home.city.sources}
    for path in (*home.crawls.glob("*.jsonl"), *home.crawls.glob("*.new")):
        if path.name.partition(".")[0] not in known:
            path.unlink(missing_ok=True)


@contextmanager
def _claimed(catalogue: Catalogue, names: Sequence[str], clock: Clock) -> Iterator[None]:
    """Renews the claim while it is worked on, however long that takes."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(_BEAT):
            timetable.extend(catalogue, names, _until(clock))

    threading.Thread(target=beat, name="claim", daemon=True).start()
    try:
        yield
    finally:
        ended.set()


def _until(clock: Callable[[], dt.datetime]) -> dt.datetime:
    return clock() + due.CLAIM


def _say(crawl: Crawl) -> None:
    if crawl.error:
        LOG.warning("%s", crawl.error)
    else:
        LOG.info(
            "%s: %d drafts, %d requests, %d unchanged",
            crawl.source,
            len(crawl.drafts),
            crawl.requests,
            crawl.unchanged,
        )
