"""What editors put right: kept apart from what sources say, and put in place after listings have become one.

A correction hangs on a listing, and goes wherever that goes, or on an opportunity, and follows its aliases. Where two
are of one field the later holds. Each knows what the source said when it was made, so that a change of mind is seen.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from indexer.catalogue import tables
from indexer.decisions import hidden
from indexer.decisions.correctable import FIELDS
from indexer.decisions.putting import agrees, put, says
from indexer.opportunity import Corrected, Opportunity, Session
from indexer.reconciling.faces import place_keys
from indexer.reconciling.merge import Member
from indexer.reconciling.reconcile import Reconciled
from indexer.reconciling.runs import order

EVERY = "*"
"""Stands for all sessions of an opportunity, those to come among them."""
State = Literal["holds", "same", "new", "gone"]


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """One field that an editor put right.

    target: id of an opportunity or a listing. session: its id, EVERY, or "" for a field of the opportunity. source: as
    whose words the editor's `words` were read; value: what they mean, as JSON; meaning: by which code and settings.
    said, says: the source's words then (None until it was applied once) and now.
    state: holds; same (the source says it too); new (the source says something else than then); gone (what it is of is
    not there).
    """

    target: str
    session: str = ""
    field: str
    what: Literal["opportunity", "listing"]
    source: str
    words: str
    value: str
    meaning: str
    because: str
    corrected_at: dt.datetime
    said: str | None = None
    says: str = ""
    state: State = "holds"

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others."""
        return self.target, self.session, self.field


def entries(connection: sa.Connection) -> list[Correction]:
    """Every correction, the earliest first. One whose words were forgotten is none."""
    found = [Correction(**row._mapping) for row in connection.execute(sa.select(tables.corrections))]
    return sorted((one for one in found if one.words), key=lambda one: (one.corrected_at, one.key))


def mark(connection: sa.Connection) -> str:
    """A digest of what is corrected; "" where nothing is."""
    told = [(one.key, one.value, one.corrected_at) for one in entries(connection)]
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:16] if told else ""


def targets(connection: sa.Connection) -> frozenset[str]:
    """Ids of opportunities that last, as a person has named them."""
    table = tables.corrections.c
    return frozenset(connection.scalars(sa.select(table.target).where(table.what == "opportunity")))


def changed(connection: sa.Connection) -> list[Correction]:
    """Those whose source says the same by now, or something new; of what is hidden none."""
    out = hidden.out(connection)
    hushed = out.opportunities | out.listings.keys()
    return [one for one in entries(connection) if one.state in ("same", "new") and one.target not in hushed]


def save(connection: sa.Connection, corrections: Iterable[Correction]) -> None:
    """Notes them, in the place of others of the same field."""
    tables.upsert(connection, tables.corrections, [msgspec.structs.asdict(one) for one in corrections])


def lift(connection: sa.Connection, corrections: Iterable[Correction]) -> None:
    """Removes them: what the source says is shown again."""
    table = tables.corrections.c
    for one in corrections:
        here = sa.and_(table.target == one.target, table.session == one.session, table.field == one.field)
        connection.execute(sa.delete(tables.corrections).where(here))


def rename(connection: sa.Connection, old: str, new: str) -> None:
    """A listing has another id, and so have its sessions."""
    for one in entries(connection):
        moved = one
        if one.what == "listing" and one.target == old:
            moved = msgspec.structs.replace(moved, target=new)
        if one.session.startswith(f"{old}-"):
            moved = msgspec.structs.replace(moved, session=new + one.session.removeprefix(old))
        if moved != one:
            lift(connection, [one])
            save(connection, [moved])


def forget(connection: sa.Connection, listings: Iterable[str]) -> None:
    """Removes what is of these listings, and what has no words any more."""
    gone, table = tuple(listings), tables.corrections
    connection.execute(sa.delete(table).where(table.c.words == ""))
    theirs = [one for one in entries(connection) if one.target in gone or one.session.rpartition("-")[0] in gone]
    lift(connection, theirs)


