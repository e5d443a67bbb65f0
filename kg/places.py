"""Where an encounter took place: cities and venue states in the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile

from kg import datelex
from kg.entities import Sentence
from kg.grammar import Grammar
from kg.lexicon import CityForm, Lexicon, StateForm
from kg.tokens import DASHES, OPENING, Match, Token, readings

_VISIT_FRAMES = frozenset({"visit", "travel", "visit-noun"})
_VISIT_REACH = 14
_BYLINE = 8
_ARABIC = re.compile("[\u0621-\u064a]")
_SUBJECT_REACH = 14
_SEAT_REACH = 8
_DATED_LINE = 16  # words of «12 ربيع الأول 1440 هـ الموافق 20 نوفمبر 2018 م واس»
_TATWEEL = "\u0640"  # drawn as a dash
_BEFORE_CITY = DASHES | {"/", _TATWEEL}


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A city or state named as a place; positions are those of the folded text."""

    start: int
    end: int
    first: int
    country: str
    city: bool
    visited: bool  # the goal of a journey: «زيارته للقاهرة», «وصل إلى مصر»
    article: bool  # «للعراق»: the article's alef was swallowed by the preposition
    by_adjective: bool = False  # «العاصمة التونسية»: the city is not named
    subject: bool = False  # «الوضع في السودان»، «بشأن الهدنة في غزة»: perhaps where something told of is


def find_places(lexicon: Lexicon, sentence: Sentence) -> list[PlaceMention]:
    """The places that a sentence names as such: with «في» or «بـ», as a capital, or as the goal of a journey."""
    out: list[PlaceMention] = []
    tokens, grammar = sentence.tokens, lexicon.grammar
    covered = {i for m in sentence.mentions if m.kind in {"official", "counterpart"} for i in range(m.first, m.last)}
    mentioned = covered | {i for m in sentence.mentions if m.kind in {"org", "body"} for i in range(m.first, m.last)}
    journey, direct, leaves, offers, last_place = -1, False, False, False, -1
    i = 0
    while i < len(tokens):
        blocked = lexicon.blockers.at(tokens, i)
        if blocked and blocked.last - i > 1:
            i = blocked.last
            continue
        trigger = None if i in covered else lexicon.triggers.at(tokens, i)
        if trigger and trigger.value.frame in _VISIT_FRAMES and not _invited(tokens, i, grammar):
            journey, direct = i, trigger.value.frame != "visit-noun"
            leaves, offers = trigger.value.word in grammar.leaves, trigger.value.word in grammar.offers
        match, is_city = _named(lexicon, tokens, i)
        if i in covered or match is None:
            unknown = None if i in covered else _unknown_town(lexicon, tokens, i, covered)
            if unknown:
                out.append(unknown)
            i += 1
            continue
        country = match.value.country if isinstance(match.value, CityForm) else match.value.code
        adjectival = is_city and tokens[i].text in grammar.capital  # «العاصمة التونسية» stands among the cities itself
        head = _head(lexicon, tokens, i)
        link, joined = _link(tokens, head, match.clitic if head == i else None, grammar)
        capital = adjectival or head < i
        hosting = link in grammar.place_hosts or _hosts(tokens, match.last, grammar)  # «احتضنت الرباط …»
        located = link in grammar.in_ or (is_city and (hosting or (capital and not link)))
        direct_goal = direct and not leaves and not joined and _behind_subject(tokens, head, covered)
        towards = journey >= 0 and (link in grammar.to or (head == journey + 1 and not leaves) or direct_goal)
        towards = towards and not (offers and joined)  # «وقدم الشكر لمصر»
        visited = towards and _steps(journey, i, covered) <= _VISIT_REACH
        if last_place == i and match.clitic in grammar.and_:  # «في القاهرة والرياض»، «إلى مصر وتونس»
            visited, located = out[-1].visited, False
            if not visited:
                out.pop()  # «بين الوزارتين في مصر وتونس»: nobody meets in two places
        sure = (
            capital
            or match.clitic in grammar.by
            or " ".join(t.text for t in tokens[i : match.last]) in lexicon.capitals
        )
        doubtful = is_city and match.value.ambiguous and not sure
        stop = head if joined else head - 1
        if (located or visited) and not doubtful and not (located and _is_seat(lexicon, tokens, stop, mentioned)):
            named = _capital_by_name(lexicon, tokens, match.last, country) if adjectival else None
            if named:  # «العاصمة التونسية، تونس»
                out.append(_place(tokens, named, country, city=True, visited=visited))
                i = named.last
                continue
            swallowed = _swallowed(lexicon, tokens[i], match.clitic)
            place = _place(tokens, match, country, city=is_city, visited=visited)
            subject = located and _is_subject(lexicon, tokens, stop)
            out.append(replace(place, article=swallowed, by_adjective=adjectival, subject=subject))
            last_place = match.last
        i = match.last
    return out


