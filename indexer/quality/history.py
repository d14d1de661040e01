"""How each source's crawls went: for those who look after the sources."""

import datetime as dt
from collections import defaultdict

import msgspec
import sqlalchemy as sa

from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue
from indexer.decisions import accepted
from indexer.health.measure import Measure

KEPT = 14
"""Crawls of a source that are looked back on."""


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """One crawl. refusals: how many drafts were left out.

    accepted: that a person said it is right, in their words ("" where they gave none); None where nobody did.
    failed: whether nothing could be read.
    """

    started_at: dt.datetime
    verdict: str
    drafts: int
    refusals: int
    requests: int
    accepted: str | None = None
    failed: bool = False


def history(catalogue: Catalogue) -> dict[str, tuple[Past, ...]]:
    """The last crawls of each source, newest first. Raises CatalogueError."""
    table = tables.crawls
    found: dict[str, list[Past]] = defaultdict(list)
    said: dict[dt.datetime, str] = {}
    with catalogue.read() as connection:
        for row in connection.execute(sa.select(table).order_by(table.c.source, table.c.started_at.desc())):
            if len(found[row.source]) < KEPT:
                if not found[row.source]:
                    said = {one.started_at: one.because for one in accepted.crawls(connection, row.source)}
                measure = msgspec.json.decode(row.measure, type=Measure)
                found[row.source].append(
                    Past(
                        started_at=row.started_at,
                        verdict=row.verdict,
                        drafts=row.drafts,
                        refusals=measure.refusals,
                        requests=row.requests,
                        accepted=said.get(row.started_at),
                        failed=row.error is not None,
                    )
                )
    return {source: tuple(some) for source, some in found.items()}
