"""Ego networks: who is linked with whom around one entity, with the encounters that say so.

The same network for the same graph and question, in a total order; what is cut is told, never hidden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.adjacency import Adjacency, Entity, Meeting
from kg.evidence import Evidence, evidence
from kg.ties import MEETINGS, EncounterFilter, Layer, check_known, check_within

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
class Edge:
    """Two entities, by id, on different sides of ``weight`` encounters.

    ``relation`` is ``met`` (held meetings and calls between officials), ``cooperatesWith`` (held encounters between
    states and organisations) or ``encountered`` (anything else). ``first`` and ``last`` are dates; ``topics`` counts.
    """

    source: str
    target: str
    relation: str
    weight: int
    first: str | None
    last: str | None
    topics: tuple[tuple[str, int], ...]
    max_confidence: float
    evidence: tuple[Evidence, ...]

    @property
    def id(self) -> str:
        """``relation|source|target``."""
        return f"{self.relation}|{self.source}|{self.target}"


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
    """Ring by ring from the centre, the strongest neighbours first."""

    def __init__(self, adjacency: Adjacency, centre: Entity, query: EgoQuery) -> None:
        self.adjacency = adjacency
        self.centre = centre
        self.query = query
        self.layer: Layer = query.layer or centre.layer
        self.filter = query.filter
        self.matching: dict[str, dict[str, list[Meeting]]] = {}
        self.ring = {centre.iri: 0}
        self.expanded: set[str] = set()
        self.edges: dict[tuple[str, str], list[Meeting]] = {}
        self.reasons: dict[str, None] = {}

    def network(self) -> EgoNetwork:
        frontier = [self.centre.iri]
        for ring in range(1, self.query.depth + 1):
            frontier = self._expand(frontier, ring)
        if self.query.inner_edges:
            self._add_inner_edges()
        edges = self._strongest(self.edges)
        if len(edges) > self.query.max_edges:
            self.reasons["max_edges"] = None
            edges = edges[: self.query.max_edges]
        nodes = self._nodes(edges)
        near = {other for iri in self.expanded for other in self._matching(iri)}
        return EgoNetwork(
            center=self.centre.id,
            query=self.query,
            layer=self.layer,
            nodes=nodes,
            edges=tuple(self._edge(one, other) for one, other in edges),
            truncation=Truncation(
                reasons=tuple(self.reasons),
                nodes_at_limit=sum(not node.degree.complete for node in nodes if node.entity.iri in self.expanded),
                nodes_left_out=len(near - self.ring.keys()),
            ),
        )

    def _expand(self, frontier: Sequence[str], ring: int) -> list[str]:
        found: list[str] = []
        for iri in frontier:
            self.expanded.add(iri)
            of_node = self._matching(iri)
            ranked = self._strongest({(iri, other): meetings for other, meetings in of_node.items()})
            if len(ranked) > self.query.limit_per_node:
                self.reasons["limit_per_node"] = None
            for _, other in ranked[: self.query.limit_per_node]:
                if other not in self.ring:
                    if len(self.ring) >= self.query.max_nodes:
                        self.reasons["max_nodes"] = None
                        continue
                    self.ring[other] = ring
                    found.append(other)
                self.edges.setdefault(self._pair(iri, other), of_node[other])
        return found

    def _add_inner_edges(self) -> None:
        for iri in self.ring:
            for other, meetings in self._matching(iri).items():
                if other in self.ring:
                    self.edges.setdefault(self._pair(iri, other), meetings)

    def _pair(self, one: str, other: str) -> tuple[str, str]:
        """The nearer of two shown nodes first, then by IRI."""
        first, second = sorted((one, other), key=lambda iri: (self.ring[iri], iri))
        return first, second

    def _matching(self, iri: str) -> dict[str, list[Meeting]]:
        """The neighbours of a node with the encounters that match the question."""
        known = self.matching.get(iri)
        if known is None:
            ties = self.adjacency.ties(iri, self.layer, self.filter)
            known = {other: meetings for other, meetings in ties.items() if len(meetings) >= self.query.min_weight}
            self.matching[iri] = known
        return known

    def _strongest(self, edges: dict[tuple[str, str], list[Meeting]]) -> list[tuple[str, str]]:
        """By weight and last date, falling, then by IRI."""
        ranked = sorted(edges)
        ranked.sort(key=lambda pair: max(meeting.date for meeting in edges[pair]), reverse=True)
        ranked.sort(key=lambda pair: len(edges[pair]), reverse=True)
        return ranked

    def _nodes(self, edges: Iterable[tuple[str, str]]) -> tuple[Node, ...]:
        returned = Counter(iri for pair in edges for iri in pair)
        return tuple(
            Node(self.adjacency.entity(iri), ring, Degree(len(self._matching(iri)), returned[iri]))
            for iri, ring in self.ring.items()
        )

    def _edge(self, one: str, other: str) -> Edge:
        meetings = sorted(self.edges[one, other], key=lambda meeting: (meeting.date, meeting.iri), reverse=True)
        dates = [meeting.date for meeting in meetings if meeting.date]
        topics = Counter(topic for meeting in meetings for topic in meeting.topics)
        source, target = self.adjacency.entity(one), self.adjacency.entity(other)
        return Edge(
            source=source.id,
            target=target.id,
            relation=self._relation(source, target, meetings),
            weight=len(meetings),
            first=min(dates, default=None),
            last=max(dates, default=None),
            topics=tuple(sorted(topics.items(), key=lambda item: (-item[1], item[0]))),
            max_confidence=max(meeting.confidence for meeting in meetings),
            evidence=tuple(evidence(self.adjacency.reader, found) for found in meetings[: self.query.evidence]),
        )

    def _relation(self, source: Entity, target: Entity, meetings: Iterable[Meeting]) -> str:
        """The property of the derived graph that the edge stands for, where it stands for one."""
        held = any(meeting.status == "held" for meeting in meetings)
        met = any(meeting.status == "held" and meeting.type in MEETINGS for meeting in meetings)
        if self.layer == "sides":
            return "cooperatesWith" if held else "encountered"
        return "met" if met and {source.layer, target.layer} == {"agents"} else "encountered"
