"""Full-text search in SPARQL: ``?entity rw:matches "وزير الداخلية"``, a property that the graph does not hold.

Before a query is evaluated, each triple pattern with the property is replaced by what the index finds for its text:

    ?e rw:matches "…"                      VALUES ?e { <…> … }
    ?e rw:matches ("…" 20)                 the best 20
    (?e ?score) rw:matches "…"             VALUES (?e ?score) { (<…> 9.1) … }

and ``rw:matches(?text, "…")``, a function for FILTER and BIND, is true for texts that answer the question; its
questions are read here, so that what is none is an error at once.

The query is read token by token (``kg.sparql_tokens``): what stands in strings, comments and IRIs is not touched, and a
query without the property stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urljoin

from kg.errors import QueryError
from kg.search_query import Node, Question, read_question
from kg.sparql_tokens import TOKEN
from kg.text_search import Found
from kg.vocabulary import RW

PROPERTY = RW.matches.value
MOST_SEARCHES = 8
"""Texts to look for in one query."""

_WORD = PROPERTY.rpartition("#")[2]
_PATH = frozenset("/|^!*+?")
_CALLS = frozenset({"filter", "having", "by", "asc", "desc"})
_TERM_WORDS = frozenset({"a", "true", "false"})
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_NAME_ESCAPE = re.compile(r"\\(.)")


class Finder(Protocol):
    """Answers a question with at most ``limit`` hits."""

    def __call__(self, question: Question, limit: int) -> Found: ...


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A query that the engine can evaluate; ``left_out`` counts the hits beyond the most that a search may give.

    ``questions`` are those of the function, by their texts as the query has them.
    """

    query: str
    left_out: int = 0
    questions: Mapping[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower() if self.kind == "word" else ""


@dataclass(frozen=True, slots=True)
class _Item:
    """A token of a statement, or a bracket with all that it holds: the tokens ``first:last``."""

    first: int
    last: int


def has_search(query: str) -> bool:
    """Whether a query may use the property: where not, it need not be rewritten."""
    return _WORD in query


def rewrite(query: str, prefixes: Mapping[str, str], find: Finder, most: int) -> Rewritten:
    """Replace the property by what ``find`` finds; ``prefixes`` need no declaration, ``most`` is the largest limit.

    Raises QueryError where it stands in a place or with an object that cannot be answered, or the text is no question.
    """
    if not has_search(query):
        return Rewritten(query)
    return _Rewriter(query, prefixes, find, most).whole()


class _Rewriter:
    """One query: its tokens, and what is to be written instead of some."""

    def __init__(self, query: str, prefixes: Mapping[str, str], find: Finder, most: int) -> None:
        self._query = query
        self._find = find
        self._most = most
        self._tokens = [
            _Token(match.lastgroup, match.group(), match.start(), match.end())
            for match in TOKEN.finditer(query)
            if match.lastgroup and match.lastgroup != "space"
        ]
        self._pairs = self._matching()
        self._prefixes = dict(prefixes)
        self._base = ""
        self._edits: list[tuple[int, int, str]] = []
        self._questions: dict[str, Node] = {}
        self._left_out = 0
        self._searches = 0

    def whole(self) -> Rewritten:
        frames: list[str] = []  # the open brackets; of braces: group, template or values
        values = False
        done = 0  # tokens before this one are dealt with
        for i, token in enumerate(self._tokens):
            if token.kind == "word":
                values = values or token.lower == "values"
                self._declared(i)
            elif token.kind == "open":
                frames.append(self._frame(i, values))
                values = values and token.text != "{"
            elif token.kind == "close" and frames:
                frames.pop()
            elif i >= done and self._is_property(token):
                done = self._use(i, frames[-1] if frames else "")
        return Rewritten(self._edited(), self._left_out, self._questions)

    def _matching(self) -> dict[int, int]:
        """The token of the opening bracket for that of each closing one, and the other way round."""
        pairs: dict[int, int] = {}
        opened: list[int] = []
        for i, token in enumerate(self._tokens):
            if token.kind == "open":
                opened.append(i)
            elif token.kind == "close" and opened:
                pairs[i] = opened.pop()
                pairs[pairs[i]] = i
        return pairs

    def _declared(self, i: int) -> None:
        """Take note of PREFIX and BASE."""
        word, following = self._tokens[i].lower, self._tokens[i + 1 : i + 3]
        kinds = [token.kind for token in following]
        if word == "prefix" and kinds == ["name", "iri"] and following[0].text.endswith(":"):
            self._prefixes[following[0].text[:-1]] = urljoin(self._base, following[1].text[1:-1])
        elif word == "base" and kinds[:1] == ["iri"]:
            self._base = urljoin(self._base, following[0].text[1:-1])

    def _frame(self, i: int, values: bool) -> str:
        if self._tokens[i].text != "{":
            return self._tokens[i].text
        if values:
            return "values"
        before = self._tokens[i - 1] if i else None
        earlier = self._tokens[i - 2] if i > 1 else None
        if before and before.lower == "construct":
            return "template"
        if before and earlier and before.lower == "where" and earlier.lower == "construct":
            return "short construct"
        return "group"

    def _is_property(self, token: _Token) -> bool:
        if token.kind == "iri":
            return urljoin(self._base, token.text[1:-1]) == PROPERTY
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            return self._prefixes.get(prefix, "\0") + _NAME_ESCAPE.sub(r"\1", local) == PROPERTY
        return False

    def _text(self, i: int) -> str:
        return self._tokens[i].text if 0 <= i < len(self._tokens) else ""

    def _use(self, i: int, frame: str) -> int:
        """Deal with the property at token ``i``; returns the first token that is not dealt with."""
        before = self._tokens[i - 1] if i else None
        called = self._text(i + 1) == "("
        if called and (frame != "group" or (before is not None and before.lower in _CALLS)):
            return self._call(i)
        if frame in {"group", "short construct"}:
            statement = self._statement(i)
            cut = max((k for k, item in enumerate(statement) if self._text(item.first) == ";"), default=-1)
            rest = statement[cut + 1 :]
            if not (cut < 0 and len(rest) == 1) and not (cut >= 0 and not rest):
                if rest and self._text(rest[-1].first) in _PATH and self._text(i - 2) != "^":
                    raise self._bad(i, "it cannot be part of a path")
                return i + 1  # a subject or an object like any other
            if frame == "short construct":
                raise self._bad(i, "write the template of CONSTRUCT before WHERE, without it")
            return self._pattern(i, statement[0], statement[cut] if cut >= 0 else None)
        if frame == "[":
            raise self._bad(i, "it cannot stand in [ ]: name the node with a variable")
        if frame == "(" and before is not None and {before.text, self._text(i + 1)} & {"|", "/", "^"}:
            raise self._bad(i, "it cannot be part of a path")
        return i + 1

    def _call(self, i: int) -> int:
        """The function: its question must be written in the query, and be one."""
        end = self._pairs.get(i + 1, len(self._tokens))
        last = end - 1
        if last > 0 and self._tokens[min(last, len(self._tokens) - 1)].kind == "tag":
            last -= 1
        if last >= len(self._tokens) or self._tokens[last].kind != "string" or self._text(last - 1) != ",":
            raise self._bad(i, 'as a function it takes two arguments, the second written out: rw:matches(?label, "…")')
        text = self._unquoted(last)
        self._questions[text] = self._question(i, text).tree
        return i + 1

    def _statement(self, i: int) -> list[_Item]:
        """What stands between the beginning of the triples and token ``i``."""
        items: list[_Item] = []
        j = i - 1
        word = ""
        while j >= 0:
            token = self._tokens[j]
            if token.kind == "close" and token.text != "}" and j in self._pairs:
                items.append(_Item(self._pairs[j], j + 1))
                j = self._pairs[j] - 1
                continue
            if token.kind in {"open", "close"} or token.text == ".":
                break
            if token.kind == "number" and token.text.endswith("."):  # the point ends the statement before
                break
            if token.kind == "word" and token.lower not in _TERM_WORDS:
                word = token.lower
                break
            items.append(_Item(j, j + 1))
            j -= 1
        items.reverse()
        if word and items and self._text(items[0].first) == "(":  # FILTER (…), BIND (…), regex(…)
            return items[1:]
        if word == "filter" and len(items) > 1 and self._text(items[1].first) == "(":  # FILTER ex:function(…)
            return items[2:]
        return items

    def _pattern(self, i: int, subject: _Item, semicolon: _Item | None) -> int:
        """Write VALUES in place of the pattern at ``i``; ``semicolon`` is what parts it from those before it."""
        name, score = self._variables(i, subject)
        searches: list[tuple[str, int | None]] = []
        at = i
        while True:
            at = self._objects(at, searches)
            following = at
            while self._text(following) == ";":
                following += 1
            if following == at or following >= len(self._tokens) or not self._is_property(self._tokens[following]):
                break
            at = following
        if score and len(searches) > 1:
            raise self._bad(i, "with a score it takes one text")
        more = following > at and self._text(following) not in {".", "}", ""} and self._begins_verb(following)
        blocks = " ".join(self._block(i, name, score, text, limit) for text, limit in searches)
        start = self._tokens[semicolon.first if semicolon else subject.first].start
        end = self._tokens[following - 1].end
        lines = "\n" * self._query.count("\n", start, end)  # the engine's messages tell the same lines
        point = " . " if semicolon else ""
        self._edits.append((start, end, f"{point}{blocks} {name + ' ' if more else ''}{lines}"))
        return following

    def _variables(self, i: int, subject: _Item) -> tuple[str, str | None]:
        inside = self._tokens[subject.first : subject.last]
        if len(inside) == 1 and inside[0].kind == "variable":
            return inside[0].text, None
        if len(inside) == 4 and inside[0].text == "(" and inside[1].kind == inside[2].kind == "variable":
            return inside[1].text, inside[2].text
        raise self._bad(i, "its subject must be a variable, or (?entity ?score)")

    def _begins_verb(self, i: int) -> bool:
        token = self._tokens[i]
        return token.kind in {"variable", "iri", "name"} or token.text in {"a", "(", "^", "!"}

    def _objects(self, i: int, searches: list[tuple[str, int | None]]) -> int:
        """Read the objects behind the property at ``i`` into ``searches``; returns the token behind them."""
        at = i
        while at == i or self._text(at) == ",":
            at += 1
            if self._text(at) in _PATH:
                raise self._bad(i, "it cannot be part of a path")
            if self._text(at) == "(":
                close = self._pairs.get(at, at)
                behind, limit = self._literal(i, at + 1), None
                if behind < close and self._tokens[behind].kind == "number":
                    limit, behind = self._limit(i, behind), behind + 1
                if behind != close:
                    raise self._bad(i, 'in parentheses it takes a text and a number: ("…" 20)')
                searches.append((self._unquoted(at + 1), limit))
                at = close + 1
            else:
                behind = self._literal(i, at)
                searches.append((self._unquoted(at), None))
                at = behind
        return at

    def _literal(self, i: int, at: int) -> int:
        """The token behind the string at ``at``."""
        if at >= len(self._tokens) or self._tokens[at].kind != "string":
            raise self._bad(i, "the text to look for must be written in the query, as a string")
        at += 1
        if at < len(self._tokens) and self._tokens[at].kind == "tag":
            at += 1
        if self._text(at) == "^" and self._text(at + 1) == "^":
            raise self._bad(i, "the text to look for is a string without a datatype")
        return at

    def _limit(self, i: int, at: int) -> int:
        text = self._tokens[at].text
        if not text.isdecimal() or not 1 <= int(text) <= self._most:
            raise self._bad(i, f"the number of hits is from 1 to {self._most}")
        return int(text)

    def _block(self, i: int, name: str, score: str | None, text: str, limit: int | None) -> str:
        self._searches += 1
        if self._searches > MOST_SEARCHES:
            raise self._bad(i, f"a query may hold it {MOST_SEARCHES} times")
        found = self._find(self._question(i, text), limit or self._most)
        if limit is None:
            self._left_out += found.total - len(found.hits)
        if score:
            pairs = " ".join(f"(<{hit.iri}> {hit.score:.3f})" for hit in found.hits)
            return f"VALUES ({name} {score}) {{ {pairs} }}"
        return f"VALUES {name} {{ {' '.join(f'<{hit.iri}>' for hit in found.hits)} }}"

    def _question(self, i: int, text: str) -> Question:
        try:
            return read_question(text)
        except QueryError as error:
            raise self._bad(i, str(error)) from error

    def _unquoted(self, i: int) -> str:
        text = self._tokens[i].text
        quotes = 3 if text[:3] in {'"""', "'''"} and len(text) >= 6 else 1

        def plain(match: re.Match[str]) -> str:
            code = match[1] or match[2]
            return (chr(int(code, 16)) if int(code, 16) < 0x110000 else "") if code else _ESCAPED.get(match[3], "")

        return _ESCAPE.sub(plain, text[quotes:-quotes])

    def _bad(self, i: int, advice: str) -> QueryError:
        token = self._tokens[i]
        line = self._query.count("\n", 0, token.start) + 1
        column = token.start - self._query.rfind("\n", 0, token.start)
        return QueryError(f"line {line}, column {column}: rw:matches: {advice}")

    def _edited(self) -> str:
        out: list[str] = []
        at = 0
        for start, end, text in sorted(self._edits):
            out += [self._query[at:start], text]
            at = end
        return "".join([*out, self._query[at:]])
