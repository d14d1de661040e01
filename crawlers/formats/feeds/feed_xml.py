"""Takes RSS 0.9x, 1.0 and 2.0 and Atom apart into entries and their fields, also where the XML is broken.

Nothing outside the text is read: no DTD, no entities of its own, no network; depth, bytes and entries are capped.
What is broken in a way that has one meaning is mended before (a bare &, HTML's named letters, control characters, a
prefix that nobody declared). What is broken otherwise is read entry by entry: each that is whole by itself counts, the
others are refused.
"""

import html
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from lxml import etree

from crawlers.draft import Refusal
from crawlers.errors import TooLarge, Unreadable, WrongContent
from crawlers.formats.charset import decode, looks_like_html, what_page
from crawlers.page import Page

LARGEST = 5_000_000
"""Bytes of a feed; the longest real ones have a third of a million."""
MOST = 5_000
"""Entries of a feed."""
MARKS = {"<": 250_000, "<![CDATA[": 50_000, "&": 400_000}
"""How many of each a feed may have; what has more was made to cost time."""
FIELDS = 500
"""Fields of an entry."""
STRAY = 50_000
"""How many & may be none of XML's own."""

_ROOT = re.compile(r"<(?:[\w.-]{1,50}:)?(rss|rdf|feed)(?=[\s>])", re.IGNORECASE)
_ANY_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,80})[^<>]{0,4000}>")
_ENDS = re.compile(r"<(/?)(?:[\w.-]{1,50}:)?(item|entry)(?=[\s>/])")
_CHARSET = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,5}=\s{0,5}[\"']([\w.:-]{1,40})")
_DECLARATION = re.compile(r"<\?xml[^<>]{0,300}\?>")
_DECLARED = re.compile(r"\sxmlns:([\w.-]{1,80})\s{0,5}=\s{0,5}(\"[^\"<]{0,500}\"|'[^'<]{0,500}')")
_DEFAULT = re.compile(r"\sxmlns\s{0,5}=\s{0,5}[\"']([^\"'<]{0,500})")
_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]{0,79}):[A-Za-z_]")
_REFERENCE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#(x[0-9a-fA-F]{1,8}|[0-9]{1,9});|([A-Za-z][A-Za-z0-9]{1,31});)?"
)
_XMLNS = re.compile(r"\sxmlns(?::[\w.-]{1,80})?=\"[^\"]{0,500}\"")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_OWN = ("&amp;", "&lt;", "&gt;", "&quot;", "&apos;")
_SPACES = {
    "libcal": "libcal",
    "xcal": "xcal",
    "trumba": "trumba",
    "x-microsoft": "microsoft",
    "calendarevent": "civicplus",
    "modules/event": "ev",
    "modules/content": "content",
    "purl.org/dc/": "dc",
    "georss": "geo",
    "wgs84_pos": "geo",
    "w3.org/2005/atom": "",
    "purl.org/atom": "",
    "purl.org/rss/1.0/": "",
    "netscape.com": "",
    "backend.userland.com": "",
}
"""Parts of namespaces or prefixes, and what they are called here; platforms bind several to one."""
ANY = "*"
_ENTRIES = frozenset({"item", "entry"})

_BROKEN = "The entry is broken XML, so that it cannot be said what belongs to it."
_TODO = "Tell the provider; the feed is broken for every reader."


class Field(NamedTuple):
    """space: whose the field is ("" for RSS and Atom). name: local, in lower case. text: HTML or plain."""

    space: str
    name: str
    text: str
    attributes: dict[str, str]


class Entry(NamedTuple):
    """One item or entry; number: in the feed's order, from 1."""

    number: int
    fields: tuple[Field, ...]

    def first(self, *names: str, of: str = "") -> str | None:
        """The first text under one of these names, in their order; of: the fields' space."""
        return next((text for name in names for text in self.every(name, of=of)), None)

    def every(self, name: str, of: str = "") -> tuple[str, ...]:
        """All texts under a name."""
        return tuple(one.text for one in self.fields if one.name == name and of in {ANY, one.space} and one.text)

    def of(self, space: str) -> bool:
        """Whether a field is of this space."""
        return any(one.space == space for one in self.fields)


class Feed(NamedTuple):
    """head: what the feed says of itself. refusals: entries that could not be read, and letters that were guessed."""

    head: Entry
    entries: tuple[Entry, ...]
    refusals: tuple[Refusal, ...]


