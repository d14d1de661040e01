"""Asks schema.org nodes questions, whether they came as JSON-LD or as microdata, nested, flat or by reference."""

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

Node = dict[str, Any]

DEEPEST = 40
"""Levels that are looked into; no page of people nests deeper, and a node may contain itself."""

MOST = 50_000
"""Nodes of one page that are looked at."""

_NESTED = (dict, list)
_REFERENCE = {"@id", "@type"}
_PREFIX = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def short(name: str) -> str:
    """ "Course" of "https://schema.org/Course", "schema:Course" or "Course"."""
    return _PREFIX.sub("", name.strip())


def types(node: Any) -> frozenset[str]:
    """The node's types by their short names."""
    kind = node.get("@type") if isinstance(node, dict) else None
    if isinstance(kind, str):
        return _short((kind,))
    return _short(tuple(name for name in _list(kind) if isinstance(name, str))) if kind else frozenset()


@lru_cache(maxsize=1024)
def _short(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(short, names))


def identity(node: Any) -> str | None:
    """The node's @id, unless it is a blank one that means nothing outside its page."""
    name = _name(node)
    return name if name and not name.startswith("_:") else None


class Graph:
    """All nodes of a page, so that a mere reference ({"@id": "#x"}) can be looked up.

    What several nodes of one @id and type say, in whatever scripts, is one node's, unless their names differ.
    base: what a relative @id is resolved against.
    """

    def __init__(self, values: Iterable[Any], base: str = "") -> None:
        self.nodes: list[Node] = []
        self._by_id: dict[str, Node] = {}
        self._base = base
        for value in values:
            prefixes = _prefixes(value)
            for node in _walk(value, prefixes):
                if self._is_new(node):
                    self.nodes.append(node)

    def all(self, node: Any, *names: str) -> list[Any]:
        """The values of the first of these properties that has any; references resolved."""
        if not isinstance(node, dict):
            return []
        for name in names:
            value = node.get(name)
            if value is None:
                continue
            if isinstance(value, str):
                if value:
                    return [value]
                continue
            found = [self._full(one) for one in _list(value) if one not in (None, "", {}, [])]
            if found:
                return found
        return []

    def one(self, node: Any, *names: str) -> Any:
        """The first value of the first of these properties that has any; None where none has."""
        found = self.all(node, *names)
        return found[0] if found else None

    def text(self, node: Any, *names: str) -> str | None:
        """The first of these values that says anything, as plain text: of a node its name."""
        if not isinstance(node, dict):
            return None
        for name in names:
            if name in node:
                for value in self.all(node, name):
                    if words := self.words(value):
                        return words
        return None

    def texts(self, node: Any, *names: str) -> tuple[str, ...]:
        """All values as plain text, each once."""
        return tuple(dict.fromkeys(words for value in self.all(node, *names) if (words := self.words(value))))

    def words(self, value: Any) -> str | None:
        """A value as text on one line, entities resolved; None for nothing."""
        if isinstance(value, str):
            return " ".join((html.unescape(value) if "&" in value else value).split()) or None
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return _number(value)
        if isinstance(value, dict):
            if "@value" in value:
                return self.words(value["@value"])
            return next(
                (words for name in ("name", "value", "termCode") if (words := self.words(value.get(name)))), None
            )
        if isinstance(value, list):
            return next((words for one in value if (words := self.words(one))), None)
        return None

    def _is_new(self, node: Node) -> bool:
        """Whether a node is no mere reference to one that was seen, and says nothing of one that was seen."""
        name = _name(node) if "@id" in node else ""
        if not name:
            return True
        if len(node) <= 2 and node.keys() <= _REFERENCE:
            return False
        known = self._by_id.get(name)
        if known is None:
            self._by_id[name] = node
            return True
        if known is node:
            return False
        if (types(known) and types(node) - types(known)) or _differ(known.get("name"), node.get("name")):
            return True
        for key, value in node.items():
            if known.get(key) in (None, "", [], {}):
                known[key] = value
        return False

    def _full(self, value: Any) -> Any:
        if not isinstance(value, dict) or "@id" not in value or not (name := _name(value)):
            return value
        known = self._by_id.get(name)
        if known is None and len(value) <= 2:  # @id and @type: it says nothing itself
            known = self._absolute().get(_join(self._base, name))
        return (
            known
            if known is not None and (value is known or not _differ(known.get("name"), value.get("name")))
            else value
        )

    def _absolute(self) -> dict[str, Node]:
        if not hasattr(self, "_by_address"):
            self._by_address = {_join(self._base, name): node for name, node in self._by_id.items()}
        return self._by_address


def _differ(one: Any, other: Any) -> bool:
    return bool(one) and bool(other) and one != other


def _number(value: float) -> str | None:
    try:
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    except ValueError:  # more digits than Python writes
        return None


def _join(base: str, name: str) -> str:
    try:
        return urljoin(base, name)
    except ValueError:
        return name


def _prefixes(value: Any) -> tuple[str, ...]:
    """What else than `schema:` a document's @context calls schema.org by: "s:" for {"s": "http://schema.org/"}."""
    found = []
    for document in value if isinstance(value, list) else [value]:
        context = document.get("@context") if isinstance(document, dict) else None
        for part in context if isinstance(context, list) else [context]:
            if isinstance(part, dict):
                found += [f"{key}:" for key, told in part.items() if isinstance(told, str) and _is_schema_org(told)]
    return tuple(name for name in found if name not in {"schema:", "@vocab:", ":"})


def _is_schema_org(address: str) -> bool:
    return _PREFIX.match(address) is not None and short(address) in {"", "/"}


def _walk(value: Any, prefixes: tuple[str, ...]) -> Iterator[Node]:
    """Every node, outermost and first ones first, with its properties under their short names."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    seen = 0
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict):
            seen += 1
            if seen > MOST:
                return
            if prefixes or "type" in value or "id" in value or ":" in "".join(value):
                _plainly_named(value, prefixes)
            yield value
            parts = [part for name, part in value.items() if isinstance(part, _NESTED) and name != "@context"]
        elif isinstance(value, list):
            parts = [part for part in value if isinstance(part, _NESTED)]
        else:
            continue
        if parts and depth < DEEPEST:
            waiting += [(part, depth + 1) for part in reversed(parts)]


def _plainly_named(node: Node, prefixes: tuple[str, ...]) -> None:
    """Properties and types by their short names, in place; "id" and "type" as their keywords."""
    for name in [name for name in node if ":" in name]:
        plain = _plain(name, prefixes)
        if plain != name and plain not in node:
            node[plain] = node.pop(name)
    for name in ("id", "type"):
        if name in node and f"@{name}" not in node:
            node[f"@{name}"] = node[name]
    if prefixes and "@type" in node:
        node["@type"] = [_plain(one, prefixes) if isinstance(one, str) else one for one in _list(node["@type"])]


def _plain(name: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return short(name)


def _name(node: Any) -> str:
    """The node's @id as it stands; "" where it has none."""
    if not isinstance(node, dict):
        return ""
    value = node.get("@id")
    if not isinstance(value, str):
        value = next((one for one in _list(value) if isinstance(one, str)), "")
    return value.strip()


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and value and set(value) <= {"@list", "@set"}:
        value = value.get("@list", value.get("@set"))
    return value if isinstance(value, list) else [] if value is None else [value]
