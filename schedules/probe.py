"""`cityoflearning try ADDRESS`: which kind of source fits best, what it would list, and the table to paste."""

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from crawlers import probe
from crawlers.asking import manners
from crawlers.call import Candidate
from crawlers.kinds import kinds
from crawlers.probe import Look
from crawlers.source import Source
from schedules import attempt
from schedules.attempt import Attempt
from schedules.home import Home, played
from schedules.run import Clock

MOST_TRIED = 5
"""Candidates that are read."""

PAGES = 15
"""Pages of each that are read: enough to see what it would give."""

CLEARLY = 30
"""Candidates whose score is so much lower than that of one which gives enough are not read any more."""

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")
_NO_NAME = frozenset({"www", "events", "calendar", "data", "feeds", "api", "whatson", "book", "booking", "courses"})


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate that was read. worth: by which candidates are compared; 0 where it gives nothing."""

    candidate: Candidate
    source: Source
    attempt: Attempt
    worth: float


class Probed(msgspec.Struct, frozen=True, kw_only=True):
    """What an address leads to. tried: the best first. untried: what was not read, the likeliest first.

    known: sources of the city that are read from the best one's host.
    """

    look: Look
    tried: tuple[Tried, ...]
    untried: tuple[Candidate, ...]
    known: tuple[str, ...]

    @property
    def best(self) -> Tried | None:
        """The candidate to paste; None where none gives an opportunity."""
        return self.tried[0] if self.tried and self.tried[0].worth else None


def probed(home: Home, pasted: str, clock: Clock, tell: Callable[[str], None]) -> Probed:
    """Looks at the address, reads the likeliest candidates; nothing is kept.

    tell: hears what is being done. Raises SourceError where the address gives no page.
    """
    with played(home, clock()) as reached:
        settings = reached.city.crawl
        look = probe.look(pasted, settings, clock, lambda url: tell(f"looking at {url}"))
        small = msgspec.structs.replace(settings, max_pages=min(settings.max_pages, PAGES))
        briefly = msgspec.structs.replace(reached, city=msgspec.structs.replace(reached.city, crawl=small))
        tried: list[Tried] = []
        left = [one for one in _each_once(look.candidates) if not one.needs]
        while left and len(tried) < MOST_TRIED:
            enough = max(
                (one.candidate.score for one in tried if len(one.attempt.opportunities) >= 5), default=-math.inf
            )
            if left[0].score <= enough - CLEARLY:
                break
            candidate = left.pop(0)
            tell(f"reading {candidate.url} as {candidate.kind}")
            source = _source(candidate, look, home)
            found = attempt.attempt_at(briefly, source, clock)
            tried.append(Tried(candidate=candidate, source=source, attempt=found, worth=_worth(candidate, found)))
    tried.sort(key=lambda one: -one.worth)
    host = manners.host(tried[0].candidate.url if tried else look.address)
    return Probed(
        look=look,
        tried=tuple(tried),
        untried=(*(one for one in look.candidates if one.needs), *left),
        known=tuple(source.name for source in home.city.sources if manners.host(source.url) == host),
    )


def show(found: Probed, console: Console, today: dt.date) -> None:
    """Prints what stands behind the address, the best of it as it would appear, and its table for the city file."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("kind", "gives", "address", "because"):
        table.add_column(head, overflow="fold")
    for one in found.tried:
        table.add_row(one.candidate.kind, _gives(one.attempt), escape(one.candidate.url), escape(one.candidate.why))
    for candidate in found.untried:
        gives = f"needs {candidate.needs}" if candidate.needs else "not read"
        table.add_row(candidate.kind, escape(gives), escape(candidate.url), escape(candidate.why))
    console.print(f"[bold]{escape(found.look.address)}[/]: {found.look.pages} pages looked at.\n", highlight=False)
    if found.tried or found.untried:
        console.print(table)
    for sentence in found.look.failed:
        console.print(f"[yellow]not looked at[/] {escape(sentence)}", highlight=False)
    if found.best is None:
        console.print(_nothing(found), highlight=False)
        return
    kind = kinds()[found.best.candidate.kind]
    console.print(
        f"\nBest: [bold]{kind.name}[/], because {escape(found.best.candidate.why)}. {escape(kind.summary)}\n",
        highlight=False,
    )
    attempt.show(found.best.attempt, console, today)
    if len(found.best.attempt.crawl.pages) >= PAGES:
        console.print(f"   Only {PAGES} pages were read for this; a crawl reads all.", highlight=False)
    if found.known:
        console.print(f"\nThe city reads this host already, as {escape(' and '.join(found.known))}.", highlight=False)
    console.print("\nPaste this into the city file and look it over:\n", highlight=False)
    console.print(escape(toml(found.best.source)), highlight=False, soft_wrap=True)


