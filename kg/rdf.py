"""From plain data to quads, for each layer of the graph. Terms are pyoxigraph's (``NamedNode``, ``Literal``, ``Quad``).

A triple stands in one graph only, because Oxigraph's union of graphs counts a triple once for each graph: so the graph
of an article says nothing about what articles share, and places, organisations and runs are described in the resolved
graph. Literals are canonical (``kg.terms``).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg import __version__, model
from kg.errors import InputError, TableError
from kg.keys import search_key
from kg.model import Article, Extraction, Party, is_organisation_code
from kg.resolution import Encounter, Official, Participation, Person, Resolution
from kg.resources import forms, lexicon_version, ontology_dir, rows
from kg.terms import day, decimal, storable, string, words
from kg.text import fold
from kg.tokens import tokenise
from kg.vocabulary import (
    BASE,
    DCTERMS,
    ENCOUNTER_CLASSES,
    FOAF,
    FUNCTIONS,
    OA,
    ORG,
    PROV,
    RANKS,
    RDF,
    RDFS,
    RW,
    SCHEMA,
    SEM,
    SKOS,
    STATUSES,
    XSD,
    Ids,
    topic,
)

_SIDE = re.compile("[a-z]")

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


def statement_quads(
    extraction: Extraction, *, base: str = BASE, program: str = __version__, lexicon: str | None = None
) -> list[Quad]:
    """What one article says, as the quads of its own graph; the same list for the same extraction and versions.

    ``lexicon`` is the version of the ontology folder, by default that of the files as they are; behind it stands that
    of the second reader of names, where one was asked. The publication time
    is kept as a day; one that is no ISO date is left out. Raises InputError, naming article and field, where a code,
    date or span cannot be right.
    """
    ids = Ids(base)
    article = extraction.article
    graph = ids.article_graph(article.id)
    versions = [lexicon or lexicon_version(), extraction.oracle]
    run = ids.run(program, ".".join(v for v in versions if v))
    triples = list(_article(ids, article, bool(extraction.encounters)))
    for n, encounter in enumerate(extraction.encounters):
        try:
            triples += _mention(ids, article, n, encounter, run)
        except ValueError as error:
            raise InputError(f"article {article.id}: encounter {n}: {error}") from error
    return [Quad(s, p, o, graph) for s, p, o in dict.fromkeys(triples)]


def _article(ids: Ids, article: Article, with_body: bool) -> Iterator[Triple]:
    node = ids.article(article.id)
    body = storable(article.text)
    yield node, RDF.type, SCHEMA.NewsArticle
    yield node, DCTERMS.identifier, string(article.id)
    yield node, RW.textSha256, Literal(hashlib.sha256(body.encode()).hexdigest())
    if article.title:
        yield node, SCHEMA.headline, words(article.title)
    if article.url:
        yield node, SCHEMA.url, Literal(storable(article.url), datatype=XSD.anyURI)
    if article.source:
        yield node, SCHEMA.publisher, words(article.source)
    if article.time:
        with suppress(ValueError):
            yield node, SCHEMA.datePublished, day(article.time[:10])
    if with_body:
        yield node, SCHEMA.articleBody, words(article.text)


def _mention(ids: Ids, article: Article, n: int, encounter: model.Encounter, run: NamedNode) -> Iterator[Triple]:
    node = ids.mention(article.id, n)
    yield node, RDF.type, RW.EncounterMention
    yield node, RDF.type, OA.Annotation
    yield node, RW.encounterType, _code("type", encounter.type, ENCOUNTER_CLASSES)
    yield node, RW.status, _code("status", encounter.status, STATUSES)
    if not 0 <= encounter.confidence <= 1:
        raise ValueError(f"confidence {encounter.confidence} is not between 0 and 1")
    yield node, RW.confidence, decimal(encounter.confidence)
    yield node, PROV.wasDerivedFrom, ids.article(article.id)
    yield node, PROV.wasGeneratedBy, run
    for found in encounter.topics:
        yield node, RW.discussed, topic(found.code)
    if encounter.date:
        yield node, SCHEMA.startDate, day(encounter.date.value)
    if encounter.place and (encounter.place.name or encounter.place.country):
        yield from _place(ids, node, encounter.place)
    if encounter.trigger:
        yield node, RW.trigger, words(encounter.trigger)
    if encounter.rule:
        yield node, RW.rule, string(encounter.rule)
    yield from _evidence(ids, node, article, encounter)
    if not encounter.parties:
        raise ValueError("it has no party")
    for k, party in enumerate(encounter.parties):
        yield from _party(ids, node, k, party)


def _place(ids: Ids, mention: NamedNode, place: model.Place) -> Iterator[Triple]:
    if place.name:
        yield mention, RW.placeAsStated, words(place.name)
    if place.country:
        yield mention, RW.placeCountry, ids.state(place.country)
    yield mention, SEM.hasPlace, ids.place(fold(storable(place.name or "")), place.country or "")


def _evidence(ids: Ids, mention: NamedNode, article: Article, encounter: model.Encounter) -> Iterator[Triple]:
    target = NamedNode(mention.value + "/evidence")
    quote = NamedNode(target.value + "/quote")
    exact = encounter.evidence
    yield mention, OA.hasTarget, target
    yield target, RDF.type, OA.SpecificResource
    yield target, OA.hasSource, ids.article(article.id)
    if encounter.evidence_span:
        start, end = encounter.evidence_span
        if not 0 <= start < end <= len(article.text):
            raise ValueError(f"evidence_span [{start}, {end}] is not within the text ({len(article.text)} characters)")
        exact = article.text[start:end]
        position = NamedNode(target.value + "/position")
        yield target, OA.hasSelector, position
        yield position, RDF.type, OA.TextPositionSelector
        yield position, OA.start, Literal(str(start), datatype=XSD.integer)
        yield position, OA.end, Literal(str(end), datatype=XSD.integer)
    if not exact.strip():
        raise ValueError("evidence is empty: give the sentence that tells of the encounter")
    yield target, OA.hasSelector, quote
    yield quote, RDF.type, OA.TextQuoteSelector
    yield quote, OA.exact, string(exact)


def _party(ids: Ids, mention: NamedNode, k: int, party: Party) -> Iterator[Triple]:
    if not (party.name or party.role or party.country or party.org):
        raise ValueError(f"party {k} names nobody: give a name, role, country or org")
    if not _SIDE.fullmatch(party.side):
        raise ValueError(f"party {k}: side {party.side!r} is not one of a, b, c, …")
    node = NamedNode(f"{mention.value}/party/{k}")
    yield mention, RW.participation, node
    yield node, RDF.type, RW.Participation
    yield node, RW.side, Literal(party.side)
    yield node, RW.rank, _code(f"party {k}: rank", party.rank, RANKS)
    if party.function:
        yield node, RW.function, _code(f"party {k}: function", party.function, FUNCTIONS)
    if party.name:
        yield node, RW.nameAsStated, words(party.name)
    if party.role:
        yield node, RW.roleAsStated, words(party.role)
    if party.country:
        yield node, RW.onBehalfOf, ids.state(party.country)
    if party.org:
        yield node, RW.onBehalfOf, ids.organisation(party.org, _one_name(storable(party.org)))
        if not is_organisation_code(party.org):
            yield node, RW.organisationAsStated, words(party.org)


def _one_name(organisation: str) -> str:
    """By what an organisation is known whichever way an article writes it: the folded name that the tables give it."""
    return _names(ontology_dir() / "tables" / "organisations.csv").get(_words(organisation), fold(organisation))


@cache
def _names(table: Path) -> dict[str, str]:
    """The folded name of each organisation by each of its names; each name of a loose group stands for itself."""
    names: dict[str, str] = {}
    for _, row in rows(table.stem) if table.exists() else ():
        for form in (row["name_ar"], *forms(row.get("aliases_ar", ""))):
            names.setdefault(_words(form), fold(form if row.get("kind") == "group" else row["name_ar"]))
    return names


def _words(name: str) -> str:
    return " ".join(token.text for token in tokenise(fold(name)) if not token.is_mark)


def _code(field: str, value: str, known: dict[str, NamedNode]) -> NamedNode:
    if value not in known:
        raise ValueError(f"{field} {value!r} is not one of {', '.join(known)}")
    return known[value]


def resolved_quads(resolution: Resolution, *, base: str = BASE) -> list[Quad]:
    """The resolved graph of what was found across articles."""
    graph = Ids(base).resolved_graph
    triples: list[Triple] = []
    for person in resolution.persons:
        triples += _person(person)
    for official in resolution.officials:
        triples += _official(official)
    for post in resolution.posts:
        node = NamedNode(post.iri)
        triples += [(node, RDF.type, ORG.Post), (node, RDFS.label, words(post.label))]
        triples += _links(node, ORG.postIn, [post.post_in])
    for organisation in resolution.organisations:
        node = NamedNode(organisation.iri)
        triples += [(node, RDF.type, RW.Organisation), (node, RDFS.label, words(organisation.label))]
        triples += _spellings(node, organisation.label, organisation.spellings)
    for place in resolution.places:
        node = NamedNode(place.iri)
        triples.append((node, RDF.type, RW.Place))
        triples += [(node, RDFS.label, words(place.label))] if place.label else []
        triples += _links(node, RW.country, [place.country])
    for run in resolution.runs:
        program, lexicon = run.iri.rpartition("/")[2].rsplit("-", 1)
        node = NamedNode(run.iri)
        triples.append((node, RDF.type, PROV.Activity))
        triples += [(node, RW.programVersion, Literal(program)), (node, RW.lexiconVersion, Literal(lexicon))]
    for encounter in resolution.encounters:
        triples += _encounter(encounter)
    return [Quad(s, p, o, graph) for s, p, o in dict.fromkeys(triples)]


def _person(person: Person) -> Iterator[Triple]:
    node = NamedNode(person.iri)
    yield node, RDF.type, FOAF.Person
    yield node, RDFS.label, words(person.label)
    yield from _spellings(node, person.label, person.spellings)
    yield from _links(node, RW.onBehalfOf, person.behalf)
    yield from _links(node, RW.holds, person.posts)
    for short in person.replaces:
        yield NamedNode(short), DCTERMS.isReplacedBy, node


def _official(official: Official) -> Iterator[Triple]:
    node = NamedNode(official.iri)
    yield node, RDF.type, RW.UnnamedOfficial
    yield node, RDFS.label, words(official.label)
    yield from _links(node, RW.onBehalfOf, official.behalf)
    yield from _links(node, RW.holds, official.posts)


def _spellings(node: NamedNode, label: str, spellings: Iterable[str]) -> Iterator[Triple]:
    for spelling in spellings:
        if spelling != label:
            yield node, SKOS.altLabel, words(spelling)
        yield node, RW.searchKey, Literal(search_key(spelling))


def _encounter(encounter: Encounter) -> Iterator[Triple]:
    node = NamedNode(encounter.iri)
    yield node, RDF.type, RW.Encounter
    yield node, RDF.type, SEM.Event
    yield node, RDF.type, NamedNode(encounter.type)
    yield node, RW.status, NamedNode(encounter.status)
    yield node, RW.confidence, decimal(encounter.confidence)
    yield from _links(node, RW.discussed, encounter.topics)
    if encounter.date:
        yield node, SCHEMA.startDate, day(encounter.date)
    yield from _links(node, SEM.hasPlace, [encounter.place])
    for k, part in enumerate(encounter.participations):
        yield from _participation(node, NamedNode(f"{encounter.iri}/party/{k}"), part)
    for mention in encounter.mentions:
        yield node, RW.mention, NamedNode(mention)
        yield NamedNode(mention), RW.reports, node


def _participation(encounter: NamedNode, node: NamedNode, part: Participation) -> Iterator[Triple]:
    agent = NamedNode(part.agent)
    yield encounter, SEM.hasActor, agent
    yield encounter, RW.participation, node
    yield node, RDF.type, RW.Participation
    yield node, RW.agent, agent
    yield node, RW.side, Literal(part.side)
    yield node, RW.rank, NamedNode(part.rank)
    yield from _links(node, RW.function, [part.function])
    yield from _links(node, RW.post, [part.post])
    yield from _links(node, RW.onBehalfOf, part.behalf)


def _links(node: NamedNode, predicate: NamedNode, iris: Iterable[str]) -> Iterator[Triple]:
    """A triple for each IRI that is not empty."""
    for iri in iris:
        if iri:
            yield node, predicate, NamedNode(iri)


def reference_quads(*, base: str = BASE) -> list[Quad]:
    """What does not come from articles: the ontology, the topics, and the states and organisations of the tables.

    Raises TableError where a file is missing or malformed, or holds a blank node (renamed at each reading).
    """
    ids = Ids(base)
    graph = ids.reference_graph
    triples = list(_turtle("rawabit.ttl")) + list(_turtle("topics.ttl"))
    for line, row in rows("countries"):
        code = _cell("countries", line, row, "code")
        node = _table_node("countries", line, ids, RW.State, code)
        others = forms(row.get("long_ar", "")) + forms(row.get("aliases_ar", ""))
        triples += _entity(node, RW.State, code, "countries", line, row, others)
    for line, row in rows("organisations"):
        code = _cell("organisations", line, row, "code")
        node = _table_node("organisations", line, ids, RW.Organisation, code)
        others = forms(row.get("long_ar", "")) + forms(row.get("aliases_ar", ""))
        triples += _entity(node, RW.Organisation, code, "organisations", line, row, others)
    return [Quad(s, p, o, graph) for s, p, o in dict.fromkeys(triples)]


def _turtle(name: str) -> Iterator[Triple]:
    path: Path = ontology_dir() / name
    try:
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            if not (isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)):
                raise TableError(f"{path}: a blank node is not allowed here: {quad}")
            yield quad.subject, quad.predicate, quad.object
    except SyntaxError as error:
        raise TableError(f"{path}:{error.lineno}: {error.msg}") from error
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error})") from error


def _cell(table: str, line: int, row: dict[str, str], column: str) -> str:
    if not row.get(column):
        raise TableError(f"{ontology_dir() / 'tables' / table}.csv:{line}: the column {column!r} is missing or empty")
    return row[column]


def _table_node(table: str, line: int, ids: Ids, kind: NamedNode, code: str) -> NamedNode:
    try:
        if kind == RW.State:
            return ids.state(code)
        if is_organisation_code(code):
            return ids.organisation(code, "")
        raise ValueError(f"{code!r} is no organisation code (capital letters and digits, such as AIMC)")
    except ValueError as error:
        raise TableError(f"{ontology_dir() / 'tables' / table}.csv:{line}: {error}") from error


def _entity(
    node: NamedNode, kind: NamedNode, code: str, table: str, line: int, row: dict[str, str], others: Iterable[str]
) -> Iterator[Triple]:
    arabic = _cell(table, line, row, "name_ar")
    english = _cell(table, line, row, "name_en")
    yield node, RDF.type, kind
    yield node, SKOS.notation, Literal(code)
    yield node, RDFS.label, Literal(arabic, language="ar")
    yield node, RDFS.label, Literal(english, language="en")
    for form in dict.fromkeys(others):
        if form != arabic:
            yield node, SKOS.altLabel, words(form)
    for key in dict.fromkeys(fold(form) for form in (arabic, english, *others)):
        yield node, RW.searchKey, Literal(key)
