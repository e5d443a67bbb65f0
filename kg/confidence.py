"""How sure an encounter is: a small linear model over its features, whose weights are data.

``ontology/confidence.json`` holds the weights, the calibration and the minimum, and what they were learned from
(``confidence_train.py`` writes it). At run time a score is one sum over some forty strings and one look-up.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import orjson

from kg import resources
from kg.errors import TableError
from kg.features import Features, indicators, known

LOWEST, HIGHEST = 0.01, 0.99
PLACES = 4  # decimals, as written out: what is printed is what a minimum is compared with
FORMAT = "rawabit-confidence-1"
_RETRAIN = "write it anew: python -m kg.confidence_train GOLD ARTICLES --out FILE"


class Confidence(Protocol):
    """Anything that says how sure a drafted encounter is."""

    @property
    def minimum(self) -> float:
        """The confidence below which an encounter is better not told."""
        ...

    def score(self, features: Features) -> float:
        """The probability, from ``LOWEST`` to ``HIGHEST``, that the encounter is right."""
        ...


@dataclass(frozen=True, slots=True)
class Model:
    """Logistic regression over indicators, then a monotone calibration.

    ``calibration`` are points (raw score in log odds, probability), both rising; between two of them the probability
    lies on a line, beyond the ends it stays.
    """

    intercept: float
    weights: Mapping[str, float]
    calibration: tuple[tuple[float, float], ...]
    minimum: float = 0.0

    @staticmethod
    def load(path: Path | None = None) -> Model:
        """The stored model, or the one in ``path``. Raises TableError, naming the file, where it is none."""
        return _load(path or resources.ontology_dir() / "confidence.json")

    def score(self, features: Features) -> float:
        return self.calibrated(self.raw(features))

    def raw(self, features: Features) -> float:
        """Log odds before the calibration; an indicator that was never learned weighs nothing."""
        weights = self.weights
        return self.intercept + sum(weights.get(name, 0.0) for name in indicators(features))

    def calibrated(self, raw: float) -> float:
        """The probability for a raw score; never falls as the score rises."""
        points = self.calibration
        at = bisect_right(points, raw, key=lambda p: p[0])
        if at in (0, len(points)):
            value = points[0 if at == 0 else -1][1]
        else:
            (x0, y0), (x1, y1) = points[at - 1], points[at]
            value = y0 + (y1 - y0) * (raw - x0) / (x1 - x0)
        return round(min(HIGHEST, max(LOWEST, value)), PLACES)


def _load(path: Path) -> Model:
    try:
        data = orjson.loads(path.read_bytes())
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror}); {_RETRAIN}") from None
    except orjson.JSONDecodeError as error:
        raise TableError(f"{path}: not valid JSON ({error}); {_RETRAIN}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise TableError(f'{path}: no file of confidence weights ("format" is not {FORMAT!r}); {_RETRAIN}')
    weights = data.get("weights")
    if not isinstance(weights, dict) or not all(isinstance(w, (int, float)) for w in weights.values()):
        raise TableError(f'{path}: "weights" must be an object of numbers by feature; {_RETRAIN}')
    unknown = next((name for name in weights if not known(name)), None)
    if unknown is not None:
        raise TableError(f"{path}: the weight {unknown!r} is of no known feature; {_RETRAIN}")
    intercept, minimum = data.get("intercept"), data.get("minimum")
    if not isinstance(intercept, (int, float)) or not isinstance(minimum, (int, float)):
        raise TableError(f'{path}: "intercept" and "minimum" must be numbers; {_RETRAIN}')
    return Model(float(intercept), weights, _points(data.get("calibration"), path), float(minimum))


def _points(value: Any, path: Path) -> tuple[tuple[float, float], ...]:
    ok = isinstance(value, list) and value and all(isinstance(p, list) and len(p) == 2 for p in value)
    if ok and all(isinstance(n, (int, float)) for p in value for n in p):
        points = tuple((float(x), float(y)) for x, y in value)
        rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in itertools.pairwise(points))
        if rising and all(0 <= y <= 1 for _, y in points):
            return points
    raise TableError(f'{path}: "calibration" must be a list of rising [score, probability]; {_RETRAIN}')
