"""Who stood on different sides of which encounters: the resolved graph in memory, as arrays.

Built in one pass over a store or snapshot (``Adjacency.load``) and read by ``kg.ego``, ``kg.paths``, ``kg.measures``
and by the search for entities; a network then costs milliseconds where SPARQL takes a tenth of a second for each ring.

Two networks lie side by side. In that of *agents*, the principals of different sides of an encounter are neighbours:
persons, unnamed officials, and states or organisations that stand for themselves. In that of *sides*, the states and
organisations are neighbours that the participants of different sides act for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.arrays import Numbers
from kg.encounter_table import EncounterTable, date_text
from kg.entity_table import Entity, EntityTable, EntityType, type_number
from kg.errors import NotFoundError
from kg.index_reading import read_tables
from kg.layers import LayerIndex, build_layer
from kg.memory import collector_at_rest
from kg.search import SearchIndex, build_search
from kg.store import Reader
from kg.ties import EncounterFilter, Layer, Meeting, Tie

__all__ = ["Adjacency", "Entity", "EntityType", "Layer", "Meeting"]

_KEPT = 10_000  # entities


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The arrays: all that is known of one state of the graph, without the graph itself."""

    entities: EntityTable
    encounters: EncounterTable
    agents: LayerIndex
    sides: LayerIndex
    search: SearchIndex
    most_active: Numbers


def read_index(reader: Reader) -> Index:
    """Read a store or snapshot into arrays."""
    with collector_at_rest(), ThreadPoolExecutor(2) as threads:
        entities, encounters = read_tables(reader)
        # sorting, the greater part of both, leaves the interpreter to others
        agents = threads.submit(build_layer, "agents", encounters, len(entities))
        sides = threads.submit(build_layer, "sides", encounters, len(entities))
        search = build_search(entities)
        return Index(entities, encounters, agents.result(), sides.result(), search, _most_active(entities))


def _most_active(entities: EntityTable) -> Numbers:
    """Those with encounters, the most first, those with as many by id."""
    order = np.lexsort((np.arange(len(entities)), -entities.encounters))
    return order[entities.encounters[order] > 0].astype(np.int32)


