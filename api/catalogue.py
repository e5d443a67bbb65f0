"""The encounters of one snapshot for the routes: found in the arrays of ``kg.encounter_table``, told one by one.

What no condition asks for (offices, places, the mentions) is read from the graph when an encounter is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import Literal, NamedNode

from kg.adjacency import Adjacency
from kg.arrays import Numbers
from kg.encounter_table import ATTENDEE, date_text
from kg.store import Snapshot
from kg.ties import EncounterFilter, Layer
from kg.vocabulary import FUNCTIONS, RDFS, RW, SEM, SKOS, TOPICS

_FUNCTIONS = {node.value: name for name, node in FUNCTIONS.items()}
ANY = EncounterFilter(status=("held", "planned"))
"""A filter that every encounter passes."""

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


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place and the state it lies in."""

    labels: Labels
    country: str | None


class EncounterIds(Sequence[str]):
    """The local ids of some encounters, read where they are looked at."""

    def __init__(self, catalogue: Catalogue, numbers: NDArray[Any]) -> None:
        self._catalogue = catalogue
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        ids = self._catalogue.table.ids
        if isinstance(place, slice):
            return [ids[number] for number in self.numbers[place].tolist()]
        return str(ids[int(self.numbers[place])])


class Catalogue:
    """The encounters of one snapshot, their topics and places. Lists of encounters have the latest first.

    Encounters and entities are numbers as in ``kg.encounter_table`` until they are told.
    """

    def __init__(self, snapshot: Snapshot, network: Adjacency) -> None:
        self._snapshot = snapshot
        self._ids = snapshot.ids
        self._network = network
        self.version = snapshot.version
        self.base = snapshot.ids.base
        self.table = network.index.encounters
        self.topics: dict[str, Labels] = {code: {} for code in self.table.topic_codes} | self._named_topics()

    def __len__(self) -> int:
        return len(self.table)

    def __contains__(self, local: object) -> bool:
        return isinstance(local, str) and self.table.ids.find(local) is not None

    def __getitem__(self, local: str) -> EncounterRow:
        """The encounter of a local id. Raises KeyError."""
        number = self.table.ids.find(local)
        if number is None:
            raise KeyError(local)
        return self.row(number)

    def row(self, number: int) -> EncounterRow:
        """The encounter of a number."""
        table = self.table
        local = table.ids[number]
        node = self._ids.node(local)
        return EncounterRow(
            id=local,
            type=table.type_name(number),
            status=table.status_name(number),
            date=date_text(int(table.date[number])),
            place=next(iter(self._links(node, SEM.hasPlace)), None),
            topics=table.topics(number),
            parties=tuple(self._party(local, party) for party in table.parties(number)),
            confidence=float(table.confidence[number]),
            mentions=tuple(self._links(node, RW.mention)),
        )

    def find(
        self,
        involved: Collection[str] = (),
        wanted: EncounterFilter = ANY,
        opposite: tuple[str, str, Layer] | None = None,
    ) -> EncounterIds:
        """The encounters that ``wanted`` accepts and everybody of ``involved`` (local ids) takes part in, by itself or
        by somebody acting for it; with ``opposite`` these two stand on different sides in that network."""
        entities = self._network.index.entities.ids
        places = [entities.find(local) for local in {*involved, *(opposite or ())[:2]}]
        known = [number for number in places if number is not None]
        if len(known) < len(places):
            return EncounterIds(self, self.table.latest[:0])
        numbers = self._of_all(known)
        if opposite:
            numbers = numbers[np.isin(numbers, self._opposite(*opposite))]
        if wanted != ANY:
            numbers = numbers[self.table.accepted(wanted, None, numbers)]
        return EncounterIds(self, numbers)

    def latest_first(self, locals_: Collection[str]) -> EncounterIds:
        """Those of ``locals_`` that are encounters, in the order of all lists."""
        found = [number for local in locals_ if (number := self.table.ids.find(local)) is not None]
        return EncounterIds(self, self._ordered(np.array(found, dtype=np.int64)))

    def span(self, local: str) -> tuple[str | None, str | None]:
        """The first and the last date of the dated encounters of an entity."""
        number = self._network.index.entities.ids.find(local)
        dates = self.table.date[self.table.of_entity.of(number)] if number is not None else self.table.date[:0]
        dated = dates[dates > 0]
        return (date_text(int(dated.min())), date_text(int(dated.max()))) if len(dated) else (None, None)

    @cached_property
    def topic_counts(self) -> dict[str, int]:
        """How many encounters each topic has."""
        codes = self.table.topic_codes
        counts = np.bincount(self.table.topic_numbers.values, minlength=len(codes)).tolist()
        return dict.fromkeys(self.topics, 0) | dict(zip(codes, counts, strict=True))

    def labels(self, local: str) -> Labels:
        """The labels of a post or place by language, ``und`` for none."""
        return self._labels(self._ids.node(local), RDFS.label)

    def place(self, local: str) -> PlaceRow:
        """A place by its local id."""
        return PlaceRow(self.labels(local), next(iter(self._links(self._ids.node(local), RW.country)), None))

    def _of_all(self, entities: Sequence[int]) -> Numbers:
        if not entities:
            return self.table.latest
        first, *others = sorted(entities, key=lambda number: len(self.table.of_entity.of(number)))
        numbers = self.table.of_entity.of(first)
        for other in others:
            numbers = numbers[np.isin(numbers, self.table.of_entity.of(other))]
        return numbers

    def _opposite(self, one: str, other: str, layer: Layer) -> Numbers:
        index = self._network.layer(layer)
        pair = index.pair_of(self._network.number(one), self._network.number(other))
        return self.table.latest[:0] if pair is None else index.entries_of(pair)

    def _ordered(self, numbers: NDArray[Any]) -> Numbers:
        ordered: Numbers = self.table.latest[np.sort(self.table.place_by_date[numbers])]
        return ordered

    def _party(self, encounter: str, party: int) -> PartyRow:
        table, entities = self.table, self._network.index.entities
        node = self._ids.node(f"{encounter}/party/{table.party_number[party]}")
        functions = (_FUNCTIONS.get(iri) for iri in self._links(node, RW.function))
        return PartyRow(
            agent=entities.ids[int(table.agent[party])],
            post=next(iter(self._links(node, RW.post)), None),
            behalf=tuple(entities.ids[number] for number in table.behalf.of(party).tolist()),
            side=chr(table.side[party]),
            rank="attendee" if table.rank[party] == ATTENDEE else "principal",
            function=next((name for name in functions if name), None),
        )

    def _links(self, node: NamedNode, predicate: NamedNode) -> list[str]:
        quads = self._snapshot.quads(node, predicate, None, self._ids.resolved_graph)
        found = {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}
        locals_ = (self._ids.local(iri) or iri for iri in found)
        return sorted(locals_, key=lambda local: (len(local), local))  # mention/x/2 before mention/x/10

    def _labels(self, node: NamedNode, predicate: NamedNode) -> Labels:
        # names stand in the resolved and in the reference graph
        literals = [q.object for q in self._snapshot.quads(node, predicate) if isinstance(q.object, Literal)]
        return {literal.language or "und": literal.value for literal in sorted(literals, key=str)}

    def _named_topics(self) -> dict[str, Labels]:
        subjects = (quad.subject for quad in self._snapshot.quads(predicate=SKOS.prefLabel))
        named = {node.value for node in subjects if isinstance(node, NamedNode) and node.value.startswith(TOPICS)}
        return {iri[len(TOPICS) :]: self._labels(NamedNode(iri), SKOS.prefLabel) for iri in sorted(named)}


def load(snapshot: Snapshot, network: Adjacency) -> Catalogue:
    """The catalogue of ``snapshot``, whose networks are read already."""
    return Catalogue(snapshot, network)
