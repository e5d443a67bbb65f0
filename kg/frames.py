"""Where a sentence tells of an encounter and who its parties are: one trigger, one frame, one candidate.

A frame says in which order and behind which prepositions the two sides stand. Frames propose; ``encounters`` decides
whether both sides are sides at all, and joins what tells of the same encounter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kg import (
    beside_word,
    bodies,
    calls,
    ceremonies,
    committees,
    journeys,
    letters,
    met_him,
    receptions,
    signings,
    state_contacts,
    state_lists,
    status,
    talk_verbs,
    talks,
    talks_with,
)
from kg.bodies import Sides
from kg.clauses import (
    VERB_REACH,
    Clause,
    contrast,
    differ,
    is_fronted,
    of_whom_told,
)
from kg.coordination import Group
from kg.delegation_heads import headed
from kg.entities import Sentence
from kg.journey_status import on_the_way
from kg.lexicon import Lexicon, Trigger
from kg.mention import Mention
from kg.objects import anybody, each_behind, each_by_himself, his_own, hosts_no_guest, met_others, of_a_noun
from kg.sporting import sporting
from kg.tokens import Match, Token
from kg.travellers import first_of_office

_WITH = 2  # words from «يرافقه» to who came along
_AT_AIRPORT = 20  # words from «استقبل» to the airport
_PAIR = 2  # holders of one verb in the dual
_ADVERB = 2  # words between «أجرى» and «اجتماعا»
_SITTING = 8  # words from «أعضاء المجلس» to «في جلسة»
_IN_PERSON = frozenset({"receive", "received", "reception"})
_JOURNEYS = frozenset({"visit", "visited", "travel", "visit-noun", "tour"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed encounter; ``one`` and ``other`` are the sides as mentions of the sentence (empty: to be found
    before it)."""

    type: str
    frame: str
    sentence: int
    trigger: Match[Trigger]
    one: tuple[Mention, ...]
    other: tuple[Mention, ...]
    planned: bool = False
    denied: bool = False
    past: bool = False
    time: str = ""  # of a visit: what sets it apart from the present one (``earlier``)


