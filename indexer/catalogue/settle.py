"""Reconciles all kept listings and stores the opportunities, sessions and aliases that they make, in one transaction.

It runs after the sources' own transactions. Killed before its end, the catalogue shows what it showed before; the next
run finds that listings have changed since, and settles them.
"""

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence

import msgspec
import sqlalchemy as sa

from crawlers.source import Source
from indexer import meaning
from indexer.catalogue import tables
from indexer.catalogue.listings import Row, opportunity_of, text_of
from indexer.catalogue.publication import SETTLED, may_be_published
from indexer.decisions import accepted, corrections, hidden, links
from indexer.opportunity import Opportunity, Session
from indexer.reconciling.merge import Member
from indexer.reconciling.reconcile import Known, Links, Reconciled, reconcile
from indexer.reconciling.trust import Trust

# What a calendar shows of a session; a change of it counts as a revision (RFC 5545, 3.8.7.4).
_SHOWN = ("start", "end", "meetings", "open_ended", "place", "online", "url", "status", "price")

_ASKED = 1_000
"""As many questions as are kept, the likeliest: more than anybody answers in a day."""


class _Slug(msgspec.Struct):
    slug: str


_SLUG = msgspec.json.Decoder(_Slug)


def settle(connection: sa.Connection, sources: Sequence[Source], now: dt.datetime) -> bool:
    """Brings opportunities, sessions and aliases in line with the listings. Returns whether there was anything to do.

    sources: all of the city file, in its order. Listings of a source under review are held back until a person accepts
    them, hidden ones left out.
    """
    table = tables.listings
    shown = {source.name: at for at, source in enumerate(sources)}
    live = sa.and_(table.c.state != "withdrawn", table.c.normalised.is_not(None), table.c.source.in_(list(shown)))
    waiting = accepted.waiting(connection, [source.name for source in sources if source.review])
    apart = hidden.out(connection).apart | waiting
    heads = connection.execute(sa.select(table.c.id, table.c.source, table.c.draft_hash, table.c.meaning).where(live))
    linked, trust = links.links(connection), Trust.of(sources)
    print_now = _fingerprint(
        sorted((shown[row.source], row.id, row.draft_hash, row.meaning) for row in heads if row.id not in apart),
        linked,
        trust,
    )
    print_now += corrections.mark(connection)
    settled = sa.select(tables.settled.c.fingerprint).where(tables.settled.c.one == SETTLED)
    if connection.scalar(settled) == print_now:
        return False
    by_name = {source.name: source for source in sources}
    rows = [Row(**row._mapping) for row in connection.execute(sa.select(table).where(live)) if row.id not in apart]
    rows.sort(key=lambda row: (shown[row.source], row.first_seen, row.id))
    members = [
        Member(listing=row.listing(by_name[row.source]), opportunity=opportunity_of(row.normalised or ""))
        for row in rows
    ]
    made = reconcile(members, _known(connection, apart), links=linked, trust=trust)
    found = corrections.applied(connection, made, members)
    _store_listings(connection, rows, found, now)
    _store_opportunities(connection, found, now)
    _store_sessions(connection, found, now)
    _clear(connection, found)
    _store_alike(connection, made)
    tables.upsert(connection, tables.settled, [{"one": SETTLED, "fingerprint": print_now}])
    return True


def _fingerprint(heads: list[tuple[int, str, str, str]], linked: Links, trust: Trust) -> str:
    decided = msgspec.json.encode((linked, trust))
    return hashlib.sha256(meaning.code().encode() + msgspec.json.encode(heads) + decided).hexdigest()[:16]


def _known(connection: sa.Connection, apart: Collection[str]) -> Known:
    listings, minted, aliases = tables.listings.c, tables.opportunities.c, tables.aliases.c
    lasting, out = may_be_published(connection), {one.target for one in hidden.entries(connection)}
    out |= corrections.targets(connection) | links.targets(connection)
    made = [
        row
        for row in connection.execute(sa.select(minted.id, minted.first_listing, minted.created_at, minted.data))
        if lasting(row.created_at) or row.id in out
    ]
    there = {row.id for row in made}
    speaking = sa.select(listings.id, listings.opportunity_id).where(listings.opportunity_id.is_not(None))
    had = [row for row in connection.execute(speaking) if row.opportunity_id in there]
    return Known(
        opportunity_of={row.id: row.opportunity_id for row in had},
        created_at={row.id: row.created_at for row in made},
        first_listing={row.id: row.first_listing for row in made},
        # The words of a hidden listing are not to be read in an address either.
        slugs={row.id: _SLUG.decode(row.data).slug for row in made if row.first_listing not in apart},
        aliases={row.old_id: row.new_id for row in connection.execute(sa.select(aliases.old_id, aliases.new_id))},
    )


