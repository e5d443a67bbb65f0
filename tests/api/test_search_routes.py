"""``/api/v1/search`` and ``rw:matches`` at ``/sparql``, over HTTP."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from example_graph import extractions, write_store
from fastapi.testclient import TestClient
from test_sparql import bindings, problem

from api.app import create_app
from api.settings import Settings
from kg.derive import rebuild
from kg.rdf import statement_quads
from kg.store import Store

SEARCH = "/api/v1/search"


def get(client: Any, q: str, **params: Any) -> Any:
    answer = client.get(SEARCH, params={"q": q, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


def ask(client: Any, query: str) -> Any:
    return client.get("/sparql", params={"query": query})


@pytest.mark.parametrize("q", ["سالم الحمداني", "الحَمدانى", "سالم حمداني", "لسالم الحمدانى", "حمدا* سالم"])
def test_a_person_is_found_in_any_spelling(client: TestClient, q: str) -> None:
    page = get(client, q, type="person")
    [person] = page["items"]
    assert person["label"] == "سالم الحمداني"
    assert client.get(f"/api/v1/entities/{person['id']}").json()["iri"] == person["iri"]
    assert page["total"] == page["types"]["person"] == 1
    [snippet] = person["snippets"]
    assert snippet["property"] == "label"
    assert all(snippet["text"][h["start"] : h["end"]] in ("سالم", "الحمداني") for h in snippet["highlights"])


def test_sentences_lead_to_articles_and_encounters(client: TestClient) -> None:
    page = get(client, '"نظيره التونسي" لبحث مكافحه الارهاب')
    assert {item["type"] for item in page["items"]} == {"article", "encounter"}
    for item in page["items"]:
        [snippet] = item["snippets"]
        marked = [snippet["text"][h["start"] : h["end"]] for h in snippet["highlights"]]
        assert marked == ["نظيره التونسي", "لبحث", "مكافحة", "الإرهاب"]
        mention = snippet["mention"]
        route = {"article": "articles", "encounter": "encounters"}[item["type"]]
        told = client.get(f"/api/v1/{route}/{item['id'].removeprefix('article/')}").json()
        assert mention in [one["id"] for one in told["mentions"]]
        assert [one["sentence"] for one in told["mentions"] if one["id"] == mention] == [snippet["text"]]
    [encounter] = [item for item in page["items"] if item["type"] == "encounter"]
    assert encounter["label"] == "سالم الحمداني، منير القاسمي"


def test_types_languages_and_headers(client: TestClient) -> None:
    answer = client.get(SEARCH, params={"q": "مصر OR egypt", "type": ["state", "organisation"], "lang": "en"})
    page = answer.json()
    assert page["items"][0]["label"] == "Egypt"
    assert page["items"][0]["label_ar"] == "مصر"
    assert {item["type"] for item in page["items"]} <= {"state", "organisation"}
    assert answer.headers["x-rawabit-snapshot"] == page["snapshot"]
    again = client.get(answer.url, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert get(client, "counter-terrorism", type="topic")["items"][0]["id"] == "counter-terrorism"


def test_pages_by_cursor_are_the_whole_list(client: TestClient) -> None:
    whole = get(client, "مجلس OR وزير", limit=50)
    seen: list[str] = []
    cursor = None
    while True:
        page = get(client, "مجلس OR وزير", limit=7, **({"cursor": cursor} if cursor else {}))
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen[:50] == [item["id"] for item in whole["items"]]
    assert len(seen) == len(set(seen)) == whole["total"] == sum(whole["types"].values())
    problem(client.get(SEARCH, params={"q": "مصر", "cursor": "000000-00000000.7"}), 410, "cursor-expired")
    problem(client.get(SEARCH, params={"q": "مصر", "cursor": "x"}), 422, "invalid-parameter")


def test_pages_reach_as_far_as_told(store: Path) -> None:
    settings = Settings(store=str(store), sparql_workers=1, search_reachable=3)
    with TestClient(create_app(settings)) as client:
        first = get(client, "وزير", limit=2)
        assert (first["reachable"], len(first["items"])) == (3, 2)
        second = get(client, "وزير", limit=2, cursor=first["next_cursor"])
        assert (len(second["items"]), second["next_cursor"]) == (1, None)
        assert second["total"] == first["total"] > 3
        beyond = get(client, "وزير", limit=2, cursor=first["next_cursor"].replace(".2", ".999999999"))
        assert (beyond["items"], beyond["next_cursor"]) == ([], None)


HOSTILE = [
    "*",
    '"',
    '"مصر',
    "(" * 200,
    ")",
    "OR",
    "NOT مصر",
    " ".join(["مصر"] * 200)[:499],
    " OR ".join("ا" * n for n in range(3, 40))[:499],
    "م" * 501,
    "م" * 5_000,
    "\x00",
    "NEAR(a b, 100000000)",
    'a" OR names:"b',
    "^a + b - {c d} : e",
    "'; DROP TABLE documents; --",
    "مم* OR وو* OR اا* OR " * 8,
    '"' + "و " * 200 + '"',
    "😀",
    "%",
    "ـ" * 300,
]


@pytest.mark.parametrize("q", HOSTILE, ids=lambda q: q[:12].encode("unicode_escape").decode())
def test_hostile_searches_are_answered_or_told(client: TestClient, q: str) -> None:
    answer = client.get(SEARCH, params={"q": q})
    assert answer.status_code in (200, 400, 414, 422), answer.text
    assert "fts5" not in answer.text.lower()
    assert "sqlite" not in answer.text.lower()
    if answer.status_code != 200:
        assert answer.json()["detail"]
    assert get(client, "مصر")["total"] > 0


def test_parameters_are_checked(client: TestClient) -> None:
    problem(client.get(SEARCH), 422, "invalid-parameter")
    problem(client.get(SEARCH, params={"q": "مصر", "type": "thing"}), 422, "invalid-parameter")
    problem(client.get(SEARCH, params={"q": "مصر", "limit": 1000}), 422, "invalid-parameter")
    problem(client.get(SEARCH, params={"q": "مصر", "lang": "fr"}), 422, "invalid-parameter")
    detail = problem(client.get(SEARCH, params={"q": "مصر NOT"}), 400, "malformed-query")["detail"]
    assert "missing" in detail


def test_a_search_has_a_deadline(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.text_search._STEPS", 1)
    settings = Settings(store=str(store), sparql_workers=1, search_seconds=1e-9)
    with TestClient(create_app(settings)) as client:
        answer = client.get(SEARCH, params={"q": "مصر"})
        assert problem(answer, 503, "search-timeout")["deadline"] == 1e-9
        assert answer.headers["retry-after"]
        problem(ask(client, 'SELECT * { ?e rw:matches "مصر" }'), 503, "search-timeout")


# ---------------------------------------------------------------- SPARQL


def test_the_property_in_sparql(client: TestClient) -> None:
    answer = ask(client, 'SELECT ?e ?l { ?e rw:matches "الحمدانى" ; a foaf:Person ; rdfs:label ?l }')
    [row] = bindings(answer)
    assert row["l"]["value"] == "سالم الحمداني"
    assert "x-rawabit-search-truncated" not in answer.headers
    post = client.post("/sparql", data={"query": 'ASK { ?e rw:matches "الحمدانى" }'})
    assert post.json()["boolean"] is True
    scored = bindings(ask(client, 'SELECT ?e ?s { (?e ?s) rw:matches ("الحمدانى" 3) }'))
    assert len(scored) == 3
    assert [row["e"]["value"] for row in scored] == [item["iri"] for item in get(client, "الحمدانى", limit=3)["items"]]
    assert all(float(row["s"]["value"]) > 0 for row in scored)


def test_the_function_in_sparql(client: TestClient) -> None:
    query = 'SELECT ?t { ?q oa:exact ?t FILTER rw:matches(?t, "\\"نظيره التونسى\\" NOT ارهاب") }'
    [row] = bindings(ask(client, query))
    assert "مرة أخرى" in row["t"]["value"]
    assert bindings(ask(client, 'SELECT ?t { ?q oa:exact ?t FILTER(!rw:matches(?t, "وزير")) }')) == []


def test_errors_of_the_property_are_problems(client: TestClient) -> None:
    told = problem(ask(client, "SELECT * {\n?e rw:matches ?q }"), 400, "malformed-query")
    assert "line 2, column 4" in told["detail"]
    problem(ask(client, 'SELECT * { ?e rw:matches "*" }'), 400, "malformed-query")
    problem(ask(client, 'SELECT * { ?s ?p ?l FILTER rw:matches(?l, "(") }'), 400, "malformed-query")


def test_hits_left_out_are_told(store: Path) -> None:
    with TestClient(create_app(Settings(store=str(store), sparql_workers=1, sparql_search_hits=2))) as client:
        answer = ask(client, 'SELECT ?e { ?e rw:matches "وزير" }')
        assert len(bindings(answer)) == 2
        assert int(answer.headers["x-rawabit-search-truncated"]) == get(client, "وزير")["total"] - 2
        problem(ask(client, 'SELECT ?e { ?e rw:matches ("وزير" 3) }'), 400, "malformed-query")


def test_a_version_without_an_index_says_so(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store", create=True) as opened:
        for extraction in extractions():
            opened.replace_article(opened.ids.article_graph(extraction.article.id), statement_quads(extraction))
        rebuild(opened)
        opened.publish()
    with TestClient(create_app(Settings(store=str(tmp_path / "store"), sparql_workers=1))) as client:
        told = problem(client.get(SEARCH, params={"q": "مصر"}), 503, "store-not-ready")
        assert "rawabit ingest" in told["detail"]
        problem(ask(client, 'SELECT * { ?e rw:matches "مصر" }'), 503, "store-not-ready")
        assert len(bindings(ask(client, "SELECT * { ?s a foaf:Person } LIMIT 2"))) == 2


def test_a_new_version_is_searched_while_others_search(serve: Any, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    write_store(folder, extractions()[:1])
    failures: list[str] = []
    stop = threading.Event()
    with serve(folder, max_limit=20) as service:

        def reader() -> None:
            with httpx.Client(base_url=service.url, timeout=30) as client:
                while not stop.is_set():
                    answer = client.get(SEARCH, params={"q": random.choice(["الحمداني", "وزير*", "مصر OR تونس"])})
                    if answer.status_code != 200:
                        failures.append(answer.text)

        threads = [threading.Thread(target=reader) for _ in range(3)]
        for thread in threads:
            thread.start()
        with httpx.Client(base_url=service.url, timeout=30) as client:
            assert get(client, "الشرقاوي")["total"] == 0
            version = write_store(folder)
            for _ in range(200):
                if get(client, "الشرقاوي")["snapshot"] == version:
                    break
                stop.wait(0.1)
            assert get(client, "الشرقاوي", type="person")["total"] == 1
        stop.set()
        for thread in threads:
            thread.join()
    assert failures == []


def test_the_command_line_searches_too(store: Path) -> None:
    command = [sys.executable, "-m", "kg", "query", "--store", str(store), "--format", "csv", "-q"]
    query = 'SELECT ?l { ?e rw:matches "الحمدانى" ; a foaf:Person ; rdfs:label ?l FILTER rw:matches(?l, "سالم") }'
    run = subprocess.run([*command, query], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["l", "سالم", "الحمداني"]
    bad = subprocess.run([*command, "SELECT * { ?e rw:matches ?x }"], capture_output=True, text=True)
    assert bad.returncode == 1
    assert len(bad.stderr.splitlines()) == 1
    assert "rw:matches" in bad.stderr
