"""The resolved layer of one snapshot as plain data, read once: who there is, which encounters, what is found by what.

Searches and filters work on this; sentences and articles, the greater part of a graph, are read when asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kg.keys import search_key, without_article
from kg.store import Snapshot
from kg.vocabulary import (
    DCTERMS,
    ENCOUNTER_CLASSES,
    FOAF,
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

KINDS = {FOAF.Person: "person", RW.UnnamedOfficial: "official", RW.State: "state", RW.Organisation: "organisation"}
_OF_AGENT = (RDFS.label, SKOS.altLabel, RW.searchKey, RW.onBehalfOf, RW.holds)
_STATUSES = {node.value: name for name, node in STATUSES.items()}
_RANKS = {node.value: name for name, node in RANKS.items()}
_FUNCTIONS = {node.value: name for name, node in FUNCTIONS.items()}

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Agent:
    """A person, unnamed official, state or organisation; all ids are local."""

    id: str
    kind: str
    labels: Labels
    others: tuple[str, ...]
    keys: tuple[str, ...]
    behalf: tuple[str, ...]
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party of an encounter."""

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
    """The data of one snapshot and its indexes; ``order`` is the latest first."""

    version: str
    base: str
    agents: dict[str, Agent] = field(default_factory=dict)
    posts: dict[str, Labels] = field(default_factory=dict)
    places: dict[str, PlaceRow] = field(default_factory=dict)
    topics: dict[str, Labels] = field(default_factory=dict)
    encounters: dict[str, EncounterRow] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    by_agent: dict[str, list[str]] = field(default_factory=dict)
    by_topic: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def find(self, text: str, kinds: Iterable[str] = ()) -> list[Agent]:
        """Agents of ``kinds`` (all, if none) whose name has a word beginning with each word of ``text``, best first.

        Without a text: those who take part in encounters.
        """
        wanted = set(kinds)
        query = search_key(text)
        parts = [" " + word for word in query.split()]
        plain = [" " + without_article(word) for word in query.split()]
        found = []
        for agent in self.agents.values():
            if wanted and agent.kind not in wanted:
                continue
            met = len(self.by_agent.get(agent.id, ()))
            if not query:
                if met and not text.strip():
                    found.append((0, -met, agent.id, agent))
                continue
            ranks = [
                _rank(key, query, parts, plain, padded)
                for key, padded in zip(agent.keys, self.words[agent.id], strict=True)
            ]
            if (rank := min(ranks, default=9)) < 9:
                found.append((rank, -met, agent.id, agent))
        return [agent for *_, agent in sorted(found, key=lambda entry: entry[:3])]


def _rank(key: str, query: str, parts: list[str], plain: list[str], padded: str) -> int:
    if key == query:
        return 0
    if all(part in padded for part in parts) or all(part in padded for part in plain):
        return 1 if key.startswith(query) else 2
    return 9


def load(snapshot: Snapshot) -> Catalogue:
    """Read the catalogue of ``snapshot``: one pass over each predicate that it needs."""
    reader = _Reader(snapshot)
    catalogue = Catalogue(snapshot.version, snapshot.ids.base)
    catalogue.agents = {agent.id: agent for agent in reader.agents()}
    catalogue.words = {
        agent.id: tuple(f" {key} " + " ".join(without_article(word) for word in key.split()) for key in agent.keys)
        for agent in catalogue.agents.values()
    }
    catalogue.posts = {local: reader.labels(local) for local in reader.of_type(ORG.Post)}
    catalogue.places = {
        local: PlaceRow(reader.labels(local), next(iter(reader.links(local, RW.country)), None))
        for local in reader.of_type(RW.Place)
    }
    catalogue.topics = reader.topics()
    rows = sorted(reader.encounters(catalogue), key=lambda row: row.id)
    rows.sort(key=lambda row: row.date or "", reverse=True)
    catalogue.encounters = {row.id: row for row in rows}
    catalogue.order = [row.id for row in rows]
    by_agent, by_topic = defaultdict(list), defaultdict(list)
    for row in rows:
        for agent in row.involved():
            by_agent[agent].append(row.id)
        for code in row.topics:
            by_topic[code].append(row.id)
    catalogue.by_agent, catalogue.by_topic = dict(by_agent), dict(by_topic)
    catalogue.replaced = {old: new for old, (new, *_) in reader.all_links(DCTERMS.isReplacedBy).items()}
    return catalogue


