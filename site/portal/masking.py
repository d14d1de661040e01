"""Hides what may be private in words that were left out: addresses of people, numbers, and what was marked private."""

import re

_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|mailto:\S+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.:/-])(?:\+|00|\()?\d(?:[\s().-]{0,3}\d){8,14}(?![\w-])")
_DATE = re.compile(r"\d{4}[.-]\d\d[.-]\d\d|\d\d?[.-]\d\d?[.-]\d{4}")
_PRIVATE = re.compile(r"\bprivate\b|\bnot for the public\b|\bconfidential\b", re.IGNORECASE)
_ROW = " | "
"""Between the cells of a row; any of them may name a person."""
_LONG = 80


def masked(words: str) -> str:
    """The words with … in place of e-mail addresses and telephone numbers."""
    return _PHONE.sub(lambda found: found[0] if _DATE.match(found[0]) else "…", _MAIL.sub("…", words))


def is_private(reason: str) -> bool:
    """Whether something was left out because its source says that it is not for everybody."""
    return bool(_PRIVATE.search(reason))


def shown(wrote: str, reason: str) -> str:
    """As much as the public may see of what was left out, so that its provider knows it again; "" for nothing.

    Of a row's cells nothing is shown, since one of them may be a person's name; its number is enough to find it.
    """
    if is_private(reason) or _ROW in wrote:
        return ""
    plain = " ".join(masked(wrote).split())
    return plain if len(plain) <= _LONG else plain[:_LONG].rstrip() + " …"
