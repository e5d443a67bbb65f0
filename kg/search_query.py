"""The questions of a search: words and phrases with AND, OR, NOT, read into a tree that an index or a text can answer.

    وزير الداخلية            both words, in any spelling, behind any conjunction or preposition
    "وزير الداخلية"          one behind the other
    داخل*                    words that begin so
    سالم OR منير             one of the two; AND binds closer, and is understood between words
    سالم NOT (تونس OR ليبيا)  without these

Whatever else is typed (dashes, colons, brackets) only parts words: nothing of it reaches the index as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from kg.errors import QueryError
from kg.keys import particle, particles
from kg.search_words import compared, completions, folded_words, forms

MAX_LENGTH = 500
MAX_WORDS = 24
MAX_NESTING = 8
_SHORTEST_BEGINNING = 2
_MOST_SEQUENCES = 48
_PIECE = re.compile(r'[()]|["“”„«»](?P<phrase>[^"“”„«»]*)(?P<end>["“”„«»]?)|(?P<text>[^\s()"“”„«»]+)')
_PARTS = re.compile(r"[،,;؛:؟?!/\\|…=+&]+")  # two words where a dash or an apostrophe leaves one (al-Sisi)
_OPERATORS = ("AND", "OR", "NOT")


@dataclass(frozen=True, slots=True)
class Words:
    """Compared words one behind the other, in any of several ways; where ``beginning``, the last is unfinished."""

    sequences: tuple[tuple[str, ...], ...]
    beginning: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """All of ``parts`` hold, and none of ``without``."""

    parts: tuple[Node, ...]
    without: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """One of ``parts`` holds."""

    parts: tuple[Node, ...]


Node = Words | Every | Either


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was understood; ``name`` is its words as one name, None where it is more than words."""

    tree: Node
    name: str | None


def leaves(tree: Node) -> Iterator[Words]:
    """The words and phrases of a tree, those that are left out as well."""
    if isinstance(tree, Words):
        yield tree
    else:
        for part in (*tree.parts, *(tree.without if isinstance(tree, Every) else ())):
            yield from leaves(part)


