"""Every setting is told, and changes what it says: one test a setting, with the default beside it where that shows."""

from __future__ import annotations

import contextlib
import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import uvicorn
from example_graph import extractions, write_store
from pydantic import ValidationError
from test_quotas import NOBODY, sparql
from test_sparql import problem

from api import serve as serving
from api.lanes import lane_limits
from api.logs import set_up
from api.settings import Settings
from api.settings_page import settings_page
from kg import cli
from kg.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
PAIRS = "SELECT * {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {}"
EGO = "/api/v1/entities/state/EG/ego"
Effect = Callable[..., None]
EFFECTS: dict[str, Effect] = {}


def effect(function: Effect) -> Effect:
    EFFECTS[function.__name__] = function
    return function


def get(service: Any, path: str, **params: Any) -> httpx.Response:
    return httpx.get(f"{service.url}{path}", params=params, timeout=30)


@effect
def store(serve: Any, tmp_path: Path) -> None:
    write_store(tmp_path / "other", extractions()[:1])
    with serve(store=str(tmp_path / "other")) as service:
        assert get(service, "/health").json()["encounters"] == 1


@effect
def base(serve: Any, tmp_path: Path) -> None:
    with serve(base="https://example.org/id/") as service:
        [row] = sparql(service.url, "SELECT ?x { BIND(id:here AS ?x) }").json()["results"]["bindings"]
        assert row["x"]["value"] == "https://example.org/id/here"


def _configured(monkeypatch: pytest.MonkeyPatch, folder: Path, **environment: str) -> dict[str, Any]:
    """What the command would start: its listener's address, and the configuration of the server."""
    found: dict[str, Any] = {}

    def start(server: uvicorn.Server, sockets: list[Any]) -> None:
        found["address"], found["config"] = sockets[0].getsockname(), server.config

    monkeypatch.setattr(uvicorn.Server, "run", start)
    monkeypatch.setattr(serving, "set_up", lambda settings: None)
    for name, value in environment.items():
        monkeypatch.setenv(f"RAWABIT_{name}", value)
    monkeypatch.setattr("sys.argv", ["rawabit", "serve", "--store", str(folder)])
    with contextlib.suppress(SystemExit):
        cli.main()
    return found


@effect
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_store(tmp_path / "s", [])
    assert _configured(monkeypatch, tmp_path / "s", HOST="127.0.0.2", PORT="0")["address"][0] == "127.0.0.2"


@effect
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_store(tmp_path / "s", [])
    assert _configured(monkeypatch, tmp_path / "s", PORT="8179")["address"] == ("127.0.0.1", 8179)


@effect
def shutdown_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_store(tmp_path / "s", [])
    config = _configured(monkeypatch, tmp_path / "s", PORT="0", SHUTDOWN_SECONDS="77")["config"]
    assert config.timeout_graceful_shutdown == 77


@effect
def snapshot_poll(serve: Any, tmp_path: Path) -> None:
    write_store(tmp_path / "s", [])
    with serve(store=str(tmp_path / "s"), snapshot_poll=60) as service:
        before = get(service, "/health").json()["snapshot"]
        write_store(tmp_path / "s", extractions()[:1])
        time.sleep(0.8)
        assert get(service, "/health").json()["snapshot"] == before


def until(service: Any, wanted: str) -> None:
    """Wait until the figures have this line."""
    deadline = time.monotonic() + 20
    while wanted not in get(service, "/metrics").text:
        assert time.monotonic() < deadline, wanted
        time.sleep(0.05)


@effect
def sparql_workers(serve: Any) -> None:
    with serve(sparql_workers=3) as service:
        until(service, 'rawabit_workers{lane="adhoc",state="idle"} 3.0')


@effect
def api_workers(serve: Any) -> None:
    with serve(api_workers=3) as service:
        until(service, 'rawabit_workers{lane="api",state="idle"} 3.0')


@effect
def api_deadline() -> None:
    assert lane_limits(Settings(api_deadline=3)).api.queue_seconds == 3


@effect
def sparql_sending() -> None:
    assert lane_limits(Settings(sparql_sending=5)).adhoc.sending == 5


def _where_a_long_query_is(serve: Any, place: str, **settings: Any) -> None:
    with serve(sparql_workers=1, sparql_deadline=3, **settings) as service, ThreadPoolExecutor(1) as threads:
        first = threads.submit(sparql, service.url, ENDLESS)
        until(service, f'rawabit_workers{{lane="adhoc",state="{place}"}} 1.0')
        time.sleep(1)
        assert f'state="{place}"}} 1.0' in get(service, "/metrics").text
        first.result()


