"""Who travels, where the verb's subject is told in an unusual way: bodies, short names, «أول رئيس أميركي يزور …»."""

from __future__ import annotations

from dataclasses import replace

from kg.clauses import Clause
from kg.mention import Mention

_TEAM = 3  # words from «زار (فريق من)» to the organisation


def first_of_office(clause: Clause, side: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """«X، أول رئيس أميركي يزور كينيا»: he who is told before."""
    if not side or clause.grammar.ordinal.isdisjoint(clause.words(side[0].first - 1, side[0].first)):
        return side
    named = [m for m in clause.sentence.mentions if m.kind == "official" and m.name and m.last < side[0].first]
    fit = [m for m in named if m.link not in clause.grammar.governed]
    if not fit or (fit[-1].country or side[0].country) != side[0].country:
        return side
    return (replace(fit[-1], link="", country=side[0].country),)


def of_body(clause: Clause) -> list[Mention]:
    """«زار فريق من صندوق النقد تونس»، «يزور أعضاء مجلس الأمن بورما»، «المجلس الذي يزور دمشق»: an organisation that
    travels, or some of it."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    if clause.frame not in {"visit", "travel"}:
        return []
    for m in clause.sentence.mentions:
        if m.kind != "org" or m.link not in {"", *grammar.from_}:
            continue
        team = clause.words(last, m.first) if m.first - last <= _TEAM else []
        sent = bool(team) and team[0] in grammar.team and all(w in grammar.from_ for w in team[1:])
        itself = clause.frame == "visit" and not m.link and m.first == last
        relative = m.last == first - 1 and clause.tokens[first - 1].text in grammar.relative
        if sent or itself or (clause.frame == "visit" and relative and not m.link):
            return [replace(m, link="")]
    return []


def by_name_alone(m: Mention) -> bool:
    """«وغادر X صنعاء»: a name that the article has told with its office and state before."""
    return m.kind == "official" and bool(m.name) and not m.role


def behind_visit(clause: Clause, last: int) -> list[Mention]:
    """«وخلال زيارة إلى إندونيسيا، قال الرئيس إن …»: whose visit it is, a verb of saying tells behind it."""
    grammar, first = clause.grammar, clause.trigger.first
    words = clause.words(last, last + 2)
    if clause.frame != "visit-noun" or grammar.during.isdisjoint(clause.words(first - 1, first)) or len(words) < 2:
        return []
    mark = clause.tokens[last].is_mark
    if words[mark] not in grammar.statement:
        return []
    start = last + 1 + mark
    return [m for m in clause.sentence.mentions if m.first == start and m.kind == "official" and not m.link]
