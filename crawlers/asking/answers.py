"""What is asked of a host, and what its answer means: a page, "unchanged", or an error with its sentence.

Both engines (httpx in fetch.py, Scrapy in spider.py) judge answers here, so that a source is told the same by both.
"""

import datetime as dt
import http
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import msgspec

from crawlers.asking import packed
from crawlers.errors import BadStatus, TooLarge, Unreachable, Unreadable
from crawlers.page import Page

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
"""Statuses of a passing trouble (RFC 9110, and what content networks answer for a host that is down)."""

GONE = frozenset({404, 410})

NOBODY_THERE = frozenset({502, 503, 504, 520, 521, 522, 523, 524})
"""What a proxy or content network answers for a host that does not answer itself."""

LONGEST_WAIT = 60.0
"""Seconds. A host that asks for a longer pause is left alone until the next crawl."""

CUT = "it was cut off before its end"
"""Why a body cannot be decompressed, where all of it that came is sound."""

_FAILURES = tuple(
    (re.compile(words, re.IGNORECASE), plain)
    for words, plain in (
        (r"certificate|ssl|tls", "its encryption or its certificate is not in order"),
        (r"getaddrinfo|name or service|name resolution|nodename|resolve", "the host is unknown"),
        (r"refused", "the host refuses connections"),
        (r"unreachable|no route", "there is no way to the host"),
        (r"data ?loss|incomplete|truncated|without sending complete", "the answer was cut off before its end"),
        (
            r"not clean|non-clean|disconnect|reset|closed|lost|aborted|connection ?done|broken pipe|eof",
            "it was cut off",
        ),
        (r"protocol|illegal|malformed|invalid|parse", "what came is no HTTP"),
    )
)
"""How httpx, Scrapy and the system under them tell of a failure, the clearest first; and what it means."""

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)

_TODO = {
    401: "It wants a name and password; ask the provider for an address that is open to everybody.",
    403: "The host turns our crawler away; ask the provider to let its User-Agent in, or for another address.",
    404: "The address is gone; find the new one on the provider's site and put it in the city file's 'url'.",
    410: "The address is gone; find the new one on the provider's site and put it in the city file's 'url'.",
    429: "The host wants fewer requests; read it less often ('every') or with a longer 'delay'.",
}


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One address to read, with the validators of the answer that is kept (RFC 9110, section 13)."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers that make the request conditional."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """page is None where the host says that what is kept is still current (304)."""

    page: Page | None
    etag: str | None = None
    last_modified: str | None = None


def judge(
    source: str,
    ask: Ask,
    *,
    status: int,
    headers: Mapping[str, str],
    final_url: str,
    body: bytes,
    now: dt.datetime,
) -> Answer:
    """The answer, or BadStatus where it is none. headers: in lower case. body: decompressed."""
    if status == http.HTTPStatus.NOT_MODIFIED and ask.headers:
        return Answer(page=None, etag=headers.get("etag"), last_modified=headers.get("last-modified"))
    if not http.HTTPStatus(200) <= status < http.HTTPStatus(300):
        raise bad_status(source, ask.url, status)
    content_type = headers.get("content-type", "")
    charset = _CHARSET.search(content_type)
    page = Page(
        url=ask.url,
        final_url=final_url,
        fetched_at=now,
        body=body,
        status=status,
        content_type=content_type.partition(";")[0].strip().lower(),
        charset=charset[1].lower() if charset else None,
    )
    return Answer(page=page, etag=headers.get("etag"), last_modified=headers.get("last-modified"))


def bad_status(source: str, url: str, status: int) -> BadStatus:
    """The error of an answer that is neither a page nor 304."""
    todo = "The fault is at the host; the next crawl tries again." if status >= 500 else "Open it in a browser."
    came = f"{url} answered {phrase(status)}"
    return BadStatus(source, status=status, expected="a page", came=came, todo=_TODO.get(status, todo))


def phrase(status: int) -> str:
    """A status and its name: "404 Not Found"."""
    try:
        return f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def unreachable(source: str, url: str, why: str) -> Unreachable:
    """The error of an address that gave no answer. why: "the host is unknown" …"""
    todo = "Open it in a browser; if it has moved, change the source's 'url' in the city file."
    return Unreachable(source, expected=f"an answer from {url}", came=why, todo=todo)


def broken_off(error: BaseException | None) -> str:
    """Why there was no answer, in words for whoever looks after the source; never the name of an exception."""
    words = f"{type(error).__name__} {error}"
    plain = next((plain for sign, plain in _FAILURES if sign.search(words)), None)
    return f"the connection failed ({plain})" if plain else "the connection failed"


def too_large(source: str, url: str, limit: int) -> TooLarge:
    """The error of a body that is longer than the cap, compressed or not."""
    came = f"{url} sends more"
    todo = "Ask the provider for a smaller file, or raise 'max_bytes' in the city file's [crawl] table."
    return TooLarge(source, expected=f"at most {limit:,} bytes", came=came, todo=todo)


def broken(source: str, url: str, why: str) -> Unreadable:
    """The error of a body that cannot be decompressed."""
    todo = (
        "The next crawl tries again; if it stays so, tell the provider that its web server's compression is at fault."
    )
    return Unreadable(source, expected=f"a body of {url} that can be decompressed", came=why, todo=todo)


def not_unpacked(source: str, url: str, error: Exception, limit: int) -> TooLarge | Unreadable:
    """The error of a body that packed.unpacked could not give whole."""
    if isinstance(error, OverflowError):
        return too_large(source, url, limit)
    if isinstance(error, packed.Unknown):
        return broken(source, url, f"it is packed as {str(error)!r}, which we did not ask for")
    return broken(source, url, CUT if isinstance(error, EOFError) else "it is broken")


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Seconds that the host asks us to wait, in seconds or as a date (RFC 9110, 10.2.3); None where it asks nothing."""
    words = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", words):
        return float(words)
    try:
        until = parsedate_to_datetime(words)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - now).total_seconds())


def leave(status: int, wish: float | None) -> bool:
    """Whether the host wants to be left alone for longer than a crawl waits."""
    return status in RETRIED and wish is not None and wish > LONGEST_WAIT


def pause(status: int | None, wish: float | None, *, tried: int, delay: float) -> float | None:
    """Seconds until the address may be asked again, or None where asking again now is of no use.

    status: None for no answer at all. wish: of Retry-After. tried: how often it was asked, from 1. delay: the host's.
    The pause doubles with each try, from twice the delay on.
    """
    if status is not None and status not in RETRIED:
        return None
    if wish is not None:
        return wish if wish <= LONGEST_WAIT else None
    return min(delay * 2.0 ** min(tried, 20), LONGEST_WAIT)
