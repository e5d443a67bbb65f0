"""Search of names as Arabic readers type them: without hamzas, with or without ال, the last word unfinished."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.arrays import Flags, Lists, Numbers, Positions, Strings, summed
from kg.entity_table import EntityTable
from kg.keys import ARTICLE, name_tokens, search_key, without_article

_NO_NAME = 4  # what an entity without a name is as close as
_MANY = 99


@dataclass(frozen=True, slots=True, eq=False)
class SearchIndex:
    """An index of words over entities, which are numbers in the order of their ids.

    ``words`` are sorted; ``by_name`` and ``by_context`` have the entities of each. Names are numbers too: ``names`` has
    those of an entity, ``words_of`` the words of a name in their order. ``weight``: the heavier of two entities that
    match as well comes first.
    """

    words: Strings
    by_name: Lists
    by_context: Lists
    names: Lists
    words_of: Lists
    weight: Numbers

    def find(self, text: str) -> Numbers:
        """The entities, the best first: a whole name, words of one name, then words of name and context together.

        Among equals the one with more encounters comes first, then the one with fewer other words, then by id.
        """
        query = _words(text)
        if not query:
            return np.zeros(0, np.int32)
        *first, last = [self._exactly(word) for word in query]
        begun = self._begun(query[-1])
        candidates = self._candidates([*([one] for one in first), [last, *begun]])
        closeness, fewest = self._ranks(candidates, first, last, begun)
        return candidates[np.lexsort((candidates, fewest, -self.weight[candidates], closeness))]

    def _exactly(self, word: str) -> tuple[int, int]:
        """A word as a range of numbers, which is empty where no name or context has it."""
        place = self.words.place(word)
        known = place < len(self.words) and self.words[place] == word
        return place, place + known

    def _begun(self, word: str) -> list[tuple[int, int]]:
        """The words that begin with an unfinished one, as ranges of numbers."""
        return [(self.words.place(part), self.words.place(part + "\U0010ffff")) for part in _beginnings(word)]

    def _candidates(self, query: Iterable[Iterable[tuple[int, int]]]) -> Numbers:
        """The entities whose names or context have a word of each range."""
        found: Flags = np.ones(len(self.weight), dtype=np.bool_)
        for forms in query:
            having = np.zeros(len(self.weight), dtype=np.bool_)
            for low, high in forms:
                for lists in (self.by_name, self.by_context):
                    having[lists.values[lists.start[low] : lists.start[high]]] = True
            found &= having
        return np.flatnonzero(found).astype(np.int32)

    def _ranks(
        self, candidates: Numbers, first: list[tuple[int, int]], last: tuple[int, int], begun: list[tuple[int, int]]
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """How close the closest name of each candidate is, and how many words its shortest name has.

        0 the whole name; 1 words of it; 2 the same with the last word unfinished; 3 no more than some of the words.
        """
        names, count = self.names.gathered(candidates)
        words, length = self.words_of.gathered(names)
        end = np.cumsum(length)
        start = end - length

        def having(forms: Iterable[tuple[int, int]]) -> Flags:
            hits = np.zeros(len(words), dtype=np.bool_)
            for low, high in forms:
                hits |= (words >= low) & (words < high)
            return summed(hits, start, end) > 0

        some = np.ones(len(names), dtype=np.bool_)
        whole = length == len(first) + 1
        for place, (low, high) in enumerate([*first, last]):
            at_place = words[np.minimum(start + place, max(len(words) - 1, 0))] if len(words) else words
            whole &= (at_place == low) & (high > low)
        for form in first:
            some &= having([form])
        closeness = np.where(some & having(begun), 2, 3)
        closeness[some & having([last])] = 1
        closeness[whole] = 0
        return _lowest(closeness, count, _NO_NAME), _lowest(length, count, _MANY)


def _lowest(values: NDArray[Any], count: Positions, otherwise: int) -> NDArray[Any]:
    """The lowest of each stretch of ``count`` values; ``otherwise`` where it is empty."""
    out = np.full(len(count), otherwise, dtype=np.int64)
    filled = count > 0
    if filled.any():
        out[filled] = np.minimum.reduceat(values, (np.cumsum(count) - count)[filled])
    return out


def build_search(entities: EntityTable) -> SearchIndex:
    """The index of all entities: their labels and codes as names, offices and the names of those served as context."""
    numbers: dict[str, int] = {}

    def of_text(text: str) -> list[int]:
        return [numbers.setdefault(word, len(numbers)) for word in _words(text)]

    # the words of every label, whoever has it, and behind them those of the codes of states and organisations
    sides = [number for number in range(len(entities)) if entities.is_side(number)]
    codes = (entities.ids[number].rpartition("/")[2] for number in sides)
    texts = [of_text(text) for text in (*entities.labels, *codes)]
    words_of = _renumbered(texts, numbers)
    code_of = np.full(len(entities), -1, dtype=np.int64)
    code_of[sides] = len(entities.labels) + np.arange(len(sides))
    names = _names(entities, code_of, words_of.lengths())
    owner, name = np.repeat(np.arange(len(entities)), names.lengths()), names.values
    by_name = _by_word(owner, name, words_of, len(numbers))
    served, count = names.gathered(entities.behalf.values)
    client = np.repeat(np.arange(len(entities)), entities.behalf.lengths())
    holder = np.repeat(np.arange(len(entities)), entities.posts.lengths())
    by_context = _by_word(
        np.concatenate([holder, np.repeat(client, count)]),
        np.concatenate([entities.posts.values, served]),
        words_of,
        len(numbers),
    )
    return SearchIndex(Strings.of(sorted(numbers)), by_name, by_context, names, words_of, entities.encounters)


def _renumbered(texts: list[list[int]], numbers: dict[str, int]) -> Lists:
    """The words of each text, numbered in the order of the alphabet."""
    rank = np.empty(len(numbers), dtype=np.int32)
    rank[[numbers[word] for word in sorted(numbers)]] = np.arange(len(numbers))
    start = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum([len(text) for text in texts], out=start[1:])
    return Lists(start, rank[np.fromiter((n for text in texts for n in text), np.int64, int(start[-1]))])


def _names(entities: EntityTable, code_of: NDArray[Any], length: Positions) -> Lists:
    """The names of each entity that have words."""
    everybody = np.arange(len(entities))
    owner = np.concatenate([everybody, everybody, np.repeat(everybody, entities.others.lengths()), everybody])
    name = np.concatenate([entities.arabic, entities.english, entities.others.values, code_of])
    there = name >= 0
    there[there] &= length[name[there]] > 0
    return Lists.grouped(owner[there], name[there], len(entities))


def _by_word(owner: NDArray[Any], text: NDArray[Any], words_of: Lists, words: int) -> Lists:
    """The entities that have each word in one of the texts that are theirs, rising."""
    found, count = words_of.gathered(text)
    everybody = int(owner.max()) + 1 if len(owner) else 1
    pairs = np.unique(found.astype(np.int64) * everybody + np.repeat(owner, count))
    return Lists.grouped(pairs // everybody, pairs % everybody, words)


def _words(text: str) -> tuple[str, ...]:
    """The words of a name, and those of other labels by the same rule."""
    return tuple(without_article(word) for word in name_tokens(text)) if search_key(text) else ()


def _beginnings(word: str) -> Iterator[str]:
    """An unfinished word as typed, and without ال, which is left on words as short as this (الحد for الحداد)."""
    yield word
    if word.startswith(ARTICLE) and len(word) > 2:
        yield word[2:]
