"""What ties two entities: encounters, the filter that says which of them count, and a tie in numbers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kg.errors import QueryError
from kg.vocabulary import ENCOUNTER_CLASSES, STATUSES

Layer = Literal["agents", "sides"]
MEETINGS = ("meeting", "call")
"""The types of encounters that count between agents unless others are asked for; between sides, all do."""

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the filters of a network look at in an encounter of any type; ``topics`` are codes, ``date`` may be ''."""

    iri: str
    type: str
    status: str
    date: str
    topics: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Tie:
    """A neighbour, by its id, and the encounters with it in numbers; ``topics`` counts, the most frequent first."""

    neighbour: str
    weight: int
    first: str | None
    last: str | None
    topics: tuple[tuple[str, int], ...]
    max_confidence: float


@dataclass(frozen=True, slots=True)
class EncounterFilter:
    """What an encounter must be to count.

    ``since`` and ``until`` are ISO dates, of a day, a month or a year, half open: since <= date < until; a date known
    to the month counts where any of its days does, and an unknown one only with ``include_undated``. ``topics``: at
    least one of these codes. ``types`` of encounters: by default meetings and calls between agents, all types between
    states and organisations. ``min_confidence``: from 0 to 1. Raises QueryError for what is none of these.
    """

    since: str | None = None
    until: str | None = None
    topics: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    status: tuple[str, ...] = ("held",)
    min_confidence: float = 0.0
    include_undated: bool = False

    def __post_init__(self) -> None:
        check_within("min_confidence", self.min_confidence, 0, 1)
        for name, date in (("since", self.since), ("until", self.until)):
            if date is not None and not is_date(date):
                raise QueryError(f"{name}: {date!r} is no date (YYYY-MM-DD, YYYY-MM or YYYY)")
        check_known("types", self.types, ENCOUNTER_CLASSES)
        check_known("status", self.status, STATUSES)

    def accepts(self, meeting: Meeting, layer: Layer) -> bool:
        """Whether ``meeting`` counts in the network ``layer``."""
        return (
            meeting.type in self.types_of(layer)
            and meeting.status in self.status
            and meeting.confidence >= self.min_confidence
            and (not self.topics or not set(self.topics).isdisjoint(meeting.topics))
            and self.covers(meeting.date)
        )

    def types_of(self, layer: Layer) -> tuple[str, ...]:
        """The types of encounters that count in ``layer``."""
        return self.types or (MEETINGS if layer == "agents" else tuple(ENCOUNTER_CLASSES))

    def covers(self, date: str | None) -> bool:
        """Whether any day of ``date``, as precise as known, lies in the period."""
        if self.since is None and self.until is None:
            return True
        if not date:
            return self.include_undated
        first, last = date + "-01-01"[len(date) - 4 :], date + "-12-31"[len(date) - 4 :]
        return (self.since is None or last >= self.since) and (self.until is None or first < self.until)


def is_date(text: str) -> bool:
    """Whether ``text`` is a day, month or year that the calendar has."""
    try:
        return bool(_DATE.fullmatch(text)) and bool(datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :]))
    except ValueError:
        return False


def check_within(name: str, value: float, least: float, most: float) -> None:
    """Raises QueryError where ``value`` is not between ``least`` and ``most``."""
    if not least <= value <= most:
        raise QueryError(f"{name}: {value} is not between {least} and {most}")


def check_known(name: str, values: Iterable[str], known: Iterable[str]) -> None:
    """Raises QueryError for a value that is not one of ``known``."""
    for value in values:
        if value not in known:
            raise QueryError(f"{name}: {value!r} is not one of {', '.join(known)}")
