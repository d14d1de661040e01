"""A fixture: a folder with pages of a source, and what must be extracted from them.

    input.<ext>      the page's body, byte for byte as a source would send it
    source.json      the fields of a Source (see crawlers/source.py), and "page": url, content_type, charset, fetched_at
    expected.json    "drafts", "refusals" and "follow"; or "error": the sentence of a page that cannot be read

A case of a feed of changes is all of its pages, and what is assembled from them:

    input.1.<ext> …  the bodies in the order of reading; input.<ext> where there is one
    source.json      "pages": such a "page" for each, with "feed" (its start) where it is not the source's first;
                     "now": the moment for which it is assembled, otherwise that of the last page
    expected.json    the same; "follow" is that of each page, and "resume" where the kind says where a feed goes on
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from crawlers.draft import Draft, Refusal
from crawlers.errors import SourceError
from crawlers.items import Item, Items, merge
from crawlers.kinds import kind_of, options_of
from crawlers.page import Page
from crawlers.readings.reading import starts_of
from crawlers.source import Source

SEEN_BY_KINDS = ("url", "timezone", "language", "defaults", "options")
"""What of a source its kind may look at; nothing else of it stands in a fixture."""

_ENDINGS = {
    "application/json": "json",
    "application/ld+json": "json",
    "text/calendar": "ics",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}


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


def write(folder: Path, source: Mapping[str, Any], pages: Sequence[Page], feeds: Sequence[str] = ()) -> Case:
    """Writes pages into a new folder, with what is extracted from them now. Returns the case.

    source: fields of a Source, of SEEN_BY_KINDS. feeds: the start of the feed of each page, of a feed of changes.
    """
    folder.mkdir(parents=True)
    came = [_said(page, source["url"]) for page in pages]
    for one, feed in zip(came, feeds, strict=False):
        one["feed"] = feed
    alone = len(pages) == 1 and not feeds
    for number, page in enumerate(pages, start=1):
        (folder / f"input{'' if len(pages) == 1 else f'.{number}'}.{_ending(page)}").write_bytes(page.body)
    _write(folder / "source.json", {**source, **({"page": came[0]} if alone else {"pages": came})})
    expect(folder)
    return read(folder)


def expect(folder: Path) -> None:
    """Writes down as expected what is extracted now."""
    _write(folder / "expected.json", extracted(read(folder)))


def extracted(case: Case) -> dict[str, Any]:
    """What the kind makes of the case now, in the shape of expected.json. Only our own errors are let through."""
    kind, options = kind_of(case.source), options_of(case.source)
    found: list[Draft | Refusal] = []
    state: Items = {}
    try:
        for page, feed in zip(case.pages, case.feeds, strict=True):
            came = list(kind.extract(page, case.source, options))
            merge(state, [msgspec.structs.replace(one, feed=feed) for one in came if isinstance(one, Item)])
            found += [one for one in came if isinstance(one, (Draft, Refusal))]
        follow = [link for page in case.pages for link in kind.follow(page, case.source, options)]
        items = list(state.values())
        if kind.assemble:
            found += kind.assemble(items, case.source, options, case.now)
    except SourceError as error:
        return {"error": str(error)}
    shape: dict[str, Any] = {
        "drafts": [_as_json(one) for one in found if isinstance(one, Draft)],
        "refusals": [_as_json(one) for one in found if isinstance(one, Refusal)],
        "follow": follow,
    }
    if kind.resume:
        shape["resume"] = kind.resume([one for one in items if one.feed == case.feeds[0]], case.source, options)
    return shape


def _page(source: Source, came: dict[str, Any], body: bytes) -> Page:
    return Page(
        url=came.get("url", source.url),
        final_url=came.get("final_url", came.get("url", source.url)),
        fetched_at=dt.datetime.fromisoformat(came.get("fetched_at", "2026-11-22T09:00:00+00:00")),
        body=body,
        content_type=came.get("content_type", ""),
        charset=came.get("charset"),
    )


def _said(page: Page, url: str) -> dict[str, Any]:
    said = {
        "url": page.url if page.url != url else None,
        "final_url": page.final_url if page.final_url != page.url else None,
        "content_type": page.content_type or None,
        "charset": page.charset,
        "fetched_at": page.fetched_at.isoformat(),
    }
    return {name: value for name, value in said.items() if value is not None}


def _ending(page: Page) -> str:
    ending = _ENDINGS.get(page.content_type)
    return ending or ("xml" if page.content_type.endswith("xml") else "json" if "json" in page.content_type else "txt")


def _write(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _as_json(one: Draft | Refusal) -> Any:
    return json.loads(msgspec.json.encode(one))
