"""Puts a field right, or lets the source speak again: finds what is meant, reads the words, settles the rest."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from crawlers.errors import OptionError
from crawlers.source import Source
from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.settle import settle
from indexer.decisions import corrections, hiding
from indexer.decisions.correctable import FIELDS, TIMES, Frame, named, read
from indexer.decisions.corrections import EVERY, Correction
from indexer.decisions.hidden import What
from indexer.decisions.putting import agrees, put, shows
from indexer.meaning import fingerprint
from indexer.opportunity import Opportunity, Session
from indexer.reconciling.runs import order
from indexer.settings import IndexSettings
from indexer.values.gazetteer import Gazetteer

_TOLD = 5
"""Sessions that are named where an editor has to choose."""
_OPPORTUNITY, _SESSION = msgspec.json.Decoder(Opportunity), msgspec.json.Decoder(Session)


class City(NamedTuple):
    """What words are read by. sources: all of the city file."""

    sources: Sequence[Source]
    settings: IndexSettings
    gazetteer: Callable[[], Gazetteer]


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """A correction that was made. title: of what. before, after: the value in words."""

    correction: Correction
    title: str
    before: str
    after: str


class _Meant(NamedTuple):
    target: str
    what: What
    opportunity: Opportunity
    source: Source
    session: str | None


def correct(
    catalogue: Catalogue,
    city: City,
    said: str,
    field: str,
    words: str,
    because: str,
    now: dt.datetime,
    *,
    session: str | None = None,
    what: What | None = None,
) -> Done:
    """Puts a field right, and everything together again with it, in one transaction.

    said: the id of an opportunity, a listing or a session, or the address of its page. session: an id, a day as
    ISO 8601, or "all"; needed where there are several. Raises OptionError with a sentence.
    """
    name = named(field)
    words, because = (text.encode("utf-8", "replace").decode() for text in (words, because))
    meant = _meant(catalogue, city, said, what)
    one = meant.opportunity
    chosen, key = _chosen(one, name, session or meant.session, now.astimezone(ZoneInfo(city.settings.timezone)).date())
    value = read(name, words, Frame(meant.source, city.settings, city.gazetteer(), now))
    owners: list[Opportunity | Session] = [*chosen] if key else [one]
    before = "; ".join(dict.fromkeys(shows(owner, name) for owner in owners))
    made = [put(owner, name, value) for owner in owners]
    after = "; ".join(dict.fromkeys(shows(owner, name) for owner in made))
    if all(agrees(owner, value) for owner in owners):
        raise OptionError(f"{one.title}: {name} is {before} already. There is nothing to correct.")
    for owner in made:
        _in_order(owner, name, words)
    found = Correction(
        target=meant.target,
        session=key,
        field=name,
        what="listing" if meant.what == "listing" else "opportunity",
        source=meant.source.name,
        words=words,
        value=msgspec.json.encode(value).decode(),
        meaning=fingerprint(meant.source, city.settings),
        because=because,
        corrected_at=now,
    )
    with catalogue.write() as connection:
        corrections.save(connection, [found])
        settle(connection, city.sources, now)
    return Done(correction=found, title=one.title, before=before, after=after)


def undo(
    catalogue: Catalogue,
    sources: Sequence[Source],
    said: str,
    field: str | None,
    now: dt.datetime,
    *,
    session: str | None = None,
) -> list[Correction]:
    """Lifts the corrections of one thing, or of one field of it; returns them, [] where there were none."""
    name = named(field) if field else None
    asked, spoken = hiding.of_page(said), _session_of(said)
    with catalogue.write() as connection:
        aliases = {row.old_id: row.new_id for row in connection.execute(sa.select(tables.aliases))}
        ids = {asked, aliases.get(asked, asked)}
        wanted = {"all": EVERY}.get(session or "", session or spoken)
        lifted = [
            one
            for one in corrections.entries(connection)
            if (aliases.get(one.target, one.target) in ids or one.target in ids or one.session == asked)
            and name in (None, one.field)
            and wanted in (None, one.session)
        ]
        corrections.lift(connection, lifted)
        if lifted:
            settle(connection, sources, now)
    return lifted


def read_again(connection: sa.Connection, city: City) -> None:
    """Reads the words of corrections anew that other code or settings read; what cannot be read any more stays."""
    known = corrections.entries(connection)
    spoken = {one.source for one in known}
    sources = {s.name: (s, fingerprint(s, city.settings)) for s in city.sources if s.name in spoken}
    changed = []
    for one in known:
        source, meaning = sources.get(one.source, (None, one.meaning))
        if source is None or one.meaning == meaning:
            continue
        try:
            value = read(one.field, one.words, Frame(source, city.settings, city.gazetteer(), one.corrected_at))
            kept = msgspec.json.encode(value).decode()
        except OptionError:
            kept = one.value
        changed.append(msgspec.structs.replace(one, value=kept, meaning=meaning))
    corrections.save(connection, changed)


def _meant(catalogue: Catalogue, city: City, said: str, what: What | None) -> _Meant:
    minted, rows, held = tables.opportunities.c, tables.listings.c, tables.sessions.c
    asked, session = hiding.of_page(said), _session_of(said)
    with catalogue.read() as connection:
        of = connection.execute(sa.select(held.id, held.opportunity_id).where(held.id == (session or asked))).first()
    if of is not None:
        asked, session = of.opportunity_id, of.id
    found = hiding.find(catalogue, asked, city.sources, what)
    if isinstance(found, list) or found.what == "provider":
        near = f" Did you mean {' or '.join(found)}?" if isinstance(found, list) and found else ""
        raise OptionError(
            f"{said!r}: expected the id of an opportunity, a listing or a session, or the address of a page.{near}"
        )
    with catalogue.read() as connection:
        id_ = found.target
        if found.what == "listing":
            id_ = connection.scalar(sa.select(rows.opportunity_id).where(rows.id == found.target)) or ""
        data = connection.scalar(sa.select(minted.data).where(minted.id == id_))
        theirs = connection.scalars(sa.select(held.data).where(held.opportunity_id == id_, held.gone.is_(False))).all()
        spoken = connection.execute(sa.select(rows.id, rows.source).where(rows.opportunity_id == id_)).all()
    if data is None:
        raise OptionError(f"{found.name or said}: it is not shown at present, so there is nothing to correct.")
    sessions = sorted(map(_SESSION.decode, theirs), key=order)
    named_first = [row.source for row in sorted(spoken, key=lambda row: (row.id not in (found.target, id_), row.id))]
    source = next((source for name in named_first for source in city.sources if source.name == name), city.sources[0])
    one = msgspec.structs.replace(_OPPORTUNITY.decode(data), sessions=tuple(sessions))
    return _Meant(found.target, found.what, one, source, session)


def _chosen(one: Opportunity, name: str, said: str | None, today: dt.date) -> tuple[list[Session], str]:
    """The sessions that are meant, and how the correction names them: "" for a field of the opportunity."""
    if FIELDS[name].of == "opportunity":
        return [], ""
    if said in ("all", EVERY) and one.sessions:
        if name in TIMES or name == "url":
            raise OptionError(f"{name}: each session has its own. Name one: {_list(one.sessions)}")
        return list(one.sessions), EVERY
    if said is None:
        coming = [session for session in one.sessions if not session.past(today)]
        found = coming if len(coming) == 1 else list(one.sessions)
    else:
        found = [s for s in one.sessions if said in (s.id, str(s.start.date) if s.start else None)]
    if len(found) == 1:
        return found, found[0].id
    if not one.sessions:
        raise OptionError(f"{one.title}: {name} is of a session, but its source states none.")
    what = (
        f"{said!r} is none of its sessions" if said and not found else f"{name} is of one session, and it has several"
    )
    more = "" if name in TIMES or name == "url" else ", or all of them with --session all"
    raise OptionError(f"{one.title}: {what}. Name one with --session{more}: {_list(found or one.sessions)}")


def _list(sessions: Sequence[Session]) -> str:
    told = [f"{s.id} ({shows(s, 'start')})" for s in sessions[:_TOLD]]
    return ", ".join(told) + (f" and {len(sessions) - _TOLD} more" if len(sessions) > _TOLD else "")


def _in_order(made: Opportunity | Session, name: str, words: str) -> None:
    """Raises OptionError where a session would not fit together."""
    if name not in ("start", "end") or not isinstance(made, Session):
        return
    instead = f'Correct `when` instead, with the whole of it, such as "{FIELDS["when"].example}".'
    if made.start is None or (made.end is None and name == "end" and words.strip().casefold() not in ("unknown",)):
        raise OptionError(f"{name}: it would have no start, or end before it begins. {instead}")


def _session_of(said: str) -> str | None:
    """The session that the address of a page points to."""
    fragment = urlsplit(said).fragment if "/" in said else ""
    return fragment.removeprefix("s-") or None if fragment.startswith("s-") else None
