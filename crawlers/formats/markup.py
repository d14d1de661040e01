"""Turns a page's bytes into something selectors can be asked of, and elements into words."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree
from parsel import Selector
from w3lib.encoding import html_body_declared_encoding

from crawlers.errors import Unreadable, WrongContent
from crawlers.formats.charset import decode
from crawlers.page import Page

MOST_TAGS = 400_000
"""Tags of one page; each costs 200 bytes and a microsecond as a tree. The longest real page seen has 5,000."""

BREAKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
"""Elements that a reader sees on a line of their own: words on their two sides are two words."""

SILENT = frozenset({"script", "style", "template", "noscript"})


def selector(page: Page, source: str) -> Selector:
    """The page as HTML, however broken. Raises WrongContent where it is no web page at all, Unreadable for a bomb.

    libxml2's own limits stay off: they cut a page at some depth without a word. Its elements are counted instead.
    """
    tags = page.body.count(b"<")
    if tags > MOST_TAGS:
        raise Unreadable(
            source,
            expected=f"at most {MOST_TAGS:,} tags on the page {page.url}",
            came=f"there are {tags:,}",
            todo="Open it in a browser; point the source at a smaller page of the site.",
        )
    body = text_of(page, source).strip().encode() or b"<html/>"
    # lxml's own elements: parsel's parser makes each one of a class in Python, which doubles the cost of walking them.
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=True)
    root = etree.fromstring(body, parser, base_url=page.final_url)
    if root is None:
        root = etree.fromstring(b"<html/>", parser)
    return Selector(root=root, type="html")


def check(page: Page, source: str) -> None:
    """Raises WrongContent where a page is no web page at all."""
    start = page.body[:1000].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if not start.startswith(b"<") and "html" not in page.content_type:
        raise WrongContent(
            source,
            expected=f"a web page at {page.url}",
            came=f"{page.content_type or 'something of no stated type'} came" if start else "nothing came",
            todo="Open it in a browser; if the data has moved, change the source's 'url' in the city file.",
        )


def text_of(page: Page, source: str) -> str:
    """The page's source as text. Raises WrongContent where it is no web page at all."""
    check(page, source)
    try:
        text = page.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text, _ = decode(page.body, page.charset or html_body_declared_encoding(page.body))
    else:
        if "\x00" in text:  # UTF-16 without a mark is sound UTF-8 too
            text, _ = decode(page.body, page.charset)
    return text.replace("\x00", "") if "\x00" in text else text


def base(root: Selector, page: Page) -> str:
    """What relative links are resolved against: <base href>, else the page's address."""
    return join(page.final_url, root.css("base::attr(href)").get() or "") or page.final_url


def join(base_url: str, link: str | None) -> str | None:
    """The absolute web address of a link; None for what is none, such as mailto: or a broken one."""
    if not link:
        return None
    link = link.strip()
    if link.startswith(("https://", "http://")) and "[" not in link and " " not in link:
        return link  # nine tenths of them
    try:
        url = urljoin(base_url, link)
    except ValueError:
        return None
    return url if link and url.lower().startswith(("http://", "https://")) else None


def language(root: Selector) -> str | None:
    """What <html lang> says."""
    return (root.xpath("/html/@lang").get() or "").strip() or None


def words(element: Selector) -> str:
    """All text of an element as a reader sees it, on one line."""
    node = element.root
    return words_of(node) if isinstance(node, etree._Element) else " ".join(str(node).split())


def words_of(node: etree._Element) -> str:
    """The same of an element of the tree."""
    plain = len(node) == 0 and node.tag not in SILENT
    return " ".join(((node.text or "") if plain else "".join(_pieces(node))).split())


def _pieces(root: etree._Element) -> Iterator[str]:
    silent = 0
    for moment, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if moment == "start":
            silent += tag in SILENT
            if tag in BREAKS:
                yield " "
            if not silent:
                yield node.text or ""
            continue
        if moment == "end":
            silent -= tag in SILENT
            if tag in BREAKS:
                yield " "
        if node is not root and not silent:
            yield node.tail or ""


def has_pseudo_element(css: str) -> bool:
    """Whether a selector ends in ::text or ::attr(…), parsel's additions to CSS."""
    return re.search(r"::(text|attr\([^()]*\))\s*$", css) is not None


def links(part: Selector, css: str, base_url: str) -> list[str]:
    """The absolute addresses that the matching elements link to (their href, where the selector names no attribute)."""
    css = css if has_pseudo_element(css) else f"{css}::attr(href)"
    return [url for link in part.css(css).getall() if (url := join(base_url, link))]
