"""The edges of a network as they are shown: from the numbers of a pair to its dates, topics, relation and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise, repeat
from typing import Any, NamedTuple

from numpy.typing import NDArray

from kg.adjacency import Adjacency
from kg.encounter_table import date_text
from kg.evidence import Evidence, evidence
from kg.ties import EncounterFilter, Layer


class Edge(NamedTuple):
    """Two entities, by id, on different sides of ``weight`` encounters.

    A tuple, since a network has thousands: a frozen data class takes five times as long to make.

    ``relation`` is ``met`` (held meetings and calls between officials), ``cooperatesWith`` (held encounters between
    states and organisations) or ``encountered`` (anything else). ``first`` and ``last`` are dates; ``topics`` counts.
    """

    source: str
    target: str
    relation: str
    weight: int
    first: str | None
    last: str | None
    topics: Mapping[str, int]
    max_confidence: float
    evidence: tuple[Evidence, ...]

    @property
    def id(self) -> str:
        """``relation|source|target``."""
        return f"{self.relation}|{self.source}|{self.target}"


class EdgeTeller:
    """Tells of pairs of a network under a filter; ``evidence``: how many encounters with each, the newest first."""

    def __init__(self, adjacency: Adjacency, layer: Layer, wanted: EncounterFilter, evidence: int = 0) -> None:
        self._adjacency = adjacency
        self._layer: Layer = layer
        self._wanted = wanted
        self._evidence = evidence

    def edges(self, pairs: NDArray[Any], source: NDArray[Any], target: NDArray[Any]) -> tuple[Edge, ...]:
        """The edges of ``pairs`` between the entities ``source`` and ``target``, all by their numbers."""
        index = self._adjacency.index
        told = self._adjacency.layer(self._layer).told(index.encounters, pairs, self._wanted)
        # a network may have thousands: whatever can be is looked up once, or by columns, not once for each edge
        sources, targets = source.tolist(), target.tolist()
        ends = {*sources, *targets}
        ids = {number: index.entities.ids[number] for number in ends}
        sides = {number for number in ends if index.entities.is_side(number)}
        topics = list(map(index.encounters.topic_codes.__getitem__, told.topics.tolist()))
        counts = told.counts.tolist()
        met = [
            found and one not in sides and other not in sides
            for found, one, other in zip(told.met.tolist(), sources, targets, strict=True)
        ]
        newest: Iterable[tuple[Evidence, ...]] = map(self._newest, pairs.tolist()) if self._evidence else repeat(())
        return tuple(
            map(
                Edge,
                map(ids.__getitem__, sources),
                map(ids.__getitem__, targets),
                map(self._relation, told.held.tolist(), met),
                told.weight.tolist(),
                map(date_text, told.first.tolist()),
                map(date_text, told.last.tolist()),
                [
                    dict(zip(topics[begin:end], counts[begin:end], strict=True))
                    for begin, end in pairwise(told.topic_start.tolist())
                ],
                told.confidence.tolist(),
                newest,
            )
        )

    def _newest(self, pair: int) -> tuple[Evidence, ...]:
        found = self._adjacency.layer(self._layer).encounters(self._adjacency.index.encounters, pair, self._wanted)
        meetings = (self._adjacency.meeting(number) for number in found[: self._evidence].tolist())
        return tuple(evidence(self._adjacency.reader, meeting) for meeting in meetings)

    def _relation(self, held: bool, officials_met: bool) -> str:
        """The property of the derived graph that the edge stands for, where it stands for one."""
        if self._layer == "sides":
            return "cooperatesWith" if held else "encountered"
        return "met" if officials_met else "encountered"
