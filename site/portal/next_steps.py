"""What one could do instead of something, or after it: what is like it, and the next step of a playlist that it is in.

Nothing is shown that the ages of the page leave out, that is full or called off, or that is the page itself. What is
alike shares the main interest; of the next sixty such, what is nearer, shares more interests, is of the same level or
the next and is sooner comes first. In place of what has no interest, what there is in its areas, or online, stands.
"""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from indexer.opportunity import Ages, Opportunity, Session
from indexer.search.rows import Documents
from indexer.values import levels
from portal import gather
from portal.gather import Entry, Gathered
from portal.playlist_pages import fitting
from portal.playlists import Playlist

MOST = 3
_LOOKED_AT = 60
_NEAR, _NEARER = 0.03, 0.01
"""Degrees of latitude, some three kilometres and one; a degree of longitude is shorter, which is near enough here."""

Position = tuple[float, float]


class Way(NamedTuple):
    """The next step of a playlist. number: of that step, from 1. entries: what fits it and the page's ages."""

    playlist: Playlist
    number: int
    entries: tuple[Entry, ...]


class After(NamedTuple):
    """What a page shows of others. instead: one cannot go to what the page is about, so these stand in its place."""

    instead: bool
    alike: tuple[Entry, ...]
    way: Way | None

    def entries(self) -> tuple[Entry, ...]:
        """All that the page shows of others."""
        return self.alike + (self.way.entries if self.way else ())


class _Whereabouts(NamedTuple):
    """What likeness is judged by, worked out once."""

    topics: frozenset[str]
    areas: frozenset[str]
    positions: list[Position]
    rung: int | None


class NextSteps:
    """For every page of a portal; made once. held: what the search holds, which playlists ask."""

    def __init__(self, gathered: Gathered, playlists: Sequence[Playlist], held: Documents) -> None:
        self._gathered, self._playlists, self._held = gathered, playlists, held
        self._known: dict[str, _Whereabouts] = {}
        self._opens: dict[tuple[str, str, bool], bool] = {}
        self._at = {key: {e.opportunity.id: n for n, e in enumerate(found)} for key, found in gathered.by_topic.items()}

    def after(self, entry: Entry) -> After:
        """The same for the same entry in any order of asking."""
        way = self._way(entry)
        shown = {entry.opportunity.id} | ({e.opportunity.id for e in way.entries} if way else set())
        return After(not self._open(entry), self._alike(entry, shown), way)

    def _alike(self, entry: Entry, shown: set[str]) -> tuple[Entry, ...]:
        o = entry.opportunity
        if o.topics:
            found = self._gathered.by_topic.get(o.topics[0], [])
            at = self._at.get(o.topics[0], {}).get(o.id, -1)
        else:
            found, at = self._beside(entry), -1
        around = found[at + 1 : at + 1 + _LOOKED_AT]
        around += found[: min(max(at, 0), _LOOKED_AT - len(around))]
        fit = [
            e for e in around if e.opportunity.id not in shown and self._open(e) and suits(o.ages, e.opportunity.ages)
        ]
        ours = self._whereabouts(o)
        alike = [-_likeness(ours, self._whereabouts(e.opportunity)) for e in fit]
        ranked = sorted(range(len(fit)), key=lambda n: (alike[n], n))
        return tuple(fit[n] for n in ranked[:MOST])

    def _beside(self, entry: Entry) -> list[Entry]:
        """In place of what has no interest and cannot be gone to: what there is in its areas, or online."""
        if self._open(entry):
            return []
        g, areas = self._gathered, sorted(_areas(entry.opportunity))
        around = [g.by_area.get(area, []) for area in areas] or [g.by_quick.get("online", [])]
        return list({e.opportunity.id: e for found in around for e in found[:_LOOKED_AT]}.values())

    def _whereabouts(self, o: Opportunity) -> "_Whereabouts":
        if o.id not in self._known:
            self._known[o.id] = _Whereabouts(frozenset(o.topics), _areas(o), _positions(o), levels.rung(o.level))
        return self._known[o.id]

    def _way(self, entry: Entry) -> Way | None:
        o = entry.opportunity
        for playlist in self._playlists:
            steps = self._fitting[playlist.name]
            for number in range(len(steps) - 1, 0, -1):
                if o.id in steps[number - 1]:
                    fit = (
                        e
                        for key, e in steps[number].items()
                        if key != o.id and self._open(e) and suits(o.ages, e.opportunity.ages)
                    )
                    return Way(playlist, number + 1, tuple(islice(fit, MOST)))
        return None

    def _open(self, entry: Entry) -> bool:
        """Whether one can still go there, as far as is known; worked out once for each session."""
        o, session, day = entry
        key = o.id, session.id if session else "", day is None
        if key not in self._opens:
            listed = not o.listings or any(one.state == "seen" for one in o.listings)
            self._opens[key] = listed and (not o.sessions if session is None else self._offered(session, day))
        return self._opens[key]

    def _offered(self, session: Session, day: dt.date | None) -> bool:
        return gather.rank(session, self._held.today) == 0 and (day is not None or session.start is None)

    @cached_property
    def _fitting(self) -> dict[str, list[dict[str, Entry]]]:
        """What fits each step of each playlist, by id, the soonest first."""
        return {
            one.name: [{e.opportunity.id: e for e in fitting(step.query, self._held)} for step in one.steps]
            for one in self._playlists
        }


def suits(whose: Ages | None, other: Ages | None) -> bool:
    """Whether somebody of the ages of a page may be of the other's; what is assumed to be for adults suits no page
    that does not say that it is for adults."""
    if other is None:
        return True
    if whose is None:
        return not other.assumed
    if other.assumed and (whose.low or 0) < (other.low or 0):
        return False
    low = max(whose.low or 0, other.low or 0)
    return low <= min(whose.high if whose.high is not None else 200, other.high if other.high is not None else 200)


def _likeness(one: "_Whereabouts", other: "_Whereabouts") -> int:
    near = _nearness(one.positions, other.positions)
    further = one.rung is not None and other.rung is not None and 0 <= other.rung - one.rung <= 1
    return 3 * near + 2 * (not one.areas.isdisjoint(other.areas)) + len(one.topics & other.topics) + further


def _nearness(ours: list[Position], theirs: list[Position]) -> int:
    if not ours or not theirs:
        return 0
    far = min((max(abs(a - c), abs(b - d)) for a, b in ours for c, d in theirs))
    return (far < _NEAR) + (far < _NEARER)


def _positions(o: Opportunity) -> list[Position]:
    """Of its first places, where everybody may know them."""
    places = (session.place.shown() for session in o.sessions[:MOST] if session.place)
    return [(p.latitude, p.longitude) for p in places if p.latitude is not None and p.longitude is not None]


def _areas(o: Opportunity) -> frozenset[str]:
    return frozenset(area for session in o.sessions if session.place and (area := session.place.shown().area))
