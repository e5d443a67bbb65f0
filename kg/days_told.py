"""The dates of an article where they stand: in which sentence, by which event word governed; not those of an agency's
line, nor of what else they are told with («منذ الثلاثاء»)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.datelines import day_of_line
from kg.dates import DateMention
from kg.entities import Sentence
from kg.lasted import at_end
from kg.lexicon import Lexicon
from kg.occasion import JOURNEYS, Governor, Governors
from kg.other_days import COARSE, OF_THE_DAY
from kg.tokens import Token

_BARRED_REACH = 3  # words: «منذ تشكيل حكومتها الأربعاء»
_OTHERS = frozenset({"session", "talks"})  # nouns that, not being known ones, are gatherings of others


@dataclass(frozen=True, slots=True)
class ToldDay:
    """A date where it stands: its sentence, and the event word that governs it."""

    sentence: int
    mention: DateMention
    governor: Governor


def days_told(
    lexicon: Lexicon, sentences: list[Sentence], dates: list[DateMention], governors: Governors
) -> Iterator[ToldDay]:
    """Those of an article's dates that may be an encounter's, in order."""
    number = 0
    for mention in dates:
        while number < len(sentences) and sentences[number].end <= mention.start:
            number += 1
        if number == len(sentences):
            return
        if mention.start < sentences[number].start:
            continue  # a date of the page's furniture
        tokens = sentences[number].tokens
        first = next((i for i, t in enumerate(tokens) if t.end > mention.start), len(tokens))
        last = next((i for i in range(first, len(tokens)) if tokens[i].start >= mention.end), len(tokens))
        in_line = number <= 1 and mention.kind not in OF_THE_DAY | COARSE
        if in_line and day_of_line(lexicon, tokens, first, last):
            continue
        names = [m.name_span for m in sentences[number].mentions if m.name]  # «محمد ولد عبدي، اليوم»
        governor = governors.at(number, first, last)
        near = (i for i in range(max(0, first - _BARRED_REACH), first) if _bars(lexicon, tokens, i, governor))
        if at_end(lexicon, tokens, first):
            continue
        if all(any(start <= tokens[i].start < end for start, end in names) for i in near):
            yield ToldDay(number, mention, governor)


def _bars(lexicon: Lexicon, tokens: list[Token], i: int, governor: Governor) -> bool:
    """«منذ»، «(الهدنة) التي تبدأ»; not «(الدورة) التي ستبدأ يوم الأحد»."""
    grammar = lexicon.grammar
    if tokens[i].text not in grammar.not_when or (governor.token == i and governor.owners):
        return False  # «الاتفاق الموقع عام 2015»: its own year, where that was read as a signing
    if governor.token > i and governor.frame in JOURNEYS and tokens[i].text in grammar.begins:
        return False  # «يبدأ اليوم وفد … زيارة»
    begins = i > 0 and tokens[i].text in grammar.begins and tokens[i - 1].text in grammar.relative
    return not (begins and governor.frame in _OTHERS)
