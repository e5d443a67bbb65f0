"""Capitals told as such: «العاصمة القطرية», with their name behind it or without."""

from __future__ import annotations

from kg.entities import Sentence
from kg.lexicon import CityForm, Lexicon
from kg.tokens import Match, Token, readings


def capital_of(lexicon: Lexicon, tokens: list[Token], i: int) -> Match[CityForm] | None:
    """«العاصمة القطرية»."""
    read = [c for c, rest in readings(tokens[i].text) if rest in lexicon.grammar.capital]
    if not read or i + 1 == len(tokens) or not lexicon.grammar.definite(tokens[i + 1].text):
        return None
    state = lexicon.states.at(tokens, i + 1, clitics=False)
    return Match(i, state.last, max(read, key=len), CityForm(state.value.code)) if state else None


def capital_by_name(lexicon: Lexicon, tokens: list[Token], j: int, country: str) -> Match[CityForm] | None:
    """«العاصمة التونسية، تونس»: the name of a state's capital behind the phrase that means it."""
    while j < len(tokens) and tokens[j].is_mark:
        j += 1
    city = lexicon.cities.at(tokens, j, clitics=False) if j < len(tokens) else None
    return city if city and city.value.country == country else None


def capital_named(lexicon: Lexicon, sentence: Sentence, country: str) -> tuple[int, int] | None:
    """Where a state's capital is first mentioned by its name."""
    tokens = sentence.tokens
    for i in range(len(tokens)):
        city = lexicon.cities.at(tokens, i, clitics=False)
        if not city or city.value.country != country:
            continue
        if " ".join(t.text for t in tokens[i : city.last]) in lexicon.capitals:
            return tokens[i].start, tokens[city.last - 1].end
    return None
