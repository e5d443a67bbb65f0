"""How a topic phrase stands to the words that tell of an encounter, and to the others of the article.

A sentence may tell of two meetings, an article of one that its headline names and of ten that lie behind. So a phrase
is looked at from each: whether it stands behind the encounter's own trigger or behind that of another, whose party was
named last before it, and how early the article tells of the encounter.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from kg.drafts import Draft
from kg.entities import Actors

_NEAR, _FAR = 12, 30  # words behind a trigger
_LEAD = 2  # sentences
_SHORT = 6  # sentences of an article in which nothing is late
_OFTEN = 3  # sentences that name a topic
_LONG, _RARE = 8, 0.1  # sentences of an article that is not short; the share of them that name what is told in passing

_TALKS = frozenset({"before-talk", "before-agree"})
_PLACES = ("own", "ahead", "after")
_CROSSED = (
    "no-talk",
    "nobody",
    "party",
    "weak",
    "before-past",
    "title",
    "sole",
    "outsider-first",
    "lead",
    "late",
    "rival-alone",
)

FEATURES = frozenset(
    {
        "trigger-ahead",
        "trigger-near",
        "trigger-far",
        "over-another",
        "rival",
        "rival-alone",
        "rival-nearer",
        "rival-talk",
        "lead",
        "late",
        "headlined",
        "unheadlined",
        "often",
        *(f"{place}+{feature}" for place in _PLACES for feature in _CROSSED),
    }
)


class Others:
    """The triggers and parties of all encounters of an article."""

    def __init__(self, drafts: Sequence[Draft], heading: frozenset[str]) -> None:
        self.parties: Counter[int] = Counter()  # ids of actors, each with how many encounters it is a party of
        self.triggers: dict[int, set[int]] = {}
        for draft in drafts:
            self.parties.update({id(actor) for actor in (*draft.one, *draft.other)})
            for c in draft.candidates:
                self.triggers.setdefault(c.sentence, set()).add(c.trigger.first)
        self.several = len(drafts) > 1
        self.heading = heading


class Standing:
    """One encounter among the others."""

    def __init__(self, draft: Draft, others: Others, actors: Actors, parties: set[int]) -> None:
        self._actors, self._all, self._parties = actors, others, parties
        self._named: dict[int, list[tuple[int, bool]]] = {}
        own: dict[int, set[int]] = {}
        for c in draft.candidates:
            own.setdefault(c.sentence, set()).add(c.trigger.first)
        self._own = {n: sorted(places) for n, places in own.items()}
        self._others = {n: sorted(others.triggers[n] - places) for n, places in own.items()}
        first, length = min(own), len(actors.sentences)
        self.whole: list[str] = []
        if first < _LEAD:
            self.whole.append("lead")
        elif length > _SHORT and first >= length / 2:
            self.whole.append("late")
        if others.heading:
            named = any(not others.heading.isdisjoint(a.name) for a in (*draft.one, *draft.other))
            self.whole.append("headlined" if named else "unheadlined")

    def features(self, n: int, i: int) -> list[str]:
        """Those of a phrase that begins at word ``i`` of sentence ``n``."""
        return [*self._behind(n, i), *self._whose(n, i)]

    def _behind(self, n: int, i: int) -> list[str]:
        own = self._own.get(n)
        if own is None:
            return []
        at, others = bisect_right(own, i), self._others[n]
        last = own[at - 1] if at else -1
        out = ["over-another"] if bisect_right(others, i) > bisect_right(others, last) else []
        if not at:
            out.append("trigger-ahead")
        elif i - last <= _NEAR:
            out.append("trigger-near")
        elif i - last > _FAR:
            out.append("trigger-far")
        return out

    def _whose(self, n: int, i: int) -> list[str]:
        if not self._all.several:
            return []
        if n not in self._named:
            self._named[n] = self._telling(n)
        named = self._named[n]
        if not any(rival for _, rival in named):
            return []
        out = ["rival"] if not all(rival for _, rival in named) else ["rival", "rival-alone"]
        before = bisect_left(named, (i, False))
        return [*out, "rival-nearer"] if before and named[before - 1][1] else out

    def _telling(self, n: int) -> list[tuple[int, bool]]:
        """Where sentence ``n`` names whom one encounter alone has as its party, and whether that is another one."""
        out = []
        for m in self._actors.sentences[n].mentions:
            actor = id(self._actors.of(n, m))
            times = self._all.parties.get(actor, 0)
            if times and (times == 1 or actor not in self._parties):
                out.append((m.first, actor not in self._parties))
        return sorted(out)


def crossed(features: Sequence[str]) -> list[str]:
    """What a feature is worth depends on where the sentence stands."""
    place = next((p for p in ("own", "ahead") if p in features), "after")
    out = [f"{place}+{feature}" for feature in features if feature in _CROSSED]
    if "rival-alone" in features and place != "own" and not _TALKS.isdisjoint(features):
        out.append("rival-talk")  # «وناقش مع السفير X …»: what others talked about
    return out


def often(sentences: dict[int, frozenset[str]]) -> frozenset[str]:
    """The codes that several sentences name."""
    named = Counter(code for codes in sentences.values() for code in codes)
    return frozenset(code for code, times in named.items() if times >= _OFTEN)


def seldom(named: Counter[str], sentences: int) -> frozenset[str]:
    """The topic codes that an article names so seldom that they are told in passing, but where they meet."""
    return frozenset(code for code, times in named.items() if sentences > _LONG and times < _RARE * sentences)
