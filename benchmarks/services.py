"""The services that are compared, each a process of its own on a free port of this machine: ours and three others."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.graph import Graph

_ROOT = Path(__file__).resolve().parent.parent
_JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: where it answers SPARQL, its process, and how long it took until it could."""

    name: str
    endpoint: str
    pid: int
    ready_after: float


class NotStarted(Exception):
    """A service did not come up; the message tells why."""


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def select(endpoint: str, query: str, timeout: float = 120) -> dict[str, Any]:
    """The SPARQL JSON answer to ``query``."""
    request = urllib.request.Request(f"{endpoint}?{urlencode({'query': query})}", headers={"Accept": _JSON})
    with urllib.request.urlopen(request, timeout=timeout) as answer:
        found = json.load(answer)
    assert isinstance(found, dict)
    return found


@contextlib.contextmanager
def rawabit(store: Path, log: Path, environment: dict[str, str] | None = None) -> Iterator[Service]:
    """``rawabit serve`` on ``store``; its settings are the defaults but for ``environment``."""
    port = free_port()
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", str(port)]
    settings = {"PYTHONPATH": str(_ROOT), **(environment or {})}
    with _running("rawabit", command, f"http://127.0.0.1:{port}/sparql", log, settings) as service:
        yield service


@contextlib.contextmanager
def oxigraph(
    graph: Graph, binaries: Path, folder: Path, log: Path, *, on_disk: bool, flat: bool = False
) -> Iterator[Service]:
    """The Oxigraph server, on disk (loaded in bulk and optimised) or in memory.

    It gets the same named graphs as ours and asks their union too; with ``flat``, the triples in its default graph.
    """
    program = binaries / "oxigraph"
    port = free_port()
    command = [str(program), "serve", "--bind", f"127.0.0.1:{port}"]
    command += [] if flat else ["--union-default-graph"]
    data = graph.triples_file if flat else graph.quads_file
    name = "oxigraph on disk" if on_disk else "oxigraph in memory"
    started = time.perf_counter()
    if on_disk:
        shutil.rmtree(folder, ignore_errors=True)
        for step in (["load", "--file", str(data)], ["optimize"]):
            with log.open("ab") as out:
                subprocess.run([program, *step, "--location", folder], check=True, stdout=out, stderr=out)
        command += ["--location", str(folder)]
    with _running(name, command, f"http://127.0.0.1:{port}/query", log, {}, started) as service:
        if not on_disk:
            _post_file(f"http://127.0.0.1:{port}/store" + ("?default" if flat else ""), data)
            service = Service(service.name, service.endpoint, service.pid, time.perf_counter() - started)
        yield service


@contextlib.contextmanager
def rdflib_endpoint(graph: Graph, binaries: Path, log: Path) -> Iterator[Service]:
    """rdflib-endpoint with its default store, in memory."""
    port = free_port()
    program = str(binaries / "rdflib-endpoint")
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), str(graph.triples_file)]
    with _running("rdflib-endpoint", command, f"http://127.0.0.1:{port}/", log, {}) as service:
        yield service


@contextlib.contextmanager
def _running(
    name: str, command: Sequence[str], endpoint: str, log: Path, environment: dict[str, str], started: float = 0.0
) -> Iterator[Service]:
    started = started or time.perf_counter()
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env={**os.environ, **environment}
        )
    try:
        while not _answers(endpoint):
            if process.poll() is not None:
                raise NotStarted(f"{name} ended with status {process.returncode}; {log} tells why")
            time.sleep(0.05)
        yield Service(name, endpoint, process.pid, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(endpoint: str) -> bool:
    try:
        return bool(select(endpoint, "ASK {}", timeout=10).get("boolean"))
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _post_file(url: str, file: Path) -> None:
    media = {".nt": "application/n-triples", ".nq": "application/n-quads"}[file.suffix]
    headers = {"Content-Type": media, "Content-Length": str(file.stat().st_size)}
    with file.open("rb") as data:
        request = urllib.request.Request(url, data=data, headers=headers, method="POST")
        with urllib.request.urlopen(request, timeout=600):
            pass