def applied(connection: sa.Connection, found: Reconciled, members: Sequence[Member]) -> Reconciled:
    """The opportunities with what editors put right; how each correction stands is noted.

    members: all listings that were reconciled.
    """
    known = entries(connection)
    if not known:
        return found
    by_id = {one.id: one for one in found.opportunities}
    after, stand = dict(by_id), dict[tuple[str, str, str], Correction]()
    for one, id_, sessions in _placed(known, found, members):
        before, value = by_id.get(id_), msgspec.json.decode(one.value)
        if before is None or (FIELDS[one.field].of == "session" and not sessions):
            stand[one.key] = msgspec.structs.replace(one, state="gone")
            continue
        stand[one.key] = _standing(one, before, sessions, value)
        after[id_] = _put(after[id_], before, one, sessions, value)
    save(connection, [stand[one.key] for one in known if stand[one.key] != one])
    return msgspec.structs.replace(found, opportunities=tuple(after[one.id] for one in found.opportunities))


def _placed(
    known: Sequence[Correction], found: Reconciled, members: Sequence[Member]
) -> Iterator[tuple[Correction, str, tuple[str, ...]]]:
    """Each correction, the id of the opportunity that it is of at present, and those of its sessions that it is of."""
    home = {listing.id: one.id for one in found.opportunities for listing in one.listings}
    by_id = {one.id: one for one in found.opportunities}
    there = _sessions({one.session for one in known} - {"", EVERY}, found, members, home)
    for one in known:
        if one.session not in ("", EVERY):
            id_, session = there.get(one.session, ("", ""))
            yield one, id_, (session,) if session else ()
            continue
        id_ = found.aliases.get(one.target, one.target)
        if one.what == "listing" or id_ not in by_id:
            id_ = home.get(one.target, "")
        held = by_id[id_].sessions if one.session and id_ in by_id else ()
        yield one, id_, tuple(session.id for session in held)


def _sessions(
    wanted: set[str], found: Reconciled, members: Sequence[Member], home: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """By id: in which opportunity a session is, and under which id: another listing may have brought it as well."""
    if not wanted:
        return {}
    there = {
        session.id: (one.id, session.id)
        for one in found.opportunities
        for session in one.sessions
        if session.id in wanted
    }
    by_id = {one.id: one for one in found.opportunities}
    for member in members:
        for session in member.opportunity.sessions:
            if session.id in wanted and session.id not in there:
                id_ = home[member.listing.id]
                same = _same(session, by_id[id_].sessions)
                if same:
                    there[session.id] = id_, same
    return there


def _same(one: Session, others: Sequence[Session]) -> str | None:
    """Which of an opportunity's sessions a listing's session has become."""
    if one.start is None:
        near = [other for other in others if other.words.get("when") == one.words.get("when")]
    else:
        near = [other for other in others if other.start and other.start.date == one.start.date]
        near = [other for other in near if other.start and other.start.time in (one.start.time, None)] or near
    if len(near) > 1:
        near = [other for other in near if place_keys(other) & place_keys(one)]
    return near[0].id if len(near) == 1 else None


def _standing(one: Correction, before: Opportunity, sessions: Sequence[str], value: dict[str, Any]) -> Correction:
    owners: list[Opportunity | Session] = [s for s in before.sessions if s.id in sessions] if one.session else [before]
    words = "; ".join(dict.fromkeys(says(owner, one.field) for owner in owners))
    said = words if one.said is None else one.said
    same = all(agrees(owner, value) for owner in owners)
    state: State = "same" if same else "holds" if words == said else "new"
    return msgspec.structs.replace(one, said=said, says=words, state=state)


def _put(
    now: Opportunity, before: Opportunity, one: Correction, sessions: Sequence[str], value: dict[str, Any]
) -> Opportunity:
    """before: as its listings have it, whose words are shown beside."""
    if not one.session:
        inferred = tuple(name for name in now.inferred if name != one.field)
        made = msgspec.structs.replace(put(now, one.field, value), inferred=inferred)
        return msgspec.structs.replace(made, corrected=_noted(now, before, one))
    by_id, changed = {session.id: session for session in before.sessions}, list[Session]()
    for session in now.sessions:
        if session.id in sessions:
            noted = _noted(session, by_id[session.id], one)
            changed.append(msgspec.structs.replace(put(session, one.field, value), corrected=noted))
        else:
            changed.append(session)
    return msgspec.structs.replace(now, sessions=tuple(sorted(changed, key=order)))


def _noted(now: Opportunity | Session, before: Opportunity | Session, one: Correction) -> tuple[Corrected, ...]:
    noted = {other.field: other for other in now.corrected}
    noted[one.field] = Corrected(field=one.field, at=one.corrected_at, said=says(before, one.field))
    return tuple(noted.values())
