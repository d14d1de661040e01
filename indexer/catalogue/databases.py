"""What the catalogue needs of SQLite and of PostgreSQL, and what they say when they fail, as sentences.

On both a reader sees the catalogue as it was at its start and waits for nobody; a writer queues before it starts.
"""

import contextlib
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa

from crawlers.errors import CatalogueError

_AGAIN = 0.02
"""Seconds."""
_WRITER = 0x6369_7479_6F66_6C65
"""Whoever holds this advisory lock of PostgreSQL writes: the letters "cityofle" as a number."""
_WORKER = _WRITER + 1
"""Whoever holds this one has its turn."""
_NAMES = 0x6369_7479
"""The space of names that somebody holds alone."""


def engine_of(url: str, wait: float | None) -> sa.Engine:
    """The engine of an address, with transactions as the catalogue needs them. wait: see Catalogue.open."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "postgresql":
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        # No pool: a server's connections are few, and a worker that waits for its host needs none.
        said = {"connect_timeout": 10, "application_name": "cityoflearning"}
        engine = sa.create_engine(parsed, connect_args=said, poolclass=sa.pool.NullPool)
        _postgresql(engine, 300.0 if wait is None else wait)
        return engine
    if parsed.get_backend_name() != "sqlite":
        raise CatalogueError(f"The catalogue {bare(url)}: write an address of SQLite or PostgreSQL.")
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    patience = 10.0 if wait is None else wait
    engine = sa.create_engine(parsed, connect_args={"timeout": patience})
    _sqlite(engine, patience)
    return engine


def _sqlite(engine: sa.Engine, wait: float) -> None:
    """Readers never wait (WAL), and a writer queues before it starts, not halfway."""

    @sa.event.listens_for(engine, "connect")
    def connected(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None  # the driver then begins no transaction of its own
        cursor = connection.cursor()
        _write_ahead(cursor, wait)
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _write_ahead(cursor: sa.engine.interfaces.DBAPICursor, wait: float) -> None:
    """WAL, where it is not yet: of two that turn a new file over at once SQLite refuses one without waiting."""
    until = time.monotonic() + wait
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() >= until:
                raise
            time.sleep(_AGAIN)
        else:
            return


def _postgresql(engine: sa.Engine, wait: float) -> None:
    """One writer at a time by an advisory lock, which goes with its transaction however that ends."""

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            return
        if not _writes(connection):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return
        # Not REPEATABLE READ: that would see what was there before it waited for its turn. Nobody else writes, so
        # nothing can change between two statements.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(int(wait * 1000), 1)}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")


def _writes(connection: sa.Connection) -> bool:
    return bool(connection.get_execution_options().get("writes", False))


@contextlib.contextmanager
def turn(engine: sa.Engine, wait: float) -> Iterator[None]:
    """Holds the one turn that whole works (index, publish) on a PostgreSQL take one after the other, on all machines.

    It goes with its connection, however the process ends. On SQLite a file's lock on the one machine does this.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = {int(wait * 1000)}")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({_WORKER})")
        try:
            yield
        finally:
            with contextlib.suppress(sa.exc.DBAPIError):  # the connection is gone, and the turn with it
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_WORKER})")
                connection.exec_driver_sql("RESET lock_timeout")


@contextlib.contextmanager
def alone(engine: sa.Engine, name: str) -> Iterator[bool]:
    """Holds a name on all machines that share a PostgreSQL; False where somebody else does.

    It goes with its connection, so a process that was killed, or a machine that is gone, holds nothing.
    """
    if engine.dialect.name != "postgresql":
        yield True
        return
    key = {"space": _NAMES, "name": name}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        got = connection.scalar(sa.text("SELECT pg_try_advisory_lock(:space, hashtext(:name))"), key)
        try:
            yield bool(got)
        finally:
            if got:
                with contextlib.suppress(sa.exc.DBAPIError):
                    connection.execute(sa.text("SELECT pg_advisory_unlock(:space, hashtext(:name))"), key)


def libpq(url: str, schema: str) -> str:
    """The address as libpq reads it, with names looked for in this schema of PostgreSQL first."""
    parsed = sa.make_url(url).set(drivername="postgresql")
    options = " ".join(filter(None, (*parsed.normalized_query.get("options", ()), f"-csearch_path={schema}")))
    # libpq does not read "+" as a space.
    return parsed.update_query_dict({"options": options}).render_as_string(hide_password=False).replace("+", "%20")


