"""Reads what leads to OpenActive's feeds: a dataset site, a data catalogue, a collection of catalogues.

A dataset site is a web page with a schema.org Dataset in JSON-LD, whose `distribution` names the feeds (Dataset API
Discovery, and the dataset-site-template that most platforms use). A DataCatalog names dataset sites (`dataset`), a
collection names catalogues (`hasPart`). Each may also come as JSON-LD alone.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from crawlers.addresses import canonical
from crawlers.draft import Refusal, Rights
from crawlers.formats import loose_json, markup
from crawlers.formats.charset import decode
from crawlers.formats.linked_data import json_ld
from crawlers.formats.linked_data.nodes import Node
from crawlers.formats.openactive.nodes import FACILITIES, GRAPH, LISTED, PLACE, short
from crawlers.page import Page

MOST = 40
"""Feeds of one dataset site; there are twenty classes of things that have one."""

TWICE = "The dataset page names the feed twice; it is read once."
HIRE = "A feed of facilities for hire is read only where the option 'slots' asks for it."
NO_FEED = "What the dataset page names there is no feed of changes (RPDE)."
TOO_MANY = f"The dataset page names more than {MOST} feeds."

_KNOWN = {name.lower(): name for name in (*LISTED, *FACILITIES, PLACE)}
_TESTS = ("test dataset", "fictitious data", "test data", "dummy data")


class Named(NamedTuple):
    """A feed that a dataset site names. of: the class of its things, in its own word where it is not known."""

    url: str
    of: str
    changes: bool


class Site(NamedTuple):
    """A dataset site. warning: its own words, where it says that what it holds is made up."""

    feeds: tuple[Named, ...]
    rights: Rights | None
    publisher: str
    warning: str


class Catalogue(NamedTuple):
    """A catalogue: addresses of dataset sites, and of further catalogues where it is a collection."""

    sites: tuple[str, ...]
    catalogues: tuple[str, ...]


def read(page: Page) -> Site | Catalogue | None:
    """What the page is; None for what is neither, such as a page of a feed. Never raises."""
    start = page.body[:200].lstrip(b"\xef\xbb\xbf\x00 \t\r\n")
    if start.startswith((b"{", b"[")):
        if b'"items"' in page.body and b'"next"' in page.body:
            return None  # a page of a feed, by far the most; it is not read twice
        found = _json(page)
    else:
        found = _scripts(page) if start.startswith(b"<") and b"ld+json" in page.body else ()
    nodes = [node for value in found for node in _nodes(value)]
    for node in nodes:
        if "Dataset" in _types(node) and _list(node, "distribution"):
            return _site(node, page)
    catalogues = [node for node in nodes if "DataCatalog" in _types(node)]
    return _catalogue(catalogues, page) if catalogues else None


def wanted(site: Site, *, slots: bool) -> tuple[list[str], list[Refusal]]:
    """The addresses of the feeds to read, series before their sessions; and why the others are not."""
    feeds: dict[str, Named] = {}
    left: list[Refusal] = []
    for one in site.feeds:
        if not one.changes:
            left.append(Refusal(where=one.url, reason=NO_FEED, wrote=one.of))
        elif one.of in FACILITIES and not slots:
            left.append(Refusal(where=one.url, reason=HIRE, wrote=one.of))
        elif canonical(one.url) in feeds:
            left.append(Refusal(where=one.url, reason=TWICE, wrote=one.of))
        elif len(feeds) == MOST:
            left.append(Refusal(where=one.url, reason=TOO_MANY, wrote=one.of))
        else:
            feeds[canonical(one.url)] = one
    below = {"ScheduledSession", "CourseInstance", "Slot"}
    return [one.url for one in sorted(feeds.values(), key=lambda one: one.of in below)], left


def _json(page: Page) -> Iterable[Any]:
    try:
        return (loose_json.loads(decode(page.body, page.charset)[0]),)
    except ValueError:
        return ()


def _scripts(page: Page) -> Iterator[Any]:
    for script in json_ld.scripts(decode(page.body, page.charset)[0].encode()):
        try:
            yield from json_ld.values(script.decode())
        except ValueError:  # another script of the page may be sound
            continue


def _nodes(value: Any, depth: int = 0) -> Iterator[Node]:
    """The nodes that a value is or lists, not those within their properties."""
    if isinstance(value, list) and depth < 3:
        for part in value:
            yield from _nodes(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _nodes(value.get("@graph"), depth + 1)


def _types(node: Node) -> set[str]:
    said = node.get("@type") or node.get("type")
    return {short(one) for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)}


def _list(node: Node, name: str) -> list[Any]:
    value = next((node[key] for key in (name, f"schema:{name}", f"https://schema.org/{name}") if key in node), None)
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(node: Any, *names: str) -> str:
    found = (GRAPH.words(one) for name in names for one in (_list(node, name) if isinstance(node, dict) else ()))
    return next(filter(None, found), "")


def _site(node: Node, page: Page) -> Site:
    publisher = next((one for one in _list(node, "publisher") if isinstance(one, dict)), {})
    name = _text(publisher, "name", "legalName")
    about = " ".join(_text(node, key) for key in ("disambiguatingDescription", "description", "name"))
    licence = _address(next(iter(_list(node, "license")), None)) or _text(node, "license", "licence")
    where = markup.join(page.final_url, _text(node, "url", "@id", "id"))
    named = ", ".join(filter(None, (name, where if name else "")))
    return Site(
        feeds=tuple(_feeds(_list(node, "distribution"), page)),
        rights=Rights(licence=licence or None, attribution=named or None) if licence or named else None,
        publisher=name,
        warning=" ".join(about.split())[:200] if any(word in about.lower() for word in _TESTS) else "",
    )


def _feeds(parts: list[Any], page: Page) -> Iterator[Named]:
    for part in parts:
        url = markup.join(page.final_url, _text(part, "contentUrl", "url"))
        if not url:
            continue
        said = [short(_text(part, key)) for key in ("additionalType", "identifier", "name")]
        known = (_KNOWN.get(word.lower()) or _KNOWN.get(word.lower().removesuffix("s")) for word in said)
        encoding = _text(part, "encodingFormat", "fileFormat").lower()
        changes = not encoding or "rpde" in encoding or encoding.startswith("application/json")
        yield Named(url, next(filter(None, known), "") or next(filter(None, said), ""), changes)


def _catalogue(nodes: list[Node], page: Page) -> Catalogue:
    sites = [_address(one) for node in nodes for one in _list(node, "dataset")]
    parts = [_address(one) for node in nodes for one in _list(node, "hasPart")]
    return Catalogue(
        *(
            tuple(dict.fromkeys(url for one in found if (url := markup.join(page.final_url, one))))
            for found in (sites, parts)
        )
    )


def _address(value: Any) -> str:
    if isinstance(value, dict):
        return next((one for key in ("url", "@id", "id") if isinstance(one := value.get(key), str)), "")
    return value.strip() if isinstance(value, str) else ""
