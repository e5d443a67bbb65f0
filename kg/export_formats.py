"""An ego network in the formats of other programs; ``FORMATS`` names them. Each is a small function of the network."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import networkx as nx

from kg.ego import Edge, EgoNetwork, Node
from kg.errors import TableError
from kg.resources import ontology_dir
from kg.terms import storable
from kg.vocabulary import FOAF, RW, TOPICS

_TODAY = re.compile(r' lastmodifieddate="[^"]*"')  # the same network is the same file on every day

_COLUMNS = [
    "source",
    "source_label",
    "target",
    "target_label",
    "relation",
    "weight",
    "first",
    "last",
    "topics",
    "max_confidence",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its media type, the ending of its files, and the function that writes it in a language of labels."""

    media_type: str
    extension: str
    write: Callable[[EgoNetwork, str], bytes]


def to_json(network: EgoNetwork, lang: str = "ar") -> dict[str, Any]:
    """The network as nodes and edges, with the question, the degrees and what was left out."""
    return {
        "center": network.center,
        "layer": network.layer,
        "query": asdict(network.query),
        "nodes": [_node(node, lang) for node in network.nodes],
        "edges": [_edge(edge) for edge in network.edges],
        "truncated": {"value": network.truncated, **asdict(network.truncation)},
    }


def to_cytoscape(network: EgoNetwork, lang: str = "ar") -> dict[str, Any]:
    """The ``elements`` of Cytoscape.js, with the same keys as ``to_json`` in ``data``."""
    return {
        "data": {"center": network.center, "layer": network.layer, "truncated": network.truncated},
        "elements": {
            "nodes": [{"data": _node(node, lang)} for node in network.nodes],
            "edges": [{"data": _edge(edge)} for edge in network.edges],
        },
    }


def to_networkx(network: EgoNetwork, lang: str = "ar") -> nx.Graph:
    """An undirected graph with plain attributes: strings, numbers and truth values, lists joined with ``|``."""
    graph = nx.Graph(
        center=network.center,
        layer=network.layer,
        truncated=network.truncated,
        truncation=",".join(network.truncation.reasons),
    )
    for node in network.nodes:
        shown = _node(node, lang) | {f"degree_{key}": value for key, value in _node(node, lang)["degree"].items()}
        graph.add_node(node.entity.id, **_flat(shown, without=("id", "degree")))
    for edge in network.edges:
        shown = _edge(edge) | {"topics": [topic for topic, _ in edge.topics]}
        graph.add_edge(edge.source, edge.target, **_flat(shown, without=("id", "source", "target", "evidence")))
    return graph


def to_graphml(network: EgoNetwork, lang: str = "ar") -> str:
    """GraphML, with what was left out as attributes of the graph and ``degree_complete`` on each node."""
    return "\n".join(nx.generate_graphml(to_networkx(network, lang), prettyprint=True, named_key_ids=True)) + "\n"


def to_gexf(network: EgoNetwork, lang: str = "ar") -> str:
    """GEXF 1.2 for Gephi; ``degree_complete`` on each node."""
    text = "\n".join(nx.generate_gexf(to_networkx(network, lang), prettyprint=True)) + "\n"
    return _TODAY.sub("", text, count=1)


def to_csv(network: EgoNetwork, lang: str = "ar") -> str:
    """The edges as a table, one line an edge, topics joined with ``|``."""
    labels = {node.entity.id: node.entity.label(lang) for node in network.nodes}
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    for edge in network.edges:
        ends = [edge.source, labels[edge.source], edge.target, labels[edge.target]]
        topics = "|".join(topic for topic, _ in edge.topics)
        table.writerow(
            [*ends, edge.relation, edge.weight, edge.first or "", edge.last or "", topics, edge.max_confidence]
        )
    return out.getvalue()


