"""Ego networks: who is linked with whom around one entity, with the encounters that say so.

The same network for the same graph and question, in a total order; what is cut is told, never hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.adjacency import Adjacency, Entity
from kg.arrays import Flags
from kg.edges import Edge, EdgeTeller
from kg.layers import Around
from kg.ties import EncounterFilter, Layer, check_known, check_within

__all__ = ["Degree", "Edge", "EgoNetwork", "EgoQuery", "Node", "Truncation", "ego_network"]

DEPTHS = (1, 3)
LIMIT_PER_NODE = (25, 200)
MAX_NODES = (500, 5_000)
MAX_EDGES = (2_000, 20_000)
MAX_EVIDENCE = 10


@dataclass(frozen=True, slots=True)
class EgoQuery:
    """What is asked for.

    ``depth`` counts rings (1 to 3). ``since`` and ``until`` are ISO dates, of a day, a month or a year, half open:
    since <= date < until; a date known to the month counts where any of its days does, and an unknown one only with
    ``include_undated``. ``topics``: at least one of these codes. ``types`` of encounters: by default meetings and calls
    between agents, all types between states and organisations. ``layer``: see ``kg.adjacency``, by default that of the
    centre. ``evidence``: how many encounters, the newest first, are told with each edge.
    """

    depth: int = 1
    since: str | None = None
    until: str | None = None
    topics: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    status: tuple[str, ...] = ("held",)
    layer: Layer | None = None
    min_weight: int = 1
    min_confidence: float = 0.0
    include_undated: bool = False
    inner_edges: bool = True
    evidence: int = 0
    limit_per_node: int = LIMIT_PER_NODE[0]
    max_nodes: int = MAX_NODES[0]
    max_edges: int = MAX_EDGES[0]

    def __post_init__(self) -> None:
        check_within("depth", self.depth, *DEPTHS)
        check_within("limit_per_node", self.limit_per_node, 1, LIMIT_PER_NODE[1])
        check_within("max_nodes", self.max_nodes, 1, MAX_NODES[1])
        check_within("max_edges", self.max_edges, 1, MAX_EDGES[1])
        check_within("evidence", self.evidence, 0, MAX_EVIDENCE)
        check_within("min_weight", self.min_weight, 1, 1_000_000)
        if self.layer is not None:
            check_known("layer", (self.layer,), ("agents", "sides"))
        _ = self.filter

    @property
    def filter(self) -> EncounterFilter:
        """Which encounters count."""
        return EncounterFilter(
            self.since, self.until, self.topics, self.types, self.status, self.min_confidence, self.include_undated
        )


@dataclass(frozen=True, slots=True)
class Degree:
    """How many neighbours match the question, and how many of them the network shows."""

    matching: int
    returned: int

    @property
    def complete(self) -> bool:
        """Whether all are shown."""
        return self.matching == self.returned


@dataclass(frozen=True, slots=True)
class Node:
    """An entity of the network and its distance from the centre."""

    entity: Entity
    ring: int
    degree: Degree


@dataclass(frozen=True, slots=True)
class Truncation:
    """What was left out: the limits that were reached, the expanded nodes that lack a neighbour, and the neighbours of
    expanded nodes that are not shown at all."""

    reasons: tuple[str, ...]
    nodes_at_limit: int
    nodes_left_out: int


@dataclass(frozen=True, slots=True)
class EgoNetwork:
    """A network around ``center``, nodes by ring and edges by weight."""

    center: str
    query: EgoQuery
    layer: Layer
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    truncation: Truncation = field(default=Truncation((), 0, 0))

    @property
    def truncated(self) -> bool:
        """Whether a limit was reached."""
        return bool(self.truncation.reasons)


def ego_network(adjacency: Adjacency, centre: Entity | str, query: EgoQuery | None = None) -> EgoNetwork:
    """The network around ``centre`` (an entity, IRI, local id or name) that ``query`` asks for.

    Raises NotFoundError where the centre is not in the graph.
    """
    entity = centre if isinstance(centre, Entity) else adjacency.find(centre)
    return _Walk(adjacency, entity, query or EgoQuery()).network()


class _Walk:
    """Ring by ring from the centre, the strongest neighbours first. Entities are numbers until they are shown."""

    def __init__(self, adjacency: Adjacency, centre: Entity, query: EgoQuery) -> None:
        self.adjacency = adjacency
        self.centre = centre
        self.query = query
        self.layer: Layer = query.layer or centre.layer
        self.filter = query.filter
        self.table = adjacency.index.encounters
        self.lists = adjacency.layer(self.layer)
        self.ring = {adjacency.number(centre.iri): 0}
        self.pairs: set[int] = set()
        self.reasons: dict[str, None] = {}

    def network(self) -> EgoNetwork:
        rings = [np.array(list(self.ring))]
        expanded: list[Around] = []
        for ring in range(1, self.query.depth + 1):
            expanded.append(self._around(rings[-1]))
            rings.append(self._expand(expanded[-1], ring))
        everything = [*expanded, self._around(rings[-1], ranked=False)]
        here = np.zeros(len(self.adjacency.index.entities), dtype=np.bool_)
        here[np.concatenate(rings)] = True
        if self.query.inner_edges:
            self._add_inner_edges(everything, here)
        edges, returned = self._edges()
        degrees = np.concatenate([around.degrees() for around in everything])
        nodes = self._nodes(degrees.tolist(), returned)
        shown = sum(map(len, rings[:-1]))
        return EgoNetwork(
            center=self.centre.id,
            query=self.query,
            layer=self.layer,
            nodes=nodes,
            edges=edges,
            truncation=Truncation(
                reasons=tuple(self.reasons),
                nodes_at_limit=sum(not node.degree.complete for node in nodes[:shown]),
                nodes_left_out=_left_out(expanded, here),
            ),
        )

    def _around(self, nodes: NDArray[Any], ranked: bool = True) -> Around:
        return self.lists.around(self.table, nodes, self.filter, self.query.min_weight, ranked)

    def _expand(self, around: Around, ring: int) -> NDArray[Any]:
        found: list[int] = []
        limit = self.query.limit_per_node
        for start, end in zip(around.start.tolist(), around.end.tolist(), strict=True):
            if end - start > limit:
                self.reasons["limit_per_node"] = None
            strongest = slice(start, min(end, start + limit))
            for other, pair in zip(around.neighbour[strongest].tolist(), around.pair[strongest].tolist(), strict=True):
                if other not in self.ring:
                    if len(self.ring) >= self.query.max_nodes:
                        self.reasons["max_nodes"] = None
                        continue
                    self.ring[other] = ring
                    found.append(other)
                self.pairs.add(pair)
        return np.array(found, dtype=np.int64)

    def _add_inner_edges(self, everything: Iterable[Around], here: Flags) -> None:
        for around in everything:
            there = np.flatnonzero(here[around.neighbours()])
            self.pairs.update(around.pair[around.positions(there)].tolist())

    def _edges(self) -> tuple[tuple[Edge, ...], NDArray[Any]]:
        """By weight and last date, falling, then by the ids of the nearer and of the other end; and how many each
        entity has."""
        pairs = np.array(sorted(self.pairs), dtype=np.int64)
        strength = self.lists.strengths(self.table, pairs, self.filter)
        low, high = self.lists.low[pairs], self.lists.high[pairs]
        rings = np.zeros(len(self.adjacency.index.entities), dtype=np.int8)
        rings[list(self.ring)] = list(self.ring.values())
        nearer = rings[low] <= rings[high]
        source, target = np.where(nearer, low, high), np.where(nearer, high, low)
        order = np.lexsort((target, source, -strength.last, -strength.weight))
        if len(order) > self.query.max_edges:
            self.reasons["max_edges"] = None
            order = order[: self.query.max_edges]
        teller = EdgeTeller(self.adjacency, self.layer, self.filter, self.query.evidence)
        source, target = source[order], target[order]
        returned = np.bincount(np.concatenate([source, target]), minlength=len(rings))
        return teller.edges(pairs[order], source, target), returned

    def _nodes(self, degrees: Sequence[int], returned: NDArray[Any]) -> tuple[Node, ...]:
        shown = returned[list(self.ring)].tolist()
        return tuple(
            [
                Node(self.adjacency.numbered(number), ring, Degree(matching, edges))
                for (number, ring), matching, edges in zip(self.ring.items(), degrees, shown, strict=True)
            ]
        )


def _left_out(expanded: Iterable[Around], here: Flags) -> int:
    near = np.zeros_like(here)
    for around in expanded:
        near[around.neighbours()] = True
    return int(np.count_nonzero(near & ~here))
