"""The named queries: each gives the right answer, and the same one on Oxigraph and on rdflib."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest
import rdflib.plugins.sparql
from pyoxigraph import Literal, QueryBoolean, QueryTriples
from rdflib import Dataset

from kg.adjacency import Adjacency
from kg.derive import RULES
from kg.model import Article
from kg.named_queries import NamedQuery, find_query, named_queries
from kg.pipeline import RuleExtractor
from kg.query_parameters import Parameter, ParameterError, bind_texts, read_parameter, to_term
from kg.rdf import reference_quads
from kg.reading import read_articles
from kg.resources import ontology_dir, samples_dir
from kg.store import Store
from kg.vocabulary import topic
from tests.graphs import IDS, fill, filled

rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False

FILES = sorted((ontology_dir() / "queries").glob("*.rq"))
QUESTIONS = [path for path in FILES if path.stem not in RULES]
Rows = list[dict[str, str]]

# query -> parameters as a reader gives them, and the answer in its order: only the cells that are told
EXPECTED: dict[str, tuple[dict[str, str], Rows]] = {
    "who-met-whom": (
        {},
        [
            {
                "name": "جان مورو",
                "otherName": "سامي الحداد",
                "encounters": "1",
                "first": "2024-03-05",
                "country": "فرنسا",
            },
            {"name": "سامي الحداد", "otherName": "عبد الله المجالي", "otherCountry": "مجلس وزراء الداخلية العرب"},
            {"name": "وزير الداخلية", "country": "إيطاليا", "otherName": "سامي الحداد", "last": "2024-03-20"},
        ],
    ),
    "encounters-of-a-person": (
        {"minister": "سامي الحداد"},
        [
            {"date": "2024-04", "other": "عبد الله المجالي", "office": "الأمين العام", "topics": ""},
            {"date": "2024-03-20", "type": "اتصال هاتفي", "status": "وقع", "otherState": "إيطاليا"},
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
        {"state": "EG"},
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
        {"organisation": "AIMC"},
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
        {"minister": "سامي الحداد", "other": "جان مورو"},
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
        {"minister": "جان مورو"},
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
    "topics-of-a-person-by-year": (
        {"minister": "سامي الحداد"},
        [
            {"year": "2024", "label": "مكافحة الإرهاب", "encounters": "1"},
            {"label": "تبادل المعلومات"},
            {"label": "الهجرة غير النظامية"},
            {"label": "التعاون الأمني"},
        ],
    ),
    "ties-of-two-states-by-year": (
        {"party": "EG", "counterpart": "إيطاليا"},
        [
            {"year": "2024", "type": "اتصال هاتفي", "encounters": "1", "first": "2024-03-20"},
            {"year": "2024", "type": "توقيع", "last": "2024-05-02"},
        ],
    ),
    "first-encounter-of-a-pair": (
        {"minister": "سامي الحداد", "other": "جان مورو"},
        [
            {"date": "2024-03-05", "type": "اجتماع", "place": "القاهرة", "outlet": "صحيفة النهر"},
            {"date": "2024-03-05", "outlet": "وكالة البحر"},
        ],
    ),
    "topics-of-two-states": (
        {"party": "مصر", "counterpart": "France"},
        [{"label": "مكافحة الإرهاب", "encounters": "1", "first": "2024-03-05"}, {"label": "تبادل المعلومات"}],
    ),
    "representatives-of-a-state": (
        {"party": "EG", "counterpart": "AIMC"},
        [{"name": "سامي الحداد", "office": "وزير الداخلية", "encounters": "2", "first": "2024-02-26"}],
    ),
    "sources-of-an-encounter": (
        {"encounter": "1554194d23755d2a"},
        [
            {
                "outlet": "صحيفة النهر",
                "confidence": "0.8",
                "published": "2024-03-06",
                "url": "https://news.example/n-1",
            },
            {"outlet": "وكالة البحر", "confidence": "0.5"},
        ],
    ),
    "encounters-with-one-source": (
        {"state": "FR"},
        [{"confidence": "0.8", "date": "2023-11-12", "type": "زيارة", "parties": "الأردن | جان مورو"}],
    ),
    "gaps-between-two-states": (
        {"party": "EG", "counterpart": "IT", "months": "2"},
        [{"before": "2024-03", "after": "2024-05", "gap": "2"}],
    ),
    "lapsed-contacts-of-a-state": (
        {"state": "EG", "since": "2024-05"},
        [
            {"name": "فرنسا", "last": "2024-03-05", "encounters": "1"},
            {"name": "مجلس وزراء الداخلية العرب", "last": "2024-04", "encounters": "2"},
        ],
    ),
    "most-active-offices": (
        {"state": "EG"},
        [{"office": "وزير الداخلية", "of": "مصر", "encounters": "4", "persons": "1"}, {"office": "مديرة"}],
    ),
    "common-counterparts": (
        {"minister": "جان مورو", "other": "المجالي"},
        [{"name": "سامي الحداد", "country": "مصر"}],
    ),
    "places-of-encounters": (
        {},
        [
            {"name": "تونس", "country": "تونس", "encounters": "1", "last": "2024-02-26"},
            {"name": "القاهرة", "country": "مصر", "encounters": "1", "last": "2024-03-05"},
            {"name": "", "country": "الأردن"},
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


@lru_cache(maxsize=1)
def network() -> Adjacency:
    return Adjacency.load(oxigraph())


def bound(name: str, parameters: dict[str, str]) -> str:
    """The query with the values of a reader."""
    query = find_query(name)
    assert query
    return bind_texts(query, parameters, network())


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
    assert not re.search(r"^\s*(LIMIT|OFFSET)\b", body, re.M), "pages are taken by those who ask"
    assert path.stem in RULES or re.search(r"^ORDER BY ", body, re.M), "pages need an order"
    query = find_query(path.stem)
    for parameter in query.parameters if query else ():
        assert re.search("[\u0620-\u064a]", parameter.label_ar)
        assert bool(parameter.example) == parameter.required


@lru_cache(maxsize=1)
def samples() -> Adjacency:
    """What the project's own samples give: the examples of the headings come from there."""
    read = read_articles([str(samples_dir() / "articles.jsonl")])
    extractor = RuleExtractor.load()
    store = fill(Store.memory(), [extractor.extract(article) for article in read if isinstance(article, Article)])
    store.replace_graph(store.ids.reference_graph, reference_quads())
    return Adjacency.load(store)


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
def test_a_file_by_itself_says_what_its_heading_says(query: NamedQuery) -> None:
    """Between the braces stand the terms that the example and the defaults mean."""
    body = bind_texts(query, query.example(), samples())
    assert re.sub(r'"(\d+)"\^\^<[^>]*integer>', r"\1", body) == query.text


