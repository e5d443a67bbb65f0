"""Frames of receptions told by a noun or by their guest, and of talks told as somebody's: «استقبال X لـY»، «استقبله X»،
«لدى استقباله Y»، «خلال لقائه مع Y»."""

from __future__ import annotations

from kg import committees, met_him, state_contacts
from kg.bodies import Sides
from kg.clauses import Clause, both_behind, both_told, contrast, speaker_and_hearer
from kg.coordination import Group
from kg.tokens import COMMAS

_OF_THEIRS = 4  # words from «لقائهما» to whom both of them met
_HIS_GUEST = 24  # words from «استقباله», past where and when, to a guest whose state is told
_RECEIVED = 14  # words from who received to whom
_SIDE = 3  # words from «الجانب» to who headed it
_GREETER = 8  # words from «في استقباله» to who greeted
_PAIR = 2  # who met each other


def reception(clause: Clause) -> Sides | None:
    """استقبال S (ل) O; باستقبال O من طرف S."""
    if _protocol(clause):
        return _greeted(clause)
    groups = clause.after(35)
    agent = agent_of(clause, groups)
    if agent:
        guests = groups[0] if groups[0] is not agent else clause.before()
        return (tuple(agent), tuple(guests)) if guests else ((), tuple(agent))  # «كما حظي باستقبال من طرف X»
    if not groups or clause.near(groups[0]) > 3:
        return None
    if clause.near(groups[0]) and groups[0][0].link in clause.grammar.for_ and _of_whom(clause):
        hosts = (m for m in clause.sentence.mentions if m.first == clause.trigger.last and m.kind in {"body", "org"})
        return next((((m,), tuple(groups[0])) for m in hosts), None)
    if len(groups) >= 2 and groups[1][0].first - groups[0][-1].last <= _RECEIVED:
        return tuple(groups[0]), tuple(groups[1])
    return tuple(clause.before()), tuple(groups[0])


def _of_whom(clause: Clause) -> bool:
    """«استقبال موسكو للوزير X»، «استقبال سالم لوفد …»: who received stands right behind the noun, told of nowhere;
    not «استقبال رسمي للوزير»."""
    last, lexicon = clause.trigger.last, clause.lexicon
    word = clause.tokens[last].text
    plain = word in lexicon.common_words and word not in lexicon.given_names
    return not plain or clause.grammar.definite(word) or lexicon.states.at(clause.tokens, last) is not None


def received_by(clause: Clause) -> Sides | None:
    """استقبله S: the guest is whoever was spoken of before; at an airport it is a greeting."""
    groups = clause.after(14)
    if not groups or groups[0][0].link or clause.near(groups[0]) > 4:
        return None
    if not clause.grammar.airport.isdisjoint(clause.words(clause.trigger.last, clause.trigger.last + 30)):
        return None
    return (), tuple(groups[0])


