"""What a published version holds, in numbers: the data of its description (``kg.void_rdf`` tells them as VoID).

Counted at publication by the engine itself, in one pass for each kind of number, and kept as ``void.json`` beside the
snapshot. What curators change is few: their graph is counted apart and joined by looking each of its triples up, so
that a change of theirs counts nothing else anew (the store's file COUNTED keeps the rest until another graph changes).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
from pyoxigraph import NamedNode, Quad

from kg.store import Reader, Store
from kg.vocabulary import FOAF, RDF, RW, SCHEMA

FILE = "void.json"
_EXAMPLES = (FOAF.Person, RW.Encounter, RW.State, RW.EncounterMention)

Usage = tuple[int, int, int]
"""How often a property is used: triples, distinct subjects, distinct objects."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of graphs; ``entities`` counts what has a type, ``classes`` the members of each."""

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
    counts = _all_counts(reader)
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
    """The numbers of all graphs."""
    select: Any = reader.select
    pattern, typed = "{ GRAPH ?g { ?s ?p ?o } }", f"{{ GRAPH ?g {{ ?s {RDF.type} ?c }} }}"
    usage = "(COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?a) (COUNT(DISTINCT ?o) AS ?b)"
    ((triples, subjects, objects),) = select(f"SELECT {usage} {pattern}")
    ((entities,),) = select(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {typed}")
    classes = select(f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {typed} GROUP BY ?c")
    properties = select(f"SELECT ?p {usage} {pattern} GROUP BY ?p")
    return Counts(
        int(triples.value),
        int(subjects.value),
        int(objects.value),
        int(entities.value),
        {kind.value: int(n.value) for kind, n in classes if isinstance(kind, NamedNode)},
        {p.value: (int(n.value), int(a.value), int(b.value)) for p, n, a, b in properties},
    )


def curated(reader: Reader) -> Counts:
    """What the curators' graph adds to the numbers of the others: exact, as each of its terms is looked up."""
    curation = reader.ids.curation_graph
    by_predicate: dict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in reader.quads(graph=curation):
        by_predicate[quad.predicate].append(quad)
    quads = [quad for of_predicate in by_predicate.values() for quad in of_predicate]
    typed = by_predicate.get(RDF.type, [])
    members: dict[str, int] = defaultdict(int)

    def elsewhere(subject: Any = None, predicate: NamedNode | None = None, value: Any = None) -> bool:
        return any(quad.graph_name != curation for quad in reader.quads(subject, predicate, value))

    def subjects(of: list[Quad], predicate: NamedNode | None = None) -> int:
        return sum(not elsewhere(subject, predicate) for subject in {quad.subject for quad in of})

    def objects(of: list[Quad], predicate: NamedNode | None = None) -> int:
        return sum(not elsewhere(None, predicate, value) for value in {quad.object for quad in of})

    for quad in typed:
        if isinstance(quad.object, NamedNode):
            members[quad.object.value] += not elsewhere(quad.subject, RDF.type, quad.object)
    return Counts(
        triples=len(quads),
        subjects=subjects(quads),
        objects=objects(quads),
        entities=subjects(typed, RDF.type),
        classes=dict(members),
        properties={p.value: (len(of), subjects(of, p), objects(of, p)) for p, of in by_predicate.items()},
    )


def _sum(one: Counts, other: Counts, sign: int) -> Counts:
    """``one`` and ``other`` together, or with ``sign`` -1 what is left of ``one`` without ``other``."""
    classes = {
        iri: one.classes.get(iri, 0) + sign * other.classes.get(iri, 0) for iri in {**one.classes, **other.classes}
    }
    properties: dict[str, Usage] = {}
    for iri in {**one.properties, **other.properties}:
        (n, a, b), (m, c, d) = one.properties.get(iri, (0, 0, 0)), other.properties.get(iri, (0, 0, 0))
        properties[iri] = (n + sign * m, a + sign * c, b + sign * d)
    return Counts(
        one.triples + sign * other.triples,
        one.subjects + sign * other.subjects,
        one.objects + sign * other.objects,
        one.entities + sign * other.entities,
        {iri: n for iri, n in classes.items() if n},
        {iri: usage for iri, usage in properties.items() if usage[0]},
    )


def _all_counts(reader: Reader) -> Counts:
    """Counted anew, unless only the curators' graph has changed since it was done last."""
    theirs = curated(reader)
    if not isinstance(reader, Store):
        return count(reader)
    if kept := reader.counted:
        return _sum(_counts(orjson.loads(kept)), theirs, 1)
    counts = count(reader)
    reader.counted = orjson.dumps(asdict(_sum(counts, theirs, -1)))
    return counts


def _dates(reader: Reader) -> tuple[str, str]:
    """The first and the last day of an encounter, as precise as known; '' for none."""
    query = f"SELECT (MIN(STR(?d)) AS ?a) (MAX(STR(?d)) AS ?b) {{ ?e {SCHEMA.startDate} ?d }}"
    found: Any = reader.select(query, graphs=[reader.ids.resolved_graph])
    ((first, last),) = found
    return first.value if first else "", last.value if last else ""


def _examples(reader: Reader) -> list[str]:
    found = (next(reader.quads(None, RDF.type, kind), None) for kind in _EXAMPLES)
    return [quad.subject.value for quad in found if quad and isinstance(quad.subject, NamedNode)]
