"""What is true of a catalogue on PostgreSQL alone, and that both databases hold the same."""

import datetime as dt
import shutil
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from crawlers import keep
from crawlers.errors import CatalogueError
from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.databases import engine_of
from indexer.index import index
from schedules.run import settings
from tests.conftest import Demo
from tests.postgres import Server

pytestmark = pytest.mark.postgresql


def test_a_database_or_a_user_that_is_not_there_gives_a_sentence(postgresql: Server) -> None:
    url = sa.make_url(postgresql.url)
    for changed, words in (
        (url.set(database="nowhere"), r"no such database\. Make it \(createdb NAME\)"),
        (url.set(username="nobody"), "does not let this user in"),
    ):
        with pytest.raises(CatalogueError, match=words):
            Catalogue.open(changed.render_as_string(hide_password=False))


def test_one_who_may_not_make_tables_is_told_so(postgresql: Server, postgresql_url: str) -> None:
    postgresql.say("CREATE ROLE reader LOGIN")
    try:
        reader = sa.make_url(postgresql_url).set(username="reader").render_as_string(hide_password=False)
        with pytest.raises(CatalogueError, match=r"permission denied|may not make or change"):
            Catalogue.open(reader).close()
    finally:
        postgresql.say("DROP ROLE reader")


def test_a_reader_cannot_write(postgresql_url: str) -> None:
    with Catalogue.open(postgresql_url) as catalogue:
        with pytest.raises(CatalogueError, match="may not be written"), catalogue.read() as connection:
            tables.upsert(connection, tables.aliases, [{"old_id": "a", "new_id": "b"}])
        with catalogue.write() as connection:
            tables.upsert(connection, tables.aliases, [{"old_id": "a", "new_id": "b"}])


def test_a_server_that_ends_the_connection_gives_a_sentence_and_the_next_one_is_new(
    postgresql: Server, postgresql_url: str
) -> None:
    name = sa.make_url(postgresql_url).database

    def ended(catalogue: Catalogue) -> None:
        with catalogue.write() as connection:
            tables.upsert(connection, tables.aliases, [{"old_id": "a", "new_id": "b"}])
            postgresql.say(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
            tables.upsert(connection, tables.aliases, [{"old_id": "c", "new_id": "d"}])

    with Catalogue.open(postgresql_url) as catalogue:
        with pytest.raises(CatalogueError, match=r"ended the connection\. .*run again"):
            ended(catalogue)
        with catalogue.read() as connection:
            assert connection.execute(sa.select(tables.aliases)).all() == []


def test_the_order_of_text_is_not_that_of_bytes_so_that_nobody_relies_on_it(postgresql_url: str) -> None:
    engine = engine_of(postgresql_url, None)
    with engine.connect() as connection:
        rows = connection.scalars(sa.text("SELECT one FROM (VALUES ('a-b'), ('aa'), ('B')) AS t (one) ORDER BY one"))
        found = list(rows)
    engine.dispose()
    assert found != sorted(found)


def test_both_databases_hold_the_same_of_the_demo_city(demo: Demo, postgresql_url: str, tmp_path: Path) -> None:
    """The first day's crawls, and then the same once more with one listing gone: states, revisions and aliases too."""
    kept = {source.name: keep.load(demo.home.crawls, source.name) for source in demo.home.city.sources}
    first = {name: crawl for name, crawl in kept.items() if crawl}
    day = dt.timedelta(days=1)
    then = {name: _without_the_last(crawl, crawl.started_at + day) for name, crawl in first.items()}
    shutil.copy(demo.home.state / "catalogue.db", tmp_path)
    with Catalogue.open(postgresql_url) as catalogue:
        index(first, demo.home.city.sources, settings(demo.home), catalogue, demo.now)
        catalogue.published(demo.now)
    found = []
    for url in (f"sqlite:///{tmp_path}/catalogue.db", postgresql_url):
        with Catalogue.open(url) as catalogue:
            contents = index(then, demo.home.city.sources, settings(demo.home), catalogue, demo.now + day)
            found.append((contents, catalogue.revisions()))
    on_sqlite, on_postgresql = found
    assert msgspec.json.encode(on_postgresql[0]) == msgspec.json.encode(on_sqlite[0])
    assert on_postgresql[1] == on_sqlite[1]
    assert len(on_sqlite[0].opportunities) > 100
    assert any(one.listings[0].state == "missing" for one in on_sqlite[0].opportunities)


def _without_the_last(crawl: keep.Crawl, at: dt.datetime) -> keep.Crawl:
    """The crawl a day later; its last draft has gone from its source."""
    pages = list(crawl.pages)
    for number in reversed(range(len(pages))):
        if pages[number].drafts:
            pages[number] = msgspec.structs.replace(pages[number], drafts=pages[number].drafts[:-1])
            break
    return msgspec.structs.replace(crawl, pages=tuple(pages), started_at=at, finished_at=at)
