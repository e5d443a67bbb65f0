"""What a stretch of words is about where no cue phrase says so: a sum of weights over its words.

The cue phrases of ``topics.ttl`` are how a topic is mostly named. Ministries write of it in many more ways, of a thing
rather than of its name: «إعادة العوائل من المخيمات», «ضبط شحنات الكبتاغون». So the stretches of a sentence between its
marks, and the members of a list in them, are weighed word by word for each topic. The weights (``subject_weights.csv``)
are learned by ``subject_training`` from clauses written for it, and from the cues themselves. Whether what a stretch is
about is a topic of an encounter, ``topic_gate`` decides, as of every cue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from kg import resources
from kg.affixes import affixes
from kg.errors import TableError
from kg.learning import sigmoid
from kg.model import Span
from kg.sentences import Sentence
from kg.tokens import QUOTES, Token
from kg.topics import TopicCue

TABLE = "subject_weights"
BIAS = "(bias)"
CHANCES = (0.3, 0.5, 0.7, 0.85)
"""The least chance at which a stretch is taken to be about a topic, and those from which on it is surer."""

_BEFORE, _BEHIND = 1, 6  # sentences around one that tells of an encounter
_LONGEST = 14  # words of a stretch
_SHORTEST = 2
_ARTICLES = affixes("stem-article")  # with what stands before them
_PROCLITICS = affixes("stem-proclitic")
_AND = affixes("conjunction")
_ENDINGS = affixes("stem-ending")
_LETTERS = 3  # that a stem has, at least
_BEGINNING = 4


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A folded word without article, proclitics that stand before it, and one ending."""
    for clitic in _ARTICLES:
        if word.startswith(clitic) and len(word) - len(clitic) >= _LETTERS:
            word = word[len(clitic) :]
            break
    else:
        if word.startswith(_PROCLITICS) and len(word) > _LETTERS + 1:
            word = word[1:]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LETTERS:
            return word[: -len(ending)]
    return word


def features(words: Sequence[str]) -> list[str]:
    """What is weighed of the folded words of a stretch: their stems, how these begin, each two beside each other."""
    stems = [stem(word) for word in words]
    out = dict.fromkeys(stems)
    out |= dict.fromkeys(s[:_BEGINNING] + "-" for s in stems if len(s) >= _BEGINNING)
    out |= dict.fromkeys(f"{a} {b}" for a, b in pairwise(stems))
    return list(out)


class ByWords(Protocol):
    """Anything that tells topics by words."""

    def beside(
        self, sentences: Sequence[Sentence], told: Set[int], cues: Sequence[TopicCue], masked: Sequence[Span]
    ) -> list[TopicCue]:
        """The ``cues`` of an article and what it tells by words near the sentences with the numbers ``told``, in order;
        ``masked`` are spans whose words tell of no topic or are known already: offices, phrases of the scheme."""
        ...


class Subjects:
    """The model; ``Subjects.load`` gives the one of the project."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        """``weights`` are those of each feature by topic code; those of ``BIAS`` are the codes' own."""
        self._bias = dict(weights[BIAS])
        self._weights = {name: tuple(of.items()) for name, of in weights.items() if name != BIAS}

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Subjects:
        """The weights of the project. Raises TableError where one is no number or the codes' own are missing."""
        weights: dict[str, dict[str, float]] = {}
        for line, key, weight in resources.weights(TABLE, "feature"):
            code, _, feature = key.partition(" ")
            if not feature:
                raise TableError(f"{TABLE}.csv:{line}: {key!r} is no code and feature; train the weights anew")
            weights.setdefault(feature, {})[code] = weight
        if BIAS not in weights:
            raise TableError(f"{TABLE}.csv: no row {BIAS}; train the weights anew (kg.subject_training)")
        return Subjects(weights)

    def chances(self, words: Sequence[str]) -> dict[str, float]:
        """The chance of each topic that some word speaks for."""
        scores: dict[str, float] = {}
        for name in features(words):
            for code, weight in self._weights.get(name, ()):
                scores[code] = scores.get(code, self._bias[code]) + weight
        return {code: sigmoid(score) for code, score in scores.items()}

    def beside(
        self, sentences: Sequence[Sentence], told: Set[int], cues: Sequence[TopicCue], masked: Sequence[Span]
    ) -> list[TopicCue]:
        """See ``ByWords``."""
        found = list(cues)
        for sentence, own, known in near(sentences, told, cues, masked):
            found += self.find(sentence, own, known)
        return sorted(found, key=lambda c: (c.start, c.end, c.code))

    def find(self, sentence: Sentence, cues: Sequence[TopicCue], masked: Sequence[Span] = ()) -> list[TopicCue]:
        """What stretches of a sentence are about that its ``cues`` do not name, the surest stretch of each topic."""
        told = {cue.code for cue in cues}
        best: dict[str, tuple[float, TopicCue]] = {}
        for tokens in stretches(sentence, masked):
            for code, chance in self.chances([t.text for t in tokens]).items():
                if chance >= CHANCES[0] and code not in told and (code not in best or chance > best[code][0]):
                    best[code] = (chance, TopicCue(code, tokens[0].start, tokens[-1].end, words=chance))
        return [cue for _, cue in best.values()]


def near(
    sentences: Sequence[Sentence], told: Set[int], cues: Sequence[TopicCue], masked: Sequence[Span]
) -> Iterator[tuple[Sentence, list[TopicCue], list[Span]]]:
    """The sentences around those with the numbers ``told``, each with its cues and masked spans."""
    for n in sorted({n for m in told for n in range(m - _BEFORE, m + _BEHIND + 1)}):
        if 0 <= n < len(sentences):
            sentence = sentences[n]
            own = [c for c in cues if sentence.start <= c.start < sentence.end]
            yield sentence, own, [s for s in masked if sentence.start <= s[0] < sentence.end]


def stretches(sentence: Sentence, masked: Sequence[Span]) -> Iterator[list[Token]]:
    """The words between two marks or masked spans, and the members of a list among them."""
    stretch: list[Token] = []
    for token in sentence.tokens:
        if token.text in QUOTES:
            continue
        ends = token.is_mark or any(start <= token.start < end for start, end in masked)
        if ends or len(stretch) == _LONGEST:
            yield from _members(stretch)
            stretch = []
        if not ends and token.text.isalpha():
            stretch.append(token)
    yield from _members(stretch)


def _members(stretch: list[Token]) -> Iterator[list[Token]]:
    """A stretch, and what stands between two words that «و» begins."""
    if len(stretch) < _SHORTEST:
        return
    yield stretch
    starts = [n for n, token in enumerate(stretch) if n and token.text.startswith(_AND) and len(token.text) > _LETTERS]
    if starts:
        for first, last in zip([0, *starts], [*starts, len(stretch)], strict=True):
            if last - first >= _SHORTEST:
                yield stretch[first:last]
