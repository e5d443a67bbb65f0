"""Writes to the curators' graph: evaluated in one disposable process, published by another, answered when served.

The evaluation (``api.evaluator``) sees a published snapshot and says what would change. Then ``kg.curation`` takes the
store's lock, makes sure that this snapshot is still the newest, writes and publishes. Where another version has come in
between, the evaluation is repeated on that.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import orjson
from fastapi import Request

from api.errors import Problem
from api.evaluator import Job, encode_job
from api.processes import FEW_ARENAS
from api.protocol import Change
from api.publication import Publications
from api.settings import Settings
from kg.curation import Difference, Outcome
from kg.store_folder import database_of
from kg.vocabulary import Ids

_ATTEMPTS = 4
_WAITING = 16  # writes at most; each waits for the one before it
_ROOT = Path(__file__).resolve().parent.parent
_SECRETS = {"RAWABIT_TOKEN"}


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: the version that shows it, how many triples went and came, whether the graph existed."""

    version: str
    deleted: int
    inserted: int
    existed: bool = True

    def as_json(self) -> bytes:
        """The body of the answer."""
        return orjson.dumps({"snapshot": self.version, "deleted": self.deleted, "inserted": self.inserted})


@dataclass(frozen=True, slots=True)
class Body:
    """RDF that a client sent: parts with their media types (more than one in a multipart body), and their base IRI."""

    parts: Sequence[tuple[str, str]]
    base: str


class Writer(Protocol):
    """Who carries out writes; ``graph`` is an IRI, or None for the default graph. All raise Problem."""

    async def update(self, change: Change, endpoint: str, target: str | None = None) -> Written:
        """Carry out an update; ``target`` is the graph of templates that name none."""
        ...

    async def put(self, graph: str | None, body: Body) -> Written:
        """Make the body the whole content of the graph."""
        ...

    async def post(self, graph: str | None, body: Body) -> Written:
        """Add the body to the graph."""
        ...

    async def delete(self, graph: str | None) -> Written:
        """Empty the graph."""
        ...

    async def close(self) -> None:
        """Wait for the write under way."""
        ...


