"""Titles that shout: CAPITALS become Capitals where that is safe, and names, numbers and abbreviations stay."""

import re
import tomllib
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_WORDS = tomllib.loads((Path(__file__).parent / "shouting.toml").read_text(encoding="utf-8"))
_SMALL, _SHORT, _ABBREVIATIONS, _NO_VOWEL = (
    frozenset(_WORDS[name].split()) for name in ("small", "short", "abbreviations", "no_vowel")
)
_ROMAN = re.compile(r"(?=[IVX]{2,})X{0,3}(?:IX|IV|V?I{0,3})")
_VOWELS = frozenset("AEIOUÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛŴŶÄËÏÖÜĄĘÓŁ")
_LONG = 4
_MOSTLY = 0.8


def calmed(title: str) -> str:
    """The title with capitals only where words begin, if it shouts; else, or where one cannot tell, as it is.

    It shouts where four letters in five are capitals and two common words have nothing else, one of them long. Then
    each word begins with a capital, so that names stay names; short words as "of" do not, but for the first.
    Abbreviations, words with digits or without a vowel, and Roman numbers stay. Safe to apply twice.
    """
    words = _WORD.findall(title)
    letters = sum(map(len, words))
    loud = [word for word in words if word.isupper() and word.lower() not in _ABBREVIATIONS]
    loud = [word for word in loud if len(word) >= _LONG or word.lower() in _SHORT]
    few = len(loud) < 2 or max(map(len, loud)) < _LONG
    if few or sum(word.isupper() * len(word) for word in words) < _MOSTLY * letters:
        return title
    return _WORD.sub(lambda found: _calm(found, title), title)


def _calm(found: re.Match[str], title: str) -> str:
    word = found[0]
    low = word.lower()
    before = title[: found.start()].rstrip()
    if not word.isupper() or low in _ABBREVIATIONS or _beside_a_digit(found, title):
        return word
    if low in _SMALL and before and before[-1] not in ':.!?–—|("“-':
        return low
    if _ROMAN.fullmatch(word) or (len(word) <= 3 and low not in _SHORT | _SMALL):
        return word
    if not _VOWELS & set(word) and low not in _NO_VOWEL:
        return word
    return _capitalised(low)


def _beside_a_digit(found: re.Match[str], title: str) -> bool:
    beside = title[max(0, found.start() - 1) : found.start()] + title[found.end() : found.end() + 1]
    return any(letter.isdigit() or letter in "&+" for letter in beside) and len(found[0]) <= 3


def _capitalised(low: str) -> str:
    """Each part of O'Brien begins with a capital, and the s of "children's" does not."""
    first, mark, rest = low.partition("'") if "'" in low else low.partition("’")
    if mark and len(first) == 1 and len(rest) > 2:
        return first.upper() + mark + rest[:1].upper() + rest[1:]
    return low[:1].upper() + low[1:]
