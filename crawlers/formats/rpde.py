"""Reads a page of a feed of changes: OpenActive's Realtime Paged Data Exchange, RPDE 1.0.

Strict where a mistake would lose or withdraw listings: a page without `items` or `next` is an error, an entry without
an id is refused. Tolerant in the rest: the licence is not needed and may be spelt `licence`, `next` may be relative,
`state` in any case, `kind` missing or of the publisher's own making, `modified` a number of any length or text.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from crawlers.draft import Refusal
from crawlers.errors import Unreadable, WrongContent
from crawlers.formats.charset import decode, looks_like_html, what_page
from crawlers.items import Item
from crawlers.page import Page

EXPECTED = "a page of a feed of changes (RPDE 1.0)"


class Feed(NamedTuple):
    """One page. entries: in the page's order; next: as it is written; licence: an address, or None where none is."""

    entries: tuple[Item | Refusal, ...]
    next: str
    licence: str | None


class _Whole(msgspec.Struct):
    items: list[msgspec.Raw]
    next: str
    license: Any = None
    licence: Any = None


class _Onward(msgspec.Struct):
    next: str


class _Entry(msgspec.Struct):
    state: Any = None
    kind: Any = None
    id: msgspec.Raw = msgspec.Raw(b"null")
    modified: msgspec.Raw = msgspec.Raw(b"null")
    data: msgspec.Raw = msgspec.Raw(b"null")


def read(page: Page, source: str) -> Feed:
    """The page's entries and where the feed goes on.

    Raises WrongContent for what is no such page, Unreadable for broken JSON and a page without `next`.
    """
    text = _text(page, source)
    try:
        whole = msgspec.json.decode(text, type=_Whole)
    except msgspec.ValidationError as error:
        raise _wrong(text, source, str(error)) from None
    if not whole.next.strip():
        raise _wrong(text, source, "it is empty")
    licence = next((one for one in (whole.license, whole.licence) if isinstance(one, str)), None)
    return Feed(tuple(_entries(whole.items)), whole.next.strip(), licence)


def next_of(page: Page, source: str) -> str:
    """Where the feed goes on, as `read` finds it, of a page that need not be read again for that."""
    try:
        return msgspec.json.decode(page.body, type=_Onward).next.strip() or read(page, source).next
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return read(page, source).next


def _text(page: Page, source: str) -> bytes:
    """The page's JSON as strict UTF-8; control characters in texts are escaped, NaN and Infinity are null."""
    body = page.body.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        text, _ = decode(body, page.charset)
    else:
        return body
    try:
        return json.dumps(json.loads(text, strict=False, parse_constant=lambda _: None)).encode()
    except (ValueError, RecursionError) as error:
        if looks_like_html(text):
            raise WrongContent(source, expected=EXPECTED, came=what_page(text), todo=_OPEN) from None
        came = f"its JSON breaks off or is broken ({error})" if text.strip() else "the answer is empty"
        raise Unreadable(source, expected=EXPECTED, came=came, todo="The next crawl tries again.") from None


_OPEN = "Open the address in a browser; the publisher's dataset page names its feeds."


def _wrong(text: bytes, source: str, problem: str) -> WrongContent | Unreadable:
    whole = json.loads(text)
    if isinstance(whole, dict) and isinstance(whole.get("items"), list):
        return Unreadable(
            source,
            expected=f"{EXPECTED}, which says where the feed goes on",
            came=f"its 'next' is not there or no address ({problem})",
            todo="Tell the publisher: without 'next' a feed cannot be read to its end.",
        )
    if isinstance(whole, dict):
        came = f"JSON with {', '.join(map(repr, list(whole)[:6])) or 'nothing'} in it"
    else:
        came = f"JSON that is a {type(whole).__name__}"
    return WrongContent(source, expected=EXPECTED, came=came, todo=_OPEN)


def _entries(raws: list[msgspec.Raw]) -> Iterator[Item | Refusal]:
    for number, raw in enumerate(raws, 1):
        try:
            entry = msgspec.json.decode(raw, type=_Entry)
        except msgspec.ValidationError:
            yield _refused(f"entry {number}", "The entry is no object.", raw)
            continue
        state = entry.state.strip().lower() if isinstance(entry.state, str) else ""
        name = _word(entry.id) or _own_id(entry.data)
        where = name or f"entry {number}"
        if not name:
            yield _refused(where, "The entry has no id.", raw)
        elif state == "deleted":
            yield Item(kind=_kind(entry), id=name, modified=_word(entry.modified), deleted=True)
        elif state not in {"updated", ""}:
            yield _refused(where, "The entry's state is neither 'updated' nor 'deleted'.", raw)
        elif not bytes(entry.data).startswith(b"{"):
            yield _refused(where, "The entry says that it was updated, but has no data.", raw)
        else:
            yield Item(kind=_kind(entry), id=name, modified=_word(entry.modified), data=entry.data)


def _refused(where: str, reason: str, raw: msgspec.Raw) -> Refusal:
    keys = _keys(raw)  # never its words: they may be a person's
    return Refusal(where=where, reason=reason, wrote=keys[:200], todo="Tell the publisher of the feed.")


def _keys(raw: msgspec.Raw) -> str:
    entry = json.loads(bytes(raw))
    return ", ".join(map(str, entry)) if isinstance(entry, dict) else type(entry).__name__


def _word(raw: msgspec.Raw) -> str:
    """A number or a text as text, digit for digit: `modified` may be longer than a float can hold."""
    words = bytes(raw).decode()
    if words.startswith('"'):
        return str(json.loads(words)).strip()
    return words if words[:1].isdigit() or words.startswith("-") else ""


def _kind(entry: _Entry) -> str:
    return entry.kind.strip() if isinstance(entry.kind, str) else ""


def _own_id(data: msgspec.Raw) -> str:
    """The name that the data gives itself, for an entry that has none."""
    node = json.loads(bytes(data))
    names = (node.get("@id"), node.get("id"), node.get("identifier")) if isinstance(node, dict) else ()
    return next((str(name) for name in names if isinstance(name, str | int)), "")
