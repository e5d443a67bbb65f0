"""Talks of three states or more, told by their states alone: «اجتماع ثلاثي يضم الأردن وسوريا والعراق»."""

from __future__ import annotations

from kg import bodies, two_states
from kg.bodies import Sides
from kg.clauses import Clause
from kg.mention import Mention
from kg.tokens import DASHES, surfaces

_OF_SEVERAL = 3  # words from talks to «ثلاثي»
_BROUGHT = 14  # words from talks to «وجمعت»
_ATTENDED = 5  # words from talks to «بمشاركة»
_NAMED = 14  # words in which the states stand
_MANY = 3
_DELEGATIONS = 3  # words from «بين» to «وفود من»


def of_several(clause: Clause) -> Sides | None:
    """The states that met: «اجتماع رباعي بمشاركة مصر واليونان …»، «المحادثات الثلاثية التي استضافتها الإمارات وجمعت كلا
    من روسيا …»، «اجتماع ثلاثي لمصر والسودان وإثيوبيا»، «القمة الثلاثية المصرية اليونانية القبرصية»."""
    grammar, last = clause.grammar, clause.trigger.last
    words = clause.words(last - 1, last + _OF_SEVERAL)  # «القمة الثلاثية» is one word of talks
    several = next((last + k for k, w in enumerate(words) if w in grammar.of_several), None)
    if several is None:
        return None
    told = _adjectives(clause, several)
    if not told:
        start = _start(clause, several)
        states = bodies.state_like(clause, start, start + _NAMED) if start is not None else []
        if start is None or not states or states[0].first - start > 1:
            return None
        told = [states[0], *bodies.further(clause, states, states[0])]
    return ((told[0],), tuple(told[1:])) if len(told) >= _MANY else None


def _start(clause: Clause, several: int) -> int | None:
    """The token from which on the states are told."""
    grammar, last, tokens = clause.grammar, clause.trigger.last, clause.tokens
    if any(m.first == several and m.kind == "state" and m.link in grammar.for_ for m in clause.sentence.mentions):
        return several
    there = next(iter(clause.events(last, last + _ATTENDED, "attendance")), None)
    gathers, near = surfaces(grammar.gathers), clause.words(several, last + _BROUGHT)
    at = next((several + k for k, w in enumerate(near) if w in gathers or w in grammar.between), there)
    if at is None:
        return None
    behind = clause.words(at + 1, at + 1 + _DELEGATIONS)
    for k, word in enumerate(behind):  # «كلا من»، «وفود من»
        if word in grammar.from_:
            return at + k + 2
    return at + 1 if at + 1 < len(tokens) else None


def _adjectives(clause: Clause, start: int) -> list[Mention]:
    """«ثلاثي سعودي - أميركي - روسي»: the adjectives of the states, with dashes or commas between them or nothing."""
    tokens, out, i = clause.tokens, list[Mention](), start
    while i < len(tokens):
        if out and (tokens[i].text in DASHES or tokens[i].text in clause.grammar.and_):
            i += 1
            continue
        state = clause.lexicon.states.at(tokens, i)
        plain = state is not None and (not state.clitic or (out and state.clitic in clause.grammar.and_))
        if state is None or not plain or not two_states.is_adjective(clause, i, state.value):
            break
        if state.value.code not in {m.country for m in out}:
            out.append(two_states.as_mention(clause, state.first, state.last, state.value.code, ""))
        i = state.last
    return out if len(out) >= _MANY else []
