"""Takes out of answers what the city has been asked to forget, before they are kept in the memory, and afterwards.

An answer keeps its form: of JSON, XML, HTML, a calendar or a table only the words go. Where something forgotten
cannot be taken out (it is escaped in some way, packed in a workbook, or is the listing of a forgotten address), the
whole answer goes.
"""

import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urljoin

import msgspec

from crawlers.forgetting import Filter
from crawlers.memory.warc_records import Answer

LARGEST = 20_000_000
"""Bytes of a body that is gone through; a larger one is not kept at all while something is forgotten."""

_ADDRESS = re.compile(r"https?://[^\s\"'<>\\)\]]+|(?:href|src|content|resource|about)\s*=\s*[\"']?([^\s\"'<>]+)")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_FOLD = re.compile(rb"\r?\n[ \t]")
_CALENDAR = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}BEGIN:V", re.IGNORECASE)
_PACKED = (b"PK\x03\x04", b"\x1f\x8b")
_GONE = "…"


def without(answer: Answer, sift: Filter | None) -> Answer | None:
    """The answer without it, the very one where nothing was found; None where it cannot be kept.

    sift: None where nothing is forgotten.
    """
    if sift is None:
        return answer
    if any(sift.address(url) or _says(sift, url) for url in (answer.asked, answer.url)):
        return None
    headers = tuple((name, value) for name, value in answer.headers if not _says(sift, value))
    body = _body(sift, answer.body, answer.url)
    if body is None:
        return None
    if body is answer.body and len(headers) == len(answer.headers):
        return answer
    return msgspec.structs.replace(answer, headers=headers, body=body)


def _body(sift: Filter, body: bytes, base: str) -> bytes | None:
    if len(body) > LARGEST:
        return None
    if body.startswith(_PACKED):
        try:
            texts = [_text(part)[0] for part in _parts(body)]
        except (OSError, EOFError, OverflowError, zlib.error, zipfile.BadZipFile, RuntimeError):
            return None  # nobody can see what is in it
        return None if any(_says(sift, text) or _leads(sift, text, base) for text in texts) else body
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return _words(sift, body, base)
    said = sift.json(_unnamed(sift, data, base))
    if said == data:
        return None if any(sift.places(other) for other in _otherwise(_text(body)[0])) else body
    after = msgspec.json.encode(said)
    return None if any(sift.places(other) for other in _otherwise(after.decode())) else after


def _words(sift: Filter, body: bytes, base: str) -> bytes | None:
    """Any text: its words one by one, so that what stands between them stays."""
    is_calendar = _CALENDAR.match(body) is not None
    text, coding = _text(_FOLD.sub(b"", body) if is_calendar else body)
    if _leads(sift, text, base):
        return None
    before = text
    while places := sift.places(text):
        for begin, end in reversed(places):
            text = f"{text[:begin]}{_GONE}{text[end:]}"
    if any(_says(sift, other) for other in _otherwise(text)):
        return None
    return body if text == before else text.encode(coding, "replace")


def _says(sift: Filter, text: str) -> bool:
    return bool(sift.places(text)) or any(sift.places(other) for other in _otherwise(text))


def _otherwise(text: str) -> list[str]:
    """The text as its escapes mean it: of addresses, of JSON within other text, of mark-up."""
    read = (unquote(text), _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text), html.unescape(text))
    return [one for one in read if one != text]


def _leads(sift: Filter, text: str, base: str) -> bool:
    """Whether it has the address of a forgotten listing: what stands beside it is that listing."""
    found = (match[1] or match[0].rstrip(".,;:!?") for match in _ADDRESS.finditer(text))
    return any(sift.address(_joined(base, html.unescape(one))) for one in dict.fromkeys(found))


def _unnamed(sift: Filter, value: Any, base: str) -> Any:
    """JSON without the objects that name a forgotten address."""
    if isinstance(value, list):
        return [_unnamed(sift, one, base) for one in value if not _names(sift, one, base)]
    if isinstance(value, dict):
        return {key: _unnamed(sift, one, base) for key, one in value.items() if not _names(sift, one, base)}
    return value


def _names(sift: Filter, value: Any, base: str) -> bool:
    if isinstance(value, dict):
        return any(isinstance(one, str) and sift.address(_joined(base, one)) for one in value.values())
    return isinstance(value, str) and _leads(sift, value, base)


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:  # "http://["
        return url


def _parts(body: bytes) -> Iterator[bytes]:
    """What is packed in it. Raises OverflowError where that is too large, and what a broken packing raises."""
    left = LARGEST
    if body.startswith(_PACKED[1]):
        with gzip.open(io.BytesIO(body)) as file:
            yield _whole(file.read(left + 1), left)
        return
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            with archive.open(name) as file:
                part = _whole(file.read(left + 1), left)
            left -= len(part)
            yield part


def _whole(part: bytes, most: int) -> bytes:
    if len(part) > most:
        raise OverflowError
    return part


def _text(body: bytes) -> tuple[str, str]:
    """The text, and how it is written down again without loss."""
    for coding in ("utf-8", "utf-16") if body.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8", "windows-1252"):
        try:
            return body.decode(coding), coding
        except UnicodeDecodeError:
            continue
    return body.decode("latin-1"), "latin-1"
