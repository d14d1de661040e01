"""Finds what a text states clause by clause, and leaves out what it takes back: "no lunch", "if", "for an extra £5"."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeVar

K = TypeVar("K")

LONGEST = 6_000
"""Characters of a text that are searched; what it says of the thing itself stands before that."""

_CLAUSE = re.compile(r"[^.!?;\n•|۔]+")
_BEFORE = re.compile(
    r"\b(?:no|not|never|without|unless|except|bring|bringing|buy|purchase|if|isn't|aren't|unable|limited|partial(?:ly)?"
    r"|previous(?:ly)?|last year|learn(?:ing)? (?:about|how|more)|learn|how to|find(?:ing)? (?:an?|out)|become|about"
    r"|appl(?:y|ying|ication)s? for|nie|brak|bez|sin|dim)\b|n't\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\b(?:not|never|unless|if|optional|for (?:an )?extra|(?:extra|additional) (?:cost|charge|fee)s?|for (?:a fee"
    r"|sale|purchase|hire)|to (?:buy|hire))"
    r"\b|n't\b",
    re.IGNORECASE,
)
_PRICE = re.compile(r"[£$€]\s?\d")
_NEAR = 70
"""Characters before and after a phrase in which it can be taken back."""


def clauses(words: str | None, gate: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> Iterator[str]:
    """The clauses of a text, apart at full stops, semicolons, bullets and line ends.

    gate, also: only those that have one of each in them, in lower case; stems that all wordings have save a search.
    """
    if not words:
        return
    lowered, parts = _parts(words[:LONGEST])
    sought = [[stem for stem in stems if stem in lowered] for stems in (gate, also) if stems]
    if not all(sought):
        return
    for clause, low in parts:
        if all(any(stem in low for stem in stems) for stems in sought):
            yield clause


def stated(clause: str, start: int, end: int, *, costs: bool = True) -> bool:
    """Whether a clause means what stands at start to end. costs: a price beside it takes it back."""
    before, after = clause[max(0, start - _NEAR) : start], clause[end : end + _NEAR]
    if _BEFORE.search(before) or _AFTER.search(after):
        return False
    return not (costs and (_PRICE.search(before) or _PRICE.search(after)))


def phrases(
    words: str | None,
    table: tuple[tuple[K, re.Pattern[str]], ...],
    *,
    gate: tuple[str, ...],
    also: tuple[str, ...] = (),
    costs: bool = True,
) -> Iterator[tuple[K, str]]:
    """Each key of the table that some clause states, with the words. gate, also: of clauses()."""
    for clause in clauses(words, gate, also):
        for key, pattern in table:
            if (found := pattern.search(clause)) and stated(clause, found.start(), found.end(), costs=costs):
                yield key, found[0].strip()


@lru_cache(maxsize=8)
def _parts(words: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The whole in lower case, and each clause with its lower case; each field asks for the same text in turn."""
    parts = tuple((clause, clause.lower()) for found in _CLAUSE.finditer(words) if (clause := found[0].strip()))
    return words.lower(), parts
