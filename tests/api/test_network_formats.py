"""Networks as other programs read them: networkx, pandas, rdflib, Gephi's schema, Cytoscape.js, and as pictures.

pandas is no part of the environment: ``make test-clients`` brings it. Cytoscape.js runs in Chromium, brought by npm
(``make test``).
"""

from __future__ import annotations

import csv
import io
import json
import os
import struct
import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
import rdflib
from chromium import EXECUTABLE, Browser
from fastapi.testclient import TestClient
from test_sparql import problem

from api import painter
from api.pictures import Pictures
from api.problem import Problem
from kg.vocabulary import RW

API = "/api/v1"
EGO = f"{API}/entities/state/EG/ego?evidence=1&inner_edges=true"
BIPARTITE = f"{API}/actor-topics?min_weight=1"
NETWORKS = [EGO, BIPARTITE]
VENDOR = Path(painter.__file__).parent / "static" / "vendor"
CYTOSCAPE = Path(__file__).resolve().parents[2] / "build" / "cytoscape" / "cytoscape.min.js"
GEXF = "{http://gexf.net/1.3}"
_ACCEPTED = {
    "json": "application/json",
    "nodelink": "application/vnd.rawabit.node-link+json",
    "cytoscape": "application/vnd.rawabit.cytoscape+json",
    "jsonld": "application/ld+json",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "csv": "text/csv",
    "svg": "image/svg+xml",
    "png": "image/png",
}


def needs(package: str) -> pytest.MarkDecorator:
    """Skip without ``package``, unless it was promised (``make test-clients``)."""
    missing = find_spec(package) is None
    assert not missing or package not in os.environ.get("RAWABIT_CLIENTS", "").split(), f"not installed: {package}"
    return pytest.mark.skipif(missing, reason=f"{package} not installed (make test-clients)")


NEEDS_FONT = pytest.mark.skipif(
    not painter.draws_arabic(painter.fonts()), reason="no font with Arabic letters (make libraries)"
)


