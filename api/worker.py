"""A process that answers SPARQL queries on one published snapshot, one at a time, over a socket that its parent holds.

It is disposable: whatever a query does to it (endless evaluation, a crash, memory), the parent replaces it. Either it
is forked from a process that holds the snapshot in memory (``api.zygote``), or it opens the snapshot on disk:
``python -m api.worker SOCKET SNAPSHOT MEMORY_BYTES``. Both give up sockets, then limit their files and memory.

A frame is one letter, the length of its body as four bytes, the body: ``R`` ready · ``D`` data · ``E`` end ·
``X`` refused (``{"kind", "detail"}``). A task is its length as four bytes and a JSON object (``Task``).
"""

from __future__ import annotations

import io
import os
import signal
import socket
import struct
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson
import pyoxigraph as ox

from api.confine import die_with_parent, forbid_sockets, limit_files, limit_memory
from api.rows import RowCounter, counter_for
from kg.search_match import from_plain, search_functions
from kg.search_words import compared_words

CHUNK = 64 * 1024
NICE = 1  # the service itself goes before the queries; those that take long are put at the end by the pool
_PIECE = 256 * 1024  # bytes of a frame: blocks of a megabyte come from the system and go back to it each time
_TABLES_OPENED = 16  # by the engine at the start; the others when a query needs them
_GRACE = 5.0  # seconds after the deadline at which the kernel ends a process whose parent is gone
_GZIP_LEVEL = 1  # four times as fast as the usual level, and tables of IRIs still shrink to a tenth
_GZIP_FROM = 1024  # bytes; less is sent as it is

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

Send = Callable[[bytes], object]
"""Sends frames to the parent, whole."""


@dataclass(frozen=True, slots=True)
class Task:
    """One query: ``format`` a key of TABLE_FORMATS or GRAPH_FORMATS, graphs as IRIs (None: all of the store).

    ``prefixes`` need not be declared in the query, and shorten the IRIs of Turtle and RDF/XML; relative IRIs are
    relative to ``base``. ``max_rows`` and
    ``max_bytes`` (of the answer before compression) end an answer that is larger; None is no limit. ``deadline`` is in
    seconds. Up to ``hold_bytes`` the process keeps the answer to itself, so that a limit is an error and no broken
    answer. ``gzip`` compresses what is longer than a few lines; the first bytes (1f 8b) tell whether it did.
    ``questions`` are those of the function ``rw:matches`` (``kg.search_match``).
    """

    query: str
    format: str
    has_dataset: bool
    default_graphs: list[str] | None
    named_graphs: list[str] | None
    max_rows: int | None
    max_bytes: int | None
    deadline: float
    prefixes: dict[str, str]
    hold_bytes: int = CHUNK
    gzip: bool = False
    base: str | None = None
    questions: dict[str, Any] = field(default_factory=dict)


