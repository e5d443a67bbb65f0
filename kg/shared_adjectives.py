"""«الزعيم الكوري»: an adjective that two states share means the one that the article tells of with its whole name."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from kg.lexicon import Lexicon, StateForm
from kg.mention import Mention
from kg.sentences import Sentence
from kg.tokens import Match


class SharedAdjectives:
    """Of which state those are whom an article calls by half of an adjective («الكوري» of «الكوري الشمالي»)."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def applied_to(self, sentences: list[Sentence]) -> list[Sentence]:
        """The sentences with the state of each such official; the very same ones where there is none."""
        shared = self._lexicon.shared_adjectives
        halves = [(n, m) for n, s in enumerate(sentences) for m in s.mentions if m.country in shared]
        halves = [(n, m) for n, m in halves if self._half(sentences[n], m)]
        if not halves:
            return sentences
        named = Counter(
            found.value.code
            for s in sentences
            for found in s.matches(self._lexicon.states).values()
            if not self._shared(s, found)
        )
        out = [*sentences]
        for n, m in halves:
            options = (m.country or "", *sorted(shared[m.country or ""]))
            told = self._other_half(sentences[n], m)
            code = told if told in options else max(options, key=lambda code: named[code])
            if code != m.country:
                mentions = [replace(x, country=code) if x is m else x for x in out[n].mentions]
                out[n] = out[n].with_mentions(mentions)
        return out

    def _half(self, sentence: Sentence, m: Mention) -> bool:
        """Whether the words that tell a mention's state are such an adjective."""
        if m.kind not in {"official", "counterpart", "group", "body"} or m.countries:
            return False
        told = [f for i, f in sentence.matches(self._lexicon.states).items() if m.first <= i < m.last]
        return bool(told) and all(f.value.code == m.country and self._shared(sentence, f) for f in told)

    def _other_half(self, sentence: Sentence, m: Mention) -> str | None:
        """«الزعيم الكوري الشمالية»: the other word, though it does not agree with the first."""
        bare, halves = self._lexicon.grammar.bare, self._lexicon.other_halves
        for i, f in sentence.matches(self._lexicon.states).items():
            if m.first <= i < m.last and f.last < len(sentence.tokens):
                word = bare(sentence.tokens[f.last].text)
                return next((code for half, code in halves.items() if word.startswith(half)), None)
        return None

    def _shared(self, sentence: Sentence, found: Match[StateForm]) -> bool:
        words = sentence.tokens[found.first : found.last]
        bare = self._lexicon.grammar.bare
        return len(words) == 1 and bare(words[0].text[len(found.clitic) :]) in self._lexicon.half_adjectives
