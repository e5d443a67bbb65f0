"""Persons, unnamed officials, states and organisations of a graph as columns; an ``Entity`` is made when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kg.arrays import Lists, Numbers, Strings
from kg.ties import Layer
from kg.vocabulary import FOAF, RW

EntityType = Literal["Person", "UnnamedOfficial", "State", "Organisation"]

ENTITY_TYPES: dict[EntityType, str] = {
    "Person": FOAF.Person.value,
    "UnnamedOfficial": RW.UnnamedOfficial.value,
    "State": RW.State.value,
    "Organisation": RW.Organisation.value,
}
_NAMES: tuple[EntityType, ...] = tuple(ENTITY_TYPES)
_SIDES = (_NAMES.index("State"), _NAMES.index("Organisation"))


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


@dataclass(frozen=True, slots=True, eq=False)
class EntityTable:
    """The columns, sorted by id. ``labels`` are different strings, to which ``arabic``, ``english`` (-1: none),
    ``others`` and ``posts`` point; ``behalf`` are entities of this table; ``replaced`` are the ids of merged entities,
    sorted, and ``successor`` what stands for each."""

    base: str
    ids: Strings
    type: NDArray[np.uint8]
    labels: Strings
    arabic: Numbers
    english: Numbers
    others: Lists
    posts: Lists
    behalf: Lists
    encounters: Numbers
    replaced: Strings
    successor: Numbers

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, number: int) -> Entity:
        id = self.ids[number]
        return Entity(
            id=id,
            iri=self.iri(id),
            type=_NAMES[self.type[number]],
            label_ar=self._label(self.arabic[number]),
            label_en=self._label(self.english[number]),
            other_labels=tuple([self.labels[n] for n in self.others.of(number).tolist()]),
            behalf=tuple([self.ids[n] for n in self.behalf.of(number).tolist()]),
            posts=tuple([self.labels[n] for n in self.posts.of(number).tolist()]),
            encounters=int(self.encounters[number]),
        )

    def __iter__(self) -> Iterator[Entity]:
        return map(self.__getitem__, range(len(self)))

    def iri(self, id: str) -> str:
        """The IRI of an id, which is one itself where it does not begin with the base."""
        return id if ":" in id else self.base + id

    def find(self, id: str) -> int | None:
        """The number of a local id or an IRI; of a merged entity that of its successor."""
        local = id.removeprefix(self.base) if ":" in id else id
        merged = self.replaced.find(local)
        return self.ids.find(local) if merged is None else int(self.successor[merged])

    def is_side(self, number: int) -> bool:
        """Whether an entity is a state or an organisation."""
        return int(self.type[number]) in _SIDES

    def _label(self, number: int) -> str | None:
        return self.labels[number] if number >= 0 else None


def type_number(name: EntityType) -> int:
    """How ``EntityTable.type`` tells a type."""
    return _NAMES.index(name)
