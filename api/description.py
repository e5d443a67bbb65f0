"""What the service tells of itself: the SPARQL 1.1 service description, and at ``/void`` the description of the data.

Both are made from what was counted at publication (``kg.void``) and from the settings, so that they say what holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import pyoxigraph as ox
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.caching import fresh_headers
from api.errors import PROBLEMS, Problem, describe_problems
from api.negotiation import GRAPHS, Format, choose
from api.protocol import endpoint_of
from api.publication import publications
from api.settings import Settings
from api.worker import GRAPH_FORMATS
from kg.search_property import PROPERTY
from kg.store_folder import snapshot_folder
from kg.vocabulary import DCTERMS, RDF, RDFS, Ids
from kg.void import Description, read_void
from kg.void_rdf import NAMESPACES, dataset_of, void_triples

router = APIRouter(tags=["SPARQL"])
SD = "http://www.w3.org/ns/sparql-service-description#"
EXTENSION_FUNCTIONS: tuple[str, ...] = (PROPERTY,)
"""IRIs of the functions that queries may call besides those of SPARQL."""
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads")

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {} for form in GRAPHS for media in form.media_types[:1]}},
    **PROBLEMS,
    **describe_problems({400: "`format` names none of the formats.", 406: "None of those of Accept can be sent."}),
}


@router.get(
    "/void", summary="What the data are, in numbers (VoID, DCAT)", responses=_RESPONSES, response_class=Response
)
@router.get("/.well-known/void", include_in_schema=False)
async def void(
    request: Request,
    format: Annotated[str | None, Query(description="turtle, ntriples, jsonld, rdfxml, trig, nquads.")] = None,
) -> Response:
    """The description of the version that is served. Raises Problem (404) where it was published without one."""
    settings: Settings = request.app.state.settings
    state = publications(request.app).newest()
    described = _described(state.version, settings)
    if described is None:
        raise Problem(404, "not-found", "This version was published without a description; `rawabit ingest` makes one.")
    headers = fresh_headers(state, request)
    chosen = choose(GRAPHS, format, request.headers.get("accept"))
    triples = void_triples(described, endpoint_of(request), settings.data_licence)
    return Response(
        _serialized(triples, chosen),
        headers={**headers, "Content-Type": chosen.content_type},
    )


def describe_service(request: Request, chosen: Format) -> bytes:
    """The description of the SPARQL endpoint in one of the formats of graphs, and that of the data if there is one."""
    settings: Settings = request.app.state.settings
    described = _described(publications(request.app).newest().version, settings)
    endpoint = endpoint_of(request)
    triples = list(_service(endpoint, settings))
    if described:
        triples += void_triples(described, endpoint, settings.data_licence)
    return _serialized(triples, chosen)


def _service(endpoint: str, settings: Settings) -> Iterator[ox.Triple]:
    service, graph = (ox.NamedNode(f"{endpoint}#{part}") for part in ("service", "default-graph"))
    ids = Ids(settings.base)
    dataset = dataset_of(settings.base)
    yield ox.Triple(service, RDF.type, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), ox.NamedNode(endpoint))
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    if settings.token or settings.scratch:
        yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update"))
    if not settings.scratch:
        yield ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for name in (*_RESULTS, *_GRAPHS):
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + name))
    for name in _GRAPHS:
        yield ox.Triple(service, _sd("inputFormat"), ox.NamedNode(_FORMATS + name))
    for iri in EXTENSION_FUNCTIONS:
        yield ox.Triple(service, _sd("extensionFunction"), ox.NamedNode(iri))
        yield ox.Triple(ox.NamedNode(iri), RDF.type, _sd("Function"))
    yield ox.Triple(service, _sd("propertyFeature"), ox.NamedNode(PROPERTY))
    yield ox.Triple(service, _COMMENT, ox.Literal(limits_in_words(settings), language="en"))
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, RDF.type, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), graph)
    yield ox.Triple(graph, RDF.type, _sd("Graph"))
    if not settings.scratch:
        for node, label in (
            (ids.resolved_graph, "What holds across articles: persons, posts, encounters"),
            (ids.derived_graph, "Direct edges: who met whom, who cooperates with whom"),
            (ids.reference_graph, "The ontology, the topics, states and organisations"),
            (ids.curation_graph, "What curators added; may be changed with a token"),
        ):
            named = ox.NamedNode(f"{endpoint}#graph-{node.value.rpartition('/')[2]}")
            yield ox.Triple(dataset, _sd("namedGraph"), named)
            yield ox.Triple(named, RDF.type, _sd("NamedGraph"))
            yield ox.Triple(named, _sd("name"), node)
            yield ox.Triple(named, RDFS.label, ox.Literal(label, language="en"))


def limits_in_words(settings: Settings) -> str:
    """What the endpoint does not do, and what it does only so far."""
    writes = "; only the curators' graph can be changed, with a token" if settings.token else "; it can only be read"
    if settings.scratch:
        return "An empty store in memory for tests of conformance. LOAD and SERVICE are not done."
    return (
        "The default graph is the union of all graphs, of which each article has one; a triple stands in one graph"
        f"{writes}. A query may take {settings.sparql_deadline:g} s and has at most {settings.sparql_max_query_bytes} "
        f"bytes and {settings.sparql_max_nesting} levels of brackets; an answer has at most {settings.sparql_max_rows} "
        f"rows or triples and {settings.sparql_max_bytes} bytes. A larger answer is an error (422), never cut off. The "
        "headers X-Rawabit-Deadline, X-Rawabit-Max-Rows and X-Rawabit-Max-Bytes tell the limits of each answer, "
        "X-Rawabit-Snapshot its version. SERVICE and LOAD are not done, FROM names graphs of the store only."
    )


def _described(version: str, settings: Settings) -> Description | None:
    if settings.scratch:
        return None
    return _read(snapshot_folder(Path(settings.store), version))


@lru_cache(maxsize=4)
def _read(folder: Path) -> Description | None:
    return read_void(folder)


def _serialized(triples: list[ox.Triple], chosen: Format) -> bytes:
    prefixes = {"sd": SD, "dcterms": DCTERMS.iri, **NAMESPACES}
    return ox.serialize(dict.fromkeys(triples), format=GRAPH_FORMATS[chosen.name], prefixes=prefixes) or b""


_COMMENT = ox.NamedNode(RDFS.iri + "comment")


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)
