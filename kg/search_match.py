"""A question of a search against one text: whether it answers, and where its words stand in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.model import Span
from kg.search_query import Either, Every, Node, Words
from kg.search_words import compared_words, words_in
from kg.vocabulary import RW

Term = NamedNode | BlankNode | Literal | Triple
Function = Callable[..., Literal | None]


def matches(tree: Node, words: Sequence[str]) -> bool:
    """Whether a text of these compared words answers the question."""
    if isinstance(tree, Words):
        return next(_places(tree, words), None) is not None
    if isinstance(tree, Either):
        return any(matches(part, words) for part in tree.parts)
    return all(matches(part, words) for part in tree.parts) and not any(matches(part, words) for part in tree.without)


def search_functions(questions: Mapping[str, Node]) -> dict[NamedNode, Function]:
    """The function ``rw:matches(text, question)`` for the engine; ``questions`` are all that it will be asked."""

    @lru_cache(maxsize=20_000)
    def words(text: str) -> tuple[str, ...]:
        return tuple(compared_words(text))

    def answers(text: Term, question: Term) -> Literal | None:
        if not isinstance(text, Literal) or not isinstance(question, Literal) or question.value not in questions:
            return None
        return Literal(matches(questions[question.value], words(text.value)))

    return {RW.matches: answers}


def to_plain(tree: Node) -> dict[str, Any]:
    """The tree as values of JSON, for another process."""
    if isinstance(tree, Words):
        return {"words": tree.sequences, "beginning": tree.beginning}
    if isinstance(tree, Either):
        return {"either": [to_plain(part) for part in tree.parts]}
    return {"every": [to_plain(part) for part in tree.parts], "without": [to_plain(part) for part in tree.without]}


def from_plain(plain: Mapping[str, Any]) -> Node:
    """The tree that ``to_plain`` told."""
    if "words" in plain:
        return Words(tuple(tuple(sequence) for sequence in plain["words"]), plain["beginning"])
    if "either" in plain:
        return Either(tuple(from_plain(part) for part in plain["either"]))
    return Every(tuple(map(from_plain, plain["every"])), tuple(map(from_plain, plain["without"])))


def highlighted(tree: Node, text: str) -> tuple[int, list[Span]]:
    """How many of the words and phrases of the question ``text`` has, and where, as code points; none overlap."""
    found = words_in(text)
    words = [word.text for word in found]
    count = 0
    spans: set[Span] = set()
    for leaf in _wanted(tree):
        places = list(_places(leaf, words))
        count += bool(places)
        spans.update((found[first].start, found[last - 1].end) for first, last in places)
    return count, _apart(spans)


def _places(leaf: Words, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The half-open ranges of ``words`` at which the leaf stands."""
    known = set(words)
    for sequence in leaf.sequences:
        if leaf.beginning:
            yield from ((i, i + 1) for i, word in enumerate(words) if word.startswith(sequence[0]))
        elif sequence[0] in known:
            n = len(sequence)
            yield from ((i, i + n) for i in range(len(words) - n + 1) if tuple(words[i : i + n]) == sequence)


def _wanted(tree: Node) -> Iterator[Words]:
    if isinstance(tree, Words):
        yield tree
    else:
        for part in tree.parts:
            yield from _wanted(part)


def _apart(spans: set[Span]) -> list[Span]:
    out: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not out or start >= out[-1][1]:
            out.append((start, end))
    return out
