"""Reads a JSON answer of whatever dress: plain, wrapped in a callback, guarded against scripts, or one value a line."""

import re
from typing import Any

import msgspec

from crawlers.errors import Unreadable, WrongContent
from crawlers.formats.charset import decode, looks_like_html, what_page
from crawlers.page import Page

_CALLBACK = re.compile(r"\s*(?:/\*\*/\s*)?[A-Za-z_$][\w$.]{0,100}\s*\(")
_GUARDS = (")]}',", ")]}'", "while(1);", "for(;;);")
"""What some put before JSON so that no other site's script can read it."""


def read(source: str, page: Page) -> Any:
    """The value of an answer; of several lines with a value each, their list.

    Raises WrongContent for what is no JSON, Unreadable for what is broken or empty.
    """
    if not page.body.strip(b"\x00 \t\r\n"):
        todo = "Open the address in a browser; the next crawl tries again."
        raise Unreadable(source, expected="JSON", came="the answer is empty", todo=todo)
    text = bare(decode(page.body, page.charset)[0])
    if looks_like_html(text) or not text or not _begins(text):
        came = what_page(text) if looks_like_html(text) else f"this came: {' '.join(text[:60].split())!r}"
        todo = "Look for the address of the API itself: in the browser's tools for developers, under Network."
        raise WrongContent(source, expected="JSON", came=came, todo=todo)
    try:
        return msgspec.json.decode(text.encode("utf-8", "surrogatepass"))
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        lines = _lines(text)
        if lines is not None:
            return lines
        todo = "Open the address in a browser; if it is cut off there too, tell the provider."
        raise Unreadable(source, expected="JSON", came=f"it is broken ({error})", todo=todo) from None


def bare(text: str) -> str:
    """The text without what stands around its JSON."""
    text = text.lstrip("\ufeff \t\r\n").rstrip("\x00 \t\r\n")
    for guard in _GUARDS:
        text = text.removeprefix(guard).lstrip()
    found = _CALLBACK.match(text)
    if found and text.rstrip("; \t\r\n").endswith(")"):
        text = text[found.end() :].rstrip("; \t\r\n").removesuffix(")").strip()
    return text


def _begins(text: str) -> bool:
    return text[0] in '{["-0123456789' or text.startswith(("true", "false", "null"))


def _lines(text: str) -> list[Any] | None:
    """JSON Lines: a value on each line; None where that is not what this is."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or not lines[0].lstrip().startswith("{"):
        return None
    try:
        return [msgspec.json.decode(line.strip().rstrip(",").encode()) for line in lines]
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None
