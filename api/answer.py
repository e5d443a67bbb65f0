"""One answer under way: taken off its worker, or turned into the Problem that tells why there is none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import orjson

from api.channel import Worker, WorkerDied
from api.errors import Problem
from api.syntax import malformed, not_evaluated
from api.worker import Task

if TYPE_CHECKING:
    from api.pool import WorkerPool

_TAKEN = 1024 * 1024  # bytes of an answer that are taken off its worker at once; the rest as the client reads
_MEMORY_ENDED = -6  # SIGABRT: how the engine ends where it gets no more memory
_log = logging.getLogger("rawabit.api")


class Answer:
    """An answer under way: ``head`` is what has come, ``complete`` whether that is all; iterate the rest; close."""

    def __init__(self, pool: WorkerPool, worker: Worker, end: float) -> None:
        self.head = b""
        self.complete = False
        self._pool = pool
        self._worker: Worker | None = worker
        self.end = end
        """The time of the event loop at which the query must be over."""

    async def begin(self, task: Task) -> None:
        """Send the task and take its data until the end or a megabyte; raises Problem for every failure."""
        assert self._worker
        held: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout_at(self.end):
                self._worker.send(task)
                while size <= _TAKEN and (data := await self._next(task)):
                    held.append(data)
                    size += len(data)
        except TimeoutError:
            detail = f"The query took longer than the {task.deadline:g} seconds a query may take here, and was ended."
            raise Problem(503, "query-timeout", detail, headers={"Retry-After": "10"}, deadline=task.deadline) from None
        except WorkerDied:
            raise await self._crashed(task) from None
        self.head = held[0] if len(held) == 1 else b"".join(held)
        if self._worker:
            self._pool.sends(self._worker)
            if crowded := self._pool.was_refused(self._worker):
                raise crowded

    async def _crashed(self, task: Task) -> Problem:
        """What to tell when the worker ended in the middle of its query."""
        assert self._worker
        worker, self._worker = self._worker, None
        if crowded := self._pool.was_refused(worker):
            self._pool.discard(worker)
            return crowded
        status = await self._pool.discard(worker, crashed=True)
        _log.warning("a query ended its process (exit status %s)", status)
        if status == _MEMORY_ENDED:
            return _out_of_memory()
        detail = "The query ended the process that ran it: it needs more memory or nests deeper than is allowed here."
        return Problem(500, "query-crashed", detail)

    async def rest(self, task: Task) -> AsyncIterator[bytes]:
        """The data after ``head``; any exception means that the answer is not whole. The caller watches ``end``."""
        while not self.complete and (data := await self._next(task)):
            yield data

    async def _next(self, task: Task) -> bytes:
        assert self._worker
        letter, body = await self._worker.frame()
        if letter == b"D":
            return body
        worker, self._worker = self._worker, None
        self.complete = letter == b"E"
        self._pool.release(worker)
        if letter == b"X":
            raise _refusal(orjson.loads(body), task)
        return b""

    def close(self) -> None:
        """Give the worker back; in the middle of an answer it is ended and replaced."""
        if self._worker:
            worker, self._worker = self._worker, None
            self._pool.discard(worker)


def _out_of_memory() -> Problem:
    detail = "The query needs more memory than a query may take here. Narrow it, or take its result in parts."
    return Problem(507, "out-of-memory", detail)


def _refusal(refused: dict[str, str], task: Task) -> Problem:
    kind, detail = refused["kind"], refused["detail"]
    if kind == "syntax":
        return malformed(task.query, detail)
    if kind == "memory":
        return _out_of_memory()
    if kind == "evaluation":
        return not_evaluated("query", detail)
    maximum = task.max_rows if kind == "rows" else task.max_bytes
    detail = (
        f"The answer has more than the {maximum} {kind} that are sent at once. Nothing is cut off silently: "
        "add LIMIT and ORDER BY with OFFSET to take it in pages, or narrow the query."
    )
    return Problem(422, "result-too-large", detail, maximum=maximum, unit=kind)