@effect
def sparql_slice(serve: Any) -> None:
    _where_a_long_query_is(serve, "slow", sparql_slice=0.01)
    _where_a_long_query_is(serve, "quick", sparql_slice=1000)


@effect
def sparql_slow_workers(serve: Any) -> None:
    _where_a_long_query_is(serve, "quick", sparql_slow_workers=0, sparql_slice=0.01)


@effect
def sparql_graph_memory_mib(serve: Any) -> None:
    for mebibytes in (512, -1):
        with serve(sparql_graph_memory_mib=mebibytes) as service:
            until(service, 'rawabit_graph{lane="adhoc",source="memory"} 1.0')
    with serve(sparql_graph_memory_mib=0) as service:
        time.sleep(1)
        assert 'rawabit_graph{lane="adhoc",source="disk"} 1.0' in get(service, "/metrics").text


@effect
def sparql_cache_mib(serve: Any) -> None:
    for mebibytes, hits in ((0, 0), (8, 1)):
        with serve(sparql_cache_mib=mebibytes) as service:
            assert [sparql(service.url, "ASK {}").status_code for _ in range(2)] == [200, 200]
            assert f"rawabit_cached_answers_total {hits}.0" in get(service, "/metrics").text


@effect
def sparql_deadline(serve: Any) -> None:
    with serve(sparql_deadline=0.3) as service:
        assert problem(sparql(service.url, ENDLESS), 503, "query-timeout")["deadline"] == 0.3


@effect
def sparql_queue(serve: Any) -> None:
    limits = {"sparql_queue": 0, "sparql_slow_workers": 0, "sparql_workers": 1, "sparql_deadline": 1.5}
    with serve(**limits) as service, ThreadPoolExecutor(1) as threads:
        first = threads.submit(sparql, service.url, ENDLESS)
        time.sleep(0.4)  # so that it is the first
        seen = set()
        while not first.done():
            seen.add(sparql(service.url, "ASK {}").json().get("type", "").rpartition("/")[2])
        assert "too-busy" in seen


@effect
def sparql_queue_seconds(serve: Any) -> None:
    limits = {"sparql_workers": 1, "sparql_deadline": 2, "sparql_queue_seconds": 0.1, "sparql_slow_workers": 0}
    with serve(**limits) as service, ThreadPoolExecutor(1) as threads:
        first = threads.submit(sparql, service.url, ENDLESS)
        time.sleep(0.5)
        problem(sparql(service.url, "ASK {}"), 503, "too-busy")
        first.result()


@effect
def sparql_memory_mib(serve: Any) -> None:
    bomb = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
    with serve(sparql_memory_mib=128) as service:
        problem(sparql(service.url, bomb), 507, "out-of-memory")


@effect
def sparql_max_query_bytes(serve: Any) -> None:
    with serve(sparql_max_query_bytes=100) as service:
        assert problem(sparql(service.url, "ASK {} #" + "x" * 100), 413, "query-too-long")["maximum"] == 100


@effect
def sparql_max_nesting(serve: Any) -> None:
    with serve(sparql_max_nesting=5) as service:
        assert problem(sparql(service.url, "ASK " + "{" * 6 + "}" * 6), 400, "nesting-too-deep")["maximum"] == 5


@effect
def sparql_max_steps(serve: Any) -> None:
    with serve(sparql_max_steps=10) as service:
        answer = sparql(service.url, "ASK { FILTER(" + "!" * 10 + "1) }")
        assert problem(answer, 400, "query-too-complex")["maximum"] == 10
        assert sparql(service.url, "ASK { VALUES ?x { 1 2 3 4 5 6 7 8 9 10 11 12 } }").status_code == 200


@effect
def sparql_max_rows(serve: Any) -> None:
    with serve(sparql_max_rows=7) as service:
        assert problem(sparql(service.url, PAIRS.format(8)), 422, "result-too-large")["maximum"] == 7
        assert sparql(service.url, PAIRS.format(7)).headers["x-rawabit-max-rows"] == "7"


@effect
def sparql_max_bytes(serve: Any) -> None:
    with serve(sparql_max_bytes=2000) as service:
        assert problem(sparql(service.url, PAIRS.format(500)), 422, "result-too-large")["unit"] == "bytes"


@effect
def sparql_buffer_bytes(serve: Any) -> None:
    """An answer found too large is an error as long as it is held back, and broken off afterwards."""
    large = {"query": PAIRS.format(90_000)}
    headers = {"Accept-Encoding": "identity"}
    with serve(sparql_max_bytes=4_000_000) as service:
        problem(httpx.get(f"{service.url}/sparql", params=large, headers=headers, timeout=30), 422, "result-too-large")
    with serve(sparql_buffer_bytes=0, sparql_max_bytes=4_000_000) as service, pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{service.url}/sparql", params=large, headers=headers, timeout=30)


