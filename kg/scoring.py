"""Predicted encounters held against gold ones, by the definitions of the annotation guide ("How it is scored").

Works on records in the guide's JSON shape, ``{"id": …, "encounters": […]}``, so that any system's output can be scored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import Any

from kg.resources import rows

Record = Mapping[str, Any]
Party = Mapping[str, Any]
Pair = tuple[Party, Party]

_LETTERS = str.maketrans("أإآٱىةؤئ", "اااايهوي", "ـ")


@dataclass(frozen=True, slots=True)
class Counts:
    """Found, spurious and missed things, and the rates made of them (1.0 where there was nothing to find)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` out of ``of``."""

    hits: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.hits + other.hits, self.of + other.of)

    @property
    def rate(self) -> float | None:
        return self.hits / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one article, or by ``+`` of many."""

    met: Counts = Counts()
    dyads: Counts = Counts()
    topics: Counts = Counts()
    type: Share = Share()
    status: Share = Share()
    place: Share = Share()
    date: Share = Share()
    false_alarms: Share = Share()
    """Articles without an encounter in the gold in which one was found."""
    articles: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            met=self.met + other.met,
            dyads=self.dyads + other.dyads,
            topics=self.topics + other.topics,
            type=self.type + other.type,
            status=self.status + other.status,
            place=self.place + other.place,
            date=self.date + other.date,
            false_alarms=self.false_alarms + other.false_alarms,
            articles=self.articles + other.articles,
        )


@dataclass(frozen=True, slots=True)
class Differences:
    """Where a prediction and the gold of one article differ, in words that a person can read."""

    id: str
    missed: list[str] = field(default_factory=list)
    spurious: list[str] = field(default_factory=list)
    topics_missed: list[str] = field(default_factory=list)
    topics_spurious: list[str] = field(default_factory=list)
    dyads_missed: list[str] = field(default_factory=list)
    dyads_spurious: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missed or self.spurious or self.topics_missed or self.topics_spurious) or bool(
            self.dyads_missed or self.dyads_spurious
        )


def score_article(gold: Record, predicted: Record) -> tuple[Score, Differences]:
    """The score of one article's prediction and what differs from its gold record."""
    found, missed, spurious = _match(met_pairs(gold), met_pairs(predicted))
    gold_dyads, told_dyads = dyads(gold), dyads(predicted)
    gold_topics, topics = _topics(gold), _topics(predicted)
    aligned = align(gold["encounters"], predicted["encounters"])
    score = Score(
        met=Counts(found, len(spurious), len(missed)),
        dyads=_overlap(gold_dyads, told_dyads),
        topics=_overlap(gold_topics, topics),
        type=_share(g["type"] == p.get("type") for g, p in aligned),
        status=_share(status(g) == status(p) for g, p in aligned),
        place=_share(same_place(g, p) for g, p in aligned if _place(g)),
        date=_share(g["date"] == p.get("date") for g, p in aligned if g.get("date")),
        false_alarms=Share() if gold["encounters"] else Share(int(bool(predicted["encounters"])), 1),
        articles=1,
    )
    differences = Differences(
        id=str(gold["id"]),
        missed=[_shown(pair) for pair in missed],
        spurious=[_shown(pair) for pair in spurious],
        topics_missed=sorted(gold_topics - topics),
        topics_spurious=sorted(topics - gold_topics),
        dyads_missed=sorted("–".join(sorted(dyad)) for dyad in gold_dyads - told_dyads),
        dyads_spurious=sorted("–".join(sorted(dyad)) for dyad in told_dyads - gold_dyads),
    )
    return score, differences


def met_pairs(record: Record) -> list[Pair]:
    """Principals of two sides who met or spoke (held meetings and calls), each pair once an article."""
    pairs: list[Pair] = []
    for encounter in record["encounters"]:
        if encounter.get("type") in {"meeting", "call"} and status(encounter) == "held":
            principals = [p for p in encounter["parties"] if p.get("rank", "principal") == "principal" and not _bare(p)]
            for pair in _across(principals):
                if not any(same_pair(pair, known) for known in pairs):
                    pairs.append(pair)
    return pairs


def align(gold: list[Record], predicted: list[Record]) -> list[tuple[Record, Record]]:
    """Encounters that agree on at least one party of each of two sides, one to one, the best agreement first."""
    candidates: list[tuple[int, int, int]] = []
    for i, g in enumerate(gold):
        sides = {party.get("side") for party in g["parties"]}
        for j, p in enumerate(predicted):
            agreed = {a.get("side") for a in g["parties"] if any(stands_for(a, b) for b in p["parties"])}
            if len(agreed) >= min(2, len(sides)):
                agreement = len(agreed) + (g["type"] == p.get("type")) + (status(g) == status(p))
                candidates.append((-agreement, i, j))
    taken_gold: set[int] = set()
    taken: set[int] = set()
    aligned: list[tuple[Record, Record]] = []
    for _, i, j in sorted(candidates):
        if i not in taken_gold and j not in taken:
            taken_gold.add(i)
            taken.add(j)
            aligned.append((gold[i], predicted[j]))
    return aligned


def same_person(a: Party, b: Party) -> bool:
    """Named: the tokens of one name are among those of the other. Unnamed: same affiliation, same head of the role."""
    if a.get("name") and b.get("name"):
        glue = _words("glue")
        x, y = set(_tokens(a["name"])) - glue, set(_tokens(b["name"])) - glue
        return bool(x and y) and (x <= y or y <= x)
    if a.get("name") or b.get("name") or affiliation(a) is None or affiliation(a) != affiliation(b):
        return False
    x_role, y_role = _tokens(a.get("role")), _tokens(b.get("role"))
    if not x_role and not y_role:
        return True
    return bool(x_role and y_role) and _head(x_role[0]) == _head(y_role[0])


def stands_for(gold: Party, predicted: Party) -> bool:
    """The same person; or the gold party is a bare state or organisation, and the predicted one acts for it."""
    return same_person(gold, predicted) or (_bare(gold) and affiliation(gold) == affiliation(predicted))


def _bare(party: Party) -> bool:
    return not party.get("name") and not party.get("role")


def affiliation(party: Party) -> str | None:
    """The organisation, else the state, that a party acts for."""
    return _fold(party.get("org")) or (party.get("country") or "").upper() or None


def _across(parties: Iterable[Party]) -> list[Pair]:
    return [(a, b) for a, b in combinations(parties, 2) if a.get("side") != b.get("side")]


def same_pair(p: Pair, q: Pair) -> bool:
    """The same two persons, in either order."""
    straight = same_person(p[0], q[0]) and same_person(p[1], q[1])
    return straight or (same_person(p[0], q[1]) and same_person(p[1], q[0]))


def _match(gold: list[Pair], predicted: list[Pair]) -> tuple[int, list[Pair], list[Pair]]:
    """How many pairs were found, which gold ones were missed and which predicted ones are spurious; one to one."""
    left = list(predicted)
    missed: list[Pair] = []
    for pair in gold:
        hit = next((i for i, candidate in enumerate(left) if same_pair(pair, candidate)), None)
        if hit is None:
            missed.append(pair)
        else:
            del left[hit]
    return len(gold) - len(missed), missed, left


def dyads(record: Record) -> set[frozenset[str]]:
    """The unordered pairs of states or organisations that face each other in the encounters of an article."""
    found: set[frozenset[str]] = set()
    for encounter in record["encounters"]:
        for a, b in _across(encounter["parties"]):
            x, y = affiliation(a), affiliation(b)
            if x and y and x != y:
                found.add(frozenset((x, y)))
    return found


def _topics(record: Record) -> set[str]:
    return {topic for encounter in record["encounters"] for topic in encounter.get("topics", [])}


def _overlap(gold: set[Any], predicted: set[Any]) -> Counts:
    return Counts(len(gold & predicted), len(predicted - gold), len(gold - predicted))


def _share(outcomes: Iterable[bool]) -> Share:
    told = list(outcomes)
    return Share(sum(told), len(told))


def status(encounter: Record) -> str:
    """``held`` where the record does not say."""
    return str(encounter.get("status", "held"))


def _place(encounter: Record) -> str | None:
    return (encounter.get("place") or {}).get("name")


def same_place(gold: Record, predicted: Record) -> bool:
    """The names of the two encounters' places share a word."""
    return bool(set(_tokens(_place(gold))) & set(_tokens(_place(predicted))))


def _shown(pair: Pair) -> str:
    return " × ".join(f"{p.get('name') or p.get('role')} [{p.get('org') or p.get('country')}]" for p in pair)


def _fold(text: str | None) -> str:
    plain = unicodedata.normalize("NFKC", text or "").translate(_LETTERS)
    return "".join(char for char in plain if not unicodedata.combining(char)).lower()


@lru_cache(maxsize=50_000)
def _tokens(text: str | None) -> tuple[str, ...]:
    """Folded words without the article; a servant's name (written as one word or as two) is one token."""
    (article,) = _words("article")
    (servant,) = _words("servant")
    words: list[str] = []
    open_name = False  # the word before was the first half of a servant's name
    for word in re.findall(r"\w+", _fold(text)):
        bare = word.removeprefix(article) if len(word) > 4 else word
        if open_name:
            words[-1] += bare
            open_name = False
            continue
        open_name = bare == servant
        words.append(servant + bare.removeprefix(servant + article) if bare.startswith(servant + article) else bare)
    return tuple(words)


def _head(word: str) -> str:
    """The head noun of a role without the ending of its case or number."""
    if len(word) > 4:
        for ending in sorted(_words("ending"), key=len, reverse=True):
            if word.endswith(ending):
                return word.removesuffix(ending)
    return word


@lru_cache(maxsize=8)
def _words(kind: str) -> frozenset[str]:
    return frozenset(_fold(row["form"]) for _, row in rows("scoring_words") if row["kind"] == kind)
