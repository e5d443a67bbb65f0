"""Updates and the Graph Store Protocol over real HTTP: the curators' graph and no other, for whoever has the token."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from example_graph import extractions, write_store

from api.errors import Problem
from api.evaluator import Job, run
from api.writing import _run
from kg.curation import Difference, write_difference
from kg.ingest import ingest
from kg.store import Store, current_version, open_snapshot
from kg.store_folder import database_of
from kg.vocabulary import Ids

TOKEN = "a-token-of-the-tests"
CURATION = Ids().curation_graph.value
RESOLVED = Ids().resolved_graph.value
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
NOTE = "https://note.example/"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    text: str

    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def kind(self) -> str:
        return str(self.json()["type"]).rpartition("/")[2]


class Endpoint:
    """A client of plain HTTP."""

    def __init__(self, url: str, token: str | None = TOKEN) -> None:
        self.url = url
        self.token = token

    def send(self, method: str, path: str, body: str | bytes | None = None, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        data = body.encode() if isinstance(body, str) else body
        request = urllib.request.Request(self.url + path, data, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read().decode())

    def update(self, text: str, path: str = "/update") -> Answer:
        return self.send("POST", path, text, Content_Type=UPDATE)

    def rows(self, query: str) -> list[dict[str, str]]:
        answer = self.send("POST", "/sparql", query, Content_Type="application/sparql-query")
        assert answer.status == 200, answer.text
        return [{k: v["value"] for k, v in row.items()} for row in answer.json()["results"]["bindings"]]

    def curated(self) -> set[tuple[str, str, str]]:
        return {(r["s"], r["p"], r["o"]) for r in self.rows(f"SELECT * {{ GRAPH <{CURATION}> {{ ?s ?p ?o }} }}")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("curated") / "store"
    write_store(path)
    return path


@pytest.fixture(scope="module")
def endpoint(folder: Path, serve: Callable[..., Any]) -> Iterator[Endpoint]:
    with serve(folder, token=TOKEN, sparql_workers=1, update_max_quads=500, update_deadline=120) as service:
        yield Endpoint(service.url)


def content(folder: Path) -> set[str]:
    """Every quad outside the curators' graph."""
    with open_snapshot(folder) as snapshot:
        return {str(quad) for quad in snapshot.quads() if quad.graph_name.value != CURATION}


def test_a_write_is_read_at_once_and_survives_ingest(endpoint: Endpoint, folder: Path) -> None:
    before = content(folder)
    update = f'INSERT DATA {{ GRAPH <{CURATION}> {{ <{NOTE}a> rdfs:comment "رُوجع"@ar . <{NOTE}a> rdfs:seeAlso [] }} }}'
    for path in ("/update", "/sparql"):
        answer = endpoint.update(update.replace("note.example/a", f"note.example{path}"), path)
        assert answer.status == 200, answer.text
        assert answer.json()["inserted"] == 2
        assert answer.headers["x-rawabit-snapshot"] == current_version(folder)
        found = endpoint.rows(f'SELECT ?s {{ ?s rdfs:comment "رُوجع"@ar FILTER(?s = <https://note.example{path}>) }}')
        assert len(found) == 1  # the union has it, read at once
    nodes = {o for _, p, o in endpoint.curated() if p.endswith("seeAlso")}
    assert len(nodes) == 2
    assert all(node.startswith(Ids().base + ".well-known/genid/") for node in nodes)
    form = urllib.parse.urlencode({"update": f"DELETE WHERE {{ GRAPH <{CURATION}> {{ ?s rdfs:seeAlso ?o }} }}"})
    assert endpoint.send("POST", "/sparql", form, Content_Type=FORM).json()["deleted"] == 2
    curated = endpoint.curated()
    with Store.open(folder) as store:
        ingest(store, extractions())
    with open_snapshot(folder) as snapshot:
        kept = {
            (q.subject.value, q.predicate.value, q.object.value) for q in snapshot.quads(graph=Ids().curation_graph)
        }
    assert kept == curated != set()
    assert {q for q in before if "/run/" not in q} <= content(folder) | before
    endpoint.update(f"CLEAR GRAPH <{CURATION}>")
    assert endpoint.curated() == set()