def read_question(text: str) -> Question:
    """Read what somebody typed.

    Raises QueryError where it is longer than ``MAX_LENGTH`` characters or ``MAX_WORDS`` words, holds no word, or is
    unfinished: an open quotation mark or parenthesis, an operator without its words.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the search has {len(text)} characters; {MAX_LENGTH} are allowed")
    items = list(_items(text))
    tree = _Parser(items).whole()
    plain = all(isinstance(item, Words) and not item.beginning for item in items)
    return Question(tree, name_of(text) if plain else None)


def name_of(text: str) -> str:
    """The words of a name as one: the same for عبد الله and عبدالله, with and without بن."""
    return "".join(compared(word) for word in folded_words(text) if particle(word) != "drop")


class _Parser:
    """Items to a tree, by descent: either > together > one."""

    def __init__(self, items: list[Words | str]) -> None:
        self._items = items
        self._at = 0

    def whole(self) -> Node:
        if not self._items:
            raise QueryError("the search holds no word to look for (بن, ابن and آل alone are none)")
        tree = self._either(0)
        if self._at < len(self._items):
            raise QueryError("a closing parenthesis has no opening one")
        return tree

    def _either(self, depth: int) -> Node:
        parts = [self._together(depth)]
        while self._take("OR"):
            parts.append(self._together(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _together(self, depth: int) -> Node:
        parts: list[Node] = []
        without: list[Node] = []
        while True:
            (without if self._take("NOT") else parts).append(self._one(depth))
            if not self._take("AND") and self._next() in (None, "OR", ")"):
                break
        if not parts:
            raise QueryError("NOT leaves out of what other words find: give a word to look for as well")
        return parts[0] if len(parts) == 1 and not without else Every(tuple(parts), tuple(without))

    def _one(self, depth: int) -> Node:
        item = self._next()
        if isinstance(item, Words):
            self._at += 1
            return item
        if item == "(":
            if depth >= MAX_NESTING:
                raise QueryError(f"parentheses nest deeper than {MAX_NESTING} levels")
            self._at += 1
            inner = self._either(depth + 1)
            if not self._take(")"):
                raise QueryError("a parenthesis is not closed")
            return inner
        if item is None:
            raise QueryError("the search ends where a word to look for is missing")
        raise QueryError(f"a word to look for is missing before {item}")

    def _next(self) -> Words | str | None:
        return self._items[self._at] if self._at < len(self._items) else None

    def _take(self, item: str) -> bool:
        if self._next() == item:
            self._at += 1
            return True
        return False


def _items(text: str) -> Iterator[Words | str]:
    """Operators, parentheses, and the words between them."""
    left = MAX_WORDS
    for item, count in _counted(text):
        left -= count
        if left < 0:
            raise QueryError(f"the search has more than {MAX_WORDS} words")
        yield item


def _counted(text: str) -> Iterator[tuple[Words | str, int]]:
    run: list[list[str]] = []  # the folded words of each piece since the last item that is no word
    for match in _PIECE.finditer(text):
        piece = match["text"]
        if piece and piece not in _OPERATORS and "*" not in piece:
            run += [words for part in _PARTS.split(piece) if (words := folded_words(part))]
            continue
        yield from _units(run)
        run = []
        if match["phrase"] is not None:
            if not match["end"]:
                raise QueryError("a quotation mark is not closed")
            if words := folded_words(match["phrase"]):
                yield Words(_sequences(words)), len(words)
        elif piece and "*" in piece:
            yield _beginning(piece), 1
        else:
            yield match.group(), 0
    yield from _units(run)


def _units(run: Iterable[list[str]]) -> Iterator[tuple[Words, int]]:
    """The words of a run: those of one piece together (G20, al-Sisi), and names of two words (عبد الله, نور الدين)."""
    units: list[list[str]] = []
    for words in run:
        joins = bool(units) and (particle(units[-1][-1]) == "join-next" or particle(words[0]) == "join-previous")
        if joins and len(units[-1]) < _LONGEST_NAME:
            units[-1].extend(words)
        else:
            units.append(list(words))
    for unit in units:
        if len(unit) > 1 or particle(unit[0]) != "drop":
            yield Words(_sequences(unit)), len(unit)


_LONGEST_NAME = 4


def _beginning(piece: str) -> Words:
    before, _, after = piece.partition("*")
    words = folded_words(before)
    if after.strip("*"):
        raise QueryError("* stands at the end of a word only")
    if len(words) != 1 or len(words[0]) < _SHORTEST_BEGINNING:
        raise QueryError(f"give one word of at least {_SHORTEST_BEGINNING} letters before *")
    return Words(tuple((one,) for one in completions(words[0])), beginning=True)


def _sequences(words: list[str]) -> tuple[tuple[str, ...], ...]:
    """The ways in which a text may have these folded words; the first word of each behind any proclitic."""
    ways = dict.fromkeys((tuple(words), *_joined(words), *_split(words)))
    kept = [tuple(word for word in way if particle(word) != "drop") for way in ways]
    ways.update(dict.fromkeys(way for way in kept if way))
    found = ((first, *(compared(word) for word in way[1:])) for way in ways for first in forms(way[0]))
    return tuple(islice(dict.fromkeys(found), _MOST_SEQUENCES))


def _joined(words: list[str]) -> Iterator[tuple[str, ...]]:
    """عبد الله written as one word, أبو الغيط as well."""
    out: list[str] = []
    join = False
    for word in words:
        if out and (join or particle(word) == "join-previous"):
            out[-1] += word
        else:
            out.append(word)
        join = particle(word) == "join-next"
    yield tuple(out)


def _split(words: list[str]) -> Iterator[tuple[str, ...]]:
    """عبدالله written as two words."""
    out: list[str] = []
    for word in words:
        head = next((p for p in particles("join-next") if word.startswith(p) and len(word) - len(p) > 2), None)
        tail = next((p for p in particles("join-previous") if word.endswith(p) and len(word) - len(p) > 1), None)
        if tail:
            out += [word[: -len(tail)], tail]
        elif head:
            out += [head, word[len(head) :]]
        else:
            out.append(word)
    yield tuple(out)
