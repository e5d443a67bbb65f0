"""The world tables: complete, free of unmarked collisions, in step with CLDR, and knowing what the gold set names."""

from __future__ import annotations

import csv
import importlib.util
import json
from collections import defaultdict
from pathlib import Path

import pytest

from kg import tables_build
from kg.resources import forms, ontology_dir, rows
from kg.text import fold

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "dev.gold.jsonl"
GUIDE_CODES = [
    "AIMC",
    "LAS",
    "GCC",
    "EU",
    "AU",
    "UN",
    "UNSC",
    "NATO",
    "INTERPOL",
    "EUROPOL",
    "AFRIPOL",
    "OIC",
    "UNODC",
    "ICDO",
    "NAUSS",
    "IAEA",
    "ICRC",
    "IOM",
    "UNHCR",
    "WHO",
    "IMF",
    "WB",
    "AMU",
    "COALITION",
]
# All 193 members of the United Nations are ISO countries that are none of these.
NO_MEMBERS = [
    "AI",
    "AQ",
    "AS",
    "AW",
    "AX",
    "BL",
    "BM",
    "BQ",
    "BV",
    "CC",
    "CK",
    "CW",
    "CX",
    "EH",
    "FK",
    "FO",
    "GF",
    "GG",
    "GI",
    "GL",
    "GP",
    "GS",
    "GU",
    "HK",
    "HM",
    "IM",
    "IO",
    "JE",
    "KY",
    "MF",
    "MO",
    "MP",
    "MQ",
    "MS",
    "NC",
    "NF",
    "NU",
    "PF",
    "PM",
    "PN",
    "PR",
    "PS",
    "RE",
    "SH",
    "SJ",
    "SX",
    "TC",
    "TF",
    "TK",
    "TW",
    "UM",
    "VA",
    "VG",
    "VI",
    "WF",
    "XK",
    "YT",
]
WORLD = ("countries", "subdivisions", "organisations", "cities", "blockers", "months", "weekdays")
NAMES = ("name_ar", "long_ar", "aliases_ar")
DEMONYMS = ("demonym_m", "demonym_f", "demonym_pl")
needs_babel = pytest.mark.skipif(importlib.util.find_spec("babel") is None, reason="Babel is not installed")


def table(name: str) -> list[dict[str, str]]:
    return [row for _, row in rows(name)]


def cell(row: dict[str, str], *columns: str) -> list[str]:
    return [form for column in columns for form in forms(row[column])]


@pytest.mark.parametrize("name", WORLD)
def test_every_row_names_its_source_and_licence(name: str) -> None:
    keys = {row["key"]: row["licence"] for row in table("sources")}
    for line, row in rows(name):
        sources = [part.strip().split(":")[0] for part in row["source"].split(";")]
        licences = [part.strip() for part in row["licence"].split(";")]
        assert [keys.get(source) for source in sources] == licences, f"{name}.csv:{line}"


@pytest.mark.parametrize("name", WORLD)
def test_no_cell_has_stray_characters(name: str) -> None:
    path = ontology_dir() / "tables" / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert not text.startswith("\ufeff")
    for line, row in rows(name):
        for column, value in row.items():
            assert value == " ".join(value.split()), f"{name}.csv:{line} {column}: white space"
            assert "||" not in value, f"{name}.csv:{line} {column}: empty alternative"
            assert not value.startswith("|"), f"{name}.csv:{line} {column}: empty alternative"
            assert not value.endswith("|"), f"{name}.csv:{line} {column}: empty alternative"
            if column.endswith("_ar") or column in {"form", "demonym_m", "demonym_f", "demonym_pl", "ambiguous"}:
                assert not set(value) & set("یکگڤپچژہھە\u200f\u200e\u0640"), f"{name}.csv:{line} {column}: {value}"
                folded = [fold(form) for form in forms(value)]
                assert len(folded) == len(set(folded)), f"{name}.csv:{line} {column}: a form twice: {value}"


def test_every_country_stands_once_with_its_names() -> None:
    codes = [row["code"] for row in table("countries")]
    assert len(codes) == len(set(codes)) == 250
    assert all(row["name_ar"] and row["name_en"] for row in table("countries"))


def test_members_of_the_united_nations_have_demonyms_long_names_and_capitals() -> None:
    members = [row for row in table("countries") if row["code"] not in NO_MEMBERS]
    assert len(members) == 193
    for row in members:
        assert all(forms(row[column]) for column in DEMONYMS), row["code"]
        assert row["capital_ar"], row["code"]
        assert row["capital_en"], row["code"]


def test_feminine_and_plural_agree_with_the_masculine() -> None:
    for row in table("countries"):
        feminine = {fold(form) for form in forms(row["demonym_f"])}
        plural = {fold(form) for form in forms(row["demonym_pl"])}
        for form in forms(row["demonym_m"]):
            words = form.split()
            assert fold(" ".join(w + "ة" if w.endswith("ي") else w for w in words)) in feminine, f"{row['code']} {form}"
            for ending in ("ون", "ين"):
                assert fold(" ".join(w + ending if w.endswith("ي") else w for w in words)) in plural, (
                    f"{row['code']} {form}"
                )