def test_nothing_to_change_makes_no_version(endpoint: Endpoint, folder: Path) -> None:
    version = current_version(folder)
    answer = endpoint.update(f"DELETE DATA {{ GRAPH <{CURATION}> {{ <{NOTE}x> <{NOTE}y> 1 }} }}")
    assert (answer.status, answer.json()) == (200, {"snapshot": version, "deleted": 0, "inserted": 0})


FORBIDDEN = [
    f"INSERT DATA {{ <{NOTE}a> <{NOTE}b> 1 }}",
    f"INSERT DATA {{ GRAPH <{RESOLVED}> {{ <{NOTE}a> <{NOTE}b> 1 }} }}",
    f"INSERT DATA {{ GRAPH <{CURATION}> {{ <{NOTE}a> <{NOTE}b> 1 }} GRAPH <{NOTE}g> {{ <{NOTE}a> <{NOTE}b> 1 }} }}",
    f"INSERT DATA {{ GRAPH <{CURATION}> {{ <{NOTE}a> <{NOTE}b> 1 }} }}; DELETE WHERE {{ GRAPH ?g {{ ?s rw:met ?o }} }}",
    f"WITH <{RESOLVED}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    f"WITH <{RESOLVED}> INSERT {{ <{NOTE}a> <{NOTE}b> 1 }} WHERE {{}}",
    "DELETE WHERE { ?s rw:met ?o }",
    "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o FILTER(?p = rw:met) } }",
    f"INSERT {{ GRAPH ?g {{ <{NOTE}a> <{NOTE}b> 1 }} }} WHERE {{ GRAPH ?g {{ ?s rw:met ?o }} }}",
    f"DELETE {{ GRAPH ?g {{ ?s ?p ?o }} }} USING NAMED <{RESOLVED}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "CLEAR ALL", "CLEAR SILENT ALL", "CLEAR NAMED", "CLEAR DEFAULT", "DROP ALL", "DROP NAMED",
    f"CLEAR GRAPH <{RESOLVED}>", f"DROP SILENT GRAPH <{RESOLVED}>", f"CREATE GRAPH <{NOTE}g>",
    f"CREATE SILENT GRAPH <{NOTE}g>",
    f"COPY <{CURATION}> TO <{RESOLVED}>", f"ADD <{RESOLVED}> TO DEFAULT", f"MOVE <{RESOLVED}> TO <{CURATION}>",
    f"COPY DEFAULT TO <{CURATION}>",
    f"LOAD <http://127.0.0.1:9/> INTO GRAPH <{CURATION}>", f"LOAD SILENT <file:///etc/x> INTO GRAPH <{CURATION}>",
    f"INSERT {{ GRAPH <{CURATION}> {{ ?s ?p ?o }} }} WHERE {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}",
    f"PREFIX g: <{Ids().base}graph/> INSERT DATA {{ GRAPH g:derived {{ <{NOTE}a> <{NOTE}b> 1 }} }}",
    f"BASE <{Ids().base}> CLEAR GRAPH <graph/derived>",
]  # fmt: skip


@pytest.mark.parametrize("update", FORBIDDEN)
def test_an_update_of_another_graph_is_found_out(folder: Path, update: str, tmp_path: Path) -> None:
    ids, version = Ids(), current_version(folder)
    assert version
    job = Job(
        kind="update",
        snapshot=str(database_of(folder, version)),
        draft=str(tmp_path / "draft"),
        graph=CURATION,
        skolem=ids.base + ".well-known/genid/",
        data=update,
        prefixes=ids.prefixes,
        base="http://service.example/sparql",
    )
    with pytest.raises(Problem) as refused:
        run(job)
    assert (refused.value.status, refused.value.kind) in {
        (403, "graph-not-writable"),
        (403, "load-not-allowed"),
        (403, "federation-not-allowed"),
    }


