"""Who stood on different sides of which encounters: the resolved graph as adjacency lists in memory.

Built in one pass over a store or snapshot (``Adjacency.load``) and read by ``kg.ego`` and by the search for entities; a
network then costs milliseconds where SPARQL takes a tenth of a second for each ring.

Two networks lie side by side. In that of *agents*, the principals of different sides of an encounter are neighbours:
persons, unnamed officials, and states or organisations that stand for themselves. In that of *sides*, the states and
organisations are neighbours that the participants of different sides act for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode

from kg.errors import NotFoundError
from kg.memory import collector_at_rest
from kg.search import SearchIndex
from kg.store import Reader
from kg.ties import EncounterFilter, Layer
from kg.vocabulary import DCTERMS, ENCOUNTER_CLASSES, FOAF, ORG, RDF, RDFS, RW, SCHEMA, SKOS, STATUSES, TOPICS

EntityType = Literal["Person", "UnnamedOfficial", "State", "Organisation"]

_ENTITY_TYPES: dict[str, EntityType] = {
    FOAF.Person.value: "Person",
    RW.UnnamedOfficial.value: "UnnamedOfficial",
    RW.State.value: "State",
    RW.Organisation.value: "Organisation",
}
_TYPE_NAMES = {node.value: name for name, node in ENCOUNTER_CLASSES.items()}
_STATUS_NAMES = {node.value: name for name, node in STATUSES.items()}


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, an unnamed official, a state or an organisation.

    ``id`` is the IRI without the base; ``behalf`` holds the ids of the states and organisations served, ``posts`` the
    labels of the offices; ``encounters`` counts those that the entity took part in, or others on its behalf.
    """

    id: str
    iri: str
    type: EntityType
    label_ar: str | None
    label_en: str | None
    other_labels: tuple[str, ...]
    behalf: tuple[str, ...]
    posts: tuple[str, ...]
    encounters: int

    def label(self, lang: str = "ar") -> str:
        """The label in ``lang``, else in the other language, else the id."""
        first, second = (self.label_ar, self.label_en) if lang == "ar" else (self.label_en, self.label_ar)
        return first or second or (self.other_labels[0] if self.other_labels else self.id)

    @property
    def country(self) -> str | None:
        """The code of the state that the entity is or serves."""
        for id in (self.id, *self.behalf):
            if id.startswith("state/"):
                return id.removeprefix("state/")
        return None

    @property
    def layer(self) -> Layer:
        """The network in which the entity is a centre unless another is asked for."""
        return "sides" if self.type in ("State", "Organisation") else "agents"


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the filters of a network look at in an encounter of any type; ``topics`` are codes, ``mentions`` IRIs."""

    iri: str
    type: str
    status: str
    date: str
    topics: tuple[str, ...]
    confidence: float
    mentions: tuple[str, ...]


class Adjacency:
    """The adjacency lists of one state of the graph, and what is needed to show them. Safe to share between threads."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        facts = _Facts(reader)
        self.meetings: dict[str, Meeting] = _meetings(facts)
        self.neighbours: dict[Layer, dict[str, dict[str, list[Meeting]]]] = {"agents": {}, "sides": {}}
        counts = self._connect(facts)
        self._replaced = {old: new[0] for old, new in facts.replaced.items()}
        self._entities = {entity.iri: entity for entity in _entities(facts, counts)}
        self._search = SearchIndex(
            (entity.iri, _names(entity), _context(entity, self._entities), entity.encounters)
            for entity in self._entities.values()
        )

    @classmethod
    def load(cls, reader: Reader) -> Adjacency:
        """Read the lists from a store or snapshot, which must stay open while evidence is asked for."""
        with collector_at_rest():
            return cls(reader)

    def entity(self, id: str) -> Entity:
        """The entity of an IRI or a local id (``person/…``); a merged one leads to what replaced it.

        Raises NotFoundError.
        """
        iri = id if ":" in id else self.reader.ids.base + id
        found = self._entities.get(self._replaced.get(iri, iri))
        if found is None:
            raise NotFoundError(f"{id}: no person, official, state or organisation of the graph has this id")
        return found

    def search(self, text: str, limit: int = 10) -> list[Entity]:
        """The entities that ``text`` may mean, the best first.

        ``text`` is an IRI, a local id, or words of a label in any spelling, with or without ال, the last word perhaps
        unfinished. Words that a label lacks may be those of an office or of the state served.
        """
        try:
            return [self.entity(text.strip())]
        except NotFoundError:
            return [self._entities[iri] for iri in self._search.find(text, limit)]

    def find(self, text: str) -> Entity:
        """The one entity that ``text`` means best. Raises NotFoundError where nothing matches."""
        found = self.search(text, 1)
        if not found:
            raise NotFoundError(f"{text}: no person, official, state or organisation of this name is in the graph")
        return found[0]

    def entities(self) -> Iterable[Entity]:
        """All entities."""
        return self._entities.values()

    def ties(self, iri: str, layer: Layer, wanted: EncounterFilter | None = None) -> dict[str, list[Meeting]]:
        """The neighbours of an entity in a network, each with the encounters that ``wanted`` accepts; none is empty."""
        chosen = wanted or EncounterFilter()
        found = {
            other: [meeting for meeting in meetings if chosen.accepts(meeting, layer)]
            for other, meetings in self.neighbours[layer].get(iri, {}).items()
        }
        return {other: meetings for other, meetings in found.items() if meetings}

    def _connect(self, facts: _Facts) -> dict[str, int]:
        """Fill ``neighbours``; returns the number of encounters of each agent and each side."""
        counts: dict[str, int] = defaultdict(int)
        for iri, meeting in self.meetings.items():
            principals: set[tuple[str, str]] = set()
            sides: set[tuple[str, str]] = set()
            present: set[str] = set()
            for party in facts.participation.get(iri, ()):
                agent, side = facts.agent[party][0], facts.side[party][0]
                behalf = facts.behalf.get(party, ())
                sides.update((state, side) for state in behalf)
                present.update((agent, *behalf))
                if RW.Principal.value in facts.rank[party]:
                    principals.add((agent, side))
            for one in present:
                counts[one] += 1
            _join(self.neighbours["agents"], principals, meeting)
            _join(self.neighbours["sides"], sides, meeting)
        return counts


