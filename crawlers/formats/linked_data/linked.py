"""All that a page says as linked data: JSON-LD; microdata, RDFa and microformats where their marks are in its bytes.

A tree of the page is only made where there is something in it to be read: that is nine tenths of the time.
"""

import html
import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from parsel import Selector

from crawlers.draft import Refusal
from crawlers.formats import markup
from crawlers.formats.charset import decode
from crawlers.formats.linked_data import json_ld, microdata, microformats, rdfa
from crawlers.formats.linked_data.nodes import Graph
from crawlers.page import Page

Reader = Callable[[Selector, str], list[dict[str, Any]]]
"""(tree, base) -> the items of one way of marking."""

# An item is worth a tree where it may be of a type that is read (schema.py), or a list of such.
_WANTED = re.compile(rb"event|course|program|festival|hackathon|itemlist")
_TYPED = ((microdata.items, b"itemtype"), (rdfa.items, b"typeof"))
_TYPE = re.compile(rb"""[a-z]{6,8}\s*=\s*["']?\s*([^"'>]{1,300})""")
_IN_CLASS = re.compile(rb"""class\s*=\s*["']?(?:[^"'<>]*\s)?\Z""")
_BEFORE = 300
"""Bytes of a class attribute that are looked back upon."""
_HREF = re.compile(rb"""<base\s[^>]{0,300}?\bhref\s*=\s*["']?([^"'>\s]{1,2000})""", re.IGNORECASE)
_LANGUAGE = re.compile(rb"""<html\b[^>]{0,2000}?\slang\s*=\s*["']?([A-Za-z0-9-]{1,40})""", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{0,400})", re.IGNORECASE)
_HEAD = 20_000
"""Letters in which a page's language and title stand."""


class Linked(NamedTuple):
    """What a page says. base: what relative addresses are resolved against. language: of <html lang>."""

    graph: Graph
    broken: tuple[Refusal, ...]
    base: str
    language: str | None


@lru_cache(maxsize=1)  # extract and follow ask of the same page, one after the other
def read(page: Page, source: str) -> Linked:
    """The page's linked data. Raises WrongContent where it is neither a web page nor a JSON-LD document."""
    if _is_document(page.body):
        found, broken = _values([decode(page.body, page.charset)[0]], page.url)
        return Linked(Graph(found, page.final_url), broken, page.final_url, None)
    found, broken, written = items(page, source)
    language = _LANGUAGE.search(written.body, 0, _HEAD)
    return Linked(Graph(found, written.base), broken, written.base, language[1].decode() if language else None)


class Written:
    """A web page's source in UTF-8, and the same in lower case, in which its marks are looked for."""

    def __init__(self, body: bytes, url: str) -> None:
        self.body, self.low, self._url = body, body.lower(), url

    @cached_property
    def base(self) -> str:
        """What relative links are resolved against: <base href> where there is one outside comments, else the URL."""
        at = self.low.find(b"<base")
        if at < 0 or self.low.rfind(b"<!--", 0, at) > self.low.rfind(b"-->", 0, at):
            return self._url
        found = _HREF.match(self.body, at)
        return (markup.join(self._url, html.unescape(found[1].decode("utf-8", "replace"))) if found else None) or (
            self._url
        )


class Items(NamedTuple):
    """What a web page says, value by value as it stands there: of several that speak of one thing none is joined."""

    values: list[Any]
    broken: tuple[Refusal, ...]
    written: Written


def items(page: Page, source: str) -> Items:
    """What a web page says in all ways of marking. Raises WrongContent where it is no web page."""
    markup.check(page, source)
    try:
        written = Written(page.body if b"\x00" not in page.body else markup.utf8_of(page, source), page.final_url)
        scripts = [script.decode() for script in json_ld.scripts(written.body, written.low)]
    except UnicodeDecodeError:  # pages that are not in UTF-8 are few, and most of them show it nowhere that matters
        written = Written(markup.utf8_of(page, source), page.final_url)
        scripts = [script.decode() for script in json_ld.scripts(written.body, written.low)]
    found, broken = _values(scripts, page.url)
    if marks := readers(written.low):
        root = tree(page, source)
        for read_items in marks:
            found += read_items(root, written.base)
    return Items(found, broken, written)


def _is_document(body: bytes) -> bool:
    """Whether an answer is JSON-LD and no page: JSON that names types."""
    return body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and b'@type"' in body


@lru_cache(maxsize=1)
def tree(page: Page, source: str) -> Selector:
    """The page as HTML. Raises WrongContent."""
    return markup.selector(page, source)


def title_of(page: Page, source: str) -> str:
    """What the page calls itself, for a message."""
    title = _TITLE.search(markup.text_of(page, source), 0, _HEAD)
    return " ".join(html.unescape(title[1]).split())[:200] if title else ""


def readers(body: bytes) -> list[Reader]:
    """What reads the marks that a page shows: microdata, RDFa, microformats. body: in lower case."""
    found: list[Reader] = [items for items, name in _TYPED if _is_typed(body, name)] if b"schema" in body else []
    if any(_is_class(body, word) for word in (b"vevent", b"h-event")):
        found.append(microformats.items)
    return found


def _is_typed(body: bytes, name: bytes) -> bool:
    """Whether an attribute of this name tells a type that is wanted."""
    at = body.rfind(name)  # from the end: where there is none, rfind says so in two thirds of the time of find
    seen = set()
    while at >= 0:
        told = _TYPE.match(body, at)
        if told and told[1] not in seen:
            if _WANTED.search(told[1]):
                return True
            seen.add(told[1])
        at = body.rfind(name, 0, at)
    return False


def _is_class(body: bytes, word: bytes) -> bool:
    """Whether the word stands in a class attribute."""
    at = body.rfind(word)
    while at >= 0:
        begins = max(0, at - _BEFORE, body.rfind(b"<", max(0, at - _BEFORE), at))
        if _IN_CLASS.search(body, begins, at):
            return True
        at = body.rfind(word, 0, at if b"class" in body[begins:at] else begins)
    return False


def _values(scripts: list[str], url: str) -> tuple[list[Any], tuple[Refusal, ...]]:
    values: list[Any] = []
    refusals = []
    for script in scripts:
        try:
            values += json_ld.values(script)
        except ValueError as error:
            reason, todo = "The page's JSON-LD is broken.", f"Tell the provider: {error}"
            refusals.append(Refusal(where=url, reason=reason, wrote=" ".join(script.split())[:200], todo=todo))
    return values, tuple(refusals)