class LimitReached(Exception):
    """The answer is larger than allowed; ``kind`` is ``rows`` or ``bytes``."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class FrameWriter(io.RawIOBase):
    """A file that sends what is written to it as data frames and stops at the limits of the task."""

    def __init__(self, send: Send, task: Task, rows: RowCounter | None) -> None:
        self._send = send
        self._task = task
        self._rows = rows
        self._chunk = bytearray()  # not yet counted
        self._ready = bytearray()  # counted, compressed, not yet sent
        self._written = 0
        self._hold = task.hold_bytes
        self._packer: Any = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._chunk += data
        if len(self._chunk) >= CHUNK:
            self._take()
            if len(self._ready) > self._hold:
                self._hold = 0  # begun
                self._send(frame(b"D", self._ready))
                self._ready.clear()
        return len(data)

    def finish(self) -> None:
        """Send the rest and the end, unless a limit is passed (LimitReached)."""
        self._take(last=True)
        ready = memoryview(self._ready)
        while len(ready) > _PIECE:
            self._send(frame(b"D", ready[:_PIECE]))
            ready = ready[_PIECE:]
        self._send((frame(b"D", ready) if ready else b"") + frame(b"E", b""))

    def _take(self, last: bool = False) -> None:
        chunk = bytes(self._chunk)
        self._chunk.clear()
        self._written += len(chunk)
        if self._task.max_bytes is not None and self._written > self._task.max_bytes:
            raise LimitReached("bytes")
        if self._rows and self._task.max_rows is not None and self._rows.feed(chunk) > self._task.max_rows:
            raise LimitReached("rows")
        if self._packer is None and self._task.gzip and self._written >= _GZIP_FROM:
            self._packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        if self._packer:
            self._ready += self._packer.compress(chunk)
            if last:
                self._ready += self._packer.flush()
        else:
            self._ready += chunk


def encode_task(task: Task) -> bytes:
    """The task as the bytes that a worker reads."""
    body = orjson.dumps(task)
    return struct.pack(">I", len(body)) + body


def frame(letter: bytes, body: bytes | bytearray | memoryview) -> bytes:
    """A frame as bytes."""
    return b"".join((letter, struct.pack(">I", len(body)), body))


def answer(store: ox.Store, task: Task, send: Send) -> None:
    """Evaluate ``task`` and send its frames, the last one ``E`` or ``X``."""
    try:
        result = store.query(task.query, prefixes=task.prefixes, **_dataset(task), **_functions(task))
        if isinstance(result, ox.QueryTriples):
            writer = FrameWriter(send, task, None)
            triples = result if task.max_rows is None else _limited(result, task.max_rows)
            ox.serialize(triples, cast(BinaryIO, writer), GRAPH_FORMATS[task.format], prefixes=task.prefixes)
        else:
            table = TABLE_FORMATS[task.format]
            rows = counter_for(task.format) if isinstance(result, ox.QuerySolutions) else None
            writer = FrameWriter(send, task, rows)
            result.serialize(cast(BinaryIO, writer), table)
        writer.finish()
    except LimitReached as limit:
        _refuse(send, limit.kind, "")
    except SyntaxError as error:
        _refuse(send, "syntax", str(error))
    except MemoryError:
        _refuse(send, "memory", "")
    except (ValueError, OSError, RuntimeError) as error:
        _refuse(send, "evaluation", str(error))


def _dataset(task: Task) -> dict[str, Any]:
    """The dataset of the query: by protocol parameters, by its own FROM, else the union of all named graphs."""
    if task.default_graphs is not None or task.named_graphs is not None:
        return {
            "base_iri": task.base,
            "default_graph": [ox.NamedNode(iri) for iri in task.default_graphs or []],
            "named_graphs": [ox.NamedNode(iri) for iri in task.named_graphs or []],
        }
    return {"base_iri": task.base, "use_default_graph_as_union": not task.has_dataset}


def _functions(task: Task) -> dict[str, Any]:
    if not task.questions:
        return {}
    return {"custom_functions": search_functions({text: from_plain(tree) for text, tree in task.questions.items()})}


def _limited(triples: Iterable[ox.Triple], max_rows: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number >= max_rows:
            raise LimitReached("rows")
        yield triple


def _refuse(send: Send, kind: str, detail: str) -> None:
    send(frame(b"X", orjson.dumps({"kind": kind, "detail": detail})))


def warm_up(store: ox.Store) -> None:
    """Run every code path of an answer once, so that no module need be loaded later."""
    for form in ("SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"):
        for name in TABLE_FORMATS if form.startswith("SELECT") else GRAPH_FORMATS:
            query = Task(f"{form} LIMIT 1", name, False, None, None, 1, CHUNK, 0, {})
            orjson.loads(encode_task(query)[4:])
            answer(store, query, len)
    compared_words("والكلمة")  # reads its tables


def keep_signals_plain() -> None:
    """Leave Ctrl-C to the parent, which ends this process in its own time, and let the alarm clock end it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def work(store: ox.Store, channel: socket.socket) -> None:
    """Say that this process is ready, and answer tasks until the parent closes the channel."""
    channel.sendall(frame(b"R", b""))
    while len(head := channel.recv(CHUNK)) > 0:
        data = bytearray(head)
        while len(data) < 4 or len(data) < 4 + struct.unpack_from(">I", data)[0]:
            if not (more := channel.recv(CHUNK)):
                return
            data += more
        task = Task(**orjson.loads(memoryview(data)[4:]))
        signal.setitimer(signal.ITIMER_REAL, task.deadline + _GRACE)
        answer(store, task, channel.sendall)
        signal.setitimer(signal.ITIMER_REAL, 0)


def main(descriptor: int, snapshot: str, memory_bytes: int) -> None:
    """Serve tasks on the snapshot on disk until the parent closes the socket ``descriptor``."""
    keep_signals_plain()
    die_with_parent()
    os.nice(NICE)
    channel = socket.socket(fileno=descriptor)
    if not forbid_sockets():
        print("no filter of system calls here: SERVICE is kept out by the scan of queries alone", file=sys.stderr)
    store = ox.Store.read_only(snapshot)
    warm_up(store)
    tables = sum(1 for _ in Path(snapshot).glob("*.sst"))
    limit_memory(memory_bytes)
    limit_files(max(0, tables - _TABLES_OPENED))
    work(store, channel)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
