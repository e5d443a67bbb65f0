"""Learn the weights of contacts: ``python -m kg.contact_training JUDGED … --gold FILE … --articles FILE …``.

A table of judged sentences (``docs/judgements/…-contacts.csv``) tells of each the encounters between its parties, as
found by reading: ``article``, ``sentence`` (where it begins in the folded text) and ``contacts``, as «120>164 meeting
held», the places at which the two parties begin, with «; » between several and nothing where there is none. Gold
records tell of which two sides an article reports encounters. The articles are read as they are in use; whatever the
frames leave open in a judged sentence, or in an article with a gold record, is an example. The same input gives the
same table.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.affiliations import Affiliations
from kg.contacts import BIAS, LEAST, TABLE, Contact, contacts
from kg.drafts import Draft
from kg.entities import Actors
from kg.errors import InputError, RawabitError
from kg.evaluate import load_gold
from kg.frames import Candidate
from kg.learning_many import fit_many
from kg.lexicon import Lexicon
from kg.model import Article, Failure
from kg.pipeline import RuleExtractor
from kg.reading import read_articles
from kg.resources import ontology_dir
from kg.scoring import Record, affiliation, dyads
from kg.sentences import Sentence
from kg.table_file import write_weights

SOURCE = {"source": "contact-judgements", "licence": "Apache-2.0"}
_LEAST = -1.0
"""Log odds under which a contact is not told: 0.27. The judged sentences are such as the frames found nothing in, so
the odds are low; of 80 told above 0.23, drawn from one run over both corpora, 60 were contacts of those two sides."""
_FEWEST = 6  # examples that a feature must stand in
_PENALTY = 5.0
_SMALL = 0.03  # weights nearer to nothing are left out
_CONTACT = re.compile(r"(\d+)>(\d+) (\w+) (held|planned|none)")

Judged = dict[tuple[str, int], frozenset[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Example:
    """What the frames left open of two parties, and whether they had contact."""

    features: tuple[str, ...]
    right: bool


def read_judged(path: Path, kinds: frozenset[str] | None = None) -> Judged:
    """The pairs of parties in contact of each judged sentence, by article and place; where ``kinds`` are given, of
    contacts of these types alone, and held. Raises InputError on a bad row."""
    out: Judged = {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if missing := {"article", "sentence", "contacts"} - set(rows.fieldnames or ()):
            raise InputError(f"{path}: no column {min(missing)!r}")
        for row in rows:
            told = [part for part in row["contacts"].split("; ") if part]
            found = [m for m in map(_CONTACT.fullmatch, told) if m]
            if not row["sentence"].isdigit() or len(found) != len(told):
                raise InputError(f"{path}:{rows.line_num}: write a contact as «120>164 meeting held»")
            meant = [m for m in found if (m[4] != "none" if kinds is None else m[3] in kinds and m[4] == "held")]
            pairs = ((int(m[1]), int(m[2])) for m in meant)
            out[row["article"], int(row["sentence"])] = frozenset((min(p), max(p)) for p in pairs)
    return out


class _Collector:
    """Stands for the reader of contacts while examples are read: tells of none, keeps what was judged or labelled."""

    def __init__(self, lexicon: Lexicon, judged: Judged, gold: Mapping[str, Record]) -> None:
        self._lexicon = lexicon
        self._judged = judged
        self._dyads = {article: dyads(record) for article, record in gold.items()}
        self.article = ""
        self.examples: list[Example] = []

    def read(
        self, actors: Actors, affiliations: Affiliations, found: Sequence[Candidate], drafts: Sequence[Draft]
    ) -> list[Draft]:
        """No drafts; the contacts whose outcome is known become examples."""
        for contact in contacts(self._lexicon, actors, affiliations, found, drafts):
            right = self._outcome(contact, actors, affiliations)
            if right is not None:
                self.examples.append(Example(tuple(contact.features), right))
        return []

    def _outcome(self, contact: Contact, actors: Actors, affiliations: Affiliations) -> bool | None:
        judged = self._judged.get((self.article, actors.sentences[contact.sentence].start))
        if judged is not None:
            return (contact.one.start, contact.other.start) in judged
        told = self._dyads.get(self.article)
        if told is None:
            return None
        one, other = (actors.of(contact.sentence, m) for m in (contact.one, contact.other))
        return frozenset((self._side(affiliations.of(one, other)), self._side(affiliations.of(other, one)))) in told

    def _side(self, code: str | None) -> str | None:
        """An affiliation as the scoring writes it."""
        return affiliation({"country" if code in self._lexicon.state_names else "org": code})

    def promising(self, sentence: Sentence) -> bool:
        """Every article is read to its end."""
        return True


def examples(articles: Iterable[Article | Failure], judged: Judged, gold: Mapping[str, Record]) -> Iterator[Example]:
    """The examples of the judged sentences and of the articles with a gold record, in the order of the articles."""
    lexicon = Lexicon.load()
    collector = _Collector(lexicon, judged, gold)
    extractor = RuleExtractor(lexicon, contacts=collector)
    wanted = {article for article, _ in judged} | gold.keys()
    for article in articles:
        if isinstance(article, Article) and article.id in wanted:
            collector.article = article.id
            extractor.extract(article)
            yield from collector.examples
            collector.examples.clear()


def train(
    rows: Sequence[Example], penalty: float = _PENALTY, fewest: int = _FEWEST, least: float = _LEAST
) -> dict[str, float]:
    """The weights of the features that stand in ``fewest`` examples, with the rows that are none."""
    count = Counter(name for row in rows for name in set(row.features))
    names = sorted(name for name, n in count.items() if n >= fewest)
    column = {name: n for n, name in enumerate(names)}
    cells = [sorted({column[name] for name in row.features if name in column}) for row in rows]
    weights = fit_many(cells, [float(row.right) for row in rows], len(names), penalty)
    kept = {name: float(w) for name, w in zip(names, weights[1:], strict=True) if abs(w) >= _SMALL}
    return {BIAS: float(weights[0]), LEAST: least, **kept}


def add_labelled(parser: argparse.ArgumentParser) -> None:
    """The options of a command that learns from labelled articles too: where they are, and what to write."""
    parser.add_argument("--gold", nargs="*", type=Path, default=[], metavar="FILE", help="gold records as JSON lines")
    parser.add_argument(
        "--articles", nargs="+", type=Path, required=True, metavar="FILE", help="articles as JSON lines"
    )
    parser.add_argument("--out", type=Path, help="the table to write; the ontology's own where not given")


def gold_records(files: Sequence[Path]) -> dict[str, Record]:
    """The gold records of all files, by article. Raises InputError."""
    gold: dict[str, Record] = {}
    for path in files:
        gold.update(load_gold(path))
    return gold


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 where the table was written, 2 where an input could not be read."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.contact_training",
        description="Learn from judged sentences and labelled articles which parties had contact.",
        epilog="Example: python -m kg.contact_training docs/judgements/*-contacts.csv --articles news/*.jsonl.gz",
    )
    parser.add_argument("judged", nargs="+", type=Path, metavar="JUDGED", help="judged sentences as CSV")
    add_labelled(parser)
    options = parser.parse_args(arguments)
    try:
        judged: Judged = {}
        for path in options.judged:
            judged.update(read_judged(path))
        rows = list(examples(read_articles(options.articles), judged, gold_records(options.gold)))
        if not any(row.right for row in rows):
            raise InputError("none of the judged sentences and gold records is of these articles")
        weights = train(rows)
        write_weights(options.out or ontology_dir() / "tables" / f"{TABLE}.csv", "feature", weights, SOURCE)
    except (RawabitError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    right = sum(row.right for row in rows)
    print(f"{len(judged):,} sentences, {len(rows):,} examples, {right:,} of them contacts: {len(weights):,} weights")
    return 0


if __name__ == "__main__":
    sys.exit(main())
