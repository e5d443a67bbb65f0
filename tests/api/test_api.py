"""``/api/v1``: entities, networks, encounters, articles, topics; errors, caching and the description of all that."""

from __future__ import annotations

import csv
import io
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2 as httpx
import networkx as nx
import pytest
import rdflib
from fastapi.testclient import TestClient
from test_sparql import problem

from api.models import EgoNetwork
from api.serve import run
from api.settings import Settings
from kg.errors import StoreError
from kg.named_queries import named_queries
from kg.ties import EncounterFilter

API = "/api/v1"


def get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(API + path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def salem(client: TestClient) -> str:
    """The id of the minister of the example graph."""
    return str(get(client, "/entities", q="سالم الحمداني")["items"][0]["id"])


@pytest.fixture(scope="module")
def munir(client: TestClient) -> str:
    """The id of his Tunisian counterpart."""
    return str(get(client, "/entities", q="منير القاسمي")["items"][0]["id"])


# -- entities


@pytest.mark.parametrize("text", ["سالم الحمداني", "حمداني", "الحَمْدانى", "سالم حمد", "الحمداني وزير"])
def test_search_reads_names_as_people_type_them(client: TestClient, salem: str, text: str) -> None:
    page = get(client, "/entities", q=text)
    assert page["items"][0]["id"] == salem
    assert page["total"] >= 1


def test_an_entity_in_a_search(client: TestClient, salem: str) -> None:
    item = get(client, "/entities", q="سالم الحمداني")["items"][0]
    assert (item["type"], item["label"], item["posts"]) == ("Person", "سالم الحمداني", ["وزير الداخلية"])
    assert item["on_behalf_of"][0] | {"iri": ""} == {
        "id": "state/EG",
        "iri": "",
        "type": "State",
        "label": "مصر",
        "label_ar": "مصر",
        "label_en": "Egypt",
    }
    assert item["encounters"] == 4


def test_search_by_type_and_without_a_text(client: TestClient, salem: str) -> None:
    everybody = get(client, "/entities", limit=50)
    assert everybody["items"][0]["encounters"] == 4
    assert all(item["encounters"] for item in everybody["items"])
    persons = get(client, "/entities", type="Person", limit=2)
    assert (persons["total"], len(persons["items"]), persons["items"][0]["id"]) == (4, 2, salem)
    assert get(client, "/entities", q="Egypt", type="State")["items"][0]["id"] == "state/EG"
    assert get(client, "/entities", q="لا أحد بهذا الاسم") == {
        "snapshot": everybody["snapshot"],
        "total": 0,
        "items": [],
    }


def test_one_entity(client: TestClient, salem: str) -> None:
    entity = get(client, f"/entities/{salem}")
    assert (entity["first"], entity["last"], entity["encounters"]) == ("2024-05-01", "2024-07-09", 4)
    assert entity["iri"].endswith("/id/" + salem)
    assert get(client, "/entities/state/TN")["label_en"] == "Tunisia"


# -- networks


def test_a_network(client: TestClient, salem: str, munir: str) -> None:
    network = get(client, f"/entities/{salem}/ego", evidence=1)
    assert EgoNetwork.model_validate(network, strict=True).model_dump(mode="json") == network  # as the schema says
    assert (network["center"], network["layer"], len(network["nodes"]), len(network["edges"])) == (
        salem,
        "agents",
        4,
        3,
    )
    assert network["truncated"]["value"] is False
    edge = network["edges"][0]
    assert {edge["source"], edge["target"]} == {salem, munir}
    assert (edge["weight"], edge["relation"], edge["first"], edge["last"]) == (2, "met", "2024-05-01", "2024-07-09")
    assert edge["topics"] == {"counter-terrorism": 1, "training": 1}
    assert edge["evidence"][0]["sources"][0]["sentence"].startswith("التقى وزير الداخلية سالم الحمداني")


def test_an_edge_is_the_encounters_between_its_ends(client: TestClient, salem: str) -> None:
    for center in (salem, "state/EG"):
        for conditions in (
            {},
            {"topic": "training"},
            {"since": "2024-06", "until": "2024-07-09"},
            {"since": "2024-07"},
        ):
            network = get(client, f"/entities/{center}/ego", depth=2, **conditions)
            types = ["meeting", "call"] if network["layer"] == "agents" else []
            assert network["edges"]
            for edge in network["edges"]:
                ends = {"entity": [edge["source"], edge["target"]], "layer": network["layer"], "status": "held"}
                assert get(client, "/encounters", **ends, type=types, **conditions)["total"] == edge["weight"]


def test_what_is_cut_is_told(client: TestClient, salem: str) -> None:
    answer = client.get(f"{API}/entities/{salem}/ego", params={"limit_per_node": 1})
    network = answer.json()
    assert network["truncated"]["value"] is True
    assert answer.headers["x-rawabit-truncated"] == ",".join(network["truncated"]["reasons"]) == "limit_per_node"
    assert network["nodes"][0]["degree"] == {"matching": 3, "returned": 1, "complete": False}


@pytest.mark.parametrize("name", ["cytoscape", "graphml", "gexf", "csv", "jsonld"])
def test_networks_for_other_programs(client: TestClient, salem: str, name: str) -> None:
    answer = client.get(f"{API}/entities/{salem}/ego", params={"format": name, "evidence": 1})
    assert answer.status_code == 200
    assert answer.headers["etag"]
    assert re.fullmatch(r'inline; filename="person-[0-9a-f]{16}\.[a-z]+"', answer.headers["content-disposition"])
    if name == "cytoscape":
        assert len(answer.json()["elements"]["nodes"]) == 4
    elif name == "csv":
        assert sorted(row["weight"] for row in csv.DictReader(io.StringIO(answer.text))) == ["1", "1", "2"]
    elif name == "jsonld":
        graph = rdflib.Graph().parse(data=answer.content, format="json-ld")
        assert len(list(graph.subject_objects(rdflib.URIRef("https://w3id.org/rawabit/ontology#met")))) == 6
    else:
        read = nx.read_graphml if name == "graphml" else nx.read_gexf
        graph = read(io.BytesIO(answer.content))
        assert (graph.number_of_nodes(), graph.number_of_edges()) == (4, 3)


# -- encounters, articles, topics


def test_encounters_are_found_by_every_condition(client: TestClient, salem: str, munir: str) -> None:
    def dates(**conditions: Any) -> list[str | None]:
        return [item["date"] for item in get(client, "/encounters", **conditions)["items"]]

    assert dates() == ["2024-07-09", "2024-06", "2024-05-01", None]
    assert dates(entity=munir) == ["2024-07-09", "2024-05-01"]
    assert dates(entity=[salem, "org/AIMC"]) == ["2024-06"]
    assert dates(country="TN") == dates(country=["eg", "tn"]) == ["2024-07-09", "2024-05-01"]
    assert dates(country=["TN", "LY"]) == []
    assert dates(topic="training") == ["2024-07-09", "2024-06"]
    assert dates(topic=["training", "border-security"]) == ["2024-07-09", "2024-06", None]
    assert dates(type="call") == dates(status="planned") == []
    assert dates(type=["call", "meeting"], status="held", since="2024-06-15") == ["2024-07-09", "2024-06"]
    assert dates(until="2024-06") == ["2024-05-01"]


def test_an_encounter_with_its_evidence(client: TestClient, salem: str, munir: str) -> None:
    found = get(client, "/encounters", entity=munir, until="2024-06")["items"][0]
    assert get(client, f"/encounters/{found['id']}") == found
    assert get(client, f"/encounters/{found['id'].removeprefix('encounter/')}") == found
    assert [(party["agent"]["id"], party["side"], party["rank"]) for party in found["parties"]] == [
        (salem, "a", "principal"),
        (munir, "b", "principal"),
    ]
    assert found["parties"][1]["post"]["label"] == "وزير الداخلية"
    assert (found["place"]["label"], found["place"]["country"]["label_en"]) == ("القاهرة", "Egypt")
    assert found["topics"][0]["label_en"] == "Counter-terrorism"
    mention = found["mentions"][0]
    assert (mention["start"], mention["end"]) == (0, len(mention["sentence"]))
    spans = [mention["sentence"][mark["start"] : mark["end"]] for mark in mention["highlights"]]
    assert spans == ["سالم الحمداني", "منير القاسمي"]
    assert mention["article"] == {
        "id": "example-1",
        "iri": "https://w3id.org/rawabit/id/article/example-1",
        "headline": "لقاء أمني",
        "publisher": "وكالة المثال",
        "published": "2024-05-02",
        "url": "https://news.example/1",
    }


def test_pages_follow_one_another_and_end(client: TestClient) -> None:
    seen, cursor = [], None
    while True:
        page = get(client, "/encounters", limit=3, **({"cursor": cursor} if cursor else {}))
        assert page["total"] == 4
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [item["id"] for item in get(client, "/encounters")["items"]]
    problem(client.get(f"{API}/encounters", params={"cursor": "000001-00000000.3"}), 410, "cursor-expired")
    problem(client.get(f"{API}/encounters", params={"cursor": "nonsense"}), 422, "invalid-parameter")


def test_an_article(client: TestClient) -> None:
    article = get(client, "/articles/example-2")
    assert (article["identifier"], article["headline"]) == ("example-2", "استقبال الأمين العام")
    assert len(article["text_sha256"]) == 64
    assert [mention["encounter"] for mention in article["mentions"]] == [found["id"] for found in article["encounters"]]
    assert "articleBody" not in str(article)
    assert "وشكره" not in str(article)  # the text beyond the evidence is not given


def test_topics_and_queries(client: TestClient) -> None:
    topics = get(client, "/topics")
    assert (topics["items"][0]["code"], topics["items"][0]["encounters"]) == ("training", 2)
    assert all(topic["label_ar"] and topic["label_en"] for topic in topics["items"])
    queries = get(client, "/queries")["items"]
    assert queries
    for query in queries:
        answer = client.get("/sparql", params={"query": query["query"]})
        assert answer.status_code == 200, (query["name"], answer.text)


@pytest.mark.parametrize(
    ("date", "since", "until", "expected"),
    [
        ("2024-06-15", "2024-06-15", None, True),
        ("2024-06-15", None, "2024-06-15", False),
        ("2024-06", "2024-06-20", None, True),
        ("2024-06", None, "2024-06-02", True),
        ("2024", "2024-12-31", "2025", True),
        ("2023", "2024", None, False),
        (None, "2024", None, False),
        (None, None, None, True),
    ],
)
def test_dates_of_any_precision(date: str | None, since: str | None, until: str | None, expected: bool) -> None:
    assert EncounterFilter(since=since, until=until).covers(date) is expected


# -- errors, caching, description


@pytest.mark.parametrize(
    ("path", "status", "kind", "maximum"),
    [
        ("/api/v1/entities/person/0", 404, "not-found", None),
        ("/api/v1/entities/person/0/ego", 404, "not-found", None),
        ("/api/v1/encounters/0", 404, "not-found", None),
        ("/api/v1/articles/nothing", 404, "not-found", None),
        ("/api/v1/nothing", 404, "not-found", None),
        ("/static/nothing.js", 404, "not-found", None),
        ("/static/../app.py", 404, "not-found", None),
        ("/static/%2e%2e/app.py", 404, "not-found", None),
        ("/api/v1/entities?limit=51", 422, "invalid-parameter", 50),
        ("/api/v1/entities?limit=many", 422, "invalid-parameter", None),
        ("/api/v1/encounters?limit=0", 422, "invalid-parameter", None),
        ("/api/v1/encounters?since=yesterday", 422, "invalid-parameter", None),
        ("/api/v1/encounters?topic=gardening", 422, "invalid-parameter", None),
        ("/api/v1/encounters?layer=agents", 422, "invalid-parameter", None),
        ("/api/v1/encounters?type=party", 422, "invalid-parameter", None),
        ("/api/v1/entities/state/EG/ego?depth=4", 422, "invalid-parameter", 3),
        ("/api/v1/entities/state/EG/ego?limit_per_node=201", 422, "invalid-parameter", 200),
        ("/api/v1/entities/state/EG/ego?max_nodes=5001", 422, "invalid-parameter", 5000),
        ("/api/v1/entities/state/EG/ego?evidence=11", 422, "invalid-parameter", 10),
        ("/api/v1/entities/state/EG/ego?format=pdf", 422, "invalid-parameter", None),
    ],
)
def test_errors_say_what_is_wrong(client: TestClient, path: str, status: int, kind: str, maximum: int | None) -> None:
    answer = client.get(path, headers={"Origin": "https://x.example"})
    body = problem(answer, status, kind)
    assert answer.headers["access-control-allow-origin"] == "*"
    if maximum is not None:
        assert body["errors"][0]["maximum"] == maximum
        assert str(maximum) in body["detail"]


def test_an_unforeseen_error_tells_nothing_of_the_inside(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr("api.shaping.Shaper.topics", broken)
    answer = client.get(f"{API}/topics", headers={"Origin": "https://x.example"})
    assert "inside" not in str(problem(answer, 500, "internal-error"))
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_answers_are_kept_by_version(client: TestClient) -> None:
    first = client.get(f"{API}/entities/state/EG/ego")
    tag = first.headers["etag"]
    again = client.get(f"{API}/entities/state/EG/ego", headers={"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert first.headers["x-rawabit-snapshot"] in tag
    assert client.get(f"{API}/entities/state/EG/ego?depth=2").headers["etag"] != tag
    assert client.get(f"{API}/entities/state/EG/ego", headers={"If-None-Match": '"x"'}).content == first.content


def test_every_answer_carries_the_safe_headers(client: TestClient) -> None:
    for path in ("/", "/sparql?query=ASK{}", f"{API}/topics", "/nothing", "/static/style.css"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_the_embedded_network_alone_may_be_framed(client: TestClient) -> None:
    for path in ("/", "/relation", "/country", "/embedding", "/sparql", "/id/state/EG", "/static/style.css", "/embed"):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 200, path
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert policy["frame-ancestors"] == ("*" if path == "/embed" else "'none'"), path
        assert policy.get("frame-src") == ("'self'" if path == "/embedding" else None), path
        assert policy["script-src"] == "'self'", path


def test_the_pages_load_nothing_from_elsewhere_and_hold_no_script() -> None:
    static = Path(__file__).resolve().parents[2] / "api" / "static"
    for page in static.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|javascript:", text), page
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text), page
    for script in static.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), (
            script
        )


def test_openapi_describes_every_route_parameter_and_answer(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert set(document["paths"]) == {
        "/sparql",
        "/update",
        "/graphs",
        "/graphs/{name}",
        "/void",
        "/health",
        "/ready",
        f"{API}/entities",
        f"{API}/entities/{{id}}",
        f"{API}/entities/{{id}}/ego",
        f"{API}/encounters",
        f"{API}/encounters/{{id}}",
        f"{API}/articles/{{id}}",
        f"{API}/topics",
        f"{API}/topics/timeline",
        f"{API}/suggest",
        f"{API}/entities/{{id}}/neighbours",
        f"{API}/relations/{{a}}/{{b}}",
        f"{API}/matrix",
        f"{API}/actor-topics",
        f"{API}/paths",
        f"{API}/measures",
        f"{API}/measures/change",
        "/sparql/explain",
        "/id/{path}",
        "/ontology",
        "/ontology/context.jsonld",
        "/ontology/topic/{code}",
        f"{API}/vocabulary",
        f"{API}/queries",
        f"{API}/search",
        *(f"{API}/queries/{query.name}" for query in named_queries()),
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (path, method)
            assert operation["description"], (path, method)
            for status, answer in operation["responses"].items():
                if status >= "400":
                    schema = answer["content"]["application/problem+json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/ProblemBody"}, (path, method, status)


def test_health(client: TestClient) -> None:
    body = client.get("/health").json()
    assert (body["status"], body["encounters"]) == ("ok", 4)


# -- settings and serving


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAWABIT_SPARQL_DEADLINE", "7.5")
    monkeypatch.setenv("RAWABIT_STORE", "elsewhere")
    settings = Settings()
    assert (settings.sparql_deadline, settings.store) == (7.5, "elsewhere")
    assert all(field.description for field in Settings.model_fields.values())


def test_serving_without_a_graph_is_one_clear_line(tmp_path: Path, store: Path) -> None:
    with pytest.raises(StoreError, match="rawabit ingest"):
        run(tmp_path / "nothing")
    with pytest.raises(StoreError, match="address of an endpoint"):
        run("https://example.org/sparql")
    with pytest.raises(StoreError, match="cannot listen"):
        run(store, host="192.0.2.1")


def test_the_service_starts_and_ends_as_a_program(store: Path) -> None:
    code = f"from api.serve import run; run({str(store)!r}, port=0)"
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            assert process.stdout
            address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert address
            for _ in range(100):
                try:
                    assert httpx.get(f"{address[0]}/health", timeout=60).json()["status"] == "ok"
                    break
                except httpx.ConnectError:
                    pass
            workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
            assert workers
            assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
        finally:
            process.kill()  # a failure must not wait for what was to be ended


@pytest.mark.parametrize("asked", ["", "depth=1", "depth=2", "lang=en", "depth=3&lang=en", "inner_edges=false&depth=2"])
@pytest.mark.parametrize("id", ["state/EG", "state/FR"])
def test_plain_questions_for_networks_take_the_short_way_to_the_same_answer(
    client: TestClient, id: str, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{API}/entities/{id}/ego?{asked}"
    whole = client.get(f"{path}&min_weight=1")  # what it is by default: the framework reads it
    with monkeypatch.context() as patched:
        patched.setattr("api.networks.find_entity", lambda *_: pytest.fail("the framework was asked"))
        short = client.get(path)
    assert short.content == whole.content
    assert {name for name, value in short.headers.items() if whole.headers[name] != value} <= {"etag", "x-request-id"}
    again = client.get(path, headers={"If-None-Match": short.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "asked", ["depth=9", "depth=+1", "depth=1&depth=x", "lang=xx", "inner_edges=2", "depth=", "%ff=1&lang=%ff"]
)
def test_what_is_not_plain_is_checked(client: TestClient, asked: str) -> None:
    assert (
        client.get(f"{API}/entities/state/EG/ego?{asked}").status_code
        == client.get(f"{API}/entities/state/EG/ego?{asked}&min_weight=1").status_code
    )


@pytest.mark.parametrize(
    "media", ["image/png", "application/gexf+xml", "text/csv", "image/svg+xml", "application/json"]
)
def test_only_json_is_written_where_all_others_wait(
    client: TestClient, media: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.networks import run_in_threadpool

    elsewhere = []

    async def watched(*arguments: Any) -> Any:
        elsewhere.append(media)
        return await run_in_threadpool(*arguments)

    monkeypatch.setattr("api.networks.run_in_threadpool", watched)
    answer = client.get(f"{API}/entities/state/EG/ego?depth=1&lang=en", headers={"Accept": f"{media}, */*;q=0.1"})
    assert answer.headers["content-type"].startswith(media)
    assert elsewhere == ([] if media == "application/json" else [media])
