"""Committees of two states: «اللجنة الأمنية العراقية الكويتية المشتركة», their sessions and who headed them."""

from __future__ import annotations

import itertools
from dataclasses import replace

from kg.bodies import Sides, as_adjective, between, heads_of_sides
from kg.clauses import Clause, contrast
from kg.delegation_heads import for_side
from kg.mention import Mention
from kg.tokens import Token, surfaces

_COMMITTEE = 7  # words from «اللجنة» to the two states
_BEFORE_WORK = 9  # words from «اللجنة» to «اجتماعاتها»
_CHAIRED = 28  # words from a committee's session to who chaired it
_BODY = 14  # words of the name of a body that met
_PAIR = 2


def held(clause: Clause) -> Sides | None:
    """«عقدت اللجنة الأمنية العمانية السعودية المشتركة اجتماعها»: the two states whose committee met."""
    last = clause.trigger.last
    if last >= len(clause.tokens) or clause.tokens[last].text not in clause.grammar.committee:
        return None
    if clause.trigger.value.word not in clause.grammar.holds:
        return None
    nouns = clause.triggers(last, last + _BODY)
    told = any(t.value.frame in {"talks", "talks-of-his"} for t in nouns)
    return (committee(clause) or between(clause, _COMMITTEE)) if told else None


def at_work(clause: Clause) -> Sides | None:
    """«اجتمعت اللجنة الأمنية اللبنانية السورية المشتركة …»، «اختتمت اللجنة … اجتماعاتها برئاسة X وY»: the two states
    whose committee it is, or who stood for them."""
    first, last, nouns = clause.trigger.first, clause.trigger.last, surfaces(clause.grammar.committee)
    met = clause.frame == "gather"
    near = range(last, last + _COMMITTEE) if met else range(max(0, first - _BEFORE_WORK), first)
    start = next((i for i in near if i < len(clause.tokens) and clause.tokens[i].text in nouns), None)
    states = committee(clause, start) if start is not None else None
    if states is None:
        return None
    if heads := heads_of_sides(clause, states):
        return heads
    there = next(iter(clause.events(last, min(last + _CHAIRED, len(clause.tokens)), "headed", "attendance")), None)
    led = next(iter(clause.groups_from(there + 1)), []) if there is not None else []
    if len(led) == 1:  # «برئاسة X الذي يزور السعودية وY»
        also = [m for m in clause.sentence.mentions if m.kind == "official" and m.first >= led[0].last and m.country]
        led = [*led, *(m for m in also[:1] if m.link in clause.grammar.and_)]
    pair = of_committee(led, states) if there is not None and led and led[0].first - there <= _PAIR + 1 else []
    if len(pair) >= _PAIR and contrast(pair[0], pair[1]):
        return (pair[0],), tuple(replace(m, link="") for m in pair[1:])
    return states


def session(clause: Clause) -> Sides | None:
    """«أشغال الدورة السادسة للجنة الحدودية الجزائرية النيجرية، برئاسة وزير الداخلية X ونظيره Y»: who headed a committee
    of two states, else those states."""
    tokens, last = clause.tokens, clause.trigger.last
    near = range(last - 1, min(len(tokens), last + _COMMITTEE))
    if surfaces(clause.grammar.committee).isdisjoint(tokens[i].text for i in near):
        return None
    heads = heads_of_sides(clause)
    if heads:
        return heads
    there = next(iter(clause.events(last, min(last + _CHAIRED, len(tokens)), "attendance", "headed")), None)
    behind = clause.groups_from(there + 1) if there is not None else []
    led = [g for g in behind[:1] if there is not None and g[0].first - there <= _PAIR + 1]
    states = committee(clause)
    led = [for_side(clause, behind) or g for g in led]
    for pair in (*(of_committee(g, states) for g in led), clause.before(_PAIR + 1)):
        if len(pair) >= _PAIR and contrast(pair[0], pair[1]):
            return (pair[0],), tuple(replace(m, link="") for m in pair[1:])
    return between(clause, _BODY) or states


def committee(clause: Clause, at: int | None = None) -> Sides | None:
    """«اجتماع اللجنة الأمنية العراقية الكويتية المشتركة»: the two states whose committee met; ``at``: the word for
    it."""
    tokens, first = clause.tokens, clause.trigger.first
    words = range(max(0, first - 1), min(len(tokens), clause.trigger.last + _COMMITTEE))
    start = (
        at if at is not None else next((i for i in words if tokens[i].text in surfaces(clause.grammar.committee)), None)
    )
    if start is None:
        return None
    adjectives = [
        (i, code) for i in range(start + 1, min(start + _COMMITTEE, len(tokens))) for code in _adjectives(clause, i)
    ]
    for (i, one), (j, other) in itertools.pairwise(adjectives):
        if one != other and j - i <= _PAIR:
            return (_state(clause, i, one),), (_state(clause, j, other),)
    return None


def _adjectives(clause: Clause, i: int) -> list[str]:
    """The states whose adjective a token is, two for «الجزائرية-النيجرية»."""
    token, out = clause.tokens[i], list[str]()
    for word in token.text.split("-"):
        state = clause.lexicon.states.at([Token(word, token.start, token.end)], 0, clitics=False)
        if state and as_adjective(clause, word, state.value):
            out.append(state.value.code)
    state = None if out else clause.lexicon.states.at(clause.tokens, i, clitics=False)
    if state and as_adjective(clause, clause.tokens[i].text, state.value):
        out.append(state.value.code)
    return out


def of_committee(pair: list[Mention], states: Sides | None) -> list[Mention]:
    """«اللجنة … المغربية الموريتانية برئاسة X، قائد الجيوش الموريتانية، وY»: Y is of the other state of the two."""
    codes = {side[0].country for side in states} if states else set()
    if len(pair) != _PAIR or len(codes) != _PAIR:
        return pair
    for one, other in ((0, 1), (1, 0)):
        if (
            pair[one].country in codes
            and (pair[other].role or pair[other].name)
            and not (pair[other].country or pair[other].org)
        ):
            rest = next(iter(codes - {pair[one].country}))
            return [replace(m, country=rest) if k == other else m for k, m in enumerate(pair)]
    return pair


def _state(clause: Clause, i: int, code: str) -> Mention:
    return Mention("state", i, i + 1, clause.tokens[i].start, clause.tokens[i].end, country=code)
