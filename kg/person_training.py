"""Learn the weights of persons who met: ``python -m kg.person_training JUDGED --gold FILE … --articles FILE …``.

A table of judged pairs (``docs/judgements/…-persons.csv``) says of two persons of a sentence whether they met or spoke:
``article``, ``one`` and ``other`` (where they begin in the folded text) and ``met``, yes or no. Judged sentences
(``contact_training``) and gold records, which name all who met, teach the same. The articles are read as they are in
use, and whomever the frames leave unrelated (``persons_met.unrelated``) is an example where it is known. The same input
gives the same table.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg.affiliations import Affiliations
from kg.contact_training import Example, Judged, add_labelled, gold_records, read_judged, train
from kg.drafts import FACE_TO_FACE, Draft
from kg.entities import Actor, Actors
from kg.errors import InputError, RawabitError
from kg.frames import Candidate
from kg.lexicon import Lexicon
from kg.model import Article, Failure
from kg.persons_met import TABLE, unrelated
from kg.pipeline import RuleExtractor
from kg.reading import read_articles
from kg.resources import ontology_dir
from kg.scoring import Pair, Record, met_pairs, same_pair
from kg.table_file import write_weights

SOURCE = {"source": "person-judgements", "licence": "Apache-2.0"}
_LEAST = 0.0
"""Log odds under which two are not told to have met: more likely than not. One more pair that is wrong costs as much as
one that is missed."""
_FEWEST = 3  # examples that a feature must stand in
_PENALTY = 2.0

Pairs = dict[tuple[str, int, int], bool]


def read_pairs(path: Path) -> Pairs:
    """Whether two persons met, by article and the places at which they begin. Raises InputError on a bad row."""
    out: Pairs = {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if missing := {"article", "one", "other", "met"} - set(rows.fieldnames or ()):
            raise InputError(f"{path}: no column {min(missing)!r}")
        for row in rows:
            if not (row["one"].isdigit() and row["other"].isdigit() and row["met"] in {"yes", "no"}):
                raise InputError(f"{path}:{rows.line_num}: write two places, and in the column met yes or no")
            out[row["article"], int(row["one"]), int(row["other"])] = row["met"] == "yes"
    return out


class _Collector:
    """Stands for the model while examples are read: tells of nobody, keeps whatever is known of two."""

    def __init__(self, lexicon: Lexicon, pairs: Pairs, judged: Judged, gold: Mapping[str, Record]) -> None:
        self._lexicon = lexicon
        self._pairs = pairs
        self._judged = judged
        self._met = {article: met_pairs(record) for article, record in gold.items()}
        self.article = ""
        self.examples: list[Example] = []

    def read(
        self, actors: Actors, affiliations: Affiliations, found: Sequence[Candidate], drafts: Sequence[Draft]
    ) -> list[Draft]:
        """No drafts; whoever is known to have met, or not, becomes an example."""
        for contact in unrelated(self._lexicon, actors, affiliations, found, drafts):
            one, other = (actors.of(contact.sentence, m) for m in (contact.one, contact.other))
            places = (contact.one.start, contact.other.start)
            met = self._outcome(actors.sentences[contact.sentence].start, places, (_named(one), _named(other)))
            if met is not None:
                self.examples.append(Example(tuple(contact.features), met))
        return []

    def _outcome(self, sentence: int, places: tuple[int, int], names: Pair) -> bool | None:
        if (known := self._pairs.get((self.article, *places))) is not None:
            return known
        if (judged := self._judged.get((self.article, sentence))) is not None:
            return places in judged
        told = self._met.get(self.article)
        return None if told is None else any(same_pair(pair, names) for pair in told)


def _named(actor: Actor) -> dict[str, str]:
    return {"name": " ".join(actor.name)}


def examples(
    articles: Iterable[Article | Failure], pairs: Pairs, judged: Judged, gold: Mapping[str, Record]
) -> Iterator[Example]:
    """The examples of the judged pairs and sentences and of the articles with a gold record, in their order."""
    lexicon = Lexicon.load()
    collector = _Collector(lexicon, pairs, judged, gold)
    extractor = RuleExtractor(lexicon, persons=collector)
    wanted = {article for article, *_ in (*pairs, *judged)} | gold.keys()
    for article in articles:
        if isinstance(article, Article) and article.id in wanted:
            collector.article = article.id
            extractor.extract(article)
            yield from collector.examples
            collector.examples.clear()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 where the table was written, 2 where an input could not be read."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.person_training",
        description="Learn from judged pairs, judged sentences and labelled articles which persons met.",
        epilog="Example: python -m kg.person_training docs/judgements/*-persons.csv --articles news/*.jsonl.gz",
    )
    parser.add_argument("pairs", nargs="+", type=Path, metavar="JUDGED", help="judged pairs of persons as CSV")
    parser.add_argument("--sentences", nargs="*", type=Path, default=[], metavar="FILE", help="judged sentences as CSV")
    add_labelled(parser)
    options = parser.parse_args(arguments)
    try:
        pairs: Pairs = {}
        for path in options.pairs:
            pairs.update(read_pairs(path))
        judged: Judged = {}
        for path in options.sentences:
            judged.update(read_judged(path, FACE_TO_FACE))
        rows = list(examples(read_articles(options.articles), pairs, judged, gold_records(options.gold)))
        if not any(row.right for row in rows):
            raise InputError("nobody who met by these judgements and gold records stands in these articles")
        weights = train(rows, _PENALTY, _FEWEST, _LEAST)
        write_weights(options.out or ontology_dir() / "tables" / f"{TABLE}.csv", "feature", weights, SOURCE)
    except (RawabitError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    right = sum(row.right for row in rows)
    print(f"{len(rows):,} examples, {right:,} of them of persons who met: {len(weights):,} weights")
    return 0


if __name__ == "__main__":
    sys.exit(main())
