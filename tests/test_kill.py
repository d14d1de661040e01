"""A run that is killed at any moment costs nothing: the next one works, and makes the same portal as one in peace."""

import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from schedules import cli
from schedules.millbrook.server import Request
from tests import small_city
from tests.rough_hosts import stall
from tests.small_city import NOW

FORKED = multiprocessing.get_context("forkserver")
# Also what a run loads only when it needs it, so that each of many runs does not load it anew.
FORKED.set_forkserver_preload(
    ["tests.small_city", "crawlers.apis.csv", "crawlers.spiders.schema_org", "alembic.command", "ftfy.badness"]
)

KINDS = {"sheet": "csv"}
SPIDERS = {"linked": "schema_org"}


class Town(NamedTuple):
    """A city whose sources are played for the whole module, and what its portal is after an undisturbed run."""

    text: str
    proxy: str
    requests: list[Request]
    tree: dict[str, bytes]


@contextmanager
def a_town(folder: Path, kinds: dict[str, str]) -> Iterator[Town]:
    sites = {
        small_city.host(name): small_city.pages(name, kind, small_city.offers(name, 5)) for name, kind in kinds.items()
    }
    with small_city.played(sites) as (proxy, requests):
        head = small_city.HEAD + f'proxy = "{proxy}"\n'
        small_city.found(folder, *(small_city.source(name, kind) for name, kind in kinds.items()), head=head)
        run_whole(folder)
        yield Town((folder / "city.toml").read_text("utf-8"), proxy, requests, small_city.tree(folder / "public"))


@pytest.fixture(scope="module")
def fast_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Sources that are pulled with httpx only."""
    with a_town(tmp_path_factory.mktemp("fast"), KINDS) as town:
        yield town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Sources of every kind."""
    with a_town(tmp_path_factory.mktemp("slow"), KINDS | SPIDERS) as town:
        yield town


def started(folder: Path) -> BaseProcess:
    """The command `run` in a process of its own."""
    process = FORKED.Process(target=small_city.command, args=(["run", str(folder)], NOW), daemon=True)
    process.start()
    return process


def run_whole(folder: Path) -> None:
    process = started(folder)
    process.join(60)
    assert process.exitcode == 0
    process.close()


def killed(folder: Path, at: Callable[[], bool]) -> list[int]:
    """Starts a run, and kills it without warning as soon as the moment has come. Returns its children's ids."""
    process = started(folder)
    until = time.monotonic() + 30
    while not at() and process.is_alive() and time.monotonic() < until:
        time.sleep(0.001)
    children = [pid for pid, parent in alive().items() if parent == process.pid]
    with suppress(ProcessLookupError):  # it ended by itself just now; what it leaves is looked at all the same
        os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    assert at(), f"the moment never came; the run ended with {process.exitcode}"
    process.close()
    return children


def alive() -> dict[int, int]:
    """Every process of this machine with its parent, where the system tells; without those that have ended."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = path.read_text("utf-8", "replace").rpartition(")")[2].split()[:2]
            if state not in "ZX":
                found[int(path.parent.name)] = int(parent)
    return found


def copied(town: Town, folder: Path) -> Path:
    (folder / "city.toml").write_text(town.text, "utf-8")
    return folder


def assert_whole(folder: Path, town: Town) -> None:
    """The next run works, and leaves what an undisturbed run leaves."""
    run_whole(folder)
    assert small_city.tree(folder / "public") == town.tree
    with closing(sqlite3.connect(folder / "var" / "catalogue.db")) as catalogue:
        assert catalogue.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert not (folder / "var" / "publishing").exists()


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


BEFORE: dict[str, Callable[[Path], bool]] = {
    "it starts": lambda folder: (folder / "var" / "lock").exists(),
    "the crawl is kept": lambda folder: (folder / "var" / "crawls" / "sheet.jsonl").exists(),
    "the catalogue is made": lambda folder: (folder / "var" / "catalogue.db").exists(),
    "the catalogue is filled": lambda folder: size(folder / "var" / "catalogue.db-wal") > 150_000,
    "files are written beside": lambda folder: (folder / "var" / "publishing" / "40").exists(),
}
"""Moments before a publication counts, in the order in which a run comes to them."""

AFTER: dict[str, Callable[[Path], bool]] = {
    "the first files are moved": lambda folder: (folder / "public" / "assets").exists(),
    "the home page is moved": lambda folder: (folder / "public" / "index.html").exists(),
}
"""Moments after that."""


def test_kill_9_at_one_moment_after_the_other(fast_town: Town, tmp_path: Path) -> None:
    folder = copied(fast_town, tmp_path)
    for moment in BEFORE.values():
        killed(folder, lambda at=moment: at(folder))
        assert not list((folder / "public").glob("*"))
    assert_whole(folder, fast_town)


@pytest.mark.parametrize("moment", AFTER)
def test_kill_9_while_the_portal_is_moved_into_place(fast_town: Town, tmp_path: Path, moment: str) -> None:
    folder = copied(fast_town, tmp_path)
    killed(folder, lambda: AFTER[moment](folder))
    assert_whole(folder, fast_town)


def test_kill_9_while_a_host_answers(fast_town: Town, tmp_path: Path) -> None:
    folder, asked = copied(fast_town, tmp_path), len(fast_town.requests)
    killed(folder, lambda: len(fast_town.requests) > asked)
    assert_whole(folder, fast_town)


def test_kill_9_again_and_again_while_scrapy_crawls(town: Town, tmp_path: Path) -> None:
    folder = copied(town, tmp_path)
    orphans = []
    before = len(asked_by_scrapy(town))
    orphans += killed(folder, lambda: len(asked_by_scrapy(town)) > before)
    orphans += killed(folder, (folder / "var" / "crawls" / "linked.jsonl").exists)
    assert_whole(folder, town)
    until = time.monotonic() + 10
    while (left := alive().keys() & set(orphans)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not left, "a Scrapy process went on after the run that had started it"


def asked_by_scrapy(town: Town) -> list[Request]:
    hosts = {small_city.host(name) for name in SPIDERS}
    return [request for request in town.requests if request.host in hosts]


def test_two_runs_of_one_city_at_once(tmp_path: Path) -> None:
    with small_city.played({}, {small_city.host("sheet"): stall}) as (proxy, _):
        head = small_city.HEAD.replace('timeout = "1s"', 'timeout = "1m"') + f'proxy = "{proxy}"\n'
        folder = small_city.found(tmp_path, small_city.source("sheet", "csv"), head=head)
        first = started(folder)
        until = time.monotonic() + 30
        while not (folder / "var" / "lock").exists() and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(0.05)
        for verb in ("run", "crawl", "index", "publish"):
            second = CliRunner().invoke(cli.main, [verb, str(folder)])
            assert second.exit_code == 1
            assert "another run of this city is under way" in second.output
            assert len(second.output.splitlines()) == 1
        first.kill()
        first.join()
    assert first.exitcode == -signal.SIGKILL
    after = CliRunner().invoke(cli.main, ["index", str(folder)])
    assert after.exit_code == 0, "a lock that its holder took to the grave holds nobody up"
