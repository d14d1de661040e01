"""Reads the microdata of a page by the algorithm of the HTML standard (its chapter 5, "Microdata")."""

from typing import Any, cast
from urllib.parse import urljoin

from lxml import etree
from parsel import Selector

from crawlers.formats import markup

_ADDRESS = {
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    **dict.fromkeys(("a", "area", "link"), "href"),
    "object": "data",
}
"""Elements whose value is an address, and the attribute that holds it."""

_SCOPES = etree.XPath("//*[@itemscope]")
_NAMED = etree.XPath("//*[@id]")

Item = dict[str, Any]


def items(root: Selector, base: str) -> list[Item]:
    """The top-level items: {"@type": [addresses], "@id": …, property: [values]}, as JSON-LD would write them."""
    tree = root.root
    if not isinstance(tree, etree._Element):
        return []
    scopes = cast("list[etree._Element]", _SCOPES(tree))
    by_id: dict[str, etree._Element] = {}
    if any(scope.get("itemref") for scope in scopes):
        for element in cast("list[etree._Element]", _NAMED(tree)):
            by_id.setdefault(element.get("id", ""), element)
    return [_item(top, base, by_id, ()) for top in scopes if top.get("itemprop") is None]


def _item(
    element: etree._Element, base: str, by_id: dict[str, etree._Element], above: tuple[etree._Element, ...]
) -> Item:
    item: Item = {"@type": element.get("itemtype", "").split()}
    if element.get("itemid"):
        item["@id"] = _absolute(base, element.get("itemid", ""))
    for found in _properties(element, by_id):
        names = dict.fromkeys(found.get("itemprop", "").split())
        if not names:
            continue
        if found.get("itemscope") is None:
            value: Any = _value(found, base)
        elif found in above or found is element or len(above) > 50:  # an item that contains itself
            continue
        else:
            value = _item(found, base, by_id, (*above, element))
        for name in names:
            item.setdefault(name, []).append(value)
    return item


def _properties(root: etree._Element, by_id: dict[str, etree._Element]) -> list[etree._Element]:
    """The elements that are an item's properties, in tree order: its descendants, and those that itemref names."""
    references = (by_id[name] for name in root.get("itemref", "").split() if name in by_id)
    memory, results = {root}, []
    pending = [*_children(root), *references]
    pending.reverse()
    while pending:
        current = pending.pop()
        if current in memory:
            continue
        memory.add(current)
        if current.get("itemscope") is None:
            pending.extend(reversed(_children(current)))
        if current.get("itemprop", "").strip():
            results.append(current)
    return results


def _children(element: etree._Element) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str)]


def _value(element: etree._Element, base: str) -> str:
    tag = element.tag
    if tag == "meta" or element.get("content") is not None:  # not the standard's, but schema.org's own examples do it
        return element.get("content", "")
    if tag in _ADDRESS:
        return _absolute(base, element.get(_ADDRESS[tag], ""))
    if tag in {"data", "meter"}:
        return element.get("value", "")
    if tag == "time" and element.get("datetime") is not None:
        return element.get("datetime", "")
    return markup.words_of(element)


def _absolute(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link
