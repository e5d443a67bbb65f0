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
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Literal

from api.answer import Answer
from api.channel import Worker, WorkerDied
from api.errors import Problem
from api.processes import Source
from api.usage import note_work
from api.worker import Task

_RETRY_SECONDS = 1.0
_YOUNG = 0.01  # seconds for which a query counts as one that is over in a moment
_TICKS = 5  # looks at a query in its slice; where many wait, one tick is all it gets
_STRETCH = 4  # slices of time by the clock after which a query leaves its place, whatever processor time it got
_SPARE = 2  # times as many workers as are wanted are kept when queries come back that gave up their place
_WATCH_SECONDS = 0.2  # between two looks at the memory of queries
_LEAN = 128 * 1024 * 1024  # bytes a worker may have taken and still be used again
_LOOK_AFTER, _LOOK_EVERY = 0.02, 64  # seconds of a query, answers of a worker, after which its memory is looked at
_log = logging.getLogger("rawabit.api")

Place = Literal["quick", "slow", "asleep", "sending"]


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """``workers`` answer at once; ``queue`` queries wait for one, up to ``queue_seconds``; ``memory`` in bytes each.

    While ``eager`` queries have just begun, the next one waits a moment, though a worker be idle: more processes than
    there are processors only take each other's caches (with two, a third of the time of small queries).
    ``slice`` is processor time in seconds; ``slow`` queries beyond it run on, twice as many sleep, and ``sending``
    answers are on their way to their clients. Where all queries together take more than ``total_memory`` bytes, the one
    that takes most is ended.
    """

    workers: int
    queue: int
    queue_seconds: float
    memory: int
    slow: int = 0
    slice: float = 0.25
    sending: int = 16
    total_memory: int = 8 * 2**30
    eager: int = 64


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


