"""Journeys whose goal is told before their word: «في طوكيو، التي يزورها X»، «من برلين حيث يقوم بزيارة»."""

from __future__ import annotations

from kg.clauses import PERSONS, Clause
from kg.goals import place_at
from kg.mention import Mention
from kg.tokens import COMMAS

_RELATIVE = 3  # words from «التي» to «زارها»
_WHERE = 5  # words from «حيث» to «زيارة»
_PLACE = 3  # words of a place's name
_SUBJECT = 40  # words from who speaks to where he is


def place_before(clause: Clause) -> Mention | None:
    """The state or city that the pronoun of «يزورها» or «حيث» before a visit means."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.frame == "visited":
        opening, reach = grammar.relative, _RELATIVE
        between = grammar.beside_verb | grammar.was
    elif clause.frame == "visit-noun" and not clause.trigger.value.of_his:
        opening, reach = grammar.whereupon, _WHERE
        between = grammar.performs | grammar.was | grammar.now | grammar.beside_verb | grammar.in_ | grammar.by
    else:
        return None
    at = first - 1
    while at > first - reach and at > 0 and clause.tokens[at].text in between:
        at -= 1
    if at < 1 or clause.tokens[at].text not in opening:
        return None
    end = at - (clause.tokens[at - 1].text in COMMAS)
    for start in range(end - 1, max(0, end - _PLACE - 1), -1):
        place = place_at(clause, start, listed=False, beside_city=False)
        if place and place.last == end:
            return (
                None
                if any(m.first <= start < m.last and m.kind in PERSONS for m in clause.sentence.mentions)
                else place
            )
    return None


def visitor_there(clause: Clause) -> list[Mention]:
    """Who is told right behind the verb, else the subject before it."""
    behind = [
        m for m in clause.sentence.mentions if m.first == clause.trigger.last and m.kind in PERSONS and not m.link
    ]
    return behind or clause.before(_SUBJECT)[-1:]
