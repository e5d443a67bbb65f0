"""Whether an article is of the kind of news that tells of encounters: a linear model over its plain words.

Most of a newspaper is sports, markets, courts and culture. Reading finds no encounter there, but only after a look at
every sentence with a word of meeting. A sum of weights over the article's distinct words knows more than half of them
by kind, at a fiftieth of the cost. The weights (``article_words.csv``) are learned from a corpus by
``relevance_training``. They are of words of the language alone: no name of a person or a state has a weight, and of
states it only counts how many words name one, so that nothing is learned of who was in the news.

Unlike ``prospects``, which only leaves what reading would leave, this is a judgement and errs; how seldom, is told by
``relevance_training``. Short articles are always read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set

from kg import resources
from kg.errors import TableError
from kg.lexicon import Lexicon

TABLE = "article_words"
BIAS, STATE, LEAST = "(bias)", "(state)", "(least)"
"""The rows of the table that are no words: what every article has, the weight of a word that names a state, and the
score under which an article is left out."""

SHORT = 50
"""Distinct words up to which an article is always read: too few to tell its kind, and soon read."""

MOST_STATES = 6
"""Words that name states, beyond which more of them say nothing more."""

AHEAD = 2.3
"""Log odds that an article gains whose first ``OPENING`` words tell of an event. Corpora of newspapers hold little of
what ministries and police forces write, and crime news has many of its words: without this, five of 550 labelled
articles with encounters were left out, three of them police chiefs who received a guest; with it, the other two."""
OPENING = 15

_WORD = re.compile("[\u0621-\u064a]+")


def words(folded: str) -> list[str]:
    """The Arabic words of a folded text in order, with their proclitics."""
    return _WORD.findall(folded)


def plain_words(lexicon: Lexicon) -> set[str]:
    """The words that may have a weight: words of the language, of offices and of events, but no names."""
    known = lexicon.common_words.keys() | lexicon.function_words
    for table in (lexicon.triggers, lexicon.gatherings, lexicon.events, lexicon.heads, lexicon.honorifics):
        known |= table.surfaces
    return known - lexicon.states.surfaces - lexicon.given_names - lexicon.surnames


class Relevance:
    """The model; ``Relevance.load`` gives the one of the project."""

    def __init__(self, lexicon: Lexicon, weights: Mapping[str, float]) -> None:
        self._states = frozenset(lexicon.states.surfaces)
        self._events = lexicon.triggers.surfaces
        self._weights = {word: weight for word, weight in weights.items() if word not in (BIAS, STATE, LEAST)}
        self._known = frozenset(self._weights)
        self._bias, self._state, self.least = weights[BIAS], weights[STATE], weights[LEAST]

    @classmethod
    def load(cls, lexicon: Lexicon) -> Relevance:
        """The weights of the project. Raises TableError where one is no number or a row that is no word is missing."""
        weights = {form: weight for _, form, weight in resources.weights(TABLE, "form")}
        if missing := {BIAS, STATE, LEAST} - weights.keys():
            raise TableError(f"{TABLE}.csv: no row {min(missing)}; train the weights anew (kg.relevance_training)")
        return cls(lexicon, weights)

    def score(self, found: Set[str], opening: Iterable[str] = ()) -> float:
        """The log odds that an article tells of an encounter: of its distinct words and the first of them."""
        states = min(len(found & self._states), MOST_STATES)
        weights = self._weights
        score = self._bias + states * self._state + sum([weights[word] for word in found & self._known])
        return score if self._events.isdisjoint(opening) else score + AHEAD

    def worth_reading(self, folded: str) -> bool:
        """Whether an article may tell of an encounter, as far as its words say."""
        found = words(folded)
        distinct = set(found)
        return len(distinct) <= SHORT or self.score(distinct, found[:OPENING]) >= self.least
