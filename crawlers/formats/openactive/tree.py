"""Puts OpenActive's entries together: sessions under their series, runs under their course, from whatever feed.

Parents come embedded or by reference (`superEvent`, `instanceOfCourse`), often later and in another feed; children come
embedded too (`subEvent`, `hasCourseInstance`). What refers to a parent that is not there is held until it comes.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from crawlers.draft import Refusal
from crawlers.formats.linked_data.nodes import Node
from crawlers.formats.openactive.nodes import (
    COURSE,
    EVENT,
    EVENT_SERIES,
    FACILITIES,
    FOR_HIRE,
    HEADLINE,
    LISTED,
    PART,
    PLACE,
    RUN,
    SERIES,
    SESSION,
    SLOT,
    kind_of,
    nodes,
    text,
    values,
)
from crawlers.items import Item

HELD = "The series or course that it belongs to has not come."
CIRCLE = "It is named as a part of itself, or of too many things in a row."
NAMELESS = "It has no name."
OVER = "It is over."
PAST = "They ended more than 30 days before the feed was read."
FACILITY = "A facility for hire is no opportunity."
NOT_LISTED = "An entry of this sort is no opportunity."
AGAIN = "The same thing has come in a later entry, which counts."

DEEPEST = 8
"""Parents in a row; a session, its series, its event series and one more are what the standard knows."""

_UP = ("instanceOfCourse", "superEvent", "course", "superEvents", "facilityUse", "aggregateFacilityUse")
_DOWN = ("subEvent", "hasCourseInstance", "individualFacilityUse", "event")
_ABOVE = {"instanceOfCourse": COURSE, "course": COURSE, "facilityUse": FOR_HIRE, "aggregateFacilityUse": FOR_HIRE}
"""What usually stands there; elsewhere a series."""
_BELOW = {SERIES: SESSION, COURSE: RUN, FOR_HIRE: SLOT, PART: SLOT}
_LINKS = frozenset((*_UP, *_DOWN))


class Entry(msgspec.Struct, eq=False):
    """A node and where it stands. own: it came as an entry of a feed, not only within another.

    name: what tells it apart from all others, its lasting id where it has one. passed: what its children inherit, kept
    for the next of them: without offers, and with them.
    """

    node: Node
    kind: str
    name: str
    own: bool
    above: "Entry | None" = None
    below: list["Entry"] = []
    held: str | None = None
    passed: dict[bool, Node] = {}


class Tree(msgspec.Struct):
    """All entries in their order, the places by reference, and how many of the other sorts there were.

    again: names that came in more than one entry, once for each entry that does not count.
    """

    entries: list[Entry] = []
    places: dict[str, Node] = {}
    others: dict[str, int] = {}
    again: list[str] = []


def grow(items: Iterable[Item], *, slots: bool = False) -> Tree:
    """The present entries of all feeds, put together. Their data must have gone through openactive_nodes.whole.

    slots: whether what is for hire is listed.
    """
    return _Growing(LISTED | FACILITIES if slots else LISTED).all(items)


def refused(tree: Tree) -> Iterator[Refusal]:
    """What is held, circular, or of a sort that is not listed."""
    for kind, number in tree.others.items():
        reason = FACILITY if kind in FACILITIES else NOT_LISTED
        yield Refusal(where=f"{number} × {kind or 'no type'}", reason=reason, wrote=kind)
    if tree.again:
        yield Refusal(where=f"{len(tree.again)} × entries", reason=AGAIN, wrote=", ".join(tree.again)[:200])
    slots = [entry for entry in tree.entries if entry.held and entry.own and entry.kind == SLOT]
    if slots:  # there may be a hundred thousand
        yield Refusal(where=f"{len(slots)} × {SLOT}", reason=HELD, wrote=", ".join(one.name for one in slots[:9])[:200])
    for entry in tree.entries:
        if entry.held and entry.own and entry.kind != SLOT:
            todo = "It is listed as soon as its parent is in one of the source's feeds." if entry.held == HELD else ""
            yield Refusal(where=entry.name, reason=entry.held, wrote=_reference(entry.node)[:200], todo=todo)


def key(reference: str) -> str:
    """What two spellings of one reference share."""
    return reference.strip().removeprefix("https:").removeprefix("http:").rstrip("/")


def names(node: Node) -> list[str]:
    """What a node goes by, in the order in which that counts: @id, url, identifier."""
    found = [node.get("@id"), node.get("url"), *values(node, "identifier")]
    return [str(one.get("value", "") if isinstance(one, dict) else one) for one in found if one]


class _Growing:
    def __init__(self, listed: frozenset[str]) -> None:
        self.tree, self.listed = Tree(), listed
        self.by_name: dict[str, Entry] = {}
        self.further: defaultdict[str, list[Entry]] = defaultdict(list)
        self.up: dict[int, tuple[Entry, Any]] = {}

    def all(self, items: Iterable[Item]) -> Tree:
        decoder = msgspec.json.Decoder()
        for item in items:
            node = decoder.decode(item.data) if item.data else {}
            kind = kind_of(node, item.kind) if isinstance(node, dict) else ""
            if kind == PLACE:
                self.tree.places |= {key(name): node for name in names(node)[:1]}
            elif kind in self.listed:
                self._add(node, kind, names(node) or [item.id], own=True)
            else:
                self.tree.others[kind] = self.tree.others.get(kind, 0) + 1
        for entry in list(self.tree.entries):
            self._embedded(entry, 0)
        for entry in self.tree.entries:
            self._link(entry)
        for entry in self.tree.entries:
            entry.held = entry.held or _held(entry)
            if entry.above and not entry.held:
                entry.above.below.append(entry)
        return self.tree

    def _add(self, node: Node, kind: str, called: list[str], *, own: bool) -> Entry:
        known = self.by_name.get(key(called[0]))
        if known and known.kind == kind:  # the same again, from another feed or within another entry
            return self._again(known, node, own=own)
        made = Entry(node=node, kind=kind, name=called[0], own=own, below=[])
        self.tree.entries.append(made)
        self.by_name[key(made.name)] = made
        for one in called[1:]:
            self.further[key(one)].append(made)
        return made

    def _again(self, known: Entry, node: Node, *, own: bool) -> Entry:
        """Its own entry speaks for it; of copies within others the newer, and the older for what that leaves out."""
        if own:
            if known.own:
                self.tree.again.append(known.name)
            known.node = _with_links(node, known.node)
        elif known.own:
            known.node = _with_links(known.node, node)
        else:
            known.node = known.node | node
        known.own = known.own or own
        return known

    def _embedded(self, entry: Entry, depth: int) -> None:
        """Adds what an entry holds within it: its parent with the parent's own, and its children."""
        if depth > DEEPEST or not _LINKS & entry.node.keys():
            return
        for up in _UP:
            for parent in nodes(entry.node, up)[:1]:
                if set(parent) - {"@id", "@type"}:
                    kind = self._class(parent, _ABOVE.get(up, SERIES))
                    found = self._put(parent, kind, names(parent) or [_digest(parent)], depth)
                    self.up[id(entry)] = (entry, found)
        usual = _BELOW.get(entry.kind, EVENT)
        children = [(child, down) for down in _DOWN for child in nodes(entry.node, down)]
        for number, (child, down) in enumerate(children):
            called = names(child)
            if not called or not {"@id", "url"} & set(child):  # an identifier alone is a number among its siblings
                called = [f"{entry.name}#{called[0] if called else child.get('startDate', number)}"]
            kind = self._class(child, PART if down == "individualFacilityUse" else usual)
            made = self._put(child, kind, called, depth)
            self.up.setdefault(id(made), (made, entry))

    def _class(self, node: Node, usual: str) -> str:
        """The class of what stands within an entry: its own, or what usually stands there."""
        own: str = node.get("@type", "")
        return own if own in self.listed else usual

    def _put(self, node: Node, kind: str, called: list[str], depth: int) -> Entry:
        known = next((found for name in called if (found := self._named(name, kind))), None)
        if known and known.own:
            return self._again(known, node, own=False)  # its own entry is walked in its turn
        made = self._again(known, node, own=False) if known else self._add(node, kind, called, own=False)
        self._embedded(made, depth + 1)
        return made

    def _named(self, name: str, kind: str = "") -> Entry | None:
        found = self.by_name.get(key(name))
        if found and (not kind or found.kind == kind):
            return found
        also = [one for one in self.further.get(key(name), ()) if not kind or one.kind == kind]
        return also[0] if len(also) == 1 else None

    def _link(self, entry: Entry) -> None:
        if id(entry) in self.up:
            entry.above = self.up[id(entry)][1]
        elif reference := _reference(entry.node):
            entry.above = self._named(reference)
            entry.held = None if entry.above else HELD


