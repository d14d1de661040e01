"""Cleans text: encodings, HTML, entities, white space; makes slugs."""

import functools
import hashlib
import html
import re
import unicodedata

import nh3

_BLOCK = re.compile(
    r"<(?:p|div|ul|ol|table|section|article|h[1-6]|blockquote|tr|hr|dl)(?:\s[^<>]{0,2000})?/?>"
    r"|</(?:p|div|ul|ol|table|section|article|h[1-6]|blockquote|tr|dl)\s*>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|dd|dt)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_LIST_ITEM = re.compile(r"<li(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_SHOWN_ADDRESS = re.compile(r"(<a\s[^<>]{0,1000}>\s?https?://[^\s<>]{1,1000}</a>)", re.IGNORECASE)
_TAG = re.compile(
    r"<(?:!--|!doctype|[a-z][a-z0-9]{0,15}(?:\s[^<>]{0,2000})?/?>|/[a-z][a-z0-9]{0,15}\s*>)", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff\xad"
    r"\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_INNER_SPACE = re.compile(r"[^\S\n]+")
# Bytes of MacRoman that were read as Windows-1252, so that U+2019 became "‰Ûª": what a spreadsheet saved on a Mac does.
_MAC_READ_AS_WINDOWS = re.compile(
    "‰Û[\u00a0-\u00ff\u0152\u0153\u0160\u0161\u0178\u2018-\u2022\u2026\u0192\u02dc\u2013\u2014÷]"
)
_NO_CONTENT = {"script", "style", "noscript", "template", "iframe", "svg", "head"}
# What ftfy thinks bad has two letters that are not ASCII side by side, or one of these; to look for them is quick.
_MAY_BE_MENDED = re.compile("[^\x00-\x7f]{2}|[\x80-\x9fÂÃŒœ]")
_LONE = re.compile(r"(?<!\S)Â(?= [a-z])")
_ARABIC_LETTERS = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_URDU_LETTERS = re.compile(r"[\u0679\u0688\u0691\u06ba\u06be\u06c1\u06d2]")
_LETTERS = re.compile(r"[^\W\d_]")


def slug(words: str, *, limit: int = 60) -> str:
    """Lower-case a-z, 0-9 and -, cut at a word's end; "x" where nothing is left of the words (Urdu titles)."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(joined) > limit:
        joined = joined[: limit + 1].rpartition("-")[0] or joined[:limit]
    return joined or "x"


def provider_id(name: str) -> str:
    """The lasting id of a provider of this name: a slug, or a digest where the name has no Latin letters."""
    made = slug(name)
    return made if made != "x" else f"p-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def mend(words: str) -> str:
    """Undoes text that was decoded wrongly, also twice over; text that is right stays as it is."""
    if words.isascii():
        return words
    if "‰Û" in words:
        words = _MAC_READ_AS_WINDOWS.sub(_mac_to_unicode, words)
    if not _MAY_BE_MENDED.search(words):
        return words
    import ftfy.badness  # noqa: PLC0415 (slow to load, and plain ASCII never needs it)

    if ftfy.badness.is_bad(words):
        # A lone "Â" before a word ("Â la carte") is a letter; the remains of a no-break space stick to what is before.
        words = _LONE.sub("\ue000", words)
        words = ftfy.fix_text(
            words,
            unescape_html=False,
            uncurl_quotes=False,
            fix_latin_ligatures=False,
            fix_character_width=False,
            explain=False,
        ).replace("\ue000", "Â")
    return words


@functools.lru_cache(1024)
def clean(words: str) -> str:
    """Plain text of HTML or of plain words: paragraphs apart by an empty line, no tags, no entities, NFC.

    Text that was escaped once or twice too often is unescaped as far as it holds tags or entities.
    """
    if not words.isascii():
        words = _SURROGATES.sub("", words)
    for _ in range(3):
        tagged = "<" in words and _TAG.search(words)
        if tagged:
            words = _without_tags(words)
        elif "&" in words and _ENTITY.search(words):
            words = html.unescape(words)
        else:
            break
    return _tidy(mend(words))


def line(words: str | None) -> str | None:
    """The words on one line, cleaned; None where nothing is left."""
    if not words:
        return None
    cleaned = clean(words)
    return " ".join(cleaned.split()) or None if "\n" in cleaned else cleaned or None


def script_language(words: str) -> str | None:
    """The language that the letters give away: "ur" or "ar" where most letters are Arabic ones, else None."""
    if words.isascii():
        return None
    if not _ARABIC_LETTERS.search(words, 0, 2000):
        return None
    arabic = len(_ARABIC_LETTERS.findall(words[:2000]))
    if arabic * 2 <= len(_LETTERS.findall(words[:2000])):
        return None
    return "ur" if _URDU_LETTERS.search(words) else "ar"


def _without_tags(words: str) -> str:
    # In HTML a line end is white space; only then do tags become line ends.
    words = " ".join(words.split())
    if "<a" in words and "://" in words:
        words = _SHOWN_ADDRESS.sub(r" \1 ", words)
    words = _LIST_ITEM.sub("\n• ", _BREAK.sub("\n", _BLOCK.sub("\n\n", words)))
    return html.unescape(nh3.clean(words, tags=set(), clean_content_tags=_NO_CONTENT))


def _tidy(words: str) -> str:
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x85", "\n")
    words = _CONTROL.sub("", words.replace("\x0c", "\n"))
    words = _INNER_SPACE.sub(" ", words)
    if "\n" in words:
        words = "\n".join(part.strip() for part in words.split("\n"))
        words = re.sub(r"\n{3,}", "\n\n", words).replace("•\n", "• ")
    words = words.strip()
    return words if words.isascii() else unicodedata.normalize("NFC", words)


def _mac_to_unicode(found: re.Match[str]) -> str:
    try:
        return found[0].encode("cp1252").decode("mac_roman").encode("cp1252").decode()
    except UnicodeError:
        return found[0]