def read(source: str, page: Page, expected: str = "an RSS or Atom feed") -> Feed:
    """The feed. Raises WrongContent, Unreadable and TooLarge."""
    if len(page.body) > LARGEST:
        todo = "Ask the provider for a feed of what is to come, or of one branch."
        raise TooLarge(source, expected=f"a feed of at most {LARGEST:,} bytes", came="it is longer", todo=todo)
    said = _CHARSET.search(page.body[:500])
    text, guessed = decode(page.body, page.charset or (said[1].decode("ascii") if said else None))
    root = _ROOT.search(text[:20_000])
    if root is None or "<html" in text[: root.start()].lower():
        raise _other(source, page, text, expected)
    if any(text.count(mark) > most for mark, most in MARKS.items()) or _strays(text) > STRAY:
        todo = "Tell the provider: no reader will take it."
        raise Unreadable(source, expected=expected, came="it has marks without number, and few words", todo=todo)
    text = _mended(text[root.start() :])
    try:
        tree = _parsed(_with_prefixes(text))
        head, entries, refusals = _apart(tree)
    except (etree.XMLSyntaxError, ValueError) as error:
        head, entries, refusals = _piecemeal(text)
        if not entries and not refusals:
            again = "Try again later; if it stays so, open the address in a browser."
            raise Unreadable(source, expected=expected, came=f"it is broken ({error})"[:300], todo=again) from None
    if guessed:
        reason = "Its bytes are not in the encoding that it states; its letters were guessed."
        refusals.insert(0, Refusal(where="the feed", reason=reason, wrote=guessed, todo="Ask for the feed in UTF-8."))
    if len(entries) > MOST:
        reason, todo = f"The feed has more than {MOST:,} entries; the rest was not read.", "Ask for a shorter feed."
        refusals.append(Refusal(where="the feed", reason=reason, todo=todo))
    return Feed(head, tuple(entries[:MOST]), tuple(refusals))


def is_feed(page: Page) -> bool:
    """Whether a body begins as a feed does."""
    start = page.body[:4000].decode("latin-1")
    root = _ROOT.search(start)
    return root is not None and "<html" not in start[: root.start()].lower()


def _other(source: str, page: Page, text: str, expected: str) -> WrongContent | Unreadable:
    todo = "Open the address in a browser and look for the link that says RSS, feed or 'subscribe'."
    if not page.body.strip(b"\x00 \t\r\n"):
        return Unreadable(source, expected=expected, came="the answer is empty", todo="Try again later.")
    if looks_like_html(text):
        return WrongContent(source, expected=expected, came=what_page(text), todo=todo)
    tag = _ANY_ROOT.search(text[:20_000]) if text.lstrip().startswith("<") else None
    came = f"XML of another sort came (<{tag[1]}>)" if tag else f"this came: {' '.join(text[:60].split())!r}"
    return WrongContent(source, expected=expected, came=came, todo=todo)


def _mended(text: str) -> str:
    """Without what XML does not allow, where it can only mean one thing; CDATA is left as it is."""
    pieces = _NO_XML.sub("", text).split("<![CDATA[")
    mended = [_REFERENCE.sub(_reference, pieces[0])]
    for piece in pieces[1:]:
        inside, closed, after = piece.partition("]]>")
        mended.append(f"<![CDATA[{inside}{closed}" + (_REFERENCE.sub(_reference, after) if closed else ""))
    return "".join(mended)


def _strays(text: str) -> int:
    return text.count("&") - sum(text.count(own) for own in _OWN)


def _reference(found: re.Match[str]) -> str:
    number, name = found.groups()
    if number:
        meant = html.unescape(f"&#{number};")
        return "" if not meant or _NO_XML.search(meant) or meant == "\ufffd" else _escaped(meant)
    meant = html.unescape(f"&{name};") if name else ""
    return _escaped(meant) if name and not meant.startswith("&") else f"&amp;{found[0][1:]}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _with_prefixes(text: str) -> str:
    """The text, with a declaration at its root for each prefix that has none."""
    tag = _ANY_ROOT.match(text)
    missing = set(_PREFIX.findall(text)) - {"xml", "xmlns"} - {name for name, _ in _DECLARED.findall(text)}
    if not tag or not missing:
        return text
    added = "".join(f" xmlns:{name}={quoteattr(f'unbound:{name}')}" for name in sorted(missing)[:50])
    return f"{text[: tag.start(1)]}{tag[1]}{added}{text[tag.end(1) :]}"


