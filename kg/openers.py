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


class Openers:
    """The words that begin something, collected from the lexicon once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._heads = frozenset(lexicon.heads.surfaces)
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

    def at(self, tokens: list[Token]) -> list[bool]:
        """For each token whether a mention (or a phrase that hides one) may begin there; linear in their number."""
        heads, words = self._heads, self._words
        begins = [False] * len(tokens)
        left = 0  # words before the office nearest behind, in which its holder's name may begin
        for i in range(len(tokens) - 1, -1, -1):
            text = tokens[i].text
            if left:
                begins[i] = True
                left -= text not in QUOTES
            elif text in words:
                begins[i] = True
            if text in heads:
                left = _REACH
        return begins

    def office_near(self, tokens: list[Token], i: int) -> bool:
        """Whether an office may follow a name that begins at ``i``."""
        heads = self._heads
        left = _REACH
        for j in range(i, len(tokens)):
            text = tokens[j].text
            if j > i and text in heads:
                return True
            if text not in QUOTES:
                left -= 1
                if left < 0:
                    return False
        return False
