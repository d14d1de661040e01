"""Remembers what was told to whom, so that only what changed is told again. Nobody's address is kept, only a digest."""

import datetime as dt
import hashlib
from collections.abc import Mapping

import sqlalchemy as sa

from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue

_ROWS = tables.notices


def told(catalogue: Catalogue, recipient: str) -> dict[str, str]:
    """What the recipient believes to be so: sentence by key."""
    head = _head(recipient)
    with catalogue.read() as connection:
        rows = connection.execute(sa.select(_ROWS.c.key, _ROWS.c.sentence).where(_ROWS.c.key.startswith(head)))
        return {row.key.removeprefix(head): row.sentence for row in rows}


def tell(catalogue: Catalogue, recipient: str, now_so: Mapping[str, str], now: dt.datetime) -> None:
    """Notes that the recipient knows exactly this: sentence by key."""
    head = _head(recipient)
    rows = [{"key": head + key, "sentence": sentence, "said_at": now} for key, sentence in now_so.items()]
    with catalogue.write() as connection:
        connection.execute(sa.delete(_ROWS).where(_ROWS.c.key.startswith(head)))
        tables.upsert(connection, _ROWS, rows)


def _head(recipient: str) -> str:
    """A webhook's address may be a secret."""
    return f"{hashlib.sha256(recipient.encode()).hexdigest()[:16]}:"
