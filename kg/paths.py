"""Paths between two entities: over whom one could reach the other, by the fewest steps or the strongest ties.

The search goes from both ends at once, ring by ring over arrays, and touches no tie twice; so its time is bounded by
the size of the network, whoever is asked for.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from kg.adjacency import Adjacency, Entity
from kg.arrays import ranges
from kg.edges import Edge, EdgeTeller
from kg.layers import LayerIndex
from kg.ties import EncounterFilter, Layer, check_known, check_within

PathKind = Literal["shortest", "strongest"]
LENGTHS = (1, 6)
MAX_PATHS = 20
_ANY = 2**31 - 1  # the strength of a path without a step


@dataclass(frozen=True, slots=True)
class PathQuery:
    """What is asked for.

    ``shortest``: the paths with the fewest steps. ``strongest``: of the paths with at most ``max_length`` steps those
    whose weakest tie has the most encounters, and of these the shortest. ``layer``: by default that of the first end.
    Raises QueryError for what is out of bounds.
    """

    kind: PathKind = "shortest"
    max_length: int = 4
    limit: int = 5
    layer: Layer | None = None
    min_weight: int = 1
    filter: EncounterFilter = field(default_factory=EncounterFilter)

    def __post_init__(self) -> None:
        check_known("kind", (self.kind,), ("shortest", "strongest"))
        check_within("max_length", self.max_length, *LENGTHS)
        check_within("limit", self.limit, 1, MAX_PATHS)
        check_within("min_weight", self.min_weight, 1, 1_000_000)
        if self.layer is not None:
            check_known("layer", (self.layer,), ("agents", "sides"))


@dataclass(frozen=True, slots=True)
class Path:
    """A path from one end to the other; ``strength`` is the number of encounters of its weakest tie."""

    nodes: tuple[Entity, ...]
    edges: tuple[Edge, ...]
    strength: int

    @property
    def length(self) -> int:
        """The number of steps."""
        return len(self.edges)


@dataclass(frozen=True, slots=True)
class Paths:
    """The best paths, the stronger first, then by the ids of those on them; ``complete``: there are no others as good
    (all found have the same number of steps). None are found where the two are further apart than was asked."""

    layer: Layer
    paths: tuple[Path, ...]
    complete: bool


def find_paths(adjacency: Adjacency, one: Entity | str, other: Entity | str, query: PathQuery | None = None) -> Paths:
    """The paths between two entities (or their IRIs or ids) that ``query`` asks for.

    Raises NotFoundError where one of them is not in the graph.
    """
    wanted = query or PathQuery()
    ends = [end if isinstance(end, Entity) else adjacency.entity(end) for end in (one, other)]
    layer: Layer = wanted.layer or ends[0].layer
    source, target = (adjacency.number(end.iri) for end in ends)
    if source == target:
        return Paths(layer, (), True)
    search = _Search(adjacency, layer, wanted, source, target)
    rings = search.strongest() if wanted.kind == "strongest" else search.shortest(wanted.min_weight)
    found = [] if rings is None else list(rings.best(wanted.limit))
    complete = rings is None or rings.count() <= wanted.limit
    return Paths(layer, tuple(_path(adjacency, layer, wanted.filter, numbers) for numbers in found), complete)


def _path(adjacency: Adjacency, layer: Layer, wanted: EncounterFilter, numbers: tuple[int, ...]) -> Path:
    lists = adjacency.layer(layer)
    pairs = np.array([lists.pair_of(one, other) for one, other in pairwise(numbers)])
    nodes, ends = np.array(numbers[:-1]), np.array(numbers[1:])
    edges = EdgeTeller(adjacency, layer, wanted).edges(pairs, nodes, ends)
    entities = tuple(adjacency.index.entities[number] for number in numbers)
    return Path(entities, edges, min(edge.weight for edge in edges))


class _Search:
    """From both ends over the ties of one network that are strong enough."""

    def __init__(self, adjacency: Adjacency, layer: Layer, query: PathQuery, source: int, target: int) -> None:
        self._lists = adjacency.layer(layer)
        everything = np.arange(len(self._lists.low))
        self._weights = self._lists.strengths(adjacency.index.encounters, everything, query.filter).weight
        self._query = query
        self._source = source
        self._target = target
        self._entities = len(adjacency.index.entities)

    def strongest(self) -> _Rings | None:
        """The rings of the shortest paths over the strongest ties that reach."""
        best = self.shortest(self._query.min_weight)
        if best is None:
            return None
        # a weight that reaches is known, and one beyond which neither end has a tie
        low, high = self._query.min_weight, 1 + min(self._most(self._source), self._most(self._target))
        while high - low > 1:
            middle = (low + high) // 2
            found = self.shortest(middle)
            if found is None:
                high = middle
            else:
                low, best = middle, found
        return best

    def shortest(self, weight: int) -> _Rings | None:
        """The rings of the shortest paths over ties of at least ``weight``; None where none is short enough."""
        near = [np.array([self._source])], [np.array([self._target])]
        seen = np.zeros((2, self._entities), dtype=np.bool_)
        seen[0, self._source] = seen[1, self._target] = True
        for _ in range(self._query.max_length):
            side = 0 if self._cost(near[0][-1]) <= self._cost(near[1][-1]) else 1
            reached, _ = self._step(near[side][-1], weight)
            new = np.zeros(self._entities, dtype=np.bool_)
            new[reached] = True
            new &= ~seen[side]
            seen[side] |= new
            near[side].append(np.flatnonzero(new))
            if not len(near[side][-1]):
                return None
            met = new & seen[1 - side]
            if met.any():
                # where the two searches first touch, it is the outer ring of the other that is touched
                near[side][-1] = np.flatnonzero(met)
                near[1 - side][-1] = near[side][-1]
                return _Rings(self._lists, self._weights, weight, self._joined(near, weight))
        return None

    def _joined(self, near: tuple[list[NDArray[Any]], list[NDArray[Any]]], weight: int) -> list[NDArray[Any]]:
        """All nodes of the shortest paths, ring by ring from the source on."""
        for rings in near:
            for place in range(len(rings) - 2, -1, -1):
                reached, _ = self._step(rings[place + 1], weight)
                rings[place] = rings[place][np.isin(rings[place], reached)]
        return [*near[0], *near[1][-2::-1]]

    def _step(self, nodes: NDArray[Any], weight: int) -> tuple[NDArray[Any], NDArray[Any]]:
        return _neighbours(self._lists, self._weights, weight, nodes)[:2]

    def _cost(self, nodes: NDArray[Any]) -> int:
        return int((self._lists.first_neighbour[nodes + 1] - self._lists.first_neighbour[nodes]).sum())

    def _most(self, node: int) -> int:
        _, pairs = self._step(np.array([node]), 1)
        return int(self._weights[pairs].max(initial=0))


def _neighbours(
    lists: LayerIndex, weights: NDArray[Any], weight: int, nodes: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The neighbours over ties of at least ``weight``, the pairs that these are, and the place in ``nodes`` of each."""
    start = lists.first_neighbour[nodes]
    count = lists.first_neighbour[nodes + 1] - start
    there = ranges(start, count)
    pair = lists.pair[there]
    strong = np.flatnonzero(weights[pair] >= weight)
    return lists.neighbour[there[strong]], pair[strong], np.repeat(np.arange(len(nodes)), count)[strong]


