"""Where an encounter took place: cities and venue states in the words around it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.entities import Sentence
from kg.grammar import Grammar
from kg.lexicon import CityForm, Lexicon, StateForm
from kg.tokens import COMMA, DASHES, Match, Token

_VISIT_FRAMES = frozenset({"visit", "travel", "visit-noun"})
_VISIT_REACH = 14
_BYLINE = 8
_TATWEEL = "\u0640"  # drawn as a dash
_AFTER_CITY = DASHES | {"(", "/", ":", COMMA, _TATWEEL}
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


def find_places(lexicon: Lexicon, sentence: Sentence) -> list[PlaceMention]:
    """The places that a sentence names as such: with «في» or «بـ», as a capital, or as the goal of a journey."""
    out: list[PlaceMention] = []
    tokens, grammar = sentence.tokens, lexicon.grammar
    covered = {i for m in sentence.mentions if m.kind in {"official", "counterpart"} for i in range(m.first, m.last)}
    journey, direct = -_VISIT_REACH - 1, False
    i = 0
    while i < len(tokens):
        blocked = lexicon.blockers.at(tokens, i)
        if blocked and blocked.last - i > 1:
            i = blocked.last
            continue
        trigger = lexicon.triggers.at(tokens, i)
        if trigger and trigger.value.frame in _VISIT_FRAMES:
            journey, direct = i, trigger.value.frame == "visit"
        city = lexicon.cities.at(tokens, i)
        state = lexicon.states.at(tokens, i)
        if state and (state.value.kind != "name" or state.value.ambiguous):
            state = None
        is_city = city is not None and (state is None or city.last > state.last)
        match: Match[CityForm] | Match[StateForm] | None = city if is_city else state
        if i in covered or match is None:
            i += 1
            continue
        country = match.value.country if isinstance(match.value, CityForm) else match.value.code
        before = tokens[i - 1].text if i else ""
        adjectival = is_city and tokens[i].text in grammar.capital  # «العاصمة التونسية» stands among the cities itself
        capital = adjectival or _after_capital(tokens[max(0, i - 3) : i], grammar)
        hosting = before in grammar.place_hosts and not match.clitic  # «احتضنت الرباط …»
        located = match.clitic in grammar.in_ or before in grammar.in_ or (is_city and (capital or hosting))
        towards = match.clitic in grammar.to or before in grammar.to or match.first == journey + 1
        towards = towards or (direct and not match.clitic and i - 1 in covered)  # «يزور الوزير الفرنسي القاهرة»
        visited = towards and i - journey <= _VISIT_REACH
        doubtful = is_city and match.value.ambiguous and not capital and match.clitic not in grammar.by
        if (located or visited) and not doubtful:
            named = _capital_by_name(lexicon, tokens, match.last, country) if adjectival else None
            if named:  # «العاصمة التونسية، تونس»
                out.append(_place(tokens, named, country, city=True, visited=visited))
                i = named.last
                continue
            swallowed = grammar.swallowed(tokens[i].text, match.clitic)
            place = _place(tokens, match, country, city=is_city, visited=visited)
            out.append(replace(place, article=swallowed, by_adjective=adjectival))
        i = match.last
    return out


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


def _after_capital(before: list[Token], grammar: Grammar) -> bool:
    """«العاصمة القاهرة»، «العاصمة البلجيكية بروكسل»، «مدينة جدة»."""
    return any(t.text in grammar.town for t in before[-2:]) or any(t.text in grammar.capital for t in before)


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
    """The city an agency's line opens with: «بيروت – واس», «الرياض: …»."""
    tokens = sentence.tokens
    for i in range(min(4, len(tokens))):
        city = lexicon.cities.at(tokens, i, clitics=False)
        if city is None:
            continue
        rest = tokens[city.last : city.last + 2]
        if rest and rest[0].text in _AFTER_CITY and len(rest) > 1:
            agency = lexicon.agencies.at(tokens, city.last + 1, clitics=False)
            if agency or rest[0].text in DASHES | {":"}:
                return PlaceMention(
                    tokens[i].start, tokens[city.last - 1].end, i, city.value.country, True, False, False
                )
    return _byline(lexicon, tokens)


def _byline(lexicon: Lexicon, tokens: list[Token]) -> PlaceMention | None:
    """«عين اليوم – الرياض»: a short line of its own that ends in a dash and a city."""
    for i in range(1, min(len(tokens), _BYLINE)):
        city = lexicon.cities.at(tokens, i, clitics=False) if tokens[i - 1].text in _BEFORE_CITY else None
        if city and city.last == len(tokens):
            return PlaceMention(tokens[i].start, tokens[-1].end, i, city.value.country, True, False, False)
    return None
