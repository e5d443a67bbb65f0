"""The guard: what is refused before the engine sees it, and what must pass."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from api.errors import Problem
from api.guard import check_query

SUITE = Path(__file__).resolve().parents[3] / "shared" / "w3c" / "sparql11"


def check(query: str) -> str:
    """The form of the query, or the kind of problem."""
    try:
        return check_query(query, max_bytes=128 * 1024, max_nesting=200).form
    except Problem as problem:
        return problem.kind


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { sErViCe SILENT <http://127.0.0.1/> {} }",
        "SELECT * { ?s ?p 1e5SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { ?s ?p trueSERVICE :x {} }",
        "SELECT * {SERVICE:x{?s ?p ?o}}",
        "SELECT * { ?s ?p '''a''' # '''\n SERVICE ?x {} }",
        "SELECT * { ?s ?p 'a'@enSERVICE ?x {} }".replace("enSERVICE", "en SERVICE"),
        "SELECT * { ?s <a#b> ?o . SERVICE ?x {} # >\n }",
        "SELECT * { FILTER(?a < ?b) SERVICE ?x {} }",
        'SELECT * { ?s ?p "a\\"" . SERVICE ?x {} }',
        "PREFIX service: <http://x/> SELECT * { ?s service:p ?o }",
    ],
)
def test_federation_is_refused(query: str) -> None:
    assert check(query) == "federation-not-allowed"


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p \'SERVICE\' ; ?q """SERVICE <x> {""" . # SERVICE <x> {}\n }',
        "SELECT ?service { ?service <http://x/SERVICE> <http://x/#SERVICE> }",
        "SELECT * { ?s rdfs:label 'وزير الداخلية'@ar ; a:SERVICE ?o }",
        "SELECT * { ?s ?p 'it''s' }".replace("''", "\\'"),
        "SELECT * { FILTER(?a<5 && ?b>3) FILTER(?a <?b) }",
        "SELECT * { VALUES (?a ?b) { (<http://x/#a> <http://x/(b)#c>) } }",
        "SELECT * { ?s a:b\\#c ?o }",
        "SELECT * { ?s ?p 'سلام \\u0633' }",
        "PREFIX a: <http://x/> BASE <http://y/> SELECT * FROM <http://x/g> { ?s ?p '''it's \"so\" ''' }",
    ],
)
def test_innocent_queries_pass(query: str) -> None:
    assert check(query) == "select"


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("INSERT DATA { <a:a> <a:b> 1 }", "updates-not-allowed"),
        ("PREFIX a: <http://x/> delete where { ?s ?p ?o }", "updates-not-allowed"),
        ("LOAD <http://127.0.0.1/>", "updates-not-allowed"),
        ("CLEAR ALL", "updates-not-allowed"),
        ("SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }", "graph-not-allowed"),
        ("SELECT * FROM NAMED <FILE:/etc/hostname> { ?s ?p ?o }", "graph-not-allowed"),
        ("BASE <file:///etc/> SELECT * FROM <hostname> { ?s ?p ?o }", "graph-not-allowed"),
        ("PREFIX f: <file:///etc/> SELECT * FROM f:hostname { ?s ?p ?o }", "graph-not-allowed"),
        ("ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }", "nesting-too-deep"),
        ("ASK " + "{" * 201 + "}" * 201, "nesting-too-deep"),
        ("SELECT * { ?s ?p '" + "x" * 131072 + "' }", "query-too-long"),
        ("SELECT * { ?s ?p '\\u0022 . SERVICE ?x {} #' }", "malformed-query"),
        ("SELECT * { ?s ?p 'a' \\ }", "malformed-query"),
        ("SELECT * { FILTER(?a<?b)#>'''\n SERVICE ?x {} #'''\n }", "malformed-query"),
        ("SELECT * { <<?a?b?c#>'''\n>> ?p ?o . SERVICE ?x {} #'''\n }", "malformed-query"),
        ("SELECT * { ?s ?p '''open }", "malformed-query"),
        ("# only a comment", "malformed-query"),
    ],
)
def test_what_else_is_refused(query: str, kind: str) -> None:
    assert check(query) == kind


def test_arabic_counts_in_bytes_and_nesting_to_the_limit_passes() -> None:
    assert check("SELECT * { ?s ?p '" + "س" * 66000 + "' }") == "query-too-long"
    assert check("SELECT * " + "{" * 200 + "}" * 200) == "select"


def test_a_dataset_in_the_query_is_seen() -> None:
    def named(query: str) -> bool:
        return check_query(query, max_bytes=1000, max_nesting=9).has_dataset

    assert named("SELECT * FROM <http://x/> { ?s ?p ?o }")
    assert not named("SELECT * { ?s ?p 'FROM' } # FROM")


@pytest.mark.parametrize(
    "body",
    ["a.", ".", "a:", "a:.", "<a", "()", "a-", "%41", "a:%", "1e", "# ", '""a', "'", "a\u00b7", "\\", "[", "a.b:c"],
)
def test_the_scan_is_linear(body: str) -> None:
    query = "SELECT " + body * (120_000 // len(body.encode()))
    start = time.perf_counter()
    check(query)
    assert time.perf_counter() - start < 1.5  # 0.1 s here; a quadratic scan takes minutes


@pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C SPARQL test suite is not beside the project (../shared/w3c)")
def test_the_w3c_queries_pass() -> None:
    refused = []
    for path in sorted(SUITE.rglob("*.rq")):
        text = path.read_text(encoding="utf-8")
        kind = check(text)
        if (
            kind not in {"select", "ask", "construct", "describe"}
            and "bad" not in path.name
            and "SERVICE" not in text.upper()
        ):
            refused.append((path.name, kind))
    assert refused == []


FRAGMENTS = (
    *(
        "FILTER(",
        "?a<?b",
        ")",
        "#",
        ">",
        "<",
        "\n",
        "'''",
        '"""',
        '"',
        "'",
        " ",
        "SERVICE",
        ":x",
        "{?s ?p ?o}",
        "{",
        "}",
    ),
    *(
        "?s ?p ?o",
        ".",
        ";",
        "<a",
        "b>",
        "\\",
        "\\u0022",
        "\\u000a",
        "true",
        "1",
        "1e5",
        "1.",
        "a:b",
        "a:",
        "_:b",
        "@en",
    ),
    *(
        "<http://x/",
        "//",
        "&&",
        "(",
        "<<",
        ">>",
        "BIND(",
        "AS ?z",
        "VALUES",
        "SERVICE :x {?s ?p ?o}",
        "-",
        "!",
        "|",
        "^",
    ),
    *(
        "/",
        "[",
        "]",
        ",",
        "<<?a ?b ?c",
        "{|",
        "|}",
        "<?b)#>",
        "<?a?b?c#>",
        "''",
        '""',
        "EXISTS",
        "xsd:integer(",
        "^^",
        "~",
    ),
)
SEEDS = (
    "FILTER(?a<?b)#>'''\n SERVICE :x {?s ?p ?o} #'''",
    "<<?a?b?c#>'''\n>> ?p ?o . SERVICE :x {?s ?p ?o} #'''",
    "VALUES (?q ?r) {(:u <v#>)} SERVICE :x {?s ?p ?o}",
    "FILTER('a\\u0022 SERVICE :x {}' != 'b')",
    "?s ?p trueSERVICE:x{?s ?p ?o}",
    'BIND(?s<?o AS ?z)#>"""\nSERVICE :x {?s ?p ?o}#"""',
    "# \\u000a SERVICE :x {?s ?p ?o}\n",
    "?s a:b\\'SERVICE:x{}'' ",
)


