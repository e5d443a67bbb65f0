"""Whether services give the same answers: what is compared for speed must do the same work."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.services import Service, select
from benchmarks.workloads import Workload

_SAMPLE = 12  # queries of each workload
_LIMIT = re.compile(r"\bLIMIT (\d+)\s*$")
_MOST_ROWS = 100_000  # what this service sends at once unless told otherwise
_PATIENCE = 900.0  # seconds: the slowest of the services counts the rows of a large graph for minutes


class Different(Exception):
    """Two services answer a query differently; the message shows it."""


def compare_answers(services: Sequence[Service], workloads: Sequence[Workload]) -> int:
    """Ask all services a sample of the queries; returns how many were asked. Raises Different.

    Where LIMIT cuts an answer, each service may choose its rows: then their number is compared, and without the limit
    all the rows; of more than 100,000, which not every service sends at once, the number. For the large answers one
    query is enough: they differ in names of variables only.
    """
    asked = 0
    for workload in workloads:
        sample = 1 if len(set(workload.queries)) == 1 else _SAMPLE
        for query in workload.queries[:: max(1, len(workload.queries) // sample)][:sample]:
            text = query.replace("~", "")
            _same(services, text)
            asked += 1
    return asked


def _same(services: Sequence[Service], query: str) -> None:
    limit = _LIMIT.search(query)
    if limit and len(set(numbers := [_number(service, query) for service in services])) > 1:
        raise Different(f"rows: {dict(zip((s.name for s in services), numbers, strict=True))}\n{query}")
    if limit and numbers[0] > _MOST_ROWS:
        for service in services:
            if (got := sum(_rows(select(service.endpoint, query)).values())) != min(int(limit[1]), numbers[0]):
                raise Different(f"{service.name}: {got} rows of {limit[1]}\n{query}")
        return
    whole = [_rows(select(service.endpoint, _LIMIT.sub("", query))) for service in services]
    for service, rows in zip(services, whole, strict=True):
        if rows != whole[0]:
            raise Different(f"{services[0].name}: {sum(whole[0].values())} rows, {service.name}: {sum(rows.values())}\n"
                            f"only one has {next(iter((rows - whole[0]) or (whole[0] - rows)))}\n{query}")  # fmt: skip
    if limit:
        wanted = min(int(limit[1]), sum(whole[0].values()))
        for service in services:
            got = _rows(select(service.endpoint, query))
            if sum(got.values()) != wanted or got - whole[0]:
                raise Different(f"{service.name}: {sum(got.values())} rows of {wanted}\n{query}")


def _number(service: Service, query: str) -> int:
    """How many rows a query has without its LIMIT."""
    head, select_, rest = _LIMIT.sub("", query).partition("SELECT")
    (row,) = select(service.endpoint, f"{head} SELECT (COUNT(*) AS ?number) {{ {{ {select_}{rest} }} }}", _PATIENCE)[
        "results"
    ]["bindings"]
    return int(row["number"]["value"])


def _rows(answer: dict[str, Any]) -> Counter[str]:
    if "boolean" in answer:
        return Counter([str(answer["boolean"])])
    return Counter(
        json.dumps({name: _term(term) for name, term in row.items()}, sort_keys=True, ensure_ascii=False)
        for row in answer["results"]["bindings"]
    )


def _term(term: dict[str, str]) -> list[str | None]:
    return [term["type"], term["value"], term.get("xml:lang"), term.get("datatype")]
