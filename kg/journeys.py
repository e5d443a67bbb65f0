"""Frames of journeys: who travels to which state, or comes to see whom."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import replace

from kg.bodies import Sides
from kg.clauses import PERSONS, Clause, speaker_and_hearer
from kg.mention import Mention
from kg.postings import ENVOYS
from kg.tokens import COMMAS, DASHES, OPENING, SEPARATORS, readings, surfaces

_VISITOR_REACH = 6
_COMMA_AND_VERB = 2  # tokens between the goal of «زيارته» and the visitor whom a verb names
_VISITOR_BEHIND = 10  # words from the goal of a journey to who came
_PERFORMER_REACH = 45  # words from «يقوم» to «بزيارة»
_SEAT_REACH = 6  # words from a journey to the organisation whose seat it leads to
_SEAT = 14  # words from a journey to the body that is visited
_SEAT_STATE = 40  # words from «زار» to a state or organisation that would say whose the body is
_TOUR = 5  # words from «شملت» to the first state of a tour
_AIRPORT_NAME = 5  # words from «مطار» to «بالرياض»
_CALLED_ON = 30  # words from «زار» to whom
_TRAVELLER = 4  # words from «وصلت» to the ship
_SPEAKS_TO = 8  # words from «توجه» to «للسعودية», where he may still set out
_SEEN_OFF = 16  # words from «غادر» to the city that he leaves
_PAST_TOWN = 2  # words from «قادما من», past «مدينة», to where from
_BESIDE = 3  # words between a visitor, or «زيارة», and the one visited


def visit(clause: Clause) -> Sides | None:
    """The visitor before or right after the trigger, then the states or cities he comes to (a list is one visit
    each)."""
    if clause.trigger.value.word in clause.grammar.comes_from:
        return _came_home(clause)
    goals = _goals(clause) or _inside(clause)
    if not goals:
        return _left(clause) or _called_on(clause)
    last = clause.trigger.last
    after = [m for m in clause.sentence.mentions if last <= m.first < goals[0].first and m.kind in PERSONS]
    visitor = after[:1] or _visitor_before(clause) or _visitor_behind(clause, goals[-1].last)
    visitor = visitor or _subject_behind(clause, goals)
    if clause.trigger.value.word in clause.grammar.goes and not (visitor and _goes(clause, visitor[0])):
        return None  # «تحولت الأزمة في اليمن إلى …»
    if _addresses(clause, goals[0]) or _others_travel(clause, after):
        return None
    if visitor and visitor[0].kind == "group" and _private(clause, visitor[0]):
        return None
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
    if not visitor or (ends is None and not _abroad(visitor[0])):
        return None
    for i in range(last, stop):
        if any(m.first <= i < m.last for m in persons):
            continue
        state = _place_at(clause, i, listed=True, beside_city=False)
        if state and not state.link and _leads_on(clause, i):
            elsewhere = ends is not None or state.country != visitor[0].country
            return (tuple(visitor), (state,)) if elsewhere else None
    return None


def _came_home(clause: Clause) -> Sides | None:
    """«عاد الرئيس X إلى نواكشوط قادما من (العاصمة السنغالية) داكار»: whence somebody is back."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    verb = next((i for i in range(first) if clause.tokens[i].text in surfaces(grammar.returns)), None)
    if verb is None:
        return None
    free = (m for m in clause.sentence.mentions if m.kind in PERSONS and m.last <= first)
    visitor = next((m for m in free if m.link not in grammar.governed and m.role), None)
    at_capital = last < len(clause.tokens) and clause.tokens[last].text in grammar.capital
    state = clause.sentence.matches(clause.lexicon.states).get(last + 1) if at_capital else None
    if state and not state.value.ambiguous:
        token = clause.tokens[last + 1]
        place: Mention | None = Mention("state", last + 1, state.last, token.start, token.end, country=state.value.code)
    else:
        near = range(last, min(last + _PAST_TOWN, len(clause.tokens)))
        found = (_place_at(clause, i, listed=False, beside_city=False) for i in near)
        place = next((p for p in found if p), None)
    return ((visitor,), (place,)) if visitor and place and not place.link else None


