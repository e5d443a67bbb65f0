"""The service description and the description of the data: what they say is so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from example_graph import write_store
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode, Quad
from rdflib.compare import isomorphic

from kg import void as counting
from kg.publish import publish
from kg.store import Reader, Store, open_snapshot
from kg.store_folder import snapshot_folder
from kg.void import FILE, read_void

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
DATASET = rdflib.URIRef("https://w3id.org/rawabit/id/dataset")


def counted_in_python(reader: Reader) -> dict[str, Any]:
    """The same numbers, counted quad by quad."""
    quads = list(reader.quads())
    types = [quad for quad in quads if quad.predicate.value.endswith("#type")]
    return {
        "triples": len(quads),
        "subjects": len({quad.subject for quad in quads}),
        "objects": len({quad.object for quad in quads}),
        "entities": len({quad.subject for quad in types}),
        "classes": {
            c.value: len({q.subject for q in types if q.object == c})
            for c in {q.object for q in types}
            if isinstance(c, NamedNode)
        },
        "properties": {
            p.value: (
                sum(q.predicate == p for q in quads),
                len({q.subject for q in quads if q.predicate == p}),
                len({q.object for q in quads if q.predicate == p}),
            )
            for p in {q.predicate for q in quads}
        },
    }


def told(folder: Path, version: str) -> dict[str, Any]:
    described = read_void(snapshot_folder(folder, version))
    assert described
    assert described.version == version
    counts = described.counts
    return {
        name: getattr(counts, name) for name in ("triples", "subjects", "objects", "entities", "classes", "properties")
    }


def test_the_numbers_are_exact(store: Path) -> None:
    with open_snapshot(store) as snapshot:
        assert told(store, snapshot.version) == counted_in_python(snapshot)


def test_what_curators_change_is_joined_without_counting_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "store"
    write_store(folder)
    calls: list[Reader] = []
    count = counting.count
    monkeypatch.setattr(counting, "count", lambda reader: calls.append(reader) or count(reader))
    rdf_type = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for round in range(2):
        with Store.open(folder) as store:
            ids = store.ids
            person = next(store.quads(None, rdf_type, NamedNode("http://xmlns.com/foaf/0.1/Person")))
            label = next(store.quads(person.subject, NamedNode("http://www.w3.org/2000/01/rdf-schema#label")))
            changes = [
                (person.subject, rdf_type, NamedNode("https://note.example/Reviewed")),  # a known subject, a new class
                (NamedNode("https://note.example/n"), rdf_type, person.object),  # a new subject, a known class
                (person.subject, label.predicate, Literal(f"اسم {round}", language="ar")),  # a new object
                (NamedNode("https://note.example/n"), label.predicate, label.object),  # all known but the subject
                (NamedNode("https://note.example/n"), NamedNode("https://note.example/p"), Literal("1")),
                (person.subject, rdf_type, Literal("no class")),
                (person.subject, rdf_type, person.object),  # stands in another graph already
            ]
            quads = [Quad(*change, ids.curation_graph) for change in changes]
            store.change_graph(ids.curation_graph, list(store.quads(graph=ids.curation_graph)), quads)
            version = publish(store)
        with open_snapshot(folder, version) as snapshot:
            assert told(folder, version) == counted_in_python(snapshot)
        assert calls == []
    # counted anew once an article changes, whatever curators have written; then joined again
    with Store.open(folder) as store:
        store.replace_article(store.ids.article_graph("example-4"), [])
        version = publish(store)
    assert len(calls) == 1
    with open_snapshot(folder, version) as snapshot:
        assert told(folder, version) == counted_in_python(snapshot)
    with Store.open(folder) as store:
        store.change_graph(store.ids.curation_graph, list(store.quads(graph=store.ids.curation_graph)), [])
        version = publish(store)
    assert len(calls) == 1
    with open_snapshot(folder, version) as snapshot:
        assert told(folder, version) == counted_in_python(snapshot)


@pytest.mark.parametrize("path", ["/void", "/.well-known/void"])
def test_void_in_every_format(client: TestClient, path: str) -> None:
    graph = rdflib.Graph().parse(data=client.get(path).text, format="turtle")
    for accept, parser in (
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/trig", "trig"),
        ("application/n-quads", "nquads"),
    ):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.headers["content-type"] == accept
        if parser in {"trig", "nquads"}:
            dataset = rdflib.Dataset().parse(data=answer.content, format=parser)
            assert len(dataset) == len(graph)
        else:
            assert isomorphic(rdflib.Graph().parse(data=answer.content, format=parser), graph)
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406
    again = client.get(path)
    assert client.get(path, headers={"If-None-Match": again.headers["etag"]}).status_code == 304
    triples = int(
        client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"}).text.split()[1]
    )
    assert graph.value(DATASET, VOID.triples).toPython() == triples
    assert graph.value(DATASET, VOID.sparqlEndpoint) == rdflib.URIRef("http://testserver/sparql")
    assert graph.value(DATASET, VOID.uriSpace).toPython() == "https://w3id.org/rawabit/id/"
    person = graph.value(predicate=VOID["class"], object=rdflib.URIRef("http://xmlns.com/foaf/0.1/Person"))
    assert (DATASET, VOID.classPartition, person) in graph
    assert graph.value(person, VOID.entities).toPython() == 4
    met = graph.value(predicate=VOID.property, object=rdflib.URIRef("https://w3id.org/rawabit/ontology#met"))
    assert [graph.value(met, VOID[name]).toPython() for name in ("triples", "distinctSubjects", "distinctObjects")] == [
        6,
        4,
        4,
    ]
    examples = list(graph.objects(DATASET, VOID.exampleResource))
    assert len(examples) == 4
    for example in examples:
        assert client.get("/sparql", params={"query": f"ASK {{ <{example}> ?p ?o }}"}).json()["boolean"]


def test_the_service_description(client: TestClient, serve: Callable[..., Any], store: Path) -> None:
    def described(client: Any, url: str = "/sparql") -> rdflib.Graph:
        return rdflib.Graph().parse(data=client.get(url, headers={"Accept": "text/turtle"}).text, format="turtle")

    graph = described(client)
    (service,) = graph.subjects(SD.endpoint, rdflib.URIRef("http://testserver/sparql"))
    assert (service, rdflib.RDF.type, SD.Service) in graph
    assert (service, SD.defaultDataset, DATASET) in graph
    assert (service, SD.feature, SD.UnionDefaultGraph) in graph
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert len(set(graph.objects(service, SD.resultFormat))) == 10
    (function,) = graph.objects(service, SD.extensionFunction)
    assert str(function).endswith("/ontology#matches")
    assert (function, rdflib.RDF.type, SD.Function) in graph
    assert (service, SD.propertyFeature, function) in graph
    assert graph.value(DATASET, VOID.triples) is not None
    names = {str(graph.value(named, SD.name)) for named in graph.objects(DATASET, SD.namedGraph)}
    assert {name.rpartition("/")[2] for name in names} == {"resolved", "derived", "reference", "curation"}
    assert "100000 rows" in str(graph.value(service, rdflib.RDFS.comment))
    assert (DATASET, rdflib.DCTERMS.license, None) not in graph

    licence = "https://creativecommons.org/licenses/by/4.0/"
    from api.app import create_app
    from api.settings import Settings

    settings = Settings(
        store=str(store), sparql_workers=1, sparql_max_rows=77, token="0123456789abcdef", data_licence=licence
    )
    with TestClient(create_app(settings)) as other:
        graph = described(other)
        assert set(graph.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}
        assert (DATASET, rdflib.DCTERMS.license, rdflib.URIRef(licence)) in graph
        assert "77 rows" in str(graph.value(None, rdflib.RDFS.comment, any=True)) or any(
            "77 rows" in str(text) for text in graph.objects(None, rdflib.RDFS.comment)
        )
        assert "0123456789abcdef" not in other.get("/sparql", headers={"Accept": "text/turtle"}).text


def test_a_version_without_a_description(tmp_path: Path) -> None:
    from api.app import create_app
    from api.settings import Settings

    folder = tmp_path / "store"
    version = write_store(folder)
    (snapshot_folder(folder, version) / FILE).unlink()
    with TestClient(create_app(Settings(store=str(folder), sparql_workers=1))) as client:
        assert client.get("/void").status_code == 404
        assert client.get("/sparql", headers={"Accept": "text/turtle"}).status_code == 200
