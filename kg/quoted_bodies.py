"""«حركة "فتح"»، «وكالة "فرونتكس"»، «حكومة "الوحدة الوطنية"»: bodies whose short name stands in quotation marks, read as
if it stood without."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.tokens import OPENING, QUOTES, Token, readings

_MARKS = OPENING - {"(", "["}
_NAME = 4  # tokens from an opening mark to the closing one, at most


class QuotedBodies:
    """Takes away the marks inside the names of organisations that the tables know."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def unquoted(self, tokens: list[Token]) -> list[Token]:
        """The tokens without such marks; the very same list where there are none."""
        marks: set[int] = set()
        for i in [i for i, token in enumerate(tokens) if token.text in _MARKS]:
            if not i or i - 1 in marks:
                continue
            end = next((k for k in range(i + 2, min(i + 1 + _NAME, len(tokens))) if tokens[k].text in QUOTES), None)
            if end is None or tokens[i - 1].is_mark:
                continue
            name = [tokens[i - 1], *tokens[i + 1 : end]]
            body = self._lexicon.organisations.at(name, 0)
            whole = body is not None and body.last == len(name) and body.value.kind != "group"
            if whole or self._government(name):
                marks.update((i, end))
        return [token for i, token in enumerate(tokens) if i not in marks] if marks else tokens

    def _government(self, name: list[Token]) -> bool:
        """«حكومة "الوحدة الوطنية" الليبية»: a government called by words of offices."""
        governs = any(rest in self._lexicon.grammar.regime for _, rest in readings(name[0].text))
        return governs and all(self._lexicon.is_office_word(token.text) for token in name[1:])
