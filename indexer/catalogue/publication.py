"""What of the catalogue may have been published: its ids last (rule 6). What nobody has seen yet may change once more.

So ids do not depend on which source happened to be read first, nor on how many machines read them.
"""

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa

from indexer.catalogue import tables

SETTLED, _PUBLISHED = 1, 2
"""Rows of the table `settled`: what was reconciled last, and when that was published last ("": never)."""


def never_published(connection: sa.Connection) -> None:
    """Notes of a new catalogue that nothing of it is known to anybody."""
    tables.upsert(connection, tables.settled, [{"one": _PUBLISHED, "fingerprint": ""}])


def published(connection: sa.Connection, now: dt.datetime) -> None:
    """Notes that what is here is published. Said before the first file is moved, as that may be killed halfway."""
    tables.upsert(connection, tables.settled, [{"one": _PUBLISHED, "fingerprint": now.isoformat()}])


def may_be_published(connection: sa.Connection) -> Callable[[dt.datetime], bool]:
    """Tells of the moment at which something was made whether it may have been published since."""
    row = tables.settled.c
    stamp = connection.scalar(sa.select(row.fingerprint).where(row.one == _PUBLISHED))
    if stamp is None:  # the catalogue is of a version that did not note it
        return lambda _: True
    last = dt.datetime.fromisoformat(stamp) if stamp else None
    return lambda made: last is not None and made <= last
