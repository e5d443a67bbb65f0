"""A pool of worker processes on one snapshot: each runs one query at a time, under a deadline that really ends it.

The pool lives in the event loop of the service and has no threads. A worker whose query passes its deadline, whose
client went away or which died is killed and replaced; the replacement is ready some 100 ms later.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import struct
import sys
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.errors import Problem
from api.syntax import malformed
from api.worker import Task, encode_task

_BOOT_SECONDS = 60.0
_RETRY_SECONDS = 1.0
_END_SECONDS = 1.0
_log = logging.getLogger("rawabit.api")


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """How many workers, how long and how many queries may wait for one, and each worker's memory in bytes."""

    workers: int
    queue: int
    queue_seconds: float
    memory: int


class WorkerDied(Exception):
    """The process ended in the middle of an answer."""


class Worker:
    """One process and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ended = False

    @classmethod
    async def start(cls, snapshot: Path, memory: int) -> Worker:
        """Start a process on ``snapshot`` and wait until it is ready; raises WorkerDied."""
        environment = {
            "PATH": os.defpath,
            "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LC_ALL": "C.UTF-8",
            "MALLOC_ARENA_MAX": "2",  # fewer reserved addresses, so that the limit measures what is used
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "api.worker", str(snapshot), str(memory)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=environment,
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(_BOOT_SECONDS):
                letter, _ = await worker.frame()
        except BaseException as error:
            await worker.kill()
            if isinstance(error, TimeoutError):
                raise WorkerDied from error
            raise
        if letter != b"R":
            raise WorkerDied
        return worker

    async def send(self, task: Task) -> None:
        """Hand over a task; raises WorkerDied."""
        assert self._process.stdin
        self._process.stdin.write(encode_task(task))
        try:
            await self._process.stdin.drain()
        except ConnectionError as error:
            self._ended = True
            raise WorkerDied from error

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame's letter and body; raises WorkerDied."""
        assert self._process.stdout
        try:
            head = await self._process.stdout.readexactly(5)
            return head[:1], await self._process.stdout.readexactly(struct.unpack(">I", head[1:])[0])
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            self._ended = True
            raise WorkerDied from error

    async def kill(self) -> int:
        """End the process now and tell its exit status (negative: the signal that ended it)."""
        if self._ended:  # it ends by itself, and its own exit status is wanted
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_END_SECONDS):
                    await self._end()
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        return await self._end()

    async def _end(self) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        await self._process.stdout.read()  # what is still in the pipe: its end is awaited below
        return await self._process.wait()


class Answer:
    """An answer under way: ``head`` is what has come, ``complete`` whether that is all; iterate the rest; close."""

    def __init__(self, pool: WorkerPool, worker: Worker, end: float) -> None:
        self.head = b""
        self.complete = False
        self._pool = pool
        self._worker: Worker | None = worker
        self.end = end
        """The time of the event loop at which the query must be over."""

    async def begin(self, task: Task, buffer_bytes: int) -> None:
        """Send the task and take its data until the end or ``buffer_bytes``; raises Problem for every failure."""
        assert self._worker
        held = bytearray()
        try:
            async with asyncio.timeout_at(self.end):
                await self._worker.send(task)
                while len(held) <= buffer_bytes and (data := await self._next(task)):
                    held += data
        except TimeoutError:
            detail = f"The query took longer than the {task.deadline:g} seconds a query may take here, and was ended."
            raise Problem(503, "query-timeout", detail, headers={"Retry-After": "10"}, deadline=task.deadline) from None
        except WorkerDied:
            status = await self._worker.kill()
            _log.warning("a query ended its process (exit status %s): %.500r", status, task.query)
            detail = (
                "The query ended the process that ran it: it needs more memory or nests deeper than is allowed here."
            )
            raise Problem(500, "query-crashed", detail) from None
        self.head = bytes(held)

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
            raise _refusal(json.loads(body), task)
        return b""

    async def close(self) -> None:
        """Give the worker back; in the middle of an answer it is ended and replaced."""
        if self._worker:
            worker, self._worker = self._worker, None
            await self._pool.discard(worker)