@effect
def max_limit(serve: Any) -> None:
    with serve(max_limit=2) as service:
        assert get(service, "/api/v1/encounters", limit=2).status_code == 200
        assert get(service, "/api/v1/encounters", limit=3).json()["errors"][0]["maximum"] == 2


def _ego(name: str, parameter: str, value: int) -> Effect:
    def ego(serve: Any) -> None:
        with serve(**{name: value}) as service:
            assert get(service, EGO, **{parameter: value}).status_code == 200
            assert get(service, EGO, **{parameter: value + 1}).json()["errors"][0]["maximum"] == value

    return ego


for _name, _parameter, _value in (
    ("ego_max_depth", "depth", 2),
    ("ego_max_per_node", "limit_per_node", 4),
    ("ego_max_nodes", "max_nodes", 5),
    ("ego_max_edges", "max_edges", 6),
    ("ego_max_evidence", "evidence", 1),
):
    EFFECTS[_name] = _ego(_name, _parameter, _value)


@effect
def quota_seconds(serve: Any) -> None:
    with serve(quota_seconds=0.1, quota_burst_seconds=0.0001, **NOBODY) as service:
        sparql(service.url, PAIRS.format(5000))
        assert sparql(service.url, "ASK {}").json()["quota"] == "seconds"
    with serve(quota_seconds=0, quota_burst_seconds=0.0001, **NOBODY) as service:
        sparql(service.url, PAIRS.format(5000))
        assert sparql(service.url, "ASK {}").status_code == 200


@effect
def quota_burst_seconds(serve: Any) -> None:
    with serve(quota_burst_seconds=33, **NOBODY) as service:
        assert '"query-seconds";q=33' in sparql(service.url, "ASK {}").headers["ratelimit-policy"]


@effect
def quota_errors(serve: Any) -> None:
    with serve(quota_errors=1, **NOBODY) as service:
        sparql(service.url, "SELEKT")
        assert sparql(service.url, "ASK {}").json()["quota"] == "errors"


@effect
def quota_concurrent(serve: Any) -> None:
    with serve(quota_concurrent=1, sparql_deadline=1.5, **NOBODY) as service, ThreadPoolExecutor(1) as threads:
        first = threads.submit(sparql, service.url, ENDLESS)
        time.sleep(0.4)  # so that it is the first
        seen = set()
        while not first.done():
            seen.add(sparql(service.url, "ASK {}").json().get("quota"))
        assert "concurrent" in seen


