"""The only door to HTTP for whatever is pulled with httpx: polite, patient, capped, and closed to private networks.

One request at a time for each host, whatever thread asks; a pause between two; robots.txt first; a body is read in
pieces and dropped as soon as it passes the cap.
"""

import datetime as dt
import http
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Self
from urllib.parse import urljoin

import msgspec
import stamina

from crawlers.asking import answers, manners, network, robots
from crawlers.asking.answers import Answer, Ask
from crawlers.asking.sending import NoAnswer, Response, Sender
from crawlers.call import Call
from crawlers.durations import span
from crawlers.errors import SourceError
from crawlers.memory.recorder import Recorder
from crawlers.settings import CrawlSettings

stamina.instrumentation.set_on_retry_hooks([])  # it would log each retry; the outcome is in the crawl's error

REDIRECTS = 5
"""Hops that are followed, each with the manners of its own host."""

MOVED = frozenset({301, 302, 303, 307, 308})
"""Statuses that lead to another address (RFC 9110, 15.4)."""

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class _Turn:
    """One host's turn: who holds the lock may ask. due: the monotonic second from which the next request is fine."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.due = 0.0

    def wait(self) -> None:
        """Waits until the next request is fine. For whoever holds the lock."""
        time.sleep(max(0.0, self.due - time.monotonic()))


class _Again(Exception):
    """The address may be asked again after `wait` seconds; where it is not, `error` is what to raise."""

    def __init__(self, error: SourceError, wait: float) -> None:
        self.error, self.wait = error, wait


class Fetcher:
    """Asks addresses for sources. One instance serves all threads of a crawl; close it (or use `with`).

    requests: how many were sent for each source's name, robots.txt included. rules: a folder in which robots.txt is
    known to other processes of the run. recorder: keeps what comes. resolve: what names are resolved with.
    """

    def __init__(
        self,
        settings: CrawlSettings,
        clock: Callable[[], dt.datetime],
        *,
        rules: Path | None = None,
        recorder: Recorder | None = None,
        resolve: network.Resolve = network.resolve,
    ) -> None:
        self._settings, self._clock = settings, clock
        self._guard = network.Guard(settings.private_hosts, resolve=resolve)
        self._delay = span(settings.delay).total_seconds()
        self._turns: defaultdict[str, _Turn] = defaultdict(_Turn)
        self._robots, self._asking = robots.RobotsBook(rules, clock), defaultdict[str, threading.Lock](threading.Lock)
        self.requests: Counter[str] = Counter()
        self._sender = Sender(settings, clock, self._guard, recorder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sender.close()

    @contextmanager
    def lent(self, hosts: Iterable[str]) -> Iterator[None]:
        """Within, another engine asks these hosts, and whoever is redirected there from elsewhere waits."""
        turns = [self._turns[host] for host in sorted(set(hosts))]
        with ExitStack() as held:
            for turn in turns:
                held.enter_context(turn.lock)
            for turn in turns:
                turn.wait()
            try:
                yield
            finally:
                for turn in turns:
                    turn.due = time.monotonic() + self._delay

    def get(
        self,
        source: str,
        ask: Ask,
        *,
        call: Call | None = None,
        permitted: bool = False,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Answer:
        """The address's answer after redirects, for the source of this name.

        call: what is sent for it, where that is no plain GET. permitted: the provider has agreed, so robots.txt is not
        asked. headers: further ones, such as a token; they go to the first address's own scheme, host and port only,
        whoever redirects elsewhere. Raises a SourceError: Unreachable, PrivateAddress, BadStatus, Disallowed, TooLarge,
        WrongContent (it leads to no web address) or Unreadable (broken compression).
        """
        call = call or Call(url=ask.url)
        came = self.send(source, ask.url, call, {**headers, **ask.headers}, permitted=permitted)
        # A condition that holds is answered by 412 where it stood in a POST (RFC 9110, 13.2.2).
        same = came.status == http.HTTPStatus.PRECONDITION_FAILED and call.body is not None and ask.etag
        return answers.judge(
            source,
            ask,
            status=http.HTTPStatus.NOT_MODIFIED if same else came.status,
            headers=came.headers,
            final_url=ask.url if came.url == call.url else came.url,
            body=came.body,
            now=self._clock(),
        )

    def send(
        self,
        source: str,
        asked: str | None,
        call: Call,
        headers: Mapping[str, str] = NO_HEADERS,
        *,
        permitted: bool = False,
        redirects: int = REDIRECTS,
    ) -> Response:
        """What comes of a call after redirects, whatever its status; as `get` in all else.

        asked: the address that it is sent for; None: what comes is a secret, which is not recorded.
        """
        sent = call
        for _ in range(redirects + 1):
            manners.check_address(source, sent.url)
            rules = manners.Robots(None) if permitted else self._rules(source, sent.url)
            rules.check(source, sent.url)
            further = headers if manners.origin(sent.url) == manners.origin(call.url) else NO_HEADERS
            came = self._patiently(source, asked, sent, further, rules.delay(self._delay))
            target = came.headers.get("location")
            if came.status not in MOVED or not target:
                return came
            sent = _moved(source, sent, came.status, target)
        raise answers.unreachable(source, call.url, f"it redirects more than {redirects} times")

    def _rules(self, source: str, url: str) -> manners.Robots:
        where = manners.robots_url(url)
        if rules := self._robots.rules(source, where):
            return rules
        with self._asking[where]:
            with self._turns[manners.host(url)].lock:  # another engine may have it, and ask for the rules meanwhile
                pass
            if rules := self._robots.rules(source, where):
                return rules
            try:
                came = self._patiently(source, where, Call(url=where), NO_HEADERS, self._delay)
                for _ in range(robots.HOPS):
                    target = robots.leads_to(came.url, came.status, came.headers.get("location"))
                    if target is None:
                        break
                    came = self._patiently(source, where, Call(url=target), NO_HEADERS, self._delay)
            except SourceError as error:
                self._robots.failed(where, error)
                raise
            return self._robots.came(source, where, came.status, came.body)

    def _patiently(
        self, source: str, asked: str | None, call: Call, headers: Mapping[str, str], delay: float
    ) -> Response:
        def again(error: Exception) -> bool | float:
            return isinstance(error, _Again) and error.wait

        self._guard.check(source, call.url)
        tries = stamina.retry_context(on=again, attempts=max(1, self._settings.tries), timeout=None)
        try:
            for attempt in tries:
                with attempt:
                    return self._once(source, asked, call, headers, delay, tried=attempt.num)
        except _Again as last:
            raise last.error from None
        raise AssertionError("stamina ends by returning or raising")

    def _once(
        self, source: str, asked: str | None, call: Call, headers: Mapping[str, str], delay: float, *, tried: int
    ) -> Response:
        url = call.url
        turn = self._turns[manners.host(url)]
        with turn.lock:
            self._robots.check(source, url)
            turn.wait()
            self.requests[source] += 1
            try:
                came = self._sender.send(source, asked, call, headers)
            except network.NotPublic as error:
                self.requests[source] -= 1  # it was found out before anything was sent
                raise network.refused(source, error) from None
            except NoAnswer as error:
                wait = answers.pause(None, None, tried=tried, delay=delay)
                raise _Again(answers.unreachable(source, url, str(error)), wait or 0.0) from error
            finally:
                turn.due = time.monotonic() + delay
        wish = answers.retry_after(came.headers.get("retry-after"), self._clock())
        wait = answers.pause(came.status, wish, tried=tried, delay=delay)
        if answers.leave(came.status, wish):
            self._robots.leave(url, answers.bad_status(source, url, came.status))
        if wait is not None:
            raise _Again(answers.bad_status(source, url, came.status), wait)
        return came


def _moved(source: str, sent: Call, status: int, target: str) -> Call:
    """What is sent where a redirect leads: the same, but no POST that became a GET leaves its host."""
    url = urljoin(sent.url, target)
    if sent.body is None or status in {307, 308}:
        return msgspec.structs.replace(sent, url=url)
    if manners.host(url) != manners.host(sent.url):
        raise manners.elsewhere(source, url, f"an answer of {manners.host(sent.url)} to a POST")
    return msgspec.structs.replace(sent, url=url, body=None)
