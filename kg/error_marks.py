"""The text of an article with gold and predicted parties and evidence marked in it.

Gold records have no positions: a name is looked for wherever it stands in the text, the office of an unnamed party in
the evidence of its encounter, and evidence piece by piece («…» stands for what was left out).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from xml.etree.ElementTree import Element

from kg.breakdown import Case
from kg.html import element
from kg.model import Span
from kg.scoring import Party, Record, same_person
from kg.text import NormalText, fold, normalise
from kg.tokens import PhraseTable, Token, tokenise

_LEFT_OUT = re.compile(r"\s*(?:…|\.\.\.)\s*")


@dataclass(slots=True)
class _Person:
    """A party as the text may name it, and who says so (``of_gold``: this spelling is the gold record's)."""

    party: Party
    of_gold: bool = False
    gold: set[int] = field(default_factory=set)
    predicted: set[int] = field(default_factory=set)
    agreed: bool = False

    @property
    def outcome(self) -> str:
        if self.agreed:
            return "both"
        return "missed" if self.gold else "spurious"

    @property
    def told(self) -> str:
        """Who he is and who says so, for the tip of a mark."""
        return f"{self.outcome}: {_office(self.party)} ({' '.join(self.labels)})"

    @property
    def labels(self) -> list[str]:
        return [f"G{n}" for n in sorted(self.gold)] + [f"P{n}" for n in sorted(self.predicted)]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of the text; ``outcome`` is both, missed or spurious for a party, gold or predicted for evidence."""

    start: int
    end: int
    outcome: str
    tip: str = ""
    label: str = ""

    @property
    def evidence(self) -> bool:
        return self.outcome in {"gold", "predicted"}


@dataclass(frozen=True, slots=True)
class MarkedText:
    """The pieces of a text for ``kg.html.element``; the gold names that do not stand in it as written."""

    pieces: list[Element | str]
    not_found: list[str]


def marked_text(case: Case) -> MarkedText:
    """The article of ``case`` with its marks; no pieces where it was not read."""
    if case.article is None:
        return MarkedText([], [])
    text = normalise(case.article.text)
    tokens = tokenise(text.text)
    people = _people(case)
    marks = list(_evidence(case, text))
    shown = {id(p): False for p in people}
    for mark, person in _named(people, text, tokens):
        marks.append(mark)
        shown[id(person)] = True
    marks += _unnamed(case, text, tokens)
    marks = [m for m in marks if 0 <= m.start < m.end <= len(case.article.text)]
    not_found = [str(p.party["name"]) for p in people if p.of_gold and not shown[id(p)]]
    return MarkedText(list(_pieces(case.article.text, marks)), not_found)


def _people(case: Case) -> list[_Person]:
    """The named parties of an article, each once, fullest name first within gold and predicted."""
    gold: dict[str, _Person] = {}
    predicted: dict[str, _Person] = {}
    for pairing in case.pairings:
        if pairing.gold and pairing.gold_number:
            for party in _names(pairing.gold):
                gold.setdefault(fold(party["name"]), _Person(party, True)).gold.add(pairing.gold_number)
        if pairing.predicted and pairing.predicted_number:
            for party in _names(pairing.predicted):
                predicted.setdefault(fold(party["name"]), _Person(party)).predicted.add(pairing.predicted_number)
    for one in gold.values():
        for other in predicted.values():
            if same_person(one.party, other.party):
                one.agreed = other.agreed = True
                one.predicted |= other.predicted
                other.gold |= one.gold
    return [*gold.values(), *(p for name, p in predicted.items() if name not in gold or not gold[name].agreed)]


def _names(encounter: Record) -> Iterator[Party]:
    return (party for party in encounter["parties"] if party.get("name"))


def _named(people: list[_Person], text: NormalText, tokens: list[Token]) -> Iterator[tuple[_Mark, _Person]]:
    table: PhraseTable[_Person] = PhraseTable()
    for person in people:
        table.add(fold(person.party["name"]), person)
    table.freeze()
    i = 0
    while i < len(tokens):
        match = table.at(tokens, i)
        if match is None:
            i += 1
            continue
        start, end = text.span(tokens[i].start + len(match.clitic), tokens[match.last - 1].end)
        person = match.value
        yield _Mark(start, end, person.outcome, person.told, " ".join(person.labels)), person
        i = match.last


def _unnamed(case: Case, text: NormalText, tokens: list[Token]) -> Iterator[_Mark]:
    """Parties known by office or state: the predicted ones where they were read, the gold ones by their office."""
    for pairing in case.pairings:
        for gold, predicted in pairing.parties:
            labels = [f"G{pairing.gold_number}"] if gold else []
            labels += [f"P{pairing.predicted_number}"] if predicted else []
            outcome = "both" if gold and predicted else "missed" if gold else "spurious"
            tip = f"{outcome}: {_office(gold or predicted or {})} ({' '.join(labels)})"
            if predicted and not predicted.get("name") and predicted.get("span"):
                yield _Mark(*_two(predicted["span"]), outcome, tip, " ".join(labels))
            elif gold and not gold.get("name") and gold.get("role") and pairing.gold:
                for start, end in _evidence_spans(str(pairing.gold.get("evidence") or ""), text):
                    inside = [t for t in tokens if start <= text.span(t.start, t.end)[0] < end]
                    for at in _phrase(fold(gold["role"]), inside, text):
                        yield _Mark(*at, outcome, tip, " ".join(labels))


def _office(party: Party) -> str:
    what = [party.get("role"), party.get("org") or party.get("country"), f"side {party.get('side') or '?'}"]
    return ", ".join(str(w) for w in what if w)


def _phrase(folded: str, tokens: list[Token], text: NormalText) -> Iterator[Span]:
    """The first place of a phrase among ``tokens``."""
    table: PhraseTable[None] = PhraseTable()
    table.add(folded, None)
    table.freeze()
    match = next((m for i in range(len(tokens)) if (m := table.at(tokens, i))), None)
    if match:
        yield text.span(tokens[match.first].start + len(match.clitic), tokens[match.last - 1].end)


# ---------------------------------------------------------------- evidence


def _evidence(case: Case, text: NormalText) -> Iterator[_Mark]:
    for pairing in case.pairings:
        if pairing.gold:
            for start, end in _evidence_spans(str(pairing.gold.get("evidence") or ""), text):
                yield _Mark(start, end, "gold", label=f"G{pairing.gold_number}")
        if pairing.predicted and pairing.predicted.get("evidence_span"):
            yield _Mark(*_two(pairing.predicted["evidence_span"]), "predicted", label=f"P{pairing.predicted_number}")


def _evidence_spans(evidence: str, text: NormalText) -> list[Span]:
    """Where the pieces of a gold quotation stand, in order; what is not found is left out."""
    out: list[Span] = []
    at = 0
    for piece in _LEFT_OUT.split(evidence):
        words = normalise(piece.strip()).text
        found = text.text.find(words, at) if words else -1
        if found < 0 and words:
            found = text.text.find(words)
        if found >= 0:
            at = found + len(words)
            out.append(text.span(found, at))
    return out


def _two(span: Iterable[int]) -> Span:
    start, end = span
    return int(start), int(end)


# ---------------------------------------------------------------- pieces


def _pieces(text: str, marks: list[_Mark]) -> Iterator[Element | str]:
    """The text cut where a mark begins or ends; one pass over the sorted borders."""
    borders = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    by_start = sorted(marks, key=lambda m: (m.start, -m.end))
    active: list[_Mark] = []
    told: set[tuple[str, str]] = set()  # a name's numbers are written at its first place only
    following = 0
    for start, end in pairwise(borders):
        active = [m for m in active if m.end > start]
        begun: list[_Mark] = []
        while following < len(by_start) and by_start[following].start == start:
            begun.append(by_start[following])
            following += 1
        active += begun
        for mark in begun:
            if mark.evidence:
                yield element("span", mark.label, class_=f"begin {mark.outcome}")
        yield from _piece(text[start:end], active)
        for mark in active:
            if mark.end == end and not mark.evidence and (mark.tip, mark.label) not in told:
                told.add((mark.tip, mark.label))
                yield element("sup", mark.label, class_="who")


def _piece(text: str, active: list[_Mark]) -> Iterator[Element | str]:
    evidence = sorted({f"in-{m.outcome}" for m in active if m.evidence})
    parties = [m for m in active if not m.evidence]
    inner: Element | str = text
    if parties:
        tips = "; ".join(dict.fromkeys(m.tip for m in parties))
        inner = element("mark", text, class_=" ".join(sorted({m.outcome for m in parties})), title=tips)
    yield element("span", inner, class_=" ".join(evidence)) if evidence else inner
