"""Contacts in which a state, a government or an organisation is one side and has no person to speak for it: «تركيا
تباحثت مع روسيا», «يتحدث إلى السعودية وتركيا», «أجرت الوزارة اتصالات مكثفة مع السلطات الليبية»."""

from __future__ import annotations

from dataclasses import replace

from kg import bodies, two_states
from kg.bodies import Sides
from kg.clauses import PERSONS, STATE_LIKE, Clause, differ, is_fronted
from kg.coordination import leads
from kg.mention import Mention

_NEAR = 4  # words from a verb or a noun to «مع» whom
_PLACE = 9  # words from a verb to whom, past a day and a place
_FAR = 8  # words from «اتصالات» to «مع» whom, past how many and at which level
_LIST = 20  # words over which «وتركيا» may still join the first
_OPENING = 3  # words before a sentence's first party
_DID = 2  # words from «بعد أن» to the verb


def conferred(clause: Clause) -> Sides | None:
    """«باراغواي تتباحث مع الحكومة الإسرائيلية»: a verb of two and both of its sides."""
    partner = _partner(clause, clause.trigger.last, _NEAR, clause.grammar.with_)
    subject = two_states.holder(clause) if partner else None
    return ((subject,), partner) if partner and subject and _two(subject, partner[0]) else None


def with_government(clause: Clause, groups: list[list[Mention]]) -> Sides | None:
    """«اجتمع الوزير X مع البنك الدولي»، «تباحث X مع السلطات السعودية»، «التقى وفد المنظمة السلطات السورية»: an
    official or a delegation, and a government or an organisation right behind them."""
    grammar, last = clause.grammar, clause.trigger.last
    if clause.frame not in {"meet", "gather"}:
        return None
    behind = bool(groups) and clause.near(groups[0]) == 0 and not groups[0][0].link
    subject = groups[0] if behind else clause.before(_DID)
    start = subject[-1].last if behind else last
    if not subject or subject[0].link not in {"", *grammar.heading} or not (behind or is_fronted(clause, subject)):
        return None
    if behind and subject[-1].kind == "group":
        start = next((m.last for m in clause.sentence.mentions if leads(clause, subject[-1], m)), start)
    near = [m for m in bodies.state_like(clause, start, start + _PLACE) if m.kind != "group"]
    near = [m for m in near if m.first - start <= _NEAR or when_and_where(clause, start, m.first)]
    with_ = clause.frame == "gather"
    by = grammar.by if with_ else frozenset()
    # «تباحث X بالجزائر العاصمة»: of a state, «ب» tells where
    partner = next((m for m in near if m.link in grammar.with_ or (m.kind != "state" and m.link in by)), None)
    if partner is None and not with_:
        told = (
            m for m in near if m.kind in {"body", "org"} and (not m.link or (m.kind == "body" and m.link in grammar.by))
        )
        partner = next((m for m in told if when_and_where(clause, start, m.first)), None)
    if partner is None or not differ(subject[0], partner):
        return None
    between = (m for m in clause.sentence.mentions if m.kind in PERSONS and start <= m.first < partner.first)
    if next(between, None) or next(iter(clause.triggers(start, partner.first)), None):
        return None
    return tuple(subject[:1]), (partner, *bodies.further(clause, near, partner))


def when_and_where(clause: Clause, start: int, stop: int) -> bool:
    """«التقى X، اليوم الخميس، في دمشق الإدارة السورية الجديدة»: nothing but a day and a place between the two."""
    lexicon, adverbs = clause.lexicon, clause.grammar.in_ | clause.lexicon.when
    return all(
        t.is_mark or t.text in adverbs or lexicon.cities.at(clause.tokens, i) is not None
        for i, t in enumerate(clause.tokens[start:stop], start)
    )


