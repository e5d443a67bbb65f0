"""Encounters, end to end: the table of hard cases, and what must hold of every encounter found in them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from kg.model import Article, Encounter
from kg.resources import forms, rows
from tests.casetable import extractor, faults, param, read_cases, run, shown

CASES = read_cases()


@pytest.mark.parametrize("case", [param(case) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert faults(case) == []


def test_the_table_is_wide_and_well_formed() -> None:
    assert len(CASES) >= 150
    assert [name for name, n in Counter(case["name"] for case in CASES).items() if n > 1] == []
    groups = {case["name"].partition("/")[0] for case in CASES}
    assert len(groups) >= 20
    states = {row["code"] for _, row in rows("countries")}
    labels = {row["code"] if row["guide_code"] == "yes" else row["name_ar"] for _, row in rows("organisations")}
    # an organisation without a code is told as it is written
    labels |= {form for _, row in rows("organisations") for form in forms(row["aliases_ar"])} | {"دول (5 + 1)"}
    for case in CASES:
        assert set(case) <= {"name", "text", "time", "source", "url", "expect", "known"}, case["name"]
        for encounter in case["expect"]:
            assert encounter["type"] in {"meeting", "call", "visit", "session", "signing"}, case["name"]
            assert encounter["status"] in {"held", "planned"}, case["name"]
            assert set(encounter.get("countries", ())) <= states | labels, case["name"]
    arab = {
        "EG",
        "SA",
        "AE",
        "KW",
        "QA",
        "BH",
        "OM",
        "IQ",
        "JO",
        "LB",
        "SY",
        "PS",
        "SD",
        "LY",
        "TN",
        "DZ",
        "MA",
        "MR",
        "YE",
        "SO",
        "DJ",
        "KM",
    }
    assert {code for case in CASES for e in case["expect"] for code in e.get("countries", ())} >= arab
    assert sum(not case["expect"] for case in CASES) >= 30


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_whatever_is_found_is_sound(case: dict[str, Any]) -> None:
    """Right or wrong, an encounter has two sides, evidence that stands in the text, and a confidence within bounds."""
    for encounter in run(case):
        assert encounter.evidence_span is not None
        start, end = encounter.evidence_span
        assert case["text"][start:end] == encounter.evidence
        assert encounter.trigger_span is not None
        assert start <= encounter.trigger_span[0] < encounter.trigger_span[1] <= end
        assert 0.0 <= encounter.confidence <= 1.0
        assert len({p.side for p in encounter.parties}) >= 2 or encounter.type == "session", shown(encounter)
        for party in encounter.parties:  # whose host an article of no known state speaks of may stay untold
            assert party.side == "a" or party.country or party.org, shown(encounter)
            assert not (party.country and party.org), shown(encounter)
            assert party.rank == "principal" or party.name or party.role, shown(encounter)
        if encounter.type != "session":
            a = {p.org or p.country for p in encounter.parties if p.side == "a" and p.rank == "principal"}
            b = {p.org or p.country for p in encounter.parties if p.side != "a" and p.rank == "principal"}
            assert a, shown(encounter)
            assert b, shown(encounter)
            assert not a & b, shown(encounter)
        persons = [(p.name, p.role, p.country, p.org) for p in encounter.parties]
        assert len(persons) == len(set(persons)), shown(encounter)


def _one(text: str, time: str | None = "2024-05-21", **more: Any) -> Encounter:
    found = extractor().extract(Article("t", text, time=time, **more)).encounters
    assert len(found) == 1, [shown(e) for e in found]
    return found[0]


def test_host_and_guest_follow_from_the_verb_of_receiving() -> None:
    encounter = _one("استقبل وزير الداخلية الأردني مازن الحديدي وزير الداخلية العراقي فاضل الشمري.")
    assert [(p.name, p.side, p.function) for p in encounter.parties] == [
        ("مازن الحديدي", "a", "host"),
        ("فاضل الشمري", "b", "guest"),
    ]


def test_nobody_is_host_where_none_is_told() -> None:
    encounter = _one("التقى وزير الداخلية الأردني مازن الحديدي وزير الداخلية العراقي فاضل الشمري.")
    assert {p.function for p in encounter.parties} == {None}


def test_the_state_of_a_minister_without_one_is_that_of_the_address() -> None:
    text = "استقبل وزير الداخلية سالم الهاشمي السفير الفرنسي بيار دوران."
    assert {p.country for p in _one(text, url="https://www.moi.gov.tn/ar/1").parties} == {"TN", "FR"}
    assert {p.country for p in _one(text, url="https://moi.gov.iq/news/2").parties} == {"IQ", "FR"}


def test_confidence_is_higher_where_the_text_states_more() -> None:
    full = _one("استقبل وزير الداخلية الأردني مازن الحديدي وزير الداخلية العراقي فاضل الشمري.")
    vague = _one("استقبل وزير الداخلية السفير العراقي.", url="https://www.psd.gov.jo/1")
    assert full.confidence > vague.confidence


def test_the_same_pair_is_told_of_once_an_article() -> None:
    text = (
        "استقبل وزير الداخلية الأردني مازن الحديدي نظيره العراقي فاضل الشمري. "
        "وعقد الحديدي والشمري اجتماعا موسعا. والتقى الوزيران الصحفيين في مؤتمر صحفي مشترك."
    )
    assert len(_one(text).parties) == 2


def test_attendees_stand_on_the_side_they_serve() -> None:
    text = (
        "عقد وزير الداخلية السعودي الأمير تركي بن فيصل اجتماعا مع وزير الداخلية المصري عادل مراد. "
        "حضر الاجتماع السفير السعودي لدى مصر صالح القحطاني، ومساعد وزير الداخلية المصري هشام فوزي."
    )
    sides = {p.name: (p.side, p.rank) for p in _one(text).parties}
    assert sides["صالح القحطاني"] == (sides["تركي بن فيصل"][0], "attendee")
    assert sides["هشام فوزي"] == (sides["عادل مراد"][0], "attendee")