def of_his(clause: Clause) -> Sides | None:
    """لدى استقباله O / خلال لقائه (مع، ب) O: the pronoun is the subject before, else the next after O."""
    if clause.frame == "reception-of-his" and _protocol(clause):
        return _greeted(clause)
    groups = clause.after(30)
    if clause.trigger.value.word.endswith(tuple(clause.grammar.of_both)):
        both = speaker_and_hearer(clause)
        if both and not (groups and clause.near(groups[0]) == 0):
            return both
        behind = both_behind(clause)
        if behind[0]:
            return behind
        if not groups or clause.near(groups[0]) > _OF_THEIRS:
            return both_told(clause)
    if clause.frame == "talks-of-his" and not groups and (met := met_him.met_him(clause)):
        return met
    led = not groups or groups[0][0].link in clause.grammar.heading
    # «عقدت اللجنة … اجتماعها، ترأس الجانب العماني X»
    led = led or clause.has_event(groups[0][0].first - _SIDE, groups[0][0].first, "side")
    if led and clause.frame == "talks-of-his" and (of_committee := committees.at_work(clause)):
        return of_committee
    if not groups or clause.with_others(groups[0]):
        return None if groups else state_contacts.of_theirs(clause)
    press = clause.trigger.value.word.startswith(tuple(clause.grammar.press_meeting))
    if press and groups[0][0].link not in clause.grammar.with_:
        return None  # «قال المتحدث في مؤتمره الصحفي إن الرئيس X»
    reach = _HIS_GUEST if groups[0][0].country and groups[0][0].link in {"", *COMMAS} else 12
    if clause.near(groups[0]) > reach:
        return None
    between = clause.words(clause.trigger.last, groups[0][0].first)
    if not (clause.grammar.not_ | clause.grammar.that).isdisjoint(between):
        return None  # «لقاءاته … لن تشمل الزعيم»، «قال خلال استقباله كبار القادة إن الرئيس X»
    lead = groups[0]
    if lead[0].head and lead[0].head.number == "plural" and lead[0].link in clause.grammar.for_:
        return None  # «قبيل اجتماعهم التحضيري للاجتماع الـ42 لوزراء الداخلية»
    if not lead[0].link and clause.near(lead) and clause.tokens[lead[0].first - 1].text in clause.grammar.statement:
        return None  # «وقبل قمته في سنغافورة، قال X»
    if lead[0].link in clause.grammar.heading:  # «عقد المجلس اجتماعه برئاسة X وY»; «اجتماعهم برئاسة X»: he chairs it
        return ((lead[0],), tuple(lead[1:])) if len(lead) > 1 and contrast(lead[0], lead[1]) else None
    subject = clause.before(40)
    # «X ونائبه Y …، على هامش لقائهما Z»
    two = len(subject) == _PAIR and clause.trigger.value.word.endswith(tuple(clause.grammar.of_both))
    return tuple(subject if two else subject[:1]), tuple(lead)


def agent_of(clause: Clause, groups: list[Group]) -> Group | None:
    """Who received, in the passive: «باستقبال من طرف وزير …»، «استقبل من قبل …»."""
    for group in groups:
        words = clause.words(group[0].first - 2, group[0].first)
        if len(words) == 2 and words[0] in clause.grammar.from_ and words[1] in clause.grammar.agent:
            return group
    return None


def _protocol(clause: Clause) -> bool:
    """«كان في استقباله»: greeting at an airport, no meeting."""
    return not clause.grammar.protocol.isdisjoint(clause.words(clause.trigger.first - 1, clause.trigger.first))


def _greeted(clause: Clause) -> Sides | None:
    """«زار وفد … مقر الوزارة وكان في استقباله X»: who greets where the guests came to see him; at an airport it is
    protocol."""
    told = {t.value.frame for t in clause.triggers(0, clause.trigger.first)}
    # «وكان في استقبال الوفد لدى وصوله إلى مقر الإدارة X»: those who came, told of before
    known = clause.frame == "reception" and clause.has_event(clause.trigger.last, clause.trigger.last + 1, "delegation")
    if not (known or told & {"visit", "visit-noun"}) or "travel" in told:
        return None
    if not clause.grammar.airport.isdisjoint(clause.words(0, len(clause.tokens))):
        return None
    last = clause.trigger.last
    if known and not clause.grammar.relative.isdisjoint(clause.words(last + 1, last + _SIDE)):
        led = clause.after(_HIS_GUEST)  # «في استقبال الوفد، الذي ترأسه X، المدير Y»
        if len(led) > 1 and led[1][0].link in {"", *COMMAS}:
            return tuple(led[1][:1]), tuple(led[0][:1])
    groups = clause.after(_GREETER)
    if not groups or groups[0][0].link not in {"", *COMMAS}:
        return None
    alone = clause.grammar.each_of.isdisjoint(clause.words(groups[0][0].first - 2, groups[0][0].first))
    return (), tuple(groups[0][:1] if alone else groups[0])  # «كل من X وY»: on a level
