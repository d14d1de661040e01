"""The catalogue: what every source was last believed to say, in SQLite (or PostgreSQL by its address).

One process writes at a time, on however many machines. A transaction is whole or not there at all, so a run may be
killed at any point. `databases.py` knows what each database needs for that, and puts its errors into sentences.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from crawlers.errors import Busy, CatalogueError
from crawlers.source import Source
from indexer.catalogue import reading, tables
from indexer.catalogue.databases import alone, bare, engine_of, opening, overwrite, said, turn
from indexer.catalogue.publication import never_published, published
from indexer.contents import Contents

MIGRATIONS = Path(__file__).parent / "migrations"


class Catalogue:
    """An open catalogue. Make one with Catalogue.open; close it, or use it in a `with`."""

    def __init__(self, url: str, engine: sa.Engine) -> None:
        self.url, self._engine = url, engine

    @classmethod
    def open(cls, url: str, *, wait: float | None = None) -> Self:
        """Opens the catalogue at a SQLAlchemy address, makes it where there is none, and brings its tables up to date.

        wait: seconds to wait for another process that is writing; None takes what suits the database (10 on SQLite, 300
        on PostgreSQL, where machines take turns). Raises CatalogueError.
        """
        with opening(url):
            engine = engine_of(url, wait)
        catalogue = cls(url, engine)
        try:
            catalogue._migrate()
        except BaseException:
            engine.dispose()
            raise
        return catalogue

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction that writes: everything done in it is kept at its end, or nothing. Raises CatalogueError."""
        with said(self.url), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One transaction that reads: it sees the catalogue as it was at its start. Raises CatalogueError."""
        with said(self.url), self._engine.connect() as connection, connection.begin():
            yield connection

    def contents(self, sources: Sequence[Source], today: dt.date, keep: dt.timedelta) -> Contents:
        """Everything that may be published. sources: all of the city file. keep: how long past opportunities stay."""
        with self.read() as connection:
            return reading.contents(connection, sources, today, keep)

    def published(self, now: dt.datetime) -> None:
        """Notes that what it holds is being published: from now on the ids last. now: aware UTC."""
        with self.write() as connection:
            published(connection, now)

    def revisions(self) -> dict[str, tuple[int, dt.datetime]]:
        """By id, how often each session changed in what a calendar shows, and when last: RFC 5545 SEQUENCE and
        LAST-MODIFIED. Opportunities are among them for when they last changed; their number is 0."""
        session, opportunity = tables.sessions.c, tables.opportunities.c
        with self.read() as connection:
            changed = connection.execute(sa.select(opportunity.id, opportunity.changed_at))
            found = {row.id: (0, row.changed_at) for row in changed}
            rows = connection.execute(sa.select(session.id, session.sequence, session.changed_at))
            return found | {row.id: (row.sequence, row.changed_at) for row in rows}

    @contextlib.contextmanager
    def turn(self, wait: float = 3600.0) -> Iterator[None]:
        """Whole works (index, publish) one after the other on all machines that share the catalogue.

        wait: seconds to wait for one's turn. Raises CatalogueError. On SQLite there is nothing to do, as there is one
        machine: schedules/lock.py.
        """
        with said(self.url), turn(self._engine, wait):
            yield

    @contextlib.contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Holds a name that no other machine may hold at the same time. Raises Busy where one does, CatalogueError."""
        with said(self.url), alone(self._engine, name) as got:
            if not got:
                raise Busy(f"{name}: another machine is at it still.")
            yield

    @property
    def shared(self) -> bool:
        """Whether several machines may use it."""
        return self._engine.dialect.name == "postgresql"

    def overwrite(self) -> None:
        """Rewrites its files, so that nothing that was deleted or replaced is left in them. Raises CatalogueError."""
        with said(self.url):
            overwrite(self._engine, tables.metadata.tables)

    def _migrate(self) -> None:
        newest = head()
        with self.read() as connection:
            now = _revision(connection)
        if now == newest:
            return
        if now is not None and now > newest:
            raise CatalogueError(
                f"The catalogue {bare(self.url)} has tables of step {now}, but this version knows steps up to "
                f"{newest}: a newer version made it. Use that version, or another catalogue."
            )
        # Imported here because a catalogue that is up to date, as nearly always, does not need it.
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self.write() as connection:
            new = _revision(connection) is None
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if new:
                never_published(connection)


def head() -> str:
    """The newest step of migrations/: files are named after their revision, which counts up from 0001."""
    return max(path.stem.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version