def _leads_on(clause: Clause, i: int) -> bool:
    """Nothing but the verb, who leaves, a day or «العاصمة» stands right before a place: «غادر X السبت الإمارات»."""
    before, grammar = clause.tokens[i - 1], clause.grammar
    if i == clause.trigger.last or _after_visitor(clause, i) or before.is_mark or _is_capital_of(clause, i - 1):
        return True
    return before.text in grammar.beside_verb | grammar.town or before.text in clause.lexicon.weekdays


def _abroad(m: Mention) -> bool:
    """Whether somebody told of with his state comes from there: an ambassador does not, where he is posted."""
    return bool(m.country and m.role) and m.head is not None and m.head.category != "ambassador"


def _others_travel(clause: Clause, officials: list[Mention]) -> bool:
    """«توجه مفتشون إلى …», «وصلت صباح اليوم سفينة إلى …»: nobody in office."""
    last = clause.trigger.last
    reach = _TRAVELLER if clause.frame == "travel" and not officials else 1
    return not clause.grammar.travellers.isdisjoint(clause.words(last, last + reach))


def _for_a_visit(clause: Clause) -> bool:
    """«حل X في تونس في زيارة …»: the word of a visit stands behind that of the arrival; «حل الرئيس البرلمان في …» is
    none."""
    return any(t.value.frame == "visit-noun" for t in clause.triggers(clause.trigger.last, len(clause.tokens)))


def _called_on(clause: Clause) -> Sides | None:
    """«زار السفير X وزير الداخلية Y»، «قام السفير X بزيارة مجاملة إلى الوزير Y»، «أكدت X لـY خلال زيارته لمقر البعثة»:
    who came to see whom."""
    grammar, last = clause.grammar, clause.trigger.last
    groups = clause.after(_CALLED_ON)
    if clause.frame == "visit":
        fronted = clause.before(2)
        visitor = fronted if fronted and not fronted[0].link else (groups.pop(0) if len(groups) > 1 else [])
        near = bool(groups and visitor) and _adverbs(clause, max(last, visitor[-1].last), groups[0][0].first)
        return (tuple(visitor), tuple(groups[0])) if near and _is_host(clause, groups[0][0], {"", *COMMAS}) else None
    if clause.frame != "visit-noun":
        return None
    if clause.trigger.value.of_his:
        at_seat = not surfaces(grammar.building).isdisjoint(clause.words(last, last + 2))
        return speaker_and_hearer(clause) if at_seat else None
    visitor = [who] if (who := performer(clause)) else []
    if not visitor or not groups or clause.near(groups[0]) > _BESIDE:
        return None
    return (tuple(visitor), tuple(groups[0])) if _is_host(clause, groups[0][0], grammar.to | grammar.for_) else None


def _is_host(clause: Clause, m: Mention, links: Collection[str]) -> bool:
    """Somebody in office whom a visitor comes to see, not one of those in whose company he travels."""
    told = bool(m.name or m.country or m.org)
    return m.kind in {"official", "counterpart"} and m.link in links and bool(m.role) and told and not m.former


def _goes(clause: Clause, m: Mention) -> bool:
    """«سافر X»، «X الذي سافر»: verbs that tell of much else too need their subject beside them."""
    if m.first == clause.trigger.last:
        return True
    words = clause.words(m.last, clause.trigger.first)
    return m.last <= clause.trigger.first and len(words) == 1 and words[0] in clause.grammar.relative


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
    """Nothing but marks and adverbs of day in ``start:stop``."""
    return start <= stop and all(t.is_mark or t.text in clause.grammar.beside_verb for t in clause.tokens[start:stop])


def _private(clause: Clause, group: Mention) -> bool:
    """«وفد لرجال أعمال من تونس»: no delegation of a state."""
    words = clause.words(group.first, group.last)
    return any(rest in clause.grammar.private for word in words for _, rest in readings(word))


