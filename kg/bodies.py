"""Frames whose sides are states and bodies: talks «between Egypt and China»."""

from __future__ import annotations

import itertools
from dataclasses import replace

from kg.clauses import PERSONS, Clause, differ, joined_head
from kg.lexicon import StateForm
from kg.mention import Mention
from kg.peoples import his_country, movements

_MINISTRIES = 5  # words from «بين» to the first of two states whose ministries met
_BODY = 14  # words of the name of a body that received
_PAIR = 2
_APART = 3  # words from «الحدود المشتركة» to «بين»
_BESIDE = 6  # words from talks to «بين»
_TOLD = 3  # words from talks to «الذي عقد»
_TOLD_REACH = 18  # words from «اللقاء الذي عقد …» to «بين»
_NOUNS = frozenset({"talks", "talks-of-his", "phone", "reception", "visit-noun"})
_HEAD_REACH = 9  # words between a head of a delegation and the word for it
Sides = tuple[tuple[Mention, ...], tuple[Mention, ...]]


def between(clause: Clause, reach: int) -> Sides | None:
    """«بين مصر والصين»: two bare states, organisations or delegations."""
    grammar, last = clause.grammar, clause.trigger.last
    if theirs := _it_and_another(clause, reach):
        return theirs
    delegations = [m for m in clause.sentence.mentions if m.kind == "group" and last <= m.first < last + reach + 8]
    found = sorted(delegations + state_like(clause, last, last + reach + 8), key=lambda m: m.first)
    found = _of_home(clause, found) or found
    found = found if len(found) > 1 else _adjectival(clause, reach)
    for one, other in itertools.pairwise(found):
        alike = _like_bodies(clause, one, other)
        joined = alike or (other.link in grammar.and_ | grammar.between and other.first - one.last <= 3)
        each = _and_each(clause, one, other)
        joined = joined or each
        joined = joined or (bool(one.link) and clause.frame in _NOUNS and _people_of(clause, one, other))
        ministries = not grammar.between.isdisjoint(clause.words(max(last, one.first - _MINISTRIES), one.first))
        governments = alike or (not one.link and _two_bodies(clause, one.first))
        opens = one.link in grammar.between or (ministries and one.link in grammar.in_ | grammar.for_) or governments
        opens = opens or (bool(one.countries) and one.first == last)  # «قمة الكوريتين»
        if opens and _lies_between(clause, one.first):
            return None
        if opens and one.first - last <= reach and joined and not _signed_before(clause, one.first):
            # «بين وزارتي الداخلية بالبحرين والسعودية»، «بين حكومتي المغرب وإسبانيا»
            told = (one, replace(other, link="") if each else other, *further(clause, found, other))
            listed = tuple(m for m in told if one.countries and m.countries == one.countries)
            if listed and len(listed) < len(told):
                return listed, told[len(listed) :]  # «بين القوى الكبرى (الصين وفرنسا) وإيران»
            return told[:1], told[1:]
    return None


def _it_and_another(clause: Clause, reach: int) -> Sides | None:
    """«ملتزمة بالاتفاق الذي أبرم بينها وبين الدول الكبرى»: the state told of last before it, and another."""
    grammar, last = clause.grammar, clause.trigger.last
    words = clause.words(last, last + reach)
    for k, (one, other) in enumerate(itertools.pairwise(words)):
        if other in grammar.between and any(one == b + h for b in grammar.between for h in grammar.his):
            behind = next(iter(state_like(clause, last + k + 1, last + k + 2 + _PAIR)), None)
            told = [m for m in state_like(clause, 0, clause.trigger.first) if behind and differ(m, behind)]
            return ((replace(told[-1], link=""),), (replace(behind, link=""),)) if behind and told else None
    return None


def _of_home(clause: Clause, found: list[Mention]) -> list[Mention]:
    """«قال الوزير الأفغاني … بين الحكومة وحركة طالبان»: a government whose state nobody tells, opposite a movement: of
    the only state that the sentence tells of."""
    first = found[0] if found and found[0].kind == "org" else None
    near = (m for m in clause.sentence.mentions if first and m.kind == "body" and first.first - m.last in {0, 1})
    body = next((m for m in near if m.country is None and m.first >= clause.trigger.last), None)
    told = {m.country for m in clause.sentence.mentions if m.country}
    opposite = body is not None and body.link in clause.grammar.between and len(told) == 1
    return [replace(body, country=next(iter(told))), *found] if body and opposite else []


