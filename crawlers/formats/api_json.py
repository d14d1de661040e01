"""Reads a platform's JSON answer, and takes values out of it that may be of any type, or not there."""

import html
import re
from typing import Any

import msgspec

from crawlers.errors import Unreadable, WrongContent
from crawlers.formats.charset import decode, looks_like_html, what_page
from crawlers.page import Page

_TOLD = ("error_description", "message", "error", "detail", "response_message")
"""Where APIs say what is wrong."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def answer(source: str, page: Page, expected: str, todo: str, *, one_of: tuple[str, ...]) -> dict[str, Any]:
    """The answer, an object that has one of these keys. expected: "events of …". todo: what to do about any other.

    Raises WrongContent (a web page, or JSON of another shape) and Unreadable (empty or broken).
    """
    if not page.body.strip(b"\x00 \t\r\n"):
        again = "Try again later; if it stays so, open the address in a browser."
        raise Unreadable(source, expected=expected, came="the answer is empty", todo=again)
    text, _ = decode(page.body, page.charset)
    if not text.lstrip().startswith(("{", "[")):
        came = what_page(text) if looks_like_html(text) else f"this came: {' '.join(text[:60].split())!r}"
        raise WrongContent(source, expected=expected, came=came, todo=todo)
    try:
        found = msgspec.json.decode(text.encode())
    except (msgspec.MsgspecError, RecursionError) as error:
        again = "The next crawl tries again; if it stays so, tell the provider."
        raise Unreadable(source, expected=expected, came=f"it is broken JSON ({error})", todo=again) from None
    if not isinstance(found, dict):
        raise WrongContent(source, expected=expected, came="a list came, and no object", todo=todo)
    if not any(key in found for key in one_of):
        told = next((said for key in _TOLD if (said := line(found.get(key)))), None)
        came = f"it says {told[:200]!r}" if told else f"an object of other keys came ({', '.join(found)[:100]})"
        raise WrongContent(source, expected=expected, came=came, todo=todo)
    return found


def parts(value: object) -> dict[str, Any]:
    """The object, or none: platforms write an empty list, "" or null where they have no object."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[dict[str, Any]]:
    """The objects of a list; of a lone object that one."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(value: object) -> str | None:
    """Text or a number as it was written, without control characters; None for all else, and where nothing is left."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return _CONTROL.sub("", str(value)).strip() or None


def line(value: object) -> str | None:
    """Text on one line, its HTML entities read: "Music &#038; Movement"."""
    said = text(value)
    return " ".join(html.unescape(html.unescape(said)).split()) or None if said else None


def whole(value: object) -> int | None:
    """A whole number from 0, also where it is written as text; None for all else."""
    if isinstance(value, bool):
        return None
    said = (text(value) or "").removesuffix(".0")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def names(value: object, key: str = "name") -> tuple[str, ...]:
    """What the objects of a list are called, each name once."""
    return tuple(dict.fromkeys(name for one in rows(value) if (name := line(one.get(key)))))


def joined(*values: object, by: str = ", ") -> str | None:
    """The texts that there are, on one line, each once."""
    return by.join(dict.fromkeys(said for value in values if (said := line(value)))) or None


def position(latitude: object, longitude: object) -> tuple[str | None, str | None]:
    """Both as text; none where one is missing or both are 0, which platforms write for "not known"."""
    both = text(latitude), text(longitude)
    try:
        known = any(float(one or "") for one in both) and all(both)
    except ValueError:
        known = False
    return both if known else (None, None)
