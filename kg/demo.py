"""What ``rawabit demo`` shows: articles read into a store, the encounters found, one query, one ego network."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console

from kg.adjacency import Adjacency, Entity
from kg.ego import EgoQuery, ego_network
from kg.errors import StoreError
from kg.ingest import Ingested, ingest
from kg.listing import HEADERS, NETWORK_HEADERS, encounter_rows, network_rows
from kg.model import Extraction, Failure
from kg.named_queries import named_queries
from kg.output import answer_rows
from kg.store import Store, open_snapshot
from kg.terminal import isolate, table

QUESTION = "who-met-whom"
_MOST_ROWS = 8


def build(folder: Path, results: Iterable[Extraction | Failure]) -> tuple[Ingested, list[Failure]]:
    """Read the articles of the demo into the store of ``folder``; returns also what could not be read.

    Raises StoreError where the store holds other articles: a demo is not mixed into somebody's data.
    """
    read = list(results)
    failures: list[Failure] = []
    with Store.open(folder, create=True) as store:
        ours = {store.ids.article_graph(item.article.id) for item in read if isinstance(item, Extraction)}
        layers = {store.ids.resolved_graph, store.ids.derived_graph, store.ids.reference_graph}
        if set(store.graphs()) - ours - layers:
            raise StoreError(f"{folder}: this store holds other articles; name another with --store, or remove it")
        return ingest(store, read, failures.append), failures


def show(folder: Path, out: Console) -> None:
    """Print the encounters of the store, an example query with its answer, and the network of its busiest official."""
    with open_snapshot(folder) as snapshot:
        out.print(table(HEADERS, encounter_rows(snapshot), lines=True))
        query = next(query for query in named_queries() if query.name == QUESTION)
        out.print(isolate(f"\n{query.title} · {query.title_ar}"))
        out.print(f"$ rawabit query {query.name}\n")
        names, rows = answer_rows(snapshot.query(query.text), snapshot.ids.prefixes)
        out.print(table(names, rows[:_MOST_ROWS]))
        if len(rows) > _MOST_ROWS:
            out.print(f"… and {len(rows) - _MOST_ROWS} more")
        adjacency = Adjacency.load(snapshot)
        centre = _busiest(adjacency)
        if centre is None:
            return
        network = ego_network(adjacency, centre, EgoQuery(depth=2))
        out.print(isolate(f"\nThe ego network of {centre.label('en')}"))
        out.print(isolate(f"$ rawabit ego '{centre.label()}' --depth 2 --format table") + "\n")
        out.print(table(NETWORK_HEADERS, network_rows(network, snapshot)))


def _busiest(adjacency: Adjacency) -> Entity | None:
    people = [entity for entity in adjacency.entities() if entity.type == "Person"]
    return max(
        people,
        key=lambda entity: (len(adjacency.ties(entity.iri, "agents")), entity.encounters, entity.id),
        default=None,
    )
