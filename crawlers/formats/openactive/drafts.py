"""Says which of our fields OpenActive's properties are: each series, course and event becomes one draft."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.formats import markup
from crawlers.formats.linked_data.nodes import Node
from crawlers.formats.openactive import slots, times
from crawlers.formats.openactive import tree as openactive_tree
from crawlers.formats.openactive.inherited import inherited, living, past
from crawlers.formats.openactive.nodes import FACILITIES, GRAPH, concepts, nodes, short, text, texts, values
from crawlers.formats.openactive.sessions import Frame, sessions
from crawlers.formats.openactive.tree import Entry, Tree

PAST = dt.timedelta(days=30)
AHEAD = dt.timedelta(days=365)
ADULTS = "18+"
"""Who is meant where no ageRange is given, says the specification."""

_LISTING = frozenset(
    [
        "name",
        "description",
        "ageRange",
        "genderRestriction",
        "level",
        "activity",
        "category",
        "accessibilitySupport",
        "organizer",
        "inLanguage",
        "attendeeInstructions",
        "accessibilityInformation",
        "meetingPoint",
    ]
)


def drafts(tree: Tree, base: str, now: dt.datetime) -> Iterator[Draft | Refusal]:
    """The drafts of all listings, and refusals: without a name, over, and how many past sessions were left out.

    base: what relative addresses are resolved against. now: aware; what ended 30 days before its day is past.
    """
    frame = Frame(tree.places, base, now.date() - PAST, now.date() + AHEAD, {}, now)
    past, over, left = 0, list[str](), Counter[str]()
    for entry in openactive_tree.heads(tree):
        if entry.kind in FACILITIES:
            free = slots.slots(entry, frame)
            left.update(free.left)
            yield _facility(entry, free.sessions, frame)
            continue
        live, gone = living(entry, frame.since)
        made = _draft(entry, live, frame, over=bool(gone) and not live)
        past += gone
        if isinstance(made, Refusal) and made.reason == openactive_tree.OVER:
            over.append(made.wrote)  # a feed keeps them for ever: one line for all of them
        else:
            yield made
    if over:
        yield Refusal(where=f"{len(over)} × past listings", reason=openactive_tree.OVER, wrote=_short(over))
    if past:
        yield Refusal(where=f"{past} × past sessions", reason=openactive_tree.PAST)
    yield from slots.refusals(left)


def _short(titles: Sequence[str]) -> str:
    return ", ".join(titles)[:200]


def _draft(entry: Entry, live: Sequence[Entry], frame: Frame, *, over: bool) -> Draft | Refusal:
    node = dict(inherited(entry))
    for name in _LISTING - set(node):  # what all dates say alike is said of the listing
        said = [one.node.get(name) for one in live]
        if said and all(value == said[0] for value in said) and said[0] is not None:
            node[name] = said[0]
    title = text(node, "name")
    if not title:
        return _nameless(entry, len(live))
    timetable = times.timetable(nodes(node, "eventSchedule"), frame.since, frame.until)
    to_come = live or timetable.said["meetings"]
    if not to_come and (over or timetable.over or past(entry, frame.since)):
        return Refusal(where=entry.name, reason=openactive_tree.OVER, wrote=title[:150])
    found = tuple(sessions(entry, node, live, timetable.said, frame))
    return _listing(entry, node, frame, title=title, sessions=found, **_ages(node, live))


def _facility(entry: Entry, free: tuple[DraftSession, ...], frame: Frame) -> Draft | Refusal:
    node = inherited(entry)
    title = text(node, "name")
    if not title:
        return _nameless(entry, len(free))
    return _listing(entry, node, frame, title=title, sessions=free, **_ages(node, ()))


def _listing(entry: Entry, node: Node, frame: Frame, **said: Any) -> Draft:
    gender = text(node, "genderRestriction")
    return Draft(
        native_id=entry.name,
        url=markup.join(frame.base, text(node, "url")),
        text=_prose(node),
        topics=tuple(dict.fromkeys((*concepts(node, "activity"), *texts(node, "category", "facilityType")))),
        level=", ".join(texts(node, "level")) or None,
        gender=short(gender) if gender and not gender.startswith("http") else gender,
        access=texts(node, "accessibilitySupport"),
        languages=texts(node, "inLanguage"),
        **said,
        **_provider(node, frame),
    )


def _nameless(entry: Entry, dates: int) -> Refusal:
    return Refusal(
        where=entry.name,
        reason=openactive_tree.NAMELESS,
        wrote=f"{entry.kind} with {dates} dates" if dates else entry.kind,
        todo="Ask the provider to fill in 'name'.",
    )


def _ages(node: Node, live: Sequence[Entry]) -> dict[str, Any]:
    """The ages that are stated; the standard's where nothing is. What differs between dates is not the listing's."""
    stated = next(iter(values(node, "ageRange")), None)
    if stated is None:
        several = any(one.node.get("ageRange") is not None for one in live)
        return {} if several else {"ages_assumed": ADULTS}
    if not isinstance(stated, dict):
        return {"ages": GRAPH.words(stated)}
    low, high = text(stated, "minValue"), text(stated, "maxValue")
    if low == "0" and high is None:
        return {"ages": "all ages"}
    if low is None and high is None:
        name = text(stated, "name")
        return {"ages": name} if name else {"ages_assumed": ADULTS}
    return {"age_from": low, "age_to": high}


def _provider(node: Node, frame: Frame) -> dict[str, Any]:
    organizer = next(iter((*nodes(node, "organizer"), *nodes(node, "provider"))), {})
    return {"provider": text(organizer, "name"), "provider_url": markup.join(frame.base, text(organizer, "url"))}


def _prose(node: Node) -> str | None:
    """The description and what one needs to know beside it, as paragraphs."""
    parts = [next((one for one in values(node, name) if isinstance(one, str)), "") for name in _TEXTS]
    meet = text(node, "meetingPoint")
    return "\n\n".join(filter(None, (*parts, f"Meeting point: {meet}" if meet else ""))) or None


_TEXTS = ("description", "attendeeInstructions", "accessibilityInformation")
