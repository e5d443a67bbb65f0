"""A process that answers SPARQL queries on one published snapshot: ``python -m api.worker SNAPSHOT MEMORY_BYTES``.

It gives up sockets, opens the snapshot read-only, limits its files and memory, and then reads tasks from standard
input and writes frames to standard output until its parent closes the pipe or ends it. It is disposable: whatever a
query does to it (endless evaluation, a crash, memory), the parent replaces it.

A frame is one letter, the length of its body as four bytes, the body: ``R`` ready · ``D`` data · ``E`` end ·
``X`` refused (``{"kind", "detail"}``). A task is its length as four bytes and a JSON object (``Task``).
"""

from __future__ import annotations

import io
import json
import os
import signal
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyoxigraph as ox

from api.confine import forbid_sockets, limit_files, limit_memory
from api.rows import RowCounter, counter_for

CHUNK = 64 * 1024
_TABLES_OPENED = 16  # by the engine at the start; the others when a query needs them
_GRACE = 5.0  # seconds after the deadline at which the kernel ends a process whose parent is gone

TABLE_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}


@dataclass(frozen=True, slots=True)
class Task:
    """One query: ``format`` a key of TABLE_FORMATS or GRAPH_FORMATS, graphs as IRIs (None: all of the store).

    ``prefixes`` need not be declared in the query, and shorten the IRIs of Turtle and RDF/XML; relative IRIs are
    relative to ``base``.
    """

    query: str
    format: str
    has_dataset: bool
    default_graphs: list[str] | None
    named_graphs: list[str] | None
    max_rows: int
    max_bytes: int
    deadline: float
    prefixes: dict[str, str]
    base: str | None = None


class LimitReached(Exception):
    """The answer is larger than allowed; ``kind`` is ``rows`` or ``bytes``."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class FrameWriter(io.RawIOBase):
    """A file that sends what is written to it as data frames and stops at the limits of the task."""

    def __init__(self, out: BinaryIO, task: Task, rows: RowCounter | None) -> None:
        self._out = out
        self._task = task
        self._rows = rows
        self._held = bytearray()
        self._sent = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        if len(self._held) >= CHUNK:
            self.send()
        return len(data)

    def send(self) -> None:
        """Send what is held, unless it passes a limit (LimitReached)."""
        chunk = bytes(self._held)
        self._held.clear()
        self._sent += len(chunk)
        if self._sent > self._task.max_bytes:
            raise LimitReached("bytes")
        if self._rows and self._rows.feed(chunk) > self._task.max_rows:
            raise LimitReached("rows")
        if chunk:
            _frame(self._out, b"D", chunk)


def encode_task(task: Task) -> bytes:
    """The task as the bytes that a worker reads."""
    body = json.dumps(asdict(task)).encode()
    return struct.pack(">I", len(body)) + body


def answer(store: ox.Store, task: Task, out: BinaryIO) -> None:
    """Evaluate ``task`` and write its frames, the last one ``E`` or ``X``."""
    try:
        result = store.query(task.query, prefixes=task.prefixes, **_dataset(task))
        if isinstance(result, ox.QueryTriples):
            writer = FrameWriter(out, task, None)
            triples = _limited(result, task.max_rows)
            ox.serialize(triples, cast(BinaryIO, writer), GRAPH_FORMATS[task.format], prefixes=task.prefixes)
        else:
            table = TABLE_FORMATS[task.format]
            writer = FrameWriter(out, task, counter_for(task.format) if isinstance(result, ox.QuerySolutions) else None)
            result.serialize(cast(BinaryIO, writer), table)
        writer.send()
    except LimitReached as limit:
        _refuse(out, limit.kind, "")
    except SyntaxError as error:
        _refuse(out, "syntax", str(error))
    except (ValueError, OSError, RuntimeError) as error:
        _refuse(out, "evaluation", str(error))
    else:
        _frame(out, b"E", b"")


def _dataset(task: Task) -> dict[str, Any]:
    """The dataset of the query: by protocol parameters, by its own FROM, else the union of all named graphs."""
    if task.default_graphs is not None or task.named_graphs is not None:
        return {
            "base_iri": task.base,
            "default_graph": [ox.NamedNode(iri) for iri in task.default_graphs or []],
            "named_graphs": [ox.NamedNode(iri) for iri in task.named_graphs or []],
        }
    return {"base_iri": task.base, "use_default_graph_as_union": not task.has_dataset}


def _limited(triples: Iterable[ox.Triple], max_rows: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number >= max_rows:
            raise LimitReached("rows")
        yield triple


def _refuse(out: BinaryIO, kind: str, detail: str) -> None:
    _frame(out, b"X", json.dumps({"kind": kind, "detail": detail}).encode())


def _frame(out: BinaryIO, letter: bytes, body: bytes) -> None:
    out.write(letter + struct.pack(">I", len(body)))
    out.write(body)
    out.flush()


def _open(snapshot: str) -> ox.Store:
    """The snapshot, with every code path of an answer run once, so that no module need be loaded later."""
    store = ox.Store.read_only(snapshot)
    for form in ("SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"):
        for name in TABLE_FORMATS if form.startswith("SELECT") else GRAPH_FORMATS:
            answer(store, Task(f"{form} LIMIT 1", name, False, None, None, 1, CHUNK, 0, {}), io.BytesIO())
    return store


def main(snapshot: str, memory_bytes: int) -> None:
    """Serve tasks until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this process in its own time
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.nice(5)  # a heavy query does not slow the pages and the API
    tasks, out = sys.stdin.buffer, sys.stdout.buffer
    if not forbid_sockets():
        print("no filter of system calls here: SERVICE is kept out by the scan of queries alone", file=sys.stderr)
    store = _open(snapshot)
    tables = sum(1 for _ in Path(snapshot).glob("*.sst"))
    limit_memory(memory_bytes)
    limit_files(max(0, tables - _TABLES_OPENED))
    _frame(out, b"R", b"")
    while len(size := tasks.read(4)) == 4:
        task = Task(**json.loads(tasks.read(struct.unpack(">I", size)[0])))
        signal.setitimer(signal.ITIMER_REAL, task.deadline + _GRACE)
        answer(store, task, out)
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
