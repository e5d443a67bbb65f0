"""Folding and sentence splitting: nothing is lost, and every folded letter knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.text import fold, normalise, sentences

# Letters the press confuses, marks it drops or adds, ligatures, a capital that grows when lowered, digits, breaks
_TRICKY = 'أإآٱىيیةهؤئكکگپچڤـًٌٍَُِّْٰ\u200f\u200e\u00ad\ufeff\u00a0\u2028ﷲﻻﷺﺱİIßΣ٣۳3#_ \n.«»"؟؛،'
TEXTS = st.text(st.one_of(st.sampled_from(_TRICKY), st.characters(codec="utf-8")), max_size=60)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("الداخليّة", "الداخليه"),
        ("المُشترك", "المشترك"),
        ("القاهـــرة", "القاهره"),
        ("المصرى", "المصري"),
        ("إسلام آباد", "اسلام اباد"),
        ("مسؤول مسئول", "مسوول مسيول"),
        ("٢٠٢٤ ۲۰۲۴", "2024 2024"),
        ("الله", "ﷲ"),
        ("نهيان", "نهيـ\u200fان"),
        ("کویت", "كويت"),
        ("#كوريا_الشمالية", "كوريا الشمالية"),
        ("Brussels", "brussels"),
        ("وزير\u00a0 الداخلية\t", "وزير الداخلية"),
    ],
)
def test_spellings_of_one_word_fold_to_one_form(written: str, same: str) -> None:
    assert fold(written) == fold(same)


@pytest.mark.parametrize(("one", "other"), [("عمان", "لبنان"), ("سالم", "سليم"), ("قطر", "قطري"), ("علي", "علا")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_surface_keeps_the_spelling_of_the_text() -> None:
    text = normalise("استقبل الوَزيـر #محمد_بن_علي بالقاهـــرة")
    start = text.text.index("القاهره")
    assert text.surface(start, start + len("القاهره")) == "القاهـــرة"
    start = text.text.index("الوزير")
    assert text.surface(start, start + len("الوزير")) == "الوَزيـر"


def test_marks_at_the_edges_do_not_belong_to_a_neighbour() -> None:
    text = normalise("ـأَبـبَ")
    assert text.text == "ابب"
    assert text.span(0, 1) == (1, 2)
    assert text.span(1, 2) == (3, 4)


def test_a_plain_text_needs_no_map() -> None:
    text = normalise("وزير الداخلية")
    assert text.span(0, 4) == (0, 4)


@given(TEXTS)
@example("İstanbul قال")
@example("صلى ﷺ")
def test_every_folded_range_leads_back_to_what_it_was_read_from(written: str) -> None:
    text = normalise(written)
    assert text.original == written
    for start in range(len(text.text)):
        for end in (start + 1, start + 3, len(text.text)):
            if end > len(text.text):
                continue
            first, last = text.span(start, end)
            assert 0 <= first < last <= len(written)
            again = normalise(written[first:last]).text
            # one ligature stands for several letters, so the original range may hold more than was asked for
            assert text.text[start:end].casefold() in again.casefold()


@given(TEXTS)
def test_the_map_never_runs_backwards(written: str) -> None:
    text = normalise(written)
    starts = [text.span(i, i + 1)[0] for i in range(len(text.text))]
    assert starts == sorted(starts)


@given(TEXTS)
def test_folding_twice_changes_nothing(written: str) -> None:
    once = normalise(written).text
    assert normalise(once).text == once
    assert fold(fold(written)) == fold(written)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("التقى الوزير نظيره. وبحثا الملف؟ نعم؛ انتهى", 4),
        ("التقى د. محمد سالم السفير.", 1),
        ("التقى أ.د. محمد سالم السفير، ود. علي حسن وم. فهد.", 1),
        ("د. محمد سالم التقى السفير. انتهى", 2),
        ("بلغت 3.5 بالمئة في الربع.", 1),
        ("عنوان\nنص الخبر", 2),
        ("عنوان\n\n\nنص", 2),
        ("انتهى الاجتماع.وقال الوزير", 2),
        ("انتظروا... غدا", 2),
        ("«التقيت الوزير.» ثم غادر", 2),
        ("موقع moi.gov.eg نشر الخبر.", 1),
        ("", 0),
        (" \n ", 0),
    ],
)
def test_sentences_end_where_the_press_ends_them(text: str, count: int) -> None:
    assert len(sentences(normalise(text).text)) == count


@given(TEXTS)
def test_sentences_cover_the_text_in_order(written: str) -> None:
    text = normalise(written).text
    spans = sentences(text)
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()
