"""The picture of an ego network: everything in it, apart from everything else, and the letters as they are written."""

from __future__ import annotations

import dataclasses
import math
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from kg.adjacency import Entity
from kg.drawing import ego_svg, network_svg
from kg.edges import Edge
from kg.ego import Degree, EgoNetwork, EgoQuery, Node, Truncation
from kg.network_table import bipartite_table, ego_table

SVG = "{http://www.w3.org/2000/svg}"
MARKS = str.maketrans("", "", "\u2066\u2067\u2069")


def node(id: str, ring: int, label: str, country: str | None = "EG", encounters: int = 1) -> Node:
    behalf = (f"state/{country}",) if country else ()
    entity = Entity(id, f"http://e/{id}", "Person", label, None, (), behalf, (), encounters)
    return Node(entity, ring, Degree(1, 1))


def edge(source: str, target: str, weight: int = 1, topics: tuple[tuple[str, int], ...] = ()) -> Edge:
    return Edge(source, target, "met", weight, "2026-01-01", "2026-02-01", dict(topics), 1.0, ())


def network(nodes: list[Node], edges: list[Edge], **changes: Any) -> EgoNetwork:
    found = EgoNetwork(nodes[0].entity.id, EgoQuery(), "agents", tuple(nodes), tuple(edges))
    return dataclasses.replace(found, **changes)


def drawn(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)


def draw(nodes: list[Node], edges: list[Edge]) -> ElementTree.Element:
    return drawn(ego_svg(network(nodes, edges)))


def tied(root: ElementTree.Element) -> list[ElementTree.Element]:
    """The lines of edges: those of the legend are paths."""
    return root.findall(f"{SVG}line")


def discs(root: ElementTree.Element) -> list[ElementTree.Element]:
    """The discs of nodes: those of the legend have no title."""
    return [disc for disc in root.findall(f"{SVG}circle") if disc.find(f"{SVG}title") is not None]


def words(root: ElementTree.Element) -> list[str]:
    return ["|".join(text.itertext()).translate(MARKS) for text in root.findall(f"{SVG}text")]


def test_every_node_and_edge_is_drawn_with_its_words() -> None:
    root = draw([node("c", 0, "حازم <&> المنياوي"), node("a", 1, "Marco Bellandi", None)], [edge("c", "a", 3)])
    assert [disc.findtext(f"{SVG}title") for disc in discs(root)] == ["Marco Bellandi: 1", "حازم <&> المنياوي (EG): 1"]
    [line] = tied(root)
    assert line.findtext(f"{SVG}title") == "حازم <&> المنياوي × Marco Bellandi: 3 (2026-01-01 – 2026-02-01)"
    assert {"حازم <&> المنياوي", "Marco Bellandi"} <= set(words(root))


def test_labels_stand_in_marks_that_keep_brackets_and_numbers_in_place() -> None:
    picture = ego_svg(network([node("c", 0, "قمة G20 (نيودلهي 2023)"), node("a", 1, "EU (27)")], [edge("c", "a")]))
    assert "\u2067قمة G20 (نيودلهي 2023)\u2069" in picture
    assert "\u2066EU (27)\u2069" in picture
    assert drawn(picture).get("direction") == "ltr"  # in a page that is written from right to left too


@pytest.mark.parametrize(("ring_1", "ring_2"), [(1, 0), (2, 2), (9, 9), (60, 60), (25, 400), (200, 3)])
def test_nodes_do_not_stand_on_one_another_and_lie_inside(ring_1: int, ring_2: int) -> None:
    nodes = [node("c", 0, "ج", encounters=90)] + [node(f"a{i}", 1, f"اسم {i}") for i in range(ring_1)]
    nodes += [node(f"b{i}", 2, f"اسم {i}") for i in range(ring_2)]
    edges = [edge("c", f"a{i}") for i in range(ring_1)] + [edge(f"a{i % 3 % ring_1}", f"b{i}") for i in range(ring_2)]
    root = draw(nodes, edges)
    spots = [tuple(float(disc.get(key, "")) for key in ("cx", "cy", "r")) for disc in discs(root)]
    assert len(spots) == 1 + ring_1 + ring_2
    free = [math.hypot(x - u, y - v) - r - s for n, (x, y, r) in enumerate(spots) for u, v, s in spots[:n]]
    assert min(free) > 0
    left, top, width, height = map(float, root.get("viewBox", "").split())
    assert all(left < x - r and x + r < left + width and top < y - r and y + r < top + height for x, y, r in spots)


