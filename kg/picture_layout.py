"""Where the nodes of a network stand in its picture: on rings around a centre, or actors beside topics."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.network_table import NetworkTable, Row

RADIUS = (6.0, 26.0)
"""The radius of the smallest and of the greatest node, in pixels."""
_RING = 190  # least distance of two rings, in pixels
_UPRIGHT_ROOM = 140  # the arc that a node with an upright label needs
_SPOKE_ROOM = 21  # the arc that a node with a label along its spoke needs
_MOST_UPRIGHT = 16  # nodes of a ring whose labels stand upright
_ROW = 46  # distance of two nodes of the longer column
_ACROSS = 420  # from the actors to the topics


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node stands, its radius, and how its label runs: ``turn`` in degrees along the spoke; None: upright,
    below the node; ``side`` is ``start`` or ``end`` where the label stands beside it."""

    x: float
    y: float
    radius: float
    turn: float | None = None
    side: str | None = None


def radius_of(encounters: int) -> float:
    """The radius of a node: its area grows with the logarithm, since few have most encounters."""
    return min(RADIUS[0] + 2.2 * math.log2(1 + max(encounters, 0)), RADIUS[1])


def places(table: NetworkTable) -> dict[str, Spot]:
    """A spot for each node, by its id; the same network has the same spots."""
    if any(node.get("kind") == "topic" for node in table.nodes):
        return _beside(table)
    return _rings(table)


def _rings(table: NetworkTable) -> dict[str, Spot]:
    """A radial tree: each node on its ring, in the sector of the inner node that it is most joined to."""
    rings = {node["id"]: int(node["ring"]) for node in table.nodes}
    by_id = {node["id"]: node for node in table.nodes}
    order = sorted(rings, key=lambda id: (rings[id], id))
    centre = order[0]
    children = _children(order, rings, table.edges)
    for members in children.values():
        members.sort(key=lambda id: (by_id[id].get("country") or "~", -by_id[id]["encounters"], id))
    last = max([1, *rings.values()])
    leaves: dict[str, float] = {}
    for id in reversed(order):  # outer rings first; nodes of inner ones need more of the circle for the same room
        own = last / rings[id] if rings[id] else 1
        leaves[id] = max(sum(leaves[child] for child in children.get(id, [])), own)
    upright = leaves[centre] <= _MOST_UPRIGHT
    room = _UPRIGHT_ROOM if upright else _SPOKE_ROOM
    step = max(_RING, leaves[centre] * room / (2 * math.pi * last))
    spots: dict[str, Spot] = {}
    sectors = [(centre, -math.pi / 2, 2 * math.pi)]
    while sectors:
        id, start, sector = sectors.pop()
        angle, distance = start + sector / 2, step * rings[id]
        radius = radius_of(by_id[id]["encounters"])
        turn = None if upright or id == centre else math.degrees(angle)
        stretch = 1.25 if upright else 1.0
        spots[id] = Spot(stretch * distance * math.cos(angle), distance * math.sin(angle), radius, turn)
        for child in children.get(id, []):
            share = sector * leaves[child] / leaves[id]
            sectors.append((child, start, share))
            start += share
    return spots


def _children(order: Sequence[str], rings: Mapping[str, int], edges: Iterable[Row]) -> dict[str, list[str]]:
    """For each node those of the next ring in its sector; one that is joined to none stands with the centre."""
    joined: dict[str, list[tuple[int, str]]] = {}
    for edge in edges:
        for one, other in ((edge["source"], edge["target"]), (edge["target"], edge["source"])):
            if rings[other] == rings[one] - 1:
                joined.setdefault(one, []).append((-edge["weight"], other))
    children: dict[str, list[str]] = {}
    for id in order[1:]:
        _, parent = min(joined.get(id, [(0, order[0])]))
        children.setdefault(parent, []).append(id)
    return children


def _beside(table: NetworkTable) -> dict[str, Spot]:
    """Actors in one column, topics in another, each over the whole height."""
    columns = [[node for node in table.nodes if (node["kind"] == "topic") == topics] for topics in (False, True)]
    height = max(map(len, columns)) * _ROW
    spots: dict[str, Spot] = {}
    for nodes, x, side in zip(columns, (_ACROSS, 0), ("start", "end"), strict=True):
        for number, node in enumerate(nodes):
            y = (number + 0.5) * height / len(nodes)
            spots[node["id"]] = Spot(x, y, radius_of(node["encounters"]), None, side)
    return spots
