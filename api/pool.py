"""A pool of worker processes on one snapshot: each runs one query at a time, under a deadline that really ends it.

The pool lives in the event loop of the service and has no threads. A worker whose query passes its deadline, whose
client went away or which died is killed and replaced.

So that heavy queries leave room for light ones, a query that used its ``slice`` of processor time leaves the workers
that answer at once: it goes on with the lowest priority in one of ``slow`` places, or sleeps until one is free, and a
fresh worker takes its place. An answer that is still being sent after that time, because it is long or its client
reads slowly, gives up its place too. ``slow=0`` keeps every query in its place until its deadline.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from api.errors import Problem
from api.processes import Source, Worker, WorkerDied
from api.syntax import malformed
from api.usage import note_work
from api.worker import Task

_RETRY_SECONDS = 1.0
_STRETCH = 4  # slices of time by the clock after which a query leaves its place, whatever processor time it got
_SPARE = 2  # times as many workers as are wanted are kept when queries come back that gave up their place
_TAKEN = 1024 * 1024  # bytes of an answer that are taken off its worker at once; the rest as the client reads
_MEMORY_ENDED = -6  # SIGABRT: how the engine ends where it gets no more memory
_log = logging.getLogger("rawabit.api")

Place = Literal["quick", "slow", "asleep", "sending"]


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """``workers`` answer at once; ``queue`` queries wait for one, up to ``queue_seconds``; ``memory`` in bytes each.

    ``slice`` is processor time in seconds; ``slow`` queries beyond it run on, twice as many sleep, and ``sending``
    answers are on their way to their clients.
    """

    workers: int
    queue: int
    queue_seconds: float
    memory: int
    slow: int = 0
    slice: float = 0.25
    sending: int = 16


@dataclass(frozen=True, slots=True)
class PoolState:
    """What a pool is doing, in numbers of queries; ``source`` is where its workers come from: memory or disk.

    ``answered``, ``killed`` and ``crashed`` count since the pool was started.
    """

    source: str
    idle: int
    quick: int
    slow: int
    asleep: int
    sending: int
    waiting: int
    answered: int
    killed: int
    crashed: int


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
            await self._pool.discard(worker)
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

    async def close(self) -> None:
        """Give the worker back; in the middle of an answer it is ended and replaced."""
        if self._worker:
            worker, self._worker = self._worker, None
            await self._pool.discard(worker)


@dataclass(slots=True)
class _Run:
    """A query under way on a worker."""

    began: float
    cpu: float
    place: Place = "quick"
    answering: bool = False
    refused: Problem | None = None
    timer: asyncio.TimerHandle | None = None


class WorkerPool:
    """Workers on one snapshot, and the queue of those who wait for one."""

    def __init__(self, source: Source, limits: PoolLimits, fallback: Source | None = None) -> None:
        self._source = source
        self._fallback = fallback or source
        self._limits = limits
        self._idle: deque[Worker] = deque()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._runs: dict[Worker, _Run] = {}
        self._asleep: deque[Worker] = deque()
        self._places: dict[Place, int] = {"quick": 0, "slow": 0, "asleep": 0, "sending": 0}
        self._starting = 0
        self._handed = 0  # to those who waited, and will soon be at work
        self._chores: set[asyncio.Task[Any]] = set()
        self._retired = False
        self._answered = self._killed = self._crashed = 0

    @property
    def state(self) -> PoolState:
        """What it is doing now."""
        return PoolState(
            source=self._source.name,
            idle=len(self._idle),
            **self._places,
            waiting=len(self._waiting),
            answered=self._answered,
            killed=self._killed,
            crashed=self._crashed,
        )

    async def start(self, enough: int | None = None) -> None:
        """Start all workers and wait for ``enough`` of them, or all; raises WorkerDied if the first do not start."""
        wanted = self._limits.workers if enough is None else min(enough, self._limits.workers)
        self._starting += wanted
        started = await asyncio.gather(*(self._begin() for _ in range(wanted)), return_exceptions=True)
        if failure := next((error for error in started if isinstance(error, BaseException)), None):
            await self.close()
            raise failure
        self._fill()

    async def _begin(self) -> None:
        try:
            worker = await self._source.start(self._limits.memory)
        finally:
            self._starting -= 1
        self._offer(worker)

    async def ask(self, task: Task) -> Answer:
        """Run ``task`` and return its answer, begun; whoever gets it must close it. Raises Problem.

        When the caller is cancelled, the query is ended with its process.
        """
        if self._idle:
            worker = self._idle.popleft()
        else:
            worker = await self._turn()
            self._handed -= 1
        note_work()
        loop = asyncio.get_running_loop()
        run = self._runs[worker] = _Run(loop.time(), worker.cpu_seconds() if self._limits.slow else 0.0)
        self._places["quick"] += 1
        if self._limits.slow:
            run.timer = loop.call_later(self._limits.slice, self._slice_over, worker, run)
        answer = Answer(self, worker, run.began + task.deadline)
        try:
            await answer.begin(task)
        except BaseException:
            await asyncio.shield(self._chore(answer.close()))
            raise
        return answer

    async def run(self, task: Task) -> bytes:
        """The whole answer to ``task``, however long; raises Problem."""
        answer = await self.ask(task)
        try:
            if answer.complete:
                return answer.head
            async with asyncio.timeout_at(answer.end):
                return b"".join([answer.head, *[data async for data in answer.rest(task)]])
        except (TimeoutError, WorkerDied):
            detail = f"The query took longer than the {task.deadline:g} seconds it may take, or ended its process."
            raise Problem(503, "query-timeout", detail, headers={"Retry-After": "10"}) from None
        finally:
            await answer.close()

    async def _turn(self) -> Worker:
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
                self._handed -= 1
                self._offer(turn.result())

    def _slice_over(self, worker: Worker, run: _Run) -> None:
        """Decide where a query goes on that is still at work after its slice."""
        loop = asyncio.get_running_loop()
        if run.answering:
            run.timer = None
            self._move(worker, run, "sending")
            return
        left = self._limits.slice - (worker.cpu_seconds() - run.cpu)
        if left > 0.01 and loop.time() - run.began < _STRETCH * self._limits.slice:
            run.timer = loop.call_later(left, self._slice_over, worker, run)
            return
        run.timer = None
        worker.demote()
        if self._places["slow"] < self._limits.slow:
            self._move(worker, run, "slow")
        elif len(self._asleep) < 2 * self._limits.slow:
            worker.pause()
            self._asleep.append(worker)
            self._move(worker, run, "asleep")
        else:
            self._refuse(worker, run, "Too many queries that take long are under way; try again in a while.")

    def sends(self, worker: Worker) -> None:
        """Note that the answer of ``worker`` is on its way to the client and not yet at its end."""
        run = self._runs[worker]
        run.answering = True
        if run.place == "slow":
            self._move(worker, run, "sending")

    def _move(self, worker: Worker, run: _Run, place: Place) -> None:
        if place == "sending" and self._places["sending"] >= self._limits.sending:
            self._refuse(worker, run, "Too many long answers are being sent; try again in a while.")
            return
        self._places[run.place] -= 1
        left, run.place = run.place, place
        self._places[place] += 1
        if left == "slow":
            self._wake_one()
        self._fill()

    def _refuse(self, worker: Worker, run: _Run, detail: str) -> None:
        run.refused = Problem(503, "too-busy", detail, headers={"Retry-After": "10"})
        self._chore(worker.kill())  # whoever waits for its answer hears of the end, and asks ``was_refused``

    def was_refused(self, worker: Worker) -> Problem | None:
        """Why the pool itself ended the query of ``worker``, if it did."""
        return self._runs[worker].refused

    def _wake_one(self) -> None:
        while self._asleep and self._places["slow"] < self._limits.slow:
            worker = self._asleep.popleft()
            self._move(worker, self._runs[worker], "slow")
            worker.resume()

    def _leave(self, worker: Worker) -> None:
        """Take the query of ``worker`` off the books."""
        run = self._runs.pop(worker)
        if run.timer:
            run.timer.cancel()
        self._places[run.place] -= 1
        if run.place == "asleep":
            self._asleep.remove(worker)
        elif run.place == "slow":
            self._wake_one()

    def release(self, worker: Worker) -> None:
        """Take back a worker that has answered."""
        self._answered += 1
        self._leave(worker)
        spare = self._there() >= _SPARE * self._limits.workers
        if worker.demoted or spare or worker.source is not self._source:
            self._chore(worker.kill())
            self._fill()
        else:
            self._offer(worker)

    def _offer(self, worker: Worker) -> None:
        """Give a worker that is ready to whoever waits longest, else keep it."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(worker)
                self._handed += 1
                return
        if self._retired or worker.source is not self._source:
            self._chore(worker.kill())
            self._fill()
        else:
            self._idle.append(worker)

    async def discard(self, worker: Worker, crashed: bool = False) -> int:
        """End a worker now, start another in its place, and tell the exit status."""
        self._crashed += crashed
        self._killed += not crashed
        self._leave(worker)
        self._fill()
        return await worker.kill()

    def _there(self) -> int:
        """The workers that answer at once, now or in a moment."""
        return len(self._idle) + self._places["quick"] + self._starting + self._handed

    def _fill(self) -> None:
        """Start as many workers as are missing."""
        missing = self._limits.workers - self._there()
        if self._retired:
            missing = min(missing, len(self._waiting) - self._starting)
        for _ in range(missing):
            self._starting += 1
            self._chore(self._replace())

    async def _replace(self) -> None:
        worker: Worker | None = None
        try:
            while worker is None and (not self._retired or self._waiting):
                try:
                    worker = await self._source.start(self._limits.memory)
                except (WorkerDied, OSError) as error:
                    _log.error("a query process from %s did not start (%r); trying again", self._source.name, error)
                    self._source = self._fallback
                    await asyncio.sleep(_RETRY_SECONDS)
        finally:
            self._starting -= 1
        if worker:
            self._offer(worker)

    async def use(self, source: Source) -> None:
        """Take workers from ``source`` from now on: idle ones are exchanged, busy ones when they have answered."""
        self._source = source
        for _ in range(len(self._idle)):
            worker = await source.start(self._limits.memory)
            self._offer(worker)
            if self._idle and self._idle[0].source is not source:
                self._chore(self._idle.popleft().kill())
        self._drop_foreign()

    def _drop_foreign(self) -> None:
        for worker in [worker for worker in self._idle if worker.source is not self._source]:
            self._idle.remove(worker)
            self._chore(worker.kill())
        self._fill()

    def _chore(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        chore = asyncio.get_running_loop().create_task(work)
        self._chores.add(chore)
        chore.add_done_callback(self._chores.discard)
        return chore

    def retire(self) -> None:
        """Take no more idle workers: the queries under way are finished, then their workers end."""
        self._retired = True
        while self._idle:
            self._chore(self._idle.popleft().kill())

    async def drained(self) -> None:
        """Wait until the last query of a retired pool is over."""
        while self._runs or self._waiting or self._chores:
            await asyncio.sleep(0.1)

    async def close(self) -> None:
        """End every worker now."""
        self.retire()
        for turn in self._waiting:
            turn.cancel()
        self._waiting.clear()
        await asyncio.gather(*(worker.kill() for worker in list(self._runs)))
        while self._chores:
            await asyncio.gather(*self._chores, return_exceptions=True)


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
        return Problem(500, "evaluation-failed", f"The engine could not evaluate the query: {detail}")
    maximum = task.max_rows if kind == "rows" else task.max_bytes
    detail = (
        f"The answer has more than the {maximum} {kind} that are sent at once. Nothing is cut off silently: "
        "add LIMIT and ORDER BY with OFFSET to take it in pages, or narrow the query."
    )
    return Problem(422, "result-too-large", detail, maximum=maximum, unit=kind)
