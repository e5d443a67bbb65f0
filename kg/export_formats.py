"""A network in the formats of other programs; ``FORMATS`` names them. Each is a small function of its rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

import networkx as nx
import orjson

from kg.drawing import network_svg
from kg.network_table import NetworkTable, Row
from kg.terms import storable

# the heads of a file, as the schema of GEXF 1.3 wants them: networkx writes others, and today's day
_HEADS = {
    "gexf": ' xmlns="http://gexf.net/1.3" version="1.3"',
    "meta": "",
    "graph": ' defaultedgetype="undirected" mode="static"',
}
_HEAD = re.compile(r"<(gexf|meta|graph)\b[^>]*")


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its media types, the first is the one sent; the ending of its files; the function that writes it."""

    media_types: tuple[str, ...]
    extension: str
    write: Callable[[NetworkTable], bytes]

    @property
    def media_type(self) -> str:
        """What is sent."""
        return self.media_types[0]


def to_json(table: NetworkTable) -> bytes:
    """The network as nodes and edges, with the question, the degrees and what was left out."""
    return orjson.dumps(table.document())


def to_nodelink(table: NetworkTable) -> bytes:
    """The node-link JSON of networkx (``networkx.node_link_graph(data, edges="links")``) and of D3."""
    document = {
        "directed": False,
        "multigraph": False,
        "graph": table.attributes,
        "nodes": table.nodes,
        "links": table.edges,
    }
    return orjson.dumps(document)


def to_cytoscape(table: NetworkTable) -> bytes:
    """The ``elements`` of Cytoscape.js, with the same keys as ``to_json`` in ``data``."""
    document = {
        "data": table.attributes,
        "elements": {
            "nodes": [{"data": node} for node in table.nodes],
            "edges": [{"data": edge} for edge in table.edges],
        },
    }
    return orjson.dumps(document)


def to_networkx(table: NetworkTable) -> nx.Graph:
    """An undirected graph with plain attributes: strings, numbers and truth values, lists joined with ``|``."""
    graph = nx.Graph(**_flat(table.attributes))
    for node in table.nodes:
        graph.add_node(node["id"], **_flat(node, without=("id",)))
    for edge in table.edges:
        graph.add_edge(edge["source"], edge["target"], **_flat(edge, without=("id", "source", "target", "evidence")))
    return graph


def to_graphml(table: NetworkTable) -> bytes:
    """GraphML, with what was left out as attributes of the graph and ``degree_complete`` on each node."""
    lines = nx.generate_graphml(to_networkx(table), prettyprint=True, named_key_ids=True)
    return ("\n".join(lines) + "\n").encode()


def to_gexf(table: NetworkTable) -> bytes:
    """GEXF 1.3 for Gephi; ``degree_complete`` on each node."""
    text = "\n".join(nx.generate_gexf(to_networkx(table), prettyprint=True, version="1.3")) + "\n"
    return _HEAD.sub(lambda head: f"<{head[1]}{_HEADS[head[1]]}", text, count=len(_HEADS)).encode()


def to_csv(table: NetworkTable) -> bytes:
    """The edges as a table, one line an edge, topics joined with ``|``."""
    labels = {node["id"]: node["label"] for node in table.nodes}
    out = io.StringIO()
    lines = csv.DictWriter(out, table.columns, extrasaction="ignore", restval="", lineterminator="\r\n")
    lines.writeheader()
    for edge in table.edges:
        ends = {f"{end}_label": labels[edge[end]] for end in ("source", "target")}
        lines.writerow({**edge, **ends, "topics": "|".join(edge.get("topics", ()))})
    return out.getvalue().encode()


def to_jsonld(table: NetworkTable) -> bytes:
    """JSON-LD with the project's context inside."""
    return orjson.dumps(table.linked())


def to_svg(table: NetworkTable) -> bytes:
    """A picture with a legend."""
    return network_svg(table).encode()


def _flat(values: Row, without: tuple[str, ...] = ()) -> dict[str, str | int | float | bool]:
    """What XML graph formats can hold: no None, no lists, no objects, no characters that XML lacks."""
    out: dict[str, str | int | float | bool] = {}
    for key, value in values.items():
        if key in without or value is None:
            continue
        if key == "degree" and isinstance(value, dict):
            out |= {f"degree_{name}": part for name, part in value.items()}
            continue
        shown = "|".join(value) if isinstance(value, list | dict) else value
        out[key] = storable(shown) if isinstance(shown, str) else shown
    return out


FORMATS: dict[str, Format] = {
    "json": Format(("application/json",), "json", to_json),
    "nodelink": Format(("application/vnd.rawabit.node-link+json",), "json", to_nodelink),
    "cytoscape": Format(("application/vnd.rawabit.cytoscape+json",), "cyjs", to_cytoscape),
    "jsonld": Format(("application/ld+json",), "jsonld", to_jsonld),
    "graphml": Format(("application/graphml+xml",), "graphml", to_graphml),
    "gexf": Format(("application/gexf+xml",), "gexf", to_gexf),
    "csv": Format(("text/csv",), "csv", to_csv),
    "svg": Format(("image/svg+xml",), "svg", to_svg),
}
"""The formats by the names that the command line and the service use."""
