"""A generated resolved graph with as many encounters as wanted, who meets whom skewed as in news that was really read.

The shares are those of 72,000 articles of the Arabic press, which gave 5,608 encounters: some are in the news every
day, half of all persons once. The quads are written by the program's own ``resolved_quads``. Articles and their
sentences are left out: no network reads them.
"""

from __future__ import annotations

import json
import random
import shutil
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, chain
from pathlib import Path
from typing import Generic, TypeVar

import pyoxigraph as ox

from benchmarks.graph import Graph
from kg.rdf import reference_quads, resolved_quads
from kg.resolution import Encounter, Official, Participation, Person, Place, Post, Resolution
from kg.resources import rows
from kg.store import Store, current_version
from kg.topic_scheme import codes
from kg.vocabulary import ENCOUNTER_CLASSES, RANKS, STATUSES, TOPICS, Ids

SEED = 20240501
_MAKING = 1  # changes with what this module makes, so that an older graph is not taken for today's
T = TypeVar("T")
_CHUNK = 20_000  # encounters written at once
_TYPES = {"meeting": 565, "visit": 230, "session": 95, "signing": 60, "call": 50}
_TOPICS = (31, 32, 18, 8, 5, 2, 1, 1)  # percent of the encounters that have none, one, two, …
_PARTIES = {1: 70, 2: 862, 3: 46, 4: 9, 5: 5, 7: 3, 10: 3, 19: 2}
_DATES = {10: 527, 7: 55, 4: 27, 0: 391}  # letters of the date that are known
_PERSONS, _SIDES = 0.66, 0.26  # of the parties; the others are officials without a name
_PER_PERSON = 5  # encounters for each person
_FIRST = 0.17  # of the persons in an encounter: those who were in none before


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a graph is."""

    encounters: int
    persons: int


def generated_network(folder: Path, encounters: int, *, seed: int = SEED) -> tuple[Graph, Shape]:
    """The graph of so many encounters in ``folder``, made where it does not lie there already."""
    shape = Shape(encounters, encounters // _PER_PERSON)
    wanted = {"encounters": encounters, "seed": seed, "making": _MAKING}
    mark, store = folder / "made.json", folder / "store"
    whole, flat = folder / "graph.nq", folder / "graph.nt"
    if mark.exists() and (made := json.loads(mark.read_text()))["wanted"] == wanted:
        version = current_version(store)  # perhaps a later one: to follow a new version is measured
        if version:
            return Graph(store, whole, flat, version, made["count"]), shape
    shutil.rmtree(folder, ignore_errors=True)
    store.mkdir(parents=True)
    count = _write(whole, flat, _World(seed, shape))
    database = ox.Store(store / "db")
    database.bulk_load(path=whole, format=ox.RdfFormat.N_QUADS)
    database.flush()
    database.optimize()
    del database
    with Store.open(store) as target:
        version = target.publish(())
    mark.write_text(json.dumps({"wanted": wanted, "count": count}))
    return Graph(store, whole, flat, version, count), shape


def _write(whole: Path, flat: Path, world: _World) -> int:
    count = 0
    with whole.open("wb") as quads_file, flat.open("wb") as triples_file:
        resolutions = chain([world.described()], world.happenings())
        for quads in chain([reference_quads()], map(resolved_quads, resolutions)):
            count += len(quads)
            ox.serialize(quads, quads_file, ox.RdfFormat.N_QUADS)
            ox.serialize((quad.triple for quad in quads), triples_file, ox.RdfFormat.N_TRIPLES)
    return count


class _World:
    """Who there is, and what happens."""

    def __init__(self, seed: int, shape: Shape) -> None:
        self._random = random.Random(seed)
        self._shape = shape
        self._ids = Ids()
        states = [self._ids.state(row["code"]).value for _, row in rows("countries")]
        bodies = [self._ids.organisation(row["code"], "").value for _, row in rows("organisations") if row["code"]]
        self._random.shuffle(states)
        self._random.shuffle(bodies)
        # one state takes part in a third of all encounters, the tenth in a thirtieth
        weights = [*_falling(len(states), 1.1), *(weight / 9 for weight in _falling(len(bodies), 1.0))]
        self._sides = _Weighted([*states, *bodies], weights)
        self._posts = [self._post(n) for n in range(max(20, shape.persons // 2))]
        self._people = [self._person(n) for n in range(shape.persons)]
        self._in_news = _Weighted(range(shape.persons), _falling(shape.persons, 0.95))
        self._officials = [self._person(shape.persons + n) for n in range(max(5, shape.persons // 5))]
        self._unnamed = _Weighted(range(len(self._officials)), _falling(len(self._officials), 0.7))
        self._unseen = iter(self._random.sample(range(shape.persons), shape.persons))
        self._topics = _Weighted(sorted(codes()), _falling(len(codes()), 0.9))
        self._places = [self._place(n, row["form"]) for n, (_, row) in enumerate(rows("cities"))]

    def described(self) -> Resolution:
        """Everything but the encounters."""
        officials = [Official(one.iri, one.label, one.behalf, one.posts) for one in self._officials]
        return Resolution(self._people, officials, self._posts, [], self._places, [], [])

    def happenings(self) -> Iterator[Resolution]:
        """The encounters, some at a time."""
        for start in range(0, self._shape.encounters, _CHUNK):
            numbers = range(start, min(start + _CHUNK, self._shape.encounters))
            yield Resolution([], [], [], [], [], [], [self._encounter() for _ in numbers])

    def _encounter(self) -> Encounter:
        pick = self._random
        iri = self._iri("encounter")
        count = _chosen(pick, _PARTIES)
        parts = [self._part("abcdefgh"[min(n, 1 + pick.randrange(7))] if n else "a") for n in range(count)]
        topics = {self._topics.draw(pick) for _ in range(_chosen(pick, dict(enumerate(_TOPICS))))}
        day = (date(2012, 1, 1) + timedelta(pick.randrange(1800))).isoformat()
        return Encounter(
            iri=iri,
            type=ENCOUNTER_CLASSES[_chosen(pick, _TYPES)].value,
            status=STATUSES["planned" if pick.random() < 0.18 else "held"].value,
            date=day[: _chosen(pick, _DATES)],
            topics=tuple(sorted(TOPICS + code for code in topics)),
            place=pick.choice(self._places).iri if pick.random() < 0.6 else "",
            confidence=round(pick.uniform(0.15, 0.99), 4),
            participations=tuple(parts),
            mentions=(f"{self._ids.base}mention/{iri[-16:]}/0",),
        )

    def _part(self, side: str) -> Participation:
        pick = self._random
        chance = pick.random()
        rank = RANKS["attendee" if pick.random() < 0.06 else "principal"].value
        function = ""
        if chance < _PERSONS:
            # everybody once, else as the press has it
            unseen = next(self._unseen, None) if pick.random() < _FIRST else None
            one: Person = self._people[self._in_news.draw(pick) if unseen is None else unseen]
        elif chance < _PERSONS + _SIDES:
            state = self._sides.draw(pick)
            return Participation(state, side, rank, function, "", (state,))
        else:
            one = self._officials[self._unnamed.draw(pick)]
        return Participation(one.iri, side, rank, function, one.posts[0], one.behalf)

    def _person(self, number: int) -> Person:
        pick = self._random
        given, family = _names()
        unnamed = number >= self._shape.persons
        post = pick.choice(self._posts)
        label = post.label if unnamed else " ".join((pick.choice(given), pick.choice(given), pick.choice(family)))
        spellings = (label, label.replace("أ", "ا")) if pick.random() < 0.2 else (label,)
        iri = self._iri("official" if unnamed else "person")
        return Person(iri, label, spellings, (post.post_in,), (post.iri,), ())

    def _post(self, number: int) -> Post:
        heads, words = _roles()
        label = f"{heads[number % len(heads)]} {self._random.choice(words)}"
        return Post(self._iri("post"), label, self._sides.draw(self._random))

    def _place(self, number: int, form: str) -> Place:
        return Place(self._iri("place"), form, self._sides.draw(self._random))

    def _iri(self, kind: str) -> str:
        return f"{self._ids.base}{kind}/{self._random.getrandbits(64):016x}"


class _Weighted(Generic[T]):
    """Draws from members, some more often than others."""

    def __init__(self, members: Sequence[T], weights: Iterable[float]) -> None:
        self._members = members
        self._sums = list(accumulate(weights))

    def draw(self, pick: random.Random) -> T:
        return self._members[bisect(self._sums, pick.random() * self._sums[-1])]


def _falling(count: int, steepness: float) -> Iterator[float]:
    """Weights of the first, the second, … by Zipf's law."""
    return (1 / (n + 2) ** steepness for n in range(count))


def _chosen(pick: random.Random, shares: Mapping[T, int]) -> T:
    return pick.choices(list(shares), list(shares.values()))[0]


@lru_cache(maxsize=1)
def _names() -> tuple[list[str], list[str]]:
    kinds: dict[str, list[str]] = {"given": [], "family": []}
    for _, row in rows("given_names"):
        kinds.get(row["kind"], []).append(row["form"])
    return kinds["given"], kinds["family"]


@lru_cache(maxsize=1)
def _roles() -> tuple[list[str], list[str]]:
    heads = [row["lemma"] for _, row in rows("office_heads") if row["number"] == "singular"]
    return heads, [row["form"] for _, row in rows("office_words")]
