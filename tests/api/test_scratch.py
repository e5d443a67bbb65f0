"""The scratch mode: an empty store for tests of conformance, on this machine only, and never where a store is."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from api.app import create_app
from api.serve import run
from api.settings import Settings
from kg.errors import StoreError

UPDATE = {"Content-Type": "application/sparql-update"}
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def test_every_graph_is_writable_and_the_default_graph_is_no_union(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(store=str(tmp_path / "none"), scratch=True))) as client:

        def n(query: str) -> str:
            return str(client.get("/sparql", params={"query": query, "format": "csv"}).text.split()[1])

        insert = "INSERT DATA { <urn:a> <urn:b> 1 . GRAPH <urn:g> { <urn:a> <urn:b> 2, 3 } }"
        assert client.post("/update", content=insert, headers=UPDATE).status_code == 200
        assert n(COUNT) == "1"
        assert n("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == "2"
        # an update that fails half-way is taken back as a whole
        half = "DROP ALL ; COPY <urn:none> TO <urn:g>"
        assert client.post("/update", content=half, headers=UPDATE).status_code == 400
        assert n(COUNT) == "1"
        assert client.put("/graphs?graph=urn:g", content="", headers={"Content-Type": "text/turtle"}).status_code == 200
        assert n("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == "0"
        created = client.post("/graphs", content="<x> <y> 1 .", headers={"Content-Type": "text/turtle"})
        assert created.status_code == 201
        assert (
            f"<{created.headers['location']}>"
            in client.get("/sparql", params={"query": "SELECT ?g { GRAPH ?g { ?s ?p 1 } }", "format": "tsv"}).text
        )
        assert client.post("/update", content="DROP ALL", headers=UPDATE).status_code == 200
        assert n(COUNT) == "0"


def test_arabic_iris_name_graphs_decoded_once(tmp_path: Path) -> None:
    iri = "http://ar.example/قطر%D9%82"
    with TestClient(create_app(Settings(store=str(tmp_path / "none"), scratch=True))) as client:
        turtle = {"Content-Type": "text/turtle"}
        assert client.put(
            f"/graphs?graph={quote(iri, safe='')}", content="<urn:a> <urn:b> 1 .", headers=turtle
        ).is_success
        query = quote("SELECT (STR(?g) AS ?iri) { GRAPH ?g { ?s ?p ?o } }")
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for given in (quote(iri, safe=""), quote(iri, safe=":/")):
            parameters = f"query={query}&named-graph-uri={given}"
            for answer in (
                client.get(f"/sparql?{parameters}"),
                client.post("/sparql", content=parameters, headers=form),
            ):
                assert [row["iri"]["value"] for row in answer.json()["results"]["bindings"]] == [iri]
            assert client.get(f"/graphs?graph={given}").status_code == 200
        twice = quote(quote(iri, safe=""), safe="")
        assert client.get(f"/sparql?query={query}&named-graph-uri={twice}").status_code == 400
        assert client.get(f"/sparql?query={query}&named-graph-uri=%FF%FE").status_code == 400


def test_it_starts_on_no_store_and_on_this_machine_only(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAWABIT_SCRATCH", "1")
    with pytest.raises(StoreError, match="RAWABIT_SCRATCH"):
        run(store, port=0)
    with pytest.raises(ValidationError, match="this machine"):
        Settings(scratch=True, host="0.0.0.0")
