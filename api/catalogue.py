"""The encounters of one snapshot as plain data, read once, with their parties, topics and places, and what finds them.

Entities and their networks are in ``kg.adjacency``; sentences and articles, the greater part of a graph, are read when
they are asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kg.store import Snapshot
from kg.vocabulary import (
    ENCOUNTER_CLASSES,
    FUNCTIONS,
    ORG,
    RANKS,
    RDF,
    RDFS,
    RW,
    SCHEMA,
    SEM,
    SKOS,
    STATUSES,
    TOPICS,
)

_STATUSES = {node.value: name for name, node in STATUSES.items()}
_RANKS = {node.value: name for name, node in RANKS.items()}
_FUNCTIONS = {node.value: name for name, node in FUNCTIONS.items()}
_NAMES = {RDFS.label, SKOS.prefLabel}

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party of an encounter; all ids are local."""

    agent: str
    post: str | None
    behalf: tuple[str, ...]
    side: str
    rank: str
    function: str | None


@dataclass(frozen=True, slots=True)
class EncounterRow:
    """An encounter; ``topics`` are codes, ``mentions`` local ids, ``date`` as precise as known."""

    id: str
    type: str
    status: str
    date: str | None
    place: str | None
    topics: tuple[str, ...]
    parties: tuple[PartyRow, ...]
    confidence: float
    mentions: tuple[str, ...]

    def involved(self) -> set[str]:
        """Everybody who takes part and whom they act for."""
        return {agent for party in self.parties for agent in (party.agent, *party.behalf)}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place and the state it lies in."""

    labels: Labels
    country: str | None


@dataclass(slots=True)
class Catalogue:
    """The data of one snapshot and its indexes; ``encounters`` and all lists have the latest first."""

    version: str
    base: str
    posts: dict[str, Labels] = field(default_factory=dict)
    places: dict[str, PlaceRow] = field(default_factory=dict)
    topics: dict[str, Labels] = field(default_factory=dict)
    encounters: dict[str, EncounterRow] = field(default_factory=dict)
    by_agent: dict[str, list[EncounterRow]] = field(default_factory=dict)
    by_topic: dict[str, list[EncounterRow]] = field(default_factory=dict)


def load(snapshot: Snapshot) -> Catalogue:
    """Read the catalogue of ``snapshot``: one pass over each predicate that it needs."""
    reader = _Reader(snapshot)
    rows = sorted(reader.encounters(), key=lambda row: row.id)
    rows.sort(key=lambda row: row.date or "", reverse=True)
    by_agent: dict[str, list[EncounterRow]] = defaultdict(list)
    by_topic: dict[str, list[EncounterRow]] = defaultdict(list)
    for row in rows:
        for agent in row.involved():
            by_agent[agent].append(row)
        for code in row.topics:
            by_topic[code].append(row)
    return Catalogue(
        version=snapshot.version,
        base=snapshot.ids.base,
        posts={local: reader.labels(local) for local in reader.of_type(ORG.Post)},
        places={
            local: PlaceRow(reader.labels(local), next(iter(reader.links(local, RW.country)), None))
            for local in reader.of_type(RW.Place)
        },
        topics={code: {} for code in by_topic} | reader.topics(),
        encounters={row.id: row for row in rows},
        by_agent=dict(by_agent),
        by_topic=dict(by_topic),
    )


class _Reader:
    """Values by predicate and local id, each predicate scanned once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._ids = snapshot.ids
        self._links: dict[NamedNode, dict[str, list[str]]] = {}
        self._texts: dict[NamedNode, dict[str, list[Literal]]] = {}

    def _scan(self, predicate: NamedNode) -> None:
        links: dict[str, list[str]] = defaultdict(list)
        texts: dict[str, list[Literal]] = defaultdict(list)
        # names stand in the resolved and the reference graph, all else that is read here in the resolved one
        graph = None if predicate in _NAMES else self._ids.resolved_graph
        for quad in self._snapshot.quads(predicate=predicate, graph=graph):
            if isinstance(quad.subject, NamedNode):
                subject = self._ids.local(quad.subject.value) or quad.subject.value
                if isinstance(quad.object, NamedNode):
                    links[subject].append(self._ids.local(quad.object.value) or quad.object.value)
                elif isinstance(quad.object, Literal):
                    texts[subject].append(quad.object)
        self._links[predicate], self._texts[predicate] = links, texts

    def links(self, local: str, predicate: NamedNode) -> list[str]:
        if predicate not in self._links:
            self._scan(predicate)
        return sorted(self._links[predicate].get(local, ()), key=lambda iri: (len(iri), iri))  # party/2 before party/10

    def texts(self, local: str, predicate: NamedNode) -> list[Literal]:
        if predicate not in self._texts:
            self._scan(predicate)
        return self._texts[predicate].get(local, [])

    def text(self, local: str, predicate: NamedNode) -> str | None:
        return min((literal.value for literal in self.texts(local, predicate)), default=None)

    def labels(self, local: str, predicate: NamedNode = RDFS.label) -> Labels:
        return {literal.language or "und": literal.value for literal in sorted(self.texts(local, predicate), key=str)}

    def of_type(self, node: NamedNode) -> list[str]:
        quads = self._snapshot.quads(predicate=RDF.type, object=node, graph=self._ids.resolved_graph)
        found = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
        return sorted(self._ids.local(iri) or iri for iri in found)

    def topics(self) -> dict[str, Labels]:
        self.texts("", SKOS.prefLabel)
        named = (iri for iri in self._texts[SKOS.prefLabel] if iri.startswith(TOPICS))
        return {iri[len(TOPICS) :]: self.labels(iri, SKOS.prefLabel) for iri in named}

    def encounters(self) -> Iterator[EncounterRow]:
        for type_name, node in ENCOUNTER_CLASSES.items():
            for local in self.of_type(node):
                topics = (iri[len(TOPICS) :] for iri in self.links(local, RW.discussed) if iri.startswith(TOPICS))
                yield EncounterRow(
                    id=local,
                    type=type_name,
                    status=self._named(local, RW.status, _STATUSES) or "held",
                    date=self.text(local, SCHEMA.startDate),
                    place=next(iter(self.links(local, SEM.hasPlace)), None),
                    topics=tuple(sorted(topics)),
                    parties=tuple(self._party(party) for party in self.links(local, RW.participation)),
                    confidence=float(self.text(local, RW.confidence) or 0),
                    mentions=tuple(self.links(local, RW.mention)),
                )

    def _party(self, local: str) -> PartyRow:
        return PartyRow(
            agent=next(iter(self.links(local, RW.agent)), local),
            post=next(iter(self.links(local, RW.post)), None),
            behalf=tuple(self.links(local, RW.onBehalfOf)),
            side=self.text(local, RW.side) or "a",
            rank=self._named(local, RW.rank, _RANKS) or "principal",
            function=self._named(local, RW.function, _FUNCTIONS),
        )

    def _named(self, local: str, predicate: NamedNode, names: Mapping[str, str]) -> str | None:
        return next((names[iri] for iri in self.links(local, predicate) if iri in names), None)
