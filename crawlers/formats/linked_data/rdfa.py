"""Reads the RDFa of a page (RDFa Lite 1.1, https://www.w3.org/TR/rdfa-lite/) as far as it speaks schema.org.

Of RDFa Core only `rel` beside `typeof`, `content` and `about` are read besides: schema.org's own examples use them.
"""

from typing import Any, NamedTuple

from lxml import etree
from parsel import Selector

from crawlers.formats import markup
from crawlers.formats.linked_data.nodes import short

DEEPEST = 400
"""Levels of elements that are looked into."""

_USED = frozenset({"vocab", "prefix", "typeof", "property", "resource", "about"})

Item = dict[str, Any]


class _Around(NamedTuple):
    """What holds where an element stands. schema: whether words without a prefix are schema.org's."""

    item: Item | None
    schema: bool
    prefixes: tuple[str, ...]


def items(root: Selector, base: str) -> list[Item]:
    """The items that are no other's property: {"@type": [...], "@id": …, property: [values]}, as JSON-LD writes them.

    Types and properties are schema.org's short names; those of other vocabularies are left out.
    """
    tree = root.root
    if not isinstance(tree, etree._Element):
        return []
    found: list[Item] = []
    waiting: list[tuple[etree._Element, _Around, int]] = [(tree, _Around(None, False, ("schema:",)), 0)]
    while waiting:
        element, around, depth = waiting.pop()
        within = _read(element, around, base, found)
        if depth < DEEPEST:
            children = [child for child in element if isinstance(child.tag, str)]
            waiting.extend((child, within, depth + 1) for child in reversed(children))
    return found


def _read(element: etree._Element, around: _Around, base: str, found: list[Item]) -> _Around:
    """Takes an element in; what holds for its children."""
    if _USED.isdisjoint(element.keys()):
        return around
    get = element.attrib.get
    item, schema, prefixes = around
    if (vocab := get("vocab")) is not None:
        schema = _is_schema_org(vocab)
    if prefix := get("prefix"):
        words = prefix.split()
        named = tuple(name for name, told in zip(words[::2], words[1::2], strict=False) if _is_schema_org(told))
        prefixes = (*prefixes, *named)
    names = _names(get("property"), schema, prefixes) or (
        _names(get("rel"), schema, prefixes) if "typeof" in element.attrib else []
    )
    subject = get("resource") or get("about")
    if "typeof" in element.attrib:
        new: Item = {"@type": _names(get("typeof"), schema, prefixes)}
        link = subject or (None if names else get("href") or get("src"))
        if link:
            new["@id"] = markup.absolute(base, link)
        if item is not None and names:
            for name in names:
                item.setdefault(name, []).append(new)
        else:
            found.append(new)
        return _Around(new, schema, prefixes)
    if names and item is not None:
        value = _value(element, base)
        for name in names:
            item.setdefault(name, []).append(value)
    elif subject and not names and get("rel") is None:
        item = {"@id": markup.absolute(base, subject)}
        found.append(item)
    return _Around(item, schema, prefixes)


def _value(element: etree._Element, base: str) -> Any:
    get = element.attrib.get
    if (content := get("content")) is not None:
        return content
    if resource := get("resource"):
        return {"@id": markup.absolute(base, resource)}
    link = get("href") or get("src") or (get("data") if element.tag == "object" else None)
    if link is not None:
        return markup.absolute(base, link)
    if (moment := get("datetime")) is not None:
        return moment
    if element.tag in {"data", "meter"} and (value := get("value")) is not None:
        return value
    return markup.words_of(element)


def _names(words: str | None, schema: bool, prefixes: tuple[str, ...]) -> list[str]:
    """The schema.org names among the words of an attribute."""
    found = []
    for word in (words or "").split():
        plain = short(word)
        if plain == word:
            prefix = next((one for one in prefixes if word.startswith(one)), None)
            plain = word.removeprefix(prefix) if prefix else word if schema and ":" not in word else ""
        if plain:
            found.append(plain)
    return list(dict.fromkeys(found))


def _is_schema_org(address: str) -> bool:
    return short(address.rstrip("/#") + "/") == ""
