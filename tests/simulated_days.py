"""Runs the demo city's timetable with real crawls and a fast clock, over both nights of summer time.

    python -m tests.simulated_days [DAYS]

The clock jumps from one moment at which something is due to the next; sources are read and indexed, the portal is
published, by the same functions and threads as `cityoflearning schedule`, which is started anew at random moments.
Then every due run is looked up: was it made, once, at the moments that the city file's words mean? Ends with 1 if not.
"""

import datetime as dt
import logging
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from typing import NamedTuple
from zoneinfo import ZoneInfo

from indexer.catalogue import timetable
from indexer.catalogue.catalogue import Catalogue
from schedules import due, scheduler
from schedules.every import every
from schedules.home import Home, find
from schedules.runner import LocalRunner
from schedules.timetable import regular
from tests.simulated_time import FastClock

NIGHTS = (dt.date(2026, 10, 25), dt.date(2027, 3, 28))
LONDON = ZoneInfo("Europe/London")
_MOMENT = dt.timedelta(microseconds=1)


class Stretch(NamedTuple):
    """What happened over one night: every run by its name, as (due, ended, failed)."""

    night: dt.date
    runs: dict[str, list[tuple[dt.datetime, dt.datetime, bool]]]
    words: dict[str, str]
    restarts: int
    seconds: float


class Watched(LocalRunner):
    """Notes what each run was due for, and that it was made."""

    def __init__(self, home: Home, clock: FastClock) -> None:
        super().__init__(lambda: home, clock)
        self.home, self.runs = home, defaultdict[str, list[tuple[dt.datetime, dt.datetime, bool]]](list)

    def look(self, before: dict[str, timetable.Entry]) -> None:
        """After the work of one tick: what was done is what has another moment now."""
        with closing(Catalogue.open(self.home.catalogue)) as catalogue:
            after = timetable.entries(catalogue)
        for name, entry in after.items():
            was = before.get(name)
            if was and entry.last_ended_at and entry.last_ended_at != was.last_ended_at:
                self.runs[name].append((was.next_due_at, entry.last_ended_at, entry.failures > 0))


def stretch(night: dt.date, days: int) -> Stretch:
    """So many simulated days of the demo city, half before the night and half after it."""
    began, chance = time.perf_counter(), random.Random(night.toordinal())
    start = dt.datetime.combine(night - dt.timedelta(days=days // 2), dt.time(12), dt.UTC)
    clock, runs, restarts = FastClock(start), defaultdict[str, list[tuple[dt.datetime, dt.datetime, bool]]](list), 0
    logging.getLogger("cityoflearning").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        while clock.now < start + dt.timedelta(days=days):
            until, restarts = clock.now + dt.timedelta(hours=chance.uniform(3, 60)), restarts + 1
            runner = Watched(find(None, clock.now), clock)
            while clock.now < min(until, start + dt.timedelta(days=days)):
                runner.home = find(None, clock.now)
                runner._home = lambda home=runner.home: home  # type: ignore[misc]
                _tick(runner, clock)
                clock.now = max(clock.now + dt.timedelta(seconds=15), _next(runner.home))
            for name, made in runner.runs.items():
                runs[name] += made
            runner.close()
        words = due.wanted(find(None, clock.now))
        os.chdir("/")
    return Stretch(night, dict(runs), words, restarts - 1, time.perf_counter() - began)


def _tick(runner: Watched, clock: FastClock) -> None:
    works = (
        lambda catalogue: scheduler.read_due(runner.home, catalogue, runner, clock.now),
        lambda catalogue: scheduler.publish_due(catalogue, runner, clock.now),
        lambda catalogue: scheduler.maintain_due(catalogue, runner, clock.now),
    )
    for work in works:
        with closing(Catalogue.open(runner.home.catalogue)) as catalogue:
            due.keep_in_step(runner.home, catalogue, clock.now)
            before = timetable.entries(catalogue)
            work(catalogue)
        runner.finish()
        runner.look(before)


def _next(home: Home) -> dt.datetime:
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        return min(entry.next_due_at for entry in timetable.entries(catalogue).values())


def judge(found: Stretch) -> list[str]:
    """Sentences on what is wrong, () where nothing is; prints a table of every name's runs."""
    wrong: list[str] = []
    print(f"\nOver the night of {found.night}: {found.restarts} restarts, {found.seconds:,.0f} s of real time")
    print(f"{'name':24}{'every':20}{'due':>6}{'once':>6}{'failed':>8}{'latest (s)':>12}")
    for name, runs in sorted(found.runs.items()):
        counted = Counter(was_due for was_due, _, _ in runs)
        late = max((ended - was_due).total_seconds() for was_due, ended, _ in runs)
        once, failed = sum(n == 1 for n in counted.values()), sum(failed for _, _, failed in runs)
        print(f"{name:24}{found.words[name]:20}{len(counted):>6}{once:>6}{failed:>8}{late:>12.0f}")
        wrong += [f"{name}: {n} runs for {at}" for at, n in counted.items() if n != 1]
        if not failed and name != due.PUBLISH:
            wrong += _missing(name, found.words[name], [was_due for was_due, _, _ in runs])
    total = sum(len(runs) for runs in found.runs.values())
    print(f"{total:,} runs; {'every due run was made once' if not wrong else f'{len(wrong)} were not'}")
    return wrong


def _missing(name: str, words: str, dues: list[dt.datetime]) -> list[str]:
    """Moments that the words mean, from the second run on, and that had none; and runs at other moments."""
    if len(dues) < 3:
        return []
    at, last, wanted = dues[1] - _MOMENT, dues[-1], []
    while (at := regular(every(words), at, LONDON, name)) <= last:
        wanted.append(at)
    return [f"{name}: nothing at {at}" for at in wanted if at not in dues] + [
        f"{name}: a run at {at}" for at in dues[1:] if at not in wanted
    ]


def main() -> int:
    """Both nights side by side, in a process each."""
    days = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    with ProcessPoolExecutor(len(NIGHTS)) as processes:
        found = list(processes.map(stretch, NIGHTS, [days] * len(NIGHTS)))
    wrong = [sentence for one in found for sentence in judge(one)]
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
