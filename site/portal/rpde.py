"""A feed of changes in pages that any static host can serve (OpenActive, Realtime Paged Data Exchange 1.0).

Every entry stands once, in the order of when it last changed; a page ends at a mark (moment, id), after which the next
page is named. A mark that was handed out stays for KEPT, so that a reader who comes back to it goes on from there. What
is not there any more is told as deleted for as long. What was told before is remembered: only what is not the same gets
a new moment, so pages without a change keep their bytes.
"""

import bisect
import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from portal.file import File

START = "index.json"
PAGE = 500
"""Entries of a page."""
KEPT = dt.timedelta(days=14)
"""How long a deleted entry and a mark stay; the standard asks for seven days at least."""
_MS = 1000


class Told(msgspec.Struct, frozen=True, array_like=True):
    """What was told of an entry. digest: of its data, "" for a deleted one. modified: milliseconds since 1970, UTC."""

    digest: str
    modified: int


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """Where a page begins: after the entry with this moment and id. until: when a reader was last sent there, in ms."""

    modified: int
    id: str
    until: int

    @property
    def name(self) -> str:
        """Of the page's file."""
        return f"after-{self.modified}-{self.id}.json"


class Memory(msgspec.Struct, frozen=True):
    """What a feed has told: entries by id, and the marks that it handed out, in their order."""

    told: dict[str, Told] = {}
    marks: tuple[Mark, ...] = ()


class Feed(NamedTuple):
    """kind: OpenActive's class of the data. path: of its folder. base: the portal's address. entries: JSON by id."""

    kind: str
    path: str
    base: str
    licence: str
    entries: Mapping[str, bytes]

    @property
    def start(self) -> str:
        """The address of its first page."""
        return f"{self.base.rstrip('/')}/{self.path}{START}"


def remembered(entries: Mapping[str, bytes], before: Memory, now: dt.datetime) -> Memory:
    """What is told from now on. now: aware; where the clock went back, what changed still comes after all else."""
    moment = int(now.timestamp() * _MS)
    at = max(moment, 1 + max((one.modified for one in before.told.values()), default=0))
    told = {}
    for key, data in entries.items():
        digest, old = hashlib.blake2b(data, digest_size=8).hexdigest(), before.told.get(key)
        told[key] = old if old and old.digest == digest else Told(digest, at)
    since = moment - int(KEPT.total_seconds() * _MS)
    for key, old in before.told.items():
        if key not in entries:
            gone = Told("", at) if old.digest else old
            if gone.modified >= since:
                told[key] = gone
    return Memory(told, _marks(told, before.marks, moment, since))


def pages(feed: Feed, memory: Memory) -> Iterator[File]:
    """The last page first, so that none is published before the one to which it leads."""
    order = _order(memory.told)
    starts = (None, *memory.marks)
    ends = [_after(order, mark) for mark in starts]
    for n in reversed(range(len(starts))):
        held, leads = order[ends[n] :], starts[n]
        for mark, end in zip(starts[n + 1 :], ends[n + 1 :], strict=True):
            if end > ends[n]:  # marks with nothing between them would be empty pages, which mean the end
                held, leads = order[ends[n] : end], mark
                break
        items = [_item(key, memory.told[key], feed) for _, key in held]
        here = starts[n]
        body = {"next": _address(feed, leads), "items": items, "license": feed.licence}
        yield File(f"{feed.path}{here.name if here else START}", msgspec.json.encode(body))


def _address(feed: Feed, mark: Mark | None) -> str:
    """The page after a mark, with the standard's own parameters, which a static host ignores."""
    if mark is None:
        return feed.start
    return f"{feed.base.rstrip('/')}/{feed.path}{mark.name}?afterTimestamp={mark.modified}&afterId={mark.id}"


def _item(key: str, told: Told, feed: Feed) -> dict[str, Any]:
    item: dict[str, Any] = {"state": "updated", "kind": feed.kind, "id": key, "modified": told.modified}
    if not told.digest:
        return item | {"state": "deleted"}
    return item | {"data": msgspec.Raw(feed.entries[key])}


def _order(told: Mapping[str, Told]) -> list[tuple[int, str]]:
    return sorted((one.modified, key) for key, one in told.items())


def _after(order: list[tuple[int, str]], mark: Mark | None) -> int:
    """How many entries stand up to a mark."""
    return bisect.bisect_right(order, (mark.modified, mark.id)) if mark else 0


def _marks(told: Mapping[str, Told], before: tuple[Mark, ...], moment: int, since: int) -> tuple[Mark, ...]:
    """The marks that stay, and new ones behind the last: at the end of each full page, and at the end of all."""
    order = _order(told)
    kept: list[Mark] = []
    begins = 0
    for n, mark in enumerate(before):
        last = n + 1 == len(before)
        following = len(order) if last else _after(order, before[n + 1])
        if last:  # until now readers were sent there to wait
            kept.append(Mark(mark.modified, mark.id, moment))
        elif mark.until >= since or following - begins > PAGE:
            kept.append(mark)
            begins = _after(order, mark)
    end = _after(order, kept[-1] if kept else None)
    new = order[end:]
    cuts = [*new[PAGE - 1 :: PAGE], *([new[-1]] if len(new) % PAGE else [])]
    return (*kept, *(Mark(modified, key, moment) for modified, key in cuts))