def _join(lists: dict[str, dict[str, list[Meeting]]], who: set[tuple[str, str]], meeting: Meeting) -> None:
    pairs = {
        (min(one, other), max(one, other))
        for (one, side), (other, other_side) in combinations(who, 2)
        if side != other_side and one != other
    }
    for one, other in pairs:
        lists.setdefault(one, {}).setdefault(other, []).append(meeting)
        lists.setdefault(other, {}).setdefault(one, []).append(meeting)


class _Facts:
    """The values of the predicates that adjacency needs, by subject."""

    def __init__(self, reader: Reader) -> None:
        ids = reader.ids
        self.local = ids.local
        resolved = _columns(reader, ids.resolved_graph)
        self.types = resolved(RDF.type, {**_ENTITY_TYPES, **_TYPE_NAMES})
        self.status = resolved(RW.status)
        self.date = resolved(SCHEMA.startDate)
        self.topics = resolved(RW.discussed)
        self.confidence = resolved(RW.confidence)
        self.mentions = resolved(RW.mention)
        self.participation = resolved(RW.participation)
        self.agent = resolved(RW.agent)
        self.side = resolved(RW.side)
        self.rank = resolved(RW.rank)
        self.behalf = resolved(RW.onBehalfOf)
        self.holds = resolved(RW.holds)
        self.post_in = resolved(ORG.postIn)
        self.replaced = resolved(DCTERMS.isReplacedBy)
        reference = _columns(reader, ids.reference_graph)
        self.reference_types = reference(RDF.type, _ENTITY_TYPES)
        self.labels: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.other_labels: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for graph in (ids.resolved_graph, ids.reference_graph):
            for into, predicate in ((self.labels, RDFS.label), (self.other_labels, SKOS.altLabel)):
                for subject, label in _rows(reader, graph, predicate):
                    if isinstance(label, RdfLiteral):
                        into[subject].append((label.language or "", label.value))


