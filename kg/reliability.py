"""Whether confidence means something: reliability table, Brier score, calibration error, precision and recall.

Input is plain: for each predicted encounter its confidence and whether it is right (``judging.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from kg.judging import judge
from kg.scoring import Record

EDGES = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_Z = 1.96  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Judged:
    """One predicted encounter: how sure it was, and whether it is right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The encounters whose confidence lies in ``low`` ≤ c < ``high``."""

    low: float
    high: float
    n: int
    mean: float
    """Mean confidence."""
    right: float
    """Share that is right."""
    interval: tuple[float, float]
    """95 % interval of the share (Wilson)."""


@dataclass(frozen=True, slots=True)
class Point:
    """What is left when encounters below ``minimum`` are not told."""

    minimum: float
    precision: float
    recall: float
    told: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far the confidences of a set of predictions can be believed."""

    bins: tuple[Bin, ...]
    brier: float
    """Mean square of (confidence - right): 0 is best; the share p that is right, told of each alike, gives p(1 - p)."""
    ece: float
    """Expected calibration error: mean distance of confidence and share right over the bins."""
    curve: tuple[Point, ...]
    """From the least sure to the surest encounter; precision and recall are of encounters that are right."""
    n: int
    gold: int

    def to_dict(self) -> dict[str, Any]:
        """JSON form, rounded to four places."""
        return {
            "n": self.n,
            "gold": self.gold,
            "brier": round(self.brier, 4),
            "ece": round(self.ece, 4),
            "bins": [
                {
                    "low": b.low,
                    "high": b.high,
                    "n": b.n,
                    "mean": round(b.mean, 4),
                    "right": round(b.right, 4),
                    "interval_95": [round(x, 4) for x in b.interval],
                }
                for b in self.bins
            ],
            "curve": [
                {
                    "minimum": round(p.minimum, 4),
                    "precision": round(p.precision, 4),
                    "recall": round(p.recall, 4),
                    "told": p.told,
                }
                for p in self.curve
            ],
        }


def judged(gold: Mapping[str, Record], records: Mapping[str, Record]) -> list[Judged]:
    """Every predicted encounter of ``records`` held against the gold record of its id; without confidence: 1."""
    out = []
    for id_, record in records.items():
        verdicts = judge(gold[id_], record)
        for encounter, verdict in zip(record["encounters"], verdicts, strict=True):
            out.append(Judged(float(encounter.get("confidence", 1.0)), verdict.right))
    return out


def reliability(items: Sequence[Judged], gold: int) -> Reliability:
    """The reliability of predictions; ``gold`` is how many encounters there were to find."""
    bins = []
    for low, high in zip(EDGES, (*EDGES[1:], 1.0), strict=True):
        inside = [x for x in items if low <= x.confidence < high or (high == 1.0 == x.confidence)]
        if inside:
            right = sum(x.right for x in inside)
            bins.append(
                Bin(
                    low,
                    high,
                    len(inside),
                    sum(x.confidence for x in inside) / len(inside),
                    right / len(inside),
                    wilson(right, len(inside)),
                )
            )
    n = len(items)
    return Reliability(
        bins=tuple(bins),
        brier=sum((x.confidence - x.right) ** 2 for x in items) / n if n else 0.0,
        ece=sum(b.n * abs(b.mean - b.right) for b in bins) / n if n else 0.0,
        curve=tuple(_curve(items, gold)),
        n=n,
        gold=gold,
    )


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of ``hits`` in ``n`` > 0."""
    share, z2 = hits / n, _Z * _Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _curve(items: Iterable[Judged], gold: int) -> Iterable[Point]:
    """A point for each confidence that occurs, rising."""
    ordered = sorted(items, key=lambda x: -x.confidence)
    points: list[Point] = []
    right = 0
    for n, item in enumerate(ordered, 1):
        right += item.right
        if n == len(ordered) or ordered[n].confidence < item.confidence:
            points.append(Point(item.confidence, right / n, right / gold if gold else 1.0, n))
    return reversed(points)
