"""The rows of listings: what a source says, what it means on its own, and how long it has been there."""

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from crawlers.draft import Draft, Refusal
from crawlers.source import Source
from indexer.catalogue import tables
from indexer.lifecycle import Life, State
from indexer.opportunity import Doubt, Listing, Opportunity

SHORT = 4
"""Letters from which an id or a title can be told from other words of a row."""

_DOUBTS = msgspec.json.Decoder(tuple[Doubt, ...])


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table of listings, with its JSON as text; see indexer/tables."""

    id: str
    source: str
    native_id: str | None
    url: str | None
    title: str | None
    page_url: str
    fetched_at: dt.datetime
    draft: str
    draft_hash: str
    meaning: str = ""
    normalised: str | None = None
    refusal: str | None = None
    doubts: str | None = None
    last_day: dt.date | None = None
    opportunity_id: str | None = None
    state: State = "seen"
    misses: int = 0
    first_seen: dt.datetime
    last_seen: dt.datetime
    checked_at: dt.datetime
    count: int = 1

    @property
    def life(self) -> Life:
        """How it stands."""
        return Life(state=self.state, misses=self.misses)

    def listing(self, source: Source) -> Listing:
        """The evidence that an opportunity shows."""
        return Listing(
            id=self.id,
            source=self.source,
            url=self.url,
            native_id=self.native_id,
            title=self.title,
            first_seen=self.first_seen,
            checked_at=self.checked_at,
            state=self.state,
            licence=source.licence,
            attribution=source.attribution,
            count=self.count,
        )


def of_source(connection: sa.Connection, source: str) -> dict[str, Row]:
    """Every listing that a source ever had and that is still kept, by id."""
    found = connection.execute(sa.select(tables.listings).where(tables.listings.c.source == source))
    return {row.id: Row(**row._mapping) for row in found}


def save(connection: sa.Connection, rows: list[Row]) -> None:
    """Inserts or replaces rows."""
    tables.upsert(connection, tables.listings, [msgspec.structs.asdict(row) for row in rows])


def draft_hash(draft: Draft, page_url: str) -> str:
    """Of a draft's words. Its count is no word of the source; the page's address is one where the draft has none."""
    said = (msgspec.structs.replace(draft, count=1), draft.url or page_url)
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:16]


def text_of(value: Any) -> str:
    """JSON as it is kept."""
    return msgspec.json.encode(value).decode()


def draft_of(row: Row) -> Draft:
    """What the source said."""
    return msgspec.json.decode(row.draft, type=Draft)


def opportunity_of(normalised: str) -> Opportunity:
    """What it means on its own."""
    return msgspec.json.decode(normalised, type=Opportunity)


def refusal_of(refusal: str) -> Refusal:
    """Why it means nothing that can be shown."""
    return msgspec.json.decode(refusal, type=Refusal)


def doubts_of(doubts: str | None) -> tuple[Doubt, ...]:
    """What in it was not understood."""
    return _DOUBTS.decode(doubts) if doubts else ()


class Refused:
    """What a crawl refused, to be asked whether a listing that it did not have is still there, only unreadable.

    pages: the addresses that it read; what is said of a whole page is about none of its listings in particular.
    """

    def __init__(self, refusals: Iterable[Refusal], pages: Collection[str]) -> None:
        there = [(one.wrote.casefold(), "" if one.where in pages else one.where.casefold()) for one in refusals]
        self._all = "\n".join(f"{wrote}\n{where}" for wrote, where in there)
        self._rows = "\n".join(wrote for wrote, where in there if where)

    def has(self, row: Row) -> bool:
        """Whether a refusal quotes the listing's own id or address; its title where it has neither."""
        name = row.native_id or (row.url if row.url != row.page_url else None)
        found, words = (self._all, name) if name else (self._rows, row.title)
        plain = (words or "").strip().casefold()
        if not plain or not found:
            return False
        if len(plain) < SHORT:  # "7" stands in many rows; as an id it stands first
            return re.search(rf"(?m)^{re.escape(plain)}(?: \| |$)", found) is not None
        return re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", found) is not None
