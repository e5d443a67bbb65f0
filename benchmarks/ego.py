"""How fast networks are answered, beside the same question as SPARQL in the same run. ``make bench-ego``.

Usage: python -m benchmarks.ego --rivals FOLDER [--encounters N] [--small N] [--seconds S]

FOLDER holds the programs ``oxigraph`` and ``rdflib-endpoint``; the graph is that of ``benchmarks/network_graph.py``.
First the service: how long it takes until all routes answer, its memory, the times of ego networks over one
connection, and how soon it follows a new version while it goes on answering. Then the same questions as SPARQL, as a
client has to ask them who has no routes of ours: one aggregate query for each ring, one for the labels of all who are
shown; without the ties among those, which Oxigraph takes seconds for. Ours tells more (offices, topics, exact degrees,
what was cut). Before anything is compared, the neighbours and weights of both are.

rdflib is asked on a smaller graph of the same making: on a large one it would take the day. All times are of one
client that waits for each answer; the questions of a line are the same for all services in it.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from benchmarks.graph import Graph, describe
from benchmarks.network_graph import generated_network
from benchmarks.processes import resident_mib, seconds_used
from benchmarks.services import NotStarted, Service, oxigraph, rawabit, rdflib_endpoint, select
from kg.model import Article, Extraction
from kg.rdf import statement_quads
from kg.store import Store, open_snapshot

_SETTINGS = {f"RAWABIT_QUOTA_{name}": "0" for name in ("SECONDS", "ERRORS", "CONCURRENT")}
_SETTINGS |= {"RAWABIT_SPARQL_GRAPH_MEMORY_MIB": "0", "RAWABIT_API_WORKERS": "1", "RAWABIT_SPARQL_WORKERS": "1"}
_PER_NODE = 25
_BUSIEST = 100
_MOST = 500
_PREFIXES = """PREFIX rw: <https://w3id.org/rawabit/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
# agents: principals of different sides of held meetings and calls; sides: whom anybody of different sides acts for
_RINGS = {
    "agents": """?p1 rw:agent ?one ; rw:rank rw:Principal ; rw:side ?s1 . ?e rw:participation ?p1 , ?p2 ;
  rw:status rw:Held ; a ?type . VALUES ?type { rw:Meeting rw:Call }
  ?p2 rw:agent ?other ; rw:rank rw:Principal ; rw:side ?s2 .""",
    "sides": """?p1 rw:onBehalfOf ?one ; rw:side ?s1 . ?e rw:participation ?p1 , ?p2 ; rw:status rw:Held .
  ?p2 rw:onBehalfOf ?other ; rw:side ?s2 .""",
}


@dataclass(frozen=True, slots=True)
class Question:
    """The network around an entity, by its local id."""

    id: str
    layer: str
    depth: int