class CurationWriter:
    """Writes to the curators' graph of a store."""

    def __init__(self, settings: Settings, publications: Publications) -> None:
        self._settings = settings
        self._publications = publications
        self._turn = asyncio.Lock()
        self._under_way: set[asyncio.Task[Written]] = set()
        self._ids = Ids(settings.base)

    async def update(self, change: Change, endpoint: str, target: str | None = None) -> Written:
        """See ``Writer``."""
        if target is not None:
            self._check_graph(target)
        job = self._job("update", data=change.update, base=endpoint, target=target)
        return await self._write(replace(job, using=list(change.using), using_named=list(change.using_named)))

    async def put(self, graph: str | None, body: Body) -> Written:
        """See ``Writer``."""
        self._check_graph(graph)
        return await self._write(self._job("put", parts=list(body.parts), base=body.base))

    async def post(self, graph: str | None, body: Body) -> Written:
        """See ``Writer``."""
        self._check_graph(graph)
        return await self._write(self._job("post", parts=list(body.parts), base=body.base))

    async def delete(self, graph: str | None) -> Written:
        """See ``Writer``."""
        self._check_graph(graph)
        return await self._write(self._job("delete"))

    async def close(self) -> None:
        """See ``Writer``."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _check_graph(self, graph: str | None) -> None:
        wanted = self._ids.curation_graph.value
        if graph != wanted:
            detail = f"Only the curators' graph may be changed: <{wanted}>. Nothing was written."
            raise Problem(403, "graph-not-writable", detail, graph=graph)

    def _job(self, kind: Any, **parts: Any) -> Job:
        return Job(
            kind=kind,
            snapshot="",
            draft="",
            graph=self._ids.curation_graph.value,
            skolem=self._ids.base + ".well-known/genid/",
            prefixes=self._ids.prefixes,
            maximum=self._settings.update_max_quads,
            max_nesting=self._settings.sparql_max_nesting,
            **parts,
        )

    async def _write(self, job: Job) -> Written:
        if len(self._under_way) >= _WAITING:
            raise Problem(503, "too-busy", "Too many writes are waiting; try again.", headers={"Retry-After": "5"})
        work = asyncio.get_running_loop().create_task(self._in_turn(job))
        self._under_way.add(work)
        work.add_done_callback(self._under_way.discard)
        return await asyncio.shield(work)  # what has begun is brought to its end, also when the client is gone

    async def _in_turn(self, job: Job) -> Written:
        async with self._turn:
            return await self._attempts(job)

    async def _attempts(self, job: Job) -> Written:
        for _ in range(_ATTEMPTS):
            version = self._publications.newest().version
            found = await self._evaluate(job, version)
            if found is None:
                continue
            if not found["deleted"] and not found["inserted"]:
                return Written(version, 0, 0, found["existed"])
            outcome = await self._publish(Difference(version, found["removed"], found["added"]))
            if outcome.kind == "done":
                await self._serve(outcome.version)
                return Written(outcome.version, found["deleted"], found["inserted"], found["existed"])
            if outcome.kind != "stale":
                raise _refusal(outcome)
            await self._serve(outcome.version)
        raise Problem(503, "too-busy", "The graph changes all the time; try again.", headers={"Retry-After": "10"})

    async def _evaluate(self, job: Job, version: str) -> dict[str, Any] | None:
        """What the job changes; None where the snapshot went away in the meantime."""
        root = Path(self._settings.store)
        draft = root / "snapshots" / f"draft-update-{secrets.token_hex(8)}"
        job = replace(job, snapshot=str(database_of(root, version)), draft=str(draft))
        memory = self._settings.sparql_memory_mib * 2**20
        try:
            status, output = await _run(
                "api.evaluator", str(memory), data=encode_job(job), seconds=self._settings.update_deadline
            )
        except TimeoutError:
            seconds = self._settings.update_deadline
            detail = f"The evaluation took longer than the {seconds:g} seconds a write may take here, and was ended."
            raise Problem(503, "update-timeout", detail, headers={"Retry-After": "10"}, deadline=seconds) from None
        finally:
            await asyncio.to_thread(shutil.rmtree, draft, ignore_errors=True)
        if status != 0 or not output:
            if not database_of(root, version).exists():
                return None
            detail = (
                "The update ended the process that evaluated it: it needs more memory or nests deeper than allowed."
            )
            raise Problem(500, "update-crashed", detail)
        found: dict[str, Any] = orjson.loads(output)
        if "status" in found:
            raise Problem(found["status"], found["kind"], found["detail"], **found["members"])
        return found

    async def _publish(self, difference: Difference) -> Outcome:
        store = str(Path(self._settings.store))
        status, output = await _run(
            "kg.curation", store, self._settings.base, data=orjson.dumps(difference), seconds=None
        )
        return Outcome(**orjson.loads(output)) if status == 0 and output else Outcome("failed")

    async def _serve(self, version: str) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._settings.update_publish_seconds):
                while not await self._publications.serve(version):
                    await asyncio.sleep(self._settings.snapshot_poll)
                return
        detail = f"Version {version} is published, but could not be served yet; the service's log tells why."
        raise Problem(503, "not-served-yet", detail, headers={"Retry-After": "10"})


def _refusal(outcome: Outcome) -> Problem:
    if outcome.kind == "locked":
        detail = "`rawabit ingest` is writing to the store; nothing was changed. Try again when it has finished."
        return Problem(503, "ingest-running", detail, headers={"Retry-After": "30"})
    if outcome.kind == "unfinished":
        return Problem(503, "ingest-unfinished", outcome.detail, headers={"Retry-After": "60"})
    detail = f"The store could not be written. {outcome.detail}".strip()
    return Problem(503, "store-not-ready", detail, headers={"Retry-After": "30"})


async def _run(module: str, *arguments: str, data: bytes, seconds: float | None) -> tuple[int | None, bytes]:
    """Run a module of the program with ``data`` as its input: exit status and output. Raises TimeoutError."""
    environment = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    environment |= {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"} | FEW_ARENAS
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", module, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
        start_new_session=True,  # Ctrl-C does not end a process that is writing
    )
    try:
        async with asyncio.timeout(seconds):
            output, _ = await process.communicate(data)
    except BaseException:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()
        raise
    return process.returncode, output


def writer_of(request: Request) -> Writer:
    """The writer of the application."""
    writer: Writer = request.app.state.writer
    return writer
