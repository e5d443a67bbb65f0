"""The index in memory against a naive reading of the same graph: random encounters, random questions."""

from __future__ import annotations

import random
from collections import defaultdict
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest

from kg.adjacency import Adjacency
from kg.arrays import Lists, Strings, ranges
from kg.edges import Edge
from kg.ego import EgoQuery, ego_network
from kg.encounter_table import date_number, date_text
from kg.errors import NotFoundError, QueryError
from kg.measures import change, measures
from kg.model import Party
from kg.paths import PathQuery, find_paths
from kg.store import Store
from kg.ties import EncounterFilter, Layer, Meeting
from tests.graphs import encounter, extraction, fill

TEXT = "التقى المسؤول نظيره."
TYPES = ("meeting", "call", "visit", "session", "signing")
TOPICS = ("training", "economy", "health")


def official(n: int, side: str, rank: str = "principal") -> Party:
    """The n-th of some officials of five states; every seventh is the state itself."""
    country = ("EG", "FR", "IT", "TN", "JO")[n % 5]
    if n % 7 == 6:
        return Party(None, None, country, None, side, rank=rank)  # type: ignore[arg-type]
    name = f"{'ابتثجحخدذر'[n // 10]}{'سشصضطظعغفق'[n % 10]}ن علي"
    return Party(name, None, country, None, side, rank=rank)  # type: ignore[arg-type]


@lru_cache(maxsize=8)
def graph(seed: int, people: int = 16, meetings: int = 70) -> tuple[Adjacency, tuple[dict[str, Any], ...]]:
    """A random graph, and its encounters as plain facts, who is on which side by local id."""
    chance = random.Random(seed)
    items, told = [], []
    for i in range(meetings):
        there = chance.sample(range(people), chance.choice([1, 2, 2, 2, 3, 5]))
        parties = [
            official(n, "abc"[chance.randint(1, 2) if k else 0], chance.choice(["principal"] * 5 + ["attendee"]))
            for k, n in enumerate(there)
        ]
        day = f"20{chance.randint(10, 24)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        facts: dict[str, Any] = {
            "type": chance.choice(TYPES),
            "status": chance.choice(["held", "held", "planned"]),
            "topics": tuple(sorted(chance.sample(TOPICS, chance.randint(0, 2)))),
            "confidence": chance.choice([0.3, 0.75, 0.9]),
            "date": chance.choice([day, day, day[:7], day[:4], None]),
        }
        items.append(extraction(f"r-{i}", TEXT, (encounter(TEXT, TEXT, tuple(parties), **facts),)))
        told.append(facts | {"parties": parties})
    return Adjacency.load(fill(Store.memory(), items)), tuple(told)