class Client:
    """One connection that is kept open."""

    def __init__(self, address: str, timeout: float = 300) -> None:
        parts = urlsplit(address)
        self._open = lambda: http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
        self._connection = self._open()

    def get(self, path: str, query: str | None = None) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers; ``query`` is posted as SPARQL: a long one fits into no address."""
        accept = "application/json" if query is None else "application/sparql-results+json"
        headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
        try:
            self._connection.request("GET" if query is None else "POST", path, query, headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection = self._open()
            return self.get(path, query)
        return answer.status, answer.read(), dict(answer.getheaders())


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast networks are answered.")
    parser.add_argument("--rivals", type=Path, help="folder of the programs oxigraph and rdflib-endpoint")
    parser.add_argument("--encounters", type=int, default=1_000_000, help="size of the graph; a fifth as many persons")
    parser.add_argument("--small", type=int, default=10_000, help="encounters of the graph that rdflib is asked on")
    parser.add_argument("--requests", type=int, default=2000, help="networks that our service is asked for")
    parser.add_argument(
        "--seconds",
        type=float,
        default=60.0,
        help="longest time for a line of questions to a rival, and for one of them",
    )
    parser.add_argument("--folder", type=Path, default=Path("build/graphs"), help="where the graphs lie")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bench = _Bench(options.rivals, options.requests, options.seconds, Path(scratch))
        bench.run(options.folder / f"network-{options.encounters}", options.encounters, alone=True)
        if options.rivals and options.small:
            bench.run(options.folder / f"network-{options.small}", options.small, alone=False)


class _Bench:
    def __init__(self, rivals: Path | None, requests: int, seconds: float, scratch: Path) -> None:
        self._rivals = rivals
        self._requests = requests
        self._seconds = seconds
        self._scratch = scratch

    def run(self, folder: Path, encounters: int, *, alone: bool) -> None:
        """Measure on one graph; ``alone``: also our service by itself, and without rdflib."""
        began = time.perf_counter()
        graph, shape = generated_network(folder, encounters)
        print(
            f"\n{shape.encounters:,} encounters, {shape.persons:,} persons; {os.cpu_count()} cores; {describe(graph)},"
            f" ready after {time.perf_counter() - began:.0f} s",
            flush=True,
        )
        with contextlib.ExitStack() as stack:
            ours = stack.enter_context(_served(graph, self._scratch / "rawabit.log"))
            everybody = _entities(graph.store, ours)
            if alone:
                self._alone(ours, everybody)
                _follow(graph.store, ours, everybody)
            rivals = []
            log = self._scratch / "rivals.log"
            if self._rivals:
                rivals.append(
                    lambda: oxigraph(graph, self._rivals, self._scratch / "oxigraph", log, on_disk=True, flat=True)
                )
                if not alone:
                    rivals.append(lambda: rdflib_endpoint(graph, self._rivals, log))
            for start in rivals:
                try:
                    self._compare(ours, stack.enter_context(start()), everybody)
                except NotStarted as error:
                    print(f"left out: {error}")

    def _alone(self, ours: Service, everybody: dict[str, list[str]]) -> None:
        client = Client(ours.endpoint)
        # the processor's time too: unlike the clock it hardly depends on what else a machine does
        columns = "    p50     p99     max   CPU   nodes   edges   KB (medians)"
        print(f"\n{'over one connection, ms':52}{columns}")
        lines = [
            ("depth 1, of a person, any", _sample(everybody["Person"], "agents", 1, self._requests)),
            ("depth 1, of the 100 busiest persons", _top(everybody["Person"], "agents", 1, _BUSIEST)),
            ("depth 1, of the 100 busiest states, organisations", _top(everybody["side"], "sides", 1, _BUSIEST)),
            ("depth 2, of a person, any", _sample(everybody["Person"], "agents", 2, self._requests // 2)),
            ("depth 2, of the 100 busiest persons", _top(everybody["Person"], "agents", 2, _BUSIEST)),
            ("depth 2, of the 100 busiest states, organisations", _top(everybody["side"], "sides", 2, _BUSIEST)),
        ]
        lines += [
            (f"{name}, a period of a year", _top(everybody[kind], layer, depth, _BUSIEST), "&since=2014&until=2015")
            for name, kind, layer, depth in (
                ("depth 1, busiest persons", "Person", "agents", 1),
                ("depth 1, busiest states", "side", "sides", 1),
                ("depth 2, busiest persons", "Person", "agents", 2),
            )
        ]
        for name, questions, *more in lines:
            times, sizes, used = [], [], seconds_used(ours.pid)
            for question in questions:
                seconds, answer = _ask_ours(client, question, "".join(more))
                times.append(seconds)
                sizes.append((len(answer["nodes"]), len(answer["edges"]), answer["bytes"]))
            nodes, edges, size = (statistics.median(column) for column in zip(*sizes, strict=True))
            cpu = (seconds_used(ours.pid) - used) / len(times) * 1000
            print(f"{name:52} {_ms(times)} {cpu:5.1f} {nodes:7.0f} {edges:7.0f} {size / 1024:9.0f}", flush=True)

    def _compare(self, ours: Service, rival: Service, everybody: dict[str, list[str]]) -> None:
        print(f"\n{rival.name}, ready after {rival.ready_after:.0f} s, {resident_mib(rival.pid):,.0f} MiB")
        client, theirs = Client(ours.endpoint), Client(rival.endpoint, timeout=self._seconds)
        alike, unanswered = 0, 0
        for question in _sample(everybody["Person"], "agents", 1, 8) + _top(everybody["side"], "sides", 1, 40)[-3:]:
            try:
                _same(client, rival, question, self._seconds)
                alike += 1
            except TimeoutError:
                unanswered += 1
        print(f"{alike} networks answered alike, {unanswered} not answered within {self._seconds:.0f} s")
        for name, questions in (
            ("depth 1, of a person, any", _sample(everybody["Person"], "agents", 1, 300, seed=2)),
            ("depth 1, of the 20 busiest persons", _top(everybody["Person"], "agents", 1, 20)),
            ("depth 1, of the 20 busiest states, organisations", _top(everybody["side"], "sides", 1, 20)),
            ("depth 2, of a person, any", _sample(everybody["Person"], "agents", 2, 100, seed=3)),
        ):
            other: list[float] = []
            used = seconds_used(ours.pid), seconds_used(rival.pid)
            began = time.perf_counter()
            for question in questions:
                try:
                    other.append(_ask_sparql(theirs, rival, question))
                except TimeoutError:
                    theirs = Client(rival.endpoint, timeout=self._seconds)
                    print(f"{name:50} a question was not answered within {self._seconds:.0f} s")
                    break
                if time.perf_counter() - began > self._seconds:
                    break
            if not other:
                continue
            mine = [_ask_ours(client, question, "&inner_edges=false")[0] for question in questions[: len(other)]]
            ratio = sum(other) / sum(mine)
            cpu = (seconds_used(rival.pid) - used[1]) / max(seconds_used(ours.pid) - used[0], 0.01)
            print(
                f"{name:50} ours p50/p99 {_short(mine)} ms, SPARQL {_short(other)} ms; "
                f"{len(mine) / sum(mine):,.0f} against {len(other) / sum(other):,.1f} a second: × {ratio:,.1f} "
                f"(processor × {cpu:,.1f}; {len(other)} questions)",
                flush=True,
            )


@contextlib.contextmanager
def _served(graph: Graph, log: Path) -> Iterator[Service]:
    """Our service, as soon as all routes answer."""
    with rawabit(graph.store, log, _SETTINGS) as service:
        began = time.perf_counter()
        client = Client(service.endpoint)
        while client.get("/api/v1/entities?limit=1")[0] != 200:
            time.sleep(0.1)
        took = time.perf_counter() - began
        print(
            f"rawabit: SPARQL after {service.ready_after:.1f} s, all routes {took:.1f} s later, "
            f"{resident_mib(service.pid):,.0f} MiB",
            flush=True,
        )
        yield service


def _follow(store: Path, ours: Service, everybody: dict[str, list[str]]) -> None:
    """Publish a version with one article more; how soon it is served, and what answers take meanwhile."""
    client = Client(ours.endpoint)
    with Store.open(store) as target:
        article = Article(f"bench-{time.time_ns()}", "text", title="text")
        target.replace_article(
            target.ids.article_graph(article.id),
            statement_quads(Extraction(article, ()), lexicon="x", base=target.ids.base),
        )
        version = target.publish(())
        began = time.perf_counter()
    times = []
    questions = _sample(everybody["Person"], "agents", 1, 500, seed=4)
    while True:
        for question in questions:
            started = time.perf_counter()
            _, _, headers = client.get(_path(question))
            times.append(time.perf_counter() - started)
            if headers["x-rawabit-snapshot"] == version:
                print(
                    f"\nall routes follow a new version in {time.perf_counter() - began:.1f} s;"
                    f" networks (depth 1) meanwhile p50/p99/max {_ms(times)} ms; {resident_mib(ours.pid):,.0f} MiB"
                )
                return


def _entities(store: Path, ours: Service) -> dict[str, list[str]]:
    """Local ids: all persons and ``side`` (states, organisations), the hundred busiest first."""
    client = Client(ours.endpoint)

    def busiest(*types: str) -> list[str]:
        asked = "&".join(f"type={name}" for name in types)
        _, body, _ = client.get(f"/api/v1/entities?limit={_BUSIEST}&{asked}")
        return [item["id"] for item in json.loads(body)["items"]]

    with open_snapshot(store) as snapshot:
        persons = [row["who"].value for row in snapshot.select("SELECT ?who { ?who a foaf:Person }")]
        local = sorted(snapshot.ids.local(iri) or iri for iri in persons)
    return {"Person": list(dict.fromkeys([*busiest("Person"), *local])), "side": busiest("State", "Organisation")}


def _sample(ids: Sequence[str], layer: str, depth: int, count: int, seed: int = 1) -> list[Question]:
    """Any of them, the busiest among them."""
    chosen = random.Random(seed).sample(list(ids[1:]), min(count, len(ids)) - 1)
    return [Question(id, layer, depth) for id in (ids[0], *chosen)]


def _top(ids: Sequence[str], layer: str, depth: int, count: int) -> list[Question]:
    return [Question(id, layer, depth) for id in ids[:count]]


def _path(question: Question, more: str = "") -> str:
    return f"/api/v1/entities/{quote(question.id)}/ego?depth={question.depth}{more}"


def _ask_ours(client: Client, question: Question, more: str = "") -> tuple[float, dict]:  # type: ignore[type-arg]
    began = time.perf_counter()
    status, body, _ = client.get(_path(question, more))
    seconds = time.perf_counter() - began
    assert status == 200, body
    return seconds, json.loads(body) | {"bytes": len(body)}


def _ask_sparql(client: Client, rival: Service, question: Question) -> float:
    """The seconds that all queries take; what a client does between them is not counted."""
    ring, shown, seconds = [question.id], [question.id], 0.0

    def ask(query: str) -> dict:  # type: ignore[type-arg]
        nonlocal seconds
        began = time.perf_counter()
        status, body, _ = client.get(urlsplit(rival.endpoint).path, query)
        seconds += time.perf_counter() - began
        assert status == 200, body[:500]
        return dict(json.loads(body))

    for _ in range(question.depth):
        found = _strongest(ask(_ring_query(question.layer, ring)))
        ring = [id for id in dict.fromkeys(found) if id not in shown][: _MOST - len(shown)]
        shown += ring
        if not ring:
            break
    ask(_labels_query(shown))
    return seconds


def _labels_query(ids: Sequence[str]) -> str:
    return f"{_PREFIXES} SELECT ?one ?label {{ VALUES ?one {{ {_values(ids)} }} ?one rdfs:label ?label }}"


def _values(ids: Sequence[str]) -> str:
    return " ".join(f"<https://w3id.org/rawabit/id/{id}>" for id in ids)


def _ring_query(layer: str, ids: Sequence[str]) -> str:
    limit = f" LIMIT {_PER_NODE}" if len(ids) == 1 else ""  # of several nodes the client takes the strongest of each
    return f"""{_PREFIXES}
