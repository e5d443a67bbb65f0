"""Linked data: an IRI of the graph answers as a page or as RDF, bounded, with the headers that say where to go on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pyoxigraph as ox
import pytest
import rdflib
from example_graph import XSS, write_store
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode, Quad

from api.app import create_app
from api.settings import Settings
from kg.store import Store
from kg.vocabulary import BASE, DCTERMS, ONTOLOGY, RDFS, RW, SCHEMA, SEM, topic

FORMATS = {
    "turtle": ("text/turtle", ox.RdfFormat.TURTLE, "ttl"),
    "ntriples": ("application/n-triples", ox.RdfFormat.N_TRIPLES, "nt"),
    "rdfxml": ("application/rdf+xml", ox.RdfFormat.RDF_XML, "rdf"),
}
EGYPT = NamedNode(BASE + "state/EG")


def triples(answer: Any) -> set[ox.Triple]:
    assert answer.status_code == 200, answer.text
    return {quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)}


@pytest.fixture(scope="module")
def minister(client: TestClient) -> str:
    return str(client.get("/api/v1/entities", params={"q": "سالم الحمداني"}).json()["items"][0]["id"])


# ---- formats


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_chosen_by_accept_by_parameter_and_by_ending(client: TestClient, name: str) -> None:
    media, format, ending = FORMATS[name]
    by_accept = client.get("/id/state/EG", headers={"Accept": media})
    by_parameter = client.get(f"/id/state/EG?format={name}", headers={"Accept": "text/html"})
    by_ending = client.get(f"/id/state/EG.{ending}", headers={"Accept": "text/html"})
    assert {a.headers["content-type"].partition(";")[0] for a in (by_accept, by_parameter, by_ending)} == {media}
    assert by_accept.content == by_parameter.content == by_ending.content
    found = {quad.triple for quad in ox.parse(by_accept.content, format=format)}
    assert ox.Triple(EGYPT, RDFS.label, Literal("مصر", language="ar")) in found
    assert found == triples(client.get("/id/state/EG.nt"))


def test_json_ld_has_our_context_and_says_the_same(client: TestClient) -> None:
    answer = client.get("/id/state/EG", headers={"Accept": "application/ld+json"})
    document = answer.json()
    assert document["@context"] == client.get("/ontology/context.jsonld").json()["@context"]
    egypt = next(node for node in document["@graph"] if node["id"] == EGYPT.value)
    assert (egypt["type"], egypt["label"]["ar"]) == ("State", "مصر")
    read = rdflib.Graph().parse(data=answer.content, format="json-ld")
    plain = rdflib.Graph().parse(data=client.get("/id/state/EG.nt").content, format="nt")
    assert {tuple(map(str, triple)) for triple in read} == {tuple(map(str, triple)) for triple in plain}


def test_what_cannot_be_sent_is_406_and_a_wrong_format_400(client: TestClient) -> None:
    assert client.get("/id/state/EG", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/id/state/EG?format=excel").status_code == 400


def test_headers_tell_what_it_is_and_where_else(client: TestClient) -> None:
    answer = client.get("/id/state/EG.ttl?limit=2")
    links = answer.headers["Link"]
    assert f'<{EGYPT.value}>; rel="describes"' in links
    assert '</id/state/EG?limit=2>; rel="canonical"' in links
    assert '</id/state/EG?limit=2&format=jsonld>; rel="alternate"; type="application/ld+json"' in links
    assert 'rel="describedby"' in links
    assert answer.headers["Content-Location"] == "/id/state/EG?limit=2&format=turtle"
    assert {"Accept", "Accept-Language"} <= {part.strip() for part in answer.headers["Vary"].split(",")}
    again = client.get("/id/state/EG.ttl?limit=2", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    head = client.head("/id/state/EG.ttl?limit=2")
    assert (head.status_code, head.content, head.headers["Link"]) == (200, b"", links)
    assert 'rel="license"' in client.get("/ontology").headers["Link"]


# ---- what is told


def test_a_person_is_told_with_encounters_and_the_names_of_all(client: TestClient, minister: str) -> None:
    found = triples(client.get(f"/id/{minister}.nt"))
    node = NamedNode(BASE + minister)
    met = {t.object for t in found if t.subject == node and t.predicate == RW.met}
    assert len(met) == 3
    assert met <= {t.subject for t in found if t.predicate == RDFS.label}
    dates = {t.object.value for t in found if t.predicate == SCHEMA.startDate}
    assert dates == {"2024-07-09", "2024-06", "2024-05-01"}


def test_long_lists_go_on_and_say_so(client: TestClient) -> None:
    address, seen, cuts = "/id/state/EG?limit=3&format=ntriples", [], []
    while address:
        answer = client.get(address)
        seen.append({t.subject for t in triples(answer) if t.predicate == SEM.hasPlace})
        cuts.append(answer.headers.get("X-Rawabit-Truncated"))
        address = answer.links.get("next", {}).get("url")
    assert [len(page) for page in seen] == [3, 1]
    assert not seen[0] & seen[1]
    assert cuts == ["encounters", "encounters"]
    assert client.get("/id/state/EG?format=ntriples").headers.get("X-Rawabit-Truncated") is None
    assert client.get("/id/state/EG?limit=100000").status_code == 422


def test_every_thing_of_the_graph_answers(client: TestClient, store: Path) -> None:
    """Persons, posts, places, encounters and their parties, articles, mentions and their selectors, runs, graphs."""
    query = "SELECT DISTINCT ?x { GRAPH ?g { ?x ?p ?o } FILTER(STRSTARTS(STR(?x), STR(id:))) }"
    rows = client.get("/sparql", params={"query": query, "format": "csv"}).text.split()[1:]
    local = sorted(iri.removeprefix(BASE) for iri in rows)
    kinds = {re.sub(r"[0-9a-f]{16}|example-\d", "*", name) for name in local if not name.startswith(("state/", "org/"))}
    assert {"person/*", "post/*", "encounter/*", "article/*", "mention/*/0", "encounter/*/party/0"} <= kinds
    others = [name for name in local if not name.startswith(("state/", "org/"))]
    for name in [*others, "graph/article/example-1", "graph/derived"]:
        assert client.get(f"/id/{name}.nt").status_code == 200, name
        page = client.get(f"/id/{name}", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8"), name


def test_an_articles_graph_is_given_without_its_text(client: TestClient) -> None:
    answer = client.get("/id/graph/article/example-1.nt")
    assert {t.predicate for t in triples(answer)} >= {SCHEMA.headline, DCTERMS.identifier, RW.confidence}
    assert answer.headers["X-Rawabit-Truncated"] == "article-body"
    for path in ("/id/graph/article/example-1.nt", "/id/article/example-1.nt", "/id/article/example-1.html"):
        assert "وحضر السفراء" not in client.get(path).text


def test_topics_and_the_ontology_answer(client: TestClient) -> None:
    found = triples(client.get("/ontology/topic/training.nt"))
    assert any(t.subject == topic("training") for t in found)
    assert len({t.subject for t in found if t.predicate == SCHEMA.startDate}) == 2
    ontology = triples(client.get("/ontology", headers={"Accept": "application/n-triples"}))
    assert any(t.subject == RW.met for t in ontology)
    assert any(t.subject.value == ONTOLOGY.rstrip("#") for t in ontology if isinstance(t.subject, NamedNode))
    assert 'id="met"' in client.get("/ontology?format=html").text
    assert client.get("/ontology/topic/weather").status_code == 404
    assert client.get("/ontology/nothing").status_code == 404


UNKNOWN = ["person/0", "state/ZZ", "x y", "a%3Cb%3E", "%00", "graph/article/none", "../etc", "state/EG.exe"]


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_the_graph_does_not_know_is_a_problem(client: TestClient, path: str) -> None:
    answer = client.get(f"/id/{path}", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_merged_person_leads_to_the_one_it_is(tmp_path: Path) -> None:
    write_store(tmp_path / "store")
    with Store.open(tmp_path / "store") as store:
        resolved = store.ids.resolved_graph
        keep = set(store.quads(graph=resolved))
        [person] = {q.subject for q in store.quads(predicate=RDFS.label, object=Literal("منير القاسمي", language="ar"))}
        old = store.ids.node("person/0123456789abcdef")
        store.replace_graph(resolved, [*keep, Quad(old, DCTERMS.isReplacedBy, person, resolved)])
        store.publish()
    with TestClient(create_app(Settings(store=str(tmp_path / "store"), sparql_workers=1))) as client:
        answer = client.get("/id/person/0123456789abcdef.ttl?limit=5", follow_redirects=False)
        assert answer.status_code == 308
        assert urlparse(answer.headers["location"]).path == f"/id/{person.value.removeprefix(BASE)}.ttl"
        assert client.get("/id/person/0123456789abcdef.ttl").status_code == 200


# ---- the page


def test_the_page_speaks_the_language_that_is_asked_for(client: TestClient, minister: str) -> None:
    def page(query: str = "", **headers: str) -> str:
        answer = client.get(f"/id/{minister}{query}", headers={"Accept": "text/html", **headers})
        assert answer.headers["Content-Language"] in answer.text[:60]
        return answer.text

    arabic, english = page(), page("?lang=en")
    assert '<html lang="ar" dir="rtl">' in arabic
    assert '<html lang="en" dir="ltr">' in english
    assert page(**{"Accept-Language": "en-GB,ar;q=0.5"}) == english
    for expected in ("سالم الحمداني", "وزير الداخلية", "من 1 إلى 4 من أصل 4", "مكافحة الإرهاب", "/sparql?query=SELECT"):
        assert expected in arabic
    for expected in ("Offices", "1 to 4 of 4", "Counter-terrorism", "Egypt", "2024-07-09"):
        assert expected in english
    assert english.rindex("2024-07-09") < english.rindex("2024-05-01")


def test_text_of_articles_is_never_markup(client: TestClient) -> None:
    [attacker] = client.get("/api/v1/entities", params={"q": "img src"}).json()["items"]
    for path in (attacker["id"], "article/example-4", "graph/article/example-4"):
        page = client.get(f"/id/{path}?format=html").text
        assert "<img src=x" not in page
        assert "<script>" not in page
    assert "&lt;img src=x" in client.get(f"/id/{attacker['id']}?format=html").text
    assert XSS.startswith("<img")
