"""The closed namespaces and the makers of IRIs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import is_organisation_code
from kg.vocabulary import BASE, PREFIXES, RW, SCHEMA, Ids, Namespace, slug, topic
from kg.void_rdf import NAMESPACES

IDS = Ids()
ASCII_IRI = re.compile(r"https://w3id\.org/rawabit/id/[A-Za-z0-9._/-]+")


def test_a_term_that_is_not_listed_is_an_error() -> None:
    with pytest.raises(AttributeError):
        RW.Meetting  # type: ignore[attr-defined]  # noqa: B018


def test_terms_are_in_their_namespace() -> None:
    assert RW.Meeting.value == "https://w3id.org/rawabit/ontology#Meeting"
    for space in Namespace.__subclasses__():
        assert space.iri in {*PREFIXES.values(), *NAMESPACES.values()}
        assert all(term.value.startswith(space.iri) for term in space.terms())
    assert SCHEMA.url in SCHEMA.terms()


def test_a_base_must_be_ascii_and_end_a_path() -> None:
    assert Ids("https://example.org/x#").state("EG").value == "https://example.org/x#state/EG"
    for base in ("https://example.org/x", "https://example.org/روابط/", "no iri/"):
        with pytest.raises(ValueError):  # noqa: PT011
            Ids(base)


@given(st.text(min_size=1))
def test_every_article_has_an_ascii_iri_of_its_own(id: str) -> None:
    assert ASCII_IRI.fullmatch(IDS.article(id).value)
    assert ASCII_IRI.fullmatch(IDS.article_graph(id).value)
    assert ASCII_IRI.fullmatch(IDS.mention(id, 3).value)
    assert slug(id) == slug(id)
    assert slug(id + "\u0660") != slug(id)


def test_a_plain_id_is_kept_and_another_is_hashed() -> None:
    assert slug("AL-culture-499_2018.06") == "AL-culture-499_2018.06"
    assert re.fullmatch("[0-9a-f]{16}", slug("خبر 6"))
    assert re.fullmatch("[0-9a-f]{16}", slug("x" * 81))
    assert re.fullmatch("[0-9a-f]{16}", slug("../db"))


@given(st.text(), st.text())
def test_hashed_nodes_are_ascii_and_told_apart_by_each_part(name: str, other: str) -> None:
    egypt, france = IDS.state("EG").value, IDS.state("FR").value
    for make in (IDS.person, IDS.official, IDS.post):
        assert ASCII_IRI.fullmatch(make(name, egypt).value)
        assert make(name, egypt) != make(name, france)
        assert (make(name, egypt) == make(other, egypt)) == (name == other)
    assert IDS.person(name, egypt) != IDS.official(name, egypt)


def test_local_ids_do_not_change_with_the_base() -> None:
    other = Ids("https://example.org/id/")
    here = IDS.local(IDS.person("سامي", IDS.state("EG").value).value)
    there = other.local(other.person("سامي", other.state("EG").value).value)
    assert here == there
    assert IDS.local("https://example.org/id/x") is None


@pytest.mark.parametrize("code", ["", "eg", "EGY", "E1", "مصر", "EG "])
def test_what_is_no_state_code(code: str) -> None:
    with pytest.raises(ValueError, match="ISO 3166-1"):
        IDS.state(code)


@pytest.mark.parametrize("code", ["", "Counter", "a b", "a/b", "مكافحة"])
def test_what_is_no_topic_code(code: str) -> None:
    with pytest.raises(ValueError, match="topic code"):
        topic(code)


def test_organisations_by_code_and_by_name() -> None:
    assert [
        name for name in ("AIMC", "5PLUS5", "UN", "حماس", "Hamas", "A", "123", "") if is_organisation_code(name)
    ] == [
        "AIMC",
        "5PLUS5",
        "UN",
    ]
    assert IDS.organisation("AIMC", "x").value == BASE + "org/AIMC"
    assert re.fullmatch(re.escape(BASE) + "org/[0-9a-f]{16}", IDS.organisation("حماس", "حماس").value)


def test_a_run_is_named_by_two_versions() -> None:
    assert IDS.run("0.2.0.dev1+g12", "abcdef012345").value == BASE + "run/0.2.0.dev1.g12-abcdef012345"
