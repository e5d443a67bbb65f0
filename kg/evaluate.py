"""The extractor measured on a gold set: scores, their uncertainty, scores per outlet, and the articles that differ."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from kg.errors import InputError
from kg.model import Article
from kg.reliability import Reliability, judged, reliability
from kg.scoring import Counts, Differences, Record, Score, Share, score_article

_PAIRED = ("met", "dyads", "topics")
_SHARES = ("type", "status", "place", "date")
_RESAMPLES = 1000
NO_OUTLET = "?"  # of an article that names neither source nor address


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % confidence interval, from resampling the articles."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The score over all articles, intervals of the three F1 values, scores by outlet, differences by article, and
    whether the confidences can be believed."""

    score: Score
    intervals: dict[str, Interval]
    outlets: dict[str, Score]
    differences: list[Differences]
    reliability: Reliability

    def to_dict(self) -> dict[str, Any]:
        """JSON form: the figures, their intervals, those by outlet and of confidence (differences are not in it)."""
        intervals = {name: [round(i.low, 4), round(i.high, 4)] for name, i in self.intervals.items()}
        outlets = {outlet: figures(score) for outlet, score in self.outlets.items()}
        told = {"f1_interval_95": intervals, "outlets": outlets, "confidence": self.reliability.to_dict()}
        return figures(self.score) | told


def evaluate(gold: Mapping[str, Record], predicted: Iterable[tuple[Article, Record]]) -> Evaluation:
    """Score predictions against gold records by id; an article that was not predicted counts as without encounters.

    ``predicted`` pairs each article (for its outlet) with its record; one whose id is not in ``gold`` is passed over.
    """
    records: dict[str, Record] = {}
    outlets: dict[str, str] = {}
    for article, record in predicted:
        if article.id in gold:
            records[article.id] = record
            outlets[article.id] = outlet_of(article)
    scores: list[tuple[str, Score]] = []
    differences: list[Differences] = []
    for id_, record in gold.items():
        score, differs = score_article(record, records.get(id_, {"id": id_, "encounters": []}))
        scores.append((outlets.get(id_, NO_OUTLET), score))
        if differs:
            differences.append(differs)
    by_outlet: dict[str, Score] = {}
    for outlet, score in scores:
        by_outlet[outlet] = by_outlet.get(outlet, Score()) + score
    return Evaluation(
        score=sum((score for _, score in scores), Score()),
        intervals=_intervals([score for _, score in scores]),
        outlets=dict(sorted(by_outlet.items())),
        differences=differences,
        reliability=reliability(judged(gold, records), sum(len(record["encounters"]) for record in gold.values())),
    )


def load_gold(path: Path, prefix: str = "") -> dict[str, Record]:
    """The gold records of a JSONL file by id, those whose id begins with ``prefix``.

    Raises InputError, naming file and line, for a record that is not of the annotation guide's shape.
    """
    records: dict[str, Record] = {}
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    record = _checked(line, f"{path}:{number}")
                    if record["id"] in records:
                        raise InputError(f"{path}:{number}: the id {record['id']!r} stands twice")
                    records[record["id"]] = record
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    kept = {id_: record for id_, record in records.items() if id_.startswith(prefix)}
    if not kept:
        raise InputError(f"{path}: no gold record" + (f" whose id begins with {prefix!r}" if prefix else ""))
    return kept


def outlet_of(article: Article) -> str:
    """Who published the article: its source, else the host of its address."""
    try:
        host = urlsplit(article.url).hostname if article.url else None
    except ValueError:  # no address at all: «http://[»
        host = None
    return article.source or host or NO_OUTLET


def figures(score: Score) -> dict[str, Any]:
    """A score as plain numbers, rounded to four places."""
    out: dict[str, Any] = {}
    for name in _PAIRED:
        counts: Counts = getattr(score, name)
        rates = {"precision": counts.precision, "recall": counts.recall, "f1": counts.f1}
        out[name] = {key: round(rate, 4) for key, rate in rates.items()} | asdict(counts)
    for name in _SHARES:
        share: Share = getattr(score, name)
        out[name] = {"accuracy": _rounded(share.rate), "n": share.of}
    out["articles"] = score.articles
    out["false_alarm"] = {"rate": _rounded(score.false_alarms.rate), "n": score.false_alarms.of}
    return out


def differences_lines(differences: Iterable[Differences]) -> bytes:
    """The differing articles, one JSON object a line."""
    return b"".join(orjson.dumps(asdict(item)) + b"\n" for item in differences)


def _intervals(scores: list[Score]) -> dict[str, Interval]:
    """Percentile bootstrap over articles; the same input gives the same interval."""
    dice = random.Random(20)
    values: dict[str, list[float]] = {name: [] for name in _PAIRED}
    triples = {name: [(c.tp, c.fp, c.fn) for c in (getattr(s, name) for s in scores)] for name in _PAIRED}
    for _ in range(_RESAMPLES):
        drawn = dice.choices(range(len(scores)), k=len(scores))
        for name, known in triples.items():
            sums = [sum(column) for column in zip(*(known[i] for i in drawn), strict=True)]
            values[name].append(Counts(*sums).f1)
    out: dict[str, Interval] = {}
    for name, drawn_values in values.items():
        drawn_values.sort()
        out[name] = Interval(drawn_values[int(0.025 * _RESAMPLES)], drawn_values[int(0.975 * _RESAMPLES) - 1])
    return out


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 4)


def _checked(line: bytes, where: str) -> dict[str, Any]:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise InputError(f"{where}: not valid JSON ({error})") from None
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise InputError(f'{where}: a gold record is an object with the keys "id" and "encounters"')
    encounters = record.get("encounters")
    if not isinstance(encounters, list):
        raise InputError(f'{where}: the key "encounters" must hold a list')
    for number, encounter in enumerate(encounters, 1):
        parties = encounter.get("parties") if isinstance(encounter, dict) else None
        if not isinstance(parties, list) or not all(isinstance(party, dict) for party in parties):
            raise InputError(f'{where}: encounter {number} needs the key "parties" with a list of objects')
        if not isinstance(encounter.get("type"), str) or not isinstance(encounter.get("topics", []), list):
            raise InputError(f'{where}: encounter {number} needs "type" (text) and "topics" (a list)')
    return record
