"""The titles of problems and warnings in English and Arabic, kept as data in ``messages.csv``, one kind a row."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parent / "messages.csv"


@dataclass(frozen=True, slots=True)
class Message:
    """What a kind of problem is called; ``detail_ar`` may name members of the problem as ``{member}``."""

    title_en: str
    title_ar: str
    detail_ar: str


@lru_cache(maxsize=1)
def messages() -> Mapping[str, Message]:
    """All messages by kind."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {
            row["kind"]: Message(row["title_en"], row["title_ar"], row["detail_ar"]) for row in csv.DictReader(lines)
        }


def localised(kind: str, members: Mapping[str, Any]) -> dict[str, str]:
    """The members that a problem of that kind has beside its English detail; none where the kind has no row.

    The Arabic detail is left out where it names a member that this problem does not have.
    """
    message = messages().get(kind or "about:blank")
    if message is None:
        return {}
    found = {"title_en": message.title_en, "title_ar": message.title_ar}
    try:
        return {**found, "detail_ar": message.detail_ar.format_map(members)}
    except KeyError:
        return found
