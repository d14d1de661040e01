"""Finds in words what speaks of an interest: the phrases of topic_words/*.toml, and how much each of them says."""

import functools
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from indexer.values.topic_tokens import FOLDED_FROM, Token
from indexer.values.topic_tokens import tokens as cut_words

FOLDER = Path(__file__).parent / "topic_words"

SURE = 4.0
THEME = 3.35
"""What something is about more often than what is done there: enough alone, but "Owls: a drawing class" is drawing."""
LIKELY = 3.0
CATEGORY = 2.5
"""A word that is enough as a category; anywhere else it is worth a hint."""
HINT = 2.0

_STRENGTHS = {"sure": SURE, "theme": THEME, "likely": LIKELY, "category": CATEGORY, "hint": HINT}
_LONGEST = 5


class Found(NamedTuple):
    """One phrase. means: interests with the strength of each; none where the phrase is administrative: what is so named
    is of no interest. part: which part of the words, from 0; a part ends at a mark or at such a word as "with". group:
    which of the parts that "and" or a comma joins, from 0. last: it is its part's head: no other phrase follows it
    there. place: it follows "at", so it may be a place's name. surface: as it stands in the words.
    """

    phrase: str
    means: tuple[tuple[str, float], ...]
    part: int
    group: int
    last: bool
    place: bool
    surface: str


class Vocabulary(NamedTuple):
    """Meanings by phrase and by the beginning of a word. endings: by what stands before the last word of a phrase, the
    beginnings of that word. pairs: the first two words of phrases. mute: nothing in texts. venues: names of places
    too. head_first: of languages that say "course of dance".
    """

    phrases: dict[str, tuple[tuple[str, float], ...]]
    beginnings: dict[str, tuple[tuple[str, float], ...]]
    lengths: tuple[int, ...]
    endings: dict[str, tuple[str, ...]]
    pairs: frozenset[str]
    categories: dict[str, tuple[str, ...]]
    mute: frozenset[str]
    venues: frozenset[str]
    administrative: frozenset[str]
    head_first: frozenset[str]


@functools.cache
def vocabulary() -> Vocabulary:
    """Every word of every language. Raises nothing that a test would not: the files come with the project."""
    phrases: dict[str, dict[str, float]] = defaultdict(dict)
    beginnings: dict[str, dict[str, float]] = defaultdict(dict)
    categories: dict[str, dict[str, None]] = defaultdict(dict)
    lists: dict[str, set[str]] = defaultdict(set)
    endings: dict[str, dict[str, None]] = defaultdict(dict)
    for path in sorted(FOLDER.glob("*.toml")):
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        for name in ("hides", "silent_in_texts", "venues", "administrative"):
            for entry in tables.pop(name, ()):
                lists[name].update(_forms(entry))
        heads = f"head_{tables.pop('head', 'last')}"
        for key, table in tables.items():
            for name, entries in table.items():
                for entry in entries:
                    lists[heads].update(_forms(entry))
                    _enter(entry, key, name, phrases, beginnings, categories)
                    if entry.endswith("*") and " " in entry:
                        before, _, begin = entry.rstrip("*").rpartition(" ")
                        endings[heard(before)][begin] = None
    for phrase in lists["hides"] | lists["administrative"]:
        phrases.setdefault(phrase, {})
    return Vocabulary(
        {phrase: tuple(means.items()) for phrase, means in phrases.items()},
        {begin: tuple(means.items()) for begin, means in beginnings.items()},
        tuple(sorted({len(begin) for begin in beginnings})),
        {before: tuple(begins) for before, begins in endings.items()},
        frozenset(" ".join(phrase.split(" ")[:2]) for phrase in phrases if " " in phrase),
        {phrase: tuple(keys) for phrase, keys in categories.items()},
        frozenset(lists["silent_in_texts"]),
        frozenset(lists["venues"]),
        frozenset(lists["administrative"]),
        frozenset(lists["head_first"] - lists["head_last"]),
    )


def _enter(
    entry: str,
    key: str,
    name: str,
    phrases: dict[str, dict[str, float]],
    beginnings: dict[str, dict[str, float]],
    categories: dict[str, dict[str, None]],
) -> None:
    for form in _forms(entry):
        if name == "category":
            categories[form][key] = None
            if " " in form:
                continue
        table = beginnings if entry.endswith("*") and " " not in form else phrases
        table[form][key] = max(table[form].get(key, 0), _STRENGTHS[name])


