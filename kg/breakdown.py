"""An evaluation taken apart: which encounters were found, and the counts by outlet, state, type and rule.

An encounter is *found* where the scorer aligns it with a predicted one (``kg.scoring.align``), else *missed*; a
predicted one that is aligned with none is *spurious*. A found one may still *differ* in a field that is scored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kg.evaluate import NO_OUTLET, outlet_of
from kg.judging import judge
from kg.model import Article
from kg.scoring import Differences, Party, Record, align, same_place, score_article, stands_for, status

KINDS = ("missed", "spurious", "false-alarm", "differs", "clean")
_NONE: Record = {"encounters": []}


@dataclass(frozen=True, slots=True)
class Pairing:
    """A gold encounter and the predicted one that found it, or one of them alone; numbers count from 1."""

    gold: Record | None
    predicted: Record | None
    gold_number: int | None
    predicted_number: int | None
    differing: tuple[str, ...] = ()
    """Scored fields in which the two differ: type, status, parties, topics, place, date."""
    right: bool = False
    """Whether the predicted one is right as ``kg.judging`` has it: what its confidence is a probability of."""

    @property
    def outcome(self) -> str:
        """``found``, ``missed`` or ``spurious``."""
        if self.gold is None:
            return "spurious"
        return "missed" if self.predicted is None else "found"

    @property
    def parties(self) -> list[tuple[Party | None, Party | None]]:
        """The parties of both, those that are the same beside each other."""
        none: Record = {"parties": []}
        return paired_parties(self.gold or none, self.predicted or none)


@dataclass(frozen=True, slots=True)
class Case:
    """One article of an evaluation; ``article`` is None where it was not read, and ``pairings`` are in gold order."""

    id: str
    article: Article | None
    outlet: str
    pairings: tuple[Pairing, ...]
    differences: Differences

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is wrong here, of ``KINDS``; a false alarm is an article without encounter in which one was found."""
        outcomes = {pairing.outcome for pairing in self.pairings}
        if outcomes == {"spurious"} and not any(p.gold for p in self.pairings):
            return ("false-alarm",)
        found = []
        if "missed" in outcomes or self.differences.missed:
            found.append("missed")
        if "spurious" in outcomes or self.differences.spurious:
            found.append("spurious")
        if any(pairing.differing for pairing in self.pairings):
            found.append("differs")
        return tuple(found) or ("clean",)

    @property
    def weight(self) -> int:
        """How much is wrong, to put the worst first: encounters weigh three, pairs of persons and fields one."""
        pairs = len(self.differences.missed) + len(self.differences.spurious)
        return pairs + sum(3 if p.outcome != "found" else len(p.differing) for p in self.pairings)


@dataclass(slots=True)
class Tally:
    """Counts of encounters under one heading."""

    articles: int = 0
    gold: int = 0
    predicted: int = 0
    found: int = 0
    differing: int = 0
    """Of those found, how many differ in a scored field."""
    false_alarms: int = 0
    right: int = 0
    """Of those predicted, how many are right (type, status, and who met whom)."""

    @property
    def missed(self) -> int:
        """Gold encounters that were not found."""
        return self.gold - self.found

    @property
    def spurious(self) -> int:
        """Predicted encounters that are none."""
        return self.predicted - self.found

    def add(self, pairing: Pairing) -> None:
        """Count one encounter, or one pair of them."""
        self.gold += pairing.gold is not None
        self.predicted += pairing.predicted is not None
        self.found += pairing.outcome == "found"
        self.differing += bool(pairing.differing)
        self.right += pairing.right


def cases(gold: Mapping[str, Record], predicted: Iterable[tuple[Article, Record]]) -> list[Case]:
    """The articles of an evaluation, worst first; ``predicted`` as ``kg.evaluate.evaluate`` takes it."""
    read = {article.id: (article, record) for article, record in predicted}
    out = []
    for id_, record in gold.items():
        article, found = read.get(id_, (None, _NONE))
        out.append(
            Case(
                id=id_,
                article=article,
                outlet=outlet_of(article) if article else NO_OUTLET,
                pairings=tuple(pairings(record, found)),
                differences=score_article(record, found)[1],
            )
        )
    return sorted(out, key=lambda case: (-case.weight, case.id))


def pairings(gold: Record, predicted: Record) -> list[Pairing]:
    """Each gold encounter with what was found of it, then the spurious ones."""
    aligned = align(gold["encounters"], predicted["encounters"])
    right = [verdict.right for verdict in judge(gold, predicted)]
    numbers = {id(p): n for n, p in enumerate(predicted["encounters"], 1)}
    out = []
    for number, encounter in enumerate(gold["encounters"], 1):
        match = next((p for g, p in aligned if g is encounter), None)
        if match is None:
            out.append(Pairing(encounter, None, number, None))
        else:
            other = numbers.pop(id(match))
            out.append(Pairing(encounter, match, number, other, differing(encounter, match), right[other - 1]))
    for encounter in predicted["encounters"]:
        if id(encounter) in numbers:
            number = numbers[id(encounter)]
            out.append(Pairing(None, encounter, None, number, right=right[number - 1]))
    return out


