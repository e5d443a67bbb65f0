"""Whom an official without a name cannot mean: another head of something, who addresses him, whose greetings he is
told."""

from __future__ import annotations

from collections.abc import Callable

from kg.actor import Actor
from kg.grammar import Grammar
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.sentences import Sentence
from kg.text import fold

_SOON = 3  # sentences from «وزير الداخلية المصري» to his name


def presides_else(actor: Actor, m: Mention, grammar: Grammar) -> bool:
    """«رئيس الأركان»، «رئيس الوزراء» is not «الرئيس الروسي», though the words begin alike."""
    if m.head is None:
        return False
    if actor.org and not m.org and " " in m.head.lemma and fold(m.head.lemma) in grammar.same_office:
        return True  # «رئيس الجمهورية» is no «رئيسة المفوضية»
    if not (actor.country or (m.country and actor.named)):
        return False
    if " " not in m.head.lemma:
        return _other_head(actor, m, grammar) or _heads_body(actor, m, grammar)
    heads = {x.head.lemma for _, x in actor.mentions if x.head}
    same = grammar.same_office
    return (
        bool(heads)
        and m.head.lemma not in heads
        and all(fold(h) in same and m.head.lemma.startswith(h + " ") for h in heads)
        and fold(m.head.lemma) not in same
    )


def _other_head(actor: Actor, m: Mention, grammar: Grammar) -> bool:
    """«رئيس المخابرات» is not «الرئيس المصري», of whom nothing else is told."""
    words = tuple((m.role_key or "").split())
    told = {o for o in actor.offices if o}
    definite = m.head is not None and m.head.definite  # «بالرئيس المصري»
    if definite or len(words) < 2 or not told or any(o != words[:1] for o in told):
        return False
    same = {grammar.bare(w) for form in grammar.same_office for w in form.split()[1:]}
    return fold(words[0]) in grammar.same_office and words[1] not in same


def _heads_body(actor: Actor, m: Mention, grammar: Grammar) -> bool:
    """«رئيس جمهورية أوزبكستان» is not «رئيس جهاز أمن الدولة X» of the same state; who presides a council may be its
    president."""
    key = m.role_key or ""
    if not m.country or m.head is None or m.head.category != "head" or fold(key) not in grammar.same_office:
        return False
    same = {grammar.bare(w) for form in grammar.same_office for w in form.split()[1:]} | grammar.council
    told = [o for o in actor.offices if o]
    return bool(told) and all(o[0] == key and len(o) > 1 and o[1] not in same for o in told)


def told_to_him(actor: Actor, s: int, m: Mention, addressed: Callable[[Mention], bool], grammar: Grammar) -> bool:
    """«ونقل إلى رئيس الوزراء المالطي تحيات رئيس الحكومة X»، «بعث معاليه برقية إلى وزير الداخلية الفرنسي»: whoever sends
    his greetings, and who is addressed so in the same sentence, is another one than to whom that is told."""
    there = [x for x in actor.inside(s) if x is not m]
    if any(x.link in grammar.greetings for x in there):
        return m.link not in grammar.greetings
    to = m.country is not None and not actor.country and m.link in grammar.governed
    return to and any(x.last <= m.first and addressed(x) for x in there)


def told_beside(actor: Actor, s: int, m: Mention) -> bool:
    """«نقل لرئيس المجلس رسالة من الرئيس المصري»: of whom no state is told, and who is told of by another office in the
    same sentence, is not the one of a state."""
    if not m.country or actor.country or not actor.named:
        return False
    return any(x is not m and x.role_key not in {None, m.role_key} for x in actor.inside(s))


def told_far_behind(actor: Actor, s: int, m: Mention) -> bool:
    """«التقى وزير الخارجية السوري نظيره»، and much later «الوزير X»: who is told first far behind, of no state, is not
    the one of a state."""
    if not m.country or m.countries or actor.country or actor.org or not actor.named:
        return False
    return all(t > s + _SOON for t, _ in actor.mentions)


def faces(sentence: Sentence, m: Mention, country: str, lexicon: Lexicon) -> bool:
    """«وجه X الشكر لنظيره التونسي»، «توجه X إلى تونس»، «استقبل X مستشار الرئيس التونسي»: who has a counterpart in a
    state, goes there or receives somebody of it is not of it."""
    if m.kind != "official" or m.link in lexicon.grammar.governed:
        return False
    behind = [x for x in sentence.mentions if x.first >= m.last]
    for other in behind:
        if other.country != country or other.countries:
            continue
        if other.kind == "counterpart" or (other is behind[0] and not other.link and _receives(sentence, m, lexicon)):
            return True
        if other.kind == "state" and other.link in lexicon.grammar.to:
            triggers = sentence.matches(lexicon.triggers).values()
            if any(t.value.type == "visit" and t.first < other.first for t in triggers):
                return True
    return False


def _receives(sentence: Sentence, m: Mention, lexicon: Lexicon) -> bool:
    triggers = sentence.matches(lexicon.triggers).values()
    return any(t.last == m.first and t.value.frame == "receive" for t in triggers)
