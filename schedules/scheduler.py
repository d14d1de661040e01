"""The timetable's clockwork: APScheduler calls three small functions that look into the catalogue and hand out work.

APScheduler knows nothing but "every few seconds": its own triggers skip or double runs in both nights of summer time,
drift, and forget with a restart. What is due stands in the catalogue (due.py), so it may be started anew at any moment.
"""

import datetime as dt
import logging
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from crawlers.crawl import lanes
from crawlers.errors import CityFileError, CityOfLearningError
from indexer.catalogue import timetable
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.timetable import Entry
from schedules import due
from schedules.home import Home
from schedules.jobs import LOG
from schedules.run import Clock
from schedules.runner import PATIENCE, LocalRunner, Runner, Task

TICK = dt.timedelta(seconds=15)
"""How often it is looked whether a source is due; as often for publishing. Maintenance has time."""

WAITS = dt.timedelta(minutes=10)
"""How long publishing waits for sources that are being read, so that it is not done anew for each of them."""


def read_due(home: Home, catalogue: Catalogue, runner: Runner, now: dt.datetime) -> None:
    """Hands out the sources that are due, a lane at a time; a lane of which a source is being read has to wait."""
    entries = due.keep_in_step(home, catalogue, now)
    if not any(entry.due(now) and name.startswith(due.of("")) for name, entry in entries.items()):
        return
    for lane in lanes([source for source in home.city.sources if not source.paused]):
        names = [source.name for source in lane.sources if due.of(source.name) in entries]
        if any(entries[due.of(name)].claimed(now) for name in names):
            continue
        claimed = [name for name in names if _claim(catalogue, entries[due.of(name)], runner, now)]
        if claimed:
            runner.submit("read", min(lane.hosts), claimed)


def publish_due(catalogue: Catalogue, runner: Runner, now: dt.datetime) -> None:
    """Hands out publishing where it is due and no source is, or is being read, or when it has waited long enough."""
    entries = timetable.entries(catalogue)
    entry = entries.get(due.PUBLISH)
    reading = any(one.claimed(now) or one.due(now) for one in entries.values() if one.name.startswith(due.of("")))
    if entry and (not reading or entry.next_due_at <= now - WAITS):
        _hand_out("publish", entries, catalogue, runner, now)


def maintain_due(catalogue: Catalogue, runner: Runner, now: dt.datetime) -> None:
    """Hands out what keeps the house tidy, and the report."""
    _hand_out("maintain", timetable.entries(catalogue), catalogue, runner, now)


def keep(find: Callable[[], Home], home: Home, clock: Clock) -> Sequence[str]:
    """Runs the timetable until SIGTERM or SIGINT; a second one ends it at once. Returns what had to be given up.

    find: reads the city file anew; while that is wrong, what it said before holds. Raises CatalogueError at the start.
    """
    homes = Homes(find, home)
    runner = runner_of(homes, clock)
    scheduler = BackgroundScheduler(
        timezone=dt.UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # that a tick was late is no news
    works: Mapping[str, Callable[[Catalogue, dt.datetime], None]] = {
        "tick": lambda catalogue, now: read_due(homes.read(catalogue, now), catalogue, runner, now),
        "publish": lambda catalogue, now: publish_due(catalogue, runner, now),
        "maintenance": lambda catalogue, now: maintain_due(catalogue, runner, now),
    }
    for name, work in works.items():
        scheduler.add_job(
            _looked, "interval", (homes, work, clock), seconds=TICK.total_seconds(), id=name, next_run_time=clock()
        )
    try:
        signal.signal(signal.SIGTERM, _end)
        scheduler.start()
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        LOG.info("ending; what is under way has %g seconds", PATIENCE)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    scheduler.shutdown(wait=False)
    return runner.close()


def once(home: Home, clock: Clock) -> Sequence[str]:
    """Does what is due now, and returns when it is done: for a city that has a cron job and no lasting process."""
    runner = runner_of(lambda: home, clock)
    works: Sequence[Callable[[Catalogue, dt.datetime], None]] = (
        lambda catalogue, now: read_due(home, catalogue, runner, now),
        lambda catalogue, now: publish_due(catalogue, runner, now),
        lambda catalogue, now: maintain_due(catalogue, runner, now),
    )
    try:
        for work in works:
            with closing(Catalogue.open(home.catalogue)) as catalogue:
                work(catalogue, clock())
            runner.finish()
    finally:
        left = runner.close()
    return left


def runner_of(home: Callable[[], Home], clock: Clock) -> Runner:
    """The runner that the city file names."""
    if home().city.runner == "procrastinate":
        from schedules.queue import QueueRunner  # noqa: PLC0415  (slow to load, and most cities have one machine)

        return QueueRunner(home(), clock)
    return LocalRunner(home, clock)


class Homes:
    """The city as its file says now; called, as it said last when it was right."""

    def __init__(self, find: Callable[[], Home], home: Home) -> None:
        self._find, self._home, self._wrong = find, home, ""

    def __call__(self) -> Home:
        """As it said last."""
        return self._home

    def read(self, catalogue: Catalogue, now: dt.datetime) -> Home:
        """Reads the city file anew; where it changed, so may the portal. What is wrong with it is said once."""
        try:
            before, self._home, self._wrong = self._home, self._find(), ""
            if self._home != before:
                timetable.bring_forward(catalogue, due.PUBLISH, now)
        except CityFileError as error:
            if str(error) != self._wrong:
                LOG.error("%s\nUntil that is mended, what the city file said before holds.", error)
                self._wrong = str(error)
        return self._home


def _looked(homes: Homes, work: Callable[[Catalogue, dt.datetime], None], clock: Clock) -> None:
    try:
        with closing(Catalogue.open(homes().catalogue)) as catalogue:
            work(catalogue, clock())
    except CityOfLearningError as error:  # it is looked again in some seconds
        LOG.error("%s", error)


def _hand_out(task: Task, entries: Mapping[str, Entry], catalogue: Catalogue, runner: Runner, now: dt.datetime) -> None:
    names = [name for name in due.NAMES[task] if name in entries]
    if [name for name in names if _claim(catalogue, entries[name], runner, now)]:
        runner.submit(task, task, ())


def _claim(catalogue: Catalogue, entry: Entry, runner: Runner, now: dt.datetime) -> bool:
    return entry.due(now) and timetable.claim(catalogue, entry.name, runner.who, now, now + due.CLAIM)


def _end(_signal: int, _frame: FrameType | None) -> None:
    with suppress(ValueError):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    raise KeyboardInterrupt
