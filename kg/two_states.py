"""Talks whose sides are told by their states alone: «عقدت مصر وتركيا جولة مشاورات», «الجانبان الروسي والأوكراني», «مع
الجانب التركي»."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace

from kg import bodies
from kg.bodies import Sides
from kg.clauses import PERSONS, Clause
from kg.lexicon import StateForm
from kg.mention import Mention
from kg.tokens import COMMAS, surfaces

_NOUN = 14  # words from those who held talks to the word for them
_WITH_THIRD = 8  # words from talks to «مع» a third state
_STATE = 4  # words from talks to the state with which they were held
_GO_ON = 6  # words from a verb of going on to the talks
_HELD = 9  # words around negotiations that say that they are held
_CAME_OF = 2  # words from «فشلت (جولة)» to the negotiations
_WITH = 14  # words from a verb to «مع الجانب …»
_BOTH = 10  # words from a document or talks to «بين البلدين»
_THEIRS = 4  # words from «بين» to the two: «بين وزيري خارجية البلدين»
_TALKS = frozenset({"talks", "talks-of-his", "phone"})


def held_by_two(clause: Clause) -> Sides | None:
    """«أجرت مصر وتركيا محادثات»، «الولايات المتحدة وبريطانيا تجريان محادثات»، «بحث الجانبان الأردني والعراقي»: two bare
    states are the subject of a verb of talks."""
    pair = _behind(clause) or _before(clause)
    if pair is None:
        return None
    first, last = clause.trigger.first, max(clause.trigger.last, pair[-1].last)
    grammar = clause.grammar
    if any(m.kind in PERSONS for m in clause.sentence.mentions if min(first, pair[0].first) <= m.first < last + _NOUN):
        return None
    if any(w.startswith(a) for w in clause.words(last, last + 1) for a in grammar.and_) and pair[-1].last == last:
        return None  # «تعقد الولايات المتحدة واليابان وعشر دول أخرى اجتماعا»
    if clause.trigger.value.word in grammar.confers:
        return (pair[0],), tuple(pair[1:])
    noun = next((t for t in clause.triggers(last, last + _NOUN) if t.value.frame in _TALKS), None)
    if noun is None or not grammar.with_.isdisjoint(clause.words(noun.last, noun.last + _WITH_THIRD)):
        return None  # «عقدت مصر وتركيا صفقة»، «تجري المكسيك وكندا مفاوضات مع الولايات المتحدة»
    held = clause.trigger.value.word in grammar.holds or clause.frame == "dual"
    during = not grammar.during.isdisjoint(clause.words(noun.first - 1, noun.first))
    return ((pair[0],), tuple(pair[1:])) if held or during else None  # «اتفقت مصر وتركيا على استئناف المحادثات»


def carried_on(clause: Clause) -> Sides | None:
    """«تواصل كندا والولايات المتحدة المفاوضات»، «استأنفت أثينا وصندوق النقد محادثات»: two states behind a verb of
    beginning, going on or ending, and the word for talks right behind them."""
    first, last, grammar = clause.trigger.first, clause.trigger.last, clause.grammar
    found = bodies.state_like(clause, max(0, first - _GO_ON), first)
    pair = _joined(clause, found[-2:]) if len(found) > 1 else None
    if (
        pair is None
        or first - pair[-1].last > 1
        or not grammar.with_.isdisjoint(clause.words(last, last + _WITH_THIRD))
    ):
        return None
    before = clause.words(pair[0].first - 1, pair[0].first)
    return ((pair[0],), tuple(pair[1:])) if not surfaces(grammar.carries_on).isdisjoint(before) else None


def told_held(clause: Clause) -> bool:
    """Whether negotiations are told as an event («انطلقت في مسقط المفاوضات بين …»، «الاتفاق الذي أبرم بعد مفاوضات بين
    …»), not as what goes on or fails."""
    if clause.trigger.value.word not in clause.grammar.negotiations:
        return True
    first, last, grammar = clause.trigger.first, clause.trigger.last, clause.grammar
    before, behind = clause.words(first - _HELD, first), clause.words(last, last + _HELD)
    after = not grammar.did.isdisjoint(before[-1:]) and not grammar.definite(clause.trigger.value.word)
    theirs = not (grammar.between | grammar.with_).isdisjoint(behind[:_CAME_OF])  # «فشلت المفاوضات (النووية) بين X وY»
    after = after or (theirs and _any(before[-_CAME_OF:], grammar.came_of))
    return after or _any(before, grammar.under_way | grammar.during) or not grammar.takes_place.isdisjoint(behind)


def _any(words: Iterable[str], wanted: frozenset[str]) -> bool:
    """Whether one of the words is wanted, behind a proclitic or not."""
    return not surfaces(wanted).isdisjoint(words)


def of_two(clause: Clause) -> Sides | None:
    """«انطلقت في مسقط المحادثات الأمريكية الإيرانية»، «مباحثات سعودية – فرنسية»: the adjectives of the two states."""
    tokens, last, states = clause.tokens, clause.trigger.last, clause.lexicon.states
    one = states.at(tokens, last, clitics=False) if last < len(tokens) else None
    if one is None or not _adjective(clause, last):
        return None
    at = one.last + 1 if one.last + 1 < len(tokens) and tokens[one.last].is_mark else one.last
    at += tokens[at - 1].text in clause.grammar.and_ and at < len(tokens)
    other = states.at(tokens, at, clitics=False) if at < len(tokens) else None
    if other is None or not _adjective(clause, at) or other.value.code == one.value.code:
        return None
    if other.last < len(tokens) and _adjective(clause, other.last):
        return None
    if clause.grammar.definite(tokens[last].text) != clause.grammar.definite(tokens[at].text):
        return None
    first = clause.trigger.first
    around = (*clause.words(first - _HELD, first), *clause.words(other.last, other.last + 3))
    if not _any(around, clause.grammar.under_way | clause.grammar.during | clause.grammar.takes_place):
        return None
    pair = [as_mention(clause, m.first, m.last, m.value.code, "") for m in (one, other)]
    return (pair[0],), (pair[1],)


def _adjective(clause: Clause, i: int) -> bool:
    """«سعودية», «السعودية», «الأمريكي»; not «تركيا»."""
    state = clause.lexicon.states.at(clause.tokens, i, clitics=False)
    return state is not None and state.last == i + 1 and is_adjective(clause, i, state.value)


def is_adjective(clause: Clause, i: int, state: StateForm) -> bool:
    """Whether the word at a token, which means a state, is its adjective."""
    return state.kind == "demonym" or bodies.as_adjective(clause, clause.tokens[i].text, state)


def sides_named(clause: Clause, start: int) -> list[Mention]:
    """«الجانبان الروسي والأوكراني» from a token on: the two states whose adjectives stand behind the word for both."""
    found = clause.sentence.matches(clause.lexicon.events).get(start)
    if found is None or found.value != "both" or found.last + 1 >= len(clause.tokens):
        return []
    one = clause.lexicon.states.at(clause.tokens, found.last, clitics=False)
    if one is None or not one.value.definite or one.last >= len(clause.tokens):
        return []
    other = clause.lexicon.states.at(clause.tokens, one.last)
    if other is None or other.clitic not in clause.grammar.and_ or not other.value.definite:
        return []
    if other.value.code == one.value.code or any(m.first == start for m in clause.sentence.mentions):
        return []  # «الوزيران المصري والأردني» are officials
    return [
        as_mention(clause, one.first, one.last, one.value.code, ""),
        as_mention(clause, other.first, other.last, other.value.code, other.clitic),
    ]


def told_both(clause: Clause) -> list[Mention]:
    """«محادثات بين الجانبين الليبي والإيطالي»، «عقد الجانبان الأردني والعراقي اجتماعا»: the states of the two sides."""
    first, last = clause.trigger.first, clause.trigger.last
    talks = clause.frame in _TALKS or clause.trigger.value.word not in clause.grammar.holds
    for i in clause.events(max(0, first - 2), last + 4, "both"):
        pair = sides_named(clause, i)
        between = clause.words(i - 1, i)[-1:]
        opens = i <= last or (between and between[0] in clause.grammar.between)
        if pair and opens and (talks or _talks_after(clause, pair[1].last)):
            return pair
    return []


def with_side(clause: Clause) -> Mention | None:
    """«عقد اجتماعا مع الجانب التركي»، «بحث مع الجانب الإيراني»: a side known by its state alone."""
    for i in clause.events(clause.trigger.last + 1, clause.trigger.last + _WITH, "side"):
        if clause.tokens[i - 1].text not in clause.grammar.with_ or i + 1 >= len(clause.tokens):
            continue
        state = clause.lexicon.states.at(clause.tokens, i + 1, clitics=False)
        if state and state.value.definite:
            return as_mention(clause, i, state.last, state.value.code, clause.tokens[i - 1].text)
    return None


def of_both_states(clause: Clause) -> bool:
    """«أبرمها البلدان»، «مباحثات جرت بين الجانبين»، «القمة بين زعيمي البلدين»: of two sides told of elsewhere, not «بين
    الوزيرين»."""
    grammar, tokens, last = clause.grammar, clause.tokens, clause.trigger.last
    near = range(last, min(last + _BOTH, len(tokens)))
    stop = next((i for i in near if tokens[i].text in COMMAS), near.stop)
    at = next((i for i in range(last, stop) if tokens[i].text in grammar.two_sides), None)
    if at is None or at == last:
        return at is not None
    start = next((i for i in range(at - 1, max(last, at - _THEIRS) - 1, -1) if tokens[i].text in grammar.between), None)
    told = (m for m in clause.sentence.mentions if last <= m.first <= at)
    return start is not None and not any(m.country or m.org or m.name for m in told)


def _talks_after(clause: Clause, last: int) -> bool:
    return any(t.value.frame in _TALKS for t in clause.triggers(last, last + _NOUN))


def with_state(clause: Clause) -> Mention | None:
    """«أجرى محادثات مع إيران»، «وصل لإجراء محادثات مع الولايات المتحدة»، «بحث مع الأمم المتحدة»: a bare state or an
    organisation right behind the talks held."""
    last = clause.trigger.last
    if clause.frame == "talk" and clause.trigger.value.word in clause.grammar.holds:
        found = next((t for t in clause.triggers(last, last + _NOUN) if t.value.frame == "talks"), None)
        if found is None:
            return None
        last = found.last
    elif clause.frame == "talk" and clause.trigger.value.word not in clause.grammar.confers:
        return None
    near = bodies.state_like(clause, last, last + _STATE)
    told = near and near[0].kind in {"state", "org"} and near[0].link in clause.grammar.with_
    return near[0] if told else None


def holder(clause: Clause) -> Mention | None:
    """«إن واشنطن تجري محادثات مع بيونغ يانغ»، «أجرت روسيا مباحثات مع إيران»: the state that is the subject."""
    first, last = clause.trigger.first, clause.trigger.last
    near = bodies.state_like(clause, max(0, first - _NOUN), first)[-1:] + bodies.state_like(clause, last, last + 1)
    beside = next((m for m in near if (m.last == first or m.first == last) and not m.link), None)
    return beside or _who_says_so(clause)


def _who_says_so(clause: Clause) -> Mention | None:
    """«قال الوزير الأردني إن بلاده ستجري محادثات مع روسيا»، «أعلنت الحكومة الهندية أنها أجرت محادثات مع …»: the state
    that says so of itself."""
    grammar, at = clause.grammar, clause.trigger.first - 1
    while at > 0 and clause.tokens[at].text in grammar.beside_verb:
        at -= 1
    word = clause.tokens[at].text if at > 0 else ""
    his = word in grammar.our_country and word.endswith(tuple(grammar.his))
    its = any(word == that + own for that in grammar.that for own in grammar.his)
    that = at - 1 if his else at
    if not (its or (his and clause.tokens[that].text in grammar.that)):
        return None
    told = [m for m in clause.sentence.mentions if m.last <= that]
    said = [m for m in told if not m.link and (m.country or m.org) and (his or m.kind in {"state", "body", "org"})][:1]
    if not said or any(m.kind in PERSONS for m in told if m is not said[0] and its):
        return None
    return replace(said[0], kind="org" if said[0].org else "state", name=None, role=None, head=None, link="")


def _behind(clause: Clause) -> list[Mention] | None:
    """The two states right behind the verb."""
    last = clause.trigger.last
    named = sides_named(clause, last)
    if named:
        return named
    found = bodies.state_like(clause, last, last + _NOUN)
    return _joined(clause, found) if found and found[0].first == last and not found[0].link else None


def _before(clause: Clause) -> list[Mention] | None:
    """The two states right before the verb: «الولايات المتحدة وبريطانيا تجريان»، «وكانت موسكو وأنقرة قد عقدتا»."""
    first = clause.trigger.first
    found = bodies.state_like(clause, max(0, first - _NOUN), first)
    if clause.frame != "dual":
        return None  # «في إيطاليا والنمسا، يبحث القادة …»
    pairs = [sides_named(clause, i) for i in clause.events(max(0, first - _NOUN), first, "both")]
    for start in range(max(0, len(found) - 3), len(found) - 1):
        pair = _joined(clause, found[start:])
        if pair and not found[start].link and len(pair) == len(found) - start:
            pairs.append(pair)
    for pair in filter(None, pairs):  # «ظل الجانبان الكوري والأميركي يجريان مفاوضات»
        if all(t.is_mark or t.text in clause.grammar.beside_verb for t in clause.tokens[pair[-1].last : first]):
            return pair
    return None


def _joined(clause: Clause, found: list[Mention]) -> list[Mention] | None:
    """The states that «و» joins to the first one, which differ."""
    out = found[:1]
    for one, other in itertools.pairwise(found):
        if other.link not in clause.grammar.and_ or other.first - one.last > 1:
            break
        if (other.country or other.org) in {m.country or m.org for m in out}:
            break
        out.append(other)
    return [replace(m, link="") if m is out[0] else m for m in out] if len(out) > 1 else None


def as_mention(clause: Clause, first: int, last: int, code: str, link: str) -> Mention:
    """A state as it is told by its adjective at a token."""
    tokens = clause.tokens
    return Mention("state", first, last, tokens[first].start, tokens[last - 1].end, link, country=code)
