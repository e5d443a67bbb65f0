"""Tables of the ontology that are counted or learned, written as files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kg.errors import InputError


def write_table(
    path: Path, header: Sequence[str], content: Iterable[Sequence[object]], source: Mapping[str, str]
) -> None:
    """Write the rows, each with the ``source`` and ``licence`` of all. Raises InputError where it cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines, lineterminator="\n")
            writer.writerow([*header, *source])
            writer.writerows([*row, *source.values()] for row in content)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error


def write_weights(path: Path, key: str, weights: Mapping[str, float], source: Mapping[str, str]) -> None:
    """Write learned weights in the order of their names, under the header ``key`` and ``weight``, to three digits."""
    write_table(path, (key, "weight"), ((name, f"{weight:.3f}") for name, weight in sorted(weights.items())), source)
