"""The shapes: what is right passes, and each kind of fault is caught by the shape that is meant for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib.plugins.sparql
from pyoxigraph import Literal, NamedNode, Quad

import kg.validate
from kg.errors import TableError
from kg.model import Extraction
from kg.rdf import reference_quads, statement_quads
from kg.validate import validate
from kg.vocabulary import (
    DCTERMS,
    OA,
    ORG,
    PROV,
    RDF,
    RDFS,
    RW,
    SCHEMA,
    SEM,
    SKOS,
    XSD,
)
from tests.graphs import IDS, LEXICON, extractions, filled

ALL = list(filled().quads())
ARTICLE = statement_quads(extractions()[0], lexicon=LEXICON)
MENTION = IDS.mention("n-1", 0)
PARTY = NamedNode(f"{MENTION.value}/party/0")
POSITION = NamedNode(f"{MENTION.value}/evidence/position")
QUOTE = NamedNode(f"{MENTION.value}/evidence/quote")
PERSON = IDS.person("سامي حداد", IDS.state("EG").value)
SESSION = next(quad.subject for quad in ALL if quad.object == RW.Session and quad.predicate == RDF.type)
MEETING = next(quad.subject for quad in ALL if quad.object == RW.Meeting and quad.predicate == RDF.type)
assert isinstance(MEETING, NamedNode)

Change = Callable[[list[Quad]], list[Quad]]
Term = NamedNode | Literal


def without(subject: NamedNode | None, predicate: NamedNode, value: Term | None = None) -> Change:
    """Take the triples away that match."""

    def change(quads: list[Quad]) -> list[Quad]:
        kept = [
            quad
            for quad in quads
            if not (
                quad.predicate == predicate
                and (subject is None or quad.subject == subject)
                and (value is None or quad.object == value)
            )
        ]
        assert len(kept) < len(quads), "the test takes nothing away"
        return kept

    return change


def plus(subject: NamedNode, predicate: NamedNode, value: Term) -> Change:
    """Add a triple."""
    return lambda quads: [*quads, Quad(subject, predicate, value, quads[0].graph_name)]


def instead(subject: NamedNode, predicate: NamedNode, value: Term) -> Change:
    """Another value in place of the one there."""
    return lambda quads: plus(subject, predicate, value)(without(subject, predicate)(quads))


def typed(value: str, datatype: NamedNode) -> Literal:
    return Literal(value, datatype=datatype)


STATEMENT_FAULTS: dict[str, tuple[Change, str]] = {
    "an article without identifier": (without(None, DCTERMS.identifier), "one identifier"),
    "a hash that is none": (instead(IDS.article("n-1"), RW.textSha256, Literal("abc")), "64 hex digits"),
    "a publication day that is none": (
        instead(IDS.article("n-1"), SCHEMA.datePublished, typed("2024-13-45", XSD.date)),
        "day of publication",
    ),
    "an address as a string": (instead(IDS.article("n-1"), SCHEMA.url, Literal("x")), "one address at most"),
    "two headlines": (plus(IDS.article("n-1"), SCHEMA.headline, Literal("x")), "one headline"),
    "a publisher that is a node": (instead(IDS.article("n-1"), SCHEMA.publisher, RW.Held), "one outlet"),
    "no body": (without(None, SCHEMA.articleBody), "the text of an article with a mention is kept"),
    "no status": (without(MENTION, RW.status), "status is rw:Held or rw:Planned"),
    "two statuses": (plus(MENTION, RW.status, RW.Planned), "status is rw:Held or rw:Planned"),
    "a status of our own": (instead(MENTION, RW.status, RW.Meeting), "status is rw:Held or rw:Planned"),
    "no type": (without(MENTION, RW.encounterType), "one type of encounter"),
    "a type that is none": (instead(MENTION, RW.encounterType, RW.Encounter), "one type of encounter"),
    "a confidence above one": (instead(MENTION, RW.confidence, typed("1.2", XSD.decimal)), "from 0 to 1"),
    "a confidence that is no number": (instead(MENTION, RW.confidence, Literal("high")), "from 0 to 1"),
    "a date that is none": (
        instead(MENTION, SCHEMA.startDate, typed("2024-02-30", XSD.date)),
        "xsd:date, xsd:gYearMonth or xsd:gYear",
    ),
    "a date that is a string": (
        instead(MENTION, SCHEMA.startDate, Literal("2024-02-03")),
        "xsd:date, xsd:gYearMonth or xsd:gYear",
    ),
    "two dates": (plus(MENTION, SCHEMA.startDate, typed("2023", XSD.gYear)), "xsd:date, xsd:gYearMonth or xsd:gYear"),
    "a topic that is a string": (plus(MENTION, RW.discussed, Literal("counter-terrorism")), "topic scheme"),
    "a topic of another scheme": (plus(MENTION, RW.discussed, RW.Held), "topic scheme"),
    "two places": (plus(MENTION, SEM.hasPlace, IDS.place("x", "EG")), "one place at most"),
    "a country of the place that is none": (
        instead(MENTION, RW.placeCountry, IDS.node("state/Egypt")),
        "country of the place",
    ),
    "no article": (without(MENTION, PROV.wasDerivedFrom), "derived from one article"),
    "no run": (without(MENTION, PROV.wasGeneratedBy), "the run that found it"),
    "no evidence": (without(MENTION, OA.hasTarget), "one piece of evidence"),
    "no annotation": (without(MENTION, RDF.type, OA.Annotation), "an oa:Annotation too"),
    "a mention without parties": (without(MENTION, RW.participation), "has a party"),
    "a meeting of one side": (instead(PARTY, RW.side, Literal("b")), "two sides"),
    "a side that is no letter": (instead(PARTY, RW.side, Literal("left")), "side is one small Latin letter"),
    "no side": (without(PARTY, RW.side), "side is one small Latin letter"),
    "a rank of our own": (instead(PARTY, RW.rank, RW.Host), "rank is rw:Principal or rw:Attendee"),
    "no rank": (without(PARTY, RW.rank), "rank is rw:Principal or rw:Attendee"),
    "a function of our own": (instead(PARTY, RW.function, Literal("host")), "function is rw:Host or rw:Guest"),
    "two names": (plus(PARTY, RW.nameAsStated, Literal("x")), "one name at most"),
    "a role that is a node": (instead(PARTY, RW.roleAsStated, RW.Held), "one role at most"),
    "acting for a country's name": (instead(PARTY, RW.onBehalfOf, Literal("مصر", language="ar")), "on behalf of"),
    "acting for a person": (instead(PARTY, RW.onBehalfOf, PERSON), "on behalf of"),
    "a party without a type": (without(PARTY, RDF.type), "a party is a rw:Participation"),
    "a party who is nobody": (
        lambda quads: [
            quad
            for quad in quads
            if not (quad.subject == PARTY and quad.predicate in (RW.nameAsStated, RW.roleAsStated, RW.onBehalfOf))
        ],
        "a party is somebody",
    ),
    "evidence without a source": (without(None, OA.hasSource), "stands in one article"),
    "evidence without a quote": (without(None, OA.hasSelector, QUOTE), "one quote"),
    "an empty quote": (instead(QUOTE, OA.exact, Literal("  ")), "one string that is not empty"),
    "a start behind the end": (instead(POSITION, OA.start, typed("9000", XSD.integer)), "start stands before end"),
    "a start at the end": (
        lambda quads: instead(POSITION, OA.start, next(q.object for q in quads if q.predicate == OA.end))(quads),
        "start stands before end",
    ),
    "a negative start": (instead(POSITION, OA.start, typed("-1", XSD.integer)), "integer from 0"),
    "no end": (without(POSITION, OA.end), "end is one integer"),
}

PLANNED = next(quad.subject for quad in ALL if quad.predicate == RW.status and quad.object == RW.Planned)
RESOLVED_FAULTS: dict[str, tuple[Change, str]] = {
    "an encounter of two classes": (plus(MEETING, RDF.type, RW.Call), "of one class"),
    "an encounter of no class": (without(MEETING, RDF.type, RW.Meeting), "of one class"),
    "an encounter of one side": (
        lambda quads: [
            Quad(q.subject, q.predicate, Literal("a"), q.graph_name)
            if q.predicate == RW.side and str(q.subject).startswith(f"<{MEETING.value}/")
            else q
            for q in quads
        ],
        "two sides",
    ),
    "no confidence": (without(MEETING, RW.confidence), "from 0 to 1"),
    "no mention": (without(MEETING, RW.mention), "mentioned in an article"),
    "a mention that does not report it": (
        plus(MEETING, RW.mention, IDS.mention("n-9", 7)),
        "those that report it",
    ),
    "an actor who takes no part": (plus(MEETING, SEM.hasActor, IDS.state("XX")), "all and no others"),
    "a participant who is no actor": (without(MEETING, SEM.hasActor, PERSON), "all and no others"),
    "two agents in one participation": (
        plus(NamedNode(f"{MEETING.value}/party/0"), RW.agent, IDS.state("FR")),
        "one agent",
    ),
    "a person without a label": (without(PERSON, RDFS.label), "one label"),
    "a person with two labels": (plus(PERSON, RDFS.label, Literal("x", language="en")), "one label"),
    "a person without a search key": (without(PERSON, RW.searchKey), "search key"),
    "a label among the other spellings": (
        plus(PERSON, SKOS.altLabel, Literal("سامي الحداد", language="ar")),
        "not among the other spellings",
    ),
    "a post that is none": (plus(PERSON, RW.holds, IDS.state("EG")), "one holds posts"),
    "an official without a post": (
        without(IDS.official("وزير داخليه", IDS.state("IT").value), RW.holds),
        "holds one post",
    ),
    "a post in two states": (
        plus(IDS.post("وزير داخليه", IDS.state("EG").value), ORG.postIn, IDS.state("FR")),
        "in one state or organisation",
    ),
    "a place of nowhere": (
        without(IDS.place("القاهره", "EG"), RW.country),
        "",  # a name alone will do
    ),
    "a place without name and country": (without(IDS.place("", "JO"), RW.country), "a name or a country"),
    "a mention that reports two encounters": (
        lambda quads: plus(MENTION, RW.reports, SESSION)(plus(SESSION, RW.mention, MENTION)(quads)),  # type: ignore[arg-type]
        "reports one encounter",
    ),
    "a run without a version": (without(None, RW.programVersion), "version of the program"),
    "met in one direction": (without(PERSON, RW.met), "both directions"),
    "a person who met a state": (plus(PERSON, RW.met, IDS.state("EG")), "persons or unnamed officials"),
    "a state that cooperates with a person": (
        plus(IDS.state("EG"), RW.cooperatesWith, PERSON),
        "states or organisations",
    ),
}


def test_what_is_right_passes() -> None:
    assert validate(ALL) == []


@pytest.mark.parametrize("item", extractions(), ids=lambda item: item.article.id)
def test_the_graph_of_an_article_passes_by_itself(item: Extraction) -> None:
    assert validate(statement_quads(item, lexicon=LEXICON)) == []


@pytest.mark.parametrize("graph", ["resolved", "derived"])
def test_a_computed_graph_passes_by_itself(graph: str) -> None:
    assert validate(quad for quad in ALL if quad.graph_name == IDS.node("graph/" + graph)) == []


def test_the_reference_graph_passes() -> None:
    assert validate(reference_quads()) == []


@pytest.mark.parametrize("fault", STATEMENT_FAULTS)
def test_a_fault_in_a_statement_is_caught(fault: str) -> None:
    change, message = STATEMENT_FAULTS[fault]
    found = validate(change(ARTICLE))
    assert any(message in violation.message for violation in found), [str(violation) for violation in found]


@pytest.mark.parametrize("fault", RESOLVED_FAULTS)
def test_a_fault_across_articles_is_caught(fault: str) -> None:
    change, message = RESOLVED_FAULTS[fault]
    found = validate(change(ALL))
    if message:
        assert any(message in violation.message for violation in found), [str(violation) for violation in found]
    else:
        assert found == []


def test_a_fault_in_the_names_of_a_state_is_caught() -> None:
    node = IDS.state("EG")
    quads = [quad for quad in reference_quads() if quad.subject == node]
    assert validate(quads) == []
    english = next(q.object for q in quads if q.predicate == RDFS.label and q.object.language == "en")  # type: ignore[union-attr]
    assert "Arabic and one in English" in validate(without(node, RDFS.label, english)(quads))[0].message  # type: ignore[arg-type]


def test_a_violation_tells_where_and_what() -> None:
    (violation,) = validate(instead(POSITION, OA.start, typed("9000", XSD.integer))(ARTICLE))
    assert (violation.focus, violation.path, violation.value) == (POSITION.value, OA.start.value, "9000")
    assert str(violation) == f"{POSITION.value} {OA.start.value}: start stands before end (is 9000)"
    (violation,) = validate(instead(POSITION, OA.start, typed("9000", XSD.integer))(ARTICLE), lang="ar")
    assert violation.message == "البداية قبل النهاية"


def test_paths_of_several_steps_are_shown_as_in_sparql() -> None:
    found = validate(without(None, SCHEMA.articleBody)(ARTICLE))
    assert found[0].path == f"{PROV.wasDerivedFrom.value}/{SCHEMA.articleBody.value}"


def test_every_message_is_there_in_arabic() -> None:
    for fault, (change, _) in STATEMENT_FAULTS.items():
        for violation in validate(change(ARTICLE), lang="ar"):
            assert any("\u0620" <= letter <= "\u064a" for letter in violation.message), (fault, violation)


def test_queries_on_rdflib_read_no_files() -> None:
    assert rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS is False


def test_shapes_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text("@prefix broken")
    monkeypatch.setattr(kg.validate, "ontology_dir", lambda: tmp_path)
    kg.validate._shapes.cache_clear()
    try:
        with pytest.raises(TableError, match=r"shapes\.ttl"):
            validate(ARTICLE)
    finally:
        kg.validate._shapes.cache_clear()