def spoke(clause: Clause) -> Sides | None:
    """«من المحتمل أن يتحدث الرئيس X إلى السعودية وتركيا»، «الولايات المتحدة تتحدث مع العراق»; who speaks to an
    organisation may address its council."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    partner = _partner(clause, last, _NEAR, grammar.with_ | grammar.to)
    if not partner or (partner[0].link in grammar.to and partner[0].kind == "org"):
        return None
    if subject := two_states.holder(clause):
        return ((subject,), partner) if _two(subject, partner[0]) else None
    fronted = clause.before(_DID)
    if fronted and not fronted[0].link:
        return tuple(fronted), partner
    return ((), partner) if we(clause) or not grammar.that.isdisjoint(clause.words(first - 1, first)) else None


def we(clause: Clause) -> bool:
    """«وأضاف: "تحدثنا مع المسؤولين في بغداد"»: who speaks on."""
    return clause.trigger.value.word.endswith(tuple(clause.grammar.we))


def called(clause: Clause) -> Sides | None:
    """«تجري الولايات المتحدة اتصالات رفيعة المستوى مع السلطات الباكستانية»: the verb that holds them and its subject,
    and the other side behind them."""
    grammar, first = clause.grammar, clause.trigger.first
    verb = next((t for t in clause.triggers(first - _NEAR, first) if t.value.word in grammar.holds), None)
    partner = _partner(clause, clause.trigger.last, _FAR, grammar.with_) if verb else ()
    if (
        verb is None
        or not partner
        or any(m.kind in PERSONS and verb.last <= m.first < first for m in clause.sentence.mentions)
    ):
        return None
    subject = two_states.holder(Clause(clause.lexicon, clause.sentence, verb))
    return ((subject,), partner) if subject and _two(subject, partner[0]) else None


def held_by(clause: Clause) -> Sides | None:
    """«المحادثات التي أجراها الوزير X مع الحكومة الإيرانية»، «اتصالات يجريها الرئيس X مع الأردن»: who held them stands
    right behind the verb, and the state or organisation with whom behind him."""
    grammar, tokens, last = clause.grammar, clause.tokens, clause.trigger.last
    his = tuple(grammar.his)
    near = (i for i in range(last - 1, min(last + _DID, len(tokens) - 1)) if tokens[i].text.endswith(his))
    verb = next((i for i in near if tokens[i].text in grammar.gathers), None)
    beside = (m for m in clause.sentence.mentions if verb is not None and m.first == verb + 1 and not m.link)
    holder = next(beside, None)
    partner = _partner(clause, holder.last, _NEAR, grammar.with_) if holder else ()
    return ((holder,), partner) if holder and partner and differ(holder, partner[0]) else None


def of_theirs(clause: Clause) -> Sides | None:
    """«اختتمت بعثة الصندوق مشاوراتها مع الحكومة المصرية»: whose talks they are is told last before them."""
    grammar, first = clause.grammar, clause.trigger.first
    partner = _partner(clause, clause.trigger.last, _NEAR, grammar.with_)
    if not partner or clause.trigger.value.word.endswith(tuple(grammar.of_both)):
        return None
    told = [m for m in clause.sentence.mentions if m.kind in PERSONS and m.last <= first]
    told += bodies.state_like(clause, max(0, first - _LIST), first)
    free = [m for m in told if m.link not in grammar.governed | grammar.about | grammar.in_ and differ(m, partner[0])]
    holder = max(free, key=lambda m: m.last, default=None)
    return ((replace(holder, link=""),), partner) if holder and first - holder.last <= _FAR else None


def first_told(clause: Clause) -> Mention | None:
    """«كانت الولايات المتحدة قد اتهمت X، وتعهدت بالرد بعد أن أجرت محادثات مع Y»: the state that opens the sentence is
    the subject of all that it tells it did."""
    grammar, first = clause.grammar, clause.trigger.first
    words = clause.words(first - _DID, first)
    if len(words) < _DID or words[0] not in grammar.did | grammar.ahead_of or words[1] not in grammar.that:
        return None
    told = next(iter(clause.sentence.mentions), None)
    opens = told is not None and told.first <= _OPENING and told.last <= first and not told.link
    return told if told and opens and told.kind in STATE_LIKE and (told.country or told.org) else None


def _partner(clause: Clause, start: int, reach: int, links: frozenset[str]) -> tuple[Mention, ...]:
    """The states, governments and organisations behind «مع»: the first within reach, and those that «و» joins."""
    whole, found = clause.grammar.whole, bodies.state_like(clause, start, start + _LIST)
    persons = [m.first for m in clause.sentence.mentions if m.kind in PERSONS and m.first >= start]
    out = list[Mention]()
    for m in found:
        if out:
            if m.link not in clause.grammar.and_ or m.first - out[-1].last > 1:
                break
            out.append(m)
            continue
        before = clause.words(m.first - _DID, m.first)
        link = before[0] if len(before) == _DID and before[1] in whole else m.link
        if link not in links or m.first - start > reach or any(at < m.first for at in persons):
            return ()
        if next(iter(clause.triggers(start, m.first)), None) or any(t.is_mark for t in clause.tokens[start : m.first]):
            return ()
        out.append(replace(m, link=link))
    return tuple(out)


def _two(one: Mention, other: Mention) -> bool:
    return (one.country or one.org) != (other.country or other.org)
