"""Tries one source: reads it apart from the catalogue and shows what would be listed, and what is missing."""

import datetime as dt
import tempfile
from collections import Counter
from pathlib import Path

import msgspec
from rich.console import Console
from rich.markup import escape

from crawlers.crawl import crawl
from crawlers.keep import Crawl
from crawlers.source import Source
from indexer.normalise import normalise
from indexer.opportunity import Ages, Listing, Moment, Opportunity
from indexer.reconciling.reconcile import listing_id
from indexer.values.places import load_gazetteer
from schedules import city as city_file
from schedules.home import Home, played
from schedules.run import Clock, chosen

_FIELDS = ("text", "topics", "ages", "eligibility", "support", "access", "languages")
_SESSION_FIELDS = ("start", "place", "price", "registration", "places_left", "online")


class Attempt(msgspec.Struct, frozen=True):
    """What one source gives at present."""

    crawl: Crawl
    opportunities: tuple[Opportunity, ...]
    left_out: Counter[str]
    not_understood: Counter[str]


def attempt(home: Home, name: str, clock: Clock) -> Attempt:
    """Reads the source of this name; nothing is kept. Raises CityFileError where there is no such source."""
    with played(home, clock()) as reached:
        return attempt_at(reached, chosen(home, [name])[0], clock)


def attempt_at(home: Home, source: Source, clock: Clock) -> Attempt:
    """Reads a source that need not be the city's; nothing is kept."""
    now, name = clock(), source.name
    with tempfile.TemporaryDirectory() as folder:
        found = crawl([source], home.city.crawl, Path(folder), clock=clock)[name]
    settings = city_file.index_settings(home.city, home.folder)
    gazetteer = load_gazetteer(settings)
    left_out = Counter(refusal.reason for refusal in found.refusals)
    not_understood: Counter[str] = Counter()
    opportunities = []
    for page, draft in found.drafts:
        listing = Listing(
            id=listing_id(name, draft), source=name, url=draft.url, title=draft.title, first_seen=now, checked_at=now
        )
        read = normalise(draft, page, source, settings, gazetteer, listing)
        not_understood.update(f"{doubt.field}: {doubt.reason}" for doubt in read.doubts)
        if read.refusal:
            left_out[read.refusal.reason] += 1
        if read.opportunity:
            opportunities.append(read.opportunity)
    return Attempt(found, tuple(opportunities), left_out, not_understood)


def show(tried: Attempt, console: Console, today: dt.date, *, most: int = 10) -> None:
    """Prints some opportunities as they would be listed, then what is missing and what was left out."""
    found = tried.crawl
    if found.error:
        console.print(f"[red]refused[/] {escape(found.error)}", highlight=False)
        return
    total = len(tried.opportunities)
    for opportunity in tried.opportunities[:most]:
        console.print(f"[bold]{escape(opportunity.title)}[/]", highlight=False)
        console.print(f"   {escape(_facts(opportunity, today))}", highlight=False)
    if total > most:
        console.print(f"… and {total - most:,} more", highlight=False)
    sessions = [s for o in tried.opportunities for s in o.sessions]
    console.print(
        f"\n{total:,} opportunities, {len(sessions):,} sessions from {found.requests} requests.", highlight=False
    )
    missing = {name: sum(not getattr(o, name) for o in tried.opportunities) for name in _FIELDS}
    missing |= {name: sum(getattr(s, name) is None for s in sessions) for name in _SESSION_FIELDS}
    for name, count in sorted(missing.items(), key=lambda pair: -pair[1]):
        of = total if name in _FIELDS else len(sessions)
        if count:
            console.print(f"   {name}: not stated in {count:,} of {of:,}", highlight=False)
    for words, counted in (("left out", tried.left_out), ("not understood", tried.not_understood)):
        for reason, count in counted.most_common():
            console.print(f"   {words}: {count:,} × {escape(reason)}", highlight=False)


def _facts(opportunity: Opportunity, today: dt.date) -> str:
    session = next((s for s in opportunity.sessions if not s.past(today)), None)
    start = session.start if session else None
    price, place = (session.price, session.place) if session else (None, None)
    dated = sum(s.start is not None for s in opportunity.sessions)
    facts = [
        _ages(opportunity.ages),
        _date(opportunity, start),
        "price not stated" if price is None else "free" if price.free else f"{price.low} {price.currency}",
        place.name or place.area or "place not stated" if place else "place not stated",
        ", ".join(opportunity.topics) or "interest not known",
        "1 session" if dated == 1 else f"{dated} sessions",
    ]
    return " · ".join(facts)


def _date(opportunity: Opportunity, start: Moment | None) -> str:
    if start is None:
        return "over" if any(s.start for s in opportunity.sessions) else "date not stated"
    return f"{start.date} {start.time:%H:%M}" if start.time else f"{start.date}"


def _ages(ages: Ages | None) -> str:
    match ages:
        case None:
            return "age not stated"
        case Ages(low=None, high=None):
            return "all ages"
        case Ages(low=low, high=None):
            return f"ages {low} and over"
        case Ages(low=None, high=high):
            return f"up to age {high}"
    return f"ages {ages.low} to {ages.high}"
