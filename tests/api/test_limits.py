"""Nothing that a visitor asks stops the service, reaches out of it, or gets a part for the whole."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2 as httpx
import pyoxigraph as ox
import pytest
from example_graph import extractions, write_store
from test_sparql import problem

from api.errors import Problem
from api.pool import PoolLimits, WorkerPool
from api.processes import DiskSource
from api.worker import Task
from benchmarks.attack.reaching import listening

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
SLOW = """SELECT (COUNT(*) AS ?n) (SUM(STRLEN(STR(?f))) AS ?m)
    { { SELECT * { ?a ?b ?c } LIMIT 1200 } { SELECT * { ?d ?e ?f } LIMIT 1200 } }"""
MANY = "SELECT * {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {}"


def ask(url: str, query: str, timeout: float = 30, **params: str) -> httpx.Response:
    return httpx.get(f"{url}/sparql", params={"query": query, **params}, timeout=timeout)


def task(query: str, **changes: Any) -> Task:
    usual: dict[str, Any] = {
        "query": query,
        "format": "json",
        "has_dataset": False,
        "default_graphs": None,
        "named_graphs": None,
        "max_rows": 1000,
        "max_bytes": 2**20,
        "deadline": 5.0,
        "prefixes": {},
    }
    return Task(**(usual | changes))


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A server of this machine that notes every connection: its port, and what came."""
    with listening() as found:
        yield found


def test_no_query_reaches_another_host(serve: Any, listener: tuple[int, list[bytes]]) -> None:
    port, hits = listener
    there = f"http://127.0.0.1:{port}/"
    with serve() as service:
        problem(ask(service.url, f"ASK {{ SERVICE <{there}> {{ ?s ?p ?o }} }}"), 403, "federation-not-allowed")
        problem(ask(service.url, f"ASK {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }}"), 403, "federation-not-allowed")
        problem(ask(service.url, f"LOAD <{there}>"), 403, "updates-not-allowed")
        problem(ask(service.url, "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }"), 403, "graph-not-allowed")
        file_graph = {"default-graph-uri": "file:///etc/hostname"}
        problem(ask(service.url, "SELECT * { ?s ?p ?o }", **file_graph), 403, "graph-not-allowed")
        answer = ask(service.url, f"SELECT * FROM <{there}> FROM NAMED <{there}x> {{ ?s ?p ?o }}")
        assert answer.json()["results"]["bindings"] == []
    assert hits == []