def test_what_countries_share_is_marked_ambiguous_in_all_but_one() -> None:
    """Shared by two states, a form must be doubtful in every row but the one it means without a hint."""
    holders: dict[str, set[str]] = defaultdict(set)
    doubtful: dict[str, set[str]] = defaultdict(set)
    for row in table("countries"):
        for form in cell(row, *NAMES, *DEMONYMS, "capital_ar"):
            holders[fold(form)].add(row["code"])
        for form in forms(row["ambiguous"]):
            doubtful[fold(form)].add(row["code"])
    for form, codes in holders.items():
        assert len(codes - doubtful[form]) <= 1, f"{form}: {codes}"
    assert not [form for form in doubtful if form not in holders], "ambiguous holds a form that the row has not"


def test_a_name_stands_once_in_its_row() -> None:
    for row in table("countries"):
        names = [fold(form) for form in cell(row, *NAMES)]
        assert len(names) == len(set(names)), row["code"]


def test_words_that_who_speaks_decides_are_in_no_row() -> None:
    banned = {fold(form) for form in ("المملكة", "السلطنة", "الدولة", "الخليج", "الإمارة", "الجمهورية")}
    for name, columns in (("countries", NAMES), ("organisations", ("name_ar", "aliases_ar"))):
        for row in table(name):
            assert not banned & {fold(form) for form in cell(row, *columns)}


def test_organisations_hold_every_guide_code_and_share_no_form() -> None:
    table_rows = table("organisations")
    assert sorted(row["code"] for row in table_rows if row["guide_code"] == "yes") == sorted(GUIDE_CODES)
    assert {row["guide_code"] for row in table_rows} == {"yes", "no"}
    assert {row["kind"] for row in table_rows} <= {"international", "regional", "nonstate", "forum", "agency", "group"}
    holders: dict[str, list[str]] = defaultdict(list)
    for row in table_rows:
        own = {fold(form) for form in cell(row, "name_ar", "aliases_ar", "adjectives_ar")}
        assert {fold(form) for form in forms(row["ambiguous"])} <= own, row["code"]
        for form in own:
            holders[form].append(row["code"])
    assert not {form: codes for form, codes in holders.items() if len(codes) > 1}
    assert len({row["code"] for row in table_rows}) == len(table_rows)


def test_no_organisation_bears_the_name_of_a_state() -> None:
    states = {fold(form) for row in table("countries") for form in cell(row, *NAMES, *DEMONYMS)}
    for row in table("organisations"):
        assert not states & {fold(form) for form in cell(row, "name_ar", "aliases_ar", "adjectives_ar")}, row["code"]


def test_cities_are_single_forms_in_known_countries() -> None:
    codes = {row["code"] for row in table("countries")}
    seen: dict[str, str] = {}
    for line, row in rows("cities"):
        assert row["country"] in codes, f"cities.csv:{line}"
        assert set(forms(row["also_in"])) <= codes - {row["country"]}, f"cities.csv:{line}"
        assert row["ambiguous"] in {"yes", "no"}, f"cities.csv:{line}"
        assert "|" not in row["form"], f"cities.csv:{line}"
        assert fold(row["form"]) not in seen, f"cities.csv:{line}: {row['form']} stands twice"
        seen[fold(row["form"])] = row["country"]
    assert len(seen) >= 900


def test_every_capital_is_a_city_of_its_country() -> None:
    cities = {fold(row["form"]): {row["country"], *forms(row["also_in"])} for row in table("cities")}
    for row in table("countries"):
        for form in forms(row["capital_ar"]):
            assert row["code"] in cities.get(fold(form), set()), f"{row['code']} {form}"


def test_a_city_that_bears_another_states_name_says_so() -> None:
    states: dict[str, set[str]] = defaultdict(set)
    for row in table("countries"):
        for form in cell(row, *NAMES, *DEMONYMS):
            states[fold(form)].add(row["code"])
    for line, row in rows("cities"):
        others = states[fold(row["form"])] - {row["country"]}
        assert others <= set(forms(row["also_in"])), f"cities.csv:{line}: {row['form']} {others}"


def test_subdivisions_belong_to_countries_and_agree_with_the_cities() -> None:
    codes = {row["code"] for row in table("countries")}
    cities = {fold(row["form"]): row for row in table("cities")}
    seen = set()
    for line, row in rows("subdivisions"):
        assert row["country"] in codes, f"subdivisions.csv:{line}"
        assert fold(row["form"]) not in seen, f"subdivisions.csv:{line}"
        seen.add(fold(row["form"]))
        city = cities.get(fold(row["form"]))
        if city:
            assert row["country"] in {city["country"], *forms(city["also_in"])}, f"subdivisions.csv:{line}"


