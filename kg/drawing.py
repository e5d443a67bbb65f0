"""An ego network as an SVG picture: rings around the centre, Arabic labels left to the viewer's text engine.

SVG text is shaped and ordered by whatever shows it (a browser, a notebook, an office program), so Arabic renders right
without any library here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from kg.ego import EgoNetwork
from kg.network_table import NetworkTable, Row, ego_table

_FONTS = "'Noto Naskh Arabic', 'Noto Sans Arabic', 'Segoe UI', Tahoma, 'DejaVu Sans', sans-serif"
_FILLS = ("#8c2d04", "#225e8c", "#7a9cb8", "#b9c8d4")  # centre, then ring by ring
_LINE = 22  # letters of a label on one line
_RING = 210  # distance of two rings, in pixels
_ROOM = 140  # the arc that a node and its label need, in pixels
_MARGIN = 110
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class _Spot:
    x: float
    y: float


def ego_svg(network: EgoNetwork) -> str:
    """The picture of an ego network; the same network gives the same picture."""
    return network_svg(ego_table(network))


def network_svg(table: NetworkTable) -> str:
    """The picture of a network; the same network gives the same picture."""
    nodes = sorted(table.nodes, key=lambda node: (_ring(node), node["id"]))
    edges = table.edges
    spots = _place(nodes, edges)
    left, right = (edge_of(spot.x for spot in spots.values()) for edge_of in (min, max))
    top, bottom = (edge_of(spot.y for spot in spots.values()) for edge_of in (min, max))
    x, y = left - _MARGIN, top - _MARGIN / 2
    width, height = right - left + 2 * _MARGIN, bottom - top + 1.5 * _MARGIN
    names = {node["id"]: node["label"] for node in nodes}
    body = [_line(edge, spots, names) for edge in edges] + [_disc(node, spots[node["id"]]) for node in nodes]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x:.0f} {y:.0f} {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" style="max-width:100%;height:auto" font-family="{_FONTS}" font-size="14">\n'
        f'<rect x="{x:.0f}" y="{y:.0f}" width="100%" height="100%" fill="#fff"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _ring(node: Row) -> int:
    return int(node.get("ring", 0 if node.get("kind") == "actor" else 1))


def _place(nodes: Sequence[Row], edges: Sequence[Row]) -> dict[str, _Spot]:
    """A radial tree: each node on its ring, in the sector of the inner node that it is most joined to."""
    children = _children(nodes, edges)
    leaves: dict[str, int] = {}
    for node in reversed(nodes):  # outer rings first
        leaves[node["id"]] = sum(leaves[child] for child in children.get(node["id"], [])) or 1
    rings = {node["id"]: _ring(node) for node in nodes}
    centre = nodes[0]["id"]
    step = max(_RING, leaves[centre] * _ROOM / (2 * math.pi * max([1, *rings.values()])))
    spots: dict[str, _Spot] = {}
    sectors = [(centre, -math.pi / 2, 2 * math.pi)]
    while sectors:
        node_id, start, sector = sectors.pop()
        angle, radius = start + sector / 2, step * rings[node_id]
        spots[node_id] = _Spot(1.25 * radius * math.cos(angle), radius * math.sin(angle))
        for child in children.get(node_id, []):
            share = sector * leaves[child] / leaves[node_id]
            sectors.append((child, start, share))
            start += share
    return spots


def _children(nodes: Sequence[Row], edges: Sequence[Row]) -> dict[str, list[str]]:
    """For each node those of the next ring in its sector; one that is joined to none stands with the centre."""
    rings = {node["id"]: _ring(node) for node in nodes}
    joined: dict[str, list[tuple[int, str]]] = {}
    for edge in edges:
        for one, other in ((edge["source"], edge["target"]), (edge["target"], edge["source"])):
            if rings[other] == rings[one] - 1:
                joined.setdefault(one, []).append((-edge["weight"], other))
    children: dict[str, list[str]] = {}
    for node in nodes[1:]:
        _, parent = min(joined.get(node["id"], [(0, nodes[0]["id"])]))
        children.setdefault(parent, []).append(node["id"])
    return children


def _line(edge: Row, spots: Mapping[str, _Spot], names: Mapping[str, str]) -> str:
    a, b = spots[edge["source"]], spots[edge["target"]]
    days = " – ".join(dict.fromkeys(day for day in (edge["first"], edge["last"]) if day))
    told = f"{names[edge['source']]} × {names[edge['target']]}: {edge['weight']}{f' ({days})' if days else ''}"
    thick = min(1.2 + 1.1 * math.log2(edge["weight"] + 1), 8)
    return (
        f'<line x1="{a.x:.1f}" y1="{a.y:.1f}" x2="{b.x:.1f}" y2="{b.y:.1f}" stroke="#9aa7b1" '
        f'stroke-width="{thick:.1f}"><title>{_xml(told)}</title></line>'
    )


def _disc(node: Row, spot: _Spot) -> str:
    size = (15, 10, 7)[min(_ring(node), 2)]
    fill = _FILLS[min(_ring(node), len(_FILLS) - 1)]
    lines = _wrapped(node["label"])
    if node["type"] in ("Person", "UnnamedOfficial") and node.get("country"):
        lines.append(f"({node['country']})")
    text = "".join(
        f'<tspan x="{spot.x:.1f}" dy="{17 if number else 0}">{_xml(line)}</tspan>' for number, line in enumerate(lines)
    )
    weight = "" if _ring(node) else ' font-weight="bold"'
    # a white halo under the letters keeps them readable over edges
    return (
        f'<circle cx="{spot.x:.1f}" cy="{spot.y:.1f}" r="{size}" fill="{fill}"/>'
        f'<text x="{spot.x:.1f}" y="{spot.y + size + 16:.1f}" text-anchor="middle" fill="#1d2429"{weight} '
        f'style="unicode-bidi:plaintext;paint-order:stroke;stroke:#fff;stroke-width:4px">{text}</text>'
    )


def _wrapped(label: str) -> list[str]:
    """A label in at most three lines of whole words."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > _LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines if len(lines) <= 3 else [*lines[:2], lines[2] + " …"]


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
