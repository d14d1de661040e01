"""One request of httpx and its whole answer: read in pieces, unpacked, capped, recorded; or why there is none."""

import datetime as dt
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
import msgspec

from crawlers.asking import answers, connecting, manners, packed
from crawlers.asking.network import Guard
from crawlers.call import Call
from crawlers.durations import span
from crawlers.memory.recorder import Recorder
from crawlers.settings import CrawlSettings

SLOWEST_BODY = 10
"""Time-outs that a whole body may take: a host that drips is as useless as one that is silent."""


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one request, whatever its status. headers: in lower case. body: decompressed."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class NoAnswer(Exception):
    """Nothing came, or not all of it; the message says why. It may be asked again."""


class Sender:
    """Sends requests; it has no manners of its own. Close it."""

    def __init__(
        self, settings: CrawlSettings, clock: Callable[[], dt.datetime], guard: Guard, recorder: Recorder | None
    ) -> None:
        self._settings, self._clock, self._recorder = settings, clock, recorder
        self._timeout = span(settings.timeout).total_seconds()
        self._client = httpx.Client(
            headers={
                "User-Agent": manners.user_agent(settings.contact),
                "Accept": "*/*",
                "Accept-Encoding": packed.ACCEPTED,
            },
            timeout=self._timeout,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # httpx would send back what it is given
            transport=connecting.transport(guard, _trusted(), settings.proxy),
        )

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def send(self, source: str, asked: str | None, call: Call, headers: Mapping[str, str]) -> Response:
        """The answer, whatever its status. asked: what it is recorded under; None: it is not.

        Raises NoAnswer, NotPublic, and the SourceErrors Unreachable (too slow, no address), TooLarge and Unreadable.
        """
        try:
            return self._read(source, asked, call, headers)
        except httpx.TimeoutException as error:
            raise NoAnswer(f"it did not answer within {self._settings.timeout}") from error
        except httpx.TransportError as error:
            raise NoAnswer(answers.broken_off(error)) from error
        except (packed.Broken, packed.Unknown, EOFError, OverflowError) as error:
            raise answers.not_unpacked(source, call.url, error, self._settings.max_bytes) from None
        except (httpx.InvalidURL, UnicodeError) as error:
            raise answers.unreachable(source, call.url, f"it is no address ({error})") from None

    def _read(self, source: str, asked: str | None, call: Call, headers: Mapping[str, str]) -> Response:
        method = "GET" if call.body is None else "POST"
        said = {"Content-Type": call.content_type} if call.body is not None else {}
        until = time.monotonic() + SLOWEST_BODY * self._timeout

        def timely() -> Iterator[bytes]:
            for piece in response.iter_raw():
                if time.monotonic() > until:
                    why = f"its body was not whole after {SLOWEST_BODY} time-outs"
                    raise answers.unreachable(source, call.url, why)
                yield piece

        sent = {**call.headers, **said, **headers}
        with self._client.stream(method, call.url, content=call.body, headers=sent) as response:
            named = packed.codings(response.headers.get("content-encoding"))
            body = b"".join(packed.unpacked(timely(), named, self._settings.max_bytes))
            if self._recorder and asked is not None:
                self._recorder.record(
                    source,
                    asked=asked,
                    url=call.url,
                    method=method,
                    status=response.status_code,
                    headers=response.headers.multi_items(),
                    body=body,
                    at=self._clock(),
                )
            return Response(url=call.url, status=response.status_code, headers=dict(response.headers), body=body)


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that vouch for a host, read once for a process: it takes a tenth of a second."""
    return httpx.create_ssl_context()
