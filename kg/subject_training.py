"""Learn what words speak for a topic: ``python -m kg.subject_training CLAUSES …``.

CLAUSES are tables of what officials discuss, each a clause with the codes that it is about, joined by «+», or ``none``
(``docs/labels/topic-clauses.csv``, written for this). What stands in the articles given around the sentences that tell
of encounters, without any cue phrase, is mostly about nothing of the scheme: some of it teaches what news is made of
besides. One model a code; the same input gives the same table.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from kg.details import Details
from kg.errors import InputError, RawabitError
from kg.learning_many import fit_many
from kg.lexicon import Lexicon
from kg.model import Article, Failure, Span
from kg.pipeline import RuleExtractor
from kg.reading import read_articles
from kg.resources import ontology_dir
from kg.sentences import Sentence
from kg.subjects import BIAS, TABLE, features, near, stretches
from kg.table_file import write_weights
from kg.text import fold
from kg.tokens import words_of
from kg.topic_evidence import GENERAL
from kg.topic_scheme import codes
from kg.topics import TopicCue

SOURCE = {"source": "topic-clauses", "licence": "Apache-2.0"}
NONE = "none"
_LEFT = GENERAL | {"other"}  # told by set phrases, or of no words of their own
_FEWEST = 2  # clauses that a feature must stand in
_TIMES = 2  # that a clause counts for, against one stretch of an article
_STRETCHES = 4  # of articles for each clause
_PENALTY = 1.0
_SMALL = 0.25  # weights nearer to nothing are left out


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a clause, and the codes that it is about."""

    features: tuple[str, ...]
    codes: frozenset[str]


def read_clauses(path: Path) -> Iterator[Example]:
    """The clauses of a table. Raises InputError, with the line, on a code that the scheme has not."""
    known = codes() | {NONE}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if missing := {"codes", "clause"} - set(rows.fieldnames or ()):
            raise InputError(f"{path}: no column {min(missing)!r}")
        for row in rows:
            told = frozenset(row["codes"].split("+"))
            if not told <= known:
                raise InputError(f"{path}:{rows.line_num}: {min(told - known)!r} is no topic code")
            yield Example(_features(row["clause"]), told - {NONE})


class _Listener:
    """Tells of no topic, and keeps the stretches of articles in which no cue phrase stands."""

    def __init__(self) -> None:
        self.heard: list[Example] = []

    def beside(
        self, sentences: Sequence[Sentence], told: Set[int], cues: Sequence[TopicCue], masked: Sequence[Span]
    ) -> list[TopicCue]:
        """The cues alone."""
        for sentence, _, known in near(sentences, told, cues, masked):
            for tokens in stretches(sentence, known):
                self.heard.append(Example(tuple(features([t.text for t in tokens])), frozenset()))
        return list(cues)


def of_articles(articles: Iterable[Article | Failure]) -> Iterator[Example]:
    """The stretches of articles, near what tells of encounters, that no cue phrase gives a topic."""
    lexicon = Lexicon.load()
    listener = _Listener()
    extractor = RuleExtractor(lexicon, details=Details(lexicon, by_words=listener))
    for article in articles:
        if isinstance(article, Article):
            extractor.extract(article)
            yield from listener.heard
            listener.heard.clear()


def _features(clause: str) -> tuple[str, ...]:
    text = fold(clause)
    return tuple(features([word for word in words_of(text, 0, len(text)) if word.isalpha()]))


def train(clauses: Sequence[Example], others: Sequence[Example] = (), penalty: float = _PENALTY) -> dict[str, float]:
    """The weights by «code feature». Of ``others``, about no topic, as many are taken as go well with the clauses, from
    all places alike."""
    count = Counter(name for row in clauses for name in row.features)
    names = sorted(name for name, n in count.items() if n >= _FEWEST)
    column = {name: n for n, name in enumerate(names)}
    step = max(1, len(others) // (_STRETCHES * len(clauses)))
    rows = [*list(clauses) * _TIMES, *others[::step]]
    cells = [[column[name] for name in row.features if name in column] for row in rows]
    out: dict[str, float] = {}
    for code in sorted({code for row in clauses for code in row.codes} - _LEFT):
        weights = fit_many(cells, [float(code in row.codes) for row in rows], len(names), penalty)
        out[f"{code} {BIAS}"] = float(weights[0])
        out |= {f"{code} {n}": float(w) for n, w in zip(names, weights[1:], strict=True) if abs(w) >= _SMALL}
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 where the table was written, 2 where an input could not be read."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.subject_training",
        description="Learn from clauses which words speak for which topic.",
        epilog="Example: python -m kg.subject_training docs/labels/topic-clauses.csv",
    )
    parser.add_argument("clauses", nargs="+", type=Path, metavar="CLAUSES", help="clauses with their topics, as CSV")
    parser.add_argument("--articles", nargs="*", type=Path, default=[], metavar="FILE", help="news as JSON lines")
    parser.add_argument("--out", type=Path, help="the table to write; the ontology's own where not given")
    options = parser.parse_args(arguments)
    try:
        rows = [example for path in options.clauses for example in read_clauses(path)]
        weights = train(rows, list(of_articles(read_articles(options.articles))))
        write_weights(options.out or ontology_dir() / "tables" / f"{TABLE}.csv", "feature", weights, SOURCE)
    except (RawabitError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(rows):,} clauses: {len(weights):,} weights")
    return 0


if __name__ == "__main__":
    sys.exit(main())
