"""Words that a page has lost the spaces between: «الولاياتالمتحدةالأمريكيةبالخرطوم».

Pages of some aggregators leave the space out beside the names of states and cities that they link. Such a word is
parted where all its parts are words of the tables and one of them is such a name; any other stays as it is.
"""

from __future__ import annotations

from functools import lru_cache

from kg.lexicon import Lexicon
from kg.tokens import Token

_LONG = 11  # letters of a word that may be several
_PART = 4  # and of each of its parts, at least
_NAME = 5  # of the name among them
_REMEMBERED = 20_000


class Glued:
    """Parts such words; holds nothing but the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._places = frozenset((*lexicon.states.surfaces, *lexicon.cities.surfaces))
        self._parts = lru_cache(maxsize=_REMEMBERED)(self._parted)

    def parted(self, tokens: list[Token]) -> list[Token]:
        """The tokens, each that is several words as these; the very same list where there is none."""
        long = [token.text for token in tokens if len(token.text) >= _LONG]
        if not long or not any(map(self._parts, long)):
            return tokens
        out: list[Token] = []
        for token in tokens:
            parts = self._parts(token.text) if len(token.text) >= _LONG else ()
            at = token.start
            for part in parts:
                out.append(Token(part, at, at + len(part)))
                at += len(part)
            if not parts:
                out.append(token)
        return out

    def _parted(self, word: str) -> tuple[str, ...]:
        if self._word(word) or word in self._lexicon.name_words or word in self._lexicon.given_names:
            return ()
        parts = self._split(word)
        return parts if any(len(part) >= _NAME and part in self._places for part in parts) else ()

    def _split(self, word: str) -> tuple[str, ...]:
        """The longest word of the tables at the beginning, and what the rest is made of; else nothing."""
        if self._word(word):
            return (word,)
        conjunction = tuple(self._lexicon.grammar.and_)  # «البلوتونيوم» is no «البلوت ونيوم»
        for end in range(len(word) - _PART, _PART - 1, -1):
            if self._word(word[:end]) and not word.startswith(conjunction, end) and (rest := self._split(word[end:])):
                return (word[:end], *rest)
        return ()

    def _word(self, text: str) -> bool:
        lexicon = self._lexicon
        return text in self._places or text in lexicon.common_words or text in lexicon.office_words
