"""Where workers come from: processes, started and waited for.

Two sources make them: ``DiskSource`` starts a fresh process that opens the snapshot on disk (some 100 ms),
``MemorySource`` asks a zygote (``api.zygote``) to fork one (milliseconds).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from api.channel import Channel, Worker, WorkerDied
from api.zygote import REPORT, REQUEST

_BOOT_SECONDS = 60.0


class Source(Protocol):
    """Makes workers on one snapshot."""

    name: str

    async def start(self, memory: int) -> Worker:
        """A worker, ready, that may take ``memory`` bytes for a query; raises WorkerDied."""
        ...


class _Child:
    """A process that this one started."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.pid = process.pid
        self._end: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._handle = os.pidfd_open(process.pid) if hasattr(os, "pidfd_open") else -1
        if self._handle >= 0:
            asyncio.get_running_loop().add_reader(self._handle, self._ended)
        else:
            self._waiting = asyncio.create_task(self._wait())

    async def _wait(self) -> None:
        await asyncio.to_thread(self._process.wait)
        self._ended()

    def _ended(self) -> None:
        if self._handle >= 0:
            asyncio.get_running_loop().remove_reader(self._handle)
            os.close(self._handle)
            self._handle = -1
        if not self._end.done():
            self._end.set_result(self._process.wait())

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    async def ended(self) -> int:
        return await asyncio.shield(self._end)


class _Forked:
    """A process that a zygote started: the handle names it even when its id is used again."""

    def __init__(self, pid: int, handle: int) -> None:
        self.pid = pid
        self._handle = handle
        self._end: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def finished(self, status: int) -> None:
        """Note the exit status."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        if not self._end.done():
            self._end.set_result(status)

    def signal(self, number: int) -> None:
        if self._handle >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    async def ended(self) -> int:
        return await asyncio.shield(self._end)


FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""The environment of a process whose address space is limited: the C library reserves 64 MiB for every thread that
allocates, and with the threads of a database that alone could reach the limit."""


def start_python(*arguments: str, **streams: object) -> subprocess.Popen[bytes]:
    """Start Python on a module of this project, with an environment of its own; raises OSError."""
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        **FEW_ARENAS,
        # memory in large pages where the system has them: a fork of a large process then takes a tenth of the time
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    }
    command = (sys.executable, "-P", "-m", *arguments)
    return subprocess.Popen(command, env=environment, **streams)  # type: ignore[call-overload, no-any-return]


async def _connected(parent: socket.socket) -> Channel:
    parent.setblocking(False)
    _, channel = await asyncio.get_running_loop().create_unix_connection(Channel, sock=parent)
    return channel


async def _ready(worker: Worker) -> Worker:
    """``worker`` as soon as it says that it is ready; raises WorkerDied."""
    try:
        async with asyncio.timeout(_BOOT_SECONDS):
            letter, _ = await worker.frame()
    except BaseException as error:
        await worker.kill()
        raise WorkerDied from (error if isinstance(error, TimeoutError) else None)
    if letter != b"R":
        raise WorkerDied
    worker.settled()
    return worker


class DiskSource:
    """Fresh processes that open the snapshot in the folder ``database``."""

    name = "disk"

    def __init__(self, database: Path) -> None:
        self._database = database

    async def start(self, memory: int) -> Worker:
        """A worker, ready; raises WorkerDied."""
        parent, child = socket.socketpair()
        with child:
            # started by this thread, not by one of a pool: the worker ends with the thread that started it
            process = start_python(
                *("api.worker", str(child.fileno()), str(self._database), str(memory)),
                stdin=subprocess.DEVNULL,
                pass_fds=[child.fileno()],
            )
        return await _ready(Worker(_Child(process), await _connected(parent), self))


