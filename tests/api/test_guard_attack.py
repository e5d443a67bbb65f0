"""The guard against the engine itself: what the engine reads as SERVICE is refused, what is plain passes, and whatever
passes does not overflow the engine's stack."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from collections.abc import Callable

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.errors import Problem
from api.guard import check_query
from kg.plain_query import plain_form
from kg.query_scan import Scanned, _Scan

# -- texts of queries, each piece valid SPARQL for the engine

_HARD = [
    "SERVICE",
    "service <x> {",
    "'",
    '"',
    "#",
    "<",
    ">",
    "{",
    "}",
    "(",
    ")",
    "?x",
    "FROM",
    "\\",
    " ",
    "س",
    "@",
    "a:b",
]
_INSIDE = st.lists(st.sampled_from([*_HARD, "x", "//", "''", '""', "\n", "\t"]), max_size=6).map("".join)


def _quoted(mark: str) -> st.SearchStrategy[str]:
    def escape(text: str) -> str:
        text = text.replace("\\", "\\\\").replace(mark[0], "\\" + mark[0])
        return mark + (text if len(mark) == 3 else text.replace("\n", "\\n")) + mark

    return _INSIDE.map(escape)


STRING = st.one_of(*(_quoted(mark) for mark in ("'", '"', "'''", '"""')))
IRI = st.sampled_from(
    [
        "<http://x/SERVICE>",
        "<http://x/#SERVICE>",
        "a:b",
        "a:SERVICE",
        "a:b\\#c",
        "a:b-c",
        "a:b.c",
        "a:%41",
        "a:",
        ":",
        ":s",
    ]
)
LITERAL = st.one_of(
    STRING,
    st.tuples(STRING, st.sampled_from(["@ar", "@en-GB", "^^a:b", "^^<http://x/t>"])).map("".join),
    st.sampled_from(["1", "1.5", "1e5", ".5", "-3", "true", "false"]),
)
VARIABLE = st.sampled_from(["?x", "$y", "?service", "?from", "?SERVICE", "?س"])
TERM = st.one_of(IRI, LITERAL, VARIABLE)
GAP = st.sampled_from([" ", "\n", "\t", " # SERVICE <x> {} '''\n", "\r\n", " #\n", "  "])
EXPRESSION = st.recursive(
    st.one_of(TERM),
    lambda inner: st.one_of(
        st.tuples(inner, GAP, st.sampled_from(["<", ">", "=", "&&", "||", "+", "-", "!=", "<="]), GAP, inner).map(
            lambda parts: "(" + "".join(parts) + ")"
        ),
        inner.map(lambda text: f"!({text})"),
        inner.map(lambda text: f"STR({text})"),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?x IN ({', '.join(parts)}))"),
    ),
    max_leaves=6,
)
TRIPLE = st.tuples(st.one_of(IRI, VARIABLE), st.one_of(IRI, VARIABLE), TERM).map(" ".join)
PATTERN = st.recursive(
    st.one_of(
        TRIPLE.map(lambda text: text + " . "),
        EXPRESSION.map(lambda text: f"FILTER({text})"),
        st.tuples(EXPRESSION, st.integers(0, 10**6)).map(lambda parts: f"BIND({parts[0]} AS ?v{parts[1]})"),
        st.lists(st.one_of(IRI, LITERAL), max_size=5).map(lambda terms: f"VALUES ?q {{ {' '.join(terms)} }}"),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, GAP, inner).map("".join),
        inner.map(lambda text: f"OPTIONAL {{ {text} }}"),
        st.tuples(inner, inner).map(lambda parts: f"{{ {parts[0]} }} UNION {{ {parts[1]} }}"),
        inner.map(lambda text: f"FILTER EXISTS {{ {text} }}"),
        inner.map(lambda text: f"GRAPH ?g {{ {text} }}"),
        inner.map(lambda text: f"{{ SELECT * {{ {text} }} }}"),
    ),
    max_leaves=5,
)
HEAD = "PREFIX a: <http://127.0.0.1:9/>\nPREFIX : <http://127.0.0.1:9/>\n"
FEDERATED = st.tuples(
    st.sampled_from(["SERVICE", "service", "sErViCe"]),
    st.one_of(GAP, st.just("")),
    st.sampled_from(["", "SILENT ", "silent\n"]),
    st.sampled_from(["<http://127.0.0.1:9/>", "a:x", ":", ":x", "?x"]),
    st.one_of(GAP, st.just("")),
    st.just("{ ?s ?p ?o }"),
).map("".join)