def toml(source: Source) -> str:
    """The `[[source]]` table of a source, in the order in which one reads it."""
    said: dict[str, Any] = {"name": source.name, "provider": source.provider, "kind": source.kind, "url": source.url}
    said |= {"licence": source.licence} if source.licence else {}
    said |= {"attribution": source.attribution} if source.attribution else {}
    lines = ["[[source]]", *(f"{key:<11} = {_value(value)}" for key, value in said.items())]
    if source.expect.at_least > 1:
        lines.append(f"expect      = {{ at_least = {source.expect.at_least} }}")
    if source.options:
        lines += ["", "[source.options]", *(f"{_key(key)} = {_value(value)}" for key, value in source.options.items())]
    return "\n".join(lines)


def _each_once(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without those that are pages of one list: their guessed options are the same."""
    found: list[Candidate] = []
    for one in candidates:
        same = [other for other in found if (other.kind, other.options) == (one.kind, one.options)]
        if not (one.options and any(manners.host(other.url) == manners.host(one.url) for other in same)):
            found.append(one)
    return found


def _worth(candidate: Candidate, found: Attempt) -> float:
    """How good a source it is: what its kind promises, how much it gives, and how much of that is known."""
    if not found.opportunities:
        return 0.0
    sessions = [session for one in found.opportunities for session in one.sessions]
    dated = sum(any(session.start for session in one.sessions) for one in found.opportunities)
    known = [
        dated / len(found.opportunities),
        sum(one.ages is not None for one in found.opportunities) / len(found.opportunities),
        sum(session.place is not None for session in sessions) / max(1, len(sessions)),
        sum(session.price is not None for session in sessions) / max(1, len(sessions)),
    ]
    much = 5 * math.log2(1 + min(len(found.opportunities), 63))
    return candidate.score + much + 30 * known[0] + 10 * sum(known[1:]) / 3


def _source(candidate: Candidate, look: Look, home: Home) -> Source:
    """The candidate as a source of the city. Nothing is known of it but what the site says."""
    return Source(
        name=_name(look.address, {source.name for source in home.city.sources}),
        provider=look.title[:80] or manners.host(look.address),
        kind=candidate.kind,
        url=candidate.url,
        options=dict(candidate.options),
    )


def _name(address: str, taken: set[str]) -> str:
    """The first telling word of a host: "libraries" of www.libraries.millbrook.example."""
    labels = [label for label in manners.host(address).split(".") if label not in _NO_NAME]
    name = re.sub(r"[^a-z0-9-]+", "-", labels[0] if labels else "source").strip("-") or "source"
    number = 1
    while (name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return name if number == 1 else f"{name}-{number}"


def _gives(found: Attempt) -> str:
    if found.crawl.error:
        return "refused"
    count = len(found.opportunities)
    return "nothing" if not count else f"{count:,} opportunit{'y' if count == 1 else 'ies'}"


def _nothing(found: Probed) -> str:
    errors = [escape(one.attempt.crawl.error) for one in found.tried if one.attempt.crawl.error]
    needs = [one for one in found.untried if one.needs]
    said = ["\nNothing here could be read as opportunities.", *errors[:3]]
    if needs:
        said.append(f"{needs[0].kind} may read it: {escape(needs[0].why)}. It needs {escape(needs[0].needs)}.")
    said.append(
        "Try the page that lists the courses or events itself, or ask the provider for a calendar feed (.ics), or to "
        "list its sessions in a sheet: cityoflearning template."
    )
    return "\n".join(said)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)
