"""Runs the fixture folders of the kinds: tests/fixtures/<kind>/<case>/ is one page, and what must be extracted from it.

    input.<ext>      the page's body, byte for byte as a source would send it
    source.json      the fields of a Source (see crawlers/source.py), and "page": url, content_type, charset, fetched_at
    expected.json    "drafts", "refusals" and "follow"; or "error": the sentence of a page that cannot be read

A new case needs no code: add a folder. `python -m tests.fixture_cases csv/my-case` writes its expected.json from what
is extracted now; then read it, line by line, before you trust it.
"""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from crawlers.draft import Draft, Refusal
from crawlers.errors import SourceError
from crawlers.kinds import kind_of, options_of
from crawlers.page import Page
from crawlers.source import Source

FIXTURES = Path(__file__).parent / "fixtures"


class Case(NamedTuple):
    """One fixture folder, ready to be extracted. expected is None as long as nobody has written it."""

    name: str
    source: Source
    page: Page
    expected: dict[str, Any] | None


def cases(*kinds: str) -> list[Case]:
    """Every case of these kinds, in order; of all kinds where none is named."""
    folders = [folder.parent for kind in kinds or ("*",) for folder in FIXTURES.glob(f"{kind}/*/source.json")]
    return [read(folder) for folder in sorted(folders)]


def read(folder: Path) -> Case:
    """The case in a folder. The kind is the name of the folder above."""
    fields = json.loads((folder / "source.json").read_text("utf-8"))
    came = fields.pop("page", {})
    source = msgspec.convert({"kind": folder.parent.name, "name": "fixture", "provider": "Fixture"} | fields, Source)
    (body,) = folder.glob("input.*")
    expected = folder / "expected.json"
    page = Page(
        url=came.get("url", source.url),
        final_url=came.get("final_url", came.get("url", source.url)),
        fetched_at=dt.datetime.fromisoformat(came.get("fetched_at", "2026-11-22T09:00:00+00:00")),
        body=body.read_bytes(),
        content_type=came.get("content_type", ""),
        charset=came.get("charset"),
    )
    name = f"{folder.parent.name}/{folder.name}"
    return Case(name, source, page, json.loads(expected.read_text("utf-8")) if expected.exists() else None)


def extracted(case: Case) -> dict[str, Any]:
    """What the kind makes of the case now, in the shape of expected.json. Only our own errors are let through."""
    kind, options = kind_of(case.source), options_of(case.source)
    try:
        found = list(kind.extract(case.page, case.source, options))
        follow = list(kind.follow(case.page, case.source, options))
    except SourceError as error:
        return {"error": str(error)}
    return {
        "drafts": [_as_json(one) for one in found if isinstance(one, Draft)],
        "refusals": [_as_json(one) for one in found if isinstance(one, Refusal)],
        "follow": follow,
    }


def _as_json(one: Draft | Refusal) -> Any:
    return json.loads(msgspec.json.encode(one))


if __name__ == "__main__":
    for given in sys.argv[1:]:
        text = json.dumps(extracted(read(FIXTURES / given)), ensure_ascii=False, indent=2)
        (FIXTURES / given / "expected.json").write_text(text + "\n", "utf-8")
