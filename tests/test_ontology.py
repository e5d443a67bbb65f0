"""The ontology, its context and the vocabulary of the code say the same things, in Arabic and in English."""

from __future__ import annotations

import json
import re

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import to_isomorphic
from rdflib.namespace import OWL, RDF, RDFS

import kg.vocabulary
from kg.resources import ontology_dir
from kg.vocabulary import RW, Namespace
from tests.graphs import filled

ONTOLOGY = Graph().parse(ontology_dir() / "rawabit.ttl")
TERMS = {str(node) for node in ONTOLOGY.subjects(RDF.type) if str(node).startswith(RW.iri)}
# of the graph; the description of the data has more
NAMESPACES = [space for space in Namespace.__subclasses__() if space.__module__ == kg.vocabulary.__name__]


def test_the_ontology_defines_the_terms_of_the_code_and_no_others() -> None:
    assert {term.value for term in RW.terms()} == TERMS


@pytest.mark.parametrize("term", sorted(TERMS))
def test_each_term_is_explained_in_arabic_and_english(term: str) -> None:
    for predicate in (RDFS.label, RDFS.comment):
        texts = [text for text in ONTOLOGY.objects(URIRef(term), predicate) if isinstance(text, Literal)]
        assert sorted(text.language or "" for text in texts) == ["ar", "en"]
        for text in texts:
            assert bool(re.search("[\u0620-\u064a]", text)) == (text.language == "ar"), text


def test_each_class_and_property_is_declared_as_one() -> None:
    for term in RW.terms():
        name = term.value.removeprefix(RW.iri)
        types = set(ONTOLOGY.objects(URIRef(term.value), RDF.type))
        if name[0].islower():
            assert types & {OWL.ObjectProperty, OWL.DatatypeProperty}, name
        else:
            assert types & {OWL.Class, OWL.NamedIndividual}, name


def test_classes_of_encounters_are_encounters_and_those_are_events() -> None:
    def above(name: str) -> set[str]:
        return {str(node) for node in ONTOLOGY.objects(URIRef(RW.iri + name), RDFS.subClassOf)}

    for name in ("Meeting", "Call", "Visit", "Session", "Signing"):
        assert above(name) == {RW.Encounter.value}
    assert {"http://semanticweb.cs.vu.nl/2009/11/sem/Event", "https://schema.org/Event"} <= above("Encounter")


def test_there_is_no_blank_node() -> None:
    assert all(isinstance(node, URIRef) for triple in ONTOLOGY for node in triple if not isinstance(node, Literal))


def test_the_data_keep_to_the_ontology() -> None:
    """Domains and ranges of the ontology hold for every triple of the example, classes inherited included."""
    data = Graph()
    for quad in filled().quads():
        data.parse(data=f"{quad.subject} {quad.predicate} {quad.object} .", format="nt")
    above = {node: set(ONTOLOGY.transitive_objects(node, RDFS.subClassOf)) for node in ONTOLOGY.subjects(RDF.type)}
    for predicate in ONTOLOGY.subjects(RDF.type, OWL.ObjectProperty):
        for subject, thing in data.subject_objects(predicate):
            for node, side in ((subject, RDFS.domain), (thing, RDFS.range)):
                for wanted in ONTOLOGY.objects(predicate, side):
                    types = {wider for type in data.objects(node, RDF.type) for wider in above.get(type, {type})}
                    known = types | set(ONTOLOGY.objects(node, RDF.type))
                    assert not known or wanted in known, (subject, predicate, thing, wanted)


def test_the_context_knows_every_term_of_the_data() -> None:
    context = json.loads((ontology_dir() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    covered = set()
    for value in context.values():
        compact = value["@id"] if isinstance(value, dict) else value
        prefix, _, name = str(compact).partition(":")
        if name and not name.startswith("//"):
            covered.add(context[prefix] + name)
    terms = {term.value for space in NAMESPACES if space is not kg.vocabulary.XSD for term in space.terms()}
    assert terms - {kg.vocabulary.RDF.type.value} <= covered
    assert {prefix: context[prefix] for prefix in context if prefix in kg.vocabulary.PREFIXES} == {
        prefix: iri for prefix, iri in kg.vocabulary.PREFIXES.items() if prefix != "owl"
    }


def test_the_short_names_of_the_context_expand_to_the_terms() -> None:
    context = json.loads((ontology_dir() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    document = {
        "@context": context,
        "id": "urn:e",
        "type": ["Encounter", "Meeting"],
        "status": "Held",
        "confidence": "0.5",
        "label": {"ar": "لقاء", "@none": "x"},
        "startDate": {"@value": "2024-02", "@type": "xsd:gYearMonth"},
        "met": ["urn:a"],
    }
    lines = {f"{q.subject} {q.predicate} {q.object} ." for q in ox.parse(json.dumps(document), ox.RdfFormat.JSON_LD)}
    assert lines == {
        f"<urn:e> {kg.vocabulary.RDF.type} {RW.Encounter} .",
        f"<urn:e> {kg.vocabulary.RDF.type} {RW.Meeting} .",
        f"<urn:e> {RW.status} {RW.Held} .",
        f'<urn:e> {RW.confidence} "0.5"^^{kg.vocabulary.XSD.decimal} .',
        f'<urn:e> {kg.vocabulary.RDFS.label} "لقاء"@ar .',
        f'<urn:e> {kg.vocabulary.RDFS.label} "x" .',
        f'<urn:e> {kg.vocabulary.SCHEMA.startDate} "2024-02"^^{kg.vocabulary.XSD.gYearMonth} .',
        f"<urn:e> {RW.met} <urn:a> .",
    }
    by_rdflib = Graph().parse(data=json.dumps(document), format="json-ld")
    assert to_isomorphic(by_rdflib) == to_isomorphic(Graph().parse(data="\n".join(lines), format="nt"))