def test_an_update_of_another_graph_is_refused_as_a_whole(endpoint: Endpoint, folder: Path) -> None:
    endpoint.update(f"INSERT DATA {{ GRAPH <{CURATION}> {{ <{NOTE}kept> <{NOTE}b> 1 }} }}")
    version, before, curated = current_version(folder), content(folder), endpoint.curated()
    for update in FORBIDDEN[2:4]:
        answer = endpoint.update(update)
        assert (answer.status, answer.kind) == (403, "graph-not-writable")
        assert CURATION in answer.json()["detail"]
    assert (
        endpoint.update(FORBIDDEN[-3].replace("SERVICE", "OPTIONAL { SERVICE") + "}").kind == "federation-not-allowed"
    )
    assert (current_version(folder), content(folder), endpoint.curated()) == (version, before, curated)


def test_what_an_update_may_do(endpoint: Endpoint) -> None:
    def done(update: str, **expected: int) -> None:
        answer = endpoint.update(update)
        assert answer.status == 200, (update, answer.text)
        assert {name: answer.json()[name] for name in expected} == expected, update

    done(f"CLEAR GRAPH <{CURATION}>")
    # WHERE sees the union of all graphs; GRAPH and USING narrow it
    persons = len(endpoint.rows("SELECT ?p { ?p a foaf:Person }"))
    done(
        f'WITH <{CURATION}> INSERT {{ ?p skos:note "seen" }} USING <{RESOLVED}> WHERE {{ ?p a foaf:Person }}',
        inserted=4,
    )
    assert persons == 4
    done(f'INSERT {{ GRAPH <{CURATION}> {{ ?p skos:note "met" }} }} WHERE {{ ?p rw:met ?o }}', inserted=4)
    done(
        f'INSERT {{ GRAPH <{CURATION}> {{ ?p skos:note "none" }} }} USING <{NOTE}g> WHERE {{ ?p rw:met ?o }}',
        inserted=0,
    )
    # a later operation reads what an earlier one wrote
    done(
        f'WITH <{CURATION}> DELETE {{ ?p skos:note "met" }} WHERE {{ ?p skos:note "met" }} ; '
        f"INSERT {{ GRAPH <{CURATION}> {{ <{NOTE}count> rdf:value ?n }} }} "
        f"WHERE {{ SELECT (COUNT(*) AS ?n) {{ GRAPH <{CURATION}> {{ ?p skos:note ?any }} }} }}",
        deleted=4,
        inserted=1,
    )
    assert (f"{NOTE}count", "http://www.w3.org/1999/02/22-rdf-syntax-ns#value", "4") in endpoint.curated()
    # GRAPH ?g that leads to the curators' graph alone, moves and copies into it
    done("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o FILTER(?p = skos:note) } }", deleted=4)
    done(
        f"ADD <{Ids().derived_graph.value}> TO <{CURATION}>",
        inserted=len(endpoint.rows(f"SELECT * {{ GRAPH <{Ids().derived_graph.value}> {{ ?s ?p ?o }} }}")),
    )
    done(f"CREATE SILENT GRAPH <{CURATION}> ; DROP GRAPH <{CURATION}>")
    assert endpoint.curated() == set()


def test_parameters_name_the_dataset_of_where(endpoint: Endpoint) -> None:
    update = f'INSERT {{ GRAPH <{CURATION}> {{ ?p <{NOTE}p> "x" }} }} WHERE {{ ?p rw:met ?o }}'
    url = "/update?" + urllib.parse.urlencode({"using-graph-uri": RESOLVED})
    assert endpoint.update(update, url).json()["inserted"] == 0
    url = "/update?" + urllib.parse.urlencode({"using-graph-uri": Ids().derived_graph.value})
    assert endpoint.update(update, url).json()["inserted"] == 4
    both = update.replace("WHERE", f"USING <{RESOLVED}> WHERE")
    assert endpoint.update(both, url).status == 400
    endpoint.update(f"CLEAR GRAPH <{CURATION}>")


