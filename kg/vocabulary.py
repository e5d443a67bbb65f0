"""The terms and IRIs of the graph, in one place.

Each namespace is closed: a term that it does not list is an ``AttributeError`` (and a type error at once), so that
a misspelt property cannot get into the data. ``Ids`` makes the IRIs of the data, ASCII and the same for the same input.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import ClassVar

from pyoxigraph import NamedNode

from kg.model import is_organisation_code

BASE = "https://w3id.org/rawabit/id/"
ONTOLOGY = "https://w3id.org/rawabit/ontology#"
TOPICS = "https://w3id.org/rawabit/ontology/topic/"

_SLUG = re.compile(r"[A-Za-z0-9._-]{1,80}")
_STATE = re.compile(r"[A-Z]{2}")
_TOPIC = re.compile(r"[a-z][a-z0-9-]*")


class Namespace:
    """Base of the closed namespaces: every annotated name becomes the node ``iri + name``."""

    iri: ClassVar[str]

    def __init_subclass__(cls, iri: str) -> None:
        cls.iri = iri
        for name in cls.__annotations__:
            setattr(cls, name, NamedNode(iri + name.rstrip("_")))

    @classmethod
    def terms(cls) -> frozenset[NamedNode]:
        """Every term that the namespace lists."""
        return frozenset(getattr(cls, name) for name in cls.__annotations__)


class RW(Namespace, iri=ONTOLOGY):
    """The project's own vocabulary, defined in ``ontology/rawabit.ttl``."""

    Encounter: NamedNode
    Meeting: NamedNode
    Call: NamedNode
    Visit: NamedNode
    Session: NamedNode
    Signing: NamedNode
    EncounterMention: NamedNode
    Participation: NamedNode
    UnnamedOfficial: NamedNode
    State: NamedNode
    Organisation: NamedNode
    Place: NamedNode
    Status: NamedNode
    Held: NamedNode
    Planned: NamedNode
    Rank: NamedNode
    Principal: NamedNode
    Attendee: NamedNode
    Function: NamedNode
    Host: NamedNode
    Guest: NamedNode
    encounterType: NamedNode
    status: NamedNode
    participation: NamedNode
    agent: NamedNode
    post: NamedNode
    onBehalfOf: NamedNode
    side: NamedNode
    rank: NamedNode
    function: NamedNode
    nameAsStated: NamedNode
    roleAsStated: NamedNode
    organisationAsStated: NamedNode
    placeAsStated: NamedNode
    placeCountry: NamedNode
    country: NamedNode
    discussed: NamedNode
    confidence: NamedNode
    trigger: NamedNode
    rule: NamedNode
    textSha256: NamedNode
    mention: NamedNode
    reports: NamedNode
    holds: NamedNode
    searchKey: NamedNode
    matches: NamedNode
    encountered: NamedNode
    met: NamedNode
    cooperatesWith: NamedNode
    programVersion: NamedNode
    lexiconVersion: NamedNode


class RDF(Namespace, iri="http://www.w3.org/1999/02/22-rdf-syntax-ns#"):
    """RDF."""

    type: NamedNode


class RDFS(Namespace, iri="http://www.w3.org/2000/01/rdf-schema#"):
    """RDF Schema."""

    label: NamedNode


class XSD(Namespace, iri="http://www.w3.org/2001/XMLSchema#"):
    """XML Schema datatypes."""

    anyURI: NamedNode
    date: NamedNode
    decimal: NamedNode
    gYear: NamedNode
    gYearMonth: NamedNode
    integer: NamedNode


class DCTERMS(Namespace, iri="http://purl.org/dc/terms/"):
    """Dublin Core terms."""

    identifier: NamedNode
    isReplacedBy: NamedNode


class FOAF(Namespace, iri="http://xmlns.com/foaf/0.1/"):
    """Friend of a friend."""

    Person: NamedNode


class OA(Namespace, iri="http://www.w3.org/ns/oa#"):
    """Web Annotation: where in the article a mention stands."""

    Annotation: NamedNode
    SpecificResource: NamedNode
    TextPositionSelector: NamedNode
    TextQuoteSelector: NamedNode
    hasTarget: NamedNode
    hasSource: NamedNode
    hasSelector: NamedNode
    start: NamedNode
    end: NamedNode
    exact: NamedNode


class ORG(Namespace, iri="http://www.w3.org/ns/org#"):
    """Organization ontology: posts."""

    Post: NamedNode
    postIn: NamedNode


class PROV(Namespace, iri="http://www.w3.org/ns/prov#"):
    """Provenance."""

    Activity: NamedNode
    wasDerivedFrom: NamedNode
    wasGeneratedBy: NamedNode


class SCHEMA(Namespace, iri="https://schema.org/"):
    """schema.org."""

    NewsArticle: NamedNode
    articleBody: NamedNode
    datePublished: NamedNode
    headline: NamedNode
    publisher: NamedNode
    startDate: NamedNode
    url: NamedNode


class SEM(Namespace, iri="http://semanticweb.cs.vu.nl/2009/11/sem/"):
    """Simple event model."""

    Event: NamedNode
    hasActor: NamedNode
    hasPlace: NamedNode


class SKOS(Namespace, iri="http://www.w3.org/2004/02/skos/core#"):
    """SKOS: topics, other spellings, codes."""

    Concept: NamedNode
    altLabel: NamedNode
    notation: NamedNode
    prefLabel: NamedNode


