"""A process that holds a snapshot in memory and forks a worker whenever it is asked: in milliseconds, sharing memory.

``python -m api.zygote CONTROL_SOCKET GRAPH_BYTES`` reads N-Quads from standard input, which another process writes
(``python -m api.zygote dump SNAPSHOT``): so the database and its threads never are in this one. A fork copies one
thread only; if there is more than one when all is loaded, this process ends, and the snapshot is served from disk.

Messages on the control socket, one a packet: from here ``R`` ready and the number of quads; from the parent ``F`` with
the worker's limit of memory, and its socket beside it; from here ``F`` with the process id and its handle
(pidfd), ``N`` where it could not fork, and ``D`` with the process id and exit status of a worker that ended.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import struct
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice

import pyoxigraph as ox

from api.confine import data_limited, die_with_parent, forbid_sockets, limit_files, limit_memory, threads
from api.worker import NICE, keep_signals_plain, warm_up, work

REQUEST = struct.Struct(">cQ")  # letter, bytes of memory
REPORT = struct.Struct(">cqi")  # letter, process id or number of quads, exit status
_THREAD_ENDS = 1.0  # seconds
_BATCH = 50_000  # quads of one transaction: one for all takes half as long, and twice the memory


def load(graph_bytes: int) -> ox.Store:
    """The store that standard input tells of. A graph that needs more than ``graph_bytes`` ends this process."""
    store = ox.Store()
    with data_limited(graph_bytes):
        quads = ox.parse(sys.stdin.buffer, ox.RdfFormat.N_QUADS, lenient=True)
        for first in quads:
            store.extend(chain((first,), islice(quads, _BATCH)))
    sys.stdin.close()
    return store


def serve(store: ox.Store, control: socket.socket) -> None:
    """Fork a worker for each request until the parent closes ``control``."""
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    control.sendall(REPORT.pack(b"R", len(store), 0))
    waiting = select.poll()
    waiting.register(control, select.POLLIN)
    waiting.register(woken, select.POLLIN)
    while True:
        for descriptor, _ in waiting.poll():
            if descriptor == woken:
                with contextlib.suppress(BlockingIOError):
                    os.read(woken, 4096)
                _report_ended(control)
                continue
            packet, sockets, _, _ = socket.recv_fds(control, REQUEST.size, 1)
            if not packet:
                return
            _, memory = REQUEST.unpack(packet)
            if _fork(control, sockets[0]) == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                os.close(woken)
                os.close(wake)
                control.close()
                _become_worker(store, socket.socket(fileno=sockets[0]), memory)


def _fork(control: socket.socket, worker_socket: int) -> int:
    try:
        pid = os.fork()
    except OSError:
        os.close(worker_socket)
        control.sendall(REPORT.pack(b"N", 0, 0))
        return -1
    if pid:
        os.close(worker_socket)
        handle = os.pidfd_open(pid)  # it was not waited for yet: this is the one that was forked
        socket.send_fds(control, [REPORT.pack(b"F", pid, 0)], [handle])
        os.close(handle)
    return pid


def _report_ended(control: socket.socket) -> None:
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            control.sendall(REPORT.pack(b"D", ended[0], os.waitstatus_to_exitcode(ended[1])))


def _become_worker(store: ox.Store, channel: socket.socket, memory: int) -> None:
    status = 1
    try:
        die_with_parent()
        limit_memory(memory)
        limit_files(0)
        work(store, channel)
        status = 0
    finally:
        os._exit(status)  # nothing of the process it was forked from may be ended here


def dump(snapshot: str) -> None:
    """Write the snapshot on disk to standard output as N-Quads."""
    die_with_parent()
    os.nice(NICE)
    ox.Store.read_only(snapshot).dump(sys.stdout.buffer, ox.RdfFormat.N_QUADS)
    sys.stdout.buffer.flush()


def main(descriptor: int, graph_bytes: int) -> None:
    """Load standard input and fork workers until the parent closes the socket ``descriptor``."""
    keep_signals_plain()
    die_with_parent()
    control = socket.socket(fileno=descriptor)
    if not forbid_sockets():  # holds for all that is forked
        print("no filter of system calls here: SERVICE is kept out by the limit on open files", file=sys.stderr)
    os.nice(NICE)
    # in a thread, whose heap is another one: this one's stays small, and so what queries use of it stays in the caches
    with ThreadPoolExecutor(1) as loading:
        store = loading.submit(load, graph_bytes).result()
    warm_up(store)
    end = time.monotonic() + _THREAD_ENDS
    while threads() != 1 and time.monotonic() < end:  # the one that loaded may be about to end
        time.sleep(0.01)
    if threads() != 1:
        sys.exit(f"{threads()} threads at work after loading: this process must not fork")
    gc.collect()
    gc.freeze()  # a collection in a worker would write to all objects, and so copy what is shared
    serve(store, control)


if __name__ == "__main__":
    if sys.argv[1] == "dump":
        dump(sys.argv[2])
    else:
        main(int(sys.argv[1]), int(sys.argv[2]))