class _Rings:
    """The shortest paths: ``rings[n]`` are the nodes n steps from the source, each on one of these paths."""

    def __init__(self, lists: LayerIndex, weights: NDArray[Any], weight: int, rings: list[NDArray[Any]]) -> None:
        self._rings = rings
        # of each step the inner node and the outer one, by their places in the rings, and the weight of the tie
        self._steps = []
        for inner, outer in pairwise(rings):
            neighbour, pair, place = _neighbours(lists, weights, weight, inner)
            further = np.flatnonzero(np.isin(neighbour, outer))
            self._steps.append((place[further], np.searchsorted(outer, neighbour[further]), weights[pair[further]]))
        self._reach = self._bottlenecks()

    def _bottlenecks(self) -> list[NDArray[Any]]:
        """For each node of each ring the weakest tie of the best way on to the target."""
        reach = [np.array([_ANY])]
        for place in range(len(self._steps) - 1, -1, -1):
            inner, outer, weight = self._steps[place]
            best = np.zeros(len(self._rings[place]), dtype=np.int64)
            np.maximum.at(best, inner, np.minimum(weight, reach[0][outer]))
            reach.insert(0, best)
        return reach

    def count(self) -> float:
        """How many paths there are."""
        ways: NDArray[Any] = np.ones(1)
        for place in range(len(self._steps) - 1, -1, -1):
            inner, outer, _ = self._steps[place]
            ways = np.bincount(inner, weights=ways[outer], minlength=len(self._rings[place]))
        return float(ways[0])

    def best(self, limit: int) -> Iterator[tuple[int, ...]]:
        """The paths, by their weakest tie, then by the numbers of the nodes; at most ``limit``.

        Each start of a path is ranked by the best that it can become, so none is looked at in vain.
        """
        # what each start can become, its nodes, the place of the last one in its ring, its own strength
        waiting: list[tuple[int, tuple[int, ...], int, int]] = [
            (-int(self._reach[0][0]), (int(self._rings[0][0]),), 0, _ANY)
        ]
        found = 0
        while waiting and found < limit:
            _, nodes, place, strength = heapq.heappop(waiting)
            step = len(nodes) - 1
            if step == len(self._steps):
                found += 1
                yield nodes
                continue
            inner, outer, weight = self._steps[step]
            on = np.flatnonzero(inner == place)
            weakest = np.minimum(strength, weight[on])
            bound = np.minimum(weakest, self._reach[step + 1][outer[on]])
            for n in np.lexsort((outer[on], -bound))[:limit].tolist():
                next_place = int(outer[on[n]])
                node = int(self._rings[step + 1][next_place])
                heapq.heappush(waiting, (-int(bound[n]), (*nodes, node), next_place, int(weakest[n])))
