"""Do quads satisfy the shapes of ``ontology/shapes.ttl``? The report is data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyshacl
import rdflib.plugins.sparql
from pyoxigraph import Quad, RdfFormat, Triple, serialize
from rdflib import Graph, Literal, Node
from rdflib.namespace import SH

from kg.errors import TableError
from kg.resources import ontology_dir

rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False  # else FROM <file:…> in a query would read local files


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong: with which node, on which path ('' where it is the node itself), with which value, and why."""

    focus: str
    path: str
    value: str
    message: str

    def __str__(self) -> str:
        where = f"{self.focus} {self.path}".strip()
        return f"{where}: {self.message}" + (f" (is {self.value})" if self.value else "")


def validate(quads: Iterable[Quad], *, lang: str = "en") -> list[Violation]:
    """The violations in ``quads``, all graphs taken together, sorted; an empty list where there is none.

    A graph of an article takes 10 to 20 ms; validate a sample of a large one. ``lang`` of the messages: ``en``, ``ar``.
    """
    triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    data = Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=_shapes(), inference="none", advanced=False, meta_shacl=False)
    if not isinstance(report, Graph):
        raise TableError(f"{ontology_dir() / 'shapes.ttl'}: the shapes cannot be used: {report}")
    return sorted(_violations(report, lang), key=str)


def _violations(report: Graph, lang: str) -> Iterable[Violation]:
    for result in report.objects(None, SH.result):
        messages = sorted(report.objects(result, SH.resultMessage), key=lambda text: _rank(text, lang))
        path = report.value(result, SH.resultPath)
        yield Violation(
            focus=_shown(report.value(result, SH.focusNode)),
            path=_path(report, path),
            value=_shown(report.value(result, SH.value)),
            message=str(messages[0]) if messages else "does not satisfy a shape",
        )


def _rank(text: Node, lang: str) -> tuple[bool, str]:
    return (isinstance(text, Literal) and text.language != lang, str(text))


def _path(report: Graph, path: Node | None) -> str:
    """A path as SPARQL writes it: one IRI, a sequence with ``/``, an inverse with ``^``."""
    if path is None:
        return ""
    inverse = report.value(path, SH.inversePath)
    if inverse is not None:
        return "^" + _path(report, inverse)
    steps: list[Any] = list(report.items(path))
    return "/".join(_path(report, step) for step in steps) if steps else str(path)


def _shown(node: Any) -> str:
    return "" if node is None else str(node)


@lru_cache(maxsize=1)
def _shapes() -> Graph:
    path = ontology_dir() / "shapes.ttl"
    try:
        return Graph().parse(path, format="turtle")
    except (OSError, SyntaxError) as error:  # rdflib's BadSyntax is a SyntaxError
        raise TableError(f"{path}: cannot be read ({error})") from error
