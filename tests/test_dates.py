"""Dates in the press: a table of cases, the traps, and properties that hold for any text."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import datelex, resources
from kg.dates import DateMention, find_dates
from kg.errors import TableError
from kg.text import normalise

_TABLE = Path(__file__).parent / "cases" / "dates.jsonl"
CASES = [json.loads(line) for line in _TABLE.read_text("utf-8").splitlines()]


def _seen(text: str, published: str | None) -> list[dict[str, Any]]:
    folded = normalise(text)
    return [
        {
            "surface": folded.surface(m.start, m.end),
            "value": m.on(planned=False),
            "planned": m.on(planned=True),
            "kind": m.kind,
            "direction": m.direction,
        }
        for m in find_dates(folded, date.fromisoformat(published) if published else None)
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert _seen(case["text"], case["published"]) == case["dates"]


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 100


def test_marks_inside_words_and_arabic_digits_do_not_matter() -> None:
    plain = _seen("مساء أمس الأربعاء 13 مارس 2024", "2024-03-14")
    marked = _seen("مســاء أمْسِ الأربِعاء ١٣ مارس ٢٠٢٤", "2024-03-14")
    assert [d["value"] for d in marked] == [d["value"] for d in plain] == ["2024-03-13"]


def test_several_dates_stay_apart() -> None:
    seen = _seen("التقيا الأحد في عمان، ثم يلتقيان الخميس المقبل في بغداد، وكانا التقيا في 3 يناير 2024.", "2024-03-14")
    assert [d["value"] for d in seen] == ["2024-03-10", "2024-03-21", "2024-01-03"]


def test_a_day_on_the_29th_of_february_takes_a_leap_year() -> None:
    assert _seen("في 29 فبراير الماضي", "2025-03-14")[0]["value"] == "2024-02-29"


@pytest.mark.parametrize("published", [date(2024, 1, 1), date(2024, 2, 29), date(2023, 12, 31)])
def test_weekdays_fall_on_their_day(published: date) -> None:
    for number, name in enumerate(["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]):
        (mention,) = find_dates(normalise(f"التقيا {name} هناك"), published)
        held, planned = (date.fromisoformat(str(mention.on(p))) for p in (False, True))
        assert held.weekday() == planned.weekday() == number
        assert 0 <= (published - held).days < 7
        assert 0 <= (planned - published).days < 7


_PIECES = st.sampled_from(
    [
        "أمس",
        "اليوم",
        " ",
        "، ",
        "(",
        ")",
        "الأحد",
        "الثلاثاء",
        "12",
        "31",
        "2024",
        "1445",
        "هـ",
        "مارس",
        "آذار",
        "/",
        "-",
        "من",
        "إلى",
        "و",
        "الماضي",
        "المقبل",
        "الشهر",
        "عام",
        "يومي",
        "الموافق",
        "كلمة",
        "\n",
        ".",
        "2024/2/26",
        "بين",
    ]
)


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=30), st.sampled_from([None, date(2024, 2, 29), date(2015, 7, 24)]))
def test_mentions_lie_in_the_text_in_order_and_do_not_overlap(pieces: list[str], published: date | None) -> None:
    folded = normalise(" ".join(pieces))
    _well_formed(find_dates(folded, published), len(folded.text))


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    folded = normalise(text)
    _well_formed(find_dates(folded, date(2024, 1, 31)), len(folded.text))


def _well_formed(mentions: list[DateMention], length: int) -> None:
    position = 0
    for mention in mentions:
        assert position <= mention.start < mention.end <= length
        position = mention.end
        for value in (mention.value, mention.value_if_planned):
            if value is not None:
                assert len(value) in (4, 7, 10)
                date.fromisoformat(value + "-01-01"[: 10 - len(value)] if len(value) < 10 else value)


def test_time_grows_with_length_only() -> None:
    """Four times the text may not take much more than four times as long."""
    piece = "من 3 إلى 5 مارس و يومي الأربعاء والخميس أمس في في في 12 "
    find_dates(piece)

    def seconds(times: int) -> float:
        text = normalise(piece * times).text
        best = float("inf")
        for _ in range(3):
            begun = time.perf_counter()
            find_dates(text, date(2024, 1, 1))
            best = min(best, time.perf_counter() - begun)
        return best

    assert seconds(2000) < 12 * seconds(500)


def test_a_bad_table_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "date_words.csv").write_text("form,kind,value,source,licence\nأمس,yesterday,-1,x,y\n", "utf-8")
    monkeypatch.setattr(resources, "ontology_dir", lambda: tmp_path)
    with pytest.raises(TableError, match=r"date_words\.csv:2: unknown kind 'yesterday'"):
        datelex.load.__wrapped__()
