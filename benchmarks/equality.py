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


class Different(Exception):
    """Two services answer a query differently; the message shows it."""


def compare_answers(services: Sequence[Service], workloads: Sequence[Workload]) -> int:
    """Ask all services a sample of the queries; returns how many were asked. Raises Different.

    Where LIMIT cuts an answer, each service may choose its rows: then their number is compared, and without the limit
    all the rows. For the large answers one query is enough: they differ in names of variables only.
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


def _rows(answer: dict[str, Any]) -> Counter[str]:
    if "boolean" in answer:
        return Counter([str(answer["boolean"])])
    return Counter(
        json.dumps({name: _term(term) for name, term in row.items()}, sort_keys=True, ensure_ascii=False)
        for row in answer["results"]["bindings"]
    )


def _term(term: dict[str, str]) -> list[str | None]:
    return [term["type"], term["value"], term.get("xml:lang"), term.get("datatype")]