def differing(gold: Record, predicted: Record) -> tuple[str, ...]:
    """The scored fields in which a gold encounter and the predicted one that found it differ."""
    out = []
    if gold["type"] != predicted.get("type"):
        out.append("type")
    if status(gold) != status(predicted):
        out.append("status")
    if any(g is None or p is None or party_differing(g, p) for g, p in paired_parties(gold, predicted)):
        out.append("parties")
    if set(gold.get("topics", [])) != set(predicted.get("topics", [])):
        out.append("topics")
    if (gold.get("place") or {}).get("name") and not same_place(gold, predicted):
        out.append("place")
    if gold.get("date") and gold["date"] != predicted.get("date"):
        out.append("date")
    return tuple(out)


def paired_parties(gold: Record, predicted: Record) -> list[tuple[Party | None, Party | None]]:
    """The parties of two encounters beside each other: those that are the same, then the rest of either."""
    left = list(predicted["parties"])
    out: list[tuple[Party | None, Party | None]] = []
    for party in sorted(gold["parties"], key=lambda p: not p.get("name")):  # names claim theirs before bare states
        hit = next((i for i, other in enumerate(left) if stands_for(party, other)), None)
        out.append((party, None if hit is None else left.pop(hit)))
    order = {id(party): n for n, party in enumerate(gold["parties"])}
    out.sort(key=lambda pair: order[id(pair[0])])
    return out + [(None, party) for party in left]


def party_differing(gold: Party, predicted: Party) -> tuple[str, ...]:
    """The scored fields in which two records of one party differ: rank and the state or organisation it acts for.

    An office that is worded otherwise is no error of the score, nor is the letter of a side.
    """
    out = []
    if gold.get("rank", "principal") != predicted.get("rank", "principal"):
        out.append("rank")
    for key in ("country", "org"):
        if (gold.get(key) or None) != (predicted.get(key) or None):
            out.append(key)
    return tuple(out)


# ---------------------------------------------------------------- counts


def by_outlet(evaluated: Iterable[Case]) -> dict[str, Tally]:
    """Counts by outlet, in the order of their names; articles without any encounter count too."""
    out: dict[str, Tally] = {}
    for case in evaluated:
        tally = out.setdefault(case.outlet, Tally())
        tally.articles += 1
        tally.false_alarms += "false-alarm" in case.kinds
        for pairing in case.pairings:
            tally.add(pairing)
    return dict(sorted(out.items()))


def by_state(evaluated: Iterable[Case]) -> dict[str, Tally]:
    """Counts by the states and organisations that principals act for (each counts), most errors first."""
    return _most_errors_first(_tallies(evaluated, _states))


def by_type(evaluated: Iterable[Case]) -> dict[str, Tally]:
    """Counts by type and status of the gold encounter (of the predicted one where spurious), commonest first."""
    out = _tallies(evaluated, lambda pairing: {_type(pairing.gold or pairing.predicted or {})})
    return dict(sorted(out.items(), key=lambda item: (-item[1].gold, item[0])))


def by_rule(evaluated: Iterable[Case]) -> dict[str, Tally]:
    """Counts by the rule of each predicted encounter, most errors first; what was missed is no rule's."""

    def rule(pairing: Pairing) -> set[str]:
        return {str(pairing.predicted.get("rule") or "?")} if pairing.predicted else set()

    return _most_errors_first(_tallies(evaluated, rule))


def _tallies(evaluated: Iterable[Case], headings: Callable[[Pairing], set[str]]) -> dict[str, Tally]:
    out: dict[str, Tally] = {}
    for case in evaluated:
        seen = set()
        for pairing in case.pairings:
            for heading in headings(pairing):
                seen.add(heading)
                out.setdefault(heading, Tally()).add(pairing)
        for heading in seen:
            out[heading].articles += 1
            out[heading].false_alarms += "false-alarm" in case.kinds
    return out


def _most_errors_first(tallies: dict[str, Tally]) -> dict[str, Tally]:
    return dict(sorted(tallies.items(), key=lambda item: (-item[1].missed - item[1].spurious, item[0])))


def _type(encounter: Record) -> str:
    kind = str(encounter.get("type") or "?")
    return kind if status(encounter) == "held" else f"{kind}, {status(encounter)}"


def _states(pairing: Pairing) -> set[str]:
    parties = [p for e in (pairing.gold, pairing.predicted) if e for p in e["parties"]]
    principals = (p for p in parties if p.get("rank", "principal") == "principal")
    return {str(code) for p in principals if (code := p.get("org") or p.get("country"))}
