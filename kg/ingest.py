"""Extractions into the store: the statement layer article by article, then the resolved and the derived layer, then a
published version."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.derive import rebuild
from kg.errors import InputError
from kg.model import Extraction, Failure
from kg.publish import publish
from kg.rdf import reference_quads, statement_quads
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one run did. ``changed`` counts articles whose statements were written or replaced."""

    articles: int
    encounters: int
    changed: int
    failed: int
    version: str

    def __str__(self) -> str:
        told = "nothing changed" if not self.changed else f"{self.changed} written or replaced"
        return f"{self.articles} articles, {self.encounters} encounters: {told}; published version {self.version}"


def ingest(
    store: Store, results: Iterable[Extraction | Failure], on_failure: Callable[[Failure], None] = lambda failure: None
) -> Ingested:
    """Write what the articles say, compute the rest anew and publish it; the same input again changes nothing.

    An article that cannot be written is told to ``on_failure`` and left out. Raises StoreError or TableError.
    """
    articles = encounters = changed = failed = 0
    store.replace_graph(store.ids.reference_graph, reference_quads(base=store.ids.base))
    for item in results:
        try:
            if isinstance(item, Failure):
                raise InputError(item.message)
            quads = statement_quads(item, base=store.ids.base)
        except InputError as error:
            failed += 1
            on_failure(item if isinstance(item, Failure) else Failure(item.article.id, str(error)))
            continue
        articles += 1
        encounters += len(item.encounters)
        changed += store.replace_article(store.ids.article_graph(item.article.id), quads)
    rebuild(store)
    return Ingested(articles, encounters, changed, failed, publish(store))
