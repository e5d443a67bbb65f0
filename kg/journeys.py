"""Frames of journeys: who travels to which state, or comes to see whom."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import replace

from kg.bodies import Sides
from kg.clauses import PERSONS, Clause, speaker_and_hearer
from kg.goals import after_visitor, goal_in_office, goals_of, is_capital_of, place_at
from kg.mention import Mention
from kg.place_before import place_before, visitor_there
from kg.postings import ENVOYS
from kg.tokens import COMMAS, OPENING, readings, surfaces
from kg.travellers import (
    behind_visit,
    by_name_alone,
    goes_on_to,
    of_body,
    of_relative,
    past_time,
    performer,
    performing,
    private,
)

_VISITOR_REACH = 6
_COMMA_AND_VERB = 2  # tokens between the goal of «زيارته» and the visitor whom a verb names
_VISITOR_BEHIND = 10  # words from the goal of a journey to who came
_SEAT = 14  # words from a journey to the body that is visited
_SEAT_STATE = 40  # words from «زار» to a state or organisation that would say whose the body is
_CALLED_ON = 30  # words from «زار» to whom
_TRAVELLER = 4  # words from «وصلت» to the ship
_SPEAKS_TO = 8  # words from «توجه» to «للسعودية», where he may still set out
_SEEN_OFF = 16  # words from «غادر» to the city that he leaves
_PAST_TOWN = 2  # words from «قادما من», past «مدينة», to where from
_OPENS = 4  # words from «وصل (صباح اليوم)» to «إلى»
_FAR_VISITOR = 40  # words from who does something to «خلال زيارة»
_EXPECTED = 5  # words from who will come to «أن يحل بـ»
_BESIDE = 3  # words between a visitor, or «زيارة», and the one visited


def visit(clause: Clause) -> Sides | None:
    """The visitor before or right after the trigger, then the states or cities he comes to (a list is one visit
    each)."""
    if clause.trigger.value.word in clause.grammar.comes_from:
        return _came_home(clause)
    if place := place_before(clause):
        return tuple(visitor_there(clause)), (place,)
    if clause.frame == "visited":
        return None  # «القضية التي زارها»
    goals = goals_of(clause) or _inside(clause) or goal_in_office(clause)
    if greeted_there(clause) and (not goals or goals[0].kind in PERSONS):
        return None  # «كان في استقباله لدى وصوله المطار X وY»
    if not goals:
        return _left(clause) or _called_on(clause)
    last = clause.trigger.last
    after = [m for m in clause.sentence.mentions if last <= m.first < goals[0].first and m.kind in PERSONS]
    visitor = after[:1] or of_body(clause) or of_relative(clause) or _visitor_before(clause)
    visitor = visitor or _visitor_behind(clause, goals)
    visitor = visitor or _subject_behind(clause, goals) or behind_visit(clause, max(goal.last for goal in goals))
    on = goes_on_to(clause.tokens, clause.trigger.first, clause.grammar)
    if clause.trigger.value.word in clause.grammar.goes and not on and not (visitor and _goes(clause, visitor[0])):
        return None  # «تحولت الأزمة في اليمن إلى …»
    told = after or of_body(clause) or [m for m in visitor if m.kind == "group"]
    if _addresses(clause, goals[0]) or _others_travel(clause, told):
        return None
    if visitor and visitor[0].kind == "group" and private(clause, visitor[0]):
        return None
    home = visitor[0].country if visitor else None
    if home and clause.trigger.value.word in clause.grammar.leaves and all(g.country == home for g in goals):
        return _left(clause)  # «غادر X القاهرة عائدا إلى بلاده»
    return (*visitor, *(_came_with(clause, visitor[0]) if visitor else ())), tuple(goals)


def _came_with(clause: Clause, visitor: Mention) -> list[Mention]:
    """«وصل الرئيس الجيبوتي X والرئيس الكيني Y إلى …»: those of other states who are told beside the visitor."""
    group = next((g for g in clause.groups_from(visitor.first) if g[0] is visitor), [])
    out: list[Mention] = []
    for m in group[1:]:
        held = m.kind == "counterpart" or (m.kind == "official" and m.role)
        codes = {visitor.country, *(x.country for x in out)}
        if held and visitor.country and m.country and m.country not in codes and not m.former:
            out.append(replace(m, link=""))
    return out


def _left(clause: Clause) -> Sides | None:
    """«غادر X المملكة الأردنية بعد زيارة رسمية»، «غادر رئيس وزراء لبنان X جدة»: whence somebody goes home from his
    visit."""
    grammar, last = clause.grammar, clause.trigger.last
    if clause.frame != "travel" or clause.trigger.value.word not in grammar.leaves:
        return None
    visits = (t.first for t in clause.triggers(last, len(clause.tokens)) if t.value.frame == "visit-noun")
    ends = next((i for i in visits if not grammar.did.isdisjoint(clause.words(i - 1, i))), None)
    stop = min(len(clause.tokens), last + _SEEN_OFF) if ends is None else ends
    persons = [m for m in clause.sentence.mentions if m.kind in PERSONS and last <= m.first < stop]
    visitor = [m for m in persons[:1] if m.link in {"", *COMMAS}] or _visitor_before(clause)
    if not visitor or (ends is None and not (_abroad(visitor[0]) or by_name_alone(visitor[0]))):
        return None
    for i in range(last, stop):
        if any(m.first <= i < m.last for m in persons):
            continue
        state = place_at(clause, i, listed=True, beside_city=False)
        if state and not state.link and _leads_on(clause, i):
            elsewhere = ends is not None or state.country != visitor[0].country
            return (tuple(visitor), (state,)) if elsewhere else None
    return None


def _came_home(clause: Clause) -> Sides | None:
    """«عاد الرئيس X إلى نواكشوط قادما من (العاصمة السنغالية) داكار»، «وصل X إلى سيئون قادما من …»: whence somebody
    comes."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    verbs = surfaces(grammar.returns | grammar.arrives | grammar.goes)
    verb = next((i for i in range(first - 1, -1, -1) if clause.tokens[i].text in verbs), None)
    if verb is None or grammar.definite(clause.tokens[first].text):
        return None  # «السفن القادمة من …»
    free = [m for m in clause.sentence.mentions if m.kind in PERSONS and m.last <= first and m.role]
    of_whom = verb - 1
    while of_whom > 0 and clause.tokens[of_whom].text in grammar.beside_verb | grammar.was:
        of_whom -= 1
    if of_whom >= 0 and clause.tokens[of_whom].text in grammar.relative:
        visitor = next((m for m in reversed(free) if m.last <= verb), None)  # «التقى X بـY، الذي وصل … قادما من»: Y
    else:
        visitor = next((m for m in free if m.link not in grammar.governed), None)
    at_capital = last < len(clause.tokens) and clause.tokens[last].text in grammar.capital
    state = clause.sentence.matches(clause.lexicon.states).get(last + 1) if at_capital else None
    if state and not state.value.ambiguous:
        token = clause.tokens[last + 1]
        place: Mention | None = Mention("state", last + 1, state.last, token.start, token.end, country=state.value.code)
    else:
        near = range(last, min(last + _PAST_TOWN, len(clause.tokens)))
        found = (place_at(clause, i, listed=False, beside_city=False) for i in near)
        place = next((p for p in found if p), None)
    return ((visitor,), (place,)) if visitor and place and not place.link else None


