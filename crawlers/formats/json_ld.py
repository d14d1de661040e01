"""Reads the JSON-LD of a page (https://www.w3.org/TR/json-ld11/), as broken as content systems write it."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from parsel import Selector

# What stands around or between the values where it must not: CDATA marks and comments of HTML, JavaScript and C.
# Strings come first, so that "http://" in one is no comment. What is never closed runs to the end: no second look.
_TOKEN = re.compile(
    r"""
      (?P<string> " (?:[^"\\]|\\(?:.|\Z))* (?:"|\Z) )
    | (?P<noise>  /\* (?:[^*]|\*(?!/))* (?:\*/|\Z) | //[^\n]* | <!--(?:\[if[^\]]*\]>)? | --> | <!\[CDATA\[ | \]\]> )
    | (?P<comma>  , )
    | (?P<space>  \s+ )
    | (?P<other>  [^"/,<\-\]\s]+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)


def scripts(root: Selector) -> Iterator[str]:
    """The text of each JSON-LD script of a page."""
    for script in root.xpath("//script[@type]"):
        if script.attrib["type"].partition(";")[0].strip().lower() == "application/ld+json":
            yield "".join(script.xpath("text()").getall())


def values(text: str) -> list[Any]:
    """The JSON values of one script; several may stand in a row. Raises ValueError where nothing can be read."""
    for attempt in (str, _mended, lambda words: _mended(html.unescape(words))):
        try:
            return _several(attempt(text))
        except (ValueError, RecursionError) as error:
            problem = error
    raise ValueError(str(problem))


def _several(text: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)  # control characters in strings are common
    found, at = [], 0
    text = text.strip("\ufeff \t\r\n;")
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        found.append(value)
        rest = re.compile(r"[\s;,]*").match(text, at)
        at = rest.end() if rest else at
    return found


def _mended(text: str) -> str:
    """Without comments, and without the commas that stand before a closing bracket or another comma."""
    kept: list[str] = []
    comma = False
    for token in _TOKEN.finditer(text):
        if token.lastgroup in {"noise", "space"}:
            kept.append(" ")
        elif token.lastgroup == "comma":
            comma = True
        else:
            if comma and token[0][0] not in "]}":
                kept.append(",")
            comma = False
            kept.append(token[0])
    return "".join(kept)
