"""«والي جهة طنجة تطوان»، «والي داخلت نواذيبو»: the region of a governor, whether any table knows its name or not."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.office import Office
from kg.tokens import Token

_NAME = 4  # words of a region's name, at most


class Regions:
    """Reads the region behind the office of a governor."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def at(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """The token behind the region that begins at ``j``, taken into the office; None where there is none."""
        if office.head.category != "governor" or j + 1 >= len(tokens) or office.possessed:
            return None
        told = tokens[j].text in self._lexicon.grammar.province
        city = self._lexicon.cities.at(tokens, j, clitics=False)
        town = city is not None and not city.value.ambiguous
        if not told and (office.complete or not (town or self._unknown_before_city(tokens, j))):
            return None
        end = first = j + told
        while end < len(tokens) and end - first < _NAME and (after := self._of_name(tokens, end, opens=end == first)):
            city = self._lexicon.cities.at(tokens, end, clitics=False)
            if city and not city.value.ambiguous:
                office.country = office.country or city.value.country
            end = after
        if end == first:
            return None
        office.words.extend(t.text for t in tokens[j:end])
        office.role_end = tokens[end - 1].end
        return office.taken(end)

    def _unknown_before_city(self, tokens: list[Token], j: int) -> bool:
        """«داخلت نواذيبو»: a word that is none of the language, and a town."""
        lexicon, text = self._lexicon, tokens[j].text
        known = (lexicon.common_words, lexicon.function_words, lexicon.given_names, lexicon.name_words, lexicon.states)
        if not text.isalpha() or any(text in table for table in known):
            return False
        return lexicon.cities.at(tokens, j + 1, clitics=False) is not None

    def _of_name(self, tokens: list[Token], j: int, *, opens: bool) -> int | None:
        """The token behind a word of the region's name: a town, a word with the article, or whatever opens it."""
        lexicon, text = self._lexicon, tokens[j].text
        if city := lexicon.cities.at(tokens, j, clitics=False):
            return city.last
        tables = (lexicon.heads, lexicon.honorifics, lexicon.states, lexicon.triggers, lexicon.groups, lexicon.events)
        if not text.isalpha() or text in lexicon.function_words or any(t.at(tokens, j) for t in tables):
            return None
        named = text in lexicon.given_names or text in lexicon.name_words
        return j + 1 if opens or (lexicon.grammar.definite(text) and not named) else None