def _named(lexicon: Lexicon, tokens: list[Token], i: int) -> tuple[Match[CityForm] | Match[StateForm] | None, bool]:
    """The city or, where no longer city stands there, the state named at a token."""
    city = lexicon.cities.at(tokens, i) or _capital_of(lexicon, tokens, i)
    state = lexicon.states.at(tokens, i)
    if state and (state.value.kind != "name" or state.value.ambiguous):
        state = None
    is_city = city is not None and (state is None or city.last > state.last)
    return (city, True) if is_city else (state, False)


def _capital_of(lexicon: Lexicon, tokens: list[Token], i: int) -> Match[CityForm] | None:
    """«العاصمة القطرية»."""
    state = lexicon.states.at(tokens, i + 1, clitics=False) if i + 1 < len(tokens) else None
    if state is None or not lexicon.grammar.definite(tokens[i + 1].text):
        return None
    read = (c for c, rest in readings(tokens[i].text) if rest in lexicon.grammar.capital)
    clitic = max(read, key=len, default=None)
    return None if clitic is None else Match(i, state.last, clitic, CityForm(state.value.code))


def _head(lexicon: Lexicon, tokens: list[Token], i: int) -> int:
    """Where the phrase of a place begins: «العاصمة القطرية» الدوحة، «مطار» بغداد، «مدينة» جدة; ``i`` for the bare name."""
    grammar = lexicon.grammar
    heads = grammar.town | grammar.capital | grammar.venue
    for k in range(i - 1, max(-1, i - 4), -1):
        if any(rest in heads for _, rest in readings(tokens[k].text)):
            return k
        if not (grammar.definite(tokens[k].text) and lexicon.states.at(tokens, k, clitics=False)):
            return i  # «القطرية»، and «السعودية», which is the state's name too
    return i


def _link(tokens: list[Token], head: int, clitic: str | None, grammar: Grammar) -> tuple[str, bool]:
    """What leads to the phrase of a place that begins at ``head``: its proclitic, or the word before it; and whether it
    is a proclitic."""
    if clitic is None:
        known = grammar.town | grammar.capital | grammar.venue
        clitic = max((c for c, rest in readings(tokens[head].text) if rest in known), key=len, default="")
    if clitic:
        return clitic, True
    k = head - 1
    while k >= 0 and tokens[k].text in OPENING:  # «في "نيوم"»
        k -= 1
    if k > 0 and tokens[k].text in grammar.from_ and tokens[k - 1].text in grammar.each_of:  # «إلى كل من مصر …»
        k -= 2
    if k < 0:
        return "", False
    conjunctions = grammar.and_ | grammar.then  # «وفي بغداد»
    words = [rest for c, rest in readings(tokens[k].text) if not c or c in conjunctions]
    return next((w for w in reversed(words) if w in grammar.in_ | grammar.to | grammar.about), tokens[k].text), False


def _invited(tokens: list[Token], i: int, grammar: Grammar) -> bool:
    """«دعوة لزيارة مصر»: no journey yet."""
    return any(t.text in grammar.invitation for t in tokens[max(0, i - 2) : i])


def _behind_subject(tokens: list[Token], head: int, covered: set[int]) -> bool:
    """«يزور الوزير الفرنسي القاهرة»، «وصل الوزير على رأس وفد، اليوم الأحد، بغداد»: behind the subject or the day."""
    k = head - 1
    while k >= 0 and tokens[k].is_mark:
        k -= 1
    return k >= 0 and (k in covered or datelex.load().names_a_day(tokens[k].text))


def _hosts(tokens: list[Token], i: int, grammar: Grammar) -> bool:
    """«الرياض استضافت …»."""
    while i < len(tokens) and tokens[i].is_mark:
        i += 1
    return i < len(tokens) and tokens[i].text in grammar.place_hosts


def _is_seat(lexicon: Lexicon, tokens: list[Token], stop: int, covered: set[int]) -> bool:
    """«السفارة السعودية في واشنطن»، «ومقره في جنيف»، «مدير المدارس في موريتانيا»: where a body or an office has its
    seat."""
    seat = lexicon.grammar.seat
    for i in range(stop - 1, max(-1, stop - 1 - _SEAT_REACH), -1):
        if tokens[i].is_mark or tokens[i].text in lexicon.grammar.takes_place or lexicon.triggers.at(tokens, i):
            return False
        if stop - i <= 3 and any(rest in seat for _, rest in readings(tokens[i].text)):
            return True
        if i not in covered and lexicon.heads.at(tokens, i):
            return True
    return False


def _is_subject(lexicon: Lexicon, tokens: list[Token], stop: int) -> bool:
    """«الوضع في السودان»، «حول سبل وقف القتال في ليبيا»: the place of what is talked about."""
    grammar = lexicon.grammar
    for i in range(stop - 1, max(-1, stop - _SUBJECT_REACH), -1):
        if stop - i <= 3 and tokens[i].text in grammar.matter and tokens[i - 1].text not in grammar.house:
            return True
        if tokens[i].text in grammar.takes_place or tokens[i].text in grammar.gathers:
            return False
        if tokens[i].text in grammar.concerning or tokens[i].text in grammar.relative:
            return True
        if lexicon.triggers.at(tokens, i):
            return False
    return False


def _steps(journey: int, i: int, covered: set[int]) -> int:
    """The words from a journey's word to its goal; the names and offices between them do not count."""
    return sum(k not in covered for k in range(journey, i))


