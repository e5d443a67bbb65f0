"""SPARQL queries that search, answered from a snapshot and the index beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from kg.search_match import search_functions
from kg.search_property import has_search, rewrite
from kg.search_query import Question
from kg.store import QueryResult, Snapshot
from kg.store_folder import snapshot_folder
from kg.text_search import Found, TextSearch

MOST_HITS = 100_000
_SECONDS = 60.0


def query_with_search(
    snapshot: Snapshot, store: Path, sparql: str, on_left_out: Callable[[int], None] = lambda count: None
) -> QueryResult:
    """As ``snapshot.query`` for a query that may use ``rw:matches``; ``store`` is the folder of the store.

    ``on_left_out`` is told how many hits there were beyond ``MOST_HITS``. Raises QueryError, and NoIndex where the
    snapshot was published without an index.
    """
    if not has_search(sparql):
        return snapshot.query(sparql)
    index = lru_cache(maxsize=1)(lambda: TextSearch(snapshot_folder(store, snapshot.version)))

    def find(question: Question, limit: int) -> Found:
        return index().find(question, limit=limit, seconds=_SECONDS)

    rewritten = rewrite(sparql, snapshot.ids.prefixes, find, MOST_HITS)
    if rewritten.left_out:
        on_left_out(rewritten.left_out)
    return snapshot.query(rewritten.query, functions=search_functions(rewritten.questions))
