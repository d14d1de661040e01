"""Removes a text or an address everywhere the catalogue keeps it, and sees to it that no crawl brings it back.

The table `forgotten` holds a key, and keyed digests with the number of words; never the words. What a crawl says is
gone through before it is written (crawlers/keep.py, by the file forgotten.json beside the crawls), and again before it
is indexed, as another machine may not have heard of it yet.
"""

import datetime as dt
import gzip
import secrets
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from crawlers import keep
from crawlers.addresses import canonical
from crawlers.draft import Draft
from crawlers.errors import OptionError
from crawlers.forgetting import FILE, Filter, Forgotten, digest, of_folder, words
from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.column_types import Text
from indexer.catalogue.listings import draft_hash, text_of
from indexer.catalogue.publication import SETTLED
from indexer.decisions import corrections, links
from indexer.reconciling.reconcile import listing_id

_LEFT = frozenset({"forgotten", "settled", "kept", "listings"})
"""Tables that hold no words, or that are gone through in a way of their own."""
_LEAST = 6
"""Letters of a single word, with a digit among them, that is forgotten: a phone number, not "art"."""


def forgotten(catalogue: Catalogue) -> Forgotten:
    """What is forgotten at present."""
    table = tables.forgotten.c
    with catalogue.read() as connection:
        rows = connection.execute(sa.select(table.digest, table.what, table.words)).all()
    return Forgotten(
        key=next((row.digest for row in rows if row.what == "key"), ""),
        texts={row.digest: row.words for row in sorted(rows) if row.what == "text"},
        addresses=frozenset(row.digest for row in rows if row.what == "url"),
    )


def remember(catalogue: Catalogue, said: str, now: dt.datetime) -> Forgotten:
    """Notes the digest of a text or an address. Raises OptionError for a text that would be found nearly everywhere."""
    address = said.strip().startswith(("http://", "https://"))
    spoken = words(said)
    if not address and (not spoken or (len(spoken) == 1 and not (said.strip()[_LEAST - 1 :] and _digit(said)))):
        raise OptionError(
            f"{said!r} is one common word, and would be removed wherever it stands. "
            "Give the whole name, number or sentence."
        )
    with catalogue.write() as connection:
        key = connection.scalar(sa.select(tables.forgotten.c.digest).where(tables.forgotten.c.what == "key"))
        rows = []
        if key is None:
            key = secrets.token_hex(32)
            rows.append({"digest": key, "what": "key", "words": 0, "forgotten_at": now})
        mark = digest(key, canonical(said) if address else " ".join(spoken))
        what, length = ("url", 0) if address else ("text", len(spoken))
        rows.append({"digest": mark, "what": what, "words": length, "forgotten_at": now})
        tables.upsert(connection, tables.forgotten, rows)
    return forgotten(catalogue)


def only(known: Forgotten, said: str) -> Forgotten:
    """This one alone, to look for it."""
    text, address = digest(known.key, " ".join(words(said))), digest(known.key, canonical(said))
    return Forgotten(
        key=known.key,
        texts={mark: length for mark, length in known.texts.items() if mark == text},
        addresses=known.addresses & {address},
    )


def bring(catalogue: Catalogue, folder: Path) -> int:
    """Brings a folder of kept crawls up to date with what is forgotten. Returns how many crawls changed.

    A crawl that nobody can read any more is removed: it may hold anything.
    """
    known = forgotten(catalogue)
    if known == msgspec.structs.replace(of_folder(folder), swept=False) and of_folder(folder).swept == bool(known):
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    keep.write_whole(folder / FILE, _file(known))
    changed = 0
    for path in sorted(folder.glob("*.jsonl")):
        before, crawl = path.read_bytes(), keep.load(folder, path.stem)
        if crawl is None:
            path.unlink()
        else:
            keep.save(folder, crawl)
        changed += crawl is None or path.read_bytes() != before
    keep.write_whole(folder / FILE, _file(msgspec.structs.replace(known, swept=True)))
    return changed


