"""What is searched: for each entity, encounter and article its texts, as compared words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kg.search_query import name_of
from kg.search_words import compared_words
from kg.store import Reader
from kg.vocabulary import OA, RDFS, RW, SCHEMA, SKOS, TOPICS, Ids

KINDS = ("person", "official", "post", "state", "organisation", "place", "topic", "encounter", "article")
"""The types of what is found, in the order of their numbers in the index."""
_KIND_OF_PATH = {"org": "organisation"} | {kind: kind for kind in KINDS if kind not in ("organisation", "topic")}
_NAMES = (RDFS.label, SKOS.prefLabel, SKOS.altLabel)
QUOTE = "/evidence/quote"
# Private use: no word of a text or of a question holds them
_WHOLE = "\ue000"


@dataclass(slots=True)
class Document:
    """The texts of one thing, each text once: its names; as an article its headline; the sentences that tell of it."""

    names: dict[str, None] = field(default_factory=dict)
    headlines: dict[str, None] = field(default_factory=dict)
    sentences: dict[str, None] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to find."""
        return not (self.names or self.headlines or self.sentences)

    def content(self) -> str:
        """All texts, for comparison with another state of the same document."""
        return "\x1e".join("\x1f".join(sorted(part)) for part in (self.names, self.headlines, self.sentences))


def kind_of(iri: str, ids: Ids) -> str | None:
    """The type of what an IRI names, None where it is not searched."""
    if iri.startswith(TOPICS):
        return "topic"
    return _KIND_OF_PATH.get((ids.local(iri) or "").partition("/")[0])


def documents(reader: Reader) -> dict[str, Document]:
    """All documents of a state of the graph by IRI: one pass over each property that holds text."""
    ids = reader.ids
    found: dict[str, Document] = defaultdict(Document)
    for predicate in _NAMES:
        for iri, text in _texts(reader, predicate):
            if kind_of(iri, ids):
                found[iri].names[text] = None
    for iri, text in _texts(reader, SKOS.notation):
        if kind_of(iri, ids) == "organisation":
            found[iri].names[text] = None
    for iri, text in _texts(reader, SCHEMA.headline):
        if kind_of(iri, ids):
            found[iri].headlines[text] = None
    encounters = {
        quad.subject.value: quad.object.value
        for quad in reader.quads(predicate=RW.reports)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }
    for quote, text in _texts(reader, OA.exact):
        mention = quote.removesuffix(QUOTE)
        if article := article_of(mention, ids):
            found[article].sentences[text] = None
        if mention in encounters:
            found[encounters[mention]].sentences[text] = None
    return found


def some_documents(reader: Reader, subjects: Iterable[str]) -> dict[str, Document]:
    """The documents that statements about ``subjects`` are part of, as they are now; one without a text is empty."""
    ids = reader.ids
    wanted: set[str] = set()
    for subject in subjects:
        kind, _, rest = (ids.local(subject) or "").partition("/")
        if kind == "mention":  # or a part of one
            mention = ids.node("/".join((kind, *rest.split("/")[:2])))
            wanted.add(article_of(mention.value, ids) or subject)
            wanted.update(q.object.value for q in reader.quads(mention, RW.reports) if isinstance(q.object, NamedNode))
        else:
            wanted.add(subject)
    return {iri: document(reader, iri) for iri in wanted if kind_of(iri, ids)}


def document(reader: Reader, iri: str) -> Document:
    """One document; the same as that of ``documents``, which reads all."""
    found, node, kind = Document(), NamedNode(iri), kind_of(iri, reader.ids)
    for predicate in (*_NAMES, *([SKOS.notation] if kind == "organisation" else [])):
        found.names.update(dict.fromkeys(_literals(reader, node, predicate)))
    found.headlines.update(dict.fromkeys(_literals(reader, node, SCHEMA.headline)))
    for mention in mentions_of(reader, node, kind or ""):
        found.sentences.update(dict.fromkeys(_literals(reader, NamedNode(mention.value + QUOTE), OA.exact)))
    return found


def mentions_of(reader: Reader, node: NamedNode, kind: str) -> list[NamedNode]:
    """The mentions whose sentences belong to an encounter or an article."""
    if kind == "encounter":
        quads = reader.quads(predicate=RW.reports, object=node)
        found = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
    elif kind == "article":
        graph = reader.ids.node("graph/" + (reader.ids.local(node.value) or ""))
        quads = reader.quads(predicate=OA.exact, graph=graph)
        found = {
            NamedNode(quad.subject.value.removesuffix(QUOTE)) for quad in quads if isinstance(quad.subject, NamedNode)
        }
    else:
        found = set()
    return sorted(found, key=lambda mention: (len(mention.value), mention.value))


def _literals(reader: Reader, node: NamedNode, predicate: NamedNode) -> list[str]:
    return [quad.object.value for quad in reader.quads(node, predicate) if isinstance(quad.object, Literal)]


def article_of(mention: str, ids: Ids) -> str | None:
    """The IRI of the article of a mention (``mention/{slug}/{n}``)."""
    kind, _, rest = (ids.local(mention) or "").partition("/")
    return f"{ids.base}article/{rest.rpartition('/')[0]}" if kind == "mention" and "/" in rest else None


def _texts(reader: Reader, predicate: NamedNode) -> Iterator[tuple[str, str]]:
    for quad in reader.quads(predicate=predicate):
        subject = quad.subject
        if isinstance(subject, NamedNode) and isinstance(quad.object, Literal):
            yield subject.value, quad.object.value


class Columns:
    """Documents as the columns of the index: names, headlines, sentences. Keeps what two documents have in common."""

    def __init__(self) -> None:
        self._sentences: dict[str, str] = {}

    def of(self, document: Document) -> tuple[str, str, str]:
        """Compared words with single spaces. Behind each text stands a mark, so that no phrase runs into the next."""
        return (
            " ".join(f"{' '.join(compared_words(name))} {whole_name(name_of(name))}" for name in document.names),
            " ".join(f"{' '.join(compared_words(text))} {_WHOLE}" for text in document.headlines),
            " ".join(map(self._sentence, document.sentences)),
        )

    def _sentence(self, text: str) -> str:
        known = self._sentences.pop(text, None)  # of an article and of one encounter: read once
        if known is None:
            known = self._sentences[text] = f"{' '.join(compared_words(text))} {_WHOLE}"
        return known


def whole_name(name: str) -> str:
    """The word of the index that stands for a whole name (see ``name_of``): who asks for just that finds it first."""
    return _WHOLE + name
