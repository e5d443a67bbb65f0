"""The first day of what is told by its last one: «اختتم، اليوم، … التي استمرت ثلاثة أيام»."""

from __future__ import annotations

from datetime import date, timedelta

from kg import datelex
from kg.dates import DateMention
from kg.datevalues import iso
from kg.entities import Sentence
from kg.lexicon import Lexicon
from kg.tokens import readings

_ENDED = 20  # words from «أنهى (الوزير X)» to the day
_LENGTH = 3  # words from «استمرت» to «ثلاثة أيام»
_ISO_DAY = 10  # letters


def first_day(lexicon: Lexicon, sentence: Sentence, mention: DateMention, value: str) -> str:
    """``value``, a date told in a sentence, or the day on which that began which ended then."""
    if len(value) != _ISO_DAY or mention.kind == "range":
        return value
    tokens, grammar = sentence.tokens, lexicon.grammar
    at = next((i for i, t in enumerate(tokens) if t.end > mention.start), len(tokens))
    before = range(at - 1, max(-1, at - _ENDED), -1)
    ended = next((i for i in before if any(rest in grammar.concludes for _, rest in readings(tokens[i].text))), None)
    if ended is None:
        return value
    for i in sentence.matches(lexicon.triggers):
        if ended + 1 < i < at:
            return value  # «اختتم زيارته بعد أن التقى أمس …»
    days = next((n for i, t in enumerate(tokens) if t.text in grammar.lasted and (n := _days(sentence, i + 1))), 0)
    return iso(date.fromisoformat(value) - timedelta(days=days - 1)) if days else value


def _days(sentence: Sentence, start: int) -> int:
    """How many days are told at the beginning of some words: «(على مدى) يومين»، «لثلاثة أيام»، «4 أيام»."""
    words, texts = datelex.load().words, [t.text for t in sentence.tokens[start : start + _LENGTH]]
    for i, text in enumerate(texts):
        for _, rest in readings(text):
            two = f"{rest} {texts[i + 1]}" if i + 1 < len(texts) else rest
            for form in (two, rest):
                code, value, _ = words.get(form, ("", 0, ""))
                if code == "D":
                    return value
    return 0
