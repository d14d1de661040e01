"""Who of the roster is on the portal, so that a gap in what is offered is told from a gap in what is collected.

listed: something of theirs is to come. silent: they were listed, or a source of theirs is read, but nothing is to come.
unknown: no source of ours reads them, as far as anybody can tell: a likeness of names alone is shown, and never taken.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal

import msgspec
import sqlalchemy as sa
from rapidfuzz import fuzz

from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue
from indexer.contents import Contents
from indexer.counts.dimensions import ALL, NOT_STATED
from indexer.opportunity import Opportunity
from indexer.quality.roster import Entry, Roster, host_of
from indexer.reconciling.faces import NOISE
from indexer.reconciling.titles import words_of
from indexer.values.text import provider_id

Status = Literal["listed", "silent", "unknown"]
How = Literal["by name", "by site", "as the roster says"]

LIKE = 85
"""Likeness of two names, 0 to 100, from which a person should look: at 80 every second school is like every other."""
AGREE = 50
"""Below it two names have so little in common that one site is not enough: a page on somebody else's."""
_SITES = """
    facebook.com instagram.com x.com twitter.com youtube.com tiktok.com linkedin.com linktr.ee eventbrite.com
    eventbrite.co.uk meetup.com sites.google.com docs.google.com wordpress.com blogspot.com wixsite.com
    ticketsource.co.uk
"""
_SHARED = frozenset(_SITES.split())
"""Sites on which many are at home."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A provider that a source of ours reads, or read. coming: its opportunities that are not over."""

    id: str
    name: str
    hosts: frozenset[str] = frozenset()
    coming: int = 0


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How one organisation of the roster stands. provider: whom it was taken for; perhaps: who is only like it."""

    entry: Entry
    status: Status
    provider: str | None = None
    how: How | None = None
    opportunities: int = 0
    perhaps: str | None = None


class Figures(msgspec.Struct, frozen=True):
    """Organisations of the roster."""

    listed: int = 0
    silent: int = 0
    unknown: int = 0

    @property
    def all(self) -> int:
        """All of them."""
        return self.listed + self.silent + self.unknown


class Coverage(msgspec.Struct, frozen=True, dict=True):
    """standings: in the order of the roster. problems: sentences about its rows."""

    standings: tuple[Standing, ...]
    problems: tuple[str, ...] = ()

    def of(self, *, area: str = ALL, interest: str = ALL) -> Figures:
        """How many stand how, of an area and of an interest; each organisation once."""
        return self.figures.get((area, interest), Figures())

    @cached_property
    def figures(self) -> Mapping[tuple[str, str], Figures]:
        """By area and interest, with ALL where they are summed over; only what is not nought."""
        counted: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for one in self.standings:
            for area in (one.entry.area, ALL):
                for interest in (*(one.entry.interests or (NOT_STATED,)), ALL):
                    counted[area, interest][one.status] += 1
        return {key: Figures(**found) for key, found in counted.items()}


def coverage(roster: Roster, known: Iterable[Known]) -> Coverage:
    """How each organisation of the roster stands. known: from `known_providers`."""
    providers = {one.id: one for one in known}
    by_name: dict[str, list[Known]] = defaultdict(list)
    by_host: dict[str, list[Known]] = defaultdict(list)
    for one in providers.values():
        by_name[_key(one.name)].append(one)
        for host in one.hosts - _SHARED:
            by_host[host].append(one)
    rows = [entry.host for entry in roster.entries]
    problems = list(roster.problems)
    found = []
    for entry in roster.entries:
        if entry.provider and provider_id(entry.provider) not in providers:
            problems.append(
                f"row {entry.row}: expected the name of a provider of the portal, but {entry.provider!r} is none. "
                "Write it as the portal does, or leave it empty."
            )
        said = providers.get(provider_id(entry.provider)) if entry.provider else None
        at_site = by_host.get(entry.host, [])
        own_site = len(at_site) == 1 and rows.count(entry.host) == 1
        named = by_name.get(_key(entry.name), [])
        if said:
            found.append(_standing(entry, said, "as the roster says"))
        elif len(named) == 1:
            found.append(_standing(entry, named[0], "by name"))
        elif own_site and not (entry.page and _likeness(entry.name, at_site[0].name) < AGREE):
            found.append(_standing(entry, at_site[0], "by site"))
        else:
            found.append(Standing(entry=entry, status="unknown", perhaps=_perhaps(entry, providers.values(), at_site)))
    return Coverage(standings=tuple(found), problems=tuple(problems))


def known_providers(catalogue: Catalogue, contents: Contents, today: dt.date) -> list[Known]:
    """Every provider that is on the portal, was on it, or whose source is read. Raises CatalogueError."""
    names: dict[str, str] = {}
    hosts: dict[str, set[str]] = defaultdict(set)
    seen: dict[str, set[str]] = defaultdict(set)
    coming: dict[str, int] = defaultdict(int)
    for state in contents.sources:
        if state.last_crawl_at is not None and state.verdict != "never":
            names[provider_id(state.provider)] = state.provider
            hosts[provider_id(state.provider)].add(host_of(state.url))
    rows = tables.listings.c
    with catalogue.read() as connection:
        said = connection.scalars(sa.select(rows.normalised).where(rows.normalised.is_not(None))).all()
    for one in (_MEANT.decode(words) for words in said):
        names.setdefault(one.provider.id, one.provider.name)
    for opportunity in contents.opportunities:
        key = opportunity.provider.id
        names[key] = opportunity.provider.name
        hosts[key].add(host_of(opportunity.provider.url or ""))
        seen[key] |= {host_of(listing.url or "") for listing in opportunity.listings}
        coming[key] += _to_come(opportunity, today)
    # A listing may stand on somebody else's site: that speaks only where the site is nobody's own.
    own = {host for some in hosts.values() for host in some}
    for key, some in seen.items():
        hosts[key] |= some - own
    return [
        Known(id=key, name=names[key], hosts=frozenset(hosts[key] - {""}), coming=coming[key]) for key in sorted(names)
    ]


class _Provider(msgspec.Struct, frozen=True):
    id: str
    name: str


class _Meant(msgspec.Struct, frozen=True):
    provider: _Provider


_MEANT = msgspec.json.Decoder(_Meant)


def _standing(entry: Entry, known: Known, how: How) -> Standing:
    status: Status = "listed" if known.coming else "silent"
    return Standing(entry=entry, status=status, provider=known.name, how=how, opportunities=known.coming)


def _perhaps(entry: Entry, known: Iterable[Known], at_site: Sequence[Known]) -> str | None:
    """Who is like it in name, or shares its site; the likeliest."""
    likes = [(_likeness(entry.name, one.name), one.name) for one in known]
    best = max(likes, default=(0.0, ""))
    if best[0] >= LIKE:
        return best[1]
    return at_site[0].name if at_site else None


def _likeness(one: str, two: str) -> float:
    """0 to 100; 100 where all words of one stand in the other, and they are two or more."""
    first, second = _key(one), _key(two)
    words, others = set(first.split()), set(second.split())
    within = min(len(words), len(others)) > 1 and (words <= others or others <= words)
    return 100.0 if within else fuzz.token_sort_ratio(first, second)


def _key(name: str) -> str:
    words = words_of(name)
    return " ".join(word for word in words if word not in NOISE) or " ".join(words)


def _to_come(opportunity: Opportunity, today: dt.date) -> bool:
    return not opportunity.sessions or any(not session.past(today) for session in opportunity.sessions)
