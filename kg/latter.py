"""«مع الأخير»، «إن الأخير استقبل …»: whoever was named last before it."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.sentences import Sentence
from kg.tokens import Token, readings, surfaces

_REACH = 2  # sentences before it in which he was named
_OF_SUBJECT = frozenset({"receive", "meet", "gather"})


class Latter:
    """Reads «الأخير» where it stands for a person; behind a noun it only says which of several things is meant."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._words = surfaces(lexicon.grammar.latter)

    def applied_to(self, sentences: list[Sentence]) -> list[Sentence]:
        """The sentences with a mention for each such word; the very same ones where there is none."""
        for n, sentence in enumerate(sentences):
            places = [i for i, token in enumerate(sentence.tokens) if token.text in self._words]
            found = [m for i in places if (m := self._meant(sentences, n, i))]
            if found:
                sentences = [*sentences]
                sentences[n] = sentence.with_mentions(sorted(sentence.mentions + found, key=lambda m: m.first))
        return sentences

    def _meant(self, sentences: list[Sentence], n: int, i: int) -> Mention | None:
        tokens = sentences[n].tokens
        clitic = next(c for c, rest in readings(tokens[i].text) if rest in self._lexicon.grammar.latter)
        link = self._link(tokens, i, clitic)
        if link is None:
            return None
        here = [m for m in sentences[n].mentions if m.last <= i and m.kind in {"official", "counterpart"}]
        if link in self._lexicon.grammar.with_ | self._lexicon.grammar.by:
            # «بحث X مع الأخير»: he is not who spoke to him
            here = here[:-1] if here and here[-1].link not in self._lexicon.grammar.governed else here
        before = [m for s in sentences[max(0, n - _REACH) : n] for m in s.mentions if m.kind == "official"]
        told = next((m for m in reversed(before + here) if _one_person(m)), None)
        if told is None:
            return None
        start = tokens[i].start + len(clitic)
        return replace(told, first=i, last=i + 1, start=start, end=tokens[i].end, link=link)

    def _link(self, tokens: list[Token], i: int, clitic: str) -> str | None:
        """What joins it to the words before it, or None where it is but an adjective."""
        grammar, before = self._lexicon.grammar, tokens[i - 1].text if i else ""
        if clitic in grammar.by | grammar.for_ and clitic:
            return None if grammar.definite(before) else clitic
        if before in grammar.with_ | grammar.between:
            return before
        verb = self._lexicon.triggers.at(tokens, i - 1) if i else None
        if before in grammar.that or (verb is not None and verb.last == i and verb.value.frame in _OF_SUBJECT):
            return ""
        return None


def _one_person(m: Mention) -> bool:
    return m.kind == "official" and not m.countries and (m.head is None or m.head.number == "singular")