def _visitor_behind(clause: Clause, start: int) -> list[Mention]:
    """«وصل إلى جدة مساء اليوم وزير الداخلية … X»: the subject stands behind the goal."""
    opens = clause.words(clause.trigger.last, clause.trigger.last + 1)
    if clause.frame != "travel" or clause.grammar.to.isdisjoint(opens):
        return []
    found = [m for m in clause.sentence.mentions if m.kind in PERSONS and start <= m.first <= start + _VISITOR_BEHIND]
    if not found or found[0].link not in {"", *COMMAS} or any(True for _ in clause.triggers(start, found[0].first)):
        return []
    return found[:1]


def _subject_behind(clause: Clause, goals: Collection[Mention]) -> list[Mention]:
    """«وخلال زيارته إلى الجزائر، أكد وزير الداخلية التونسي X أن …»: the pronoun stands before him whom it means."""
    last = max(goal.last for goal in goals)
    words = clause.words(last, last + _COMMA_AND_VERB)
    if not clause.trigger.value.of_his or len(words) < _COMMA_AND_VERB or words[0] not in COMMAS:
        return []
    if words[1].endswith(tuple(clause.grammar.his)):
        return []  # «خلال زيارته إلى الجزائر، استقبله الرئيس …»
    start = last + _COMMA_AND_VERB
    found = [m for m in clause.sentence.mentions if m.first == start and m.kind == "official" and m.role]
    theirs = {goal.country for goal in goals}
    return [m for m in found if m.country and m.country not in theirs and not m.link]


def _visitor_before(clause: Clause) -> list[Mention]:
    """Who stands before the word of the journey, unless «أن» and another subject stand between (إن الرسالة وصلت)."""
    if clause.frame == "visit-noun" and (who := _invited(clause) or performer(clause) or _who_left(clause)):
        return [who]
    visitor = clause.before(_VISITOR_REACH)[-1:]
    words = clause.words(visitor[0].last, clause.trigger.first) if visitor else []
    between = next((k for k, word in enumerate(words) if word in clause.grammar.that), None)
    return [] if between is not None and between + 1 < len(words) else visitor


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
    guest = next((m for m in beside if m.link in grammar.to), None)
    asked = guest is not None and not grammar.invitation.isdisjoint(clause.words(guest.first - _CALLED_ON, guest.first))
    return guest if asked else None


def performer(clause: Clause) -> Mention | None:
    """«يقوم X، رفقة وفد …، بزيارة إلى …»: the subject of the verb that goes with a journey."""
    verb = performing(clause)
    if verb is None:
        return None
    first = clause.trigger.first
    behind = next((m for m in clause.sentence.mentions if 0 <= m.first - verb - 1 <= 1 and m.kind in PERSONS), None)
    ahead = [m for m in clause.sentence.mentions if m.kind in PERSONS and 0 <= verb - m.last <= 1]
    subject = behind or (ahead[-1] if ahead else None)
    return subject if subject and not subject.link and subject.last <= first else None


