"""A listing goes seen → missing → withdrawn. Absence is a state, never a cancellation (rule 3).

Whether something is cancelled is not decided here at all: a session's status comes from its source's words only.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec

from crawlers.kinds import Completeness
from indexer.opportunity import Session

MISSES = 3
"""Believed crawls in a row without a listing until it is withdrawn."""

State = Literal["seen", "missing", "withdrawn"]


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """How a listing stands: misses counts the believed crawls in a row that did not have it."""

    state: State = "seen"
    misses: int = 0


def seen() -> Life:
    """A crawl had the listing; whatever it was before, it is there."""
    return Life()


def absent(life: Life, completeness: Completeness, *, over: bool, unread: bool, confirmed: bool = False) -> Life:
    """A believed crawl did not have the listing.

    What a feed with tombstones no longer has was deleted by its source, so it is withdrawn at once; deleted, which is
    not cancelled: a source that means that says so.
    over: its last day is past, so that nobody expects it in the source any more.
    unread: the page or row that held it could not be read this time, so nothing is known of it.
    confirmed: a person said that the crawl is right, so no further one has to.
    """
    if completeness in {"windowed", "capped"} or over or unread or life.state == "withdrawn":
        return life
    misses = life.misses + 1
    gone = confirmed or completeness == "tombstoned" or misses >= MISSES
    return Life(state="withdrawn" if gone else "missing", misses=misses)


def last_day(sessions: Iterable[Session]) -> dt.date | None:
    """The last day of the last session; None where there is no session, or one has no known end."""
    days = [session.last_day() for session in sessions]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def aged_out(last: dt.date | None, today: dt.date, keep: dt.timedelta) -> bool:
    """Whether something whose last day is known has been over for longer than the city keeps it."""
    return last is not None and last < today - keep


def forgotten(last: dt.date | None, unseen: dt.timedelta, today: dt.date, keep: dt.timedelta) -> bool:
    """Whether a listing that its source no longer has can be deleted.

    unseen: for how long believed crawls have not had it. One that has a day ahead stays.
    """
    return unseen > keep and (last is None or aged_out(last, today, keep))