def _store_listings(connection: sa.Connection, rows: list[Row], found: Reconciled, now: dt.datetime) -> None:
    now_in = {listing.id: one.id for one in found.opportunities for listing in one.listings}
    moved = [{"listing": row.id, "to": now_in[row.id]} for row in rows if row.opportunity_id != now_in[row.id]]
    left = [(row.opportunity_id, now_in[row.id]) for row in rows if row.opportunity_id not in (None, now_in[row.id])]
    hidden.follow(connection, [(old, new) for old, new in left if old and found.aliases.get(old) != new], now)
    if moved:
        table = tables.listings
        change = sa.update(table).where(table.c.id == sa.bindparam("listing"))
        connection.execute(change.values(opportunity_id=sa.bindparam("to")), moved)


def _store_opportunities(connection: sa.Connection, found: Reconciled, now: dt.datetime) -> None:
    table = tables.opportunities
    before = {row.id: row for row in connection.execute(sa.select(table))}
    rows = []
    for one in found.opportunities:
        data = text_of(msgspec.structs.replace(one, sessions=(), listings=()))
        mark = _hash([data, *(_shown(one, session) for session in one.sessions)])
        old = before.get(one.id)
        if old and old.content_hash == mark and old.data == data:
            continue
        rows.append(
            {
                "id": one.id,
                "first_listing": old.first_listing if old else one.listings[0].id,
                "data": data,
                "content_hash": mark,
                "created_at": old.created_at if old else now,
                "changed_at": now,
            }
        )
    tables.upsert(connection, table, rows)


def _store_sessions(connection: sa.Connection, found: Reconciled, now: dt.datetime) -> None:
    table = tables.sessions
    before = {row.id: row for row in connection.execute(sa.select(table))}
    rows, there, lasting = [], set(), may_be_published(connection)
    for one in found.opportunities:
        for session in one.sessions:
            there.add(session.id)
            old, data, mark = before.get(session.id), text_of(session), _hash([_shown(one, session)])
            if old and not old.gone and old.data == data and old.content_hash == mark and old.opportunity_id == one.id:
                continue
            same = old is not None and not old.gone and old.content_hash == mark
            # What no calendar has yet does not count as changed.
            known = old is not None and (old.sequence > 0 or lasting(old.changed_at))
            rows.append(
                {
                    "id": session.id,
                    "opportunity_id": one.id,
                    "listing_id": next(
                        (x.id for x in one.listings if session.id.startswith(f"{x.id}-")), one.listings[0].id
                    ),
                    "start_date": session.start.date if session.start else None,
                    "last_date": session.last_day(),
                    "place": session.place.name if session.place else None,
                    "area": session.place.area if session.place else None,
                    "data": data,
                    "content_hash": mark,
                    "sequence": old.sequence + (not same) if old is not None and known else 0,
                    "changed_at": old.changed_at if old is not None and same else now,
                    "gone": False,
                }
            )
    tables.upsert(connection, table, rows)
    left = [{"session": row.id} for row in before.values() if not row.gone and row.id not in there]
    if left:
        connection.execute(sa.update(table).where(table.c.id == sa.bindparam("session")).values(gone=True), left)


def _store_alike(connection: sa.Connection, found: Reconciled) -> None:
    connection.execute(sa.delete(tables.alike))
    tables.upsert(connection, tables.alike, [msgspec.structs.asdict(one) for one in found.doubtful[:_ASKED]])


def _clear(connection: sa.Connection, found: Reconciled) -> None:
    """Removes what no listing speaks for any more, and aliases that would lead nowhere."""
    spoken = set(connection.scalars(sa.select(tables.listings.c.opportunity_id).distinct()))
    minted = set(connection.scalars(sa.select(tables.opportunities.c.id)))
    silent = sorted(minted - spoken)
    tables.delete(connection, tables.opportunities.c.id, silent)
    of_none = connection.execute(sa.select(tables.sessions.c.id, tables.sessions.c.opportunity_id))
    tables.delete(connection, tables.sessions.c.id, [row.id for row in of_none if row.opportunity_id not in spoken])
    connection.execute(sa.delete(tables.aliases))
    kept = minted & spoken
    tables.upsert(
        connection,
        tables.aliases,
        [{"old_id": old, "new_id": new} for old, new in found.aliases.items() if new in kept and old not in kept],
    )


def _shown(one: Opportunity, session: Session) -> str:
    return text_of([one.title, one.provider.name, *(getattr(session, name) for name in _SHOWN)])


def _hash(texts: list[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
