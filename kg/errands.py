"""Journeys with an errand: who sets out for a gathering is its participant, who comes to meet somebody meets him;
neither is a visit beside that (guide, decision 2). Who accepted an invitation will come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.clauses import Clause
from kg.drafts import BARE, Draft
from kg.entities import Sentence
from kg.frames import Candidate
from kg.grammar import Grammar
from kg.journey_status import accepted
from kg.lexicon import Lexicon
from kg.sides import greeting
from kg.tokens import surfaces

_WELCOME = 2  # sentences from an arrival to who greeted the guest


def without_errands(
    drafts: list[Draft], contacts: list[Draft], sentences: Sequence[Sentence], lexicon: Lexicon
) -> list[Draft]:
    """The drafts without the journeys of those who came to meet somebody, or who set out for a gathering that is told
    of: «غادر X إلى الدوحة للمشاركة في القمة»; who arrived, is greeted there, or pays a visit as well, stays."""
    gatherings = [d for d in drafts if d.type == "session"]
    out = []
    for d in drafts:
        if d.type == "visit" and (
            _to_meet(d, [*drafts, *contacts], lexicon.grammar)
            or _at_seats(d, sentences, lexicon.grammar)
            or _is_errand(d, gatherings, sentences, lexicon)
        ):
            continue
        out.append(d)
    return out


def accepted_later(candidates: list[Candidate], sentences: Sequence[Sentence], lexicon: Lexicon) -> list[Candidate]:
    """«دعا X الملك Y لزيارة …. وقبل الملك الدعوة»: asked for only, until the next sentence says that he will come."""
    out = []
    for c in candidates:
        if c.denied and c.frame == "visit-noun" and c.sentence + 1 < len(sentences):
            asked = Clause(lexicon, sentences[c.sentence], c.trigger).has_event(0, c.trigger.first, "wish")
            if asked and accepted(Clause(lexicon, sentences[c.sentence + 1], c.trigger), 0):
                c = replace(c, denied=False, planned=True)
        out.append(c)
    return out


def _to_meet(visit: Draft, drafts: list[Draft], grammar: Grammar) -> bool:
    """«وصل X إلى الرياض للقاء الرئيس اليمني Y»، «زيارة الدوحة للاجتماع مع نظرائه الخليجيين»: in a third state too, the
    meeting that he came for says it."""
    if len(visit.candidates) > 1:
        return False
    told = visit.candidates[0]
    goal = told.other[0].last if told.other else -1
    for d in drafts:
        if d.type != "meeting":
            continue
        other = next((o for a, o in ((d.one, d.other), (d.other, d.one)) if visit.one[0] in a), None)
        behind = [c for c in d.candidates if c.sentence == told.sentence and c.trigger.first > told.trigger.last]
        if told.frame != "travel" or not d.planned:
            behind = [c for c in behind if c.trigger.clitic in grammar.for_]
        if any(c.trigger.clitic in grammar.for_ and c.trigger.first == goal for c in behind):
            return True  # «زيارة الدوحة للقاء وزير الخارجية السعودي X مع …»
        if other and behind and (other[0].kind not in BARE or other[0].kind == "org"):
            return True
    return False


def _at_seats(visit: Draft, sentences: Sequence[Sentence], grammar: Grammar) -> bool:
    """«يتوجه X إلى نيويورك»: he goes to those who sit there, not to the state in which they do."""
    seats = surfaces(grammar.seat_towns)
    goals = [(c.sentence, c.other[0]) for c in visit.candidates if c.other]
    there = [not seats.isdisjoint(t.text for t in sentences[n].tokens[m.first : m.last]) for n, m in goals]
    return bool(there) and all(there)


def _is_errand(visit: Draft, gatherings: list[Draft], sentences: Sequence[Sentence], lexicon: Lexicon) -> bool:
    for c in visit.candidates:
        if c.frame != "travel" or c.trigger.value.word in lexicon.grammar.arrives:
            return False
        if not _to_take_part(sentences[c.sentence], c.trigger.last, lexicon):
            return False
    last = visit.candidates[-1].sentence
    around = sentences[visit.candidates[0].sentence : last + 1 + _WELCOME]
    if any(greeting(sentence, lexicon) is not None for sentence in around):
        return False
    own = {c.sentence for c in visit.candidates}
    return any(visit.one[0] in d.one or not own.isdisjoint(c.sentence for c in d.candidates) for d in gatherings)


def _to_take_part(sentence: Sentence, start: int, lexicon: Lexicon) -> bool:
    """«للمشاركة في»، «لحضور» behind the word of the journey."""
    purpose = tuple(lexicon.grammar.for_)
    found = ((i, g) for i, g in sentence.matches(lexicon.gatherings).items() if i >= start)
    return any(g.value == "participation" and sentence.tokens[i].text.startswith(purpose) for i, g in found)
