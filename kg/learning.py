"""Logistic regression and calibration in plain Python: a few hundred examples of some forty indicators each.

Everything here gives the same numbers for the same input on every machine: fixed order, no chance.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_PASSES = 80
_SETTLED = 1e-4  # the largest step of a pass at which the fit has settled
_STEP = 0.5  # log odds between two points of a smooth calibration curve
_REACH = 8.0  # log odds
_GROUP = 32  # examples that one point of a rising curve stands for, at least
_MOST_GROUPS = 20
_DRAWN = 2  # examples of the mean share that each group is given beside its own

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """What was learned: log odds = intercept + the weights of the indicators that are there."""

    intercept: float
    weights: dict[str, float]

    def raw(self, row: Sequence[str]) -> float:
        """The log odds of one example."""
        return self.intercept + sum(self.weights.get(name, 0.0) for name in row)


def sigmoid(x: float) -> float:
    """The logistic function, for any finite number."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def fit(
    rows: Sequence[Sequence[str]],
    outcomes: Sequence[float],
    penalty: float,
    seen: int = 3,
) -> Fit:
    """L2-penalised logistic regression by Newton steps along one weight at a time.

    ``rows`` are the indicators of each example, ``outcomes`` from 0 to 1, ``penalty`` the weight of the sum of squares.
    An indicator in fewer than ``seen`` examples gets no weight. The intercept is not penalised.
    """
    if not rows:
        return Fit(0.0, {})
    count = Counter(name for row in rows for name in row)
    having: dict[str, list[int]] = {name: [] for name in sorted(count) if count[name] >= seen}
    for i, row in enumerate(rows):
        for name in row:
            if name in having:
                having[name].append(i)
    # one half of an example more on each side: outcomes that are all alike still have finite odds
    intercept = math.log((sum(outcomes) + 0.5) / (len(outcomes) - sum(outcomes) + 0.5))
    weights = dict.fromkeys(having, 0.0)
    raw = [intercept] * len(rows)
    for _ in range(_PASSES):
        expected = [sigmoid(z) for z in raw]
        slope = sum(y - p for y, p in zip(outcomes, expected, strict=True))
        step = slope / (sum(p * (1 - p) for p in expected) + 1e-6)
        intercept += step
        raw = [z + step for z in raw]
        largest = abs(step)
        for name, examples in having.items():
            curve, slope = penalty, -penalty * weights[name]
            for i in examples:
                p = sigmoid(raw[i])
                slope += outcomes[i] - p
                curve += p * (1 - p)
            step = slope / curve
            weights[name] += step
            for i in examples:
                raw[i] += step
            largest = max(largest, abs(step))
        if largest < _SETTLED:
            break
    return Fit(intercept, weights)


def platt(raw: Sequence[float], outcomes: Sequence[float]) -> Points:
    """A logistic curve through (score, outcome), as points: smooth, of two parameters, never falling.

    The outcomes are drawn a little towards the middle (Platt 1999), so that few examples promise no certainty.
    """
    positive = sum(outcomes)
    high, low = (positive + 1) / (positive + 2), 1 / (len(outcomes) - positive + 2)
    targets = [low + y * (high - low) for y in outcomes]
    slope, offset = 1.0, 0.0
    for _ in range(100):
        gs = go = ss = so = oo = 1e-9
        for x, y in zip(raw, targets, strict=True):
            p = sigmoid(slope * x + offset)
            weight = p * (1 - p)
            gs, go = gs + (y - p) * x, go + (y - p)
            ss, so, oo = ss + weight * x * x, so + weight * x, oo + weight
        determinant = ss * oo - so * so
        if determinant < 1e-12:
            break
        ds, do = (oo * gs - so * go) / determinant, (ss * go - so * gs) / determinant
        scale = min(1.0, 1.0 / max(abs(ds), abs(do), 1e-12))  # no step beyond 1: far ones may overshoot
        slope, offset = slope + scale * ds, offset + scale * do
        if abs(ds) + abs(do) < 1e-9:
            break
    slope = max(slope, 0.0)
    steps = int(_REACH / _STEP)
    return tuple((k * _STEP, sigmoid(slope * k * _STEP + offset)) for k in range(-steps, steps + 1))


def isotonic(raw: Sequence[float], outcomes: Sequence[float]) -> Points:
    """A rising curve of any shape through (score, outcome), as points.

    Examples are taken in groups of some thirty by score, each group's share drawn a little towards the share of all;
    groups out of order are joined (pool adjacent violators). Single examples give a ragged curve of a few hundred.
    """
    ordered = sorted(zip(raw, outcomes, strict=True))
    mean = sum(outcomes) / len(outcomes)
    n = max(1, min(_MOST_GROUPS, len(ordered) // _GROUP))
    blocks: list[list[float]] = []  # sum of scores, sum of outcomes, size
    for k in range(n):
        group = ordered[k * len(ordered) // n : (k + 1) * len(ordered) // n]
        size = len(group)
        share = (sum(y for _, y in group) + _DRAWN * mean) / (size + _DRAWN)
        blocks.append([sum(x for x, _ in group), share * size, size])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    points = [(total / size, right / size) for total, right, size in blocks]
    return tuple(p for i, p in enumerate(points) if i == 0 or p[0] > points[i - 1][0])
