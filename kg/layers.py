"""One network of a graph as arrays: who stood on another side than whom, in which encounters.

A pair of entities lies once in ``low``/``high``, its encounters in ``entries``; each entity has its neighbours in
``neighbour``, the strongest first for the question that is asked most (``DEFAULT``): there, weights and dates are
known beforehand and a network is a matter of cutting slices. Any other filter looks at the encounters of the entities
in question, and of these alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.arrays import Flags, Numbers, Positions, ranges, starts_of, summed
from kg.encounter_table import PRINCIPAL, STATUS_NAMES, TYPES, EncounterTable
from kg.ties import MEETINGS, EncounterFilter, Layer

DEFAULT = EncounterFilter()
_SHARE = 6  # where more than a sixth of all pairs is asked for, all are looked at
_REMEMBERED = 4  # filters
_MOST_COUNTED = 5_000_000  # numbers of topics that are counted without sorting


@dataclass(frozen=True, slots=True, eq=False)
class Strength:
    """How strong some pairs are under a filter: their number of encounters, and the last date (0: none is dated)."""

    weight: Numbers
    last: Numbers

    def of(self, pairs: NDArray[Any]) -> Strength:
        """Of these pairs alone."""
        return Strength(self.weight[pairs], self.last[pairs])


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is told of some pairs under a filter: ``topics`` of all, ``topic_start[n]`` on those of the n-th, and
    ``counts`` of encounters with each; ``held`` and ``met``: whether any was held, any was a meeting or call held."""

    weight: Numbers
    first: Numbers
    last: Numbers
    confidence: NDArray[np.float64]
    held: Flags
    met: Flags
    topic_start: Positions
    topics: Numbers
    counts: Numbers

    def topic_counts(self, n: int, codes: Sequence[str]) -> tuple[tuple[str, int], ...]:
        """The topics of the n-th and their counts, the most frequent first, those of one count by code."""
        there = slice(int(self.topic_start[n]), int(self.topic_start[n + 1]))
        return tuple(
            [
                (codes[topic], count)
                for topic, count in zip(self.topics[there].tolist(), self.counts[there].tolist(), strict=True)
            ]
        )

    def of(self, pairs: NDArray[Any]) -> Told:
        """Of these pairs alone."""
        start = self.topic_start[pairs]
        count = self.topic_start[pairs + 1] - start
        there = ranges(start, count)
        return Told(
            weight=self.weight[pairs],
            first=self.first[pairs],
            last=self.last[pairs],
            confidence=self.confidence[pairs],
            held=self.held[pairs],
            met=self.met[pairs],
            topic_start=np.concatenate([[0], np.cumsum(count)]),
            topics=self.topics[there],
            counts=self.counts[there],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """The neighbours of some entities: of the n-th those from ``start[n]`` to ``end[n]``, the strongest first."""

    neighbour: Numbers
    pair: Numbers
    start: Positions
    end: Positions

    def degrees(self) -> Positions:
        """How many each has."""
        return self.end - self.start

    def all(self) -> Positions:
        """The positions of all neighbours in ``neighbour`` and ``pair``."""
        return ranges(self.start, self.end - self.start)

    def neighbours(self) -> Numbers:
        """All neighbours, one node's behind the other's."""
        # a few long slices: copying them takes a tenth of the time of finding the place of each member
        ends = zip(self.start.tolist(), self.end.tolist(), strict=True)
        return np.concatenate([self.neighbour[start:end] for start, end in ends] or [self.neighbour[:0]])

    def positions(self, places: NDArray[Any]) -> Positions:
        """Where the members of ``neighbours()`` at these places stand in ``neighbour`` and ``pair``."""
        ends = np.cumsum(self.degrees())
        node = np.searchsorted(ends, places, side="right")
        positions: Positions = places - (ends - self.degrees())[node] + self.start[node]
        return positions


@dataclass(frozen=True, slots=True, eq=False)
class LayerIndex:
    """A network; see the head of the module. The encounters of the n-th pair are those from ``first_entry[n]`` up to
    ``first_entry[n + 1]``, exclusive, the earliest first; the neighbours of an entity those from ``first_neighbour[n]``
    to ``first_neighbour[n + 1]``, under ``DEFAULT`` those before ``last_neighbour[n]``."""

    layer: Layer
    low: Numbers
    high: Numbers
    first_entry: Positions
    entries: Numbers
    first_neighbour: Positions
    neighbour: Numbers
    pair: Numbers
    last_neighbour: Positions
    default: Told
    remembered: dict[EncounterFilter, Strength] = field(default_factory=dict)
    """The strengths of all pairs under the filters that were asked for last."""

    def around(
        self,
        table: EncounterTable,
        nodes: NDArray[Any],
        wanted: EncounterFilter,
        min_weight: int = 1,
        ranked: bool = True,
    ) -> Around:
        """The neighbours of ``nodes`` that have at least ``min_weight`` encounters with them; in an order of no
        meaning unless ``ranked``."""
        start, end = self.first_neighbour[nodes], self.first_neighbour[nodes + 1]
        if wanted == DEFAULT:
            end = self.last_neighbour[nodes]
            weights = self.default.weight
            if min_weight > 1:
                # weights fall along each stretch
                strong = weights[self.pair[ranges(start, end - start)]] >= min_weight
                ends = np.cumsum(end - start)
                end = start + summed(strong, ends - (end - start), ends)
            return Around(self.neighbour, self.pair, start, end)
        there = ranges(start, end - start)
        node = np.repeat(np.arange(len(nodes)), end - start)
        neighbour, pair = self.neighbour[there], self.pair[there]
        strength = self.strengths(table, pair, wanted)
        kept = np.flatnonzero(strength.weight >= min_weight)
        node, neighbour, pair = node[kept], neighbour[kept], pair[kept]
        bounds = starts_of(node, len(nodes))
        if ranked:
            order = np.lexsort((neighbour, -strength.last[kept], -strength.weight[kept], node))
            neighbour, pair = neighbour[order], pair[order]
        return Around(neighbour, pair, bounds[:-1], bounds[1:])

    def strengths(self, table: EncounterTable, pairs: NDArray[Any], wanted: EncounterFilter) -> Strength:
        """How strong each of ``pairs`` is."""
        if wanted == DEFAULT:
            return Strength(self.default.weight[pairs], self.default.last[pairs])
        whole = self.remembered.get(wanted)
        if whole is None and len(pairs) * _SHARE > len(self.low):
            # much of the network is asked for: then all of it, for this question and those that follow
            whole = self._strengths(table, np.arange(len(self.low)), wanted)
            for oldest in list(self.remembered)[: 1 - _REMEMBERED]:
                self.remembered.pop(oldest, None)
            self.remembered[wanted] = whole
        return self._strengths(table, pairs, wanted) if whole is None else whole.of(pairs)

    def _strengths(self, table: EncounterTable, pairs: NDArray[Any], wanted: EncounterFilter) -> Strength:
        found, ends = _found(table, self.layer, self.first_entry, self.entries, pairs, wanted)
        return Strength(np.diff(ends).astype(np.int32), _last_dates(table, found, ends))

    def told(self, table: EncounterTable, pairs: NDArray[Any], wanted: EncounterFilter) -> Told:
        """What is to be told of each of ``pairs``."""
        if wanted == DEFAULT:
            return self.default.of(pairs)
        return _told(table, self.layer, self.first_entry, self.entries, pairs, wanted)

    def encounters(self, table: EncounterTable, pair: int, wanted: EncounterFilter) -> Numbers:
        """The encounters of a pair, the latest first, of one date the greater id first."""
        found = self.entries_of(pair)
        return found[table.accepted(wanted, self.layer, found)][::-1]

    def entries_of(self, pair: int) -> Numbers:
        """All encounters of a pair, the earliest first."""
        return self.entries[self.first_entry[pair] : self.first_entry[pair + 1]]

    def pair_of(self, one: int, other: int) -> int | None:
        """The number of a pair, None where the two never stood opposite each other."""
        low, high = min(one, other), max(one, other)
        start, end = np.searchsorted(self.low, [low, low + 1])
        place = int(start + np.searchsorted(self.high[start:end], high))
        return place if place < end and self.high[place] == high else None


def build_layer(layer: Layer, table: EncounterTable, entities: int) -> LayerIndex:
    """The network ``layer`` of ``entities`` entities."""
    low, high, encounter = _pairs(layer, table)
    order = np.lexsort((encounter, table.date[encounter], high, low))
    low, high, encounter = low[order], high[order], encounter[order]
    same_pair = (low[1:] == low[:-1]) & (high[1:] == high[:-1])
    # two who act for one side each give the same pair twice in one encounter
    new = np.ones(len(low), dtype=np.bool_)
    new[1:] = ~(same_pair & (encounter[1:] == encounter[:-1]))
    begins = np.ones(len(low), dtype=np.bool_)
    begins[1:] = ~same_pair
    begins = begins[new]
    low, high, encounter = low[new][begins], high[new][begins], encounter[new]
    first = np.append(np.flatnonzero(begins), len(encounter))
    pairs = np.arange(len(low), dtype=np.int32)
    told = _told(table, layer, first, encounter, pairs, DEFAULT)
    node, neighbour, pair = np.concatenate([low, high]), np.concatenate([high, low]), np.concatenate([pairs, pairs])
    order = np.lexsort((neighbour, -told.last[pair], -told.weight[pair], node))
    start = starts_of(node[order], entities)
    # pairs that DEFAULT does not know have no weight, and so stand behind the others
    known = summed(told.weight[pair[order]] > 0, start[:-1], start[1:])
    return LayerIndex(
        layer, low, high, first, encounter, start, neighbour[order], pair[order], start[:-1] + known, told
    )


def _pairs(layer: Layer, table: EncounterTable) -> tuple[Numbers, Numbers, Numbers]:
    """Each two who stood on different sides of an encounter: the lower, the higher, the encounter. Some come twice."""
    encounter = np.repeat(np.arange(len(table), dtype=np.int32), np.diff(table.first_party))
    if layer == "agents":
        chosen = np.flatnonzero(table.rank == PRINCIPAL)
        encounter, who, side = encounter[chosen], table.agent[chosen], table.side[chosen]
    else:
        count = table.behalf.lengths()
        encounter, who, side = np.repeat(encounter, count), table.behalf.values, np.repeat(table.side, count)
    # many of one side who act for the same state are one here
    order = np.lexsort((side, who, encounter))
    encounter, who, side = encounter[order], who[order], side[order]
    new = np.ones(len(who), dtype=np.bool_)
    new[1:] = (encounter[1:] != encounter[:-1]) | (who[1:] != who[:-1]) | (side[1:] != side[:-1])
    encounter, who, side = encounter[new], who[new], side[new]
    # each with all that follow it in the same encounter
    place = np.arange(len(who), dtype=np.int64)
    ends = np.searchsorted(encounter, encounter, side="right")
    one = np.repeat(place, ends - place - 1)
    other = ranges(place + 1, ends - place - 1)
    opposed = (side[one] != side[other]) & (who[one] != who[other])
    one, other = one[opposed], other[opposed]
    return np.minimum(who[one], who[other]), np.maximum(who[one], who[other]), encounter[one]


def _found(
    table: EncounterTable,
    layer: Layer,
    first_entry: Positions,
    entries: Numbers,
    pairs: NDArray[Any],
    wanted: EncounterFilter,
) -> tuple[Numbers, Positions]:
    """The encounters of ``pairs`` that count, one pair's behind the other's, the earliest first; where each pair's
    begin, and where the last one's end."""
    start = first_entry[pairs]
    count = first_entry[pairs + 1] - start
    encounters = entries[ranges(start, count)]
    if len(encounters) * 2 > len(table):  # one pass over all is cheaper than jumping about
        flags = table.accepted(wanted, layer)[encounters]
    else:
        flags = table.accepted(wanted, layer, encounters)
    running = np.zeros(len(flags) + 1, dtype=np.int64)
    np.cumsum(flags, out=running[1:])
    return encounters[flags], running[np.concatenate([[0], np.cumsum(count)])]


def _last_dates(table: EncounterTable, found: Numbers, ends: Positions) -> Numbers:
    """The date of the last encounter of each stretch, 0 where it is empty or undated: those without come first."""
    dates = np.zeros(len(ends) - 1, dtype=np.int32)
    filled = ends[1:] > ends[:-1]
    dates[filled] = table.date[found[ends[1:][filled] - 1]]
    return dates


def _told(
    table: EncounterTable,
    layer: Layer,
    first_entry: Positions,
    entries: Numbers,
    pairs: NDArray[Any],
    wanted: EncounterFilter,
) -> Told:
    found, ends = _found(table, layer, first_entry, entries, pairs, wanted)
    start, end = ends[:-1], ends[1:]
    first_dated = start + summed(table.date[found] == 0, start, end)
    dated = first_dated < end
    first = np.zeros(len(pairs), dtype=np.int32)
    first[dated] = table.date[found[first_dated[dated]]]
    confidence = np.zeros(len(pairs))
    filled = end > start
    if filled.any():
        confidence[filled] = np.maximum.reduceat(table.confidence[found], start[filled])
    held = table.status[found] == STATUS_NAMES.index("held")
    met = held & np.array([name in MEETINGS for name in TYPES])[table.type[found]]
    of_pair = np.repeat(np.arange(len(pairs)), end - start)
    topic_start, topics, counts = _topics(table, found, of_pair, len(pairs))
    return Told(
        weight=(end - start).astype(np.int32),
        first=first,
        last=_last_dates(table, found, ends),
        confidence=confidence,
        held=summed(held, start, end) > 0,
        met=summed(met, start, end) > 0,
        topic_start=topic_start,
        topics=topics,
        counts=counts,
    )


def _topics(
    table: EncounterTable, encounters: Numbers, pair: NDArray[Any], pairs: int
) -> tuple[Positions, Numbers, Numbers]:
    """Of each pair the topics of its encounters, the most frequent first, those of one count by code."""
    topic, count = table.topic_numbers.gathered(encounters)
    codes = max(len(table.topic_codes), 1)
    keys: NDArray[Any] = np.repeat(pair, count) * codes + topic
    key: NDArray[Any]
    times: NDArray[Any]
    if pairs * codes <= _MOST_COUNTED:
        counted = np.bincount(keys, minlength=pairs * codes)
        key = np.flatnonzero(counted)
        times = counted[key]
    else:
        key, times = np.unique(keys, return_counts=True)
    of_pair, numbers = key // codes, key % codes
    order = np.lexsort((numbers, -times, of_pair))
    return starts_of(of_pair, pairs), numbers[order].astype(np.int32), times[order].astype(np.int32)
