"""Walks an XCRI-CAP document of any size: its catalogue, providers and courses, one course in memory at a time.

Elements are known by their local names, whatever namespace they are in: feeds of 1.1 stand in namespaces of 1.2 and the
other way round. Entities and document types are never expanded, nothing outside is loaded.
"""

import codecs
import html
import html.entities
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from crawlers.draft import Draft, Refusal
from crawlers.errors import SourceError, Unreadable, WrongContent
from crawlers.formats.charset import decode, looks_binary, looks_like_html, what_page
from crawlers.page import Page

EXPECTED = "a catalogue of courses (XCRI-CAP)"
GUESSED = "Its bytes are not in the encoding that it states; its letters were guessed."
MENDED = "It is not well-formed XML; bare & signs, HTML's entities or control characters were mended."

_CHUNK = 1 << 16
_HEAD = 50_000
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}?(?:encoding\s*=\s*[\"']([\w.:-]{1,40})[\"'][^>]{0,300}?)?\?>")
_ROOT = re.compile(r"<(?:[\w.-]{1,60}:)?(?:catalog|provider|course)[\s>/]", re.IGNORECASE)
_PROLOG = {"<?": "?>", "<!--": "-->", "<!DOCTYPE": ">"}
_BARE = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)(?:(\w{1,40});)?")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Course(NamedTuple):
    """A course element, to be read before the walk goes on. provider: number of the provider that it belongs to."""

    element: etree._Element
    provider: int


class Provider(NamedTuple):
    """A provider element without its courses; it comes after all of them."""

    element: etree._Element
    number: int


class Catalogue(NamedTuple):
    """The root without its providers and courses; it comes last. 1: no catalogue, but a provider or a course."""

    element: etree._Element


Part = Course | Provider | Catalogue


def read(page: Page, source: str, collect: Callable[[Iterator[Part]], list[Draft | Refusal]]) -> list[Draft | Refusal]:
    """What `collect` makes of the document's parts, and what is odd of the document as a whole.

    The parts come in the order in which they end: courses, each before its provider, and the root at last. Where the
    XML has to be mended, `collect` is called again.
    Raises WrongContent for what is no XCRI-CAP, Unreadable for XML that breaks off or cannot be mended.
    """
    body, guessed = _document(page, source)
    odd: list[Draft | Refusal] = []
    if guessed:
        todo = "Ask the provider to publish the feed in the encoding that it states."
        odd.append(Refusal(where="the document", reason=GUESSED, wrote=guessed, todo=todo))
    try:
        return odd + collect(_parts(body))
    except etree.XMLSyntaxError:
        todo = "Tell the provider: other readers will refuse the feed."
        odd.append(Refusal(where="the document", reason=MENDED, todo=todo))
    try:
        return odd + collect(_parts(_mended(body)))
    except etree.XMLSyntaxError as error:
        raise _broken(source, f"is broken at line {error.lineno} ({' '.join(str(error.msg).split())[:200]})") from None


def local(element: etree._Element) -> str:
    """An element's name without its namespace, in lower case; "" of a comment."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(1000)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


def is_xcri(body: bytes) -> bool:
    """Whether a body begins as such a document does."""
    text, _ = decode(body[: _HEAD - 1])
    return _root(text.lstrip("\ufeff")) is not None


def _root(head: str) -> int | None:
    """Where the root begins, after declaration, comments and document type; None where it is another document's."""
    at = 0
    while True:
        at += len(head[at:]) - len(head[at:].lstrip())
        opening = next((one for one in _PROLOG if head.startswith(one, at)), None)
        if opening is None:
            return at if _ROOT.match(head, at) else None
        end = "]>" if opening == "<!DOCTYPE" and "[" in head[at : head.find(">", at)] else _PROLOG[opening]
        closing = head.find(end, at + len(opening))
        if closing < 0:
            return None
        at = closing + len(end)


def _document(page: Page, source: str) -> tuple[bytes, str | None]:
    """The document in UTF-8 without its declaration, which its bytes may belie; its encoding where it was guessed."""
    body, guessed = page.body, None
    if b"\0" in body[:400] or not _is_utf8(body):
        stated = _DECLARATION.match(decode(body[:400])[0].lstrip("\ufeff"))
        declared = stated[1] if stated and stated[1] and not stated[1].lower().startswith("utf") else page.charset
        text, guessed = decode(body, declared)
        if guessed and declared and guessed.lower() == declared.lower():
            guessed = None
        body = text.encode("utf-8", "replace")
    body = body.removeprefix(codecs.BOM_UTF8).lstrip()
    head = body[:_HEAD].decode("utf-8", "ignore")
    root = _root(head)
    if root is None or looks_binary(head, guessed):
        came = "XML of another sort came" if head.startswith("<") else "something else than XML came"
        came = what_page(head) if looks_like_html(head) else came if head else "the answer is empty"
        todo = "Open the address in a browser; ask the provider where its XCRI-CAP feed is."
        raise WrongContent(source, expected=EXPECTED, came=came, todo=todo)
    if "<!ENTITY" in head[:root]:
        raise _broken(source, "declares entities of its own (DTD), which are not read")
    declaration = _DECLARATION.match(head)
    return body[len(declaration[0].encode()) :] if declaration else body, guessed


def _is_utf8(body: bytes) -> bool:
    """Whether the bytes are UTF-8, without holding them as text beside: a catalogue may have 50 MB."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(body), _CHUNK):
            decoder.decode(body[at : at + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mended(body: bytes) -> bytes:
    """With & where it was bare, letters for the entities that HTML has and XML has not, without control characters."""

    def plain(found: re.Match[str]) -> str:
        letters = html.entities.html5.get(f"{found[1]};") if found[1] else None
        return letters or f"&amp;{found[0][1:]}"

    return _NO_XML.sub("", _BARE.sub(plain, body.decode("utf-8"))).encode()


def _parts(body: bytes) -> Iterator[Part]:
    tags = ("{*}course", "{*}provider", "{*}catalog")
    parser = etree.XMLPullParser(
        ("start", "end"), tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    numbers: list[int] = []
    met = 0
    for at in range(0, len(body), _CHUNK):
        parser.feed(body[at : at + _CHUNK])
        for moment, element in parser.read_events():
            if not isinstance(element, etree._Element):  # no such event was asked for
                continue
            name = local(element)
            above = element.getparent()
            if name == "provider" and (above is None or local(above) != "venue"):
                if moment == "start":
                    met += 1
                    numbers.append(met)
                else:
                    yield Provider(element, numbers.pop())
                    _forget(element)
            elif name == "course" and moment == "end" and not _within(element, "presentation"):
                yield Course(element, numbers[-1] if numbers else 0)
                _forget(element)
            elif name == "catalog" and moment == "end":
                yield Catalogue(element)
    parser.close()


def _forget(element: etree._Element) -> None:
    """Frees an element that was read, and the one before it; what the parser still stands on must stay."""
    before = element.getprevious()
    element.clear()
    if before is not None and local(before) == local(element):
        above = element.getparent()
        if above is not None:
            above.remove(before)


def _within(element: etree._Element, name: str) -> bool:
    return any(local(one) == name for one in element.iterancestors())


def _broken(source: str, what: str) -> SourceError:
    todo = "Tell the provider; what was read before stays, and the next crawl tries again."
    return Unreadable(source, expected=EXPECTED, came=f"its XML {what}", todo=todo)
