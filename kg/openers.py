"""Where in a sentence a mention may begin at all: a look at each word that spares the readers nearly all of them.

A mention begins with a word of a table, bare or behind a proclitic, or with a name that an office follows
(``officials``). What is left out here, the readers would read in vain; what is not may still be none.
"""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.names import LONGEST
from kg.tokens import QUOTES, Token

# How many words may stand before the office of a name, the name's own included: a separator, and one to spare.
# Quotation marks do not count: any number of them is skipped.
_REACH = LONGEST + 2
# What may begin at a word: a phrase that hides mentions; an official, by office, form of address or name; a state, an
# organisation, a body or a delegation.
BLOCKED, OFFICIAL, BODY = 1, 2, 4


class Openers:
    """The words that begin something, collected from the lexicon once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._heads = frozenset(lexicon.heads.surfaces)
        kinds: dict[str, int] = {}
        for kind, tables in (
            (BLOCKED, (lexicon.blockers,)),
            (OFFICIAL, (lexicon.heads, lexicon.honorifics)),
            (BODY, (lexicon.groups, lexicon.organisations, lexicon.states, lexicon.bodies)),
        ):
            for table in tables:
                for word in table.surfaces:
                    kinds[word] = kinds.get(word, 0) | kind
        self._kinds = kinds
        # Function words end a name, wherever it began, but for those that names hold (علي) or that بن makes one.
        self._ends = frozenset(
            lexicon.function_words
            - lexicon.name_particles.keys()
            - lexicon.given_names
            - lexicon.name_words
            - lexicon.cities.firsts
            - lexicon.honorifics.firsts
        )
        self._korean_family, self._korean_last = lexicon.grammar.korean_family, lexicon.grammar.korean_last
        self._joins = frozenset(word for word, position in lexicon.name_particles.items() if position == "joins")
        self._words = self._heads.union(
            *(
                table.surfaces
                for table in (
                    lexicon.blockers,
                    lexicon.honorifics,
                    lexicon.groups,
                    lexicon.organisations,
                    lexicon.states,
                    lexicon.bodies,
                )
            )
        )

    def at(self, tokens: list[Token]) -> list[int]:
        """For each token what may begin there: a sum of the kinds above, or 0; linear in their number."""
        heads = self._heads
        known = self._kinds.get
        kinds = [known(token.text, 0) for token in tokens]
        left = 0  # words before the office nearest behind, in which its holder's name may begin
        for i in range(len(tokens) - 1, -1, -1):
            if not (left or kinds[i]):
                continue
            text = tokens[i].text
            if left:
                if text in self._ends and not (i and tokens[i - 1].text in self._joins) and not self._korean(tokens, i):
                    left = 0
                else:
                    kinds[i] |= OFFICIAL
                    left -= text not in QUOTES
            if text in heads:
                left = _REACH
        return kinds

    def _korean(self, tokens: list[Token], i: int) -> bool:
        """«بان كي مون الأمين العام»: the first or second syllable of a name, though also a function word."""
        last, family = self._korean_last, self._korean_family
        if i + 1 >= len(tokens) or not i:
            return False
        if tokens[i + 1].text in last and tokens[i - 1].text in family:
            return True
        return tokens[i].text in family and i + 2 < len(tokens) and tokens[i + 2].text in last

    def office_near(self, tokens: list[Token], i: int) -> bool:
        """Whether an office may follow a name that begins at ``i``."""
        heads = self._heads
        left = _REACH
        for j in range(i, len(tokens)):
            text = tokens[j].text
            if j > i and text in heads:
                return True
            if text in self._ends and not (j and tokens[j - 1].text in self._joins) and not self._korean(tokens, j):
                return False
            if text not in QUOTES:
                left -= 1
                if left < 0:
                    return False
        return False
