"""The service that is attacked: started on a generated graph with short limits, and watched from outside."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.attack.wire import Reply, ask, exchange, request
from benchmarks.processes import Usage, descendants, family_mib, seconds_used, usage
from benchmarks.services import rawabit

HONEST = {503, 504, 507}
"""The answers of 500 and above that tell a truth: busy or out of time, and out of memory."""
LIGHT = "ASK { ?one rw:met ?other }"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one attack showed: whether the service stood it, and in which words and figures."""

    attack: str
    passed: bool
    told: str

    def __str__(self) -> str:
        return f"{'ok    ' if self.passed else 'FAILED'}  {self.attack:44} {self.told}"


@dataclass(frozen=True, slots=True)
class Target:
    """The running service: its port and process, the deadline of a query in seconds, where it logs, its store."""

    port: int
    pid: int
    deadline: float
    log: Path
    store: Path

    def ask(self, query: str | bytes, timeout: float = 60, **headers: str) -> Reply:
        """The answer to a query sent in a form."""
        return ask(self.port, query, timeout, **headers)

    def send(self, raw: bytes, timeout: float = 60) -> Reply:
        """The answer to bytes of any kind."""
        return exchange(self.port, raw, timeout)

    def answers(self, within: float = 15) -> bool:
        """Whether it answers an ordinary query and an ordinary page, at the latest ``within`` so many seconds."""
        end = time.perf_counter() + within
        while True:
            try:
                light, page = self.ask(LIGHT, 10), self.send(request("GET", "/health"), 10)
            except OSError:
                light = page = Reply(0, {}, b"", False, 0, 0)
            if light.status == 200 and b"true" in light.body and page.status == 200:
                return True
            if time.perf_counter() > end:
                return False
            time.sleep(0.1)

    def usage(self) -> Usage:
        """What its main process takes now."""
        return usage(self.pid)

    def family_mib(self) -> float:
        """Its memory, that of all its processes."""
        return family_mib(self.pid)

    def busy(self, seconds: float = 0.5) -> float:
        """How many cores all its processes use, measured for some time."""
        before = {pid: seconds_used(pid) for pid in (self.pid, *descendants(self.pid))}
        time.sleep(seconds)
        after = {pid: seconds_used(pid) for pid in (self.pid, *descendants(self.pid))}
        return sum(max(0.0, used - before.get(pid, 0.0)) for pid, used in after.items()) / seconds

    def quiet(self, within: float) -> float | None:
        """Seconds until its processes are at rest, None where they are not after ``within``."""
        began = time.perf_counter()
        while time.perf_counter() - began < within:
            if self.busy(0.2) < 0.3:
                return time.perf_counter() - began
        return None


def is_honest(reply: Reply) -> bool:
    """Whether an answer is one that a service may give to nonsense: whole, and no failure of its own."""
    return reply.status != 0 and reply.whole and (reply.status < 500 or reply.status in HONEST)


@contextlib.contextmanager
def attacked(
    store: Path, log: Path, *, deadline: float, memory_mib: int = 512, settings: Mapping[str, str] | None = None
) -> Iterator[Target]:
    """A service on ``store`` with short limits.

    Without quotas for clients, which would hide the rest of the defence, and without a memory of answers, which would
    look like a leak.
    """
    environment = {
        "RAWABIT_SPARQL_DEADLINE": str(deadline),
        "RAWABIT_SPARQL_MEMORY_MIB": str(memory_mib),
        "RAWABIT_SPARQL_CACHE_MIB": "0",
        "RAWABIT_QUOTA_SECONDS": "0",
        "RAWABIT_QUOTA_ERRORS": "0",
        "RAWABIT_QUOTA_CONCURRENT": "0",
    }
    environment |= {f"RAWABIT_{name.upper()}": value for name, value in (settings or {}).items()}
    with rawabit(store, log, environment) as service:
        port = urlsplit(service.endpoint).port
        assert port
        yield Target(port, service.pid, deadline, log, store)
