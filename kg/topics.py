"""What an encounter was about: cue phrases of the topic scheme found in a range of a folded text.

All phrases stand in one automaton, built once. A phrase counts at word boundaries only; its first word may carry a
conjunction or preposition. The rules of the annotation guide that go beyond "the phrase is there" are: a phrase inside
a longer one of another topic does not count; exceptions and masked spans (offices, organisations) are no topics; weak
phrases need a word of discussing or working in their sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import ahocorasick_rs

from kg.model import Span
from kg.topic_scheme import Cue, read_cues

_WORD = re.compile(r"[^\s\"'«»“”‘’„()\[\]]+|\n")
_CLITICS = frozenset({"", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك"})
_STOPS = frozenset(".!?؟؛;:…\n")


@dataclass(frozen=True, slots=True)
class TopicCue:
    """A topic code and the folded range of the phrase that says so."""

    code: str
    start: int
    end: int


class _Hit(NamedTuple):
    """A phrase of the automaton in the compact text."""

    start: int
    end: int
    phrase: int


class _Found(NamedTuple):
    """A whole cue: the range of each of its parts in the compact text."""

    cue: int
    parts: tuple[Span, ...]


class _Compact:
    """A range of a text as words with single spaces and no quotation marks, and the way back to its positions."""

    __slots__ = ("_here", "_there", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        words = list(_WORD.finditer(text, start, end))
        self.text = " ".join(m.group() for m in words)
        self._here: list[int] = []
        self._there: list[int] = []
        position = 0
        for match in words:
            self._here.append(position)
            self._there.append(match.start())
            position += len(match.group()) + 1

    def original(self, start: int, end: int) -> Span:
        """The range of the text that a non-empty compact range stands for."""
        return self._back(start), self._back(end - 1) + 1

    def _back(self, position: int) -> int:
        word = bisect_right(self._here, position) - 1
        return self._there[word] + position - self._here[word]


class TopicFinder:
    """The compiled scheme; ``TopicFinder.load()`` gives the one of the project, built once."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._cues = tuple(cues)
        uses: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, cue in enumerate(self._cues):
            for place, part in enumerate(cue.parts):
                for phrase in part:
                    uses[phrase].append((number, place))
                    if phrase.startswith("ال"):
                        uses["لل" + phrase[2:]].append((number, place))
        self._phrases = tuple(sorted(uses))
        self._uses = tuple(tuple(dict.fromkeys(uses[phrase])) for phrase in self._phrases)
        self._automaton = ahocorasick_rs.AhoCorasick(self._phrases)

    @classmethod
    def load(cls) -> TopicFinder:
        """The finder of ``ontology/topics.ttl``. Raises TableError where that file is malformed."""
        return _load()

    def find(self, folded: str, start: int = 0, end: int | None = None, masked: Iterable[Span] = ()) -> list[TopicCue]:
        """Every cue that counts in ``folded[start:end]``, in order; ``masked`` spans hold no topics.

        All positions are of the folded text. Linear in the length of the range.
        """
        compact = _Compact(folded, start, len(folded) if end is None else end)
        found = self._compose(compact.text, self._hits(compact.text))
        kept = self._that_count(compact.text, found)
        out = {
            TopicCue(self._code(item), *compact.original(item.parts[0][0], item.parts[-1][1]))
            for item in kept
            if not any(_inside(compact.original(*part), masked) for part in item.parts)
        }
        return sorted(out, key=lambda cue: (cue.start, cue.end, cue.code))

    def topics(self, folded: str, spans: Iterable[Span], masked: Iterable[Span] = ()) -> tuple[TopicCue, ...]:
        """The topics of an encounter told in ``spans``: the first cue of each code, in the order of the text."""
        masks = tuple(masked)
        first: dict[str, TopicCue] = {}
        for start, end in sorted(spans):
            for cue in self.find(folded, start, end, masks):
                first.setdefault(cue.code, cue)
        return tuple(first.values())

    def _code(self, item: _Found) -> str:
        return self._cues[item.cue].code or ""

    def _hits(self, text: str) -> list[_Hit]:
        """Phrases at word boundaries, in the order of the text."""
        hits = []
        for phrase, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if end < len(text) and text[end].isalnum():
                continue
            before = start
            while before > 0 and start - before < 3 and text[before - 1].isalnum():
                before -= 1
            if text[before:start] in _CLITICS and (before == 0 or not text[before - 1].isalnum()):
                hits.append(_Hit(start, end, phrase))
        hits.sort()
        return hits

    def _compose(self, text: str, hits: list[_Hit]) -> list[_Found]:
        """Cues whose parts stand in order with few words, and no end of sentence, between them."""
        found: list[_Found] = []
        open_parts: dict[tuple[int, int], list[tuple[Span, ...]]] = defaultdict(list)  # waiting for that part
        for hit in hits:
            span = (hit.start, hit.end)
            for number, place in self._uses[hit.phrase]:
                gaps = self._cues[number].gaps
                last = len(gaps) - 1
                if place == 0:
                    chains: list[tuple[Span, ...]] = [()]
                else:
                    waiting = open_parts[number, place]
                    waiting[:] = [chain for chain in waiting if hit.start - chain[-1][1] < 80]
                    chains = [chain for chain in waiting[-3:] if _near(text, chain[-1][1], hit.start, gaps[place])]
                for chain in chains:
                    if place == last:
                        found.append(_Found(number, (*chain, span)))
                    else:
                        open_parts[number, place + 1].append((*chain, span))
        return found

    def _that_count(self, text: str, found: list[_Found]) -> list[_Found]:
        """Without exceptions, without phrases inside longer ones of another topic, weak ones in context only."""
        barred: dict[str | None, list[Span]] = defaultdict(list)
        frames: list[int] = []
        cues: list[_Found] = []
        for item in found:
            kind = self._cues[item.cue].kind
            if kind == "except":
                cue = self._cues[item.cue]
                end = item.parts[-1][1]
                barred[cue.code].append((item.parts[0][0], _two_words_on(text, end) if cue.tail else end))
            elif kind == "frame":
                frames.append(item.parts[0][0])
            else:
                cues.append(item)
        frames.sort()
        whole = sorted({(*item.parts[0], self._code(item)) for item in cues if len(item.parts) == 1})
        kept = []
        for item in cues:
            cue = self._cues[item.cue]
            if any(_inside(part, barred[None]) or _touches(part, barred[cue.code]) for part in item.parts):
                continue
            if len(item.parts) == 1 and _covered(item.parts[0], self._code(item), whole):
                continue
            if cue.kind == "context" and not _framed(text, item, frames):
                continue
            kept.append(item)
        return kept


