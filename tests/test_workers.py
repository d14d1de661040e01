"""The proof for many machines: two workers and one that is killed on the way make the portal that one machine makes."""

import datetime as dt
import itertools
import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from schedules import scheduler, worker
from schedules.millbrook import city as millbrook
from schedules.millbrook import town
from schedules.millbrook.server import Request
from tests import small_city
from tests.conftest import Demo
from tests.postgres import libpq

SPAWNED = multiprocessing.get_context("spawn")


def works(words: list[str], folder: Path, log: Path, now: dt.datetime) -> None:
    """The command, in a process of its own, that looks and beats more often than it would.

    now: where its clock stands still, as the demo city's did, so that whatever names a moment names the same one.
    """
    with log.open("ab", buffering=0) as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    scheduler.TICK = dt.timedelta(seconds=1)
    worker.BEAT, worker.DEAD = 1.0, 5.0
    small_city.command([*words, str(folder)], now)


@contextmanager
def process(now: dt.datetime, folder: Path, *words: str) -> Iterator[BaseProcess]:
    """A process that works in a folder of its own; it is ended with SIGTERM, and must end well by itself."""
    one = SPAWNED.Process(target=works, args=(list(words), folder, folder / "log", now), daemon=False)
    one.start()
    try:
        yield one
        if one.is_alive():
            os.kill(one.pid or 0, signal.SIGTERM)
            one.join(30)
            assert one.exitcode == 0, (folder / "log").read_text()
    finally:
        one.kill()
        one.join()


def founded(folder: Path, today: dt.date, proxy: str, more: str) -> Path:
    """Millbrook in a folder, as a city of its own."""
    shutil.copytree(millbrook.FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "material"))
    text = millbrook.city_text(today).replace("[crawl]\n", f'[crawl]\nproxy = "{proxy}"\n', 1)
    (folder / "city.toml").write_text(more + text, "utf-8")
    return folder


def until(true: Callable[[], Any], seconds: float, why: str) -> None:
    """Waits for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, why
        time.sleep(0.05)


def overlaps(requests: list[Request]) -> list[tuple[Request, Request]]:
    """Pairs of requests to one host of which the second began before the first had ended."""
    found = []
    for host in {one.host for one in requests}:
        asked = sorted((one for one in requests if one.host == host), key=lambda one: one.started)
        found += [(a, b) for a, b in itertools.pairwise(asked) if b.started < a.ended]
    return found


@pytest.mark.postgresql
@pytest.mark.timeout(480)
def test_two_workers_one_of_them_killed_make_the_portal_of_one_machine(
    tmp_path: Path, postgresql_url: str, demo: Demo
) -> None:
    """It takes as long as reading and publishing the demo city does, and five seconds until the dead one is missed."""
    with town.play(demo.now.date()) as playing, psycopg.connect(libpq(postgresql_url), autocommit=True) as database:
        more = f'catalogue = "{postgresql_url}"\nrunner = "procrastinate"\n'
        first, second, clock = (
            founded(tmp_path / name, demo.now.date(), playing.proxy, more) for name in ("first", "second", "clock")
        )

        def count(question: str) -> int:
            row = database.execute(sql.SQL("SELECT count(*) FROM " + question)).fetchone()  # type: ignore[arg-type]
            return int(row[0]) if row else 0

        with process(demo.now, first, "worker") as doomed:
            until(lambda: count("pg_tables WHERE tablename = 'procrastinate_workers'"), 60, "no worker has come")
            until(lambda: count("procrastinate.procrastinate_workers"), 60, "no worker has come")
            doing = (
                "procrastinate.procrastinate_jobs WHERE status = 'doing' AND queue_name = 'read' AND worker_id = "
                "(SELECT min(id) FROM procrastinate.procrastinate_workers)"
            )
            with process(demo.now, second, "worker", "--publish"), process(demo.now, clock, "schedule"):
                until(lambda: len(playing.requests) > 30 and count(doing), 90, "nothing was being read")
                os.kill(doomed.pid or 0, signal.SIGKILL)
                doomed.join()
                mine = count(doing)
                open_lines = "timetable WHERE claimed_until IS NOT NULL"
                until((second / "public" / "index.html").exists, 240, "nothing was published")
                until(lambda: not count(open_lines), 90, "something is claimed still")
    said = (second / "log").read_text()
    assert mine, "the killed worker had no job"
    assert said.count("a worker has died at read") >= 1
    assert not (first / "public").exists()
    assert not overlaps(playing.requests)
    found, expected = small_city.tree(second / "public"), small_city.tree(demo.home.public)
    assert found.keys() == expected.keys()
    assert [path for path in found if found[path] != expected[path]] == []
