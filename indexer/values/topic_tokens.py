"""Cuts a title or a text into words, and tells which of them are of one rank and which are said beside another."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_PIECE = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)|[:;,/|()!?.–—+&\[\]\n•]| [-~] |@")
_UNHEARD = frozenset(
    {"and", "the", "of", "a", "an", "y", "i", "a'r", "de", "la", "el", "los", "y'r", "yr", "اور", "کی", "کا", "کے"}
)
_JOINS = frozenset({"and", "&", "+", ",", "/", "y", "et", "und", "oraz", "اور"})
"""What joins two things of one rank; everything else that ends a part begins what is said beside it."""
_PARTS = frozenset(
    {"a", "an", "your", "my", "our", "with", "for", "in", "about", "of", "on", "by", "from", "to", "using", "through",
     "during", "into", "featuring", "after", "before", "than", "as", "de", "con", "para", "en", "del", "dla", "w", "z",
     "na", "i", "gyda", "i'r", "mewn", "yn", "پر", "میں", "کے", "کی"}
)  # fmt: skip
_PLACES = frozenset({"at", "@"})
FOLDED_FROM = 5
"""Letters from which on a word is also found without its accents: "can" is no "cân"."""
_ARABIC = str.maketrans("يىكةهۂأ", "ییکہہہا", "\u200cـ")


class Token(NamedTuple):
    """word: in lower case. plain: without accents. part, group, place: as topic_words.Found has them."""

    word: str
    plain: str
    part: int
    group: int
    place: bool
    start: int
    end: int


def tokens(words: str) -> Iterator[Token]:
    """The words that say something, in their order; O(n)."""
    part, group, place = 0, 0, False
    for piece in _PIECE.finditer(words):
        word = piece[1]
        if word is None:
            part, group, place = part + 1, group + (piece[0] not in _JOINS), piece[0] == "@"
            continue
        low = word.lower().replace("’", "'")
        if not low.isascii():
            low = unicodedata.normalize("NFC", low.translate(_ARABIC))
        if low in _PLACES:
            part, group, place = part + 1, group + 1, True
        elif low in _JOINS:
            part += 1
        elif low in _PARTS:
            part, group = part + 1, group + 1
        if low not in _UNHEARD and low not in _PLACES:
            yield Token(low, low if low.isascii() else _folded(low), part, group, place, piece.start(1), piece.end(1))


def _folded(word: str) -> str:
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    return plain.replace("ł", "l").replace("ß", "ss").replace("ø", "o")