@lru_cache(maxsize=1)
def _load() -> TopicFinder:
    return TopicFinder(read_cues())


def _two_words_on(text: str, end: int) -> int:
    for _ in range(2):
        space = text.find(" ", end + 1)
        end = len(text) if space < 0 else space
    return end


def _near(text: str, end: int, start: int, words: int) -> bool:
    if start < end:
        return False
    between = text[end:start]
    return between.count(" ") <= words + 1 and not any(char in _STOPS for char in between)


def _inside(span: Span, others: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _covered(span: Span, code: str, whole: list[tuple[int, int, str]]) -> bool:
    """A longer phrase of another topic holds this one."""
    position = bisect_right(whole, (span[0], 1 << 60, ""))
    for start, end, other in reversed(whole[max(0, position - 12) : position]):
        if other != code and start <= span[0] and span[1] <= end and end - start > span[1] - span[0]:
            return True
    return False


def _framed(text: str, item: _Found, frames: list[int]) -> bool:
    """A frame word stands in the sentence of the cue, outside the cue."""
    start, end = item.parts[0][0], item.parts[-1][1]
    left = max((text.rfind(stop, 0, start) for stop in ".!?؟؛\n"), default=-1)
    right = min((p for p in (text.find(stop, end) for stop in ".!?؟؛\n") if p >= 0), default=len(text))
    position = bisect_right(frames, left)
    return any(not start <= frame < end for frame in frames[position : bisect_right(frames, right)])
