"""Finds the people whom a body names by its structure: JSON, linked data, microdata, XML, calendars, tables."""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import unquote

import lxml.etree
import lxml.html
import msgspec

from crawlers.memory.masking import signs

DEEPEST = 60
"""Levels of nesting that are looked through."""

_ROWS_BEFORE = 10
"""Lines among which the head of a table is looked for."""
_LABELLED_CLASS = re.compile(
    r"contact-?(?:name|person)|instructor|teacher|tutor|author|organi[sz]er|speaker|leader|p-name|\bfn\b", re.IGNORECASE
)
_LINE = re.compile(
    r"(ORGANIZER|ATTENDEE|CONTACT)((?:;[^:;=]+=(?:\"[^\"]*\"|[^\":;]*)){0,20}):(.*)", re.IGNORECASE | re.DOTALL
)
_CN = re.compile(r";CN=(?:\"([^\"]*)\"|([^\":;]*))", re.IGNORECASE)
_VERB = re.compile(r"^(?:e-?mail|contact|call|write to|ask|message)\s+", re.IGNORECASE)


class People:
    """What was found. names: whole names; parts: single words that are one where a field says so; phones; mails."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.parts: dict[str, None] = {}
        self.phones: dict[str, None] = {}
        self.mails: dict[str, None] = {}

    def name(self, words: object, *, sure: bool = False) -> None:
        """A name, where it looks like one; sure: whatever it looks like."""
        said = " ".join(str(words).split()) if isinstance(words, str) else ""
        if signs.is_name(said):
            self.names[said] = None
        elif sure and said and len(said) <= 60 and any(letter.isalpha() for letter in said):
            (self.names if " " in said else self.parts)[said] = None

    def text(self, text: str) -> None:
        """What running text gives away by itself."""
        for found in signs.mails(text):
            self.mails[found[0]] = None
        for found in signs.PHONE.finditer(text) if signs.DIGIT.search(text) else ():
            if signs.is_phone(found[0]):
                self.phones[found[0]] = None
        for found in signs.TEL.finditer(text) if signs.DIGIT.search(text) else ():
            self.phones[unquote(found[1] or found[2]).strip()] = None
        for found in signs.LABELLED.finditer(text):
            self._longest(found[1])
        for found in signs.TITLED.finditer(text):
            self._longest(found[1], sure=True)

    def field(self, name: str, value: object) -> None:
        """A value under the name of a field."""
        field = signs.key(name)
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            return
        said = str(value).strip()
        if field in signs.PARTS:
            self.name(said, sure=True)
        elif field in signs.NAMES:
            for one in (said, *re.split(r"[<>()\[\]/;]", said)):
                self.name(one)
        if signs.PHONES.search(field) and sum(letter.isdigit() for letter in said) >= 5 and len(said) <= 40:
            self.phones[said] = None

    def person(self, fields: Iterable[tuple[str, object]]) -> None:
        """The fields of what says that it is a person."""
        parts = dict[str, str]()
        for name, value in fields:
            field = signs.key(name)
            if field == "name" or field in signs.PARTS:
                self.name(value, sure=True)
            if isinstance(value, str):
                parts[field] = value
        if "givenname" in parts and "familyname" in parts:
            self.name(f"{parts['givenname']} {parts['familyname']}", sure=True)

    def _longest(self, words: str, *, sure: bool = False) -> None:
        """As many of the words after a label as look like a name; sure: the first at least."""
        said = words.split()
        for length in range(len(said), 1, -1):
            if signs.is_name(" ".join(said[:length])):
                self.name(" ".join(said[:length]).rstrip("."))
                return
        if sure and said[0][0].isupper():
            self.name(said[0].rstrip("."), sure=True)


def of_json(data: Any, people: People, depth: int = 0, under: str = "") -> None:
    """Objects of the type Person, fields named for people, and whatever their texts give away."""
    if depth > DEEPEST:
        return
    if isinstance(data, dict):
        types = data.get("@type", data.get("type", ""))
        if any(signs.key(str(one)) == "person" for one in (types if isinstance(types, list) else [types])):
            people.person(data.items())
        elif signs.key(under) in signs.NAMES:
            people.field(under, data.get("name", ""))
        first, last = (_of(data, "firstname", "givenname"), _of(data, "lastname", "surname", "familyname"))
        if first and last:
            people.name(f"{first} {last}", sure=True)
        for name, value in data.items():
            people.field(name, value)
            of_json(value, people, depth + 1, name)
    elif isinstance(data, list):
        for one in data:
            people.field(under, one)
            of_json(one, people, depth + 1, under)
    elif isinstance(data, str):
        if not data.strip().isdigit() or data.strip().startswith("0"):  # an id, unless the field says otherwise
            people.text(data)
        if "<" in data and depth < DEEPEST:
            of_html(data, people)


def _of(data: dict[str, Any], *names: str) -> str:
    return next((value for name, value in data.items() if signs.key(name) in names and isinstance(value, str)), "")


def of_html(text: str, people: People) -> None:
    """Linked data, microdata, RDFa and microformats of people; links to mail boxes and telephones; labelled names."""
    try:
        tree = lxml.html.fromstring(
            text.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8", no_network=True)
        )
    except (lxml.etree.LxmlError, ValueError):
        return
    for one in tree.iter():
        if not isinstance(one.tag, str):
            continue
        if one.tag == "script":
            if "json" in one.get("type", ""):
                _script(one.text or "", people)
            continue
        kind = f"{one.get('itemtype', '')} {one.get('typeof', '')}"
        if re.search(r"(?:^|[\s/:])Person(?:$|\s)", kind):
            people.person(
                (part.get("itemprop") or part.get("property") or "", part.get("content") or _words(part))
                for part in one.iter()
                if isinstance(part.tag, str)
            )
        for name in (one.get("itemprop"), one.get("property"), one.get("name") if one.tag == "meta" else None):
            if name:
                people.field(name, one.get("content") or _words(one))
        link = (one.get("href") or "").strip().lower()
        if link.startswith("mailto:"):
            people.name(_VERB.sub("", _words(one)))
        if one.get("rel") == "author" or _LABELLED_CLASS.search(f"{one.get('class', '')} {one.get('id', '')}"):
            people.name(re.sub(r"^[^:]{0,30}:\s*", "", _words(one)))


def _script(text: str, people: People) -> None:
    try:
        of_json(msgspec.json.decode(text), people)
    except (msgspec.DecodeError, RecursionError):
        people.text(text)


def _words(one: Any) -> str:
    return " ".join(str(part) for part in itertools.islice(one.itertext(), 20))[:200].strip()


def of_xml(body: bytes, people: People) -> None:
    """Elements and attributes that are named for people."""
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        tree = lxml.etree.fromstring(body, parser)
    except (lxml.etree.LxmlError, ValueError):
        return
    for one in tree.iter() if tree is not None else ():
        if not isinstance(one.tag, str):
            continue
        said, field = _words(one), signs.key(one.tag)
        people.field(one.tag, said)
        parent = one.getparent()
        if field == "name" and parent is not None and isinstance(parent.tag, str):
            people.field(parent.tag, said)
        for name, value in one.attrib.items():
            people.field(str(name), str(value))
        people.text(said)


def of_calendar(text: str, people: People) -> None:
    """ORGANIZER, ATTENDEE and CONTACT of an unfolded calendar (RFC 5545, 3.8.4)."""
    for line in text.splitlines():
        found = _LINE.fullmatch(line)
        if not found:
            continue
        named = _CN.search(found[2])
        if named:
            room = re.search(r"CUTYPE=(?:ROOM|RESOURCE|GROUP)", found[2], re.IGNORECASE)
            people.name(named[1] or named[2] or "", sure=found[1].upper() == "ATTENDEE" and not room)
        if found[1].upper() == "CONTACT":
            people.name(re.split(r"\\,|\\;|[,;(]", found[3])[0].replace("\\n", " "))


def of_rows(rows: Sequence[Sequence[object]], people: People) -> None:
    """Columns whose heads are named for people."""
    heads = max(
        rows[:_ROWS_BEFORE], key=lambda row: sum(isinstance(cell, str) and bool(cell) for cell in row), default=()
    )
    names = [str(cell or "") for cell in heads]
    keys = [signs.key(name) for name in names]
    for row in rows:
        if row is heads:
            continue
        cells = list(zip(names, keys, row, strict=False))
        for name, _, cell in cells:
            people.field(name, cell)
        first = next(
            (str(cell) for _, field, cell in cells if field in {"firstname", "givenname", "forename"} and cell), ""
        )
        last = next(
            (str(cell) for _, field, cell in cells if field in {"lastname", "surname", "familyname"} and cell), ""
        )
        if first and last:
            people.name(f"{first} {last}", sure=True)


def rows_of(text: str) -> list[list[str]]:
    """A table's rows, by whichever sign parts most cells in its first lines."""
    head = "\n".join(text.splitlines()[:_ROWS_BEFORE])
    delimiter = max(",;\t|", key=head.count)
    try:
        return list(_read(text, delimiter))
    except csv.Error:
        return []


def _read(text: str, delimiter: str) -> Iterator[list[str]]:
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
