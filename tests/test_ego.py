"""Search, ego networks and their formats."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import random
from collections import defaultdict
from functools import lru_cache
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
from rdflib import Graph

from kg.adjacency import Adjacency, Entity
from kg.ego import EgoNetwork, EgoQuery, ego_network
from kg.errors import NotFoundError, QueryError
from kg.export_formats import FORMATS, to_csv, to_cytoscape, to_gexf, to_graphml, to_json, to_jsonld, to_networkx
from kg.model import Extraction, Party
from kg.network_table import NetworkTable, ego_table
from kg.rdf import reference_quads
from kg.store import Store
from kg.vocabulary import RW
from tests.graphs import IDS, encounter, extraction, fill

TEXT = "التقى المسؤول نظيره."
HADDAD = IDS.person("سامي حداد", IDS.state("EG").value)


@lru_cache(maxsize=1)
def sample() -> Adjacency:
    store = Store.memory()
    store.replace_graph(store.ids.reference_graph, reference_quads())
    return Adjacency.load(fill(store))


def person(n: int, side: str) -> Party:
    """The n-th of some persons who are all of one state and told by names of their own."""
    return Party(f"{'ابتثجحخدذر'[n // 10]}{'سشصضطظعغفق'[n % 10]}ن علي", None, "EG", None, side)


@lru_cache(maxsize=8)
def network(seed: int, people: int, meetings: int) -> tuple[Adjacency, dict[tuple[str, str], list[dict[str, Any]]]]:
    """A random network, and beside it what each pair's encounters are, by the ids of the pair."""
    chance = random.Random(seed)
    items: list[Extraction] = []
    pairs: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for i in range(meetings):
        one, other = chance.sample(range(people), 2)
        day = f"20{chance.randint(10, 24)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        date = chance.choice([day, day, day[:7], day[:4], None])
        facts = {
            "type": chance.choice(["meeting", "call", "visit"]),
            "status": chance.choice(["held", "held", "planned"]),
            "topics": tuple(chance.sample(["training", "economy", "health"], chance.randint(0, 2))),
            "confidence": chance.choice([0.3, 0.9]),
            "date": date,
        }
        told = encounter(TEXT, TEXT, (person(one, "a"), person(other, "b")), **facts)  # type: ignore[arg-type]
        items.append(extraction(f"r-{i}", TEXT, (told,)))
        ids = sorted(node(n) for n in (one, other))
        pairs[ids[0], ids[1]].append(facts)
    return Adjacency.load(fill(Store.memory(), items)), pairs


def node(n: int) -> str:
    name = (person(n, "a").name or "").split()
    return IDS.local(IDS.person(" ".join(name), IDS.state("EG").value).value) or ""


def ids(found: list[Entity]) -> list[str]:
    return [entity.id for entity in found]


# search


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("سامي الحداد", "سامي الحداد"),
        ("سامى حداد", "سامي الحداد"),
        ("الحداد", "سامي الحداد"),
        ("حداد", "سامي الحداد"),
        ("سامي الحد", "سامي الحداد"),
        ("عبدالله مجالي", "عبد الله المجالي"),
        ("كمال الفقي", "كمال بن يوسف الفقي"),
        ("المجالي الأمين العام", "عبد الله المجالي"),
        ("مورو فرنسا", "جان مورو"),
        ("مصر", "مصر"),
        ("EGYPT", "مصر"),
        ("Arab Interior Ministers Council", "مجلس وزراء الداخلية العرب"),
        ("AIMC", "مجلس وزراء الداخلية العرب"),
        ("eg", "مصر"),
        ("state/EG", "مصر"),
        (IDS.state("EG").value, "مصر"),
        ("official/c8725b5e6d74ecdc", "وزير الداخلية"),
        ("وزير الداخلية ايطاليا", "وزير الداخلية"),
    ],
)
def test_an_entity_is_found_by_what_a_reader_types(text: str, label: str) -> None:
    assert sample().find(text).label() == label


@pytest.mark.parametrize(
    "text", ["", "  ", "لا أحد", "سامي مورو", "person/0000000000000000", "<script>", "state/مصر", "،"]
)
def test_nobody_is_found(text: str) -> None:
    assert sample().search(text) == []
    with pytest.raises(NotFoundError):
        sample().find(text)