PERSON, TOPIC, DATE = (read_parameter(f"x; type={kind}; en=x; ar=س") for kind in ("person", "topic", "date"))
NUMBER = read_parameter("x; type=integer 1..12; default=3; en=x; ar=س")


@pytest.mark.parametrize(
    ("parameter", "text", "term"),
    [
        (PERSON, "جان مورو", "person"),
        (PERSON, "الحداد", "person"),
        (read_parameter("x; type=state; en=x; ar=س"), "eg", IDS.state("EG")),
        (read_parameter("x; type=state; en=x; ar=س"), "فرنسا", IDS.state("FR")),
        (read_parameter("x; type=party; en=x; ar=س"), "state/FR", IDS.state("FR")),
        (read_parameter("x; type=party; en=x; ar=س"), "aimc", IDS.organisation("AIMC", "")),
        (TOPIC, "training", topic("training")),
        (TOPIC, "مكافحة الإرهاب", topic("counter-terrorism")),
        (TOPIC, topic("training").value, topic("training")),
        (DATE, "2024", Literal("2024-01-01")),
        (DATE, "2024-05", Literal("2024-05-01")),
        (DATE, "2024-02-29", Literal("2024-02-29")),
        (NUMBER, "12", Literal(12)),
        (read_parameter("x; type=string; en=x; ar=س"), 'a" } \\ #', Literal('a" } \\ #')),
    ],
)
def test_a_text_becomes_a_term(parameter: Parameter, text: str, term: object) -> None:
    found = to_term(parameter, text, network())
    assert found == term if term != "person" else found.value.startswith(IDS.base + "person/")