def to_jsonld(network: EgoNetwork) -> dict[str, Any]:
    """JSON-LD with the project's context inside: entities, their direct edges, and the encounters told as evidence."""
    base = network.nodes[0].entity.iri.removesuffix(network.nodes[0].entity.id)
    nodes: dict[str, dict[str, Any]] = {node.entity.id: _linked_node(node, base) for node in network.nodes}
    encounters: dict[str, dict[str, Any]] = {}
    for edge in network.edges:
        for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
            nodes[one].setdefault(edge.relation, []).append(base + other)
        for found in edge.evidence:
            encounter = encounters.setdefault(found.encounter, _linked_encounter(found))
            if network.layer == "agents":
                actors = {*encounter.get("hasActor", []), base + edge.source, base + edge.target}
                encounter["hasActor"] = sorted(actors)
    return {"@context": jsonld_context(), "@graph": [*nodes.values(), *encounters.values()]}


def _linked_node(node: Node, base: str) -> dict[str, Any]:
    entity = node.entity
    kind = {"Person": FOAF.Person.value}.get(entity.type, RW.iri + entity.type)
    labels = {"ar": entity.label_ar, "en": entity.label_en}
    if not entity.label_ar and not entity.label_en:
        labels = {"@none": entity.label()}
    out: dict[str, Any] = {"id": entity.iri, "type": kind, "label": {k: v for k, v in labels.items() if v}}
    if entity.behalf:
        out["onBehalfOf"] = [base + side for side in entity.behalf]
    return out


def _linked_encounter(found: Any) -> dict[str, Any]:
    out = {
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


def _node(node: Node, lang: str) -> dict[str, Any]:
    entity = node.entity
    return {
        "id": entity.id,
        "iri": entity.iri,
        "label": entity.label(lang),
        "label_ar": entity.label_ar,
        "label_en": entity.label_en,
        "type": entity.type,
        "country": entity.country,
        "behalf": list(entity.behalf),
        "posts": list(entity.posts),
        "encounters": entity.encounters,
        "ring": node.ring,
        "degree": {
            "matching": node.degree.matching,
            "returned": node.degree.returned,
            "complete": node.degree.complete,
        },
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "id": edge.id,
        "source": edge.source,
        "target": edge.target,
        "relation": edge.relation,
        "weight": edge.weight,
        "first": edge.first,
        "last": edge.last,
        "topics": dict(edge.topics),
        "max_confidence": edge.max_confidence,
        "evidence": [asdict(found) for found in edge.evidence],
        "evidence_total": edge.weight,
    }


def _flat(values: dict[str, Any], without: tuple[str, ...]) -> dict[str, str | int | float | bool]:
    """What XML graph formats can hold: no None, no lists, no characters that XML lacks."""
    out: dict[str, str | int | float | bool] = {}
    for key, value in values.items():
        if key in without or value is None:
            continue
        shown = "|".join(value) if isinstance(value, list) else value
        out[key] = storable(shown) if isinstance(shown, str) else shown
    return out


@lru_cache(maxsize=1)
def jsonld_context() -> Any:
    """The JSON-LD context of the project. Raises TableError where its file cannot be read."""
    path = ontology_dir() / "context.jsonld"
    try:
        return json.loads(path.read_text(encoding="utf-8"))["@context"]
    except (OSError, ValueError, KeyError) as error:
        raise TableError(f"{path}: cannot be read ({error})") from error


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


FORMATS: dict[str, Format] = {
    "json": Format("application/json", "json", lambda network, lang: _dumped(to_json(network, lang))),
    "cytoscape": Format("application/json", "cyjs", lambda network, lang: _dumped(to_cytoscape(network, lang))),
    "jsonld": Format("application/ld+json", "jsonld", lambda network, lang: _dumped(to_jsonld(network))),
    "graphml": Format("application/graphml+xml", "graphml", lambda network, lang: to_graphml(network, lang).encode()),
    "gexf": Format("application/gexf+xml", "gexf", lambda network, lang: to_gexf(network, lang).encode()),
    "csv": Format("text/csv; charset=utf-8", "csv", lambda network, lang: to_csv(network, lang).encode()),
}
"""The formats by the names that the command line and the service use."""
