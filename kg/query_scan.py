"""What stands in a SPARQL query, found by one pass over its tokens, before an engine sees it.

The engine has no switch for federation, and deep queries end its process: 10 KB with 5,000 parentheses do, and
so does one of 2,700 ``BIND``, 9,700 ``!`` or 8,400 steps of a property path, without any nesting (a stack of 8 MiB).
The tokens are comments, the four string forms, IRIs, names, numbers and words. Where a text could be cut into tokens in
two ways and the second way could hide something, it is refused. Nothing here replaces the parser: what passes may still
be malformed, and the engine says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from kg.plain_query import plain_form
from kg.sparql_tokens import TOKEN

QueryForm = Literal["select", "ask", "construct", "describe"]

# \u0022 is a quotation mark to an engine that resolves such escapes before it reads tokens: none is needed for ASCII
_ASCII_ESCAPE = re.compile(r"\\(?:u00|U000000)[0-7][0-9A-Fa-f]")
_FORMS: dict[str, QueryForm] = {"select": "select", "ask": "ask", "construct": "construct", "describe": "describe"}
_UPDATES = {"insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"}
_OPERANDS = {"variable", "string", "iri", "name", "number", "tag", "close"}
# What makes the engine's trees deeper without a bracket, each by a step at most
_STEP_MARKS = frozenset("!+-*/|&^")
_STEP_SEPARATORS = frozenset(".;,~")  # a triple each; between parentheses, a comma is one of a flat list
_VOLATILE = ("now", "rand", "uuid", "bnode")  # within a word: true-NOW() may be read as three tokens
_STEP_WORDS = frozenset(
    ["as", "bind", "exists", "filter", "graph", "lateral", "minus", "optional", "select", "union", "values"]
)


class Refused(Exception):
    """The query is not given to the engine; ``kind`` names why, ``members`` say more (``maximum``, ``line``, …)."""

    def __init__(self, kind: str, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.members = members


@dataclass(frozen=True, slots=True)
class Scanned:
    """A query that passed: its form, whether it names its own dataset with FROM, and whether its answer may change
    while the graph does not (NOW, RAND, UUID, STRUUID, BNODE)."""

    form: QueryForm
    has_dataset: bool
    volatile: bool = False


def scan_query(query: str, *, max_nesting: int, max_steps: int) -> Scanned:
    """Scan ``query`` and tell its form.

    Raises Refused: ``federation-not-allowed``, ``updates-not-allowed``, ``graph-not-allowed`` (a graph of ``file:``),
    ``nesting-too-deep`` (brackets), ``query-too-complex`` (operators, clauses, triples: all that may nest in the engine
    without a bracket), ``malformed-query`` (unfinished strings, stray backslashes, no query).
    """
    if form := plain_form(query, max_nesting=max_nesting, max_steps=max_steps):
        return Scanned(_FORMS[form], has_dataset=False)
    if escape := _ASCII_ESCAPE.search(query):
        raise _bad(query, escape.start(), "write ASCII characters as they are, not as \\u escapes")
    return _Scan(query, max_nesting, max_steps).run()


class _Scan:
    def __init__(self, query: str, max_nesting: int, max_steps: int) -> None:
        self._query = query
        self._max_nesting = max_nesting
        self._max_steps = max_steps
        self._steps = 0
        self._brackets: list[str] = []
        self._form: QueryForm | None = None
        self._has_dataset = False
        self._volatile = False
        self._follows = ""  # the word that the next IRI belongs to: FROM, BASE, PREFIX
        self._values = 0  # 1 from VALUES to its block, then the depth of the block: its rows are flat

    def run(self) -> Scanned:
        query, position, before = self._query, 0, ""
        while match := TOKEN.match(query, position):
            kind, text = match.lastgroup or "", match.group()
            start, position = position, match.end()
            if kind == "space":
                continue
            if kind in _OPERANDS and before in _OPERANDS and self._brackets[-1:] == ["("] and self._values <= 1:
                self._step()  # the elements of a collection
            if kind == "iri":
                self._iri(text, start, before)
            elif kind == "name":
                self._name(text, start)
            elif kind == "word":
                self._word(text.lower(), start)
            elif kind == "mark":
                if text in _STEP_MARKS or (text in _STEP_SEPARATORS and self._brackets[-1:] != ["("]):
                    self._step()
            elif kind == "open":
                self._open(text)
            elif kind == "close":
                if self._brackets:
                    self._brackets.pop()
                if self._values > 1 and len(self._brackets) < self._values - 1:
                    self._values = 0
            elif kind == "quote":
                raise _bad(query, start, "this string is not closed")
            elif kind == "backslash":
                raise _bad(query, start, "a backslash may stand only in strings and prefixed names")
            before = kind
        if self._form is None:
            raise Refused("malformed-query", "The text holds no SELECT, ASK, CONSTRUCT or DESCRIBE.")
        return Scanned(self._form, self._has_dataset, self._volatile)

    def _step(self, steps: int = 1) -> None:
        self._steps += steps
        if self._steps > self._max_steps:
            detail = (
                f"The query has more than {self._max_steps} operators, clauses and triples. Give long lists as VALUES "
                "or IN (…), which are not counted, or ask in several queries."
            )
            raise Refused("query-too-complex", detail, maximum=self._max_steps)

    def _open(self, bracket: str) -> None:
        if self._values == 1 and bracket == "{":
            self._values = len(self._brackets) + 2
        elif self._values <= 1 or bracket != "(":
            self._step()
        self._brackets.append(bracket)
        if len(self._brackets) > self._max_nesting:
            detail = f"Brackets nest deeper than {self._max_nesting} levels."
            raise Refused("nesting-too-deep", detail, maximum=self._max_nesting)

    def _iri(self, text: str, start: int, before: str) -> None:
        operand_before = self._brackets[-1:] == ["("] and before in _OPERANDS
        if (operand_before or self._query[start - 1 : start] == "<") and not _plainly_iri(text):
            raise _bad(self._query, start, "write a space after '<', or the whole IRI with its scheme and '//'")
        if self._follows == "from" or (self._follows and text[1:6].lower() == "file:"):
            check_graph(text[1:-1])
        self._follows = ""

    def _name(self, name: str, start: int) -> None:
        prefix = name.partition(":")[0].lower()
        if "service" in prefix:  # SERVICE:x can be read as the keyword and a name
            raise _no_service()
        if prefix == "from" and not self._brackets and self._follows != "prefix":
            raise _bad(self._query, start, "write a space between FROM and the name of the graph")
        if self._follows == "from":
            self._follows = ""
        self._step(prefix.count("-") + prefix.count("."))

    def _word(self, word: str, start: int) -> None:
        if "service" in word:
            raise _no_service()
        if self._form is None:
            self._form = _first_word(word, self._query, start)
        self._step(word.count("-") + word.count("."))  # to the engine, true-true may be an expression
        self._volatile |= any(name in word for name in _VOLATILE)
        if word in _STEP_WORDS:
            self._step()
            if word == "values":
                self._values = 1
        if word == "from":
            self._has_dataset = True
        if word in {"from", "base", "prefix"}:
            self._follows = word
        elif word != "named":
            self._follows = ""


def check_graph(iri: str) -> None:
    """Raise Refused where ``iri`` names no graph of a store: ``http:``, ``https:``, ``urn:`` and relative IRIs may.

    The engine never fetches a graph: one that the store does not have is an empty graph, as the standard says.
    """
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", iri)
    if scheme and scheme[1].lower() not in {"http", "https", "urn"}:
        detail = f"Graphs of {scheme[1].lower()}: are never read here; name a graph of the store."
        raise Refused("graph-not-allowed", detail)


def _plainly_iri(token: str) -> bool:
    """False where ``<…>`` could be a comparison (or within ``<<…>>``) that goes on to a bracket or a comment.

    ``FILTER(?a<?b)#>'''`` is such a text: an IRI to one reader, to another a comparison and a comment.
    An absolute IRI with ``//`` is nothing else in any reading.
    """
    return not ("#" in token or ")" in token) or re.match(r"<[A-Za-z][A-Za-z0-9+.-]*://", token) is not None


def _first_word(word: str, query: str, start: int) -> QueryForm | None:
    if word in _UPDATES:
        raise Refused("updates-not-allowed", f"{word.upper()} would change the store; only queries are answered here.")
    if word not in _FORMS and word not in {"base", "prefix", "version"}:
        raise _bad(query, start, "a query starts with PREFIX, BASE, SELECT, ASK, CONSTRUCT or DESCRIBE")
    return _FORMS.get(word)


def _no_service() -> Refused:
    detail = "SERVICE is not answered: no other host is reached. Nor may a prefix have 'service' in its name."
    return Refused("federation-not-allowed", detail)


def _bad(query: str, offset: int, advice: str) -> Refused:
    line = query.count("\n", 0, offset) + 1
    column = offset - query.rfind("\n", 0, offset)
    return Refused("malformed-query", f"Line {line}, column {column}: {advice}.", line=line, column=column)