PREFIXES: dict[str, str] = {
    "rw": RW.iri,
    "topic": TOPICS,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "xsd": XSD.iri,
    "dcterms": DCTERMS.iri,
    "foaf": FOAF.iri,
    "oa": OA.iri,
    "org": ORG.iri,
    "prov": PROV.iri,
    "schema": SCHEMA.iri,
    "sem": SEM.iri,
    "skos": SKOS.iri,
    "owl": "http://www.w3.org/2002/07/owl#",
}
"""Prefixes of queries and exports; ``id:`` depends on the base and is in ``Ids.prefixes``."""

ENCOUNTER_CLASSES: dict[str, NamedNode] = {
    "meeting": RW.Meeting,
    "call": RW.Call,
    "visit": RW.Visit,
    "session": RW.Session,
    "signing": RW.Signing,
}
STATUSES: dict[str, NamedNode] = {"held": RW.Held, "planned": RW.Planned}
RANKS: dict[str, NamedNode] = {"principal": RW.Principal, "attendee": RW.Attendee}
FUNCTIONS: dict[str, NamedNode] = {"host": RW.Host, "guest": RW.Guest}


def topic(code: str) -> NamedNode:
    """The concept of a topic code, such as ``counter-terrorism``. Raises ValueError for what cannot be one."""
    if not _TOPIC.fullmatch(code):
        raise ValueError(f"{code!r} is no topic code (small Latin letters, digits and '-')")
    return NamedNode(TOPICS + code)


def digest(*parts: str) -> str:
    """Sixteen hex digits that stand for ``parts``; the same on every machine."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def slug(article_id: str) -> str:
    """The article's id where it is plain ASCII of at most 80 characters, else a hash of it."""
    if _SLUG.fullmatch(article_id):
        return article_id
    return hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Ids:
    """Makers of the IRIs of the data under one base."""

    base: str = BASE

    def __post_init__(self) -> None:
        NamedNode(self.base)  # a ValueError here rather than in the middle of the work
        if not self.base.isascii() or self.base[-1] not in "/#":
            raise ValueError(f"the base IRI {self.base!r} must be ASCII and end with '/' or '#'")

    @property
    def prefixes(self) -> dict[str, str]:
        """``PREFIXES`` and ``id:`` for the data."""
        return {"id": self.base, **PREFIXES}

    def node(self, local: str) -> NamedNode:
        """The node of a local id such as ``person/0123456789abcdef``."""
        return NamedNode(self.base + local)

    def local(self, iri: str) -> str | None:
        """The local id of an IRI of this base, else None."""
        return iri[len(self.base) :] if iri.startswith(self.base) else None

    @property
    def resolved_graph(self) -> NamedNode:
        """The graph of what holds across articles."""
        return self.node("graph/resolved")

    @property
    def derived_graph(self) -> NamedNode:
        """The graph of the direct edges."""
        return self.node("graph/derived")

    @property
    def reference_graph(self) -> NamedNode:
        """The graph of the ontology, the topics, the states and the organisations."""
        return self.node("graph/reference")

    @property
    def curation_graph(self) -> NamedNode:
        """The graph of the curators: what they add by SPARQL Update or the Graph Store Protocol, and nothing else."""
        return self.node("graph/curation")

    def article_graph(self, article_id: str) -> NamedNode:
        """The graph of what one article says."""
        return self.node("graph/article/" + slug(article_id))

    def article(self, article_id: str) -> NamedNode:
        """An article."""
        return self.node("article/" + slug(article_id))

    def mention(self, article_id: str, n: int) -> NamedNode:
        """The n-th encounter that an article tells of, counted from 0."""
        return self.node(f"mention/{slug(article_id)}/{n}")

    def run(self, program: str, lexicon: str) -> NamedNode:
        """The run of one version of the program with one version of the lexicon."""
        version = re.sub(r"[^A-Za-z0-9._]", ".", program)
        return self.node(f"run/{version}-{lexicon}")

    def state(self, code: str) -> NamedNode:
        """A state by its ISO 3166-1 alpha-2 code. Raises ValueError for what cannot be one."""
        if not _STATE.fullmatch(code):
            raise ValueError(f"{code!r} is no ISO 3166-1 alpha-2 code (two capital letters, such as EG)")
        return self.node("state/" + code)

    def organisation(self, name: str, folded: str) -> NamedNode:
        """An organisation by its code (``AIMC``), else by a hash of its folded name."""
        return self.node("org/" + (name if is_organisation_code(name) else digest("org", folded)))

    def place(self, folded: str, country: str) -> NamedNode:
        """A place by its folded name and country code; either may be empty."""
        return self.node("place/" + digest("place", folded, country))

    def person(self, name_key: str, side: str) -> NamedNode:
        """A person by the key of the name and the IRI of the state or organisation served (may be empty)."""
        return self.node("person/" + digest("person", name_key, self._relative(side)))

    def official(self, role_key: str, side: str) -> NamedNode:
        """An officeholder whom no article names, by the key of the role and the state or organisation served."""
        return self.node("official/" + digest("official", role_key, self._relative(side)))

    def post(self, role_key: str, side: str) -> NamedNode:
        """A post by the key of the role and the IRI of the state or organisation."""
        return self.node("post/" + digest("post", role_key, self._relative(side)))

    def encounter(self, *facts: str) -> NamedNode:
        """An encounter by what tells it from others."""
        return self.node("encounter/" + digest("encounter", *(self._relative(fact) for fact in facts)))

    def _relative(self, iri: str) -> str:
        """Hashes are made of local ids, so that they do not change with the base."""
        return self.local(iri) or iri
