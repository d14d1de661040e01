"""The settings of a city's index, and whether a server still has them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from indexer.search.documents import NAMES, once
from indexer.search.fold import fold
from indexer.search.rows import facets

MOST_FOUND = 1_000_000
"""Totals are exact up to here."""
_APART = ("ages", "price", "place")
"""Facets that are several fields of a document."""
_FILTERS = (
    "id",
    "opportunity_id",
    "area",
    "age_from",
    "age_to",
    "cost",
    "free",
    "left",
    "full",
    "status",
    "state",
    "mixed",
)
_DAYS = ("next", "days", "from", "until", "last", "after_school", "weekends", "first")
_SORTS = ("next", "first", "full", "complete", "time", "name", "id", "cost", "age_from", "seen")
_UNORDERED = ("filterableAttributes", "sortableAttributes")


def index_settings(languages: Iterable[str], synonyms: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """As PATCH /indexes/…/settings takes them.

    No distinctAttribute: with it an opportunity is counted under only one of its sessions; a query says `distinct`.
    The search for three letters allows a slip, for six two: they find most of what a thumb types.
    The soonest stand before what merely fits the words a little better, and of one day the more complete before the
    less, as in the embedded search.
    """
    one_each = [NAMES.get(facet.name, facet.name) for facet in facets() if facet.name not in _APART]
    return {
        "searchableAttributes": ["find.title", "find.beside", *(f"find.{code}" for code in languages)],
        "filterableAttributes": sorted({*_FILTERS, *_DAYS, *one_each, *once(), "_geo"}),
        "sortableAttributes": sorted({*_SORTS, "_geo"}),
        "rankingRules": ["words", "typo", "attributeRank", "sort", "exactness"],
        "typoTolerance": {"enabled": True, "minWordSizeForTypos": {"oneTypo": 3, "twoTypos": 6}},
        "pagination": {"maxTotalHits": MOST_FOUND},
        "faceting": {"maxValuesPerFacet": 2000, "sortFacetValuesBy": {"*": "count"}},
        "synonyms": both_ways(synonyms),
        "distinctAttribute": None,
    }


def both_ways(synonyms: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Meilisearch's own shape, word to words: who types either of two finds the other too. Folded as documents are."""
    pairs: dict[str, set[str]] = {}
    for word, others in synonyms.items():
        for other in others:
            one, two = fold(word), fold(other)
            if one and two and one != two:
                pairs.setdefault(one, set()).add(two)
                pairs.setdefault(two, set()).add(one)
    return {word: sorted(found) for word, found in sorted(pairs.items())}


def differs(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Names of the settings that a server has otherwise; what it has beside them is its own affair."""
    return [name for name, value in ours.items() if not _same(name, value, theirs.get(name))]


def digest(settings: Mapping[str, Any]) -> str:
    """Of the settings, in hex."""
    return hashlib.sha256(msgspec.json.encode(settings, order="deterministic")).hexdigest()


def _same(name: str, ours: Any, theirs: Any) -> bool:
    """Lists of fields come back in another order. A table may have more keys there: defaults of a newer server."""
    if name in _UNORDERED:
        return set(ours) == set(map(str, theirs or ()))
    if isinstance(ours, dict) and isinstance(theirs, dict) and name != "synonyms":
        return all(_same(key, value, theirs.get(key)) for key, value in ours.items())
    return bool(ours == theirs)