def _leads_on(clause: Clause, i: int) -> bool:
    """Nothing but the verb, who leaves, a day or «العاصمة» stands right before a place: «غادر X السبت الإمارات»."""
    before, grammar = clause.tokens[i - 1], clause.grammar
    if i == clause.trigger.last or after_visitor(clause, i) or before.is_mark or is_capital_of(clause, i - 1):
        return True
    return before.text in grammar.beside_verb | grammar.town or before.text in clause.lexicon.weekdays


def _abroad(m: Mention) -> bool:
    """Whether somebody told of with his state comes from there: an ambassador does not, where he is posted."""
    if m.kind == "group":
        return bool(m.country)  # «غادر الوفد المصري غزة»
    return bool(m.country and m.role) and m.head is not None and m.head.category != "ambassador"


def _others_travel(clause: Clause, known: list[Mention]) -> bool:
    """«توجه مفتشون إلى …», «وصلت صباح اليوم سفينة إلى …»: nobody in office."""
    last = clause.trigger.last
    reach = _TRAVELLER if clause.frame == "travel" and not known else 1
    sent = bool(known) and known[0].kind in {"org", "group"}  # «زار فريق من صندوق النقد …»
    return not sent and not clause.grammar.travellers.isdisjoint(clause.words(last, last + reach))


