"""Frames whose sides are states and bodies: talks «between Egypt and China», joint committees, visits to a state."""

from __future__ import annotations

import itertools
from dataclasses import replace

from kg.clauses import PERSONS, Clause
from kg.mention import Mention
from kg.tokens import COMMAS, DASHES, SEPARATORS, readings

_VISITOR_REACH = 6
_VISITOR_BEHIND = 10  # words from the goal of a journey to who came
_PERFORMER_REACH = 45  # words from «يقوم» to «بزيارة»
_COMMITTEE = 7  # words from «اللجنة» to the two states
_MINISTRIES = 5  # words from «بين» to the first of two states whose ministries met
_BODY = 9  # words of the name of a body that received
_PAIR = 2
_SEAT_REACH = 6  # words from a journey to the organisation whose seat it leads to
_TOUR = 5  # words from «شملت» to the first state of a tour
_AIRPORT_NAME = 5  # words from «مطار» to «بالرياض»
_HEAD_REACH = 9  # words between a head of a delegation and the word for it
Sides = tuple[tuple[Mention, ...], tuple[Mention, ...]]


def between(clause: Clause, reach: int) -> Sides | None:
    """«بين مصر والصين»: two bare states, organisations or delegations."""
    grammar, last = clause.grammar, clause.trigger.last
    delegations = [m for m in clause.sentence.mentions if m.kind == "group" and last <= m.first < last + reach + 8]
    found = sorted(delegations + state_like(clause, last, last + reach + 8), key=lambda m: m.first)
    found = found if len(found) > 1 else _adjectival(clause, reach)
    for one, other in itertools.pairwise(found):
        joined = other.link in grammar.and_ | grammar.between and other.first - one.last <= 3
        ministries = not grammar.between.isdisjoint(clause.words(max(last, one.first - _MINISTRIES), one.first))
        opens = one.link in grammar.between or (ministries and one.link in grammar.in_ | grammar.for_)
        if opens and one.first - last <= reach and joined:
            return (one,), (other,)  # «بين مصر والصين»، «بين وزارتي الداخلية بالبحرين والسعودية»
    return None


def heads_of_sides(clause: Clause) -> Sides | None:
    """«ترأس وفد الكويت اللواء X، فيما ترأس الجانب العراقي اللواء Y»: who headed the two sides of one meeting."""
    tokens, lexicon, last = clause.tokens, clause.lexicon, clause.trigger.last
    reach = last if clause.frame == "talk" else len(tokens)  # «عقدت مباحثات، ورأس الجانب السعودي …»
    if not clause.has_event(clause.trigger.first - 2, reach, "headed"):
        return None
    found: list[Mention] = []
    places: list[int] = []
    for i in clause.events(last, len(tokens), "side", "delegation"):
        event = lexicon.events.at(tokens, i)
        end = event.last if event else i + 1
        state = next((s for j in range(end, min(end + 2, len(tokens))) if (s := lexicon.states.at(tokens, j))), None)
        if state is None:
            continue
        known = {m.first for m in found}
        officials = [m for m in clause.sentence.mentions if m.kind == "official" and m.first not in known]
        of = not clause.grammar.about.isdisjoint(clause.words(i - 1, i))
        behind = not (of and any(m.last == i - 1 for m in officials))  # «X عن الجانب البحريني»: he stands before it
        head = next((m for m in officials if behind and 0 <= m.first - state.last <= 2), None) or next(
            (m for m in reversed(officials) if last <= m.first and m.last <= i and i - m.last <= _HEAD_REACH), None
        )
        if head and state.value.code not in {m.country for m in found}:
            found.append(replace(head, country=head.country or state.value.code, link=""))
            places.append(i)
    if len(found) < 2:
        return None
    mates = [_mates(clause, head, stop) for head, stop in zip(found, [*places[1:], len(tokens)], strict=False)]
    return (found[0], *mates[0]), (found[1], *mates[1])


def _mates(clause: Clause, head: Mention, stop: int) -> list[Mention]:
    """«من الجانب السوري وزير الدفاع X ومدير المخابرات Y»: those joined to the first of a side, of his state."""
    out: list[Mention] = []
    last = head.last
    for m in clause.sentence.mentions:
        if (
            m.kind == "official"
            and head.last <= m.first < stop
            and m.link in clause.grammar.and_
            and m.first - last <= 1
        ):
            out.append(replace(m, country=m.country or head.country, link=""))
            last = m.last
    return out