@effect
def quota_requests(serve: Any) -> None:
    with serve(quota_requests=3, **NOBODY) as service:
        answers = [get(service, "/api/v1/topics") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[0].headers["ratelimit-policy"] == '"requests";q=3;w=60'
        assert answers[0].headers["ratelimit"] == '"requests";r=2;t=20'
        refused = answers[-1]
        assert (refused.json()["quota"], refused.json()["limit"]) == ("requests", 3)
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert get(service, "/health").status_code == 200
    with serve(quota_requests=0, **NOBODY) as service:
        answers = [get(service, "/api/v1/topics") for _ in range(5)]
        assert {answer.status_code for answer in answers} == {200}
        assert "ratelimit" not in answers[0].headers


@effect
def picture_seconds(serve: Any) -> None:
    with serve(picture_seconds=0.001) as service:
        answer = get(service, EGO, format="png")
        assert (answer.status_code, problem(answer, 503, "picture-failed")["status"]) == (503, 503)


@effect
def picture_max_nodes(serve: Any) -> None:
    with serve(picture_max_nodes=1) as service:
        answer = get(service, EGO, format="png")
        assert problem(answer, 422, "picture-too-large")["maximum"] == 1


@effect
def quota_clients(serve: Any) -> None:
    """The one who is forgotten first has a full bucket again."""
    with serve(quota_clients=1, quota_errors=1, trusted_proxies="127.0.0.1") as service:

        def ask(query: str, client: str) -> int:
            return sparql(service.url, query, **{"X-Forwarded-For": client}).status_code

        assert ask("SELEKT", "192.0.2.1") == 400
        assert ask("ASK {}", "192.0.2.1") == 429
        assert ask("ASK {}", "192.0.2.2") == 200
        assert ask("ASK {}", "192.0.2.1") == 200


@effect
def quota_exempt(serve: Any) -> None:
    with serve(quota_exempt="192.0.2.0/24", trusted_proxies="127.0.0.1") as service:
        assert "ratelimit" not in sparql(service.url, "ASK { }", **{"X-Forwarded-For": "192.0.2.1"}).headers
        assert "ratelimit" in sparql(service.url, "ASK {}", **{"X-Forwarded-For": "198.51.100.1"}).headers
    with serve(**NOBODY) as service:
        assert "ratelimit" in sparql(service.url, "ASK {}").headers


@effect
def trusted_proxies(serve: Any) -> None:
    over_https = {"X-Forwarded-Proto": "https", "Accept": "text/turtle"}
    with serve(trusted_proxies="127.0.0.1") as service:
        assert "https://127" in httpx.get(f"{service.url}/sparql", headers=over_https).text
    with serve() as service:
        assert "https://127" not in httpx.get(f"{service.url}/sparql", headers=over_https).text


@effect
def cors_origins(serve: Any) -> None:
    with serve(cors_origins="https://a.example, https://b.example") as service:
        allowed = "access-control-allow-origin"
        assert sparql(service.url, "ASK {}", Origin="https://b.example").headers[allowed] == "https://b.example"
        assert allowed not in sparql(service.url, "ASK {}", Origin="https://c.example").headers
    with serve(cors_origins="") as service:
        assert allowed not in sparql(service.url, "ASK {}", Origin="https://b.example").headers


@effect
def gzip_level(serve: Any) -> None:
    with serve(gzip_level=0) as service:
        assert "content-encoding" not in sparql(service.url, PAIRS.format(500)).headers
    with serve(gzip_level=1) as service:
        assert sparql(service.url, PAIRS.format(500)).headers["content-encoding"] == "gzip"


@effect
def metrics_allow(serve: Any) -> None:
    with serve(metrics_allow="") as service:
        problem(get(service, "/metrics"), 403, "metrics-not-allowed")
    with serve() as service:
        assert get(service, "/metrics").status_code == 200


def _logged(capsys: pytest.CaptureFixture[str], **settings: Any) -> list[str]:
    """What is written of a warning and of a debug message with these settings."""
    names = ("rawabit", "uvicorn", "rawabit.access")
    before = {name: (logging.getLogger(name).handlers, logging.getLogger(name).propagate) for name in names}
    try:
        set_up(Settings(**settings))
        logging.getLogger("rawabit.api").warning("a warning")
        logging.getLogger("rawabit.api").debug("a detail")
    finally:
        for name, (handlers, propagate) in before.items():
            logging.getLogger(name).handlers, logging.getLogger(name).propagate = handlers, propagate
            logging.getLogger(name).setLevel(logging.NOTSET)
    return capsys.readouterr().err.splitlines()


@effect
def log_level(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(_logged(capsys)) == 1
    assert len(_logged(capsys, log_level="debug")) == 2
    assert len(_logged(capsys, log_level="error")) == 0


@effect
def log_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(_logged(capsys, log_format="json")[0])["event"] == "a warning"
    assert _logged(capsys, log_format="text")[0].endswith("WARNING rawabit.api: a warning")


def _requests(serve: Any, caplog: pytest.LogCaptureFixture, **settings: Any) -> list[dict[str, Any]]:
    caplog.clear()
    with caplog.at_level(logging.INFO, "rawabit.access"), serve(**settings) as service:
        sparql(service.url, "ASK { <urn:secret> ?p ?o }")
    return [record.__dict__["fields"] for record in caplog.records if record.name == "rawabit.access"]


@effect
def log_requests(serve: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert _requests(serve, caplog) == []
    [line] = _requests(serve, caplog, log_requests=True)
    assert (line["path"], line["status"], line["client"]) == ("/sparql", 200, "127.0.0.0/24")
    assert "secret" not in str(line)


@effect
def log_queries(serve: Any, caplog: pytest.LogCaptureFixture) -> None:
    [line] = _requests(serve, caplog, log_queries=True)
    assert line["query"] == "ASK { <urn:secret> ?p ?o }"


# ---------------------------------------------------------------- writes

TOKEN = "0123456789abcdef"
INTO = "INSERT DATA {{ GRAPH <https://w3id.org/rawabit/id/graph/curation> {{ {} }} }}"


def _write(service: Any, quads: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    return httpx.post(f"{service.url}/update", content=INTO.format(quads), headers=headers, timeout=60)


def _own_store(tmp_path: Path) -> str:
    write_store(tmp_path / "own", extractions()[:1])
    return str(tmp_path / "own")


@effect
def token(serve: Any, tmp_path: Path) -> None:
    with serve(store=_own_store(tmp_path), token=TOKEN) as service:
        assert _write(service, "<urn:a> <urn:b> <urn:c>").status_code == 200
    with serve() as service:
        problem(_write(service, "<urn:a> <urn:b> <urn:c>"), 403, "updates-not-allowed")


@effect
def update_max_bytes(serve: Any) -> None:
    with serve(token=TOKEN, update_max_bytes=200) as service:
        assert _write(service, f"<urn:{'a' * 300}> <urn:b> <urn:c>").status_code == 413


@effect
def update_max_quads(serve: Any) -> None:
    with serve(token=TOKEN, update_max_quads=1) as service:
        assert _write(service, "<urn:a> <urn:b> <urn:c>, <urn:d>").status_code == 422


@effect
def update_deadline(serve: Any) -> None:
    with serve(token=TOKEN, update_deadline=0.001) as service:
        assert _write(service, "<urn:a> <urn:b> <urn:c>").status_code == 503


@effect
def update_publish_seconds(serve: Any, tmp_path: Path) -> None:
    with serve(store=_own_store(tmp_path), token=TOKEN, update_publish_seconds=0.001) as service:
        assert _write(service, "<urn:a> <urn:b> <urn:c>").status_code == 503


@effect
def scratch(serve: Any, tmp_path: Path) -> None:
    with serve(store=str(tmp_path / "none"), scratch=True) as service:
        done = httpx.post(f"{service.url}/update", data={"update": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"})
        assert done.status_code == 200
        assert sparql(service.url, "ASK { <urn:a> <urn:b> <urn:c> }").json()["boolean"]


@effect
def data_licence(serve: Any) -> None:
    licence = "https://example.org/licence"
    with serve(data_licence=licence) as service:
        assert licence in get(service, "/void").text
    with serve() as service:
        assert licence not in get(service, "/void").text


# ---------------------------------------------------------------- search and named queries


@effect
def search_seconds(serve: Any) -> None:
    with serve(search_seconds=1e-9) as service:
        problem(sparql(service.url, 'SELECT * { ?x rw:matches "وزير" }'), 503, "search-timeout")
    with serve() as service:
        assert sparql(service.url, 'SELECT * { ?x rw:matches "وزير" }').status_code == 200


@effect
def search_reachable(serve: Any) -> None:
    with serve(search_reachable=1) as service:
        found = get(service, "/api/v1/search", q="وزير").json()
        assert (len(found["items"]), found["reachable"], found["next_cursor"]) == (1, 1, None)


@effect
def sparql_search_hits(serve: Any) -> None:
    with serve(sparql_search_hits=1) as service:
        answer = sparql(service.url, 'SELECT * { ?x rw:matches "وزير" }')
        assert len(answer.json()["results"]["bindings"]) == 1
        assert int(answer.headers["x-rawabit-search-truncated"]) > 0


@effect
def query_limit(serve: Any) -> None:
    with serve(query_limit=1) as service:
        assert len(get(service, "/api/v1/queries/who-met-whom", format="csv").text.splitlines()) == 2


@effect
def query_max_limit(serve: Any) -> None:
    with serve(query_limit=5, query_max_limit=5) as service:
        refused = get(service, "/api/v1/queries/who-met-whom", limit=6)
        assert refused.status_code in {400, 422}
        assert "5" in refused.json()["detail"]


@effect
def sparql_total_memory_mib() -> None:
    assert lane_limits(Settings(sparql_total_memory_mib=777)) != lane_limits(Settings())


# ---------------------------------------------------------------- the table is whole


@pytest.mark.parametrize("name", sorted(EFFECTS))
def test_a_setting_does_what_it_says(name: str, request: pytest.FixtureRequest) -> None:
    function = EFFECTS[name]
    wanted = function.__code__.co_varnames[: function.__code__.co_argcount]
    function(**{fixture: request.getfixturevalue(fixture) for fixture in wanted})


def test_every_setting_has_a_test_of_its_own() -> None:
    assert set(EFFECTS) == set(Settings.model_fields)


def test_every_setting_is_told_in_the_documentation(capsys: pytest.CaptureFixture[str]) -> None:
    page = settings_page()
    for name, field in Settings.model_fields.items():
        assert f"`RAWABIT_{name.upper()}`" in page
        assert field.description
    held = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert held == page, "make it anew: rawabit serve --settings > docs/settings.md"


@pytest.mark.parametrize("name", ["QUOTA_EXEMPT", "SPARQL_WORKERS", "LOG_LEVEL"])
def test_a_wrong_value_is_one_clear_line(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(f"RAWABIT_{name}", "nonsense")
    with pytest.raises(ValidationError):
        Settings()
    with pytest.raises(InputError, match=f"RAWABIT_{name}: .*--settings"):
        serving.run(tmp_path)
