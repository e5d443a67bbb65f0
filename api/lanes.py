"""The lanes of one published snapshot: workers of their own for the service's own queries and for visitors'.

``api`` answers saved queries, searches and descriptions of entities within seconds, whatever visitors ask; ``adhoc``
is for what anybody writes. Both begin with workers that open the snapshot on disk. Where the graph fits in memory, it
is loaded beside them, and workers forked from that process take over; if it does not fit, or cannot be loaded, the
lanes stay on disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from api.channel import WorkerDied
from api.heap import there_is
from api.pool import PoolLimits, WorkerPool
from api.processes import DiskSource, MemorySource
from api.settings import Settings

LaneName = Literal["api", "adhoc"]
_SHARE = 3  # of all memory a third, unless the settings say otherwise: there may be two graphs at once, and queries
_MEMORY_OF_DISK = 3  # a graph takes at least this many times the memory that its database takes on disk
_ENOUGH = 2  # workers of a lane with which it begins to serve; the others follow
_log = logging.getLogger("rawabit.api")


@dataclass(frozen=True, slots=True)
class LaneLimits:
    """The limits of both lanes; ``graph_memory`` in bytes, 0: never load the graph."""

    api: PoolLimits
    adhoc: PoolLimits
    graph_memory: int


def lane_limits(settings: Settings) -> LaneLimits:
    """The limits that ``settings`` ask for."""
    memory, graph = settings.sparql_memory_mib * 2**20, settings.sparql_graph_memory_mib
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return LaneLimits(
        api=PoolLimits(
            workers=settings.api_workers,
            queue=settings.sparql_queue,
            queue_seconds=settings.api_deadline,
            memory=memory,
            eager=processors,
        ),
        adhoc=PoolLimits(
            workers=settings.sparql_workers,
            queue=settings.sparql_queue,
            queue_seconds=settings.sparql_queue_seconds,
            memory=memory,
            slow=settings.sparql_slow_workers,
            slice=settings.sparql_slice,
            sending=settings.sparql_sending,
            total_memory=settings.sparql_total_memory_mib * 2**20,
            eager=processors,
        ),
        graph_memory=there_is() // _SHARE if graph < 0 else graph * 2**20,
    )


class Lanes:
    """Both lanes on the snapshot in the folder ``database``."""

    def __init__(self, database: Path, limits: LaneLimits) -> None:
        self._database = database
        self._limits = limits
        disk = DiskSource(database)
        self._lanes: dict[LaneName, WorkerPool] = {
            "api": WorkerPool(disk, limits.api, disk),
            "adhoc": WorkerPool(disk, limits.adhoc, disk),
        }
        self._memory: MemorySource | None = None
        self._loading: asyncio.Task[None] | None = None

    def __getitem__(self, name: LaneName) -> WorkerPool:
        return self._lanes[name]

    @property
    def memory(self) -> MemorySource | None:
        """What holds the graph in memory, once it is loaded."""
        return self._memory

    async def start(self) -> None:
        """Begin to serve from disk, and to load the graph; raises WorkerDied if the snapshot cannot be opened."""
        try:
            async with asyncio.TaskGroup() as starting:
                for lane in self._lanes.values():
                    starting.create_task(lane.start(_ENOUGH))
        except ExceptionGroup as failed:
            await self.close()
            raise failed.exceptions[0] from None
        self._loading = asyncio.create_task(self._load())

    async def loaded(self) -> bool:
        """Wait until the graph is loaded or stays on disk; whether it is in memory."""
        if self._loading:
            await asyncio.shield(self._loading)
        return self._memory is not None

    async def _load(self) -> None:
        if not await asyncio.to_thread(self._may_fit):
            return
        try:
            self._memory = await MemorySource.load(self._database, self._limits.graph_memory)
            for lane in self._lanes.values():
                await lane.use(self._memory)
        except (WorkerDied, OSError) as error:
            _log.warning("%s is served from disk: %s", self._database, error)

    def _may_fit(self) -> bool:
        size = sum(file.stat().st_size for file in self._database.glob("*.sst"))
        return 0 < self._limits.graph_memory > size * _MEMORY_OF_DISK

    async def retire(self) -> None:
        """Take no new queries, wait for those under way, then end all processes."""
        await self._stop_loading()
        for lane in self._lanes.values():
            lane.retire()
        for lane in self._lanes.values():
            await lane.drained()
        await self.close()

    async def close(self) -> None:
        """End all processes now."""
        await self._stop_loading()
        for lane in self._lanes.values():
            await lane.close()
        if self._memory:
            await self._memory.close()

    async def _stop_loading(self) -> None:
        if self._loading:
            self._loading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loading
