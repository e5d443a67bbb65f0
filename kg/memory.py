"""Python's memory, where millions of objects are made at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Without the cyclic garbage collector, which would pass over millions of live objects and find no cycle.

    Making three million quads takes 5 s this way and 15 s with it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
