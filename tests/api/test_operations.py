"""What those who run the service see: health, figures, logs, headers, caching, compression, and its end."""

from __future__ import annotations

import gzip
import io
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from example_graph import extractions, write_store
from fastapi.testclient import TestClient
from test_quotas import NOBODY, SLOW, sparql
from test_sparql import problem

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
PAIRS = "SELECT * {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {}"
GETS = ["/", "/sparql", "/health", "/ready", "/metrics", "/openapi.json", "/api/v1/entities?q=a", "/api/v1/encounters"]


def figures(url: str) -> dict[str, float]:
    """The figures of ``/metrics``, each with its labels as it is written."""
    lines = httpx.get(f"{url}/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def at_work(url: str) -> bool:
    """Whether a visitor's query is under way."""
    told = figures(url)
    return any(told[f'rawabit_workers{{lane="adhoc",state="{state}"}}'] for state in ("quick", "slow"))


# -- health, readiness, figures


def test_alive_and_ready_are_two_things(serve: Any, tmp_path: Path) -> None:
    with serve(tmp_path / "store") as service:
        assert httpx.get(f"{service.url}/health").json()["snapshot"] is None
        problem(httpx.get(f"{service.url}/ready"), 503, "store-not-ready")
        assert figures(service.url)["rawabit_ready"] == 0
        version = write_store(tmp_path / "store", extractions()[:1])
        deadline = time.monotonic() + 20
        while (answer := httpx.get(f"{service.url}/ready")).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert answer.json() == {"status": "ready", "snapshot": version}
        told = figures(service.url)
        assert told["rawabit_ready"] == 1
        assert told[f'rawabit_snapshot{{version="{version}"}}'] == 1
        assert 0 <= told["rawabit_snapshot_age_seconds"] < 600


def test_ready_does_not_wait_behind_heavy_queries(serve: Any) -> None:
    with serve(sparql_workers=1, sparql_deadline=2, sparql_slow_workers=0) as service, ThreadPoolExecutor(1) as threads:
        heavy = threads.submit(sparql, service.url, ENDLESS)
        time.sleep(0.5)
        assert not heavy.done()
        assert httpx.get(f"{service.url}/ready").status_code == 200
        assert not heavy.done()


def test_the_figures_tell_what_happened(serve: Any) -> None:
    with serve(sparql_deadline=0.5, quota_errors=2, **NOBODY, metrics_allow="127.0.0.0/8") as service:
        assert sparql(service.url, "SELECT * { ?s ?p ?o } LIMIT 3").status_code == 200
        assert sparql(service.url, "SELEKT").status_code == 400
        assert sparql(service.url, ENDLESS).status_code == 503
        assert sparql(service.url, "ASK {}").status_code == 429
        httpx.get(f"{service.url}/api/v1/encounters")
        told = figures(service.url)
    assert told['rawabit_requests_total{lane="sparql",method="GET",status="200"}'] == 1
    assert told['rawabit_requests_total{lane="sparql",method="GET",status="429"}'] == 1
    assert told['rawabit_requests_total{lane="api",method="GET",status="200"}'] == 1
    assert told['rawabit_request_seconds_count{lane="sparql"}'] == 4
    assert told['rawabit_query_kills_total{reason="deadline"}'] == 1
    assert told['rawabit_problems_total{kind="over-quota"}'] == 1
    assert told['rawabit_problems_total{kind="malformed-query"}'] == 1
    assert told["rawabit_query_seconds_total"] >= 0.5
    assert told['rawabit_sent_bytes_total{lane="sparql"}'] > 100
    assert told['rawabit_queue_length{lane="adhoc"}'] == 0
    assert 'rawabit_workers{lane="adhoc",state="idle"}' in told
    assert any(name.startswith('rawabit_graph{lane="adhoc"') for name in told)
    assert told['rawabit_requests_under_way{lane="sparql"}'] == 0


def test_a_client_that_leaves_is_a_kill_of_its_own(serve: Any) -> None:
    with serve(sparql_deadline=20) as service:
        with pytest.raises(httpx.TimeoutException):
            httpx.get(f"{service.url}/sparql", params={"query": ENDLESS}, timeout=0.5)
        deadline = time.monotonic() + 5
        while figures(service.url)['rawabit_query_kills_total{reason="client-left"}'] != 1:
            assert time.monotonic() < deadline
            time.sleep(0.05)


# -- logs


def test_log_lines_tell_requests_and_not_queries(serve: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), serve(log_requests=True, sparql_deadline=0.4) as service:
        answer = httpx.get(f"{service.url}/sparql?query=ASK{{}}", headers={"X-Request-ID": "of-mine.1"})
        assert answer.headers["x-request-id"] == "of-mine.1"
        other = httpx.post(f"{service.url}/sparql", data={"query": "SELEKT secret"}, headers={"X-Request-ID": "a b"})
        assert re.fullmatch("[0-9a-f]{16}", other.headers["x-request-id"])
        sparql(service.url, ENDLESS.replace("?n2", "?secret"))
    lines = [record.__dict__["fields"] for record in caplog.records if record.name == "rawabit.access"]
    assert [line["status"] for line in lines] == [200, 400, 503]
    assert lines[0]["request_id"] == "of-mine.1"
    assert lines[1]["problem"] == "malformed-query"
    assert lines[2]["query_ms"] >= 400
    assert all(line["client"] == "127.0.0.0/24" and line["ms"] >= 0 for line in lines)
    ours = [record for record in caplog.records if record.name.startswith("rawabit")]
    assert "secret" not in str([record.__dict__ for record in ours])


# -- HEAD, ETag, CORS, gzip


@pytest.mark.parametrize("path", GETS)
def test_head_is_get_without_its_body(client: TestClient, path: str) -> None:
    get, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    changing = {"date", "x-request-id", "content-length", "content-encoding"}
    same = {name for name in get.headers if name not in changing}
    assert {name: head.headers[name] for name in same} == {name: get.headers[name] for name in same}
    assert "HEAD" in client.delete(path).headers["allow"]


def test_head_of_a_query_and_of_an_endless_answer(serve: Any) -> None:
    limits = {"sparql_buffer_bytes": 0, "sparql_max_rows": 10**9, "sparql_max_bytes": 2**40, "sparql_workers": 1}
    with serve(**limits) as service:
        short = httpx.head(f"{service.url}/sparql", params={"query": "ASK {}", "format": "json"})
        assert (short.status_code, short.content) == (200, b"")
        assert short.headers["content-type"] == "application/sparql-results+json"
        many = {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}
        assert httpx.head(f"{service.url}/sparql", params=many, timeout=10).status_code == 200
        assert sparql(service.url, "ASK {}").json()["boolean"]  # its process is free again
        assert httpx.head(f"{service.url}/sparql", params={"query": "SELEKT"}).status_code == 400


def test_an_answer_to_a_query_is_not_sent_twice(client: TestClient) -> None:
    def ask(query: str, accept: str = "text/csv", tag: str = "") -> Any:
        return client.get("/sparql", params={"query": query}, headers={"Accept": accept, "If-None-Match": tag})

    query = "SELECT * { ?a rw:met ?b } LIMIT 2"
    first = ask(query)
    tag = first.headers["etag"]
    assert first.headers["x-rawabit-snapshot"] in tag
    again = ask(query, tag=f'"other", {tag}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert ask(query, "application/json", tag).status_code == 200
    assert ask(query + " ", tag=tag).status_code == 200
    assert "etag" not in ask("SELECT (NOW() AS ?now) (RAND() AS ?r) {}").headers
    assert "etag" not in ask("SELECT (STRUUID() AS ?u) {}").headers
    assert "etag" not in ask("SELEKT").headers
    posted = client.post("/sparql", data={"query": query}, headers={"If-None-Match": tag})
    assert posted.status_code == 200
    assert "service-desc" in first.headers["link"]


def test_a_new_version_has_other_tags(serve: Any, tmp_path: Path) -> None:
    write_store(tmp_path / "s", extractions()[:1])
    with serve(tmp_path / "s") as service:
        tag = sparql(service.url, "ASK {}").headers["etag"]
        assert sparql(service.url, "ASK {}", **{"If-None-Match": tag}).status_code == 304
        version = write_store(tmp_path / "s", extractions()[:2])
        deadline = time.monotonic() + 10
        while httpx.get(f"{service.url}/health").json()["snapshot"] != version:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert sparql(service.url, "ASK {}", **{"If-None-Match": tag}).status_code == 200


def test_pages_of_other_sites_may_ask(client: TestClient) -> None:
    wish = {"Origin": "https://yasgui.example", "Access-Control-Request-Method": "POST"}
    wish["Access-Control-Request-Headers"] = "content-type, x-requested-with, accept"
    preflight = client.options("/sparql", headers=wish)
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "x-requested-with" in preflight.headers["access-control-allow-headers"]
    answer = client.get("/sparql?query=ASK{}", headers={"Origin": "https://yasgui.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    exposed = answer.headers["access-control-expose-headers"].lower()
    assert all(name in exposed for name in ("etag", "retry-after", "ratelimit", "x-rawabit-deadline", "x-request-id"))


def test_answers_are_compressed_as_they_stream(serve: Any) -> None:
    """What has come can be read although the rest has not: no chunk waits in the compressor."""
    limits = {"sparql_buffer_bytes": 0, "sparql_max_rows": 10**9, "sparql_max_bytes": 2**40, "sparql_workers": 1}
    endless = {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}
    headers = {"Accept-Encoding": "gzip", "Accept": "text/csv"}
    with (
        serve(**limits) as service,
        httpx.stream("GET", f"{service.url}/sparql", params=endless, headers=headers) as answer,
    ):
        assert answer.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["vary"]
        text = zlib.decompressobj(31).decompress(next(answer.iter_raw()))
        assert text.startswith(b"a,b,c,d,e,f,g,h,i\r\n")
        assert len(text) > 1000
    with serve() as service:
        many = {"query": PAIRS.format(2000)}
        with httpx.stream("GET", f"{service.url}/sparql", params=many, headers=headers) as answer:
            raw = b"".join(answer.iter_raw())
        assert gzip.GzipFile(fileobj=io.BytesIO(raw)).read().count(b"\n") == 2001


# -- the end


def program(store: Path, **settings: str) -> subprocess.Popen[str]:
    """The service as a process of its own."""
    environment = os.environ | {"RAWABIT_SPARQL_WORKERS": "1"} | settings
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)


def test_the_service_finishes_what_is_under_way_and_leaves_nobody_behind(store: Path) -> None:
    with program(store, RAWABIT_SHUTDOWN_SECONDS="1") as process:
        assert process.stdout
        address = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert address
        assert httpx.get(f"{address[0]}/ready", timeout=30).status_code == 200
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        with ThreadPoolExecutor(1) as threads:
            slow = threads.submit(sparql, address[0], SLOW.replace("1200", "800"))
            while not at_work(address[0]):
                assert not slow.done()
            process.send_signal(signal.SIGTERM)
            assert slow.result().status_code == 200
        assert process.wait(20) in {0, -signal.SIGTERM}
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(address[1])))
        assert children
        assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_a_query_that_does_not_end_does_not_keep_the_service(store: Path) -> None:
    environment = os.environ | {"RAWABIT_SPARQL_WORKERS": "1", "RAWABIT_SHUTDOWN_SECONDS": "1"}
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as process:
        assert process.stdout
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert address
        assert httpx.get(f"{address[0]}/ready", timeout=30).status_code == 200
        with ThreadPoolExecutor(1) as threads:
            endless = threads.submit(httpx.get, f"{address[0]}/sparql", params={"query": ENDLESS}, timeout=20)
            while not at_work(address[0]):
                assert not endless.done()
            process.send_signal(signal.SIGTERM)
            assert process.wait(15) in {0, -signal.SIGTERM}
            with pytest.raises(httpx.HTTPError):
                endless.result().raise_for_status()
