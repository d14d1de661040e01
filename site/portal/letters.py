"""Writes the mailto addresses of letters that say already what they are about (RFC 6068); no script is needed."""

from functools import lru_cache
from urllib.parse import quote

_LONGEST = 90


def letter(to: str, subject: str, *lines: str) -> str:
    """A mailto address. lines: of the body; a question ends with a colon, and what is asked is written after it."""
    short = subject if len(subject) <= _LONGEST else subject[:_LONGEST].rstrip() + " …"
    body = "%0D%0A".join(_quoted(part) for line in lines for part in line.splitlines() or [""])
    return f"mailto:{quote(to, safe='@')}?subject={_quoted(short)}&body={body}"


def call(phone: str) -> str:
    """A tel address: digits and a leading + only (RFC 3966)."""
    number = phone.strip()
    return f"tel:{'+' if number.startswith('+') else ''}{''.join(filter(str.isdecimal, number))}"


@lru_cache(maxsize=4096)
def _quoted(words: str) -> str:
    """Bidi controls and other invisible signs have no business in a letter."""
    seen = words if words.isprintable() else "".join(filter(str.isprintable, words))
    return quote(seen, safe="")
