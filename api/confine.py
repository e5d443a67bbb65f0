"""Take from a process what a query must never have: sockets, memory without end, files beside the snapshot's."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

# The number of the system call socket(2), by machine; each also names its audit architecture (linux/audit.h)
_SOCKET = {
    "x86_64": (0xC000003E, 41),
    "aarch64": (0xC00000B7, 198),
    "riscv64": (0xC00000F3, 198),
    "ppc64le": (0xC0000015, 326),
    "s390x": (0x80000016, 359),
}
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 1, 38, 22, 2
_LOAD, _JUMP_EQUAL, _JUMP_GREATER_OR_EQUAL, _RETURN = (
    0x20,
    0x15,
    0x35,
    0x06,
)  # instructions of the classic packet filter
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
_X32 = 0x40000000  # numbers from here on are the second table of calls of x86_64


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


def forbid_sockets() -> bool:
    """Make socket(2) fail with EPERM in this thread and all that it starts, for good; False where the system cannot.

    A filter of system calls (seccomp, Linux) needs no privilege. It does not depend on how many files are open, as a
    limit on descriptors does: the engine opens most tables of a large store only when a query needs them.
    """
    if not sys.platform.startswith("linux") or platform.machine() not in _SOCKET:
        return False
    architecture, number = _SOCKET[platform.machine()]
    steps = (
        (_LOAD, 0, 0, 4),  # the architecture of the call; a foreign one is refused, whatever it asks
        (_JUMP_EQUAL, 0, 4, architecture),
        (_LOAD, 0, 0, 0),  # its number
        (_JUMP_EQUAL, 2, 0, number),
        (_JUMP_GREATER_OR_EQUAL, 1, 0, _X32),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    program = _Program(len(steps), (_Instruction * len(steps))(*(_Instruction(*step) for step in steps)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def die_with_parent() -> None:
    """Let the kernel end this process when the thread that started it ends, where the system can (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def threads() -> int:
    """How many threads this process has by the kernel's count (Linux); 0 where that cannot be told."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    return next((int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("Threads:")), 0)


def limit_files(more: int) -> None:
    """Let at most ``more`` further files be opened."""
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + more, free + more))


def limit_memory(more: int) -> None:
    """Let the address space grow by at most ``more`` bytes from now on, for good, and write no core file."""
    limit = _taken(0) + more
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextlib.contextmanager
def data_limited(more: int) -> Iterator[None]:
    """A context in which the memory that this process writes to grows by at most ``more`` bytes.

    Address space does not tell it: the C library reserves some for each thread and may never use it.
    """
    before = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (_taken(5) + more, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _taken(field: int) -> int:
    """Bytes of this process, by a field of ``statm``: 0 the address space, 5 data and stack (Linux; elsewhere 0)."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[field]) * resource.getpagesize() if told.exists() else 0
