"""Writes the mailto addresses of letters that say already what they are about (RFC 6068); no script is needed."""

from urllib.parse import quote

_LONGEST = 90


def letter(to: str, subject: str, *lines: str) -> str:
    """A mailto address. lines: of the body; a question ends with a colon, and what is asked is written after it."""
    short = subject if len(subject) <= _LONGEST else subject[:_LONGEST].rstrip() + " …"
    body = "\r\n".join(lines)
    return f"mailto:{quote(to, safe='@')}?subject={_quoted(short)}&body={_quoted(body)}"


def call(phone: str) -> str:
    """A tel address: digits and a leading + only (RFC 3966)."""
    number = phone.strip()
    return f"tel:{'+' if number.startswith('+') else ''}{''.join(filter(str.isdecimal, number))}"


def _quoted(words: str) -> str:
    """Bidi controls and other invisible signs have no business in a letter."""
    return quote("".join(sign for sign in words if sign.isprintable() or sign in "\r\n"), safe="")