class WorkerPool:
    """Workers on one snapshot, and the queue of those who wait for one."""

    def __init__(self, snapshot: Path, limits: PoolLimits) -> None:
        self.snapshot = snapshot
        self._limits = limits
        self._idle: deque[Worker] = deque()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._busy: set[Worker] = set()
        self._chores: set[asyncio.Task[None]] = set()
        self._retired = False

    async def start(self) -> None:
        """Start all workers; raises WorkerDied if the snapshot cannot be opened."""
        started = await asyncio.gather(
            *(Worker.start(self.snapshot, self._limits.memory) for _ in range(self._limits.workers)),
            return_exceptions=True,
        )
        self._idle.extend(worker for worker in started if isinstance(worker, Worker))
        if failure := next((error for error in started if isinstance(error, BaseException)), None):
            await self.close()
            raise failure

    async def ask(self, task: Task, buffer_bytes: int) -> Answer:
        """Run ``task`` and return its answer, begun; whoever gets it must close it. Raises Problem.

        When the caller is cancelled, the query is ended with its process.
        """
        worker = await self._acquire()
        answer = Answer(self, worker, asyncio.get_running_loop().time() + task.deadline)
        try:
            await answer.begin(task, buffer_bytes)
        except BaseException:
            await asyncio.shield(self._chore(answer.close()))
            raise
        return answer

    async def _acquire(self) -> Worker:
        if self._idle:
            worker = self._idle.popleft()
            self._busy.add(worker)
            return worker
        headers = {"Retry-After": "5"}
        if len(self._waiting) >= self._limits.queue:
            raise Problem(503, "too-busy", "Too many queries are waiting; try again shortly.", headers=headers)
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        taken = False
        try:
            async with asyncio.timeout(self._limits.queue_seconds):
                worker = await turn
            taken = True
            return worker
        except TimeoutError:
            raise Problem(
                503, "too-busy", "All query processes are at work; try again soon.", headers=headers
            ) from None
        finally:
            if turn in self._waiting:
                self._waiting.remove(turn)
            if not taken and turn.done() and not turn.cancelled():  # given a worker in the very moment of leaving
                self.release(turn.result())

    def release(self, worker: Worker) -> None:
        """Take back a worker that is ready for another task."""
        self._busy.discard(worker)
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                self._busy.add(worker)
                turn.set_result(worker)
                return
        if self._retired:
            self._chore(_kill(worker))
        else:
            self._idle.append(worker)

    async def discard(self, worker: Worker) -> None:
        """End a worker now and start another in its place."""
        await worker.kill()
        self._busy.discard(worker)
        if not self._retired or self._waiting:
            self._chore(self._replace())

    async def _replace(self) -> None:
        while not self._retired or self._waiting:
            try:
                self.release(await Worker.start(self.snapshot, self._limits.memory))
                return
            except (WorkerDied, OSError) as error:
                _log.error("a query process on %s did not start (%r); trying again", self.snapshot, error)
                await asyncio.sleep(_RETRY_SECONDS)

    def _chore(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        chore = asyncio.get_running_loop().create_task(work)
        self._chores.add(chore)
        chore.add_done_callback(self._chores.discard)
        return chore

    def retire(self) -> None:
        """Take no more idle workers: the queries under way are finished, then their workers end."""
        self._retired = True
        while self._idle:
            self._chore(_kill(self._idle.popleft()))

    async def close(self) -> None:
        """End every worker now."""
        self.retire()
        for turn in self._waiting:
            turn.cancel()
        self._waiting.clear()
        for worker in list(self._busy):
            await worker.kill()
        while self._chores:
            await asyncio.gather(*self._chores, return_exceptions=True)


async def _kill(worker: Worker) -> None:
    await worker.kill()


def _refusal(refused: dict[str, str], task: Task) -> Problem:
    kind, detail = refused["kind"], refused["detail"]
    if kind == "syntax":
        return malformed(task.query, detail)
    if kind == "evaluation":
        return Problem(500, "evaluation-failed", f"The engine could not evaluate the query: {detail}")
    maximum = task.max_rows if kind == "rows" else task.max_bytes
    detail = (
        f"The answer has more than the {maximum} {kind} that are sent at once. Nothing is cut off silently: "
        "add LIMIT and ORDER BY with OFFSET to take it in pages, or narrow the query."
    )
    return Problem(422, "result-too-large", detail, maximum=maximum, unit=kind)
