"""What an OpenActive node has from those above it, and which of those below it are still to come.

Everything goes from parent to child but names of its own, dates, places left, and offers; those go from a SessionSeries
to its ScheduledSessions alone (Modelling Opportunity Data 2.x).
"""

import datetime as dt

from crawlers.formats.linked_data import schema_moments
from crawlers.formats.linked_data.nodes import Node
from crawlers.formats.openactive import tree
from crawlers.formats.openactive.nodes import EVENT_SERIES, SERIES, SESSION, text
from crawlers.formats.openactive.tree import Entry

_OWN = frozenset(
    [
        "@id",
        "@type",
        "url",
        "identifier",
        "superEvent",
        "instanceOfCourse",
        "subEvent",
        "hasCourseInstance",
        "eventSchedule",
        "startDate",
        "endDate",
        "remainingAttendeeCapacity",
        "maximumAttendeeCapacity",
    ]
)
DATELESS = frozenset({SERIES, EVENT_SERIES})
OFFERS = frozenset({"offers", "isAccessibleForFree"})


def inherited(entry: Entry) -> Node:
    """The node with what it inherits."""
    above = entry.above
    if above is None:
        return entry.node
    keep_offers = (above.kind, entry.kind) == (SERIES, SESSION) and not OFFERS & set(entry.node)
    kept = above.passed.get(keep_offers)
    if kept is None:
        kept = {
            name: value
            for name, value in inherited(above).items()
            if name not in _OWN and (keep_offers or name not in OFFERS)
        }
        above.passed[keep_offers] = kept
    return kept | entry.node


def living(entry: Entry, since: dt.date) -> tuple[list[Entry], int]:
    """The dates and runs that belong to an entry and are not long past, and how many are."""
    own = [one for one in entry.below if not tree.is_head(one)]
    live = [one for one in own if not past(one, since)]
    return live, len(own) - len(live)


def past(entry: Entry, since: dt.date) -> bool:
    """Whether its last stated day is past; what has dates of its own is over with the last of them."""
    said = [text(entry.node, "endDate"), None if entry.kind in DATELESS else text(entry.node, "startDate")]
    days = [day for word in said if (day := schema_moments.day_of(word))]
    days += [day for one in entry.below if (day := schema_moments.day_of(text(one.node, "endDate", "startDate")))]
    return bool(days) and max(days) < since
