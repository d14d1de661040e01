"""Reads titles for comparing: their words, and what in them is a date, a number, an age, a place or a remark."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from indexer.reconciling.title_words import (
    ACCENTS,
    AGES,
    APART,
    AT,
    DATES,
    DAYS,
    LAST,
    LAST_DAY,
    LINKS,
    NUMBER,
    REMARKABLE,
    REMARKS,
    SEGMENT,
    SHORT,
    SMALL,
    STATE,
    WAYS,
    WHOLE,
    WORD,
    YEAR,
)


class Title(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a title is compared by.

    core: its words in lower case, without accents, punctuation, dates, ages, remarks and its own place.
    apart: those that set it apart, sorted. years: four-digit years in it. ages: words of an age in it.
    whole: the core with its own place. place: the name after a last " at ", "" where there is none.
    """

    core: str
    words: tuple[str, ...]
    whole: str
    apart: tuple[str, ...] = ()
    years: frozenset[str] = frozenset()
    ages: tuple[str, ...] = ()
    place: str = ""


@lru_cache(maxsize=65_536)
def title_of(text: str, names: frozenset[str] = frozenset()) -> Title:
    """A title as it is compared; where it holds nothing but a date, the date stays.

    names: of its own provider and places, as words_of gives them; at its end they say nothing.
    """
    ages = tuple(sorted(word for found in AGES.findall(text) for word in words_of(found) if _has_digit(word)))
    undated = STATE.sub(" ", DAYS.sub(" ", text))
    rest = LAST.sub("", bare(AGES.sub(" ", undated) if ages else undated))
    head, place = _place_apart(_named(rest, names))
    words, whole = (words_of(said) or words_of(text) or (text.casefold(),) for said in (head, rest))
    years = frozenset(word for word in whole if YEAR.fullmatch(word))
    kept = tuple(SHORT.get(word, word) for word in words if word not in years) or words
    apart = tuple(sorted({_one(word) for at, word in enumerate(kept) if _sets_apart(word, at, len(kept))}))
    return Title(
        core=" ".join(kept), words=kept, whole=" ".join(whole), apart=apart, years=years, ages=ages, place=place
    )


def bare(text: str) -> str:
    """A title as it was written, without the dates in it: "Robots – Tue 4 July" is "Robots"."""
    rest = LAST_DAY.sub("", " ".join(WHOLE.sub(" ", text).split()))
    kept, start = "", 0
    for found in [*SEGMENT.finditer(rest), None]:
        segment = rest[start : found.start() if found else len(rest)]
        kept += (" " if _is_date(segment) or _is_remark(segment) else segment) + (found[0] if found else "")
        start = found.end() if found else start
    kept = re.sub(r"[(\[][\s,;:–—-]*[)\]]", " ", kept)
    kept = re.sub(r"\s{2,}", " ", kept).strip(" -–—|/:;,")
    return kept if words_of(kept) else text.strip()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without accents and punctuation."""
    plain = text.replace("&", " and ").replace("'", "").replace("’", "").casefold()
    if not plain.isascii():
        plain = ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    return tuple(WORD.findall(plain))


def _named(title: str, names: Iterable[str]) -> str:
    """The title without its own place or provider at its end: " at Mill Hall", " (Mill Hall)"."""
    last_word = max((found.start() for found in WORD.finditer(title)), default=0)
    ends = [found for found in SEGMENT.finditer(title) if found.end() <= last_word]
    end = ends[-1] if ends else None
    if end is not None and words_of(title[: end.start()]):
        last = set(words_of(title[end.end() :])) - SMALL
        if last and any(last <= set(name.split()) for name in names):
            return title[: end.start()]
    words = " ".join(words_of(title))
    for name in sorted(names, key=lambda one: (-len(one), one)):
        for link in (" at ", " with ", " by ", " in ", " "):
            if name and words.endswith(link + name) and len(words) > len(link + name):
                return _before(title, len(words[: -len(link + name)].split()))
    return title


def _place_apart(title: str) -> tuple[str, str]:
    """What stands before a last " at ", and the words of what stands after it, where that is a name."""
    all_found = list(AT.finditer(title))
    if not all_found:
        return title, ""
    found = all_found[-1]
    head, place = title[: found.start()], title[found.end() :].strip()
    named = place[:1].isupper() or place[:1].isdigit()
    return (head, " ".join(words_of(place))) if named and words_of(head) and words_of(place) else (title, "")


def _before(title: str, words: int) -> str:
    """As much of a title as holds so many words."""
    pieces = title.split()
    for end in range(1, len(pieces) + 1):
        if len(words_of(" ".join(pieces[:end]))) >= words:
            return " ".join(pieces[:end])
    return title


def _is_date(segment: str) -> bool:
    words = words_of(segment)
    named = [word for word in words if word in DATES]
    rest = (word for word in words if word not in DATES)
    return bool(named) and all(word in LINKS or NUMBER.fullmatch(word) for word in rest)


def _is_remark(segment: str) -> bool:
    words = words_of(segment)
    if set(words) <= WAYS and not set(words) <= LINKS | {"via"}:
        return True
    return all(word in REMARKS for word in words) and any(word in REMARKABLE for word in words)


def _sets_apart(word: str, at: int, count: int) -> bool:
    if word == "a":  # a letter of a series only at the end: "Group A"
        return 0 < at == count - 1
    return _one(word) in APART or len(word) == 1 or _has_digit(word)


def _one(word: str) -> str:
    """The singular of a word that sets apart."""
    if word in APART:
        return word
    for many, one in (("ies", "y"), ("s", "")):
        if word.endswith(many) and word.removesuffix(many) + one in APART:
            return word.removesuffix(many) + one
    return word


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