@pytest.fixture(scope="module")
def many_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of more tables than the engine opens by itself (16)."""
    folder = tmp_path_factory.mktemp("tables")
    database = ox.Store(folder / "db")
    for part in range(12):
        subjects = (ox.NamedNode(f"http://x/{part}/{number}") for number in range(100))
        predicate, graph = ox.NamedNode("http://x/p"), ox.NamedNode("http://x/g")
        database.bulk_extend(ox.Quad(s, predicate, ox.Literal(f"{part} {s.value}"), graph) for s in subjects)
    database.backup(folder / "snapshot")
    assert len(list((folder / "snapshot").glob("*.sst"))) > 20
    return folder / "snapshot"


def test_a_worker_cannot_open_a_socket_even_past_the_guard(
    many_tables: Path, listener: tuple[int, list[bytes]]
) -> None:
    port, hits = listener
    service = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"

    async def past_the_guard() -> str:
        pool = WorkerPool(DiskSource(many_tables), PoolLimits(workers=1, queue=1, queue_seconds=5, memory=2**30))
        await pool.start()
        try:
            with pytest.raises(Problem) as caught:
                await pool.ask(task(service))
            for part in range(12):  # and all the tables can be read
                found = await pool.ask(task(f'ASK {{ ?s ?p "{part} http://x/{part}/50" }}'))
                assert b"true" in found.head
            everything = await pool.ask(task("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"))
            assert b'"1200"' in everything.head
            return caught.value.detail
        finally:
            await pool.close()

    assert "Operation not permitted" in asyncio.run(past_the_guard())
    assert hits == []


def test_the_deadline_ends_a_query_while_others_are_answered(serve: Any) -> None:
    with serve(sparql_deadline=1.0) as service, ThreadPoolExecutor(4) as threads:
        httpx.get(f"{service.url}/openapi.json")  # made when it is asked for first, which takes a while
        start = time.perf_counter()
        heavy = threads.submit(ask, service.url, ENDLESS)
        slowest = 0.0
        while not heavy.done():
            began = time.perf_counter()
            assert ask(service.url, "ASK { ?one rw:met ?other }").json()["boolean"]
            assert httpx.get(f"{service.url}/openapi.json").status_code == 200
            slowest = max(slowest, time.perf_counter() - began)
        took = time.perf_counter() - start
        answer = heavy.result()
        assert problem(answer, 503, "query-timeout")["deadline"] == 1.0
        assert answer.headers["retry-after"]
        assert took < 1.5
        assert slowest < 0.75


def test_a_client_may_give_up_earlier(serve: Any) -> None:
    with serve() as service:
        start = time.perf_counter()
        answer = httpx.get(f"{service.url}/sparql", params={"query": ENDLESS, "timeout": "0.3"})
        problem(answer, 503, "query-timeout")
        assert time.perf_counter() - start < 0.8


def test_more_heavy_queries_than_workers(serve: Any) -> None:
    with (
        serve(sparql_deadline=3, sparql_queue=2, sparql_queue_seconds=30, sparql_slow_workers=0) as service,
        ThreadPoolExecutor(8) as threads,
    ):
        answers = [threads.submit(ask, service.url, ENDLESS) for _ in range(6)]
        kinds = sorted(answer.result().json()["type"].rpartition("/")[2] for answer in answers)
        assert kinds == ["query-timeout"] * 4 + ["too-busy"] * 2
        assert ask(service.url, "ASK {}").json()["boolean"]


def test_a_client_that_leaves_frees_its_worker(serve: Any) -> None:
    with serve(sparql_workers=1, sparql_deadline=60, sparql_queue_seconds=0.1, sparql_slow_workers=0) as service:
        with socket.create_connection(("127.0.0.1", service.port)) as connection:
            connection.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.3)
            problem(ask(service.url, "ASK {}"), 503, "too-busy")
        deadline = time.perf_counter() + 3
        while (answer := ask(service.url, "ASK {}")).status_code != 200:
            assert time.perf_counter() < deadline, answer.text
            time.sleep(0.05)


def test_a_client_that_leaves_amid_its_answer_frees_its_worker(serve: Any) -> None:
    limits = {"sparql_max_rows": 0, "sparql_max_bytes": 0, "sparql_deadline": 60, "sparql_slow_workers": 0}
    query = quote("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    with serve(sparql_workers=1, sparql_queue_seconds=0.1, **limits) as service:
        with socket.create_connection(("127.0.0.1", service.port)) as connection:
            connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            received = 0
            while received < 4 * 2**20:
                received += len(connection.recv(2**16))
            problem(ask(service.url, "ASK {}"), 503, "too-busy")
        deadline = time.perf_counter() + 3
        while (answer := ask(service.url, "ASK {}")).status_code != 200:
            assert time.perf_counter() < deadline, answer.text
            time.sleep(0.05)


def test_a_client_that_does_not_read_frees_its_worker(serve: Any) -> None:
    limits = {"sparql_buffer_bytes": 0, "sparql_max_rows": 10**9, "sparql_max_bytes": 2**40}
    query = quote("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    with (
        serve(
            sparql_workers=1, sparql_deadline=1.0, sparql_queue_seconds=0.1, sparql_slow_workers=0, **limits
        ) as service,
        socket.create_connection(("127.0.0.1", service.port)) as connection,
    ):
        connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.5)
        problem(ask(service.url, "ASK {}"), 503, "too-busy")
        time.sleep(1.0)
        assert ask(service.url, "ASK {}").json()["boolean"]


@pytest.mark.parametrize(
    ("query", "settings", "refusal"),
    [
        (BOMB, {"sparql_memory_mib": 128}, (507, "out-of-memory")),
        ("ASK { FILTER(" + "!" * 60000 + "1) }", {"sparql_max_steps": 10**6}, (500, "query-crashed")),
        ("ASK { {}" + " UNION {}" * 12000 + " }", {"sparql_max_steps": 10**6}, (500, "query-crashed")),
    ],
    ids=["order-by", "unary", "union"],
)
def test_a_query_that_kills_its_process_harms_nobody_else(
    serve: Any, query: str, settings: dict[str, Any], refusal: tuple[int, str]
) -> None:
    with serve(**settings) as service:
        for _ in range(3):
            answer = httpx.post(f"{service.url}/sparql", data={"query": query}, timeout=40)
            problem(answer, *refusal)
            assert ask(service.url, "ASK { ?one rw:met ?other }").json()["boolean"]


def test_what_is_too_large_is_an_error_and_not_a_part(serve: Any) -> None:
    with serve(sparql_max_rows=1000, sparql_max_bytes=50_000) as service:
        assert len(ask(service.url, "SELECT * { ?a a ?c . ?d a ?f } LIMIT 50").json()["results"]["bindings"]) == 50
        body = problem(ask(service.url, MANY.format(1001), format="csv"), 422, "result-too-large")
        assert (body["unit"], body["maximum"]) == ("bytes", 50_000)
    with serve(sparql_max_rows=1000) as service:
        for name in ("json", "xml", "csv", "tsv"):
            assert ask(service.url, MANY.format(1000), format=name).status_code == 200
            body = problem(ask(service.url, MANY.format(1001), format=name), 422, "result-too-large")
            assert (body["unit"], body["maximum"]) == ("rows", 1000)
        graph = "CONSTRUCT {{ ?a ?b ?f }} {{ SELECT * {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {} }}"
        body = problem(ask(service.url, graph.format(100_000)), 422, "result-too-large")
        assert body["maximum"] == 1000


def test_a_failure_after_the_status_breaks_the_connection(serve: Any) -> None:
    def plain(url: str, query: str, **params: str) -> httpx.Response:
        headers = {"Accept-Encoding": "identity"}  # compressed, all of this would be held back
        return httpx.get(f"{url}/sparql", params={"query": query, **params}, headers=headers, timeout=30)

    with serve(sparql_max_rows=20_000, sparql_buffer_bytes=100_000) as service:
        whole = plain(service.url, MANY.format(20_000), format="csv")
        assert whole.text.count("\n") == 20_001
        assert whole.headers["transfer-encoding"] == "chunked"
        with pytest.raises(httpx.RemoteProtocolError):
            plain(service.url, MANY.format(50_000), format="csv")
        assert ask(service.url, "ASK {}").json()["boolean"]
    with serve(sparql_deadline=0.6, sparql_buffer_bytes=100_000) as service:
        endless_rows = "SELECT ?a ?c ?f { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(STR(?i)) > 90) }"
        with pytest.raises(httpx.RemoteProtocolError):
            plain(service.url, endless_rows)
        assert ask(service.url, "ASK {}").json()["boolean"]


def test_giant_bodies_are_not_read(serve: Any) -> None:
    with serve() as service, socket.create_connection(("127.0.0.1", service.port)) as connection:
        head = (
            "POST /sparql HTTP/1.1",
            "Host: x",
            "Content-Type: application/sparql-query",
            "Content-Length: 1000000000",
        )
        connection.sendall("\r\n".join((*head, "", "")).encode())
        sent = 0
        connection.settimeout(5)
        try:
            while sent < 50_000_000:
                sent += connection.send(b"# " * 30_000)
        except OSError:
            pass
        assert sent < 50_000_000
        answer = httpx.post(f"{service.url}/sparql", data={"query": "ASK {} #" + "x" * 200_000})
        assert problem(answer, 413, "query-too-long")["maximum"] == 131072


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        ("ASK {}".encode("utf-16"), {"Content-Type": "application/sparql-query; charset=UTF-16"}, 415),
        ("ASK {}".encode("utf-16"), {"Content-Type": "application/sparql-query"}, 400),
        ("query=" + "%FE%FF%00A", {"Content-Type": "application/x-www-form-urlencoded"}, 400),
        (b"\x00" * 50, {"Content-Type": "application/sparql-query"}, 400),
        (b"\xef\xbb\xbfASK {}", {"Content-Type": "application/sparql-query"}, 200),
        ("ASK {}", {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}, 415),
        ("ASK {}", {"Content-Type": "application/sparql-query;;;=;charset="}, 200),
        ("ASK {}", {"Content-Type": ""}, 415),
        ("ASK {}", {"Content-Type": "application/sparql-query", "Accept": ",;q=x,,*/*;q=99"}, 200),
        ("ASK {}", {"Content-Type": "application/sparql-query", "Accept": "a/b," * 5000}, 406),
        ("ASK {}", {"Content-Type": "application/sparql-query", "Accept": "\xff\xfe"}, 406),
        ("ASK {}", {"Content-Type": "application/sparql-query", "If-None-Match": '"', "Range": "bytes=0-1"}, 200),
        ("query=ASK{}&" + "a=b&" * 5000, {"Content-Type": "application/x-www-form-urlencoded"}, 400),
    ],
)
def test_odd_bodies_and_headers(client: Any, content: str | bytes, headers: dict[str, str], status: int) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = client.post("/sparql", content=content, headers=raw)
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_new_version_is_served_soon_and_no_request_is_lost(serve: Any, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    articles = extractions()
    first = write_store(folder, articles[:1])
    with serve(folder) as service, ThreadPoolExecutor(4) as threads:
        stop = threading.Event()
        seen: list[tuple[int, str | None]] = []

        def hammer() -> None:
            with httpx.Client(timeout=20) as http:
                while not stop.is_set():
                    answer = http.get(f"{service.url}/sparql", params={"query": "SELECT * { ?a rw:met ?b }"})
                    seen.append((answer.status_code, answer.headers.get("x-rawabit-snapshot")))

        slow = threads.submit(ask, service.url, SLOW, timeout=60)
        hammers = [threads.submit(hammer) for _ in range(2)]
        version = first
        try:
            for count in (2, 3, 4):
                version = write_store(folder, articles[:count])
                deadline = time.perf_counter() + 8  # 2 s on a machine that does nothing else
                while not seen or seen[-1][1] != version:
                    assert time.perf_counter() < deadline, "the new version is not served"
                    time.sleep(0.01)
        finally:
            stop.set()
        for hammered in hammers:
            hammered.result()
        assert {status for status, _ in seen} == {200}
        assert len({served for _, served in seen}) == 4
        assert slow.result().status_code == 200  # begun on the first version, whose files are gone by now
        assert ask(service.url, "SELECT * { ?a rw:met ?b }").headers["x-rawabit-snapshot"] == version
    shutil.rmtree(folder)


def test_before_anything_is_published_the_service_says_so(serve: Any, tmp_path: Path) -> None:
    with serve(tmp_path / "store") as service:
        problem(ask(service.url, "ASK {}"), 503, "store-not-ready")
        write_store(tmp_path / "store", [])
        deadline = time.perf_counter() + 2
        while ask(service.url, "ASK {}").status_code != 200:
            assert time.perf_counter() < deadline
            time.sleep(0.05)
