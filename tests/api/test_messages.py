"""Problems have their titles in both languages."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.messages import TABLE, localised, messages

API = Path(__file__).resolve().parents[2] / "api"


def test_every_kind_of_problem_has_its_titles() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in API.glob("*.py"))
    used = set(re.findall(r'Problem\(\s*[\w.]+,\s*"([a-z-]+)"', code))
    parameters = (API.parent / "kg" / "query_parameters.py").read_text(encoding="utf-8")
    used |= set(re.findall(r'ParameterError\(\s*"([a-z-]+)"', parameters))
    assert len(used) > 20
    assert used <= messages().keys(), "give these a row in api/messages.csv"


def test_every_row_is_in_both_languages() -> None:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len(messages())
    for row in rows:
        assert re.search("[A-Za-z]", row["title_en"]), row
        assert re.search("[\u0620-\u064a]", row["title_ar"]), row
        assert None not in row.values()


def test_members_are_told_in_arabic_too() -> None:
    told = localised("query-timeout", {"deadline": 30})
    assert told["title_en"] == "The time was up"
    assert "30 ثانية" in told["detail_ar"]
    assert "detail_ar" not in localised("query-timeout", {})
    assert localised("no-such-kind", {}) == {}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/nothing", "لا شيء"),
        ("/sparql?query=SELECT", "السطر 1"),
        ("/sparql?query=ASK{SERVICE<http://x/>{}}", "لا تتصل"),
        ("/api/v1/encounters?limit=0", "غير صالحة"),
        ("/api/v1/queries/who-met-whom?from=x", "«from»"),
    ],
)
def test_errors_carry_arabic(client: TestClient, path: str, words: str) -> None:
    problem = client.get(path, headers={"Accept": "application/json"}).json()
    assert words in problem["detail_ar"]
    assert problem["title_ar"]
