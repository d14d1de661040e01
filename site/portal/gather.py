"""Gathers what the pages show, once: opportunities by interest, area, age, week and provider, by their next day."""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.contents import Contents, SourceState
from indexer.opportunity import Opportunity, Provider, Session
from indexer.quality.completeness import Completeness, completeness
from indexer.values.text import provider_id, slug

AGES = range(5, 25)
WEEKS_AHEAD = 26
_GONE = ("cancelled", "postponed")
_PAST = 3
_SHUT = ("full", "closed", "waiting_list")


class Entry(NamedTuple):
    """An opportunity in a list, the session to show on its card, and that session's next day; None where unknown."""

    opportunity: Opportunity
    session: Session | None
    day: dt.date | None


class Gathered(NamedTuple):
    """What is not past, by how people look for it. Lists are in the order of the next day, undated ones last; of one
    day the more complete come first.

    areas: names in the order of their addresses; area_slugs: name to address. by_week: by ISO week's Monday.
    by_id: the entries of all opportunities, past ones too; complete: how complete these are. providers: by id, of all;
    also those of sources of which nothing is listed.
    """

    entries: tuple[Entry, ...]
    by_id: dict[str, Entry]
    complete: dict[str, Completeness]
    by_topic: dict[str, list[Entry]]
    by_area: dict[str, list[Entry]]
    by_topic_area: dict[tuple[str, str], list[Entry]]
    by_age: dict[int, list[Entry]]
    by_week: dict[dt.date, list[Entry]]
    by_provider: dict[str, list[Entry]]
    by_quick: dict[str, list[Entry]]
    no_age: list[Entry]
    no_price: list[Entry]
    area_slugs: dict[str, str]
    providers: dict[str, Provider]


def gather(contents: Contents, today: dt.date, area_names: Iterable[str] = ()) -> Gathered:
    """area_names: of the city's areas, so that an area where nothing happens has its page too."""
    runs = [_runs(o, today) for o in contents.opportunities]
    every = [_entry(o, own, today) for o, own in zip(contents.opportunities, runs, strict=True)]
    runs_of = {o.id: own for o, own in zip(contents.opportunities, runs, strict=True)}
    complete = {o.id: completeness(o, today) for o in contents.opportunities}
    levels = {key: one.level for key, one in complete.items()}

    def order(entry: Entry) -> tuple[object, ...]:
        gone = entry.session is not None and entry.session.status in _GONE
        o = entry.opportunity
        return entry.day or dt.date.max, gone, -levels[o.id], o.title.casefold(), o.id

    coming = {key: [run.session for run in own if not run.past] for key, own in runs_of.items()}
    entries = sorted((e for e in every if coming[e.opportunity.id] or not e.opportunity.sessions), key=order)
    areas_by_id = {e.opportunity.id: _areas(coming[e.opportunity.id] or e.opportunity.sessions) for e in every}
    names = set(area_names).union(*areas_by_id.values())
    by_topic, by_area, by_quick = defaultdict(list), defaultdict(list), defaultdict(list)
    by_topic_area, by_provider, by_week = defaultdict(list), defaultdict(list), defaultdict(list)
    by_age: dict[int, list[Entry]] = {age: [] for age in AGES}
    for entry in entries:
        o = entry.opportunity
        areas = areas_by_id[o.id]
        by_provider[o.provider.id].append(entry)
        for area in areas:
            by_area[area].append(entry)
        for topic in o.topics:
            by_topic[topic].append(entry)
            for area in areas:
                by_topic_area[topic, area].append(entry)
        for age in AGES:
            if o.ages is not None and o.ages.include(age):
                by_age[age].append(entry)
        for monday in set().union(*(weeks_of(s, today) for s in coming[o.id] if s.start)):
            sunday = monday + dt.timedelta(days=6)
            by_week[monday].append(_entry(o, runs_of[o.id], max(today, monday), sunday))
        for key in _quick(o, coming[o.id]):
            by_quick[key].append(entry)
    return Gathered(
        entries=tuple(entries),
        by_id={e.opportunity.id: e for e in every},
        complete=complete,
        by_topic=dict(by_topic),
        by_area=dict(by_area),
        by_topic_area=dict(by_topic_area),
        by_age=by_age,
        by_week={monday: sorted(by_week[monday], key=order) for monday in sorted(by_week)},
        by_provider=dict(by_provider),
        by_quick=dict(by_quick),
        no_age=[e for e in entries if e.opportunity.ages is None],
        no_price=[e for e in entries if not any(s.price for s in coming[e.opportunity.id])],
        area_slugs=_slugs(names),
        providers=_unlisted(contents.sources) | {e.opportunity.provider.id: e.opportunity.provider for e in every},
    )


def _unlisted(sources: Iterable[SourceState]) -> dict[str, Provider]:
    """Those of whose source nothing is listed; their page tells them why."""
    silent = (source for source in sources if not source.listings)
    return {(made := provider_id(source.provider)): Provider(id=made, name=source.provider) for source in silent}


