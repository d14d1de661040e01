"""Turns a page's bytes into something selectors can be asked of, and elements into words."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree
from parsel import Selector
from w3lib.encoding import html_body_declared_encoding

from crawlers.errors import WrongContent
from crawlers.formats.charset import decode
from crawlers.page import Page

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
    """The page as HTML, however broken. Raises WrongContent where it is no web page at all."""
    start = page.body[:1000].lstrip(b"\xef\xbb\xbf\x00 \t\r\n")
    if not start.startswith(b"<") and "html" not in page.content_type:
        raise WrongContent(
            source,
            expected=f"a web page at {page.url}",
            came=f"{page.content_type or 'something of no stated type'} came" if start else "nothing came",
            todo="Open it in a browser; if the data has moved, change the source's 'url' in the city file.",
        )
    text, _ = decode(page.body, page.charset or html_body_declared_encoding(page.body))
    return Selector(text=text.replace("\x00", ""), base_url=page.final_url, type="html")


def base(root: Selector, page: Page) -> str:
    """What relative links are resolved against: <base href>, else the page's address."""
    return join(page.final_url, root.css("base::attr(href)").get() or "") or page.final_url


def join(base_url: str, link: str | None) -> str | None:
    """The absolute web address of a link; None for what is none, such as mailto: or a broken one."""
    try:
        url = urljoin(base_url, (link or "").strip())
    except ValueError:
        return None
    return url if link and url.lower().startswith(("http://", "https://")) else None


def language(root: Selector) -> str | None:
    """What <html lang> says."""
    return (root.xpath("/html/@lang").get() or "").strip() or None


def words(element: Selector) -> str:
    """All text of an element as a reader sees it, on one line."""
    node = element.root
    return " ".join(("".join(_pieces(node)) if isinstance(node, etree._Element) else str(node)).split())


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
