"""Finds in words what speaks of an interest: the phrases of topic_words/*.toml, and how much each of them says."""

import functools
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "topic_words"

SURE = 4.0
LIKELY = 3.0
CATEGORY = 2.5
"""A word that is enough as a category; anywhere else it is worth a hint."""
HINT = 2.0

_STRENGTHS = {"sure": SURE, "likely": LIKELY, "category": CATEGORY, "hint": HINT}
_PIECE = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)|[:;,/|()!?.–—+&\[\]\n•]| [-~] |@")
_UNHEARD = frozenset(
    {"and", "the", "of", "a", "an", "y", "i", "a'r", "de", "la", "el", "los", "y'r", "yr", "اور", "کی", "کا", "کے"}
)
_PARTS = frozenset(
    {"and", "with", "for", "in", "about", "of", "on", "by", "from", "to", "using", "through", "during", "into",
     "de", "con", "para", "en", "del", "dla", "w", "z", "na", "i", "gyda", "i'r", "mewn", "yn", "پر", "میں", "کے", "کی"}
)  # fmt: skip
_PLACES = frozenset({"at", "@"})
_LONGEST = 5
_FOLDED_FROM = 5
"""Letters from which on a word is also found without its accents: "can" is no "cân"."""
_ARABIC = str.maketrans("يىكةهۂأ", "ییکہہہا", "\u200cـ")


class Found(NamedTuple):
    """One phrase. means: interests with the strength of each. part: which part of the words, from 0; a part ends at a
    mark or at such a word as "with". last: no other phrase follows it in its part. place: it follows "at", so it may be
    a place's name. surface: as it stands in the words.
    """

    phrase: str
    means: tuple[tuple[str, float], ...]
    part: int
    last: bool
    place: bool
    surface: str


class Vocabulary(NamedTuple):
    """Meanings by phrase and by the beginning of a word. firsts: first words of phrases. mute: nothing in texts."""

    phrases: dict[str, tuple[tuple[str, float], ...]]
    beginnings: dict[str, tuple[tuple[str, float], ...]]
    lengths: tuple[int, ...]
    firsts: frozenset[str]
    categories: dict[str, tuple[str, ...]]
    mute: frozenset[str]


class _Token(NamedTuple):
    word: str
    plain: str
    part: int
    place: bool
    start: int
    end: int


@functools.cache
def vocabulary() -> Vocabulary:
    """Every word of every language. Raises nothing that a test would not: the files come with the project."""
    phrases: dict[str, dict[str, float]] = defaultdict(dict)
    beginnings: dict[str, dict[str, float]] = defaultdict(dict)
    categories: dict[str, dict[str, None]] = defaultdict(dict)
    hidden: set[str] = set()
    mute: set[str] = set()
    for path in sorted(FOLDER.glob("*.toml")):
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in tables.pop("hides", ()):
            hidden.update(_forms(entry))
        for entry in tables.pop("silent_in_texts", ()):
            mute.update(_forms(entry))
        for key, lists in tables.items():
            for name, entries in lists.items():
                for entry in entries:
                    _enter(entry, key, name, phrases, beginnings, categories)
    for phrase in hidden:
        phrases.setdefault(phrase, {})
    return Vocabulary(
        {phrase: tuple(means.items()) for phrase, means in phrases.items()},
        {begin: tuple(means.items()) for begin, means in beginnings.items()},
        tuple(sorted({len(begin) for begin in beginnings})),
        frozenset(phrase.partition(" ")[0] for phrase in phrases if " " in phrase),
        {phrase: tuple(keys) for phrase, keys in categories.items()},
        frozenset(mute),
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
    tokens = list(_tokens(entry))
    written = " ".join(token.word for token in tokens)
    yield written
    plain = " ".join(token.plain for token in tokens)
    if plain != written and len(plain) >= _FOLDED_FROM:
        yield plain


@functools.lru_cache(4096)
def heard(words: str) -> str:
    """The words in lower case without marks and without those that say nothing, as `categories` has them."""
    return " ".join(token.word for token in _tokens(words))


@functools.lru_cache(8192)
def find(words: str) -> tuple[Found, ...]:
    """Every phrase that says something, each once, in its order; a phrase hides the words in it."""
    tokens = list(_tokens(words))
    found: dict[str, tuple[tuple[tuple[str, float], ...], int, int]] = {}
    number = 0
    while number < len(tokens):
        phrase, means, size = _at(tokens, number)
        if means and phrase not in found:
            found[phrase] = (means, number, number + size - 1)
        number += size
    lasts = {tokens[first].part: first for _, first, _ in found.values()}
    return tuple(
        Found(phrase, means, tokens[first].part, lasts[tokens[first].part] == first, tokens[first].place,
              words[tokens[first].start : tokens[last].end])
        for phrase, (means, first, last) in found.items()
    )  # fmt: skip


def _at(tokens: list[_Token], number: int) -> tuple[str, tuple[tuple[str, float], ...], int]:
    """The longest phrase that begins with this word, what it means, and how many words it has."""
    known = vocabulary()
    first = tokens[number]
    if first.word in known.firsts or first.plain in known.firsts:
        for size in range(min(_LONGEST, len(tokens) - number), 1, -1):
            part = tokens[number : number + size]
            written = " ".join([one.word for one in part])
            plain = written if written.isascii() else " ".join([one.plain for one in part])
            for phrase in (written, plain) if plain != written else (written,):
                for form in (phrase, phrase.removesuffix("s")):
                    if form in known.phrases:
                        return form, known.phrases[form], size
    return *_single(first.word, first.plain), 1


@functools.lru_cache(16384)
def _single(word: str, plain: str) -> tuple[str, tuple[tuple[str, float], ...]]:
    known = vocabulary()
    entry = next((form for form in _numbers(word, plain) if form in known.phrases), word)
    if known.phrases.get(entry) == ():
        return entry, ()
    means = dict(known.phrases.get(entry, ()))
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
        if bare.endswith("es"):
            yield bare[:-2]
        if bare.endswith("ies"):
            yield f"{bare[:-3]}y"
    if plain != word and len(plain) >= _FOLDED_FROM:
        yield plain


def _tokens(words: str) -> Iterator[_Token]:
    part, place = 0, False
    for piece in _PIECE.finditer(words):
        word = piece[1]
        if word is None:
            part, place = part + 1, piece[0] == "@"
            continue
        low = word.lower().replace("’", "'")
        if not low.isascii():
            low = unicodedata.normalize("NFC", low.translate(_ARABIC))
        if low in _PLACES:
            part, place = part + 1, True
        elif low in _PARTS:
            part += 1
        if low not in _UNHEARD and low not in _PLACES:
            yield _Token(low, low if low.isascii() else _folded(low), part, place, piece.start(1), piece.end(1))


def _folded(word: str) -> str:
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    return plain.replace("ł", "l").replace("ß", "ss").replace("ø", "o")