def scrub(catalogue: Catalogue) -> Counter[str]:
    """Goes through every table. By table, in how many rows something was removed; the listings are to be read again.

    Raises CatalogueError. Call Catalogue.overwrite afterwards: until then the database's file may hold what was
    replaced.
    """
    known, changed = forgotten(catalogue), Counter[str]()
    if not known:
        return changed
    sift = Filter(known)
    with catalogue.write() as connection:
        changed["listings"] = _listings(connection, sift)
        changed["kept"] = _kept(connection, sift)
        for table in tables.metadata.sorted_tables:
            if table.name not in _LEFT:
                changed[table.name] = _table(connection, table, sift)
        corrections.forget(connection, ())
        connection.execute(sa.delete(tables.settled).where(tables.settled.c.one == SETTLED))
    return +changed


def _listings(connection: sa.Connection, sift: Filter) -> int:
    """Listings of a forgotten address go; the others lose what is forgotten, and their meaning with it."""
    table, changed, gone = tables.listings, 0, []
    for row in connection.execute(sa.select(table)).all():
        if sift.address(row.url) or sift.address(row.native_id):
            gone.append(row.id)
            continue
        before = msgspec.json.decode(row.draft, type=Draft)
        draft, page_url = sift.crawl(before), sift.page(row.page_url)
        values: dict[str, Any] = {
            "draft": text_of(draft),
            "native_id": draft.native_id or None,
            "title": sift.text(row.title or "") or None,
            "url": row.url if sift.text(row.url or "") == (row.url or "") else sift.page(row.url),
            "page_url": page_url,
            **{name: _said(getattr(row, name), sift) for name in ("normalised", "refusal", "doubts")},
        }
        values = {name: value for name, value in values.items() if value != getattr(row, name)}
        if not values:
            continue
        changed += 1
        values |= {"draft_hash": draft_hash(draft, page_url), "meaning": ""}
        renamed = listing_id(row.source, draft)
        if listing_id(row.source, before) == row.id != renamed:  # or its next crawl would be a listing of its own
            taken = connection.scalar(sa.select(table.c.id).where(table.c.id == renamed))
            if taken is None:
                values["id"] = renamed
                corrections.rename(connection, row.id, renamed)
                links.rename(connection, row.id, renamed)
        connection.execute(sa.update(table).where(table.c.id == row.id).values(**values))
    tables.delete(connection, table.c.id, gone)
    corrections.forget(connection, gone)
    return changed + len(gone)


def _kept(connection: sa.Connection, sift: Filter) -> int:
    table, changed = tables.kept, 0
    for row in connection.execute(sa.select(table)).all():
        crawl = keep.of_lines(gzip.decompress(row.crawl))
        if crawl is None:
            connection.execute(sa.delete(table).where(table.c.source == row.source))
            changed += 1
        elif (said := sift.crawl(crawl)) is not crawl:
            body = gzip.compress(b"".join(keep.lines_of(said)), compresslevel=6, mtime=0)
            connection.execute(sa.update(table).where(table.c.source == row.source).values(crawl=body))
            changed += 1
    return changed


def _table(connection: sa.Connection, table: sa.Table, sift: Filter) -> int:
    """Every text of every row, keys apart: ids are made of digests and of names in the city file."""
    keys = list(table.primary_key)
    columns = [column for column in table.c if isinstance(column.type, Text) and not column.primary_key]
    changed = 0
    for row in connection.execute(sa.select(*keys, *columns)).all() if columns else ():
        held = row._mapping
        values = {one.name: said for one in columns if (said := _said(held[one.name], sift)) != held[one.name]}
        if values:
            changed += 1
            here = sa.and_(*(key == held[key.name] for key in keys))
            connection.execute(sa.update(table).where(here).values(**values))
    return changed


def _said(value: str | None, sift: Filter) -> str | None:
    """A text, or the JSON that a text is, without what is forgotten."""
    if not value:
        return value
    if value[0] in '{["':
        try:
            data = msgspec.json.decode(value)
        except msgspec.DecodeError:
            return sift.text(value)
        said = sift.json(data)
        return value if said == data else text_of(said)
    return sift.text(value)


def _digit(said: str) -> bool:
    return any(letter.isdigit() for letter in said)


def _file(known: Forgotten) -> tuple[bytes, bytes]:
    return msgspec.json.encode(known, order="sorted"), b"\n"
