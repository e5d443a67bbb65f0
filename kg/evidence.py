"""The articles and sentences behind an encounter, read from the graph where they are asked for."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.store import Reader
from kg.ties import Meeting
from kg.vocabulary import DCTERMS, OA, PROV, RDFS, RW, SCHEMA, SEM


@dataclass(frozen=True, slots=True)
class Source:
    """An article's sentence: ``article`` is its IRI, ``published`` a day, ``confidence`` that of the mention."""

    article: str
    article_id: str
    url: str | None
    title: str | None
    outlet: str | None
    published: str | None
    sentence: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """An encounter by its IRI, and the articles that tell of it; ``place`` is a label, ``topics`` are codes."""

    encounter: str
    type: str
    status: str
    date: str | None
    place: str | None
    topics: tuple[str, ...]
    confidence: float
    sources: tuple[Source, ...]


def evidence(reader: Reader, meeting: Meeting) -> Evidence:
    """The articles and sentences that tell of an encounter, read from the graph, the most confident first."""
    encounter = NamedNode(meeting.iri)
    place = _object(reader, encounter, SEM.hasPlace)
    mentions = {quad.object.value for quad in reader.quads(encounter, RW.mention) if isinstance(quad.object, NamedNode)}
    sources = [_source(reader, NamedNode(mention)) for mention in sorted(mentions)]
    return Evidence(
        encounter=meeting.iri,
        type=meeting.type,
        status=meeting.status,
        date=meeting.date or None,
        place=_text(reader, place, RDFS.label),
        topics=meeting.topics,
        confidence=meeting.confidence,
        sources=tuple(sorted(sources, key=lambda source: (-source.confidence, source.article))),
    )


def _source(reader: Reader, mention: NamedNode) -> Source:
    article = _object(reader, mention, PROV.wasDerivedFrom)
    quote = NamedNode(mention.value + "/evidence/quote")
    return Source(
        article=article.value if article else "",
        article_id=_text(reader, article, DCTERMS.identifier) or "",
        url=_text(reader, article, SCHEMA.url),
        title=_text(reader, article, SCHEMA.headline),
        outlet=_text(reader, article, SCHEMA.publisher),
        published=_text(reader, article, SCHEMA.datePublished),
        sentence=_text(reader, quote, OA.exact) or "",
        confidence=float(_text(reader, mention, RW.confidence) or 0),
    )


def _object(reader: Reader, subject: NamedNode, predicate: NamedNode) -> NamedNode | None:
    for quad in reader.quads(subject, predicate):
        if isinstance(quad.object, NamedNode):
            return quad.object
    return None


def _text(reader: Reader, subject: NamedNode | None, predicate: NamedNode) -> str | None:
    if subject is not None:
        for quad in reader.quads(subject, predicate):
            if isinstance(quad.object, Literal):
                return quad.object.value
    return None
