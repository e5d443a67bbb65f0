"""How many of some encounters there are for each country, topic, month and type."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, get_args

from pyoxigraph import Literal as Text

from api.catalogue import EncounterIds
from api.models import FacetValue
from api.publication import Published
from kg.encounter_counts import by_entity, by_period, by_topic, by_type
from kg.encounter_table import TYPES
from kg.vocabulary import ENCOUNTER_CLASSES, RDFS

Facet = Literal["country", "topic", "month", "type"]
FACETS: tuple[Facet, ...] = get_args(Facet)
MOST_MONTHS = 1_200
_STATE = "state/"


def facets_of(published: Published, found: EncounterIds, asked: Collection[str]) -> dict[Facet, list[FacetValue]]:
    """The values of the facets ``asked`` for: the most frequent first, months in order."""
    make = {"country": _countries, "topic": _topics, "month": _months, "type": _types}
    return {facet: make[facet](published, found) for facet in FACETS if facet in asked}


def _countries(published: Published, found: EncounterIds) -> list[FacetValue]:
    entities = published.network.index.entities
    values = []
    for number, count in by_entity(published.catalogue.table, found.numbers).items():
        if entities.ids[number].startswith(_STATE):
            state = entities[number]
            code = state.id.removeprefix(_STATE)
            values.append(FacetValue(value=code, label_ar=state.label_ar, label_en=state.label_en, encounters=count))
    return sorted(values, key=lambda value: (-value.encounters, value.value))


def _topics(published: Published, found: EncounterIds) -> list[FacetValue]:
    labels = published.catalogue.topics
    return [
        FacetValue(value=code, label_ar=labels[code].get("ar"), label_en=labels[code].get("en"), encounters=count)
        for code, count in by_topic(published.catalogue.table, found.numbers).items()
    ]


def _months(published: Published, found: EncounterIds) -> list[FacetValue]:
    months = by_period(published.catalogue.table, found.numbers, "month", MOST_MONTHS, gaps=False)
    return [
        FacetValue(value=name, label_ar=None, label_en=None, encounters=count)
        for name, count in zip(months.names, months.totals, strict=True)
    ]


def _types(published: Published, found: EncounterIds) -> list[FacetValue]:
    values = []
    for name, count in by_type(published.catalogue.table, found.numbers, TYPES).items():
        quads = published.snapshot.quads(ENCOUNTER_CLASSES[name], RDFS.label)
        labels = {quad.object.language: quad.object.value for quad in quads if isinstance(quad.object, Text)}
        values.append(FacetValue(value=name, label_ar=labels.get("ar"), label_en=labels.get("en"), encounters=count))
    return sorted(values, key=lambda value: (-value.encounters, value.value))