def _and_each(clause: Clause, one: Mention, other: Mention) -> bool:
    """«بين إيران (من جهة) وكل من بريطانيا وفرنسا»."""
    grammar, gap = clause.grammar, clause.words(one.last, other.first)
    if not 1 < len(gap) <= _APART + 1 or gap[-1] not in grammar.from_:
        return False
    return gap[-2] not in grammar.each_of and grammar.unjoined(gap[-2]) in grammar.each_of


def _lies_between(clause: Clause, first: int) -> bool:
    """«اجتماع لبحث الأوضاع على الحدود بين X وY»: what lies between the two was talked about, by whomever."""
    grammar, start = clause.grammar, max(clause.trigger.last, first - _APART)
    at = next((i for i in range(start, first) if clause.tokens[i].text in grammar.apart), None)
    if at is None:
        return False
    # «اجتماع لسلطات الحدود بين X وY» is theirs
    return not (grammar.over | grammar.in_ | grammar.concerning).isdisjoint(clause.words(at - _PAIR, at))


def _two_bodies(clause: Clause, first: int) -> bool:
    """«بين حكومتي المغرب وإسبانيا»: two of a kind, each of the state that follows."""
    between, *word = clause.words(first - 2, first)
    construct = tuple(ending[:-1] for ending in clause.grammar.dual)
    return bool(word) and between in clause.grammar.between and word[0].endswith(construct)


def _like_bodies(clause: Clause, one: Mention, other: Mention) -> bool:
    """«بين حكومة المغرب وحكومة إسبانيا»: the same word told of each of the two states."""
    between, *word = clause.words(one.first - 2, one.first)
    again = clause.words(other.first - 1, other.first)
    if one.link or other.link or not word or between not in clause.grammar.between or other.first - one.last > _PAIR:
        return False
    return bool(again) and any(again[0] == and_ + word[0] for and_ in clause.grammar.and_)


def _people_of(clause: Clause, one: Mention, other: Mention) -> bool:
    """«بين الحكومة الأفغانية ومتمردي حركة طالبان»: those of a movement, told by one word before its name."""
    word = clause.words(one.last, other.first)
    joined = len(word) == 1 and word[0].startswith(tuple(clause.grammar.and_))
    return joined and not other.link and other.kind == "org"


def _signed_before(clause: Clause, stop: int) -> bool:
    """«في ختام المباحثات، جرى توقيع اتفاق بين …»: those between whom something was signed are told, not who talked."""
    signs = any(t.value.type == "signing" for t in clause.triggers(clause.trigger.last, stop))
    return signs and clause.trigger.value.type != "signing"


def further(clause: Clause, found: list[Mention], last: Mention) -> list[Mention]:
    """«بين الصومال وتركيا وإثيوبيا»، «بين مصر وقطر وقوى أخرى»: the states that «و» joins to the second, and a group
    of states behind them."""
    out: list[Mention] = []
    for m in found[found.index(last) + 1 :]:
        group = clause.sentence.matches(clause.lexicon.organisations).get(m.first) if m.kind == "org" else None
        plain = m.kind == last.kind == "state" or (group is not None and group.value.kind == "group")
        told = {(x.country, x.org) for x in (last, *out)}
        if not plain or m.first - last.last > 1 or m.link not in clause.grammar.and_ or (m.country, m.org) in told:
            break
        out.append(m)
        last = m
    return out


def told_between(clause: Clause, reach: int) -> int:
    """How far off «بين» may stand: farther where what is told before it is when and where they met («اللقاء الذي عقد
    في … بين»، «محادثات جرت … بين»), and no other talks."""
    grammar, last = clause.grammar, clause.trigger.last
    told = grammar.relative | grammar.takes_place | grammar.gathers
    words = clause.words(last, last + _TOLD)
    held = not grammar.is_held.isdisjoint(clause.words(last, last + 2 * _TOLD))  # «قمة … يفترض أن تعقد في … بين»
    held = held and grammar.with_.isdisjoint(clause.words(last, last + _TOLD_REACH))
    if told.isdisjoint(words) and not held:
        return reach
    others = (t.first - last for t in clause.triggers(last + 1, last + _TOLD_REACH) if t.value.frame in _NOUNS)
    return max(reach, min(others, default=_TOLD_REACH))


