"""Reads the microdata of a page by the algorithm of the HTML standard (its chapter 5, "Microdata")."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from lxml import etree
from parsel import Selector

from crawlers.formats import markup

_ADDRESS = {
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    **dict.fromkeys(("a", "area", "link"), "href"),
    "object": "data",
}
"""Elements whose value is an address, and the attribute that holds it."""

# The attributes, each of which knows its element: twice as fast as to ask all elements for one.
_SCOPES, _PROPERTIES, _IDS = etree.XPath("//@itemscope"), etree.XPath("//@itemprop"), etree.XPath("//@id")
_PROPERTIES_WITHIN = etree.XPath("descendant-or-self::*/@itemprop")

DEEPEST = 50
"""Items within items that are looked into."""
MOST = 5_000
"""Items of one page that are told again where `itemref` names them; some few that name each other make millions."""

Item = dict[str, Any]


def items(root: Selector, base: str) -> list[Item]:
    """The top-level items: {"@type": [addresses], "@id": …, property: [values]}, as JSON-LD would write them."""
    tree = root.root
    return _Items(tree, base).top() if isinstance(tree, etree._Element) else []


class _Items:
    """The items of a page, each property with the innermost item that it stands in."""

    def __init__(self, tree: etree._Element, base: str) -> None:
        self._base, self._scopes = base, _found(_SCOPES, tree)
        self._left = len(self._scopes) + MOST
        # The innermost item around an element. It also keeps the elements: lxml makes an element anew when asked again.
        self._around: dict[etree._Element, etree._Element | None] = {}
        self._own: dict[etree._Element | None, list[etree._Element]] = {}
        for element in _found(_PROPERTIES, tree):
            self._own.setdefault(self._item_around(element), []).append(element)
        self._by_id: dict[str, etree._Element] = {}
        if any(scope.get("itemref") for scope in self._scopes):
            for element in _found(_IDS, tree):
                self._by_id.setdefault(element.get("id", ""), element)

    def top(self) -> list[Item]:
        """The items that are no other's property."""
        return [self._item(scope, ()) for scope in self._scopes if scope.get("itemprop") is None]

    def _item(self, element: etree._Element, above: tuple[etree._Element, ...]) -> Item:
        self._left -= 1
        item: Item = {"@type": element.get("itemtype", "").split()}
        if element.get("itemid"):
            item["@id"] = markup.absolute(self._base, element.get("itemid", ""))
        for found in self._properties(element):
            names = dict.fromkeys(found.get("itemprop", "").split())
            if not names:
                continue
            if found.get("itemscope") is None:
                value: Any = _value(found, self._base)
            elif found in above or found is element or len(above) > DEEPEST or self._left <= 0:
                continue  # an item that contains itself, or too many
            else:
                value = self._item(found, (*above, element))
            for name in names:
                item.setdefault(name, []).append(value)
        return item

    def _properties(self, item: etree._Element) -> Iterable[etree._Element]:
        """The elements that are an item's properties: those in it, in tree order, then those that itemref names."""
        own, names = self._own.get(item, []), item.get("itemref", "").split()
        return dict.fromkeys((*own, *self._referred(names))) if names else own

    def _referred(self, names: list[str]) -> Iterator[etree._Element]:
        """What stands in the elements of these ids, up to the items in them, and the elements themselves."""
        for element in (self._by_id[name] for name in names if name in self._by_id):
            around = self._item_around(element)
            yield from (found for found in _found(_PROPERTIES_WITHIN, element) if self._item_around(found) is around)

    def _item_around(self, element: etree._Element) -> etree._Element | None:
        """Each element is climbed over once, however many properties stand below it."""
        climbed = []
        above: etree._Element | None = element
        around = None
        while above is not None:
            if above in self._around:
                around = self._around[above]
                break
            climbed.append(above)
            above = above.getparent()
            if above is not None and above.get("itemscope") is not None:
                around = above
                break
        self._around.update(dict.fromkeys(climbed, around))
        return around


def _found(attributes: etree.XPath, tree: etree._Element) -> list[etree._Element]:
    return [attribute.getparent() for attribute in cast("list[Any]", attributes(tree))]


def _value(element: etree._Element, base: str) -> str:
    tag = element.tag
    if tag == "meta" or element.get("content") is not None:  # not the standard's, but schema.org's own examples do it
        return element.get("content", "")
    if tag in _ADDRESS:
        return markup.absolute(base, element.get(_ADDRESS[tag], ""))
    if tag in {"data", "meter"}:
        return element.get("value", "")
    if tag == "time" and element.get("datetime") is not None:
        return element.get("datetime", "")
    return markup.words_of(element)
