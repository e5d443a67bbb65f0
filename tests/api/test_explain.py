"""Plans of queries: patterns with their counts, warnings of what is slow, and limits that hold."""

from __future__ import annotations

import time
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import explain
from api.plan import explain as read
from kg.named_queries import NamedQuery, named_queries
from kg.vocabulary import Ids

DYAD = "?part rw:onBehalfOf ?state . ?other rw:onBehalfOf ?otherState"


def plan(client: TestClient, query: str) -> dict[str, Any]:
    answer = client.get("/sparql/explain", params={"query": query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def kinds(query: str) -> list[str]:
    """The kinds of warnings, without a process for each query."""
    return [warning.kind for warning in read(query, Ids().prefixes, lambda *_: (1, True)).warnings]


def test_patterns_are_told_with_the_quads_that_match(client: TestClient) -> None:
    found = plan(client, "SELECT ?a ?b { ?a rw:met ?b . ?a a foaf:Person ; rw:onBehalfOf id:none } LIMIT 5")
    counted = {pattern["pattern"]: (pattern["quads"], pattern["exact"]) for pattern in found["patterns"]}
    assert counted["?a rw:met ?b"] == (6, True)
    assert counted["?a rw:onBehalfOf id:none"] == (0, True)
    assert (found["form"], found["warnings"]) == ("select", [])
    assert found["algebra"]["operator"] == "Slice"
    assert found["algebra"]["children"][0]["detail"].split() == ["?a", "?b"]


def test_what_the_search_finds_is_not_counted_as_quads(client: TestClient) -> None:
    [pattern] = plan(client, 'SELECT ?x { ?x rw:matches "وزير" } LIMIT 5')["patterns"]
    assert (pattern["quads"], pattern["exact"]) == (None, False)


def test_a_graph_narrows_the_count(client: TestClient) -> None:
    found = plan(client, "ASK { GRAPH id:graph\\/derived { ?s ?p ?o } }")
    everything = plan(client, "ASK { ?s ?p ?o }")
    assert 0 < found["patterns"][0]["quads"] < everything["patterns"][0]["quads"]


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        (f"SELECT (COUNT(*) AS ?n) {{ {DYAD} }}", "cartesian-product"),
        ("SELECT * { ?a rw:met ?b OPTIONAL { ?c rw:met ?d } } LIMIT 9", "cartesian-product"),
        ("SELECT * { { ?a rw:met ?b . ?c rw:met ?d } UNION { ?a rw:met ?a } } LIMIT 9", "cartesian-product"),
        ("SELECT * { ?a rw:met* ?b } LIMIT 9", "unbounded-path"),
        ("SELECT * { ?a (rw:met/rw:onBehalfOf)+ ?b } LIMIT 9", "unbounded-path"),
        ('SELECT * { ?a rdfs:label ?n FILTER(CONTAINS(LCASE(STR(?n)), "x")) } LIMIT 9', "label-scan"),
        ('SELECT * { ?a skos:prefLabel ?n FILTER(?a != rw:met && REGEX(?n, "x")) } LIMIT 9', "label-scan"),
        ("SELECT * { ?a rw:met ?b }", "no-limit"),
        ("SELECT * { ?a rw:met ?b } ORDER BY ?a", "order-without-limit"),
    ],
)
def test_what_is_slow_is_warned_of(query: str, kind: str) -> None:
    assert kinds(query) == [kind]


def test_warnings_are_told_in_both_languages_with_their_place(client: TestClient) -> None:
    [warning] = plan(client, f"SELECT (COUNT(*) AS ?n) {{ {DYAD} }}")["warnings"]
    assert "share no variable" in warning["text"]
    assert "لا يجمعها متغيّر" in warning["text_ar"]
    assert set(warning["where"]) == {"?part rw:onBehalfOf ?state", "?other rw:onBehalfOf ?otherState"}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a rw:met ?b . ?b rw:met ?c } LIMIT 9",
        "SELECT * { VALUES ?a { id:x id:y } ?a rw:met ?b } LIMIT 9",
        "SELECT * { VALUES ?from { UNDEF } ?a rw:met ?b FILTER(!BOUND(?from) || ?a = ?from) } LIMIT 9",
        "SELECT * { ?a rw:met ?b BIND(STR(?b) AS ?text) OPTIONAL { ?b rdfs:label ?n } } LIMIT 9",
        "SELECT * { id:x rw:met* ?b } LIMIT 9",
        "SELECT (COUNT(*) AS ?n) { ?a rw:met ?b }",
        "SELECT * { ?a rw:met ?b { SELECT (COUNT(*) AS ?n) { ?c rw:met ?d } } } LIMIT 9",
        'SELECT * { ?a schema:url ?n FILTER(CONTAINS(STR(?n), "x")) } LIMIT 9',
        "CONSTRUCT { ?a rw:met ?b } WHERE { ?a rw:met ?b } LIMIT 9",
        "SELECT * { [] rw:agent ?a ; rw:side ?side . _:b rw:agent ?a ; rw:rank ?rank } LIMIT 9",
        "ASK { ?a rw:met ?b }",
        "DESCRIBE id:x",
    ],
)
def test_what_is_not_slow_is_not_warned_of(query: str) -> None:
    assert kinds(query) == []


def test_the_endpoint_itself_explains_when_asked(client: TestClient) -> None:
    query = "SELECT * { ?a rw:met ?b } LIMIT 1"
    direct = client.get("/sparql", params={"query": query, "explain": "1"})
    assert direct.json() == plan(client, query)
    assert "results" in client.get("/sparql", params={"query": query, "explain": "0", "format": "json"}).json()


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
def test_named_queries_can_be_explained(query: NamedQuery) -> None:
    assert read(query.text, Ids().prefixes, lambda *_: (1, True)).patterns


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("SELECT ?x { ?x rw:met }", 400, "malformed-query"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "federation-not-allowed"),
        ("INSERT DATA { id:a id:b 1 }", 403, "updates-not-allowed"),
        ("SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }", 403, "graph-not-allowed"),
        ("ASK { " + "{ " * 300 + "}" * 301, 400, "nesting-too-deep"),
        ("ASK { ?s ?p ?o }" + " " * 40_000, 413, "query-too-long"),
    ],
)
def test_what_is_not_answered_is_not_explained(client: TestClient, query: str, status: int, kind: str) -> None:
    answer = client.get("/sparql/explain", params={"query": query})
    assert answer.status_code == status, answer.text
    assert answer.json()["type"].endswith(kind)


def test_what_takes_too_long_is_ended(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "SECONDS", 0.01)
    begun = time.monotonic()
    answer = client.get("/sparql/explain", params={"query": "ASK {}"})
    assert (answer.status_code, answer.json()["title_en"]) == (503, "The query could not be explained")
    assert time.monotonic() - begun < 5
    monkeypatch.undo()
    assert plan(client, "ASK {}")["form"] == "ask"


def test_deep_expressions_end_their_own_process_at_most(client: TestClient) -> None:
    deep = "SELECT * { ?s ?p ?o FILTER(" + "(" * 190 + "1" + ")" * 190 + ") } LIMIT 1"
    assert client.get("/sparql/explain", params={"query": deep}).status_code in {200, 503}
    assert plan(client, "ASK {}")["form"] == "ask"
