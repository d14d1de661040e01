"""Masks names, e-mail addresses and telephone numbers of private people in bodies, which stay valid in their format.

People are found by the structure of a body and by patterns; then each is masked wherever it stands, in all bodies
alike, so that the same person has the same mask. A mask has as many letters or digits as what it stands for.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from contextlib import suppress

import lxml.etree
import msgspec

from crawlers.errors import SourceError, Unreadable
from crawlers.memory.masking import people as finding
from crawlers.memory.masking.masks import Masks
from crawlers.memory.masking.people import People

LARGEST = 2_000_000
"""Bytes of a body that is masked; a fixture is read by people."""
_SHORTEST = 3
"""Letters of a cell that may name somebody."""
_CALENDAR = re.compile(r"\ufeff?\s{0,100}BEGIN:V", re.IGNORECASE)
_UID = re.compile(r"^(?:UID|RELATED-TO)[;:].*", re.IGNORECASE | re.MULTILINE)
"""What is written like an e-mail address, and is none (RFC 5545, 3.8.4.7)."""
_FOLD = re.compile(r"\r?\n[ \t]")


def find(source: str, bodies: Sequence[bytes]) -> People:
    """The people of all these bodies. Raises Unreadable for a body that is neither text nor a workbook."""
    found = People()
    for body in bodies:
        if len(body) > LARGEST:
            came = f"it is {len(body):,} bytes long, and at most {LARGEST:,} are looked through"
            raise _refused(source, came)
        if body.startswith(b"PK\x03\x04"):
            _of_workbook(source, body, found)
            continue
        text = decoded(source, body)[0]
        _find(text, body, found)
    return found


def mask(source: str, body: bytes, masks: Masks) -> bytes:
    """The body, masked. Raises SourceError where something would be left, or where its format would break."""
    if body.startswith(b"PK\x03\x04"):
        return _workbook(source, body, masks)
    text, coding = decoded(source, body)
    is_calendar = _CALENDAR.match(text) is not None
    said = _calendar(text, masks) if is_calendar else masks.text(text)
    if masks.left(_UID.sub("", _FOLD.sub("", said)) if is_calendar else said):
        raise _refused(source, "a name or an address stands there in a way that cannot be replaced")
    if _form(text) != _form(said):
        raise _refused(source, "with masks it would not be valid in its format any more")
    return said.encode(coding, "replace")


def decoded(source: str, body: bytes) -> tuple[str, str]:
    """The text of a body, and how it is written down again byte for byte. Raises Unreadable for what is no text."""
    marks = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
    coding = marks.get(body[:2], "utf-8")
    if coding == "utf-8" and (b"\0" in body[:1000] or body.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b"))):
        raise _refused(source, "it is no text, so nobody can be masked in it")
    try:
        return body.decode(coding), coding
    except UnicodeDecodeError:
        return body.decode("latin-1"), "latin-1"


def _find(text: str, body: bytes, found: People) -> None:
    head = text[:2000].lstrip("\ufeff \t\r\n")
    if head.startswith(("{", "[")):
        with suppress(msgspec.DecodeError, RecursionError):
            finding.of_json(msgspec.json.decode(text.lstrip("\ufeff")), found)
            return
    if head.startswith("BEGIN:V"):
        plain = _FOLD.sub("", text)
        finding.of_calendar(plain, found)
        found.text(plain.replace("\\n", "\n").replace("\\,", ","))
        return
    found.text(text)
    if head.startswith("<"):
        if re.match(r"<(?!!doctype html|html)(?:\?xml|[\w:]+)", head, re.IGNORECASE):
            finding.of_xml(body, found)
        finding.of_html(text, found)
        return
    rows = finding.rows_of(text)
    finding.of_rows(rows, found)
    for cell in dict.fromkeys(cell for row in rows for cell in row if len(cell) >= _SHORTEST):
        found.text(cell)


def _calendar(text: str, masks: Masks) -> str:
    """Line by line: one that is changed is folded anew, every other stays as it is (RFC 5545, 3.1)."""
    end = "\r\n" if "\r\n" in text else "\n"
    made = []
    for line in re.split(r"\r?\n(?![ \t])", text):
        plain = _FOLD.sub("", line)
        said = masks.text(plain, mails=_UID.match(plain) is None)
        made.append(line if said == plain else _folded(said, end))
    return end.join(made)


def _folded(line: str, end: str) -> str:
    pieces, piece, size = list[str](), "", 0
    for letter in line:
        weight = len(letter.encode("utf-8", "surrogatepass"))
        if size + weight > 75:
            pieces.append(piece)
            piece, size = "", 1
        piece, size = piece + letter, size + weight
    return f"{end} ".join([*pieces, piece])


def _of_workbook(source: str, body: bytes, found: People) -> None:
    from crawlers.formats.tables.workbook import sheet_rows  # noqa: PLC0415 (slow to load; few tables are workbooks)

    rows = [list(row) for _, row in sheet_rows(source, body, None)]
    finding.of_rows(rows, found)
    for row in rows:
        for cell in row:
            found.text(cell)


def _workbook(source: str, body: bytes, masks: Masks) -> bytes:
    """Every XML part of a workbook, masked; parts that are no XML (pictures, macros) are left out of no workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in packed.infolist():
            content = packed.read(part)
            if part.filename == "docProps/core.xml":  # who made the file, and who changed it last
                content = re.sub(rb"(<(?:dc:creator|cp:lastModifiedBy)[^<>]*>)[^<]*", rb"\1", content)
            if part.filename.endswith((".xml", ".rels", ".vml")):
                said = masks.text(content.decode("utf-8", "replace"))
                if masks.left(said):
                    raise _refused(source, f"a name or an address in {part.filename} cannot be replaced")
                content = said.encode()
            made.writestr(part, content)
    return out.getvalue()


def _form(text: str) -> object:
    """What must be the same before and after: the shape of JSON, of XML, of a calendar, of a table."""
    head = text[:2000].lstrip("\ufeff \t\r\n")
    if head.startswith(("{", "[")):
        try:
            return _shape(msgspec.json.decode(text.lstrip("\ufeff")), 0)
        except (msgspec.DecodeError, RecursionError):
            return None
    if head.startswith("BEGIN:V"):
        return [line.partition(":")[0].partition(";")[0] for line in _FOLD.sub("", text).splitlines()]
    if head.startswith("<"):
        parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            return [str(one.tag) for one in lxml.etree.fromstring(text.encode("utf-8", "replace"), parser).iter()]
        except (lxml.etree.LxmlError, ValueError):
            return text.count("<"), text.count(">")
    return [len(row) for row in finding.rows_of(text)]


def _shape(data: object, depth: int) -> object:
    if depth > finding.DEEPEST:
        return None
    if isinstance(data, dict):
        return [(len(str(key)), _shape(value, depth + 1)) for key, value in data.items()]
    if isinstance(data, list):
        return [_shape(value, depth + 1) for value in data]
    return type(data).__name__


def _refused(source: str, came: str) -> SourceError:
    todo = "Make the fixture by hand, with invented people; tests/fixture_cases.py says how it looks."
    return Unreadable(source, expected="a body in which private people can be masked", came=came, todo=todo)
