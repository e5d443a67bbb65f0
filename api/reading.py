"""What the routes of ``/api/v1`` read from memory, read from a snapshot by a process of its own.

In a graph of five million quads that takes the better part of a minute. Done in the service itself, even in a thread,
it would slow every answer for as long; so ``python -m api.reading STORE VERSION BASE`` does it and hands the result
over as a pickle, in a tenth of the time. The pickle comes through a pipe from a process that was started here: nothing
that lies on a disk is ever unpickled.
"""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from api.catalogue import Catalogue, load
from api.confine import die_with_parent
from api.processes import start_python
from kg.adjacency import Adjacency
from kg.errors import StoreError
from kg.memory import collector_at_rest
from kg.store import Snapshot, open_snapshot
from kg.store_folder import database_of

_NICE = 5
_SMALL = 2 * 2**20  # bytes of a database that is read sooner than a process starts


@dataclass(frozen=True, slots=True)
class Reading:
    """The adjacency lists and the encounters of a snapshot."""

    network: Adjacency
    catalogue: Catalogue


async def read(store: str, snapshot: Snapshot) -> Reading:
    """Read ``snapshot`` of the store in the folder ``store``; raises StoreError where that fails."""
    if sum(file.stat().st_size for file in database_of(Path(store), snapshot.version).glob("*.sst")) < _SMALL:
        return await asyncio.to_thread(_read, snapshot)
    process = start_python(
        *("api.reading", store, snapshot.version, snapshot.ids.base),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    try:
        return await asyncio.to_thread(_receive, process.stdout, snapshot)
    except (EOFError, pickle.UnpicklingError) as error:
        raise StoreError(f"version {snapshot.version} could not be read") from error
    finally:
        process.kill()
        await asyncio.to_thread(process.wait)
        process.stdout.close()


def _read(snapshot: Snapshot) -> Reading:
    with collector_at_rest():
        return Reading(Adjacency.load(snapshot), load(snapshot))


class _Pipe:
    """A file for the unpickler, in Python on purpose: between two pieces, other threads get their turn."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe

    def read(self, size: int = -1) -> bytes:
        return self._pipe.read(size)

    def readline(self) -> bytes:
        return self._pipe.readline()


def _receive(pipe: IO[bytes], snapshot: Snapshot) -> Reading:
    with collector_at_rest():
        reading = pickle.load(_Pipe(pipe))
        assert isinstance(reading, Reading)
        reading.network.reader = snapshot
    gc.freeze()  # millions of objects without a cycle: a collection would stop everything to look through them
    return reading


class _Pickler(pickle.Pickler):
    """Leaves the snapshot out: whoever receives the rest has it open too."""

    def reducer_override(self, obj: object) -> Any:
        return (type(None), ()) if isinstance(obj, Snapshot) else NotImplemented


def main(store: str, version: str, base: str) -> None:
    """Read a snapshot and write the pickle of its Reading to standard output."""
    die_with_parent()
    os.nice(_NICE)
    with open_snapshot(store, version, base=base) as snapshot, collector_at_rest():
        _Pickler(sys.stdout.buffer, protocol=5).dump(_read(snapshot))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    from api import reading  # so that the pickle names its class by this module, not as ``__main__``

    reading.main(*sys.argv[1:4])
