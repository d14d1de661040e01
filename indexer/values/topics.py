"""The city's interests: one vocabulary of sixteen, and how a source's words are read as one of them."""

import functools
import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple


class Interest(NamedTuple):
    """key: in data and addresses. label: as young people read it (translated by the portal). hue: degrees, oklch."""

    key: str
    label: str
    hue: int


INTERESTS = (
    Interest("make", "Making and building", 48),
    Interest("code", "Code and robots", 275),
    Interest("art", "Art and design", 350),
    Interest("music", "Music", 310),
    Interest("film", "Film and photo", 250),
    Interest("stage", "Theatre and dance", 20),
    Interest("words", "Reading and writing", 90),
    Interest("science", "Science", 200),
    Interest("nature", "Nature and animals", 140),
    Interest("sport", "Sport and moving", 160),
    Interest("food", "Food and cooking", 70),
    Interest("money", "Money and work", 110),
    Interest("body", "Body and mind", 185),
    Interest("world", "Languages and cultures", 225),
    Interest("help", "Helping others", 330),
    Interest("games", "Games and puzzles", 295),
)

# Weights of evidence, in quarters of a sure word in the title: the source's own word is worth most.
_IN_WORDS, _IN_TITLE, _IN_TEXT = 6, 4, 1
_SURE, _LIKELY = 2, 1
_ENOUGH = 4
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNHEARD = {"and", "the", "of", "a", "an", "for", "y", "i", "a'r", "de"}
_LONGEST = 3


class _Vocabulary(NamedTuple):
    """Evidence by whole phrase, and by the beginning of a word; lengths are those of the beginnings."""

    whole: dict[str, list[tuple[str, int]]]
    beginnings: dict[str, list[tuple[str, int]]]
    lengths: tuple[int, ...]


@functools.cache
def _vocabulary() -> _Vocabulary:
    tables = tomllib.loads((Path(__file__).parent / "topics.toml").read_text(encoding="utf-8"))
    whole: dict[str, list[tuple[str, int]]] = defaultdict(list)
    beginnings: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for key, lists in tables.items():
        for strength, weight in (("sure", _SURE), ("likely", _LIKELY)):
            for entry in lists[strength]:
                phrase = " ".join(_tokens(entry))
                if entry.endswith("*") and " " not in phrase:
                    beginnings[phrase].append((key, weight))
                    continue
                for ending in ("", "s", "es", "er", "ers", "ing") if entry.endswith("*") else ("",):
                    whole[phrase + ending].append((key, weight))
    return _Vocabulary(dict(whole), dict(beginnings), tuple(sorted({len(begin) for begin in beginnings})))


def read(title: str, words: tuple[str, ...] = (), text: str | None = None) -> tuple[str, ...]:
    """The interests that title, the source's own words and the text speak of: at most three keys, the best first.

    A text alone must give two pieces of evidence; it never outweighs what the source says itself.
    """
    scores: dict[str, int] = defaultdict(int)
    for word in words[:20]:
        key = word.strip().lower()
        if key in _KEYS:
            scores[key] += 3 * _IN_WORDS
            continue
        for found, weight in _evidence(word[:200]).items():
            scores[found] += weight * _IN_WORDS
    for found, weight in _evidence(title[:300]).items():
        scores[found] += weight * _IN_TITLE
    if text:
        for found, weight in _evidence(text[:1500]).items():
            scores[found] += min(weight, 6) * _IN_TEXT
    best = sorted(
        (key for key, score in scores.items() if score >= _ENOUGH), key=lambda key: (-scores[key], _KEYS[key])
    )
    # Beside the first, an interest needs a sure word of its own.
    return tuple(
        key for key in best[:3] if key == best[0] or scores[key] >= max(_SURE * _IN_TITLE, scores[best[0]] / 3)
    )


_KEYS = {interest.key: number for number, interest in enumerate(INTERESTS)}


def _tokens(words: str) -> list[str]:
    return [token for token in _TOKEN.findall(words.lower()) if token not in _UNHEARD]


@functools.lru_cache(8192)
def _evidence(words: str) -> dict[str, int]:
    """For each interest the weight of the different words in it.

    A phrase hides its single words: a food bank is no food.
    """
    vocabulary = _vocabulary()
    tokens = _tokens(words)
    found: dict[str, list[tuple[str, int]]] = {}
    number = 0
    while number < len(tokens):
        for size in range(_LONGEST, 1, -1):
            phrase = " ".join(tokens[number : number + size])
            if evidence := vocabulary.whole.get(phrase) or vocabulary.whole.get(phrase.removesuffix("s")):
                found[phrase] = evidence
                number += size
                break
        else:
            found.update(_of_token(tokens[number]))
            number += 1
    weights: dict[str, int] = defaultdict(int)
    for evidence in found.values():
        for key, weight in evidence:
            weights[key] += weight
    return dict(weights)


@functools.lru_cache(16384)
def _of_token(token: str) -> dict[str, list[tuple[str, int]]]:
    vocabulary = _vocabulary()
    hits = {}
    for form in (token, token.removesuffix("s")):
        if form in vocabulary.whole:
            hits[form] = vocabulary.whole[form]
            break
    begins = (token[:size] for size in vocabulary.lengths)
    return hits | {f"{begin}*": vocabulary.beginnings[begin] for begin in begins if begin in vocabulary.beginnings}
