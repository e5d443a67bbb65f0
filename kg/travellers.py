"""Who travels, where the verb's subject is told in an unusual way: bodies, short names, «أول رئيس أميركي يزور …»."""

from __future__ import annotations

from dataclasses import replace

from kg.clauses import PERSONS, Clause
from kg.grammar import Grammar
from kg.mention import Mention
from kg.tokens import COMMAS, Token, readings, surfaces

_TEAM = 3  # words from «زار (فريق من)» to the organisation
_PERFORMED = 45  # words from «يقوم» to «بزيارة»
_WHEN = 6  # words from the goal of «زيارته» to the comma


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
    """«زار فريق من صندوق النقد تونس»، «يزور أعضاء مجلس الأمن بورما»، «أن فريقا من المنظمة سيصل»، «زيارة خبراء المنظمة
    إلى …»، «المجلس الذي يزور دمشق»: an organisation that travels, or some of it."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    if clause.frame not in {"visit", "travel", "visit-noun"}:
        return []
    for m in clause.sentence.mentions:
        relative = m.last == first - 1 and clause.tokens[first - 1].text in grammar.relative
        if m.kind != "org" or not (relative or m.link in {"", *grammar.from_}):
            continue
        team = clause.words(last, m.first) if m.first - last <= _TEAM else []
        sent = bool(team) and team[0] in grammar.team and all(w in grammar.from_ for w in team[1:])
        itself = clause.frame == "visit" and not m.link and m.first == last
        some = clause.frame != "visit-noun" and m.last <= first and _some_of(clause, m)
        if sent or itself or some or (clause.frame == "visit" and relative):
            return [replace(m, link="")]
    return []


def _some_of(clause: Clause, m: Mention) -> bool:
    """«أن فريقا من المنظمة سيصل»، «خبراء المنظمة الذين وصلوا»: a team of the body stands right before the verb."""
    grammar = clause.grammar
    before = [w for w in clause.words(m.first - _TEAM, m.first) if w not in grammar.from_]
    beside = grammar.beside_verb | grammar.relative
    return bool(before) and before[-1] in grammar.team and beside.issuperset(clause.words(m.last, clause.trigger.first))


def of_relative(clause: Clause) -> list[Mention]:
    """«بعثة الصندوق التي زارت المملكة»، «من الوفد الروسي الذي وصل إلى …»، «للوزير X، الذي حل بنواكشوط»: of whom the
    clause is, whatever governs him."""
    at, relative = clause.trigger.first - 1, clause.grammar.relative
    if clause.frame not in {"visit", "travel"} or relative.isdisjoint(clause.words(at, at + 1)):
        return []
    ends = {at, at - 1} if at and clause.tokens[at - 1].text in COMMAS else {at}
    both = clause.trigger.value.word.endswith(tuple(clause.grammar.dual_past | clause.grammar.dual))
    kinds = {"group"} if both else PERSONS  # «X وY، اللذان زارا …»
    told = [m for m in clause.sentence.mentions if m.kind in kinds and m.last in ends]
    return [replace(m, link="") for m in told[-1:]]


def private(clause: Clause, group: Mention) -> bool:
    """«وفد لرجال أعمال من تونس»: no delegation of a state."""
    words = clause.words(group.first, group.last)
    return any(rest in clause.grammar.private for word in words for _, rest in readings(word))


def by_name_alone(m: Mention) -> bool:
    """«وغادر X صنعاء»: a name that the article has told with its office and state before."""
    return m.kind == "official" and bool(m.name) and not m.role


def behind_visit(clause: Clause, last: int) -> list[Mention]:
    """«وخلال زيارة إلى إندونيسيا الشهر الماضي، طالب الرئيس بـ…»: whose visit it is, the verb behind it tells."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.frame != "visit-noun" or grammar.during.isdisjoint(clause.words(first - 1, first)):
        return []
    last = past_time(clause, last)
    if last + 1 >= len(clause.tokens):
        return []
    mark = clause.tokens[last].is_mark
    opens = mark and first == 1 and not any(True for _ in clause.triggers(last, last + 2))
    if not opens and clause.tokens[last + mark].text not in grammar.statement:
        return []
    start = last + 1 + mark
    return [m for m in clause.sentence.mentions if m.first == start and m.kind == "official" and not m.link]


def past_time(clause: Clause, last: int) -> int:
    """«وخلال زيارته إلى طهران الشهر الماضي، قال …»: the comma behind when he was there."""
    for i in range(last, min(last + _WHEN, len(clause.tokens))):
        if clause.tokens[i].text in COMMAS:
            return i
        if clause.tokens[i].is_mark or any(m.first <= i < m.last for m in clause.sentence.mentions):
            break
        if any(True for _ in clause.triggers(i, i + 1)) or clause.tokens[i].text in surfaces(clause.grammar.statement):
            break
    return last


def goes_on_to(tokens: list[Token], first: int, grammar: Grammar) -> bool:
    """«التقى X …، قبل أن يسافر إلى إثيوبيا»، «وسيتوجه بعد ذلك إلى …»: the one told of before goes on, with a
    verb that has no other subject."""
    before = [t.text for t in tokens[max(0, first - 2) : first]]
    joined = (w + ahead for w in grammar.will if len(w) > 1 for ahead in grammar.imperfect)
    if not before and tokens[first].text.startswith(tuple(joined)):
        return True
    return len(before) > 1 and before[0] in grammar.ahead_of and before[1] in grammar.is_to


def performer(clause: Clause) -> Mention | None:
    """«يقوم X، رفقة وفد …، بزيارة إلى …»: the subject of the verb that goes with a journey."""
    verb = performing(clause)
    if verb is None:
        return None
    first = clause.trigger.first
    opens = verb + 1
    while opens < first and (clause.tokens[opens].is_mark or clause.tokens[opens].text in clause.lexicon.when):
        opens += 1  # «قام اليوم الأحد، وزير الداخلية X بزيارة»
    behind = next((m for m in clause.sentence.mentions if 0 <= m.first - opens <= 1 and m.kind in PERSONS), None)
    whose = verb - (verb > 0 and clause.tokens[verb - 1].text in clause.grammar.relative)
    ahead = [m for m in clause.sentence.mentions if m.kind in PERSONS and 0 <= whose - m.last <= 1]
    if ahead and whose < verb and not behind:
        return ahead[-1]  # «تباحث X مع نظيره Y، الذي يقوم بزيارة إلى …»: Y
    if behind and behind.link in COMMAS and behind.last <= first:
        return replace(behind, link="")
    subject = behind or (ahead[-1] if ahead else None)
    return subject if subject and not subject.link and subject.last <= first else None


def performing(clause: Clause) -> int | None:
    """The token of the verb that goes with a journey: «سيقوم … بزيارة»."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.trigger.clitic not in grammar.by | {""}:
        return None
    before = range(first - 1, max(-1, first - _PERFORMED), -1)
    verb = next((i for i in before if grammar.unjoined(clause.tokens[i].text) in grammar.performs), None)
    if verb is None or not grammar.invitation.isdisjoint(clause.words(verb, first)):
        return None  # «قام بدعوة نظيره … بزيارة إلى …»: the other one is to come
    return verb
