"""``rw:matches`` in SPARQL: what is rewritten, what is not, and what is told where it cannot be answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QueryBoolean, QuerySolutions

from kg.errors import QueryError
from kg.publish import publish
from kg.rdf import reference_quads
from kg.search_property import MOST_SEARCHES, PROPERTY, Rewritten, rewrite
from kg.search_query import Question
from kg.searching import query_with_search
from kg.store import Snapshot, Store, open_snapshot
from kg.text_search import Found, Hit, NoIndex
from tests.graphs import IDS, fill

PREFIXES = IDS.prefixes
HITS = tuple(Hit(f"urn:h{n}", "person", 3.0 - n) for n in range(3))


def find(question: Question, limit: int) -> Found:
    return Found(HITS[:limit], {"person": 3}, 3)


def rewritten(query: str, most: int = 100) -> Rewritten:
    return rewrite(query, PREFIXES, find, most)


def plain(query: str) -> str:
    return " ".join(rewritten(query).query.split())


ALL = "{ <urn:h0> <urn:h1> <urn:h2> }"
TWO = "{ <urn:h0> <urn:h1> }"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ('SELECT * { ?e rw:matches "a" }', f"SELECT * {{ VALUES ?e {ALL} }}"),
        ('SELECT * { $e rw:matches "a"@ar . }', f"SELECT * {{ VALUES $e {ALL} . }}"),
        ("SELECT * { ?e rw:matches ('a' 2) }", f"SELECT * {{ VALUES ?e {TWO} }}"),
        (
            'SELECT * { (?e ?s) rw:matches ("a" 2) }',
            "SELECT * { VALUES (?e ?s) { (<urn:h0> 3.000) (<urn:h1> 2.000) } }",
        ),
        (f'SELECT * {{ ?e <{PROPERTY}> """a""" }}', f"SELECT * {{ VALUES ?e {ALL} }}"),
        (
            'PREFIX x: <https://w3id.org/rawabit/ontology#> SELECT * { ?e x:matches "a" }',
            f"PREFIX x: <https://w3id.org/rawabit/ontology#> SELECT * {{ VALUES ?e {ALL} }}",
        ),
        (
            'BASE <https://w3id.org/rawabit/> SELECT * { ?e <ontology#matches> "a" }',
            f"BASE <https://w3id.org/rawabit/> SELECT * {{ VALUES ?e {ALL} }}",
        ),
        ('SELECT * { ?e rw:matches "a" ; a ?t }', f"SELECT * {{ VALUES ?e {ALL} ?e a ?t }}"),
        ('SELECT * { ?e rw:matches "a" ;; . ?x ?y ?z }', f"SELECT * {{ VALUES ?e {ALL} . ?x ?y ?z }}"),
        ('SELECT * { ?e a ?t ; rw:matches "a" }', f"SELECT * {{ ?e a ?t . VALUES ?e {ALL} }}"),
        (
            'SELECT * { ?e a ?t ; rw:matches "a" ; ?p 1, 2 . ?x ?y ?z }',
            f"SELECT * {{ ?e a ?t . VALUES ?e {ALL} ?e ?p 1, 2 . ?x ?y ?z }}",
        ),
        ('SELECT * { ?e rw:matches "a", "b" }', f"SELECT * {{ VALUES ?e {ALL} VALUES ?e {ALL} }}"),
        (
            'SELECT * { ?e rw:matches "a" ; rw:matches ("b" 2) ; a ?t ; rw:matches "c" }',
            f"SELECT * {{ VALUES ?e {ALL} VALUES ?e {TWO} ?e a ?t . VALUES ?e {ALL} }}",
        ),
        (
            'ASK { ?x ?y 1. ?e rw:matches "a" . FILTER(?x > 1) ?f rw:matches ("b" 2) BIND(1 AS ?n) ?g rw:matches "c" }',
            f"ASK {{ ?x ?y 1. VALUES ?e {ALL} . FILTER(?x > 1) VALUES ?f {TWO} BIND(1 AS ?n) VALUES ?g {ALL} }}",
        ),
        (
            'SELECT * { FILTER regex(?l, "x") ?e rw:matches "a" FILTER rw:f(?l) ?e rw:matches ("a" 2) }',
            f'SELECT * {{ FILTER regex(?l, "x") VALUES ?e {ALL} FILTER rw:f(?l) VALUES ?e {TWO} }}',
        ),
        (
            'ASK {GRAPH ?g { ?e rw:matches "a" } OPTIONAL { ?e a ?t; rw:matches ("a" 2) } MINUS { ?f rw:matches "b" }}',
            f"ASK {{GRAPH ?g {{ VALUES ?e {ALL} }} OPTIONAL {{ ?e a ?t . VALUES ?e {TWO} }} "
            f"MINUS {{ VALUES ?f {ALL} }}}}",
        ),
        (
            'ASK { VALUES ?x { rw:matches } { SELECT ?e { ?e rw:matches ("a" 2)} LIMIT 1} UNION { ?e rw:matches "a" }}',
            f"ASK {{ VALUES ?x {{ rw:matches }} {{ SELECT ?e {{ VALUES ?e {TWO} }} LIMIT 1}} "
            f"UNION {{ VALUES ?e {ALL} }}}}",
        ),
        (
            'CONSTRUCT { ?e rw:matches "a" } WHERE { ?e rw:matches "a" }',
            f'CONSTRUCT {{ ?e rw:matches "a" }} WHERE {{ VALUES ?e {ALL} }}',
        ),
        (
            'ASK { ?e rdfs:label "x"@ar, "y" ; skos:altLabel ("l" [ a ?b ]) ; rw:matches "a" }',
            f'ASK {{ ?e rdfs:label "x"@ar, "y" ; skos:altLabel ("l" [ a ?b ]) . VALUES ?e {ALL} }}',
        ),
        ('ASK { FILTER EXISTS { ?e rw:matches "a" } }', f"ASK {{ FILTER EXISTS {{ VALUES ?e {ALL} }} }}"),
        (
            'ASK { FILTER NOT EXISTS { ?e a ?t } ?e rw:matches "a" }',
            f"ASK {{ FILTER NOT EXISTS {{ ?e a ?t }} VALUES ?e {ALL} }}",
        ),
    ],
)
def test_the_property_becomes_values(query: str, wanted: str) -> None:
    assert plain(query) == wanted


def test_lines_stay_where_they_are() -> None:
    query = 'SELECT * {\n  ?e a ?t ;\n\n  rw:matches\n    "a" ;\n  rdfs:label ?l .\n  ?x ?y\n}'
    told = rewritten(query).query.split("\n")
    assert len(told) == len(query.split("\n"))
    assert told[-2:] == query.split("\n")[-2:]
    assert "rdfs:label ?l ." in told[5]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        'SELECT * { ?s rdfs:label "?e rw:matches \\"a\\"" }',
        "SELECT * { ?s ?p '''?e rw:matches \"a\"''' } # ?e rw:matches \"a\"",
        "SELECT * { ?s <urn:rw:matches> ?o ; <urn:x#matches> \"a\" ; x:matches 'a' }",
        "SELECT * { rw:matches rdfs:comment ?c }",
        "SELECT * { ?s ?p rw:matches }",
        "SELECT * { ?s ?p rw:matches , rw:matches ; ?q rw:matches . rw:matches ?x ?y }",
        'SELECT * { ?s ?p "x"^^rw:matches }',
        'SELECT * { VALUES ?p { rdf:type rw:matches } VALUES (?p ?o) { (rw:matches "a") } }',
        "SELECT * { ?s ?matches ?o FILTER(?p != rw:matches && ?p IN (rw:matches, rdf:type)) }",
        "DESCRIBE rw:matches",
        "PREFIX rw: <urn:other#> SELECT * { ?e rw:matches 'a' }",
        'SELECT * { ?s ?p "rw:matches',
    ],
)
def test_everything_else_stays_byte_for_byte(query: str) -> None:
    assert rewritten(query) == Rewritten(query)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * { ?e rw:matches ?text }", "written in the query"),
        ("SELECT * { ?e rw:matches }", "written in the query"),
        ("SELECT * { ?e rw:matches", "written in the query"),
        ("SELECT * { ?e rw:matches 5 }", "written in the query"),
        ("SELECT * { ?e rw:matches ( }", "written in the query"),
        ('SELECT * { ?e rw:matches ("a" ?n) }', "a text and a number"),
        ('SELECT * { ?e rw:matches ("a" 0) }', "from 1 to 100"),
        ('SELECT * { ?e rw:matches ("a" 101) }', "from 1 to 100"),
        ('SELECT * { ?e rw:matches ("a" 1.5) }', "from 1 to 100"),
        ('SELECT * { ?e rw:matches "a"^^xsd:string }', "datatype"),
        ('SELECT * { rw:Meeting rw:matches "a" }', "must be a variable"),
        ('SELECT * { [] rw:matches "a" }', "must be a variable"),
        ('SELECT * { [ a ?t ; rw:matches "a" ] ?p ?o }', "in \\[ \\]"),
        ('SELECT * { ?e rw:matches/rdfs:label "a" }', "path"),
        ('SELECT * { ?e rdfs:label/rw:matches "a" }', "path"),
        ('SELECT * { ?e ^rw:matches "a" }', "path"),
        ('SELECT * { ?e (rw:matches|rdfs:label) "a" }', "path"),
        ('SELECT * { ?e rw:matches* "a" }', "path"),
        ('SELECT * { (?e ?s) rw:matches "a", "b" }', "one text"),
        ('CONSTRUCT WHERE { ?e rw:matches "a" }', "template"),
        ('SELECT * { ?e rw:matches "\\"a" }', "quotation mark is not closed"),
        ('SELECT * {\n ?e rw:matches "*" }', "line 2, column 5: rw:matches: give one word"),
        ("SELECT * { " + '?e rw:matches "a" . ' * (MOST_SEARCHES + 1) + "}", "times"),
        ("SELECT * { ?s ?p ?l FILTER rw:matches(?l, ?q) }", "second written out"),
        ('SELECT * { ?s ?p ?l FILTER(rw:matches("a")) }', "second written out"),
        ('SELECT * { ?s ?p ?l FILTER(rw:matches(?l, "a" || "b", "(c")) }', "not closed"),
        ("SELECT * { FILTER rw:matches(", "second written out"),
    ],
)
def test_what_cannot_be_answered_is_told(query: str, told: str) -> None:
    with pytest.raises(QueryError, match=told):
        rewritten(query)


def test_hits_beyond_the_most_are_told_and_those_beyond_a_wish_are_not() -> None:
    assert rewritten('SELECT * { ?e rw:matches "a" }', most=2).left_out == 1
    assert rewritten('SELECT * { ?e rw:matches "a", "b" }', most=2).left_out == 2
    assert rewritten('SELECT * { ?e rw:matches ("a" 2) }').left_out == 0


def test_functions_stay_and_their_questions_are_read() -> None:
    query = """SELECT (rw:matches(?l, "a"@en) AS ?m) { ?s ?p ?l FILTER rw:matches(?l, "\\"b c\\"") }
        ORDER BY rw:matches(?l, 'd')"""
    told = rewritten(query)
    assert told.query == query
    assert set(told.questions) == {"a", '"b c"', "d"}


def test_escapes_of_strings_are_read() -> None:
    seen: list[str | None] = []

    def note(question: Question, limit: int) -> Found:
        seen.append(question.name)
        return find(question, limit)

    rewrite("ASK { ?e rw:matches \"\\u0645\\u0635\\U00000631\" , '''\"a\\tb\"''' }", PREFIXES, note, 10)
    assert seen == ["مصر", "ab"]


_TOKENS = (
    *(
        "?e",
        "$x",
        "rw:Meeting",
        "<urn:a>",
        "a",
        ".",
        ";",
        ",",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        '"t"',
        "'u'@ar",
        "1",
        "2.",
    ),
    *("FILTER", "OPTIONAL", "GRAPH", "VALUES", "UNION", "BIND", "AS", "SELECT", "WHERE", "CONSTRUCT", "^", "/", "|"),
    *("# rw:matches\n", '"rw:matches"', "<x:matches>", "?matches", "\n", "  "),
)


@given(st.lists(st.sampled_from(_TOKENS), max_size=25).map(" ".join))
def test_no_query_without_the_property_is_touched(query: str) -> None:
    assert rewritten(query) == Rewritten(query)


@given(st.lists(st.sampled_from([*_TOKENS, "rw:matches", 'rw:matches "q"']), max_size=25).map(" ".join))
def test_whatever_the_tokens_only_the_property_is_replaced(query: str) -> None:
    """Text in strings, comments and IRIs survives, in order; the rest is an error or a rewritten query."""
    try:
        told = rewritten(query).query
    except QueryError:
        return
    kept = re.compile(r'"rw:matches"|# rw:matches\n|<x:matches>|\?matches|"t"|\'u\'@ar')
    assert kept.findall(query) == kept.findall(told)


@given(st.text(max_size=80))
def test_any_text_is_read_in_peace(query: str) -> None:
    assert rewritten(query.replace("matches", "")) == Rewritten(query.replace("matches", ""))
    with suppress(QueryError):
        rewritten(query + " rw:matches " + query)


# ---------------------------------------------------------------- over a real graph


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph") / "store"
    with Store.open(folder, create=True) as store:
        store.replace_graph(IDS.reference_graph, reference_quads())
        fill(store)
        publish(store)
    return folder


@pytest.fixture(scope="module")
def snapshot(folder: Path) -> Iterator[Snapshot]:
    with open_snapshot(folder) as opened:
        yield opened


def rows(snapshot: Snapshot, folder: Path, query: str) -> list[list[str]]:
    answer = query_with_search(snapshot, folder, query)
    assert isinstance(answer, QuerySolutions)
    return [[term.value if term else "" for term in row] for row in answer]


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ?l { ?e rw:matches "سامى الحداد" ; a foaf:Person ; rdfs:label ?l }',
        'SELECT ?l { ?e a foaf:Person ; rdfs:label ?l ; rw:matches "سامى الحداد" . }',
        'SELECT ?l { ?e a foaf:Person . { SELECT ?e { ?e rw:matches "سامى الحداد" } } ?e rdfs:label ?l }',
        'SELECT ?l { GRAPH id:graph\\/resolved { ?e rw:matches "سامى الحداد" ; a foaf:Person ; rdfs:label ?l } }',
        'SELECT ?l { ?e a foaf:Person ; rdfs:label ?l FILTER EXISTS { ?e rw:matches "سامى الحداد" } }',
        'SELECT ?l { ?e a foaf:Person ; rdfs:label ?l FILTER rw:matches(?l, "سامى الحداد") }',
        'SELECT ?l { ?e a foaf:Person ; rdfs:label ?l BIND(rw:matches(?l, "سامى الحداد") AS ?m) FILTER(?m) }',
        'SELECT ?l { (?e ?score) rw:matches ("سامى الحداد" 1) . ?e rdfs:label ?l FILTER(?score > 0) }',
    ],
)
def test_the_ways_to_search_find_the_same(snapshot: Snapshot, folder: Path, query: str) -> None:
    query = query.replace("id:graph\\/resolved", f"<{IDS.resolved_graph.value}>")
    assert rows(snapshot, folder, query) == [["سامي الحداد"]]


def test_nothing_found_is_an_empty_answer(snapshot: Snapshot, folder: Path) -> None:
    assert rows(snapshot, folder, 'SELECT ?e { ?e rw:matches "زرافة" ; a ?t }') == []
    answer = query_with_search(snapshot, folder, 'ASK { ?e rw:matches "زرافة" }')
    assert isinstance(answer, QueryBoolean)
    assert not answer


def test_the_function_says_nothing_of_what_is_no_text(snapshot: Snapshot, folder: Path) -> None:
    query = 'SELECT (rw:matches(?x, "مصر") AS ?m) { VALUES ?x { rw:Meeting "مصــر" "\u0645صر لا" 5 "تونس" } }'
    assert rows(snapshot, folder, query) == [[""], ["true"], ["true"], ["false"], ["false"]]


def test_without_an_index_the_property_is_an_error_and_the_function_works(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store", create=True) as store:
        fill(store)
        store.publish()
    with open_snapshot(tmp_path / "store") as old:
        with pytest.raises(NoIndex, match="rawabit ingest"):
            rows(old, tmp_path / "store", 'SELECT ?e { ?e rw:matches "الحداد" }')
        assert rows(old, tmp_path / "store", 'SELECT ?l { ?e rdfs:label ?l FILTER rw:matches(?l, "موره") }') == []
        assert rows(old, tmp_path / "store", 'SELECT ?l { ?e rdfs:label ?l FILTER rw:matches(?l, "مورو") }') != []
