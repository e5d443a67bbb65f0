"""Literals in canonical form: the store would rewrite others, and then a graph would differ from its own dump."""

from __future__ import annotations

import re
from datetime import date

from pyoxigraph import Literal

from kg.vocabulary import XSD

_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
# What XML 1.0 cannot hold (query results and GraphML are XML), replaced one for one, so that spans still fit
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


def storable(text: str) -> str:
    """``text`` with each character that XML cannot hold as U+FFFD; as long as before, so spans still fit."""
    return _UNSTORABLE.sub("\ufffd", text)


def string(text: str) -> Literal:
    """A plain string, for what is compared by code points (evidence, identifiers, search keys)."""
    return Literal(storable(text))


def words(text: str) -> Literal:
    """A string of the language, tagged ``ar`` where it holds an Arabic letter."""
    clean = storable(text)
    return Literal(clean, language="ar") if _ARABIC.search(clean) else Literal(clean)


def decimal(value: float) -> Literal:
    """``value`` to four places as a canonical ``xsd:decimal``: 0.5, not 0.50; 1, not 1.0."""
    shown = f"{value:.4f}".rstrip("0").rstrip(".")
    return Literal("0" if shown == "-0" else shown, datatype=XSD.decimal)


def day(value: str) -> Literal:
    """``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``, typed by its precision. Raises ValueError where it is no such date."""
    if not _DATE.fullmatch(value):
        raise ValueError(f"{value!r} is no date (YYYY-MM-DD, YYYY-MM or YYYY)")
    date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    return Literal(value, datatype={4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}[len(value)])
