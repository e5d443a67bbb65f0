"""Days counted from those told: «اختتم، اليوم، … التي استمرت ثلاثة أيام»، «غداة لقائه»: the first day of what is told
by its last one, the day of what was the day before."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from kg import datelex
from kg.dates import DateMention
from kg.datevalues import iso
from kg.drafts import Draft
from kg.entities import Sentence
from kg.lexicon import Lexicon
from kg.tokens import Token, readings

_ENDED = 20  # words from «أنهى (الوزير X)» to the day
_LENGTH = 3  # words from «استمرت» to «ثلاثة أيام»
_ISO_DAY = 10  # letters
_TO_END = 7  # words from «تنتهي» to the day
_SPAN_REACH = 3  # words from «أسابيع» to the meeting that was so long before
_AWAY = 3  # words from «بعد (يوم واحد)» to «من لقائه»


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


def days_away(lexicon: Lexicon, sentence: Sentence, trigger: int) -> int:
    """How many days what the word at ``trigger`` tells of is from what is told with it: «غداة لقائه»، «بعد يومين من
    لقائه»، «عشية القمة»."""
    tokens, grammar = sentence.tokens, lexicon.grammar
    before = [t.text for t in tokens[max(0, trigger - 1 - _AWAY) : trigger]]
    if not before:
        return 0
    if before[-1] in grammar.day_after or before[-1] in grammar.eve:
        return -1 if before[-1] in grammar.day_after else 1
    if before[-1] not in grammar.about:
        return 0
    for i, text in enumerate(before[:-2]):
        ahead = text in grammar.ahead_of
        if ahead or text in grammar.gone_after:
            days = 1 if before[i + 1] in grammar.one_day else _days(sentence, trigger - len(before) + i + 1)
            return days if ahead else -days
    return 0


def long_before(lexicon: Lexicon, sentence: Sentence, trigger: int) -> bool:
    """«بعد أسابيع من لقائه»: whether it was so long before what is told that no day of that is its own."""
    words, grammar = [t.text for t in sentence.tokens[max(0, trigger - _SPAN_REACH) : trigger]], lexicon.grammar
    span = any(a in grammar.spans and b in grammar.from_ for a, b in pairwise(words))
    return span and not days_away(lexicon, sentence, trigger)


def ended_then(lexicon: Lexicon, sentence: Sentence, draft: Draft, number: int, mention: DateMention) -> bool:
    """«اختتم X وY، اليوم، محادثات استمرت ثلاثة أيام»: the day on which it ended, told in the sentence of that
    number; it has that of its beginning."""
    tokens = sentence.tokens
    behind = (c.trigger.last for c in draft.candidates if c.sentence == number and c.trigger.last < len(tokens))
    return any(tokens[i].text in lexicon.grammar.lasted and mention.end <= tokens[i].start for i in behind)


def at_end(lexicon: Lexicon, tokens: list[Token], first: int) -> bool:
    """«الزيارة التي تنتهي بجولة في … الخميس»: the last day of it, not the first."""
    for i in range(first - 1, max(-1, first - _TO_END), -1):
        if tokens[i].is_mark:
            return False
        if tokens[i].text in lexicon.grammar.comes_to_end:
            return True
    return False
