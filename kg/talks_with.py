"""Talks with a state, an organisation or a government alone, whose holder stands further off: «أكد الوزير أن المحادثات
الجارية مع الصين جيدة»."""

from __future__ import annotations

from dataclasses import replace

from kg import bodies, two_states
from kg.bodies import Sides
from kg.clauses import PERSONS, STATE_LIKE, Clause, differ
from kg.grammar import Grammar
from kg.lexicon import Trigger
from kg.mention import Mention
from kg.tokens import Match, surfaces

_KIND = 5  # words from talks to «مع», which say of what kind they are
_LISTED = 12  # words in which further states are joined to the first
_BEFORE = 5  # words before talks that say that they are only wished for
_ASKED = 20  # words from «عرضت» to the talks that somebody would like
_ATTENDED = 14  # words from a meeting to «بمشاركة»
_BESIDE = 3  # words from the subject to what it holds
_OPENING = 3  # words of a sentence that talks open
_TALKS = "talks"


def bare(side: tuple[Mention, ...]) -> bool:
    """States and organisations with nobody named for them."""
    return bool(side) and all(m.kind in STATE_LIKE for m in side)


def one_by_one(
    grammar: Grammar, trigger: Match[Trigger], one: tuple[Mention, ...], other: tuple[Mention, ...]
) -> list[tuple[Mention, ...]]:
    """«محادثات مع بريطانيا وفرنسا»: with each of them; «قمة مع إيران وروسيا» is of all."""
    many = trigger.value.frame == _TALKS and trigger.value.word.endswith(
        tuple(w for w in grammar.feminine if len(w) > 1)
    )
    apart = many and len(one) == 1 and len(other) > 1 and bare(other)
    return [(m,) for m in other] if apart and other[0].link in grammar.with_ else [other]


def with_one(clause: Clause) -> Sides | None:
    """Whoever the sentence is about held the talks."""
    grammar, first = clause.grammar, clause.trigger.first
    before = clause.words(first - _BEFORE, first)
    if clause.trigger.clitic in grammar.for_ | grammar.and_ or not surfaces(grammar.not_yet).isdisjoint(before):
        return None
    if not grammar.to.isdisjoint(before[-1:]):
        return None  # «تطرق إلى المحادثات مع …»
    if not grammar.any.isdisjoint(before[-_BESIDE:]) or clause.has_event(first - _ASKED, first, "wish"):
        return None
    if clause.frame != _TALKS and surfaces(grammar.holds).isdisjoint(before):
        return None  # «بشأن اتصالات حملته مع روسيا»
    partner = _partner(clause)
    if partner is None:
        return None
    holder = _holder(clause, partner)
    if holder is None or not differ(holder, partner):
        return None
    near = bodies.state_like(clause, partner.first, partner.last + _LISTED)
    others = bodies.further(clause, near, partner) if partner in near else []
    return (replace(holder, link=""),), (partner, *others)


def in_presence_of(clause: Clause) -> Sides | None:
    """«قال الرئيس X إن بلاده تعتزم تنظيم قمة في إسطنبول بمشاركة فرنسا وألمانيا وروسيا»: he and each of the states."""
    last = clause.trigger.last
    there = next(iter(clause.events(last, last + _ATTENDED, "attendance")), None)
    near = bodies.state_like(clause, there + 1, there + 1 + _LISTED) if there is not None else []
    if there is None or not near or near[0].first - there > 1 or near[0].kind != "state":
        return None
    others = bodies.further(clause, near, near[0])
    holder = two_states.holder(clause) or _holder(clause, near[0])
    if holder is None or not others or not all(differ(holder, m) for m in (near[0], *others)):
        return None
    return (replace(holder, link=""),), tuple(replace(m, link="") for m in (near[0], *others))


def _partner(clause: Clause) -> Mention | None:
    """The state behind «مع»."""
    last, grammar = clause.trigger.last, clause.grammar
    near = [m for m in bodies.state_like(clause, last, last + _KIND) if m.link in grammar.with_]
    side = near[0] if near else two_states.with_side(clause)
    if side is None or side.first - last > _KIND or any(t.is_mark for t in clause.tokens[last : side.first]):
        return None
    return side


def _holder(clause: Clause, partner: Mention) -> Mention | None:
    """Whose talks they are («مفاوضات إدارة الرئيس مع إيران»), the subject right before them, the subject of what
    somebody said, else who speaks; behind them where they open the sentence."""
    first, last, grammar = clause.trigger.first, clause.trigger.last, clause.grammar
    told = [m for m in clause.sentence.mentions if m.kind in PERSONS and not m.countries]
    states = bodies.state_like(clause, 0, len(clause.tokens))
    told += states
    whose = next((m for m in told if last <= m.first < partner.first and not m.link), None)
    if whose:
        meets = clause.trigger.value.word.startswith(tuple(grammar.meeting_noun))
        return None if meets and whose.kind == "state" else whose  # «لقاء إسبانيا مع البرتغال» is a match
    told = [m for m in told if m.kind in PERSONS or _subject(clause, m)]
    told = [m for m in told if m.link not in grammar.governed | grammar.about | grammar.from_ | grammar.with_]
    before = sorted((m for m in told if m.last <= first), key=lambda m: m.first)
    if not before:
        behind = sorted((m for m in told if m.first >= partner.last), key=lambda m: m.first)
        behind = [m for m in behind if m.link not in grammar.and_]
        return behind[0] if behind and first <= _OPENING else None
    if first - before[-1].last <= _BESIDE:
        return before[-1]
    that = max((i for i in range(first) if clause.tokens[i].text in grammar.that), default=-1)
    said = next((m for m in before if that >= 0 and 0 < m.first - that <= 1), None)
    others = {m.country or m.of_state or m.org or m.name for m in before}
    return said or (before[0] if len(others) == 1 else None)


def _subject(clause: Clause, m: Mention) -> bool:
    """A state that a verb or «أن» stands before, or nothing."""
    grammar = clause.grammar
    if m.link and m.link not in grammar.and_:
        return False
    before = clause.tokens[m.first - 1] if m.first else None
    if before is None or before.is_mark:
        return True
    verb = before.text.endswith(tuple(grammar.she_did)) or before.text.startswith(tuple(grammar.imperfect))
    return verb or before.text in grammar.that or before.text in surfaces(grammar.statement | grammar.carries_on)
