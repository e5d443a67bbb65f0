"""Networks as plain rows of nodes and edges: what every format of ``kg.export_formats`` is written from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kg.adjacency import Entity
from kg.edges import Edge
from kg.ego import EgoNetwork, Node
from kg.linked_network import linked_bipartite, linked_network

Row = dict[str, Any]
Names = Callable[[str], str | None]

_COLUMNS = ("source", "source_label", "target", "target_label", "relation", "weight", "first", "last")


def _nameless(_: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class NetworkTable:
    """A network without direction.

    ``attributes`` are of the network as a whole. Each node has ``id``, ``label``, ``type`` and ``encounters``, perhaps
    ``country`` and ``ring``; each edge ``id``, ``source``, ``target``, ``relation`` and ``weight``, perhaps ``topics``
    with counts. ``columns`` are those of a table of the edges; ``document`` makes the JSON of the service, ``linked``
    the JSON-LD. ``lang`` is the language of the labels, ``name`` gives more of them, by ids such as ``state/EG`` and
    ``topic/training``, None where it knows none.
    """

    attributes: Row
    nodes: Sequence[Row]
    edges: Sequence[Row]
    columns: tuple[str, ...]
    document: Callable[[], Row]
    linked: Callable[[], Row]
    lang: str = "ar"
    name: Names = _nameless


def ego_table(network: EgoNetwork, lang: str = "ar", name: Names = _nameless) -> NetworkTable:
    """An ego network as rows, with the labels of a language; ``name`` as in ``NetworkTable``."""
    attributes = {
        "center": network.center,
        "layer": network.layer,
        "truncated": network.truncated,
        "truncation": ",".join(network.truncation.reasons),
    }
    nodes = [_node(node, lang) for node in network.nodes]
    edges = [edge_data(edge) for edge in network.edges]

    def document() -> Row:
        return {
            "center": network.center,
            "layer": network.layer,
            "query": asdict(network.query),
            "nodes": nodes,
            "edges": edges,
            "truncated": {"value": network.truncated, **asdict(network.truncation)},
        }

    columns = (*_COLUMNS, "topics", "max_confidence")
    return NetworkTable(attributes, nodes, edges, columns, document, lambda: linked_network(network), lang, name)


def bipartite_table(
    layer: str,
    nodes: Sequence[Row],
    edges: Sequence[Row],
    total_actors: int,
    truncated: bool,
    lang: str = "ar",
    name: Names = _nameless,
) -> NetworkTable:
    """A network of actors and topics as rows; ``total_actors`` counts those that a limit left out too."""
    attributes = {"layer": layer, "truncated": truncated, "truncation": "limit" if truncated else ""}

    def document() -> Row:
        return {
            "layer": layer,
            "nodes": nodes,
            "edges": edges,
            "truncated": truncated,
            "total_actors": total_actors,
        }

    return NetworkTable(
        attributes, nodes, edges, _COLUMNS, document, lambda: linked_bipartite(nodes, edges), lang, name
    )


def node_data(entity: Entity, lang: str = "ar") -> Row:
    """An entity as the nodes of networks show it."""
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
    }


def edge_data(edge: Edge) -> Row:
    """A tie with the encounters that are told of it."""
    source, target, relation, weight, first, last, topics, confidence, evidence = edge
    return {
        "id": edge.id,
        "source": source,
        "target": target,
        "relation": relation,
        "weight": weight,
        "first": first,
        "last": last,
        "topics": topics,
        "max_confidence": confidence,
        "evidence": [asdict(found) for found in evidence] if evidence else [],
        "evidence_total": weight,
    }


def _node(node: Node, lang: str) -> Row:
    degree = node.degree
    return {
        **node_data(node.entity, lang),
        "ring": node.ring,
        "degree": {"matching": degree.matching, "returned": degree.returned, "complete": degree.complete},
    }
