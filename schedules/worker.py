"""A worker: does what `schedule` has put into the queue, on as many machines as wanted, until it is told to end."""

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import cast

from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.jobs import Job, Status

from crawlers.errors import CityFileError
from schedules import queue
from schedules.home import Home
from schedules.jobs import LOG
from schedules.run import Clock

AT_ONCE = 4
"""Jobs that one worker does at the same time: lanes mostly wait for their hosts."""

BEAT, DEAD = 5.0, 20.0
"""Seconds between two signs of life; without any for so long, a worker is taken for dead and its jobs are handed on."""

TRIES = 3
"""Workers that may die over one job; then the timetable tries it again in its time, as after any failure."""

_RECONNECT = 10.0

_RESCUER = 0x7265_7363
"""Whoever holds this advisory lock hands on the jobs of dead workers."""


def work(find: Callable[[], Home], clock: Clock, *, publishes: bool) -> None:
    """Works until SIGTERM or SIGINT; a second one ends it at once.

    find: reads the city file anew; while that is wrong, what it said before holds. publishes: whether it takes the jobs
    that publish and tidy up; one machine does. On a signal, what is being read is cut short: what is whole counts, the
    rest stays due. Raises CityFileError, CatalogueError.
    """
    homes = _Homes(find)
    address = queue.prepared(homes())
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # jobs say themselves what goes wrong
    asyncio.run(_work(address, homes, clock, queue.queues(publishes=publishes)))


class _Homes:
    """The city as its file says for each job; as it said last while it is wrong."""

    def __init__(self, find: Callable[[], Home]) -> None:
        self._find, self._home = find, find()

    def __call__(self) -> Home:
        try:
            self._home = self._find()
        except CityFileError as error:
            LOG.error("%s\nUntil that is mended, what the city file said before holds.", error)
        return self._home


async def _work(address: str, homes: Callable[[], Home], clock: Clock, queues: list[str]) -> None:
    loop, stop = asyncio.get_running_loop(), threading.Event()
    ended = asyncio.Event()
    loop.set_default_executor(ThreadPoolExecutor(AT_ONCE + 4, thread_name_prefix="job"))

    def end() -> None:
        LOG.info("ending; what is being read is cut short, and goes on elsewhere")
        stop.set()
        ended.set()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)

    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, end)
    while not stop.is_set():
        connector = PsycopgConnector(conninfo=address, min_size=1, max_size=4)
        app = queue.app(connector, homes, clock, stop)
        try:
            async with app.open_async():
                LOG.info("working for %s, on %s", homes().city.name, " and ".join(queues))
                await _until(ended, app, queues, homes, clock)
        except (exceptions.ConnectorException, OSError):
            LOG.warning("the queue does not answer; it is tried again in %d seconds", _RECONNECT)
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), _RECONNECT)


async def _until(ended: asyncio.Event, app: App, queues: list[str], homes: Callable[[], Home], clock: Clock) -> None:
    """Works until told to end, or until the database does not answer any more."""
    working = asyncio.create_task(
        app.run_worker_async(
            queues=queues,
            name=socket.gethostname(),
            concurrency=AT_ONCE,
            delete_jobs="always",  # the timetable remembers what was done, and the log what went wrong
            install_signal_handlers=False,
            update_heartbeat_interval=BEAT,
            stalled_worker_timeout=DEAD,
        )
    )
    rescuing = asyncio.create_task(_rescue(app, homes, clock))
    telling = asyncio.create_task(ended.wait())
    await asyncio.wait({working, rescuing, telling}, return_when=asyncio.FIRST_COMPLETED)
    for task in (working, rescuing, telling):
        task.cancel()  # which lets the worker's present jobs end
    results = await asyncio.gather(working, rescuing, telling, return_exceptions=True)
    if not ended.is_set():
        raise next((one for one in results if isinstance(one, exceptions.ConnectorException)), OSError())


async def _rescue(app: App, homes: Callable[[], Home], clock: Clock) -> None:
    """Hands on the jobs of workers that give no sign of life; one worker at a time does, and looks afresh."""
    connector = app.connector
    assert isinstance(connector, PsycopgConnector)
    while True:
        async with connector.pool.connection() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_RESCUER])
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD):
                names = [str(name) for name in cast("list[str]", job.task_kwargs.get("names", []))]
                if not await _handed_on(app, job):
                    await asyncio.to_thread(queue.failed, homes(), job.task_name, names, clock)
        await asyncio.sleep(BEAT)


async def _handed_on(app: App, job: Job) -> bool:
    """Puts it into the queue again. False where that was tried often enough: whatever it is, it kills its worker."""
    if job.attempts >= TRIES:
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        return False
    LOG.warning("a worker has died at %s; another takes it", job.queueing_lock)
    try:
        await app.job_manager.retry_job(job)
    except exceptions.UniqueViolation:  # the same waits already
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
    return True
