"""The SPARQL 1.1 service description: what the endpoint can do, for programs."""

from __future__ import annotations

import pyoxigraph as ox

from api.negotiation import Format
from api.worker import GRAPH_FORMATS
from kg.vocabulary import RDF

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_SENT = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML"),
)


def describe_service(endpoint: str, chosen: Format) -> bytes:
    """The description of ``endpoint`` (its URL) in one of the formats of graphs."""
    service, dataset, graph = (ox.NamedNode(endpoint + part) for part in ("#service", "#dataset", "#default-graph"))
    triples = [
        ox.Triple(service, RDF.type, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), ox.NamedNode(endpoint)),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        *(ox.Triple(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + name)) for name in _SENT),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        ox.Triple(dataset, RDF.type, _sd("Dataset")),
        ox.Triple(dataset, _sd("defaultGraph"), graph),
        ox.Triple(graph, RDF.type, _sd("Graph")),
    ]
    return ox.serialize(triples, format=GRAPH_FORMATS[chosen.name], prefixes={"sd": SD}) or b""


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)
