"""Which published state is served: opened at the start, and exchanged for the next within moments of its publication.

A new version is served in two steps. Its lanes (``api.lanes``) answer queries as soon as their processes have opened
the snapshot. What the other routes read from memory (encounters, adjacency lists) takes longer to read in a large
graph: until it is there, they answer from the version before, and say so in ``X-Rawabit-Snapshot``.

A request takes ``current()`` or ``newest()`` once and works on that state to its end; a state that was replaced lives
until its last request is answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from api.answers import AnswerCache
from api.catalogue import Catalogue
from api.channel import WorkerDied
from api.details import Details
from api.errors import Problem
from api.lanes import LaneName, Lanes, lane_limits
from api.pool import WorkerPool
from api.reading import read
from api.settings import Settings
from api.shaping import Shaper
from kg.adjacency import Adjacency
from kg.errors import RawabitError, StoreError
from kg.search_words import read_tables
from kg.store import Snapshot, current_version, open_snapshot
from kg.store_folder import database_of, snapshot_folder
from kg.text_search import NoIndex, TextSearch

_FIRST_LOAD = 15.0  # seconds for which the start of the service waits for the first version to be read
_log = logging.getLogger("rawabit.api")


@dataclass(frozen=True, slots=True, eq=False)
class Queryable:
    """One state of the graph that can be queried: its processes, and the answers that were given already."""

    version: str
    snapshot: Snapshot
    lanes: Lanes
    answers: AnswerCache
    index: TextSearch | NoIndex

    def text_search(self) -> TextSearch:
        """The index for searching. Raises NoIndex (a StoreError) where this version has none."""
        if isinstance(self.index, NoIndex):
            raise NoIndex(str(self.index))
        return self.index

    def lane(self, name: LaneName) -> WorkerPool:
        """The processes for the service's own queries (``api``) or for visitors' (``adhoc``).

        ``await queryable.lane("api").run(task)`` gives the whole answer as bytes; ``ask`` gives it as it comes, to be
        closed. Both raise Problem for whatever fails.
        """
        return self.lanes[name]


@dataclass(frozen=True, slots=True)
class Published:
    """One state of the graph that can be queried, what was read from it once, and ways to read more."""

    queryable: Queryable
    network: Adjacency
    catalogue: Catalogue
    shaper: Shaper
    details: Details

    @property
    def version(self) -> str:
        """The version of the graph."""
        return self.queryable.version

    @property
    def snapshot(self) -> Snapshot:
        """The graph itself."""
        return self.queryable.snapshot

    def lane(self, name: LaneName) -> WorkerPool:
        """As ``Queryable.lane``."""
        return self.queryable.lane(name)


class Publications:
    """Holds the states that are served and watches the store for the next."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._newest: Queryable | None = None
        self._current: Published | None = None
        self._failed: str | None = None
        self._watch: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._looking = asyncio.Lock()
        self._replaced: set[Queryable] = set()  # their last queries are under way

    @property
    def served(self) -> Queryable | None:
        """The newest state that can be queried, None while nothing is published."""
        return self._newest

    @property
    def read_state(self) -> Published | None:
        """The newest state of which everything is read, None while there is none."""
        return self._current

    def newest(self) -> Queryable:
        """The newest state that can be queried. Raises Problem (503) while nothing is published."""
        if self._newest is None:
            raise _not_ready("No graph is published yet; `rawabit ingest` publishes one.")
        return self._newest

    def current(self) -> Published:
        """The newest state of which everything is read. Raises Problem (503) while there is none."""
        if self._current is None:
            self.newest()
            raise _not_ready("The graph is being read; only /sparql answers yet.")
        return self._current

    async def start(self) -> None:
        """Open the published state, if there is one, and begin to watch."""
        await self._look()
        if self._reading:
            await asyncio.wait({self._reading}, timeout=_FIRST_LOAD)
        self._watch = asyncio.create_task(self._watching())

    async def stop(self) -> None:
        """Stop watching and end all processes."""
        for task in (self._watch, self._reading):
            if task:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        for closing in list(self._closing):
            closing.cancel()
        for state in {*self._states(), *self._replaced}:
            await state.lanes.close()

    def _states(self) -> list[Queryable]:
        states = [self._newest, self._current.queryable if self._current else None]
        return list({id(state): state for state in states if state}.values())

    async def serve(self, version: str) -> bool:
        """Answer queries from ``version``, just published, or a later one; returns whether that is so."""
        await self._look()
        return self._newest is not None and self._newest.version >= version  # versions rise, numbers padded

    async def _watching(self) -> None:
        while True:
            await asyncio.sleep(self._settings.snapshot_poll)
            await self._look()

    async def _look(self) -> None:
        """Exchange the state if another version is published; on any failure go on with the one there is."""
        async with self._looking:
            await self._exchange()

    async def _exchange(self) -> None:
        version = None
        try:
            version = await asyncio.to_thread(current_version, self._settings.store)
            if version is None or (self._newest and version == self._newest.version):
                return
            opened = await self._open(version)
        except (RawabitError, WorkerDied, OSError) as error:
            if self._failed != str(version):
                _log.error("version %s cannot be served: %r", version, error)
            self._failed = str(version)
            return
        before, self._newest, self._failed = self._newest, opened, None
        _log.info("queries are answered from version %s", version)
        self._let_go(before)
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_newest())

    async def _open(self, version: str) -> Queryable:
        settings = self._settings
        snapshot = await asyncio.to_thread(open_snapshot, settings.store, version, base=settings.base)
        lanes = Lanes(database_of(Path(settings.store), version), lane_limits(settings))
        try:
            await lanes.start()
        except WorkerDied as error:
            raise StoreError(f"no query process could open version {version}") from error
        index = await asyncio.to_thread(_index, snapshot_folder(Path(settings.store), version))
        return Queryable(version, snapshot, lanes, AnswerCache(settings.sparql_cache_mib * 2**20), index)

    async def _read_newest(self) -> None:
        """Read what the other routes need of the newest version, and again if there is a newer one by then."""
        while self._newest and (self._current is None or self._current.queryable is not self._newest):
            state, began = self._newest, time.monotonic()
            try:
                found = await read(self._settings.store, state.snapshot)
            except (RawabitError, OSError) as error:
                _log.error("version %s cannot be read: %r", state.version, error)
                return
            shaper = Shaper(found.catalogue, found.network)
            details = Details(state.snapshot, shaper)
            before, self._current = self._current, Published(state, found.network, found.catalogue, shaper, details)
            _log.info("everything is answered from version %s, read in %.1f s", state.version, time.monotonic() - began)
            self._let_go(before.queryable if before else None)

    def _let_go(self, state: Queryable | None) -> None:
        """End the processes of a state that nothing is answered from any more, once they are idle."""
        if state and state not in self._states():
            self._replaced.add(state)
            closing = asyncio.create_task(self._retire(state))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def _retire(self, state: Queryable) -> None:
        await state.lanes.retire()
        self._replaced.discard(state)


def _index(folder: Path) -> TextSearch | NoIndex:
    read_tables()
    try:
        return TextSearch(folder)
    except NoIndex as error:
        _log.warning("%s", error)
        return error


def _not_ready(detail: str) -> Problem:
    return Problem(503, "store-not-ready", detail, headers={"Retry-After": "5"})


def publications(app: FastAPI) -> Publications:
    """The publications that ``app`` serves from."""
    found = app.state.publications
    assert isinstance(found, Publications)
    return found