def test_who_may_write(endpoint: Endpoint, folder: Path, serve: Callable[..., Any]) -> None:
    update = f"INSERT DATA {{ GRAPH <{CURATION}> {{ <{NOTE}a> <{NOTE}b> 1 }} }}"
    for authorization in (
        "",
        "Bearer ",
        "Bearer wrong-token-of-tests",
        f"Basic {TOKEN}",
        f"Bearer {TOKEN}x",
        "Bearer é",
    ):
        for method, path, media in (
            ("POST", "/update", UPDATE),
            ("POST", "/sparql", UPDATE),
            ("PUT", f"/graphs?graph={CURATION}", "text/turtle"),
            ("DELETE", "/graphs/curation", "text/turtle"),
            ("PATCH", "/graphs/curation", UPDATE),
        ):
            answer = endpoint.send(method, path, update, Content_Type=media, Authorization=authorization)
            assert (answer.status, answer.kind) == (401, "token-needed"), (authorization, method, answer.text)
            assert answer.headers["www-authenticate"].startswith("Bearer ")
            assert TOKEN not in answer.text
    form = urllib.parse.urlencode({"update": update})
    assert endpoint.send("POST", "/sparql", form, Content_Type=FORM, Authorization="").status == 401
    with serve(folder, sparql_workers=1) as service:
        closed = Endpoint(service.url)
        for answer in (closed.update(update), closed.send("PUT", "/graphs/curation", "", Content_Type="text/turtle")):
            assert (answer.status, answer.kind) == (403, "updates-not-allowed")
            assert "RAWABIT_TOKEN" in answer.json()["detail"]


def test_what_may_be_written_is_described(endpoint: Endpoint) -> None:
    document = endpoint.send("GET", "/openapi.json").json()
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for path, method in (("/update", "post"), ("/graphs", "put"), ("/graphs", "post"), ("/graphs", "delete")):
        assert document["paths"][path][method]["security"] == [{"token": []}]
    assert TOKEN not in json.dumps(document)


def test_errors_of_updates(endpoint: Endpoint) -> None:
    def told(answer: Answer) -> tuple[int, str]:
        return answer.status, answer.kind

    insert = f"INSERT {{ GRAPH <{CURATION}> {{ ?s ?p ?o }} }} WHERE"
    assert told(endpoint.update("INSERT DATA { nonsense }")) == (400, "malformed-update")
    assert told(endpoint.update("SELECT * { ?s ?p ?o }")) == (400, "malformed-update")
    assert told(endpoint.update("CLEAR ;; CLEAR ALL")) == (400, "malformed-update")
    assert told(endpoint.update(f"{insert} {{ ?s ?p ?o }}")) == (422, "update-too-large")
    assert told(endpoint.update(f"{insert} {{ ?s ?p ?o FILTER({'(' * 300}1{')' * 300}) }}")) == (
        400,
        "nesting-too-deep",
    )
    assert told(endpoint.send("POST", "/update", "CLEAR ALL", Content_Type="text/plain")) == (
        415,
        "unsupported-media-type",
    )
    assert told(endpoint.send("POST", "/update", b"\xff\xfe", Content_Type=UPDATE)) == (400, "malformed-update")
    utf16 = endpoint.send("POST", "/update", "CLEAR ALL".encode("utf-16"), Content_Type=UPDATE + "; charset=utf-16")
    assert utf16.status == 415
    twice = endpoint.send("POST", "/update", "update=CLEAR+ALL&update=CLEAR+ALL", Content_Type=FORM)
    assert told(twice) == (400, "malformed-parameters")
    assert told(endpoint.send("POST", "/update", "query=ASK{}&update=CLEAR+ALL", Content_Type=FORM))[0] == 400
    assert told(endpoint.send("GET", "/sparql?update=CLEAR+ALL"))[0] == 403
    assert told(endpoint.send("GET", "/update")) == (405, "method-not-allowed")
    asked = endpoint.send("GET", "/sparql?" + urllib.parse.urlencode({"query": "CLEAR ALL"}))
    assert told(asked) == (400, "malformed-query")
    assert endpoint.send("POST", "/update", b" " * (5 * 2**20), Content_Type=UPDATE).status == 413
    triple = f"INSERT DATA {{ GRAPH <{CURATION}> {{ <{NOTE}a> <{NOTE}b> <<( <{NOTE}a> <{NOTE}b> 1 )>> }} }}"
    assert told(endpoint.update(triple)) == (400, "triple-terms")


