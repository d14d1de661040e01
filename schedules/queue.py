"""The timetable's work for many machines: Procrastinate's jobs on the catalogue's PostgreSQL, in their own schema.

`schedule` defers them here, `worker`s (worker.py) do them with the very functions of jobs.py. A job's lock keeps two
jobs of one lane apart, so one host is asked by one machine at a time. What a job is to do stands in the catalogue's
timetable: it may be done twice, or be lost, and nothing is read twice or forgotten.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import get_args

import psycopg
from procrastinate import App, SyncPsycopgConnector, exceptions
from procrastinate.connector import BaseConnector
from procrastinate.schema import SchemaManager

from crawlers.errors import Busy, CatalogueError, CityFileError
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.databases import libpq
from schedules import due, jobs
from schedules.home import Home
from schedules.jobs import LOG
from schedules.run import Clock
from schedules.runner import Task, give_back, perform

SCHEMA = "procrastinate"
"""PostgreSQL's schema with the queue: it may be dropped while nobody works, and fills again."""

WHO = "workers"
"""Claims of the timetable are held in this name, whichever machine does the work."""

_MIGRATION = 0x7175_6575
"""Whoever holds this advisory lock makes or changes the schema."""


class QueueRunner:
    """Hands work to whichever worker is free. Raises CityFileError where the catalogue is no PostgreSQL."""

    def __init__(self, home: Home, clock: Clock) -> None:
        self.who, self._home, self._clock = WHO, home, clock
        address = prepared(home)
        self._app = App(connector=SyncPsycopgConnector(conninfo=address, min_size=1, max_size=2))
        self._app.open()

    def submit(self, task: Task, lock: str, names: Sequence[str]) -> None:
        """See schedules.runner.Runner. What waits already is not put into the queue again. Raises CatalogueError."""
        waiting = " ".join((task, lock, *sorted(names)))
        job = self._app.configure_task(task, queue=_queue(task), lock=lock, queueing_lock=waiting)
        try:
            job.defer(lock=lock, names=list(names))
        except exceptions.AlreadyEnqueued:
            pass
        except exceptions.ConnectorException as error:
            raise CatalogueError(f"{self._home.city.name}: the queue does not answer. It is tried again.") from error

    def finish(self) -> None:
        """See schedules.runner.Runner: the workers do it."""

    def close(self) -> Sequence[str]:
        """See schedules.runner.Runner: what is in the queue stays there."""
        self._app.close()
        return ()


def queues(*, publishes: bool) -> list[str]:
    """What a worker takes. publishes: whether it has the public/ that is served; one machine has."""
    return [_queue("read"), *([_queue("publish")] if publishes else [])]


def app(connector: BaseConnector, homes: Callable[[], Home], clock: Clock, stop: threading.Event) -> App:
    """Procrastinate's application with the tasks. homes: the city as its file is now. stop: ends them soon."""
    made = App(connector=connector)

    def task(name: Task) -> None:
        @made.task(name=name)
        def _(lock: str, names: list[str]) -> None:
            _do(name, homes(), lock, names, clock, stop)

    for name in get_args(Task):
        task(name)
    return made


def failed(home: Home, task: str, names: Sequence[str], clock: Clock) -> None:
    """Notes that a job was given up."""
    held = [due.of(name) for name in names] or due.NAMES.get(task, ())
    LOG.error("%s: every worker that took it has died over it; it is tried again in its time", ", ".join(held))
    with suppress(CatalogueError):
        jobs.failed(home, held, clock)


def prepared(home: Home) -> str:
    """Makes the queue's schema where it lacks, or brings it up to date. Returns the address of the queue for libpq."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        if not catalogue.shared:
            raise CityFileError(
                f'{home.city.name}: runner = "procrastinate" needs a catalogue on PostgreSQL. '
                'Write catalogue = "postgresql+psycopg://user@host/name", or runner = "local".'
            )
    address = libpq(home.catalogue, SCHEMA)
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            _bring_up_to_date(connection)
    except psycopg.Error as error:
        raise CatalogueError(
            f"{home.city.name}: the queue's schema {SCHEMA!r} cannot be made or brought up to date ({error}). "
            "Make this user the owner of the database, and start again."
        ) from error
    return address


def _bring_up_to_date(connection: psycopg.Connection) -> None:
    """The schema's comment says up to which of Procrastinate's migrations it is. Each step is a transaction."""
    steps = {path.name: path for path in Path(SchemaManager.get_migrations_path()).glob("*.sql")}
    connection.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION])  # until the connection ends
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
    row = connection.execute("SELECT obj_description(%s::regnamespace, 'pg_namespace')", [SCHEMA]).fetchone()
    if row is None or row[0] is None:
        todo = {max(steps): SchemaManager.get_schema().encode()}
    else:
        todo = {name: steps[name].read_bytes() for name in sorted(steps) if name > row[0]}
    for name, statements in todo.items():
        with connection.transaction():
            connection.execute(statements)
            connection.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{name}'".encode())


def _do(task: Task, home: Home, lock: str, names: Sequence[str], clock: Clock, stop: threading.Event) -> None:
    """One job. A worker that was taken for dead may still be at it: then it is handed out again a little later."""
    held = [due.of(name) for name in names] or due.NAMES[task]
    try:
        with closing(Catalogue.open(home.catalogue)) as catalogue, catalogue.alone(lock):
            if not stop.is_set():
                perform(home, task, names, clock, who=WHO, stop=stop)
    except Busy as busy:
        LOG.info("%s", busy)
        give_back(home, WHO, held)
    except CatalogueError as error:  # the claim runs out, and it is handed out again
        LOG.error("%s", error)
    if stop.is_set():
        give_back(home, WHO, held)


def _queue(task: Task) -> str:
    return "read" if task == "read" else "publish"
