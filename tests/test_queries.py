"""The named queries: each gives the right answer, and the same one on Oxigraph and on rdflib."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest
import rdflib.plugins.sparql
from pyoxigraph import QueryBoolean, QueryTriples
from rdflib import Dataset

from kg.derive import RULES
from kg.rdf import reference_quads
from kg.resources import ontology_dir
from kg.store import Store
from tests.graphs import IDS, filled

rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False

FILES = sorted((ontology_dir() / "queries").glob("*.rq"))
QUESTIONS = [path for path in FILES if path.stem not in RULES]
PARAMETER = re.compile(r"^# parameter: (\w+) (name|iri|date|text) (\S.*)$", re.M)

Rows = list[dict[str, str]]

# query -> parameters, and the answer in its order: only the cells that are told
EXPECTED: dict[str, tuple[dict[str, str], Rows]] = {
    "who-met-whom": (
        {},
        [
            {
                "name": "جان مورو",
                "otherName": "سامي الحداد",
                "encounters": "1",
                "first": "2024-03-05",
                "state": "فرنسا",
            },
            {"name": "سامي الحداد", "otherName": "عبد الله المجالي", "otherState": "مجلس وزراء الداخلية العرب"},
            {"name": "وزير الداخلية", "state": "إيطاليا", "otherName": "سامي الحداد", "last": "2024-03-20"},
        ],
    ),
    "encounters-of-a-person": (
        {"key": '"سامي الحداد"'},
        [
            {"date": "2024-04", "other": "عبد الله المجالي", "office": "الأمين العام", "topics": ""},
            {"date": "2024-03-20", "type": "اتصال هاتفي", "status": "وقع", "state": "إيطاليا"},
            {
                "date": "2024-03-05",
                "other": "جان مورو",
                "place": "القاهرة",
                "topics": "تبادل المعلومات | مكافحة الإرهاب",
            },
            {"date": "2024-02-26", "type": "دورة", "other": "مجلس وزراء الداخلية العرب", "place": "تونس"},
        ],
    ),
    "counterparts-of-a-state": (
        {"state": f"{IDS.state('EG')}"},
        [
            {"name": "مجلس وزراء الداخلية العرب", "encounters": "2", "first": "2024-02-26", "last": "2024-04"},
            {"name": "إيطاليا", "encounters": "2", "first": "2024-03-20", "last": "2024-05-02"},
            {"name": "فرنسا", "encounters": "1"},
        ],
    ),
    "topics-by-month": (
        {},
        [
            {"month": "2024-02", "label": "التعاون الأمني", "encounters": "1"},
            {"month": "2024-03", "label": "مكافحة الإرهاب", "encounters": "1"},
            {"month": "2024-03", "label": "تبادل المعلومات"},
            {"month": "2024-03", "label": "الهجرة غير النظامية"},
            {"month": "2024-05", "label": "التدريب وبناء القدرات"},
        ],
    ),
    "sessions-of-an-organisation": (
        {"organisation": f"{IDS.organisation('AIMC', '')}"},
        [
            {"date": "2024-02-26", "status": "وقع", "participants": "سامي الحداد | كمال بن يوسف الفقي"},
            {"date": "2025", "status": "معلن", "place": "تونس", "participants": ""},
        ],
    ),
    "planned-encounters": (
        {},
        [{"date": "2025", "type": "دورة", "parties": "مجلس وزراء الداخلية العرب", "announced": "2024-02-27"}],
    ),
    "signings-between-states": (
        {},
        [
            {
                "date": "2024-05-02",
                "one": "إيطاليا",
                "other": "مصر",
                "topics": "التدريب وبناء القدرات",
                "sentence": "وقعت مصر وإيطاليا بروتوكولا للتدريب",
            }
        ],
    ),
    "evidence-for-an-edge": (
        {"key": '"سامي الحداد"', "otherKey": '"جان مورو"'},
        [
            {"sentence": "استقبل وزير الداخلية المصري سامي الحداد نظيره الفرنسي جان مورو في القاهرة"}
            | {"confidence": "0.8", "outlet": "صحيفة النهر", "url": "https://news.example/n-1", "status": "وقع"},
            {"sentence": "وبحث سامي حداد مع جان مورو أمس تبادل المعلومات ومكافحة الإرهاب", "confidence": "0.5"},
        ],
    ),
    "most-connected-persons": (
        {},
        [
            {"name": "سامي الحداد", "counterparts": "3", "states": "3"},
            {"name": "جان مورو", "counterparts": "1"},
            {"name": "عبد الله المجالي", "counterparts": "1"},
        ],
    ),
    "offices-of-a-person": (
        {"key": '"جان مورو"'},
        [{"office": "وزير الداخلية", "state": "فرنسا", "first": "2023-11-12", "last": "2024-03-05", "encounters": "2"}],
    ),
    "new-ties-by-year": ({}, [{"year": "2023", "newTies": "1"}, {"year": "2024", "newTies": "4"}]),
    "coverage-by-outlet": (
        {},
        [
            {"outlet": "صحيفة النهر", "articles": "4", "withEncounters": "4", "mentions": "6", "first": "2024-02-27"},
            {"outlet": "", "articles": "1", "last": "2024-03-06"},
            {"outlet": "وكالة البحر", "mentions": "1"},
        ],
    ),
}


@lru_cache(maxsize=1)
def oxigraph() -> Store:
    store = filled()
    store.replace_graph(store.ids.reference_graph, reference_quads())
    return store


@lru_cache(maxsize=1)
def rdflib_dataset() -> Dataset:
    dataset = Dataset(default_union=True)
    dataset.parse(data=oxigraph().dump() or b"", format="nquads")
    return dataset


def bound(text: str, parameters: dict[str, str]) -> str:
    """The query with other values for its parameters."""
    for name, value in parameters.items():
        text, count = re.subn(rf"(VALUES \?{name}) \{{[^}}]*\}}", rf"\1 {{ {value} }}", text)
        assert count == 1, name
    return text


def cell(value: object) -> str:
    """A value as text; the parts of a joined cell sorted, since engines join in any order."""
    return " | ".join(sorted(str(value).split(" | "))) if value is not None else ""


def on_oxigraph(text: str) -> Rows:
    found = oxigraph()._db().query(text, use_default_graph_as_union=True)  # without prefixes that the file lacks
    assert not isinstance(found, QueryBoolean | QueryTriples)
    names = [variable.value for variable in found.variables]
    return [{n: cell(row[n] and getattr(row[n], "value", None)) for n in names} for row in found]


def on_rdflib(text: str) -> Rows:
    found = rdflib_dataset().query(text)
    names = [str(variable) for variable in found.vars or ()]
    return [{n: cell(getattr(row, n)) for n in names} for row in found]


def test_every_query_has_an_expected_answer() -> None:
    assert {path.stem for path in QUESTIONS} == set(EXPECTED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_heading_tells_what_the_query_answers(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for field, letters in (("title", "[A-Za-z]"), ("title-ar", "[\u0620-\u064a]"), ("description", "[A-Za-z]")):
        assert re.search(rf"^# {field}: .*{letters}", text, re.M), field
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert not re.search(r"[?$]\w*[^\x00-\x7f]", body), "variables have Latin names"
    assert len(re.findall("^# parameter:", text, re.M)) == len(PARAMETER.findall(text))
    for name, kind, example in PARAMETER.findall(text):
        assert f"VALUES ?{name} {{ {example} }}" in body
        assert (kind == "iri") == example.startswith("<")


@pytest.mark.parametrize("name", EXPECTED)
def test_the_answer_is_right_and_the_same_on_both_engines(name: str) -> None:
    text = (ontology_dir() / "queries" / f"{name}.rq").read_text(encoding="utf-8")
    parameters, expected = EXPECTED[name]
    rows = on_oxigraph(bound(text, parameters))
    assert [{key: row[key] for key in wanted} for row, wanted in zip(rows, expected, strict=False)] == expected
    assert len(rows) == len(expected)
    ours, theirs = (sorted(map(str, answer)) for answer in (rows, on_rdflib(bound(text, parameters))))
    assert ours == theirs


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_derives_the_same_edges_on_both_engines(rule: str) -> None:
    text = (ontology_dir() / "queries" / f"{rule}.rq").read_text(encoding="utf-8")
    resolved = IDS.resolved_graph
    found = oxigraph().query(text, graphs=[resolved])
    assert isinstance(found, QueryTriples)
    ours = {str(triple) for triple in found}
    graph = rdflib_dataset().graph(rdflib.URIRef(resolved.value))
    theirs = {" ".join(node.n3() for node in triple) for triple in graph.query(text)}
    assert ours == theirs
    assert ours


def test_both_engines_were_asked_the_same_graph() -> None:
    assert len(rdflib_dataset()) == len(oxigraph())
