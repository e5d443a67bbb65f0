"""What the routes of ``/api/v1`` read from memory, read from a snapshot by a process of its own.

In a graph of a million encounters that takes the better part of a minute. Done in the service itself, even in a
thread, it would slow every answer for as long; so ``python -m api.reading STORE VERSION BASE FILE`` does it and leaves
the arrays in a file without a name, in memory where the system has such files. The service maps that file: nothing is
copied, and no answer waits. What says which array is where is a pickle, some kilobytes; it comes through a pipe from a
process that was started here: nothing that lies on a disk is ever unpickled.
"""

from __future__ import annotations

import asyncio
import gc
import mmap
import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from api.catalogue import Catalogue, load
from api.confine import die_with_parent
from api.processes import start_python
from kg.adjacency import Adjacency, Index, read_index
from kg.errors import StoreError
from kg.store import Snapshot, open_snapshot
from kg.store_folder import database_of

_NICE = 5
_SMALL = 2 * 2**20  # bytes of a database that is read sooner than a process starts
_LINE = 64  # arrays begin at multiples of this many bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """The networks and the encounters of a snapshot."""

    network: Adjacency
    catalogue: Catalogue


async def read(store: str, snapshot: Snapshot) -> Reading:
    """Read ``snapshot`` of the store in the folder ``store``; raises StoreError where that fails."""
    if sum(file.stat().st_size for file in database_of(Path(store), snapshot.version).glob("*.sst")) < _SMALL:
        index = await asyncio.to_thread(read_index, snapshot)
    else:
        index = await _read_elsewhere(store, snapshot)
    network = Adjacency(snapshot, index)
    reading = Reading(network, await asyncio.to_thread(load, snapshot, network))
    # what lives as long as the service is not looked through each time that garbage is collected: that took 50 ms
    gc.freeze()
    return reading


async def _read_elsewhere(store: str, snapshot: Snapshot) -> Index:
    with _nameless_file() as file:
        process = start_python(
            *("api.reading", store, snapshot.version, snapshot.ids.base, str(file.fileno())),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            pass_fds=[file.fileno()],
        )
        assert process.stdout
        try:
            told = await asyncio.to_thread(process.stdout.read)
            return _mapped(file, told)
        except (EOFError, pickle.UnpicklingError) as error:
            raise StoreError(f"version {snapshot.version} could not be read") from error
        finally:
            process.kill()
            await asyncio.to_thread(process.wait)
            process.stdout.close()


def _nameless_file() -> BinaryIO:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("rawabit-index"), "w+b")
    return tempfile.TemporaryFile()  # the caller closes it


def _mapped(file: BinaryIO, told: bytes) -> Index:
    """The index whose arrays lie in ``file``, as ``told`` says."""
    places, index = pickle.loads(told)
    size = os.fstat(file.fileno()).st_size
    data = memoryview(mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)) if size else memoryview(b"")
    found = pickle.loads(index, buffers=[data[start : start + length] for start, length in places])
    assert isinstance(found, Index)
    return found


def _hand_over(index: Index, file: BinaryIO) -> bytes:
    """Write the arrays of ``index`` to ``file``; returns what ``_mapped`` needs to be told."""
    buffers: list[pickle.PickleBuffer] = []
    rest = pickle.dumps(index, protocol=5, buffer_callback=buffers.append)
    places = []
    for buffer in buffers:
        with buffer.raw() as raw:
            file.write(b"\0" * (-file.tell() % _LINE))
            places.append((file.tell(), raw.nbytes))
            file.write(raw)
    file.write(b"\0" * _LINE)  # an empty file cannot be mapped
    file.flush()
    return pickle.dumps((places, rest))


def main(store: str, version: str, base: str, number: str) -> None:
    """Read a snapshot, write its arrays to the open file of that number, and what is where to standard output."""
    die_with_parent()
    os.nice(_NICE)
    with open_snapshot(store, version, base=base) as snapshot, os.fdopen(int(number), "w+b") as file:
        sys.stdout.buffer.write(_hand_over(read_index(snapshot), file))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:5])
