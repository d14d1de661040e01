"""What is for hire: the free slots of a facility, of all its courts and tables, as sessions (Facility Use and Slot)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crawlers.draft import DraftSession, Refusal
from crawlers.formats.linked_data import schema_moments
from crawlers.formats.openactive.inherited import inherited
from crawlers.formats.openactive.nodes import SLOT, text
from crawlers.formats.openactive.sessions import Frame, slot_session
from crawlers.formats.openactive.tree import Entry

AHEAD = dt.timedelta(days=14)
"""Slots begin at most so long from now: a year of half hours is no listing that a person could read."""

MOST = 300
"""Slots of one facility that are listed, the soonest first."""

TAKEN = "They are taken: no uses are left."
GONE = "They began before the feed was read."
FAR = f"They begin more than {AHEAD.days} days ahead, or after the {MOST} that are listed."


class Slots(NamedTuple):
    """Free slots, and how many were left out, by reason."""

    sessions: tuple[DraftSession, ...]
    left: dict[str, int]


def slots(entry: Entry, frame: Frame) -> Slots:
    """The free slots of a facility and of its parts, soonest first. One that does not say what is left may be free."""
    left = dict.fromkeys((TAKEN, GONE, FAR), 0)
    free: list[tuple[str, Entry]] = []
    for one in _below(entry):
        start = text(one.node, "startDate") or ""
        day = schema_moments.day_of(start)
        if day is None or _began(start, frame.now):
            left[GONE] += 1
        elif text(one.node, "remainingUses") == "0":
            left[TAKEN] += 1
        elif day > frame.now.date() + AHEAD:
            left[FAR] += 1
        else:
            free.append((start, one))
    free.sort(key=lambda pair: pair[0])
    left[FAR] += len(free[MOST:])
    return Slots(tuple(slot_session(one, inherited(one), frame) for _, one in free[:MOST]), left)


def refusals(left: dict[str, int]) -> Iterator[Refusal]:
    """One line for each reason, however many slots there were."""
    for reason, number in left.items():
        if number:
            yield Refusal(where=f"{number} × {SLOT}", reason=reason)


def _below(entry: Entry) -> Iterator[Entry]:
    waiting: Sequence[Entry] = entry.below
    for one in waiting:
        if one.kind == SLOT:
            yield one
        else:
            yield from (part for part in one.below if part.kind == SLOT)


def _began(start: str, now: dt.datetime) -> bool:
    try:
        begins = dt.datetime.fromisoformat(start)
    except ValueError:
        return False
    return (begins if begins.tzinfo else begins.replace(tzinfo=dt.UTC)) < now
