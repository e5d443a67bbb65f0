"""Whether a trigger tells of something that took place, is to come, or was denied, refused or only wished for."""

from __future__ import annotations

from collections.abc import Collection

from kg.clauses import Clause
from kg.mention import Mention
from kg.tokens import readings

_OF_STATE = frozenset(
    {"minister", "ambassador", "commander", "director", "deputy", "sovereign", "envoy", "heir", "adviser"}
)
_NOMINAL = frozenset({"talks", "committee", "talks-of-his", "reception", "phone", "visit-noun"})
_FINITE = frozenset({"receive", "meet", "gather", "talk", "dual", "speak", "sign", "visit", "travel"})
_NOW = 5  # words from a journey to «حاليا»
_WEEK = 20  # words from a verb of the present to «المقبل» that puts it off


def past(clause: Clause) -> bool:
    """A finite verb of the past, or a reception or talks «of his» that something happened in: it took place."""
    word, grammar = clause.trigger.value.word, clause.grammar
    if clause.frame in _FINITE:
        return not word.startswith(tuple(grammar.imperfect)) or word.startswith(tuple(grammar.own_t))
    if clause.frame == "visit-noun":  # «زيارة قام بها», «عقب زيارة»
        near = clause.words(clause.trigger.first - 7, clause.trigger.last + 2)
        return not grammar.did.isdisjoint(near)
    return clause.frame in {"reception-of-his", "talks-of-his"} and clause.trigger.clitic not in grammar.for_


def planned(clause: Clause) -> bool:
    """Announced: a future verb, a word of planning nearby, a wish with a date, the purpose of a journey, an accepted
    invitation."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    visit = clause.trigger.value.type == "visit"
    word = clause.tokens[first].text
    if (
        clause.trigger.clitic in grammar.will
        or (visit and _invited(clause))
        or clause.has_event(first - 4, first, "wish")
    ):
        return True
    # «يزور القاهرة حاليا في إطار الإعداد لـ…»
    now = visit and not grammar.now.isdisjoint(clause.words(first, last + _NOW))
    if not now and clause.has_event(first - 7, last + (28 if visit and not past(clause) else 3), "future"):
        return True
    imperfect = clause.frame in _FINITE and not past(clause)
    if imperfect and not now and clause.has_event(last, last + _WEEK, "future"):
        return True  # «يستضيف الرئيس … الأسبوع المقبل»
    if imperfect and _on_journey(clause):
        return True  # «وصل إلى مدريد في زيارة …، يلتقي خلالها العاهل»
    told = clause.frame in _FINITE and past(clause)  # «اتفق الجانبان على … الذي سيعقد»: what they agreed is to come
    if not visit and not told and clause.frame != "receive" and clause.has_event(first - 6, last + 22, "will"):
        return True
    purpose = any(clause.trigger.clitic.endswith(p) for p in grammar.for_) or any(
        word.startswith(p * 2) for p in grammar.for_
    )
    before = readings(clause.tokens[first - 1].text) if first and clause.frame == "talks" else []
    purpose = purpose or any(clitic in grammar.for_ and rest in grammar.holds for clitic, rest in before)
    if not purpose:  # «وصل … للاجتماع بـ»، «… لإجراء محادثات مع»
        return False
    return any(t.value.frame == "travel" for t in clause.triggers(first - 25, first))


def _on_journey(clause: Clause) -> bool:
    """A verb of the present, «خلالها» right behind it, and a journey told before it."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    words = clause.words(last, last + 1)
    if not words or not words[0].startswith(tuple(grammar.during)) or words[0] in grammar.during:
        return False
    return any(t.value.frame == "travel" for t in clause.triggers(0, first))


def denied(clause: Clause) -> bool:
    """Denied, refused, cancelled or conditional; or wished for, with no day or season set."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    negated = 3 if clause.frame == "phone" else 2  # «لم يجر أي اتصال»
    if not grammar.not_.isdisjoint(clause.words(first - negated, first)) or not grammar.if_.isdisjoint(
        clause.words(first - 3, first)
    ):
        return True
    if clause.has_event(first - 14, first, "denial"):
        return True
    if clause.has_event(first - (9 if clause.frame in _NOMINAL else 4), first, "wish"):
        return not clause.has_event(last, last + 14, "future")
    return False


def sporting(clause: Clause, *sides: Collection[Mention]) -> bool:
    """A match or a club's affairs: a word of sport stands in the sentence, and not both sides hold offices of state."""
    if not clause.has_event(0, len(clause.tokens), "sport"):
        return False
    return not all(side and all(m.role and m.head and m.head.category in _OF_STATE for m in side) for side in sides)


def by_phone(clause: Clause) -> bool:
    """A word of telephoning stands in the clause."""
    return any(t.value.type == "call" for t in clause.triggers(clause.trigger.first - 8, clause.trigger.last + 25))


def _invited(clause: Clause) -> bool:
    """«قبل … دعوة لزيارة الصين»: an accepted invitation is a planned visit."""
    first = clause.trigger.first
    invitation = not clause.grammar.invitation.isdisjoint(clause.words(first - 12, first))
    return invitation and clause.has_event(first - 12, first, "accept")
