"""One more side of talks of several states, told before those who were there: «شارك الوزير X في اللقاء الرباعي …. وضم
اللقاء كلا من Y وZ»."""

from __future__ import annotations

from dataclasses import replace

from kg.affiliations import Affiliations
from kg.drafts import Draft
from kg.entities import Actors, Sentence
from kg.lexicon import Lexicon

_BACK = 2  # sentences from those who were there to who took part
_REACH = 20  # words from «شارك» to the talks
_OF_SEVERAL = 3  # words from talks to «الرباعي»
_SUBJECT = 2  # words between «شارك» and who did


def take_part(
    d: Draft, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> None:
    """Whoever is told to have taken part in talks of several states becomes one more of their sides."""
    if d.type != "meeting" or d.candidates[0].frame not in {"talks", "attended", "gather"}:
        return
    here = d.candidates[0].sentence
    for number in range(max(0, here - _BACK), here):
        sentence = sentences[number]
        words = sentence.matches(lexicon.gatherings).values()
        for verb in (w for w in words if w.value == "participation"):
            talks = (t for t in sentence.matches(lexicon.triggers).values() if t.value.frame == "talks")
            near = next((t for t in talks if verb.last <= t.first < verb.last + _REACH), None)
            if near is None:
                continue
            behind = {t.text for t in sentence.tokens[near.last : near.last + _OF_SEVERAL]}
            who = [m for m in sentence.mentions if m.kind == "official" and m.last <= near.first]
            beside = [m for m in who if 0 <= m.first - verb.last <= _SUBJECT or 0 <= verb.first - m.last <= _SUBJECT]
            if behind.isdisjoint(lexicon.grammar.of_several) or len(who) != 1 or not beside:
                continue
            actor = actors.of(number, beside[0])
            sides = {affiliations.of(a, actor) for a in d.one + d.other}
            if actor.named and (code := affiliations.of(actor, d.one[0])) and code not in sides:
                d.other.append(actor)
                told = replace(
                    d.candidates[0], sentence=number, frame="talks", trigger=near, one=(beside[0],), other=()
                )
                d.tell_again([told])
                return
