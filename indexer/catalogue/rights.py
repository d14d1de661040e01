"""On which terms each source may be used: as the city file says, else as the source says itself."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from crawlers.draft import Rights
from crawlers.source import Source
from indexer.catalogue import tables

LONGEST = 300
"""Characters of a source's own words that are kept: a name or an address, and not a contract."""


def said(rights: Rights | None) -> Rights:
    """A source's own words as they are kept: on one line, shortened."""
    if rights is None:
        return Rights()
    return Rights(licence=_line(rights.licence), attribution=_line(rights.attribution))


def of_sources(connection: sa.Connection, sources: Sequence[Source]) -> dict[str, Rights]:
    """By name, of every source of the city file."""
    known = tables.sources.c
    rows = connection.execute(sa.select(known.name, known.licence, known.attribution))
    own = {row.name: row for row in rows}
    return {
        source.name: Rights(
            licence=source.licence or (own[source.name].licence if source.name in own else None),
            attribution=source.attribution or (own[source.name].attribution if source.name in own else None),
        )
        for source in sources
    }


def of_listing(draft: str | None, source: Rights) -> Rights:
    """Of one listing: what its draft (as JSON) says of it alone, else the source's."""
    if draft is None:
        return source
    own = _OWN.decode(draft)
    licence, attribution = _line(own.licence), _line(own.attribution)
    return Rights(licence=licence or source.licence, attribution=attribution or source.attribution)


class _Own(msgspec.Struct):
    licence: str | None = None
    attribution: str | None = None


_OWN = msgspec.json.Decoder(_Own)


def _line(words: str | None) -> str | None:
    plain = " ".join((words or "").split())
    return (plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…") or None
