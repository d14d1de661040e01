"""How likely two listings are one opportunity: what they have in common, each weighted as labelled pairs have taught.

The weights stand in weights.toml, with the figures that they reach and the command that made them.
"""

import math
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec
from rapidfuzz import fuzz

from indexer.reconciling.differences import difference
from indexer.reconciling.faces import Face, one_place, telling

ENOUGH = 12
"""With fewer telling words than this a text tells less."""

FEATURES = (
    "title",
    "same title",
    "a word on one side",
    "words on one side",
    "short title",
    "same text",
    "like text",
    "unlike text",
    "same title, unlike text",
    "same place",
    "same day, another time",
    "same weekday and time",
    "same address",
    "same topics",
    "same ages",
)
"""The names of what `features` gives, in its order."""


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """weights.toml. join: least likelihood to be one; doubt: least to be shown to a person. weights: by feature."""

    made: str
    command: str
    figures: str
    join: float
    doubt: float
    bias: float
    weights: dict[str, float]

    def likelihood(self, values: Sequence[float]) -> float:
        """0 to 1, of what `features` gives."""
        return logistic(self.bias + sum(self.weights[name] * x for name, x in zip(FEATURES, values, strict=True)))


@cache
def weights() -> Weights:
    """Those of weights.toml."""
    return msgspec.convert(tomllib.loads((Path(__file__).parent / "weights.toml").read_text("utf-8")), Weights)


def likelihood(one: Face, two: Face, by: Weights | None = None) -> float:
    """How likely two are one opportunity, 0 to 1; the same both ways. by: other weights than those that are kept.

    An own id or an address in common, under one title, is no matter of likelihood.
    """
    if (one.ids & two.ids or one.urls & two.urls) and difference(one.title, two.title).none:
        return 1.0
    return (by or weights()).likelihood(features(one, two))


def features(one: Face, two: Face) -> tuple[float, ...]:
    """What two have in common, each 0 to 1; the same both ways."""
    differs = difference(one.title, two.title)
    more = len(differs.left) + len(differs.right)
    like, unlike = texts(one.text, two.text)
    return (
        differs.likeness**2,
        float(differs.none),
        float(more > 0),
        min(more, 3) / 3,
        float(differs.none and len(one.title.words) < 3),
        float(bool(one.text) and one.text == two.text),
        like,
        unlike,
        unlike if differs.none else 0.0,
        float(one_place(one.places, two.places) is True),
        float(bool(one.days & two.days) and not one.moments & two.moments),
        float(bool(one.slots & two.slots)),
        float(bool(one.urls & two.urls)),
        float(bool(one.topics & two.topics)),
        float(one.facets.ages is not None and one.facets.ages == two.facets.ages),
    )


def texts(one: str, two: str) -> tuple[float, float]:
    """How like and how unlike two texts are; neither where one is empty, both less where one is too short to tell."""
    first, second = telling(one), telling(two)
    fewer = min(len(first), len(second))
    if not fewer:
        return 0.0, 0.0
    common, sure = len(first & second) / fewer, min(fewer / ENOUGH, 1.0)
    return common * sure, (1.0 - common) * sure


@cache
def providers(one: str, two: str) -> float:
    """How alike two providers' names are, from half alike on."""
    return 1.0 if one == two else max(0.0, fuzz.token_set_ratio(one, two) / 50 - 1) * 0.9


def logistic(x: float) -> float:
    """The logistic function, without overflow."""
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def log_odds(likelihood: float) -> float:
    """Its inverse, bounded."""
    p = min(max(likelihood, 1e-9), 1 - 1e-9)
    return math.log(p / (1 - p))
