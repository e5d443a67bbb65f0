"""Whether a meeting is told as one more of the same occasion: «كما التقى …»، «وفي وقت لاحق استقبل …»."""

from __future__ import annotations

from itertools import pairwise

from kg.drafts import Draft
from kg.entities import Sentence
from kg.lexicon import Lexicon

_REACH = 4  # sentences from one meeting to «كما التقى …»
_OPENING = 3  # words at the beginning of a sentence that say what it goes on with
_TALKS = 6  # words at the beginning of a sentence of which one names the talks told before
_RITES = frozenset({"signing-noun", "ceremony"})
_BEHIND = 6  # words from «التقى (سعادته)» to «في وقت لاحق»


def goes_on(lexicon: Lexicon, sentence: Sentence, trigger: int) -> bool:
    """Whether the words around the trigger say that it was beside or after what was told before."""
    tokens, grammar, events = sentence.tokens, lexicon.grammar, sentence.matches(lexicon.events)
    stop = next((i for i in range(trigger + 1, len(tokens)) if tokens[i].is_mark), len(tokens))
    stop = min(stop, trigger + _BEHIND)
    if any(t.text in grammar.as_well for t in tokens[:stop]):
        return True
    if any(e.value == "later" and i < stop for i, e in events.items()):
        return True
    turn = next((e for i, e in events.items() if i < _OPENING and e.value == "break"), None)
    if turn is None or turn.last > trigger:
        return False
    words = {t.text for t in tokens[: turn.last + 1]}  # «يذكر أن» tells of what was long ago
    return words.isdisjoint(grammar.that) and words.isdisjoint(grammar.was)


def goes_on_from(lexicon: Lexicon, sentences: list[Sentence], draft: Draft, number: int) -> bool:
    """«استقبل القائد في مكتبه باليرزة النائب X. كما استقبل السفير Y»: whether the draft goes on with what an earlier
    sentence tells of the same person, be that no encounter."""
    if not 0 < draft.sentence - number <= _REACH:
        return False
    people = (a for a in draft.one + draft.other if a.kind == "official")
    if not any(n == number for a in people for n, _ in a.mentions):
        return False
    return goes_on(lexicon, sentences[draft.sentence], draft.candidates[0].trigger.first)


def points_back(lexicon: Lexicon, sentence: Sentence) -> bool:
    """«(وبحسب الوكالة) جاء ذلك خلال اجتماع …»."""
    words, grammar = [t.text for t in sentence.tokens], lexicon.grammar
    if words and words[0] in grammar.this_too:
        return True
    return any(a in grammar.came and b in grammar.this for a, b in pairwise(words))


def of_known_talks(lexicon: Lexicon, sentence: Sentence) -> bool:
    """«وجرى خلال اللقاءات التي عقدت على هامش …»: the talks told of before."""
    tokens, grammar = sentence.tokens, lexicon.grammar
    opening = ((i, t) for i, t in sentence.matches(lexicon.triggers).items() if i < _TALKS)
    return any(t.value.frame == "talks" and grammar.definite(tokens[i].text) for i, t in opening)


def during_the_visit(lexicon: Lexicon, sentence: Sentence) -> bool:
    """«خلال الزيارة»: the journey told of before."""
    grammar, tokens = lexicon.grammar, sentence.tokens
    nouns = (i for i, t in sentence.matches(lexicon.triggers).items() if i and t.value.frame == "visit-noun")
    return any(tokens[i - 1].text in grammar.during and grammar.definite(tokens[i].text) for i in nouns)


def before_the_signing(lexicon: Lexicon, sentence: Sentence) -> bool:
    """«قبيل مراسم التوقيع», «قبل حفل الافتتاح»: right before what the article tells."""
    tokens, grammar, triggers = sentence.tokens, lexicon.grammar, sentence.matches(lexicon.triggers)
    for i, token in enumerate(tokens):
        if token.text in grammar.ahead_of:
            near = (t for k in range(i + 1, i + _OPENING + 1) if (t := triggers.get(k)))
            opened = any(t.text in grammar.opening for t in tokens[i + 1 : i + 1 + _OPENING])
            if opened or any(t.value.frame in _RITES and grammar.definite(tokens[t.last - 1].text) for t in near):
                return True
    return False