def _rows(
    reader: Reader, graph: NamedNode, predicate: NamedNode, objects: Iterable[str] = ()
) -> Iterator[tuple[str, Any]]:
    """Subjects and objects of a predicate, of all objects or of some IRIs."""
    values = " ".join(f"<{iri}>" for iri in objects)
    only = f"VALUES ?o {{ {values} }}" if values else ""
    found: Iterable[Any] = reader.select(f"SELECT ?s ?o {{ {only} ?s {predicate} ?o }}", graphs=[graph])
    return ((subject.value, value) for subject, value in found)


def _columns(reader: Reader, graph: NamedNode) -> Any:
    def column(predicate: NamedNode, objects: Iterable[str] = ()) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {}
        for subject, value in _rows(reader, graph, predicate, objects):
            out.setdefault(subject, []).append(value.value)
        return out

    return column


def _meetings(facts: _Facts) -> dict[str, Meeting]:
    out: dict[str, Meeting] = {}
    for iri, types in facts.types.items():
        kind = next((_TYPE_NAMES[type] for type in types if type in _TYPE_NAMES), None)
        if kind is None:
            continue
        out[iri] = Meeting(
            iri=iri,
            type=kind,
            status=_STATUS_NAMES[facts.status[iri][0]],
            date=facts.date.get(iri, [""])[0],
            topics=tuple(sorted(topic.removeprefix(TOPICS) for topic in facts.topics.get(iri, ()))),
            confidence=float(facts.confidence[iri][0]),
            mentions=tuple(sorted(facts.mentions.get(iri, ()))),
        )
    return out


def _entities(facts: _Facts, counts: dict[str, int]) -> Iterator[Entity]:
    types: dict[str, EntityType] = {}
    for table in (facts.reference_types, facts.types):
        for iri, of_iri in table.items():
            known = [_ENTITY_TYPES[type] for type in of_iri if type in _ENTITY_TYPES]
            if known:
                types[iri] = known[0]
    for iri in counts:  # a state or organisation with a code that no table describes
        if iri not in types:
            types[iri] = "State" if "/state/" in iri else "Organisation"
    for iri in sorted(types):
        labels = sorted(facts.labels.get(iri, ()))
        by_language = dict(reversed(labels))
        shown = {by_language.get("ar"), by_language.get("en")}
        others = [label for _, label in (*labels, *sorted(facts.other_labels.get(iri, ())))]
        yield Entity(
            id=facts.local(iri) or iri,
            iri=iri,
            type=types[iri],
            label_ar=by_language.get("ar"),
            label_en=by_language.get("en"),
            other_labels=tuple(dict.fromkeys(label for label in others if label not in shown)),
            behalf=tuple(facts.local(side) or side for side in sorted(facts.behalf.get(iri, ()))),
            posts=tuple(sorted(label for post in facts.holds.get(iri, ()) for _, label in facts.labels[post])),
            encounters=counts.get(iri, 0),
        )


def _names(entity: Entity) -> list[str]:
    labels = [label for label in (entity.label_ar, entity.label_en) if label]
    return [*labels, *entity.other_labels, *([entity.id.rpartition("/")[2]] if entity.layer == "sides" else [])]


def _context(entity: Entity, entities: dict[str, Entity]) -> list[str]:
    base = entity.iri.removesuffix(entity.id)
    sides = [entities[base + id] for id in entity.behalf if base + id in entities]
    return [*entity.posts, *(name for side in sides for name in _names(side))]
