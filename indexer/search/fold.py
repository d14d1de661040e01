"""Folds words exactly as the browser does (static/search/match.js), so that both searches find the same."""

import re
import unicodedata

LETTERS = {
    "ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "ہ", "ه": "ہ", "ة": "ہ", "ھ": "ہ",
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i",
}  # fmt: skip
"""Letters that people type for one another; match.js has the same."""
_DROPPED = dict.fromkeys(map(ord, "\u0640\u200b\u200c\u200d\u200e\u200f'’ʼ"))
_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans(LETTERS)
_DIGITS = {zero + n: str(n) for zero in (0x660, 0x6F0) for n in range(10)}


def fold(text: str) -> str:
    """The words of a text, apart by one space: no capitals, no accents, Urdu letters for Arabic ones, plain digits."""
    plain = unicodedata.normalize("NFKD", text).lower().translate(_DROPPED)
    if not plain.isascii():
        plain = "".join(letter for letter in plain if unicodedata.category(letter)[0] != "M")
        plain = plain.translate(_LETTERS).translate(_DIGITS)
    return " ".join(_WORD.findall(plain))
