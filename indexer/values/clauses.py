"""Finds what a text states clause by clause, and leaves out what it takes back: "no lunch", "if", "for an extra £5"."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeVar

from indexer.values.stems import heard

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


def clauses(words: str | None, gate: frozenset[str] | None = None, also: frozenset[str] | None = None) -> Iterator[str]:
    """The clauses of a text, apart at full stops, semicolons, bullets and line ends.

    gate, also: of `stems`; only clauses that have one of each in them.
    """
    if not words:
        return
    whole, parts = _parts(words[:LONGEST])
    if (gate and gate.isdisjoint(whole)) or (also and also.isdisjoint(whole)):
        return
    for clause, begun in parts:
        if (gate is None or not gate.isdisjoint(begun)) and (also is None or not also.isdisjoint(begun)):
            yield clause


def may_state(words: str, gate: frozenset[str]) -> bool:
    """Whether `clauses` would find any."""
    return not gate.isdisjoint(_parts(words[:LONGEST])[0])


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
    gate: frozenset[str],
    also: frozenset[str] | None = None,
    costs: bool = True,
) -> Iterator[tuple[K, str]]:
    """Each key of the table that some clause states, with the words. gate, also: of clauses()."""
    for clause in clauses(words, gate, also):
        for key, pattern in table:
            if (found := pattern.search(clause)) and stated(clause, found.start(), found.end(), costs=costs):
                yield key, found[0].strip()


@lru_cache(maxsize=8)
def _parts(words: str) -> tuple[frozenset[str], tuple[tuple[str, frozenset[str]], ...]]:
    """The stems of the whole, and each clause with its own; each field asks for the same text in turn."""
    parts = tuple((clause, heard(clause)) for found in _CLAUSE.finditer(words) if (clause := found[0].strip()))
    return frozenset().union(*(begun for _, begun in parts)), parts