def _parsed(text: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        encoding="utf-8",
    )
    return etree.fromstring(text.encode("utf-8", "replace"), parser)


def _apart(tree: etree._Element) -> tuple[Entry, list[Entry], list[Refusal]]:
    """Head and entries of a whole feed: entries lie beside the channel (RSS 1.0), in it, or in the root (Atom)."""
    channel = next((one for one in tree if _local(one) == "channel"), tree)
    places = [tree] if channel is tree else [tree, channel]
    if not any(_local(one) in _ENTRIES for place in places for one in place):
        places = [one for one in channel if _local(one) == "items"]  # where some RSS 0.9x has them
    near = (one for place in places for one in place if _local(one) in _ENTRIES)
    head = (one for one in channel if _local(one) not in _ENTRIES | {"image", "items"})
    entries = [Entry(number, tuple(_fields(one))) for number, one in enumerate(itertools.islice(near, MOST + 1), 1)]
    return Entry(0, tuple(_fields(head))), entries, []


def _piecemeal(text: str) -> tuple[Entry, list[Entry], list[Refusal]]:
    """Entries that are well-formed each by itself, and refusals for the others."""
    declared = {name: value[1:-1] for name, value in _DECLARED.findall(text)}
    default = _DEFAULT.search(text[:5_000])
    entries: list[Entry] = []
    refusals: list[Refusal] = []
    number, began, first = 0, None, len(text)
    for found in _ENDS.finditer(text):
        if not found[1]:
            first = min(first, found.start())
            if began is not None:
                refusals.append(_broken(number, text[began : found.start()]))
            number, began = number + 1, found.start()
        elif began is not None:
            block = text[began : text.find(">", found.end()) + 1 or len(text)]
            try:
                root = _parsed(_wrapped(block, declared, default[1] if default else ""))
                entries.append(Entry(number, tuple(_fields(root[0]))))
            except (etree.XMLSyntaxError, ValueError, IndexError):
                refusals.append(_broken(number, block))
            began = None
        if number > MOST:
            break
    if began is not None and number <= MOST:
        refusals.append(_broken(number, text[began:]))
    return Entry(0, tuple(_plain_head(text[:first]))), entries, refusals


def _wrapped(block: str, declared: dict[str, str], default: str) -> str:
    used = set(_PREFIX.findall(block)) - {"xml", "xmlns"}
    names = "".join(f" xmlns:{one}={quoteattr(declared.get(one, f'unbound:{one}'))}" for one in sorted(used)[:50])
    return f"<x{names}{f' xmlns={quoteattr(default)}' if default else ''}>{block}</x>"


def _plain_head(text: str) -> Iterator[Field]:
    """The language of a broken feed; its other words are not worth a guess."""
    if found := re.search(r"<language>\s{0,20}([A-Za-z-]{2,20})\s{0,20}</language>", text[:20_000]):
        yield Field("", "language", found[1], {})


def _broken(number: int, block: str) -> Refusal:
    title = re.search(r"<title[^<>]{0,200}>(?:<!\[CDATA\[)?([^<\]]{1,300})", block[:5_000])
    wrote = html.unescape(title[1]).strip() if title else " ".join(re.sub(r"<[^<>]{0,300}>", " ", block[:600]).split())
    return Refusal(where=f"entry {number}", reason=_BROKEN, wrote=wrote[:200], todo=_TODO)


def _fields(children: Iterable[etree._Element]) -> Iterator[Field]:
    for one in itertools.islice(children, FIELDS):
        if isinstance(one.tag, str):
            name = etree.QName(one)
            space = f"{name.namespace or ''} {one.prefix or ''}".lower()
            space = next((called for part, called in _SPACES.items() if part in space), space.strip())
            attributes = {str(key).rpartition("}")[2].lower(): str(value) for key, value in one.attrib.items()}
            yield Field(space, name.localname.lower(), _text(one), attributes)


def _text(element: etree._Element) -> str:
    """The element's text; markup within it (XHTML in Atom, HTML that nobody escaped) as HTML."""
    if not len(element):
        return (element.text or "").strip()
    inner = [_escaped(element.text or "")]
    inner += [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return _XMLNS.sub("", "".join(inner)).strip()


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
