"""`cityoflearning schedule` as a process: it reads, publishes, follows changes, and ends cleanly when told to."""

import datetime as dt
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.catalogue import timetable
from indexer.catalogue.catalogue import Catalogue
from schedules import cli, runner, scheduler
from schedules.home import find
from schedules.millbrook.server import Request
from tests import small_city
from tests.rough_hosts import stall
from tests.test_kill import FORKED

pytestmark = pytest.mark.timeout(120)


City = tuple[Path, list[Request]]


def scheduling(folder: str) -> None:
    """The command with quick ticks, for a process of its own."""
    scheduler.TICK, runner.PATIENCE = dt.timedelta(seconds=0.2), 2.0
    cli.main(["schedule", folder])


def started(folder: Path) -> BaseProcess:
    process = FORKED.Process(target=scheduling, args=(str(folder),))
    process.start()
    return process


def until(so: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def ended(process: BaseProcess, sign: signal.Signals = signal.SIGTERM) -> float:
    """Tells it to end; how many seconds that took. It must have ended well."""
    began = time.monotonic()
    os.kill(process.pid or 0, sign)
    process.join(30)
    assert process.exitcode == 0
    return time.monotonic() - began


def entries(folder: Path) -> dict[str, timetable.Entry]:
    with closing(Catalogue.open(find(folder, dt.datetime.now(dt.UTC)).catalogue)) as catalogue:
        return timetable.entries(catalogue)


def due_now(folder: Path, name: str) -> None:
    now = dt.datetime.now(dt.UTC)
    with closing(Catalogue.open(find(folder, now).catalogue)) as catalogue:
        timetable.bring_forward(catalogue, name, now)


def of(name: str) -> small_city.Pages:
    return small_city.pages(name, "csv", small_city.offers(name, 3))


def founded(folder: Path, proxy: str) -> Path:
    tables = (small_city.source(name, "csv", 'every = "6h"') for name in ("sheet", "list"))
    return small_city.found(folder, *tables, head=small_city.HEAD + f'proxy = "{proxy}"\n')


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[City]:
    """A city of two sheets, and what was asked of them."""
    sites = {small_city.host(name): of(name) for name in ("sheet", "list")}
    with small_city.played(sites) as (proxy, requests):
        yield founded(tmp_path, proxy), requests


def test_it_reads_publishes_follows_the_city_file_and_ends(
    folder: City,
) -> None:
    city, requests = folder
    process = started(city)
    until((city / "public" / "index.html").exists)
    second = CliRunner().invoke(cli.main, ["schedule", str(city)])
    assert (second.exit_code, len(second.output.splitlines())) == (1, 1)
    assert "is running for this city already" in second.output
    until(lambda: {e.claimed_by for e in entries(city).values()} == {None})
    beside = CliRunner().invoke(cli.main, ["publish", str(city)])
    assert beside.exit_code == 0, beside.output
    text = (city / "city.toml").read_text()
    (city / "city.toml").write_text("name = 7")
    time.sleep(0.5)
    (city / "city.toml").write_text(text.replace('name = "list"', 'name = "list"\npaused = "they are moving house"'))
    until(lambda: "source:list" not in entries(city))
    sources = CliRunner().invoke(cli.main, ["sources", str(city)], env={"COLUMNS": "250"})
    assert "paused: they are moving house" in sources.output
    assert ended(process) < 8
    assert {request.host for request in requests} == {small_city.host("sheet"), small_city.host("list")}
    assert set(entries(city)) == {"source:sheet", "publish", "maintenance"}


def test_what_was_run_by_hand_is_not_read_again(
    folder: City,
) -> None:
    city, requests = folder
    assert CliRunner().invoke(cli.main, ["run", str(city)]).exit_code == 0
    asked = len(requests)
    assert CliRunner().invoke(cli.main, ["schedule", "--once", str(city)]).exit_code == 0
    assert len(requests) == asked
    due_now(city, "source:sheet")
    assert CliRunner().invoke(cli.main, ["schedule", "--once", str(city)]).exit_code == 0
    assert {request.host for request in requests[asked:]} == {small_city.host("sheet")}


def test_a_change_is_published_and_nothing_where_nothing_changed(tmp_path: Path) -> None:
    first = small_city.offers("sheet", 3)
    then = [one._replace(title="Ceramics for everyone") if "Pottery" in one.title else one for one in first]
    reports = []
    beside = {small_city.host("list"): of("list")}
    for offers in (first, first, then):
        sites = beside | {small_city.host("sheet"): small_city.pages("sheet", "csv", offers)}
        with small_city.played(sites) as (proxy, _):
            founded(tmp_path, proxy)
            due_now(tmp_path, "source:sheet")
            assert CliRunner().invoke(cli.main, ["schedule", "--once", str(tmp_path)]).exit_code == 0
        reports.append(len(list((tmp_path / "var" / "runs").iterdir())))
        time.sleep(1)  # reports are named by the second
    assert reports == [1, 1, 2]
    listed = (tmp_path / "public" / "feeds" / "opportunities.csv").read_text()
    assert "Ceramics for everyone" in listed


@pytest.mark.parametrize(("kind", "sign"), [("csv", signal.SIGTERM), ("html", signal.SIGTERM), ("csv", signal.SIGINT)])
def test_it_ends_in_time_while_a_host_keeps_silent(tmp_path: Path, kind: str, sign: signal.Signals) -> None:
    names, quick = ("silent", "sheet"), {small_city.host("sheet"): of("sheet")}
    with small_city.played(quick, {small_city.host("silent"): stall}) as (proxy, _):
        head = small_city.HEAD.replace('timeout = "1s"', 'timeout = "2m"') + f'proxy = "{proxy}"\n'
        tables = (small_city.source(n, kind if n == "silent" else "csv") for n in names)
        city = small_city.found(tmp_path, *tables, head=head)
        process = started(city)
        until((city / "var" / "crawls" / "sheet.jsonl").exists)
        until(lambda: entries(city)["source:sheet"].last_ended_at is not None)
        assert ended(process, sign) < 10
    left = entries(city)["source:silent"]
    assert left.claimed_by is None, "it is let go, so that the next process reads it at once"
    assert left.last_ended_at is None
    assert left.next_due_at <= dt.datetime.now(dt.UTC)
    assert not list((city / "var" / "crawls").glob("*.new"))
    assert CliRunner().invoke(cli.main, ["publish", str(city)]).exit_code == 0, "nothing is locked"