class MemorySource:
    """Processes forked from one that holds the snapshot in memory."""

    name = "memory"

    def __init__(self, process: _Child, control: socket.socket) -> None:
        self._process = process
        self._control = control
        self._forked: dict[int, _Forked] = {}
        self._wanted: deque[asyncio.Future[_Forked]] = deque()
        self._loaded: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.quads = 0
        """How many quads it holds."""
        asyncio.get_running_loop().add_reader(control.fileno(), self._report)

    @property
    def pid(self) -> int:
        """The process id of the zygote."""
        return self._process.pid

    @classmethod
    async def load(cls, database: Path, graph_bytes: int) -> MemorySource:
        """Load the snapshot in the folder ``database``; raises WorkerDied where it does not fit or cannot be forked."""
        if not (sys.platform.startswith("linux") and hasattr(os, "pidfd_open")):
            raise WorkerDied("this system has no handles of processes")
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        control.setblocking(False)
        with theirs:
            writer = start_python("api.zygote", "dump", str(database), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
            dumping = _Child(writer)
            assert writer.stdout
            with writer.stdout:
                process = start_python(
                    *("api.zygote", str(theirs.fileno()), str(graph_bytes)),
                    stdin=writer.stdout,
                    pass_fds=[theirs.fileno()],
                )
        source = cls(_Child(process), control)
        try:
            source.quads = await asyncio.shield(source._loaded)
            if await dumping.ended() != 0:
                raise WorkerDied("the snapshot could not be read to its end")
        except BaseException:
            dumping.signal(signal.SIGKILL)
            await asyncio.gather(dumping.ended(), source.close())
            raise
        return source

    async def start(self, memory: int) -> Worker:
        """A worker, ready; raises WorkerDied."""
        parent, child = socket.socketpair()
        wanted: asyncio.Future[_Forked] = asyncio.get_running_loop().create_future()
        try:
            with child:
                socket.send_fds(self._control, [REQUEST.pack(b"F", memory)], [child.fileno()])
            self._wanted.append(wanted)
            process = await asyncio.shield(wanted)
        except (OSError, WorkerDied) as error:
            parent.close()
            raise WorkerDied from error
        except BaseException:
            parent.close()  # the worker ends when it finds its channel closed
            raise
        return await _ready(Worker(process, await _connected(parent), self))

    def _report(self) -> None:
        """Take one message of the zygote."""
        try:
            packet, handles, _, _ = socket.recv_fds(self._control, REPORT.size, 1)
        except BlockingIOError:
            return
        except OSError:
            packet, handles = b"", []
        if not packet:
            self._lost()
            return
        letter, number, status = REPORT.unpack(packet)
        if letter == b"R":
            self._loaded.set_result(number)
        elif letter == b"D":
            if forked := self._forked.pop(number, None):
                forked.finished(status)
        elif letter == b"N":
            _settle(self._wanted.popleft(), lambda turn: turn.set_exception(WorkerDied("no process could be forked")))
        else:
            process = self._forked[number] = _Forked(number, handles[0])
            _settle(self._wanted.popleft(), lambda turn: turn.set_result(process))

    def _lost(self) -> None:
        """The zygote ended, and all that it forked ends with it."""
        asyncio.get_running_loop().remove_reader(self._control.fileno())
        self._control.close()
        if not self._loaded.done():
            self._loaded.set_exception(WorkerDied("the process that was to hold the graph ended"))
        while self._wanted:
            _settle(self._wanted.popleft(), lambda turn: turn.set_exception(WorkerDied("the zygote ended")))
        for forked in self._forked.values():
            forked.finished(-signal.SIGKILL)
        self._forked.clear()

    async def close(self) -> None:
        """End the zygote, and with it all workers that are left."""
        self._process.signal(signal.SIGKILL)
        await self._process.ended()
        if self._control.fileno() >= 0:
            self._lost()
        if self._loaded.done():
            self._loaded.exception()  # was told to whoever waited


def _settle(turn: asyncio.Future[_Forked], settle: Callable[[asyncio.Future[_Forked]], None]) -> None:
    if not turn.done():
        settle(turn)
