"""Turns a page's bytes into something selectors can be asked of, and elements into words."""

import codecs
import contextlib
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
MOST_ATTRIBUTES = 8_000
"""Attributes of one tag: libxml2 compares each with all others, which takes a sixth of a second for so many."""

_TAG = re.compile(rb"""[a-zA-Z](?:[^"'>]++|"[^"]*"|'[^']*')*+""")
_QUOTED = re.compile(rb""""[^"]*"|'[^']*'""")

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

_WHOLE = re.compile(r"https?://[\w.-]+(?:/[\w./%~-]*(?:\?[\w.=&%-]+)?)?", re.ASCII)
_BESIDE = re.compile(r"[\w-]+(?:\.\w+)?", re.ASCII)
"""A file beside the page: "club.html"."""
_PLACE = re.compile(r"https?://[\w.:-]+/(?:[\w-]+/)*[\w.-]*", re.ASCII)
"""An address without a query and without "..", so that all before its last stroke is the folder."""
SILENT = frozenset({"script", "style", "template", "noscript"})


def selector(page: Page, source: str) -> Selector:
    """The page as HTML, however broken. Raises WrongContent where it is no web page at all, Unreadable for a bomb.

    libxml2's own limits stay off: they cut a page at some depth without a word. Its elements are counted instead.
    """
    tags = page.body.count(b"<") if len(page.body) > MOST_TAGS else 0
    if tags > MOST_TAGS:
        raise _too_long(page, source, f"at most {MOST_TAGS:,} tags on the page", f"there are {tags:,}")
    attributes = _most_attributes(page.body)
    if attributes > MOST_ATTRIBUTES:
        raise _too_long(page, source, f"at most {MOST_ATTRIBUTES:,} attributes in a tag of", f"one has {attributes:,}")
    body = utf8_of(page, source).strip() or b"<html/>"
    # lxml's own elements: parsel's parser makes each one of a class in Python, which doubles the cost of walking them.
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=True)
    root = etree.fromstring(body, parser, base_url=page.final_url)
    if root is None:
        root = etree.fromstring(b"<html/>", parser)
    return Selector(root=root, type="html")


def _too_long(page: Page, source: str, expected: str, came: str) -> Unreadable:
    todo = "Open it in a browser; point the source at a smaller page of the site."
    return Unreadable(source, expected=f"{expected} {page.url}", came=came, todo=todo)


def _most_attributes(body: bytes) -> int:
    """The attributes of the tag that has the most, as far as it is so long that they could be too many."""
    if len(body) <= 2 * MOST_ATTRIBUTES:
        return 0
    tags = (_TAG.match(piece) for piece in body.split(b"<")[1:] if len(piece) > 2 * MOST_ATTRIBUTES)
    return max((len(_QUOTED.sub(b"", tag[0]).split()) - 1 for tag in tags if tag), default=0)


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


def utf8_of(page: Page, source: str) -> bytes:
    """The page's source in UTF-8, in which nine tenths came. Raises WrongContent where it is no web page at all."""
    check(page, source)
    if b"\x00" not in page.body:  # UTF-16, or an accident
        with contextlib.suppress(UnicodeDecodeError):
            page.body.decode()
            return page.body.removeprefix(codecs.BOM_UTF8)
    return text_of(page, source).encode()


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


def absolute(base_url: str, link: str) -> str:
    """A link of a page against its address, whatever it is; as it stands where it cannot be joined.

    The two usual forms, which `urljoin` would leave or join just so, are spared its ten microseconds.
    """
    plain = link.strip()
    if _WHOLE.fullmatch(plain):
        return plain
    if _BESIDE.fullmatch(plain) and _PLACE.fullmatch(base_url):
        return base_url[: base_url.rindex("/") + 1] + plain
    try:
        return urljoin(base_url, plain)
    except ValueError:
        return link


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
