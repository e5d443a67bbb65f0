"""Places as a sentence names them, datelines, and the capital a sentence means.

``tests/cases/places.jsonl`` holds one sentence a line: ``expect`` is every place named as such, ``dateline`` the city
an agency's line opens with; ``known`` says why a line is not read rightly yet (such a case may fail, all others must
pass).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.capitals import capital_named
from kg.datelines import dateline
from kg.entities import Sentence
from kg.lexicon import Lexicon
from kg.mentions import MentionReader
from kg.places import find_places
from kg.text import NormalText, normalise
from kg.tokens import tokenise
from tests.casetable import param

TABLE = Path(__file__).parent / "cases" / "places.jsonl"
CASES = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines()]


def _sentence(text: str) -> tuple[NormalText, Sentence]:
    folded = normalise(text)
    tokens = tokenise(folded.text)
    return folded, Sentence(0, len(folded.text), tokens, MentionReader(Lexicon.load()).read(tokens))


def faults(case: dict[str, Any]) -> list[str]:
    """What differs from a case of the table."""
    folded, sentence = _sentence(case["text"])
    seen = [
        {"name": folded.surface(p.start, p.end), "country": p.country, "city": p.city, "visited": p.visited}
        for p in find_places(Lexicon.load(), sentence)
    ]
    line = dateline(Lexicon.load(), sentence)
    said = folded.surface(line.start, line.end) if line else None
    out = [] if seen == case["expect"] else [f"{seen}, not {case['expect']}"]
    return out if said == case["dateline"] else [*out, f"dateline {said}, not {case['dateline']}"]


@pytest.mark.parametrize("case", [param(case) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert faults(case) == []


def test_the_swallowed_article_is_marked() -> None:
    _, sentence = _sentence("خلال زيارته للعراق")
    assert [p.article for p in find_places(Lexicon.load(), sentence)] == [True]
    _, sentence = _sentence("خلال زيارته لمصر")
    assert [p.article for p in find_places(Lexicon.load(), sentence)] == [False]


def test_a_capital_known_by_its_states_adjective_is_marked() -> None:
    _, sentence = _sentence("عقد الاجتماع بالعاصمة التونسية")
    assert [(p.country, p.by_adjective) for p in find_places(Lexicon.load(), sentence)] == [("TN", True)]
    folded, sentence = _sentence("عقد الاجتماع بالعاصمة التونسية، تونس")
    found = find_places(Lexicon.load(), sentence)
    assert [(folded.surface(p.start, p.end), p.by_adjective) for p in found] == [("تونس", False)]


def test_the_capital_of_a_state_is_found_by_its_name() -> None:
    folded, sentence = _sentence("استقبلت القاهرة وفدا من صنعاء")
    named = capital_named(Lexicon.load(), sentence, "YE")
    assert named is not None
    assert folded.surface(*named) == "صنعاء"
    assert capital_named(Lexicon.load(), sentence, "LB") is None
