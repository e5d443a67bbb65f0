"""RDF and query results to a stream or to the terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO

from pyoxigraph import Quad, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, serialize

from kg.ego import EgoNetwork
from kg.errors import InputError, QueryError
from kg.export_formats import FORMATS
from kg.listing import NETWORK_HEADERS, namer, network_rows
from kg.model import Extraction, Failure
from kg.network_table import ego_table
from kg.rdf import statement_quads
from kg.store import Reader
from kg.terminal import console, shown, table
from kg.vocabulary import PREFIXES

_RESULTS = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
_TRIPLES = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}


def write_trig(extractions: Iterable[Extraction], stream: IO[bytes], on_failure: Callable[[Failure], None]) -> None:
    """The statement layer of articles as TriG, written as they come; what cannot be stated goes to ``on_failure``."""

    def quads() -> Iterator[Quad]:
        for extraction in extractions:
            try:
                yield from statement_quads(extraction)
            except InputError as error:
                on_failure(Failure(extraction.article.id, str(error)))

    serialize(quads(), stream, RdfFormat.TRIG, prefixes=PREFIXES)


def write_network(network: EgoNetwork, format: str, lang: str, reader: Reader, stream: IO[bytes]) -> None:
    """An ego network in one of the formats of ``rawabit ego``; ``reader`` is what it was read from."""
    if format == "table":
        lines = io.StringIO()
        console(sys.stdout if stream is sys.stdout.buffer else lines).print(
            table(NETWORK_HEADERS, network_rows(network, reader))
        )
        stream.write(lines.getvalue().encode())
    else:
        data = FORMATS[format].write(ego_table(network, lang, namer(reader, lang)))
        stream.write(data if data.endswith(b"\n") else data + b"\n")


def print_answer(answer: object, format: str | None, prefixes: Mapping[str, str]) -> None:
    """Print the answer to a query; ``format`` None is a table for rows and Turtle for triples.

    Raises QueryError where the format does not fit the kind of query.
    """
    if isinstance(answer, QueryTriples):
        chosen = format or "ttl"
        if chosen not in _TRIPLES:
            raise QueryError(f"the query makes triples, not rows: give --format {', '.join(_TRIPLES)}")
        triples = list(answer)  # as a list they can be written with prefixes
        used = dict(prefixes) if chosen == "ttl" else None
        sys.stdout.buffer.write(serialize(triples, format=_TRIPLES[chosen], prefixes=used) or b"")
    elif isinstance(answer, QuerySolutions | QueryBoolean):
        chosen = format or "table"
        if chosen in _RESULTS:
            data = answer.serialize(format=_RESULTS[chosen]) or b""
            sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")
        elif chosen != "table":
            raise QueryError(f"the query makes rows, not triples: give --format table, {', '.join(_RESULTS)}")
        elif isinstance(answer, QueryBoolean):
            print("yes" if answer else "no")
        else:
            _print_rows(answer, prefixes)
    sys.stdout.buffer.flush()


def answer_rows(answer: object, prefixes: Mapping[str, str]) -> tuple[list[str], list[list[str]]]:
    """The variables and the rows of a SELECT as a table shows them. Raises QueryError for another kind of query."""
    if not isinstance(answer, QuerySolutions):
        raise QueryError("the query is no SELECT")
    names = [variable.value for variable in answer.variables]
    return names, [[shown(solution[name], prefixes) for name in names] for solution in answer]


def _print_rows(answer: QuerySolutions, prefixes: Mapping[str, str]) -> None:
    names, rows = answer_rows(answer, prefixes)
    console().print(table(names, rows))
    print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", file=sys.stderr)
