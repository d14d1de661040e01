"""What is true of a catalogue on SQLite alone: its file, its pragmas, its disk."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.errors import CatalogueError
from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue


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


def test_sqlite_is_opened_so_that_readers_never_wait(catalogue: Catalogue, path: Path) -> None:
    with catalogue.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000
    with catalogue.write() as connection:
        tables.upsert(connection, tables.aliases, [alias(1)])
        assert count(path) == 0


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


def test_a_file_of_another_sort_gives_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    path.write_text("<html>not found</html>" * 100)
    with pytest.raises(CatalogueError, match=r"no SQLite database\. Move it away"):
        Catalogue.open(f"sqlite:///{path}")
    assert path.read_text().startswith("<html>")
