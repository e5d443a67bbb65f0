"""What the services are asked: five kinds of questions on the generated graph, hundreds of different ones of each.

Every name of a variable ends in ``~``, for which the client puts a number that never comes twice: no two queries of a
run are the same text or have the same answer to the byte, so what is measured is evaluation, not the memory of answers.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.store import Snapshot, open_snapshot

_PREFIXES = """PREFIX rw: <https://w3id.org/rawabit/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/>
"""
_DIFFERENT = 400


@dataclass(frozen=True, slots=True)
class Workload:
    """One kind of question: ``queries`` with ``~`` where a number goes, ``rows`` about how many each answers."""

    name: str
    title: str
    queries: tuple[str, ...]
    limited: bool
    """Whether LIMIT cuts the answers, so that two services may send different rows."""


def workloads(store: Path, *, seed: int = 1) -> list[Workload]:
    """The five workloads for the published graph in ``store``."""
    with open_snapshot(store) as snapshot:
        people = _officials(snapshot)
        pairs = _pairs(snapshot)
        words = _words(snapshot)
    pick = random.Random(seed)
    busiest = people[: max(20, len(people) // 4)]

    def many(name: str, title: str, make: Callable[[], str], limited: bool = False) -> Workload:
        return Workload(name, title, tuple(_PREFIXES + make() for _ in range(_DIFFERENT)), limited)

    def ask() -> str:
        one, other = pick.choice(pairs) if pick.random() < 0.5 else (pick.choice(people), pick.choice(people))
        return f"ASK {{ <{one}> rw:met <{other}> . <{other}> rdfs:label ?label~ }}"

    def ten_rows() -> str:
        return f"""SELECT ?encounter~ ?date~ ?other~ ?name~ {{
  ?part~ rw:agent <{pick.choice(busiest)}> . ?encounter~ rw:participation ?part~ ; schema:startDate ?date~ ;
    sem:hasActor ?other~ . ?other~ rdfs:label ?name~ }} LIMIT 10"""

    def ten_thousand_rows() -> str:
        return """SELECT ?party~ ?side~ ?state~ ?name~ {
  ?party~ rw:side ?side~ ; rw:onBehalfOf ?state~ . ?state~ rdfs:label ?name~ } LIMIT 10000"""

    def two_hops() -> str:
        return f"""SELECT ?one~ ?two~ ?name~ {{
  <{pick.choice(people[:60])}> rw:met ?one~ . ?one~ rw:met ?two~ . ?two~ rdfs:label ?name~ }} LIMIT 300"""

    def label_search() -> str:
        return f"""SELECT ?entity~ ?label~ {{
  ?entity~ rdfs:label ?label~ FILTER(CONTAINS(STR(?label~), "{pick.choice(words)}")) }} LIMIT 50"""

    return [
        many("ask", "ASK, varied", ask),
        many("ten", "10 rows", ten_rows, limited=True),
        many("thousands", "10,000 rows", ten_thousand_rows, limited=True),
        many("hops", "two hops, ≤ 300 rows", two_hops, limited=True),
        many("search", "label search", label_search, limited=True),
    ]


def _officials(snapshot: Snapshot) -> list[str]:
    """The IRIs of the persons, those with most encounters first."""
    found = snapshot.select(
        "SELECT ?who (COUNT(*) AS ?n) { ?part rw:agent ?who . ?who a foaf:Person } GROUP BY ?who ORDER BY DESC(?n) ?who"
    )
    return [row["who"].value for row in found]


def _pairs(snapshot: Snapshot) -> list[tuple[str, str]]:
    found = snapshot.select("SELECT ?one ?other { ?one rw:met ?other } ORDER BY ?one ?other LIMIT 5000")
    return [(row["one"].value, row["other"].value) for row in found]


def _words(snapshot: Snapshot) -> list[str]:
    """Last words of persons' names, each once."""
    found = snapshot.select(
        "SELECT DISTINCT ?label { ?who a foaf:Person ; rdfs:label ?label } ORDER BY ?label LIMIT 5000"
    )
    return sorted({row["label"].value.split()[-1] for row in found})
