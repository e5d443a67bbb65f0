"""The processes that answer queries: forked or fresh, ended without mercy, replaced, and shared out fairly."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from example_graph import extractions, write_store
from test_limits import BOMB, ENDLESS, MANY, task

from api.channel import Worker, WorkerDied
from api.errors import Problem
from api.heap import there_is
from api.lanes import LaneLimits, Lanes
from api.pool import PoolLimits, WorkerPool
from api.processes import MemorySource
from api.reading import read
from api.worker import Task
from kg.arrays import Strings
from kg.store import current_version, open_snapshot
from kg.store_folder import database_of
from kg.vocabulary import Ids

GIB = 2**30
LIGHT = "SELECT ?a ?b { ?a rw:met ?b } ORDER BY ?a ?b"
needs_forking = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="handles of processes are Linux's")


@pytest.fixture(scope="module")
def database(store: Path) -> Path:
    """The database of the example graph, published."""
    version = current_version(store)
    assert version
    return database_of(store, version)


def limits(**changes: Any) -> PoolLimits:
    usual: dict[str, Any] = {"workers": 2, "queue": 8, "queue_seconds": 10, "memory": GIB}
    return PoolLimits(**(usual | changes))


def query(text: str, **changes: Any) -> Any:
    return task(text, **({"prefixes": Ids().prefixes} | changes))


@asynccontextmanager
async def lanes(database: Path, *, graph_memory: int = GIB, api: Any = None, **adhoc: Any) -> AsyncIterator[Lanes]:
    opened = Lanes(database, LaneLimits(api or limits(workers=1), limits(**adhoc), graph_memory))
    await opened.start()
    try:
        yield opened
    finally:
        await opened.close()


async def until(true: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


async def refused(asked: Awaitable[Any]) -> Problem:
    with pytest.raises(Problem) as caught:
        await asked
    return caught.value


def children() -> set[int]:
    """The processes that this one started, and those that they forked."""
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        for listed in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            pids = {int(pid) for pid in listed.read_text().split()} - found
            found |= pids
            waiting += pids
    return found


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 120))


@needs_forking
def test_forked_workers_give_the_same_bytes_as_those_on_disk(database: Path) -> None:
    questions = [
        LIGHT,
        "ASK {}",
        "DESCRIBE ?s { ?s a foaf:Person }",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    ]

    async def asked(pool: WorkerPool) -> list[bytes]:
        tasks = [query(text, format="ntriples" if text.startswith("DESC") else "json") for text in questions]
        answers = await asyncio.gather(*(pool.run(task) for task in tasks))
        return [b"".join(sorted(answer.splitlines(keepends=True))) for answer in answers]

    async def work() -> None:
        async with lanes(database) as opened:
            assert opened["adhoc"].state.source == "disk"
            from_disk = await asked(opened["adhoc"])
            assert await opened.loaded()
            assert opened["adhoc"].state.source == opened["api"].state.source == "memory"
            assert await asked(opened["adhoc"]) == await asked(opened["api"]) == from_disk

    run(work())


@needs_forking
def test_forking_is_safe_after_loading(database: Path) -> None:
    """One thread when it forks; and what was forked works, fifty times over, with every part of the engine."""
    heavy = "SELECT ?x (COUNT(*) AS ?n) { ?s ?p ?o BIND(MD5(STR(?o)) AS ?x) } GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 3"

    async def work() -> None:
        source = await MemorySource.load(database, GIB)
        try:
            status = Path(f"/proc/{source.pid}/status").read_text()
            assert "Threads:\t1\n" in status
            assert source.quads > 100
            pool = WorkerPool(source, limits(workers=4))
            await pool.start()
            first = await pool.run(query(heavy))
            for _ in range(12):
                answers = await asyncio.gather(*(pool.run(query(heavy)) for _ in range(4)))
                assert set(answers) == {first}
                victims = [await source.start(GIB) for _ in range(4)]
                assert await asyncio.gather(*(worker.kill() for worker in victims)) == [-signal.SIGKILL] * 4
            await pool.close()
        finally:
            await source.close()

    run(work())


def test_a_process_with_threads_does_not_fork() -> None:
    code = (
        "import socket, sys, threading, time; from api import zygote\n"
        "threading.Thread(target=time.sleep, args=(5,), daemon=True).start()\n"
        "zygote.main(socket.socketpair()[0].detach(), 2**30)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert "must not fork" in ended.stderr


def test_a_graph_that_does_not_fit_in_memory_is_served_from_disk(database: Path) -> None:
    async def work() -> None:
        async with lanes(database, graph_memory=0) as opened:
            assert not await opened.loaded()
            assert b"bindings" in await opened["adhoc"].run(query(LIGHT))
        with pytest.raises(WorkerDied):  # the limit ends the process that loads it
            await MemorySource.load(database, 2**16)

    run(work())


@needs_forking
def test_where_the_zygote_dies_the_disk_takes_over(database: Path) -> None:
    async def work() -> None:
        async with lanes(database) as opened:
            assert await opened.loaded()
            assert opened.memory
            os.kill(opened.memory.pid, signal.SIGKILL)
            lane = opened["adhoc"]
            for _ in range(50):
                with contextlib.suppress(Problem):  # on a worker that died with it
                    await lane.run(query(LIGHT))
                if lane.state.source == "disk" and lane.state.idle == 2:
                    break
                await asyncio.sleep(0.1)
            assert b"bindings" in await lane.run(query(LIGHT))
            assert lane.state.source == "disk"

    run(work())


@pytest.mark.parametrize("graph_memory", [0, GIB], ids=["disk", "memory"])
def test_whatever_ends_a_query_ends_its_process_and_another_takes_its_place(database: Path, graph_memory: int) -> None:
    async def work() -> None:
        before = children()
        async with lanes(database, graph_memory=graph_memory, workers=1, memory=2**27) as opened:
            await opened.loaded()
            lane = opened["adhoc"]
            expected = len(before) + (3 if graph_memory else 2)  # a worker of each lane, and what forks them
            await until(lambda: lane.state.idle == 1 and len(children()) == expected)

            timed_out = await refused(lane.ask(query(ENDLESS, deadline=0.3)))
            assert (timed_out.status, timed_out.kind) == (503, "query-timeout")
            await until(lambda: lane.state.idle == 1 and len(children()) == expected)

            leaving = asyncio.create_task(
                lane.ask(query(ENDLESS, deadline=60))
            )  # its client goes before the first byte
            await asyncio.sleep(0.2)
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
            await until(lambda: lane.state.idle == 1 and len(children()) == expected)

            long = query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", max_rows=None, max_bytes=None, deadline=60)
            begun = await lane.ask(long)
            assert not begun.complete
            async for _ in begun.rest(long):
                break
            begun.close()  # its client goes in the middle
            await until(lambda: lane.state.idle == 1 and len(children()) == expected)

            bomb = await refused(lane.ask(query(BOMB, deadline=60)))
            assert (bomb.status, bomb.kind) == (507, "out-of-memory")
            await until(lambda: lane.state.idle == 1 and len(children()) == expected)
            assert b"true" in await lane.run(query("ASK {}"))
            assert (lane.state.killed, lane.state.crashed) == (3, 1)
        assert children() <= before

    run(work())


def test_the_service_s_own_queries_do_not_wait_for_visitors(database: Path) -> None:
    async def work() -> None:
        async with lanes(database, graph_memory=0, queue=0) as opened:
            await until(lambda: opened["adhoc"].state.idle == 2)
            heavy = [asyncio.create_task(opened["adhoc"].ask(query(ENDLESS, deadline=60))) for _ in range(2)]
            await until(lambda: opened["adhoc"].state.quick == 2)
            assert (await refused(opened["adhoc"].ask(query("ASK {}")))).kind == "too-busy"
            assert b"true" in await opened["api"].run(query("ASK {}", deadline=60))
            for one in heavy:
                one.cancel()
            await asyncio.gather(*heavy, return_exceptions=True)

    run(work())


def test_heavy_queries_leave_room_for_light_ones(database: Path) -> None:
    """Two are at work, four sleep, one more is refused; a light one is answered all the while."""

    async def work() -> None:
        async with lanes(database, slow=2, slice=0.02, queue=20, queue_seconds=60) as opened:
            await opened.loaded()
            lane = opened["adhoc"]
            heavy = [asyncio.create_task(lane.ask(query(ENDLESS, deadline=100))) for _ in range(6)]
            await until(lambda: (lane.state.slow, lane.state.asleep) == (2, 4), 60)
            assert b"true" in await lane.run(query("ASK {}", deadline=100))
            crowded = await refused(lane.ask(query(ENDLESS, deadline=100)))
            assert (crowded.status, crowded.kind) == (503, "too-busy")
            heavy[0].cancel()
            heavy[1].cancel()
            await asyncio.gather(*heavy[:2], return_exceptions=True)
            await until(lambda: lane.state.slow == 2 and lane.state.asleep <= 3)  # one that slept is at work
            for one in heavy:
                one.cancel()
            await asyncio.gather(*heavy, return_exceptions=True)
            await until(lambda: (lane.state.slow, lane.state.asleep, lane.state.quick) == (0, 0, 0))
            assert b"true" in await lane.run(query("ASK {}", deadline=100))

    run(work())


def test_a_query_that_took_long_still_answers(database: Path) -> None:
    long = """SELECT (COUNT(*) AS ?n) (SUM(STRLEN(STR(?f))) AS ?m)
        { { SELECT * { ?a ?b ?c } LIMIT 250 } { SELECT * { ?d ?e ?f } LIMIT 250 } }"""

    async def work() -> None:
        async with lanes(database, slow=1, slice=0.01, workers=1) as opened:
            lane = opened["adhoc"]
            answers = await asyncio.gather(*(lane.run(query(long, deadline=60)) for _ in range(3)))
            assert all(b'"62500"' in answer for answer in answers)

    run(work())


def test_an_answer_without_limits_is_whole(database: Path) -> None:
    endless = query(MANY.format(150_000), format="csv", max_rows=None, max_bytes=None, deadline=60)

    async def work() -> None:
        async with lanes(database, graph_memory=0, slow=1, slice=0.05) as opened:
            answer = await opened["adhoc"].ask(endless)
            assert not answer.complete
            assert len(answer.head) < 4 * 2**20
            await until(lambda: opened["adhoc"].state.sending == 1)  # it gave its place to others
            data = answer.head + b"".join([piece async for piece in answer.rest(endless)])
            assert answer.complete
            assert data.count(b"\n") == 150_001

    run(work())


def test_readers_see_whole_articles_while_others_are_written(tmp_path: Path) -> None:
    """Every version that is served holds each article as it was written, never a part of it."""
    folder = tmp_path / "store"
    articles = extractions()
    parties = """SELECT ?a (COUNT(?party) AS ?n)
        { GRAPH ?g { ?a a schema:NewsArticle . ?m rw:participation ?party } } GROUP BY ?a"""

    async def work() -> None:
        versions = [write_store(folder, articles[:1])]
        for count in (2, 3, 4):
            async with lanes(database_of(folder, versions[-1]), graph_memory=0) as opened:
                writing = asyncio.create_task(asyncio.to_thread(write_store, folder, articles[:count]))
                while True:
                    answer = await opened["adhoc"].run(query(parties, format="csv", deadline=60))
                    rows = answer.decode().split()[1:]
                    assert len(rows) == count - 1
                    assert all(row.endswith(",2") for row in rows)
                    if writing.done():
                        break
                versions.append(writing.result())
        assert len(set(versions)) == 4

    run(work())


def plain(value: Any) -> Any:
    """Arrays as lists, the fields of data classes by name: what can be compared."""
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Strings):
        return list(value)
    return value.tolist() if isinstance(value, np.ndarray) else value


def test_reading_in_a_process_of_its_own_finds_the_same(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        with open_snapshot(store) as snapshot:
            here = await read(str(store), snapshot)
            monkeypatch.setattr("api.reading._SMALL", 0)
            there = await read(str(store), snapshot)
            assert there.network.reader is snapshot
            assert plain(there.network.index) == plain(here.network.index)
            assert [there.catalogue[local] for local in there.catalogue.find()] == [
                here.catalogue[local] for local in here.catalogue.find()
            ]
            assert there.network.search("سالم") == here.network.search("سالم")

    run(work())


def test_the_memory_of_a_container_counts_before_that_of_the_machine(tmp_path: Path) -> None:
    own = tmp_path / "cgroup"
    own.write_text("1:name=x:/other\n0::/system.slice/rawabit.service\n")
    unit = tmp_path / "system.slice" / "rawabit.service"
    unit.mkdir(parents=True)
    machine = there_is(tmp_path, own)
    assert machine == os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    (unit / "memory.max").write_text("max\n")
    assert there_is(tmp_path, own) == machine
    (unit.parent / "memory.max").write_text(f"{GIB // 2}\n")
    assert there_is(tmp_path, own) == GIB // 2
    (unit / "memory.high").write_text(f"{GIB // 4}\n")
    assert there_is(tmp_path, own) == GIB // 4
    assert there_is(tmp_path, tmp_path / "nowhere") == machine


def test_small_queries_go_to_the_worker_that_is_warm(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used, send = set(), Worker.send

    def watched(worker: Worker, task: Task) -> None:
        used.add(worker.pid)
        send(worker, task)

    monkeypatch.setattr(Worker, "send", watched)

    async def work() -> None:
        async with lanes(database, graph_memory=0, workers=4) as opened:
            pool = opened["adhoc"]
            await until(lambda: pool.state.idle == 4)
            for _ in range(12):
                await pool.run(query(LIGHT))
            assert len(used) == 1

    run(work())


def test_no_more_begin_at_once_than_there_are_processors_and_a_long_one_stops_nobody(database: Path) -> None:
    async def work() -> None:
        async with lanes(database, graph_memory=0, workers=4, eager=1) as opened:
            pool = opened["adhoc"]
            await until(lambda: pool.state.idle == 4)
            long = asyncio.create_task(pool.ask(query(ENDLESS, deadline=100)))
            others = [asyncio.create_task(pool.run(query(LIGHT))) for _ in range(3)]
            await asyncio.sleep(0)
            assert (pool.state.quick, pool.state.waiting) == (1, 3)
            await asyncio.wait_for(asyncio.gather(*others), 20)  # while the long one is at work
            assert not long.done()
            long.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await long

    run(work())


def test_who_waits_is_not_forgotten_where_a_worker_is_not_used_again(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that grew fat is ended; there are idle ones enough, and one of them must take the next query."""
    monkeypatch.setattr("api.pool._LOOK_EVERY", 1)
    monkeypatch.setattr("api.pool._LEAN", -1)
    monkeypatch.setattr("api.pool._SPARE", 100)

    async def work() -> None:
        async with lanes(database, graph_memory=0, workers=2, eager=1, queue_seconds=5) as opened:
            pool = opened["adhoc"]
            for _ in range(3):
                pool._offer(await pool._source.start(GIB))  # as are left when long answers come back
            answers = [asyncio.create_task(pool.run(query(LIGHT))) for _ in range(4)]
            assert all(await asyncio.gather(*answers))

    run(work())


def test_a_lane_that_is_replaced_still_answers_those_who_wait(database: Path) -> None:
    async def work() -> None:
        async with lanes(database, graph_memory=0, workers=4, eager=1, queue_seconds=5) as opened:
            pool = opened["adhoc"]
            await until(lambda: pool.state.idle == 4)
            long = asyncio.create_task(pool.ask(query(ENDLESS, deadline=100)))
            others = [asyncio.create_task(pool.run(query(LIGHT))) for _ in range(3)]
            await asyncio.sleep(0)
            assert pool.state.waiting == 3
            pool.retire()
            assert all(await asyncio.gather(*others))
            long.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await long

    run(work())
