"""How fast SPARQL is answered, beside the Oxigraph server and rdflib-endpoint in the same run. ``make bench-sparql``.

Usage: python -m benchmarks.sparql --rivals FOLDER [--triples N] [--seconds S] [--rounds N] [--only NAME …]

FOLDER holds the programs ``oxigraph`` and ``rdflib-endpoint``. All services hold the same graph (generated, see
``benchmarks/graph.py``), run at the same time and are asked in turns, so that a busy machine slows all alike. Before
anything is measured their answers are compared. Oxigraph has the same named graphs and asks their union, as ours does;
with --flat it has the triples in its default graph. rdflib-endpoint always has them so.

The client is wrk for all: it is written in C and sends more ASKs a second than any of these services answers, from a
small part of one core. A client in Python would need more of the machine than some of the services do.

Every query differs from every other one (``benchmarks/workloads.py``); the last table alone asks a few queries again
and again, to tell what a memory of answers brings where there is one.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from benchmarks.equality import compare_answers
from benchmarks.graph import describe, generated
from benchmarks.processes import resident_mib
from benchmarks.services import NotStarted, Service, oxigraph, rawabit, rdflib_endpoint, select
from benchmarks.workloads import Workload, workloads

CONNECTIONS = 8
_JSON = "application/sparql-results+json"
_LONGEST = 40.0  # seconds of one measurement, however slow the service
_OWN_SETTINGS = {f"RAWABIT_QUOTA_{name}": "0" for name in ("SECONDS", "ERRORS", "CONCURRENT")}


@dataclass(frozen=True, slots=True)
class Measured:
    """What wrk saw: requests a second, milliseconds, and answers that were no 2xx or broke off."""

    rate: float
    p50: float
    p99: float
    failed: int


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast SPARQL is answered.")
    parser.add_argument("--rivals", type=Path, help="folder of the programs oxigraph and rdflib-endpoint")
    parser.add_argument("--triples", type=int, default=200_000, help="size of the graph")
    parser.add_argument("--seconds", type=float, default=3.0, help="of one measurement; slow services get longer ones")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each, in turns; the median counts")
    parser.add_argument("--only", nargs="*", default=[], help="workloads: ask, ten, thousands, hops, search")
    parser.add_argument("--without", nargs="*", default=[], help="services to leave out: disk, memory, rdflib")
    parser.add_argument("--flat", action="store_true", help="give Oxigraph the triples without their graphs")
    parser.add_argument("--folder", type=Path, default=Path("build/graphs"), help="where the graphs lie")
    parser.add_argument("--json", type=Path, help="write all figures here too")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is needed: apt install wrk (Debian, Ubuntu), brew install wrk (macOS)")
    started = time.perf_counter()
    graph = generated(options.folder / str(options.triples), options.triples)
    print(f"{os.cpu_count()} cores; {describe(graph)}, ready after {time.perf_counter() - started:.0f} s", flush=True)
    chosen = [w for w in workloads(graph.store) if not options.only or w.name in options.only]
    with contextlib.ExitStack() as stack, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        services = [stack.enter_context(rawabit(graph.store, folder / "rawabit.log", _OWN_SETTINGS))]
        starts: dict[str, Any] = {}
        if options.rivals:
            rivals, log = options.rivals, folder / "rivals.log"
            starts["disk"] = lambda: oxigraph(graph, rivals, folder / "oxigraph", log, on_disk=True, flat=options.flat)
            starts["memory"] = lambda: oxigraph(
                graph, rivals, folder / "oxigraph", log, on_disk=False, flat=options.flat
            )
            starts["rdflib"] = lambda: rdflib_endpoint(graph, rivals, log)
        for name, start in starts.items():
            if name in options.without:
                continue
            try:
                services.append(stack.enter_context(start()))
            except NotStarted as error:
                print(f"left out: {error}")
        for service in services:
            print(f"{service.name:20} ready after {service.ready_after:6.1f} s, {resident_mib(service.pid):6,.0f} MiB")
        compared = compare_answers(services, chosen)
        print(f"{compared} queries answered alike by all {len(services)}", flush=True)
        bench = _Bench(services, folder, options.seconds, options.rounds)
        print(f"\n{CONNECTIONS} connections, every query different: requests/s · p50 / p99 ms")
        figures = {"load": bench.table(chosen, CONNECTIONS)}
        print("\none connection, every query different: requests/s · p50 / p99 ms")
        figures["alone"] = bench.table(chosen, 1)
        print(f"\n{CONNECTIONS} connections, ten queries again and again (a memory of answers counts here)")
        few = [Workload(w.name, w.title, w.queries[:10], w.limited) for w in chosen]
        figures["repeated"] = bench.table(few, CONNECTIONS, repeated=True)
        print("\nmemory afterwards, MiB: " + ", ".join(f"{s.name} {resident_mib(s.pid):,.0f}" for s in services))
        if options.json:
            options.json.write_text(json.dumps({"triples": graph.triples, **figures}, indent=1))


class _Bench:
    """Measures services in turns."""

    def __init__(self, services: Sequence[Service], folder: Path, seconds: float, rounds: int) -> None:
        self._services = services
        self._folder = folder
        self._seconds = seconds
        self._rounds = rounds
        self._number = time.time_ns() % 10**9 * 1000

    def table(self, chosen: Sequence[Workload], connections: int, *, repeated: bool = False) -> dict[str, Any]:
        """Measure and print one table; returns its figures."""
        names = [service.name for service in self._services]
        print(f"{'':24}" + "".join(f"{name:>28}" for name in names))
        out: dict[str, Any] = {}
        for workload in chosen:
            found = self._workload(workload, connections, repeated)
            print(f"{workload.title:24}" + "".join(f"{_cell(m):>28}" for m in found), flush=True)
            ratios = [found[0].rate / m.rate if m.rate else math.inf for m in found[1:]]
            print(f"{'':24}{'ratio':>28}" + "".join(f"{ratio:>27.2f}x" for ratio in ratios), flush=True)
            out[workload.name] = {
                name: {"rate": m.rate, "p50": m.p50, "p99": m.p99, "failed": m.failed, "ratio": found[0].rate / m.rate
                       if m.rate else None}
                for name, m in zip(names, found, strict=True)
            }  # fmt: skip
        return out

    def _workload(self, workload: Workload, connections: int, repeated: bool) -> list[Measured]:
        rounds: list[list[Measured]] = [[] for _ in self._services]
        lengths = [self._length(service, workload, connections) for service in self._services]
        for number in range(self._rounds):
            for service, length, taken in zip(self._services, lengths, rounds, strict=True):
                if number and length > 3 * self._seconds:  # one long measurement of a slow one tells enough
                    continue
                taken.append(self._wrk(service, workload, connections, length, repeated))
        return [
            Measured(
                statistics.median(m.rate for m in taken),
                statistics.median(m.p50 for m in taken),
                statistics.median(m.p99 for m in taken),
                sum(m.failed for m in taken),
            )
            for taken in rounds
        ]

    def _length(self, service: Service, workload: Workload, connections: int) -> float:
        """Seconds to measure: enough for every connection to get three answers, if they came one after the other."""
        began = time.perf_counter()
        select(service.endpoint, workload.queries[0].replace("~", str(self._fresh(1))))
        took = time.perf_counter() - began
        return max(self._seconds, min(_LONGEST, 3 * connections * took))

    def _fresh(self, count: int) -> int:
        self._number += count
        return self._number

    def _wrk(self, service: Service, workload: Workload, connections: int, seconds: float, repeated: bool) -> Measured:
        path = urlsplit(service.endpoint).path
        paths = self._folder / f"{workload.name}-{service.name.replace(' ', '-')}.paths"
        paths.write_text("\n".join(f"{path}?query={quote(query, safe='~')}" for query in workload.queries) + "\n")
        first = "same" if repeated else str(self._fresh(10_000_000))
        script = Path(__file__).with_name("load.lua")
        command = ["wrk", "-t1", f"-c{connections}", f"-d{math.ceil(seconds)}", "--timeout", "120", "-s", str(script)]
        command += [service.endpoint, "--", str(paths), first, _JSON]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        told = json.loads(done.stdout.strip().splitlines()[-1])
        return Measured(told["requests"] / told["seconds"], told["p50"], told["p99"], told["refused"] + told["broken"])


def _cell(measured: Measured) -> str:
    cell = f"{_short(measured.rate)} · {_short(measured.p50)}/{_short(measured.p99)}"
    return cell + (f" ({measured.failed} failed)" if measured.failed else "")


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


if __name__ == "__main__":
    main()
