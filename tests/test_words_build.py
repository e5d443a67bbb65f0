"""The word tables: what the command counts and sorts, what it refuses, and what the tables of the ontology hold."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.resources import rows
from kg.text import fold
from kg.tokens import tokenise
from kg.word_counts import count, cues, kin, measure
from kg.words_build import WordTables, classify, main, read_texts, write

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "dev.gold.jsonl"

# Invented names, so that no table knows them: زرموخ and دغفان are given names, الشمطوري is a family name. وزرموخ begins
# with «and». The plain words are seen in several forms, as words of the language are.
ARTICLES = [
    "استقبل الدكتور زرموخ بن دغفان الشمطوري، ثم ودعه.",
    "وقال الأستاذ زرموخ الشمطوري إن المشاورات مستمرة. وكانت المشاورات صعبة، وهذه مشاورات أولى.",
    "شارك اللواء دغفان بن زرموخ. وجرت مشاورات أخرى، ثم عاد.",
    "وحضر الشيخ دغفان الشمطوري. وتحدث عن مشاوراتها وحدها.",
    "تحدث وزرموخ غائب عن مشاوراته ومشاوراتهم، ثم بدأت المشاورات. وانتهت المشاورات ثم عادت مشاورات جديدة.",
] * 40


@pytest.fixture(scope="module")
def tables() -> WordTables:
    counts = count(ARTICLES)
    known = cues()
    names, measures = measure(counts, known)
    return classify(names, measures, known)


def test_names_are_found_by_where_they_stand(tables: WordTables) -> None:
    assert {"زرموخ", "دغفان", "الشمطوري"} <= tables.names.keys()
    assert tables.names["زرموخ"] == 120
    assert not {"زرموخ", "دغفان", "الشمطوري"} & tables.common.keys()
    assert not {"ان", "عن", "ثم"} & (tables.names.keys() | tables.possible.keys())


def test_words_with_kin_are_common(tables: WordTables) -> None:
    assert {"المشاورات", "مشاورات", "مشاوراتها"} <= tables.common.keys()
    assert not {"المشاورات", "مشاورات"} & (tables.names.keys() | tables.possible.keys())


def test_a_conjunction_on_a_name_is_in_no_table(tables: WordTables) -> None:
    for table in (tables.common, tables.names, tables.possible):
        assert "وزرموخ" not in table


def test_words_that_stand_alone_and_have_no_kin_are_in_no_table(tables: WordTables) -> None:
    for table in (tables.common, tables.names, tables.possible):
        assert "غايب" not in table


def test_pairs_do_not_reach_over_marks() -> None:
    counts = count(["قال زرموخ، دغفان عاد"])
    assert counts.pairs == {("قال", "زرموخ"): 1, ("دغفان", "عاد"): 1}
    assert (counts.words["زرموخ"], counts.articles) == (1, 1)


def test_kin_counts_the_other_forms_of_a_word() -> None:
    words = {"قرار": 10, "القرار": 20, "قراره": 5, "زرموخ": 4}
    assert kin("قرار", words) == 2.5
    assert kin("القرار", words) == 0.75
    assert kin("زرموخ", words) == 0


def test_the_command_writes_both_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain, packed = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    lines = [json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(ARTICLES)]
    plain.write_text("".join(lines[:100]), encoding="utf-8")
    packed.write_bytes(gzip.compress("".join(lines[100:]).encode()))
    assert main([str(plain), str(packed), "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("200 articles: ")
    with (tmp_path / "name_words.csv").open(encoding="utf-8", newline="") as table:
        found = {row["form"]: row for row in csv.DictReader(table)}
    assert found["زرموخ"] == {
        "form": "زرموخ",
        "count": "120",
        "strength": "name",
        "source": "word-counts",
        "licence": "Apache-2.0",
    }
    header = (tmp_path / "common_words.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "form,count,source,licence"


def test_only_the_most_frequent_common_words_are_kept(tmp_path: Path) -> None:
    write(WordTables({"ا": 1, "ب": 9, "ت": 5}, {}, {}), tmp_path, most=2)
    told = (tmp_path / "common_words.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [line.split(",")[0] for line in told] == ["ب", "ت"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jsonl", b'{"text": "x"}\nnothing\n', "a.jsonl:2: each line must be a JSON object with a field 'text'"),
        ("a.jsonl", b'{"title": "x"}\n', "a.jsonl:1: each line must be a JSON object with a field 'text'"),
        ("a.jsonl", b'["x"]\n', "a.jsonl:1: each line must be a JSON object with a field 'text'"),
        ("a.jsonl", b'{"text": 3}\n', "a.jsonl:1: field 'text' must be a string"),
        ("a.jsonl.gz", b"not packed", "a.jsonl.gz: cannot be read"),
        ("a.jsonl", b"\xff\xfe", "a.jsonl: cannot be read"),
    ],
)
def test_bad_input_is_told_with_file_and_line(
    name: str, content: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main([str(tmp_path / name), "--out", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert not (tmp_path / "common_words.csv").exists()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_texts([tmp_path / "none.jsonl"]))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write(WordTables({}, {}, {}), tmp_path / "none")


# ---------------------------------------------------------------- the tables of the ontology


def test_the_counted_tables_are_folded_small_and_disjoint() -> None:
    common = [row["form"] for _, row in rows("common_words")]
    names = [row["form"] for _, row in rows("name_words")]
    assert len(set(common)) == len(common) <= 33_000
    assert len(set(names)) == len(names) <= 12_000
    assert not set(common) & set(names)
    assert all(fold(form) == form for form in common + names)
    assert {row["strength"] for _, row in rows("name_words")} == {"name", "possible"}


def test_given_names_are_single_words_and_stand_once() -> None:
    forms = [fold(row["form"]) for _, row in rows("given_names")]
    assert len(set(forms)) == len(forms)
    assert not [form for form in forms if len(tokenise(form)) != 1]
    assert {row["kind"] for _, row in rows("given_names")} == {"given", "family", "foreign"}


@pytest.mark.skipif(not GOLD.exists(), reason="the gold set does not lie beside the project")
def test_few_names_of_the_gold_set_are_common_words() -> None:
    common = {row["form"] for _, row in rows("common_words")}
    encounters = [e for line in GOLD.read_text(encoding="utf-8").splitlines() for e in json.loads(line)["encounters"]]
    names = [party["name"] for e in encounters for party in e["parties"] if party["name"]]
    words = [token.text for name in names for token in tokenise(fold(name))]
    assert len(words) > 500
    cut = [word for word in words if word in common]
    assert len(cut) <= 0.05 * len(words), cut
