"""The addresses that a page's ItemList names, to be read next (https://schema.org/ItemList)."""

from collections.abc import Iterator
from typing import Any

from crawlers.formats import markup
from crawlers.formats.linked_data.nodes import Graph, identity, types
from crawlers.formats.linked_data.schema import COURSES, is_event
from crawlers.formats.linked_data.schema_sessions import address

_NAMING = frozenset(
    {"@context", "@id", "@type", "identifier", "image", "mainEntityOfPage", "name", "position", "sameAs", "url"}
)


def addresses(graph: Graph, base: str) -> Iterator[str]:
    """Of each entry that is an address, or a course or event of which no more than its address is said.

    Trails of crumbs, menus and lists of other things (products, articles) lead nowhere.
    """
    for node in graph.nodes:
        kinds = types(node)
        if "ItemList" not in kinds or "BreadcrumbList" in kinds:
            continue
        for entry in graph.all(node, "itemListElement"):
            if url := markup.join(base, _address(graph, entry)):
                yield url


def _address(graph: Graph, entry: Any) -> str | None:
    if not isinstance(entry, dict):
        return graph.words(entry)
    if "ListItem" not in types(entry):
        return _of_thing(graph, entry)
    item = graph.one(entry, "item")
    if isinstance(item, dict):
        return _of_thing(graph, item) or (address(graph, entry, "url") if _is_ours(item) and not _tells(item) else None)
    return item if isinstance(item, str) else address(graph, entry, "url")


def _of_thing(graph: Graph, thing: Any) -> str | None:
    return (address(graph, thing, "url") or identity(thing)) if _is_ours(thing) and not _tells(thing) else None


def _is_ours(thing: Any) -> bool:
    return not types(thing) or bool(types(thing) & COURSES) or is_event(thing)


def _tells(thing: Any) -> bool:
    """Whether more is said of it than where it is and what it is called."""
    return not set(thing) <= _NAMING
