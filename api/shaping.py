"""From the rows of the catalogue and the adjacency lists to the shapes of the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypedDict, cast

from api.catalogue import Catalogue, Labels, PartyRow
from api.models import (
    EgoEdge,
    Encounter,
    EncounterType,
    Entity,
    EntitySummary,
    Labelled,
    Party,
    Place,
    Post,
    Ref,
    Status,
    Topic,
    TopicCount,
)
from kg import adjacency
from kg.adjacency import Adjacency
from kg.edges import Edge
from kg.errors import NotFoundError
from kg.network_table import edge_data, node_data
from kg.vocabulary import TOPICS

if TYPE_CHECKING:
    from api.details import Details


def listed(labels: Iterable[str], lang: str) -> str:
    """Labels in a row, as a language parts them."""
    return ("، " if lang == "ar" else ", ").join(labels)


class Shaper:
    """Makes answers out of what is known of one snapshot."""

    def __init__(self, catalogue: Catalogue, network: Adjacency) -> None:
        self._catalogue = catalogue
        self._network = network

    def ref(self, local: str) -> Ref:
        """A reference to an entity that takes part in encounters."""
        return _ref(self._network.entity(local))

    def summary(self, entity: adjacency.Entity) -> EntitySummary:
        """An entity as a search tells of it."""
        return EntitySummary(
            **_ref(entity).model_dump(),
            posts=list(entity.posts),
            on_behalf_of=[self.ref(side) for side in entity.behalf],
            encounters=entity.encounters,
        )

    def entity(self, entity: adjacency.Entity) -> Entity:
        """An entity with everything known of it."""
        first, last = self._catalogue.span(entity.id)
        return Entity(
            **self.summary(entity).model_dump(),
            other_labels=list(entity.other_labels),
            first=first,
            last=last,
        )

    def node(self, entity: adjacency.Entity) -> dict[str, Any]:
        """What networks show of an entity: the members of NetworkNode."""
        return node_data(entity)

    def edge(self, edge: Edge) -> EgoEdge:
        """A tie of a network."""
        return EgoEdge.model_validate(edge_data(edge))

    def namer(self, lang: str) -> Callable[[str], str | None]:
        """What gives the labels of states (``state/EG``) and topics (``topic/training``) in a language."""

        def name(id: str) -> str | None:
            if id.startswith("topic/"):
                labels = self._catalogue.topics.get(id.removeprefix("topic/"), {})
                return labels.get(lang) or next(iter(labels.values()), None)
            try:
                return self._network.entity(id).label(lang)
            except NotFoundError:
                return None

        return name

    def topic(self, code: str) -> Topic:
        """A topic of the scheme."""
        labels = self._catalogue.topics.get(code, {})
        return Topic(code=code, iri=TOPICS + code, **_labels(labels, code))

    def topics(self) -> list[TopicCount]:
        """All topics with the number of their encounters, the most frequent first."""
        counts = self._catalogue.topic_counts
        order = sorted(counts, key=lambda code: (-counts[code], code))
        return [TopicCount(**self.topic(code).model_dump(), encounters=counts[code]) for code in order]

    def encounter(self, local: str, details: Details) -> Encounter:
        """An encounter with the mentions that report it."""
        row = self._catalogue[local]
        return Encounter(
            id=row.id,
            iri=self._catalogue.base + row.id,
            type=cast(EncounterType, row.type),
            status=cast(Status, row.status),
            date=row.date,
            place=self._place(row.place) if row.place else None,
            topics=[self.topic(code) for code in row.topics],
            parties=[self._party(party) for party in row.parties],
            confidence=row.confidence,
            mentions=[details.mention(mention) for mention in row.mentions],
        )

    def _place(self, local: str) -> Place:
        row = self._catalogue.place(local)
        country = self.ref(row.country) if row.country else None
        if row.labels:
            return Place(id=local, country=country, **_labels(row.labels, local))
        name = country or Labelled(label=local, label_ar=None, label_en=None)
        return Place(id=local, label=name.label, label_ar=name.label_ar, label_en=name.label_en, country=country)

    def _party(self, party: PartyRow) -> Party:
        post = self._catalogue.labels(party.post) if party.post else {}
        return Party.model_validate(
            {
                "agent": self.ref(party.agent),
                "post": Post(id=party.post, **_labels(post, party.post)) if party.post else None,
                "on_behalf_of": [self.ref(side) for side in party.behalf],
                "side": party.side,
                "rank": party.rank,
                "function": party.function,
            }
        )


def _ref(entity: adjacency.Entity) -> Ref:
    return Ref(
        id=entity.id,
        iri=entity.iri,
        type=entity.type,
        label=entity.label(),
        label_ar=entity.label_ar,
        label_en=entity.label_en,
    )


class _Names(TypedDict):
    label: str
    label_ar: str | None
    label_en: str | None


def _labels(labels: Labels, otherwise: str) -> _Names:
    arabic, english = labels.get("ar"), labels.get("en")
    shown = arabic or english or next(iter(labels.values()), otherwise)
    return {"label": shown, "label_ar": arabic, "label_en": english}
