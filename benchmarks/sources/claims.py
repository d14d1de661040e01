"""Reads claims.toml: which real file belongs to which kind, and the page that it is.

The folder of real files is $CITYOFLEARNING_DATA, else ../shared/data beside the project.
"""

import datetime as dt
import json
import mimetypes
import os
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from crawlers.errors import OptionError
from crawlers.kinds import kinds, options_of
from crawlers.page import Page
from crawlers.source import Source
from tests.real.playing import _row

HERE = Path(__file__).parent
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
DATA = Path(os.environ.get("CITYOFLEARNING_DATA") or HERE.parent.parent.parent / "shared" / "data")


class Claim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of claims.toml. keys: the columns by which rows are one listing, where the kind puts rows together."""

    kind: str
    files: tuple[str, ...]
    at: dt.date
    records: str
    form: str = ""
    url: str = ""
    refused: bool = False
    options: dict[str, Any] = {}
    keys: tuple[str, ...] = ()


class Claimed(msgspec.Struct, frozen=True):
    """One file of a claim."""

    claim: Claim
    path: Path

    @property
    def name(self) -> str:
        """Its path below the folder of real files."""
        return str(self.path.relative_to(DATA))

    @property
    def source(self) -> Source:
        """A source at which the file would lie."""
        url = self.claim.url or f"http://real.example/{self.path.parent.name}/{self.path.name}"
        return Source(name="real", provider="Real", kind=self.claim.kind, url=url, options=self.claim.options)

    def page(self, kind: str | None = None) -> Page:
        """The file as an answer; to another kind it is the same bytes, not wrapped."""
        body = self.path.read_bytes()
        if self.claim.form and kind in {None, self.claim.kind}:
            body = {"entries": _page_of_entries, "rows": _rows}[self.claim.form](body)
        sort = {".ics": "text/calendar", ".jsonld": "application/ld+json"}.get(self.path.suffix)
        return Page(
            url=self.source.url, final_url=self.source.url, body=body,
            fetched_at=dt.datetime.combine(self.claim.at, dt.time(9), dt.UTC),
            content_type=sort or mimetypes.guess_type(self.path.name)[0] or "",
        )  # fmt: skip


@cache
def claims() -> tuple[Claim, ...]:
    """Every claim of a kind that there is."""
    told = tomllib.loads((HERE / "claims.toml").read_text("utf-8"))["claim"]
    return tuple(one for one in msgspec.convert(told, list[Claim]) if one.kind in kinds())


def claimed(kind: str | None = None) -> Iterator[Claimed]:
    """The files of a kind, or of all; none where the folder is not there. Raises OptionError for unfit options."""
    for claim in claims():
        if kind in {None, claim.kind}:
            found = sorted({path for pattern in claim.files for path in DATA.glob(pattern)})
            for path in found:
                options_of(Claimed(claim, path).source)
                yield Claimed(claim, path)


def fitting(kind: str) -> list[Claimed]:
    """The files of a kind; none where the table's options do not fit it (any more)."""
    try:
        return list(claimed(kind))
    except OptionError:
        return []


def _page_of_entries(body: bytes) -> bytes:
    found = json.loads(body)
    entries = found.get("items", [found]) if isinstance(found, dict) else found
    return json.dumps({"next": "http://real.example/next", "items": entries}).encode()


def _rows(body: bytes) -> bytes:
    whole = json.loads(body)
    return json.dumps([_row(whole["meta"]["view"]["columns"], row) for row in whole["data"]]).encode()
