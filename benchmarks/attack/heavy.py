"""Queries without end: cross products, sorting of everything, long paths. Alone, four at once, and nobody waiting."""

from __future__ import annotations

import contextlib
import itertools
import random
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from benchmarks.attack.target import Finding, Target, is_honest
from benchmarks.attack.wire import Reply, get, post, request

KILL_WITHIN = 0.5
"""Seconds after its deadline at which a query must be over."""
BUSY = 3.0
"""The same where nothing is timed: so late only a service is that does not kill at all."""
OTHERS_WITHIN = 0.1
"""Seconds that 99 of 100 answers to other clients may take, meanwhile."""


def _growing(times: int) -> str:
    """A string doubled so many times."""
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(times))
    return f"SELECT (STRLEN(?x{times}) AS ?length) {{ ?s schema:articleBody ?x0 {doubled} }}"


CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c"
BOMBS = {
    "cross product": CROSS,
    "ORDER BY": SORT,
    "DISTINCT": "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "GROUP BY": "SELECT ?a ?d (SAMPLE(?g) AS ?s) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a ?d",
    "GROUP_CONCAT": "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?s) { ?a ?b ?c . ?d ?e ?f }",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (rw:met|^rw:met|rw:mention|^rw:mention)* ?b . ?c (rw:met|!rw:side)+ ?d }",
    "MINUS": "ASK { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?x ?y . ?d ?z ?w } FILTER(?a = <x:never>) }",
    "NOT EXISTS": "ASK { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(STR(?f)) < 0) } }",
    "regular expressions": 'ASK { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(.*)(.*)(.*)zzz$")) }',
    "strings that grow": _growing(40),
    "CONSTRUCT": "CONSTRUCT { ?a ?e ?i . ?d ?h ?c . ?g ?b ?f } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "DESCRIBE": "DESCRIBE ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}  # fmt: skip


def bombs_alone(target: Target, kinds: int | None = None, *, timed: bool = True) -> list[Finding]:
    """Each kind of endless query by itself: a true error, at the latest shortly after the deadline, and then rest.

    One whose rows come all the time may have begun its answer by then; it must break off, never look whole.
    ``kinds`` takes only the first so many.
    """
    found = []
    for name, query in list(BOMBS.items())[:kinds]:
        reply = target.ask(query, target.deadline + 30)
        late = reply.took - target.deadline
        broken_off = reply.status == 200 and not reply.whole and late > -0.1
        fine = (broken_off or is_honest(reply)) and late <= (KILL_WITHIN if timed else BUSY)
        found.append(Finding(f"alone: {name}", fine, f"{reply}, {late:+.2f} s from the deadline"))
    rest = target.quiet(5)
    told = "still at work after 5 s" if rest is None else f"at rest {rest:.1f} s later"
    return [*found, Finding("no query runs on", rest is not None, told)]


def four_at_once(target: Target, seconds: float, *, timed: bool = True) -> list[Finding]:
    """Four endless queries at every moment, while two other clients ask small things. ``timed``: their p99 counts."""
    stop = threading.Event()
    bombs: list[Reply] = []

    def bombard(queries: itertools.cycle[str]) -> None:
        while not stop.is_set():
            bombs.append(target.ask(next(queries), target.deadline * 4 + 30))
            stop.wait(0.05)

    pick = random.Random(4)
    small = {
        "ASK": lambda: get(f"ASK {{ ?one rw:met ?other FILTER(?one != <x:{pick.random()}>) }}"),
        "10 rows": lambda: get(f"SELECT ?p ?n{pick.randrange(10**6)} {{ ?p a foaf:Person ; rdfs:label ?n }} LIMIT 10"),
        "API": lambda: request(
            "GET", f"/api/v1/encounters?limit=10&topic={pick.choice(('training', 'border-security'))}"
        ),
    }
    calm = {name: _latencies(target, make, 0.5) for name, make in small.items()}
    with ThreadPoolExecutor(8) as threads:
        kinds = [CROSS, SORT, CROSS, BOMBS["DISTINCT"]]
        working = [threads.submit(bombard, itertools.cycle(kinds[n:] + kinds[:n])) for n in range(4)]
        time.sleep(min(1.0, target.deadline / 2))
        others = {name: threads.submit(_latencies, target, make, seconds) for name, make in small.items()}
        measured = {name: other.result() for name, other in others.items()}
        stop.set()
        for work in working:
            work.result()
    found = []
    for name, (times, refused) in measured.items():
        p99 = _percentile(times, 0.99)
        fine = bool(times) and (p99 <= OTHERS_WITHIN or not timed) and not refused
        told = f"p50 {_ms(_percentile(times, 0.5))}, p99 {_ms(p99)}, max {_ms(max(times, default=0))}"
        told += (
            f" of {len(times)} answers; {refused} refused; without bombs p99 {_ms(_percentile(calm[name][0], 0.99))}"
        )
        found.append(Finding(f"others during four bombs: {name}", fine, told))
    latest = max((reply.took - target.deadline for reply in bombs if reply.kind == "query-timeout"), default=0.0)
    kinds_seen = sorted({str(reply) for reply in bombs})
    fine = all(is_honest(reply) for reply in bombs) and latest <= (KILL_WITHIN if timed else BUSY)
    found.append(Finding("four bombs at once", fine, f"{len(bombs)} bombs: {', '.join(kinds_seen)}; {latest:+.2f} s"))
    return found


def clients_that_leave(target: Target, clients: int) -> list[Finding]:
    """Clients that ask for much and close at once, after a while, and in the middle of the answer."""
    big = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 90000"
    for number in range(clients):
        with socket.create_connection(("127.0.0.1", target.port), timeout=5) as connection:
            raw = (post if number % 2 else get)(CROSS if number % 3 else big)
            connection.sendall(raw if number % 5 else raw[: len(raw) // 2])
            if number % 4 == 1:
                time.sleep(0.05)
            if number % 3 == 0 and number % 5:
                connection.settimeout(5)
                with contextlib.suppress(OSError):
                    connection.recv(1000)
    rest = target.quiet(target.deadline + 3)
    fine = rest is not None and rest < target.deadline
    told = "their queries run on" if rest is None else f"{clients} left; at rest after {rest:.1f} s"
    return [Finding("clients that leave", fine and target.answers(), told)]


def _latencies(target: Target, make: Callable[[], bytes], seconds: float) -> tuple[list[float], int]:
    """Seconds of each good answer in a row of requests, and how many were refused."""
    times, refused = [], 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        reply = target.send(make())
        if reply.status == 200:
            times.append(reply.took)
        else:
            refused += 1
        time.sleep(0.005)
    return times, refused


def _percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] if times else 0.0


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"
