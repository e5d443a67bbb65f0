"""Days that stand beside talks and are those of something else: of what was said, of what a clause tells."""

from __future__ import annotations

from kg.dates import DateMention
from kg.entities import Sentence
from kg.lexicon import Lexicon
from kg.occasion import Governor, Governors
from kg.tokens import readings

OF_THE_DAY = frozenset({"relative", "weekday"})  # kinds that seldom belong to a relative clause alone
_CLAUSE = 8  # words from «الذي» to the date of its clause
_MATTER = 3  # words from «الانتخابات» to «التي»


def of_what_was_said(
    governors: Governors, sentence: Sentence, mention: DateMention, governor: Governor, start: int | None
) -> bool:
    """«خلال جلسة …، مؤكدا أنه لم يقع هجوم السبت»: whether a day behind talks that begin at ``start`` is that of what
    was said there."""
    if start is None or mention.start < start:
        return False
    names = [m.name_span for m in sentence.mentions if m.name]  # «مون جاي ان»
    behind = (t for t in sentence.tokens[max(0, governor.token) :] if start < t.start < mention.start)
    return any(t.text in governors.that and not any(a <= t.start < b for a, b in names) for t in behind)


def of_a_clause(
    lexicon: Lexicon, governors: Governors, sentence: Sentence, number: int, mention: DateMention, governor: Governor
) -> bool:
    """«التطورات منذ الهجوم الذي استهدف في 7 أبريل …»: a stated day of something else, told in passing in the sentence
    of that number."""
    if mention.kind in OF_THE_DAY:
        return False
    tokens, grammar = sentence.tokens, lexicon.grammar
    date = next((i for i, t in enumerate(tokens) if t.end > mention.start), len(tokens))
    start = max(governor.token, date - _CLAUSE)
    clause = next((i for i in range(date - 1, start, -1) if tokens[i].text in grammar.relative), None)
    if clause is None or clause + 1 >= date:
        return False
    before = (rest for t in tokens[max(0, clause - _MATTER) : clause] for _, rest in readings(t.text))
    matter = not grammar.matter.isdisjoint(before)
    return matter or governors.of_no_event(number, clause + 1)  # «الانتخابات التي جرت في …»
