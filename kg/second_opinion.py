"""A second opinion on where persons' names begin and end, and how it is settled with what the rules read.

An oracle (``NameOracle``) marks the words of a sentence that name a person. The marks travel with the words
(``PersonToken``), and ``NameReader.at`` settles each name that it reads with them: a name may end later or earlier,
begin later, or be read where the rules know of none. An oracle answers in positions of the words it was given, so that
whatever it says stands in the text; answers that do not fit the sentence are dropped. What became of each name is kept
with its mention (``Opinion``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from kg.mention import Mention
from kg.model import Opinion, Span
from kg.text import NormalText, plain
from kg.tokens import Token

if TYPE_CHECKING:
    from kg.names import NameReader

TokenSpan = tuple[int, int]

PERSONS = frozenset({"official", "counterpart", "group"})  # kinds of mentions beside which a name may stand
_PROCLITIC = 2  # letters at most that are written with a name and belong to no one
_RANKED: tuple[Opinion, ...] = ("agreed", "refined", "proposed", "differs", "unconfirmed")


class NameOracle(Protocol):
    """Anything that finds persons' names among words."""

    @property
    def version(self) -> str:
        """What the provenance of an extraction records of it: letters, digits and points."""
        ...

    def persons(self, sentences: Sequence[Sequence[str]]) -> Sequence[Sequence[TokenSpan]]:
        """For each sentence (words and marks as the article writes them) the names, as half-open spans of words."""
        ...


class PersonToken(Token):
    """A word that belongs to a person's name, says the oracle; ``person`` are the tokens of that name."""

    __slots__ = ("person",)

    def __init__(self, text: str, start: int, end: int, person: TokenSpan = (0, 0)) -> None:
        super().__init__(text, start, end)
        self.person = person


def consult(oracle: NameOracle, text: NormalText, sentences: list[list[Token]]) -> list[list[Token]]:
    """The tokens of the sentences with the words of names marked."""
    words = [[plain(text.surface(t.start, t.end)) for t in tokens] for tokens in sentences]
    answers = oracle.persons(words)
    return [marked(tokens, spans) for tokens, spans in zip(sentences, answers, strict=True)]


def marked(tokens: list[Token], spans: Iterable[TokenSpan]) -> list[Token]:
    """``tokens`` with the words of the names ``spans`` marked; one that does not fit, or meets another, is dropped."""
    out = list(tokens)
    end = 0
    for first, last in sorted(spans):
        if not 0 <= first < last <= len(tokens):
            continue
        while first < last and tokens[first].is_mark:
            first += 1
        while first < last and tokens[last - 1].is_mark:
            last -= 1
        if first == last or first < end:
            continue
        for i in range(first, last):
            out[i] = PersonToken(tokens[i].text, tokens[i].start, tokens[i].end, (first, last))
        end = last
    return out


# ---------------------------------------------------------------- one name


def settle(
    reader: NameReader, tokens: list[Token], start: int, ruled: TokenSpan | None, *, titled: bool
) -> TokenSpan | None:
    """The name at ``start`` after the rules (``ruled``) and the oracle have been heard."""
    for token in tokens[start : (ruled[1] if ruled else start + 1) + 1]:
        if token.__class__ is PersonToken:
            break
    else:
        return ruled  # as nearly always: no oracle was asked
    if ruled is None:
        person = _person(tokens, start)
        return _proposed(reader, tokens, person) if titled and person and person[0] == start else None
    person = next((p for i in range(*ruled) if (p := _person(tokens, i))), None)
    if person is None:
        return ruled
    first, last = ruled
    if person[0] > first and not any(_known(reader, tokens[i]) for i in range(first, person[0])):
        first = person[0]
    if person[1] > last:
        last = _reach(reader, tokens, last, person[1])
    elif person[1] < last and not any(_stays(reader, tokens, i) for i in range(person[1], last)):
        shorter = _without_particles(reader, tokens, first, person[1])
        last = shorter if shorter > first else last
    return first, last


def _person(tokens: list[Token], i: int) -> TokenSpan | None:
    """The name that token ``i`` belongs to; the reader of officials may have taken its proclitic, and so its mark."""
    if i >= len(tokens):
        return None
    token = tokens[i]
    if isinstance(token, PersonToken):
        return token.person
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    return after.person if isinstance(after, PersonToken) and after.person[0] == i else None


def _proposed(reader: NameReader, tokens: list[Token], person: TokenSpan) -> TokenSpan | None:
    """A name that only the oracle knows: its words up to the first that no name has; a plain word alone is none."""
    first = person[0]
    last = _without_particles(reader, tokens, first, _reach(reader, tokens, first, person[1]))
    if last - first == 1 and tokens[first].text in reader.lexicon.common_words:
        return None
    return (first, last) if last > first else None


def _reach(reader: NameReader, tokens: list[Token], first: int, last: int) -> int:
    """How far a name may go on: up to a mark, a number, a function word, or where something else begins."""
    for i in range(first, last):
        text = tokens[i].text
        if text in reader.lexicon.name_particles:
            continue
        if tokens[i].is_mark or text.isdigit() or text in reader.lexicon.function_words:
            return i
        if reader.bounds.phrase_begins(tokens, i):
            return i
    return last


def _without_particles(reader: NameReader, tokens: list[Token], first: int, last: int) -> int:
    """``last``, but no name ends with «بن» or «عبد»."""
    while last > first and reader.lexicon.name_particles.get(tokens[last - 1].text) == "joins":
        last -= 1
    return last


def _known(reader: NameReader, token: Token) -> bool:
    """A word that the tables know as a name, or as part of one."""
    lexicon = reader.lexicon
    return token.text in lexicon.name_words or token.text in lexicon.given_names or token.text in lexicon.name_particles


def _stays(reader: NameReader, tokens: list[Token], i: int) -> bool:
    """A word that the tables know as a name belongs to the name read, unless the oracle says it is another person's."""
    return _known(reader, tokens[i]) and not isinstance(tokens[i], PersonToken)


# ---------------------------------------------------------------- what became of it


def opinions(ruled: list[Mention], settled: list[Mention], tokens: list[Token]) -> list[Mention]:
    """The mentions of one sentence, each name with what the oracle thinks of it.

    ``ruled`` are the mentions that the rules read alone, ``settled`` those read from ``tokens`` with their marks.
    """
    before = {m.name_span for m in ruled if m.name}
    spans = {t.person for t in tokens if isinstance(t, PersonToken)}
    persons = [(tokens[first].start, tokens[last - 1].end) for first, last in spans]
    return [replace(m, opinion=_opinion(m.name_span, before, persons)) if m.name else m for m in settled]


def strongest(told: Iterable[Opinion | None]) -> Opinion | None:
    """The opinion that speaks most for a name, of those on its several mentions; None where none was asked for."""
    known = set(told)
    return next((opinion for opinion in _RANKED if opinion in known), None)


def _opinion(name: Span, ruled: set[Span], persons: list[Span]) -> Opinion:
    over = [p for p in persons if _overlap(p, name)]
    if not over:
        return "unconfirmed"
    if name in ruled:
        same = any(end == name[1] and 0 <= name[0] - start <= _PROCLITIC for start, end in over)
        return "agreed" if same else "differs"
    return "refined" if any(_overlap(r, name) for r in ruled) else "proposed"


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
