"""Learns the weights of indexer/reconciling from labelled pairs: logistic regression, by Newton's method."""

from collections.abc import Sequence

import numpy as np

from benchmarks.meaning.labelled import Pair, members
from indexer.reconciling.differences import difference
from indexer.reconciling.faces import Face, face_of
from indexer.reconciling.likeness import FEATURES, Weights, features
from indexer.reconciling.rules import apart

RIDGE = 1.0
"""How strongly weights are drawn to nought (L2), so that a rare feature is not believed too much."""
JOIN, DOUBT = 0.8, 0.4


def weigh(labels: Sequence[Pair], *, made: str = "", command: str = "", figures: str = "") -> Weights:
    """The weights that fit labelled pairs best. Pairs that a rule or an own id decides teach nothing."""
    rows, truth = [], []
    for pair in labels:
        one, two = (_face(pair.file_a, pair.row_a), _face(pair.file_b, pair.row_b))
        if one is None or two is None or apart(one, two) or _known(one, two):
            continue
        rows.append((*features(one, two), 1.0))
        truth.append(float(pair.same))
    found = _newton(np.array(rows), np.array(truth))
    *weights, bias = (round(float(weight), 2) for weight in found)
    return Weights(made, command, figures, JOIN, DOUBT, bias, dict(zip(FEATURES, weights, strict=True)))


def _newton(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The weights by column, the last one being the bias, which is drawn nowhere."""
    w = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], RIDGE)
    ridge[-1] = 0.001
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ w)))
        slope = x.T @ (p - y) + ridge * w
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge), slope)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    return w


def _face(file: str, row: int) -> Face | None:
    member = members(file)[row]
    return face_of(member.opportunity, member.listing.source) if member else None


def _known(one: Face, two: Face) -> bool:
    return bool(one.ids & two.ids or one.urls & two.urls) and difference(one.title, two.title).none
