"""Where the gathering was that those who met had come to: «على هامش القمة المنعقدة في …», «خلال أعمال الدورة …»."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kg.drafts import Draft
from kg.entities import Sentence
from kg.lexicon import Lexicon
from kg.places import PlaceMention
from kg.tokens import readings

_REACH = 30  # words from «هامش» to the place of the gathering
_NAME = 3  # words from «خلال» to the word of the gathering
_NOUNS = frozenset({"talks", "session", "committee"})


Tie = Literal["", "during", "beside"]


def brought_there(lexicon: Lexicon, sentence: Sentence, place: PlaceMention) -> Tie:
    """Whether a place is told as that of a gathering during which, or beside which, something else took place."""
    if place.subject:
        return ""
    tokens, grammar = sentence.tokens, lexicon.grammar
    gatherings, triggers = sentence.matches(lexicon.gatherings), sentence.matches(lexicon.triggers)
    for i in range(place.first - 1, max(-1, place.first - _REACH), -1):
        read = {rest for _, rest in readings(tokens[i].text)}
        if read & grammar.marginal:
            return "beside"
        if read & grammar.during and any(k in gatherings for k in range(i + 1, i + 1 + _NAME)):
            words = {t.text for t in tokens[i + 1 : i + 1 + _NAME]}
            return "" if words & grammar.press_meeting else "during"
        trigger = triggers.get(i)
        if trigger and trigger.value.frame not in _NOUNS and i not in gatherings:
            return ""
    return ""


def gathered_abroad(
    draft: Draft, found: Iterable[tuple[Draft, PlaceMention]], line: PlaceMention
) -> PlaceMention | None:
    """«رام الله – شارك X في الدورة المنعقدة ببكين …. والتقى X الأمين العام»: not at the dateline, where the news was
    written."""
    people = [a for a in draft.one + draft.other if a.kind == "official"]
    for other, place in found:
        abroad = place.city and place.country != line.country
        theirs = other.type == "session" and other.planned == draft.planned
        if abroad and theirs and any(a is b for a in people for b in other.one):
            return place
    return None
