"""Search of names as Arabic readers type them: without hamzas, with or without ال, the last word unfinished."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from kg.keys import ARTICLE, name_tokens, search_key, without_article


class SearchIndex:
    """An index of words over entities.

    Each entry gives the entity's IRI, its names, its context (offices, the state served) and its weight: the heavier of
    two that match as well comes first.
    """

    def __init__(self, entries: Iterable[tuple[str, Iterable[str], Iterable[str], int]]) -> None:
        self._names: dict[str, list[tuple[str, ...]]] = {}
        self._weight: dict[str, int] = {}
        self._by_name: dict[str, set[str]] = {}
        self._by_context: dict[str, set[str]] = {}
        for iri, names, context, weight in entries:
            self._names[iri] = [tokens for tokens in map(_words, names) if tokens]
            self._weight[iri] = weight
            for tokens in self._names[iri]:
                for token in tokens:
                    self._by_name.setdefault(token, set()).add(iri)
            for phrase in context:
                for token in _words(phrase):
                    self._by_context.setdefault(token, set()).add(iri)
        self._words = sorted(self._by_name.keys() | self._by_context.keys())

    def find(self, text: str, limit: int) -> list[str]:
        """IRIs, the best first: a whole name, words of one name, then words of name and context together.

        Among equals the one with more encounters comes first, then the one with fewer other words, then by IRI.
        """
        query = _words(text)
        if not query:
            return []
        candidates = self._candidates(query)
        return sorted(candidates, key=lambda iri: self._rank(iri, query))[:limit]

    def _candidates(self, query: tuple[str, ...]) -> set[str]:
        found: set[str] | None = None
        for position, word in enumerate(query):
            forms = [word, *(self._completions(word) if position == len(query) - 1 else ())]
            having: set[str] = set()
            for form in forms:
                having |= self._by_name.get(form, set()) | self._by_context.get(form, set())
            found = having if found is None else found & having
        return found or set()

    def _completions(self, beginning: str) -> Iterator[str]:
        for part in _beginnings(beginning):
            start = bisect_left(self._words, part)
            end = bisect_left(self._words, part + "\U0010ffff")
            yield from self._words[start:end]

    def _rank(self, iri: str, query: tuple[str, ...]) -> tuple[int, int, int, str]:
        best = min((_closeness(query, tokens) for tokens in self._names[iri]), default=4)
        fewest = min((len(tokens) for tokens in self._names[iri]), default=99)
        return best, -self._weight[iri], fewest, iri


def _words(text: str) -> tuple[str, ...]:
    """The words of a name, and those of other labels by the same rule."""
    return tuple(without_article(word) for word in name_tokens(text)) if search_key(text) else ()


def _beginnings(word: str) -> tuple[str, ...]:
    """An unfinished word as typed, and without ال, which is left on words as short as this (الحد for الحداد)."""
    return (word, word[2:]) if word.startswith(ARTICLE) and len(word) > 2 else (word,)


def _closeness(query: tuple[str, ...], tokens: tuple[str, ...]) -> int:
    """0 the whole name; 1 words of it; 2 the same with the last word unfinished; 3 no more than some of the words."""
    if query == tokens:
        return 0
    *first, last = query
    if all(word in tokens for word in first):
        if last in tokens:
            return 1
        if any(token.startswith(_beginnings(last)) for token in tokens):
            return 2
    return 3