def attended(clause: Clause) -> Sides | None:
    """«حضر الاجتماع اللواء X …، فيما مثل الجانب السوري اللواء Y»: both sides of a meeting, each by state or side."""
    tokens, lexicon, last = clause.tokens, clause.lexicon, clause.trigger.last
    ours: list[Mention] = []
    theirs: list[Mention] = []
    for m in clause.sentence.mentions:
        if m.first < last or m.kind != "official" or not m.name or not (m.role or m.titled):
            continue
        told = m.country
        for i in clause.events(m.first - 4, m.first, "side"):
            state = lexicon.states.at(tokens, i + 1, clitics=False) if i + 1 < len(tokens) else None
            told = told or (state.value.code if state else None)
        known = ours[0].country if ours else told
        side = ours if told == known or (told is None and not theirs) else theirs
        side.append(replace(m, country=told, link=""))
    stated = {m.country for m in ours + theirs} - {None}
    if not ours or not theirs or not stated or len({m.country for m in theirs}) > 1:
        return None
    return tuple(ours), tuple(theirs)


def visit(clause: Clause) -> Sides | None:
    """The visitor before or right after the trigger, then the states or cities he comes to (a list is one visit
    each)."""
    goals = _goals(clause) or _inside(clause)
    if not goals:
        return None
    last = clause.trigger.last
    after = [m for m in clause.sentence.mentions if last <= m.first < goals[0].first and m.kind in PERSONS]
    visitor = after[:1] or _visitor_before(clause) or _visitor_behind(clause, goals[-1].last)
    if visitor and visitor[0].kind == "group" and _private(clause, visitor[0]):
        return None
    return tuple(visitor), tuple(goals)


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


def _visitor_before(clause: Clause) -> list[Mention]:
    """Who stands before the word of the journey, unless «أن» and another subject stand between (إن الرسالة وصلت)."""
    if clause.frame == "visit-noun" and (performer := _performer(clause)):
        return [performer]
    visitor = clause.before(_VISITOR_REACH)[-1:]
    words = clause.words(visitor[0].last, clause.trigger.first) if visitor else []
    between = next((k for k, word in enumerate(words) if word in clause.grammar.that), None)
    return [] if between is not None and between + 1 < len(words) else visitor


def _performer(clause: Clause) -> Mention | None:
    """«يقوم X، رفقة وفد …، بزيارة إلى …»: the subject of the verb that goes with a journey."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.trigger.clitic not in grammar.by | {""}:
        return None
    before = range(first - 1, max(-1, first - _PERFORMER_REACH), -1)
    verb = next((i for i in before if clause.tokens[i].text.removeprefix(*grammar.and_) in grammar.performs), None)
    if verb is None or not grammar.invitation.isdisjoint(clause.words(verb, first)):
        return None  # «قام بدعوة نظيره … بزيارة إلى …»: the other one is to come
    behind = next((m for m in clause.sentence.mentions if 0 <= m.first - verb - 1 <= 1 and m.kind in PERSONS), None)
    ahead = [m for m in clause.sentence.mentions if m.kind in PERSONS and 0 <= verb - m.last <= 1]
    subject = behind or (ahead[-1] if ahead else None)
    return subject if subject and not subject.link and subject.last <= first else None


def institution(clause: Clause, guest: Mention) -> Mention | None:
    """«استقبلت أكاديمية الشرطة … وفدا»، «استقبلت مصلحة خفر السواحل اليمنية …»: a body that no office names received."""
    grammar, tokens, first = clause.grammar, clause.tokens, clause.trigger.last
    if not 1 <= guest.first - first <= _BODY or tokens[first].text not in grammar.institution:
        return None
    if any(m.kind in PERSONS for m in clause.sentence.mentions if first <= m.first < guest.first):
        return None
    last = next((i for i in range(first, guest.first) if tokens[i].is_mark), guest.first)
    whose = (clause.lexicon.states.at(tokens, i, clitics=False) for i in range(first + 1, last))
    code = next((s.value.code for s in whose if s and (s.value.definite or s.value.kind == "name")), None)
    return Mention("body", first, last, tokens[first].start, tokens[last - 1].end, country=code)


def committee(clause: Clause) -> Sides | None:
    """«اجتماع اللجنة الأمنية العراقية الكويتية المشتركة»: the two states whose committee met."""
    tokens, first = clause.tokens, clause.trigger.first
    words = range(max(0, first - 1), min(len(tokens), clause.trigger.last + _COMMITTEE))
    start = next(
        (i for i in words if any(rest in clause.grammar.committee for _, rest in readings(tokens[i].text))), None
    )
    if start is None:
        return None
    adjectives = [
        (i, state.value.code)
        for i in range(start + 1, min(start + _COMMITTEE, len(tokens)))
        if (state := clause.lexicon.states.at(tokens, i, clitics=False)) and state.value.definite
    ]
    for (i, one), (j, other) in itertools.pairwise(adjectives):
        if one != other and j - i <= _PAIR:
            return (_state(clause, i, one),), (_state(clause, j, other),)
    return None


def _state(clause: Clause, i: int, code: str) -> Mention:
    return Mention("state", i, i + 1, clause.tokens[i].start, clause.tokens[i].end, country=code)


def state_like(clause: Clause, start: int, stop: int) -> list[Mention]:
    """States, organisations and capitals that stand for their states (واشنطن), in order."""
    lexicon, grammar, tokens = clause.lexicon, clause.grammar, clause.tokens
    out = [
        m
        for m in clause.sentence.mentions
        if (m.kind in {"state", "org"} or (m.kind == "body" and m.country)) and start <= m.first < stop
    ]
    taken = {i for m in clause.sentence.mentions for i in range(m.first, m.last)}
    cities = clause.sentence.matches(lexicon.cities)
    for i in range(start, min(stop, len(tokens))):
        city = None if i in taken else cities.get(i)
        if city is None:
            continue
        name = " ".join(t.text for t in tokens[i : city.last])[len(city.clitic) :]
        before = tokens[i - 1].text if i else ""
        if name not in lexicon.capitals or before in grammar.in_ or city.clitic in grammar.in_:
            continue
        link = city.clitic or (before if before in grammar.between | grammar.with_ else "")
        start_at = tokens[i].start + len(city.clitic)
        out.append(
            Mention("state", i, city.last, start_at, tokens[city.last - 1].end, link, country=city.value.country)
        )
    return sorted(out, key=lambda m: m.first)


def _adjectival(clause: Clause, reach: int) -> list[Mention]:
    """«بين أكاديمية الشرطة المصرية وإدارة الأمن … الإيطالية»: two bodies known by their states' adjectives."""
    grammar, tokens, last = clause.grammar, clause.tokens, clause.trigger.last
    start = next((i for i in range(last, min(last + 6, len(tokens))) if tokens[i].text in grammar.between), None)
    if start is None:
        return []
    conjunction = next(iter(grammar.and_))
    found: list[Mention] = []
    for i in range(start + 1, min(start + reach, len(tokens))):
        state = clause.lexicon.states.at(tokens, i, clitics=False)
        if state is None or not (state.value.definite or state.value.kind == "name"):
            continue
        if state.value.code in {m.country for m in found}:
            continue
        if found and not any(w.startswith(conjunction) for w in clause.words(found[-1].last, i)):
            continue
        first = found[-1].last if found else start + 1
        link = conjunction if found else tokens[start].text
        end = tokens[state.last - 1].end
        found.append(Mention("state", first, state.last, tokens[i].start, end, link, country=state.value.code))
    return found[:2]


