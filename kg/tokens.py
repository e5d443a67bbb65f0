"""Words of a folded text, and phrases of tables found among them.

Arabic writes conjunctions, prepositions and the article as prefixes of the next word. A phrase of a table is found
under any
of them: the first word of a match may carry one, the rest stands as in the table.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from typing import Any, Generic, TypeVar

from kg.text import TITLES

# «ود. محمد»: «و» stands by itself before an abbreviation of one letter, which it would hide
_TOKEN = re.compile(
    rf"و(?=[{TITLES}]\.)|[\u0621-\u064a]+(?:-[\u0621-\u064a]+)*|[^\W\d_]+(?:['’.-][^\W\d_]+)*|\d+|[^\w\s]"
)
# Closed class of one-letter proclitics and their usual combinations; «لل» is ل + ال.
PROCLITICS = ("و", "ف", "ب", "ل", "وب", "ول", "فب", "فل", "س", "وس")
_LETTERS = tuple(clitic for clitic in PROCLITICS if len(clitic) == 1)
_BEFORE_ARTICLE = tuple(clitic for clitic in PROCLITICS if clitic.endswith("ل"))
QUOTES = frozenset("\"'“”«»„‟‹›()[]‘’`")  # any quotation mark or bracket
OPENING = frozenset("\"'“«„‟‹([‘`")  # those that may open
COMMAS = frozenset("،,؛")
DASHES = frozenset("-–—")
SEPARATORS = COMMAS | DASHES | {":"}
COMMA = "،"  # the link of a mention that a comma joins to the one before it
V = TypeVar("V")


class Token:
    """One word or mark of a folded text; positions are those of the text.

    Nobody changes one. No data class, because all words become tokens: a frozen one takes twice as long to make, and
    compiled code makes any other as slowly as interpreted code does.
    """

    __slots__ = ("end", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Token):
            return False
        return self.text == other.text and self.start == other.start and self.end == other.end

    def __repr__(self) -> str:
        return f"Token{self.text, self.start, self.end}"

    @property
    def is_mark(self) -> bool:
        return not (self.text[0].isalnum())


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words, numbers and single punctuation marks of ``text[start:end]``."""
    stop = len(text) if end is None else end
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, start, stop)]


def words_of(text: str, start: int, end: int) -> list[str]:
    """The same words as bare strings, at a third of the cost."""
    return _TOKEN.findall(text, start, end)


@lru_cache(maxsize=50_000)
def readings(word: str) -> tuple[tuple[str, str], ...]:
    """The ways to read a word as (proclitic, rest), the whole word first."""
    return _readings(word)


def _readings(word: str) -> tuple[tuple[str, str], ...]:
    out = [("", word)]
    if not word.startswith(_LETTERS):
        return tuple(out)
    for clitic in PROCLITICS:
        if word.startswith(clitic) and len(word) - len(clitic) >= 2:
            rest = word[len(clitic) :]
            out.append((clitic, rest))
            if clitic.endswith("ل") and rest.startswith("ل") and len(rest) > 2:
                out.append((clitic, "ا" + rest))
    return tuple(out)


def written(first: str) -> list[str]:
    """The words that ``readings`` reads as ``first``: itself, and behind each proclitic."""
    if len(first) < 2:
        return [first]
    out = [first, *[clitic + first for clitic in PROCLITICS]]
    if first.startswith("ال") and len(first) > 3:
        out += [clitic + first[1:] for clitic in _BEFORE_ARTICLE]
    return out


def latin(word: str) -> bool:
    """Whether a word is no Arabic one but of Latin letters, with accents or without («Élise»)."""
    return word[:1] < "\u0370"


@lru_cache(maxsize=256)
def surfaces(words: frozenset[str]) -> frozenset[str]:
    """The words that ``readings`` reads as one of these."""
    return frozenset(surface for word in words for surface in written(word))


class Match(Generic[V]):
    """A phrase found: the tokens ``first:last`` (half open), the proclitic before it, and what the table says.

    Nobody changes one. No data class, for the reason that ``Token`` is none.
    """

    __slots__ = ("clitic", "first", "last", "value")

    def __init__(self, first: int, last: int, clitic: str, value: V) -> None:
        self.first = first
        self.last = last
        self.clitic = clitic
        self.value = value

    def _all(self) -> tuple[int, int, str, V]:
        return self.first, self.last, self.clitic, self.value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Match) and self._all() == other._all()

    def __repr__(self) -> str:
        return f"Match{self._all()}"