@pytest.mark.parametrize(
    ("parameter", "text", "kind", "words"),
    [
        (PERSON, "zzz", "wrong-parameter", "nobody"),
        (PERSON, "state/EG", "wrong-parameter", "another type"),
        (PERSON, "https://example.org/x", "wrong-parameter", "not in the graph"),
        (PERSON, "> } DROP ALL", "wrong-parameter", "nobody"),
        (PERSON, "x" * 500, "wrong-parameter", "longer than 200"),
        (TOPIC, "weather", "wrong-parameter", "no topic"),
        (TOPIC, "a> <b", "wrong-parameter", "no topic"),
        (DATE, "2024-02-30", "wrong-parameter", "YYYY-MM-DD"),
        (DATE, "٢٠٢٤", "wrong-parameter", "no date"),
        (NUMBER, "13", "wrong-parameter", "1 to 12"),
        (NUMBER, "1e1", "wrong-parameter", "whole number"),
        (read_parameter("x; type=encounter; en=x; ar=س"), "0000", "wrong-parameter", "no encounter"),
        (read_parameter("x; type=entity; en=x; ar=س"), "و", "ambiguous-parameter", "Give one of these ids"),
    ],
)
def test_what_is_no_value_says_what_would_be(parameter: Parameter, text: str, kind: str, words: str) -> None:
    with pytest.raises(ParameterError, match=words) as caught:
        to_term(parameter, text, network())
    assert caught.value.kind == kind
    assert bool(caught.value.candidates) == (kind == "ambiguous-parameter")


def test_unknown_and_missing_parameters_are_named() -> None:
    query = find_query("encounters-of-a-person")
    assert query
    with pytest.raises(ParameterError, match=r"minster: .* but minister, state, topic, from, to"):
        bind_texts(query, {"minster": "x"}, network())
    with pytest.raises(ParameterError, match=r"minister: .* needs it"):
        bind_texts(query, {"state": "EG"}, network())


def test_periods_follow_the_precision_of_dates() -> None:
    """As everywhere in the service: any day of the date lies in from <= day < to."""

    def dates(**period: str) -> list[str]:
        given = {"minister": "سامي الحداد", **{name.rstrip("_"): value for name, value in period.items()}}
        return [row["date"] for row in on_oxigraph(bound("encounters-of-a-person", given))]

    assert dates(from_="2024-04-15") == ["2024-04"]
    assert dates(from_="2024-03-06", to="2024-04") == ["2024-03-20"]
    assert dates(to="2024-03-05") == ["2024-02-26"]
    assert dates(to="2024-03-06", from_="2024-03") == ["2024-03-05"]
    assert dates(topic="irregular-migration") == ["2024-03-20"]
    assert dates(state="AIMC") == ["2024-04", "2024-02-26"]


@pytest.mark.parametrize(
    "declaration",
    [
        "limit; type=date; en=x; ar=y",
        "x; type=number; en=x; ar=y",
        "x; type=integer; en=x; ar=y",
        "x; type=date; en=x",
        "x; type=date; required; default=2024; en=x; ar=y",
        "Ünal; type=date; en=x; ar=y",
        "x; typ=date; en=x; ar=y",
    ],
)
def test_a_wrong_declaration_is_an_error(declaration: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_parameter(declaration)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_answer_is_right_and_the_same_on_both_engines(name: str) -> None:
    parameters, expected = EXPECTED[name]
    text = bound(name, parameters)
    rows = on_oxigraph(text)
    assert [{key: row[key] for key in wanted} for row, wanted in zip(rows, expected, strict=False)] == expected
    assert len(rows) == len(expected)
    ours, theirs = (sorted(map(str, answer)) for answer in (rows, on_rdflib(text)))
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
