"""Work for many machines, short of the proof in test_workers.py: the queue, shared crawls, a lane that is held."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import psycopg
import pytest
from procrastinate import PsycopgConnector

from crawlers import keep
from crawlers.errors import Busy, CityFileError
from crawlers.keep import Crawl
from indexer.catalogue import kept, timetable
from indexer.catalogue.catalogue import Catalogue
from schedules import due, home, queue, run
from schedules.home import Home
from schedules.queue import QueueRunner
from tests import small_city
from tests.postgres import libpq
from tests.small_city import NOW

pytestmark = pytest.mark.postgresql
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def there(tmp_path: Path, postgresql_url: str) -> Iterator[Home]:
    """A city of one sheet, with its host within reach."""
    sites = {small_city.host("sheet"): small_city.pages("sheet", "csv", small_city.offers("sheet", 3))}
    with small_city.played(sites) as (proxy, _):
        more = f'catalogue = "{postgresql_url}"\nrunner = "procrastinate"\n'
        head = more + small_city.HEAD + f'proxy = "{proxy}"\n'
        yield home.find(small_city.found(tmp_path / "here", small_city.source("sheet", "csv"), head=head), NOW)


def waiting(there: Home) -> list[tuple[str, dict[str, object]]]:
    """What is in the queue."""
    with psycopg.connect(libpq(there.catalogue)) as connection:
        return connection.execute(
            "SELECT queue_name, args FROM procrastinate.procrastinate_jobs ORDER BY id"
        ).fetchall()


def work(there: Home, *, stop: bool = False) -> None:
    """A worker that ends when the queue is empty."""
    stopped = threading.Event()
    if stop:
        stopped.set()
    app = queue.app(PsycopgConnector(conninfo=queue.prepared(there)), lambda: there, lambda: NOW, stopped)
    app.run_worker(
        queues=queue.queues(publishes=False), wait=False, install_signal_handlers=False, delete_jobs="always"
    )


def handed_out(there: Home) -> str:
    """Claims the sheet as a tick does, and puts it into the queue. Gives its lane's lock."""
    lock = small_city.host("sheet")
    with closing(Catalogue.open(there.catalogue)) as catalogue, closing(QueueRunner(there, lambda: NOW)) as runner:
        due.keep_in_step(there, catalogue, NOW)
        assert timetable.claim(catalogue, due.of("sheet"), runner.who, NOW, NOW + HOUR)
        runner.submit("read", lock, ["sheet"])
    return lock


def claimed(there: Home) -> bool:
    with closing(Catalogue.open(there.catalogue)) as catalogue:
        return timetable.entries(catalogue)[due.of("sheet")].claimed(NOW)


def test_what_waits_already_is_not_put_into_the_queue_again(there: Home) -> None:
    with closing(QueueRunner(there, lambda: NOW)) as runner, closing(QueueRunner(there, lambda: NOW)) as other:
        for one in (runner, other):
            one.submit("read", "a.example", ["b", "a"])
            one.submit("publish", "publish", ())
        runner.submit("read", "a.example", ["c"])
    assert waiting(there) == [
        ("read", {"lock": "a.example", "names": ["b", "a"]}),
        ("publish", {"lock": "publish", "names": []}),
        ("read", {"lock": "a.example", "names": ["c"]}),
    ]


def test_the_queue_is_made_once_by_however_many_that_start_together(there: Home) -> None:
    threads = [threading.Thread(target=queue.prepared, args=(there,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert waiting(there) == []
    with psycopg.connect(libpq(there.catalogue)) as connection:
        assert connection.execute("SELECT to_regclass('public.procrastinate_jobs')").fetchone() == (None,)


def test_a_queue_of_an_older_procrastinate_is_brought_up_to_date(there: Home) -> None:
    """By all the steps that Procrastinate ever made, from an empty schema on."""
    with psycopg.connect(libpq(there.catalogue)) as connection:
        connection.execute("CREATE SCHEMA procrastinate")
        connection.execute("COMMENT ON SCHEMA procrastinate IS '00'")
    handed_out(there)
    work(there)
    assert len(run.contents(there, NOW).opportunities) == 3


def test_a_job_reads_indexes_and_keeps_the_crawl_for_the_next_machine(there: Home, tmp_path: Path) -> None:
    handed_out(there)
    assert claimed(there)
    work(there)
    assert waiting(there) == []
    assert not claimed(there)
    assert len(run.contents(there, NOW).opportunities) == 3
    other = tmp_path / "other"
    with closing(Catalogue.open(there.catalogue)) as catalogue:
        assert kept.fetch(catalogue, ["sheet", "hall"], other) == ["sheet"]
        assert kept.fetch(catalogue, ["sheet"], other) == []
        assert small_city.tree(other) == {"sheet.jsonl": keep.path_of(there.crawls, "sheet").read_bytes()}
        assert kept.store(catalogue, ["sheet"], other) == []
        keep.save(other, msgspec.structs.replace(loaded(other), started_at=NOW + HOUR))
        assert kept.store(catalogue, ["sheet", "hall"], other) == ["sheet"]
        assert kept.fetch(catalogue, ["sheet"], there.crawls) == ["sheet"]
    assert loaded(there.crawls).started_at == NOW + HOUR


def loaded(folder: Path) -> Crawl:
    crawl = keep.load(folder, "sheet")
    assert crawl is not None
    return crawl


def test_a_lane_that_another_machine_is_at_still_is_handed_back(there: Home) -> None:
    lock = handed_out(there)
    with closing(Catalogue.open(there.catalogue)) as catalogue, catalogue.alone(lock):
        with pytest.raises(Busy), closing(Catalogue.open(there.catalogue)) as other, other.alone(lock):
            pass
        work(there)
    assert waiting(there) == []
    assert not claimed(there)
    assert run.contents(there, NOW).sources[0].verdict == "never"


def test_a_worker_that_is_told_to_end_hands_back_what_it_has_not_begun(there: Home) -> None:
    handed_out(there)
    work(there, stop=True)
    assert not claimed(there)
    assert run.contents(there, NOW).sources[0].verdict == "never"


def test_a_queue_needs_postgresql(tmp_path: Path) -> None:
    folder = small_city.found(
        tmp_path, small_city.source("sheet", "csv"), head='runner = "procrastinate"\n' + small_city.HEAD
    )
    with pytest.raises(CityFileError, match='runner: "procrastinate" needs the catalogue on PostgreSQL'):
        home.find(folder, NOW)