class FrameReader:
    """Reads the candidates of one sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._frames: dict[str, Callable[[Clause], Sides | None]] = {
            "receive": _verb,
            "meet": _verb,
            "gather": _verb,
            "talk": talk_verbs.talk,
            "speak": calls.speak,
            "ring": calls.ring,
            "tell": calls.tell,
            "dual": talk_verbs.dual,
            "reception": receptions.reception,
            "reception-of-his": receptions.of_his,
            "talks-of-his": receptions.of_his,
            "talks": talks.talks,
            "committee": committees.session,
            "phone": calls.phone,
            "received": receptions.received_by,
            "called-on": met_him.called_on,
            "heard": letters.briefed,
            "credentials": letters.credentials,
            "deliver": letters.deliver,
            "envoys": letters.envoys,
            "presents": letters.presents,
            "exchange": letters.exchange,
            "summon": ceremonies.summon,
            "banquet": ceremonies.banquet,
            "favour": ceremonies.favour,
            "honour": ceremonies.honour,
            "condole": ceremonies.condole,
            "ceremony": ceremonies.together,
            "handover": ceremonies.handover,
            "visit": _visit,
            "travel": journeys.visit,
            "visited": journeys.visit,
            "visit-noun": _visit,
            "tour": _visit,
            "sign": signings.signing,
            "signing-noun": signings.signing,
        }

    def has_trigger(self, tokens: list[Token]) -> bool:
        """Whether any word of a sentence may tell of an encounter."""
        table = self.lexicon.triggers
        surfaces = table.surfaces
        return any(table.at(tokens, i) for i in [i for i, token in enumerate(tokens) if token.text in surfaces])

    def read(self, number: int, sentence: Sentence) -> list[Candidate]:
        """The candidates of sentence number ``number``, in order; a journey to several states gives one for each."""
        triggers = sentence.matches(self.lexicon.triggers)
        if not triggers:
            return []
        covered = {i for m in sentence.mentions if m.kind != "org" for i in range(m.first, m.last)}
        out: list[Candidate] = []
        behind = 0
        for i, trigger in triggers.items():
            if i < behind or (i in covered and trigger.value.frame != "envoys"):
                continue
            candidate = self._candidate(number, Clause(self.lexicon, sentence, trigger))
            if candidate and out and self._told_by_verb(candidate, out[-1], sentence):
                candidate = None
            if candidate and candidate.type == "visit":
                visitors: list[tuple[Mention, ...]] = [(m,) for m in candidate.one] or [()]
                out.extend(replace(candidate, one=one, other=(goal,)) for one in visitors for goal in candidate.other)
            elif candidate:
                attended = candidate.frame == "talks" and self._attended(sentence, trigger.first)
                frame = "attended" if attended else candidate.frame
                sides = talks_with.one_by_one(self.lexicon.grammar, trigger, candidate.one, candidate.other)
                out.extend(replace(candidate, frame=frame, other=other) for other in sides)
            behind = trigger.last
        return out

    def _told_by_verb(self, candidate: Candidate, verb: Candidate, sentence: Sentence) -> bool:
        """«التقى X Y، كما أجرى مباحثات مع Z»: whose talks they are, the verb right before them tells."""
        if verb.frame != "talk" or candidate.other != verb.other:
            return False
        if candidate.frame == "talks" and talks_with.bare(candidate.other) and talks_with.bare(verb.one):
            return True  # «يعقد الحلف محادثات مع روسيا»
        grammar, first = self.lexicon.grammar, verb.trigger.first
        between = sentence.tokens[verb.trigger.last : candidate.trigger.first]
        relative = first and sentence.tokens[first - 1].text in grammar.relative
        if relative and len(between) <= _ADVERB and candidate.frame == "talks":
            return True  # «X الذي أجرى مؤخرا اجتماعا مع Y»
        also = first and sentence.tokens[first - 1].text in grammar.as_well | grammar.whereupon
        return not (between or verb.one) and bool(also or verb.trigger.clitic in grammar.and_)

    def _attended(self, sentence: Sentence, first: int) -> bool:
        """«حضر الاجتماع …»: the meeting is told elsewhere, if at all."""
        found = (self.lexicon.events.at(sentence.tokens, i) for i in range(max(0, first - 2), first))
        return any(event is not None and event.value == "attendance" for event in found)

    def _candidate(self, number: int, clause: Clause) -> Candidate | None:
        frame = self._frames.get(clause.frame)
        own_t = tuple(clause.grammar.own_t)
        if clause.trigger.clitic in clause.grammar.will and clause.trigger.value.word.startswith(own_t):
            return None  # «ستوجه ضربة إلى سوريا»: of «وجه», for «توجه» would be «ستتوجه»
        sides = frame(clause) if frame else None
        if sides is None or not sides[0]:
            sides = beside_word.beside(clause) or sides
        if sides is None:
            return None
        one, other = headed(clause, sides[0]), headed(clause, sides[1])
        if sides[0] and sides[0][-1].kind == "group":  # «التقى الوفد، الذي يضم X وY، مدير …»
            members = {m.first for m in one}
            other = tuple(m for m in other if m.first not in members) or other
        if other and other[0].link in clause.grammar.about and clause.frame not in _JOURNEYS | {"phone", "credentials"}:
            return None  # «عن»، «من»، «على» introduce no side
        if other and other[0].link in clause.grammar.greetings:
            return None  # «وإبلاغه تحيات الرئيس»
        one = first_of_office(clause, one) if clause.frame in _JOURNEYS else one
        if any(side and anybody(clause, side[0]) for side in (one, other)) or (other and his_own(clause, other[0])):
            return None
        kind = clause.trigger.value.type
        if kind == "visit" and other and other[0].kind in {"official", "counterpart"}:
            kind = "meeting"  # «زار السفير الوزير»
        if kind == "meeting" and clause.frame not in _IN_PERSON and calls.by_phone(clause):
            kind = "call"
        if kind != "visit":
            one, other = state_lists.whole(clause, one, other)
        return Candidate(
            kind,
            clause.frame,
            number,
            clause.trigger,
            one,
            other,
            planned=status.planned(clause) or on_the_way(clause, other[0] if other else None),
            denied=status.denied(clause) or (clause.frame != "summon" and sporting(clause, one, other)),
            past=status.past(clause),
        )


def _verb(clause: Clause) -> Sides | None:
    """استقبل / التقى / اجتمع S (مع، ب) O; S O; S … V O (headlines); passive: O … من قبل S."""
    grammar, first = clause.grammar, clause.trigger.first
    with_needed = clause.frame == "gather"
    if with_needed and (of_committee := committees.at_work(clause)):
        return of_committee
    if told := of_whom_told(clause):
        return told
    groups = [g for g in clause.after(VERB_REACH) if not of_a_noun(clause, g[0])]
    if len(groups) > _PAIR and clause.tokens[groups[1][0].first - 1].text in grammar.with_him:
        del groups[1]  # «واجتمع X الذي كان مرفوقا بـY، بكل من Z …»
    of_two = clause.trigger.value.word.endswith((*grammar.dual, *grammar.dual_past))
    if of_two and clause.both_subjects() and all(clause.is_both(g) for g in groups):
        return (), ()  # «كان الزعيمان قد التقيا»
    both = (None if groups else met_him.met_him(clause)) or met_him.both_met(clause, groups)
    if both := both or state_contacts.with_government(clause, groups):
        return both
    if not groups:
        if with_needed and (states := state_contacts.conferred(clause)):
            return states
        subject = clause.before(4) if with_needed else []
        several = [m for m in subject if m.countries]
        if several and is_fronted(clause, subject):
            return (several[0],), tuple(several[1:])  # «وكان وزراء خارجية مصر والسودان وإثيوبيا قد اجتمعوا …»
        pair = clause.before(4) if of_two else []  # «إن الرئيس X والزعيم Y سيلتقيان»
        apart = len(pair) == _PAIR and _may_meet(pair[0], pair[1]) and is_fronted(clause, pair)
        return ((pair[0],), (pair[1],)) if apart else None
    if clause.frame == "receive" and hosts_no_guest(clause, groups):
        return None
    agent = receptions.agent_of(clause, groups)
    if agent:
        last = clause.trigger.last
        if not grammar.airport.isdisjoint(clause.words(last, last + _AT_AIRPORT)):
            return None  # «استقبل المسؤول في المطار من طرف نظيره»
        guests = groups[0] if groups[0] is not agent else clause.before(12)
        return (tuple(agent), tuple(guests)) if guests else None
    host = bodies.host(clause, groups[0][0])
    if host and groups[0][0].link not in grammar.about:
        return (host,), tuple(groups[0])
    before = clause.before(4)
    if before and clause.has_event(before[0].first - _WITH, before[0].first, "company"):
        before = []  # «أجرى الوزير X زيارة إلى ألمانيا، يرافقه Y، التقى خلالها نظيره»
    groups = _past_relative(clause, groups)
    groups = [g for g in groups if g is groups[0] or not _told_of_another(clause, g)]
    if groups[0][0].link in grammar.for_ | grammar.from_:
        return None  # «استضافت … اجتماعا لوزراء …»
    if before and before[0].link in grammar.and_ and before[0].first > 1:
        before = []  # «بتعليمات من الملك X، القائد الأعلى ورئيس أركان الحرب، استقبل …»: still the king
    if before and is_fronted(clause, before) and not clause.trigger.clitic.startswith((*grammar.and_, *grammar.then)):
        return tuple(before), tuple(groups[0])
    # «حيث التقى وزراء خارجية مصر والأردن»: he met each of them
    told_on = not (grammar.as_well | grammar.whereupon).isdisjoint(clause.words(first - 1, first))
    joins = grammar.with_ | (grammar.by if clause.frame == "meet" else frozenset())
    if groups[0][0].countries and not groups[0][0].link and not told_on:
        met = groups[1][:1] if len(groups) > 1 else []  # «وزراء خارجية ألمانيا وفرنسا (مع) نظيرهم الإيراني»
        if met and (met[0].link in joins or (met[0].kind == "counterpart" and not met[0].link)):
            return tuple(groups[0]), tuple(groups[1])
        return (groups[0][0],), tuple(groups[0][1:])  # «اجتمع وزراء داخلية تونس والجزائر وليبيا»
    further = groups[1][0].link if len(groups) > 1 else ""
    if groups[0][0].link in joins and (with_needed or further):  # «التقى خلالها بـX، بعد لقاء جمعه بـY»
        return (), tuple(groups[0])  # «والتقى مع X لبحث قمة مع Y»
    if with_needed and len(groups) == 1 and _each_other(clause, groups[0]):
        return (), tuple(groups[0])
    if groups[0][0].kind == "counterpart" and not groups[0][0].link and clause.near(groups[0]) <= 1:
        return (), tuple(groups[0])  # «والتقى نظيره X، وY»: whose, stands before
    if told_on and len(groups) > 1 and clause.tokens[groups[1][0].first - 1].text in grammar.then_next:
        return (), tuple(groups[1])  # «كما استقبل النائبين X وY وتناول البحث …، ثم وفدا من …»: those of his own state
    if len(groups) >= 2:
        second = groups[1][0].link
        made_up = not grammar.composed.isdisjoint(clause.words(groups[1][0].first - 4, groups[1][0].first))
        aside = second in grammar.about | grammar.in_ - grammar.by
        if not aside and not (with_needed and second not in _beside(clause)):
            return tuple(groups[0]), tuple(groups[1])
        if made_up:
            return tuple(groups[0]), (replace(groups[1][0], link=""), *groups[1][1:])
        if with_needed or not _told_aside(clause, groups[0], groups[1]):
            return None
    only = groups[0]
    if only[0].link in grammar.between:  # «استضافت … القمة بين …»: talks of others
        return ((only[0],), tuple(only[1:])) if len(only) >= 2 else None
    if clause.as_object(only) or each_behind(clause, only) or each_by_himself(clause, only):
        return (), tuple(only)
    all_of_them = (
        bool(only[0].countries) or only[0].kind == "group" or (len(only) > 1 and only[1].kind == "counterpart")
    )
    he_met = told_on and len(only) > 1 and all_of_them  # «كما التقى رئيسي وفدي ماليزيا وجنوب أفريقيا»
    if only[0].link in joins:
        return (), tuple(only)  # «وأضاف أنه التقى بسفير الهند X، وسفير إيطاليا Y»: those whom he met
    apart = len(only) >= 2 and not clause.trigger.clitic and not he_met
    if apart and (only[0].countries or contrast(only[0], only[1])):
        return (only[0],), tuple(only[1:])
    if (with_needed and only[0].link not in _beside(clause)) or clause.near(only) > 12 or met_others(clause, only):
        return None
    if only[0].kind == "group" and only[0].org and not only[0].link and _in_session(clause, only[0].last):
        return None  # «والتقى أعضاء مجلس الأمن، الاثنين، في جلسة طارئة»: each other
    return (), tuple(only)


def _in_session(clause: Clause, start: int) -> bool:
    """«في جلسة»، «في اجتماع» soon behind a token."""
    near = clause.words(start, start + _SITTING)
    words = clause.sentence.matches(clause.lexicon.gatherings)
    return any(w in clause.grammar.in_ and start + k + 1 in words for k, w in enumerate(near))


def _each_other(clause: Clause, pair: Group) -> bool:
    """«واجتمع X وY في …»: two names right behind the verb are its subject; whose they are, was told before."""
    bare = all(m.kind == "official" and m.name and not m.role for m in pair)
    return bare and len(pair) == _PAIR and not pair[0].link and clause.near(pair) == 0


def _told_aside(clause: Clause, met: Group, further: Group) -> bool:
    """«حيث يلتقي X، ناقلا إليه رسالة من Y»: a comma ends the clause; «التقى X، أمس، عددا من …» goes on."""
    between = clause.tokens[met[-1].last : further[0].first]
    return bool(between) and between[0].is_mark and sum(t.is_mark for t in between) == 1


def _told_of_another(clause: Clause, group: Group) -> bool:
    """«التقى X مع فلان، الذي يعد اليد اليمنى للزعيم Y»: Y only tells who the other one is."""
    grammar, first = clause.grammar, group[0].first
    return group[0].link in grammar.for_ and not grammar.relative.isdisjoint(clause.words(clause.trigger.last, first))


def _may_meet(a: Mention, b: Mention) -> bool:
    """«الرئيس X والزعيم الكوري Y سيلتقيان»: two sides, if one state is told and not both have it."""
    return contrast(a, b) or bool(differ(a, b) and a.role and b.role and (a.country or b.country))


def _past_relative(clause: Clause, groups: list[Group]) -> list[Group]:
    """«التقى المسؤول السعودي الذي كان سفيرا في … مع كل من X»: what is told of him in between is no side."""
    last = groups[0][-1].last
    if len(groups) <= _PAIR or clause.grammar.relative.isdisjoint(clause.words(last, last + _PAIR)):
        return groups
    joins = clause.grammar.with_ | clause.grammar.by
    if groups[1][0].link in joins:
        return groups
    met = next((i for i, g in enumerate(groups) if i > 1 and g[0].link in joins), None)
    return [groups[0], *groups[met:]] if met else groups


def _beside(clause: Clause) -> frozenset[str]:
    """What may join the second side of «اجتمع»: مع، ب، إلى، و."""
    grammar = clause.grammar
    return grammar.with_ | grammar.by | grammar.to | grammar.and_


def _visit(clause: Clause) -> Sides | None:
    """Who comes to which state or calls on whom; «زار S ونظيره O الأكاديمية»، «قام S، رفقة O، بزيارة»: two together."""
    together = None if journeys.greeted_there(clause) else ceremonies.together(clause)
    visit = journeys.visit(clause)
    home = visit[0][0].country if visit and visit[0] else None
    if visit and home and together and all(goal.country == home for goal in visit[1]):
        return together  # «قام الوزير الجزائري S، رفقة نظيره O، بزيارة إلى مخبر الشرطة بالجزائر»
    return visit or together or journeys.to_seat(clause)
