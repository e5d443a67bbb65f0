"""Networks as JSON-LD, with the project's context inside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from kg.adjacency import Entity
from kg.ego import EgoNetwork
from kg.errors import TableError
from kg.evidence import Evidence
from kg.resources import ontology_dir
from kg.vocabulary import FOAF, RW, SCHEMA, SKOS, TOPICS


def linked_network(network: EgoNetwork) -> dict[str, Any]:
    """Entities, their direct edges, and the encounters told as evidence."""
    base = network.nodes[0].entity.iri.removesuffix(network.nodes[0].entity.id)
    nodes = {node.entity.id: _entity(node.entity, base) for node in network.nodes}
    encounters: dict[str, dict[str, Any]] = {}
    for edge in network.edges:
        for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
            nodes[one].setdefault(edge.relation, []).append(base + other)
        for found in edge.evidence:
            encounter = encounters.setdefault(found.encounter, _encounter(found))
            if network.layer == "agents":
                actors = {*encounter.get("hasActor", []), base + edge.source, base + edge.target}
                encounter["hasActor"] = sorted(actors)
    return {"@context": jsonld_context(), "@graph": [*nodes.values(), *encounters.values()]}


def linked_bipartite(nodes: Iterable[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Actors, topics, and for each tie a ``schema:Observation`` of how many encounters of the actor are about it."""
    iris = {node["id"]: node["iri"] for node in nodes}
    graph: list[dict[str, Any]] = []
    for node in nodes:
        kind = SKOS.Concept.value if node["kind"] == "topic" else _class_of(node["type"])
        graph.append(
            {"id": node["iri"], "type": kind, "label": _labels(node["label_ar"], node["label_en"], node["id"])}
        )
    for edge in edges:
        graph.append(
            {
                "type": SCHEMA.iri + "Observation",
                SCHEMA.iri + "observationAbout": [{"id": iris[edge["source"]]}, {"id": iris[edge["target"]]}],
                SCHEMA.iri + "measuredProperty": {"id": RW.discussed.value},
                SCHEMA.iri + "value": edge["weight"],
            }
        )
    return {"@context": jsonld_context(), "@graph": graph}


@lru_cache(maxsize=1)
def jsonld_context() -> Any:
    """The JSON-LD context of the project. Raises TableError where its file cannot be read."""
    path = ontology_dir() / "context.jsonld"
    try:
        return json.loads(path.read_text(encoding="utf-8"))["@context"]
    except (OSError, ValueError, KeyError) as error:
        raise TableError(f"{path}: cannot be read ({error})") from error


def _entity(entity: Entity, base: str) -> dict[str, Any]:
    labels = _labels(entity.label_ar, entity.label_en, entity.label())
    out: dict[str, Any] = {"id": entity.iri, "type": _class_of(entity.type), "label": labels}
    if entity.behalf:
        out["onBehalfOf"] = [base + side for side in entity.behalf]
    return out


def _class_of(type: str) -> str:
    return FOAF.Person.value if type == "Person" else RW.iri + type


def _labels(arabic: str | None, english: str | None, otherwise: str) -> dict[str, str]:
    return {lang: label for lang, label in (("ar", arabic), ("en", english)) if label} or {"@none": otherwise}


def _encounter(found: Evidence) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": found.encounter,
        "type": ["Encounter", found.type.capitalize()],
        "status": found.status.capitalize(),
        "confidence": f"{found.confidence:.4f}".rstrip("0").rstrip("."),
        "discussed": [TOPICS + topic for topic in found.topics],
    }
    if found.date:
        kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(found.date)]
        out["startDate"] = {"@value": found.date, "@type": f"xsd:{kind}"}
    return out
