"""The last crawl of each source for all machines: a source is read by whichever worker is free, and goes on from there.

The table holds the file that crawlers/keep.py writes, gzipped; a machine's own var/crawls/ is its working copy.
"""

import datetime as dt
import gzip
from collections.abc import Sequence
from pathlib import Path

import msgspec
import sqlalchemy as sa

from crawlers.keep import path_of, write_whole
from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue
from indexer.decisions.forgetting import bring


class _Head(msgspec.Struct):
    started_at: dt.datetime


_HEAD = msgspec.json.Decoder(_Head)


def fetch(catalogue: Catalogue, names: Sequence[str], folder: Path) -> list[str]:
    """Puts the kept crawls of these sources into the folder where they are newer. Returns the names of those.

    Before that the folder loses what was forgotten on another machine.
    """
    bring(catalogue, folder)
    table, fetched = tables.kept.c, list[str]()
    if not catalogue.shared:
        return fetched
    folder.mkdir(parents=True, exist_ok=True)
    with catalogue.read() as connection:
        heads = connection.execute(sa.select(table.source, table.started_at).where(table.source.in_(names))).all()
        for head in heads:
            here = _started_at(path_of(folder, head.source))
            if here is None or here < head.started_at:
                crawl = connection.scalar(sa.select(table.crawl).where(table.source == head.source))
                write_whole(path_of(folder, head.source), [gzip.decompress(crawl or b"")])
                fetched.append(head.source)
    return fetched


def store(catalogue: Catalogue, names: Sequence[str], folder: Path, *, again: bool = False) -> list[str]:
    """Keeps the folder's crawls of these sources where they are newer than what is kept. Returns the names of those.

    again: also where they are as old, because they were read again.
    """
    bring(catalogue, folder)
    table, stored = tables.kept.c, list[str]()
    if not catalogue.shared:
        return stored
    for name in names:
        started_at = _started_at(path_of(folder, name))
        if started_at is None:
            continue
        row = {
            "source": name,
            "started_at": started_at,
            "crawl": gzip.compress(path_of(folder, name).read_bytes(), compresslevel=6, mtime=0),
        }
        with catalogue.write() as connection:
            before = connection.scalar(sa.select(table.started_at).where(table.source == name))
            if before is None or before < started_at or (again and before == started_at):
                tables.upsert(connection, tables.kept, [row])
                stored.append(name)
    return stored


def _started_at(path: Path) -> dt.datetime | None:
    """When the crawl in a file began; None where there is none that can be read."""
    try:
        with path.open("rb") as file:
            return _HEAD.decode(file.readline()).started_at
    except (FileNotFoundError, msgspec.DecodeError):
        return None