def _called_on(clause: Clause) -> Sides | None:
    """«زار السفير X وزير الداخلية Y»، «قام السفير X بزيارة مجاملة إلى الوزير Y»، «أكدت X لـY خلال زيارته لمقر البعثة»:
    who came to see whom."""
    grammar, last = clause.grammar, clause.trigger.last
    groups = clause.after(_CALLED_ON)
    if clause.frame == "visit":
        fronted = clause.before(2)
        visitor = fronted if fronted and not fronted[0].link else (groups.pop(0) if len(groups) > 1 else [])
        near = bool(groups and visitor) and _adverbs(clause, max(last, visitor[-1].last), groups[0][0].first)
        if not near:
            return None
        host, abroad = groups[0][0], _abroad(visitor[0])
        return (tuple(visitor), tuple(groups[0])) if _is_host(clause, host, {"", *COMMAS}, abroad) else None
    if clause.frame != "visit-noun":
        return None
    if clause.trigger.value.of_his:
        at_seat = not surfaces(grammar.building).isdisjoint(clause.words(last, last + 2))
        return speaker_and_hearer(clause) if at_seat else None
    visitor = [who] if (who := performer(clause)) else []
    if not visitor or not groups or clause.near(groups[0]) > _BESIDE:
        return None
    links, abroad = grammar.to | grammar.for_, _abroad(visitor[0])
    return (tuple(visitor), tuple(groups[0])) if _is_host(clause, groups[0][0], links, abroad) else None


def _is_host(clause: Clause, m: Mention, links: Collection[str], abroad: bool) -> bool:
    """Somebody in office whom a visitor comes to see, not one of those in whose company he travels; «زار الوزير
    القبرصي رئيس مجلس النواب»: told by his office alone where the visitor is from abroad."""
    told = bool(m.name or m.country or m.org) or (abroad and m.head is not None and m.head.number == "singular")
    return m.kind in {"official", "counterpart"} and m.link in links and bool(m.role) and told and not m.former


def _alights(clause: Clause) -> bool:
    return clause.trigger.value.word in clause.grammar.alights


def _goes(clause: Clause, m: Mention) -> bool:
    """«سافر X»، «X الذي سافر»، «حل بتونس X»: verbs that tell of much else too need their subject beside them."""
    if m.first == clause.trigger.last or (_alights(clause) and m.first > clause.trigger.last):
        return True
    words = clause.words(m.last, clause.trigger.first)
    if m.last > clause.trigger.first or not words:
        return m.last == clause.trigger.first and bool(m.name)  # «وأضاف أن X سافر إلى …»
    if len(words) == 1:
        return words[0] in clause.grammar.relative
    expected = clause.has_event(m.last, clause.trigger.first, "future") or words[0] in clause.grammar.relative
    return expected and words[-1] in clause.grammar.that and len(words) <= _EXPECTED  # «وفدا … ينتظر أن يحل بتونس»


def _addresses(clause: Clause, goal: Mention) -> bool:
    """«توجه بالشكر للسعودية»، «توجه لمن يسيء إلى مصر بالقول»: he speaks to somebody, he does not travel."""
    grammar, last = clause.grammar, clause.trigger.last
    if clause.trigger.value.word not in grammar.addresses:
        return False
    reach = clause.words(last, goal.first)
    if not grammar.of_his_own.isdisjoint(reach[:1]):
        return True  # «في خطاب توجه فيه إلى الكويت»
    spoken = any(
        word.startswith(tuple(grammar.by)) and word[1:] in grammar.spoken for word in clause.words(last, goal.last + 4)
    )
    return spoken or (goal.link in grammar.for_ and len(reach) > _SPEAKS_TO)


def _adverbs(clause: Clause, start: int, stop: int) -> bool:
    """Nothing but marks and adverbs of day and hour in ``start:stop``."""
    return start <= stop and all(t.is_mark or t.text in clause.lexicon.when for t in clause.tokens[start:stop])


