"""Measures of a network: degrees, strengths, betweenness, communities; what changed between two periods.

Degree and strength are counted for everybody. The time of betweenness grows with nodes times ties; so it and the
communities (networkx's) are found among the strongest ties, and ``exact`` says when these are all. Everything is
computed once for a version of the graph and a question.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal
from weakref import WeakKeyDictionary

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.adjacency import Adjacency
from kg.betweenness import betweenness
from kg.ties import EncounterFilter, Layer

SortKey = Literal["degree", "strength", "betweenness"]
MOST_TIES = 5_000
"""Ties among which betweenness and communities are looked for, the strongest."""
_KEPT = 32  # answers for one version
_SEED = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """An entity in a network, by its id. ``strength`` is the sum of the weights of its ties; ``betweenness`` the share
    of the shortest paths between others that it lies on, from 0 to 1; None where its ties are not among the strongest,
    and so ``community``, whose members have the same number, the largest community 0."""

    entity: str
    degree: int
    strength: int
    betweenness: float | None
    community: int | None


@dataclass(frozen=True, slots=True)
class Measures:
    """A network as a whole: ``items`` are all that have a tie, by ``degree``, then strength, then id."""

    layer: Layer
    ties: int
    communities: int
    items: tuple[Measured, ...]
    exact: bool

    def sorted_by(self, key: SortKey) -> list[Measured]:
        """The items, the highest ``key`` first, those of one value as they are in ``items``."""
        return sorted(self.items, key=lambda item: -(getattr(item, key) or 0))


@dataclass(frozen=True, slots=True)
class Moved:
    """An entity whose strength changed: the sums of the weights of its ties in the first and in the second period."""

    entity: str
    before: int
    after: int
    degree_before: int
    degree_after: int


@dataclass(frozen=True, slots=True)
class TieMoved:
    """A tie, by the ids of its ends, that is in one of the two periods alone, and its encounters there."""

    source: str
    target: str
    weight: int


@dataclass(frozen=True, slots=True)
class Change:
    """What rose, what fell (the greatest change first), what ties are new and what ties are gone (the strongest
    first); each list has at most as many members as were asked for, ``totals`` how many there are of each."""

    layer: Layer
    risen: tuple[Moved, ...]
    fallen: tuple[Moved, ...]
    new: tuple[TieMoved, ...]
    lost: tuple[TieMoved, ...]
    totals: dict[str, int]


def measures(
    adjacency: Adjacency, layer: Layer, wanted: EncounterFilter | None = None, min_weight: int = 1
) -> Measures:
    """The measures of a network of those encounters that ``wanted`` accepts, of ties of at least ``min_weight``."""
    chosen = wanted or EncounterFilter()
    found = _remembered(adjacency).get(
        ("measures", layer, chosen, min_weight), lambda: _measures(adjacency, layer, chosen, min_weight)
    )
    assert isinstance(found, Measures)
    return found


def change(
    adjacency: Adjacency, layer: Layer, before: EncounterFilter, after: EncounterFilter, limit: int = 20
) -> Change:
    """What changed from the encounters that ``before`` accepts to those that ``after`` does."""
    found = _remembered(adjacency).get(
        ("change", layer, before, after, limit), lambda: _change(adjacency, layer, before, after, limit)
    )
    assert isinstance(found, Change)
    return found


def _measures(adjacency: Adjacency, layer: Layer, wanted: EncounterFilter, min_weight: int) -> Measures:
    lists, ids = adjacency.layer(layer), adjacency.index.entities.ids
    pairs, weights = _weights(adjacency, layer, wanted)
    there = np.flatnonzero(weights >= min_weight)
    low, high, weight = lists.low[pairs[there]], lists.high[pairs[there]], weights[there]
    ends, both = np.concatenate([low, high]), np.concatenate([weight, weight])
    degree = np.bincount(ends, minlength=len(ids))
    strength = np.bincount(ends, weights=both, minlength=len(ids)).astype(np.int64)
    kept = np.sort(np.lexsort((high, low, -weight))[:MOST_TIES])
    communities = _communities(low[kept], high[kept], weight[kept])
    between = _betweenness(low[kept], high[kept])
    everybody = np.flatnonzero(degree)
    order = everybody[np.lexsort((everybody, -strength[everybody], -degree[everybody]))]
    items = tuple(
        Measured(ids[n], int(degree[n]), int(strength[n]), between.get(n), communities.get(n)) for n in order.tolist()
    )
    return Measures(layer, len(there), len(set(communities.values())), items, len(kept) == len(low))


def _weights(adjacency: Adjacency, layer: Layer, wanted: EncounterFilter) -> tuple[NDArray[Any], NDArray[Any]]:
    lists = adjacency.layer(layer)
    pairs = np.arange(len(lists.low))
    return pairs, lists.strengths(adjacency.index.encounters, pairs, wanted).weight


def _communities(low: NDArray[Any], high: NDArray[Any], weight: NDArray[Any]) -> dict[int, int]:
    """The number of each node's community by the method of Louvain: the larger first, then by the first member."""
    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(low.tolist(), high.tolist(), weight.tolist(), strict=True))
    found = nx.community.louvain_communities(graph, weight="weight", seed=_SEED) if graph else []
    ordered = sorted(found, key=lambda members: (-len(members), min(members)))
    return {node: number for number, members in enumerate(ordered) for node in members}


