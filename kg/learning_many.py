"""Logistic regression over tens of thousands of examples of thousands of indicators each of which few have.

``learning.fit`` goes along one weight at a time in plain Python: right for a few hundred examples. The same input gives
the same numbers here too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

_STEPS = 30
_SETTLED = 1e-4  # the largest change of a weight at which the fit has settled
_INNER = 200  # steps to solve for one change of all weights
_EXACT = 1e-3  # share of the slope that may be left unsolved
_HALVED = 30  # times that a step is halved, at most
_FAR = 30.0  # log odds beyond which nothing changes


def fit_many(rows: Sequence[Sequence[int]], outcomes: Sequence[float], columns: int, penalty: float) -> Any:
    """The bias and the weight of each of ``columns`` indicators, as one array: what ``rows`` name by number, from 0
    (one named twice counts twice), against ``outcomes`` from 0 to 1.

    L2-penalised (``penalty`` is the weight of half the sum of squares), but for the bias; by Newton steps over all
    weights at once, none so long that the loss grows, each solved by conjugate gradients: no matrix is ever built.
    """
    at = np.concatenate([np.array([0, *(n + 1 for n in row)], dtype=np.int64) for row in rows])
    line = np.repeat(np.arange(len(rows)), [len(row) + 1 for row in rows])
    right = np.asarray(outcomes, dtype=float)
    share = right.mean()
    weights = np.zeros(columns + 1)
    weights[0] = np.log(share / (1 - share))
    costs = np.full(columns + 1, penalty)
    costs[0] = 0.0

    def scores(values: Any) -> Any:
        return np.bincount(line, weights=values[at], minlength=len(rows))

    def sums(of_rows: Any) -> Any:
        return np.bincount(at, weights=of_rows[line], minlength=columns + 1)

    def loss(values: Any) -> float:
        odds = scores(values)
        return float((np.logaddexp(0.0, odds) - right * odds).sum() + (costs * values * values).sum() / 2)

    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-np.clip(scores(weights), -_FAR, _FAR)))
        slope = sums(right - expected) - costs * weights
        curve = expected * (1 - expected) + 1e-6

        def bend(values: Any, curve: Any = curve) -> Any:
            return sums(curve * scores(values)) + costs * values

        step = _solve(bend, slope, sums(curve) + costs)
        before = loss(weights)
        for _ in range(_HALVED):
            if loss(weights + step) <= before:
                break
            step /= 2  # where few examples have the outcome a whole step may go too far
        weights += step
        if np.abs(step).max() < _SETTLED:
            break
    return weights


def _solve(matrix: Callable[[Any], Any], target: Any, diagonal: Any) -> Any:
    """x with ``matrix(x)`` = ``target``, by conjugate gradients scaled by the matrix's diagonal."""
    x = np.zeros_like(target)
    left = target.copy()
    scaled = left / diagonal
    way, size = scaled.copy(), float(left @ scaled)
    enough = _EXACT**2 * size
    for _ in range(_INNER):
        if size <= enough:
            break
        bent = matrix(way)
        length = size / float(way @ bent)
        x += length * way
        left -= length * bent
        scaled = left / diagonal
        following = float(left @ scaled)
        way, size = scaled + following / size * way, following
    return x
