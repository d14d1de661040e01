"""Reads sitemaps (https://www.sitemaps.org/protocol.html): lists of pages or of further sitemaps, also gzipped."""

import zlib

from lxml import etree

from crawlers.errors import Unreadable
from crawlers.page import Page

LARGEST = 50_000_000
"""Bytes of an uncompressed sitemap that the protocol allows; a longer one is cut, as a bomb would be."""


def addresses(page: Page, source: str, only: str | None = None) -> list[str] | None:
    """The addresses that a sitemap lists; None where the page is none. only: text that a page's address must contain.

    The sitemaps that an index lists are all returned: their addresses say nothing of the pages in them.
    Raises Unreadable where a sitemap is broken.
    """
    body = _unzipped(page.body)
    if b"<urlset" not in body[:5000] and b"<sitemapindex" not in body[:5000]:
        return None
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        root, problem = None, error
    if root is None:
        raise Unreadable(
            source,
            expected=f"the sitemap {page.url} to be XML",
            came=f"it is broken ({problem})",
            todo="Tell the provider; browsers and search engines cannot read it either.",
        )
    index = etree.QName(root).localname == "sitemapindex"
    found = [(part.text or "").strip() for part in root.iterfind("{*}*/{*}loc")]
    return [url for url in found if url and (index or not only or only in url)]


def _unzipped(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, LARGEST)
    except zlib.error:
        return body