SELECT ?one ?other (COUNT(DISTINCT ?e) AS ?weight) (MIN(?date) AS ?first) (MAX(?date) AS ?last) {{
  VALUES ?one {{ {_values(ids)} }} {_RINGS[layer]}
  FILTER(?s1 != ?s2 && ?one != ?other) OPTIONAL {{ ?e schema:startDate ?date }}
}} GROUP BY ?one ?other ORDER BY ?one DESC(?weight) DESC(STR(?last)) ?other{limit}"""


def _strongest(answer: dict) -> list[str]:  # type: ignore[type-arg]
    taken: dict[str, int] = {}
    found = []
    for row in answer["results"]["bindings"]:
        one = row["one"]["value"] if "one" in row else ""
        taken[one] = taken.get(one, 0) + 1
        if taken[one] <= _PER_NODE:
            found.append(row["other"]["value"].partition("/id/")[2])
    return found


def _same(client: Client, rival: Service, question: Question, seconds: float) -> None:
    _, answer = _ask_ours(client, question, "&inner_edges=false")
    mine = {edge["target"]: (edge["weight"], edge["first"] or "") for edge in answer["edges"]}
    found = select(rival.endpoint, _ring_query(question.layer, [question.id]), timeout=seconds)
    other = {
        row["other"]["value"].partition("/id/")[2]: int(row["weight"]["value"])
        for row in found["results"]["bindings"]  # type: ignore[index]
    }
    # of the weakest that are shown each may choose its own
    floor = min((weight for weight, _ in mine.values()), default=0)
    strong = {id: weight for id, (weight, _) in mine.items() if weight > floor}
    assert strong == {id: weight for id, weight in other.items() if weight > floor}, (question, mine, other)


def _ms(times: Sequence[float]) -> str:
    ordered = sorted(times)
    return f"{_at(ordered, 0.5):7.1f} {_at(ordered, 0.99):7.1f} {ordered[-1] * 1000:7.1f}"


def _short(times: Sequence[float]) -> str:
    ordered = sorted(times)
    return f"{_at(ordered, 0.5):,.1f}/{_at(ordered, 0.99):,.1f}"


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


if __name__ == "__main__":
    main()
