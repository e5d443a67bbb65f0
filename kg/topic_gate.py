"""Which clues make a topic: a logistic model over their features; its weights stand in ``topic_weights.csv``.

A code is a topic of an encounter where its best clue is likely enough. ``topic_training`` makes the weights.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache

from kg import resources
from kg.errors import TableError
from kg.topic_evidence import Clue, features
from kg.topics import TopicCue

ENOUGH = 0.35
"""The least chance of a topic. Missing a true topic and telling a false one weigh the same (F1), so it lies below one
half. Of 0.25 to 0.5 it gave the best F1 over the topics of whole articles, with weights learned from other ones."""


class TopicGate:
    """The model; ``TopicGate.load()`` gives the one of the project."""

    def __init__(self, weights: Mapping[str, float], enough: float = ENOUGH) -> None:
        self._weights = dict(weights)
        self._least = math.log(enough / (1 - enough))

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> TopicGate:
        """The weights of the project. Raises TableError where a feature is unknown or its weight is no number."""
        weights: dict[str, float] = {}
        for line, feature, weight in resources.weights("topic_weights", "feature"):
            if feature not in features():
                raise TableError(f"topic_weights.csv:{line}: no feature {feature!r}; train the weights anew")
            weights[feature] = weight
        return TopicGate(weights)

    def score(self, clue: Clue) -> float:
        """The log odds that the clue names a topic of the encounter it is seen from."""
        return sum([self._weights.get(feature, 0.0) for feature in clue.features])

    def topics(self, clues: Iterable[Clue]) -> list[TopicCue]:
        """The topics of one encounter: the best cue of each code that passes, in the order of the text."""
        best: dict[str, tuple[float, TopicCue]] = {}
        for clue in clues:
            score = self.score(clue)
            known = best.get(clue.cue.code)
            if score >= self._least and (known is None or score > known[0]):
                best[clue.cue.code] = (score, clue.cue)
        return sorted((cue for _, cue in best.values()), key=lambda cue: (cue.start, cue.end, cue.code))
