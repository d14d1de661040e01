"""Reads the JSON-LD of a page (https://www.w3.org/TR/json-ld11/), as broken as content systems write it."""

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

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
_TYPE = re.compile(rb"""\stype\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)""")
_AFTER_NAME = (b">", b"/", b" ", b"\t", b"\n", b"\r", b"\f")
LONGEST = 300_000
"""Letters of a script that is mended; a longer one that is broken is refused, as mending costs a microsecond each."""
_BETWEEN = re.compile(r"[\s;,]*")


def scripts(body: bytes, low: bytes | None = None) -> Iterator[bytes]:
    """The JSON-LD scripts of a page in UTF-8, in order; not those within a comment.

    It looks for nothing but comments and scripts, whose content ends at the next `</script` whatever stands in it (HTML
    standard, 13.2.5.4), so no tree of the page is needed. low: the same in lower case, where that is there already.
    """
    low = body.lower() if low is None else low
    last = low.rfind(b"json")  # most pages have theirs in the head, and many other scripts after it
    at, begins = 0, low.find(b"<script")
    while 0 <= begins < last:
        comment = low.find(b"<!--", at, begins)
        if comment >= 0:
            end = low.find(b"-->", comment + 2)  # "<!-->" is a whole comment
            at = end + 3 if end >= 0 else len(low)
        elif low[begins + 7 : begins + 8] not in _AFTER_NAME:  # <scripts>, whatever that is
            at = begins + 7
        else:
            opened = low.find(b">", begins)
            closed = low.find(b"</script", opened) if opened >= 0 else -1
            at = closed if closed >= 0 else len(low)
            tag = low[begins + 7 : opened]
            if opened >= 0 and b"json" in tag and (kind := _TYPE.search(tag)) and _is_json_ld(kind[1]):
                yield body[opened + 1 : at]
        if begins < at:
            begins = low.find(b"<script", at, last)


def _is_json_ld(kind: bytes) -> bool:
    said = html.unescape(kind.decode("ascii", "replace"))
    return said.strip("\"' \t\r\n").partition(";")[0].strip() == "application/ld+json"


def values(text: str) -> list[Any]:
    """The JSON values of one script; several may stand in a row. Raises ValueError where nothing can be read.

    Mended is only what can be meant in one way: comments, commas too many, commas missing at the end of a line, the
    whole escaped as HTML.
    """
    text = text.strip("\ufeff \t\r\n;")
    if not text:
        return []
    try:
        return [msgspec.json.decode(text)]
    except RecursionError as error:
        raise ValueError(str(error)) from None
    except (msgspec.DecodeError, UnicodeEncodeError):
        pass
    attempts: tuple[Callable[[str], str], ...] = (
        str,
        _mended,
        lambda words: _mended(words, commas=True),
        lambda words: _mended(html.unescape(words), commas=True),
    )
    for attempt in attempts if len(text) <= LONGEST else attempts[:1]:
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
        rest = _BETWEEN.match(text, at)
        at = rest.end() if rest else at
    return _without_surrogates(found) if "\\ud" in text or "\\uD" in text else found


def _without_surrogates(found: list[Any]) -> list[Any]:
    """Half a pair of surrogates, which JSON can write but no file can hold, becomes U+FFFD."""
    whole = json.dumps(found, ensure_ascii=False).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    mended: list[Any] = json.loads(whole)
    return mended


def _mended(text: str, *, commas: bool = False) -> str:
    """Without comments, and without the commas that stand before a closing bracket or another comma.

    commas: put in where one value ends a line and another begins the next.
    """
    kept: list[str] = []
    comma = new_line = False
    ended = False  # the last token may end a value
    for token in _TOKEN.finditer(text):
        if token.lastgroup in {"noise", "space"}:
            kept.append(" ")
            new_line = new_line or "\n" in token[0]
        elif token.lastgroup == "comma":
            comma = True
        else:
            words = token[0]
            missing = commas and ended and new_line and words[0] in '"{['
            if (comma or missing) and words[0] not in "]}":
                kept.append(",")
            comma = new_line = False
            kept.append(words)
            ended = token.lastgroup == "string" or words[-1] in "]}"
    return "".join(kept)
