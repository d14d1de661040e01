"""Counts the records of a file without the kind that reads it, so that nothing can be lost between the two unnoticed.

A counter takes the bytes and says how many records there are, and how many of them say no more than another one (an
exception of a series, the same row under another category), which a reader is right to put together.
"""

import contextlib
import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from lxml import etree, html

from benchmarks.sources import second_engine
from benchmarks.sources.claims import Claim
from crawlers.draft import Draft, Refusal

OURS = re.compile(r"(?:[A-Za-z]*Event|Festival|Course|CourseInstance|Hackathon|EventSeries)$")
"""Types that are listings, by name; schema.org's subtypes of Event end in Event, but for these."""
INSIDE = (
    "subEvent", "subEvents", "superEvent", "hasCourseInstance", "eventSchedule", "workFeatured", "about",
    "coursePrerequisites", "isPartOf", "hasPart", "teaches", "mentions", "subjectOf",
)  # fmt: skip
"""Properties whose values are parts of a listing, or other things that it speaks of."""


class Counted(NamedTuple):
    """records: in the file. merged: those that belong to another one of them."""

    records: int
    merged: int = 0


def count(claim: Claim, body: bytes) -> Counted | None:
    """The records of a file; None where it cannot be read even so."""
    name, _, key = claim.records.partition(" ")
    try:
        return _COUNTERS[name](body, (key,) if key else claim.keys)
    except (ValueError, LookupError, TypeError, AttributeError, etree.LxmlError, RecursionError):
        return None


def kept(claim: Claim, drafts: Sequence[Draft]) -> int:
    """How many records the drafts stand for, in the unit of the counter."""
    if claim.records == "vevents":
        return sum(len(one.sessions) + one.count - 1 for one in drafts)
    if claim.records == "presentations":
        return sum(max(1, len(one.sessions)) for one in drafts)
    if claim.records == "rows" and claim.keys:
        return len(drafts)
    return sum(one.count for one in drafts)


def balance(claim: Claim, counted: Counted, drafts: Sequence[Draft], refusals: Sequence[Refusal], led: int) -> bool:
    """Whether every record is there again: as (part of) a draft, in another record, or in a refusal.

    led: addresses that the file leads to; a record that a list only names is asked for by itself. A refusal of several
    says so ("127 × services"). Of linked data only the most that may be merged is known: nodes of one name can be two
    listings.
    """
    lost = counted.records - counted.merged - kept(claim, drafts)
    several = [re.match(r"([\d,]+) ×", one.where) for one in refusals]
    refused = sum(int(found[1].replace(",", "")) if found else 1 for found in several)
    return (-counted.merged if claim.records == "nodes" else 0) <= lost <= refused + led


def _vevents(body: bytes, _keys: Sequence[str]) -> Counted:
    by_uid: dict[str, list[second_engine.Entry]] = defaultdict(list)
    found = list(second_engine.entries(body))
    for entry in found:
        by_uid[entry["UID"][0].value if entry["UID"] else f"none {len(by_uid)}"].append(entry)
    merged = 0
    for group in by_uid.values():
        heads = [entry for entry in group if not entry["RECURRENCE-ID"]]
        changes = len(group) - len(heads)
        numbers = [int(entry["SEQUENCE"][0].value) if entry["SEQUENCE"] else 0 for entry in heads]
        merged += (changes if heads else changes - 1) + sum(number < max(numbers) for number in numbers)
    return Counted(len(found), merged)


def _rows(body: bytes, keys: Sequence[str]) -> Counted:
    for codec in ("utf-8-sig", "mac_roman" if b"\n" not in body else "cp1252", "latin-1"):
        try:
            text = body.decode(codec)
            break
        except UnicodeDecodeError:
            continue
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    mark = max(",;\t", key=lines.split("\n", 1)[0].count)
    head, *rows = [row for row in csv.reader(io.StringIO(lines), delimiter=mark) if any(cell.strip() for cell in row)]
    if not keys:
        return Counted(len(rows))
    places = [head.index(key) for key in keys]
    sorts = {tuple(row[place].strip() if place < len(row) else "" for place in places) for row in rows}
    return Counted(len(rows), len(rows) - len(sorts))


def _entries(body: bytes, _keys: Sequence[str]) -> Counted:
    return Counted(len(json.loads(body)["items"]))


def _array(body: bytes, keys: Sequence[str]) -> Counted:
    found = json.loads(body)
    for key in keys:
        found = (
            found[key] if isinstance(found, dict) and key in found else [found] if isinstance(found, dict) else found
        )
    return Counted(len(found))


def _localist(body: bytes, _keys: Sequence[str]) -> Counted:
    found = json.loads(body)
    every = [one["event"]["id"] for one in found["events"]] if "events" in found else [found["event"]["id"]]
    return Counted(len(every), len(every) - len(set(every)))


def _items(body: bytes, _keys: Sequence[str]) -> Counted:
    names = Counter(etree.QName(one).localname for one in _xml(body).iter("{*}item", "{*}entry"))
    return Counted(sum(names.values()))


def _presentations(body: bytes, _keys: Sequence[str]) -> Counted:
    courses = list(_xml(body).iter("{*}course"))
    return Counted(sum(max(1, len(list(one.iter("{*}presentation")))) for one in courses))


def _xml(body: bytes) -> Any:
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))


def _nodes(body: bytes, _keys: Sequence[str]) -> Counted:
    """Nodes of our types that stand in no other; of several syntaxes in a page the one that has the most.

    Nodes of one name are dates of one listing.
    """
    if body.lstrip()[:1] in {b"{", b"["}:
        return _by_name([str(one.get("name")) for one in _listings(json.loads(body))])
    page = html.fromstring(body)
    linked: list[str] = []
    for script in page.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            with contextlib.suppress(ValueError):
                linked += [str(one.get("name")) for one in _listings(json.loads(script.text or "", strict=False))]
    elements = [one for one in page.iter() if isinstance(one.tag, str)]
    micro = [one for one in elements if is_ours(one.get("itemtype")) and not _inside(one, "itemtype")]
    rdfa = [one for one in elements if is_ours(one.get("typeof")) and not _inside(one, "typeof")]
    marked = [one for one in elements if {"h-event", "vevent"} & set((one.get("class") or "").split())]
    return max(_by_name(linked), *(Counted(len(found)) for found in (micro, rdfa, marked)))


def _by_name(names: Sequence[str]) -> Counted:
    return Counted(len(names), len(names) - len(set(names)))


def _inside(one: Any, attribute: str) -> bool:
    return any(is_ours(above.get(attribute)) for above in one.iterancestors())


def _listings(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for one in data:
            yield from _listings(one, depth)
    elif isinstance(data, dict) and depth < 30:
        sorts = data.get("@type") or ()
        profile = "profiles/Course" in str(data.get("dct:conformsTo") or data.get("conformsTo") or "")
        if profile or any(is_ours(one) for one in ([sorts] if isinstance(sorts, str) else sorts)):
            yield data
            return
        for name, value in data.items():
            if name not in INSIDE:
                yield from _listings(value, depth + 1)


def is_ours(sort: str | None) -> bool:
    """Whether a type, or one of several apart by spaces, is a course or an event."""
    return any(OURS.search(word) for word in (sort or "").split())


_COUNTERS: dict[str, Callable[[bytes, Sequence[str]], Counted]] = {
    "vevents": _vevents,
    "rows": _rows,
    "entries": _entries,
    "array": _array,
    "localist": _localist,
    "items": _items,
    "presentations": _presentations,
    "nodes": _nodes,
    "nothing": lambda _body, _keys: Counted(0),
}
