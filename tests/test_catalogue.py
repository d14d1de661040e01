"""The catalogue: made, opened again, migrated, and what it says when it cannot be used."""

import contextlib
import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from crawlers.errors import CatalogueError
from crawlers.source import Source
from indexer.catalogue import tables
from indexer.catalogue.catalogue import MIGRATIONS, Catalogue, head
from indexer.contents import Contents
from tests.postgres import BOTH

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
TODAY, KEEP = NOW.date(), dt.timedelta(days=30)
MUSEUM = Source(name="museum", provider="Museum", kind="csv", url="http://museum.example/")


@pytest.fixture
def url(catalogue_url: str) -> str:
    """Of an empty catalogue on each database; what is true of SQLite alone stands in test_sqlite.py."""
    return catalogue_url


@pytest.fixture
def catalogue(url: str) -> Iterator[Catalogue]:
    with Catalogue.open(url) as made:
        yield made


def alias(number: int, length: int = 1) -> dict[str, str]:
    return {"old_id": f"old-{number}" * length, "new_id": "new"}


def count(url: str) -> int:
    """How many aliases another process would see."""
    with Catalogue.open(url) as catalogue, catalogue.read() as connection:
        return len(connection.execute(sa.select(tables.aliases)).all())


OTHER = """
import os, signal, sys
import sqlalchemy as sa
from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue
with Catalogue.open(sys.argv[1]) as catalogue, catalogue.write() as connection:
    connection.execute(sa.delete(tables.aliases))
    print("writing", flush=True)
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)
"""
"""Another process in the middle of a transaction; it is killed there when its input ends."""


def test_a_new_catalogue_is_empty_and_knows_its_sources_only_from_the_city_file(catalogue: Catalogue) -> None:
    assert catalogue.contents([], TODAY, KEEP) == Contents()
    found = catalogue.contents([MUSEUM], TODAY, KEEP)
    assert [(one.name, one.verdict, one.listings) for one in found.sources] == [("museum", "never", 0)]
    assert catalogue.revisions() == {}


def test_what_was_written_is_there_when_it_is_opened_again(catalogue: Catalogue, url: str) -> None:
    with catalogue.write() as connection:
        tables.upsert(connection, tables.aliases, [alias(1), alias(2)])
        tables.upsert(connection, tables.aliases, [{"old_id": "old-1", "new_id": "newer"}])
        tables.upsert(connection, tables.aliases, [])
    with Catalogue.open(url) as again, again.read() as connection:
        rows = connection.execute(sa.select(tables.aliases).order_by(tables.aliases.c.old_id)).all()
    assert [tuple(row) for row in rows] == [("old-1", "newer"), ("old-2", "new")]


def test_a_transaction_is_whole_or_not_there(catalogue: Catalogue, url: str) -> None:

    def stopped() -> None:
        with catalogue.write() as connection:
            tables.upsert(connection, tables.aliases, [alias(1)])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert count(url) == 0


def test_killed_while_writing_leaves_what_was_there(catalogue: Catalogue, url: str) -> None:
    with catalogue.write() as connection:
        tables.upsert(connection, tables.aliases, [alias(1)])
    done = subprocess.run([sys.executable, "-c", OTHER, url], input=b"", stdout=subprocess.DEVNULL, check=False)
    assert done.returncode == -9
    with catalogue.write() as connection:
        tables.upsert(connection, tables.aliases, [alias(2)])
    assert count(url) == 2


def test_a_reader_sees_the_catalogue_as_it_was_at_its_start(catalogue: Catalogue) -> None:
    with catalogue.read() as reading:
        before = reading.execute(sa.select(tables.aliases)).all()
        with catalogue.write() as writing:
            tables.upsert(writing, tables.aliases, [alias(1)])
        assert reading.execute(sa.select(tables.aliases)).all() == before == []