def _held(entry: Entry) -> str | None:
    """Why an entry cannot be listed for what stands above it."""
    seen = {id(entry)}
    above = entry.above
    while above is not None:
        if id(above) in seen or len(seen) > DEEPEST:
            return CIRCLE
        if above.held:
            return above.held
        seen.add(id(above))
        above = above.above
    return None


def _reference(node: Node) -> str:
    for up in _UP:
        for value in values(node, up)[:1]:
            if isinstance(value, str):
                return value
            if isinstance(value, dict) and (called := names(value)):
                return called[0]
    return ""


def _with_links(node: Node, other: Node) -> Node:
    """The node, with what only its other copy says of its parent."""
    return {up: other[up] for up in _UP if up in other and not set(_UP) & set(node)} | node


def _digest(node: Node) -> str:
    """A name for what has none: all that it says."""
    return json.dumps(node, sort_keys=True)


def heads(tree: Tree) -> Iterator[Entry]:
    """The entries that are listings of their own: series, courses, events that are no mere dates of another."""
    for entry in tree.entries:
        if entry.held:
            continue
        if entry.kind == EVENT_SERIES:
            if any(not is_head(one) for one in entry.below) or (entry.own and not entry.below):
                yield entry
        elif is_head(entry):
            yield entry


def is_head(entry: Entry) -> bool:
    """Whether it is a listing, and not a date or run of what it belongs to."""
    above = entry.above
    if above is None or entry.kind in {SERIES, COURSE, FOR_HIRE}:
        return entry.kind != SLOT
    if entry.kind in {SESSION, RUN, SLOT, PART}:
        return False
    if above.kind in {EVENT, HEADLINE, EVENT_SERIES}:
        return text(entry.node, "name") not in {None, text(above.node, "name")}
    return False
