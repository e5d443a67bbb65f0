"""Train the weights of topics: ``python -m kg.topic_training GOLD ARTICLES [GOLD ARTICLES …]``.

GOLD are encounters labelled by the annotation guide, ARTICLES the articles they were read in (both JSON lines). Every
encounter found that is a labelled one too gives, for each topic code whose phrases occur in the article, a bag of
clues: positive where the label names the topic. So does every article, with the clues of all its encounters, those that
no label knows too. Of the bags of articles ``topic_weights.csv`` is learned, of those of encounters
``topic_encounter_weights.csv``. A bag is as good as its best clue (multiple-instance learning): the weights are fitted,
the best clue of each bag is chosen by them, and again. No random numbers: the same labels give the same tables.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from kg.affiliations import Affiliations
from kg.dates import DateMention
from kg.details import Details
from kg.drafts import Draft
from kg.entities import Actors
from kg.errors import InputError, RawabitError
from kg.evaluate import load_gold
from kg.headline import Headline
from kg.learning import fit
from kg.lexicon import Lexicon
from kg.model import Article, Encounter
from kg.pipeline import RuleExtractor
from kg.reading import read_articles
from kg.resources import ontology_dir
from kg.scoring import align
from kg.table_file import write_weights
from kg.text import NormalText
from kg.topic_evidence import Clue
from kg.topic_gate import ARTICLE, ENCOUNTER, TopicGate

_PENALTY = 4.0
_ROUNDS = 6
_BIAS = "bias"
SOURCE = {"source": "topic-labels", "licence": "Apache-2.0"}
Features = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bag:
    """The clues of one topic code for one encounter or one article, and whether it is a topic of it."""

    clues: tuple[Features, ...]
    positive: bool


class _Watching(Details):
    """Details that remember the clues of the article read last."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__(lexicon, TopicGate({}))  # the old weights may not fit the features of today
        self.seen: list[list[Clue]] = []

    def with_clues(
        self,
        text: NormalText,
        actors: Actors,
        affiliations: Affiliations,
        drafts: list[Draft],
        dates: list[DateMention],
        published: date | None,
        headline: Headline | None,
    ) -> list[tuple[Encounter, list[Clue]]]:
        """What is told of the article, remembered."""
        told = super().with_clues(text, actors, affiliations, drafts, dates, published, headline)
        self.seen = [clues for _, clues in told]
        return told


def bags(gold: Path, articles: Path) -> tuple[list[Bag], list[Bag]]:
    """The bags of a labelled set: those of articles, those of encounters. Raises InputError where a file cannot be
    read."""
    records = load_gold(gold)
    lexicon = Lexicon.load()
    watching = _Watching(lexicon)
    extractor = RuleExtractor(lexicon, details=watching)
    whole: list[Bag] = []
    single: list[Bag] = []
    for article in read_articles([articles]):
        if not isinstance(article, Article) or article.id not in records:
            continue
        watching.seen = []
        found = extractor.extract(article).to_dict()["encounters"]
        labels = records[article.id]["encounters"]
        topics = {code for label in labels for code in label.get("topics", ())}
        whole.extend(_by_code(chain.from_iterable(watching.seen), topics))
        label_of = {id(encounter): label for label, encounter in align(labels, found)}
        for encounter, clues in zip(found, watching.seen, strict=True):
            label = label_of.get(id(encounter))
            if label is not None:
                single.extend(_by_code(clues, label.get("topics", ())))
    return whole, single


def _by_code(clues: Iterable[Clue], topics: Collection[str]) -> Iterable[Bag]:
    by_code: dict[str, list[Features]] = {}
    for clue in clues:
        by_code.setdefault(clue.cue.code, []).append(clue.features)
    for code, features in sorted(by_code.items()):
        yield Bag(tuple(features), code in topics)


def train(labelled: Sequence[Bag]) -> dict[str, float]:
    """The weight of each feature; that of ``bias`` is the intercept. Raises InputError where there is nothing to learn
    from.
    """
    if len({bag.positive for bag in labelled}) < 2:
        raise InputError("the labels hold no topic that an encounter has and none that it has not; give more articles")
    clues = [[[f for f in clue if f != _BIAS] for clue in bag.clues] for bag in labelled]
    outcomes = [float(bag.positive) for bag in labelled]
    every = [(clue, outcome) for bag, outcome in zip(clues, outcomes, strict=True) for clue in bag]
    learned = fit([clue for clue, _ in every], [outcome for _, outcome in every], _PENALTY)
    for _ in range(_ROUNDS):
        chosen = [max(bag, key=learned.raw) for bag in clues]
        learned = fit(chosen, outcomes, _PENALTY)
    return {_BIAS: learned.intercept, **learned.weights}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 where both tables were written, 2 where an input could not be read."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.topic_training",
        description="Fit the weights that decide which phrases are topics of an encounter.",
        epilog="Example: python -m kg.topic_training dev.gold.jsonl dev.articles.jsonl",
    )
    parser.add_argument("sets", nargs="+", type=Path, metavar="FILE", help="labels, their articles, labels, …")
    parser.add_argument("--out", type=Path, help="the folder of the two tables; the ontology's where not given")
    options = parser.parse_args(arguments)
    try:
        if len(options.sets) % 2:
            raise InputError("each file of labels needs its file of articles behind it")
        pairs = list(zip(options.sets[::2], options.sets[1::2], strict=True))
        labelled = [bags(gold, articles) for gold, articles in pairs]
        folder = options.out or ontology_dir() / "tables"
        chosen = [
            (table, [bag for both in labelled for bag in both[of]]) for table, of in ((ARTICLE, 0), (ENCOUNTER, 1))
        ]
        learned = [(table, bags_of, train(bags_of)) for table, bags_of in chosen]
        for table, bags_of, weights in learned:
            write_weights(folder / f"{table}.csv", "feature", weights, SOURCE)
            are = sum(bag.positive for bag in bags_of)
            print(f"{table}: {len(bags_of)} topics that may be, {are} that are: {len(weights)} weights")
    except (RawabitError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
