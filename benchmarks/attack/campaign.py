"""All attacks in a row on one service, and afterwards the account: it answers, and holds no more than before."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.attack import deep, heavy, misbehaving, mutations, reaching, streaming
from benchmarks.attack.target import Finding, Target, attacked
from benchmarks.attack.wire import request

BACK_TO = 1.1
"""How much of its memory before the attacks the service may have afterwards."""
_SETTLE = 10.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How hard to attack; ``timed``: whether figures that a busy machine spoils count."""

    triples: int
    deadline: float
    depth: int
    kinds: int | None
    mutations: int
    clients: int
    at_once: int
    seconds: float
    rows: int
    timed: bool

    def with_mutations(self, count: int) -> Scale:
        """The same with another number of mutated queries."""
        return replace(self, mutations=count)


LONG = Scale(200_000, 2.0, 5000, None, 10_000, 60, 500, 10.0, 1_000_000, True)
SHORT = Scale(40_000, 1.0, 5000, 6, 200, 12, 500, 1.5, 200_000, False)

ATTACKS: dict[str, Callable[[Target, Scale], list[Finding]]] = {
    "reaching": lambda target, scale: reaching.out_of_the_service(target),
    "odd": lambda target, scale: misbehaving.odd_requests(target),
    "giant": lambda target, scale: misbehaving.giant_bodies(target),
    "deep": lambda target, scale: deep.deep_and_long(target, scale.depth, scale.kinds),
    "mutated": lambda target, scale: mutations.mutated_queries(target, scale.mutations),
    "bombs": lambda target, scale: heavy.bombs_alone(target, scale.kinds, timed=scale.timed),
    "four": lambda target, scale: heavy.four_at_once(target, scale.seconds, timed=scale.timed),
    "leavers": lambda target, scale: heavy.clients_that_leave(target, scale.clients),
    "readers": lambda target, scale: misbehaving.slow_readers(target, max(4, scale.clients // 4)),
    "senders": lambda target, scale: misbehaving.slow_senders(target, scale.clients, scale.seconds),
    "idle": lambda target, scale: misbehaving.idle_connections(target, scale.at_once),
    "many": lambda target, scale: misbehaving.many_at_once(target, scale.at_once),
}
"""Every attack by its name; ``stream`` besides, which needs a service with other limits."""
ATTACKS["stream"] = lambda target, scale: streaming.streamed(target, scale.rows, timed=scale.timed)


def campaign(store: Path, folder: Path, scale: Scale, only: Sequence[str] = ()) -> Iterator[Finding]:
    """Run the attacks (all, or ``only`` some) on a service that is started for them."""
    chosen = [name for name in ATTACKS if not only or name in only]
    if wanted := [name for name in chosen if name != "stream"]:
        with attacked(store, folder / "attacked.log", deadline=scale.deadline) as target:
            yield from _accounted(target, scale, wanted)
    if "stream" in chosen:
        limits = {"sparql_max_rows": "0", "sparql_max_bytes": "0"}
        with attacked(store, folder / "streaming.log", deadline=60.0, settings=limits) as target:
            yield from ATTACKS["stream"](target, scale)


def _accounted(target: Target, scale: Scale, wanted: Sequence[str]) -> Iterator[Finding]:
    _warm(target)
    before, family = target.usage(), target.family_mib()
    for name in wanted:
        began = time.perf_counter()
        try:
            yield from ATTACKS[name](target, scale)
        except OSError as error:  # the service does not even take connections
            yield Finding(name, False, f"the service was not there: {error!r}")
        if not target.answers():
            yield Finding(name, False, f"the service does not answer after {time.perf_counter() - began:.0f} s")
            return
    yield from _account(target, before.children, before.descriptors, before.resident, family)


def _warm(target: Target) -> None:
    """Ordinary work in every process, so that what they keep for it is not counted as a leak."""
    pages = [
        request("GET", path) for path in ("/", "/health", "/openapi.json", "/api/v1/encounters?limit=50", "/sparql")
    ]
    with ThreadPoolExecutor(8) as threads:
        for _ in range(3):
            list(threads.map(lambda n: target.ask("SELECT * { ?s ?p ?o } LIMIT 20000", 30), range(16)))
            list(threads.map(lambda n: target.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?s a ?c }", 30), range(16)))
            list(threads.map(target.send, pages * 4))
    target.quiet(5)


def _account(target: Target, children: int, descriptors: int, resident: float, family: float) -> Iterator[Finding]:
    """Wait until all is settled (at most some seconds) and compare with the state before."""
    end = time.perf_counter() + _SETTLE
    while True:
        now = target.usage()
        settled = now.children <= children and not now.zombies and now.descriptors <= descriptors + 2
        if settled or time.perf_counter() > end:
            break
        time.sleep(0.2)
    after = target.family_mib()
    yield Finding("afterwards: it answers", target.answers(), "")
    fine = now.resident <= resident * BACK_TO
    yield Finding("afterwards: memory of the service", fine, f"{resident:.0f} MiB before, {now.resident:.0f} MiB now")
    told = f"{family:.0f} MiB before, {after:.0f} MiB now"
    yield Finding("afterwards: memory of all its processes", after <= family * BACK_TO, told)
    told = f"{children} before, {now.children} now, {now.zombies} zombies"
    yield Finding("afterwards: processes", now.children <= children and not now.zombies, told)
    log = target.log.read_text(encoding="utf-8", errors="replace")
    shown = log[log.index("Traceback") :][:6000] if "Traceback" in log else ""
    yield Finding("afterwards: log", not shown, f"{log.count('Traceback')} tracebacks{shown}")
    told = f"{descriptors} before, {now.descriptors} now; {now.threads} threads"
    yield Finding("afterwards: descriptors", now.descriptors <= descriptors + 2, told)