def _swallowed(lexicon: Lexicon, token: Token, clitic: str) -> bool:
    """Whether the preposition took the article's alef: in «للعراق», not in «لليتوانيا»."""
    if not lexicon.grammar.swallowed(token.text, clitic):
        return False
    bare = [Token(token.text[len(clitic) :], token.start + len(clitic), token.end)]
    return not (lexicon.cities.at(bare, 0, clitics=False) or lexicon.states.at(bare, 0, clitics=False))


def _unknown_town(lexicon: Lexicon, tokens: list[Token], i: int, covered: set[int]) -> PlaceMention | None:
    """«في مدينة X الروسية»: a town that the tables lack, told to be one; its state where an adjective tells it."""
    grammar = lexicon.grammar
    if i == 0 or tokens[i - 1].text not in grammar.town_of:
        return None
    link, joined = _link(tokens, i - 1, None, grammar)
    if link not in grammar.in_ or _is_seat(lexicon, tokens, i - 1 if joined else i - 2, covered):
        return None
    for last in range(i, min(i + 3, len(tokens))):
        if tokens[last].is_mark or tokens[last].text in lexicon.function_words:
            break
        state = lexicon.states.at(tokens, last + 1, clitics=False) if last + 1 < len(tokens) else None
        if state and state.value.definite:
            return PlaceMention(tokens[i].start, tokens[last].end, i, state.value.code, True, False, False)
    return None


def _place(
    tokens: list[Token], match: Match[CityForm] | Match[StateForm], country: str, *, city: bool, visited: bool
) -> PlaceMention:
    start = tokens[match.first].start + len(match.clitic)
    return PlaceMention(start, tokens[match.last - 1].end, match.first, country, city, visited, False)


def _capital_by_name(lexicon: Lexicon, tokens: list[Token], j: int, country: str) -> Match[CityForm] | None:
    while j < len(tokens) and tokens[j].is_mark:
        j += 1
    city = lexicon.cities.at(tokens, j, clitics=False) if j < len(tokens) else None
    return city if city and city.value.country == country else None


def capital_named(lexicon: Lexicon, sentence: Sentence, country: str) -> PlaceMention | None:
    """The first mention of a state's capital by its name."""
    tokens = sentence.tokens
    for i in range(len(tokens)):
        city = lexicon.cities.at(tokens, i, clitics=False)
        if (
            city
            and city.value.country == country
            and " ".join(t.text for t in tokens[i : city.last]) in lexicon.capitals
        ):
            return PlaceMention(tokens[i].start, tokens[city.last - 1].end, i, country, True, False, False)
    return None


def dateline(lexicon: Lexicon, sentence: Sentence) -> PlaceMention | None:
    """The city an agency's line opens with: «بيروت – واس»، «الرياض: …»، «المنامة في 3 مارس / بنا /»."""
    tokens = sentence.tokens
    for i in range(min(4, len(tokens))):
        city = lexicon.cities.at(tokens, i, clitics=False)
        if city and (i == 0 or tokens[i - 1].is_mark) and _opens_line(lexicon, tokens, city.last):
            return PlaceMention(tokens[i].start, tokens[city.last - 1].end, i, city.value.country, True, False, False)
    return _byline(lexicon, tokens)


def _opens_line(lexicon: Lexicon, tokens: list[Token], last: int) -> bool:
    """Whether what stands behind a city makes it a dateline: a dash, a colon, an agency, a day and an agency."""
    if last + 1 >= len(tokens):
        return False
    mark, following = tokens[last].text, tokens[last + 1].text
    if mark in DASHES | {":"}:
        return following not in lexicon.grammar.broadcaster
    if mark == "/" and not lexicon.cities.at(tokens, last + 1, clitics=False):  # not «الرياض/جدة»
        return following not in lexicon.grammar.broadcaster
    if mark == "(":
        inside = list(takewhile(lambda t: t.text != ")", tokens[last + 1 : last + 1 + _BYLINE]))
        closed = len(inside) < _BYLINE and all(_ARABIC.match(t.text) for t in inside)
        if inside and closed and inside[0].text not in lexicon.grammar.broadcaster:
            return True  # «القاهرة (مركز …) – …»; not «دبي (CNN)»
    dates = datelex.load().words
    for k in range(last, min(last + _DATED_LINE, len(tokens))):
        word = tokens[k]
        if lexicon.agencies.at(tokens, k, clitics=False):
            return True
        if not (word.is_mark or word.text.isdigit() or word.text in dates or word.text in lexicon.grammar.in_):
            return False
    return False


def _byline(lexicon: Lexicon, tokens: list[Token]) -> PlaceMention | None:
    """«عين اليوم – الرياض»: a short line of its own that ends in a dash and a city."""
    for i in range(1, min(len(tokens), _BYLINE)):
        city = lexicon.cities.at(tokens, i, clitics=False) if tokens[i - 1].text in _BEFORE_CITY else None
        if city and city.last == len(tokens):
            return PlaceMention(tokens[i].start, tokens[-1].end, i, city.value.country, True, False, False)
    return None
