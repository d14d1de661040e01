"""The one generic Scrapy spider: it drives every kind of crawlers/spiders, in a process of its own.

`python -m crawlers.scrapy_process.spider` reads a Job from its standard input, keeps one Crawl for each of its sources,
and prints a source's name on a line of its own as soon as its crawl is kept; empty lines are signs of life. It is a
process of its own because Twisted's reactor starts only once, and so that a page that fills the memory takes nothing
else with it.
"""

import asyncio
import datetime as dt
import os
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec
from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawlers import keep
from crawlers.asking import answers, manners
from crawlers.asking.answers import Ask
from crawlers.durations import span
from crawlers.errors import SourceError
from crawlers.memory.recorder import Recorder
from crawlers.readings.reading import Reading
from crawlers.scrapy_process.job import Job
from crawlers.scrapy_process.middleware import header, meant
from crawlers.source import Source

MEMORY = 2_000_000_000
"""Bytes of data that the process may hold. A page that fills the memory ends this process, and nothing else."""


class _Lane:
    """One request is under way for each lane, so lanes never wait for each other."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self.sources = deque(sources)
        self.reading: Reading | None = None


class SourceSpider(Spider):
    """Asks what a Reading wants to know and hands it the answers."""

    name = "source"

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job, self._folder = job, Path(job.folder)
        self._began, self._parent = time.monotonic(), os.getppid()
        sources = [source for lane in job.lanes for source in lane]
        memory = Path(job.memory) if job.memory else None
        self.recorder = Recorder(memory, sources, job.settings, began=job.began, city=job.city)

    async def start(self) -> AsyncIterator[Request]:
        """The first request of each lane."""
        for sources in self._job.lanes:
            for request in self._next(_Lane(sources)):
                yield request

    def parse(self, response: Response) -> Iterator[Request]:
        """One answer of whatever status; then the lane's next request."""
        _say()
        lane, reading, ask = self._of(response.request)
        names = ("content-type", "etag", "last-modified")
        headers = {name: value for name in names if (value := header(response, name))}
        try:
            answer = answers.judge(
                reading.source.name,
                ask,
                status=response.status,
                headers=headers,
                final_url=response.url,
                body=response.body,
                now=self.clock(),
            )
        except SourceError as error:
            reading.failed(ask, error)
        else:
            reading.came(ask, answer)
        yield from self._next(lane)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """No answer; then the lane's next request."""
        _say()
        lane, reading, ask = self._of(failure.request)  # type: ignore[attr-defined]  # Scrapy adds it
        reading.failed(ask, meant(reading.source.name, ask.url, failure.value, self.crawler))
        yield from self._next(lane)

    def _next(self, lane: _Lane) -> Iterator[Request]:
        while lane.reading or lane.sources:
            if lane.reading is None:
                source = lane.sources.popleft()
                lane.reading = Reading(source, self._job.settings, keep.load(self._folder, source.name), self.clock)
            ask = lane.reading.ask()
            if ask is None:
                if os.getppid() != self._parent:
                    os._exit(1)  # the next run may have read this source already
                asides = self.recorder.close(lane.reading.source.name)
                keep.save(self._folder, msgspec.structs.replace(lane.reading.close(), asides=asides))
                _say(lane.reading.source.name)
                lane.reading = None
                continue
            try:
                manners.check_address(lane.reading.source.name, ask.url)
            except SourceError as error:
                lane.reading.failed(ask, error)
                continue
            yield self._request(lane, lane.reading, ask)
            return

    def _request(self, lane: _Lane, reading: Reading, ask: Ask) -> Request:
        meta = {"lane": lane, "reading": reading, "ask": ask, "asked": ask.url, "recorder": self.recorder}
        return Request(ask.url, self.parse, errback=self.failed, headers=ask.headers, meta=meta, dont_filter=True)

    def _of(self, request: Request | None) -> tuple[_Lane, Reading, Ask]:
        assert request is not None
        return request.meta["lane"], request.meta["reading"], request.meta["ask"]

    def clock(self) -> dt.datetime:
        """The crawl's clock (aware UTC)."""
        passed = 0.0 if self._job.standing else time.monotonic() - self._began
        return self._job.now + dt.timedelta(seconds=passed)


def settings_of(job: Job) -> Settings:
    """Scrapy's settings for a job: scrapy_settings.py, and what the city says."""
    city = job.settings
    settings = Settings()
    settings.setmodule("crawlers.scrapy_process.scrapy_settings", priority="project")
    settings.update(
        {
            "USER_AGENT": manners.user_agent(city.contact),
            "DOWNLOAD_DELAY": span(city.delay).total_seconds(),
            "DOWNLOAD_TIMEOUT": span(city.timeout).total_seconds(),
            "DOWNLOAD_MAXSIZE": city.max_bytes,
            "PROXY": city.proxy,
            "PRIVATE_HOSTS": list(city.private_hosts),
            "RULES": job.rules,
            "TWISTED_DNS_RESOLVER": "crawlers.scrapy_process.resolving.Resolver",
            "COMPRESSION_ENABLED": False,  # crawlers.scrapy_process.middleware.Whole does, more strictly
            "RETRY_TIMES": max(0, city.tries - 1),
            "ROBOTSTXT_OBEY": False,  # crawlers.scrapy_process.middleware.Manners does, more strictly
            "DOWNLOADER_MIDDLEWARES": {
                "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
                "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
                "crawlers.scrapy_process.middleware.Manners": 100,
                "crawlers.scrapy_process.middleware.Patience": 550,
                "crawlers.scrapy_process.middleware.Whole": 650,  # before redirects (600): they are recorded too
            },
        },
        priority="cmdline",
    )
    return settings


def _count(request: Request) -> None:
    _say()
    request.meta["reading"].requests += 1


def _say(name: str = "") -> None:
    try:
        print(name, flush=True)
    except BrokenPipeError:  # whoever asked is gone, and what is kept is kept
        os._exit(1)


async def _end_with(parent: int) -> None:
    """A crawl whose parent was killed must not go on in secret: the next run would ask the same hosts beside it."""
    while os.getppid() == parent:
        await asyncio.sleep(1)
    os._exit(1)


def main() -> None:
    """Reads the job and crawls."""
    parent = os.getppid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer; it ends this process
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    process = AsyncCrawlerProcess(settings_of(job))
    crawler: Crawler = process.create_crawler(SourceSpider)
    crawler.signals.connect(_count, signal=signals.request_reached_downloader, weak=False)
    process.crawl(crawler, job=job)
    watch = asyncio.get_event_loop().create_task(_end_with(parent))
    process.start(install_signal_handlers=False)
    watch.cancel()


if __name__ == "__main__":
    main()
