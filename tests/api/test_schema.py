"""What the OpenAPI document promises, held against the service by schemathesis: right and wrong questions.

No answer may be a failure of the service (5xx), have a status that is not told, or a body that its schema does not
allow. schemathesis is no part of the environment: ``make test-api`` brings it and asks more than 2,000 times.
RAWABIT_CASES says how many cases are drawn for each operation, beside those that its schema itself suggests.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import httpx2 as httpx
import pytest
from hypothesis import HealthCheck, Phase, settings

from api.app import create_app
from api.settings import Settings

PROMISED = "RAWABIT_CASES" in os.environ
assert not PROMISED or find_spec("schemathesis"), "schemathesis was promised and is not there"
schemathesis = pytest.importorskip("schemathesis", reason="schemathesis not installed (make test-api)")
openapi = pytest.importorskip("schemathesis.specs.openapi.checks")

API = "/api/v1"
CASES = int(os.environ.get("RAWABIT_CASES", "10"))
LEAST = 2_000
HELD = [
    schemathesis.checks.not_a_server_error,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
    openapi.status_code_conformance,
]
asked: Counter[str] = Counter()
understood: Counter[str] = Counter()


def _plain(context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


for media_type in ("application/sparql-query", "application/sparql-update", "application/n-triples", "text/turtle"):
    schemathesis.serializer(media_type)(_plain)


@pytest.fixture(scope="module")
def service(serve: Any) -> Iterator[Any]:
    """The service over the example graph."""
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def known(service: Any) -> dict[str, list[Any]]:
    """Values that the graph has, by the names of parameters: random ones alone would find nothing."""
    found = httpx.get(f"{service.url}{API}/entities", params={"limit": 50}).json()["items"]
    encounters = httpx.get(f"{service.url}{API}/encounters").json()["items"]
    topics = httpx.get(f"{service.url}{API}/topics").json()["items"]
    ids = [item["id"] for item in found]
    return {
        "id": [*ids, *(item["id"] for item in encounters)],
        "name": ["reference", "resolved", "derived"],
        "a": ids,
        "b": ids,
        "entity": ids,
        "minister": [item["id"] for item in found if item["type"] == "Person"],
        "of": [id for id in ids if id.startswith(("state/", "org/"))],
        "topic": [topic["code"] for topic in topics[:5]],
        "country": ["EG", "TN"],
        "q": [item["label"] for item in found],
        "encounter": [item["id"] for item in encounters],
    }


_POOLS: dict[Any, str] = {
    ("paths", "from"): "id",
    ("paths", "to"): "id",
    "other": "minister",
    "state": "country",
    "party": "country",
    "counterpart": "country",
}
"""Where the values of a parameter come from, perhaps only on a path that ends so."""


def chosen(values: dict[str, Any] | None, path: str, known: dict[str, list[Any]], roll: int) -> dict[str, Any] | None:
    """``values`` of parameters, three of four of them such as the graph has."""
    for place, name in enumerate(sorted(values or {})):
        pool = known.get(_POOLS.get((path.rpartition("/")[2], name)) or _POOLS.get(name, name))
        if pool and values is not None and (roll + place) % 4:
            value = pool[(roll // 4 + place) % len(pool)]
            values[name] = [value] if isinstance(values[name], list) else value
    return values


schema = schemathesis.openapi.from_dict(create_app(Settings(store="nothing")).openapi())


@schema.parametrize()
@settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_it_is_described(case: Any, service: Any, known: dict[str, list[Any]]) -> None:
    roll = sum(map(ord, repr((case.path_parameters, case.query))))
    if case.meta is None or case.meta.generation.mode.is_positive:
        case.path_parameters = chosen(case.path_parameters, case.path, known, roll)
        case.query = chosen(case.query, case.path, known, roll + 1)
    answer = case.call_and_validate(base_url=service.url, checks=HELD, timeout=30)
    asked[case.operation.label] += 1
    understood[case.operation.label] += answer.status_code == 200


def test_enough_was_asked_and_understood(capsys: pytest.CaptureFixture[str]) -> None:
    """Last: the questions above were many, and each operation that reads had some that it could answer."""
    with capsys.disabled():
        print(f"\n{sum(asked.values())} cases of {len(asked)} operations, {sum(understood.values())} answered 200")
    never = {name for name in asked if name.startswith("GET ") and not understood[name]}
    assert not never
    assert sum(understood.values()) > sum(asked.values()) / 10
    if PROMISED:
        assert sum(asked.values()) >= LEAST, asked