QUICK = ("free", "help", "food", "walk_in", "online")
"""Lists of their own: free for everyone; asks people to help; food included; no booking; online."""


class _Run(NamedTuple):
    """A session with its days, worked out once: a list of each week asks for them. days: in order; last: of them."""

    session: Session
    number: int
    rank: int
    days: list[dt.date]
    last: dt.date | None

    @property
    def past(self) -> bool:
        return self.rank == _PAST

    def next_day(self, since: dt.date) -> dt.date | None:
        """As Session.next_day."""
        at = bisect_left(self.days, since)
        if at < len(self.days):
            return self.days[at]
        going = self.session.start and not self.session.meetings and (self.last is None or self.last >= since)
        return since if going else None


def _runs(opportunity: Opportunity, today: dt.date) -> list[_Run]:
    found = []
    for n, session in enumerate(opportunity.sessions):
        last = session.last_day()
        order = _PAST if last is not None and last < today else rank(session, today)
        found.append(_Run(session, n, order, sorted(session.days()), last))
    return found


def entry_of(opportunity: Opportunity, today: dt.date) -> Entry:
    """The session to show: what can be gone to before what is full, before what is cancelled; then the earliest."""
    return _entry(opportunity, _runs(opportunity, today), today)


def _entry(opportunity: Opportunity, runs: Sequence[_Run], since: dt.date, until: dt.date | None = None) -> Entry:
    """until: the last day that the session's next one may be, where a list is of one week."""
    best: tuple[tuple[int, dt.date, int], Session, dt.date | None] | None = None
    for run in runs:
        if run.past and (best or until):
            continue
        day = None if run.past else run.next_day(since)
        if until and (day is None or day > until):
            continue
        rank = (run.rank, day or dt.date.max, run.number)
        if best is None or rank < best[0]:
            best = rank, run.session, day
    return Entry(opportunity, best[1], best[2]) if best else Entry(opportunity, None, None)


_SINCE_MONDAY = [dt.timedelta(days=n) for n in range(7)]


def monday_of(date: dt.date) -> dt.date:
    """The Monday of a day's ISO week."""
    return date - _SINCE_MONDAY[date.weekday()]


def week_name(monday: dt.date) -> str:
    """ "2026-W48" (ISO 8601)."""
    year, number, _ = monday.isocalendar()
    return f"{year}-W{number:02d}"


def rank(session: Session, today: dt.date) -> int:
    """0 for what can be gone to, 1 for what is full or shut by now, 2 for what does not take place."""
    if session.status in _GONE:
        return 2
    signing_up = session.registration
    shut = signing_up and (
        signing_up.state in _SHUT or (signing_up.closes is not None and signing_up.closes.date < today)
    )
    return 1 if shut or session.places_left == 0 else 0


def areas_of(opportunity: Opportunity, today: dt.date) -> list[str]:
    """Areas of its coming sessions, of all where none is coming; not those told on booking only."""
    return _areas([s for s in opportunity.sessions if not s.past(today)] or opportunity.sessions)


def _areas(sessions: Sequence[Session]) -> list[str]:
    return sorted({s.place.area for s in sessions if s.place and s.place.area and s.place.visibility != "on_booking"})


def weeks_of(session: Session, today: dt.date) -> set[dt.date]:
    """Mondays of the weeks ahead in which one can go there; a run of days without meetings is in each week it
    touches."""
    first, last = monday_of(today), monday_of(today) + dt.timedelta(weeks=WEEKS_AHEAD)
    if session.meetings:
        days = {m.start.date for m in session.meetings if not m.cancelled}
        return {monday for day in days if day >= today and (monday := monday_of(day)) <= last}
    if session.start is None:
        return set()
    end = session.last_day()
    week = max(first, monday_of(session.start.date))
    stop = last if end is None else min(last, end)
    found: set[dt.date] = set()
    while week <= stop:
        found.add(week)
        week += dt.timedelta(weeks=1)
    return found


def _quick(opportunity: Opportunity, coming: Sequence[Session]) -> Iterator[str]:
    coming = [s for s in coming if s.status not in _GONE]
    if any(s.price and s.price.free for s in coming):
        yield "free"
    if opportunity.role in ("help", "lead"):
        yield "help"
    if "food" in opportunity.support:
        yield "food"
    if any(s.registration and s.registration.state == "none_needed" for s in coming):
        yield "walk_in"
    if any(s.online for s in coming):
        yield "online"


def _slugs(names: Iterable[str]) -> dict[str, str]:
    """An address for each name, in the order of the names; equal ones are numbered."""
    slugs: dict[str, str] = {}
    taken: set[str] = {"x"}
    for name in sorted(names):
        base = plain = slug(name)
        number = 2
        while plain in taken:
            plain, number = f"{base}-{number}", number + 1
        taken.add(plain)
        slugs[name] = plain
    return slugs
