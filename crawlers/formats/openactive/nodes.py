"""OpenActive's nodes in one spelling: without prefixes, without what is empty, without what no listing may hold.

The Modelling Opportunity Data specification (2.x) asks consumers to ignore what they do not know, and publishers to
leave out what is empty; live feeds write `type` and `@type`, `schema:name` and `https://schema.org/name`, null and "".
"""

import re
from typing import Any

from crawlers.formats.linked_data.nodes import DEEPEST, Graph, Node

FOR_HIRE, PART, SLOT = "FacilityUse", "IndividualFacilityUse", "Slot"
FACILITIES = frozenset({FOR_HIRE, PART, SLOT})
SERIES, SESSION, COURSE, RUN = "SessionSeries", "ScheduledSession", "Course", "CourseInstance"
EVENT, HEADLINE, EVENT_SERIES, ON_DEMAND = "Event", "HeadlineEvent", "EventSeries", "OnDemandEvent"
LISTED = frozenset({SERIES, SESSION, COURSE, RUN, EVENT, HEADLINE, EVENT_SERIES, ON_DEMAND})
PLACE = "Place"

GRAPH = Graph(())
"""Asks one node at a time; nothing is referred to by way of it."""

_PREFIX = re.compile(r"^(?:https?://(?:www\.)?(?:schema\.org|openactive\.io)/(?:ns#)?|schema:|oa:)", re.IGNORECASE)
_NAMES = {"type": "@type", "id": "@id", "subEvents": "subEvent", "leaders": "leader"}
_NEVER = frozenset(
    [
        "leader",
        "contributor",
        "attendee",
        "customer",
        "broker",
        "participant",
        "author",
        "email",
        "telephone",
        "faxNumber",
        "contactPoint",
        "image",
        "logo",
        "video",
        "photo",
        "thumbnail",
        "programme",
        "sameAs",
        "@context",
        "potentialAction",
        "totalPaymentDue",
        "payment",
    ]
)
"""People, their addresses, and what a listing does not show. It is dropped before anything is kept."""


def short(name: str) -> str:
    """ "FemaleOnly" of "https://openactive.io/FemaleOnly", "oa:FemaleOnly" or "FemaleOnly"."""
    return _PREFIX.sub("", name.strip())


def plain(value: Any, depth: int = 0) -> Any:
    """A node with its properties by their short names; `beta:` and other extensions, empty values and people left out.

    A node that is no opportunity and no place keeps nothing but its type: an order holds its customer.
    """
    if depth > DEEPEST:
        return None
    if isinstance(value, dict):
        return _node(value, depth)
    if isinstance(value, list):
        parts = [plain(part, depth + 1) for part in value]
        return [part for part in parts if part not in (None, "", [], {})] or None
    return value.strip() if isinstance(value, str) else value


def whole(value: Any, kind: str, *, slots: bool = False) -> Node:
    """The same of the whole data of an entry. kind: the feed's word for it, for data that has no type.

    slots: whether what is for hire is kept.
    """
    node = plain(value) or {}
    name = kind_of(node, kind)
    if name not in LISTED and name != PLACE and not (slots and name in FACILITIES):
        return {"@type": name}
    return node | {"@type": name}


def kind_of(node: Node, kind: str = "") -> str:
    """The node's class; from the feed's word ("ScheduledSessions", "ScheduledSession.SessionSeries") if it has none."""
    own: str = node.get("@type", "")
    if own in LISTED or own in FACILITIES or (own and not kind):
        return own
    word = re.split(r"[./]", short(kind))[-1 if "/" in kind else 0]
    known = {name.lower(): name for name in (*LISTED, *FACILITIES)}
    found = known.get(word.lower()) or known.get(word.lower().removesuffix("s"))
    return own or found or short(kind)


def texts(node: Node, *names: str) -> tuple[str, ...]:
    """All values of these properties as plain text, each once: of a Concept its prefLabel, else its name."""
    found: dict[str, None] = {}
    for name in names:
        for value in values(node, name):
            label = value.get("prefLabel") or value.get("name") if isinstance(value, dict) else value
            if words := GRAPH.words(label):
                found[words] = None
    return tuple(found)


def concepts(node: Node, name: str) -> tuple[str, ...]:
    """What the Concepts of a property are called, and behind that their ids in OpenActive's lists."""
    ids = (value.get("id") or value.get("@id") for value in values(node, name) if isinstance(value, dict))
    listed = (one for one in ids if isinstance(one, str) and "openactive.io/" in one)
    return tuple(dict.fromkeys((*texts(node, name), *listed)))


def text(node: Node, *names: str) -> str | None:
    """The first of them."""
    for name in names:
        value = node.get(name)  # most say nothing: thousands of sessions are asked for what few say
        if value is None:
            continue
        if isinstance(value, str) and "&" not in value and " " not in value and value.isprintable():
            return value  # dates, addresses and ids, by far the most
        found = texts(node, name)
        if found:
            return found[0]
    return None


def values(node: Node, name: str) -> list[Any]:
    """A property's values, one or many."""
    value = node.get(name)
    return value if isinstance(value, list) else [] if value is None else [value]


def nodes(node: Node, name: str) -> list[Node]:
    """Those of them that are nodes."""
    if name not in node:
        return []
    return [value for value in values(node, name) if isinstance(value, dict)]


def _node(value: Node, depth: int) -> Node | None:
    found: Node = {}
    for key, part in value.items():
        name = _PREFIX.sub("", key)
        name = _NAMES.get(name, name)
        if name in _NEVER or ":" in name:
            continue
        if name == "@type":
            said = next((one for one in (part if isinstance(part, list) else [part]) if isinstance(one, str)), "")
            made: Any = short(said)
        else:
            made = plain(part, depth + 1)
        if made not in (None, "", [], {}) and (name not in found or name == key):
            found[name] = made
    if found.get("@type") == "Person":
        return None
    return found or None
