"""«مع تور وينسلاند، المنسق الأممي، …»: what stands between «مع» and the comma before an office is its holder's name,
whether any table knows it or not; so is what stands between «مع» and the rest of a name, and between a verb of saying
and the office of who says so («أعلن X كبير المفاوضين …»)."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.name_words import RARE
from kg.tokens import COMMAS, Token, surfaces

_NAME = 3  # words of such a name, or of its beginning
_LEAST = 2  # words of one that stands alone


class WithNames:
    """Gives officials behind «مع» the names that stand before their offices."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._said = surfaces(lexicon.grammar.statement)
        self._before = self._said | lexicon.grammar.with_

    def applied_to(self, tokens: list[Token], mentions: list[Mention]) -> list[Mention]:
        """The mentions of a sentence with such officials named; the very same list where there are none."""
        before = self._before
        if before.isdisjoint([token.text for token in tokens]):
            return mentions
        if not any(tokens[m.first - 1 - k].text in before for m in mentions for k in range(min(m.first, _NAME + 2))):
            return mentions
        return [m if m.kind != "official" or not m.role else self._named(tokens, m) or m for m in mentions]

    def _named(self, tokens: list[Token], m: Mention) -> Mention | None:
        """The name, or its beginning, from «مع» or a verb of saying to an office (behind a comma, or right behind who
        says something), or to the rest of the name."""
        lexicon = self._lexicon
        if not (m.country or m.org) or m.head is None or m.head.number != "singular" or m.first < _NAME:
            return None
        named = m.name is not None
        comma = not named and tokens[m.first - 1].text in COMMAS
        end = m.first - comma
        if named and m.name_span[0] != tokens[m.first].start:
            return None
        least = 1 if named else _LEAST
        behind = self._before if not named else lexicon.grammar.with_
        first = next((i + 1 for i in range(end - 1, max(-1, end - _NAME - 2), -1) if tokens[i].text in behind), end)
        if not least <= end - first <= _NAME or not all(self._of_name(tokens, i) for i in range(first, end)):
            return None
        if not (named or comma) and (m.link or tokens[first - 1].text not in self._said):
            return None
        if not named and lexicon.grammar.definite(tokens[first].text):
            return None
        start, last = tokens[first].start, (m.name_span[1] if named else tokens[end - 1].end)
        words = [t.text for t in tokens[first:end]] + ([m.name] if m.name else [])
        return replace(
            m,
            first=first,
            start=start,
            link=lexicon.link_before(tokens, first, ""),
            name=" ".join(words),
            name_span=(start, last),
        )

    def _with(self, text: str) -> bool:
        return text in self._lexicon.grammar.with_

    def _of_name(self, tokens: list[Token], i: int) -> bool:
        """A word that may be a name's for all that the tables know, beside a first one that is none of the language."""
        lexicon, text = self._lexicon, tokens[i].text
        if tokens[i].is_mark or not text.isalpha() or text in lexicon.function_words or lexicon.is_office_word(text):
            return False
        if any(text in table for table in (lexicon.heads, lexicon.honorifics, lexicon.triggers, lexicon.states)):
            return False
        if text in lexicon.given_names or text in lexicon.name_words:
            return True
        return text not in lexicon.events and text not in lexicon.cities and self._seldom(tokens[i - 1].text, text)

    def _seldom(self, before: str, text: str) -> bool:
        lexicon = self._lexicon
        return lexicon.common_words.get(text, 0) < RARE and not (self._with(before) and lexicon.grammar.definite(text))
