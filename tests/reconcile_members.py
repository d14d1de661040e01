"""Listings as reconciling is given them, made in one line each."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from indexer.opportunity import Listing, Moment, Opportunity, Place, Provider, Session
from indexer.reconciling.merge import Member
from indexer.reconciling.reconcile import Known, reconcile

AT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
CARVING = (
    "Carving spoons, bowls and other wooden kitchen pieces with knives, gouges and axes. "
    "Fallen birch timber is collected around Millbrook, along its woodland trails."
)
MUSIC = (
    "Compose your first electronic music track, learning beats, samples, mixing and mastering. "
    "Record vocals inside our professional studio; headphones are lent."
)


def run(day: str | None, place: str | None = "Mill Hall", time: str | None = None, **values: Any) -> Session:
    start = None
    if day:
        start = Moment(date=dt.date.fromisoformat(day), time=dt.time.fromisoformat(time) if time else None, zone="UTC")
    return Session(id="", start=start, place=Place(name=place) if place else None, **values)


def member(
    name: str, title: str, *sessions: Session, provider: str = "Millbrook College", day: int = 0, **values: Any
) -> Member:
    """A listing "source-number" and what it means. day: of November on which it was first seen, after the 22nd."""
    listing = Listing(
        id=name, source=name.partition("-")[0], first_seen=AT + dt.timedelta(days=day), checked_at=AT, title=title
    )
    numbered = tuple(
        Session(id=f"{name}-{at}", **{f: getattr(one, f) for f in Session.__struct_fields__ if f != "id"})
        for at, one in enumerate(sessions)
    )
    provided = Provider(id=provider.lower().replace(" ", "-"), name=provider)
    one = Opportunity(id=name, slug="x", title=title, provider=provided, sessions=numbered, **values)
    return Member(listing=listing, opportunity=one)


def joined(*members: Member) -> list[list[str]]:
    found = reconcile(members, Known())
    return sorted(sorted(listing.id for listing in one.listings) for one in found.opportunities)


def known_from(opportunities: Sequence[Opportunity], aliases: dict[str, str] | None = None, **more: str) -> Known:
    """What the catalogue remembers after these; more: opportunity by listing, of listings that are withdrawn."""
    of = {listing.id.replace("-", "_"): one.id for one in opportunities for listing in one.listings} | more
    return Known(
        opportunity_of={name.replace("_", "-"): one for name, one in of.items()},
        created_at={one.id: one.listings[0].first_seen for one in opportunities},
        first_listing={one.id: one.id for one in opportunities},
        aliases=aliases or {},
    )
