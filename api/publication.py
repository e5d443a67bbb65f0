"""Which published state is served: opened at the start, and exchanged for the next within moments of its publication.

A request takes ``current()`` once and works on that state to its end; a state that was replaced lives until its last
request is answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from api.catalogue import Catalogue, load
from api.details import Details
from api.errors import Problem
from api.pool import PoolLimits, WorkerDied, WorkerPool
from api.settings import Settings
from api.shaping import Shaper
from kg.adjacency import Adjacency
from kg.errors import RawabitError, StoreError
from kg.store import Snapshot, current_version, open_snapshot
from kg.store_folder import database_of

_log = logging.getLogger("rawabit.api")


@dataclass(frozen=True, slots=True)
class Published:
    """One state of the graph: what is read from it once, ways to read more, and the processes for SPARQL."""

    version: str
    snapshot: Snapshot
    network: Adjacency
    catalogue: Catalogue
    shaper: Shaper
    details: Details
    pool: WorkerPool


class Publications:
    """Holds the state that is served and watches the store for the next."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._current: Published | None = None
        self._failed: str | None = None
        self._watch: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._looking = asyncio.Lock()

    def current(self) -> Published:
        """The state to answer from. Raises Problem (503) while nothing is published."""
        if self._current is None:
            detail = "No graph is published yet; `rawabit ingest` publishes one."
            raise Problem(503, "store-not-ready", detail, headers={"Retry-After": "5"})
        return self._current

    async def start(self) -> None:
        """Open the published state, if there is one, and begin to watch."""
        await self._look()
        self._watch = asyncio.create_task(self._watching())

    async def stop(self) -> None:
        """Stop watching and end all processes."""
        if self._watch:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        if self._current:
            await self._current.pool.close()
        await asyncio.gather(*self._closing)

    async def serve(self, version: str) -> bool:
        """Serve ``version``, just published, or a later one; returns whether that is so."""
        await self._look()
        return self._current is not None and self._current.version >= version  # versions rise, numbers padded

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
            if version is None or (self._current and version == self._current.version):
                return
            opened = await self._open(version)
        except (RawabitError, WorkerDied, OSError) as error:
            if self._failed != str(version):
                _log.error("version %s cannot be served: %r", version, error)
            self._failed = str(version)
            return
        before, self._current, self._failed = self._current, opened, None
        _log.info("serving version %s", version)
        if before:
            before.pool.retire()

    async def _open(self, version: str) -> Published:
        settings = self._settings
        snapshot = await asyncio.to_thread(open_snapshot, settings.store, version, base=settings.base)
        network = await asyncio.to_thread(Adjacency.load, snapshot)
        catalogue = await asyncio.to_thread(load, snapshot)
        limits = PoolLimits(
            workers=settings.sparql_workers,
            queue=settings.sparql_queue,
            queue_seconds=settings.sparql_queue_seconds,
            memory=settings.sparql_memory_mib * 2**20,
        )
        pool = WorkerPool(database_of(Path(settings.store), version), limits)
        try:
            await pool.start()
        except WorkerDied as error:
            raise StoreError(f"no query process could open version {version}") from error
        shaper = Shaper(catalogue, network)
        return Published(version, snapshot, network, catalogue, shaper, Details(snapshot, shaper), pool)


def publications(app: FastAPI) -> Publications:
    """The publications that ``app`` serves from."""
    found = app.state.publications
    assert isinstance(found, Publications)
    return found
