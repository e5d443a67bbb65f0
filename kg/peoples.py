"""Sides that one short word means: «مع الأميركيين»، «بين حماس وإسرائيل»."""

from __future__ import annotations

from kg.clauses import Clause
from kg.mention import Mention


def his_country(clause: Clause, start: int, stop: int) -> list[Mention]:
    """«قال الوزير الإيراني إن الاتفاق المبرم مع بلاده …»: the state of whoever was told of last before it."""
    grammar, tokens = clause.grammar, clause.tokens
    for i in range(max(start, 1), min(stop, len(tokens))):
        link, word = tokens[i - 1].text, tokens[i].text
        if link not in grammar.with_ or word not in grammar.our_country or not word.endswith(tuple(grammar.his)):
            continue
        told = [m for m in clause.sentence.mentions if m.last < i and m.kind == "official" and not m.link]
        if told and told[0].country and told[0].last <= start:
            return [Mention("state", i, i + 1, tokens[i].start, tokens[i].end, link, country=told[0].country)]
    return []


def movements(clause: Clause, start: int, stop: int) -> list[Mention]:
    """«بين حماس وإسرائيل»: a movement whose short name may mean something else, behind «بين» or «مع» or beside a
    state."""
    lexicon, grammar, tokens = clause.lexicon, clause.grammar, clause.tokens
    out: list[Mention] = []
    for i, found in clause.sentence.matches(lexicon.organisations).items():
        if not start <= i < stop or not found.value.ambiguous or found.value.label not in lexicon.nonstate:
            continue
        if any(m.first <= i < m.last for m in clause.sentence.mentions):
            continue
        before = tokens[i - 1].text if i else ""
        link = found.clitic or (before if before in grammar.between | grammar.with_ else "")
        if link in grammar.and_ | grammar.between or (link in grammar.with_ and not _plain(clause, i)):
            begin, end = tokens[i].start + len(found.clitic), tokens[found.last - 1].end
            out.append(Mention("org", i, found.last, begin, end, link, org=found.value.label))
    return out


def _plain(clause: Clause, i: int) -> bool:
    """«مع فتح»: a word of every day."""
    return clause.tokens[i].text in clause.lexicon.common_words
