"""Queries that would make the service call another host or read a file: a listener of this machine counts the calls."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.attack.target import Finding, Target, is_honest
from benchmarks.attack.wire import Reply, exchange, request

_FILE = "/etc/hostname"
_FORM = "application/x-www-form-urlencoded"


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A listener on a free port of the loopback address: its port, and what came over each connection."""
    hits: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(1)
                try:
                    hits.append(connection.recv(200))
                except OSError:
                    hits.append(b"")

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server.getsockname()[1], hits
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


def queries(there: str) -> dict[str, str]:
    """Queries that name the address ``there`` in every way that might be followed."""
    inside = f"<{there}> {{ ?s ?p ?o }}"
    apart = " ".join("SERVICE")
    return {
        "plain": f"SELECT * {{ SERVICE {inside} }}",
        "silent": f"SELECT * {{ SERVICE SILENT {inside} }}",
        "small letters": f"SELECT * {{ service {inside} }}",
        "mixed letters": f"SELECT * {{ SeRvIcE {inside} }}",
        "no space": f"SELECT*{{SERVICE{inside}}}",
        "after a comment": f"SELECT * {{ # it's\nSERVICE#x\n{inside} }}",
        "comment that looks like an IRI": f"SELECT * {{ <a#> SERVICE {inside} > ?p ?o }}",
        "comment with a carriage return": f"SELECT * {{ #\rSERVICE {inside} }}",
        "comment with other line ends": f"SELECT * {{ #\u2028SERVICE {inside}\n }}",
        "after a string with a quote": f'SELECT * {{ FILTER("\\"" = "") SERVICE {inside} }}',
        "after a long string": f"SELECT * {{ FILTER('''a''b\\''' = \"\") SERVICE {inside} }}",
        "between strings": f"SELECT * {{ FILTER('a'=\"b'\") SERVICE {inside} FILTER(\"'\"='c') }}",
        "hidden in a string by an escape": f'SELECT * {{ FILTER("a\\u0022 = 1) SERVICE {inside} #" = 1) }}',
        "letters escaped": f"SELECT * {{ \\u0053ERVICE {inside} }}",
        "letters escaped, long": f"SELECT * {{ \\U00000053ERVICE {inside} }}",
        "brackets escaped": f"SELECT * \\u007B SERVICE {inside} \\u007D",
        "letters apart": f"SELECT * {{ {apart} {inside} }}",
        "letters of another script": f"SELECT * {{ \u0405ERVICE {inside} }}",
        "the long s": f"SELECT * {{ \u017fERVICE {inside} }}",
        "dotless i": f"SELECT * {{ SERV\u0131CE {inside} }}",
        "zero width": f"SELECT * {{ SER\u200bVICE {inside} }}",
        "as a comparison": f"SELECT * {{ ?a ?b ?c FILTER(?a<?b)#>'''\nSERVICE {inside} #''' \n }}",
        "as a comparison and a tag": f"SELECT * {{ ?a ?b ?c FILTER(?a <?b && ?c> 1) SERVICE {inside} }}",
        "by a prefix": f"PREFIX SERVICE: <{there}> SELECT * {{ SERVICE:x ?p ?o . SERVICE SERVICE: {{ ?s ?p ?o }} }}",
        "by a prefix of the address": f"PREFIX e: <{there}> SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
        "by an empty prefix": f"PREFIX : <{there}> SELECT * {{ SERVICE : {{ ?s ?p ?o }} }}",
        "by a base": f"BASE <{there}> SELECT * {{ SERVICE <> {{ ?s ?p ?o }} }}",
        "by a variable": f"SELECT * {{ VALUES ?e {{ <{there}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
        "by a bound variable": f'SELECT * {{ BIND(IRI("{there}") AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}',
        "in a sub-query": f"SELECT * {{ {{ SELECT * {{ SERVICE {inside} }} }} }}",
        "in OPTIONAL": f"SELECT * {{ OPTIONAL {{ SERVICE {inside} }} }}",
        "in UNION": f"SELECT * {{ {{}} UNION {{ SERVICE {inside} }} }}",
        "in MINUS": f"SELECT * {{ ?s ?p ?o MINUS {{ SERVICE {inside} }} }}",
        "in EXISTS": f"SELECT * {{ FILTER EXISTS {{ SERVICE {inside} }} }}",
        "in an expression": f"SELECT (EXISTS {{ SERVICE {inside} }} AS ?x) {{}}",
        "in ORDER BY": f"SELECT * {{ ?s ?p ?o }} ORDER BY (EXISTS {{ SERVICE {inside} }}) LIMIT 1",
        "in HAVING": f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} HAVING(EXISTS {{ SERVICE {inside} }})",
        "in GRAPH": f"SELECT * {{ GRAPH ?g {{ SERVICE {inside} }} }}",
        "in SERVICE": f"SELECT * {{ SERVICE SILENT <x:y> {{ SERVICE {inside} }} }}",
        "in CONSTRUCT": f"CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE {inside} }}",
        "in DESCRIBE": f"DESCRIBE ?s {{ SERVICE {inside} }}",
        "in ASK": f"ASK {{ SERVICE {inside} }}",
        "as a property": f"SELECT * {{ ?s SERVICE {inside} }}",
        "behind a property": f"SELECT * {{ ?s ?p ?o ; SERVICE {inside} }}",
        "behind a blank node": f"SELECT * {{ [] ?p ?o . SERVICE {inside} }}",
        "behind a variable": f"SELECT * {{ ?s ?p ?SERVICE SERVICE {inside} }}",
        "behind a name that ends in a dot": f"SELECT * {{ ?s ?p rw:met.SERVICE {inside} }}",
        "behind a tag": f'SELECT * {{ ?s ?p "x"@SERVICE . SERVICE {inside} }}',
        "behind a number": f"SELECT * {{ ?s ?p 1SERVICE {inside} }}",
        "FROM": f"SELECT * FROM <{there}> {{ ?s ?p ?o }}",
        "FROM NAMED": f"SELECT * FROM NAMED <{there}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "GRAPH": f"SELECT * {{ GRAPH <{there}> {{ ?s ?p ?o }} }}",
        "DESCRIBE": f"DESCRIBE <{there}>",
        "LOAD": f"LOAD <{there}>",
        "LOAD SILENT INTO GRAPH": f"LOAD SILENT <{there}> INTO GRAPH <x:g>",
        "LOAD behind a query": f"ASK {{}} ; LOAD <{there}>",
        "LOAD behind a prefix": f"PREFIX e: <{there}> LOAD e:x",
        "INSERT with SERVICE": f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE {inside} }}",
        "USING": f"DELETE {{ ?s ?p ?o }} USING <{there}> WHERE {{ ?s ?p ?o }}",
    }