def test_a_bomb_is_ended_and_queries_go_on(folder: Path, serve: Callable[..., Any]) -> None:
    bomb = (
        f"INSERT {{ GRAPH <{CURATION}> {{ <{NOTE}n> <{NOTE}b> ?n }} }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . "
    )
    bomb += "?d ?e ?f . ?g ?h ?i . ?j ?k ?l }}"
    with serve(folder, token=TOKEN, sparql_workers=1, update_deadline=2) as service:
        answer = Endpoint(service.url).update(bomb)
        assert (answer.status, answer.kind) == (503, "update-timeout")
        assert answer.headers["retry-after"]
        assert len(Endpoint(service.url).rows("SELECT * { ?s rw:met ?o }")) == 6


def test_ingest_and_updates_take_turns(endpoint: Endpoint, folder: Path) -> None:
    update = f"INSERT DATA {{ GRAPH <{CURATION}> {{ <{NOTE}turn> <{NOTE}b> 1 }} }}"
    with Store.open(folder) as writing:
        answer = endpoint.update(update)
        assert (answer.status, answer.kind) == (503, "ingest-running")
        assert int(answer.headers["retry-after"]) > 0
        # an article written, the computed graphs not yet: nothing may be published before the ingest is run again
        graph = writing.ids.article_graph("example-1")
        kept = list(writing.quads(graph=graph))
        writing.replace_article(graph, kept[:-1])
    answer = endpoint.update(update)
    assert (answer.status, answer.kind) == (503, "ingest-unfinished")
    with Store.open(folder) as store:
        ingest(store, extractions())
    assert endpoint.update(update).json()["inserted"] == 1
    assert (f"{NOTE}turn", f"{NOTE}b", "1") in endpoint.curated()
    endpoint.update(f"CLEAR GRAPH <{CURATION}>")


def test_a_difference_of_an_old_version_is_not_written(tmp_path: Path) -> None:
    first = write_store(tmp_path / "store")
    line = f"<{NOTE}a> <{NOTE}b> <{NOTE}c> <{CURATION}> ."
    base = Ids().base
    done = write_difference(str(tmp_path / "store"), Difference(first, "", line), base=base)
    assert done.kind == "done"
    again = write_difference(str(tmp_path / "store"), Difference(first, "", line.replace("a>", "z>")), base=base)
    assert (again.kind, again.version) == ("stale", done.version)
    with Store.open(tmp_path / "store"):
        assert write_difference(str(tmp_path / "store"), Difference(done.version, "", ""), base=base).kind == "locked"


def test_threads_reserve_little_of_what_a_write_may_take() -> None:
    script = "import os; print(os.environ.get('MALLOC_ARENA_MAX'))"
    status, output = asyncio.run(_run("timeit", "-n1", "-r1", script, data=b"", seconds=60))
    assert (status, output.split()[:1]) == (0, [b"2"])