def judged(query: str) -> Scanned | str:
    """What the guard says: the query's form and dataset, or the kind of the problem."""
    try:
        return check_query(query, max_bytes=128 * 1024, max_nesting=200)
    except Problem as problem:
        return problem.kind


def is_query(text: str) -> bool:
    """Whether the engine reads ``text`` as a query; evaluated on nothing, or it would reach out."""
    try:
        ox.Store().query(text)
    except SyntaxError:
        return False
    except (OSError, RuntimeError, ValueError):
        return True
    return True


@settings(max_examples=400, deadline=None)
@given(
    PATTERN,
    st.sampled_from(["SELECT * ", "ASK ", "CONSTRUCT { ?s ?p ?o } ", "SELECT*FROM<http://x/g>", "DESCRIBE ?x "]),
)
def test_what_the_engine_reads_as_a_plain_query_passes(pattern: str, head: str) -> None:
    query = f"{HEAD}{head}WHERE {{ {pattern} }}"
    if not is_query(query):
        return
    found = judged(query)
    assert isinstance(found, Scanned), (found, query)
    assert found.has_dataset == ("FROM" in head)
    assert found.form == head.split()[0].partition("*")[0].lower()


@settings(max_examples=400, deadline=None)
@given(PATTERN, st.sampled_from(["", "SELECT * ", "ask{} ", "FROM <x> ", "SERVICE ", "#", "'", '"', "<", "{{{{"]))
def test_a_plain_query_is_judged_as_the_whole_scan_does(pattern: str, piece: str) -> None:
    query = f"{HEAD}SELECT * {{ {piece}{pattern} }}"
    for text in (query, query.removeprefix(HEAD), piece + pattern):
        if form := plain_form(text, max_nesting=4, max_steps=500):
            assert _Scan(text, 4, 500).run() == Scanned(form, has_dataset=False, volatile=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        ("SELECT * { ?s ?p ?o }", True),
        ('PREFIX a: <http://x/#>\nprefix b:<https://y/>\nask{ ?s a:p "وزير # <" ; b:q <http://x/#y> }', True),
        ("SELECT * { FILTER(?a<?b) }", False),
        ("SELECT * { ?s ?p 'it' }", False),
        ('SELECT * { ?s ?p """it""" }', False),
        ('SELECT * { ?s ?p ""', True),
        ("SELECT * { ?s ?p ?o } # done", False),
        ("SELECT * { ?s <mailto:x> ?o }", False),
        ("BASE <http://x/> SELECT * { ?s ?p ?o }", False),
        ("SELECT-x * { ?s ?p ?o }", False),
        ("SELECT * { ?s a:\\u0053ERVICE ?o }", False),
        ("SELECT (NOW() AS ?x) {}", False),
        ("SELECT * FROM <http://x/> {}", False),
        ("INSERT DATA { a:s a:p a:o }", False),
        ("SELECT * {{{{{ }}}}}", False),
        (f"SELECT * {{ {'?s ?p ?o . ' * 50} }}", False),
    ],
)
def test_what_is_a_plain_query(query: str, plain: bool) -> None:
    assert bool(plain_form(query, max_nesting=4, max_steps=500)) == plain


