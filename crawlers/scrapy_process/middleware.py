"""Our manners for Scrapy's downloader, as `fetch.py` has them for httpx; the rules are in manners.py and answers.py.

Scrapy's own robots.txt middleware takes a host in trouble (5xx) for one that allows all, knows no Crawl-delay and no
permission; its own retry middleware knows no Retry-After. So spider.py puts these two in their places.
"""

import asyncio
import datetime as dt
from contextlib import suppress
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

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

from crawlers.asking import answers, manners, network, packed, robots
from crawlers.errors import SourceError
from crawlers.readings.reading import Reading

NO_ANSWER = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    OSError,
)


class Manners:
    """Lets a request pass only to the source's own hosts, as their robots.txt allows, with their Crawl-delay.

    And to no private network: the host's addresses are looked at first, and again by resolving.py when it connects.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler, self._delay, self._proxy = crawler, settings.getfloat("DOWNLOAD_DELAY"), settings.get("PROXY")
        self._guard = network.Guard(settings.getlist("PRIVATE_HOSTS"))
        self._looked_at: dict[str, network.NotPublic | None] = {}
        self._robots = _book(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises Disallowed, WrongContent (another host), PrivateAddress, or what reading robots.txt met."""
        reading: Reading = request.meta["reading"]
        request.meta["download_slot"] = manners.host(request.url)
        request.meta["proxy"] = self._proxy or None  # None: not that of the environment either
        if not request.meta.get("robots"):
            manners.check_address(reading.source.name, request.url, reading.hosts)
        await self._look_at(reading.source.name, request.url)
        self._robots.check(reading.source.name, request.url)
        if not request.meta.get("robots") and reading.source.permission is None:
            rules = await self._rules(request, reading)
            self._slow_down(manners.host(request.url), rules.delay(self._delay))
            rules.check(reading.source.name, request.url)

    async def _look_at(self, source: str, url: str) -> None:
        self._guard.check(source, url)
        host = urlsplit(url).hostname or ""
        if self._proxy or not host:
            return
        if host not in self._looked_at:
            self._looked_at[host] = None
            with suppress(OSError, UnicodeError):  # connecting will meet that again, and say so
                try:
                    await asyncio.to_thread(self._guard.addresses, host, 0)
                except network.NotPublic as error:
                    self._looked_at[host] = error
        if refused := self._looked_at[host]:
            raise network.refused(source, refused)

    async def _rules(self, request: Request, reading: Reading) -> manners.Robots:
        where, source = manners.robots_url(request.url), reading.source.name
        if rules := self._robots.rules(source, where):
            return rules
        try:
            came = await self._asked(where, where, request)
            for _ in range(robots.HOPS):
                target = robots.leads_to(came.url, came.status, header(came, "location"))
                if target is None:
                    break
                came = await self._asked(where, target, request)
        except Exception as error:  # whatever the downloader raises becomes the source's error
            found = meant(source, where, error, self._crawler)
            self._robots.failed(where, found)
            raise found from error
        return self._robots.came(source, where, came.status, came.body)

    async def _asked(self, where: str, url: str, wanted: Request) -> Response:
        assert self._crawler.engine
        meta = {name: wanted.meta[name] for name in ("reading", "recorder")}
        meta |= {"robots": True, "asked": where, "dont_redirect": True}
        return await self._crawler.engine.download_async(Request(url, meta=meta, dont_filter=True))

    def _slow_down(self, host: str, delay: float) -> None:
        downloader = self._crawler.engine.downloader if self._crawler.engine else None
        slot = downloader.slots.get(host) if downloader else None
        if slot:
            slot.delay = delay


class Whole:
    """Unpacks bodies, whole or not at all, and records each answer. Scrapy's own way stops at what is left of one."""

    def __init__(self, crawler: Crawler) -> None:
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Says what we take."""
        request.headers["Accept-Encoding"] = packed.ACCEPTED

    def process_response(self, request: Request, response: Response) -> Response:
        """The response with its body unpacked. Raises TooLarge and Unreadable."""
        reading: Reading = request.meta["reading"]
        try:
            named = packed.codings(b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1"))
            body = b"".join(packed.unpacked([response.body], named, self._most)) if named else response.body
        except (packed.Broken, packed.Unknown, EOFError, OverflowError) as error:
            raise answers.not_unpacked(reading.source.name, request.url, error, self._most) from None
        names = [(name, value) for name, values in response.headers.items() for value in values]
        request.meta["recorder"].record(
            reading.source.name,
            asked=request.meta["asked"],
            url=response.url,
            method=request.method,
            status=response.status,
            headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in names],
            body=body,
            at=reading.clock(),
        )
        return response.replace(body=body) if named else response


class Patience:
    """Asks again after a passing trouble: when the host says (Retry-After), or after a pause that doubles."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler, self._robots = crawler, _book(crawler)
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """The same request again after 429, 5xx …, or the response where asking again is of no use."""
        reading: Reading = request.meta["reading"]
        wish = answers.retry_after(header(response, "retry-after"), reading.clock())
        if answers.leave(response.status, wish):
            self._robots.leave(request.url, answers.bad_status(reading.source.name, request.url, response.status))
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


def _book(crawler: Crawler) -> robots.RobotsBook:
    """What is known of hosts in this run; the crawl's clock goes with the spider, which comes later."""

    def clock() -> dt.datetime:
        now: dt.datetime = crawler.spider.clock()  # type: ignore[union-attr]
        return now

    return robots.RobotsBook(Path(crawler.settings["RULES"]), clock)


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
