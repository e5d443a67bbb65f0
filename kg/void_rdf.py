"""The description of the data as RDF: VoID for what is in it, DCAT for how to get at it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg.vocabulary import PREFIXES, RDF, RDFS, XSD, Namespace, digest
from kg.void import Counts, Description

_TITLES = (("en", "Rawabit: encounters between officials"), ("ar", "روابط: لقاءات المسؤولين"))
_DESCRIPTION = (
    "Who met whom, when, where and about what, read from Arabic news; each encounter with the sentences that tell of "
    "it. Made by a program, with a confidence for each encounter."
)
_NAMESPACE = re.compile(r".*[#/]")
_DAY = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}  # by the length of the text


class VOID(Namespace, iri="http://rdfs.org/ns/void#"):
    """Vocabulary of interlinked datasets."""

    Dataset: NamedNode
    triples: NamedNode
    entities: NamedNode
    classes: NamedNode
    properties: NamedNode
    distinctSubjects: NamedNode
    distinctObjects: NamedNode
    documents: NamedNode
    uriSpace: NamedNode
    sparqlEndpoint: NamedNode
    exampleResource: NamedNode
    vocabulary: NamedNode
    classPartition: NamedNode
    propertyPartition: NamedNode
    class_: NamedNode
    property: NamedNode


class DCAT(Namespace, iri="http://www.w3.org/ns/dcat#"):
    """Data catalogues."""

    Dataset: NamedNode
    DataService: NamedNode
    Distribution: NamedNode
    distribution: NamedNode
    accessService: NamedNode
    accessURL: NamedNode
    endpointURL: NamedNode
    endpointDescription: NamedNode
    servesDataset: NamedNode
    version: NamedNode
    startDate: NamedNode
    endDate: NamedNode


class TERMS(Namespace, iri="http://purl.org/dc/terms/"):
    """Dublin Core terms of descriptions."""

    title: NamedNode
    description: NamedNode
    identifier: NamedNode
    issued: NamedNode
    license: NamedNode
    language: NamedNode
    temporal: NamedNode
    conformsTo: NamedNode
    PeriodOfTime: NamedNode


NAMESPACES = {"void": VOID.iri, "dcat": DCAT.iri}
"""Prefixes of descriptions beside those of the graph."""


def dataset_of(base: str) -> NamedNode:
    """The node of the dataset whose IRIs begin with ``base``."""
    return NamedNode(base + "dataset")


def void_triples(described: Description, endpoint: str, licence: str | None) -> list[Triple]:
    """The description: the dataset, its classes and properties with their numbers, and how to get at it.

    ``endpoint`` is the URL of the SPARQL service, ``licence`` the IRI of the licence of the data, if it is told.
    """
    dataset = dataset_of(described.base)
    counts = described.counts
    out = [
        Triple(dataset, RDF.type, VOID.Dataset),
        Triple(dataset, RDF.type, DCAT.Dataset),
        *(Triple(dataset, TERMS.title, Literal(title, language=language)) for language, title in _TITLES),
        Triple(dataset, TERMS.description, Literal(_DESCRIPTION, language="en")),
        Triple(dataset, TERMS.identifier, Literal(dataset.value)),
        Triple(dataset, TERMS.language, Literal("ar")),
        Triple(dataset, TERMS.issued, Literal(described.issued, datatype=NamedNode(XSD.iri + "dateTime"))),
        Triple(dataset, DCAT.version, Literal(described.version)),
        *_numbers(dataset, counts),
        Triple(dataset, VOID.documents, _integer(described.articles)),
        Triple(dataset, VOID.uriSpace, Literal(described.base)),
        Triple(dataset, VOID.sparqlEndpoint, NamedNode(endpoint)),
        *(Triple(dataset, VOID.exampleResource, NamedNode(iri)) for iri in described.examples),
        *(Triple(dataset, VOID.vocabulary, NamedNode(iri)) for iri in _vocabularies(counts)),
        *_partitions(dataset, counts),
        *_access(dataset, endpoint),
        *_period(dataset, described),
    ]
    if licence:
        out.append(Triple(dataset, TERMS.license, NamedNode(licence)))
    return out


def _numbers(dataset: NamedNode, counts: Counts) -> Iterator[Triple]:
    yield Triple(dataset, VOID.triples, _integer(counts.triples))
    yield Triple(dataset, VOID.entities, _integer(counts.entities))
    yield Triple(dataset, VOID.classes, _integer(len(counts.classes)))
    yield Triple(dataset, VOID.properties, _integer(len(counts.properties)))
    yield Triple(dataset, VOID.distinctSubjects, _integer(counts.subjects))
    yield Triple(dataset, VOID.distinctObjects, _integer(counts.objects))


def _vocabularies(counts: Counts) -> list[str]:
    """The namespaces of the classes and properties in use."""
    found = {match[0] for iri in (*counts.classes, *counts.properties) if (match := _NAMESPACE.match(iri))}
    return sorted(found)


def _partitions(dataset: NamedNode, counts: Counts) -> Iterator[Triple]:
    for iri, members in sorted(counts.classes.items()):
        part = _part(dataset, "class", iri)
        yield Triple(dataset, VOID.classPartition, part)
        yield Triple(part, VOID.class_, NamedNode(iri))
        yield Triple(part, VOID.entities, _integer(members))
    for iri, (triples, subjects, objects) in sorted(counts.properties.items()):
        part = _part(dataset, "property", iri)
        yield Triple(dataset, VOID.propertyPartition, part)
        yield Triple(part, VOID.property, NamedNode(iri))
        yield Triple(part, VOID.triples, _integer(triples))
        yield Triple(part, VOID.distinctSubjects, _integer(subjects))
        yield Triple(part, VOID.distinctObjects, _integer(objects))


def _part(dataset: NamedNode, kind: str, iri: str) -> NamedNode:
    """A readable node where a prefix is known: ``#class-rw-Encounter``."""
    for prefix, namespace in PREFIXES.items():
        name = iri.removeprefix(namespace)
        if name != iri and re.fullmatch(r"[A-Za-z0-9_-]+", name):
            return NamedNode(f"{dataset.value}#{kind}-{prefix}-{name}")
    return NamedNode(f"{dataset.value}#{kind}-{digest(iri)}")


