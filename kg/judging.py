"""Which predicted encounters of an article are right: what the confidence of an encounter is a probability of.

An encounter is **right** when the gold record says all of it, nothing twice:

- Of a held meeting or call between persons, the persons: each pair of principals of two sides is one of a gold
  encounter of that type that was held (``scoring.same_person``). Guests whom the gold record receives one by one may
  stand together.
- Of any other, one gold encounter of that type and status, and for whom the sides act: each pair of states or
  organisations is one of that encounter; an organiser alone is one of its parties.

A pair, and an encounter, of the gold record answers for one prediction only. The **credit** counts parts: the share of
the pairs that are right. Topics, place and date are not in it; they have figures of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.scoring import Pair, Record, affiliation, dyads, met_pairs, same_pair


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one predicted encounter: ``credit`` from 0 to 1, and whether all of it is right."""

    credit: float
    right: bool


@dataclass(slots=True)
class _Gold:
    """A gold encounter, and which of its pairs were found already."""

    record: Record
    pairs: list[Pair]
    found: list[Pair] = field(default_factory=list)
    taken: bool = False


def judge(gold: Record, predicted: Record) -> list[Verdict]:
    """A verdict for each predicted encounter, in order; the best agreement is matched first."""
    known = [_Gold(g, met_pairs({"encounters": [g]})) for g in gold["encounters"]]
    told = [(p, met_pairs({"encounters": [p]})) for p in predicted["encounters"]]
    order = sorted(range(len(told)), key=lambda j: (not told[j][1], -_credit(*told[j], known), j))
    verdicts = [Verdict(0.0, False)] * len(told)
    for j in order:
        credit = _credit(*told[j], known, take=True)
        verdicts[j] = Verdict(credit, credit == 1)
    return verdicts


def _credit(record: Record, pairs: list[Pair], known: Sequence[_Gold], *, take: bool = False) -> float:
    """How much of a predicted encounter the gold record says too, from 0 to 1; ``take``: and nothing else may be it."""
    alike = [g for g in known if _kind(g.record) == _kind(record)]
    if pairs:
        return sum(_find(pair, alike, take=take) for pair in pairs) / len(pairs)
    scored = [(_agreement(g.record, record), -i) for i, g in enumerate(alike) if not g.taken and not g.found]
    best, at = max(scored, default=(0.0, 0))
    if take and best:
        alike[-at].taken = True
    return best


def _find(pair: Pair, known: Sequence[_Gold], *, take: bool) -> bool:
    """Whether a pair is one of the gold pairs that were not found before."""
    for g in known:
        for one in g.pairs:
            if not g.taken and one not in g.found and same_pair(one, pair):
                if take:
                    g.found.append(one)
                return True
    return False


def _agreement(gold: Record, predicted: Record) -> float:
    """The share of the pairs of states or organisations that a gold encounter has too."""
    here = dyads({"encounters": [gold]})
    if facing := dyads({"encounters": [predicted]}):
        return len(facing & here) / len(facing)
    return float(_affiliations(predicted) <= _affiliations(gold))


def _kind(encounter: Record) -> tuple[str, str]:
    return str(encounter["type"]), str(encounter.get("status", "held"))


def _affiliations(encounter: Record) -> set[str | None]:
    return {affiliation(party) for party in encounter["parties"]}
