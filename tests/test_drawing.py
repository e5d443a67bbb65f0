"""The picture of an ego network: everything in it, apart from everything else, and the letters as they are written."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from kg.adjacency import Entity
from kg.drawing import ego_svg
from kg.ego import Degree, Edge, EgoNetwork, EgoQuery, Node

SVG = "{http://www.w3.org/2000/svg}"


def node(id: str, ring: int, label: str, country: str | None = "EG") -> Node:
    behalf = (f"state/{country}",) if country else ()
    return Node(Entity(id, f"http://e/{id}", "Person", label, None, (), behalf, (), 1), ring, Degree(1, 1))


def edge(source: str, target: str, weight: int = 1) -> Edge:
    return Edge(source, target, "met", weight, "2026-01-01", "2026-02-01", (), 1.0, ())


def network(nodes: list[Node], edges: list[Edge]) -> EgoNetwork:
    return EgoNetwork(nodes[0].entity.id, EgoQuery(), "agents", tuple(nodes), tuple(edges))


def draw(*args: list[Node] | list[Edge]) -> ElementTree.Element:
    return ElementTree.fromstring(ego_svg(network(*args)))  # type: ignore[arg-type]


def test_every_node_and_edge_is_drawn_with_its_words() -> None:
    root = draw([node("c", 0, "حازم <&> المنياوي"), node("a", 1, "Marco Bellandi", None)], [edge("c", "a", 3)])
    assert len(root.findall(f"{SVG}circle")) == 2
    [line] = root.findall(f"{SVG}line")
    assert line.findtext(f"{SVG}title") == "حازم <&> المنياوي × Marco Bellandi: 3 (2026-01-01 – 2026-02-01)"
    words = ["".join(part.text or "" for part in text) for text in root.findall(f"{SVG}text")]
    assert words == ["حازم <&> المنياوي(EG)", "Marco Bellandi"]
    assert all("unicode-bidi:plaintext" in text.get("style", "") for text in root.findall(f"{SVG}text"))


@pytest.mark.parametrize("count", [1, 2, 9, 60])
def test_nodes_do_not_stand_on_one_another_and_lie_inside(count: int) -> None:
    nodes = [node("c", 0, "ج")] + [node(f"a{i}", 1, f"اسم {i}") for i in range(count)]
    nodes += [node(f"b{i}", 2, f"اسم {i}") for i in range(count)]
    edges = [edge("c", f"a{i}") for i in range(count)] + [edge(f"a{i % 3 % count}", f"b{i}") for i in range(count)]
    root = draw(nodes, edges)
    spots = [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in root.findall(f"{SVG}circle")]
    gaps = [(x - u) ** 2 + (y - v) ** 2 for i, (x, y) in enumerate(spots) for u, v in spots[:i]]
    assert min(gaps) > 60**2
    left, top, width, height = map(float, root.get("viewBox", "").split())
    assert all(left < x < left + width and top < y < top + height for x, y in spots)


def test_a_centre_alone_and_the_same_picture_every_time() -> None:
    alone = network([node("c", 0, "وحيد")], [])
    assert ego_svg(alone) == ego_svg(alone)
    assert ego_svg(alone).count("<circle") == 1


def test_thick_lines_are_frequent_contacts() -> None:
    nodes = [node("c", 0, "ج"), node("a", 1, "ا"), node("b", 1, "ب")]
    lines = draw(nodes, [edge("c", "a", 1), edge("c", "b", 20)]).findall(f"{SVG}line")
    thin, thick = (float(line.get("stroke-width", "")) for line in lines)
    assert thick > 2 * thin


def test_long_labels_are_wrapped_and_characters_that_xml_cannot_hold_are_left_out() -> None:
    label = "الأمين العام لمجلس وزراء الداخلية العرب والمنظمة العربية للحماية المدنية في دورتها الثالثة\x0b"
    picture = ego_svg(network([node("c", 0, label)], []))
    lines = re.findall(r"<tspan[^>]*>([^<]*)</tspan>", picture)
    assert lines[0] == "الأمين العام لمجلس"
    assert lines[2].endswith("…")
    assert len(lines) == 4  # three of the label, one of the state
    ElementTree.fromstring(picture)