@dataclass(slots=True)
class _Run:
    """A query under way on a worker."""

    began: float
    cpu: float
    place: Place = "quick"
    young: bool = True
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
        self._young = 0
        self._handed = 0  # to those who waited, and will soon be at work
        self._chores: set[asyncio.Task[Any]] = set()
        self._retired = False
        self._answered = self._killed = self._crashed = 0
        self._watch: asyncio.Task[None] | None = None

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

        The deadline counts from now: waiting for a worker is part of it. When the caller is cancelled, the query is
        ended with its process.
        """
        loop = asyncio.get_running_loop()
        asked = loop.time()
        if self._idle and not self._waiting and self._has_room():
            worker = self._idle.pop()  # the one that worked last: it has the least to fetch into its caches
        else:
            worker = await self._turn()
            self._handed -= 1
        note_work()
        run = self._runs[worker] = _Run(loop.time(), worker.cpu_seconds() if self._limits.slow else 0.0)
        self._places["quick"] += 1
        self._young += 1
        run.timer = loop.call_later(_YOUNG, self._no_more_young, worker, run)
        answer = Answer(self, worker, asked + task.deadline)
        try:
            await answer.begin(task)
        except BaseException:
            answer.close()
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
            answer.close()

    async def _turn(self) -> Worker:
        headers = {"Retry-After": "5"}
        if len(self._waiting) >= self._limits.queue + len(self._idle):
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

    def _has_room(self) -> bool:
        """Whether another query may begin at once."""
        return self._young + self._handed < self._limits.eager

    def _no_more_young(self, worker: Worker, run: _Run) -> None:
        """Let another one begin beside a query that takes longer."""
        run.young = False
        self._young -= 1
        rest = max(self._limits.slice / _TICKS - _YOUNG, 0)
        run.timer = (
            asyncio.get_running_loop().call_later(rest, self._slice_over, worker, run) if self._limits.slow else None
        )
        self._hand_over()

    def _slice_over(self, worker: Worker, run: _Run) -> None:
        """Decide where a query goes on that is still at work after its slice."""
        loop = asyncio.get_running_loop()
        if run.answering and loop.time() - run.began >= self._limits.slice:
            run.timer = None
            self._move(worker, run, "sending")
            return
        tick = self._limits.slice / _TICKS
        room = self._places["slow"] < self._limits.slow or len(self._asleep) < 2 * self._limits.slow
        crowded = room and len(self._waiting) > self._limits.workers
        left = (tick if crowded else self._limits.slice) - (worker.cpu_seconds() - run.cpu)
        if left > tick / 10 and loop.time() - run.began < _STRETCH * self._limits.slice:
            run.timer = loop.call_later(min(left, tick), self._slice_over, worker, run)
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
            self._refuse(worker, "Too many queries that take long are under way; try again in a while.")

    async def _watch_memory(self) -> None:
        """While queries take long, end the one that takes most memory when all take too much."""
        while any(run.place != "quick" for run in self._runs.values()):
            taken = {worker: worker.grown() for worker, run in self._runs.items() if run.refused is None}
            if sum(taken.values()) > self._limits.total_memory:
                greatest = max(taken, key=taken.__getitem__)
                detail = "All queries together take more memory than there is; this one took most, and was ended."
                self._end(greatest, Problem(507, "out-of-memory", detail, headers={"Retry-After": "10"}))
            await asyncio.sleep(_WATCH_SECONDS)

    def sends(self, worker: Worker) -> None:
        """Note that the answer of ``worker`` is on its way to the client and not yet at its end."""
        run = self._runs[worker]
        run.answering = True
        if run.place == "slow":
            self._move(worker, run, "sending")

    def _move(self, worker: Worker, run: _Run, place: Place) -> None:
        if place == "sending" and self._places["sending"] >= self._limits.sending:
            self._refuse(worker, "Too many long answers are being sent; try again in a while.")
            return
        self._places[run.place] -= 1
        left, run.place = run.place, place
        self._places[place] += 1
        if left == "slow":
            self._wake_one()
        if self._watch is None or self._watch.done():
            self._watch = self._chore(self._watch_memory())
        self._fill()

    def _refuse(self, worker: Worker, detail: str) -> None:
        self._end(worker, Problem(503, "too-busy", detail, headers={"Retry-After": "10"}))

    def _end(self, worker: Worker, refused: Problem) -> None:
        self._runs[worker].refused = refused
        worker.end()  # whoever waits for its answer hears of the end, and asks ``was_refused``

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
        self._young -= run.young
        if run.place == "asleep":
            self._asleep.remove(worker)
        elif run.place == "slow":
            self._wake_one()

    def release(self, worker: Worker) -> None:
        """Take back a worker that has answered."""
        self._answered += 1
        took = asyncio.get_running_loop().time() - self._runs[worker].began
        self._leave(worker)
        spare = self._there() >= _SPARE * self._limits.workers
        looked_at = took > _LOOK_AFTER or self._answered % _LOOK_EVERY == 0
        fat = looked_at and worker.grown() > _LEAN
        if worker.demoted or spare or fat or worker.source is not self._source:
            self._chore(worker.kill())
            self._fill()
            self._hand_over()  # there is room for one more
        else:
            self._offer(worker)

    def _offer(self, worker: Worker) -> None:
        """Keep a worker that is ready for whoever waits longest, or comes next."""
        last = self._retired or worker.source is not self._source
        if last and not any(not turn.done() for turn in self._waiting):
            self._chore(worker.kill())
            self._fill()
            return
        self._idle.append(worker)
        self._hand_over(at_once=last)

    def _hand_over(self, *, at_once: bool = False) -> None:
        """Give idle workers to those who wait longest, as many as may begin, or ``at_once`` one more."""
        while self._waiting and self._idle and (at_once or self._has_room()):
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(self._idle.pop())
                self._handed += 1
                at_once = False

    def discard(self, worker: Worker, crashed: bool = False) -> asyncio.Task[int]:
        """Start another worker in the place of one that is ended now; await the exit status if it matters.

        The signal is sent before this returns. Until the process has let go of its memory may take a while, for which
        nobody needs to wait.
        """
        self._crashed += crashed
        self._killed += not crashed
        self._leave(worker)
        self._fill()
        self._hand_over()
        if not crashed:
            worker.end()
        return self._chore(worker.kill())

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
        self._fill()  # for those who wait

    async def drained(self) -> None:
        """Wait until the last query of a retired pool is over."""
        while self._runs or self._waiting or self._chores:
            await asyncio.sleep(0.1)

    async def close(self) -> None:
        """End every worker now."""
        self.retire()
        if self._watch:
            self._watch.cancel()
        for turn in self._waiting:
            turn.cancel()
        self._waiting.clear()
        await asyncio.gather(*(worker.kill() for worker in list(self._runs)))
        while self._chores:
            await asyncio.gather(*self._chores, return_exceptions=True)
