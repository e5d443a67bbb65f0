"""A worker as the service sees it: a channel of frames, and a process that can be ended at any moment."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import struct
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from api.worker import Task, encode_task

if TYPE_CHECKING:
    from api.processes import Source

_END_SECONDS = 1.0
_UNREAD = 256 * 1024  # bytes of an answer that may wait in this process for whoever reads it
_LOW_PRIORITY = 19


class WorkerDied(Exception):
    """The process ended in the middle of an answer, or could not be started."""


class Channel(asyncio.Protocol):
    """Frames from a worker, tasks to it. What is not read makes the worker wait."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._data = bytearray()
        self._frames: deque[tuple[bytes, bytes]] = deque()
        self._unread = 0
        self._paused = False
        self._reader: asyncio.Future[None] | None = None
        self._closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._data += data
        start = 0
        while len(self._data) - start >= 5:
            end = start + 5 + cast(int, struct.unpack_from(">I", self._data, start + 1)[0])
            if len(self._data) < end:
                break
            self._frames.append((bytes(self._data[start : start + 1]), bytes(self._data[start + 5 : end])))
            self._unread += end - start
            start = end
        if start:
            del self._data[:start]
            self._wake()
            if self._unread > _UNREAD and self._transport and not self._paused:
                self._paused = True
                self._transport.pause_reading()

    def connection_lost(self, _: Exception | None) -> None:
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        if self._reader and not self._reader.done():
            self._reader.set_result(None)

    def write(self, data: bytes) -> None:
        """Send a task; raises WorkerDied."""
        if self._closed or not self._transport:
            raise WorkerDied
        self._transport.write(data)

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame's letter and body; raises WorkerDied where the worker ended before it was whole."""
        while not self._frames:
            if self._closed:
                raise WorkerDied
            self._reader = asyncio.get_running_loop().create_future()
            await self._reader
        letter, body = self._frames.popleft()
        self._unread -= 5 + len(body)
        if self._paused and self._unread < _UNREAD and self._transport:
            self._paused = False
            self._transport.resume_reading()
        return letter, body

    def close(self) -> None:
        """Close at once; the worker ends if it still can."""
        if self._transport:
            self._transport.abort()


class Process(Protocol):
    """A process that may be sent signals, whether or not it still is there."""

    pid: int

    def signal(self, number: int) -> None:
        """Send a signal; nothing happens where the process ended."""

    async def ended(self) -> int:
        """Wait for the end: the exit status, negative for the signal that ended it."""
        ...


class Worker:
    """One process with its channel."""

    def __init__(self, process: Process, channel: Channel, source: Source) -> None:
        self._process = process
        self._channel = channel
        self.source = source
        self.demoted = False
        """It has the lowest priority, for good."""
        self._dead = False
        self._memory_before = 0

    def settled(self) -> None:
        """Note that it is ready: from here on its memory is counted."""
        self._memory_before = self._touched()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def send(self, task: Task) -> None:
        """Hand over a task; raises WorkerDied."""
        self._channel.write(encode_task(task))

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame's letter and body; raises WorkerDied."""
        try:
            return await self._channel.frame()
        except WorkerDied:
            self._dead = True
            raise

    def cpu_seconds(self) -> float:
        """The processor time that it used so far; 0 where that cannot be told."""
        try:
            return time.clock_gettime((~self._process.pid << 3) | 2)  # the clock of another process (Linux)
        except OSError:
            return 0.0

    def grown(self) -> int:
        """Bytes of memory that it took since it was ready, at most; 0 where that cannot be told.

        That counts pages shared with the process it was forked from which it wrote to, and so has copies of.
        """
        return max(0, self._touched() - self._memory_before)

    def _touched(self) -> int:
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0
        return (int(fields[7]) + int(fields[21])) * resource.getpagesize()  # pages faulted in, and pages it has

    def demote(self) -> None:
        """Let it run only when nobody else wants the processor."""
        self.demoted = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _LOW_PRIORITY)

    def pause(self) -> None:
        """Let it not run at all."""
        self._process.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it run again."""
        self._process.signal(signal.SIGCONT)

    def end(self) -> None:
        """End the process, and all waiting for it."""
        self._process.signal(signal.SIGKILL)
        self._channel.close()

    async def kill(self) -> int:
        """End the process now and tell its exit status (negative: the signal that ended it)."""
        if self._dead:  # it ends by itself, and its own exit status is wanted
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_END_SECONDS):
                    await self._process.ended()
        self.end()
        return await self._process.ended()
