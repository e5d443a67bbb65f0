"""Which states a sentence names beside a topic: those of the encounter, or others, whom other news is about.

«العلاقات بين طهران وواشنطن» are no topic of two who serve other states, and a sentence that names neither side's state
but that of others tells less often what the two talked about.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.drafts import Draft
from kg.entities import Sentence
from kg.home_state import states_named
from kg.lexicon import Lexicon
from kg.mention import UNRESOLVED

_NAMED = ("states-both", "states-one", "states-others", "states-only-others")
_OF_STATES = frozenset({"bilateral-relations", "regional-conflict", "regional-international-issues"})
FEATURES = frozenset({*_NAMED, *(f"{feature}+{code}" for feature in _NAMED for code in _OF_STATES)})


class States:
    """The states that the sentences of an article name, read when asked for."""

    def __init__(self, lexicon: Lexicon, sentences: Sequence[Sentence]) -> None:
        self._lexicon, self._sentences = lexicon, sentences
        self._named: dict[int, frozenset[str]] = {}

    def features(self, n: int, theirs: frozenset[str]) -> list[str]:
        """How many of ``theirs`` sentence ``n`` names, and whether it names others."""
        named = self._named.get(n)
        if named is None:
            named = self._named[n] = frozenset(code for _, code in states_named(self._sentences[n], self._lexicon))
        own = len(named & theirs)
        out = ["states-both" if own > 1 else "states-one"] if own else []
        if len(named) > own:
            out.append("states-others")
            if not own:
                out.append("states-only-others")
        return out

    def of_phrase(self, n: int, first: int, end: int) -> frozenset[str]:
        """The states that the phrase of sentence ``n`` names which begins at word ``first`` and ends at position
        ``end`` of the text, and those joined to it: «العلاقات السعودية» الكندية, «العلاقات بين بغداد» وطهران."""
        tokens, grammar = self._sentences[n].tokens, self._lexicon.grammar
        out: set[str] = set()
        i = first
        while i < len(tokens):
            code, last = self._state(n, i)
            if code:
                out.add(code)
            elif tokens[i].start >= end and tokens[i].text not in grammar.with_ | grammar.between:
                break
            i = last
        return frozenset(out)

    def _state(self, n: int, i: int) -> tuple[str, int]:
        """The state that a name of it, an adjective or its capital names at word ``i``, and where that ends."""
        sentence, lexicon = self._sentences[n], self._lexicon
        state = sentence.matches(lexicon.states).get(i)
        if state is not None:
            doubtful = state.value.ambiguous or state.value.also or state.value.code in lexicon.shared_adjectives
            return "" if doubtful else state.value.code, state.last
        city = sentence.matches(lexicon.cities).get(i)
        if city is None or city.value.ambiguous:
            return "", i + 1
        words = " ".join(t.text for t in sentence.tokens[i : city.last]).removeprefix(city.clitic)
        return lexicon.capitals.get(words, ""), city.last


def with_code(named: list[str], code: str) -> list[str]:
    """What the states say of a topic that is one of states: a conflict is of others more often than relations are."""
    return [*named, *(f"{feature}+{code}" for feature in named)] if code in _OF_STATES else named


def served(draft: Draft) -> frozenset[str]:
    """The states that the parties serve, as far as the article tells."""
    return frozenset(a.country for a in (*draft.one, *draft.other) if a.country and a.country != UNRESOLVED)


def of_others(states: frozenset[str], draft: Draft) -> bool:
    """A state is named that nobody of the encounter serves, and the article tells of all whom they serve."""
    if not states:
        return False
    parties = [*draft.one, *draft.other, *(actor for actor, _ in draft.attendees)]
    if any(actor.country in {None, UNRESOLVED} and not actor.org for actor in parties):
        return False
    return not states <= {actor.country for actor in parties}