def test_no_mutation_gets_federation_past_the_guard() -> None:
    """Queries put together at random: none that the guard passes makes the engine evaluate SERVICE.

    The engine's own parser is the judge: where it reads SERVICE on a host, evaluation fails with an error of its own.
    """
    rnd = random.Random(20240501)
    store = ox.Store()
    triple = (ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal(1))
    store.add(ox.Quad(*triple, ox.DefaultGraph()))
    # port 9 is refused by the engine's HTTP client before it opens a connection, with a message of its own
    head = "PREFIX : <http://127.0.0.1:9/> PREFIX a: <http://127.0.0.1:9/> SELECT * WHERE { ?s ?p ?o . "
    reached = 0
    for _ in range(60_000):
        body = rnd.choice(SEEDS)
        for _ in range(rnd.randint(0, 4)):
            at = rnd.randint(0, len(body))
            cut = at if rnd.random() < 0.7 else min(len(body), at + rnd.randint(1, 4))
            body = body[:at] + (rnd.choice(FRAGMENTS) if cut == at else "") + body[cut:]
        query = head + body + "\n }"
        try:
            list(store.query(query))  # type: ignore[arg-type]
        except SyntaxError:
            continue
        except (OSError, RuntimeError, ValueError) as error:
            federated = "port 9" in str(error)
        else:
            federated = False
        if federated:
            reached += 1
            assert check(query) not in {"select", "ask", "construct", "describe"}, query
    assert reached > 3000  # the mutations do reach the engine
