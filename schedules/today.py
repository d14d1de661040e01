"""Answers "what needs me today?": from the catalogue and the last run's report, without reading any source."""

import datetime as dt
from collections import Counter
from contextlib import closing
from zoneinfo import ZoneInfo

import msgspec

from indexer.catalogue.catalogue import Catalogue
from schedules import run
from schedules.home import Home
from schedules.needs import URGENCIES, Need, Urgency

_HEADS: dict[Urgency, str] = {
    "now": "Now: young people see an old portal, or none",
    "soon": "Soon: a part of it goes stale",
    "later": "When there is time",
}


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """needs: most urgent first. verdicts: of the sources, how many of each. read_at: when any was read last.

    next_at: when the timetable wants the next to be read.
    """

    city: str
    at: dt.datetime
    needs: tuple[Need, ...]
    opportunities: int
    verdicts: dict[str, int]
    read_at: dt.datetime | None = None
    next_at: dt.datetime | None = None


def today(home: Home, now: dt.datetime) -> Today:
    """What there is to say now, in the city's zone."""
    zone = ZoneInfo(home.city.timezone)
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        found = run.needed(home, catalogue, now)
        held = run.held_in(home, catalogue, now)
    last = max((state.last_crawl_at for state in held.sources if state.last_crawl_at), default=None)
    following = min(run.due_next(home).values(), default=None)
    return Today(
        city=home.city.name,
        at=now.astimezone(zone),
        needs=found,
        opportunities=len(held.opportunities),
        verdicts=dict(Counter(state.verdict for state in held.sources)),
        read_at=last.astimezone(zone) if last else None,
        next_at=following.astimezone(zone) if following else None,
    )


def in_words(said: Today) -> str:
    """For a person."""
    count = len(said.needs)
    head = "nothing needs you" if not count else "1 thing needs you" if count == 1 else f"{count} things need you"
    lines = [f"{said.city}, {said.at:%A} {said.at.day} {said.at:%B %Y, %H:%M}: {head}."]
    for urgency in URGENCIES:
        sentences = [need.sentence for need in said.needs if need.urgency == urgency]
        if sentences:
            lines += ["", _HEADS[urgency], *(f"- {sentence}" for sentence in sentences)]
    sources = ", ".join(f"{count} {verdict}" for verdict, count in sorted(said.verdicts.items()))
    lines += ["", f"{said.opportunities:,} opportunities. Sources: {sources or 'none'}."]
    if said.read_at:
        due = f"; the next is due {_moment(said.next_at)}" if said.next_at else ""
        lines.append(f"The last was read {_moment(said.read_at)}{due}.")
    return "\n".join(lines)


def as_json(said: Today) -> str:
    """For a machine."""
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode()


def _moment(at: dt.datetime) -> str:
    return f"{at.day} {at:%B, %H:%M}"
