"""The catalogue: made, opened again, migrated, and what it says when it cannot be used."""

import datetime as dt
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from crawlers.errors import CatalogueError
from crawlers.source import Source
from indexer import tables
from indexer.catalogue import MIGRATIONS, Catalogue, head
from indexer.contents import Contents

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
TODAY, KEEP = NOW.date(), dt.timedelta(days=30)
MUSEUM = Source(name="museum", provider="Museum", kind="csv", url="http://museum.example/")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "catalogue.db"


@pytest.fixture
def catalogue(path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(f"sqlite:///{path}") as made:
        yield made


def alias(number: int, length: int = 1) -> dict[str, str]:
    return {"old_id": f"old-{number}" * length, "new_id": "new"}


def count(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        found: int = connection.execute("SELECT count(*) FROM aliases").fetchone()[0]
    connection.close()
    return found


def test_a_new_catalogue_is_empty_and_knows_its_sources_only_from_the_city_file(catalogue: Catalogue) -> None:
    assert catalogue.contents([], TODAY, KEEP) == Contents()
    found = catalogue.contents([MUSEUM], TODAY, KEEP)
    assert [(one.name, one.verdict, one.listings) for one in found.sources] == [("museum", "never", 0)]
    assert catalogue.revisions() == {}


def test_sqlite_is_opened_so_that_readers_never_wait(catalogue: Catalogue, path: Path) -> None:
    with catalogue.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000
    with catalogue.write() as connection:
        tables.upsert(connection, tables.aliases, [alias(1)])
        assert count(path) == 0


def test_what_was_written_is_there_when_it_is_opened_again(catalogue: Catalogue, path: Path) -> None:
    with catalogue.write() as connection:
        tables.upsert(connection, tables.aliases, [alias(1), alias(2)])
        tables.upsert(connection, tables.aliases, [{"old_id": "old-1", "new_id": "newer"}])
        tables.upsert(connection, tables.aliases, [])
    with Catalogue.open(f"sqlite:///{path}") as again, again.read() as connection:
        rows = connection.execute(sa.select(tables.aliases).order_by(tables.aliases.c.old_id)).all()
    assert [tuple(row) for row in rows] == [("old-1", "newer"), ("old-2", "new")]


def test_a_transaction_is_whole_or_not_there(catalogue: Catalogue, path: Path) -> None:

    def stopped() -> None:
        with catalogue.write() as connection:
            tables.upsert(connection, tables.aliases, [alias(1)])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert count(path) == 0


def test_killed_while_writing_leaves_what_was_there(catalogue: Catalogue, path: Path) -> None:
    with catalogue.write() as connection:
        tables.upsert(connection, tables.aliases, [alias(1)])
    script = (
        "import os, signal, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); c.execute('DELETE FROM aliases'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(path)], check=False).returncode == -9
    with catalogue.write() as connection:
        tables.upsert(connection, tables.aliases, [alias(2)])
    assert count(path) == 2


def test_moments_come_back_in_utc_and_none_without_an_offset_goes_in(catalogue: Catalogue) -> None:
    summer = dt.datetime(2026, 7, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    row = {"name": "a", "verdict": "good", "reasons": "[]", "last_crawl_at": summer}
    with catalogue.write() as connection:
        tables.upsert(connection, tables.sources, [row])
        stored = connection.scalar(sa.select(tables.sources.c.last_crawl_at))
    assert stored == dt.datetime(2026, 7, 1, 8, 30, tzinfo=dt.UTC)
    with catalogue.write() as connection, pytest.raises(sa.exc.StatementError, match="moments with an offset"):
        tables.upsert(connection, tables.sources, [{**row, "last_crawl_at": summer.replace(tzinfo=None)}])


def test_another_process_that_writes_gives_a_sentence(catalogue: Catalogue, path: Path) -> None:
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('writing', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"writing\n"
        with Catalogue.open(f"sqlite:///{path}", wait=0.1) as impatient:
            assert impatient.contents([], TODAY, KEEP) == Contents()  # readers go on
            with (
                pytest.raises(CatalogueError, match=r"another process is writing to it\. Wait until"),
                impatient.write(),
            ):
                pass
        other.communicate()


def test_a_full_disk_gives_a_sentence_and_loses_nothing(catalogue: Catalogue, path: Path) -> None:
    with catalogue.write() as connection:
        tables.upsert(connection, tables.aliases, [alias(1)])

    def fill() -> None:
        with catalogue.write() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            tables.upsert(connection, tables.aliases, [alias(number, 500) for number in range(2, 200)])

    with pytest.raises(CatalogueError, match=r"the disk is full.*still there"):
        fill()
    assert count(path) == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("var/catalogue.db", "is no address of a database. Write one such as sqlite:///var/catalogue.db"),
        ("oracle9://x/y", "write an address of SQLite or PostgreSQL"),
        ("sqlite:////proc/nowhere/catalogue.db", "cannot be opened"),
    ],
)
def test_an_address_that_cannot_be_opened_gives_a_sentence(url: str, words: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        Catalogue.open(url)
    assert words in str(caught.value)


def test_a_file_of_another_sort_gives_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    path.write_text("<html>not found</html>" * 100)
    with pytest.raises(CatalogueError, match=r"no SQLite database\. Move it away"):
        Catalogue.open(f"sqlite:///{path}")
    assert path.read_text().startswith("<html>")


def test_a_catalogue_of_a_newer_version_is_left_alone(catalogue: Catalogue, path: Path) -> None:
    with catalogue.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CatalogueError, match=r"tables of step 9999.*Use that version"):
        Catalogue.open(f"sqlite:///{path}")


def test_two_that_open_a_new_catalogue_at_once_make_it_once(path: Path) -> None:
    failed: list[BaseException] = []

    def opened() -> None:
        try:
            Catalogue.open(f"sqlite:///{path}").close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=opened) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert count(path) == 0


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


def test_the_tables_are_plain_enough_for_postgresql() -> None:
    made = [str(CreateTable(one).compile(dialect=postgresql.dialect())) for one in tables.metadata.sorted_tables]
    assert len(made) == len(tables.metadata.tables)
    assert all("TIMESTAMP WITH TIME ZONE" in one for one in made if "_at" in one)