def test_a_writer_sees_what_the_one_before_it_wrote_while_it_waited(catalogue: Catalogue, url: str) -> None:
    """Both count on from what is there: with a view from before its turn one of them would write what is there."""

    def counted_on() -> None:
        with Catalogue.open(url) as other:
            for _ in range(10):
                with other.write() as connection:
                    there = len(connection.execute(sa.select(tables.aliases)).all())
                    connection.execute(sa.insert(tables.aliases).values(**alias(there)))

    threads = [threading.Thread(target=counted_on) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(url) == 30


def test_the_character_nul_is_kept_as_one_that_both_databases_hold(catalogue: Catalogue) -> None:
    with catalogue.write() as connection:
        tables.upsert(connection, tables.aliases, [{"old_id": "a\0b", "new_id": "ü–\U0001f600"}])
        found = connection.execute(sa.select(tables.aliases).where(tables.aliases.c.old_id == "a\0b")).one()
    assert tuple(found) == ("a\ufffdb", "ü–\U0001f600")


def test_moments_come_back_in_utc_and_none_without_an_offset_goes_in(catalogue: Catalogue) -> None:
    summer = dt.datetime(2026, 7, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    row = {"name": "a", "verdict": "good", "reasons": "[]", "last_crawl_at": summer}
    with catalogue.write() as connection:
        tables.upsert(connection, tables.sources, [row])
        stored = connection.scalar(sa.select(tables.sources.c.last_crawl_at))
    assert stored == dt.datetime(2026, 7, 1, 8, 30, tzinfo=dt.UTC)
    with catalogue.write() as connection, pytest.raises(sa.exc.StatementError, match="moments with an offset"):
        tables.upsert(connection, tables.sources, [{**row, "last_crawl_at": summer.replace(tzinfo=None)}])


def test_another_process_that_writes_gives_a_sentence(url: str) -> None:
    command = [sys.executable, "-c", OTHER, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"writing\n"
        with Catalogue.open(url, wait=0.1) as impatient:
            assert impatient.contents([], TODAY, KEEP) == Contents()  # readers go on
            with (
                pytest.raises(CatalogueError, match=r"another process is writing to it\. Wait until"),
                impatient.write(),
            ):
                pass
        other.communicate()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("var/catalogue.db", "is no address of a database. Write one such as sqlite:///var/catalogue.db"),
        ("postgresql+psycopg//city:secret@host/x", "'postgresql+psycopg//city:***@host/x' is no address of a database"),
        ("postgresql://city:secret@127.0.0.1:x/y", "is no address of a database"),
        ("postgresql://city:secret@127.0.0.1:1/x", "city:***@127.0.0.1:1/x: no server answers there"),
        ("postgresql://127.0.0.1:1/x?user=city&password=secret", "no server answers there. Check the address and that"),
        ("mysql://city:secret@127.0.0.1/x", "write an address of SQLite or PostgreSQL"),
        ("oracle9://x/y", "write an address of SQLite or PostgreSQL"),
        ("sqlite:////proc/nowhere/catalogue.db", "cannot be opened"),
    ],
)
def test_an_address_that_cannot_be_opened_gives_a_sentence(url: str, words: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        Catalogue.open(url)
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_catalogue_of_a_newer_version_is_left_alone(catalogue: Catalogue, url: str) -> None:
    with catalogue.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CatalogueError, match=r"tables of step 9999.*Use that version"):
        Catalogue.open(url)


@pytest.mark.parametrize("database", BOTH)
def test_two_that_open_a_new_catalogue_at_once_make_it_once(
    request: pytest.FixtureRequest, database: str, tmp_path: Path
) -> None:
    failed: list[BaseException] = []

    def opened(url: str) -> None:
        try:
            Catalogue.open(url).close()
        except BaseException as error:
            failed.append(error)

    with contextlib.ExitStack() as stack:
        url = f"sqlite:///{tmp_path}/catalogue.db"
        if database == "postgresql":
            url = stack.enter_context(request.getfixturevalue("postgresql").database())
        threads = [threading.Thread(target=opened, args=(url,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert count(url) == 0


def test_the_migrations_make_exactly_the_tables(catalogue: Catalogue) -> None:
    with catalogue.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
        assert context.get_current_revision() == head()


def test_a_migration_is_named_after_its_revision_and_follows_the_one_before() -> None:
    steps = sorted((MIGRATIONS / "versions").glob("[0-9]*_*.py"))
    assert [path.name[:4] for path in steps] == [f"{number:04}" for number in range(1, len(steps) + 1)]
    for number, path in enumerate(steps, start=1):
        words = path.read_text()
        assert f'revision = "{number:04}"' in words
        assert f"down_revision = {f'{number - 1:04}'!r}".replace("'", '"') in words or number == 1