class Adjacency:
    """The networks of one state of the graph, and what is needed to show them. Safe to share between threads.

    Entities and encounters have numbers here, places among the sorted ids; ``index`` holds the arrays.
    """

    def __init__(self, reader: Reader, index: Index) -> None:
        self.reader = reader
        self.index = index
        self._made: dict[int, Entity] = {}

    @classmethod
    def load(cls, reader: Reader) -> Adjacency:
        """Read the networks from a store or snapshot, which must stay open while evidence is asked for."""
        return cls(reader, read_index(reader))

    def layer(self, layer: Layer) -> LayerIndex:
        """One of the two networks."""
        return self.index.agents if layer == "agents" else self.index.sides

    def entity(self, id: str) -> Entity:
        """The entity of an IRI or a local id (``person/…``); a merged one leads to what replaced it.

        Raises NotFoundError.
        """
        return self.numbered(self.number(id))

    def numbered(self, number: int) -> Entity:
        """The entity of a number. Those shown most are in most networks: what was made last is kept."""
        found = self._made.get(number)
        if found is None:
            if len(self._made) >= _KEPT:
                self._made.clear()
            found = self._made[number] = self.index.entities[number]
        return found

    def number(self, id: str) -> int:
        """The number of the entity of an IRI or a local id. Raises NotFoundError."""
        found = self.index.entities.find(id)
        if found is None:
            raise NotFoundError(f"{id}: no person, official, state or organisation of the graph has this id")
        return found

    def search(self, text: str, limit: int = 10) -> list[Entity]:
        """The entities that ``text`` may mean, the best first.

        ``text`` is an IRI, a local id, or words of a label in any spelling, with or without ال, the last word perhaps
        unfinished. Words that a label lacks may be those of an office or of the state served.
        """
        return self.found(text, limit)[0]

    def found(self, text: str, limit: int, types: Collection[EntityType] = ()) -> tuple[list[Entity], int]:
        """As ``search``, of some types alone, with the number of all that were found."""
        entities = self.index.entities
        number = entities.find(text.strip())
        numbers = self.index.search.find(text) if number is None else np.array([number])
        return self._some(numbers, limit, types)

    def most_active(self, limit: int, types: Collection[EntityType] = ()) -> tuple[list[Entity], int]:
        """Those who took part in most encounters, with the number of all that took part in any."""
        return self._some(self.index.most_active, limit, types)

    def _some(self, numbers: NDArray[Any], limit: int, types: Collection[EntityType]) -> tuple[list[Entity], int]:
        entities = self.index.entities
        if types:
            numbers = numbers[np.isin(entities.type[numbers], [type_number(name) for name in types])]
        return [entities[number] for number in numbers[:limit].tolist()], len(numbers)

    def find(self, text: str) -> Entity:
        """The one entity that ``text`` means best. Raises NotFoundError where nothing matches."""
        found = self.search(text, 1)
        if not found:
            raise NotFoundError(f"{text}: no person, official, state or organisation of this name is in the graph")
        return found[0]

    def entities(self) -> Iterable[Entity]:
        """All entities."""
        return self.index.entities

    def ties(self, iri: str, layer: Layer, wanted: EncounterFilter | None = None) -> dict[str, list[Meeting]]:
        """The neighbours of an entity in a network, each with the encounters that ``wanted`` accepts; none is empty.

        The strongest neighbour comes first, and so does the latest encounter. A state may have a hundred thousand:
        who needs numbers alone asks ``strongest``.
        """
        chosen, index, entities = wanted or EncounterFilter(), self.layer(layer), self.index.entities
        number = entities.find(iri)
        if number is None:
            return {}
        around = index.around(self.index.encounters, np.array([number]), chosen)
        return {
            entities.iri(entities.ids[neighbour]): self._meetings(index, pair, chosen)
            for neighbour, pair in zip(
                around.neighbour[around.all()].tolist(), around.pair[around.all()].tolist(), strict=True
            )
        }

    def between(self, one: str, other: str, layer: Layer, wanted: EncounterFilter | None = None) -> list[Meeting]:
        """The encounters, the latest first, in which two entities (IRIs or ids) stood on different sides."""
        low, high = self.index.entities.find(one), self.index.entities.find(other)
        index = self.layer(layer)
        pair = None if low is None or high is None else index.pair_of(low, high)
        return [] if pair is None else self._meetings(index, pair, wanted or EncounterFilter())

    def strongest(
        self, iri: str, layer: Layer, wanted: EncounterFilter | None = None, min_weight: int = 1
    ) -> list[Tie]:
        """The neighbours of an entity as numbers tell of them, the strongest first: by weight, last date, id."""
        chosen, index, entities = wanted or EncounterFilter(), self.layer(layer), self.index.entities
        number = entities.find(iri)
        if number is None:
            return []
        table = self.index.encounters
        around = index.around(table, np.array([number]), chosen, min_weight)
        told = index.told(table, around.pair[around.all()], chosen)
        return [
            Tie(
                neighbour=entities.ids[neighbour],
                weight=int(told.weight[n]),
                first=date_text(int(told.first[n])),
                last=date_text(int(told.last[n])),
                topics=told.topic_counts(n, table.topic_codes),
                max_confidence=float(told.confidence[n]),
            )
            for n, neighbour in enumerate(around.neighbour[around.all()].tolist())
        ]

    def _meetings(self, index: LayerIndex, pair: int, wanted: EncounterFilter) -> list[Meeting]:
        return [self.meeting(n) for n in index.encounters(self.index.encounters, pair, wanted).tolist()]

    def is_encounter(self, id: str) -> bool:
        """Whether an encounter of the graph has this IRI or local id."""
        return self.index.encounters.ids.find(id.removeprefix(self.index.entities.base)) is not None

    def meeting(self, number: int) -> Meeting:
        """An encounter by its number."""
        table = self.index.encounters
        return Meeting(
            iri=self.index.entities.iri(table.ids[number]),
            type=table.type_name(number),
            status=table.status_name(number),
            date=date_text(int(table.date[number])) or "",
            topics=table.topics(number),
            confidence=float(table.confidence[number]),
        )
