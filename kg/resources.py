"""Where the ontology and the sample articles lie: beside the packages in a checkout, inside ``kg`` in a wheel."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from kg.errors import TableError

_HERE = Path(__file__).resolve().parent


def ontology_dir() -> Path:
    """The folder of the ontology: ``kg/_ontology`` in an installed wheel, else ``ontology`` of the checkout."""
    packed = _HERE / "_ontology"
    return packed if packed.is_dir() else _HERE.parent / "ontology"


def samples_dir() -> Path:
    """The folder of the project's own sample articles and their gold records."""
    return _HERE / "samples"


def rows(table: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of ``ontology/tables/<table>.csv`` with their line numbers; cells are stripped.

    Raises TableError where the file is missing or a row has too few or too many cells.
    """
    path = ontology_dir() / "tables" / f"{table}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            for row in reader:
                if None in row or None in row.values():
                    raise TableError(f"{path}:{reader.line_num}: the row has not as many cells as the header")
                yield reader.line_num, {k: v.strip() for k, v in row.items()}
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror})") from error


def weights(table: str, key: str) -> Iterator[tuple[int, str, float]]:
    """The line, the name (column ``key``) and the weight of each row of a table of learned weights.

    Raises TableError as ``rows`` does, and where a weight is no number.
    """
    for line, row in rows(table):
        try:
            yield line, row[key], float(row["weight"])
        except ValueError:
            raise TableError(f"{table}.csv:{line}: the weight {row['weight']!r} is no number") from None


def forms(cell: str) -> list[str]:
    """The alternatives of a cell, written with ``|`` between them."""
    return [form.strip() for form in cell.split("|") if form.strip()]


@lru_cache(maxsize=1)
def lexicon_version() -> str:
    """A short hash over every file of the ontology folder, recorded as provenance with each extraction."""
    digest = hashlib.sha256()
    for path in sorted(ontology_dir().rglob("*")):
        if path.is_file() and path.suffix in {".csv", ".ttl", ".rq", ".json", ".jsonld"}:
            digest.update(path.relative_to(ontology_dir()).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