def files() -> dict[str, str]:
    """Queries that name a file of the machine."""
    name = f"file://{_FILE}"
    return {
        "FROM": f"SELECT * FROM <{name}> {{ ?s ?p ?o }}",
        "FROM NAMED": f"SELECT * FROM NAMED <{name}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "FROM, capitals": f"SELECT * FROM <FILE://{_FILE}> {{ ?s ?p ?o }}",
        "FROM by a base": f"BASE <{name}> SELECT * FROM <> {{ ?s ?p ?o }}",
        "FROM by a prefix": "PREFIX f: <file:///etc/> SELECT * FROM f:hostname { ?s ?p ?o }",
        "FROM by a prefix, escaped": "PREFIX f: <f\\u0069le:///etc/> SELECT * FROM f:hostname { ?s ?p ?o }",
        "FROM by a relative base": "BASE <file:///etc/x> SELECT * FROM <hostname> { ?s ?p ?o }",
        "FROM without slashes": f"SELECT * FROM <file:{_FILE}> {{ ?s ?p ?o }}",
        "GRAPH": f"SELECT * {{ GRAPH <{name}> {{ ?s ?p ?o }} }}",
        "LOAD": f"LOAD <{name}>",
        "SERVICE": f"SELECT * {{ SERVICE <{name}> {{ ?s ?p ?o }} }}",
    }


