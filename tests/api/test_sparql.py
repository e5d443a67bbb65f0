"""The SPARQL protocol: every way to ask, every format, and errors that say what to do."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import parse_qsl, quote

import pyoxigraph as ox
import pytest
import rdflib
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic
from rdflib.query import Result

from api.errors import Problem
from api.protocol import decode

SALEM = "سالم الحمداني"
PAIRS = "SELECT ?one ?other { ?one rw:met ?other } ORDER BY ?one ?other"
LABEL = f'SELECT ?p {{ ?p rdfs:label "{SALEM}"@ar }}'
PIECES = ["query", "=", "&", "+", "%2B", "%D8%A8", "%5Cx41", "\\", "%", "%4", "ب", "%FF", ";"]  # of query strings
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def problem(response: Any, status: int, kind: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["type"].rpartition("/")[2] == kind
    assert body["detail"]
    return body


def bindings(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    rows: list[dict[str, Any]] = response.json()["results"]["bindings"]
    return rows


def test_get_form_and_direct_post_give_one_answer(client: TestClient) -> None:
    got = client.get("/sparql", params={"query": PAIRS})
    form = client.post("/sparql", data={"query": PAIRS})
    direct = client.post("/sparql", content=PAIRS, headers={"Content-Type": "application/sparql-query; charset=UTF-8"})
    assert len(bindings(got)) == 6
    assert got.content == form.content == direct.content
    assert got.headers["content-type"] == "application/sparql-results+json"
    assert got.headers["x-rawabit-max-rows"] == "100000"
    assert got.headers["vary"].startswith("Accept")


def test_arabic_is_decoded_exactly_once(client: TestClient) -> None:
    encoded = quote(LABEL)
    answers = [
        client.get(f"/sparql?query={encoded}"),
        client.post("/sparql", content=f"query={encoded}", headers=FORM),
        client.post("/sparql", content=f"query={LABEL.replace(' ', '+')}".encode(), headers=FORM),
        client.post("/sparql", content=LABEL.encode(), headers={"Content-Type": "application/sparql-query"}),
    ]
    assert [len(bindings(answer)) for answer in answers] == [1, 1, 1, 1]


@pytest.mark.parametrize("method", ["get", "form", "direct"])
def test_percent_signs_in_iris_survive(client: TestClient, method: str) -> None:
    query = "SELECT (STR(<http://ar.dbpedia.org/resource/%D8%B3%2541>) AS ?iri) {}"
    if method == "get":
        answer = client.get("/sparql", params={"query": query})
    elif method == "form":
        answer = client.post("/sparql", data={"query": query})
    else:
        answer = client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-query"})
    assert bindings(answer)[0]["iri"]["value"] == "http://ar.dbpedia.org/resource/%D8%B3%2541"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.4", "text/csv; charset=utf-8"),
        ("text/turtle, */*;q=0.1", "application/sparql-results+json"),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/xml", "application/sparql-results+xml"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
    ],
)
def test_accept_chooses_the_format(client: TestClient, accept: str | None, media: str) -> None:
    headers = {"Accept": accept} if accept else {"Accept": ""}
    answer = client.get("/sparql", params={"query": PAIRS}, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_tables_hold_the_same_rows(client: TestClient, name: str) -> None:
    query = "SELECT ?p ?label { ?p a foaf:Person ; rdfs:label ?label } ORDER BY ?p"
    answer = client.get("/sparql", params={"query": query, "format": name})
    expected = {
        (r["p"]["value"], r["label"]["value"]) for r in bindings(client.get("/sparql", params={"query": query}))
    }
    assert len(expected) == 4
    if name == "csv":
        rows = {(r["p"], r["label"]) for r in csv.DictReader(io.StringIO(answer.text))}
    else:
        result = Result.parse(io.BytesIO(answer.content), format=name)
        rows = {(str(row.p), str(row.label)) for row in result}
    assert rows == expected


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("truth", ["true", "false"])
def test_ask(client: TestClient, name: str, truth: str) -> None:
    query = "ASK { ?one rw:met ?other }" if truth == "true" else "ASK { ?one rw:met ?one }"
    answer = client.get("/sparql", params={"query": query, "format": name})
    assert answer.status_code == 200
    assert truth in answer.text


@pytest.mark.parametrize(
    ("name", "media", "parser"),
    [
        ("turtle", "text/turtle; charset=utf-8", "turtle"),
        ("ttl", "text/turtle; charset=utf-8", "turtle"),
        ("ntriples", "application/n-triples", "nt"),
        ("jsonld", "application/ld+json", "json-ld"),
        ("rdfxml", "application/rdf+xml", "xml"),
    ],
)
def test_graphs_hold_the_same_triples(client: TestClient, name: str, media: str, parser: str) -> None:
    query = "CONSTRUCT { ?p ?key ?value } { ?p a foaf:Person ; ?key ?value }"
    answer = client.get("/sparql", params={"query": query, "format": name})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    plain = client.get("/sparql", params={"query": query, "format": "nt"}).text
    reference = rdflib.Graph().parse(data=plain, format="nt")
    assert len(reference) == plain.count("\n") > 20
    assert isomorphic(rdflib.Graph().parse(data=answer.content, format=parser), reference)


@pytest.mark.parametrize(("name", "media"), [("trig", "application/trig"), ("nquads", "application/n-quads")])
def test_triples_as_quads_of_the_default_graph(client: TestClient, name: str, media: str) -> None:
    query = "CONSTRUCT WHERE { ?one rw:met ?other }"
    by_name = client.get("/sparql", params={"query": query, "format": name})
    by_type = client.get("/sparql", params={"query": query}, headers={"Accept": media})
    assert by_name.headers["content-type"] == by_type.headers["content-type"] == media
    assert by_name.content == by_type.content
    triples = list(ox.parse(by_name.content, ox.RdfFormat.from_media_type(media)))
    assert len(triples) == 6
    assert {quad.graph_name for quad in triples} == {ox.DefaultGraph()}


def test_relative_iris_are_relative_to_the_endpoint(client: TestClient) -> None:
    query = "SELECT (STR(<x>) AS ?x) (STR(<#y>) AS ?y) {}"
    (row,) = bindings(client.get("/sparql", params={"query": query}))
    assert (row["x"]["value"], row["y"]["value"]) == ("http://testserver/x", "http://testserver/sparql#y")
    (row,) = bindings(client.get("/sparql", params={"query": "BASE <http://b.example/c/> " + query}))
    assert row["x"]["value"] == "http://b.example/c/x"
    for host in ("", "a b", "a<b>", "[::1", "a:b:c", '"', "%zz", "é.example"):
        answer = client.get("/sparql", params={"query": query}, headers={"Host": host.encode()})
        assert bindings(answer)[0]["x"]["value"].endswith("/x")
        assert client.get("/sparql", headers={"Host": host.encode(), "Accept": "text/turtle"}).status_code == 200


def test_describe_in_json_ld_by_accept(client: TestClient) -> None:
    query = f'DESCRIBE ?p {{ ?p rdfs:label "{SALEM}"@ar }}'
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "application/ld+json"})
    assert answer.headers["content-type"] == "application/ld+json"
    assert SALEM in json.dumps(answer.json(), ensure_ascii=False)


def test_what_cannot_be_sent_is_406(client: TestClient) -> None:
    body = problem(
        client.get("/sparql", params={"query": PAIRS}, headers={"Accept": "text/turtle"}), 406, "not-acceptable"
    )
    assert "text/csv" in body["detail"]
    problem(
        client.get("/sparql", params={"query": "CONSTRUCT WHERE {?s ?p ?o}"}, headers={"Accept": "text/csv"}),
        406,
        "not-acceptable",
    )
    problem(client.get("/sparql", params={"query": PAIRS, "format": "turtle"}), 400, "unknown-format")


def test_the_default_graph_is_the_union_unless_a_dataset_is_named(client: TestClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) {from} {{ ?s ?p ?o }}"
    derived = "https://w3id.org/rawabit/id/graph/derived"

    def n(query: str, **params: str) -> int:
        return int(bindings(client.get("/sparql", params={"query": query, **params}))[0]["n"]["value"])

    everything = n(count.format_map({"from": ""}))
    assert everything > 100
    in_derived = n(count.format_map({"from": f"FROM <{derived}>"}))
    assert 0 < in_derived < everything
    assert n(count.format_map({"from": ""}), **{"default-graph-uri": derived}) == in_derived
    assert n("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": derived}) == in_derived
    assert n("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **{"named-graph-uri": derived}) == 0
    assert n("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == everything


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("SELECT * {\n ?s ?p }", "Line 2"),
        ("", "no SELECT"),
        ("SELECT * { ?s ?p 'open }", "not closed"),
        ("SELECT * { ?s nosuch:p ?o }", "not declared"),
        ("EXPLAIN SELECT * {}", "starts with"),
    ],
)
def test_a_malformed_query_is_told_where(client: TestClient, query: str, text: str) -> None:
    assert text in problem(client.get("/sparql", params={"query": query}), 400, "malformed-query")["detail"]


def test_a_function_that_nobody_knows_is_the_askers_mistake(client: TestClient) -> None:
    told = problem(
        client.get("/sparql", params={"query": "SELECT (<https://example.org/f>(1) AS ?x) {}"}), 422, "unknown-function"
    )
    assert told["function"] == "https://example.org/f"


def test_misuse_of_the_protocol(client: TestClient) -> None:
    problem(client.get("/sparql?query=ASK{}&query=ASK{}"), 400, "malformed-parameters")
    problem(client.get("/sparql", params={"update": "CLEAR ALL"}), 403, "updates-not-allowed")
    problem(client.post("/sparql", data={"update": "CLEAR ALL"}), 403, "updates-not-allowed")
    update = {"Content-Type": "application/sparql-update"}
    problem(client.post("/sparql", content="CLEAR ALL", headers=update), 403, "updates-not-allowed")
    problem(
        client.post("/sparql", content="ASK {}", headers={"Content-Type": "text/plain"}), 415, "unsupported-media-type"
    )
    problem(client.post("/sparql", content="ASK {}"), 415, "unsupported-media-type")
    problem(client.post("/sparql", data={"nothing": "x"}), 400, "malformed-parameters")
    problem(client.put("/sparql", content="ASK {}"), 405, "method-not-allowed")
    problem(
        client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": "not an iri"}),
        400,
        "malformed-parameters",
    )
    body = problem(client.get("/sparql", params={"query": "ASK {}", "timeout": "60"}), 400, "malformed-parameters")
    assert body["maximum"] == 10


def test_the_service_describes_itself(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert (None, sd.endpoint, rdflib.URIRef("http://testserver/sparql")) in graph
    assert (None, sd.feature, sd.UnionDefaultGraph) in graph


def test_a_browser_gets_a_page(client: TestClient) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for url in ("/sparql", "/sparql?query=ASK{}"):
        answer = client.get(url, headers={"Accept": accept})
        assert answer.headers["content-type"].startswith("text/html")
    assert client.get("/sparql", params={"query": "ASK{}", "format": "json"}, headers={"Accept": accept}).json()[
        "boolean"
    ]


def test_answers_are_compressed_and_open_to_other_sites(client: TestClient) -> None:
    headers = {"Accept-Encoding": "gzip", "Origin": "https://research.example"}
    answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"}, headers=headers)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    preflight = client.options(
        "/sparql", headers={"Origin": "https://x.example", "Access-Control-Request-Method": "POST"}
    )
    assert preflight.headers["access-control-allow-origin"] == "*"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_parameters_are_decoded_as_the_standard_library_does(pieces: list[str]) -> None:
    data = "".join(pieces)
    try:
        expected = parse_qsl(data, keep_blank_values=True, errors="strict")
    except ValueError:
        with pytest.raises(Problem):
            decode(data.encode())
    else:
        assert decode(data.encode()) == expected
