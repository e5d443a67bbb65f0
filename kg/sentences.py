"""The sentences of one article, each put into words and mentions when it is first asked for.

Three articles of four tell of nothing; a look at a few of their sentences is enough to know (``prospects``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kg import furniture
from kg.mention import Mention
from kg.mentions import MentionReader
from kg.model import Span
from kg.text import NormalText, sentences
from kg.tokens import Match, PhraseTable, Token, tokenise

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its span and tokens in the folded text, and the mentions read in it."""

    start: int
    end: int
    tokens: list[Token]
    mentions: list[Mention]
    _matches: dict[int, dict[int, Match[Any]]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _places: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _answers: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def with_mentions(self, mentions: list[Mention]) -> Sentence:
        """The same sentence with other mentions; what its words are known to match stays known."""
        other = Sentence(self.start, self.end, self.tokens, mentions)
        other._matches.update(self._matches)
        other._places.update(self._places)
        return other

    def matches(self, table: PhraseTable[V]) -> dict[int, Match[V]]:
        """The phrases of a table by the token at which each begins, in order; looked up once, for many rules ask."""
        known = self._matches.get(id(table))
        if known is None:
            places = self._places_of(table)
            known = self._matches[id(table)] = table.all(self.tokens, places) if places != [] else {}
        return known

    def _places_of(self, table: PhraseTable[Any]) -> list[int] | None:
        if table.index is None:
            return None
        if not self._places:
            self._places.update(table.index.places(self.tokens))
        return self._places.get(id(table), [])

    def once(self, question: str, answer: Callable[[], V]) -> V:
        """What ``answer`` says of this sentence with its mentions, asked once for each ``question``."""
        if question not in self._answers:
            self._answers[question] = answer()
        known: V = self._answers[question]
        return known


class LazySentences:
    """An article's sentences in order, page furniture left out."""

    def __init__(self, text: NormalText, reader: MentionReader) -> None:
        self.text = text.text
        self._normal = text
        self._reader = reader
        self._tokens: dict[int, list[Token]] = {}
        self._read: dict[int, Sentence] = {}
        self._spans: list[Span] | None = None

    @property
    def spans(self) -> list[Span]:
        """Where each sentence stands in the folded text."""
        if self._spans is None:
            self._spans = self._reader.wrapped.join(self.text, _without_furniture(self._normal))
        return self._spans

    def __len__(self) -> int:
        return len(self.spans)

    def tokens(self, number: int) -> list[Token]:
        """The words of a sentence."""
        tokens = self._tokens.get(number)
        if tokens is None:
            tokens = self._reader.glued.parted(tokenise(self.text, *self.spans[number]))
            tokens = self._reader.quoted.unquoted(tokens)
            self._tokens[number] = tokens
        return tokens

    def is_read(self, number: int) -> bool:
        """Whether the mentions of a sentence are known already."""
        return number in self._read

    def read(self, number: int) -> Sentence:
        """A sentence with its mentions."""
        sentence = self._read.get(number)
        if sentence is None:
            tokens = self.tokens(number)
            sentence = self._read[number] = Sentence(*self.spans[number], tokens, self._reader.read(tokens))
        return sentence

    def all(self) -> list[Sentence]:
        """All sentences with their mentions."""
        return [self.read(number) for number in range(len(self.spans))]


def _without_furniture(text: NormalText) -> list[Span]:
    skipped = furniture.furniture_spans(text)
    if not skipped:
        return sentences(text.text)
    out: list[Span] = []
    at = 0
    for span in sentences(text.text):
        while at < len(skipped) and skipped[at][1] <= span[0]:
            at += 1
        if at == len(skipped) or span[0] < skipped[at][0]:
            out.append(span)
    return out
