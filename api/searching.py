"""``rw:matches`` in queries of the SPARQL endpoint, answered by the index of the version that is asked."""

from __future__ import annotations

import asyncio
import time

from api.errors import Problem
from api.publication import Queryable
from api.settings import Settings
from kg.search_property import Rewritten, has_search, rewrite
from kg.search_query import Question
from kg.text_search import Found, SearchTimeout


async def with_search(query: str, state: Queryable, settings: Settings) -> Rewritten:
    """The query as the engine can evaluate it, which is the query itself where it does not search.

    Raises QueryError, NoIndex (a StoreError), and Problem (503) where the searches together take too long.
    """
    if not has_search(query):
        return Rewritten(query)
    return await asyncio.to_thread(_rewritten, query, state, settings)


def _rewritten(query: str, state: Queryable, settings: Settings) -> Rewritten:
    end = time.monotonic() + settings.search_seconds

    def find(question: Question, limit: int) -> Found:
        return state.text_search().find(question, limit=limit, seconds=end - time.monotonic())

    try:
        return rewrite(query, state.snapshot.ids.prefixes, find, settings.sparql_search_hits)
    except SearchTimeout as error:
        raise search_timeout(error, settings) from error


def search_timeout(error: SearchTimeout, settings: Settings) -> Problem:
    """The answer to a search that took too long."""
    headers = {"Retry-After": "10"}
    return Problem(503, "search-timeout", f"{error}.", headers=headers, deadline=settings.search_seconds)
