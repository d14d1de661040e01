"""Tells which wordings a text cannot have in it, before anybody searches for them.

A wording is known by the stems of a few words. Where no word of a text begins as one of them, the search is saved.
"""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = 4
"""Of a word; three of a stem that has no more."""


def stems(*wordings: str) -> frozenset[str]:
    """The stem of each wording's longest word, as `heard` gives those of a text. Of "turn up" it is that of "turn"."""
    longest = (max(_WORD.findall(wording.lower()), key=len) for wording in wordings)
    return frozenset(word[:_LETTERS] for word in longest)


@lru_cache(2048)
def heard(words: str) -> frozenset[str]:
    """How the words of a text begin: four letters of each, and three."""
    begun = {word[:_LETTERS] for word in _WORD.findall(words.lower())}
    return frozenset(begun | {word[:3] for word in begun})
