"""Two who met each other, both told before the word for it: «حث X Y على البقاء عندما التقى به»."""

from __future__ import annotations

from kg.bodies import Sides
from kg.clauses import OFFICIALS, Clause, differ
from kg.coordination import Group
from kg.mention import Mention

_TWO = 2
_CALLER = 12  # words from «زاره» to who did
_REACH = 24  # words from the first of them to the word for their meeting


def met_him(clause: Clause) -> Sides | None:
    """«وحث X Y على عدم الانسحاب عندما التقى به»، «خلال لقائه به»: a pronoun stands where the other side would, and two
    are told of before it."""
    grammar, last = clause.grammar, clause.trigger.last
    him = {link + his for link in grammar.with_ | grammar.by for his in grammar.his}
    return None if him.isdisjoint(clause.words(last, last + 1)) else _both_before(clause)


def both_met(clause: Clause, groups: list[Group]) -> Sides | None:
    """«كان X حث Y على البقاء عندما اجتمع الرئيسان»: the two behind the verb are the two told before it."""
    if not groups or not clause.both_subjects() or not all(clause.is_both(g) for g in groups):
        return None
    return _both_before(clause) or ((), ())


def called_on(clause: Clause) -> Sides | None:
    """«كما زاره وفد من … برئاسة X»: who called on whoever was told of before."""
    first = clause.trigger.first
    if not clause.grammar.relative.isdisjoint(clause.words(first - 1, first)):
        return None  # «المعرض الذي زاره الوزير»
    groups = clause.after(_CALLER)
    beside = bool(groups) and not groups[0][0].link and clause.near(groups[0]) <= 1
    return ((), tuple(groups[0])) if beside else None


def _both_before(clause: Clause) -> Sides | None:
    first = clause.trigger.first
    told = [m for m in clause.sentence.mentions if m.kind in OFFICIALS and m.last <= first]
    if len(told) != _TWO or first - told[0].first > _REACH or not differ(told[0], told[1]):
        return None
    known = [_known(m) for m in told]
    return ((told[0],), (told[1],)) if all(known) else None


def _known(m: Mention) -> bool:
    """Whether one is told to act for some state, here or before."""
    return bool(m.country or m.org or m.of_state) and not m.countries