def overwrite(engine: sa.Engine, names: Iterable[str]) -> None:
    """Rewrites the database's files, so that nothing that was deleted or replaced is left in them.

    SQLite: the file and its write-ahead log. PostgreSQL: these tables, and what its planner noted of their values; its
    own log of changes and its backups are for whoever runs the server. Raises CatalogueError where a reader is in the
    way.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {', '.join(sorted(names))}")
        return
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.close()
    finally:
        raw.close()
    if busy:
        raise CatalogueError(
            f"The catalogue {bare(str(engine.url))}: what was deleted may still be in its write-ahead log, as "
            "something else is reading it. Wait until that has ended, and run again."
        )


_SENTENCES = (
    (
        r"database is locked|lock timeout",
        "another process is writing to it. Wait until that run has ended, or end it, and run again.",
    ),
    (
        r"disk is full|no space left",
        "the disk is full. What was in it before is still there: free some space and run again.",
    ),
    (r"disk i/o error", "the disk does not answer as it should. Check the disk and its free space, and run again."),
    (
        r"readonly database|read-only transaction",
        "it may not be written. Give this user the right to write its file and folder, or its tables, and run again.",
    ),
    (r"unable to open", "it cannot be opened. Check that the folder exists and that this user may write in it."),
    (
        r"not a database",
        "the file is no SQLite database. Move it away; the next run makes another from what is kept.",
    ),
    (r"malformed", "the file is damaged. Move it away; the next run makes a new one from what is kept."),
    (
        r"password|pg_hba\.conf|role .* does not exist|authentication",
        "the server does not let this user in. Check the user's name; the password stands in $PGPASSWORD or ~/.pgpass.",
    ),
    (r"database .* does not exist", "the server has no such database. Make it (createdb NAME), and run again."),
    (r"permission denied", "this user may not make or change its tables. Make it the owner of the database."),
    (r"too many (clients|connections)", "the server has too many connections. Wait a little, and run again."),
    (
        r"connection (refused|failed|timed? ?out|timeout)|could not translate|name or service|is starting up",
        "no server answers there. Check the address and that PostgreSQL runs, and run again.",
    ),
    (
        r"terminating connection|server closed the connection|connection (is|was) (lost|closed)|eof detected",
        "the server ended the connection. What was in it before is still there: run again.",
    ),
)


@contextlib.contextmanager
def said(url: str) -> Iterator[None]:
    """Turns what a database says into a sentence, without its address' password."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        words = " ".join(str(error.orig).split())
        plain = words.casefold()
        known = (sentence for mark, sentence in _SENTENCES if re.search(mark, plain))
        found = next(known, f"the database says: {_masked(words).rstrip('.')}.")
        raise CatalogueError(f"The catalogue {bare(url)}: {found}") from error


@contextlib.contextmanager
def opening(url: str) -> Iterator[None]:
    """Turns what is wrong with an address into a sentence."""
    try:
        yield
    except sa.exc.NoSuchModuleError:
        raise CatalogueError(f"The catalogue {bare(url)}: write an address of SQLite or PostgreSQL.") from None
    except (sa.exc.ArgumentError, ValueError):
        raise CatalogueError(
            f"The catalogue {_masked(url)!r} is no address of a database. Write one such as sqlite:///var/catalogue.db "
            "or postgresql+psycopg://user@host/name."
        ) from None
    except ModuleNotFoundError as error:
        raise CatalogueError(f"The catalogue {bare(url)} needs {error.name}: install it and run again.") from None
    except OSError as error:
        raise CatalogueError(
            f"The catalogue {bare(url)} cannot be opened: {error.strerror or error}. "
            "Check that the folder exists and that this user may write in it."
        ) from error


def bare(url: str) -> str:
    """The address without its password, to be shown."""
    parsed = sa.make_url(url)
    shown = {name: "***" if "password" in name.casefold() else value for name, value in parsed.query.items()}
    return parsed.set(query=shown).render_as_string(hide_password=True)


def _masked(words: str) -> str:
    """Words that may quote an address, without its password."""
    return re.sub(r"(//[^:/@\s]*:)[^@\s]*@|(password=)\S+", r"\1\2***@", words).replace("password=***@", "password=***")
