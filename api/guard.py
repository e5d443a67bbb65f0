"""What a SPARQL query may look like before it is given to the engine.

The engine has no switch for federation, and deep nesting ends its process (a 10 KB query with 5,000 parentheses does).
So the text is scanned first: one pass over its tokens (comments, the four string forms, IRIs, names, numbers, words).
Where the text could be cut into tokens in two ways and the second way could hide something, it is refused.
Nothing here replaces the parser: what passes may still be malformed, and the engine says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from api.errors import Problem
from kg.sparql_tokens import TOKEN

QueryForm = Literal["select", "ask", "construct", "describe"]

# \u0022 is a quotation mark to an engine that resolves such escapes before it reads tokens: none is needed for ASCII
_ASCII_ESCAPE = re.compile(r"\\(?:u00|U000000)[0-7][0-9A-Fa-f]")
_FORMS: dict[str, QueryForm] = {"select": "select", "ask": "ask", "construct": "construct", "describe": "describe"}
_UPDATES = {"insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"}
_OPERANDS = {"variable", "string", "iri", "name", "number", "tag", "close"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that passed: its form, and whether it names its own dataset with FROM."""

    form: QueryForm
    has_dataset: bool


def check_query(query: str, *, max_bytes: int, max_nesting: int) -> Checked:
    """Scan ``query`` and tell its form.

    Raises Problem: 413 above ``max_bytes`` of UTF-8; 403 for SERVICE, updates and ``file:`` graphs; 400 for nesting
    deeper than ``max_nesting`` brackets, unfinished strings, stray backslashes and a text that holds no query.
    """
    size = len(query.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise Problem(413, "query-too-long", f"The query has {size} bytes; {max_bytes} are allowed.", maximum=max_bytes)
    if escape := _ASCII_ESCAPE.search(query):
        raise _bad(query, escape.start(), "write ASCII characters as they are, not as \\u escapes")
    return _scan(query, max_nesting)


def _scan(query: str, max_nesting: int) -> Checked:
    form: QueryForm | None = None
    has_dataset = False
    brackets: list[str] = []
    before = ""  # kind of the token before
    keyword = ""  # the word that the next IRI belongs to: FROM, BASE, PREFIX
    position = 0
    while match := TOKEN.match(query, position):
        kind, text = match.lastgroup or "", match.group()
        start, position = position, match.end()
        if kind == "space":
            continue
        if kind == "iri":
            operand_before = brackets[-1:] == ["("] and before in _OPERANDS
            if (operand_before or query[start - 1 : start] == "<") and not _plainly_iri(text):
                raise _bad(query, start, "write a space after '<', or the whole IRI with its scheme and '//'")
            if keyword and text[1:6].lower() == "file:":
                raise Problem(
                    403, "graph-not-allowed", "Graphs of file: are never read here; name a graph of the store."
                )
            keyword = ""
        elif kind == "name":
            if "service" in text.partition(":")[0].lower():  # SERVICE:x can be read as the keyword and a name
                raise _no_service()
        elif kind == "word":
            word = text.lower()
            if "service" in word:
                raise _no_service()
            if form is None:
                form = _first_word(word, query, start)
            if word == "from":
                has_dataset = True
            if word in {"from", "base", "prefix"}:
                keyword = word
            elif word != "named":
                keyword = ""
        elif kind == "open":
            brackets.append(text)
            if len(brackets) > max_nesting:
                raise Problem(
                    400, "nesting-too-deep", f"Brackets nest deeper than {max_nesting} levels.", maximum=max_nesting
                )
        elif kind == "close":
            if brackets:
                brackets.pop()
        elif kind == "quote":
            raise _bad(query, start, "this string is not closed")
        elif kind == "backslash":
            raise _bad(query, start, "a backslash may stand only in strings and prefixed names")
        before = kind
    if form is None:
        raise Problem(400, "malformed-query", "The text holds no SELECT, ASK, CONSTRUCT or DESCRIBE.")
    return Checked(form, has_dataset)


def _plainly_iri(token: str) -> bool:
    """False where ``<…>`` could be a comparison (or within ``<<…>>``) that goes on to a bracket or a comment.

    ``FILTER(?a<?b)#>'''`` is such a text: an IRI to one reader, to another a comparison and a comment.
    An absolute IRI with ``//`` is nothing else in any reading.
    """
    return not ("#" in token or ")" in token) or re.match(r"<[A-Za-z][A-Za-z0-9+.-]*://", token) is not None


def _first_word(word: str, query: str, start: int) -> QueryForm | None:
    if word in _UPDATES:
        raise Problem(
            403, "updates-not-allowed", f"{word.upper()} would change the store; only queries are answered here."
        )
    if word not in _FORMS and word not in {"base", "prefix", "version"}:
        raise _bad(query, start, "a query starts with PREFIX, BASE, SELECT, ASK, CONSTRUCT or DESCRIBE")
    return _FORMS.get(word)


def _no_service() -> Problem:
    return Problem(
        403,
        "federation-not-allowed",
        "SERVICE is not answered: the endpoint reaches no other host. Nor may a prefix have 'service' in its name.",
    )


def _bad(query: str, offset: int, advice: str) -> Problem:
    line = query.count("\n", 0, offset) + 1
    column = offset - query.rfind("\n", 0, offset)
    return Problem(400, "malformed-query", f"Line {line}, column {column}: {advice}.", line=line, column=column)
