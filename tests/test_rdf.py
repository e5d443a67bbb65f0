"""Quads of the statement layer and of the reference graph."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

import kg.rdf
import kg.resources
from kg.errors import InputError, TableError
from kg.model import Encounter, EventDate, Extraction, Party, Place, Topic
from kg.rdf import reference_quads, statement_quads
from kg.store import Store
from kg.terms import day, decimal, storable, words
from kg.vocabulary import OA, RDF, RDFS, RW, SCHEMA, SEM, SKOS, XSD
from tests.graphs import HADDAD, IDS, LEXICON, MOREAU, encounter, extraction, extractions

FIRST = extractions()[0]


def quads(item: Extraction, **options: Any) -> list[Quad]:
    return statement_quads(item, lexicon=LEXICON, **options)


def changed(**fields: Any) -> Extraction:
    """The first extraction with other fields in its encounter."""
    return Extraction(FIRST.article, (dataclasses.replace(FIRST.encounters[0], **fields),))


def objects(found: list[Quad], predicate: NamedNode, subject: NamedNode | None = None) -> list[str]:
    return [q.object.value for q in found if q.predicate == predicate and subject in (None, q.subject)]  # type: ignore[union-attr]


def test_one_article_is_one_graph_without_blank_nodes() -> None:
    for item in extractions():
        found = quads(item)
        assert {quad.graph_name for quad in found} == {IDS.article_graph(item.article.id)}
        assert len(set(found)) == len(found)
        for quad in found:
            assert isinstance(quad.subject, NamedNode)
            assert isinstance(quad.object, NamedNode | Literal)
            assert quad.subject.value.isascii()
            assert not isinstance(quad.object, NamedNode) or quad.object.value.isascii()


def test_the_same_extraction_gives_the_same_quads() -> None:
    assert quads(FIRST) == quads(extractions()[0])
    assert quads(FIRST) != statement_quads(FIRST, lexicon="ffffffffffff")


def test_the_store_changes_no_literal() -> None:
    """What Oxigraph would normalise must leave here normalised, or ingesting again would look like a change."""
    for item in [*extractions(), changed(confidence=0.50001), changed(confidence=1.0), changed(confidence=0)]:
        store = Store.memory()
        store.replace_article(IDS.article_graph(item.article.id), quads(item))
        assert set(store.quads()) == set(quads(item))


def test_graphs_survive_n_quads() -> None:
    for item in extractions():
        text = ox.serialize(quads(item), format=ox.RdfFormat.N_QUADS)
        assert set(ox.parse(text, ox.RdfFormat.N_QUADS)) == set(quads(item))


def test_the_evidence_stands_in_the_body() -> None:
    for item in extractions():
        found = quads(item)
        body = objects(found, SCHEMA.articleBody)[0]
        for position in [q.subject for q in found if q.object == OA.TextPositionSelector]:
            assert isinstance(position, NamedNode)
            start, end = (int(objects(found, p, position)[0]) for p in (OA.start, OA.end))
            quote = NamedNode(position.value.replace("position", "quote"))
            assert body[start:end] == objects(found, OA.exact, quote)[0]
        assert objects(found, RW.textSha256) == [hashlib.sha256(body.encode()).hexdigest()]


def test_the_quote_is_what_stands_at_the_position() -> None:
    shortened = changed(evidence="استقبل … جان مورو", evidence_span=(0, 6))
    assert objects(quads(shortened), OA.exact) == ["استقبل"]


def test_a_mention_says_what_the_article_says() -> None:
    found = quads(FIRST)
    mention = IDS.mention("n-1", 0)
    assert objects(found, RW.encounterType, mention) == [RW.Meeting.value]
    assert objects(found, RW.status, mention) == [RW.Held.value]
    assert objects(found, RW.confidence, mention) == ["0.8"]
    assert objects(found, RW.placeAsStated, mention) == ["القاهرة"]
    assert objects(found, RW.placeCountry, mention) == [IDS.state("EG").value]
    assert objects(found, RW.trigger, mention) == ["استقبل"]
    party = NamedNode(mention.value + "/party/1")
    told = {q.predicate: q.object for q in found if q.subject == party}
    assert told == {
        RDF.type: RW.Participation,
        RW.side: Literal("b"),
        RW.rank: RW.Principal,
        RW.function: RW.Guest,
        RW.nameAsStated: Literal("جان مورو", language="ar"),
        RW.roleAsStated: Literal("وزير الداخلية", language="ar"),
        RW.onBehalfOf: IDS.state("FR"),
    }


def test_an_article_without_encounters_leaves_its_body_out() -> None:
    found = quads(Extraction(FIRST.article, ()))
    assert not objects(found, SCHEMA.articleBody)
    assert objects(found, SCHEMA.headline)
    assert objects(found, RW.textSha256)


def test_organisations_by_code_and_as_written() -> None:
    coded = quads(changed(parties=(HADDAD, Party(None, None, None, "AIMC", "b"))))
    assert IDS.node("org/AIMC").value in objects(coded, RW.onBehalfOf)
    assert not objects(coded, RW.organisationAsStated)
    written = quads(changed(parties=(HADDAD, Party(None, None, None, "منظّمة السلام", "b"))))
    again = quads(changed(parties=(HADDAD, Party(None, None, None, "منظمه السلام", "b"))))
    assert objects(written, RW.organisationAsStated) == ["منظّمة السلام"]
    assert objects(written, RW.onBehalfOf) == objects(again, RW.onBehalfOf)


def test_one_organisation_under_two_names_of_the_tables() -> None:
    told = ("منظمة حظر الأسلحة الكيميائية", "منظمة حظر الأسلحة الكيماوية", "المنظمة الدولية لحظر الأسلحة الكيميائية")
    found = [quads(changed(parties=(HADDAD, Party(None, None, None, name, "b")))) for name in told]
    assert len({tuple(objects(q, RW.onBehalfOf)) for q in found}) == 1
    assert [objects(q, RW.organisationAsStated) for q in found] == [[name] for name in told]
    groups = ("مجموعة 5+1", "مجموعة (5 + 1)", "القوى الكبرى")
    nodes = [quads(changed(parties=(HADDAD, Party(None, None, None, name, "b")))) for name in groups]
    assert len({tuple(objects(q, RW.onBehalfOf)) for q in nodes}) == 2  # a loose group is what the article calls it


def test_one_place_under_two_spellings() -> None:
    cairo, again, abroad = (
        objects(quads(changed(place=Place(name, country))), SEM.hasPlace)
        for name, country in (("القاهرة", "EG"), ("القاهره", "EG"), ("القاهرة", "SD"))
    )
    assert cairo == again != abroad
    assert objects(quads(changed(place=Place(None, None))), SEM.hasPlace) == []


@pytest.mark.parametrize(
    ("value", "datatype"),
    [("2024", XSD.gYear), ("2024-02", XSD.gYearMonth), ("2024-02-29", XSD.date)],
)
def test_a_date_has_the_type_of_its_precision(value: str, datatype: NamedNode) -> None:
    assert day(value) == Literal(value, datatype=datatype)


@pytest.mark.parametrize("value", ["", "24", "2023-02-29", "2024-13", "2024-2-1", "٢٠٢٤", "2024-02-01T10:00", "0000"])
def test_what_is_no_date(value: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        day(value)


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (1, "1"), (0.5, "0.5"), (0.12345, "0.1235"), (0.00001, "0"), (-0.0, "0")]
)
def test_decimals_are_canonical(value: float, shown: str) -> None:
    assert decimal(value) == Literal(shown, datatype=XSD.decimal)


def test_words_are_tagged_by_their_letters() -> None:
    assert words("مصر").language == "ar"
    assert words("NATO 2024").language is None


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_can_be_stored_and_keeps_its_length(text: str) -> None:
    clean = storable(text)
    assert len(clean) == len(text)
    clean.encode()
    assert storable(clean) == clean
    article = dataclasses.replace(FIRST.article, id=text, text=text + "x", title=text, source=text, url=text)
    found = quads(Extraction(article, ()))
    assert set(ox.parse(ox.serialize(found, format=ox.RdfFormat.N_QUADS), ox.RdfFormat.N_QUADS)) == set(found)


def test_control_characters_do_not_move_the_evidence() -> None:
    text = "\x00\x0bاستقبل\ud800 الوزير نظيره."
    found = quads(extraction("x", text, (encounter(text, "الوزير نظيره", (HADDAD, MOREAU)),)))
    body = objects(found, SCHEMA.articleBody)[0]
    start = int(objects(found, OA.start)[0])
    assert body[start:].startswith("الوزير نظيره")


@pytest.mark.parametrize(("time", "published"), [("2024-03-06T10:00:00Z", ["2024-03-06"]), ("6 مارس", []), (None, [])])
def test_the_publication_day(time: str | None, published: list[str]) -> None:
    article = dataclasses.replace(FIRST.article, time=time)
    assert objects(quads(Extraction(article, ())), SCHEMA.datePublished) == published


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"type": "dinner"}, "type 'dinner' is not one of meeting, call"),
        ({"status": "denied"}, "status 'denied'"),
        ({"confidence": 1.5}, "confidence 1.5"),
        ({"date": EventDate("2023-02-30")}, "day is out of range"),
        ({"topics": (Topic("Border Security"),)}, "no topic code"),
        ({"place": Place("باريس", "FRA")}, "ISO 3166-1"),
        ({"evidence_span": (5, 5)}, r"evidence_span \[5, 5\]"),
        ({"evidence_span": (0, 10_000)}, "not within the text"),
        ({"evidence": " ", "evidence_span": None}, "evidence is empty"),
        ({"parties": ()}, "no party"),
        ({"parties": (HADDAD, Party(None, None, None, None, "b"))}, "party 1 names nobody"),
        ({"parties": (Party("x", None, "Egypt", None, "a"),)}, "'Egypt' is no ISO"),
        ({"parties": (Party("x", None, "EG", None, "left"),)}, "party 0: side 'left'"),
        ({"parties": (Party("x", None, "EG", None, "a", rank="chief"),)}, "party 0: rank 'chief'"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_right_is_told_with_article_and_field(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=rf"article n-1: encounter 0: .*{message}"):
        quads(changed(**fields))


# the reference graph


def test_the_reference_graph_names_states_and_organisations_in_two_languages() -> None:
    found = reference_quads()
    labels = {q.object for q in found if q.subject == IDS.state("EG") and q.predicate == RDFS.label}
    assert labels == {Literal("مصر", language="ar"), Literal("Egypt", language="en")}
    assert "EG" in objects(found, SKOS.notation, IDS.state("EG"))
    assert RW.Organisation.value in objects(found, RDF.type, IDS.organisation("AIMC", ""))
    assert RW.State.value in objects(found, RDF.type, IDS.state("EG"))
    assert "مصر" in objects(found, RW.searchKey, IDS.state("EG"))


def test_the_reference_graph_holds_the_ontology_and_the_topics() -> None:
    found = reference_quads()
    assert any(quad.subject == RW.met for quad in found)
    assert objects(found, SKOS.notation, NamedNode("https://w3id.org/rawabit/ontology/topic/counter-terrorism"))
    assert {quad.graph_name for quad in found} == {IDS.reference_graph}
    assert set(reference_quads(base="https://example.org/")) != set(found)


def test_the_store_changes_no_literal_of_the_reference_graph() -> None:
    store = Store.memory()
    store.replace_graph(IDS.reference_graph, reference_quads())
    assert set(store.quads()) == set(reference_quads())


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("tables/countries.csv", "code,name_ar,name_en\nEGY,مصر,Egypt\n", r"countries\.csv:2: 'EGY' is no ISO"),
        ("tables/countries.csv", "code,name_ar,name_en\nEG,,Egypt\n", r"countries\.csv:2: the column 'name_ar'"),
        ("tables/countries.csv", "code,name_ar\nEG,مصر\n", r"countries\.csv:2: the column 'name_en'"),
        ("tables/organisations.csv", "code,name_ar,name_en\nun,الأمم,UN\n", r"organisations\.csv:2: 'un' is no"),
        ("topics.ttl", "@prefix x: <urn:x> .\nx:a x:b", r"topics\.ttl:2: "),
        ("topics.ttl", "<urn:a> <urn:b> [] .", r"topics\.ttl: a blank node"),
        ("rawabit.ttl", None, r"rawabit\.ttl: cannot be read"),
    ],
)
def test_a_faulty_file_is_named(
    file: str, text: str | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tables").mkdir()
    for name in ("countries", "organisations"):
        (tmp_path / "tables" / f"{name}.csv").write_text("code,name_ar,name_en\n", encoding="utf-8")
    for name in ("rawabit", "topics"):
        (tmp_path / f"{name}.ttl").write_text("", encoding="utf-8")
    monkeypatch.setattr(kg.resources, "ontology_dir", lambda: tmp_path)
    monkeypatch.setattr(kg.rdf, "ontology_dir", lambda: tmp_path)
    assert reference_quads() == []
    if text is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=message):
        reference_quads()


def test_encounters_of_gold_records_can_be_stated() -> None:
    """Evidence without a span is quoted and has no position."""
    plain = dataclasses.replace(FIRST.encounters[0], evidence="جملة أخرى", evidence_span=None)
    assert isinstance(plain, Encounter)
    found = quads(Extraction(FIRST.article, (plain,)))
    assert objects(found, OA.exact) == ["جملة أخرى"]
    assert not objects(found, OA.start)
