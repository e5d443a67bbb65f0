"""What an encounter was about: cue phrases of the topic scheme found in a range of a folded text.

All phrases stand in one automaton, built once. A phrase counts at word boundaries only; its first word may carry a
conjunction or preposition. The rules of the annotation guide that go beyond "the phrase is there" are: a phrase inside
a longer one of another topic does not count; exceptions and masked spans (offices, organisations) are no topics; weak
phrases need a word of discussing or working in their sentence; general ones (smuggling, a ceasefire) give way to a
topic of the same sentence that says what is meant.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import ahocorasick_rs

from kg.model import Span
from kg.topic_scheme import Cue, kin, read_cues

_WORD = re.compile(r"[^\s\"'«»“”‘’„()\[\]]+|\n")
_CLITICS = frozenset({"", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك"})
_STOPS = frozenset(".!?؟؛;:…\n")
_SENTENCE_STOP = re.compile(r"[.!?؟؛\n]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a character: no text, but a str can hold one
_ITEM = re.compile(r"(?:^|\n) *(?:[-–—•▪*]|\d{1,2} ?[-–.)]) *$")  # what stands before the first word of a list's item
_LONGEST = 120  # letters; no phrase of the scheme is longer


@dataclass(frozen=True, slots=True)
class TopicCue:
    """A topic code and the folded range of the phrase that says so."""

    code: str
    start: int
    end: int
    weak: bool = False  # counts only beside a word of discussing
    phrase: str = field(default="", compare=False)  # the shortest form of the scheme's cue that it is one of


_Use = tuple[int, int]  # the number of a cue, and which of its parts
_Hit = tuple[int, int, int]  # where a phrase of the automaton begins and ends in the compact text, and its number


class _Found(NamedTuple):
    """A whole cue: the range of each of its parts in the compact text."""

    cue: int
    parts: tuple[Span, ...]


class _Ground:
    """The union of some spans; asked about a span in logarithmic time."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def holds(self, span: Span) -> bool:
        """The span lies wholly inside."""
        place = bisect_right(self._starts, span[0]) - 1
        return place >= 0 and span[1] <= self._ends[place]

    def touches(self, span: Span) -> bool:
        """The span shares at least one position."""
        place = bisect_right(self._ends, span[0])
        return place < len(self._starts) and self._starts[place] < span[1]


