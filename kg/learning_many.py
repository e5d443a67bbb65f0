"""Logistic regression over tens of thousands of examples of thousands of indicators each of which few have.

``learning.fit`` goes along one weight at a time in plain Python: right for a few hundred examples. The same input gives
the same numbers here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

_STEPS = 400
_SETTLED = 1e-4  # the largest step at which the fit has settled
_FAR = 30.0  # log odds beyond which nothing changes


def fit_many(rows: Sequence[Sequence[int]], outcomes: Sequence[float], columns: int, penalty: float) -> Any:
    """The bias and the weight of each of ``columns`` indicators, as one array: what ``rows`` name by number, from 0
    (one named twice counts twice), against ``outcomes`` from 0 to 1.

    L2-penalised (``penalty`` is the weight of half the sum of squares), but for the bias; by gradient steps with
    momentum (Nesterov 1983), each weight by its own scale.
    """
    at = np.concatenate([np.array([0, *(n + 1 for n in row)], dtype=np.int64) for row in rows])
    line = np.repeat(np.arange(len(rows)), [len(row) + 1 for row in rows])
    right = np.asarray(outcomes, dtype=float)
    share = right.mean()
    weights = np.zeros(columns + 1)
    weights[0] = np.log(share / (1 - share))
    costs = np.full(columns + 1, penalty)
    costs[0] = 0.0
    widest = float(np.bincount(line).max())
    curve = np.bincount(at, minlength=columns + 1) / 4 * np.sqrt(widest) + costs  # a bound on each weight's curvature
    ahead, momentum = weights.copy(), 1.0
    for _ in range(_STEPS):
        raw = np.bincount(line, weights=ahead[at], minlength=len(rows))
        error = right - 1 / (1 + np.exp(-np.clip(raw, -_FAR, _FAR)))
        slope = np.bincount(at, weights=error[line], minlength=columns + 1) - costs * ahead
        step = ahead + slope / curve
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        moved = np.abs(step - weights).max()
        ahead = step + (momentum - 1) / following * (step - weights)
        weights, momentum = step, following
        if moved < _SETTLED:
            break
    return weights