def _betweenness(low: NDArray[Any], high: NDArray[Any]) -> dict[int, float]:
    nodes, places = np.unique(np.concatenate([low, high]), return_inverse=True)
    found = betweenness(places[: len(low)], places[len(low) :], len(nodes))
    return dict(zip(nodes.tolist(), found.round(6).tolist(), strict=True))


def _change(adjacency: Adjacency, layer: Layer, before: EncounterFilter, after: EncounterFilter, limit: int) -> Change:
    lists, ids = adjacency.layer(layer), adjacency.index.entities.ids
    _, first = _weights(adjacency, layer, before)
    _, second = _weights(adjacency, layer, after)
    ends = np.concatenate([lists.low, lists.high])

    def summed(weight: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Strength and degree of everybody."""
        both = np.concatenate([weight, weight])
        strength = np.bincount(ends, weights=both, minlength=len(ids)).astype(np.int64)
        return strength, np.bincount(ends[both > 0], minlength=len(ids))

    (strength_1, degree_1), (strength_2, degree_2) = summed(first), summed(second)
    rise = strength_2 - strength_1

    def moved(chosen: NDArray[Any]) -> tuple[Moved, ...]:
        order = chosen[np.lexsort((chosen, -np.abs(rise[chosen])))][:limit]
        return tuple(
            Moved(ids[n], int(strength_1[n]), int(strength_2[n]), int(degree_1[n]), int(degree_2[n]))
            for n in order.tolist()
        )

    def ties(chosen: NDArray[Any], weight: NDArray[Any]) -> tuple[TieMoved, ...]:
        order = chosen[np.lexsort((chosen, -weight[chosen]))][:limit]
        return tuple(TieMoved(ids[int(lists.low[n])], ids[int(lists.high[n])], int(weight[n])) for n in order.tolist())

    risen, fallen = np.flatnonzero(rise > 0), np.flatnonzero(rise < 0)
    new, lost = np.flatnonzero((first == 0) & (second > 0)), np.flatnonzero((first > 0) & (second == 0))
    totals = {"risen": len(risen), "fallen": len(fallen), "new": len(new), "lost": len(lost)}
    return Change(layer, moved(risen), moved(fallen), ties(new, second), ties(lost, first), totals)


class _Remembered:
    """The last answers for one version of the graph; one is computed at a time, since each takes all it can get."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: OrderedDict[tuple[object, ...], object] = OrderedDict()

    def get(self, question: tuple[object, ...], compute: Callable[[], object]) -> object:
        with self._lock:
            if question not in self._answers:
                self._answers[question] = compute()
            self._answers.move_to_end(question)
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
            return self._answers[question]


_memory: WeakKeyDictionary[Adjacency, _Remembered] = WeakKeyDictionary()
_memory_lock = Lock()


def _remembered(adjacency: Adjacency) -> _Remembered:
    with _memory_lock:
        return _memory.setdefault(adjacency, _Remembered())