def _forms(entry: str) -> Iterator[str]:
    """The entry as it is written, and without its accents where that is no other word."""
    tokens = list(cut_words(entry))
    written = " ".join(token.word for token in tokens)
    yield written
    plain = " ".join(token.plain for token in tokens)
    if plain != written and len(plain) >= FOLDED_FROM:
        yield plain


@functools.lru_cache(4096)
def heard(words: str) -> str:
    """The words in lower case without marks and without those that say nothing, as `categories` has them."""
    return " ".join(token.word for token in cut_words(words))


@functools.lru_cache(8192)
def find(words: str) -> tuple[Found, ...]:
    """Every phrase that says something, each once, in its order; a phrase hides the words in it."""
    tokens = list(cut_words(words))
    found: dict[str, tuple[tuple[tuple[str, float], ...], int, int]] = {}
    number, administrative = 0, vocabulary().administrative
    while number < len(tokens):
        phrase, means, size = _at(tokens, number)
        if phrase not in found and (means or phrase in administrative):
            found[phrase] = (means, number, number + size - 1)
        number += size
    lasts: dict[int, int] = {}
    for phrase, (_, first, _) in found.items():
        part = tokens[first].part
        if part not in lasts or not _is_head_first(phrase):
            lasts[part] = first
    return tuple(
        Found(phrase, means, tokens[first].part, tokens[first].group, lasts[tokens[first].part] == first,
              tokens[first].place, words[tokens[first].start : tokens[last].end])
        for phrase, (means, first, last) in found.items()
    )  # fmt: skip


@functools.lru_cache(4096)
def _is_head_first(phrase: str) -> bool:
    return any(phrase[:size] in vocabulary().head_first for size in {len(phrase), *vocabulary().lengths})


def _at(tokens: list[Token], number: int) -> tuple[str, tuple[tuple[str, float], ...], int]:
    """The longest phrase that begins with this word, what it means, and how many words it has."""
    first = tokens[number]
    if number + 1 < len(tokens):
        second = tokens[number + 1]
        written = _may_begin(first.word, second.word)
        if written or ((first.plain, second.plain) != (first.word, second.word)):
            part = tokens[number : number + _LONGEST]
            phrase, size = _phrase([one.word for one in part]) if written else ("", 0)
            if not size and _may_begin(first.plain, second.plain):
                phrase, size = _phrase([one.plain for one in part])
            if size:
                return phrase, vocabulary().phrases[phrase], size
    return *_single(first.word, first.plain), 1


def _may_begin(first: str, second: str) -> bool:
    """Whether a phrase may begin with these two words."""
    known = vocabulary()
    two = f"{first} {second}"
    return two in known.pairs or two.removesuffix("s") in known.pairs or second.startswith(known.endings.get(first, ()))


def _phrase(words: list[str]) -> tuple[str, int]:
    """The longest entry of several words that these begin with, and how many they are; 0 where there is none."""
    known = vocabulary()
    begun = list(accumulate(words, "{} {}".format))
    for size in range(len(words), 1, -1):
        whole = begun[size - 1]
        for form in (whole, whole.removesuffix("s")):
            if form in known.phrases:
                return form, size
        begins = known.endings.get(begun[size - 2], ())
        if words[size - 1].startswith(begins):
            begin = next(one for one in begins if words[size - 1].startswith(one))
            return f"{begun[size - 2]} {begin}", size
    return "", 0


@functools.lru_cache(16384)
def _single(word: str, plain: str) -> tuple[str, tuple[tuple[str, float], ...]]:
    known = vocabulary()
    entry = next((form for form in _numbers(word, plain) if form in known.phrases), word)
    whole = known.phrases.get(entry)
    if whole is not None and max((strength for _, strength in whole), default=SURE) == SURE:
        return entry, whole  # "paintball" is no painting
    means = dict(whole or ())
    for begin in dict.fromkeys(form[:size] for form in (word, plain) for size in known.lengths if size <= len(form)):
        for key, strength in known.beginnings.get(begin, ()):
            means[key] = max(means.get(key, 0), strength)
    return entry, tuple(means.items())


def _numbers(word: str, plain: str) -> Iterable[str]:
    """The word as it may be entered: as it is, without an English plural or possessive, without accents."""
    yield word
    bare = word.removesuffix("'s")
    yield bare
    if bare[1:2] == "'":
        yield bare[2:]  # l'art, d'échecs
    if bare.endswith("s") and len(bare) > 3:
        yield bare[:-1]
        if bare.endswith("ies"):
            yield f"{bare[:-3]}y"
        elif bare.endswith("es"):
            yield bare[:-2]
    if plain != word and len(plain) >= FOLDED_FROM:
        yield plain
