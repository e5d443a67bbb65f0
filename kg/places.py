"""Where an encounter took place: cities and venue states in the words around it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.entities import Sentence
from kg.lexicon import Lexicon

_IN = frozenset({"في", "ب"})


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A city or state named as a place; positions are those of the folded text."""

    start: int
    end: int
    first: int
    country: str
    article: bool  # «للعراق»: the article's alef was swallowed by the preposition
    strength: int  # 3 «في القاهرة», 2 dateline, 1 a state


def find_places(lexicon: Lexicon, sentence: Sentence) -> list[PlaceMention]:
    """The places a sentence names with «في» or «بـ», or as «العاصمة القاهرة»; a city outranks a state."""
    out: list[PlaceMention] = []
    tokens = sentence.tokens
    covered = {i for m in sentence.mentions if m.kind in {"official", "counterpart"} for i in range(m.first, m.last)}
    for i in range(len(tokens)):
        if i in covered:
            continue
        city = lexicon.cities.at(tokens, i)
        state = lexicon.states.at(tokens, i)
        before = tokens[i - 1].text if i else ""
        earlier = tokens[i - 2].text if i > 1 else ""
        if city and not (state and state.value.kind == "name" and state.last >= city.last and not city.clitic):
            if city.value.ambiguous and before not in {"مدينه", "بمدينه", "العاصمه", "محافظه"} and city.clitic != "ب":
                continue
            inside = city.clitic == "ب" or before == "في" or (
                before in {"مدينه", "العاصمه", "محافظه", "بمدينه", "بالعاصمه"} and (earlier in _IN or before.startswith("ب") or True)
            )
            if inside:
                out.append(PlaceMention(tokens[i].start + len(city.clitic), tokens[city.last - 1].end, i, city.value.country, _swallowed(tokens[i].text, city.clitic), 3))
        elif state and state.value.kind == "name" and not state.value.ambiguous and (state.clitic == "ب" or before in {"في", "الي"} or state.clitic == "ل"):
            strength = 1 if before == "في" or state.clitic == "ب" else 0
            out.append(PlaceMention(tokens[i].start + len(state.clitic), tokens[state.last - 1].end, i, state.value.code, _swallowed(tokens[i].text, state.clitic), strength))
        if state and state.value.definite and before in {"العاصمه", "بالعاصمه"}:
            out.append(PlaceMention(tokens[i].start, tokens[i].end, i, state.value.code, False, 2))
    return out


def dateline(lexicon: Lexicon, sentence: Sentence) -> PlaceMention | None:
    """The city an agency's line opens with: «بيروت – واس», «الرياض: …»."""
    tokens = sentence.tokens
    for i in range(min(4, len(tokens))):
        city = lexicon.cities.at(tokens, i, clitics=False)
        if city is None:
            continue
        rest = tokens[city.last : city.last + 3]
        if rest and rest[0].text in {"-", "–", "—", "(", "/", ":", "،"} and len(rest) > 1:
            agency = lexicon.agencies.at(tokens, city.last + 1, clitics=False)
            if agency or rest[0].text in {"-", "–", "—", ":"}:
                return PlaceMention(tokens[i].start, tokens[city.last - 1].end, i, city.value.country, False, 2)
    return None


def _swallowed(word: str, clitic: str) -> bool:
    return clitic.endswith("ل") and word.startswith(clitic + "ل")
