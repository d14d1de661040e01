"""The catalogue: what every source was last believed to say, in SQLite (or PostgreSQL by its address).

One process writes at a time. A transaction is whole or not there at all, so a run may be killed at any point.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from crawlers.errors import CatalogueError
from crawlers.source import Source
from indexer import reading, tables
from indexer.contents import Contents

MIGRATIONS = Path(__file__).parent / "migrations"


class Catalogue:
    """An open catalogue. Make one with Catalogue.open; close it, or use it in a `with`."""

    def __init__(self, url: str, engine: sa.Engine) -> None:
        self.url, self._engine = url, engine

    @classmethod
    def open(cls, url: str, *, wait: float = 10.0) -> Self:
        """Opens the catalogue at a SQLAlchemy address, makes it where there is none, and brings its tables up to date.

        wait: seconds to wait for another process that is writing. Raises CatalogueError.
        """
        with _opening(url):
            engine = _engine(url, wait)
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
        with _said(self.url), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One transaction that reads: it sees the catalogue as it was at its start. Raises CatalogueError."""
        with _said(self.url), self._engine.connect() as connection, connection.begin():
            yield connection

    def contents(self, sources: Sequence[Source], today: dt.date, keep: dt.timedelta) -> Contents:
        """Everything that may be published. sources: all of the city file. keep: how long past opportunities stay."""
        with self.read() as connection:
            return reading.contents(connection, sources, today, keep)

    def revisions(self) -> dict[str, tuple[int, dt.datetime]]:
        """By id, how often each session changed in what a calendar shows, and when last: RFC 5545 SEQUENCE and
        LAST-MODIFIED. Opportunities are among them for when they last changed; their number is 0."""
        session, opportunity = tables.sessions.c, tables.opportunities.c
        with self.read() as connection:
            changed = connection.execute(sa.select(opportunity.id, opportunity.changed_at))
            found = {row.id: (0, row.changed_at) for row in changed}
            rows = connection.execute(sa.select(session.id, session.sequence, session.changed_at))
            return found | {row.id: (row.sequence, row.changed_at) for row in rows}

    def _migrate(self) -> None:
        newest = head()
        with self.read() as connection:
            now = _revision(connection)
        if now == newest:
            return
        if now is not None and now > newest:
            raise CatalogueError(
                f"The catalogue {self.url} has tables of step {now}, but this version knows steps up to {newest}: "
                "a newer version made it. Use that version, or another catalogue."
            )
        # Imported here because a catalogue that is up to date, as nearly always, does not need it.
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def head() -> str:
    """The newest step of migrations/: files are named after their revision, which counts up from 0001."""
    return max(path.stem.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version


def _engine(url: str, wait: float) -> sa.Engine:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(parsed, connect_args={"timeout": wait})
    _sqlite(engine)
    return engine


def _sqlite(engine: sa.Engine) -> None:
    """The only place that knows SQLite: readers never wait (WAL), and a writer queues before it starts, not halfway."""

    @sa.event.listens_for(engine, "connect")
    def connected(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None  # the driver then begins no transaction of its own
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_SENTENCES = (
    (
        "database is locked",
        "another process is writing to it. Wait until that run has ended, or end it, and run again.",
    ),
    ("disk is full", "the disk is full. What was in it before is still there: free some space and run again."),
    ("disk i/o error", "the disk does not answer as it should. Check the disk and its free space, and run again."),
    ("readonly database", "it may not be written. Give this user the right to write the file and its folder."),
    ("unable to open", "it cannot be opened. Check that the folder exists and that this user may write in it."),
    ("not a database", "the file is no SQLite database. Move it away; the next run makes a new one from what is kept."),
    ("malformed", "the file is damaged. Move it away; the next run makes a new one from what is kept."),
)


@contextlib.contextmanager
def _said(url: str) -> Iterator[None]:
    """Turns what a database says into a sentence."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        words = str(error.orig).casefold()
        found = next((sentence for mark, sentence in _SENTENCES if mark in words), f"the database says: {error.orig}.")
        raise CatalogueError(f"The catalogue {_bare(url)}: {found}") from error


@contextlib.contextmanager
def _opening(url: str) -> Iterator[None]:
    """Turns what is wrong with an address into a sentence."""
    try:
        yield
    except sa.exc.NoSuchModuleError:
        raise CatalogueError(f"The catalogue {_bare(url)}: write an address of SQLite or PostgreSQL.") from None
    except sa.exc.ArgumentError:
        raise CatalogueError(
            f"The catalogue {url!r} is no address of a database. Write one such as sqlite:///var/catalogue.db."
        ) from None
    except ModuleNotFoundError as error:
        raise CatalogueError(f"The catalogue {_bare(url)} needs {error.name}: install it and run again.") from None
    except OSError as error:
        raise CatalogueError(
            f"The catalogue {_bare(url)} cannot be opened: {error.strerror or error}. "
            "Check that the folder exists and that this user may write in it."
        ) from error


def _bare(url: str) -> str:
    """The address without its password."""
    return sa.make_url(url).render_as_string(hide_password=True)