def test_the_nearer_and_more_active_come_first_and_the_limit_holds() -> None:
    found = sample().search("وزير الداخلية", 50)
    assert found[0].type == "UnnamedOfficial"  # its whole name
    assert found[1].label() == "سامي الحداد"  # of those who hold the office the most active
    assert ids(sample().search("وزير الداخلية", 2)) == ids(found)[:2]


def test_a_merged_id_leads_to_the_person() -> None:
    short = IDS.local(IDS.person("حداد", IDS.state("EG").value).value) or ""
    assert sample().entity(short).iri == HADDAD.value
    assert sample().entity(IDS.person("حداد", IDS.state("EG").value).value).iri == HADDAD.value


def test_what_is_known_of_an_entity() -> None:
    found = sample().find("الحداد")
    assert (found.type, found.country, found.behalf, found.posts) == ("Person", "EG", ("state/EG",), ("وزير الداخلية",))
    assert found.encounters == 4
    assert found.other_labels == ("الحداد", "سامي حداد")
    egypt = sample().find("Egypt")
    assert (egypt.label("ar"), egypt.label("en"), egypt.encounters, egypt.layer) == ("مصر", "Egypt", 5, "sides")


def test_a_code_that_no_table_knows_is_an_entity_too() -> None:
    told = encounter(TEXT, TEXT, (Party("علي", None, "QZ", None, "a"), Party(None, None, None, "ZZTOP", "b")))
    adjacency = Adjacency.load(fill(Store.memory(), [extraction("x", TEXT, (told,))]))
    assert adjacency.entity("state/QZ").label() == "state/QZ"
    assert adjacency.find("ZZTOP").type == "Organisation"


# networks


def test_a_minister_and_those_he_met() -> None:
    found = ego_network(sample(), "الحداد", EgoQuery(evidence=5))
    assert found.center == IDS.local(HADDAD.value)
    assert [n.ring for n in found.nodes] == [0, 1, 1, 1]
    assert {n.entity.label() for n in found.nodes[1:]} == {"جان مورو", "عبد الله المجالي", "وزير الداخلية"}
    assert all(edge.relation == "met" and edge.source == found.center for edge in found.edges)
    (edge,) = (edge for edge in found.edges if sample().entity(edge.target).label() == "جان مورو")
    assert (edge.weight, edge.first, edge.last) == (1, "2024-03-05", "2024-03-05")
    assert list(edge.topics.items()) == [("counter-terrorism", 1), ("information-exchange", 1)]
    (told,) = edge.evidence
    assert (told.type, told.status, told.date, told.place, told.confidence) == (
        *("meeting", "held", "2024-03-05", "القاهرة"),
        0.9,
    )
    first, second = told.sources
    assert (first.article_id, first.url, first.outlet, first.published, first.confidence) == (
        *("n-1", "https://news.example/n-1", "صحيفة النهر", "2024-03-06"),
        0.8,
    )
    assert first.sentence == "استقبل وزير الداخلية المصري سامي الحداد نظيره الفرنسي جان مورو في القاهرة"
    assert second.outlet == "وكالة البحر"


def test_the_most_confident_article_comes_first() -> None:
    told = [
        encounter(TEXT, TEXT, (person(1, "a"), person(2, "b")), date="2024-01-02", confidence=c) for c in (0.3, 0.9)
    ]
    adjacency = Adjacency.load(fill(Store.memory(), [extraction(f"s-{n}", TEXT, (one,)) for n, one in enumerate(told)]))
    (edge,) = ego_network(adjacency, node(1), EgoQuery(evidence=1)).edges
    assert [source.article_id for source in edge.evidence[0].sources] == ["s-1", "s-0"]


def test_the_states_around_a_state() -> None:
    found = ego_network(sample(), "مصر", EgoQuery(depth=2))
    assert found.layer == "sides"
    assert {(n.entity.id, n.ring) for n in found.nodes} == {
        ("state/EG", 0),
        ("org/AIMC", 1),
        ("state/IT", 1),
        ("state/FR", 1),
        ("state/TN", 2),
        ("state/JO", 2),
    }
    assert {edge.relation for edge in found.edges} == {"cooperatesWith"}