def test_a_centre_alone_and_the_same_picture_every_time() -> None:
    alone = network([node("c", 0, "وحيد")], [])
    assert ego_svg(alone) == ego_svg(alone)
    assert len(discs(drawn(ego_svg(alone)))) == 1


def test_thick_lines_are_frequent_contacts_and_great_discs_frequent_actors() -> None:
    nodes = [node("c", 0, "ج", encounters=21), node("a", 1, "ا"), node("b", 1, "ب", encounters=20)]
    root = draw(nodes, [edge("c", "a", 1), edge("c", "b", 20)])
    thick, thin = (float(line.get("stroke-width", "")) for line in tied(root))
    assert thick > 2 * thin
    great, *_, small = (float(disc.get("r", "")) for disc in discs(root))
    assert great > 1.5 * small


def test_the_legend_tells_the_colours_of_states_and_topics() -> None:
    nodes = [node("c", 0, "ج"), node("a", 1, "ا", "TN"), node("b", 1, "ب", "TN"), node("d", 1, "د", None)]
    edges = [edge("c", "a", topics=(("training", 1),)), edge("c", "b", topics=(("training", 1), ("economy", 1)))]
    names = {"state/TN": "تونس", "state/EG": "مصر", "topic/training": "التدريب", "topic/economy": "الاقتصاد"}
    root = drawn(network_svg(ego_table(network(nodes, edges), "ar", names.get)))
    legend = words(root)[len(nodes) :]
    assert legend[:4] == ["الدول", "تونس", "مصر", "أخرى"]
    assert legend[4:8] == ["أكثر المواضيع", "الاقتصاد", "التدريب", "مواضيع أخرى أو بلا موضوع"]
    fills = {disc.findtext(f"{SVG}title", "")[0]: disc.get("fill") for disc in discs(root)}
    assert fills["ا"] == fills["ب"] != fills["ج"] != fills["د"]
    shown = [disc.get("fill") for disc in root.findall(f"{SVG}circle") if disc not in discs(root)]
    assert shown[:3] == [fills["ا"], fills["ج"], fills["د"]]
    assert len({line.get("stroke") for line in tied(root)}) == 2
    assert {line.get("stroke") for line in tied(root)} < {path.get("stroke") for path in root.findall(f"{SVG}path")}


def test_english_pictures_have_english_words_on_the_other_side() -> None:
    found = network([node("c", 0, "ج")], [], truncation=Truncation(("limit_per_node",), 1, 3))
    arabic, english = (drawn(network_svg(ego_table(found, lang))) for lang in ("ar", "en"))
    assert "States" in words(english)
    assert "Not everything is shown: a limit" in words(english)
    assert "الدول" in words(arabic)
    assert {text.get("text-anchor") for text in english.findall(f"{SVG}text")} == {"middle", "start"}
    assert {text.get("text-anchor") for text in arabic.findall(f"{SVG}text")} == {"middle", "end"}


def test_actors_and_topics_stand_in_two_columns() -> None:
    nodes = [
        {"id": id, "label": id, "type": "State", "kind": kind, "encounters": 3, "country": None}
        for id, kind in (("state/EG", "actor"), ("state/TN", "actor"), ("topic/training", "topic"))
    ]
    ends = [("state/EG", "topic/training"), ("state/TN", "topic/training")]
    edges = [
        {"id": a, "source": a, "target": b, "relation": "discussed", "weight": 2, "first": None, "last": None}
        for a, b in ends
    ]
    root = drawn(network_svg(bipartite_table("sides", nodes, edges, 2, False)))
    assert len({disc.get("cx") for disc in discs(root)}) == 1
    assert len([box for box in root.findall(f"{SVG}rect") if box.find(f"{SVG}title") is not None]) == 1
    assert [line.get("stroke") for line in tied(root)][::-1] == [disc.get("fill") for disc in discs(root)]


def test_long_labels_are_wrapped_and_characters_that_xml_cannot_hold_are_left_out() -> None:
    label = "الأمين العام لمجلس وزراء الداخلية العرب والمنظمة العربية للحماية المدنية في دورتها الثالثة\x0b"
    picture = ego_svg(network([node("c", 0, label)], []))
    lines = [line.translate(MARKS) for line in re.findall(r"<tspan[^>]*>([^<]*)</tspan>", picture)]
    assert lines[0] == "الأمين العام لمجلس"
    assert lines[2].endswith("…")
    assert len(lines) == 3
    drawn(picture)
