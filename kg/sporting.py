"""Matches, which news tells in the words of meetings: «لقاء الفريقين»، «يستضيف»."""

from __future__ import annotations

from collections.abc import Collection

from kg.actor import president
from kg.clauses import Clause
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.sentences import Sentence

_SPORT = 3  # sentences of an article, and their share (a third), that make it one of sport
OF_STATE = frozenset(
    {"minister", "ambassador", "commander", "director", "deputy", "sovereign", "envoy", "heir", "adviser"}
)


def sporting(clause: Clause, *sides: Collection[Mention]) -> bool:
    """A match or a club's affairs: a word of sport stands in the sentence, and not both sides hold offices of state."""
    sport = clause.events(0, len(clause.tokens), "sport")
    if all(_of_an_office(clause, i) or _periodic(clause, i) for i in sport):
        return False
    of_him = clause.frame in {"talks", "talk", "received"}  # «خلال اجتماعين مع مدير الأمن …»، «قبل أن يستقبله الوزير»
    told = [side for side in sides if side] if of_him else sides
    if clause.trigger.value.type == "visit":
        told = sides[:1]  # «زيارة وزير الدفاع X للأردن، لاعب أساسي في المنطقة»: where he goes holds no office
    if any(_rules(m) for side in sides for m in side):
        # «الرئيس الأميركي … في ملعب الغولف … مع الرئيس الروسي»، «الرئيس الفرنسي … نظيره الروسي … المباراة»
        return not all(_of_a_state(m) or m.kind == "counterpart" for side in sides for m in side)
    known = clause.frame != "talks"  # «بعد لقائه نظيره الروسي»; not «لقاء اللاعبين مع X»
    return not all(side and all(_of_office(m) or (known and _of_a_state(m)) for m in side) for side in told)


def of_sport(sentences: list[Sentence], lexicon: Lexicon) -> bool:
    """An article of matches and clubs: words of sport all over it."""
    told = sum(any(e.value == "sport" for e in s.matches(lexicon.events).values()) for s in sentences)
    return told >= max(_SPORT, len(sentences) / _SPORT)


def _rules(m: Mention) -> bool:
    """«الرئيس الروسي», «زعيم كوريا الشمالية»: who heads a state that is told with him."""
    heads = m.head is not None and m.head.category in {"head", "leader"} and m.role_key == m.head.lemma
    return heads and bool(m.country)


def _of_a_state(m: Mention) -> bool:
    """Of a state, by his office or by what was told of him before."""
    return _rules(m) or bool(m.of_state) or (m.kind != "counterpart" and _of_office(m))


def _of_office(m: Mention) -> bool:
    """He holds an office of state, or it is a ministry; or he is the counterpart of who does, which the other side
    says."""
    if m.kind in {"counterpart", "body"} or bool(m.role and m.head and m.head.category in OF_STATE):
        return True
    return m.kind == "official" and bool(m.name) and president(m)


def _of_an_office(clause: Clause, i: int) -> bool:
    """«الرئيس المكسيكي المنتخب»: the word says since when somebody holds his office."""
    here = clause.tokens[i].text in clause.grammar.present_holder
    return here and any(m.first < i < m.last for m in clause.sentence.mentions if m.kind == "official")


def _periodic(clause: Clause, i: int) -> bool:
    """«اجتماعها الدوري»، «اللقاء الدوري»: held again and again, no league."""
    if clause.tokens[i].text not in clause.grammar.periodic:
        return False
    tables = (clause.lexicon.gatherings, clause.lexicon.triggers)
    return any(table.at(clause.tokens, k) for k in range(max(0, i - 2), i) for table in tables)
