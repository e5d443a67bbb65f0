"""Whole predicates of a graph read as columns: the engine writes them as text, which is cut up in few large steps.

Term by term a row takes fifteen microseconds in Python; so it takes five, most of them the engine's own, and the engine
works on the next column while this one is taken apart.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import orjson
from pyoxigraph import Literal, NamedNode, QueryResultsFormat

from kg.store import Reader

_READERS = 2


class Columns:
    """Reads ahead: what is asked for first is read first, by threads of its own; ``close`` ends them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._threads = ThreadPoolExecutor(_READERS, thread_name_prefix="columns")

    def __enter__(self) -> Columns:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def links(self, graph: NamedNode, predicate: NamedNode) -> Future[tuple[list[bytes], list[bytes]]]:
        """Subjects and objects of a predicate whose objects are IRIs or plain literals, as they are in Turtle."""
        return self._threads.submit(self._links, graph, predicate)

    def subjects(self, graph: NamedNode, predicate: NamedNode, object: NamedNode | Literal) -> Future[list[bytes]]:
        """The subjects that have this object, as they are in Turtle."""
        return self._threads.submit(self._lines, graph, f"SELECT ?s {{ ?s {predicate} {object} }}")

    def subjects_of_term(self, graph: NamedNode, predicate: NamedNode, term: bytes) -> Future[list[bytes]]:
        """As ``subjects``, the object as it is in Turtle."""
        return self._threads.submit(self._lines, graph, f"SELECT ?s {{ ?s {predicate} {term.decode()} }}")

    def objects(self, graph: NamedNode, predicate: NamedNode) -> Future[list[bytes]]:
        """The different objects of a predicate, as they are in Turtle."""
        return self._threads.submit(self._lines, graph, f"SELECT DISTINCT ?o {{ ?s {predicate} ?o }}")

    def texts(self, graph: NamedNode, predicate: NamedNode) -> Future[list[tuple[str, str, str]]]:
        """Subjects, languages ('' for none) and values of the literals of a predicate."""
        return self._threads.submit(self._texts, graph, predicate)

    def _lines(self, graph: NamedNode, query: str) -> list[bytes]:
        # a line ends with LF alone, behind the last one too; the first has the names of the columns
        return self._written(graph, query, QueryResultsFormat.TSV).split(b"\n")[1:-1]

    def _links(self, graph: NamedNode, predicate: NamedNode) -> tuple[list[bytes], list[bytes]]:
        written = self._written(graph, f"SELECT ?s ?o {{ ?s {predicate} ?o }}", QueryResultsFormat.TSV)
        cells = written.replace(b"\t", b"\n").split(b"\n")  # a tab or an end of line within a literal is escaped
        return cells[2:-1:2], cells[3::2]

    def _texts(self, graph: NamedNode, predicate: NamedNode) -> list[tuple[str, str, str]]:
        query = f"SELECT ?s ?o {{ ?s {predicate} ?o FILTER(isLiteral(?o)) }}"
        found = orjson.loads(self._written(graph, query, QueryResultsFormat.JSON))
        rows = ((row["s"]["value"], row["o"]) for row in found["results"]["bindings"])
        return [(subject, text.get("xml:lang", ""), text["value"]) for subject, text in rows]

    def _written(self, graph: NamedNode, query: str, form: QueryResultsFormat) -> bytes:
        out = io.BytesIO()
        self._reader.select(query, graphs=[graph]).serialize(out, form)
        return out.getvalue()


def iri(term: bytes) -> bytes:
    """The IRI of a term as Turtle has it between < and >."""
    return term[1:-1]


def locals_of(terms: Iterable[bytes], base: str) -> Iterator[bytes]:
    """The IRIs of terms, without the base where they begin with it."""
    beginning = b"<" + base.encode()
    cut = len(beginning)
    return (term[cut:-1] if term.startswith(beginning) else term[1:-1] for term in terms)


def literal(term: bytes) -> str:
    """The value of a literal without escapes as Turtle has it: a number, or what stands between quotes."""
    return term.split(b'"')[1].decode() if term.startswith(b'"') else term.decode()
