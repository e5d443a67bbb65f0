"""What a published version holds, in numbers: the data of its description (``kg.void_rdf`` tells them as VoID).

Counted at publication by the engine itself, in one pass for each kind of number, and kept as ``void.json`` beside the
snapshot. What curators change is few: their graph is counted apart and joined by looking each of its triples up, so
that a change of theirs counts nothing else anew (the store's file COUNTED keeps the rest until another graph changes).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
from pyoxigraph import NamedNode

from kg.store import Reader, Store
from kg.vocabulary import FOAF, RDF, RW, SCHEMA

FILE = "void.json"
_EXAMPLES = (FOAF.Person, RW.Encounter, RW.State, RW.EncounterMention)

Usage = tuple[int, int, int]
"""How often a property is used: triples, distinct subjects, distinct objects."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of a set of graphs; ``entities`` counts what has a type, ``classes`` their members."""

    triples: int
    subjects: int
    objects: int
    entities: int
    classes: dict[str, int]
    properties: dict[str, Usage]


@dataclass(frozen=True, slots=True)
class Description:
    """What is told of a version. ``issued`` is the time of its publication (ISO 8601, UTC)."""

    version: str
    base: str
    issued: str
    articles: int
    first_date: str
    last_date: str
    examples: list[str]
    counts: Counts


def write_void(reader: Reader, version: str, folder: Path) -> None:
    """Write the description of ``version`` into ``folder``: a sidecar of publication."""
    first, last = _dates(reader)
    counts = with_curation(reader, _counts_but_curation(reader))
    described = Description(
        version=version,
        base=reader.ids.base,
        issued=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        articles=counts.classes.get(SCHEMA.NewsArticle.value, 0),
        first_date=first,
        last_date=last,
        examples=_examples(reader),
        counts=counts,
    )
    (folder / FILE).write_bytes(orjson.dumps(asdict(described)))


def read_void(folder: Path) -> Description | None:
    """The description beside a snapshot, None where it has none (it was published by an earlier program)."""
    try:
        data = orjson.loads((folder / FILE).read_bytes())
    except FileNotFoundError:
        return None
    return Description(**{**data, "counts": _counts(data["counts"])})


def _counts(data: dict[str, Any]) -> Counts:
    return Counts(**{**data, "properties": {iri: tuple(usage) for iri, usage in data["properties"].items()}})


def count(reader: Reader) -> Counts:
    """The numbers of all graphs but the curators'."""
    curation = reader.ids.curation_graph
    without = f"FILTER(?g != {curation})" if next(reader.quads(graph=curation), None) else ""
    pattern = f"GRAPH ?g {{ ?s ?p ?o }} {without}"
    typed = f"GRAPH ?g {{ ?s {RDF.type} ?c }} {without}"
    select: Any = reader.select
    (all_of_it,) = select(
        f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?a) (COUNT(DISTINCT ?o) AS ?b) {{ {pattern} }}"
    )
    triples, subjects, objects = (int(value.value) for value in all_of_it)
    ((entities,),) = select(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {typed} }}")
    classes = {
        c.value: int(n.value) for c, n in select(f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ {typed} }} GROUP BY ?c")
    }
    used = select(
        f"SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?a) (COUNT(DISTINCT ?o) AS ?b) {{ {pattern} }} GROUP BY ?p"
    )
    properties = {p.value: (int(n.value), int(a.value), int(b.value)) for p, n, a, b in used}
    return Counts(triples, subjects, objects, int(entities.value), classes, properties)


def with_curation(reader: Reader, counts: Counts) -> Counts:
    """``counts`` of the other graphs and those of the curators' graph together; exact, as each term is looked up."""
    curation = reader.ids.curation_graph
    curated = list(reader.quads(graph=curation))

    def elsewhere(subject: Any = None, predicate: Any = None, value: Any = None) -> bool:
        return any(quad.graph_name != curation for quad in reader.quads(subject, predicate, value))

    def new(terms: Iterable[Any], *, place: str, predicate: NamedNode | None = None) -> int:
        return sum(not elsewhere(**{place: term}, predicate=predicate) for term in set(terms))

    typed = [quad for quad in curated if quad.predicate == RDF.type]
    classes, properties = dict(counts.classes), dict(counts.properties)
    for kind in {quad.object for quad in typed}:
        if isinstance(kind, NamedNode):
            members = {quad.subject for quad in typed if quad.object == kind}
            added = sum(not elsewhere(member, RDF.type, kind) for member in members)
            classes[kind.value] = classes.get(kind.value, 0) + added
    for predicate in {quad.predicate for quad in curated}:
        quads = [quad for quad in curated if quad.predicate == predicate]
        triples, subjects, objects = properties.get(predicate.value, (0, 0, 0))
        properties[predicate.value] = (
            triples + len(quads),
            subjects + new((quad.subject for quad in quads), place="subject", predicate=predicate),
            objects + new((quad.object for quad in quads), place="value", predicate=predicate),
        )
    return Counts(
        triples=counts.triples + len(curated),
        subjects=counts.subjects + new((quad.subject for quad in curated), place="subject"),
        objects=counts.objects + new((quad.object for quad in curated), place="value"),
        entities=counts.entities + new((quad.subject for quad in typed), place="subject", predicate=RDF.type),
        classes=classes,
        properties=properties,
    )


def _counts_but_curation(reader: Reader) -> Counts:
    """Counted anew, unless only the curators' graph has changed since."""
    kept = reader.counted if isinstance(reader, Store) else None
    if kept is None:
        counts = count(reader)
        if isinstance(reader, Store):
            reader.counted = orjson.dumps(asdict(counts))
        return counts
    return _counts(orjson.loads(kept))


def _dates(reader: Reader) -> tuple[str, str]:
    """The first and the last day of an encounter, as precise as known; '' for none."""
    query = f"SELECT (MIN(STR(?d)) AS ?a) (MAX(STR(?d)) AS ?b) {{ ?e {SCHEMA.startDate} ?d }}"
    found: Any = reader.select(query, graphs=[reader.ids.resolved_graph])
    ((first, last),) = found
    return first.value if first else "", last.value if last else ""


def _examples(reader: Reader) -> list[str]:
    found = (next(reader.quads(None, RDF.type, kind), None) for kind in _EXAMPLES)
    return [quad.subject.value for quad in found if quad and isinstance(quad.subject, NamedNode)]
