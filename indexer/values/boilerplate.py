"""Cuts what every page says and nobody needs: cookies, sharing, calendars, newsletters, copyright, repeated titles."""

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "boilerplate.toml"

_BETWEEN = re.compile(r"(?<=[.!?])[ ]+(?!\d)|(?<=[^\W\d_A-Z][.!?])(?=[A-Z][a-z])|[ ]{0,3}[|•][ ]{0,3}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|©")
_SHORT = 12
"""Words of a sentence that a beginning alone can condemn."""
_BESIDE_ONE = 1
"""The same for a beginning of one word: "Share" is boilerplate, but "Share your work" is none."""
_LONG = 60
"""Words of a sentence that is boilerplate for a phrase within it."""
_TELLS = re.compile(
    r"\d|://|www\.|\.(?:com|org|net|gov|uk|edu|example)\b|[£€$]|\b(?:free|gratis|am|pm|ages?|years?|grades?|weeks?|deadline"
    r"|by (?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\W{0,3}(?:©|\(c\)|copyright)\W{0,3}(?:19|20)\d\d", re.IGNORECASE)


class Cut(NamedTuple):
    """text: what is left, "" where nothing is. gone: the sentences that went."""

    text: str
    gone: tuple[str, ...]


class _Phrases(NamedTuple):
    """rare: of each phrase within, its longest word; a sentence with none of them has no such phrase."""

    opens: dict[str, list[tuple[str, ...]]]
    within: tuple[str, ...]
    rare: frozenset[str]
    fillers: frozenset[str]


def cut(words: str, *, title: str = "", said: Sequence[str] = ()) -> Cut:
    """The words without boilerplate, and without a first line that is the title again.

    said: what stands beside the text already (the words of its date, its place). A text that repeats only these and the
    title says nothing, and goes as a whole.
    """
    gone: list[str] = []
    kept: list[str] = []
    for number, line in enumerate(words.split("\n")):
        if number == 0 and title and "\n" in words and _heard(line) == _heard(title) != ():
            gone.append(line)
            continue
        kept.append(_line(line, gone))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() if gone else words
    known = {word for one in (title, *said) for word in _heard(one)}
    fillers = _phrases().fillers
    if text and known and all(word in known or word in fillers or _is_number(word) for word in _each_heard(text)):
        return Cut("", (*gone, text))
    return Cut(text, tuple(gone))


def _line(line: str, gone: list[str]) -> str:
    if not line:
        return line
    pieces = re.split(_BETWEEN, line)
    cut_ = [_is_boilerplate(piece) for piece in pieces]
    if not any(cut_):
        return line
    gone += [piece for piece, out in zip(pieces, cut_, strict=True) if out]
    return " ".join(piece for piece, out in zip(pieces, cut_, strict=True) if piece and not out)


@functools.lru_cache(4096)
def _is_boilerplate(sentence: str) -> bool:
    heard = _heard(sentence)
    if not heard or (_YEAR.match(sentence) and len(heard) <= _SHORT):
        return bool(heard)
    phrases = _phrases()
    joined = f" {' '.join(heard)} "
    told = len(heard) <= _LONG and not phrases.rare.isdisjoint(heard)
    if told and any(phrase in joined for phrase in phrases.within):
        return not _TELLS.search(sentence) or "cookies" in joined or "rights" in joined
    opens = any(
        heard[: len(opening)] == opening and (len(opening) > 1 or len(heard) <= _BESIDE_ONE)
        for opening in phrases.opens.get(heard[0], ())
    )
    if not opens or len(heard) > _SHORT:
        return False
    return not _TELLS.search(sentence)


def _heard(words: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(words.lower().replace("’", "'")))


def _each_heard(words: str) -> Iterator[str]:
    """The same, for those who may soon have heard enough."""
    return (found[0] for found in _WORD.finditer(words.lower().replace("’", "'")))


def _is_number(word: str) -> bool:
    return word.rstrip("apmhstndr").isdigit()


@functools.cache
def _phrases() -> _Phrases:
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    fillers = frozenset(read.pop("fillers").split())
    tables = tuple(read.values())
    opens: dict[str, list[tuple[str, ...]]] = {}
    for phrase in _every(tables, "opens"):
        opens.setdefault(phrase[0], []).append(phrase)
    within = tuple(_every(tables, "within"))
    rare = frozenset(max(phrase, key=len) for phrase in within)
    return _Phrases(opens, tuple(f" {' '.join(phrase)} " for phrase in within), rare, fillers)


def _every(tables: Iterable[dict[str, list[str]]], name: str) -> Iterable[tuple[str, ...]]:
    return (heard for table in tables for phrase in table.get(name, ()) if (heard := _heard(phrase)))
