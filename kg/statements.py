"""The statement layer read back from its quads: mentions and parties as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from kg.keys import search_key
from kg.store import Reader
from kg.vocabulary import PROV, RW, SCHEMA, SEM

_OF_MENTION = (
    RW.encounterType,
    RW.status,
    RW.confidence,
    RW.participation,
    RW.discussed,
    RW.placeAsStated,
    RW.placeCountry,
    SEM.hasPlace,
    SCHEMA.startDate,
    PROV.wasDerivedFrom,
    PROV.wasGeneratedBy,
)
_OF_PARTY = (
    RW.side,
    RW.rank,
    RW.function,
    RW.nameAsStated,
    RW.roleAsStated,
    RW.organisationAsStated,
    RW.onBehalfOf,
)
NEEDED = (*_OF_MENTION, *_OF_PARTY, SCHEMA.publisher)
"""The predicates that ``read_mentions`` looks at; bodies and evidence, most of a graph, are not among them."""


@dataclass(frozen=True, slots=True)
class PartyStatement:
    """A participation as one article states it; ``behalf`` is the IRI of the state or organisation, '' for none."""

    iri: str
    side: str
    rank: str
    function: str
    name: str
    role: str
    behalf: str
    others: tuple[str, ...]
    organisation: str


@dataclass(frozen=True, slots=True)
class MentionStatement:
    """An encounter as one article tells it. Type, status, topics, place and run are IRIs; '' stands for not told."""

    iri: str
    type: str
    status: str
    confidence: float
    article: str
    run: str
    outlet: str
    date: str
    topics: tuple[str, ...]
    place: str
    place_name: str
    place_country: str
    parties: tuple[PartyStatement, ...] = field(default=())


Fact = tuple[str, str, str]
"""Subject, predicate and object of a statement: IRIs, and the text of literals."""


def facts_in(reader: Reader) -> Iterator[Fact]:
    """The facts in a store or snapshot that ``read_mentions`` needs.

    One query for each predicate: three times as fast as iterating over quads, and each runs over one index.
    """
    ids = reader.ids  # what is computed is no statement of an article, nor is what curators add
    others = ", ".join(map(str, (ids.resolved_graph, ids.derived_graph, ids.reference_graph, ids.curation_graph)))
    for predicate in NEEDED:
        name = predicate.value
        found: Iterable[Any] = reader.select(
            f"SELECT ?s ?o {{ GRAPH ?g {{ ?s {predicate} ?o }} FILTER(?g NOT IN ({others})) }}"
        )
        for subject, value in found:
            yield subject.value, name, value.value


def facts_of(quads: Iterable[Quad]) -> Iterator[Fact]:
    """The facts of quads at hand."""
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            yield quad.subject.value, quad.predicate.value, quad.object.value


def read_mentions(facts: Iterable[Fact]) -> list[MentionStatement]:
    """The mentions that the facts tell of, sorted by IRI; facts of no use are passed over."""
    known: dict[str, dict[str, list[str]]] = {predicate.value: {} for predicate in NEEDED}
    for subject, predicate, value in facts:
        if predicate in known:
            known[predicate].setdefault(subject, []).append(value)
    look = _Lookup(known)
    return [look.mention(iri) for iri in sorted(known[RW.encounterType.value])]


class _Lookup:
    """Values by predicate and subject."""

    def __init__(self, facts: dict[str, dict[str, list[str]]]) -> None:
        self._facts = facts

    def all(self, subject: str, predicate: str) -> list[str]:
        return sorted(self._facts[predicate].get(subject, ()))

    def one(self, subject: str, predicate: str) -> str:
        values = self._facts[predicate].get(subject)
        return "" if not values else values[0] if len(values) == 1 else min(values)

    def mention(self, iri: str) -> MentionStatement:
        article = self.one(iri, PROV.wasDerivedFrom.value)
        return MentionStatement(
            iri=iri,
            type=self.one(iri, RW.encounterType.value),
            status=self.one(iri, RW.status.value),
            confidence=float(self.one(iri, RW.confidence.value) or 0),
            article=article,
            run=self.one(iri, PROV.wasGeneratedBy.value),
            outlet=search_key(self.one(article, SCHEMA.publisher.value)) or article,
            date=self.one(iri, SCHEMA.startDate.value),
            topics=tuple(self.all(iri, RW.discussed.value)),
            place=self.one(iri, SEM.hasPlace.value),
            place_name=self.one(iri, RW.placeAsStated.value),
            place_country=self.one(iri, RW.placeCountry.value),
            parties=tuple(self.party(party) for party in self.all(iri, RW.participation.value)),
        )

    def party(self, iri: str) -> PartyStatement:
        behalf = sorted(self.all(iri, RW.onBehalfOf.value), key=lambda value: ("/state/" not in value, value))
        return PartyStatement(
            iri=iri,
            side=self.one(iri, RW.side.value),
            rank=self.one(iri, RW.rank.value),
            function=self.one(iri, RW.function.value),
            name=self.one(iri, RW.nameAsStated.value),
            role=self.one(iri, RW.roleAsStated.value),
            behalf=behalf[0] if behalf else "",
            others=tuple(behalf[1:]),
            organisation=self.one(iri, RW.organisationAsStated.value),
        )
