"""Compares titles: which two name the same thing, and which differ by a number, a level or a word."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import msgspec
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

# Words of a date, in the languages that titles of the cities we know come in: English, Welsh, Spanish, French, German.
_DATES = """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun
    mondays tuesdays wednesdays thursdays fridays saturdays sundays
    ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr
    llun mercher iau gwener sadwrn sul
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    lunes martes miercoles jueves viernes sabado sabados domingo domingos
    janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre
    lundi mardi mercredi jeudi vendredi samedi dimanche
    januar februar marz juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
"""
# What may stand between them.
_LINKS = "from to at on the of and until till starting starts every a de du le la el y au bis ab um am pm noon"
# Words that tell two opportunities of one title apart, beside everything with a digit in it.
_APART = """
    i ii iii iv v vi one two three four five six seven eight nine ten first second third fourth fifth sixth
    beginner beginners intermediate advanced improver improvers junior juniors senior seniors mini minis
    infant infants toddler toddlers teen teens adult adults family families boys girls men women
"""
_SMALL = "a an the of and for in to with at on"
_DATE_WORDS, _LINK_WORDS = frozenset(_DATES.split()), frozenset(_LINKS.split())
_APART_WORDS, _SMALL_WORDS = frozenset(_APART.split()), frozenset(_SMALL.split())
_NUMBER = re.compile(r"\d{1,4}(?:st|nd|rd|th|am|pm)?")
_SEGMENT = re.compile(r"\s+[-–—|/]\s+|\s*[|:;,()\[\]]\s*")
_WORD, _ACCENTS = re.compile(r"\w+"), re.compile("[\u0300-\u036f\u064b-\u0652]+")
# Whole dates and times anywhere in a title.
_WHOLE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
    r"|\b\d{1,2}(?:[:.]\d{2})?\s?[ap]m\b|\b\d{1,2}:\d{2}\b",
    re.IGNORECASE,
)


class Title(msgspec.Struct, frozen=True, kw_only=True):
    """What a title is compared by.

    core: its words in lower case, without accents, punctuation and dates. apart: those that set it apart, sorted.
    """

    core: str
    words: tuple[str, ...]
    apart: tuple[str, ...]


@lru_cache(maxsize=65_536)
def title_of(text: str) -> Title:
    """A title as it is compared; where it holds nothing but a date, the date stays."""
    words = words_of(bare(text)) or words_of(text) or (text.casefold(),)
    apart = tuple(sorted(word for word in words if word in _APART_WORDS or len(word) == 1 or _has_digit(word)))
    return Title(core=" ".join(words), words=words, apart=apart)


def bare(text: str) -> str:
    """A title as it was written, without the dates in it: "Robots – Tue 4 July" is "Robots"."""
    rest = _WHOLE.sub(" ", text)
    kept, start = "", 0
    for found in [*_SEGMENT.finditer(rest), None]:
        segment = rest[start : found.start() if found else len(rest)]
        kept += (" " if _is_date(segment) else segment) + (found[0] if found else "")
        start = found.end() if found else start
    kept = re.sub(r"[(\[][\s,;:–—-]*[)\]]", " ", kept)
    kept = re.sub(r"\s{2,}", " ", kept).strip(" -–—|/:;,")
    return kept if words_of(kept) else text.strip()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without accents and punctuation."""
    plain = text.replace("&", " and ").replace("'", "").replace("’", "").casefold()
    if not plain.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    return tuple(_WORD.findall(plain))


def same_title(one: Title, two: Title, cutoff: float) -> bool:
    """Whether two titles name one thing. cutoff: least likeness, 0 to 100.

    A likeness of 97 still holds between "Level 1" and "Level 2" or "oil painting" and "oil printing" in a long
    title, so what differs must be a small word, an ending, or a letter left out or swapped.
    """
    if one.core == two.core or one.core.replace(" ", "") == two.core.replace(" ", ""):
        return True
    if one.apart != two.apart:
        return False
    first = [word for word in one.words if word not in _SMALL_WORDS]
    second = [word for word in two.words if word not in _SMALL_WORDS]
    if fuzz.ratio(" ".join(first), " ".join(second)) < cutoff:
        first, second = sorted(first), sorted(second)
        if fuzz.ratio(" ".join(first), " ".join(second)) < cutoff:
            return False
    left, right = _only(first, second), _only(second, first)
    return len(left) == len(right) and all(map(_slip, left, right))


def _only(words: Sequence[str], others: Sequence[str]) -> list[str]:
    return sorted(word for word in words if word not in others)


def _slip(one: str, two: str) -> bool:
    """Whether two words differ by an ending, a letter left out, or two letters swapped, never by another letter."""
    if min(len(one), len(two)) < 4:
        return False
    short, long = sorted((one, two), key=len)
    if len(long) - len(short) <= 2 and long.startswith(short):
        return True
    return OSA.distance(one, two, score_cutoff=1) <= 1 and (len(one) != len(two) or sorted(one) == sorted(two))


def _is_date(segment: str) -> bool:
    words = words_of(segment)
    named = [word for word in words if word in _DATE_WORDS]
    rest = (word for word in words if word not in _DATE_WORDS)
    return bool(named) and all(word in _LINK_WORDS or _NUMBER.fullmatch(word) for word in rest)


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
