"""The tables of the index read from a graph: its entities and its encounters, one pass over each predicate.

What costs time is that the engine looks up every IRI that it writes. So nothing is read that can be told from the rest:
the encounter of a party (its IRI begins with it), the side ``a``, the status ``held``, the rank of a principal; and no
IRI of a topic or of a state is read once for each encounter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode

from kg.arrays import Lists, Numbers, Strings, starts_of
from kg.columns import Columns, literal, locals_of
from kg.encounter_table import ATTENDEE, STATUS_NAMES, EncounterTable, date_number, days_of
from kg.entity_table import ENTITY_TYPES, EntityTable, EntityType, type_number
from kg.store import Reader
from kg.vocabulary import (
    DCTERMS,
    ENCOUNTER_CLASSES,
    RANKS,
    RDF,
    RDFS,
    RW,
    SCHEMA,
    SKOS,
    STATUSES,
    TOPICS,
)

_PARTY = b"/party/"
_Links = tuple[list[bytes], list[bytes]]


def read_tables(reader: Reader) -> tuple[EntityTable, EncounterTable]:
    """The entities and the encounters of a store or snapshot."""
    ids, base = reader.ids, reader.ids.base
    resolved, reference = ids.resolved_graph, ids.reference_graph
    with Columns(reader) as columns:
        classes = [columns.subjects(resolved, RDF.type, node) for node in ENCOUNTER_CLASSES.values()]
        agents = columns.links(resolved, RW.agent)
        sides = columns.objects(resolved, RW.side)
        served = columns.objects(resolved, RW.onBehalfOf)
        topics = columns.objects(resolved, RW.discussed)
        planned = [columns.subjects(resolved, RW.status, node) for name, node in STATUSES.items() if name != "held"]
        attending = columns.subjects(resolved, RW.rank, RANKS["attendee"])
        dates = columns.links(resolved, SCHEMA.startDate)
        confidence = columns.links(resolved, RW.confidence)
        of_type = {
            name: [columns.subjects(graph, RDF.type, NamedNode(iri)) for graph in (reference, resolved)]
            for name, iri in ENTITY_TYPES.items()
        }
        words = [
            (columns.texts(graph, RDFS.label), columns.texts(graph, SKOS.altLabel)) for graph in (resolved, reference)
        ]
        holds, replaced = columns.links(resolved, RW.holds), columns.links(resolved, DCTERMS.isReplacedBy)
        by_side = [
            (term, columns.subjects_of_term(resolved, RW.side, term)) for term in sides.result() if term != b'"a"'
        ]
        by_served = [(term, columns.subjects_of_term(resolved, RW.onBehalfOf, term)) for term in served.result()]
        by_topic = [(term, columns.subjects_of_term(resolved, RW.discussed, term)) for term in topics.result()]

        encounters = _Encounters(base, classes)
        encounters.read_parties(agents)
        entities = _Entities(base, of_type, encounters.agents, [term for term, _ in by_served])
        encounters.number_agents(entities.number)
        encounters.read_sides(by_side, attending)
        encounters.read_facts(planned, dates, confidence, by_topic)
        behalf = _Behalf(encounters, entities)
        for term, found in by_served:
            behalf.read(term, found.result())
        table = encounters.table(behalf.of_parties(), len(entities.ids))
        entities.read_words(words, holds, replaced)
        return entities.table(behalf.of_entities(), table.of_entity.lengths()), table


class _Encounters:
    """The encounters and their parties while they are read."""

    def __init__(self, base: str, classes: Sequence[Future[list[bytes]]]) -> None:
        self._base = base
        types = [list(locals_of(found.result(), base)) for found in classes]
        kind: dict[bytes, int] = {}
        for number, of_type in reversed(list(enumerate(types))):  # the first type counts
            kind.update(dict.fromkeys(of_type, number))
        ids = sorted(kind)
        self.ids = ids
        self.number = dict(zip(ids, range(len(ids)), strict=True))
        self._type = np.fromiter((kind[id] for id in ids), dtype=np.uint8, count=len(ids))
        self._status = np.full(len(ids), STATUS_NAMES.index("held"), dtype=np.uint8)
        self._date = np.zeros(len(ids), dtype=np.int32)
        self._confidence = np.zeros(len(ids), dtype=np.float64)
        self._topics: tuple[NDArray[Any], NDArray[Any]] = (np.zeros(0, np.int32), np.zeros(0, np.int32))
        self._topic_codes: tuple[str, ...] = ()
        self.agents: list[bytes] = []
        self.party: dict[bytes, int] = {}

    def read_parties(self, links: Future[_Links]) -> None:
        """Parties in the order of their encounters and of their numbers there."""
        subjects, objects = links.result()
        parties = list(locals_of(subjects, self._base))
        of_party = (self.number.get(party.rpartition(_PARTY)[0], -1) for party in parties)
        encounter = np.fromiter(of_party, dtype=np.int32, count=len(parties))
        place = np.fromiter((_place(party) for party in parties), dtype=np.int32, count=len(parties))
        order = np.lexsort((place, encounter))
        order = order[encounter[order] >= 0]
        self.agents = [objects[n] for n in order.tolist()]
        self.party = {parties[n]: k for k, n in enumerate(order.tolist())}
        self._first_party = starts_of(encounter[order], len(self.ids))
        self.encounter_of_party: Numbers = encounter[order]
        self._party_number = place[order].astype(np.uint16)
        self._side = np.full(len(order), ord("a"), dtype=np.uint8)
        self._rank = np.zeros(len(order), dtype=np.uint8)

    def number_agents(self, number: Mapping[bytes, int]) -> None:
        """Know the agents as entities."""
        self._agent = np.fromiter((number[id] for id in locals_of(self.agents, self._base)), np.int32, len(self.agents))

    def read_sides(self, by_side: Iterable[tuple[bytes, Future[list[bytes]]]], attending: Future[list[bytes]]) -> None:
        """Which parties stand on another side than ``a``, and which only attend."""
        for term, found in by_side:
            self._side[self._parties(found.result())] = ord(literal(term)[:1] or "a")
        self._rank[self._parties(attending.result())] = ATTENDEE

    def read_facts(
        self,
        planned: Iterable[Future[list[bytes]]],
        dates: Future[_Links],
        confidence: Future[_Links],
        by_topic: Iterable[tuple[bytes, Future[list[bytes]]]],
    ) -> None:
        """Status, date, confidence and topics."""
        others = [name for name in STATUSES if name != "held"]
        for name, found in zip(others, planned, strict=True):
            numbers, _ = self._numbered(found.result())
            self._status[numbers] = STATUS_NAMES.index(name)
        subjects, values = dates.result()
        numbers, kept = self._numbered(subjects)
        known: dict[bytes, int] = {value: date_number(literal(value)) for value in set(values)}
        self._date[numbers] = np.fromiter(map(known.__getitem__, values), np.int32, len(values))[kept]
        subjects, values = confidence.result()
        numbers, kept = self._numbered(subjects)
        sure = {value: float(literal(value)) for value in set(values)}
        self._confidence[numbers] = np.fromiter(map(sure.__getitem__, values), np.float64, len(values))[kept]
        about: dict[str, NDArray[Any]] = {}
        for term, found in by_topic:
            about[term[1:-1].decode().removeprefix(TOPICS)] = self._numbered(found.result())[0]
        self._topic_codes = tuple(sorted(about))
        if about:
            of_encounter = np.concatenate([about[code] for code in self._topic_codes])
            topic = np.repeat(np.arange(len(about)), [len(about[code]) for code in self._topic_codes])
            self._topics = (of_encounter, topic)

    def table(self, behalf: Lists, entities: int) -> EncounterTable:
        """All of it, with the order by date."""
        numbers = np.arange(len(self.ids), dtype=np.int32)
        latest = np.lexsort((numbers, -self._date)).astype(np.int32)
        place = np.empty_like(numbers)
        place[latest] = numbers
        encounter = self.encounter_of_party
        served = np.repeat(encounter, behalf.lengths())
        who = np.concatenate([self._agent, behalf.values]).astype(np.int64)
        there = np.unique(who * max(len(numbers), 1) + place[np.concatenate([encounter, served])])
        first_day, last_day = days_of(self._date)
        return EncounterTable(
            ids=Strings.of_bytes(self.ids),
            type=self._type,
            status=self._status,
            date=self._date,
            first_day=first_day,
            last_day=last_day,
            confidence=self._confidence,
            topic_codes=self._topic_codes,
            topic_numbers=Lists.grouped(*self._topics, len(self.ids)),
            first_party=self._first_party,
            party_number=self._party_number,
            agent=self._agent,
            side=self._side,
            rank=self._rank,
            behalf=behalf,
            latest=latest,
            place_by_date=place,
            of_entity=Lists(starts_of(there // max(len(numbers), 1), entities), latest[there % max(len(numbers), 1)]),
        )

    def _numbered(self, terms: Sequence[bytes]) -> tuple[Numbers, NDArray[np.bool_]]:
        """The numbers of those terms that are encounters, and which they are."""
        found = (self.number.get(id, -1) for id in locals_of(terms, self._base))
        numbers = np.fromiter(found, dtype=np.int32, count=len(terms))
        return numbers[numbers >= 0], numbers >= 0

    def _parties(self, terms: Sequence[bytes]) -> Numbers:
        found = (self.party.get(id, -1) for id in locals_of(terms, self._base))
        numbers = np.fromiter(found, dtype=np.int32, count=len(terms))
        return numbers[numbers >= 0]


class _Behalf:
    """Whom parties and persons act for, while that is read."""

    def __init__(self, encounters: _Encounters, entities: _Entities) -> None:
        self._encounters = encounters
        self._entities = entities
        self._parties: list[tuple[Numbers, int]] = []
        self._persons: list[tuple[Numbers, int]] = []

    def read(self, side: bytes, subjects: Sequence[bytes]) -> None:
        """The parties and persons that act for ``side``."""
        (name,) = locals_of([side], self._entities.base)
        parties, persons = self._encounters.party, self._entities.number
        locals_ = list(locals_of(subjects, self._entities.base))
        of_party = np.fromiter((parties.get(id, -1) for id in locals_), np.int32, len(locals_))
        of_person = np.fromiter((persons.get(id, -1) for id in locals_), np.int32, len(locals_))
        self._parties.append((of_party[of_party >= 0], persons[name]))
        self._persons.append((of_person[of_person >= 0], persons[name]))

    def of_parties(self) -> Lists:
        return _grouped(self._parties, len(self._encounters.party))

    def of_entities(self) -> Lists:
        return _grouped(self._persons, len(self._entities.ids))


def _grouped(found: Sequence[tuple[Numbers, int]], count: int) -> Lists:
    """For each subject its sides, sorted."""
    if not found:
        return Lists(np.zeros(count + 1, np.int64), np.zeros(0, np.int32))
    ordered = sorted(found, key=lambda item: item[1])
    subjects = np.concatenate([numbers for numbers, _ in ordered])
    sides = np.repeat([side for _, side in ordered], [len(numbers) for numbers, _ in ordered])
    return Lists.grouped(subjects, sides, count)


class _Entities:
    """The entities while they are read."""

    def __init__(
        self,
        base: str,
        of_type: Mapping[EntityType, Sequence[Future[list[bytes]]]],
        agents: Iterable[bytes],
        sides: Iterable[bytes],
    ) -> None:
        self.base = base
        types: dict[bytes, int] = {}
        for graph in (0, 1):  # what the resolved graph says counts more
            for name in reversed(list(of_type)):
                found = of_type[name][graph].result()
                types.update(dict.fromkeys(locals_of(found, base), type_number(name)))
        for id in locals_of({*agents, *sides}, base):
            if id not in types:  # a state or organisation with a code that no table describes
                types[id] = type_number("State" if id.startswith(b"state/") else "Organisation")
        self.ids = sorted(types)
        self.number = dict(zip(self.ids, range(len(self.ids)), strict=True))
        self._types = np.fromiter((types[id] for id in self.ids), dtype=np.uint8, count=len(self.ids))

    def read_words(
        self,
        words: Sequence[tuple[Future[list[tuple[str, str, str]]], Future[list[tuple[str, str, str]]]]],
        holds: Future[_Links],
        replaced: Future[_Links],
    ) -> None:
        """Labels, the labels of offices held, and what merged entities became."""
        labels: defaultdict[bytes, list[tuple[str, str]]] = defaultdict(list)
        others: defaultdict[bytes, list[tuple[str, str]]] = defaultdict(list)
        cut = len(self.base)
        for label, other in words:
            for into, rows in ((labels, label), (others, other)):
                for subject, language, text in rows.result():
                    into[(subject[cut:] if subject.startswith(self.base) else subject).encode()].append(
                        (language, text)
                    )
        offices: defaultdict[bytes, list[bytes]] = defaultdict(list)
        holders, posts = holds.result()
        for holder, post in zip(locals_of(holders, self.base), locals_of(posts, self.base), strict=True):
            offices[holder].append(post)
        self._labels = {id: sorted(labels[id]) for id in self.ids if id in labels}
        self._others = {id: sorted(others[id]) for id in self.ids if id in others}
        self._posts = {
            id: sorted(text for post in offices[id] for _, text in labels.get(post, ()))
            for id in self.ids
            if id in offices
        }
        old, new = (list(locals_of(terms, self.base)) for terms in replaced.result())
        self._replaced = sorted(
            (o, self.number[n]) for o, n in dict(zip(old, new, strict=True)).items() if n in self.number
        )

    def table(self, behalf: Lists, encounters: NDArray[Any]) -> EntityTable:
        texts: dict[str, int] = {}

        def number(text: str) -> int:
            return texts.setdefault(text, len(texts))

        arabic, english = (np.full(len(self.ids), -1, dtype=np.int32) for _ in "ae")
        others: list[list[int]] = []
        posts: list[list[int]] = []
        for n, id in enumerate(self.ids):
            labels = self._labels.get(id, [])
            by_language = dict(reversed(labels))
            shown = {by_language.get("ar"), by_language.get("en")}
            if by_language.get("ar"):
                arabic[n] = number(by_language["ar"])
            if by_language.get("en"):
                english[n] = number(by_language["en"])
            rest = dict.fromkeys(text for _, text in (*labels, *self._others.get(id, ())) if text not in shown)
            others.append([number(text) for text in rest])
            posts.append([number(text) for text in self._posts.get(id, ())])
        return EntityTable(
            base=self.base,
            ids=Strings.of_bytes(self.ids),
            type=self._types,
            labels=Strings.of(texts),
            arabic=arabic,
            english=english,
            others=_lists(others),
            posts=_lists(posts),
            behalf=behalf,
            encounters=encounters.astype(np.int32),
            replaced=Strings.of_bytes([old for old, _ in self._replaced]),
            successor=np.array([new for _, new in self._replaced], dtype=np.int32),
        )


def _lists(lists: Sequence[Sequence[int]]) -> Lists:
    start = np.zeros(len(lists) + 1, dtype=np.int64)
    np.cumsum([len(one) for one in lists], out=start[1:])
    return Lists(start, np.fromiter((n for one in lists for n in one), dtype=np.int32, count=int(start[-1])))


def _place(party: bytes) -> int:
    """The number of a party in its encounter: its IRI ends with it."""
    number = party.rpartition(_PARTY)[2]
    return int(number) if number.isdigit() else 0
