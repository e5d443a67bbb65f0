"""What a SPARQL query may look like before the engine sees it: ``kg.query_scan`` with the limits of the service."""

from __future__ import annotations

from api.problem import Problem
from kg.query_scan import Refused, Scanned, check_graph, scan_query

_STATUS = {"federation-not-allowed": 403, "updates-not-allowed": 403, "graph-not-allowed": 403}


def check_query(query: str, *, max_bytes: int, max_nesting: int, max_steps: int = 2000) -> Scanned:
    """Scan ``query`` and tell its form.

    Raises Problem: 413 above ``max_bytes`` of UTF-8; 403 for SERVICE, updates and graphs of other schemes;
    400 for nesting deeper than ``max_nesting`` brackets, more than ``max_steps`` operators, clauses and triples,
    unfinished strings, stray backslashes and a text that holds no query.
    """
    size = len(query.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise Problem(413, "query-too-long", f"The query has {size} bytes; {max_bytes} are allowed.", maximum=max_bytes)
    try:
        return scan_query(query, max_nesting=max_nesting, max_steps=max_steps)
    except Refused as refused:
        raise _problem(refused) from None


def check_graph_iri(iri: str) -> None:
    """Raise Problem (403) where a parameter of the protocol names a graph that no store can have."""
    try:
        check_graph(iri)
    except Refused as refused:
        raise _problem(refused) from None


def _problem(refused: Refused) -> Problem:
    return Problem(_STATUS.get(refused.kind, 400), refused.kind, refused.detail, **refused.members)
