"""Which predicted encounters of an article are right: what the confidence of an encounter is a probability of.

An encounter is **right** when the gold record has one that says the same, each gold encounter answering for one
prediction only:

- the same type and the same status, and
- of a held meeting or call between persons, the persons: every pair of principals of two sides is a pair of the gold
  encounter (``scoring.same_person``);
- of any other, for whom the sides act: every pair of states or organisations is one of the gold encounter; an organiser
  alone must be one of its parties.

Its **credit** counts parts: the share of its pairs that are right, if type and status are. Topics, place and date are
not in it; they have figures of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.scoring import Record, affiliation, dyads, met_pairs, same_pair


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one predicted encounter: ``credit`` from 0 to 1, and whether all of it is right."""

    credit: float
    right: bool


def judge(gold: Record, predicted: Record) -> list[Verdict]:
    """A verdict for each predicted encounter, in order; the best agreement is matched first."""
    pairs = sorted(
        (-_credit(g, p), i, j) for i, g in enumerate(gold["encounters"]) for j, p in enumerate(predicted["encounters"])
    )
    verdicts = [Verdict(0.0, False)] * len(predicted["encounters"])
    taken_gold: set[int] = set()
    taken: set[int] = set()
    for lost, i, j in pairs:
        if lost < 0 and i not in taken_gold and j not in taken:
            taken_gold.add(i)
            taken.add(j)
            verdicts[j] = Verdict(-lost, lost == -1)
    return verdicts


def _credit(gold: Record, predicted: Record) -> float:
    """How much of a predicted encounter a gold one says too, from 0 to 1."""
    if gold["type"] != predicted["type"] or gold.get("status", "held") != predicted.get("status", "held"):
        return 0.0
    told = met_pairs({"encounters": [predicted]})
    if told:
        return _share([any(same_pair(pair, g) for g in met_pairs({"encounters": [gold]})) for pair in told])
    here = dyads({"encounters": [gold]})
    if facing := dyads({"encounters": [predicted]}):
        return _share([dyad in here for dyad in facing])
    return float(_affiliations(predicted) <= _affiliations(gold))


def _affiliations(encounter: Record) -> set[str | None]:
    return {affiliation(party) for party in encounter["parties"]}


def _share(outcomes: Sequence[bool]) -> float:
    return sum(outcomes) / len(outcomes)
