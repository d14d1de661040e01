"""Takes something out of all that is published, and puts it back: finds what is meant, settles the rest without it."""

import datetime as dt
import difflib
from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec
import sqlalchemy as sa

from crawlers.source import Source
from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.settle import settle
from indexer.decisions.hidden import Hidden, What, entries
from indexer.values.text import provider_id


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a word of the city's means. target: its id. name: as a person knows it."""

    target: str
    what: What
    name: str


class _Named(msgspec.Struct, frozen=True):
    id: str
    name: str


class _Opportunity(msgspec.Struct, frozen=True):
    title: str
    provider: _Named


_DECODER = msgspec.json.Decoder(_Opportunity)


def hidden(catalogue: Catalogue) -> list[Hidden]:
    """Everything that is hidden, the latest first."""
    with catalogue.read() as connection:
        return entries(connection)


def find(catalogue: Catalogue, said: str, sources: Sequence[Source], what: What | None = None) -> Found | list[str]:
    """What is meant: the id of an opportunity or listing, the id or name of a provider, or the address of its page.

    what: where only one of them is meant; an opportunity often has the id of its first listing. Where nothing is found:
    the nearest known words.
    """
    said = of_page(said)
    opportunities, listings, providers = _known(catalogue, sources)
    with catalogue.read() as connection:
        aliases = {row.old_id: row.new_id for row in connection.execute(sa.select(tables.aliases))}
    id_ = aliases.get(said, said)
    if what in (None, "opportunity") and id_ in opportunities:
        return Found(target=id_, what="opportunity", name=opportunities[id_])
    if what in (None, "listing") and said in listings:
        return Found(target=said, what="listing", name=listings[said])
    if what in (None, "provider"):
        named = provider_id(said)
        if said in providers or named in providers:
            key = said if said in providers else named
            return Found(target=key, what="provider", name=providers[key])
    words = [*opportunities, *listings, *providers, *providers.values()]
    return difflib.get_close_matches(said, words, n=3)


def hide(catalogue: Catalogue, found: Found, reason: str, sources: Sequence[Source], now: dt.datetime) -> None:
    """Takes it out, and puts what remains together without it, in one transaction."""
    row = {"target": found.target, "what": found.what, "reason": reason, "hidden_at": now}
    with catalogue.write() as connection:
        tables.upsert(connection, tables.hidden, [row])
        settle(connection, sources, now)


def undo(catalogue: Catalogue, said: str, sources: Sequence[Source], now: dt.datetime) -> Hidden | None:
    """Shows it again; None where it is not hidden."""
    said = of_page(said)
    with catalogue.write() as connection:
        one = next((one for one in entries(connection) if one.target in (said, provider_id(said))), None)
        if one is not None:
            tables.delete(connection, tables.hidden.c.target, [one.target])
            settle(connection, sources, now)
        return one


def _known(catalogue: Catalogue, sources: Sequence[Source]) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Names by id: of opportunities, listings and providers."""
    minted, rows = tables.opportunities.c, tables.listings.c
    with catalogue.read() as connection:
        made = [(row.id, _DECODER.decode(row.data)) for row in connection.execute(sa.select(minted.id, minted.data))]
        listed = connection.execute(sa.select(rows.id, rows.title, rows.normalised)).all()
    meant = [_DECODER.decode(row.normalised) for row in listed if row.normalised]
    providers = {provider_id(source.provider): source.provider for source in sources}
    providers |= {one.provider.id: one.provider.name for one in meant}
    return {id_: one.title for id_, one in made}, {row.id: row.title or "" for row in listed}, providers


def of_page(said: str) -> str:
    """The id in the address of one of the portal's own pages; anything else as it is."""
    parts = [part for part in urlsplit(said).path.split("/") if part] if "/" in said else []
    for folder in ("o", "providers"):
        if folder in parts[:-1]:
            return parts[parts.index(folder) + 1]
    return said.strip()
