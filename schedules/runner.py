"""Who does the timetable's work: this process (here), or workers on many machines (queue.py). Only this differs."""

import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from typing import Literal, Protocol

from crawlers.errors import Busy, CatalogueError, CityOfLearningError
from crawlers.kinds import kind_of
from indexer.catalogue import timetable
from indexer.catalogue.catalogue import Catalogue
from schedules import due, jobs
from schedules.home import Home
from schedules.run import Clock

Task = Literal["read", "publish", "maintain"]
"""A function of jobs.py, by its name."""

PULLING, CRAWLING = 12, 3
"""Lanes that are read at the same time with httpx, which mostly waits; and with Scrapy, a process each."""

PATIENCE = 10.0
"""Seconds that what is under way has to end in when the process is told to."""


class Runner(Protocol):
    """Takes work; what it does with it, and when, is its own affair.

    who: the name under which the timetable's lines are claimed for it.
    """

    @property
    def who(self) -> str: ...  # noqa: D102  said above

    def submit(self, task: Task, lock: str, names: Sequence[str]) -> None:
        """Asks for a task to be done once, soon, and returns at once.

        lock: two tasks with the same lock never run at the same time, on whatever machine. names: of the sources of one
        lane, for "read"; () for the others. What goes wrong in a task is told where it runs, and is never raised here.
        """

    def finish(self) -> None:
        """Waits until everything that was submitted and is done here is done; returns at once where others do it."""

    def close(self) -> Sequence[str]:
        """Takes no more work and lets go of what it holds. Returns what had to be given up."""


class LocalRunner:
    """Does the work in threads of this process.

    home: the city as its file is now.
    """

    def __init__(self, home: Callable[[], Home], clock: Clock) -> None:
        self.who = f"schedule on {socket.gethostname()}"
        self._home, self._clock = home, clock
        self._stop = threading.Event()
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._pools = {"api": ThreadPoolExecutor(PULLING), "spider": ThreadPoolExecutor(CRAWLING)}
        self._others = ThreadPoolExecutor(1)
        self._under_way: dict[Future[None], str] = {}
        with closing(Catalogue.open(home().catalogue)) as catalogue:
            timetable.release(catalogue, self.who)  # by a process that was killed: there is one at a time (lock.py)

    def submit(self, task: Task, lock: str, names: Sequence[str]) -> None:
        """See Runner."""
        pool = self._others
        if task == "read":
            ways = {kind_of(source).way for source in self._home().city.sources if source.name in names}
            pool = self._pools["spider" if "spider" in ways else "api"]
        future = pool.submit(self._do, task, lock, tuple(names))
        self._under_way[future] = ", ".join(names) or task
        future.add_done_callback(lambda ended: self._under_way.pop(ended, None))

    def finish(self) -> None:
        """See Runner."""
        while self._under_way:
            wait(list(self._under_way))

    def close(self) -> Sequence[str]:
        """See Runner. What is given up stays due, and what is kept stays whole: the next process goes on."""
        self._stop.set()
        for pool in (*self._pools.values(), self._others):
            pool.shutdown(wait=False, cancel_futures=True)
        _, left = wait(list(self._under_way), timeout=PATIENCE)
        given_up = sorted(words for future, words in self._under_way.items() if future in left)
        with closing(Catalogue.open(self._home().catalogue)) as catalogue:
            timetable.release(catalogue, self.who)
        return given_up

    def _do(self, task: Task, lock: str, names: Sequence[str]) -> None:
        with self._locks[lock]:
            if not self._stop.is_set():
                perform(self._home(), task, names, self._clock, who=self.who, stop=self._stop)


def perform(
    home: Home, task: Task, names: Sequence[str], clock: Clock, *, who: str, stop: threading.Event | None = None
) -> None:
    """Does a task here and now. What goes wrong is told and noted, and the timetable hands it out again in its time.

    who: the runner's, which has claimed it. stop: where it is set, a task that reads ends soon.
    """
    held = [due.of(name) for name in names] or due.NAMES[task]
    try:
        if task == "read":
            jobs.read(home, names, clock, stop=stop)
        elif task == "publish":
            jobs.publish(home, clock)
        else:
            jobs.maintain(home, clock)
    except Busy as busy:
        jobs.LOG.info("%s", busy)
        give_back(home, who, held)
    except Exception as error:
        ours = isinstance(error, CityOfLearningError)
        jobs.LOG.error("%s", error if ours else f"our own code failed at {', '.join(held)}", exc_info=not ours)
        with suppress(CatalogueError):  # the claim then runs out, and it is tried again
            jobs.failed(home, held, clock)


def give_back(home: Home, who: str, held: Sequence[str]) -> None:
    """Lets go of what was claimed and is not done, so that it is handed out again. held: the timetable's names."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        timetable.release(catalogue, who, held)
