"""Learn which words tell news of encounters from other news: ``python -m kg.relevance_training ARTICLES …``.

The articles (JSON lines, the more the better; ten thousand at least) are read in full. Those in which an encounter is
found with some confidence are what the model has to know, the others what it should leave out. Logistic regression over
the words that stand in many articles; by cross-validation (no article helps to judge itself) the least score is set so
that almost none of the surer articles is lost. The same articles give the same table.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kg.batch import render_all
from kg.errors import InputError, RawabitError
from kg.learning_many import fit_many
from kg.lexicon import Lexicon
from kg.model import Extraction, Failure
from kg.pipeline import RuleExtractor
from kg.reading import read_articles
from kg.relevance import AHEAD, BIAS, LEAST, MOST_STATES, OPENING, STATE, TABLE, plain_words, words
from kg.resources import ontology_dir
from kg.table_file import write_weights
from kg.text import normalise

SOURCE = {"source": "word-counts", "licence": "Apache-2.0"}
_FEWEST = 10_000  # articles
_TOLD = 0.2  # confidence from which an article teaches what an encounter looks like
_SURE = 0.5  # confidence of the articles of which almost none may be lost
_LOST = 0.01
"""The share of surer articles that may be lost. What is told of an article that looks like no such news is mostly
wrong: of 800 encounters that were judged by reading, ten are lost, all of them wrong."""
_SHARE = 0.014  # of the articles in which a word stands that gets a weight
_OTHERS = 3  # one in so many of the articles without encounters is learned from
_FOLDS = 4
_PENALTY = 100.0


@dataclass(frozen=True, slots=True)
class Kind:
    """An article as the model sees it: its distinct words, the first of them, and the highest confidence of its
    encounters (0: none)."""

    words: frozenset[str]
    opening: tuple[str, ...]
    confidence: float


def kind_of(extraction: Extraction) -> Kind:
    """What is learned of an article that was read."""
    told = max((e.confidence for e in extraction.encounters), default=0.0)
    found = words(normalise(extraction.article.text).text)
    return Kind(frozenset(found), tuple(found[:OPENING]), told)


def _thorough() -> RuleExtractor:
    return RuleExtractor.load(thorough=True)


def train(kinds: Sequence[Kind], lexicon: Lexicon) -> tuple[dict[str, float], float]:
    """The rows of the table, and the share of the articles without an encounter that is left out by them (by
    cross-validation). Raises InputError where there is too little to learn from."""
    told = [k.confidence for k in kinds]
    if sum(c >= _SURE for c in told) < _FOLDS * 5 or 0.0 not in told:
        raise InputError("too few articles with encounters, or none without, to tell them apart; give more articles")
    known = plain_words(lexicon)
    count = Counter(word for k in kinds for word in k.words if word in known)
    vocabulary = sorted(word for word, n in count.items() if n >= _SHARE * len(kinds))
    rows = _rows(kinds, vocabulary, lexicon)
    confidence = np.array(told)
    number = np.arange(len(kinds))
    learned_from = (confidence >= _TOLD) | ((confidence == 0) & (number % _OTHERS == 0))
    scores = np.empty(len(kinds))
    for fold in range(_FOLDS):
        held = number % _FOLDS == fold
        weights = _fit(rows, confidence, learned_from & ~held, len(vocabulary) + 1)
        scores[held] = [weights[0] + sum(weights[n + 1] for n in rows[i]) for i in np.flatnonzero(held)]
    scores += AHEAD * np.array([not lexicon.triggers.surfaces.isdisjoint(k.opening) for k in kinds])
    least = float(np.quantile(scores[confidence >= _SURE], _LOST))
    weights = _fit(rows, confidence, learned_from, len(vocabulary) + 1)
    table = dict(zip([BIAS, STATE, *vocabulary], weights.tolist(), strict=True))
    return {**table, LEAST: least}, float((scores[confidence == 0] < least).mean())


def _fit(rows: Sequence[Sequence[int]], confidence: Any, chosen: Any, columns: int) -> Any:
    examples = np.flatnonzero(chosen).tolist()
    return fit_many([rows[i] for i in examples], [float(confidence[i] > 0) for i in examples], columns, _PENALTY)


def _rows(kinds: Sequence[Kind], vocabulary: Sequence[str], lexicon: Lexicon) -> list[list[int]]:
    """The indicators of each article: that of a word that names a state as often as it has such, and its words."""
    column = {word: 1 + n for n, word in enumerate(vocabulary)}
    states = lexicon.states.surfaces
    return [
        [0] * min(len(k.words & states), MOST_STATES) + sorted(column[word] for word in k.words if word in column)
        for k in kinds
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 where the table was written, 2 where an input could not be read."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.relevance_training",
        description="Learn by their words which articles are worth reading.",
        epilog="Example: python -m kg.relevance_training news/*.jsonl.gz --workers 2",
    )
    parser.add_argument("articles", nargs="+", type=Path, metavar="FILE", help="articles as JSON lines")
    parser.add_argument("--workers", type=int, default=1, help="processes that read")
    parser.add_argument("--out", type=Path, help="the table to write; the ontology's own where not given")
    options = parser.parse_args(arguments)
    try:
        read = render_all(read_articles(options.articles), kind_of, options.workers, _thorough)
        kinds = [kind for kind in read if not isinstance(kind, Failure)]
        if len(kinds) < _FEWEST:
            raise InputError(f"only {len(kinds):,} articles; give {_FEWEST:,} or more, of all kinds of news")
        weights, left_out = train(kinds, Lexicon.load())
        write_weights(options.out or ontology_dir() / "tables" / f"{TABLE}.csv", "form", weights, SOURCE)
    except RawabitError as error:
        print(error, file=sys.stderr)
        return 2
    telling = sum(k.confidence > 0 for k in kinds)
    print(f"{len(kinds):,} articles, {telling:,} with encounters: {len(weights):,} weights;")
    print(f"{left_out:.1%} of those without are left out, {_LOST:.1%} of those told with {_SURE} or more are lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