class _Entry(Generic[V]):
    """The phrases that begin with one word."""

    __slots__ = ("alone", "longer")

    def __init__(self) -> None:
        self.alone: tuple[int, V] | None = None  # the word itself, where it is one: one word, and its value
        # by the second word: the words behind it, longest first
        self.longer: dict[str, list[tuple[tuple[str, ...], V]]] = {}

    def match(self, tokens: list[Token], i: int) -> tuple[int, V] | None:
        """The number of words and the value of the longest phrase at token ``i``, whose word is this one."""
        if i + 1 < len(tokens):
            for tail, value in self.longer.get(tokens[i + 1].text, ()):
                n = len(tail)
                if not n or (i + 1 + n < len(tokens) and all(tokens[i + 2 + k].text == tail[k] for k in range(n))):
                    return n + 2, value
        return self.alone


class PhraseTable(Generic[V]):
    """Phrases of one or more words with a value each; looked up by their first word, longest first.

    Nearly every look-up finds nothing: ``freeze`` lists every word, with or without proclitic, that may begin a phrase
    (``surfaces``), so that a look-up in vain is one look into a dictionary.
    """

    def __init__(self) -> None:
        self._by_first: dict[str, _Entry[V]] = {}
        self._readings: dict[str, tuple[tuple[str, _Entry[V]], ...]] = {}
        self.index: PhraseIndex | None = None

    def add(self, folded: str, value: V) -> None:
        """Add a folded phrase; an earlier one of the same words stays in front. Call ``freeze`` after the last."""
        words = [t.text for t in tokenise(folded)]
        if not words:
            return
        entry = self._by_first.setdefault(words[0], _Entry())
        if len(words) > 1:
            entry.longer.setdefault(words[1], []).append((tuple(words[2:]), value))
        elif entry.alone is None:
            entry.alone = (1, value)

    def add_all(self, phrases: Iterable[str], value: V) -> None:
        for phrase in phrases:
            self.add(phrase, value)

    def freeze(self) -> None:
        """Order every entry's continuations longest first; call once after the last ``add``."""
        for entry in self._by_first.values():
            for phrases in entry.longer.values():
                phrases.sort(key=lambda p: -len(p[0]))
        self._readings = {
            word: tuple((clitic, self._by_first[rest]) for clitic, rest in _readings(word) if rest in self._by_first)
            for first in self._by_first
            for word in written(first)
        }

    def items(self) -> Iterator[tuple[tuple[str, ...], V]]:
        """The words of each phrase, and what the table says of it."""
        for first, entry in self._by_first.items():
            if entry.alone is not None:
                yield (first,), entry.alone[1]
            for second, phrases in entry.longer.items():
                for tail, value in phrases:
                    yield (first, second, *tail), value

    @property
    def phrases(self) -> Iterator[str]:
        """All phrases, their words with single spaces."""
        return (" ".join(words) for words, _ in self.items())

    @property
    def firsts(self) -> Set[str]:
        """The first words of all phrases."""
        return self._by_first.keys()

    @property
    def surfaces(self) -> Set[str]:
        """Every word at which a phrase may begin: the first words, bare and behind each proclitic."""
        return self._readings.keys()

    def at(self, tokens: list[Token], i: int, *, clitics: bool = True) -> Match[V] | None:
        """The longest phrase that begins at token ``i``; of equal ones that with the shortest proclitic."""
        found = self._readings.get(tokens[i].text)
        if found is None:
            return None
        best: tuple[int, V] | None = None
        before = ""
        for clitic, entry in found:
            if clitic and not clitics:
                break
            match = entry.match(tokens, i) if entry.longer else entry.alone
            if match and (best is None or match[0] > best[0]):
                best, before = match, clitic
        return Match(i, i + best[0], before, best[1]) if best else None

    def all(self, tokens: list[Token], places: Iterable[int] | None = None) -> dict[int, Match[V]]:
        """What ``at`` finds, by token, in order; ``places`` are the only tokens worth a look, where they are known."""
        if places is None:
            places = [i for i, token in enumerate(tokens) if token.text in self._readings]
        return {i: match for i in places if (match := self.at(tokens, i))}

    def __contains__(self, word: str) -> bool:
        entry = self._by_first.get(word)
        return entry is not None and entry.alone is not None


class PhraseIndex:
    """Which of several tables may have a phrase at a word: one look for all of them."""

    def __init__(self, tables: Iterable[PhraseTable[Any]]) -> None:
        known: dict[str, list[int]] = {}
        for table in tables:
            table.index = self
            for word in table.surfaces:
                known.setdefault(word, []).append(id(table))
        shared: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._tables = {word: shared.setdefault(tuple(found), tuple(found)) for word, found in known.items()}

    def places(self, tokens: list[Token]) -> dict[int, list[int]]:
        """The tokens at which a phrase of a table may begin, in order, by the ``id`` of the table."""
        tables = self._tables
        out: dict[int, list[int]] = defaultdict(list)
        for i, token in enumerate(tokens):
            found = tables.get(token.text)
            if found is not None:
                for table in found:
                    out[table].append(i)
        return out
