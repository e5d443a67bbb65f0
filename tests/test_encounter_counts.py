"""Encounters counted in columns are what a plain reading of the same encounters counts."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import pytest

from kg.adjacency import Adjacency
from kg.encounter_counts import (
    by_actor_and_topic,
    by_entity,
    by_official_and_side,
    by_period,
    by_topic,
    by_type,
    opposite_each_other,
)
from kg.encounter_table import TYPES, EncounterTable, date_text
from kg.model import Party
from kg.store import Store
from tests.graphs import encounter, extraction, fill

TEXT = "التقى المسؤول نظيره."
STATES = ("EG", "TN", "FR", "LY")
NAMES = ("سامي حداد", "جان مورو", "كمال الفقي", "منى فؤاد", "عمر شاهين")


@dataclass(frozen=True)
class Told:
    """A party as the columns have it."""

    agent: int
    side: str
    principal: bool
    behalf: frozenset[int]


@lru_cache(maxsize=1)
def graph() -> Adjacency:
    """Random encounters of few persons for few states, some for two sides, some without a date."""
    chance = random.Random(7)
    items = []
    for i in range(150):
        parties = tuple(
            Party(
                chance.choice(NAMES) if chance.random() < 0.8 else None,
                "وزير",
                chance.choice(STATES),
                None,
                side,
                rank=chance.choice(["principal", "principal", "attendee"]),
            )
            for side in ("a", "b", chance.choice("abc"))
        )
        told = encounter(
            TEXT,
            TEXT,
            parties,
            type=chance.choice(["meeting", "call", "visit"]),
            topics=tuple(chance.sample(["training", "economy", "health"], chance.randint(0, 3))),
            date=chance.choice([None, "2021", f"2021-{chance.randint(1, 12):02}", f"2023-0{chance.randint(1, 9)}-11"]),
        )
        items.append(extraction(f"c-{i}", TEXT, (told,)))
    return Adjacency.load(fill(Store.memory(), items))


def table() -> EncounterTable:
    return graph().index.encounters


def numbers() -> Any:
    """Two of three encounters, in no order that the columns have."""
    chosen = [n for n in range(len(table())) if n % 3]
    random.Random(1).shuffle(chosen)
    return np.array(chosen)


def parties(number: int) -> list[Told]:
    columns = table()
    return [
        Told(
            int(columns.agent[party]),
            chr(columns.side[party]),
            columns.rank[party] == 0,
            frozenset(columns.behalf.of(party).tolist()),
        )
        for party in columns.parties(number)
    ]


def date(number: int) -> str | None:
    return date_text(int(table().date[number]))


def span(dates: list[str | None]) -> tuple[int, str | None, str | None]:
    known = [day for day in dates if day]
    return len(dates), min(known, default=None), max(known, default=None)


@pytest.mark.parametrize(("by", "length"), [("month", 7), ("year", 4)])
def test_periods_have_no_gap_and_count_what_is_known_so_precisely(by: Any, length: int) -> None:
    found = by_period(table(), numbers(), by, 1_000)
    days = {n: day[:length] for n in numbers().tolist() if (day := date(n)) and len(day) >= length}
    totals = Counter(days.values())
    assert {name: total for name, total in zip(found.names, found.totals, strict=True) if total} == totals
    assert found.undated == len(numbers()) - len(days)
    ends = (min(totals), max(totals))
    first, last = (int(end[:4]) * (1 if by == "year" else 12) + int(end[5:] or 0) for end in ends)
    assert len(found.names) == len(set(found.names)) == last - first + 1
    for topic, counts in found.topics.items():
        expected = Counter(period for n, period in days.items() if topic in table().topics(n))
        assert {name: n for name, n in zip(found.names, counts, strict=True) if n} == expected
    assert list(found.topics) == sorted(found.topics, key=lambda code: (-sum(found.topics[code]), code))


def test_the_latest_periods_are_kept_and_gaps_and_topics_chosen() -> None:
    every = by_period(table(), numbers(), "month", 1_000)
    last = by_period(table(), numbers(), "month", 4, only=("training",))
    assert (last.names, last.totals) == (every.names[-4:], every.totals[-4:])
    assert last.left_out == len(every.names) - 4
    assert set(last.topics) <= {"training"}
    close = by_period(table(), numbers(), "month", 1_000, gaps=False)
    assert close.names == tuple(name for name, n in zip(every.names, every.totals, strict=True) if n)
    assert by_period(table(), numbers()[:0], "month", 10).names == ()


def test_topics_types_and_members_are_counted_once_an_encounter() -> None:
    chosen = numbers().tolist()
    assert by_topic(table(), numbers()) == Counter(code for n in chosen for code in table().topics(n))
    assert by_type(table(), numbers(), TYPES) == Counter(table().type_name(n) for n in chosen)
    members = Counter(m for n in chosen for m in {m for p in parties(n) for m in (p.agent, *p.behalf)})
    assert by_entity(table(), numbers()) == members


@pytest.mark.parametrize("layer", ["agents", "sides"])
def test_actors_and_their_topics(layer: Any) -> None:
    actors, ties = by_actor_and_topic(table(), numbers(), layer)
    dates: dict[tuple[int, int], list[str | None]] = {}
    counts: Counter[int] = Counter()
    for n in numbers().tolist():
        there = parties(n)
        if layer == "sides":
            who = {side for party in there for side in party.behalf}
        else:
            who = {party.agent for party in there if party.principal}
        topics = [table().topic_codes.index(code) for code in table().topics(n)]
        counts.update(who if topics else ())
        for pair in product(who, topics):
            dates.setdefault(pair, []).append(date(n))
    assert actors == counts
    assert {key: (c.encounters, c.first, c.last) for key, c in ties.items()} == {k: span(v) for k, v in dates.items()}


def test_officials_against_the_states_opposite() -> None:
    egypt = graph().number("state/EG")
    dates: dict[tuple[int, int], list[str | None]] = {}
    for n in numbers().tolist():
        there = parties(n)
        pairs = {
            (who, other)
            for own in there
            if egypt in own.behalf
            for opposite in there
            if opposite.side != own.side
            for other in opposite.behalf - {egypt}
            for who in (own.agent, egypt)
        }
        for pair in pairs:
            dates.setdefault(pair, []).append(date(n))
    assert dates
    cells = by_official_and_side(table(), numbers(), egypt)
    assert {key: (c.encounters, c.first, c.last) for key, c in cells.items()} == {k: span(v) for k, v in dates.items()}
    assert by_official_and_side(table(), numbers()[:0], egypt) == {}


def test_who_stands_opposite_whom_as_himself_or_by_others() -> None:
    def sides(entity: int, number: int) -> set[str]:
        return {p.side for p in parties(number) if entity in p.behalf or (p.agent == entity and p.principal)}

    entities = range(len(graph().index.entities))
    seen = 0
    for one, other in product(entities, entities):
        found = opposite_each_other(table(), numbers(), one, other).tolist()
        expected = [any(a != b for a in sides(one, n) for b in sides(other, n)) for n in numbers().tolist()]
        assert found == expected
        seen += any(expected)
    assert seen > 10