@settings(max_examples=400, deadline=None)
@given(PATTERN, FEDERATED, st.data())
def test_what_the_engine_reads_as_service_is_refused(pattern: str, federated: str, data: st.DataObject) -> None:
    """A SERVICE at any place of a query: where the engine would evaluate it, the guard refuses it."""
    at = data.draw(st.integers(0, len(pattern)))
    query = f"{HEAD}SELECT * WHERE {{ ?s ?p ?o . {pattern[:at]} {federated} {pattern[at:]} }}"
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal(1)))
    try:
        list(store.query(query))  # type: ignore[arg-type]
    except (OSError, RuntimeError, ValueError) as error:
        if "port 9" in str(error):  # the engine's client refuses that port before it opens a connection
            assert isinstance(judged(query), str), query
    except SyntaxError:
        pass


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(
        ["INSERT DATA { :s :p 1 }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL", "LOAD <http://x/>", "drop all"]
    ),
    st.lists(st.sampled_from([" ", "\n", "# x\n", "PREFIX z: <http://z/> ", "BASE <http://b/> "]), max_size=5).map(
        "".join
    ),
)
def test_no_update_passes(update: str, before: list[str]) -> None:
    assert judged(f"{HEAD}{''.join(before)}{update}") == "updates-not-allowed"


# -- the stack of the engine

CHAINS: dict[str, Callable[[int], str]] = {
    "not": lambda n: "ASK { FILTER(" + "!" * n + "true) }",
    "or": lambda n: "ASK { FILTER(" + "||".join(["?x"] * n) + ") }",
    "subtract": lambda n: "ASK { FILTER(" + "-".join(["?x"] * n) + ") }",
    "subtract words": lambda n: "ASK { FILTER(" + "-".join(["true"] * n) + ") }",
    "literals": lambda n: "ASK { FILTER(?x" + "-1" * n + ") }",
    "alternatives": lambda n: "ASK { ?s " + "|".join(["<a:p>"] * n) + " ?o }",
    "union": lambda n: "ASK { " + "UNION".join(["{?s ?p ?o}"] * n) + " }",
    "optional": lambda n: "ASK { ?s ?p ?o " + "OPTIONAL{?s ?p ?o}" * n + " }",
    "minus": lambda n: "ASK { ?s ?p ?o " + "MINUS{?s ?p ?o}" * n + " }",
    "filter": lambda n: "ASK { ?s ?p ?o " + "FILTER(?s)" * n + " }",
    "bind": lambda n: "ASK { " + "".join(f"BIND(1 AS ?v{i})" for i in range(n)) + " }",
    "select": lambda n: "SELECT " + "".join(f"(1 AS ?v{i})" for i in range(n)) + "{}",
    "graph": lambda n: "ASK { " + "GRAPH ?g{?s ?p ?o}" * n + " }",
    "groups": lambda n: "ASK { " + "{?s ?p ?o}" * n + " }",
    "triples": lambda n: "ASK { " + "?s ?p ?o." * n + " }",
    "words as triples": lambda n: "PREFIX a:<a:> ASK { a:s a:p true" + ".a:s a:p true" * n + " }",
    "objects": lambda n: "ASK { ?s ?p " + ",".join(["?o"] * n) + " }",
    "values": lambda n: "ASK { " + "VALUES ?x {1}" * n + " }",
    "having": lambda n: "SELECT (COUNT(*) AS ?c) { ?s ?p ?o } GROUP BY ?s HAVING " + "(?c)" * n,
    "blank nodes": lambda n: "ASK { ?s ?p " + "[] , " * n + "[] }",
    "collection": lambda n: "ASK { ?s ?p (" + " 1" * n + ") }",
    "reifiers": lambda n: "ASK { ?s ?p ?o " + "~ <a:r>" * n + " }",
    "annotations": lambda n: "ASK { ?s ?p ?o " + "{| ?a ?b |}" * n + " }",
    "lateral": lambda n: "ASK { ?s ?p ?o " + "LATERAL{?s ?p ?o}" * n + " }",
    "nested not": lambda n: "ASK { FILTER(" + ("!" * 9 + "(") * min(n, 198) + "1" + ")" * min(n, 198) + ") }",
    "nested optional": lambda n: "ASK { " + "OPTIONAL{ ?s ?p ?o " * min(n, 198) + "}" * min(n, 198) + " }",
    "nested queries": lambda n: "SELECT * { " + "{SELECT * {" * min(n, 98) + "}}" * min(n, 98) + " }",
}
_ENGINE = """
import signal, sys, pyoxigraph as ox
signal.alarm(1)  # how long it takes is the deadline's matter
try:
    ox.Store().query(sys.stdin.read(), use_default_graph_as_union=True)
except (SyntaxError, ValueError, RuntimeError):
    pass
"""


