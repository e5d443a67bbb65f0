"""Officials, delegations, states and organisations as a sentence names them: chains of honorifics, offices and names.

``tests/cases/mentions.jsonl`` holds one phrase a line with every official, counterpart and delegation in it, in order;
``known`` says why a phrase is not read rightly yet (such a case may fail, all others must pass).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.mentions import MentionReader
from kg.text import NormalText, fold, normalise
from kg.tokens import tokenise
from tests.casetable import param

TABLE = Path(__file__).parent / "cases" / "mentions.jsonl"
CASES = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines()]
_PERSONS = {"official", "counterpart", "group"}


def _read(text: str) -> tuple[NormalText, list[Mention]]:
    folded = normalise(text)
    return folded, MentionReader(Lexicon.load()).read(tokenise(folded.text))


def _seen(text: str) -> list[dict[str, Any]]:
    folded, mentions = _read(text)
    out: list[dict[str, Any]] = []
    for mention in mentions:
        if mention.kind not in _PERSONS:
            continue
        seen: dict[str, Any] = {"kind": mention.kind, "country": mention.country, "org": mention.org}
        if mention.kind != "group":
            seen["name"] = folded.surface(*mention.name_span) if mention.name else None
            seen["role"] = folded.surface(*mention.role) if mention.role else None
        out.append(seen)
    return out


def faults(case: dict[str, Any]) -> list[str]:
    """What differs from a case of the table. An office may be read with more of its words than the table asks for."""
    seen = _seen(case["text"])
    for found, expected in zip(seen, case["expect"], strict=False):
        if found.get("role") and expected.get("role") and found["role"].startswith(expected["role"]):
            found["role"] = expected["role"]
    return [] if seen == case["expect"] else [f"{seen}, not {case['expect']}"]


@pytest.mark.parametrize("case", [param(case) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert faults(case) == []


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 80
    assert len({case["name"] for case in CASES}) == len(CASES)


def _officials(text: str) -> list[Mention]:
    return [m for m in _read(text)[1] if m.kind in {"official", "counterpart"}]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("اجتمع مع وزير الداخلية المصري", "مع"),
        ("التقى بوزير الداخلية المصري", "ب"),
        ("قال لوزير الداخلية المصري", "ل"),
        ("بحث الملف ووزير الداخلية المصري", "و"),
        ("لقاء بين وزير الداخلية المصري", "بين"),
        ("تلقى من وزير الداخلية المصري", "من"),
        ("استقبل كلا من وزير الداخلية المصري", ""),
        ("اجتمع مع كل من وزير الداخلية المصري", "مع"),
        ("وزير الداخلية المصري", ""),
    ],
)
def test_what_joins_a_mention_to_the_words_before_it(text: str, link: str) -> None:
    assert [m.link for m in _officials(text)] == [link]


def test_a_proclitic_is_not_part_of_the_mention() -> None:
    folded, mentions = _read("اجتمع بوزير الداخلية المصري")
    assert folded.surface(mentions[0].start, mentions[0].end) == "وزير الداخلية المصري"


def test_a_former_office_is_marked() -> None:
    assert [m.former for m in _officials("وزير الخارجية الأمريكي الأسبق جون هاموند")] == [True]
    assert [m.former for m in _officials("وزير الخارجية الأمريكي جون هاموند")] == [False]


def test_two_of_a_dual_office_share_their_words() -> None:
    pair = _officials("وزيرا خارجية مصر وقبرص")
    assert [(m.country, m.countries) for m in pair] == [("EG", ("EG", "CY")), ("CY", ("EG", "CY"))]
    assert len({(m.first, m.last) for m in pair}) == 1


def test_the_kingdom_alone_leaves_the_state_open() -> None:
    assert [m.country for m in _officials("وزير الداخلية بالمملكة")] == ["?"]


@pytest.mark.parametrize(
    ("text", "kind", "country", "org"),
    [
        ("بين مصر والصين", "state", ["EG", "CN"], [None, None]),
        ("وقعت المنظمة الدولية للهجرة", "org", [None], ["IOM"]),
        ("مجلس الأمن الدولي", "org", [None], ["UNSC"]),
        ("الولايات المتحدة الأمريكية", "state", ["US"], [None]),
    ],
)
def test_bare_states_and_organisations(text: str, kind: str, country: list[str | None], org: list[str | None]) -> None:
    bodies = [m for m in _read(text)[1] if m.kind == kind]
    assert [m.country for m in bodies] == country
    assert [m.org for m in bodies] == org


def test_marks_inside_words_do_not_matter() -> None:
    plain = [(m.name, m.role_key, m.country) for m in _officials("وزير الداخلية المصري عادل حسن مراد")]
    marked = [(m.name, m.role_key, m.country) for m in _officials("وزيـر الداخليّة المِصري عادل حسـن مراد")]
    assert plain == marked


_FRAGMENTS = st.sampled_from(
    [word for case in CASES for word in case["text"].split()]
    + [
        "و",
        "من",
        "،",
        ".",
        "«",
        "»",
        "(",
        ")",
        "-",
        "/",
        "John",
        "٣",
        "2024",
        "\n",
        "ـ",
        "عبد",
        "بن",
        "آل",
        "ال",
        "لل",
        "وال",
    ]
)


@settings(max_examples=300)
@given(st.lists(_FRAGMENTS, max_size=25).map(" ".join))
@example("الجنرال س. التونسي")
@example("مسؤولين التونسي الجيش")
@example("وزير (نسا) جون")
def test_mentions_stay_in_range_and_in_order(text: str) -> None:
    folded, mentions = _read(text)
    tokens = tokenise(folded.text)
    position = 0
    for mention in mentions:
        assert 0 <= mention.first < mention.last <= len(tokens)
        assert 0 <= mention.start < mention.end <= len(folded.text)
        assert mention.first >= position or mention.countries
        position = max(position, mention.last)
        if mention.name:
            told = folded.text[slice(*mention.name_span)].replace(")", " ").split()[0]  # «(إيغور) بتروف»
            assert mention.name.split()[0] in {told, "ا" + told}  # «للأمين»: the article loses its first letter
            assert mention.first <= _token_at(tokens, mention.name_span[0]) < mention.last
        if mention.role:
            start, end = mention.role
            assert 0 <= start < end <= len(folded.text)
            assert fold(folded.text[start:end])


def _token_at(tokens: list[Any], position: int) -> int:
    return next(i for i, token in enumerate(tokens) if token.start <= position < token.end)  # «وخالد»: behind its و
