"""The only door to HTTP for whatever is pulled with httpx: polite, patient, capped.

One request at a time for each host, whatever thread asks; a pause between two; robots.txt first; a body is read in
pieces and dropped as soon as it passes the cap.
"""

import datetime as dt
import ssl
import threading
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec
import stamina

from crawlers import answers, manners, packed
from crawlers.answers import Answer, Ask
from crawlers.durations import span
from crawlers.errors import SourceError
from crawlers.settings import CrawlSettings

stamina.instrumentation.set_on_retry_hooks([])  # it would log each retry; the outcome is in the crawl's error

REDIRECTS = 5
"""Hops that are followed, each with the manners of its own host."""

SLOWEST_BODY = 10
"""Time-outs that a whole body may take: a host that drips is as useless as one that is silent."""

ACCEPTED = frozenset({"identity", "gzip", "deflate", ""})
"""Codings of a body. Others pack so tightly that one piece could fill the memory before the cap is looked at."""


NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class _Turn:
    """One host's turn: who holds the lock may ask. due: the monotonic second from which the next request is fine."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.due = 0.0


class _Response(msgspec.Struct, frozen=True, kw_only=True):
    url: str
    status: int
    headers: dict[str, str]
    body: bytes


class _Again(Exception):
    """The address may be asked again after `wait` seconds; where it is not, `error` is what to raise."""

    def __init__(self, error: SourceError, wait: float) -> None:
        self.error, self.wait = error, wait


class Fetcher:
    """Asks addresses for sources. One instance serves all threads of a crawl; close it (or use `with`).

    requests: how many were sent for each source's name, robots.txt included.
    """

    def __init__(self, settings: CrawlSettings, clock: Callable[[], dt.datetime]) -> None:
        self._settings, self._clock = settings, clock
        self._delay, self._timeout = span(settings.delay).total_seconds(), span(settings.timeout).total_seconds()
        self._turns: defaultdict[str, _Turn] = defaultdict(_Turn)
        self._robots: dict[str, manners.Robots] = {}
        self.requests: Counter[str] = Counter()
        self._client = httpx.Client(
            headers={
                "User-Agent": manners.user_agent(settings.contact),
                "Accept": "*/*",
                "Accept-Encoding": "gzip, deflate",
            },
            timeout=self._timeout,
            proxy=settings.proxy,
            verify=_trusted(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, source: str, ask: Ask, *, permitted: bool = False, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
        """The address's answer after redirects, for the source of this name.

        permitted: the provider has agreed, so robots.txt is not asked. headers: further ones, such as a token; they go
        to the address's own scheme, host and port only, whoever redirects elsewhere. Raises a SourceError: Unreachable,
        BadStatus, Disallowed, TooLarge, WrongContent (it leads to no web address) or Unreadable (broken compression).
        """
        url = ask.url
        for _ in range(REDIRECTS + 1):
            manners.check_address(source, url)
            rules = manners.Robots(None) if permitted else self._rules(source, url)
            rules.check(source, url)
            further = headers if urlsplit(url)[:2] == urlsplit(ask.url)[:2] else NO_HEADERS
            came = self._patiently(source, url, {**further, **ask.headers}, rules.delay(self._delay))
            target = came.headers.get("location")
            if came.status not in {301, 302, 303, 307, 308} or not target:
                return answers.judge(
                    source,
                    ask,
                    status=came.status,
                    headers=came.headers,
                    final_url=came.url,
                    body=came.body,
                    now=self._clock(),
                )
            url = urljoin(url, target)
        raise answers.unreachable(source, ask.url, f"it redirects more than {REDIRECTS} times")

    def _rules(self, source: str, url: str) -> manners.Robots:
        where = manners.robots_url(url)
        if where not in self._robots:
            came = self._patiently(source, where, {}, self._delay)
            for _ in range(REDIRECTS):  # RFC 9309, 2.3.1.2: rules may be redirected, even to another host
                target = urljoin(came.url, came.headers.get("location", ""))
                if not 300 <= came.status < 400 or not target.startswith(("http://", "https://")):
                    break
                came = self._patiently(source, target, {}, self._delay)
            self._robots[where] = manners.robots(source, where, came.status, came.body)
        return self._robots[where]

    def _patiently(self, source: str, url: str, headers: dict[str, str], delay: float) -> _Response:
        def again(error: Exception) -> bool | float:
            return isinstance(error, _Again) and error.wait

        tries = stamina.retry_context(on=again, attempts=max(1, self._settings.tries), timeout=None)
        try:
            for attempt in tries:
                with attempt:
                    return self._once(source, url, headers, delay, tried=attempt.num)
        except _Again as last:
            raise last.error from None
        raise AssertionError("stamina ends by returning or raising")

    def _once(self, source: str, url: str, headers: dict[str, str], delay: float, *, tried: int) -> _Response:
        turn = self._turns[manners.host(url)]
        with turn.lock:
            time.sleep(max(0.0, turn.due - time.monotonic()))
            self.requests[source] += 1
            try:
                came = self._read(source, url, headers)
            except httpx.TransportError as error:
                wait = answers.pause(None, None, tried=tried, delay=delay)
                raise _Again(answers.unreachable(source, url, self._why(error)), wait or 0.0) from error
            except zlib.error:
                raise answers.broken(source, url, "it is broken") from None
            except EOFError:
                raise answers.broken(source, url, answers.CUT) from None
            except httpx.InvalidURL as error:
                raise answers.unreachable(source, url, f"it is no address ({error})") from None
            finally:
                turn.due = time.monotonic() + delay
        wish = answers.retry_after(came.headers.get("retry-after"), self._clock())
        wait = answers.pause(came.status, wish, tried=tried, delay=delay)
        if wait is not None:
            raise _Again(answers.bad_status(source, url, came.status), wait)
        return came

    def _read(self, source: str, url: str, headers: dict[str, str]) -> _Response:
        limit, until = self._settings.max_bytes, time.monotonic() + SLOWEST_BODY * self._timeout
        body = bytearray()
        with self._client.stream("GET", url, headers=headers) as response:
            coding = response.headers.get("content-encoding", "identity").lower()
            if coding not in ACCEPTED:
                raise answers.broken(source, url, f"it is in {coding!r}, which we did not ask for")
            for piece in packed.unpacked(response.iter_raw(), coding):
                body += piece
                if len(body) > limit:
                    raise answers.too_large(source, url, limit)
                if time.monotonic() > until:
                    raise answers.unreachable(source, url, f"its body was not whole after {SLOWEST_BODY} time-outs")
            return _Response(
                url=str(response.url), status=response.status_code, headers=dict(response.headers), body=bytes(body)
            )

    def _why(self, error: httpx.TransportError) -> str:
        if isinstance(error, httpx.TimeoutException):
            return f"it did not answer within {self._settings.timeout}"
        return answers.broken_off(error)


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that vouch for a host, read once for a process: it takes a tenth of a second."""
    return httpx.create_ssl_context()
