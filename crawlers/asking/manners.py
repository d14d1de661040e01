"""How we behave at somebody else's house: who we say we are, robots.txt, the delay, which hosts are a source's own."""

import importlib.metadata
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from protego import Protego

from crawlers.asking import answers
from crawlers.errors import Disallowed, SourceError, WrongContent

ROBOT = "CityOfLearning"
"""The product token that a robots.txt names us by (RFC 9309)."""

ROBOTS_BYTES = 512_000
"""What is read of a robots.txt; RFC 9309 asks for 500 KiB at least."""

LONGEST_CRAWL_DELAY = 30.0
"""Seconds. A longer Crawl-delay would make a crawl of a thousand pages last for days."""


def user_agent(contact: str) -> str:
    """Says who asks and whom to write to."""
    return f"{ROBOT}/{importlib.metadata.version('cityoflearning')} (+mailto:{contact})"


class Robots:
    """What one host's robots.txt lets us do. text is None where the host has none."""

    def __init__(self, text: str | None) -> None:
        self.text = text
        self._rules = Protego.parse(text or "")

    def delay(self, ours: float) -> float:
        """Seconds between two requests: ours, or the host's Crawl-delay where that is longer."""
        wish = self._rules.crawl_delay(ROBOT)
        return max(ours, min(float(wish), LONGEST_CRAWL_DELAY)) if wish else ours

    def check(self, source: str, url: str) -> None:
        """Raises Disallowed where the address must not be read."""
        if not self._rules.can_fetch(url, ROBOT):
            raise Disallowed(
                source,
                expected=f"leave to read {url}",
                came="the host's robots.txt disallows it",
                todo="Ask the provider; if it agrees, say so in the source's 'permission' in the city file.",
            )


def robots(source: str, url: str, status: int, body: bytes) -> Robots:
    """The rules of the answer to robots_url (RFC 9309, 2.3.1): 4xx means that all is allowed, 5xx that nothing is.

    Raises BadStatus for 429 and 5xx: the host is in trouble, so it is left alone.
    """
    if status == 429 or status >= 500:
        raise answers.bad_status(source, url, status)
    return Robots(body[:ROBOTS_BYTES].decode("utf-8", "replace") if 200 <= status < 300 else None)


def robots_url(url: str) -> str:
    """Where the rules for an address stand."""
    return urljoin(url, "/robots.txt")


def host(url: str) -> str:
    """The host of an address in lower case, without port and leading "www.": one house, however it is spelt."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".").removeprefix("www.")
    except ValueError:
        return ""


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of an address (RFC 6454): to whom a secret may be told."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").rstrip("."), parts.port or {"http": 80, "https": 443}.get(scheme)


def check_address(source: str, url: str, hosts: Iterable[str] | None = None) -> None:
    """Raises WrongContent for what is no web address, or leads to a host that is none of `hosts` (None: any)."""
    known = None if hosts is None else set(hosts)
    if not url.lower().startswith(("http://", "https://")) or not host(url):
        raise elsewhere(source, url, "an address that starts with http:// or https://")
    if known is not None and host(url) not in known:
        raise elsewhere(source, url, f"a page of {' or '.join(sorted(known))}")


def elsewhere(source: str, url: str, expected: str) -> SourceError:
    """The error of a start or redirect that leads away from the source."""
    todo = "If the provider has moved, change the source's 'url'; if both hosts are its own, name this one in 'hosts'."
    return WrongContent(source, expected=expected, came=f"it leads to {url}", todo=todo)