def ask(client: TestClient, path: str, format: str) -> bytes:
    answer = client.get(f"{path}&format={format}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == _ACCEPTED[format]
    return answer.content


def shown(client: TestClient, path: str) -> tuple[dict[str, Any], dict[frozenset[str], Any]]:
    """The nodes by id and the edges by ends, of the plain JSON."""
    network = json.loads(ask(client, path, "json"))
    assert network["nodes"]
    assert network["edges"]
    nodes = {node["id"]: node for node in network["nodes"]}
    return nodes, {frozenset((edge["source"], edge["target"])): edge for edge in network["edges"]}


@pytest.mark.parametrize("format", [pytest.param(f, marks=NEEDS_FONT if f == "png" else ()) for f in _ACCEPTED])
@pytest.mark.parametrize("path", NETWORKS)
def test_accept_chooses_a_format_too(client: TestClient, path: str, format: str) -> None:
    answer = client.get(path, headers={"Accept": f"{_ACCEPTED[format]}, text/html;q=0.1"})
    assert answer.status_code == 200
    assert answer.content == ask(client, path, format)
    assert "Accept" in answer.headers["vary"]
    again = client.get(path, headers={"Accept": f"{_ACCEPTED[format]}, text/html;q=0.1"} | tag(answer))
    assert again.status_code == 304
    assert client.get(path, headers={"Accept": "text/x-other, */*;q=0.1"} | tag(answer)).status_code == 200
    if format != "json":
        name = answer.headers["content-disposition"].partition('filename="')[2].strip('"')
        assert name.startswith(("state-EG.", "actor-topics."))


def tag(answer: Any) -> dict[str, str]:
    return {"If-None-Match": answer.headers["etag"]}


@pytest.mark.parametrize("path", NETWORKS)
def test_what_cannot_be_sent_is_said(client: TestClient, path: str) -> None:
    body = problem(client.get(path, headers={"Accept": "application/pdf"}), 406, "not-acceptable")
    assert "image/png" in body["detail"]
    problem(client.get(f"{path}&format=pdf"), 422, "invalid-parameter")
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.get(path, headers={"Accept": browser}).headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", NETWORKS)
def test_networkx_reads_the_node_link_json(client: TestClient, path: str) -> None:
    nodes, edges = shown(client, path)
    graph = nx.node_link_graph(json.loads(ask(client, path, "nodelink")), edges="links")
    assert not graph.is_directed()
    assert dict(graph.nodes(data="label")) == {id: node["label"] for id, node in nodes.items()}
    assert {frozenset(ends[:2]): ends[2] for ends in graph.edges(data="weight")} == {
        ends: edge["weight"] for ends, edge in edges.items()
    }
    assert "truncated" in graph.graph


@pytest.mark.parametrize("path", NETWORKS)
@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_networkx_reads_the_xml_formats(client: TestClient, path: str, format: str) -> None:
    nodes, edges = shown(client, path)
    data = io.BytesIO(ask(client, path, format))
    graph = nx.read_graphml(data) if format == "graphml" else nx.read_gexf(data, version="1.3")
    assert set(graph.nodes) == set(nodes)
    assert {frozenset(ends) for ends in graph.edges} == set(edges)


@pytest.mark.parametrize("path", NETWORKS)
def test_gexf_is_as_its_version_1_3_wants_it(client: TestClient, path: str) -> None:
    """The rules of the published schema for what we write: order of elements, attributes, declared types."""
    nodes, edges = shown(client, path)
    root = ElementTree.fromstring(ask(client, path, "gexf"))
    assert (root.tag, root.attrib) == (f"{GEXF}gexf", {"version": "1.3"})
    assert [child.tag for child in root] == [f"{GEXF}meta", f"{GEXF}graph"]
    graph = root[1]
    assert set(graph.attrib) <= {"defaultedgetype", "mode", "idtype"}
    assert graph.get("defaultedgetype") == "undirected"
    tags = [child.tag.removeprefix(GEXF) for child in graph]
    assert tags == ["attributes"] * (len(tags) - 2) + ["nodes", "edges"]
    declared: dict[str, dict[str, str]] = {}
    for attributes in graph.findall(f"{GEXF}attributes"):
        assert attributes.get("class") in ("node", "edge")
        for attribute in attributes:
            assert set(attribute.attrib) == {"id", "title", "type"}
            assert attribute.get("type") in ("integer", "long", "double", "float", "boolean", "string")
            declared.setdefault(attributes.get("class", ""), {})[attribute.get("id", "")] = attribute.get("type", "")
    right = {"integer": int, "long": int, "double": float, "float": float, "string": str, "boolean": _truth}
    for kind, members in (("node", graph[-2]), ("edge", graph[-1])):
        assert len(members) == len(nodes if kind == "node" else edges)
        assert len({member.get("id") for member in members}) == len(members)
        for member in members:
            allowed = {"id", "label"} if kind == "node" else {"id", "source", "target", "weight"}
            assert set(member.attrib) <= allowed
            for value in member.iter(f"{GEXF}attvalue"):
                right[declared[kind][value.get("for", "")]](value.get("value", "?"))  # type: ignore[operator]


def _truth(text: str) -> bool:
    return {"true": True, "false": False}[text]


@needs("pandas")
@pytest.mark.parametrize("path", NETWORKS)
def test_pandas_reads_the_table_of_edges(client: TestClient, path: str) -> None:
    import pandas as pd

    nodes, edges = shown(client, path)
    table = pd.read_csv(io.BytesIO(ask(client, path, "csv")))
    assert table["weight"].sum() == sum(edge["weight"] for edge in edges.values())
    assert table["weight"].dtype.kind == "i"
    for row in table.itertuples():
        edge = edges[frozenset((row.source, row.target))]
        assert (row.weight, row.relation) == (edge["weight"], edge["relation"])
        assert (row.source_label, row.target_label) == (nodes[row.source]["label"], nodes[row.target]["label"])
    graph = nx.from_pandas_edgelist(table, edge_attr="weight")
    assert {frozenset(ends) for ends in graph.edges} == set(edges)


def test_the_table_of_edges_is_plain_csv(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(ask(client, EGO, "csv").decode())))
    assert {"source", "target_label", "weight", "first", "topics", "max_confidence"} <= rows[0].keys()
    topics = list(csv.DictReader(io.StringIO(ask(client, BIPARTITE, "csv").decode())))
    assert "topics" not in topics[0]
    assert topics[0]["target"].startswith("topic/")


def test_rdflib_reads_the_json_ld(client: TestClient) -> None:
    graph = rdflib.Graph().parse(data=ask(client, EGO, "jsonld"), format="json-ld")
    _, edges = shown(client, EGO)
    assert len(list(graph.subject_objects(rdflib.URIRef(RW.cooperatesWith.value)))) == 2 * len(edges)
    topics = rdflib.Graph().parse(data=ask(client, BIPARTITE, "jsonld"), format="json-ld")
    observed = """
        PREFIX schema: <https://schema.org/>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT (SUM(?value) AS ?sum) {
          ?one a schema:Observation ; schema:observationAbout ?state, ?topic ; schema:value ?value .
          ?state a <https://w3id.org/rawabit/ontology#State> . ?topic a skos:Concept }"""
    nodes, ties = shown(client, BIPARTITE)
    of_states = [edge for edge in ties.values() if nodes[edge["source"]]["type"] == "State"]
    [[total]] = topics.query(observed)
    assert int(total) == sum(edge["weight"] for edge in of_states)


# -- pictures


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and the bytes of the rows of a PNG, before filters are undone."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    at, data = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        if kind == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    return width, height, zlib.decompress(data)


