"""Learn the weights of confidence from labelled articles: ``python -m kg.confidence_train GOLD ARTICLES … --out FILE``.

The rules propose every encounter they can, ``judging`` says which are right, logistic regression learns what right ones
have in common. All is chosen by cross-validation over articles (no article helps to judge itself): the penalty and the
calibration curve by log loss, the minimum by F1. The same input gives the same file, byte for byte.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from kg.confidence import FORMAT, HIGHEST, LOWEST, Model
from kg.contacts import NoContacts
from kg.curves import DRAWINGS
from kg.errors import InputError, RawabitError
from kg.evaluate import load_gold
from kg.features import Features, indicators
from kg.judging import judge
from kg.learning import Fit, Points, fit, isotonic, platt, sigmoid
from kg.lexicon import Lexicon
from kg.model import Article, Encounter, Failure
from kg.pipeline import RuleExtractor
from kg.reading import read_articles
from kg.reliability import Judged, Reliability, reliability
from kg.report import print_reliability
from kg.scoring import Record, Score, score_article
from kg.second_opinion import NameOracle
from kg.terminal import console, table, written

FOLDS = 10
PENALTIES = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
MINIMA = tuple(k / 100 for k in range(0, 75, 5))
_AS_GOOD = 0.005  # F1 below the best that is still as good; sampling errs by more
# The largest share of articles without encounters in which one may be told: a twentieth and what sampling errs by.
_FALSE_ALARMS = 0.06
_LEAST = 20  # examples, and both right and wrong ones among them
_CURVES = {"platt": platt, "isotonic": isotonic}
_ENOUGH_FOR_STEPS = 200
"""Isotonic curves overfit few examples (Niculescu-Mizil, Caruana 2005: Predicting good probabilities, section 5)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One labelled article as the rules read it: every proposed encounter, its features, whether it is right."""

    id: str
    gold: Record
    predicted: Record
    features: tuple[Features, ...]
    right: tuple[bool, ...]
    fresh: bool = False
    """No rule was written on it."""


@dataclass(frozen=True, slots=True)
class Example:
    """One proposed encounter as it is learned from."""

    fold: int
    row: tuple[str, ...]
    right: bool
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Training:
    """What was learned, and how it did on articles that it had not seen."""

    fit: Fit
    penalty: float
    curve: str
    calibration: Points
    minimum: float
    reliability: Reliability
    """Of cross-validated confidences; of fresh articles alone where there are any."""
    scores: dict[float, Score]
    """The score of the readings at each minimum, by cross-validated confidences."""
    examples: int
    right: int
    articles: int
    checksum: str

    def to_json(self) -> bytes:
        """The file of weights."""
        data: dict[str, Any] = {
            "format": FORMAT,
            "source": "rawabit: learned by python -m kg.confidence_train (kg/confidence_train.py)",
            "licence": "Apache-2.0",
            "trained_on": {
                "sha256": self.checksum,
                "articles": self.articles,
                "encounters": self.examples,
                "right": self.right,
            },
            "cross_validated": {
                "folds": FOLDS,
                "penalty": self.penalty,
                "brier": round(self.reliability.brier, 4),
                "ece": round(self.reliability.ece, 4),
                "curve": self.curve,
            },
            "minimum": self.minimum,
            "intercept": round(self.fit.intercept, 4),
            "weights": {name: rounded for name, w in self.fit.weights.items() if (rounded := round(w, 3))},
            "calibration": [[round(x, 4), round(y, 4)] for x, y in self.calibration],
        }
        return orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n"


class Recorder:
    """Stands for the model while the rules read: remembers the features, drops nothing. What it gives as confidence is
    the number of the proposal, for not all proposals are told (signings long past are not)."""

    minimum = 0.0

    def __init__(self) -> None:
        self.features: list[Features] = []

    def score(self, features: Features) -> float:
        self.features.append(features)
        return float(len(self.features))

    def of(self, encounter: Encounter) -> Features:
        """The features of one that is told."""
        return self.features[round(encounter.confidence) - 1]


def readings(
    gold: Mapping[str, Record], articles: Iterable[Article], lexicon: Lexicon, oracle: NameOracle | None = None
) -> Iterator[Reading]:
    """Read the labelled articles among ``articles`` by the rules alone, ``oracle`` asked for names where given."""
    recorder = Recorder()
    extractor = RuleExtractor(lexicon, recorder, oracle=oracle, contacts=NoContacts())
    for article in articles:
        if article.id not in gold:
            continue
        recorder.features.clear()
        found = extractor.extract(article)
        predicted = found.to_dict()
        right = tuple(v.right for v in judge(gold[article.id], predicted))
        features = tuple(recorder.of(e) for e in found.encounters)
        yield Reading(article.id, gold[article.id], predicted, features, right)


def judged_examples(
    verdicts: Mapping[str, Mapping[int, bool]], articles: Iterable[Article], lexicon: Lexicon
) -> list[Example]:
    """Encounters that readers judged, as examples: ``verdicts`` has article ids, numbers of encounters, and whether all
    of each is right. They must be of a run of these rules: the numbers count what the rules tell now.
    """
    recorder = Recorder()
    extractor = RuleExtractor(lexicon, recorder, contacts=NoContacts())
    out: dict[tuple[str, int], Example] = {}
    for article in articles:
        if article.id in verdicts:
            recorder.features.clear()
            told = extractor.extract(article).encounters
            for number, right in verdicts[article.id].items():
                if number < len(told):
                    row = indicators(recorder.of(told[number]))
                    out[article.id, number] = Example(_fold(article.id), row, right, fresh=True)
    return [out[key] for key in sorted(out)]


def train(read: Sequence[Reading], judged: Sequence[Example] = ()) -> Training:
    """Learn from readings in any order, and from examples that are no part of one (``judged_examples``).

    Raises InputError where there are too few of them, or all are alike.
    """
    read = sorted(read, key=lambda r: r.id)
    examples = [
        Example(_fold(r.id), indicators(f), right, r.fresh)
        for r in read
        for f, right in zip(r.features, r.right, strict=True)
    ]
    examples += judged
    right = [float(e.right) for e in examples]
    if len(examples) < _LEAST or not 0 < sum(right) < len(right):
        raise InputError(
            f"{len(examples)} proposed encounters, {sum(right):.0f} of them right: too few to learn from; "
            f"give at least {_LEAST}, right and wrong ones"
        )
    some_fresh = any(e.fresh for e in examples)
    calibrating = [i for i, e in enumerate(examples) if e.fresh or not some_fresh]
    raw = {penalty: _unseen(examples, penalty) for penalty in PENALTIES}
    penalty = min(PENALTIES, key=lambda p: (_log_loss([sigmoid(z) for z in raw[p]], right), p))
    curves = [name for name in _CURVES if name != "isotonic" or len(calibrating) >= _ENOUGH_FOR_STEPS]
    calibrated = {name: _calibrated(examples, raw[penalty], calibrating, name) for name in curves}
    held = [right[i] for i in calibrating]
    curve = min(curves, key=lambda name: _log_loss([calibrated[name][i] for i in calibrating], held))
    confidences = calibrated[curve]
    scores = {minimum: _score_at(read, confidences, minimum) for minimum in MINIMA}
    return Training(
        fit=fit([e.row for e in examples], right, penalty),
        penalty=penalty,
        curve=curve,
        calibration=_CURVES[curve]([raw[penalty][i] for i in calibrating], held),
        minimum=best_minimum(scores),
        reliability=reliability(
            [Judged(confidences[i], examples[i].right) for i in calibrating],
            sum(len(r.gold["encounters"]) for r in read if r.fresh or not some_fresh) + sum(e.right for e in judged),
        ),
        scores=scores,
        examples=len(examples),
        right=int(sum(right)),
        articles=len(read),
        checksum=_checksum(read, judged),
    )


def best_minimum(scores: Mapping[float, Score]) -> float:
    """The lowest minimum whose mean F1 of met pairs and dyads is as good as the highest, among those with few enough
    false alarms (where none has: those with the fewest). What is told with its confidence can be left out by whoever
    reads it; what is not told is lost."""
    alarms = {minimum: score.false_alarms.rate or 0.0 for minimum, score in scores.items()}
    limit = max(_FALSE_ALARMS, min(alarms.values()))
    f1 = {minimum: _mean_f1(score) for minimum, score in scores.items() if alarms[minimum] <= limit}
    return min(minimum for minimum in f1 if f1[minimum] >= max(f1.values()) - _AS_GOOD)


def _mean_f1(score: Score) -> float:
    return (score.met.f1 + score.dyads.f1) / 2


def _fold(id_: str) -> int:
    """Every encounter of an article falls into one fold, whatever other articles there are."""
    return int(hashlib.sha256(id_.encode()).hexdigest(), 16) % FOLDS


def _unseen(examples: Sequence[Example], penalty: float) -> list[float]:
    """The raw score of each example by a fit on the other folds."""
    raw = [0.0] * len(examples)
    for fold in range(FOLDS):
        others = [e for e in examples if e.fold != fold]
        learned = fit([e.row for e in others], [float(e.right) for e in others], penalty)
        for i, e in enumerate(examples):
            if e.fold == fold:
                raw[i] = learned.raw(e.row)
    return raw


def _calibrated(
    examples: Sequence[Example], raw: Sequence[float], calibrating: Sequence[int], curve: str
) -> list[float]:
    """The confidence of each example by a curve through those of the other folds that may calibrate."""
    out = [0.0] * len(examples)
    for fold in range(FOLDS):
        others = [(raw[i], float(examples[i].right)) for i in calibrating if examples[i].fold != fold]
        points = _CURVES[curve]([z for z, _ in others], [y for _, y in others])
        model = Model(0.0, {}, points)
        for i, e in enumerate(examples):
            if e.fold == fold:
                out[i] = model.calibrated(raw[i])
    return out


def _log_loss(confidences: Sequence[float], right: Sequence[float]) -> float:
    """Mean surprise at the truth; unlike the Brier score it punishes a certainty that is wrong."""
    bounded = (min(HIGHEST, max(LOWEST, p)) for p in confidences)
    return -sum(math.log(p if y else 1 - p) for p, y in zip(bounded, right, strict=True)) / len(right)


def _score_at(read: Sequence[Reading], confidences: Sequence[float], minimum: float) -> Score:
    """The score of the readings where encounters below ``minimum`` are not told."""
    sure = iter(confidences)
    total = Score()
    for r in read:
        kept = [e for e, c in zip(r.predicted["encounters"], sure, strict=False) if c >= minimum]
        total += score_article(r.gold, {"id": r.id, "encounters": kept})[0]
    return total


def _checksum(read: Sequence[Reading], judged: Sequence[Example]) -> str:
    """A digest of the labelled records that were learned from, in order of their ids, and of the judged examples."""
    lines = [orjson.dumps([r.id, r.gold["encounters"]], option=orjson.OPT_SORT_KEYS) for r in read]
    lines += [orjson.dumps([e.row, e.right]) for e in judged]
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


def _read(files: Sequence[Path], fresh: Sequence[Path] = (), ner: Path | None = None) -> list[Reading]:
    """Read pairs of gold files and their articles. Raises InputError."""
    if len(files) % 2 or len(fresh) % 2:
        raise InputError("files come in pairs: GOLD ARTICLES GOLD ARTICLES …; one is missing")
    lexicon = Lexicon.load()
    oracle = _oracle(ner) if ner else None
    out: dict[str, Reading] = {}
    pairs = [(*pair, False) for pair in zip(files[::2], files[1::2], strict=True)]
    pairs += [(*pair, True) for pair in zip(fresh[::2], fresh[1::2], strict=True)]
    for gold_file, articles_file, is_fresh in pairs:
        gold = load_gold(gold_file)
        found = list(read_articles([articles_file]))
        failure = next((item for item in found if isinstance(item, Failure)), None)
        if failure:
            raise InputError(str(failure))
        for reading in readings(gold, (a for a in found if isinstance(a, Article)), lexicon, oracle):
            if reading.id in out:
                raise InputError(f"{gold_file}: the id {reading.id!r} was read before; train on each article once")
            out[reading.id] = replace(reading, fresh=is_fresh)
        missing = next((id_ for id_ in gold if id_ not in out), None)
        if missing is not None:
            raise InputError(f"{articles_file}: the article {missing!r} of {gold_file} is missing")
    return list(out.values())


def _judged(file: Path, articles: Sequence[Path]) -> list[Example]:
    """The judgements of one file (``docs/judgements``) on articles of these files. Raises InputError."""
    verdicts: dict[str, dict[int, bool]] = {}
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                verdicts.setdefault(row["article"], {})[int(row["encounter"])] = row["verdict"] == "right"
    except (OSError, KeyError, ValueError) as error:
        raise InputError(f"{file}: no file of judgements (docs/judgements/README.md): {error}") from None
    found = (item for item in read_articles(articles) if isinstance(item, Article))
    examples = judged_examples(verdicts, found, Lexicon.load())
    if len(examples) < (wanted := sum(map(len, verdicts.values()))):
        raise InputError(
            f"{file}: {wanted - len(examples)} of {wanted} encounters are not proposed in these articles any more, so "
            "the numbers of the others may be wrong too; judge anew"
        )
    return examples


def _oracle(folder: Path) -> NameOracle:
    from kg.ner import PersonTagger

    return PersonTagger(folder)


def print_training(result: Training) -> None:
    """What was learned from, how reliable it is, and what each minimum would give."""
    out = console()
    out.print(
        f"{result.articles} articles, {result.examples} proposed encounters, {result.right} of them right; "
        f"penalty {result.penalty:g}, {result.curve} curve. {FOLDS}-fold cross-validation over articles:"
    )
    print_reliability(result.reliability)
    rows = [
        [
            f"{minimum:.2f}" + (" ←" if minimum == result.minimum else ""),
            f"{score.met.precision:.3f}",
            f"{score.met.recall:.3f}",
            f"{score.met.f1:.3f}",
            f"{score.dyads.precision:.3f}",
            f"{score.dyads.recall:.3f}",
            f"{score.dyads.f1:.3f}",
            "–" if score.false_alarms.rate is None else f"{score.false_alarms.rate:.3f}",
        ]
        for minimum, score in result.scores.items()
    ]
    headers = ["minimum", "met P", "met R", "met F1", "dyads P", "dyads R", "dyads F1", "false alarms"]
    out.print(table(headers, rows))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 where the file was written, 2 where an input could not be read."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.confidence_train",
        description="Learn the weights of confidence from labelled articles and write them.",
        epilog="Example: python -m kg.confidence_train gold.jsonl articles.jsonl --out ontology/confidence.json",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="GOLD ARTICLES", help="pairs of files, JSON lines")
    parser.add_argument(
        "--fresh",
        nargs="+",
        type=Path,
        default=[],
        metavar="GOLD ARTICLES",
        help="further pairs, on which no rule was written; where given, they alone set the calibration",
    )
    parser.add_argument(
        "--judged",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="judgements of a run of these rules (a CSV as in docs/judgements), then the files of its articles; "
        "counts as fresh",
    )
    parser.add_argument(
        "--ner", type=Path, metavar="DIR", help="a model of names; then what it says is learned from too"
    )
    parser.add_argument("--out", type=Path, help="the file to write; nothing is written where not given")
    parser.add_argument("--curve", type=Path, help="draw the cross-validated curves: a file .svg or .csv")
    options = parser.parse_args(arguments)
    if options.curve and options.curve.suffix not in DRAWINGS:
        parser.error("--curve names a file that ends in .svg or .csv")
    try:
        judged = _judged(options.judged[0], options.judged[1:]) if options.judged else []
        result = train(_read(options.files, options.fresh, options.ner), judged)
        print_training(result)
        if options.curve:
            with written(options.curve) as stream:
                stream.write(DRAWINGS[options.curve.suffix](result.reliability).encode())
        if options.out:
            with written(options.out) as stream:
                stream.write(result.to_json())
    except RawabitError as error:
        print(f"confidence_train: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
