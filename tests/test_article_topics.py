"""Topics of whole short articles, encounter by encounter: the table ``tests/cases/article_topics.jsonl``.

One JSON object a line: ``name`` (``group/what-is-hard``), ``text``, ``time``, and ``expect``: encounters by ``type``
and ``parties`` (for whom the principals act), with all their ``topics``. Encounters that ``expect`` does not name are
not looked at; the table ``encounters.jsonl`` is for those. ``known`` says why a case is not right yet; such a case may
fail.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Encounter
from tests.casetable import Case, param, read_cases, run

CASES = read_cases(Path(__file__).parent / "cases" / "article_topics.jsonl")


def faults(case: Case) -> list[str]:
    """What is wrong with the topics found in a case; empty where all are right."""
    left = run(case)
    out: list[str] = []
    for expected in case["expect"]:
        wanted = (expected["type"], frozenset(expected["parties"]))
        same = [e for e in left if (e.type, _parties(e)) == wanted]
        if not same:
            out.append(f"no {expected['type']} of {expected['parties']}")
            continue
        best = min(same, key=lambda e: len({t.code for t in e.topics} ^ set(expected["topics"])))
        left.remove(best)
        found = sorted(t.code for t in best.topics)
        if found != expected["topics"]:
            out.append(f"{expected['parties']}: {found}, not {expected['topics']}")
    return out


def _parties(encounter: Encounter) -> frozenset[str]:
    return frozenset(str(p.org or p.country) for p in encounter.parties if p.rank == "principal")


@pytest.mark.parametrize("case", [param(case) for case in CASES])
def test_case(case: Case) -> None:
    assert faults(case) == []


def test_the_table_is_wide() -> None:
    assert len(CASES) >= 80
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert sum(len(case["expect"]) > 1 for case in CASES) >= 3
    assert sum(any(not e["topics"] for e in case["expect"]) for case in CASES) >= 4
