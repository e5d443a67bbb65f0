"""The compiled tables: everything a table says is found again, and a malformed table says where."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kg import resources
from kg.errors import TableError
from kg.lexicon import Lexicon, StateForm
from kg.resources import forms, rows
from kg.text import fold
from kg.tokens import Match, PhraseTable, tokenise


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def _at(table: PhraseTable[StateForm], phrase: str) -> Match[StateForm] | None:
    """The match that covers the whole phrase."""
    tokens = tokenise(fold(phrase))
    match = table.at(tokens, 0, clitics=False)
    return match if match and match.last == len(tokens) else None


def test_every_name_of_a_state_is_found(lexicon: Lexicon) -> None:
    lost = []
    for _, row in rows("countries"):
        for cell in ("name_ar", "long_ar", "aliases_ar"):
            for form in forms(row[cell]):
                match = _at(lexicon.states, form)
                if match is None or match.value.code != row["code"]:
                    lost.append((row["code"], form))
    assert lost == []


def _definite(phrase: str) -> str:
    return " ".join(f"ال{word}" for word in phrase.split())


def test_every_demonym_is_found_with_the_article(lexicon: Lexicon) -> None:
    """«الألماني» too, which begins like the article; and «السعودية», which is the state's name as well."""
    lost = []
    for _, row in rows("countries"):
        for cell in ("demonym_m", "demonym_f"):
            for form in forms(row[cell]):
                match = _at(lexicon.states, _definite(form))
                if match is None or match.value.code not in _owners(form):
                    lost.append((row["code"], form))
    assert lost == []


@cache
def _all_demonyms() -> list[tuple[str, str]]:
    cells = ("demonym_m", "demonym_f")
    return [(fold(form), row["code"]) for _, row in rows("countries") for cell in cells for form in forms(row[cell])]


def _owners(demonym: str) -> set[str]:
    """The states that have a demonym: both Congos say كونغولي."""
    return {code for form, code in _all_demonyms() if form == fold(demonym)}


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("الألماني", "DE"),
        ("الألمانية", "DE"),
        ("الكوري الجنوبي", "KR"),
        ("البريطانية", "GB"),
        ("الأميركي", "US"),
        ("السعودي", "SA"),
        ("الجيبوتي", "DJ"),
    ],
)
def test_demonyms_are_definite(lexicon: Lexicon, phrase: str, code: str) -> None:
    match = _at(lexicon.states, phrase)
    assert match is not None
    assert (match.value.code, match.value.definite) == (code, True)


@pytest.mark.parametrize(
    "table", ["triggers", "event_words", "honorifics", "group_heads", "state_bodies", "agencies", "gatherings"]
)
def test_every_form_of_a_table_is_found(lexicon: Lexicon, table: str) -> None:
    where = {"event_words": "events", "group_heads": "groups", "state_bodies": "bodies"}.get(table, table)
    compiled: PhraseTable[object] = getattr(lexicon, where)
    for line, row in rows(table):
        for form in forms(row["forms"]):
            tokens = tokenise(fold(form))
            match = compiled.at(tokens, 0, clitics=False)
            assert match is not None, (table, line, form)
            assert match.last == len(tokens), (table, line, form)


def test_every_head_of_an_office_keeps_what_its_row_says(lexicon: Lexicon) -> None:
    for line, row in rows("office_heads"):
        for form in forms(row["forms"]):
            match = lexicon.heads.at(tokenise(fold(form)), 0, clitics=False)
            assert match is not None, (line, form)
            assert match.value.takes_office in {True, False}
            assert match.value.definite == fold(form).startswith("ال") or match.value.lemma != row["lemma"], (
                line,
                form,
            )


def test_organisations_print_the_code_of_the_guide_or_their_arabic_name(lexicon: Lexicon) -> None:
    for _, row in rows("organisations"):
        match = lexicon.organisations.at(tokenise(fold(row["name_ar"])), 0, clitics=False)
        assert match is not None, row["code"]
        assert match.value.label == (row["code"] if row["guide_code"] == "yes" else row["name_ar"])


def test_capitals_are_cities_of_their_state(lexicon: Lexicon) -> None:
    for code, capital in [("EG", "القاهرة"), ("TN", "تونس"), ("LB", "بيروت"), ("MR", "نواكشوط"), ("SO", "مقديشو")]:
        assert lexicon.capitals[fold(capital)] == code
        match = lexicon.cities.at(tokenise(fold(capital)), 0, clitics=False)
        assert match is not None
        assert match.value.country == code


def test_words_of_the_calendar_are_no_names(lexicon: Lexicon) -> None:
    assert {"الاربعاء", "سبتمبر", "فبراير"} <= lexicon.function_words
    assert not {"رمضان", "رجب"} & lexicon.function_words


def test_the_lexicon_is_compiled_once() -> None:
    assert Lexicon.load() is Lexicon.load()


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the tables to break, and a lexicon that is compiled from it."""
    shutil.copytree(resources.ontology_dir() / "tables", tmp_path / "tables")
    monkeypatch.setattr(resources, "ontology_dir", lambda: tmp_path)
    Lexicon.load.cache_clear()
    yield tmp_path / "tables"
    Lexicon.load.cache_clear()


def test_a_missing_table_is_named(tables: Path) -> None:
    (tables / "triggers.csv").unlink()
    with pytest.raises(TableError, match=r"triggers\.csv: cannot be read"):
        Lexicon.load()


def test_a_row_with_too_few_cells_is_named_with_its_line(tables: Path) -> None:
    path = tables / "honorifics.csv"
    path.write_text(path.read_text("utf-8") + "معالي,before\n", "utf-8")
    last = len(path.read_text("utf-8").splitlines())
    with pytest.raises(TableError, match=rf"honorifics\.csv:{last}: "):
        Lexicon.load()


def test_an_unknown_number_of_a_head_is_named_with_its_line(tables: Path) -> None:
    path = tables / "office_heads.csv"
    lines = path.read_text("utf-8").splitlines()
    lines[1] = lines[1].replace("singular", "single")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(TableError, match=r"office_heads\.csv:2: number 'single' is unknown"):
        Lexicon.load()
