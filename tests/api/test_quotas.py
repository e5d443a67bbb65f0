"""Quotas: the buckets themselves with a clock of our own, who a client is, and the answers of the service."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2 as httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_sparql import problem

from api.clients import client_of, networks, within
from api.quotas import OverQuota, QuotaLimits, Quotas

LIMITS = QuotaLimits(seconds_per_minute=60, burst_seconds=120, errors_per_minute=30, concurrent=2, clients=100)
SLOW = """SELECT (COUNT(*) AS ?n) (SUM(STRLEN(STR(?f))) AS ?m)
    { { SELECT * { ?a ?b ?c } LIMIT 1200 } { SELECT * { ?d ?e ?f } LIMIT 1200 } }"""
NOBODY = {"quota_exempt": ""}  # not even this machine is exempt


def run(quotas: Quotas, client: str, now: float, seconds: float = 0.0, error: bool = False) -> None:
    quotas.enter(client, now)
    quotas.leave(client, now, seconds=seconds, error=error)


def test_seconds_flow_back_at_their_rate() -> None:
    quotas = Quotas(LIMITS)
    run(quotas, "a", 0, seconds=150)
    with pytest.raises(OverQuota) as over:
        quotas.enter("a", 0)
    assert (over.value.reason, over.value.limit) == ("seconds", 60)
    assert over.value.retry_after == pytest.approx(31)
    with pytest.raises(OverQuota):
        quotas.enter("a", 29)
    run(quotas, "a", 31)
    run(quotas, "b", 0)
    assert quotas.remaining("a", 1000).seconds == 120


def test_errors_are_counted_apart() -> None:
    quotas = Quotas(LIMITS)
    for _ in range(30):
        run(quotas, "a", 0, error=True)
    with pytest.raises(OverQuota, match="errors") as over:
        quotas.enter("a", 0)
    assert over.value.retry_after == pytest.approx(2)
    run(quotas, "a", 2)
    assert quotas.remaining("a", 2).errors == 1


def test_queries_at_once_are_counted() -> None:
    quotas = Quotas(LIMITS)
    quotas.enter("a", 0)
    quotas.enter("a", 0)
    with pytest.raises(OverQuota, match="concurrent"):
        quotas.enter("a", 0)
    quotas.leave("a", 0, seconds=0, error=False)
    quotas.enter("a", 0)


def test_limits_of_0_are_none() -> None:
    quotas = Quotas(QuotaLimits(0, 1, 0, 0, 10))
    for _ in range(100):
        quotas.enter("a", 0)
        quotas.leave("a", 0, seconds=100, error=True)
        quotas.enter("a", 0)


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=300))
def test_memory_is_bounded_and_whoever_is_at_work_is_not_forgotten(steps: list[tuple[int, bool]]) -> None:
    quotas = Quotas(QuotaLimits(60, 120, 30, 0, 50))
    working = 0
    for number, (client, ends) in enumerate(steps):
        quotas.enter(str(client), number)
        if ends:
            quotas.leave(str(client), number, seconds=1, error=False)
        else:
            working += 1
        assert len(quotas) <= max(50, working + 1) + 1


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 50), st.booleans()), max_size=60))
def test_who_waits_as_told_is_let_in(steps: list[tuple[float, float, bool]]) -> None:
    quotas, now = Quotas(LIMITS), 0.0
    for pause, seconds, error in steps:
        now += pause
        try:
            quotas.enter("a", now)
        except OverQuota as over:
            now += over.retry_after + 1e-6
            quotas.enter("a", now)
        quotas.leave("a", now, seconds=seconds, error=error)


def scope(host: str | None, **headers: str) -> dict[str, Any]:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"client": (host, 1) if host else None, "headers": raw}


def test_who_a_client_is() -> None:
    assert client_of(scope("192.0.2.7")).key == "192.0.2.7"
    assert client_of(scope("192.0.2.7")).shown == "192.0.2.0/24"
    assert client_of(scope("::ffff:192.0.2.7")).key == "192.0.2.7"
    assert (
        client_of(scope("2001:db8:1:2:3::1")).key == client_of(scope("2001:db8:1:2:ffff::9")).key == "2001:db8:1:2::/64"
    )
    assert client_of(scope("2001:db8:1:2:3::1")).shown == "2001:db8:1::/48"
    assert client_of(scope("2001:db8:1:3::1")).key != client_of(scope("2001:db8:1:2::1")).key
    local = networks("127.0.0.0/8 ::1")
    assert within(scope("127.0.0.1"), local)
    assert within(scope("::1"), local)
    assert within(scope(None), local)
    assert not within(scope("192.0.2.7"), local)
    assert not within(scope("127.0.0.1", x_forwarded_for="192.0.2.7"), local)  # a proxy that nobody told of
    assert not within(scope(None, forwarded="for=192.0.2.7"), local)
    assert not within(scope("unknown", x_forwarded_for="unknown"), local)
    assert within(scope("10.1.2.3", via="1.1 x"), networks("10.0.0.0/8"))


def sparql(url: str, query: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{url}/sparql", params={"query": query}, headers=headers, timeout=30)


def test_a_client_with_too_many_errors_waits(serve: Any) -> None:
    with serve(quota_errors=3, **NOBODY) as service:
        answers = [sparql(service.url, "SELEKT") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [400, 400, 400]
        assert '"errors";r=' in answers[0].headers["ratelimit"]
        over = sparql(service.url, "ASK {}", Origin="https://example.org")
        body = problem(over, 429, "over-quota")
        assert (body["quota"], body["limit"]) == ("errors", 3)
        assert 1 <= int(over.headers["retry-after"]) == body["retry_after_seconds"] <= 20
        assert over.headers["access-control-allow-origin"] == "*"
        assert "retry-after" in over.headers["access-control-expose-headers"].lower()
        assert '"errors";q=3;w=60' in over.headers["ratelimit-policy"]
        assert httpx.get(f"{service.url}/api/v1/entities").status_code == 200  # pages and the API are not queries


def test_a_named_query_that_was_answered_before_tells_of_quotas_too(serve: Any) -> None:
    with serve(quota_errors=4, quota_exempt="") as service:
        answers = [httpx.get(f"{service.url}/api/v1/queries/who-met-whom?limit=3") for _ in range(2)]
        assert answers[0].content == answers[1].content
        assert all('"errors"' in answer.headers["ratelimit"] for answer in answers)


def test_a_client_that_used_its_seconds_waits(serve: Any) -> None:
    with serve(quota_seconds=1, quota_burst_seconds=0.001, **NOBODY) as service:
        assert sparql(service.url, SLOW).status_code == 200
        body = problem(sparql(service.url, "ASK {}"), 429, "over-quota")
        assert body["quota"] == "seconds"


def test_a_client_has_so_many_queries_at_once(serve: Any) -> None:
    with serve(quota_concurrent=1, sparql_workers=3, **NOBODY) as service, ThreadPoolExecutor(1) as threads:
        slow = threads.submit(sparql, service.url, SLOW)
        time.sleep(0.2)
        refused = None
        while not slow.done() and refused is None:
            answer = sparql(service.url, "ASK {}")
            refused = answer if answer.status_code == 429 else None
        assert refused is not None
        assert refused.json()["quota"] == "concurrent"
        assert slow.result().status_code == 200
        assert sparql(service.url, "ASK {}").status_code == 200


def test_clients_behind_a_trusted_proxy_are_told_apart(serve: Any) -> None:
    with serve(quota_errors=1, trusted_proxies="127.0.0.1") as service:
        first = {"X-Forwarded-For": "198.51.100.9, 192.0.2.1"}  # what the proxy saw is the last
        second = {"X-Forwarded-For": "198.51.100.9, 192.0.2.2"}
        assert sparql(service.url, "SELEKT", **first).status_code == 400
        assert sparql(service.url, "ASK {}", **first).status_code == 429
        assert sparql(service.url, "ASK {}", **second).status_code == 200
        assert sparql(service.url, "ASK {}").status_code == 200  # this machine itself


def test_an_address_that_is_claimed_is_not_believed(serve: Any) -> None:
    with serve(quota_errors=1) as service:
        assert sparql(service.url, "SELEKT", **{"X-Forwarded-For": "192.0.2.1"}).status_code == 400
        assert sparql(service.url, "ASK {}", **{"X-Forwarded-For": "192.0.2.2"}).status_code == 429
        assert sparql(service.url, "ASK {}").status_code == 200


def test_by_default_the_owner_of_the_machine_has_no_quota(serve: Any) -> None:
    with serve(quota_errors=1, quota_concurrent=1) as service:
        assert {sparql(service.url, "SELEKT").status_code for _ in range(5)} == {400}
        assert "ratelimit" not in sparql(service.url, "ASK {}").headers


def test_what_is_no_fault_of_the_client_is_not_counted(serve: Any, tmp_path: Any) -> None:
    with serve(tmp_path / "store", quota_errors=1, **NOBODY) as service:
        assert {sparql(service.url, "ASK {}").status_code for _ in range(3)} == {503}


def test_waiting_costs_nothing(serve: Any) -> None:
    """Only the time in which a process works is charged: who waits behind others is charged for the own query."""
    limits = {"quota_burst_seconds": 1000, "sparql_workers": 1, "sparql_queue_seconds": 20, "sparql_slow_workers": 0}
    with serve(**limits, **NOBODY) as service:
        with ThreadPoolExecutor(3) as threads:
            began = time.perf_counter()
            list(threads.map(lambda _: sparql(service.url, SLOW), range(3)))
            took = time.perf_counter() - began
        left = sparql(service.url, "ASK {}").headers["ratelimit"]
        used = 1000 - int(left.partition(";r=")[2].partition(";")[0])
        assert used <= took + 1.5  # three that waited for each other would be charged with six
