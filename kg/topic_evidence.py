"""What speaks for a phrase being a topic of an encounter: clues, each a cue phrase with the features of its sentence.

An article tells of more than its encounters: what happened before, what others think, what else the news of the day is.
So each cue is looked at once for every encounter of the article. Features say where its sentence stands (it tells of
the encounter itself, comes after it, another encounter stands between …), who is named there, and which words of the
table ``topic_words.csv`` stand before the cue. ``topic_gate`` weighs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg import resources
from kg.encounters import Draft, points_back
from kg.entities import Actors, Sentence
from kg.lexicon import Lexicon
from kg.text import fold
from kg.tokens import OPENING, PhraseTable
from kg.topics import TopicCue

_PERSONS = frozenset({"official", "counterpart", "group"})
_TALKS = frozenset({"meeting", "call", "session"})
_CLOSE = 7  # words

WORDS = frozenset(
    {
        "agree",
        "background",
        "both",
        "call",
        "cooperate",
        "dispute",
        "document",
        "gathering",
        "meeting",
        "negation",
        "outsider",
        "praise",
        "purpose",
        "says",
        "talk",
        "visit",
    }
)
"""The kinds of ``topic_words.csv``, and ``both`` of ``event_words.csv``: each a feature ``before-…``."""

_NOUNS = {
    "meeting": ("meeting", "gathering"),
    "call": ("call", "meeting"),
    "visit": ("visit",),
    "session": ("gathering", "meeting"),
    "signing": ("document",),
}
"""Kinds of words that name an encounter of a type: the meeting, the visit, the memorandum."""

_NEAR = ("agree", "cooperate", "dispute", "meeting", "negation", "praise", "purpose", "talk")

FEATURES = frozenset(
    {
        "bias",
        *(f"type-{kind}" for kind in ("meeting", "call", "visit", "session", "signing")),
        "planned",
        "held",
        "sole",
        "several",
        "own",
        "own-visit",
        "own-signing",
        "ahead",
        "ahead-near",
        "ahead-points-back",
        "after-1",
        "after-3",
        "after-6",
        "after-far",
        "talk-between",
        "break-between",
        "of-another-talk",
        "of-another",
        "of-another-too",
        "named",
        "named-close",
        "party-first",
        "outsider-first",
        "party",
        "nobody",
        "item",
        "weak",
        "no-talk",
        *(f"before-{kind}" for kind in WORDS),
        *(f"close-{kind}" for kind in _NEAR),
    }
)
"""Every feature that there is."""


@dataclass(frozen=True, slots=True)
class Clue:
    """A cue phrase as seen from one encounter; ``features`` are names of ``FEATURES``."""

    cue: TopicCue
    features: tuple[str, ...]


class Evidence:
    """Collects the clues of an article; holds the lexicon and the table of words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._words: PhraseTable[str] = PhraseTable()
        for _, row in resources.rows("topic_words"):
            self._words.add_all(map(fold, resources.forms(row["forms"])), row["kind"])
        self._words.freeze()

    def clues(self, actors: Actors, drafts: Sequence[Draft], cues: Sequence[TopicCue]) -> list[list[Clue]]:
        """For each encounter, every cue of the article (in the order of the text) with what speaks for it."""
        placed = _placed(actors.sentences, cues)
        words = [self._words_before(actors.sentences[n], cue) for n, cue in placed]
        talks = [d for d in drafts if not d.planned and d.type in _TALKS]
        out = []
        for draft in drafts:
            sole = len(drafts) == 1 or (len(talks) == 1 and draft is talks[0])
            of_encounter = ["bias", f"type-{draft.type}", "planned" if draft.planned else "held"]
            of_encounter.append("sole" if sole else "several")
            others = [d for d in drafts if d is not draft]
            of_sentence = {
                n: [*self._place_features(actors.sentences, n, draft, others), *self._person_features(actors, n, draft)]
                for n in {n for n, _ in placed}
            }
            out.append(
                [
                    Clue(cue, (*of_encounter, *of_sentence[n], *_word_features(before, cue, draft)))
                    for (n, cue), before in zip(placed, words, strict=True)
                ]
            )
        return out

    def _place_features(self, sentences: list[Sentence], n: int, draft: Draft, others: list[Draft]) -> list[str]:
        """Where sentence ``n`` stands, seen from those that tell of the encounter."""
        own = {c.sentence for c in draft.candidates}
        talks = {c.sentence for d in others if d.type in _TALKS for c in d.candidates} - own
        lesser = {c.sentence for d in others for c in d.candidates} - talks
        if n in own:
            out = ["own", f"own-{draft.type}"] if draft.type in {"visit", "signing"} else ["own"]
            return [*out, "of-another-too"] if n in lesser else out
        out = ["of-another-talk"] if n in talks else ["of-another"] if n in lesser else []
        before = [m for m in own if m < n]
        if not before:
            out.append("ahead")
            if points_back(sentences[min(own)], self.lexicon.grammar):
                out.append("ahead-points-back")
            elif min(own) - n <= 2:
                out.append("ahead-near")
            return out
        last = max(before)
        distance = n - last
        out.append(next((f"after-{most}" for most in (1, 3, 6) if distance <= most), "after-far"))
        if any(last < m < n for m in talks):
            out.append("talk-between")
        if any(self._breaks(sentences[m]) for m in range(last + 1, n + 1)):
            out.append("break-between")
        return out

    def _person_features(self, actors: Actors, n: int, draft: Draft) -> list[str]:
        """Whose sentence it is: one of the encounter's parties, or somebody else."""
        sentence = actors.sentences[n]
        parties = {id(a) for a in (*draft.one, *draft.other, *(a for a, _ in draft.attendees))}
        named = [id(actors.of(n, m)) in parties for m in sentence.mentions if m.kind in _PERSONS]
        out = ["nobody"] if not named else ["party-first" if named[0] else "outsider-first"]
        if any(named):
            out.append("party")
        first = sentence.tokens[0] if sentence.tokens else None
        if first and ((first.is_mark and first.text not in OPENING) or first.text.isdigit()):
            out.append("item")
        return out

    def _words_before(self, sentence: Sentence, cue: TopicCue) -> dict[str, int]:
        """The kinds of words before the cue in its sentence, and how many words away the nearest of each is."""
        at = next((i for i, token in enumerate(sentence.tokens) if token.end > cue.start), 0)
        found: dict[str, int] = {}
        for i in range(at):
            match = self._words.at(sentence.tokens, i)
            if match:
                found[match.value] = at - i
            event = self.lexicon.events.at(sentence.tokens, i)
            if event and event.value == "both":
                found["both"] = at - i
        return found

    def _breaks(self, sentence: Sentence) -> bool:
        event = self.lexicon.events.at(sentence.tokens, 0) if sentence.tokens else None
        return bool(event and event.value == "break")


def _placed(sentences: list[Sentence], cues: Sequence[TopicCue]) -> list[tuple[int, TopicCue]]:
    """Cues with the number of their sentence; one outside all sentences (page furniture) is left out."""
    out = []
    n = 0
    for cue in sorted(cues, key=lambda c: c.start):
        while n < len(sentences) and sentences[n].end <= cue.start:
            n += 1
        if n < len(sentences) and sentences[n].start <= cue.start:
            out.append((n, cue))
    return out


def _word_features(before: dict[str, int], cue: TopicCue, draft: Draft) -> list[str]:
    """Which words stand before a cue, and whether they name the encounter it is seen from."""
    out = [f"before-{kind}" for kind in sorted(before)]
    out += [f"close-{kind}" for kind in _NEAR if before.get(kind, _CLOSE + 1) <= _CLOSE]
    named = [before[kind] for kind in _NOUNS[draft.type] if kind in before]
    if named:
        out.append("named")
        if min(named) <= _CLOSE:
            out.append("named-close")
    if before.keys().isdisjoint({"talk", "agree", "both"}) and not named:
        out.append("no-talk")
    if cue.weak:
        out.append("weak")
    return out
