"""Direct edges: ``rw:met`` and ``rw:cooperatesWith``, each a CONSTRUCT of ``ontology/queries``."""

from __future__ import annotations

from pyoxigraph import Quad, QueryTriples

from kg.errors import TableError
from kg.resolve import resolve
from kg.resources import ontology_dir
from kg.statements import statements
from kg.store import Reader, Store

RULES = ("derive-met", "derive-cooperates")


def derive(reader: Reader) -> list[Quad]:
    """The derived graph for the resolved graph of a store, sorted."""
    graph = reader.ids.derived_graph
    found: set[Quad] = set()
    for rule in RULES:
        triples = reader.query(_rule(rule), graphs=[reader.ids.resolved_graph])
        if not isinstance(triples, QueryTriples):
            raise TableError(f"{ontology_dir() / 'queries' / rule}.rq: the rule must be a CONSTRUCT")
        found.update(Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    return sorted(found, key=str)


def rebuild(store: Store) -> bool:
    """Compute the resolved and the derived graph anew and write what changed; returns whether anything did.

    Until both are written the store cannot be published, so no reader sees one without the other. To be run again
    after an error.
    """
    ids = store.ids
    with store.unfinished("rebuild"):
        resolved = store.replace_graph(ids.resolved_graph, resolve(statements(store), base=ids.base))
        derived = store.replace_graph(ids.derived_graph, derive(store))
    return resolved or derived


def _rule(name: str) -> str:
    path = ontology_dir() / "queries" / f"{name}.rq"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror})") from error
