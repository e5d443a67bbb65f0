"""The clients that people use, as they are: SPARQLWrapper, rdflib's SPARQLStore, pandas and curl.

SPARQLWrapper and pandas are no part of the environment: ``make test-clients`` brings them.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from kg.store import Store
from kg.vocabulary import FOAF, RW
from kg.vocabulary import RDFS as LABELS

SALEM = "سالم الحمداني"
RESOURCE = "http://ar.example/resource/"
WRITTEN = f"{RESOURCE}مصر_(دولة)"
ENCODED = f"{RESOURCE}%D9%85%D8%B5%D8%B1_(%D8%AF%D9%88%D9%84%D8%A9)"
"""Another IRI than the one above, though browsers show them alike: who decodes once too often takes it for that one."""
HALF = f"{RESOURCE}100%25_مصر"
NAMES = {WRITTEN: "كما تُكتب", ENCODED: "كما تُرمَّز", HALF: "مئة بالمئة"}
PERSONS = "SELECT ?person ?name { ?person a foaf:Person ; rdfs:label ?name } ORDER BY ?name"


def needs(package: str) -> pytest.MarkDecorator:
    """Skip without ``package``, unless it was promised (``make test-clients``)."""
    missing = find_spec(package) is None
    assert not missing or package not in os.environ.get("RAWABIT_CLIENTS", "").split(), f"not installed: {package}"
    return pytest.mark.skipif(missing, reason=f"{package} not installed (make test-clients)")


NEEDS_CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")


@pytest.fixture(scope="module")
def url(serve: Any) -> Iterator[str]:
    """The service over the example graph."""
    with serve() as service:
        yield f"{service.url}/sparql"


@pytest.fixture(scope="module")
def arabic_url(serve: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service over entities whose IRIs are Arabic, written in full and percent-encoded."""
    folder = tmp_path_factory.mktemp("arabic") / "store"
    with Store.open(folder, create=True) as store:
        graph = store.ids.article_graph("arabic")
        labels = [
            Quad(NamedNode(iri), LABELS.label, Literal(name, language="ar"), graph) for iri, name in NAMES.items()
        ]
        store.replace_article(graph, labels)
        store.publish()
    with serve(folder) as service:
        yield f"{service.url}/sparql"


def label_of(iri: str) -> str:
    return f"SELECT ?name {{ <{iri}> <{RDFS.label}> ?name }}"


# ---------------------------------------------------------------- SPARQLWrapper


def wrapper(url: str, query: str, **options: Any) -> Any:
    from SPARQLWrapper import SPARQLWrapper

    client = SPARQLWrapper(url)
    client.setQuery(query)
    client.setReturnFormat(options.get("format", "json"))
    client.setMethod(options.get("method", "GET"))
    client.setRequestMethod(options.get("request", "urlencoded"))
    return client


@needs("SPARQLWrapper")
@pytest.mark.parametrize(
    ("method", "request_method"), [("GET", "urlencoded"), ("POST", "urlencoded"), ("POST", "postdirectly")]
)
def test_sparqlwrapper_asks_in_every_way(arabic_url: str, url: str, method: str, request_method: str) -> None:
    options = {"method": method, "request": request_method}
    rows = wrapper(url, PERSONS, **options).queryAndConvert()["results"]["bindings"]
    assert SALEM in [row["name"]["value"] for row in rows]
    for iri, name in NAMES.items():
        [row] = wrapper(arabic_url, label_of(iri), **options).queryAndConvert()["results"]["bindings"]
        assert row["name"] == {"type": "literal", "value": name, "xml:lang": "ar"}


@needs("SPARQLWrapper")
def test_sparqlwrapper_reads_every_format(url: str) -> None:
    count = len(wrapper(url, PERSONS).queryAndConvert()["results"]["bindings"])
    found = wrapper(url, PERSONS, format="xml").queryAndConvert()
    assert len(found.getElementsByTagName("result")) == count
    for name, separator in (("csv", b","), ("tsv", b"\t")):
        lines = wrapper(url, PERSONS, format=name).queryAndConvert().splitlines()
        assert len(lines) == count + 1
        assert all(separator in line for line in lines)
    construct = "CONSTRUCT { ?p rdfs:label ?name } { ?p a foaf:Person ; rdfs:label ?name }"
    for name in ("turtle", "n3", "xml", "json-ld"):
        found = wrapper(url, construct, format=name).queryAndConvert()
        graph = found if isinstance(found, Graph) else Graph().parse(data=found, format=name)
        assert len(graph) == count, name
    assert wrapper(url, "ASK { ?one rw:met ?other }").queryAndConvert()["boolean"] is True


@needs("SPARQLWrapper")
def test_sparqlwrapper_is_told_what_is_wrong(url: str) -> None:
    from SPARQLWrapper import SPARQLExceptions

    with pytest.raises(SPARQLExceptions.QueryBadFormed, match="malformed-query"):
        wrapper(url, "SELECT * {").query()
    with pytest.raises(Exception, match="403"):
        wrapper(url, "INSERT DATA { <x:a> <x:b> <x:c> }", method="POST").query()