def _visitor_behind(clause: Clause, goals: Collection[Mention]) -> list[Mention]:
    """«وصل إلى جدة مساء اليوم وزير الداخلية … X»، «ستزور عدن مبعوثة … X»، «الزيارة التي يؤديها إلى تونس X»: the subject
    stands behind the goal."""
    words = clause.words(clause.trigger.last, clause.trigger.last + _OPENS)
    opens = next((w for w in words if w not in clause.lexicon.when), "")
    alights = _alights(clause) and opens.startswith(tuple(clause.grammar.by))  # «حل اليوم بالجزائر X»
    arrives = clause.frame == "travel" and clause.trigger.value.word in clause.grammar.arrives  # «وصل الرياض اليوم X»
    object_first = (clause.frame == "visit" or arrives) and any(g.first == clause.trigger.last for g in goals)
    arrival = clause.frame == "travel" and (opens in clause.grammar.to or alights)
    if not (object_first or arrival or (clause.frame == "visit-noun" and _which_he_pays(clause))):
        return []
    start = max(goal.last for goal in goals)
    found = [m for m in clause.sentence.mentions if m.kind in PERSONS and start <= m.first <= start + _VISITOR_BEHIND]
    if not found or found[0].link not in {"", *COMMAS} or any(True for _ in clause.triggers(start, found[0].first)):
        return []
    return found[:1]


def _subject_behind(clause: Clause, goals: Collection[Mention]) -> list[Mention]:
    """«وخلال زيارته إلى الجزائر، أكد وزير الداخلية التونسي X أن …»: the pronoun stands before him whom it means."""
    last = max(goal.last for goal in goals)
    if clause.trigger.value.of_his:
        last = past_time(clause, last)
    words = clause.words(last, last + _COMMA_AND_VERB)
    if not clause.trigger.value.of_his or len(words) < _COMMA_AND_VERB:
        return []
    said = words[0] in surfaces(clause.grammar.statement)  # «لدى وصوله إلى بغداد قال …»
    if words[0] not in COMMAS and not said:
        return []
    if not said and (words[1].endswith(tuple(clause.grammar.his)) or words[1] in clause.grammar.that):
        return []  # «خلال زيارته إلى الجزائر، استقبله الرئيس …»، «قال قبيل زيارته إلى الجزائر، إن الرئيس …»
    start = last + _COMMA_AND_VERB - said
    found = [m for m in clause.sentence.mentions if m.first == start and m.kind == "official" and m.role]
    theirs = {goal.country for goal in goals}
    return [m for m in found if m.country and m.country not in theirs and not m.link]


def _visitor_before(clause: Clause) -> list[Mention]:
    """Who stands before the word of the journey, unless «أن» and another subject stand between (إن الرسالة وصلت)."""
    if clause.frame == "visit-noun" and (who := _invited(clause) or performer(clause) or _who_left(clause)):
        return [who]
    if clause.frame == "travel" and goes_on_to(clause.tokens, clause.trigger.first, clause.grammar):
        told = clause.triggers(0, clause.trigger.first)  # «استقبله X قبل أن يسافر»: not X
        return [] if any(t.value.frame == "received" for t in told) else clause.sentence_subject()
    before = clause.words(clause.trigger.first - 1, clause.trigger.first)
    if clause.frame == "travel" and not clause.grammar.then_next.isdisjoint(before):
        return clause.sentence_subject()  # «يتوجه X إلى إسرائيل للقاء Y، ثم يتوجه إلى الأردن»
    group = clause.before(_VISITOR_REACH)
    received = any(t.value.frame == "receive" for t in clause.triggers(0, clause.trigger.first))
    if received and clause.trigger.value.of_his:  # «استقبل X وفدا صينيا خلال زيارته لمصر»
        near = range(clause.trigger.first - 1, clause.trigger.first + 1)
        group = [m for m in clause.sentence.mentions if m.kind == "group" and m.last in near] or group
    several = clause.trigger.value.word.endswith(tuple(clause.grammar.dual_past | clause.grammar.dual))
    visitor = group[:1] if several and clause.frame in {"visit", "travel"} else group[-1:]
    if not visitor and _on_a_visit(clause):
        visitor = [m for m in clause.before(_FAR_VISITOR)[-1:] if m.name or m.country or m.org]
    words = clause.words(visitor[0].last, clause.trigger.first) if visitor else []
    between = next((k for k, word in enumerate(words) if word in clause.grammar.that), None)
    if between and words[between - 1] in clause.grammar.did | clause.grammar.ahead_of:
        between = None  # «عاد X بعد أن قام بزيارة إلى …»
    if between is not None and clause.grammar.performs.issuperset(words[between + 1 :]):
        between = None  # «سبق لـX أن قام بزيارة إلى …»
    return [] if between is not None and between + 1 < len(words) else visitor


