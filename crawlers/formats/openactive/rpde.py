"""Reads a page of a feed of changes: OpenActive's Realtime Paged Data Exchange, RPDE 1.0.

Strict where a mistake would lose or withdraw listings: a page without `items` or `next` is an error, an entry without
an id is refused. Tolerant in the rest: the licence is not needed and may be spelt `licence`, `next` may be relative,
`state` in any case, `kind` missing or of the publisher's own making, `modified` a number of any length or text.
"""

import itertools
import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

import msgspec

from crawlers.draft import Refusal
from crawlers.errors import Unreadable, WrongContent
from crawlers.formats import loose_json, markup
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


def disordered(feed: Feed, page: Page) -> Iterator[Refusal]:
    """Where a page breaks the order by which a feed can be read without a loss (RPDE 1.0, "Ordering").

    Entries must stand in the order of `modified`, later than the page's own address asks for; `next` must lead on from
    the last of them, or further where some were left out. Each breach is told once for a feed, whatever the page.
    """
    asked, leads = _after(page.final_url, page.url), _after(page.final_url, feed.next)
    marks = [item.modified for item in feed.entries if isinstance(item, Item)]
    where = page.url.partition("?")[0]
    todo = "Tell the publisher: changes between two pages may never be seen."
    if any(_rank(one) > _rank(two) for one, two in itertools.pairwise(marks) if _alike(one, two)):
        yield Refusal(where=where, reason=DISORDER, todo=todo)
    if marks and _alike(asked, marks[0]) and _rank(marks[0]) < _rank(asked):
        yield Refusal(where=where, reason=EARLIER, todo=todo)
    if marks and _alike(leads, marks[-1]) and _rank(leads) < _rank(marks[-1]):
        yield Refusal(where=where, reason=BEHIND, todo=todo)


DISORDER = "The entries of a page are not in the order of their changes."
EARLIER = "A page has entries from before the moment that was asked for."
BEHIND = "The next page is asked for from before the last entry of this one."


def _after(base: str, url: str) -> str:
    """The change from which an address asks: its afterTimestamp or afterChangeNumber."""
    try:
        asked = dict(parse_qsl(urlsplit(urljoin(base, url)).query))
    except ValueError:
        return ""
    return asked.get("afterTimestamp") or asked.get("afterChangeNumber") or ""


def _alike(one: str, two: str) -> bool:
    """Whether two marks can be compared: both numbers, or both texts of one form."""
    return bool(one and two) and one.isdecimal() == two.isdecimal() and (one.isdecimal() or len(one) == len(two))


def _rank(mark: str) -> tuple[int, str]:
    """Numbers of any length by their value, texts by their signs."""
    digits = mark.lstrip("0") if mark.isdecimal() else mark
    return len(digits), digits


def next_of(page: Page, source: str) -> str:
    """Where the feed goes on, of a page that need not be read again for that; absolute where it is an address."""
    try:
        link = msgspec.json.decode(page.body, type=_Onward).next.strip() or read(page, source).next
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        link = read(page, source).next
    return markup.join(page.final_url, link) or link


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
        return json.dumps(loose_json.loads(text), ensure_ascii=False).encode("utf-8", "replace")
    except (ValueError, RecursionError) as error:
        if looks_like_html(text):
            raise WrongContent(source, expected=EXPECTED, came=what_page(text), todo=_OPEN) from None
        came = f"its JSON breaks off or is broken ({error})" if text.strip() else "the answer is empty"
        raise Unreadable(source, expected=EXPECTED, came=came, todo="The next crawl tries again.") from None


_OPEN = "Open the address in a browser; the publisher's dataset page names its feeds."


def _wrong(text: bytes, source: str, problem: str) -> WrongContent | Unreadable:
    whole = msgspec.json.decode(text)
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