class _Reader:
    """Values by predicate and local id, each predicate scanned once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._ids = snapshot.ids
        self._links: dict[NamedNode, dict[str, list[str]]] = {}
        self._texts: dict[NamedNode, dict[str, list[Literal]]] = {}
        self._typed: dict[NamedNode, list[str]] = {}

    def _scan(self, predicate: NamedNode) -> None:
        links: dict[str, list[str]] = defaultdict(list)
        texts: dict[str, list[Literal]] = defaultdict(list)
        for quad in self._snapshot.quads(predicate=predicate, graph=self._graph(predicate)):
            if not isinstance(quad.subject, NamedNode):
                continue
            subject = self._ids.local(quad.subject.value) or quad.subject.value
            if isinstance(quad.object, NamedNode):
                links[subject].append(self._ids.local(quad.object.value) or quad.object.value)
            elif isinstance(quad.object, Literal):
                texts[subject].append(quad.object)
        self._links[predicate], self._texts[predicate] = links, texts

    def _graph(self, predicate: NamedNode) -> NamedNode | None:
        """Names stand in the resolved and the reference graph, all else that is read here in the resolved one."""
        return (
            None if predicate in {RDFS.label, SKOS.altLabel, RW.searchKey, SKOS.prefLabel} else self._ids.resolved_graph
        )

    def all_links(self, predicate: NamedNode) -> dict[str, list[str]]:
        if predicate not in self._links:
            self._scan(predicate)
        return self._links[predicate]

    def links(self, local: str, predicate: NamedNode) -> list[str]:
        return sorted(
            self.all_links(predicate).get(local, ()), key=lambda iri: (len(iri), iri)
        )  # party/2 before party/10

    def texts(self, local: str, predicate: NamedNode) -> list[Literal]:
        if predicate not in self._texts:
            self._scan(predicate)
        return self._texts[predicate].get(local, [])

    def text(self, local: str, predicate: NamedNode) -> str | None:
        return min((literal.value for literal in self.texts(local, predicate)), default=None)

    def labels(self, local: str, predicate: NamedNode = RDFS.label) -> Labels:
        return {literal.language or "und": literal.value for literal in sorted(self.texts(local, predicate), key=str)}

    def of_type(self, node: NamedNode) -> list[str]:
        if node not in self._typed:
            quads = self._snapshot.quads(predicate=RDF.type, object=node)
            found = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
            self._typed[node] = sorted(self._ids.local(iri) or iri for iri in found)
        return self._typed[node]

    def agents(self) -> Iterator[Agent]:
        for node, kind in KINDS.items():
            for local in self.of_type(node):
                labels = self.labels(local)
                others = tuple(sorted({literal.value for literal in self.texts(local, SKOS.altLabel)}))
                keys = {literal.value for literal in self.texts(local, RW.searchKey)}
                keys |= {search_key(label) for label in labels.values()}
                behalf, posts = self.links(local, RW.onBehalfOf), self.links(local, RW.holds)
                yield Agent(local, kind, labels, others, tuple(sorted(keys)), tuple(behalf), tuple(posts))

    def topics(self) -> dict[str, Labels]:
        out = {}
        for quad in self._snapshot.quads(predicate=SKOS.prefLabel):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(TOPICS):
                out[quad.subject.value[len(TOPICS) :]] = self.labels(quad.subject.value, SKOS.prefLabel)
        return out

    def encounters(self, catalogue: Catalogue) -> Iterator[EncounterRow]:
        kinds = {local: name for name, node in ENCOUNTER_CLASSES.items() for local in self.of_type(node)}
        for local in self.of_type(RW.Encounter):
            topics = [iri[len(TOPICS) :] for iri in self.links(local, RW.discussed) if iri.startswith(TOPICS)]
            for code in topics:
                catalogue.topics.setdefault(code, {})
            yield EncounterRow(
                id=local,
                type=kinds.get(local, "meeting"),
                status=self._named(local, RW.status, _STATUSES) or "held",
                date=self.text(local, SCHEMA.startDate),
                place=next(iter(self.links(local, SEM.hasPlace)), None),
                topics=tuple(topics),
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