def _usual_stack() -> None:
    resource.setrlimit(resource.RLIMIT_STACK, (8 * 2**20, resource.getrlimit(resource.RLIMIT_STACK)[1]))


@pytest.mark.parametrize("name", CHAINS)
def test_the_longest_chain_that_passes_does_not_overflow_the_stack(name: str) -> None:
    chain = CHAINS[name]
    least, most = 1, 60_000  # the longest that the guard lets through, within one
    while most - least > 1:
        middle = (least + most) // 2
        if isinstance(judged(chain(middle)), Scanned):
            least = middle
        else:
            most = middle
    run = subprocess.run(
        [sys.executable, "-c", _ENGINE], input=chain(least).encode(), capture_output=True, preexec_fn=_usual_stack
    )
    assert run.returncode in {0, -signal.SIGALRM}, (least, run.returncode)


def test_long_lists_of_values_are_free() -> None:
    terms = " ".join(f"<http://x/{number}>" for number in range(5000))
    assert isinstance(judged(f"SELECT * {{ VALUES ?x {{ {terms} }} }}"), Scanned)
    rows = " ".join(f"(<http://x/{number}> 'y')" for number in range(4000))
    assert isinstance(judged(f"SELECT * {{ VALUES (?x ?y) {{ {rows} }} }}"), Scanned)
    members = ", ".join(f"a:{number}" for number in range(5000))
    assert isinstance(judged(f"PREFIX a: <http://x/> SELECT * {{ FILTER(?x IN ({members})) }}"), Scanned)
    assert judged("SELECT * { VALUES ?x { 1 } " + "BIND(1 AS ?y)" * 1000 + "}") == "query-too-complex"


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * FROM <ftp://x/> { ?s ?p ?o }", "graph-not-allowed"),
        ("SELECT * FROM NAMED <data:text/turtle,x> { ?s ?p ?o }", "graph-not-allowed"),
        ("SELECT * FROM<FILE:///etc/hostname> { ?s ?p ?o }", "graph-not-allowed"),
        ("PREFIX : <http://x/> SELECT * FROM:g { ?s ?p ?o }", "malformed-query"),
        ("SELECT * FROM <urn:x> FROM NAMED <https://x/> FROM <g> { ?s ?p ?o }", ""),
        ("PREFIX mailto: <mailto:> SELECT * { ?s ?p mailto:x }", ""),
        ("PREFIX from: <http://x/> SELECT * { from:s ?p ?o }", ""),
    ],
)
def test_graphs_that_no_store_has(query: str, kind: str) -> None:
    found = judged(query)
    assert found == kind if kind else isinstance(found, Scanned), found


def test_what_changes_from_one_evaluation_to_the_next_is_seen() -> None:
    def volatile(query: str) -> bool:
        found = judged(query)
        assert isinstance(found, Scanned)
        return found.volatile

    assert volatile("SELECT (NOW() AS ?n) {}")
    assert volatile("SELECT * { FILTER(true-rand() > 0) }")
    assert volatile("SELECT * { BIND(STRUUID() AS ?u) }")
    assert not volatile("SELECT ?now { ?now <http://x/rand> 'NOW()' } # UUID()")
