"""Words of a folded text and phrases found among them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text import fold, normalise
from kg.tokens import PhraseTable, readings, tokenise


def _table(*phrases: str) -> PhraseTable[str]:
    table: PhraseTable[str] = PhraseTable()
    for phrase in phrases:
        table.add(fold(phrase), phrase)
    table.freeze()
    return table


def _words(text: str) -> list[str]:
    return [token.text for token in tokenise(fold(text))]


def test_words_numbers_and_marks_are_tokens() -> None:
    assert _words("استقبل، اليوم (5/3): «د. علي»") == [
        "استقبل",
        "،",
        "اليوم",
        "(",
        "5",
        "/",
        "3",
        ")",
        ":",
        "«",
        "د",
        ".",
        "علي",
        "»",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Jean-Yves Le Drian", ["jean-yves", "le", "drian"]),
        ("O’Neil", ["o’neil"]),
        ("اللواء/محمد", ["اللواء", "/", "محمد"]),
        ("وزيرالداخلية", ["وزيرالداخليه"]),
        ("الساعة10صباحا", ["الساعه", "10", "صباحا"]),
        ("النظيرُ", ["النظير"]),
    ],
)
def test_what_is_one_word(text: str, words: list[str]) -> None:
    assert _words(text) == words


def test_a_range_can_be_tokenised_alone() -> None:
    text = fold("قال الوزير اليوم")
    assert [(t.text, t.start) for t in tokenise(text, 4, 10)] == [("الوزير", 4)]


@given(st.text(max_size=80))
def test_tokens_cover_all_but_white_space(written: str) -> None:
    text = normalise(written).text
    position = 0
    for token in tokenise(text):
        assert text[token.start : token.end] == token.text
        assert not text[position : token.start].strip()
        assert token.is_mark == (not token.text[0].isalnum())
        position = token.end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("والوزير", ("و", "الوزير")),
        ("للوزير", ("ل", "الوزير")),
        ("وللوزير", ("ول", "الوزير")),
        ("بالقاهره", ("ب", "القاهره")),
        ("سيلتقي", ("س", "يلتقي")),
        ("وسيلتقي", ("وس", "يلتقي")),
        ("لمصر", ("ل", "مصر")),
        ("فاستقبل", ("ف", "استقبل")),
    ],
)
def test_a_word_is_read_with_its_proclitics(word: str, expected: tuple[str, str]) -> None:
    assert readings(word)[0] == ("", word)
    assert expected in readings(word)


def test_short_words_have_no_proclitic() -> None:
    assert readings("لم") == (("", "لم"),)


def test_the_longest_phrase_wins() -> None:
    table = _table("مجلس", "مجلس وزراء", "مجلس وزراء الداخلية العرب")
    tokens = tokenise(fold("عقد مجلس وزراء الداخلية العرب اجتماعا"))
    match = table.at(tokens, 1)
    assert match is not None
    assert (match.first, match.last, match.clitic, match.value) == (1, 5, "", "مجلس وزراء الداخلية العرب")


def test_a_phrase_may_end_the_text() -> None:
    table = _table("الأمين العام", "الأمين العام المساعد")
    match = table.at(tokenise(fold("الأمين العام")), 0)
    assert match is not None
    assert match.value == "الأمين العام"
    assert table.at(tokenise(fold("الأمين")), 0) is None


def test_only_the_first_word_carries_a_proclitic() -> None:
    table = _table("وزير الداخلية")
    assert table.at(tokenise(fold("لوزير الداخلية")), 0) is not None
    assert table.at(tokenise(fold("وزير والداخلية")), 0) is None
    assert table.at(tokenise(fold("لوزير الداخلية")), 0, clitics=False) is None


def test_the_plain_reading_goes_before_one_with_a_proclitic() -> None:
    table = _table("بنغلاديش", "نغلاديش")
    match = table.at(tokenise(fold("بنغلاديش")), 0)
    assert match is not None
    assert (match.clitic, match.value) == ("", "بنغلاديش")


def test_a_longer_phrase_behind_a_proclitic_goes_before_a_shorter_plain_one() -> None:
    table = _table("والي", "الي القاهرة")
    match = table.at(tokenise(fold("والي القاهرة")), 0)
    assert match is not None
    assert (match.clitic, match.value) == ("و", "الي القاهرة")


def test_of_equal_phrases_the_first_added_stays_in_front() -> None:
    table: PhraseTable[str] = PhraseTable()
    table.add("تونس", "state")
    table.add("تونس", "city")
    table.freeze()
    match = table.at(tokenise("تونس"), 0)
    assert match is not None
    assert match.value == "state"


def test_membership_asks_for_a_phrase_of_one_word() -> None:
    table = _table("وزير", "مدير عام")
    assert "وزير" in table
    assert "مدير" not in table
    assert "سفير" not in table


def test_an_empty_phrase_adds_nothing() -> None:
    table = _table("", " ")
    assert table.at(tokenise("وزير"), 0) is None
