"""«وزراء خارجية الدول الثلاث», «قادة البلدان الأربعة»: of the states that the article names in one list."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.sentences import Sentence
from kg.tokens import COMMAS, Token, surfaces

_OFFICES = 8  # words from the first of several offices to «في الدول الثلاث»
_SENT = frozenset({"ambassador", "attaché"})  # «بحضور سفراء الدول الثلاث»: they were there too


class ThoseStates:
    """Gives officials of whom it is only told how many states they are of those states."""

    def __init__(self, lexicon: Lexicon) -> None:
        grammar = lexicon.grammar
        self._lexicon = lexicon
        self._states = surfaces(grammar.several_states)
        self._numbers = dict.fromkeys(grammar.three_of_them, 3) | dict.fromkeys(grammar.four_of_them, 4)

    def may_stand(self, tokens: list[Token]) -> bool:
        """Whether a sentence holds «الدول الثلاث»."""
        told = (i for i, token in enumerate(tokens) if i and token.text in self._numbers)
        return any(tokens[i - 1].text in self._states for i in told)

    def applied_to(self, sentences: list[Sentence]) -> list[Sentence]:
        """The sentences with one such official for each state; the very same ones where there is none."""
        for n, sentence in enumerate(sentences):
            if not self.may_stand(sentence.tokens):
                continue
            told: list[Mention] = []
            for m in sentence.mentions:
                each = self._of_each(sentences, n, m)
                beside = told and len(each) > 1 and told[-1].countries == each[0].countries
                if not (beside and m.first - told[-1].last <= 1):  # «وزراء الخارجية ورؤساء المخابرات في الدول الثلاث»
                    told += each
            if len(told) != len(sentence.mentions):
                sentences = [*sentences]
                sentences[n] = sentence.with_mentions(told)
        return sentences

    def _of_each(self, sentences: list[Sentence], n: int, m: Mention) -> list[Mention]:
        if m.kind != "official" or m.name or m.country or m.org or m.countries or m.head is None:
            return [m]
        if m.head.number != "plural" or m.head.definite or m.head.category in _SENT:
            return [m]
        at = self._of_so_many(sentences[n].tokens, m, sentences[n].mentions)
        many = self._numbers[sentences[n].tokens[at + 1].text] if at else 0
        codes = _listed(sentences, n, many, self._lexicon) if many else ()
        bare = self._without_states(m, sentences[n].tokens, at)
        return [replace(bare, country=code, countries=codes) for code in codes] or [m]

    def _without_states(self, m: Mention, tokens: list[Token], at: int) -> Mention:
        """«وزراء خارجية الدول»: their office is «وزير خارجية»."""
        if not (m.role and m.role_key and m.first < at < m.last):
            return m
        last = at - 1 if tokens[at - 1].text not in self._lexicon.grammar.in_ else at - 2
        key = m.role_key.split()[: last + 1 - m.first]
        if len(key) == 1:
            return m  # «رؤساء الدول»: no «رئيس» of whatever it is
        return replace(m, role=(m.role[0], min(m.role[1], tokens[last].end)), role_key=" ".join(key))

    def _of_so_many(self, tokens: list[Token], m: Mention, mentions: list[Mention]) -> int:
        """Where «الدول الثلاث» behind them stands; 0 where nobody tells of how many states they are."""
        grammar, plain = self._lexicon.grammar, self._lexicon.is_office_word
        told = (o for o in mentions if o.kind == "official" and not (o.name or o.country))
        offices = {i for o in told for i in range(o.first, o.last)}
        for i in range(m.first + 1, min(m.first + _OFFICES, len(tokens) - 1)):
            text = tokens[i].text
            if text in self._states and tokens[i + 1].text in self._numbers:
                return i
            beside = i in offices or text in grammar.in_ or text.startswith(tuple(grammar.and_))
            if i >= m.last and not (beside or plain(text)):
                return 0
        return 0


def _listed(sentences: list[Sentence], n: int, many: int, lexicon: Lexicon) -> tuple[str, ...]:
    """The states of the nearest list of so many: before it, else behind it."""
    links = lexicon.grammar.and_ | COMMAS
    for k in [*range(n, -1, -1), *range(n + 1, len(sentences))]:
        run: list[Mention] = []
        for m in [m for m in sentences[k].mentions if m.country and (m.kind == "state" or m.countries)]:
            joined = bool(run) and m.first - run[-1].last <= 1 and (m.link in links or bool(m.countries))
            run = [*run, m] if joined and m.country not in {r.country for r in run} else [m]
            if len(run) == many:
                return tuple(r.country or "" for r in run)
    return ()
