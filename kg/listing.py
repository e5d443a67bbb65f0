"""Encounters and ego networks as rows for a table, in Arabic and in English where the graph has both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg.adjacency import Entity
from kg.ego import EgoNetwork
from kg.store import Reader
from kg.vocabulary import RDFS, RW, SKOS, topic

HEADERS = ("date", "encounter", "side a", "side b", "about")
NETWORK_HEADERS = ("who", "with whom", "encounters", "when", "about")

_ENCOUNTERS = """
SELECT ?encounter ?kind ?status ?date WHERE {
  ?encounter a rw:Encounter , ?kind ; rw:status ?status .
  VALUES ?kind { rw:Meeting rw:Call rw:Visit rw:Session rw:Signing }
  OPTIONAL { ?encounter schema:startDate ?date }
} ORDER BY (!BOUND(?date)) ?date ?encounter"""

_PARTIES = """
SELECT ?encounter ?side ?rank ?agent ?post ?behalf WHERE {
  ?encounter rw:participation ?party .
  ?encounter a rw:Encounter .
  ?party rw:side ?side ; rw:rank ?rank ; rw:agent ?agent .
  OPTIONAL { ?party rw:post ?post }
  OPTIONAL { ?party rw:onBehalfOf ?behalf }
} ORDER BY ?party"""

_TOPICS = "SELECT ?encounter ?topic WHERE { ?encounter a rw:Encounter ; rw:discussed ?topic } ORDER BY ?topic"

_MOST_TOPICS = 3


class Labels:
    """The labels of nodes, asked for once each."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.of = lru_cache(maxsize=10_000)(self._of)

    def _of(self, node: NamedNode) -> tuple[str, str]:
        """Arabic and English label; where one is missing the other stands for it, where both are the IRI does."""
        found: dict[str, str] = {}
        for predicate in (RDFS.label, SKOS.prefLabel):
            for quad in self._reader.quads(node, predicate):
                if isinstance(quad.object, Literal):
                    found.setdefault(quad.object.language or "", quad.object.value)
        fallback = found.get("") or node.value.rsplit("/", 1)[-1]
        arabic = found.get("ar") or found.get("en") or fallback
        return arabic, found.get("en") or arabic

    def topic(self, code: str) -> tuple[str, str]:
        """The labels of a topic by its code."""
        return self.of(topic(code))

    def both(self, nodes: Iterable[NamedNode]) -> str:
        """A line of Arabic labels and a line of English ones."""
        pairs = [self.of(node) for node in nodes]
        arabic, english = "، ".join(ar for ar, _ in pairs), ", ".join(en for _, en in pairs)
        return arabic if arabic == english else f"{arabic}\n{english}"


def namer(reader: Reader, lang: str) -> Callable[[str], str | None]:
    """What gives the labels of states (``state/EG``) and topics (``topic/training``) in a language."""
    labels = Labels(reader)

    def name(id: str) -> str | None:
        node = topic(id.removeprefix("topic/")) if id.startswith("topic/") else reader.ids.node(id)
        arabic, english = labels.of(node)
        return english if lang == "en" else arabic

    return name


def encounter_rows(reader: Reader) -> list[list[str]]:
    """One row an encounter in the order of their dates, those without a date last; columns as in ``HEADERS``.

    Of the parties the principals are shown, of the topics the first three; the others are counted (+2).
    """
    labels = Labels(reader)
    parties: dict[NamedNode, list[tuple[str, str]]] = {}
    attendees: dict[NamedNode, int] = {}
    for encounter, side, rank, agent, post, behalf in _rows(reader, _PARTIES):
        if rank == RW.Principal:
            parties.setdefault(encounter, []).append((side.value, _party(labels, agent, post, behalf)))
        else:
            attendees[encounter] = attendees.get(encounter, 0) + 1
    topics: dict[NamedNode, list[NamedNode]] = {}
    for encounter, about in _rows(reader, _TOPICS):
        topics.setdefault(encounter, []).append(about)
    out: list[list[str]] = []
    for encounter, kind, status, date in _rows(reader, _ENCOUNTERS):
        told = parties.get(encounter, [])
        others = [f"+{attendees[encounter]}"] if encounter in attendees else []
        about_all = topics.get(encounter, [])
        more = [f"+{len(about_all) - _MOST_TOPICS}"] if len(about_all) > _MOST_TOPICS else []
        out.append(
            [
                f"{date.value if date else '–'}\n{labels.of(status)[1]}",
                labels.both([kind]),
                "\n".join(cell for side, cell in told if side == "a"),
                "\n".join([cell for side, cell in told if side != "a"] + others),
                "\n".join([labels.both(about_all[:_MOST_TOPICS]), *more]),
            ]
        )
    return out


def network_rows(network: EgoNetwork, reader: Reader) -> list[list[str]]:
    """The edges of a network, the strongest first; columns as in ``NETWORK_HEADERS``."""
    labels = Labels(reader)
    names = {node.entity.id: _named(node.entity) for node in network.nodes}
    rows = []
    for edge in network.edges:
        period = " – ".join(dict.fromkeys(day for day in (edge.first, edge.last) if day)) or "–"
        told = [labels.topic(code)[1] for code in edge.topics]
        rows.append([names[edge.source], names[edge.target], str(edge.weight), period, ", ".join(told)])
    return rows


def _party(labels: Labels, agent: NamedNode, post: NamedNode | None, behalf: NamedNode | None) -> str:
    """Who, on the first line in Arabic; on the second for whom, in both languages."""
    if behalf is None or agent == behalf:
        return labels.both([agent])
    arabic, english = labels.of(behalf)
    name, office = labels.of(agent)[0], labels.of(post)[0] if post else ""
    first = f"{name}، {office}" if office and office != name else name
    return f"{first}\n{arabic} · {english}"


def _rows(reader: Reader, query: str) -> Iterable[tuple[NamedNode, ...]]:
    answer = reader.query(query)
    assert isinstance(answer, QuerySolutions)
    return [tuple(solution) for solution in answer]


def _named(entity: Entity) -> str:
    country = entity.country if entity.layer == "agents" else None
    return f"{entity.label()} ({country})" if country else entity.label()
