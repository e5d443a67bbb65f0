"""Whom a verb of meeting has as its object: those behind a preposition, each by himself; and who is none."""

from __future__ import annotations

from kg.clauses import Clause
from kg.coordination import Group
from kg.mention import Mention
from kg.tokens import readings

_HOSTED = 14  # words from «يستضيف» to the talks that somebody hosts
_GUEST = 8  # and to a guest, past where and when


def met_others(clause: Clause, subject: Group) -> bool:
    """«التقى الوزير X بأبناء الجالية», «التقى X مع عدد من …»: he met people who are no party."""
    grammar, last = clause.grammar, subject[-1].last
    if subject[0].link or clause.near(subject) or last >= len(clause.tokens):
        return False
    text = clause.tokens[last].text
    people = any(c in grammar.by and rest in grammar.people for c, rest in readings(text))
    return people or (text in grammar.with_ and grammar.beside_verb.isdisjoint(clause.words(last + 1, last + 2)))


def hosts_no_guest(clause: Clause, groups: list[Group]) -> bool:
    """«ويستضيف الرئيس X جولة من المحادثات بين …»، «تستضيف تونس أكثر من مليون …»: what somebody hosts is no person."""
    if clause.trigger.value.word not in clause.grammar.organises:
        return False
    last = clause.trigger.last
    guest = groups[1] if len(groups) > 1 and clause.near(groups[0]) == 0 else groups[0]
    start = groups[0][-1].last if guest is not groups[0] else last
    hosted = clause.triggers(last, guest[0].first if guest is not groups[0] else last + _HOSTED)
    return guest[0].first - start > _GUEST or any(t.value.frame == "talks" for t in hosted)


def each_behind(clause: Clause, group: Group) -> bool:
    """«التقى بالملحق العسكري التركي وبرئيس بعثة …»: each behind the preposition of those who are met."""
    by = clause.grammar.by | clause.grammar.with_
    return len(group) > 1 and group[0].link in by and any(m.link[1:] in by for m in group[1:] if len(m.link) > 1)


def each_by_himself(clause: Clause, group: Group) -> bool:
    """«كما التقى، كلا على حدة، المدير العام X، ووزير … Y»: met one by one, by whoever was told of before."""
    behind = clause.grammar.singly.intersection(clause.words(clause.trigger.last, group[0].first))
    return bool(behind) and clause.near(group) > 0


def of_a_noun(clause: Clause, m: Mention) -> bool:
    """«يلتقي القادة … بعد قرارات الرئيس X»: whose a thing is, told behind a preposition, is nobody met."""
    at, grammar = m.first - 1, clause.grammar
    if m.link or at - 1 < clause.trigger.last:
        return False
    word, before = clause.tokens[at], clause.tokens[at - 1].text
    if word.is_mark or grammar.definite(word.text) or word.text.endswith(tuple(grammar.his)):
        return False
    lexicon = clause.lexicon
    tables = (lexicon.states, lexicon.cities, lexicon.events, lexicon.honorifics)
    named = any(table.at(clause.tokens, at) for table in tables) or word.text not in lexicon.common_words
    when = grammar.beside_verb | grammar.spans | grammar.hours
    told = before in grammar.did | grammar.ahead_of or grammar.verbal_noun_shaped(word.text)
    return not named and told and word.text not in when


def his_own(clause: Clause, m: Mention) -> bool:
    """«أجرى الرئيس مباحثات مع وزير دفاعه»: a minister of his own; «زار مصر والتقى وزير خارجيتها» is another's."""
    if m.kind != "official" or not m.possessed:
        return False
    her = tuple(p for p in clause.grammar.his if len(p) > 1)
    words = clause.words(m.first, m.last)
    return not any(w.endswith(her) for w in words) and any(w.endswith(tuple(clause.grammar.his)) for w in words)


def anybody(clause: Clause, m: Mention) -> bool:
    """«أول لقاء بين رئيس أميركي وزعيم كوري شمالي»: whoever holds the office, at whatever time."""
    if m.kind != "official" or m.name or not m.country or not m.head or m.head.category not in {"head", "leader"}:
        return False
    words = clause.tokens[m.first : m.last]
    if len(words) < 2 or m.head.number != "singular" or clause.grammar.definite(words[0].text):
        return False
    state = clause.lexicon.states.at(clause.tokens, m.first + 1, clitics=False)
    return state is not None and state.value.kind == "demonym" and not state.value.definite