def _on_a_visit(clause: Clause) -> bool:
    """«تفقد X المخيم ضمن زيارة له إلى …»، «عاد X بعد أن قام بزيارة إلى …»، «خلال الزيارة التي أداها إلى …»: whose
    visit it is, the subject of the sentence tells, however far."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    if clause.frame != "visit-noun" or clause.trigger.value.of_his:
        return False
    if performing(clause) is not None:
        return True
    words = clause.words(last, last + 1)
    if _which_he_pays(clause):
        return True
    if words and words[0] in grammar.gathers | grammar.did and words[0].endswith(tuple(grammar.his)):
        return True  # «أثناء عودته من زيارة أجراها للمجر»
    at = first - 1 - (clause.tokens[first - 1].text in grammar.ordinal)
    within = grammar.during | grammar.did | grammar.marginal | grammar.within
    named = last < len(clause.tokens) and place_at(clause, last, listed=False, beside_city=False)
    if not named or named.link:
        within = within | grammar.in_  # «في زيارة إلى تونس»; «الراغبين في زيارة تونس» may be anybody
    return at >= 0 and clause.tokens[at].text in within and not grammar.definite(clause.tokens[first].text)


def _which_he_pays(clause: Clause) -> bool:
    """«الزيارة التي يؤديها …»: a verb that goes with the visit."""
    grammar, words = clause.grammar, clause.words(clause.trigger.last, clause.trigger.last + 2)
    return len(words) > 1 and words[0] in grammar.relative and grammar.unjoined(words[1]) in grammar.performs


def _who_left(clause: Clause) -> Mention | None:
    """«غادر X مطار القاهرة، عائدا …، بعد زيارة لمصر»: whose visit is over."""
    grammar, first = clause.grammar, clause.trigger.first
    if grammar.did.isdisjoint(clause.words(first - 2, first)):
        return None
    verbs = [t for t in clause.triggers(0, first) if t.value.word in grammar.leaves]
    if not verbs:
        return None
    behind = [m for m in clause.sentence.mentions if verbs[-1].last <= m.first < first and m.kind in PERSONS]
    return behind[0] if behind and behind[0].link in {"", *COMMAS} else None


def _invited(clause: Clause) -> Mention | None:
    """«دعوة الملك X للرئيس Y لزيارة …»: Y is to come."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.trigger.clitic not in grammar.for_:
        return None
    beside = [m for m in clause.sentence.mentions if m.last == first and m.kind in PERSONS]
    if host := next((m for m in beside if _invites(clause, m)), None):  # «قبل X دعوة الرئيس Y لزيارة …»: X
        return next(iter(clause.subject_before(host)), None)
    guest = next((m for m in beside if m.link in grammar.to), None)
    asked = guest is not None and not grammar.invitation.isdisjoint(clause.words(guest.first - _CALLED_ON, guest.first))
    return guest if asked else None


def _invites(clause: Clause, m: Mention) -> bool:
    """«دعوة الرئيس Y»، «دعوة من الرئيس Y»: whose invitation it is; «الدعوة للملك X» is his who is to come."""
    if m.link in clause.grammar.for_ | clause.grammar.to:
        return False  # «دعوة إلى نظيره Y لزيارة …»: Y is to come
    by = m.link in clause.grammar.from_
    return not clause.grammar.invitation.isdisjoint(clause.words(m.first - 2, m.first)[: 1 if by else 2])


def _inside(clause: Clause) -> list[Mention]:
    """«زار … مقر قيادة … في دولة الكويت»: the state in which the place visited lies."""
    grammar, last = clause.grammar, clause.trigger.last
    if clause.frame == "visit-noun":  # «أجرى X زيارة لغرفة العمليات في وزارة الداخلية بسنغافورة»
        who = performer(clause)
        at_work = who is not None and who.head is not None and who.head.category != "ambassador"
        if not at_work and not _to_institution(clause):
            return []
    elif clause.frame != "visit":
        return []
    reach = 40 if clause.frame == "visit" else _SEAT
    states = (m for m in clause.sentence.mentions if m.kind == "state" and last < m.first < last + reach)
    there = [m for m in states if m.link in grammar.in_ or (not m.link and _within(clause, m))]
    if there or clause.frame != "visit-noun" or not _to_institution(clause):
        return there[:1]
    return _town_inside(clause)


