"""Which day and which place of a text belong to which encounter.

``tests/cases/occasions.jsonl`` holds one short article a line: ``title`` (optional), ``text``, ``time`` (the day of
publication or null), and ``expect``: for encounters, known by two of their parties (``between``: a name, or the code of
a bare state or organisation), the place and the day, null where the text does not say. ``known`` says why a line is not
read rightly yet (such a case may fail, all others must pass).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.model import Article, Encounter, Party
from kg.text import fold
from tests.casetable import extractor, param, shown

TABLE = Path(__file__).parent / "cases" / "occasions.jsonl"
CASES = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines()]


def _is(party: Party, words: str) -> bool:
    if party.name:
        return fold(party.name) == fold(words)
    return words in (party.country, party.org)


def _between(encounter: Encounter, parties: list[str]) -> bool:
    return all(any(_is(p, words) for p in encounter.parties) for words in parties)


def faults(case: dict[str, Any]) -> list[str]:
    """What differs from a case of the table."""
    found = extractor().extract(Article("case", case["text"], case.get("title"), time=case["time"])).encounters
    out = []
    for expected in case["expect"]:
        encounter = next((e for e in found if _between(e, expected["between"])), None)
        if encounter is None:
            out.append(f"missed: {expected['between']} in {[shown(e) for e in found]}")
            continue
        place = encounter.place.name if encounter.place else None
        day = encounter.date.value if encounter.date else None
        if fold(place or "") != fold(expected["place"] or ""):
            out.append(f"{expected['between']}: place {place}, not {expected['place']}")
        if day != expected["date"]:
            out.append(f"{expected['between']}: date {day}, not {expected['date']}")
    return out


@pytest.mark.parametrize("case", [param(case) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert faults(case) == []


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 70


def test_a_place_of_the_headline_has_no_span() -> None:
    """Spans are positions of the text; the headline is no part of it."""
    case = next(c for c in CASES if c["name"] == "place/headline")
    (encounter,) = extractor().extract(Article("case", case["text"], case["title"])).encounters
    assert encounter.place is not None
    assert (encounter.place.name, encounter.place.span) == ("جاكرتا", None)
