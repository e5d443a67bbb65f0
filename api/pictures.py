"""Pictures of networks as PNG: each is painted by a process of its own (``api.painter``), few at a time."""

from __future__ import annotations

import math
import re
import subprocess
import threading
from collections import OrderedDict

from api.errors import Problem
from api.painter import NO_FONT
from api.processes import start_python

_AT_ONCE = 2
_KEPT = 16 * 2**20  # bytes of pictures that are kept
_SIDE = 4096  # most pixels of a side
_AREA = 9_000_000  # most pixels of a picture
_ZOOM = 2.0  # pixels of the PNG for each of the drawing: paper wants more than a screen
_SIZE = re.compile(r'width="(\d+)" height="(\d+)"')

_turns = threading.BoundedSemaphore(_AT_ONCE)


class Pictures:
    """Paints SVG pictures; what was painted is kept, since the same network is the same picture."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def png(self, svg: str) -> bytes:
        """The PNG of a picture of ``kg.drawing``. Raises Problem (503) where no process is free in time, the time is
        up, or no font has Arabic letters. Blocks: for threads, not for the event loop."""
        with self._lock:
            if (found := self._kept.get(svg)) is not None:
                self._kept.move_to_end(svg)
                return found
        if not _turns.acquire(timeout=self._seconds):
            raise Problem(503, "too-busy", "Others are being drawn; try again shortly.", headers={"Retry-After": "5"})
        try:
            painted = self._painted(svg)
        finally:
            _turns.release()
        with self._lock:
            if svg not in self._kept:
                self._kept[svg] = painted
                self._size += len(painted) + len(svg)
            while self._size > _KEPT and len(self._kept) > 1:
                old, data = self._kept.popitem(last=False)
                self._size -= len(old) + len(data)
        return painted

    def _painted(self, svg: str) -> bytes:
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with start_python("api.painter", f"{_zoom(svg):.4f}", **streams) as process:
            try:
                painted, _ = process.communicate(svg.encode(), timeout=self._seconds)
            except subprocess.TimeoutExpired as error:
                process.kill()
                detail = (
                    f"The picture was not drawn within {self._seconds:g} s: ask for fewer nodes (max_nodes), or for "
                    "format=svg."
                )
                raise Problem(503, "picture-failed", detail) from error
        if process.returncode == NO_FONT:
            detail = (
                "No font with Arabic letters is on the server (`make libraries` brings one): ask for format=svg, whose "
                "text your own program draws."
            )
            raise Problem(503, "picture-failed", detail)
        if process.returncode:
            raise Problem(503, "picture-failed", "The picture could not be drawn: ask for format=svg.")
        return painted


def _zoom(svg: str) -> float:
    size = _SIZE.search(svg)
    width, height = (int(number) for number in size.groups()) if size else (1000, 1000)
    return min(_ZOOM, _SIDE / max(width, height), math.sqrt(_AREA / (width * height)))