def performing(clause: Clause) -> int | None:
    """The token of the verb that goes with a journey: «سيقوم … بزيارة»."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.trigger.clitic not in grammar.by | {""}:
        return None
    before = range(first - 1, max(-1, first - _PERFORMER_REACH), -1)
    verb = next((i for i in before if clause.tokens[i].text.removeprefix(*grammar.and_) in grammar.performs), None)
    if verb is None or not grammar.invitation.isdisjoint(clause.words(verb, first)):
        return None  # «قام بدعوة نظيره … بزيارة إلى …»: the other one is to come
    return verb


def _goals(clause: Clause) -> list[Mention]:
    """Where a journey leads: states, or cities for their states; «كلا من الصين وتركيا» gives both."""
    tokens, last = clause.tokens, clause.trigger.last
    reach = 45 if clause.frame == "travel" else 26
    reach += sum(m.last - m.first for m in clause.sentence.mentions if m.kind in PERSONS and m.first == last)
    stop = min(len(tokens), last + reach)
    if clause.frame == "visit-noun":  # «زيارته …. قبل أن يتوجه إلى النيجر»: another journey
        stop = min((t.first for t in clause.triggers(last, stop) if t.value.frame == "travel"), default=stop)
    out: list[Mention] = []
    beside_city = False
    i = last
    while i < stop:
        covering = next((m for m in clause.sentence.mentions if m.first <= i < m.last and m.kind != "state"), None)
        if covering:
            if not out and _is_seat_of(clause, covering):
                return [covering]  # «زيارة إلى مقر منظمة …»
            i = covering.last
            continue
        goal = _place_at(clause, i, listed=bool(out), beside_city=beside_city)
        if goal is None:
            if out and tokens[i].text not in COMMAS:
                break
            i += 1
            continue
        if _is_goal(clause, goal, listed=bool(out)):
            if goal.country not in {m.country for m in out}:
                out.append(goal)
            beside_city = i in clause.sentence.matches(clause.lexicon.cities)
        elif out:
            break
        i = goal.last
    return out


def _is_seat_of(clause: Clause, org: Mention) -> bool:
    """Whether a journey leads to an organisation, where it resides."""
    near = {t.text for t in clause.tokens[max(clause.trigger.last, org.first - 2) : org.first]}
    at_seat = not near.isdisjoint(clause.grammar.building)
    return org.kind == "org" and at_seat and org.first - clause.trigger.last <= _SEAT_REACH


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
    there = (m for m in states if m.link in grammar.in_ or (not m.link and _within(clause, m)))
    return list(there)[:1]


def to_seat(clause: Clause) -> Sides | None:
    """«زار مدير الأمن السعودي X مقر مديرية …»: somebody of a stated state at the seat of a body, whose state nobody
    tells; an ambassador does so every day."""
    if clause.frame != "visit":
        return None
    last = clause.trigger.last
    groups = clause.after(_VISITOR_REACH)
    fronted = clause.before(2)
    visitor = groups[0] if groups and clause.near(groups[0]) <= 1 and not groups[0][0].link else fronted
    head = visitor[0].head if visitor else None
    if not visitor or not visitor[0].country or visitor[0].link or (head and head.category in ENVOYS):
        return None
    if visitor[0].kind != "group" and not visitor[0].role:
        return None
    start = max(last, visitor[-1].last)
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
    grammar, last = clause.grammar, clause.trigger.last
    bodies = grammar.institution | grammar.ministry | grammar.building
    words = clause.words(last, last + _SEAT)
    return any(one in grammar.to and other in bodies for one, other in itertools.pairwise(words))


def _within(clause: Clause, m: Mention) -> bool:
    """«في شمال سوريا»: a part of the state, where something is."""
    words = clause.words(m.first - 2, m.first)
    return len(words) > 1 and words[0] in clause.grammar.in_ and not clause.tokens[m.first - 1].is_mark


def _place_at(clause: Clause, i: int, *, listed: bool, beside_city: bool) -> Mention | None:
    """A state or city at a token, with the proclitic it carries as its link; what is both is a city beside cities:
    «القاهرة وعمان»."""
    tokens = clause.tokens
    if i in clause.sentence.matches(clause.lexicon.blockers):
        return None  # «مسقط رأسه»
    state = clause.sentence.matches(clause.lexicon.states).get(i)
    city = clause.sentence.matches(clause.lexicon.cities).get(i)
    if city and state and state.value.ambiguous and beside_city:
        code, clitic, last = city.value.country, city.clitic, city.last
    elif state and state.value.kind == "name" and (not state.value.ambiguous or listed or _after_visitor(clause, i)):
        code, clitic, last = state.value.code, state.clitic, state.last
    elif city and not city.value.ambiguous:
        code, clitic, last = city.value.country, city.clitic, city.last
    elif tokens[i - 1].text in clause.lexicon.grammar.town and (told := _town_of_state(clause, i)):
        code, clitic, last = told
    else:
        return None
    return Mention("state", i, last, tokens[i].start + len(clitic), tokens[last - 1].end, clitic, country=code)


def _town_of_state(clause: Clause, i: int) -> tuple[str, str, int] | None:
    """«إلى مدينة عروشا التنزانية»: a town that no table knows, of the state whose adjective stands behind it."""
    tokens = clause.tokens
    if tokens[i].is_mark:
        return None
    state = clause.lexicon.states.at(tokens, i + 1, clitics=False) if i + 1 < len(tokens) else None
    told = state is not None and state.value.kind == "demonym" and state.value.definite
    return (state.value.code, "", state.last) if told and state is not None else None


def _after_visitor(clause: Clause, i: int) -> bool:
    return any(m.last == i for m in clause.sentence.mentions if m.kind in PERSONS)


def _police_of(clause: Clause, i: int) -> bool:
    """«زيارة إلى شرطة دبي»، «زار X القيادة العامة لشرطة دبي»: a city whose police is visited."""
    grammar, tokens = clause.grammar, clause.tokens
    if tokens[i - 1].text not in surfaces(grammar.police):
        return False
    told = [m.last for m in clause.sentence.mentions if m.kind in PERSONS and m.last < i]
    start = max(clause.trigger.last, *told, 0)
    between = [t for t in tokens[start : i - 1] if not t.is_mark and t.text not in grammar.to]
    known = clause.lexicon.is_office_word
    return len(between) <= _BESIDE and all(any(known(rest) for _, rest in readings(t.text)) for t in between)


def _is_goal(clause: Clause, goal: Mention, *, listed: bool) -> bool:
    grammar, tokens, i, last = clause.grammar, clause.tokens, goal.first, clause.trigger.last
    k = i - 1
    if k > last and (tokens[k].text in COMMAS or tokens[k].text == "(") and _is_capital_of(clause, k - 1):
        k -= 1  # «إلى العاصمة المصرية، القاهرة»، «إلى العاصمة الأميركية (واشنطن)»
    while k > last and (
        _is_capital_of(clause, k) or (_arrived(clause) and tokens[k].text in grammar.town | grammar.airport)
    ):
        k -= 1  # «إلى العاصمة الإيرانية طهران»
    before = tokens[k].text
    if _police_of(clause, i):
        return True
    each = before in grammar.from_ and tokens[i - 2].text in grammar.each_of
    if clause.frame == "tour" and not listed:  # «جولة شملت (كلا من) السعودية والأردن»
        return not grammar.includes.isdisjoint(t.text for t in tokens[max(last, i - _TOUR) : i])
    if goal.link in grammar.to or before in grammar.to | grammar.towards or (each and not listed):
        return True
    if clause.frame == "visit-noun" and not listed and i > last and before in grammar.includes:
        return True  # «زيارة إلى المنطقة شملت مصر والأردن»
    if listed and (goal.link in grammar.and_ or before in COMMAS):
        return True
    if goal.link in grammar.in_:
        alights = clause.trigger.value.word in grammar.alights and (goal.link in grammar.by or _for_a_visit(clause))
        return alights or _at_airport(clause, i)
    if goal.link:
        return False
    arrives = clause.trigger.value.word in grammar.arrives and clause.frame == "travel"
    if arrives:  # «وزير الداخلية العراقي يصل طهران»
        return i == last or _after_visitor(clause, i)
    if clause.frame == "visit":
        return i - last <= 2 or _after_visitor(clause, i) or tokens[k].text in SEPARATORS | DASHES | grammar.now
    return clause.frame == "visit-noun" and (i == last or _after_visitor(clause, i))


def _arrived(clause: Clause) -> bool:
    """«وصل إلى محافظة جدة»: a town is no goal where somebody is still to go, or might."""
    return clause.frame == "travel" and not clause.trigger.value.word.startswith(tuple(clause.grammar.imperfect))


def _at_airport(clause: Clause, i: int) -> bool:
    """«وصل إلى مطار الملك خالد الدولي بالرياض»: the city of the airport to which a journey leads."""
    grammar, tokens = clause.grammar, clause.tokens
    first = max(clause.trigger.last + 1, i - _AIRPORT_NAME)
    return any(tokens[k].text in grammar.airport and tokens[k - 1].text in grammar.to for k in range(first, i))


def _is_capital_of(clause: Clause, k: int) -> bool:
    """«العاصمة», or the adjective behind it, before the capital's name."""
    grammar, tokens = clause.grammar, clause.tokens
    if tokens[k].text in grammar.capital:
        return True
    state = clause.lexicon.states.at(tokens, k, clitics=False)
    return state is not None and state.value.kind == "demonym" and tokens[k - 1].text in grammar.capital