@needs("SPARQLWrapper")
def test_sparqlwrapper_names_the_dataset(url: str) -> None:
    client = wrapper(url, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    client.addDefaultGraph("https://w3id.org/rawabit/id/graph/derived")
    [row] = client.queryAndConvert()["results"]["bindings"]
    whole = wrapper(url, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").queryAndConvert()["results"]["bindings"][0]
    assert 0 < int(row["n"]["value"]) < int(whole["n"]["value"])


# ---------------------------------------------------------------- rdflib


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_the_service_as_a_graph(url: str, arabic_url: str, method: str) -> None:
    graph = Graph(SPARQLStore(url, method=method))
    [salem] = graph.subjects(RDFS.label, _arabic(SALEM))
    assert (salem, RDF.type, URIRef(FOAF.Person.value)) in graph
    assert len(list(graph.triples((None, URIRef(RW.met.value), None)))) == 6
    assert graph.value(salem, RDFS.label) == _arabic(SALEM)
    rows = graph.query("SELECT ?other { ?one rw:met ?other }", initBindings={"one": salem})
    assert len(rows) == 3
    arabic = Graph(SPARQLStore(arabic_url, method=method))
    for iri, name in NAMES.items():
        assert arabic.value(URIRef(iri), RDFS.label) == _arabic(name)
    assert {str(s) for s in arabic.subjects(RDFS.label)} == set(NAMES)


def test_rdflib_reads_named_graphs(url: str) -> None:
    derived = "https://w3id.org/rawabit/id/graph/derived"
    one = Graph(SPARQLStore(url, context_aware=True), identifier=URIRef(derived))
    assert {p for _, p, _ in one} <= {URIRef(RW.met.value), URIRef(RW.cooperatesWith.value)}
    assert len(one) == len(list(one)) > 0


def _arabic(text: str) -> Any:
    from rdflib import Literal as RdflibLiteral

    return RdflibLiteral(text, lang="ar")


# ---------------------------------------------------------------- pandas


@needs("pandas")
def test_pandas_reads_csv_from_an_address(url: str) -> None:
    import pandas

    query = """SELECT ?date ?name ?confidence { ?encounter a rw:Encounter ; rw:confidence ?confidence ;
        sem:hasActor ?who . ?who rdfs:label ?name OPTIONAL { ?encounter schema:startDate ?date } }
        ORDER BY ?date ?name"""
    address = f"{url}?query={quote(query)}&format=csv"
    frame = pandas.read_csv(address)
    assert list(frame.columns) == ["date", "name", "confidence"]
    assert SALEM in set(frame["name"])
    assert frame["confidence"].between(0, 1).all()
    asked = pandas.read_csv(
        f"{url}?query={quote(query)}", storage_options={"Accept": "text/csv", "Accept-Encoding": "gzip"}
    )
    pandas.testing.assert_frame_equal(asked, frame)
    tabs = pandas.read_csv(f"{url}?query={quote(PERSONS)}&format=tsv", sep="\t", quoting=csv.QUOTE_NONE)
    assert f'"{SALEM}"@ar' in set(tabs["?name"])


# ---------------------------------------------------------------- curl


def curl(*arguments: str) -> bytes:
    done = subprocess.run(["curl", "-sS", "--fail-with-body", "--max-time", "30", *arguments], capture_output=True)
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode("utf-8", "replace")
    return done.stdout


@NEEDS_CURL
@pytest.mark.parametrize("iri", NAMES, ids=["written", "encoded", "half"])
def test_curl_names_arabic_iris_in_every_way(arabic_url: str, iri: str, tmp_path: Path) -> None:
    query = label_of(iri)
    file = tmp_path / "query.rq"
    file.write_text(query, encoding="utf-8")
    for arguments in (
        ["--get", "--data-urlencode", f"query={query}"],
        ["--data-urlencode", f"query={query}"],
        ["--data-urlencode", f"query@{file}"],
        ["--header", "Content-Type: application/sparql-query", "--data-binary", f"@{file}"],
        ["--header", "Content-Type: application/sparql-query; charset=utf-8", "--data-binary", query],
        ["--data", f"query={query.replace('%', '%25')}"],  # as UTF-8 in the form; only the percent sign is encoded
    ):
        found = json.loads(curl(*arguments, arabic_url))
        assert [row["name"]["value"] for row in found["results"]["bindings"]] == [NAMES[iri]], arguments
    assert json.loads(curl(f"{arabic_url}?query={quote(query, safe='')}"))["results"]["bindings"]
    assert json.loads(curl(f"{arabic_url}?query={quote(query).lower()}"))  # hex digits in small letters


@NEEDS_CURL
def test_curl_takes_compressed_answers(url: str) -> None:
    arguments = ["--get", "--data-urlencode", "query=SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 2000", url]
    plain = curl(*arguments)
    packed = curl("--header", "Accept-Encoding: gzip", *arguments)
    assert len(packed) < len(plain) / 4
    assert gzip.decompress(packed) == plain == curl("--compressed", *arguments)


@NEEDS_CURL
@pytest.mark.parametrize(
    ("accept", "sent"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/tab-separated-values;q=0.9, text/nothing", "text/tab-separated-values; charset=utf-8"),
        ("*/*", "application/sparql-results+json"),
    ],
)
def test_curl_gets_the_type_it_asks_for(url: str, accept: str, sent: str, tmp_path: Path) -> None:
    arguments = ["--header", f"Accept: {accept}", "--get", "--data-urlencode", f"query={PERSONS}", url]
    told = curl("--output", str(tmp_path / "body"), "--write-out", "%{http_code} %{content_type}", *arguments)
    assert told.decode() == f"200 {sent}"
    assert SALEM in (tmp_path / "body").read_text(encoding="utf-8")


@NEEDS_CURL
def test_curl_hears_of_errors(url: str) -> None:
    arguments = ["--get", "--data-urlencode", "query=SELECT * {", url]
    done = subprocess.run(["curl", "-sS", "--fail-with-body", *arguments], capture_output=True, check=False)
    assert done.returncode == 22  # what a script sees
    assert json.loads(done.stdout)["detail"]
