"""The same question on the same version gets the same bytes, without asking the engine again; on another, new ones."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from example_graph import extractions, write_store
from fastapi.testclient import TestClient

from api.answers import LARGEST, AnswerCache
from api.app import create_app
from api.settings import Settings
from kg.query_scan import scan_query

PAIRS = "SELECT ?one ?other { ?one rw:met ?other } ORDER BY ?one ?other"


def asked(client: TestClient) -> int:
    """How many queries the visitors' workers answered so far."""
    return client.app.state.publications.newest().lane("adhoc").state.answered  # type: ignore[attr-defined,no-any-return]


def test_a_repeated_request_is_answered_without_the_engine(client: TestClient) -> None:
    first = client.get("/sparql", params={"query": PAIRS + " # again"})
    before = asked(client)
    again = client.get("/sparql", params={"query": PAIRS + " # again"})
    for answer in (first, again):
        assert answer.headers.pop("x-request-id")  # each request has its own
    assert (again.content, dict(again.headers)) == (first.content, dict(first.headers))
    posted = client.post("/sparql", data={"query": PAIRS + " # again"})
    assert posted.content == first.content
    assert asked(client) == before
    plain = client.get("/sparql", params={"query": PAIRS + " # again"}, headers={"Accept": "text/csv"})
    assert plain.headers["content-type"].startswith("text/csv")
    there = client.get("/sparql", params={"query": PAIRS + " # again"}, headers={"Origin": "https://x.example"})
    assert there.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in first.headers


def test_a_network_that_was_answered_is_not_made_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    path, question = "/api/v1/entities/state/EG/ego", {"depth": 2, "max_nodes": 77}
    first = client.get(path, params=question)
    monkeypatch.setattr("api.networks.ego_network", lambda *_: pytest.fail("made again"))
    again = client.get(path, params=question)
    for answer in (first, again):
        assert answer.headers.pop("x-request-id")
    assert (again.content, dict(again.headers)) == (first.content, dict(first.headers))
    known = client.get(path, params=question, headers={"If-None-Match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    monkeypatch.undo()
    assert client.get("/api/v1/entities/state/FR/ego", params=question).content != first.content
    assert client.get(path, params=question | {"format": "csv"}).headers["content-type"].startswith("text/csv")
    packed = client.get(path, params=question, headers={"Accept-Encoding": "gzip"})
    assert packed.content == first.content


@pytest.mark.parametrize("call", ["RAND()", "NOW()", "UUID()", "struuid ( )", "BNODE()"])
def test_what_varies_is_asked_anew(client: TestClient, call: str) -> None:
    assert scan_query(f"SELECT ({call} AS ?x) {{}}", max_nesting=9, max_steps=9).volatile
    before = asked(client)
    for _ in range(2):
        assert client.get("/sparql", params={"query": f"SELECT ({call} AS ?x) {{}}"}).status_code == 200
    assert asked(client) == before + 2


def test_errors_are_not_kept(client: TestClient) -> None:
    before = asked(client)
    for _ in range(2):
        assert client.get("/sparql", params={"query": "SELECT * { ?s ?p }"}).status_code == 400
    assert asked(client) == before + 2


def test_a_new_version_gives_new_answers(serve: Any, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    write_store(folder, extractions()[:1])
    count = {"query": "SELECT (COUNT(*) AS ?n) { ?one rw:met ?other }", "format": "csv"}
    with serve(folder) as service, httpx.Client() as http:
        before = [http.get(f"{service.url}/sparql", params=count).text for _ in range(2)]
        assert len(set(before)) == 1
        version = write_store(folder, extractions())
        deadline = time.perf_counter() + 10
        while (answer := http.get(f"{service.url}/sparql", params=count)).headers["x-rawabit-snapshot"] != version:
            assert answer.text == before[0]
            assert time.perf_counter() < deadline
        assert answer.text != before[0]


def test_answers_are_compressed_by_the_worker(client: TestClient) -> None:
    query = {"query": "SELECT * { ?s ?p ?o }"}
    packed = client.get("/sparql", params=query, headers={"Accept-Encoding": "gzip"})
    plain = client.get("/sparql", params=query, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 4
    assert "Accept-Encoding" in packed.headers["vary"]


def test_without_limits_an_answer_may_have_any_number_of_rows(store: Path) -> None:
    settings = Settings(store=str(store), sparql_max_rows=0, sparql_max_bytes=0, sparql_graph_memory_mib=0)
    with TestClient(create_app(settings)) as client:
        query = "SELECT ?a { ?a ?b ?c . ?d ?e ?f } LIMIT 120000"
        answer = client.get("/sparql", params={"query": query, "format": "csv"})
        assert answer.text.count("\n") == 120_001
        assert "x-rawabit-max-rows" not in answer.headers


def test_the_cache_keeps_what_was_asked_for_last() -> None:
    cache = AnswerCache(100_000)
    for number in range(20):
        cache.keep(number, b"", 6_000)
        assert cache.get(0) == b""
    assert cache.size <= 100_000
    assert cache.get(1) is None
    assert cache.get(19) == b""
    cache.keep("large", b"", LARGEST + 1)
    assert cache.get("large") is None
    nothing = AnswerCache(0)
    nothing.keep("x", b"", 1)
    assert nothing.get("x") is None
