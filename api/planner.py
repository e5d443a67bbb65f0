"""A process that explains one query and ends: ``python -m api.planner``, its question on standard input as JSON.

The parser that shows a query's algebra is recursive and slow, and counting may take long: here both have a deadline,
limits of memory and processor time, and no sockets, and nothing else suffers.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import asdict
from typing import Any

import pyoxigraph as ox
from rdflib import Literal, URIRef
from rdflib.term import Node

from api.confine import forbid_sockets, limit_memory
from api.plan import explain
from kg.vocabulary import ONTOLOGY

_SEARCH = URIRef(ONTOLOGY + "matches")  # asks the index of texts; no quad has it
_STEP = 1000  # quads counted between two looks at the clock


class _Counter:
    """Counts quads until the time is up."""

    def __init__(self, store: ox.Store, seconds: float, most: int) -> None:
        self._store = store
        self._end = time.monotonic() + seconds
        self._most = most

    def __call__(self, subject: Node, predicate: Node, object_: Node, graph: Node | None) -> tuple[int | None, bool]:
        if time.monotonic() > self._end or predicate == _SEARCH:
            return None, False
        terms = [_term(node) for node in (subject, predicate, object_, graph)]
        if isinstance(subject, Literal) or isinstance(predicate, Literal):
            return 0, True
        found = 0
        for _ in self._store.quads_for_pattern(*terms):
            found += 1
            if found % _STEP == 0 and (found >= self._most or time.monotonic() > self._end):
                return found, False
        return found, True


def _term(node: Node | None) -> Any:
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    return None  # a variable


def main() -> None:
    """Answer with ``{"plan": …}`` or ``{"problem": kind, "detail": text}``."""
    question = json.load(sys.stdin.buffer)
    forbid_sockets()
    store = ox.Store.read_only(question["snapshot"])
    limit_memory(question["memory"])
    seconds = int(question["seconds"]) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    counter = _Counter(store, question["seconds"] / 4, question["most"])
    try:
        ox.Store().query(
            question["query"], prefixes=question["prefixes"]
        )  # the engine tells best where a query is wrong
        answer: dict[str, Any] = {"plan": asdict(explain(question["query"], question["prefixes"], counter))}
    except SyntaxError as error:
        answer = {"problem": "syntax", "detail": str(error)}
    except ValueError as error:
        answer = {"problem": "explain-failed", "detail": str(error)}
    except (RecursionError, MemoryError):
        answer = {"problem": "explain-failed", "detail": "it is too long or nests too deep to be explained"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
