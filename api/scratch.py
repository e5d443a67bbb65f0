"""A service on an empty store in memory that everybody on this machine may write: for tests of conformance.

The code is that of the service (protocol, scan, evaluation of updates), without its processes: a query or an update
runs in this one, so that the thousand writes of a test suite take milliseconds each. It is no service for others.
"""

from __future__ import annotations

import asyncio
import io
from typing import Any, BinaryIO, cast

import pyoxigraph as ox

from api.answers import AnswerCache
from api.catalogue import load
from api.details import Details
from api.errors import Problem
from api.evaluator import read_parts
from api.lanes import Lanes
from api.protocol import Change
from api.publication import Publications, Published, Queryable
from api.settings import Settings
from api.shaping import Shaper
from api.syntax import malformed, not_evaluated
from api.updating import MemoryState, Request, Rules, evaluate
from api.worker import GRAPH_FORMATS, TABLE_FORMATS, Task
from api.writing import Body, Written
from kg.adjacency import Adjacency
from kg.store import Snapshot
from kg.text_search import NoIndex

VERSION = "000000-00000000"
_MAXIMUM = 1_000_000


class ScratchAnswer:
    """A whole answer."""

    complete = True

    def __init__(self, head: bytes) -> None:
        self.head = head


class ScratchPool:
    """Answers queries in this process."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    async def ask(self, task: Task, *_: object) -> ScratchAnswer:
        """Answer ``task``. Raises Problem."""
        await asyncio.sleep(0)
        data = io.BytesIO()
        try:
            result = self._store.query(task.query, prefixes=task.prefixes, base_iri=task.base, **self._dataset(task))
            if isinstance(result, ox.QueryTriples):
                ox.serialize(result, cast(BinaryIO, data), GRAPH_FORMATS[task.format], prefixes=task.prefixes)
            else:
                result.serialize(cast(BinaryIO, data), TABLE_FORMATS[task.format])
        except SyntaxError as error:
            raise malformed(task.query, str(error)) from error
        except (ValueError, OSError, RuntimeError) as error:
            raise not_evaluated("query", str(error)) from error
        return ScratchAnswer(data.getvalue())

    @staticmethod
    def _dataset(task: Task) -> dict[str, Any]:
        if task.default_graphs is None and task.named_graphs is None:
            return {}
        return {
            "default_graph": [ox.NamedNode(iri) for iri in task.default_graphs or ()],
            "named_graphs": [ox.NamedNode(iri) for iri in task.named_graphs or ()],
        }

    def retire(self) -> None:
        """Nothing is to be ended."""

    async def close(self) -> None:
        """Nothing is to be ended."""


class ScratchPublications(Publications):
    """One state for good, whose store changes."""

    def __init__(self, settings: Settings, store: ox.Store) -> None:
        super().__init__(settings)
        empty = Snapshot(ox.Store(), settings.base, VERSION)
        network = Adjacency.load(empty)
        catalogue = load(empty, network)
        shaper = Shaper(catalogue, network)
        pool = ScratchPool(store)
        lanes = cast(Lanes, {"api": pool, "adhoc": pool})
        self._newest = Queryable(VERSION, empty, lanes, AnswerCache(0), NoIndex("a scratch store is not searched"))
        self._current = Published(self._newest, network, catalogue, shaper, Details(empty, shaper))

    async def start(self) -> None:
        """Nothing is to be opened."""

    async def stop(self) -> None:
        """Nothing is to be closed."""


class ScratchWriter:
    """Writes to any graph of the store in memory; see ``api.writing.Writer``."""

    def __init__(self, settings: Settings, store: ox.Store) -> None:
        self._settings = settings
        self._store = store

    async def update(self, change: Change, endpoint: str, target: str | None = None) -> Written:
        """Carry out an update."""
        state = MemoryState(self._store)
        rules = Rules(None, "", {}, endpoint, _MAXIMUM, self._settings.sparql_max_nesting)
        try:
            evaluate(Request(change.update, change.using, change.using_named, target), state, rules)
        except Problem:
            state.undo()
            raise
        return Written(VERSION, 0, 0)

    async def put(self, graph: str | None, body: Body) -> Written:
        """Make the body the whole content of the graph."""
        node = self._node(graph)
        quads = read_parts(body.parts, body.base, node, _MAXIMUM)
        existed = self._exists(node)
        self._store.clear_graph(node)
        self._store.extend(quads)
        return Written(VERSION, 0, len(quads), existed)

    async def post(self, graph: str | None, body: Body) -> Written:
        """Add the body to the graph."""
        node = self._node(graph)
        quads = read_parts(body.parts, body.base, node, _MAXIMUM)
        existed = self._exists(node)
        self._store.extend(quads)
        return Written(VERSION, 0, len(quads), existed)

    async def delete(self, graph: str | None) -> Written:
        """Empty the graph."""
        node = self._node(graph)
        existed = self._exists(node)
        self._store.remove_graph(node)
        return Written(VERSION, 0, 0, existed)

    async def close(self) -> None:
        """Nothing is under way."""

    def _exists(self, node: ox.NamedNode | ox.DefaultGraph) -> bool:
        return (
            isinstance(node, ox.DefaultGraph)
            or next(self._store.quads_for_pattern(None, None, None, node), None) is not None
        )

    @staticmethod
    def _node(graph: str | None) -> ox.NamedNode | ox.DefaultGraph:
        return ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
