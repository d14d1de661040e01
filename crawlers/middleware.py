"""Our manners for Scrapy's downloader, as `fetch.py` has them for httpx; the rules are in manners.py and answers.py.

Scrapy's own robots.txt middleware takes a host in trouble (5xx) for one that allows all, knows no Crawl-delay and no
permission; its own retry middleware knows no Retry-After. So spider.py puts these two in their places.
"""

import asyncio
import zlib
from contextlib import suppress
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawlers import answers, manners, packed
from crawlers.errors import SourceError
from crawlers.reading import Reading

NO_ANSWER = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    OSError,
)


class Manners:
    """Lets a request pass only to the source's own hosts, as their robots.txt allows, with their Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._robots: dict[str, manners.Robots] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises Disallowed, WrongContent (another host), or what reading robots.txt met."""
        reading: Reading = request.meta["reading"]
        request.meta["download_slot"] = manners.host(request.url)
        if request.meta.get("robots"):
            return
        manners.check_address(reading.source.name, request.url, reading.hosts)
        if reading.source.permission is None:
            rules = await self._rules(request, reading)
            self._slow_down(manners.host(request.url), rules.delay(self._delay))
            rules.check(reading.source.name, request.url)

    async def _rules(self, request: Request, reading: Reading) -> manners.Robots:
        where, source = manners.robots_url(request.url), reading.source.name
        if where not in self._robots:
            meta = {"reading": reading, "robots": True}
            meta |= {"proxy": request.meta["proxy"]} if "proxy" in request.meta else {}
            assert self._crawler.engine
            try:
                came = await self._crawler.engine.download_async(Request(where, meta=meta, dont_filter=True))
            except Exception as error:  # whatever the downloader raises becomes the source's error
                raise meant(source, where, error, self._crawler) from error
            self._robots[where] = manners.robots(source, where, came.status, came.body)
        return self._robots[where]

    def _slow_down(self, host: str, delay: float) -> None:
        downloader = self._crawler.engine.downloader if self._crawler.engine else None
        slot = downloader.slots.get(host) if downloader else None
        if slot:
            slot.delay = delay


class Whole:
    """Refuses a compressed body that was cut off, before Scrapy takes what came of it for the whole."""

    def __init__(self, crawler: Crawler) -> None:
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """The response as it is. Raises Unreadable."""
        size, coding = 0, (header(response, "content-encoding") or "").strip().lower()
        with suppress(zlib.error):  # what is broken, or grows too large, is Scrapy's to refuse
            try:
                for piece in packed.unpacked([response.body], coding) if coding in packed.CODINGS else ():
                    size += len(piece)
                    if size > self._most:
                        break
            except EOFError:
                raise answers.broken(request.meta["reading"].source.name, request.url, answers.CUT) from None
        return response


class Patience:
    """Asks again after a passing trouble: when the host says (Retry-After), or after a pause that doubles."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """The same request again after 429, 5xx …, or the response where asking again is of no use."""
        wish = answers.retry_after(header(response, "retry-after"), request.meta["reading"].clock())
        return await self._again(request, response.status, wish) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The same request again where there was no answer."""
        return await self._again(request, None, None) if isinstance(exception, NO_ANSWER) else None

    async def _again(self, request: Request, status: int | None, wish: float | None) -> Request | None:
        tried = request.meta.get("retry_times", 0) + 1
        wait = answers.pause(status, wish, tried=tried, delay=self._delay)
        spider = self._crawler.spider
        if wait is None or spider is None:
            return None
        again = get_retry_request(request, spider=spider, reason=str(status), give_up_log_level="DEBUG")
        if again:
            await asyncio.sleep(wait)
        return again


def header(response: Response, name: str) -> str | None:
    """A header's value as text."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def meant(source: str, url: str, error: BaseException | None, crawler: Crawler) -> SourceError:
    """The source's error that an exception of Scrapy's downloader stands for."""
    if isinstance(error, SourceError):
        return error
    if isinstance(error, DownloadCancelledError) or "DOWNLOAD_MAXSIZE" in str(error):
        return answers.too_large(source, url, crawler.settings.getint("DOWNLOAD_MAXSIZE"))
    if isinstance(error, DownloadTimeoutError):
        why = f"it did not answer within {crawler.settings.getfloat('DOWNLOAD_TIMEOUT'):g}s"
    elif isinstance(error, CannotResolveHostError):
        why = "the host is unknown"
    elif isinstance(error, DownloadConnectionRefusedError):
        why = "the host refuses connections"
    elif isinstance(error, IgnoreRequest):
        why = f"the request was given up ({error})"
    else:
        why = answers.broken_off(error)
    return answers.unreachable(source, url, why)
