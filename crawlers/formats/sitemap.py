"""Reads sitemaps (https://www.sitemaps.org/protocol.html): lists of pages, or of further sitemaps.

They come as XML, as lines of text, as RSS or Atom, each also gzipped. All four are read as a stream and cut at the
protocol's limits, so that a bomb costs no more than the longest sitemap.
"""

import contextlib
import itertools
import re
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from crawlers.errors import Unreadable
from crawlers.page import Page

LARGEST = 50_000_000
"""Bytes of an uncompressed sitemap that the protocol allows; a longer one is cut."""
MOST = 50_000
"""Addresses of one sitemap that the protocol allows; further ones are not read."""

_TAGS = 1_200_000
"""Tags of one sitemap that is read: twelve elements for each address, as with images and other languages."""
_PIECE = 1 << 16
_ENTRIES = ("url", "sitemap", "item", "entry")
_TOLD = frozenset({"loc", "link", "lastmod", "updated"})
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(urlset|sitemapindex|rss|feed|RDF)(?![\w.-])")
_HALF = re.compile(
    rb"\xed[\xa0-\xbf][\x80-\xbf]"
    rb"|&#(?:x0*d[89a-f][0-9a-f]{2}|0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]));",
    re.IGNORECASE,
)
"""Half a pair of surrogates, as UTF-8 or as a reference: libxml2 lets it in, and lxml cannot give it out."""
_LINE = re.compile(rb"https?://[^\s<>\"]+", re.IGNORECASE)


class Sitemap(NamedTuple):
    """What a sitemap lists: addresses as they stand there, those changed last first.

    is_index: they are further sitemaps. cut: it is longer than the protocol allows, and was not read to its end.
    """

    addresses: list[str]
    is_index: bool = False
    cut: bool = False


def looks_like(body: bytes) -> bool:
    """Whether a page begins as a sitemap does."""
    return _ROOT.search(body[:5000]) is not None


@lru_cache(maxsize=1)  # extract and follow ask of the same page, one after the other
def read(page: Page, source: str) -> Sitemap | None:
    """The sitemap that a page is; None where it is none. Raises Unreadable where a sitemap is broken, or a bomb."""
    body, cut = _unzipped(page.body)
    body = body.removeprefix(b"\xef\xbb\xbf")
    start = body[:5000].lstrip(b"\x00\x01 \t\r\n")
    if _is_text(start, page):
        lines = [line.strip() for line in body.split()[: MOST + 1]]
        found = [line.decode("utf-8", "replace") for line in lines if _LINE.fullmatch(line)]
        return Sitemap(found[:MOST], cut=cut or len(lines) > MOST)
    root = _root(start)
    if root is None:
        return None
    told = [entry for entry in itertools.islice(_entries(body, source, page.url), MOST + 1) if entry]
    cut = cut or len(told) > MOST
    newest = sorted(told[:MOST], key=lambda entry: entry[1], reverse=True)  # where pages are capped, the old ones wait
    return Sitemap(list(dict.fromkeys(url for url, _ in newest)), root == b"sitemapindex", cut)


def addresses(page: Page, source: str, only: str | None = None) -> list[str] | None:
    """The addresses that a sitemap lists; None where the page is none. only: text that a page's address must contain.

    The sitemaps that an index lists are all returned: their addresses say nothing of the pages in them.
    Raises Unreadable where a sitemap is broken.
    """
    found = read(page, source)
    if found is None:
        return None
    return [url for url in found.addresses if found.is_index or not only or only in url]


def _root(start: bytes) -> bytes | None:
    """The name of a sitemap's first element, after declarations and comments; None where it is another."""
    at = 0
    while found := re.compile(rb"\s*<(?:\?|!--|!DOCTYPE)").match(start, at):
        ends = start.find(b"-->" if found[0].endswith(b"--") else b">", found.end())
        internal = start.find(b"]>", found.end()) if found[0].endswith(b"DOCTYPE") and b"[" in start[at:ends] else -1
        if ends < 0:
            return None
        at = max(ends + 1, internal + 2) if not found[0].endswith(b"--") else ends + 3
    first = _ROOT.match(start[at:].lstrip())
    return first[1] if first else None


def _is_text(start: bytes, page: Page) -> bool:
    """A list of addresses and nothing else, which its first lines show."""
    lines = start.split(b"\n")[:5]
    whole = lines[:-1] if len(start) > 4000 else lines
    words = [line.strip() for line in whole if line.strip()]
    return bool(words) and "html" not in page.content_type and all(_LINE.fullmatch(word) for word in words)


def _entries(body: bytes, source: str, url: str) -> Iterator[tuple[str, str]]:
    """Each entry's address and when it was last changed ("": not said)."""
    tags = body.count(b"<")
    if tags > _TAGS:
        raise _broken(source, url, f"it has {tags:,} tags")
    parser = etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{name}" for name in _ENTRIES],
        recover=True,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    if b"\xed" in body or b"&#" in body:
        body = _HALF.sub("\ufffd".encode(), body)
    for at in range(0, len(body), _PIECE):
        parser.feed(body[at : at + _PIECE])
        yield from _ended(parser)
    root = None
    with contextlib.suppress(etree.XMLSyntaxError):
        root = parser.close()  # what was not closed ends here
    yield from _ended(parser)
    if root is None and not body.lstrip().startswith(b"<"):
        raise _broken(source, url, "nothing in it can be read")


def _broken(source: str, url: str, why: str) -> Unreadable:
    return Unreadable(
        source,
        expected=f"the sitemap {url} to be XML",
        came=why,
        todo="Tell the provider; search engines cannot read it either.",
    )


def _ended(parser: etree.XMLPullParser) -> Iterator[tuple[str, str]]:
    """The entries that came to their end since the last time; what was read of the list is let go."""
    last = None
    for _, element in parser.read_events():
        if isinstance(element, etree._Element):
            if entry := _entry(element):
                yield entry
            element.clear()
            last = element
    above = last.getparent() if last is not None else None
    if above is not None and _local(above.tag) not in _ENTRIES:  # one that was not closed has all others in it
        del above[:-1]


def _entry(element: etree._Element) -> tuple[str, str] | None:
    told: dict[str, str] = {}
    for part in element:
        key = _local(part.tag)
        if key not in _TOLD:
            continue
        if key == "link" and part.get("href") and part.get("rel", "alternate") == "alternate":
            told.setdefault("loc", part.get("href", ""))
        elif text := part.text:
            told.setdefault("loc" if key == "link" else key, text.strip())
    address = told.get("loc", "")
    return (address, told.get("lastmod") or told.get("updated") or "") if address else None


@lru_cache(maxsize=100)  # a sitemap has some few names, a hundred thousand times
def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _unzipped(body: bytes) -> tuple[bytes, bool]:
    """The body, and whether more of it was left."""
    if not body.startswith(b"\x1f\x8b"):
        return body[:LARGEST], len(body) > LARGEST
    unpacking = zlib.decompressobj(wbits=31)
    try:
        return unpacking.decompress(body, LARGEST), bool(unpacking.unconsumed_tail)
    except zlib.error:
        return body, False
