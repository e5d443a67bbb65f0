"""From the rows of the catalogue to the shapes of the answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from api.catalogue import Agent, Catalogue, Labels, PartyRow
from api.models import (
    Encounter,
    EncounterType,
    Entity,
    EntitySummary,
    Kind,
    Party,
    Place,
    Post,
    Ref,
    Status,
    Topic,
    TopicCount,
)
from kg.vocabulary import TOPICS

if TYPE_CHECKING:
    from api.details import Details


class Shaper:
    """Makes answers out of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def ref(self, local: str) -> Ref:
        """A reference to an agent; one that the graph does not describe is known by its id alone."""
        agent = self._catalogue.agents.get(local)
        labels = agent.labels if agent else {}
        kind = agent.kind if agent else _kind_of(local)
        return Ref(
            id=local,
            iri=self._catalogue.base + local,
            kind=cast(Kind, kind),
            label=best(labels, local.rpartition("/")[2]),
            labels=dict(labels),
        )

    def summary(self, agent: Agent) -> EntitySummary:
        """An agent as a search tells of it."""
        return EntitySummary(
            **self.ref(agent.id).model_dump(),
            posts=[self.post(post) for post in agent.posts],
            on_behalf_of=[self.ref(side) for side in agent.behalf],
            encounters=len(self._catalogue.by_agent.get(agent.id, ())),
        )

    def entity(self, agent: Agent) -> Entity:
        """An agent with everything known of it."""
        rows = (self._catalogue.encounters[local] for local in self._catalogue.by_agent.get(agent.id, ()))
        dates = sorted(row.date for row in rows if row.date)
        return Entity(
            **self.summary(agent).model_dump(),
            other_labels=list(agent.others),
            first=dates[0] if dates else None,
            last=dates[-1] if dates else None,
        )

    def post(self, local: str) -> Post:
        """An office."""
        labels = self._catalogue.posts.get(local, {})
        return Post(id=local, label=best(labels, local), labels=dict(labels))

    def topic(self, code: str) -> Topic:
        """A topic of the scheme."""
        labels = self._catalogue.topics.get(code, {})
        return Topic(code=code, iri=TOPICS + code, label=best(labels, code), labels=dict(labels))

    def topics(self) -> list[TopicCount]:
        """All topics with the number of their encounters, the most frequent first."""
        counts = {code: len(self._catalogue.by_topic.get(code, ())) for code in self._catalogue.topics}
        order = sorted(counts, key=lambda code: (-counts[code], code))
        return [TopicCount(**self.topic(code).model_dump(), encounters=counts[code]) for code in order]

    def encounter(self, local: str, details: Details) -> Encounter:
        """An encounter with the mentions that report it."""
        row = self._catalogue.encounters[local]
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
        row = self._catalogue.places.get(local)
        country = self.ref(row.country) if row and row.country else None
        labels = row.labels if row and row.labels else (country.labels if country else {})
        return Place(id=local, label=best(labels, local), labels=dict(labels), country=country)

    def _party(self, party: PartyRow) -> Party:
        return Party.model_validate(
            {
                "agent": self.ref(party.agent),
                "post": self.post(party.post) if party.post else None,
                "on_behalf_of": [self.ref(side) for side in party.behalf],
                "side": party.side,
                "rank": party.rank,
                "function": party.function,
            }
        )


def best(labels: Labels, otherwise: str, languages: Iterable[str] = ("ar", "en")) -> str:
    """The label in the first of ``languages`` that there is, else any, else ``otherwise``."""
    for language in languages:
        if language in labels:
            return labels[language]
    return next(iter(labels.values()), otherwise)


def _kind_of(local: str) -> str:
    family = local.partition("/")[0]
    return {"org": "organisation"}.get(family, family if family in {"person", "official", "state"} else "organisation")
