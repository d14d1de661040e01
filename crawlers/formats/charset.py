"""Turns a body's bytes into text, whatever encoding somebody's old spreadsheet or calendar was saved in."""

import codecs
import re
import unicodedata
from itertools import islice

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PLAUSIBLE = set("’‘“”–—…•·£€°©®™§½¼¾×¿¡«»¢†¨˜º")
"""Signs that people type, and those that stand where UTF-8 was once read as Windows-1252 (â€™ for an apostrophe)."""
_LETTERS, _LINES = 50_000, 100_000
"""Letters beyond ASCII, and lines with any, by which an encoding is judged: more would tell the same."""
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f][^\r\n]*")
_BROKEN = re.compile(r"[\ud800-\udfff]")
"""What stands for a byte that is no UTF-8 (PEP 383)."""
_NO_CHARSET = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"})
"""What Python has beside charsets of the web; the first two cost the square of a body's length."""
_SPACES = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " "})


def decode(body: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """The text, and a name of the encoding where it had to be guessed (None where it is UTF-8 or says what it is).

    declared: the charset of the Content-Type, believed only where the bytes are not UTF-8: servers often say
    ISO-8859-1 of everything. Never fails: what no encoding explains becomes U+FFFD.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body.decode(name, "replace"), None
    if wide := _wide(body):
        return body.decode(wide, "replace"), None
    try:
        return body.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    if mostly := _mostly_utf8(body):
        return mostly, "UTF-8 with some lines in Windows-1252"
    if declared and (text := _declared(body, declared)) is not None:
        return text, declared
    windows, mac = (body.decode(name, "replace") for name in ("cp1252", "mac_roman"))
    if _likeness(mac) > _likeness(windows):
        return mac, "MacRoman"
    return windows, "Windows-1252"


def looks_binary(text: str, guessed: str | None) -> bool:
    """Whether decoded text is none: many letters that no text has, or a Western encoding guessed with few Western ones.

    guessed: as `decode` gave it. Windows-1252 and MacRoman are guessed of what nothing else explains; real text in
    them is mostly ASCII.
    """
    head = text[:10_000]
    if not head:
        return False
    strange = sum(
        char == "\ufffd" or (unicodedata.category(char) == "Cc" and char not in "\t\r\n\f\v") for char in head
    )
    ascii_ = sum(char.isascii() for char in head)
    return strange * 20 > len(head) or (guessed in {"Windows-1252", "MacRoman"} and ascii_ * 2 < len(head))


def plain_spaces(words: str) -> str:
    """The words stripped, with no-break spaces as spaces."""
    return words.strip() if words.isascii() else words.translate(_SPACES).strip()


def looks_like_html(text: str) -> bool:
    """Whether the text is a web page."""
    start = text[:2000].lstrip("\ufeff \t\r\n").lower()
    return start.startswith(("<!doctype html", "<html", "<head", "<body", "<script")) or (
        start.startswith(("<?xml", "<!--")) and "<html" in start
    )


def what_page(text: str) -> str:
    """What a web page is that came instead of something else, for a message: "a web page called 'Sign in'"."""
    found = re.search(r"<title[^>]{0,200}>([^<]{0,200})", text[:100_000], re.IGNORECASE)
    title = " ".join(found[1].split())[:80] if found else ""
    shield = "just a moment" in title.lower() or "cf-browser-verification" in text or "challenge-platform" in text
    what = f"a web page called {title!r} came" if title else "a web page came"
    return f"{what}, which is Cloudflare's check for robots" if shield else what


def _wide(body: bytes) -> str | None:
    """UTF-16 without a byte-order mark shows as a NUL in every second byte."""
    head = body[:400]
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.7 and even < half * 0.3:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.3:
        return "utf-16-be"
    return None


def _declared(body: bytes, declared: str) -> str | None:
    try:
        name = codecs.lookup(declared).name
        if name in _NO_CHARSET or name in {"utf-8", "ascii", "iso8859-1"}:
            return None  # it is not UTF-8, and ISO-8859-1 is what servers say when they do not know
        return body.decode(name)
    except (LookupError, ValueError):  # no such name, one with a NUL in it, or other bytes
        return None


def _mostly_utf8(body: bytes) -> str | None:
    """UTF-8 that somebody's script cut in the middle of a letter, or glued to older text: line by line."""
    text = body.decode("utf-8", "surrogateescape")
    first = [line[0] for line in islice(_BEYOND_ASCII.finditer(text), _LINES)]
    bad = sum(_BROKEN.search(line) is not None for line in first)
    if bad * 2 >= len(first):
        return None
    mended = _BEYOND_ASCII.sub(_line, text, count=_LINES)
    return mended if len(first) < _LINES else mended.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _line(found: re.Match[str]) -> str:
    """A line from its first letter beyond ASCII on; where it is damaged: as UTF-8 with a few letters lost where most of
    it is UTF-8, else as Windows-1252."""
    if not _BROKEN.search(found[0]):
        return found[0]
    line = found[0].encode("utf-8", "surrogateescape")
    text = line.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    return text if lost * 2 <= sum(not char.isascii() for char in text) - lost else line.decode("cp1252", "replace")


def _likeness(text: str) -> float:
    """How much the letters beyond ASCII look like writing: a share from -1 to 1."""
    score = total = 0
    for found in re.finditer(r"[^\x00-\x7f]+", text):
        before = text[found.start() - 1 : found.start()]
        for char in found[0][: _LETTERS - total]:
            total += 1
            if char in _PLAUSIBLE or unicodedata.category(char) == "Ll":
                score += 1
            elif unicodedata.category(char) == "Lu":
                score += -1 if before.islower() else 1  # capitals do not stand in the middle of a word
            else:
                score -= 1
        if total >= _LETTERS:
            break
    return score / total if total else 0.0