def naive(adjacency: Adjacency, layer: Layer, wanted: EncounterFilter) -> dict[str, dict[str, set[str]]]:
    """Neighbours and the encounters with them, read from the graph by SPARQL, pair by pair."""
    found: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    rows = adjacency.reader.select(
        """SELECT ?e ?type ?status ?date ?confidence ?who ?side ?rank ?behalf
          (GROUP_CONCAT(DISTINCT COALESCE(STR(?topic), '')) AS ?topics) {
          ?e a ?type ; rw:status ?status ; rw:confidence ?confidence ; rw:participation ?p .
          VALUES ?type { rw:Meeting rw:Call rw:Visit rw:Session rw:Signing }
          ?p rw:agent ?who ; rw:side ?side ; rw:rank ?rank .
          OPTIONAL { ?p rw:onBehalfOf ?behalf } OPTIONAL { ?e schema:startDate ?date }
          OPTIONAL { ?e rw:discussed ?topic }
        } GROUP BY ?e ?type ?status ?date ?confidence ?who ?side ?rank ?behalf""",
        graphs=[adjacency.reader.ids.resolved_graph],
    )
    sides: defaultdict[Meeting, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        meeting = Meeting(
            iri=row["e"].value,
            type=row["type"].value.rpartition("#")[2].lower(),
            status=row["status"].value.rpartition("#")[2].lower(),
            date=row["date"].value if row["date"] else "",
            topics=tuple(sorted(topic.rpartition("/")[2] for topic in row["topics"].value.split())),
            confidence=float(row["confidence"].value),
        )
        if layer == "sides":
            if row["behalf"]:
                sides[meeting].add((row["behalf"].value, row["side"].value))
        elif row["rank"].value.endswith("Principal"):
            sides[meeting].add((row["who"].value, row["side"].value))
    for meeting, there in sides.items():
        if wanted.accepts(meeting, layer):
            for (one, side), (other, other_side) in combinations(sorted(there), 2):
                if side != other_side and one != other:
                    found[one].setdefault(other, set()).add(meeting.iri)
                    found[other].setdefault(one, set()).add(meeting.iri)
    return found


def some_filter(chance: random.Random) -> EncounterFilter:
    return EncounterFilter(
        since=chance.choice([None, None, "2014", "2015-06", "2016-05-05"]),
        until=chance.choice([None, None, "2020", "2021-03"]),
        topics=chance.choice([(), (), ("training",), ("economy", "health")]),
        types=chance.choice([(), (), ("meeting",), ("visit", "call"), TYPES]),
        status=chance.choice([("held",), ("held",), ("planned",), ("held", "planned")]),
        min_confidence=chance.choice([0.0, 0.5, 0.9]),
        include_undated=chance.choice([True, False]),
    )


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("layer", ["agents", "sides"])
def test_ties_are_those_of_a_naive_reading(seed: int, layer: Layer) -> None:
    adjacency, _ = graph(seed % 4)
    wanted = EncounterFilter() if seed < 4 else some_filter(random.Random(seed))
    expected = naive(adjacency, layer, wanted)
    for entity in adjacency.entities():
        ties = adjacency.ties(entity.iri, layer, wanted)
        assert {other: {m.iri for m in met} for other, met in ties.items()} == expected.get(entity.iri, {})
        strongest = adjacency.strongest(entity.iri, layer, wanted)
        base = adjacency.reader.ids.base
        assert [base + tie.neighbour for tie in strongest] == list(ties)
        for tie, met in zip(strongest, ties.values(), strict=True):
            dates = [m.date for m in met if m.date]
            assert (tie.weight, tie.first, tie.last) == (len(met), min(dates, default=None), max(dates, default=None))
            assert tie.max_confidence == max(m.confidence for m in met)
            assert dict(tie.topics) == {t: sum(t in m.topics for m in met) for m in met for t in m.topics}
            assert met == sorted(met, key=lambda m: (m.date, m.iri), reverse=True)
            assert met == adjacency.between(entity.id, tie.neighbour, layer, wanted)
        order = [(-tie.weight, tie.last or "", tie.neighbour) for tie in strongest]
        assert [key[0] for key in order] == sorted(key[0] for key in order)
        for one, other in pairwise(strongest):
            if one.weight == other.weight:
                assert (one.last or "") >= (other.last or "")
                assert one.last != other.last or one.neighbour < other.neighbour


def test_a_filter_of_its_own_gives_what_the_prepared_answer_gives() -> None:
    """All held meetings and calls, once as the question that is asked most, once as one that is not."""
    adjacency, _ = graph(1)
    for entity in adjacency.entities():
        prepared = ego_network(adjacency, entity, EgoQuery(depth=2, layer="agents"))
        counted = ego_network(adjacency, entity, EgoQuery(depth=2, layer="agents", types=("meeting", "call")))
        assert (prepared.nodes, prepared.edges) == (counted.nodes, counted.edges)


def test_who_is_unknown_has_no_ties() -> None:
    adjacency, _ = graph(1)
    assert adjacency.ties("person/0000000000000000", "agents") == {}
    assert adjacency.strongest("person/0000000000000000", "agents") == []
    assert adjacency.between("person/0000000000000000", "state/EG", "sides") == []


@pytest.mark.parametrize(
    "field", [{"since": "2024-13"}, {"types": ("dinner",)}, {"min_confidence": 2}, {"status": ("x",)}]
)
def test_a_filter_out_of_bounds_is_refused(field: dict[str, Any]) -> None:
    with pytest.raises(QueryError, match=next(iter(field))):
        EncounterFilter(**field)


def test_an_empty_graph_has_an_index_too() -> None:
    adjacency = Adjacency.load(Store.memory())
    assert list(adjacency.entities()) == []
    assert adjacency.search("علي") == []
    assert adjacency.most_active(5) == ([], 0)
    assert measures(adjacency, "agents").items == ()


def test_search_of_some_types_tells_how_many_there_are() -> None:
    adjacency, _ = graph(1)
    found, total = adjacency.found("علي", 3)
    assert (len(found), total > 3) == (3, True)
    states, count = adjacency.most_active(10, ["State"])
    assert [entity.type for entity in states] == ["State"] * count
    assert [entity.encounters for entity in states] == sorted((e.encounters for e in states), reverse=True)


# arrays


def test_strings_are_found_in_their_order() -> None:
    texts = sorted(["", "a", "ab", "b/1", "state/EG", "علي", "\U0010ffff"], key=str.encode)
    strings = Strings.of(texts)
    assert list(strings) == texts == strings[:]
    assert [strings.find(text) for text in texts] == list(range(len(texts)))
    assert [strings.find(text) for text in ("c", "aa", "\ud800", "zzz")] == [None] * 4
    with pytest.raises(IndexError):
        strings[len(texts)]


def test_lists_keep_the_order_they_come_in() -> None:
    lists = Lists.grouped(np.array([2, 0, 2, 2]), np.array([5, 6, 4, 5]), 4)
    assert [lists.of(n).tolist() for n in range(4)] == [[6], [], [5, 4, 5], []]
    values, count = lists.gathered(np.array([2, 1, 0]))
    assert (values.tolist(), count.tolist()) == ([5, 4, 5, 6], [3, 0, 1])
    assert ranges(np.array([7, 1]), np.array([2, 0])).tolist() == [7, 8]


@pytest.mark.parametrize("date", ["2024", "2024-05", "2024-05-09", "0987-01-31"])
def test_a_date_is_a_number_and_back(date: str) -> None:
    assert date_text(date_number(date)) == date
    assert (date_number(""), date_number("about 2024"), date_text(0)) == (0, 0, None)


# paths


def whole(adjacency: Adjacency, layer: Layer, wanted: EncounterFilter) -> nx.Graph:
    built = nx.Graph()
    for entity in adjacency.entities():
        for tie in adjacency.strongest(entity.iri, layer, wanted):
            built.add_edge(entity.id, tie.neighbour, weight=tie.weight)
    return built


@pytest.mark.parametrize("seed", range(8))
def test_paths_are_those_of_networkx(seed: int) -> None:
    chance = random.Random(seed)
    adjacency, _ = graph(seed % 4, 30, 40)
    wanted = EncounterFilter() if seed < 4 else EncounterFilter(types=TYPES, include_undated=True)
    built = whole(adjacency, "agents", wanted)
    ids = sorted(built)
    for _ in range(25):
        one, other = chance.sample(ids, 2)
        length = chance.randint(1, 6)
        simple = nx.all_simple_paths(built, one, other, cutoff=length)
        strength = {tuple(path): min(built[a][b]["weight"] for a, b in pairwise(path)) for path in simple}
        for kind in ("shortest", "strongest"):
            query = PathQuery(kind, length, 20, "agents", 1, wanted)  # type: ignore[arg-type]
            found = find_paths(adjacency, one, other, query)
            best = set(strength)
            if kind == "strongest":
                best = {path for path in best if strength[path] == max(strength.values())}
            best = {path for path in best if len(path) == min(map(len, best))}
            told = {tuple(node.id for node in path.nodes): path.strength for path in found.paths}
            assert found.complete == (len(best) <= 20)
            assert told.items() <= {path: strength[path] for path in best}.items()
            assert len(told) == min(20, len(best))
            assert list(told.values()) == sorted((strength[path] for path in best), reverse=True)[:20]
            for path in found.paths:
                assert [(edge.source, edge.target) for edge in path.edges] == [
                    (a.id, b.id) for a, b in pairwise(path.nodes)
                ]


def test_paths_have_the_edges_of_a_network_and_ends_that_exist() -> None:
    adjacency, _ = graph(1)
    one = max(adjacency.entities(), key=lambda entity: len(adjacency.ties(entity.iri, "agents")))
    (edge,) = ego_network(adjacency, one, EgoQuery(layer="agents", inner_edges=False, limit_per_node=1)).edges
    other = edge.target if edge.source == one.id else edge.source
    (path,) = find_paths(adjacency, one, other, PathQuery(layer="agents")).paths
    assert isinstance(path.edges[0], Edge)
    assert (path.edges[0].weight, path.edges[0].topics, path.length) == (edge.weight, edge.topics, 1)
    assert find_paths(adjacency, one, one).paths == ()
    with pytest.raises(NotFoundError):
        find_paths(adjacency, one, "person/0000000000000000")


@pytest.mark.parametrize(
    "field", [{"kind": "longest"}, {"max_length": 7}, {"limit": 21}, {"layer": "x"}, {"min_weight": 0}]
)
def test_a_question_for_paths_out_of_bounds_is_refused(field: dict[str, Any]) -> None:
    with pytest.raises(QueryError, match=next(iter(field))):
        PathQuery(**field)


# measures


@pytest.mark.parametrize("layer", ["agents", "sides"])
def test_measures_are_those_of_networkx(layer: Layer) -> None:
    adjacency, _ = graph(2)
    wanted = EncounterFilter(types=TYPES)
    built = whole(adjacency, layer, wanted)
    found = measures(adjacency, layer, wanted)
    between = nx.betweenness_centrality(built)
    assert found.exact
    assert {item.entity: item.degree for item in found.items} == dict(built.degree())
    assert {item.entity: item.strength for item in found.items} == dict(built.degree(weight="weight"))
    assert {item.entity: item.betweenness for item in found.items} == pytest.approx(between, abs=1e-6)
    assert found.ties == built.number_of_edges()
    groups: defaultdict[Any, set[str]] = defaultdict(set)
    for item in found.items:
        groups[item.community].add(item.entity)
    assert len(groups) == found.communities
    assert set().union(*groups.values()) == set(built)
    assert nx.community.modularity(built, groups.values()) >= 0
    assert found.sorted_by("betweenness")[0].betweenness == pytest.approx(max(between.values()), abs=1e-6)
    assert measures(adjacency, layer, wanted) is found  # once for a version


def test_a_large_network_is_measured_in_part_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    adjacency, _ = graph(3)
    monkeypatch.setattr("kg.measures.MOST_TIES", 5)
    found = measures(adjacency, "agents", EncounterFilter(types=TYPES))
    assert not found.exact
    assert any(item.betweenness is None and item.community is None and item.degree for item in found.items)


def test_what_changed_between_two_periods() -> None:
    adjacency, _ = graph(0)
    before, after = (EncounterFilter(types=TYPES, **period) for period in ({"until": "2017"}, {"since": "2017"}))
    first, second = whole(adjacency, "agents", before), whole(adjacency, "agents", after)
    found = change(adjacency, "agents", before, after, 1000)
    new = {frozenset(edge) for edge in second.edges} - {frozenset(edge) for edge in first.edges}
    lost = {frozenset(edge) for edge in first.edges} - {frozenset(edge) for edge in second.edges}
    assert {frozenset((tie.source, tie.target)) for tie in found.new} == new
    assert {frozenset((tie.source, tie.target)) for tie in found.lost} == lost
    strength = [dict(built.degree(weight="weight")) for built in (first, second)]
    for item in (*found.risen, *found.fallen):
        assert (item.before, item.after) == tuple(known.get(item.entity, 0) for known in strength)
    assert {item.entity for item in found.risen} == {
        id for id in strength[1] if strength[1][id] > strength[0].get(id, 0)
    }
    assert found.totals == {
        **{"risen": len(found.risen), "fallen": len(found.fallen)},
        **{"new": len(found.new), "lost": len(found.lost)},
    }
    assert [item.after - item.before for item in found.risen] == sorted(
        (item.after - item.before for item in found.risen), reverse=True
    )
    short = change(adjacency, "agents", before, after, 2)
    assert (short.new, short.totals) == (found.new[:2], found.totals)
