"""The drafts of all real files, and what each means where its file comes from (whence.toml)."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePath
from typing import NamedTuple

import msgspec

from benchmarks.sources import claims, held
from crawlers.draft import Draft
from crawlers.keep import KeptPage
from crawlers.kinds import kinds
from crawlers.source import Source
from indexer.normalise import Normalised, normalise
from indexer.opportunity import Listing
from indexer.settings import IndexSettings
from indexer.values.gazetteer import Gazetteer

NOON = dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC)
SOURCE = Source(name="real", provider="Real", kind="csv", url="http://real.example/")
NOWHERE = Gazetteer()


class Whence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of whence.toml."""

    files: tuple[str, ...]
    country: str
    timezone: str

    @property
    def settings(self) -> IndexSettings:
        """A city there, with no areas and no bounds: they are no matter of words."""
        return IndexSettings(timezone=self.timezone, country=self.country, languages=("en",), folder=Path())


class Held(NamedTuple):
    """One draft of a real file: its row is the n-th of the file, from 0; source, page and settings are its file's."""

    file: str
    row: int
    draft: Draft
    source: Source
    page: KeptPage
    settings: IndexSettings

    def meant(self) -> Normalised:
        """What it means."""
        return normalise(self.draft, self.page, self.source, self.settings, NOWHERE, listing(self.page.fetched_at))


LONDON = Whence(files=(), country="GB", timezone="Europe/London").settings


def meant(draft: Draft, settings: IndexSettings = LONDON) -> Normalised:
    """What a draft means that is of no file, fetched at NOON."""
    page = KeptPage(url=SOURCE.url, fetched_at=NOON, checked_at=NOON)
    return normalise(draft, page, SOURCE, settings, NOWHERE, listing(NOON))


@cache
def listing(at: dt.datetime) -> Listing:
    """The evidence of a listing seen then; what it is does not change what words mean."""
    return Listing(id="real-00000000", source="real", first_seen=at, checked_at=at)


def every() -> Iterator[Held]:
    """All drafts of all files, each file read by the first claim that finds a listing in it."""
    read: set[str] = set()
    for claimed in claims.claimed():
        if claimed.claim.refused or claimed.name in read:
            continue
        page, source = claimed.page(), claimed.source
        drafts = held.came(kinds()[claimed.claim.kind], page, source).drafts
        whence = whence_of(claimed.name)
        kept = KeptPage(url=page.url, fetched_at=page.fetched_at, checked_at=page.fetched_at)
        source = msgspec.structs.replace(source, timezone=whence.timezone)
        for row, draft in enumerate(drafts):
            yield Held(claimed.name, row, draft, source, kept, whence.settings)
        if drafts:
            read.add(claimed.name)


@cache
def all_whence() -> tuple[Whence, ...]:
    """The tables of whence.toml, in order."""
    told = tomllib.loads((Path(__file__).parent / "whence.toml").read_text("utf-8"))["from"]
    return tuple(msgspec.convert(told, list[Whence]))


def whence_of(file: str) -> Whence:
    """Where a file comes from, by its path below the folder of real files."""
    return next(one for one in all_whence() if any(PurePath(file).match(pattern) for pattern in one.files))