def _town_inside(clause: Clause) -> list[Mention]:
    """«زيارة X لقيادة الأسطول الغربي في مدينة جدة»: the city in which the place visited lies."""
    grammar, tokens, start = clause.grammar, clause.tokens, _behind_visitor(clause)
    for i in range(start + 1, min(len(tokens), start + _SEAT)):
        if tokens[i].is_mark:
            break
        town = place_at(clause, i, listed=False, beside_city=False)
        before = i - 1 - (tokens[i - 1].text in grammar.town)
        if town and (town.link in grammar.by or (not town.link and tokens[before].text in grammar.in_)):
            return [town]
    return []


def _behind_visitor(clause: Clause) -> int:
    """The token behind «زيارة» and the visitor right behind it."""
    last = clause.trigger.last
    return next((m.last for m in clause.sentence.mentions if m.first == last and m.kind in PERSONS), last)


def to_seat(clause: Clause) -> Sides | None:
    """«زار مدير الأمن السعودي X مقر مديرية …»: somebody of a stated state at the seat of a body, whose state nobody
    tells; an ambassador does so every day."""
    last = clause.trigger.last
    groups = clause.after(_VISITOR_REACH) if clause.frame == "visit" else []
    who = performer(clause) if clause.frame == "visit-noun" else None
    fronted = clause.before(2) if clause.frame == "visit" else [who] if who else []
    visitor = groups[0] if groups and clause.near(groups[0]) <= 1 and not groups[0][0].link else fronted
    head = visitor[0].head if visitor else None
    if not visitor or not visitor[0].country or visitor[0].link or (head and head.category in ENVOYS):
        return None
    if visitor[0].kind != "group" and not visitor[0].role:
        return None
    start = max(last, visitor[-1].last)
    if visitor[0].kind == "group":  # «زار وفد من … برئاسة X المديرية العامة …»
        led = (m for m in clause.sentence.mentions if m.link in clause.grammar.heading and m.kind == "official")
        start = max(start, next((m.last for m in led if 0 < m.first - start <= _BESIDE), 0))
    if who is not None and not _to_institution(clause):
        return None  # «قام وفد … بزيارة إلى قيادة شرطة …»
    start += who is not None and not clause.grammar.to.isdisjoint(clause.words(start, start + 1))
    seats = clause.grammar.institution | clause.grammar.building | clause.grammar.ministry
    words = range(start, min(len(clause.tokens), start + _SEAT))
    at = next((i for i in words if clause.tokens[i].text in seats), None)
    if at is not None and not (_adverbs(clause, start, at) or clause.has_event(start, start + _BESIDE, "company")):
        return None  # «زار X معرضا في قيادة اللواء»
    known = [m for m in clause.sentence.mentions if m.kind in {"state", "org"} and last <= m.first < last + _SEAT_STATE]
    if at is not None and known and known[0].country and clause.tokens[known[0].first - 1].text in OPENING:
        return tuple(visitor), (known[0],)  # «مقر المديرية بالمحمدية (الجزائر العاصمة)»
    if at is None or known or any(m.kind in PERSONS and start <= m.first < at for m in clause.sentence.mentions):
        return None
    body = next((m for m in clause.sentence.mentions if m.kind == "body" and at <= m.first <= at + 1), None)
    token = clause.tokens[at]
    body = body or Mention("body", at, at + 1, token.start, token.end)
    return tuple(visitor), (replace(body, link=""),)


def _to_institution(clause: Clause) -> bool:
    """«زيارة قائد خفر السواحل إلى المديرية العامة لحرس الحدود بالمملكة …»: whom a journey leads to."""
    grammar, start = clause.grammar, _behind_visitor(clause)
    bodies = grammar.institution | grammar.ministry | grammar.building
    words = clause.words(start, start + _SEAT)
    if any(rest in bodies and clitic in grammar.for_ for word in words[:_BESIDE] for clitic, rest in readings(word)):
        return True  # «زيارة X لقيادة الأسطول»
    return any(one in grammar.to and other in bodies for one, other in itertools.pairwise(words))


def _within(clause: Clause, m: Mention) -> bool:
    """«في شمال سوريا»: a part of the state, where something is."""
    words = clause.words(m.first - 2, m.first)
    return len(words) > 1 and words[0] in clause.grammar.in_ and not clause.tokens[m.first - 1].is_mark


def greeted_there(clause: Clause) -> bool:
    """«في استقباله»، «في وداعه» before the word of travel: who is told behind it is no host of talks."""
    grammar, words = clause.grammar, clause.words(0, clause.trigger.first)
    greets = grammar.greets | grammar.sees_off
    return any(a in grammar.protocol and b in greets for a, b in itertools.pairwise(words))