def test_edges_are_those_of_the_derived_graph() -> None:
    derived = {
        (IDS.local(q.subject.value), IDS.local(q.object.value))  # type: ignore[union-attr]
        for predicate in (RW.met, RW.cooperatesWith)
        for q in sample().reader.quads(predicate=predicate, graph=IDS.derived_graph)
    }
    shown = set()
    for entity in sample().entities():
        for edge in ego_network(sample(), entity).edges:
            if edge.relation != "encountered":
                shown |= {(edge.source, edge.target), (edge.target, edge.source)}
    assert shown == derived


def test_other_types_and_plans_on_demand() -> None:
    everything = ("meeting", "call", "visit", "session", "signing")
    found = ego_network(sample(), "جان مورو", EgoQuery(types=everything, status=("held", "planned")))
    assert {edge.relation for edge in found.edges} == {"met", "encountered"}
    assert "state/JO" in {n.entity.id for n in found.nodes}


@pytest.mark.parametrize(
    ("since", "until", "labels"),
    [
        ("2024-03-05", "2024-03-06", {"جان مورو"}),
        ("2024-03-05", "2024-03-05", set()),
        ("2024-03-06", None, {"وزير الداخلية", "عبد الله المجالي"}),
        ("2024-04-15", "2024-04-20", {"عبد الله المجالي"}),  # of this month, the day is not told
        (None, "2024-04", {"جان مورو", "وزير الداخلية"}),
        ("2024-05", None, set()),
        ("2024", "2025", {"جان مورو", "وزير الداخلية", "عبد الله المجالي"}),
        ("2025", None, set()),
        (None, "2024", set()),
    ],
)
def test_a_period_is_half_open(since: str | None, until: str | None, labels: set[str]) -> None:
    found = ego_network(sample(), "الحداد", EgoQuery(since=since, until=until))
    assert {n.entity.label() for n in found.nodes[1:]} == labels


def test_topics_filter_encounters() -> None:
    found = ego_network(sample(), "الحداد", EgoQuery(topics=("irregular-migration", "health")))
    assert [n.entity.label() for n in found.nodes[1:]] == ["وزير الداخلية"]


@pytest.mark.parametrize("seed", range(6))
def test_a_random_network_is_what_counting_by_hand_gives(seed: int) -> None:
    adjacency, pairs = network(seed, 14, 60)
    chance = random.Random(seed)
    query = EgoQuery(
        depth=chance.randint(1, 3),
        types=chance.choice([(), ("meeting",), ("meeting", "visit")]),
        topics=chance.choice([(), ("training",)]),
        min_weight=chance.choice([1, 1, 2]),
        min_confidence=chance.choice([0.0, 0.5]),
        since=chance.choice([None, "2015", "2016-05-05"]),
        include_undated=chance.choice([True, False]),
        limit_per_node=200,
    )
    types = query.types or ("meeting", "call")
    matching: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (one, other), meetings in pairs.items():
        weight = 0
        for facts in meetings:
            dated = facts["date"] is not None
            since = query.since is None or (
                dated and (facts["date"] + "-12-31"[len(facts["date"]) - 4 :]) >= query.since
            )
            weight += (
                facts["type"] in types
                and facts["status"] == "held"
                and facts["confidence"] >= query.min_confidence
                and (not query.topics or "training" in facts["topics"])
                and (since or (not dated and query.include_undated))
            )
        if weight >= query.min_weight:
            matching[one][other] = matching[other][one] = weight
    centre = node(0)
    rings = {centre: 0}
    frontier = [centre]
    for ring in range(1, query.depth + 1):
        frontier = sorted({other for one in frontier for other in matching[one] if other not in rings})
        rings |= dict.fromkeys(frontier, ring)
    found = ego_network(adjacency, centre, query)
    assert {n.entity.id: n.ring for n in found.nodes} == rings
    assert {frozenset((e.source, e.target)): e.weight for e in found.edges} == {
        frozenset((one, other)): weight for one in rings for other, weight in matching[one].items() if other in rings
    }
    assert {n.entity.id: n.degree.matching for n in found.nodes} == {one: len(matching[one]) for one in rings}
    assert not found.truncated


# what is cut is told