def test_blockers_hide_something_and_are_no_entity_themselves() -> None:
    known = set()
    for row in table("countries"):
        known |= {fold(form) for form in cell(row, *NAMES, *DEMONYMS)}
    for row in table("organisations"):
        known |= {fold(form) for form in cell(row, "name_ar", "aliases_ar")}
    known |= {fold(row["form"]) for row in table("cities")}
    for line, row in rows("blockers"):
        assert fold(row["form"]) not in known, f"blockers.csv:{line}: {row['form']}"
        assert len(row["form"].split()) > 1, f"blockers.csv:{line}: {row['form']}"
        assert row["reason"], f"blockers.csv:{line}"


def test_months_cover_all_systems() -> None:
    numbers: dict[str, set[int]] = defaultdict(set)
    by_form: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in table("months"):
        by_form[row["calendar"], fold(row["form"])].add(row["month"])
        for system in forms(row["systems"]):
            numbers[system].add(int(row["month"]))
    assert set(numbers) == {*tables_build.MONTH_LOCALES.values(), "Hijri"}
    assert all(found == set(range(1, 13)) for found in numbers.values())
    assert all(len(found) == 1 for found in by_form.values()), "a form stands for two months"


def test_weekdays_are_seven_and_distinct() -> None:
    found = [(fold(row["form"]), int(row["weekday"])) for row in table("weekdays")]
    assert {day for _, day in found} == set(range(7))
    assert len({form for form, _ in found}) == len(found)


@needs_babel
def test_tables_know_all_that_cldr_knows() -> None:
    assert [str(item) for item in tables_build.differences()] == []


@needs_babel
def test_check_notices_what_is_taken_away_and_add_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "tables"
    target.mkdir()
    for name in ("countries", "months", "weekdays"):
        text = (ontology_dir() / "tables" / f"{name}.csv").read_text(encoding="utf-8")
        (target / f"{name}.csv").write_text(text, encoding="utf-8")
    _drop(target / "countries.csv", "code", "TN")
    _drop(target / "months.csv", "form", "فيفري")
    _drop(target / "weekdays.csv", "form", "الجمعة")
    monkeypatch.setattr(tables_build, "ontology_dir", lambda: tmp_path)
    monkeypatch.setattr("kg.resources.ontology_dir", lambda: tmp_path)
    monkeypatch.setattr(tables_build, "_geonames_complaints", list)
    assert tables_build.main(["--check"]) == 1
    said = capsys.readouterr().err
    assert [word in said for word in ("TN", "فيفري", "الجمعة")] == [True, True, True]
    assert tables_build.main(["--add"]) == 0
    assert tables_build.main(["--check"]) == 0
    kept = {row["code"]: row for row in table("countries")}
    assert kept["SA"]["name_ar"] == "السعودية", "a hand-made name was overwritten"


def test_check_without_babel_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(tables_build.importlib, "import_module", absent)
    assert tables_build.main(["--check"]) == 2
    assert "pip install babel" in capsys.readouterr().err


def test_rows_that_cite_geonames_are_compared_with_its_records() -> None:
    cited = [row for row in table("cities") if row["source"].startswith(tables_build.GEONAMES)]
    assert cited
    records = [
        {"geonameid": int(row["source"].removeprefix(tables_build.GEONAMES)), "countrycode": row["country"]}
        for row in cited
    ]
    assert tables_build.check_geonames(records) == []
    records[0]["countrycode"] = "XX"
    assert len(tables_build.check_geonames(records[:-1])) == 2


@pytest.mark.skipif(not GOLD.exists(), reason="the gold set is not beside the project")
def test_the_tables_name_what_the_gold_set_names() -> None:
    """Every country, coded organisation and place of the gold records is in the tables; of other bodies, two thirds."""
    codes = {row["code"] for row in table("countries")}
    places = {fold(row["form"]): {row["country"], *forms(row["also_in"])} for row in table("cities")}
    for row in table("countries"):
        for form in cell(row, *NAMES):
            places.setdefault(fold(form), set()).add(row["code"])
    organisations = {fold(form) for row in table("organisations") for form in cell(row, "name_ar", "aliases_ar")}
    guide = {row["code"] for row in table("organisations") if row["guide_code"] == "yes"}
    written, missed = 0, []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        for encounter in json.loads(line)["encounters"]:
            for party in encounter["parties"]:
                assert party["country"] is None or party["country"] in codes
                if party["org"] and not party["org"].isascii():
                    written += 1
                    missed += [party["org"]] * (fold(party["org"]) not in organisations)
                elif party["org"]:
                    assert party["org"] in guide
            place = encounter["place"]
            if place and place["name"]:
                assert place["country"] in places.get(fold(place["name"]), set()), place
    assert len(missed) <= written // 3, missed


def _drop(path: Path, column: str, value: str) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        header, content = list(reader.fieldnames or ()), [row for row in reader if row[column] != value]
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(content)
