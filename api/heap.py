"""How the process handles memory: freed memory goes back to the system, what a large answer took for a moment is not
kept for good; and answers of thousands of objects are not looked through for cycles while they are made."""

from __future__ import annotations

import ctypes
import gc
import sys

# of glibc's malloc.h
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE = 2**20


def give_back_memory() -> bool:
    """Tell the C library to return freed memory at once; False where it cannot be told (other systems, musl).

    By itself glibc learns from the first large block that is freed to keep up to 64 MiB for the next, and gives every
    thread a heap of its own, of which little comes back.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    told = [mallopt(_ARENA_MAX, 2), mallopt(_MMAP_THRESHOLD, _LARGE), mallopt(_TRIM_THRESHOLD, _LARGE)]
    return 0 not in told


def collect_rarely() -> None:
    """Let the garbage collector look for cycles after some 20,000 new objects, not after 700.

    A network of a thousand edges takes a fifth less time so; what has no cycles is freed at once as ever.
    """
    gc.set_threshold(20_000, 20, 50)