class _Compact:
    """A range of a text as words with single spaces and no quotation marks, and the way back to its positions."""

    __slots__ = ("_here", "_there", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        words = _WORD.findall(text, start, end)
        self.text = _SURROGATE.sub("\ufffd", " ".join(words))
        self._here: list[int] = []
        self._there: list[int] = []
        here, there = 0, start
        for word in words:
            there = text.index(word, there)
            self._here.append(here)
            self._there.append(there)
            here += len(word) + 1
            there += len(word)

    def original(self, start: int, end: int) -> Span:
        """The range of the text that a non-empty compact range stands for."""
        return self._back(start), self._back(end - 1) + 1

    def _back(self, position: int) -> int:
        word = bisect_right(self._here, position) - 1
        return self._there[word] + position - self._here[word]


class TopicFinder:
    """The compiled scheme; ``TopicFinder.load()`` gives the one of the project, built once."""

    def __init__(self, cues: Sequence[Cue], kin: Mapping[str, frozenset[str]] | None = None) -> None:
        self._cues = tuple(cues)
        self._kin = kin or {}
        self._written = tuple("…".join(min(sorted(part), key=len) for part in cue.parts) for cue in self._cues)
        uses: dict[str, list[_Use]] = defaultdict(list)
        alone = [len(cue.gaps) == 1 for cue in self._cues]
        for number, cue in enumerate(self._cues):
            for place, part in enumerate(cue.parts):
                for phrase in part:
                    uses[phrase].append((number, place))
                    if phrase.startswith("ال"):
                        uses["لل" + phrase[2:]].append((number, place))
        self._phrases = tuple(sorted(uses))
        self._uses = tuple(
            (
                tuple(dict.fromkeys(number for number, place in uses[phrase] if not place and alone[number])),
                tuple(dict.fromkeys((number, 1) for number, place in uses[phrase] if not place and not alone[number])),
                frozenset(use for use in uses[phrase] if use[1]),
            )
            for phrase in self._phrases
        )
        """For each phrase, the cues that it is, the second parts of those that it begins, and the later parts of cues
        that it may be."""
        self._automaton = ahocorasick_rs.AhoCorasick(self._phrases)

    @classmethod
    def load(cls) -> TopicFinder:
        """The finder of ``ontology/topics.ttl``. Raises TableError where that file is malformed."""
        return _load()

    def find(self, folded: str, start: int = 0, end: int | None = None, masked: Iterable[Span] = ()) -> list[TopicCue]:
        """Every cue that counts in ``folded[start:end]``, in order; ``masked`` spans hold no topics.

        All positions are of the folded text. Linear in the length of the range.
        """
        return self._find(folded, start, len(folded) if end is None else end, _Ground(masked))

    def _find(self, folded: str, start: int, end: int, mask: _Ground) -> list[TopicCue]:
        compact = _Compact(folded, start, end)
        found = self._compose(compact.text, self._hits(compact.text))
        kept = self._that_count(compact.text, found)
        out = {
            TopicCue(
                self._code(item),
                *compact.original(item.parts[0][0], item.parts[-1][1]),
                self._cues[item.cue].kind == "context",
                self._written[item.cue],
            )
            for item in kept
            if not any(mask.holds(compact.original(*part)) for part in item.parts)
        }
        return sorted(out, key=lambda cue: (cue.start, cue.end, cue.code))

    def topics(self, folded: str, spans: Iterable[Span], masked: Iterable[Span] = ()) -> tuple[TopicCue, ...]:
        """The topics of an encounter told in ``spans``: the first cue of each code, in the order of the text."""
        mask = _Ground(masked)
        first: dict[str, TopicCue] = {}
        for start, end in sorted(spans):
            for cue in self._find(folded, start, end, mask):
                first.setdefault(cue.code, cue)
        return tuple(first.values())

    def _code(self, item: _Found) -> str:
        return self._cues[item.cue].code or ""

    def _hits(self, text: str) -> list[_Hit]:
        """Phrases at word boundaries, in the order of the text."""
        hits: list[_Hit] = []
        length = len(text)
        for phrase, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if end < length and text[end].isalnum():
                continue
            before = start
            if not start or text[start - 1] == " ":
                hits.append((start, end, phrase))
                continue
            while before > 0 and start - before < 3 and text[before - 1].isalnum():
                before -= 1
            if text[before:start] in _CLITICS and (before == 0 or not text[before - 1].isalnum()):
                hits.append((start, end, phrase))
        hits.sort()
        return hits

    def _compose(self, text: str, hits: list[_Hit]) -> list[_Found]:
        """Cues whose parts stand in order with few words, and no end of sentence, between them."""
        found: list[_Found] = []
        waiting: dict[_Use, list[tuple[Span, ...]]] = defaultdict(list)  # chains that wait for that part of a cue
        for start, end, phrase in hits:
            span = (start, end)
            whole, seconds, laters = self._uses[phrase]
            for use in self._awaited(laters, waiting) if laters else ():
                number, place = use
                near = [chain for chain in waiting[use] if start - chain[-1][1] < 80]
                if not near:
                    del waiting[use]
                    continue
                waiting[use] = near
                gaps = self._cues[number].gaps
                for chain in near[-3:]:
                    if not _near(text, chain[-1][1], start, gaps[place]):
                        continue
                    if place == len(gaps) - 1:
                        found.append(_Found(number, (*chain, span)))
                    else:
                        waiting[number, place + 1].append((*chain, span))
            chain_begun = (span,)
            for number in whole:
                found.append(_Found(number, chain_begun))
            for second in seconds:
                waiting[second].append(chain_begun)
        return found

    @staticmethod
    def _awaited(laters: frozenset[_Use], waiting: Mapping[_Use, object]) -> list[_Use]:
        """Those of ``laters`` that a chain waits for: a state is part of a hundred cues, few are begun."""
        if len(laters) < len(waiting):
            return [use for use in laters if use in waiting]
        return [use for use in waiting if use in laters]

    def _that_count(self, text: str, found: list[_Found]) -> list[_Found]:
        """Without exceptions, without phrases inside longer ones of another topic, weak ones in context only."""
        exceptions: dict[str | None, list[Span]] = defaultdict(list)
        frames: list[int] = []
        cues: list[_Found] = []
        for item in found:
            cue = self._cues[item.cue]
            if cue.kind == "except":
                end = item.parts[-1][1]
                exceptions[cue.code].append((item.parts[0][0], _two_words_on(text, end) if cue.tail else end))
            elif cue.kind == "frame":
                frames.append(item.parts[0][0])
            else:
                cues.append(item)
        barred = {code: _Ground(spans) for code, spans in exceptions.items()}
        everywhere, nothing = barred.get(None, _Ground(())), _Ground(())
        whole = sorted({(*item.parts[0], self._code(item)) for item in cues if len(item.parts) == 1})
        framed = _Frames(text, frames)
        kept = []
        for item in cues:
            cue = self._cues[item.cue]
            own = barred.get(cue.code, nothing)
            whole_range = (item.parts[0][0], item.parts[-1][1])  # an exception may stand between two parts
            if own.touches(whole_range) or any(everywhere.holds(part) for part in item.parts):
                continue
            if len(item.parts) == 1 and _covered(item.parts[0], self._code(item), whole):
                continue
            if cue.kind == "context" and not framed.holds(item.parts[0][0], item.parts[-1][1]):
                continue
            kept.append(item)
        return self._not_outdone(text, kept)

    def _not_outdone(self, text: str, kept: list[_Found]) -> list[_Found]:
        """Without the phrases that count alone only where their sentence names a topic that is kin to theirs."""
        if not any(self._cues[item.cue].kind == "alone" for item in kept):
            return kept
        stops = [match.start() for match in _SENTENCE_STOP.finditer(text)]
        named: dict[int, set[str]] = defaultdict(set)
        for item in kept:
            if self._cues[item.cue].kind != "alone":
                named[bisect_right(stops, item.parts[0][0])].add(self._code(item))
        return [
            item
            for item in kept
            if self._cues[item.cue].kind != "alone"
            or named[bisect_right(stops, item.parts[0][0])].isdisjoint(self._kin.get(self._code(item), ()))
        ]


class _Frames:
    """The places of the words of discussing and working, and where sentences end."""

    __slots__ = ("_places", "_stops", "_text")

    def __init__(self, text: str, places: Iterable[int]) -> None:
        self._text = text
        self._places = sorted(set(places))
        self._stops = [match.start() for match in _SENTENCE_STOP.finditer(text)] if self._places else []

    def holds(self, start: int, end: int) -> bool:
        """A frame word stands in the sentence of the range, outside the range itself; an item of a list has its frame
        above."""
        if _ITEM.search(self._text, max(0, start - 8), start):
            return True
        if not self._places:
            return False
        before, after = bisect_right(self._stops, start), bisect_right(self._stops, end - 1)
        left = self._stops[before - 1] if before else -1
        first = bisect_right(self._places, left)
        if first < len(self._places) and self._places[first] < start:
            return True
        following = bisect_right(self._places, end - 1)
        right = self._stops[after] if after < len(self._stops) else None
        return following < len(self._places) and (right is None or self._places[following] < right)


@lru_cache(maxsize=1)
def _load() -> TopicFinder:
    return TopicFinder(read_cues(), kin())


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


def _covered(span: Span, code: str, whole: list[tuple[int, int, str]]) -> bool:
    """A longer phrase of another topic holds this one."""
    for place in range(bisect_right(whole, (span[0], sys.maxsize, "")) - 1, -1, -1):
        start, end, other = whole[place]
        if start < span[0] - _LONGEST:
            return False
        if other != code and span[1] <= end and end - start > span[1] - span[0]:
            return True
    return False
