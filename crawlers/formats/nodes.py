"""Asks schema.org nodes questions, whether they came as JSON-LD or as microdata, nested, flat or by reference."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

Node = dict[str, Any]

DEEPEST = 40
"""Levels that are looked into; no page of people nests deeper, and a node may contain itself."""

_PREFIX = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)


def short(name: str) -> str:
    """ "Course" of "https://schema.org/Course", "schema:Course" or "Course"."""
    return _PREFIX.sub("", name.strip())


def types(node: Any) -> set[str]:
    """The node's types by their short names."""
    return {short(name) for name in _list(_get(node, "@type")) if isinstance(name, str)}


def identity(node: Any) -> str | None:
    """The node's @id, unless it is a blank one that means nothing outside its page."""
    name = next((one for one in _list(_get(node, "@id")) if isinstance(one, str)), "").strip()
    return name if name and not name.startswith("_:") else None


class Graph:
    """All nodes of a page, so that a mere reference ({"@id": "#x"}) can be looked up."""

    def __init__(self, values: Iterable[Any]) -> None:
        self.nodes: list[Node] = []
        self._by_id: dict[str, Node] = {}
        for value in values:
            for node in _walk(value, 0):
                self.nodes.append(node)
                name = next((one for one in _list(_get(node, "@id")) if isinstance(one, str)), None)
                if name and len(node) > len(self._by_id.get(name, {})):
                    self._by_id[name] = node

    def all(self, node: Any, *names: str) -> list[Any]:
        """The values of the first of these properties that has any; references resolved."""
        for name in names:
            found = [self._full(value) for value in _list(_get(node, name)) if value not in (None, "", {}, [])]
            if found:
                return found
        return []

    def one(self, node: Any, *names: str) -> Any:
        """The first value of the first of these properties that has any; None where none has."""
        return next(iter(self.all(node, *names)), None)

    def text(self, node: Any, *names: str) -> str | None:
        """The same as plain text: of a node its name."""
        return next((words for value in self.all(node, *names) if (words := self.words(value))), None)

    def texts(self, node: Any, *names: str) -> tuple[str, ...]:
        """All values as plain text, each once."""
        return tuple(dict.fromkeys(words for value in self.all(node, *names) if (words := self.words(value))))

    def words(self, value: Any) -> str | None:
        """A value as text on one line, entities resolved; None for nothing."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return f"{value:.15g}" if isinstance(value, float) else str(value)
        if isinstance(value, str):
            return " ".join(html.unescape(value).split()) or None
        if isinstance(value, dict):
            if "@value" in value:
                return self.words(value["@value"])
            return next(
                (words for name in ("name", "value", "termCode") if (words := self.words(_get(value, name)))), None
            )
        if isinstance(value, list):
            return next((words for one in value if (words := self.words(one))), None)
        return None

    def _full(self, value: Any) -> Any:
        if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
            name = next((one for one in _list(value.get("@id")) if isinstance(one, str)), "")
            return self._by_id.get(name, value)
        return value


def _walk(value: Any, depth: int) -> Iterator[Node]:
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for name, part in value.items():
            if name != "@context" and isinstance(part, dict | list):
                yield from _walk(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from _walk(part, depth + 1)


def _get(node: Any, name: str) -> Any:
    if not isinstance(node, dict):
        return None
    for spelling in (name, f"https://schema.org/{name}", f"http://schema.org/{name}", f"schema:{name}"):
        if spelling in node:
            return node[spelling]
    return node.get(name.removeprefix("@")) if name in {"@id", "@type"} else None


def _list(value: Any) -> list[Any]:
    if isinstance(value, dict) and set(value) <= {"@list", "@set"} and value:
        value = value.get("@list", value.get("@set"))
    return value if isinstance(value, list) else [] if value is None else [value]