def host_of_talks(clause: Clause, guest: Mention) -> tuple[Mention, ...]:
    """«عقد اجتماع بين المديرية العامة للأمن العام اللبناني ... مع وفد من …»: the body told of first, of its state."""
    found = state_like(clause, clause.trigger.last, guest.first)
    return tuple(m for m in found[:1] if m.kind == "body" and m.link in clause.grammar.between)


def heads_of_sides(clause: Clause, states: Sides | None = None) -> Sides | None:
    """«ترأس وفد الكويت اللواء X، فيما ترأس الجانب العراقي اللواء Y»: who headed the two sides of one meeting; of two
    ``states`` one may be told alone."""
    tokens, lexicon, last = clause.tokens, clause.lexicon, clause.trigger.last
    reach = last if clause.frame == "talk" else len(tokens)  # «عقدت مباحثات، ورأس الجانب السعودي …»
    if not clause.has_event(clause.trigger.first - 2, reach, "headed"):
        return None
    found: list[Mention] = []
    places: list[int] = []
    for i in clause.events(last, len(tokens), "side", "delegation"):
        event = lexicon.events.at(tokens, i)
        end = event.last if event else i + 1
        behind_it = range(end, min(end + 2, len(tokens)))
        state = next((s for j in behind_it if (s := lexicon.states.at(tokens, j))), None)
        led = i == last or clause.has_event(i - 1, i, "headed")  # «ترأس وفد الناتو X»
        body = lexicon.organisations.at(tokens, end) if led and not state and end < len(tokens) else None
        whose, told = state.value.code if state else body.value.label if body else None, state.last if state else end
        told = body.last if body else told
        if whose is None:
            continue
        known = {m.first for m in found}
        officials = [m for m in clause.sentence.mentions if _may_head(m) and m.first not in known]
        of = not clause.grammar.about.isdisjoint(clause.words(i - 1, i))
        behind = not (of and any(m.last == i - 1 for m in officials))  # «X عن الجانب البحريني»: he stands before it
        head = next((m for m in officials if behind and 0 <= m.first - told <= 2), None) or next(
            (m for m in reversed(officials) if last <= m.first and m.last <= i and i - m.last <= _HEAD_REACH), None
        )
        if head is None and i == last:  # «أن X ترأس الوفد العراقي في الاجتماع، فيما ترأس الجانب الإيراني Y»
            head = next((m for m in officials if 0 <= clause.trigger.first - m.last <= 1), None)
        if head and whose not in {m.country or m.org for m in found}:
            org = head.org or (whose if body else None)
            found.append(replace(head, country=None if org else head.country or whose, org=org, link="", titled=True))
            places.append(i)
    if len(found) == 1 and (second := joined_head(clause, found[0], places[0])):
        return (found[0],), (second,)
    if len(found) < 2:
        return _and_other(found[0], states) if found and states else None
    mates = [_mates(clause, head, stop) for head, stop in zip(found, [*places[1:], len(tokens)], strict=False)]
    return (found[0], *mates[0]), (found[1], *mates[1])


def _may_head(m: Mention) -> bool:
    return m.kind == "official" or (m.kind == "counterpart" and m.name is not None)


def _and_other(head: Mention, states: Sides) -> Sides | None:
    """The head of one of the two sides, and the other state."""
    one, other = states[0][0], states[1][0]
    if head.country not in {one.country, other.country}:
        return None
    return (head,), (other if head.country == one.country else one,)


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


def with_body(clause: Clause) -> Mention | None:
    """«أجرى محادثات مع القيادة السعودية»، «بحث مع السلطات الإيطالية»، «بحث مع مكتب الأمم المتحدة …»: a state's
    government or a body of it, or an organisation, with whom somebody spoke."""
    near = range(clause.trigger.last, clause.trigger.last + _BODY)
    told = (m for m in clause.sentence.mentions if m.link in clause.grammar.with_ and m.first in near)
    return next((m for m in told if (m.kind == "body" and m.country) or (m.kind == "org" and m.org)), None)


