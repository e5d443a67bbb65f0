"""How an article writes the name of an organisation that has no code (guide: its Arabic name as in the article).

«منظمة حظر الأسلحة الكيماوية» is told so where the table has «الكيميائية». A shorter name («طالبان») is told by the
table's, unless no name in the article has a word of that: «الحوثيون» of «أنصار الله».
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kg.entities import Sentence
from kg.lexicon import Lexicon, OrgForm
from kg.model import Encounter, is_organisation_code
from kg.text import NormalText, fold, plain
from kg.tokens import QUOTES, Match, Token, surfaces, tokenise

_OBJECT, _SUBJECT = "\u064a\u0646", "\u0648\u0646"  # «الحوثيين» are «الحوثيون»
_MOSTLY = 3  # times as often as by a name of the table
_BEFORE = "".join(QUOTES) + "\u0640 "  # between a preposition and the name behind it
_QUOTES = str.maketrans(dict.fromkeys(QUOTES, ""))


class OrgNames:
    """The names of the organisations of one article, each looked for once."""

    def __init__(self, lexicon: Lexicon, text: NormalText, sentences: Sequence[Sentence]) -> None:
        self._lexicon = lexicon
        self._text = text
        self._sentences = sentences
        self._told: dict[str, str] = {}

    def written(self, encounter: Encounter) -> Encounter:
        """The encounter with each of its organisations told as the article does."""
        if all(is_organisation_code(p.org or "") or p.org is None for p in encounter.parties):
            return encounter
        parties = (replace(p, org=self.of(p.org)) if p.org else p for p in encounter.parties)
        return replace(encounter, parties=tuple(parties))

    def of(self, label: str) -> str:
        """What is told for the organisation that the tables call so."""
        if label not in self._told:
            self._told[label] = label if is_organisation_code(label) else self._written(label)
        return self._told[label]

    def _written(self, label: str) -> str:
        """The fullest of its names in the article, of those the first; a movement's as the article mostly
        calls it; or the label itself."""
        if plainly := self._plainly(label):
            return plainly
        known = self._words(tokenise(fold(label)))
        full, known_as = (0, ""), 0
        strange: dict[str, int] = {}  # names without a word of the table's, and how often each is told
        for sentence in self._sentences:
            for match in self._names(sentence, label):
                tokens = sentence.tokens[match.first : match.last]
                words = self._words(tokens, match.clitic)
                shared = len(set(known).intersection(words))
                if len(words) >= len(known) and 2 * shared > len(known) and len(words) > full[0]:
                    full = len(words), self._surface(tokens, match)
                known_as += shared > 0
                if not shared:
                    name = self._surface(tokens, match)
                    strange[name] = strange.get(name, 0) + 1
        often = max(strange, key=lambda name: strange[name], default="")
        often = often + _SUBJECT if often + _SUBJECT in strange else often  # «الحوثي» may be its leader
        if label in self._lexicon.nonstate and known_as and often and strange[often] > _MOSTLY * known_as:
            return often  # a movement as the article mostly calls it: «الحوثيون», once «أنصار الله»
        longest = max(strange, key=lambda name: len(name.split()), default="")
        return full[1] or ("" if known_as else longest) or label

    def _plainly(self, label: str) -> str:
        """«مجموعة 5+1» of an article that also tells of «الدول الكبرى»: a loose group is known by its number."""
        found = (m for s in self._sentences for m in s.matches(self._lexicon.organisations).values())
        groups = [m.value for m in found if m.value.kind == "group"]
        told = {g.of for g in groups if g.label == label and g.ambiguous}
        numbered = (g for g in groups if g.of in told and any(c.isdigit() for c in g.label))
        return next((self.of(g.label) for g in numbered if g.label != label), "")

    def _names(self, sentence: Sentence, label: str) -> list[Match[OrgForm]]:
        """Where it is named in a sentence; of «قمة منطقة اليورو», «وزراء مالية …», «دول …» the whole is no name."""
        lexicon = self._lexicon
        found = [m for m in sentence.matches(lexicon.organisations).values() if m.value.label == label]
        inside = {a.first for a, b in pairwise(found) if b.last == a.last and b.last - b.first > 1}
        none = (lexicon.gatherings, lexicon.heads, lexicon.groups)
        states = surfaces(lexicon.grammar.several_states)
        return [
            m
            for m in found
            if not (m.value.adjective or m.first in inside or any(t.at(sentence.tokens, m.first) for t in none))
            and (m.value.kind == "group" or sentence.tokens[m.first].text not in states)
        ]

    def _words(self, tokens: Sequence[Token], clitic: str = "") -> list[str]:
        bare = self._lexicon.grammar.bare
        return [bare(t.text[len(clitic) :] if t is tokens[0] else t.text) for t in tokens if not t.is_mark]

    def _surface(self, tokens: Sequence[Token], match: Match[OrgForm]) -> str:
        """As it is spelt, with the article that «لل» hides, without marks around words, in the nominative."""
        table, start = self._lexicon.organisations, tokens[0].start + len(match.clitic)
        name = plain(self._text.surface(start, tokens[-1].end))
        if match.clitic:  # «لـ "حزب …"»
            name = name.lstrip(_BEFORE)
        if match.clitic and table.at(tokenise(fold(name)), 0, clitics=False) is None:
            name = next(iter(self._lexicon.grammar.article))[0] + name
        if match.value.kind != "group":
            name = name.translate(_QUOTES)
        subject = name.removesuffix(_OBJECT) + _SUBJECT
        return " ".join((subject if name.endswith(_OBJECT) and fold(subject) in table else name).split())