def _access(dataset: NamedNode, endpoint: str) -> Iterator[Triple]:
    service, distribution = (NamedNode(f"{endpoint}#{name}") for name in ("service", "distribution"))
    yield Triple(dataset, DCAT.distribution, distribution)
    yield Triple(distribution, RDF.type, DCAT.Distribution)
    yield Triple(distribution, TERMS.title, Literal("SPARQL 1.1 endpoint", language="en"))
    yield Triple(distribution, DCAT.accessURL, NamedNode(endpoint))
    yield Triple(distribution, DCAT.accessService, service)
    yield Triple(service, RDF.type, DCAT.DataService)
    yield Triple(service, TERMS.title, Literal("SPARQL 1.1 endpoint", language="en"))
    yield Triple(service, TERMS.conformsTo, NamedNode("http://www.w3.org/TR/sparql11-protocol/"))
    yield Triple(service, DCAT.endpointURL, NamedNode(endpoint))
    yield Triple(service, DCAT.endpointDescription, NamedNode(endpoint))
    yield Triple(service, DCAT.servesDataset, dataset)


def _period(dataset: NamedNode, described: Description) -> Iterator[Triple]:
    if described.first_date:
        period = NamedNode(dataset.value + "#period")
        yield Triple(dataset, TERMS.temporal, period)
        yield Triple(period, RDF.type, TERMS.PeriodOfTime)
        yield Triple(period, RDFS.label, Literal("From the first to the last encounter", language="en"))
        yield Triple(period, DCAT.startDate, _date(described.first_date))
        yield Triple(period, DCAT.endDate, _date(described.last_date))


def _date(text: str) -> Literal:
    datatype = _DAY.get(len(text))
    return Literal(text, datatype=datatype) if datatype else Literal(text)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