def test_the_graph_store(endpoint: Endpoint) -> None:
    indirect = "/graphs?" + urllib.parse.urlencode({"graph": CURATION})
    direct = "/graphs/curation"
    turtle = f'<{NOTE}قطر> <{NOTE}label> "قطر"@ar . <#here> <{NOTE}p> [ <{NOTE}q> 1 ] .'
    assert endpoint.send("GET", indirect).status == 404
    assert endpoint.send("DELETE", indirect).status == 404
    assert endpoint.send("PUT", indirect, turtle, Content_Type="text/turtle").status == 201
    assert endpoint.send("PUT", direct, turtle, Content_Type="text/turtle; charset=utf-8").status == 200
    got = endpoint.send("GET", direct, Accept="application/n-triples", Authorization="")
    assert got.headers["content-type"] == "application/n-triples"
    assert f'<{NOTE}قطر> <{NOTE}label> "قطر"@ar .' in got.text
    assert f"<{CURATION}#here>" in got.text
    assert endpoint.send("HEAD", indirect, Accept="text/turtle").headers["content-type"].startswith("text/turtle")
    more = endpoint.send("POST", indirect, f'<{NOTE}a> <{NOTE}b> "2" .', Content_Type="application/n-triples")
    assert (more.status, more.json().get("inserted")) == (200, 1), more.text
    patch = endpoint.send("PATCH", direct, f"DELETE WHERE {{ <{NOTE}a> ?p ?o }}", Content_Type=UPDATE)
    assert (patch.status, patch.json().get("deleted")) == (200, 1), patch.text
    patch = endpoint.send("PATCH", direct, f"INSERT DATA {{ <{NOTE}a> <{NOTE}b> 3 }}", Content_Type=UPDATE)
    assert (patch.status, patch.json().get("inserted")) == (200, 1), patch.text
    json_ld = json.dumps({"@id": f"{NOTE}j", f"{NOTE}b": 5})
    assert endpoint.send("POST", direct, json_ld, Content_Type="application/ld+json").status == 200
    quads = f"<{NOTE}a> <{NOTE}b> 2 <{RESOLVED}> ."
    assert endpoint.send("POST", direct, quads, Content_Type="application/n-quads").status == 400
    assert endpoint.send("DELETE", direct).json()["deleted"] == 5
    assert endpoint.send("GET", direct).status == 404


def test_other_graphs_are_only_read(endpoint: Endpoint, folder: Path) -> None:
    version = current_version(folder)
    derived = endpoint.send("GET", "/graphs/derived", Accept="application/n-triples", Authorization="")
    assert derived.text.count("\n") == len(
        endpoint.rows(f"SELECT * {{ GRAPH <{Ids().derived_graph.value}> {{?s ?p ?o}} }}")
    )
    union = endpoint.send("GET", "/graphs?default", Accept="application/n-triples")
    assert union.text.count("\n") > 100
    for path in ("/graphs/derived", "/graphs?default", f"/graphs?graph={NOTE}g"):
        for method in ("PUT", "POST", "DELETE", "PATCH"):
            media = UPDATE if method == "PATCH" else "text/turtle"
            answer = endpoint.send(method, path, "" if method != "PATCH" else "CLEAR ALL", Content_Type=media)
            assert (answer.status, answer.kind) == (403, "graph-not-writable"), (path, method, answer.text)
    assert endpoint.send("POST", "/graphs", "", Content_Type="text/turtle").status == 400
    assert endpoint.send("GET", "/graphs?default&graph=urn:x").status == 400
    assert endpoint.send("PUT", "/graphs/curation", "x", Content_Type="text/html").status == 415
    assert endpoint.send("PUT", "/graphs/curation", "nonsense", Content_Type="text/turtle").status == 400
    assert endpoint.send("GET", "/graphs/derived", Accept="image/png").status == 406
    assert current_version(folder) == version


def test_evaluation_leaves_nothing_behind(endpoint: Endpoint, folder: Path) -> None:
    endpoint.update(
        f"INSERT DATA {{ GRAPH <{CURATION}> {{ <{NOTE}l> <{NOTE}b> 1 }} }} ; "
        f"DELETE WHERE {{ GRAPH <{CURATION}> {{ ?s ?p ?o }} }}"
    )
    assert not list((folder / "snapshots").glob("draft*"))
