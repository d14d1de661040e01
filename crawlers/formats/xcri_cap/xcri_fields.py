"""Says which of our fields XCRI-CAP's elements are, of a provider and of a course (BS 8581, EN 15982)."""

import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from lxml import etree

from crawlers.formats import markup
from crawlers.formats.xcri_cap.xcri import local

DELETED = "It is marked as deleted (recstatus 3)."

_LISTS = re.compile(r"(LDCS|learn-?direct)|ISCED", re.IGNORECASE)
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_AGES = re.compile(r"(\d{1,3})\s*-\s*(\d{1,3})")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_SHOWN = frozenset(
    ("a", "b", "blockquote", "br", "dd", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "i", "li", "ol", "p",
     "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul")
)  # fmt: skip
_PROSE = ("objective", "learningoutcome", "assessment")


class Parts:
    """The children of an element by their local names, in their order."""

    def __init__(self, element: etree._Element) -> None:
        self._by_name: dict[str, list[etree._Element]] = {}
        for child in element:
            if name := local(child):
                self._by_name.setdefault(name, []).append(child)

    def all(self, *names: str) -> list[etree._Element]:
        """The children of any of these names."""
        return [child for name in names for child in self._by_name.get(name, ())]

    def one(self, *names: str) -> etree._Element | None:
        """The first of them."""
        return next(iter(self.all(*names)), None)

    def text(self, *names: str) -> str | None:
        """The words of the first of them that has any."""
        return next(filter(None, map(words, self.all(*names))), None)

    def texts(self, *names: str) -> tuple[str, ...]:
        """The words of all, each once."""
        return tuple(dict.fromkeys(filter(None, map(words, self.all(*names)))))


def words(element: etree._Element | None) -> str:
    """All text of an element on one line."""
    if element is None:
        return ""
    pieces = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    return " ".join(pieces.split())


def prose(element: etree._Element) -> str:
    """A descriptive text: its words as they came, or its XHTML as plain HTML; what it links to where it is empty."""
    if not len(element):
        plain = (element.text or "").strip()
        return plain or (markup.join("", element.get("href")) or "")
    return "".join(_pieces(element)).strip()


def _pieces(element: etree._Element) -> Iterator[str]:
    """XHTML without its namespaces, and without attributes but where a link leads."""
    silent = 0
    for moment, node in etree.iterwalk(element, events=("start", "end")):
        tag = local(node)
        shown = node is not element and tag in _SHOWN
        if moment == "start":
            silent += tag in markup.SILENT
            if shown and not silent:
                link = markup.join("", node.get("href")) if tag == "a" else None
                yield f'<a href="{html.escape(link)}">' if link else f"<{tag}>"
            if not silent:
                yield html.escape(node.text or "", quote=False)
            continue
        if shown and not silent and tag != "br":
            yield f"</{tag}>"
        silent -= tag in markup.SILENT
        if node is not element and not silent:
            yield html.escape(node.tail or "", quote=False)


def subjects(parts: Parts) -> tuple[str, ...]:
    """The words of all subjects, and behind them the codes of lists that sort courses: "LDCS CB.4", "ISCED-F 0611"."""
    coded = []
    for subject in parts.all("subject"):
        listed = _LISTS.search(subject.get(XSI_TYPE, ""))
        code = next((value for name, value in subject.attrib.items() if str(name).endswith("identifier")), "")
        if listed and code:
            coded.append(f"{'LDCS' if listed[1] else 'ISCED-F'} {' '.join(str(code).split())[:20]}")
    return tuple(dict.fromkeys((*parts.texts("subject"), *coded)))


def title(parts: Parts, language: str | None) -> tuple[str | None, str | None]:
    """The title in this language or in none that is stated, else the first; and its own language."""
    found = [one for one in parts.all("title") if words(one)]
    stated = [one for one in found if one.get(_LANG)]
    wanted = [one for one in stated if language and (one.get(_LANG) or "").lower().startswith(language.lower())]
    chosen = next(iter((*wanted, *(one for one in found if one not in stated), *found)), None)
    return words(chosen) or None, chosen.get(_LANG) if chosen is not None else None


def identifier(parts: Parts) -> str:
    """The lasting id: the untyped identifier, which is an address, else any that has no scheme, else the first."""
    found = [one for one in parts.all("identifier") if words(one)]
    plain = [one for one in found if one.get(XSI_TYPE) is None]
    addresses = [one for one in plain if is_address(words(one))]
    return words(next(iter((*addresses, *plain, *found)), None))


def is_address(value: str) -> bool:
    """Whether it is a web address."""
    return markup.join("", value) is not None


def is_deleted(element: etree._Element) -> bool:
    """Whether a delta update says that it is gone (a draft of the standard; 1.1 counts 1 added, 2 updated)."""
    return (element.get("recstatus") or "").strip().lower() in {"3", "deleted"}


def address(parts: Parts, base: str) -> str | None:
    """The web page: `url`, else the identifier where it is an address."""
    own = parts.text("url") or ""
    if own.lower().startswith("www."):
        own = f"https://{own}"
    return markup.join(base, own) if own else markup.join("", identifier(parts))


def description(parts: Parts, above: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """The texts without a type, else the abstract; and what else is described. above: the parent's, which they replace.

    Keywords are for robots, and left out.
    """
    texts = parts.all("description")
    plain = [prose(one) for one in texts if one.get(XSI_TYPE) is None]
    typed = [prose(one) for one in texts if (kind := one.get(XSI_TYPE)) and "keyword" not in kind.lower()]
    typed += [prose(one) for one in parts.all(*_PROSE)]
    own = [text for text in plain if text] or ([text] if (text := parts.text("abstract")) else [])
    return own or list(above), [text for text in dict.fromkeys(typed) if text]


def level(parts: Parts) -> str | None:
    """The level of the qualification, else the course's own; an address of a framework by its end ("EQF 4")."""
    said = [found for one in parts.all("qualification") for found in Parts(one).texts("educationlevel", "level")]
    found = next(iter((*said, *parts.texts("level"))), None)
    if found and is_address(found):
        split = urlsplit(found)
        found = " ".join(filter(None, (split.path.rstrip("/").rpartition("/")[2], split.fragment)))
    return found or None


def credential(parts: Parts) -> str | None:
    """Qualifications and credits in words: "HNC, awarded by BTEC; 20 credits, level 2 (CATS)"."""
    said = []
    for one in map(Parts, parts.all("qualification")):
        name, short, by = one.text("title"), one.text("abbr"), one.text("awardedby")
        both = f"{name} ({short})" if name and short and short not in name else name or short
        said.append(f"{both}, awarded by {by}" if both and by else both)
    for one in map(Parts, parts.all("credit")):
        scheme, at, number = one.text("scheme"), one.text("level"), one.text("value")
        if scheme and at and number and len(one.all("scheme")) == 1:
            scheme, at = (word.rstrip("/").rpartition("/")[2].replace("#", " ") for word in (scheme, at))
            said.append(f"{number} credits, level {at} ({scheme})")
    return "; ".join(dict.fromkeys(filter(None, said))) or None


def ages(parts: Parts) -> str | None:
    """The age as it stands; a range that is turned round says nothing."""
    stated = parts.text("age")
    found = _AGES.fullmatch(stated or "")
    return None if found and int(found[1]) > int(found[2]) else stated


def languages(parts: Parts) -> tuple[str, ...]:
    """Languages of instruction; what is no language tag is ignored, says the standard."""
    return tuple(one for one in parts.texts("languageofinstruction") if _TAG.fullmatch(one))