def out_of_the_service(target: Target) -> list[Finding]:
    """Nothing reaches another host, and nothing of a file comes back."""
    with listening() as (port, hits):
        answers: dict[str, Reply] = {}
        there = f"http://127.0.0.1:{port}/"
        control = _reachable(port, hits)
        for name, query in queries(there).items():
            answers[name] = target.ask(query, 30)
        for name, raw in _by_parameters(there).items():
            answers[name] = target.send(raw, 30)
        told = sorted({str(reply) for reply in answers.values()})
        rude = [f"{name}: {reply}" for name, reply in answers.items() if not is_honest(reply)]
        fine = control and not hits and not rude
        found = [Finding("other hosts", fine, f"{len(answers)} ways, {len(hits)} hits; {', '.join(rude or told)}")]
    secret = Path(_FILE).read_text(encoding="utf-8").strip()
    replies = {name: target.ask(query, 30) for name, query in files().items()}
    replies |= {name: target.send(raw, 30) for name, raw in _by_parameters(f"file://{_FILE}").items()}
    replies |= {path: target.send(request("GET", path), 30) for path in _paths()}
    leaked = [
        name
        for name, reply in replies.items()
        if not is_honest(reply) or (secret and reply.status == 200 and secret.encode() in reply.body)
    ]
    statuses = ", ".join(sorted({str(reply) for reply in replies.values()}))
    return [*found, Finding("files", not leaked, f"{len(replies)} ways, read by {leaked or 'none'}; {statuses}")]


def _reachable(port: int, hits: list[bytes]) -> bool:
    """Whether the listener hears at all: a test that cannot fail tells nothing."""
    exchange(port, b"GET / HTTP/1.1\r\n\r\n", 5)
    heard = len(hits) == 1
    hits.clear()
    return heard


def _by_parameters(there: str) -> dict[str, bytes]:
    everything = quote("SELECT * { ?s ?p ?o } LIMIT 1")
    insert = urlencode({"update": f"LOAD <{there}>"})
    form = {"Content-Type": _FORM}
    named = quote(there, safe="")
    return {
        "default-graph-uri": request("GET", f"/sparql?query={everything}&default-graph-uri={named}"),
        "named-graph-uri": request("GET", f"/sparql?query={everything}&named-graph-uri={named}"),
        "using-graph-uri": request("GET", f"/sparql?query={everything}&using-graph-uri={named}"),
        "update": request("GET", f"/sparql?{insert}"),
        "update in a form": request("POST", "/sparql", form, insert.encode()),
        "update at /update": request("POST", "/update", form, insert.encode()),
        "update as a body": request(
            "POST", "/sparql", {"Content-Type": "application/sparql-update"}, f"LOAD <{there}>".encode()
        ),
        "graph store": request("GET", f"/rdf-graph-store?graph={named}"),
        "graph store, PUT": request(
            "PUT", f"/data?graph={named}", {"Content-Type": "text/turtle"}, b"<a:> <b:> <c:> ."
        ),
        "Referer and Host": request("GET", f"/sparql?query={everything}", {"Host": there[7:-1], "Referer": there}),
        "absolute form": request("GET", there),
        "X-Forwarded-Host": request("GET", "/sparql", {"X-Forwarded-Host": there[7:-1], "Accept": "text/turtle"}),
    }


def _paths() -> list[str]:
    up = ("../" * 8, "..%2f" * 8, "%2e%2e/" * 8, "..\\" * 8, "..%5c" * 8, "%252e%252e/" * 8, "/" * 3, "..;/" * 8)
    return [f"{root}{steps}etc/hostname" for root in ("/", "/static/", "/api/v1/") for steps in up] + [
        "/static//etc/hostname",
        "/static/%00../../../etc/hostname",
        "/static/etc/hostname%00.css",
    ]
