"""All encounters of a graph as columns: what filters look at, who took part on which side, and the order by date.

An encounter is a number here, and so is an entity: its place among the sorted ids. Where numbers are compared, ids are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.arrays import Flags, Lists, Numbers, Positions, Strings, summed
from kg.ties import EncounterFilter, Layer
from kg.vocabulary import ENCOUNTER_CLASSES, STATUSES

TYPES = tuple(ENCOUNTER_CLASSES)
STATUS_NAMES = tuple(STATUSES)
PRINCIPAL, ATTENDEE = 0, 1

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True, eq=False)
class EncounterTable:
    """The columns. Encounter n has the parties ``first_party[n]`` up to ``first_party[n + 1]``, exclusive.

    ``date`` is YYYYMMDD, zeros for what is not known, ``first_day`` and ``last_day`` what it may be; ``topic_numbers``
    are places in ``topic_codes``, rising. By party: ``party_number``, with which its IRI ends; ``agent`` and
    ``behalf``, which are entities; ``side``, a letter.
    ``latest`` has all encounters, the latest first and those of a day by id; ``place_by_date`` says where each stands
    there; ``of_entity`` has those of an entity in that order, those that somebody took part in on its behalf included.
    """

    ids: Strings
    type: NDArray[np.uint8]
    status: NDArray[np.uint8]
    date: Numbers
    first_day: Numbers
    last_day: Numbers
    confidence: NDArray[np.float64]
    topic_codes: tuple[str, ...]
    topic_numbers: Lists
    first_party: Positions
    party_number: NDArray[np.uint16]
    agent: Numbers
    side: NDArray[np.uint8]
    rank: NDArray[np.uint8]
    behalf: Lists
    latest: Numbers
    place_by_date: Numbers
    of_entity: Lists

    def __len__(self) -> int:
        return len(self.ids)

    def accepted(self, wanted: EncounterFilter, layer: Layer | None, numbers: NDArray[Any] | None = None) -> Flags:
        """Which encounters count for ``wanted`` in a network (None: types as given, none means all); of ``numbers``,
        or of all."""

        def column(values: NDArray[Any]) -> NDArray[Any]:
            return values if numbers is None else values[numbers]

        types = wanted.types_of(layer) if layer else wanted.types or TYPES
        flags: Flags = _known(TYPES, types)[column(self.type)]
        if set(wanted.status) != set(STATUS_NAMES):
            flags &= _known(STATUS_NAMES, wanted.status)[column(self.status)]
        if wanted.min_confidence > 0:
            flags &= column(self.confidence) >= wanted.min_confidence
        if wanted.topics:
            flags &= self._about(wanted.topics, numbers)
        if wanted.since is not None or wanted.until is not None:
            inside = np.ones(len(flags), dtype=np.bool_)
            if wanted.since is not None:
                inside &= column(self.last_day) >= date_number(wanted.since)
            if wanted.until is not None:
                inside &= column(self.first_day) < date_number(wanted.until)
            flags &= inside | (column(self.date) == 0) if wanted.include_undated else inside
        return flags

    def _about(self, codes: tuple[str, ...], numbers: NDArray[Any] | None) -> Flags:
        chosen = _known(self.topic_codes, codes)
        if numbers is None:
            start = self.topic_numbers.start
            about: Flags = summed(chosen[self.topic_numbers.values], start[:-1], start[1:]) > 0
        else:
            topics, count = self.topic_numbers.gathered(numbers)
            ends = np.cumsum(count)
            about = summed(chosen[topics], ends - count, ends) > 0
        return about

    def topics(self, number: int) -> tuple[str, ...]:
        """The codes of an encounter's topics, sorted."""
        return tuple(self.topic_codes[topic] for topic in self.topic_numbers.of(number).tolist())

    def type_name(self, number: int) -> str:
        """``meeting``, ``call``, …"""
        return TYPES[int(self.type[number])]

    def status_name(self, number: int) -> str:
        """``held`` or ``planned``."""
        return STATUS_NAMES[int(self.status[number])]

    def parties(self, number: int) -> range:
        """The numbers of an encounter's parties."""
        return range(int(self.first_party[number]), int(self.first_party[number + 1]))


def days_of(dates: Numbers) -> tuple[Numbers, Numbers]:
    """The first and the last day that dates may mean; for no date such as lie in no period."""
    month, day = dates // 100 % 100, dates % 100
    first = np.where(dates == 0, 99_999_999, dates + np.where(month == 0, 101, np.where(day == 0, 1, 0)))
    last = np.where(dates == 0, -1, dates + np.where(month == 0, 1231, np.where(day == 0, 31, 0)))
    return first.astype(np.int32), last.astype(np.int32)


def date_number(text: str) -> int:
    """YYYYMMDD, zeros for what is not told; 0 for what is no date."""
    found = _DATE.fullmatch(text)
    year, month, day = found.groups("0") if found else ("0", "0", "0")
    return int(year) * 10_000 + int(month) * 100 + int(day)


@lru_cache(maxsize=65536)
def date_text(number: int) -> str | None:
    """The date of a number, as precise as it is; None for 0."""
    if not number:
        return None
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}" if month else f"{year:04}"


def _known(names: tuple[str, ...], chosen: tuple[str, ...]) -> Flags:
    """For each of ``names`` whether it was chosen."""
    return np.fromiter((name in chosen for name in names), dtype=np.bool_, count=len(names))
