"""Which clues make a topic: two logistic models over their features; their weights stand in ``topic_weights.csv`` and
``topic_encounter_weights.csv``.

The first weighs whether the article tells that a topic was discussed at all: its best clue is likely enough, whichever
encounter that is seen from. The second weighs of which encounter it is told: the one that it is most likely of, and
every other that it is likely of. Whether a topic was discussed is told more surely than by which of two who met.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kg import resources
from kg.errors import TableError
from kg.topic_evidence import Clue, is_feature
from kg.topics import TopicCue

ENOUGH = 0.38
"""The least chance of a topic. Missing a true topic and telling a false one weigh the same (F1), so it lies below one
half. Between 0.36 and 0.44 F1 over the topics of whole articles is the same, with weights learned from other ones."""
ENOUGH_BESIDE = 0.5
"""The least chance that a topic is one of a further encounter too."""

Weights = Mapping[str, float]
ARTICLE, ENCOUNTER = "topic_weights", "topic_encounter_weights"


class TopicGate:
    """The models; ``TopicGate.load()`` gives those of the project."""

    def __init__(self, article: Weights, encounter: Weights | None = None, enough: float = ENOUGH) -> None:
        self._article = dict(article)
        self._encounter = self._article if encounter is None else dict(encounter)
        self._least = _log_odds(enough)
        self._beside = _log_odds(ENOUGH_BESIDE)

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> TopicGate:
        """The weights of the project. Raises TableError where a feature is unknown or its weight is no number."""
        return TopicGate(_read(ARTICLE), _read(ENCOUNTER))

    def topics(self, encounters: Sequence[Sequence[Clue]]) -> list[list[TopicCue]]:
        """The topics of each encounter of an article: the best cue of each code, in the order of the text."""
        told = {clue.cue.code for clues in encounters for clue in clues if _score(self._article, clue) >= self._least}
        best: list[dict[str, tuple[float, TopicCue]]] = []
        for clues in encounters:
            of_code: dict[str, tuple[float, TopicCue]] = {}
            for clue in clues:
                code = clue.cue.code
                if code in told:
                    score = _score(self._encounter, clue)
                    if code not in of_code or score > of_code[code][0]:
                        of_code[code] = (score, clue.cue)
            best.append(of_code)
        least = {code: min(self._beside, max(of_code[code][0] for of_code in best if code in of_code)) for code in told}
        return [
            sorted(
                (cue for code, (score, cue) in of_code.items() if score >= least[code]),
                key=lambda cue: (cue.start, cue.end, cue.code),
            )
            for of_code in best
        ]


def _read(table: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for line, feature, weight in resources.weights(table, "feature"):
        if not is_feature(feature):
            raise TableError(f"{table}.csv:{line}: no feature {feature!r}; train the weights anew")
        weights[feature] = weight
    return weights


def _score(weights: Weights, clue: Clue) -> float:
    return sum([weights.get(feature, 0.0) for feature in clue.features])


def _log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))
