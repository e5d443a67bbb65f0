"""Encounters counted by who took part, by topic and by time, in the columns of ``kg.encounter_table``.

``numbers`` are encounters; a *place* is where one stands among them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from kg.arrays import Numbers, Positions, ranges
from kg.encounter_table import PRINCIPAL, EncounterTable, date_text
from kg.ties import Layer

By = Literal["month", "year"]
Found = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Count:
    """How many encounters, and the dates of the first and the last that is dated."""

    encounters: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Periods:
    """Encounters by month or year, the names of the periods without a gap, at most so many, the last.

    ``totals`` and the counts of each topic stand in the same order; ``undated``: encounters whose date is not known so
    precisely; ``left_out``: earlier periods."""

    names: tuple[str, ...]
    totals: tuple[int, ...]
    topics: dict[str, tuple[int, ...]]
    undated: int
    left_out: int


def by_period(
    table: EncounterTable, numbers: Found, by: By, most: int, gaps: bool = True, only: Collection[str] = ()
) -> Periods:
    """Encounters by month or year; ``only`` these topics, all if empty; ``gaps``: periods without encounters too.
    The topics come the most frequent first."""
    unit = 100 if by == "month" else 10_000
    period = table.date[numbers] // unit
    known = (period % 100 > 0) if by == "month" else period > 0
    undated = int(np.count_nonzero(~known))
    order = period // 100 * 12 + period % 100 - 1 if by == "month" else period
    present = np.unique(order[known])
    if not len(present):
        return Periods((), (), {}, undated, 0)
    every = np.arange(present[0], present[-1] + 1) if gaps else present
    shown = every[-most:]
    kept = known & (order >= shown[0])
    place = np.searchsorted(shown, order[kept])
    topic, count = table.topic_numbers.gathered(numbers[kept])
    cells = np.zeros((max(len(table.topic_codes), 1), len(shown)), dtype=np.int64)
    np.add.at(cells, (topic, np.repeat(place, count)), 1)
    sums = cells.sum(axis=1)
    codes = table.topic_codes
    ranked = [n for n in np.argsort(-sums, kind="stable").tolist() if sums[n] and (not only or codes[n] in only)]
    return Periods(
        names=tuple(f"{n // 12:04}-{n % 12 + 1:02}" if by == "month" else f"{n:04}" for n in shown.tolist()),
        totals=tuple(np.bincount(place, minlength=len(shown)).tolist()),
        topics={codes[n]: tuple(cells[n].tolist()) for n in ranked},
        undated=undated,
        left_out=len(every) - len(shown),
    )


def by_topic(table: EncounterTable, numbers: Found) -> dict[str, int]:
    """How many encounters each topic has, the most frequent first."""
    topic, _ = table.topic_numbers.gathered(numbers)
    counts = np.bincount(topic, minlength=len(table.topic_codes)).tolist()
    ranked = sorted(zip(table.topic_codes, counts, strict=True), key=lambda item: (-item[1], item[0]))
    return {code: count for code, count in ranked if count}


def by_type(table: EncounterTable, numbers: Found, names: tuple[str, ...]) -> dict[str, int]:
    """How many encounters each type has; ``names`` are the types in the order of the column."""
    counts = np.bincount(table.type[numbers], minlength=len(names)).tolist()
    return {name: count for name, count in sorted(zip(names, counts, strict=True)) if count}


def by_entity(table: EncounterTable, numbers: Found) -> dict[int, int]:
    """How many encounters each entity takes part in, itself or by somebody acting for it."""
    _, entity = _members(table, numbers, None)
    found, counts = np.unique(entity, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def by_actor_and_topic(
    table: EncounterTable, numbers: Found, layer: Layer
) -> tuple[dict[int, int], dict[tuple[int, int], Count]]:
    """The encounters about any topic of each actor of a network, and those of each actor about each topic."""
    _, lengths = table.topic_numbers.gathered(numbers)
    numbers = numbers[lengths > 0]
    place, actor = _members(table, numbers, layer)
    actors, counts = np.unique(actor, return_counts=True)
    topic, count = table.topic_numbers.gathered(numbers[place])
    of = _counted(np.repeat(actor, count), topic, table.date[numbers[np.repeat(place, count)]])
    return dict(zip(actors.tolist(), counts.tolist(), strict=True)), of


def by_official_and_side(table: EncounterTable, numbers: Found, of: int) -> dict[tuple[int, int], Count]:
    """The encounters of each who acts for ``of`` with each state or organisation that others acted for on other sides;
    those of ``of`` itself are of all who act for it together."""
    party, place, side = _parties(table, numbers)
    behalf, count = table.behalf.gathered(party)
    holder = np.repeat(np.arange(len(party)), count)
    own = np.unique(holder[behalf == of])
    others = np.flatnonzero(behalf != of)
    their_place, their_side, column = place[holder[others]], side[holder[others]], behalf[others]
    start = np.searchsorted(their_place, place[own], side="left")
    end = np.searchsorted(their_place, place[own], side="right")
    one, other = np.repeat(own, end - start), ranges(start, end - start)
    opposed = side[one] != their_side[other]
    one, other = one[opposed], other[opposed]
    agent, where, column = table.agent[party[one]], place[one], column[other]
    cells = _distinct(
        np.concatenate([where, where]),
        np.concatenate([agent, np.full(len(agent), of, dtype=agent.dtype)]),
        np.concatenate([column, column]),
    )
    return _counted(cells[1], cells[2], table.date[numbers[cells[0]]])


def opposite_each_other(table: EncounterTable, numbers: Found, one: int, other: int) -> NDArray[np.bool_]:
    """In which encounters two entities stand on different sides: as principals, or by those who act for them."""
    sides = [_sides(table, numbers, entity) for entity in (one, other)]
    several = (sides[0] & (sides[0] - 1)) != 0
    opposed: NDArray[np.bool_] = (sides[0] != 0) & (sides[1] != 0) & ((sides[0] != sides[1]) | several)
    return opposed


def _sides(table: EncounterTable, numbers: Found, entity: int) -> NDArray[np.int64]:
    """The sides that an entity stands on in each encounter, a bit each."""
    party, place, side = _parties(table, numbers)
    behalf, count = table.behalf.gathered(party)
    acted_for = np.zeros(len(party), dtype=np.bool_)
    acted_for[np.repeat(np.arange(len(party)), count)[behalf == entity]] = True
    there = acted_for | ((table.agent[party] == entity) & (table.rank[party] == PRINCIPAL))
    bits = np.zeros(len(numbers), dtype=np.int64)
    np.bitwise_or.at(bits, place[there], np.left_shift(1, side[there].astype(np.int64) - ord("a")))
    return bits


def _parties(table: EncounterTable, numbers: Found) -> tuple[Positions, Positions, NDArray[np.uint8]]:
    """The parties of some encounters, the place of the encounter of each, and its side."""
    start = table.first_party[numbers]
    count = table.first_party[numbers + 1] - start
    party = ranges(start, count)
    return party, np.repeat(np.arange(len(numbers)), count), table.side[party]


def _members(table: EncounterTable, numbers: Found, layer: Layer | None) -> tuple[Positions, Numbers]:
    """The entities that take part in some encounters, each once, with the place of the encounter; of a network
    (principals, or those who were acted for), or all."""
    party, place, _ = _parties(table, numbers)
    behalf, count = table.behalf.gathered(party)
    acted_for = (np.repeat(place, count), behalf)
    if layer == "sides":
        found = acted_for
    else:
        chosen = party if layer is None else party[table.rank[party] == PRINCIPAL]
        where = place if layer is None else place[table.rank[party] == PRINCIPAL]
        found = (where, table.agent[chosen])
        if layer is None:
            found = (np.concatenate([found[0], acted_for[0]]), np.concatenate([found[1], acted_for[1]]))
    distinct = _distinct(*found)
    return distinct[0], distinct[1]


def _distinct(*columns: Found) -> tuple[Found, ...]:
    """The rows of some columns, each once, sorted by the first, then the second, …"""
    order = np.lexsort(columns[::-1])
    rows = [column[order] for column in columns]
    new = np.ones(len(order), dtype=np.bool_)
    if len(order):
        new[1:] = np.any([row[1:] != row[:-1] for row in rows], axis=0)
    return tuple(row[new] for row in rows)


def _counted(one: Found, other: Found, date: Found) -> dict[tuple[int, int], Count]:
    """The rows of two columns that are alike, counted, with the first and last of their dates."""
    if not len(one):
        return {}
    order = np.lexsort((date, other, one))
    one, other, date = one[order], other[order], date[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    start = np.flatnonzero(new)
    end = np.append(start[1:], len(order)).astype(np.int64)
    # undated ones are 0 and stand before all others
    running = np.append(0, np.cumsum(date == 0))
    dated = start + running[end] - running[start]
    first = np.where(dated < end, np.append(date, 0)[dated], 0)
    last = date[end - 1]
    keys = zip(one[start].tolist(), other[start].tolist(), strict=True)
    values = zip((end - start).tolist(), first.tolist(), last.tolist(), strict=True)
    return {
        key: Count(count, date_text(early), date_text(late))
        for key, (count, early, late) in zip(keys, values, strict=True)
    }