@pytest.mark.parametrize("path", NETWORKS)
def test_the_svg_has_all_nodes_and_their_names(client: TestClient, path: str) -> None:
    nodes, edges = shown(client, path)
    root = ElementTree.fromstring(ask(client, path, "svg"))
    told = [title.text or "" for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert len(told) == len(nodes) + len(edges)
    letters = "".join(root.itertext())
    assert all(node["label"].split()[0] in letters for node in nodes.values())
    english = client.get(f"{path}&format=svg&lang=en").text
    assert "Encounters" in english
    assert "Egypt" in english


@NEEDS_FONT
@pytest.mark.parametrize("path", NETWORKS)
def test_the_png_is_the_svg_twice_as_large(client: TestClient, path: str) -> None:
    root = ElementTree.fromstring(ask(client, path, "svg"))
    png = ask(client, path, "png")
    width, height, rows = pixels(png)
    assert (width, height) == (2 * int(root.get("width", "")), 2 * int(root.get("height", "")))
    assert len(set(rows)) > 50
    assert ask(client, path, "png") == png


@NEEDS_FONT
def test_arabic_letters_are_joined_and_stand_from_right_to_left() -> None:
    fonts = painter.fonts()

    def drawn(text: str) -> bytes:
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><text x="10" y="40" font-size="30" '
            f'font-family="IBM Plex Sans Arabic, DejaVu Sans">{text}</text></svg>'
        )
        return pixels(painter.paint(svg, 1, fonts))[2]

    apart, turned = "ب\u200cي\u200cت", "تيب"
    assert len({drawn("بيت"), drawn(apart), drawn(turned)}) == 3  # joined; letters kept apart; the other way round
    assert drawn("\u2067(بيت)\u2069") != drawn("(بيت")
    assert drawn("بيت Egypt") != drawn("بيت")  # one font has both scripts


def test_a_picture_of_too_many_nodes_is_refused_with_the_maximum(client: TestClient) -> None:
    state = client.app.state  # type: ignore[attr-defined]
    before = state.settings
    state.settings = before.model_copy(update={"picture_max_nodes": 2})
    try:
        # a question of its own: what was answered before is answered again without looking at the settings
        body = problem(client.get(f"{EGO}&format=png&max_edges=99"), 422, "picture-too-large")
    finally:
        state.settings = before
    assert body["maximum"] == 2
    assert "2" in body["detail_ar"]
    assert client.get(f"{EGO}&format=svg").status_code == 200


def test_what_cannot_be_painted_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
    with pytest.raises(Problem, match=r"within 0\.001 s") as late:
        Pictures(0.001).png(svg)
    assert late.value.status == 503
    with pytest.raises(Problem, match="could not be drawn"):
        Pictures(30).png(svg.replace("/>", ">"))
    monkeypatch.setattr("api.pictures.NO_FONT", 0)
    with pytest.raises(Problem, match="make libraries"):
        Pictures(30).png(svg)


# -- Cytoscape.js

_PAGE = """<!doctype html><meta charset="utf-8"><div id="network" style="width:800px;height:600px"></div>
<pre id="told"></pre><script src="{script}"></script><script>
const network = {network};
const cy = cytoscape({{ container: document.getElementById("network"), elements: network.elements,
  style: [{{ selector: "node", style: {{ label: "data(label)" }} }}],
  layout: {{ name: "concentric" }} }});
const centre = cy.nodes().filter((node) => node.data("ring") === 0);
document.getElementById("told").textContent = JSON.stringify({{
  nodes: cy.nodes().map((node) => [node.id(), node.data("label")]),
  edges: cy.edges().map((edge) => [edge.source().id(), edge.target().id(), edge.data("weight")]),
  drawn: cy.nodes().every((node) => node.renderedBoundingBox().w > 0),
  painted: cy.png({{ full: true }}).length, neighbours: centre.neighborhood("node").length,
}});
</script>"""


@pytest.mark.skipif(not CYTOSCAPE.exists(), reason="Cytoscape.js is not here: make test brings it by npm")
@pytest.mark.skipif(EXECUTABLE is None, reason="no Chromium here")
@pytest.mark.parametrize("path", NETWORKS)
def test_cytoscape_draws_the_elements(client: TestClient, path: str, tmp_path: Path) -> None:
    nodes, edges = shown(client, path)
    page = tmp_path / "page.html"
    elements = ask(client, path, "cytoscape").decode().replace("</", "<\\/")
    page.write_text(_PAGE.format(script=CYTOSCAPE.as_uri(), network=elements), encoding="utf-8")
    with Browser(tmp_path / "profile") as browser:
        browser.open(page.as_uri())
        told = json.loads(browser.wait("document.getElementById('told')?.textContent"))
    assert dict(told["nodes"]) == {id: node["label"] for id, node in nodes.items()}
    assert {frozenset(ends[:2]): ends[2] for ends in told["edges"]} == {
        ends: edge["weight"] for ends, edge in edges.items()
    }
    assert told["drawn"] is True
    assert told["painted"] > 2_000
    assert path != EGO or told["neighbours"] == 3
