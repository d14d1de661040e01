"""Runs the fixture folders of the kinds: tests/fixtures/<kind>/<case>/ is one page, and what must be extracted from it.

    input.<ext>      the page's body, byte for byte as a source would send it
    source.json      the fields of a Source (see crawlers/source.py), and "page": url, content_type, charset, fetched_at
    expected.json    "drafts", "refusals" and "follow"; or "error": the sentence of a page that cannot be read

A case of a feed of changes is all of its pages, and what is assembled from them:

    input.1.<ext> …  the bodies in the order of reading; input.<ext> where there is one
    source.json      "pages": such a "page" for each, with "feed" (its start) where it is not the source's first;
                     "now": the moment for which it is assembled, otherwise that of the last page
    expected.json    the same; "follow" is that of each page, and "resume" where the kind says where a feed goes on

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
from crawlers.items import Item, Items, merge
from crawlers.kinds import kind_of, options_of
from crawlers.page import Page
from crawlers.reading import starts_of
from crawlers.source import Source

FIXTURES = Path(__file__).parent / "fixtures"


class Case(NamedTuple):
    """One fixture folder, ready to be extracted. expected is None as long as nobody has written it.

    feeds: the start of the feed of each page. now: aware UTC.
    """

    name: str
    source: Source
    pages: tuple[Page, ...]
    feeds: tuple[str, ...]
    now: dt.datetime
    expected: dict[str, Any] | None


def cases(*kinds: str) -> list[Case]:
    """Every case of these kinds, in order; of all kinds where none is named."""
    folders = [folder.parent for kind in kinds or ("*",) for folder in FIXTURES.glob(f"{kind}/*/source.json")]
    return [read(folder) for folder in sorted(folders)]


def read(folder: Path) -> Case:
    """The case in a folder. The kind is the name of the folder above."""
    fields = json.loads((folder / "source.json").read_text("utf-8"))
    bodies = sorted(folder.glob("input.*"), key=lambda path: (len(path.name), path.name))
    came = fields.pop("pages", [fields.pop("page", {})] * len(bodies))
    now = fields.pop("now", None)
    source = msgspec.convert({"kind": folder.parent.name, "name": "fixture", "provider": "Fixture"} | fields, Source)
    pages = tuple(_page(source, one, body.read_bytes()) for one, body in zip(came, bodies, strict=True))
    expected = folder / "expected.json"
    return Case(
        name=f"{folder.parent.name}/{folder.name}",
        source=source,
        pages=pages,
        feeds=tuple(one.get("feed", starts_of(source)[0]) for one in came),
        now=dt.datetime.fromisoformat(now) if now else pages[-1].fetched_at,
        expected=json.loads(expected.read_text("utf-8")) if expected.exists() else None,
    )


def _page(source: Source, came: dict[str, Any], body: bytes) -> Page:
    return Page(
        url=came.get("url", source.url),
        final_url=came.get("final_url", came.get("url", source.url)),
        fetched_at=dt.datetime.fromisoformat(came.get("fetched_at", "2026-11-22T09:00:00+00:00")),
        body=body,
        content_type=came.get("content_type", ""),
        charset=came.get("charset"),
    )


def extracted(case: Case) -> dict[str, Any]:
    """What the kind makes of the case now, in the shape of expected.json. Only our own errors are let through."""
    kind, options = kind_of(case.source), options_of(case.source)
    found: list[Draft | Refusal] = []
    state: Items = {}
    try:
        for page, feed in zip(case.pages, case.feeds, strict=True):
            came = list(kind.extract(page, case.source, options))
            merge(state, [msgspec.structs.replace(one, feed=feed) for one in came if isinstance(one, Item)])
            found += [one for one in came if not isinstance(one, Item)]
        follow = [link for page in case.pages for link in kind.follow(page, case.source, options)]
        items = list(state.values())
        if kind.assemble:
            found += kind.assemble(items, case.source, options, case.now)
    except SourceError as error:
        return {"error": str(error)}
    shape = {
        "drafts": [_as_json(one) for one in found if isinstance(one, Draft)],
        "refusals": [_as_json(one) for one in found if isinstance(one, Refusal)],
        "follow": follow,
    }
    if kind.resume:
        shape["resume"] = kind.resume([one for one in items if one.feed == case.feeds[0]], case.source, options)
    return shape


def _as_json(one: Draft | Refusal) -> Any:
    return json.loads(msgspec.json.encode(one))


if __name__ == "__main__":
    for given in sys.argv[1:]:
        text = json.dumps(extracted(read(FIXTURES / given)), ensure_ascii=False, indent=2)
        (FIXTURES / given / "expected.json").write_text(text + "\n", "utf-8")