def _goals(clause: Clause) -> list[Mention]:
    """Where a journey leads: states, or cities for their states; «كلا من الصين وتركيا» gives both."""
    tokens, last = clause.tokens, clause.trigger.last
    reach = 45 if clause.frame == "travel" else 26
    reach += sum(m.last - m.first for m in clause.sentence.mentions if m.kind in PERSONS and m.first == last)
    out: list[Mention] = []
    beside_city = False
    i = last
    while i < min(len(tokens), last + reach):
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
    if clause.frame != "visit":
        return []
    grammar, last = clause.grammar, clause.trigger.last
    states = (m for m in clause.sentence.mentions if m.kind == "state" and last < m.first < last + 40)
    return [m for m in states if m.link in grammar.in_][:1]


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
    else:
        return None
    return Mention("state", i, last, tokens[i].start + len(clitic), tokens[last - 1].end, clitic, country=code)


def _after_visitor(clause: Clause, i: int) -> bool:
    return any(m.last == i for m in clause.sentence.mentions if m.kind in PERSONS)


def _is_goal(clause: Clause, goal: Mention, *, listed: bool) -> bool:
    grammar, tokens, i, last = clause.grammar, clause.tokens, goal.first, clause.trigger.last
    k = i - 1
    while k > last and _is_capital_of(clause, k):
        k -= 1  # «إلى العاصمة الإيرانية طهران»
    before = tokens[k].text
    each = before in grammar.from_ and tokens[i - 2].text in grammar.each_of
    if clause.frame == "tour" and not listed:  # «جولة شملت (كلا من) السعودية والأردن»
        return not grammar.includes.isdisjoint(t.text for t in tokens[max(last, i - _TOUR) : i])
    if goal.link in grammar.to or before in grammar.to or (each and not listed):
        return True
    if listed and (goal.link in grammar.and_ or before in COMMAS):
        return True
    if goal.link in grammar.in_:
        return _at_airport(clause, i)
    if goal.link:
        return False
    if clause.frame == "visit":
        return i - last <= 2 or _after_visitor(clause, i) or tokens[k].text in SEPARATORS | DASHES
    return clause.frame == "visit-noun" and i == last


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
