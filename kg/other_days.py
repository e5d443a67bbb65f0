"""Days that stand beside talks and are those of something else: of what was said, of what a clause tells."""

from __future__ import annotations

from datetime import date, timedelta

from kg.dates import DateMention
from kg.drafts import Draft
from kg.entities import Sentence
from kg.grammar import Grammar
from kg.lexicon import Lexicon
from kg.occasion import Governor, Governors
from kg.signed import known_document
from kg.tokens import readings

OF_THE_DAY = frozenset({"relative", "weekday"})  # kinds that seldom belong to a relative clause alone
COARSE = frozenset({"month", "year"})
LONG_AGO = timedelta(days=183)
STALE = timedelta(days=4)  # what is told in the present did not take place so long ago
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
    first = 0 if governor.kind == "statement" and mention.kind not in OF_THE_DAY else max(0, governor.token)
    behind = (t for t in sentence.tokens[first:] if start < t.start < mention.start)
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


def of_an_older(grammar: Grammar, sentences: list[Sentence], draft: Draft, number: int, governor: Governor) -> bool:
    """«وقع الوزيران مذكرة …. وتندرج المذكرة في سياق الاتفاقيات الموقعة سنة 2022»: whether the governing word of
    signing tells of an older document than that of the draft."""
    told = {(c.sentence, c.trigger.first): c for c in draft.candidates}
    old = {at for at, c in told.items() if known_document(c, sentences[c.sentence].tokens, grammar)}
    return (number, governor.token) in old and len(old) < len(told)


def may_announce(published: date | None, draft: Draft, mention: DateMention, governor: Governor) -> bool:
    """Whether a day with no word of direction may be that of what is to come: not the one beside a journey or talks
    that were held («وصل الوزير، الإثنين، إلى … الإعلان عن قمة»), nor a weekday of which the last is nearer, nor a
    far day of the year."""
    if mention.direction or mention.kind in COARSE or not (mention.value and mention.value_if_planned):
        return True
    if governor.owners and not any(d.planned for d in governor.owners):
        there = [a for d in governor.owners for a in d.one + d.other]  # «وصل المبعوث، اليوم، … للاجتماع بـ»
        same_day = mention.value == mention.value_if_planned
        return same_day and any(a is b for a in draft.one + draft.other for b in there)
    if published is None or mention.value == mention.value_if_planned or governor.owners or governor.ahead:
        return True
    ahead = date.fromisoformat(mention.value_if_planned) - published
    if mention.kind != "weekday":
        return ahead <= LONG_AGO
    stale = published - date.fromisoformat(mention.value) >= STALE
    return stale or governor.kind != "event"
