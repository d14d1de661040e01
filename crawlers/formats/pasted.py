"""What a page that somebody pasted links to, embeds and names as alternate: for the kinds' `recognise`."""

import html
import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from crawlers.addresses import absolute
from crawlers.page import Page

MOST = 2_000_000
"""Bytes of a page that are looked at; what it says of itself stands near its beginning."""

LINKS = 500
"""Links with a hint that are looked at."""

_TAG = re.compile(r"<(a|link|iframe|script|frame|embed)\b([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"([a-zA-Z-]{1,20})\s{0,5}=\s{0,5}(?:\"([^\"]{0,3000})\"|'([^']{0,3000})'|([^\s\"'<>]{1,3000}))"
)


class Link(NamedTuple):
    """tag: in lower case. url: absolute. rel, type, title: as written, rel and type in lower case."""

    tag: str
    url: str
    rel: str = ""
    type: str = ""
    title: str = ""


def words(page: Page) -> str:
    """The page's text as far as addresses and names in it go: every ASCII letter is right."""
    return page.body[:MOST].decode("utf-8", "replace")


def holds(page: Page, *marks: bytes) -> bool:
    """Whether one of these words stands on the page. marks: in lower case, whatever the page has."""
    head = page.body[:MOST].lower()
    return any(mark in head for mark in marks)


@lru_cache(maxsize=1)  # one kind after another looks at the same page
def _tags(body: bytes) -> tuple[tuple[str, str, str], ...]:
    """The tags that may link: name, attributes, attributes in lower case."""
    text = body[:MOST].decode("utf-8", "replace")
    return tuple((found[1], found[2], found[2].lower()) for found in _TAG.finditer(text))


def links(page: Page, *hints: str) -> Iterator[Link]:
    """What the page links to, embeds or loads, in its order: tags that hold one of the hints, addresses on the web.

    hints: in lower case. The first LINKS count; a page with more says the same thing over and over.
    """
    near = (one for one in _tags(page.body) if any(hint in one[2] for hint in hints))
    for tag, written, _ in itertools.islice(near, LINKS):
        attributes = {
            name.lower(): html.unescape(double or single or bare).strip()
            for name, double, single, bare in _ATTRIBUTE.findall(written)
        }
        target = attributes.get("href") or attributes.get("src")
        if target and (url := absolute(page.final_url, target)):
            yield Link(
                tag.lower(),
                url,
                attributes.get("rel", "").lower(),
                attributes.get("type", "").lower(),
                attributes.get("title", ""),
            )


def is_under(url: str, *domains: str) -> bool:
    """Whether the address's host is one of these, or lies under one."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def root(url: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