def test_the_strongest_neighbours_stay_and_the_cut_is_told() -> None:
    adjacency, _ = network(1, 30, 400)
    whole = ego_network(adjacency, node(0), EgoQuery(limit_per_node=200))
    cut = ego_network(adjacency, node(0), EgoQuery(limit_per_node=5, inner_edges=False))
    assert len(cut.nodes) == 6
    assert cut.truncation.reasons == ("limit_per_node",)
    assert cut.truncated
    assert cut.truncation.nodes_at_limit == 1
    assert cut.truncation.nodes_left_out == len(whole.nodes) - 6
    centre = cut.nodes[0]
    assert centre.degree.matching == len(whole.nodes) - 1
    assert (centre.degree.returned, centre.degree.complete) == (5, False)
    weights = [edge.weight for edge in cut.edges]
    assert weights == sorted(weights, reverse=True)
    from_centre = [e.weight for e in whole.edges if node(0) in (e.source, e.target)]
    assert weights == sorted(from_centre, reverse=True)[:5]


def test_the_number_of_nodes_is_held() -> None:
    adjacency, _ = network(1, 30, 400)
    cut = ego_network(adjacency, node(0), EgoQuery(depth=3, max_nodes=7))
    assert len(cut.nodes) == 7
    assert "max_nodes" in cut.truncation.reasons
    assert {edge.source for edge in cut.edges} | {edge.target for edge in cut.edges} <= {n.entity.id for n in cut.nodes}


def test_the_number_of_edges_is_held() -> None:
    adjacency, _ = network(1, 30, 400)
    whole = ego_network(adjacency, node(0), EgoQuery(depth=2))
    cut = ego_network(adjacency, node(0), EgoQuery(depth=2, max_edges=10))
    assert "max_edges" in cut.truncation.reasons
    assert cut.edges == whole.edges[:10]
    assert any(not n.degree.complete for n in cut.nodes)


def test_nothing_is_cut_where_all_fits() -> None:
    found = ego_network(sample(), "الحداد", EgoQuery(depth=3))
    assert (found.truncated, found.truncation.nodes_left_out, found.truncation.nodes_at_limit) == (False, 0, 0)
    assert all(n.degree.complete for n in found.nodes)


def test_the_outer_ring_shows_its_true_degree() -> None:
    found = ego_network(sample(), "جان مورو", EgoQuery())
    haddad = next(n for n in found.nodes if n.entity.iri == HADDAD.value)
    assert (haddad.degree.matching, haddad.degree.returned, haddad.degree.complete) == (3, 1, False)
    assert found.truncation == dataclasses.replace(found.truncation, reasons=(), nodes_at_limit=0, nodes_left_out=0)


def test_somebody_without_encounters_stands_alone() -> None:
    found = ego_network(sample(), "منى فؤاد")
    assert [n.ring for n in found.nodes] == [0]
    assert found.edges == ()


