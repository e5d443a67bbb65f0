"""Letters that words begin or end with: ``ontology/tables/affixes.csv``."""

from __future__ import annotations

from kg import resources
from kg.text import fold


def affixes(kind: str) -> tuple[str, ...]:
    """The affixes of one kind, folded, in the order of the table; none where it has no such kind."""
    rows = (row for _, row in resources.rows("affixes") if row["kind"] == kind)
    return tuple(fold(form) for row in rows for form in resources.forms(row["forms"]))
