"""The operations of a SPARQL update, cut out of its text.

The engine evaluates an update as a whole and writes wherever it says. Here it is taken apart, so that what each
operation would write can be looked at before (``api.updating``). Only the outline is read, operation by operation: the
keywords, the blocks in brackets and the names of graphs. Whether each part is well-formed the engine says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from api.problem import Problem
from kg.sparql_tokens import TOKEN

Kind = Literal["insert data", "delete data", "modify", "clear", "drop", "create", "add", "move", "copy", "load"]
_MANAGEMENT = {"clear", "drop", "create", "add", "move", "copy"}


class Token(NamedTuple):
    """A token of an update; ``kind`` is a group of the scanner, ``start`` and ``end`` are offsets."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of an update, without space and comments."""
    position = 0
    while match := TOKEN.match(text, position):
        start, position = position, match.end()
        if match.lastgroup != "space":
            yield Token(match.lastgroup or "", match.group(), start, position)


def check_update(update: str, *, max_nesting: int) -> None:
    """Scan an update before the engine reads it, which deep nesting would end and SERVICE lead to other hosts.

    Raises Problem: 403 for SERVICE, 400 for brackets deeper than ``max_nesting``. It is evaluated without sockets in a
    process of its own: the scan is there for answers that say what is wrong.
    """
    depth = 0
    for token in tokens(update):
        if token.kind == "open":
            depth += 1
            if depth > max_nesting:
                detail = f"Brackets nest deeper than {max_nesting} levels."
                raise Problem(400, "nesting-too-deep", detail, maximum=max_nesting)
        elif token.kind == "close":
            depth -= 1
        elif token.kind == "word" and token.text.lower() == "service":
            raise Problem(403, "federation-not-allowed", "SERVICE is not answered: the endpoint reaches no other host.")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. All parts are pieces of the update's text; ``None`` or empty where it has none.

    ``prologue`` holds the prefixes and the base declared so far; ``delete``, ``insert`` and ``where`` are blocks with
    their brackets; graphs (``with_graph``, ``using``, ``using_named``, ``source``, ``target``) are IRIs as written,
    or for ``source`` and ``target`` the words default, named and all.
    """

    kind: Kind
    prologue: str
    delete: str | None = None
    insert: str | None = None
    where: str | None = None
    with_graph: str | None = None
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    source: str = ""
    target: str = ""
    silent: bool = False


def operations(update: str) -> list[Operation]:
    """The operations of ``update``, which the engine has found well-formed. Raises Problem (400) for what it is not."""
    return _Outline(update).read()


def without_load(update: str) -> str:
    """``update`` with COPY for each LOAD: well-formed if and only if the update is, and nothing in it reaches out."""
    pieces, position = [], 0
    found = list(tokens(update))
    words = [token.text.lower() if token.kind == "word" else "" for token in found]
    for number in (n for n, word in enumerate(words) if word == "load"):
        source = number + 1 + (words[number + 1 : number + 2] == ["silent"])
        pieces += [update[position : found[number].start], "COPY"]
        position = found[number].end
        if source < len(found) and found[source].kind in {"iri", "name"}:
            pieces += [update[position : found[source].end], " TO"]
            position = found[source].end
            if words[source + 1 : source + 2] == ["into"]:
                position = found[source + 1].end
            else:
                pieces.append(" DEFAULT")
    return "".join(pieces) + update[position:]


class _Outline:
    """A reader of one update, which goes from token to token."""

    def __init__(self, update: str) -> None:
        self._text = update
        self._tokens: Sequence[Token] = list(tokens(update))
        self._at = 0
        self._prologue = ""

    def read(self) -> list[Operation]:
        found = []
        while self._at < len(self._tokens):
            self._read_prologue()
            if self._at < len(self._tokens):
                found.append(self._operation())
                if self._at < len(self._tokens) and self._take().text != ";":
                    raise self._unread()
        return found

    def _read_prologue(self) -> None:
        while (word := self._word()) in {"base", "prefix", "version"}:
            start = self._take().start
            if word == "prefix":
                self._take()
            self._prologue += self._text[start : self._take().end] + "\n"

    def _operation(self) -> Operation:
        word = self._word()
        if word in _MANAGEMENT:
            return self._management()
        if word == "load":
            return self._load()
        with_graph = None
        if word == "with":
            self._take()
            with_graph = self._take().text
            word = self._word()
        if word not in {"insert", "delete"}:
            raise self._unread()
        self._take()
        if self._word() == "data":
            self._take()
            if word == "insert":
                return Operation("insert data", self._prologue, insert=self._block())
            return Operation("delete data", self._prologue, delete=self._block())
        if self._word() == "where":
            self._take()
            pattern = self._block()
            return Operation("modify", self._prologue, delete=pattern, where=pattern)
        delete = insert = None
        if word == "delete":
            delete = self._block()
            if self._word() == "insert":
                self._take()
                insert = self._block()
        else:
            insert = self._block()
        return self._modify(delete, insert, with_graph)

    def _modify(self, delete: str | None, insert: str | None, with_graph: str | None) -> Operation:
        using: dict[bool, list[str]] = {False: [], True: []}
        while self._word() == "using":
            self._take()
            named = self._word() == "named"
            if named:
                self._take()
            using[named].append(self._take().text)
        if self._word() == "where":
            self._take()
        return Operation(
            "modify",
            self._prologue,
            delete=delete,
            insert=insert,
            where=self._block(),
            with_graph=with_graph,
            using=tuple(using[False]),
            using_named=tuple(using[True]),
        )

    def _management(self) -> Operation:
        kind = self._take().text.lower()
        silent = self._word() == "silent"
        if silent:
            self._take()
        source = self._graph()
        target = ""
        if kind in {"add", "move", "copy"}:
            if self._word() != "to":
                raise self._unread()
            self._take()
            target = self._graph()
        return Operation(kind, self._prologue, source=source, target=target, silent=silent)  # type: ignore[arg-type]

    def _load(self) -> Operation:
        self._take()
        silent = self._word() == "silent"
        if silent:
            self._take()
        source, target = self._graph(), "default"
        if self._word() == "into":
            self._take()
            target = self._graph()
        return Operation("load", self._prologue, source=source, target=target, silent=silent)

    def _graph(self) -> str:
        if self._word() == "graph":
            self._take()
        token = self._take()
        return token.text.lower() if token.kind == "word" else token.text

    def _block(self) -> str:
        first = self._take()
        if first.text != "{":
            raise self._unread()
        depth, last = 1, first
        while depth:
            last = self._take()
            depth += (last.kind == "open") - (last.kind == "close")
        return self._text[first.start : last.end]

    def _word(self) -> str:
        if self._at < len(self._tokens) and self._tokens[self._at].kind == "word":
            return self._tokens[self._at].text.lower()
        return ""

    def _take(self) -> Token:
        if self._at >= len(self._tokens):
            raise Problem(400, "malformed-update", "The update ends in the middle of an operation.")
        self._at += 1
        return self._tokens[self._at - 1]

    def _unread(self) -> Problem:
        token = self._tokens[min(self._at, len(self._tokens) - 1)]
        line = self._text.count("\n", 0, token.start) + 1
        return Problem(400, "malformed-update", f"Line {line}: an operation of an update is expected.", line=line)
