"""Subjects named without office right behind a verb of meeting: «استقبل السيسي وزير الخارجية الفرنسي X»."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.names import NameReader
from kg.tokens import COMMAS, Token

_VERBS = frozenset({"receive", "meet", "gather", "talk"})
_REACH = 8  # words from the verb to the office of the other side: a name of two, day and place between marks
_LONGEST = 3  # words of such a name


class BareSubjects:
    """Reads the family names that are so well known that their bearer's office is left out."""

    def __init__(self, lexicon: Lexicon, names: NameReader) -> None:
        self.lexicon = lexicon
        self._names = names
        grammar = lexicon.grammar
        self._before_other = grammar.with_ | frozenset(COMMAS) | grammar.beside_verb | lexicon.weekdays

    def read(self, tokens: list[Token], mentions: list[Mention]) -> list[Mention]:
        """The mentions, with one more for each subject that stands alone between its verb and an official whose state
        or organisation is told."""
        out: list[Mention] = []
        behind = 0
        for m in mentions:
            if m.kind == "official" and (m.country or m.org) and m.role and m.first - behind > 1:
                found = self._before(tokens, m, behind)
                if found:
                    out.append(found)
            out.append(m)
            behind = max(behind, m.last)
        return out

    def _before(self, tokens: list[Token], m: Mention, behind: int) -> Mention | None:
        triggers = self.lexicon.triggers
        for i in range(m.first - 2, max(behind, m.first - _REACH) - 1, -1):
            verb = triggers.at(tokens, i) if tokens[i].text in triggers.surfaces else None
            if verb is not None:
                told = verb.value.frame in _VERBS and verb.value.word not in self.lexicon.grammar.holds
                return self._subject(tokens, verb.last, m) if told else None
        return None

    def _subject(self, tokens: list[Token], at: int, m: Mention) -> Mention | None:
        """The name at a token, where nothing but day and preposition stands between it and the official."""
        name = self._names.at(tokens[: m.first], at, titled=True) if at < m.first else None
        if name is None or name[0] != at or name[1] - at > _LONGEST or self.lexicon.honorifics.at(tokens, at):
            return None
        if any(not self._passes(tokens, i) for i in range(name[1], m.first)):
            return None
        if name[1] - at == 1 and not self._family(tokens[at].text):
            return None
        start, end = tokens[at].start, tokens[name[1] - 1].end
        words = " ".join(t.text for t in tokens[at : name[1]])
        return Mention("official", at, name[1], start, end, "", name=words, name_span=(start, end), titled=True)

    def _passes(self, tokens: list[Token], i: int) -> bool:
        return tokens[i].text in self._before_other

    def _family(self, word: str) -> bool:
        """A single word that is known as nothing else."""
        lexicon = self.lexicon
        his = len(word) > 4 and word.endswith(tuple(lexicon.grammar.his)) and not self._names.words.known(word)
        if lexicon.grammar.definite(word) and word.endswith(tuple(lexicon.grammar.persons_end)):
            return False  # «المبعوثون»
        return len(word) > 2 and not his and word not in lexicon.events and word not in lexicon.groups
