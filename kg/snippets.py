"""Where something that a search found has the words: its names, headline and sentences, read from the graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode

from kg.model import Span
from kg.search_match import highlighted
from kg.search_query import Question
from kg.store import Reader
from kg.text_documents import QUOTE, mentions_of
from kg.vocabulary import OA, RDFS, SCHEMA, SKOS

LONGEST = 320
"""Code points of a text that are shown."""
_BEFORE = 80  # of them, before the first word found
_MOST_TEXTS = 300  # looked at for one hit

Property = OneOf["label", "otherLabel", "code", "headline", "sentence"]
_NAMES: tuple[tuple[NamedNode, Property], ...] = (
    (RDFS.label, "label"),
    (SKOS.prefLabel, "label"),
    (SKOS.altLabel, "otherLabel"),
    (SKOS.notation, "code"),
    (SCHEMA.headline, "headline"),
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text with words of the question, or the part ``start:end`` of it that is shown.

    All positions count code points of the text as the graph has it; ``mention`` is the IRI of the mention that a
    sentence is the evidence of.
    """

    property: Property
    text: str
    language: str | None
    start: int
    end: int
    length: int
    highlights: tuple[Span, ...]
    mention: str | None = None


def snippets(reader: Reader, iri: str, kind: str, question: Question, most: int) -> list[Snippet]:
    """The texts of a hit that have most words of ``question``, those of names before headlines and sentences."""
    ranked: list[tuple[int, Snippet]] = []
    seen: set[str] = set()
    for property, literal, mention in islice(_texts(reader, NamedNode(iri), kind), _MOST_TEXTS):
        if literal.value in seen:
            continue
        seen.add(literal.value)
        count, spans = highlighted(question.tree, literal.value)
        if spans:
            ranked.append((-count, _shown(property, literal, spans, mention)))
    ranked.sort(key=lambda pair: pair[0])  # a stable sort: among equals the order of the texts
    return [snippet for _, snippet in ranked[:most]]


def _texts(reader: Reader, node: NamedNode, kind: str) -> Iterator[tuple[Property, Literal, str | None]]:
    for predicate, name in _NAMES:
        for literal in _literals(reader, node, predicate):
            yield name, literal, None
    for mention in mentions_of(reader, node, kind):
        for literal in _literals(reader, NamedNode(mention.value + QUOTE), OA.exact):
            yield "sentence", literal, mention.value


def _literals(reader: Reader, node: NamedNode, predicate: NamedNode) -> list[Literal]:
    found = [quad.object for quad in reader.quads(node, predicate) if isinstance(quad.object, Literal)]
    return sorted(found, key=lambda literal: (literal.language != "ar", literal.value))


def _shown(property: Property, literal: Literal, spans: list[Span], mention: str | None) -> Snippet:
    text = literal.value
    start, end = 0, len(text)
    if end > LONGEST:
        start = max(0, min(spans[0][0] - _BEFORE, end - LONGEST))
        if start:  # at the beginning of a word
            start = text.find(" ", start, spans[0][0]) + 1 or start
        end = min(end, start + LONGEST)
        if end < len(text):
            end = max(text.rfind(" ", start, end), spans[0][1])
    shown = tuple(span for span in spans if span[0] >= start and span[1] <= end)
    return Snippet(property, text[start:end], literal.language, start, end, len(text), shown, mention)
