"""A million rows to curl, while the memory of the service stays flat."""

from __future__ import annotations

import subprocess
import tempfile
import threading
from pathlib import Path

from benchmarks.attack.target import Finding, Target
from benchmarks.processes import resident_mib

FIRST_WITHIN = 0.5
"""Seconds to the first byte."""


def rows_query(rows: int) -> str:
    """A query of ``rows`` rows that begins to answer at once: the triples crossed with one another."""
    return f"SELECT ?s ?p ?o ?t {{ ?s ?p ?o . ?t rw:status ?status }} LIMIT {rows}"


def streamed(target: Target, rows: int, *, timed: bool = True, accept: str = "text/csv") -> list[Finding]:
    """Take ``rows`` rows with curl as CSV: all there, first byte at once (if ``timed``), memory flat.

    The service must allow so many rows and bytes. Lines are counted, which is exact for answers without line ends.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rows"
        command = [
            "curl",
            "-sS",
            "-o",
            str(out),
            "-w",
            "%{http_code} %{time_starttransfer} %{time_total} %{size_download}",
        ]
        command += ["-H", f"Accept: {accept}", "--get", "--data-urlencode", f"query={rows_query(rows)}"]
        before = resident_mib(target.pid)
        most = before
        stop = threading.Event()

        def watch() -> None:
            nonlocal most
            while not stop.wait(0.02):
                most = max(most, resident_mib(target.pid))

        watching = threading.Thread(target=watch)
        watching.start()
        done = subprocess.run([*command, f"http://127.0.0.1:{target.port}/sparql"], capture_output=True, text=True)
        stop.set()
        watching.join()
        if done.returncode:
            return [
                Finding(f"{rows:,} rows to curl", False, f"curl ended with {done.returncode}: {done.stderr.strip()}")
            ]
        status, first, total, size = done.stdout.split()
        with out.open("rb") as lines:
            got = sum(1 for _ in lines) - 1
    grown = most - before
    flat = grown <= max(8, 0.1 * before)
    fine = status == "200" and got == rows and flat and (float(first) <= FIRST_WITHIN or not timed)
    told = (
        f"{status}, {got:,} rows, {int(size) / 2**20:.0f} MiB: first byte {float(first):.2f} s, all {float(total):.1f}"
    )
    return [
        Finding(
            f"{rows:,} rows to curl", fine, f"{told} s; service {before:.0f} MiB, at most {grown:+.1f} MiB meanwhile"
        )
    ]
