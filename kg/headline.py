"""An article's headline, the places that it names, and of whom it tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.clauses import PERSONS
from kg.drafts import Draft
from kg.entities import Actor, Sentence
from kg.lexicon import Lexicon
from kg.occasion import JOURNEYS, TALKS
from kg.places import PlaceMention, find_places
from kg.text import NormalText
from kg.tokens import readings

_NAMED_IN = 2  # words of «(فلان) في» that a headline opens with
_HOSTS = 2  # words from a city to «تستضيف»


@dataclass(frozen=True, slots=True)
class Headline:
    """An article's headline, which is no part of its text: folded, and as one sentence."""

    text: NormalText
    sentence: Sentence


class TitlePlaces:
    """The places of a headline, where there is one."""

    def __init__(self, lexicon: Lexicon, headline: Headline | None) -> None:
        self._lexicon = lexicon
        self.headline = headline
        found = find_places(lexicon, headline.sentence) if headline else []
        self.places = [p for p in found if not p.left and self._tells(p)]
        tokens, bare = headline.sentence.tokens if headline else [], lexicon.grammar.bare
        self._words = {bare(rest) for t in tokens for _, rest in readings(t.text)}

    def _tells(self, place: PlaceMention) -> bool:
        """Whether somebody was there or something took place: «X يصل إلى …»، «X في …»، «… تستضيف»; not «قتلى في …»."""
        if place.visited or self.headline is None:
            return place.visited
        sentence, grammar = self.headline.sentence, self._lexicon.grammar
        tokens, opens = sentence.tokens, range(place.first)
        if any(
            t.value.frame in TALKS | JOURNEYS for i, t in sentence.matches(self._lexicon.triggers).items() if i in opens
        ):
            return True
        if any(i in opens for i in sentence.matches(self._lexicon.gatherings)):
            return True
        persons = {m.last for m in sentence.mentions if m.kind in PERSONS}
        named = place.first == _NAMED_IN and any(
            tokens[0].text in names for names in (self._lexicon.given_names, self._lexicon.surnames)
        )
        there = named or any(i in persons for i in (place.first, place.first - 1))
        hosts = any(t.text in grammar.place_hosts for t in tokens[: place.first + 1 + _HOSTS])
        return hosts or (there and not place.subject)

    def names(self, people: list[Actor]) -> bool:
        """Whether it names one of these."""
        return any(not self._words.isdisjoint(a.name) for a in people)

    def tells_of_others(self, draft: Draft, drafts: list[Draft]) -> bool:
        """«تيلرسون في أنقرة»: whether it names people of other encounters, and nobody of this one."""
        people = draft.one + draft.other
        if not any(a.named for a in people) or self.names(people):
            return False
        return any(self.names(d.one + d.other) for d in drafts)

    def told_of_events(self) -> Iterator[PlaceMention]:
        """The places before which a word of an encounter stands: not «تشكيل حكومة في لبنان»."""
        words = self.headline.sentence.matches(self._lexicon.triggers).items() if self.headline else ()
        for place in self.places:
            before = (t.value.frame for i, t in words if i < place.first)
            if not place.subject and any(frame in TALKS | JOURNEYS for frame in before):
                yield place
