"""What the request under way has used: noted by the parts that know, read by quotas, metrics and logs at its end.

A context variable carries it, so that no part needs to hand it on; outside requests every note goes nowhere.
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Usage:
    """``lane`` is ``sparql``, ``api`` or ``pages``; times are of ``time.monotonic``."""

    lane: str
    request_id: str
    query: str | None = None
    problem: str | None = None
    """The kind of problem that was answered."""
    began: float | None = None
    """When a process began to work on the query; None where none was needed."""
    cached: bool = False
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    """Headers for this client alone, added to the answer where it leaves: answers are kept without them."""

    def seconds(self, now: float) -> float:
        """How long a process has worked for this request."""
        return 0.0 if self.began is None else now - self.began


_usage: ContextVar[Usage | None] = ContextVar("rawabit_usage", default=None)


def track(usage: Usage) -> None:
    """From here on, this task and those it starts work for the request of ``usage``."""
    _usage.set(usage)


def current_usage() -> Usage | None:
    """The request under way."""
    return _usage.get()


def note_query(text: str) -> None:
    """The request asks this."""
    if usage := _usage.get():
        usage.query = text


def note_work() -> None:
    """A process works on the query from now on."""
    usage = _usage.get()
    if usage and usage.began is None:
        usage.began = time.monotonic()


def note_cached() -> None:
    """The answer was at hand from an earlier request."""
    if usage := _usage.get():
        usage.cached = True


def note_problem(kind: str) -> None:
    """The request is answered by this kind of problem."""
    if usage := _usage.get():
        usage.problem = kind