def test_the_same_question_has_the_same_answer() -> None:
    adjacency, _ = network(2, 30, 300)
    again = Adjacency.load(adjacency.reader)
    for name, form in FORMATS.items():
        query = EgoQuery(depth=2, evidence=2, limit_per_node=4)
        answers = {form.write(ego_table(ego_network(a, node(3), query))) for a in (adjacency, again)}
        assert len(answers) == 1, name


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"depth": 0}, "depth: 0 is not between 1 and 3"),
        ({"depth": 4}, "depth: 4"),
        ({"limit_per_node": 201}, "limit_per_node: 201 is not between 1 and 200"),
        ({"max_nodes": 5001}, "max_nodes"),
        ({"max_edges": 0}, "max_edges"),
        ({"evidence": 11}, "evidence: 11 is not between 0 and 10"),
        ({"min_weight": 0}, "min_weight"),
        ({"min_confidence": 1.1}, "min_confidence"),
        ({"since": "yesterday"}, "since: 'yesterday' is no date"),
        ({"until": "2026-13-01"}, "until: '2026-13-01' is no date"),
        ({"until": "2024-1-1"}, "until: "),
        ({"types": ("dinner",)}, "types: 'dinner' is not one of meeting, call"),
        ({"status": ("denied",)}, "status: 'denied' is not one of held, planned"),
        ({"layer": "states"}, "layer: 'states' is not one of agents, sides"),
    ],
)
def test_a_question_out_of_bounds_is_refused_by_name(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        EgoQuery(**fields)


# formats


def shown() -> EgoNetwork:
    return ego_network(sample(), "الحداد", EgoQuery(depth=2, evidence=3))


def rows() -> NetworkTable:
    return ego_table(shown())


def test_json_has_nodes_edges_evidence_and_what_was_cut() -> None:
    answer = json.loads(FORMATS["json"].write(rows()))
    assert answer["center"] == answer["nodes"][0]["id"]
    assert answer["nodes"][0]["label"] == "سامي الحداد"
    assert answer["nodes"][0]["degree"] == {"matching": 3, "returned": 3, "complete": True}
    assert answer["truncated"] == {"value": False, "reasons": [], "nodes_at_limit": 0, "nodes_left_out": 0}
    assert answer["query"]["depth"] == 2
    assert {edge["evidence_total"] for edge in answer["edges"]} == {1}
    assert all(edge["evidence"][0]["sources"][0]["sentence"] for edge in answer["edges"])


def test_labels_in_english_where_there_are_any() -> None:
    labels = {
        n["id"]: n["label"] for n in json.loads(to_json(ego_table(ego_network(sample(), "Egypt"), "en")))["nodes"]
    }
    assert labels["state/FR"] == "France"


def test_cytoscape_elements() -> None:
    answer = json.loads(to_cytoscape(rows()))
    assert len(answer["elements"]["nodes"]) == 4
    known = {n["data"]["id"] for n in answer["elements"]["nodes"]}
    assert all({e["data"]["source"], e["data"]["target"]} <= known for e in answer["elements"]["edges"])


@pytest.mark.parametrize(("write", "read"), [(to_graphml, nx.parse_graphml), (to_gexf, None)])
def test_xml_formats_read_back(write: Any, read: Any) -> None:
    data = write(rows())
    graph = read(data.decode()) if read else nx.read_gexf(io.BytesIO(data), version="1.3")
    expected = to_networkx(rows())
    assert set(graph) == set(expected)
    assert {frozenset(edge) for edge in graph.edges} == {frozenset(edge) for edge in expected.edges}
    assert graph.nodes[shown().center]["label"] == "سامي الحداد"
    assert graph.nodes[shown().center]["degree_complete"] is True
    assert graph.edges[shown().edges[0].source, shown().edges[0].target]["weight"] == 1


def test_graphml_says_that_it_was_cut() -> None:
    adjacency, _ = network(1, 30, 400)
    graph = nx.parse_graphml(
        to_graphml(ego_table(ego_network(adjacency, node(0), EgoQuery(limit_per_node=3)))).decode()
    )
    assert (graph.graph["truncated"], graph.graph["truncation"]) == (True, "limit_per_node")


@pytest.mark.parametrize("name", FORMATS)
def test_characters_that_xml_lacks_do_no_harm(name: str) -> None:
    found = shown()
    entity = dataclasses.replace(found.nodes[0].entity, label_ar="سامي\x0b\x00 <&>\"'\ufffe\n", posts=("a|b", "\x1f"))
    broken = dataclasses.replace(found, nodes=(dataclasses.replace(found.nodes[0], entity=entity), *found.nodes[1:]))
    data = FORMATS[name].write(ego_table(broken))
    if name in ("graphml", "gexf"):
        graph = nx.read_gexf(io.BytesIO(data), version="1.3") if name == "gexf" else nx.parse_graphml(data.decode())
        assert graph.nodes[found.center]["label"].startswith("سامي\ufffd\ufffd <&>\"'")


def test_csv_lists_the_edges() -> None:
    lines = list(csv.DictReader(io.StringIO(to_csv(rows()).decode())))
    assert len(lines) == len(shown().edges)
    assert lines[0]["source_label"] == "سامي الحداد"
    assert {line["relation"] for line in lines} == {"met"}
    assert "counter-terrorism|information-exchange" in {line["topics"] for line in lines}


def test_jsonld_is_rdf_that_the_graph_itself_says() -> None:
    document = to_jsonld(rows())
    triples = {ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(document, ox.RdfFormat.JSON_LD)}
    graph = {ox.Triple(q.subject, q.predicate, q.object) for q in sample().reader.quads()}
    assert triples <= graph
    assert len([t for t in triples if t.predicate == RW.met]) == 6
    assert len(Graph().parse(data=document, format="json-ld")) == len(triples)


def test_each_format_has_a_media_type_and_an_ending() -> None:
    assert set(FORMATS) == {"json", "nodelink", "cytoscape", "jsonld", "graphml", "gexf", "csv", "svg"}
    assert all("/" in form.media_type and form.extension.isalnum() for form in FORMATS.values())
