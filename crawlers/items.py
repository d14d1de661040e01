"""Entries of feeds of changes, and what remains of them when all that was said is put together."""

from collections.abc import Iterable

import msgspec


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One entry of a feed of changes. (feed, kind, id) is its key; a later one replaces it.

    feed: the feed's first address; the engine writes it, a kind leaves it empty.
    kind: the feed's word ("ScheduledSession"). modified: the feed's mark of its state, as text.
    deleted: a tombstone; then data is None. data: the entry as JSON, as it came.
    reading: number of the full reading that last saw it; the engine's, by which it tells what is gone.
    """

    feed: str = ""
    kind: str = ""
    id: str
    modified: str = ""
    deleted: bool = False
    data: msgspec.Raw | None = None
    reading: int = 0


Items = dict[tuple[str, str, str], Item]
"""The present state of feeds, in the order in which the entries were last said."""


def merge(state: Items, items: Iterable[Item]) -> bool:
    """Puts what a page said into the state, in the page's order. Whether that changed anything but `reading`."""
    changed = False
    for item in items:
        key = item.feed, item.kind, item.id
        before = state.pop(key, None)
        if item.deleted:
            changed = changed or before is not None
            continue
        state[key] = item
        same = before is not None and (before.modified, before.data) == (item.modified, item.data)
        changed = changed or not same
    return changed


def sweep(state: Items, feed: str, reading: int) -> bool:
    """Removes what a whole new reading of a feed did not see again. Whether there was any."""
    gone = [key for key, item in state.items() if item.feed == feed and item.reading != reading]
    for key in gone:
        del state[key]
    return bool(gone)
