"""A generated graph in the shape of the real one (docs/architecture.md), of any size, the same for the same seed.

Articles are made up from the words of the ontology's tables: every third one tells of a contact, a few officials meet
often and many seldom. From there on nothing is made up: the statements, the resolved and the derived graph and the
snapshot are those of the program itself.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.derive import rebuild
from kg.model import Article, Encounter, EncounterType, EventDate, Extraction, Party, Place, Topic
from kg.publish import publish
from kg.rdf import reference_quads, statement_quads
from kg.resources import forms, lexicon_version, rows
from kg.store import Snapshot, Store, current_version, open_snapshot
from kg.topic_scheme import codes

SEED = 20240501
_SMALLEST = 30_000  # triples; the reference graph alone has some 5,000
_TRIPLES_PER_CONTACT = 100.0  # a first guess, put right by what the first contacts really gave
_TRIAL = 4000
_FIRST_DAY = date(2015, 1, 1)
_DAYS = 3650
_TYPES: Sequence[EncounterType] = ("meeting", "meeting", "meeting", "call", "visit", "session", "signing")
_MAKING = 4  # changes with what this module makes, so that an older graph is not taken for today's


@dataclass(frozen=True, slots=True)
class Graph:
    """A published store, the same quads as one N-Quads file, and the same without graphs as N-Triples.

    ``triples`` is their exact number.
    """

    store: Path
    quads_file: Path
    triples_file: Path
    version: str
    triples: int


@dataclass(frozen=True, slots=True)
class _Official:
    name: str
    role: str
    country: str | None
    org: str | None


def generated(folder: Path, triples: int, *, seed: int = SEED) -> Graph:
    """The graph of about ``triples`` triples in ``folder``, made where it does not lie there already."""
    wanted = {"triples": triples, "seed": seed, "making": _MAKING, "ontology": lexicon_version()}
    mark = folder / "made.json"
    store, whole, flat = folder / "store", folder / "graph.nq", folder / "graph.nt"
    if mark.exists() and (made := json.loads(mark.read_text()))["wanted"] == wanted:
        version = current_version(store)
        if version and version == made["version"]:
            return Graph(store, whole, flat, version, made["count"])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    version = publish_generated(store, triples, seed=seed)
    with open_snapshot(store) as snapshot:
        snapshot.dump(whole)
        count = _flatten(snapshot, flat)
    graph = Graph(store, whole, flat, version, count)
    mark.write_text(json.dumps({"wanted": wanted, "version": version, "count": count}))
    return graph


def publish_generated(store: Path, triples: int, *, seed: int = SEED) -> str:
    """Write the graph into a new store and publish it; returns the version. Raises ValueError below 30,000 triples."""
    if triples < _SMALLEST:
        raise ValueError(f"{triples} triples are too few: at least {_SMALLEST}, since the reference graph is in it")
    reference = reference_quads()
    contacts = _contacts_for(triples - len(reference), seed)
    lexicon = lexicon_version()
    store.mkdir(parents=True)
    # straight into the database, before it becomes a store: 100,000 transactions would take longer than all the rest
    database = ox.Store(store / "db")
    database.bulk_extend(reference)
    database.bulk_extend(
        itertools.chain.from_iterable(
            statement_quads(extraction, lexicon=lexicon) for extraction in extractions(contacts, seed)
        )
    )
    database.flush()
    del database
    with Store.open(store) as target:
        rebuild(target, force=True)
        return publish(target)


def extractions(contacts: int, seed: int = SEED) -> Iterator[Extraction]:
    """What articles say: ``contacts`` of them tell of an encounter, twice as many of nothing."""
    world = _World(seed, contacts)
    for number in range(contacts):
        yield world.telling(number)
        yield world.silent(2 * number)
        yield world.silent(2 * number + 1)


def _contacts_for(triples: int, seed: int) -> int:
    """How many contacts make about so many triples, found by making a few in memory."""
    guess = max(10, int(triples / _TRIPLES_PER_CONTACT))
    trial = min(guess, _TRIAL)
    sizes = []
    with Store.memory() as scratch:
        made = extractions(guess, seed)
        for _ in range(2):
            for extraction in itertools.islice(made, 3 * trial // 2):
                graph = scratch.ids.article_graph(extraction.article.id)
                scratch.replace_article(graph, statement_quads(extraction, lexicon="x"))
            rebuild(scratch, force=True)
            sizes.append(len(scratch))
    # the later half adds fewer officials and places: so do all that follow
    more = (triples - sizes[1]) / ((sizes[1] - sizes[0]) / (trial / 2))
    return max(10, int(trial + more))


def _flatten(snapshot: Snapshot, file: Path) -> int:
    """Write all triples, without their graphs, as N-Triples; a triple stands in one graph only, so none comes twice."""
    count = 0

    def counted() -> Iterator[ox.Triple]:
        nonlocal count
        for quad in snapshot.quads():
            count += 1
            yield quad.triple

    ox.serialize(counted(), str(file), ox.RdfFormat.N_TRIPLES)
    return count


class _World:
    """The officials, places and words that articles are made of."""

    def __init__(self, seed: int, contacts: int) -> None:
        self._random = random.Random(seed)
        self._topics = sorted(codes())
        self._cities = [(row["form"], row["country"]) for _, row in rows("cities") if row["ambiguous"] != "yes"]
        self._outlets = [row["outlet"] for _, row in rows("outlets")]
        self._words = [row["form"] for _, row in itertools.islice(rows("common_words"), 3000)]
        self._triggers = [
            form for _, row in rows("triggers") if row["type"] == "meeting" for form in forms(row["forms"])
        ]
        self._officials = [self._official() for _ in range(max(40, contacts // 2))]
        # the n-th official is met about as often as 1/n^0.8: some are in the news every day
        self._weights = list(itertools.accumulate(1 / (n + 3) ** 0.8 for n in range(len(self._officials))))

    @cached_property
    def _names(self) -> tuple[list[str], list[str]]:
        kinds: dict[str, list[str]] = {"given": [], "family": []}
        for _, row in rows("given_names"):
            kinds.get(row["kind"], []).append(row["form"])
        return kinds["given"], kinds["family"]

    @cached_property
    def _roles(self) -> list[str]:
        heads = [row["lemma"] for _, row in rows("office_heads") if row["number"] == "singular"]
        words = [row["form"] for _, row in rows("office_words")]
        return [f"{head} {word}" for head, word in itertools.product(heads[:12], words[:60])]

    @cached_property
    def _states(self) -> list[str]:
        return [row["code"] for _, row in rows("countries")]

    @cached_property
    def _organisations(self) -> list[str]:
        return [row["code"] for _, row in rows("organisations") if row["code"]]

    def _official(self) -> _Official:
        pick = self._random
        given, family = self._names
        name = " ".join((pick.choice(given), pick.choice(given), pick.choice(family)))
        role = pick.choice(self._roles)
        if pick.random() < 0.15:
            return _Official(name, role, None, pick.choice(self._organisations))
        # half of the officials are of some thirty states
        states = self._states if pick.random() < 0.5 else self._states[::8]
        return _Official(name, role, pick.choice(states), None)

    def _met(self) -> _Official:
        return self._officials[bisect(self._weights, self._random.random() * self._weights[-1])]

    def telling(self, number: int) -> Extraction:
        """An article that tells of one contact between two officials, sometimes with a third present."""
        pick = self._random
        one, other = self._met(), self._met()
        city, country = pick.choice(self._cities)
        trigger = pick.choice(self._triggers)
        kind = pick.choice(_TYPES)
        sentence = " ".join((trigger, one.role, one.name, other.role, other.name, city, self._prose(6))) + "."
        text = f"{sentence} {self._prose(40)}. {self._prose(30)}."
        parties = [self._party(one, text, "a"), self._party(other, text, "b")]
        if pick.random() < 0.2:
            third = self._met()
            parties.append(Party(third.name, third.role, third.country, third.org, "b", rank="attendee"))
        start = text.index(city)
        encounter = Encounter(
            type=kind,
            status="planned" if pick.random() < 0.1 else "held",
            parties=tuple(parties),
            topics=tuple(Topic(code) for code in pick.sample(self._topics, pick.randint(0, 3))),
            place=Place(city, country or None, (start, start + len(city))),
            date=EventDate(self._day().isoformat()),
            evidence=sentence,
            evidence_span=(0, len(sentence)),
            trigger=trigger,
            trigger_span=(0, len(trigger)),
            confidence=round(pick.uniform(0.4, 0.99), 2),
            rule="generated",
        )
        return Extraction(self._article(f"g-{number}", text), (encounter,))

    def silent(self, number: int) -> Extraction:
        """An article that tells of nothing."""
        return Extraction(self._article(f"s-{number}", self._prose(20) + "."), ())

    def _article(self, name: str, text: str) -> Article:
        url = f"https://news.example/{name}"
        return Article(name, text, self._prose(6), url, self._random.choice(self._outlets), self._day().isoformat())

    def _party(self, official: _Official, text: str, side: str) -> Party:
        start = text.index(official.name)
        span = (start, start + len(official.name))
        return Party(official.name, official.role, official.country, official.org, side, span=span)

    def _prose(self, words: int) -> str:
        return " ".join(self._random.choices(self._words, k=words))

    def _day(self) -> date:
        return _FIRST_DAY + timedelta(self._random.randrange(_DAYS))


def describe(graph: Graph) -> str:
    """One line about the graph."""
    return f"{graph.triples:,} triples, version {graph.version}"