def attended(clause: Clause) -> Sides | None:
    """«حضر الاجتماع اللواء X …، فيما مثل الجانب السوري اللواء Y»: both sides of a meeting, each by state or side."""
    tokens, lexicon, last = clause.tokens, clause.lexicon, clause.trigger.last
    several = [m for m in clause.sentence.mentions if m.countries and 0 <= m.first - last <= 1]
    if len(several) > 1:  # «حضر الاجتماع وزراء الداخلية من الأردن والعراق وسوريا»
        return (several[0],), tuple(several[1:])
    ours: list[Mention] = []
    theirs: list[Mention] = []
    for m in clause.sentence.mentions:
        if m.first < last or m.kind not in {"official", "counterpart"} or not m.name or not (m.role or m.titled):
            continue
        told = m.country
        for i in clause.events(m.first - 4, m.first, "side"):
            state = lexicon.states.at(tokens, i + 1, clitics=False) if i + 1 < len(tokens) else None
            told = told or (state.value.code if state else None)
        known = ours[0].country if ours else told
        side = ours if told == known or (told is None and not theirs) else theirs
        side.append(replace(m, country=told, link=""))
    stated = {m.country for m in ours + theirs} - {None}
    return (tuple(ours), tuple(theirs)) if ours and theirs and stated else None


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


def host(clause: Clause, guest: Mention) -> Mention | None:
    """«استقبلت وزارة الداخلية (أكاديمية الشرطة، مصر) …»: a body, state or organisation right behind the verb."""
    near = [m for m in clause.sentence.mentions if m.first == clause.trigger.last]
    if (body := next((m for m in near if m.kind == "body"), None)) or clause.frame != "receive":
        return body
    return institution(clause, guest) or next((m for m in near if m.kind in {"state", "org"}), None)


def state_like(clause: Clause, start: int, stop: int) -> list[Mention]:
    """States, organisations and capitals that stand for their states (واشنطن), in order."""
    lexicon, grammar, tokens = clause.lexicon, clause.grammar, clause.tokens
    out = movements(clause, start, stop) + [
        m
        for m in clause.sentence.mentions
        if (m.kind in {"state", "org"} or (m.kind == "body" and m.country)) and start <= m.first < stop
    ]
    taken = {i for m in (*clause.sentence.mentions, *out) for i in range(m.first, m.last)}
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
    return sorted(out + his_country(clause, start, stop), key=lambda m: m.first)


def _adjectival(clause: Clause, reach: int) -> list[Mention]:
    """«بين أكاديمية الشرطة المصرية وإدارة الأمن … الإيطالية»: two bodies known by their states' adjectives."""
    grammar, tokens, last = clause.grammar, clause.tokens, clause.trigger.last
    signs = clause.trigger.value.type == "signing"
    far = reach if signs else _BESIDE  # a document's title may be long
    start = next((i for i in range(last, min(last + far, len(tokens))) if tokens[i].text in grammar.between), None)
    if start is None:
        return []
    conjunction = next(iter(grammar.and_))
    found: list[Mention] = []
    for i in range(start + 1, min(start + reach, len(tokens))):
        second = signs and bool(found) and found[-1].last == i  # «بين وزارتي الداخلية المصرية والجزائرية»
        state = clause.lexicon.states.at(tokens, i, clitics=second)
        if state is None or not (state.value.definite or state.value.kind == "name"):
            continue
        if second and state.clitic not in grammar.and_:
            continue
        if state.value.code in {m.country for m in found}:
            continue
        if any(m.kind == "official" and m.first <= i < m.last for m in clause.sentence.mentions):
            continue  # «مع وزير المالية القطري»
        if found and not second and not any(w.startswith(conjunction) for w in clause.words(found[-1].last, i)):
            continue
        first = found[-1].last if found else start + 1
        link = conjunction if found else tokens[start].text
        end = tokens[state.last - 1].end
        found.append(Mention("state", first, state.last, tokens[i].start, end, link, country=state.value.code))
    return found[:2]


def as_adjective(clause: Clause, word: str, state: StateForm) -> bool:
    """«المصرية»; «السعودية» is the name of the state as well."""
    grammar = clause.grammar
    return state.definite or (
        state.kind == "name" and grammar.definite(word) and word.endswith(tuple(grammar.feminine))
    )
