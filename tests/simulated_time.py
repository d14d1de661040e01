"""A clock that runs as fast as it is told, and a runner that works at once: days of the timetable in seconds."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import msgspec

from crawlers.keep import Crawl
from indexer.catalogue import timetable
from indexer.catalogue.catalogue import Catalogue
from schedules import due, scheduler
from schedules.home import Home, find
from schedules.runner import Task
from tests import small_city


class Made(NamedTuple):
    """One run of one line of the timetable: when it was due, when it began."""

    name: str
    due: dt.datetime
    began: dt.datetime


class FastClock:
    """Stands still until it is told to go on."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


class Killed(Exception):
    """The process was killed at this point."""


class Recorder:
    """A runner that reads nothing, and does with the timetable what jobs.py does. fate: what becomes of each run."""

    who = "recorder"

    def __init__(self, home: Home, catalogue: Catalogue, clock: FastClock, fate: Callable[[str], str]) -> None:
        self.home, self.catalogue, self.clock, self.fate = home, catalogue, clock, fate
        self.made: list[Made] = []
        self.submitted: list[tuple[str, tuple[str, ...]]] = []

    def submit(self, task: Task, lock: str, names: Sequence[str]) -> None:
        self.submitted.append((lock, tuple(names)))
        lines = [due.of(name) for name in names] or due.NAMES[task]
        entries = timetable.entries(self.catalogue)
        began = self.clock()
        for line in timetable.begin(self.catalogue, lines, began, began + due.CLAIM):
            fate = self.fate(line)
            if fate == "killed":
                raise Killed
            self.made.append(Made(line, entries[line].next_due_at, began))
            if names:
                failed = "it did not answer" if fate == "failed" else None
                crawl = Crawl(
                    source=line.removeprefix(due.of("")),
                    kind="csv",
                    fingerprint="",
                    started_at=began,
                    finished_at=began,
                    error=failed,
                )
                due.note(self.home, self.catalogue, [crawl], began)
            else:
                due.did(self.home, self.catalogue, line, began, failed=fate == "failed")

    def finish(self) -> None:
        """It is done already."""

    def close(self) -> Sequence[str]:
        return ()


def tick(home: Home, runner: Recorder) -> None:
    """What APScheduler calls every few seconds."""
    now = runner.clock()
    scheduler.read_due(home, runner.catalogue, runner, now)
    scheduler.publish_due(runner.catalogue, runner, now)
    scheduler.maintain_due(runner.catalogue, runner, now)


def city(folder: Path, every: dict[str, str], now: dt.datetime, zone: str = "Europe/London", more: str = "") -> Home:
    """A city with a source for each name, read as often as its words say."""
    sources = (small_city.source(name, "csv", f'every = "{words}"') for name, words in every.items())
    head = small_city.HEAD.replace("Europe/London", zone) + more
    return find(small_city.found(folder, *sources, head=head), now)


def stretch(
    home: Home, start: dt.datetime, days: int, *, seed: int, step: dt.timedelta, fate: Callable[[str], str]
) -> list[Made]:
    """So many simulated days, with restarts and kills at random moments. Returns every run that was made."""
    chance = random.Random(seed)
    clock, made = FastClock(start), list[Made]()
    while clock.now < start + dt.timedelta(days=days):
        with closing(Catalogue.open(home.catalogue)) as catalogue:
            timetable.release(catalogue, Recorder.who)  # as LocalRunner does when it starts
            runner = Recorder(home, catalogue, clock, fate)
            until = clock.now + dt.timedelta(hours=chance.uniform(2, 60))
            while clock.now < min(until, start + dt.timedelta(days=days)):
                try:
                    tick(home, runner)
                except Killed:
                    break
                clock.now += step * chance.uniform(0.6, 1.4)
            made += runner.made
    return made


def with_every(home: Home, name: str, words: str) -> Home:
    """The city file after an edit of one source."""
    sources = tuple(
        msgspec.structs.replace(source, every=words) if source.name == name else source for source in home.city.sources
    )
    return msgspec.structs.replace(home, city=msgspec.structs.replace(home.city, sources=sources))
