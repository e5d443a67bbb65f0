"""Whether a meeting is told as one more of the same occasion: «كما التقى …»، «وفي وقت لاحق استقبل …»، «من جهة أخرى بحث …»."""

from __future__ import annotations

from kg.entities import Sentence
from kg.lexicon import Lexicon

_OPENING = 3  # words at the beginning of a sentence that say what it goes on with
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
