"""Who is named in a clause and is none of its parties: whose kin, guest house, council or office to be a word tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.mention import Mention
from kg.tokens import COMMAS, surfaces

if TYPE_CHECKING:
    from kg.clauses import Clause

_KIN = 4  # words from «صهر» to the last name of whose kin somebody is
_TWICE = 2  # «لل»


def kin(clause: Clause, m: Mention) -> bool:
    """«X، زوج ابنة الرئيس Y، …»: Y only says who X is."""
    if m.kind != "official" or m.role or m.link or m.honorific:
        return False
    words = clause.words(m.first - _KIN, m.first)
    marks = [k for k, word in enumerate(words) if word in COMMAS]
    return not clause.grammar.kin_of.isdisjoint(words[marks[-1] + 1 :] if marks else words)


def at_his_place(clause: Clause, m: Mention) -> bool:
    """«التقى X بالطلاب في مقر إقامة السفير Y»: where they met; Y is nobody whom he met."""
    if m.link or m.kind != "official" or clause.frame not in {"receive", "meet"}:
        return False
    if not clause.grammar.embassy.isdisjoint(clause.words(m.first - 1, m.first)):
        return True  # «بمقر سفارة خادم الحرمين الشريفين»
    where = clause.words(m.first - 3, m.first)
    in_ = clause.grammar.in_ - clause.grammar.by
    return len(where) == 3 and where[-1] in clause.grammar.his_place and not in_.isdisjoint(where[:2])


def accredited(clause: Clause, m: Mention) -> bool:
    """«قدّم أوراق اعتماده سفيرا لبلاده لدى …»: what he is to be, nobody else; «أوراق اعتماد سفير كينيا» are his."""
    if m.name or m.head is None or m.head.category != "ambassador" or m.link or not m.first:
        return False
    if not clause.tokens[m.first - 1].text.endswith(tuple(clause.grammar.his)):
        return False
    return any(
        e.last == m.first and e.value == "message" for e in clause.sentence.matches(clause.lexicon.events).values()
    )


def in_post(clause: Clause, m: Mention) -> bool:
    """«التقاه حين كان لا يزال مدير الوكالة»، «قبل تقلده منصب وزير الخارجية»: what the one told of is or was."""
    unnamed = m.kind == "official" and not (m.name or m.link or m.countries)
    return unnamed and not clause.grammar.in_post.isdisjoint(clause.words(m.first - 1, m.first))


def of_council(clause: Clause, m: Mention) -> bool:
    """«التقى X على هامش اجتماع مجلس وزراء خارجية الدول الأعضاء … Y»: those who make up a gathering, nobody met."""
    several = m.head is not None and m.head.number == "plural"
    if not several or m.name or m.country or m.org or m.link or m.first <= clause.trigger.last:
        return False
    gathering = clause.lexicon.gatherings.at(clause.tokens, m.first - 1)
    return gathering is not None or clause.tokens[m.first - 1].text in surfaces(clause.grammar.his_place)


def to_be(clause: Clause, m: Mention) -> bool:
    """«يعين X رئيسا للوزراء قبل أن يلتقي Y»: an office in the accusative that nobody holds yet."""
    grammar = clause.grammar
    if m.name or m.country or m.org or m.head is None or not m.first:
        return False
    before, behind = clause.tokens[m.first - 1].text, clause.words(m.first + 1, m.first + 2)
    if m.head.number != "singular" and not any(w.startswith(p * _TWICE) for w in behind for p in grammar.for_):
        return False  # «رئيسا الوزراء»: two of them
    return clause.tokens[m.first].text.endswith(tuple(grammar.accusative)) and before not in grammar.that
