"""A process that finds out what one write would change: ``python -m api.evaluator MEMORY_BYTES``.

It reads one job from standard input, evaluates it on a published snapshot and tells on standard output what goes and
what comes in the curators' graph; both are JSON. It has no sockets and limited memory, writes nothing but a copy of the
snapshot for updates whose later operations read what the earlier ones changed, and is ended at the deadline.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyoxigraph as ox

from api.confine import forbid_sockets, limit_memory
from api.negotiation import GRAPHS
from api.problem import Problem
from api.updating import GraphState, Request, Rules, evaluate, skolemised
from api.worker import GRAPH_FORMATS
from kg.curation import write_quads

RDF_BODIES = {media: GRAPH_FORMATS[form.name] for form in GRAPHS for media in form.media_types if media != "text/plain"}
"""The formats of bodies by media type. ``text/plain`` is sent for N-Triples where asked for, but says too little."""
_LINKED = {".sst", ".blob"}  # files that the database never changes


@dataclass(frozen=True, slots=True)
class Job:
    """One write. ``data`` is an update; ``parts`` are a body of RDF, each a media type and its text.

    ``update`` evaluates an update; ``put`` makes the body the whole content of the graph, ``post`` adds it, ``delete``
    empties the graph. ``snapshot`` is the database that is read, ``draft`` a folder that may be made for a copy of it.
    """

    kind: Literal["update", "put", "post", "delete"]
    snapshot: str
    draft: str
    graph: str
    skolem: str
    data: str = ""
    parts: list[tuple[str, str]] = field(default_factory=list)
    base: str = ""
    using: list[str] = field(default_factory=list)
    using_named: list[str] = field(default_factory=list)
    target: str | None = None
    prefixes: dict[str, str] = field(default_factory=dict)
    maximum: int = 100_000
    max_nesting: int = 200


def run(job: Job) -> dict[str, Any]:
    """What ``job`` would change: ``removed`` and ``added`` as N-Quads and their numbers. Raises Problem."""
    store = ox.Store.read_only(job.snapshot)
    graph = ox.NamedNode(job.graph)
    state = GraphState(store, lambda: _copy(Path(job.snapshot), Path(job.draft)))
    existed = next(store.quads_for_pattern(None, None, None, graph), None) is not None
    if job.kind == "update":
        rules = Rules(graph, job.skolem, job.prefixes, job.base, job.maximum, job.max_nesting)
        request = Request(job.data, tuple(job.using), tuple(job.using_named), job.target)
        evaluate(request, state, rules)
    else:
        new = [skolemised(quad, job.skolem) for quad in read_parts(job.parts, job.base, graph, job.maximum)]
        if job.kind != "post":
            state.change(list(store.quads_for_pattern(None, None, None, graph)), ())
        state.change((), new)
    removed, added = state.difference()
    return {
        "removed": write_quads(removed),
        "added": write_quads(added),
        "deleted": len(removed),
        "inserted": len(added),
        "existed": existed,
    }


def read_parts(
    parts: Iterable[tuple[str, str]], base: str, graph: ox.NamedNode | ox.DefaultGraph, maximum: int
) -> list[ox.Quad]:
    """The triples of a body of RDF as quads of ``graph``. Raises Problem: 400 where malformed, 413 where too many."""
    quads: list[ox.Quad] = []
    for media_type, text in parts:
        try:
            for quad in ox.parse(text, RDF_BODIES[media_type], base_iri=base, rename_blank_nodes=True):
                if not isinstance(quad.graph_name, ox.DefaultGraph):
                    raise Problem(400, "malformed-graph", "The body names graphs of its own; send triples.")
                quads.append(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
                if len(quads) > maximum:
                    raise Problem(
                        413, "graph-too-large", f"The body has more than {maximum} triples; send it in parts."
                    )
        except (SyntaxError, ValueError) as error:
            raise Problem(400, "malformed-graph", f"The body is no {media_type}: {error}") from error
    return quads


def _copy(snapshot: Path, draft: Path) -> ox.Store:
    """A copy of ``snapshot`` that can be written to: hard links of what never changes, the small rest copied."""
    draft.mkdir(parents=True)
    for file in snapshot.iterdir():
        if file.suffix in _LINKED:
            os.link(file, draft / file.name)
        elif file.name != "LOCK":
            shutil.copyfile(file, draft / file.name)
    return ox.Store(draft)


def main(memory_bytes: int) -> None:
    """Do the job that stands on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    os.nice(5)
    job = Job(**json.loads(sys.stdin.buffer.read()))
    forbid_sockets()
    limit_memory(memory_bytes)
    try:
        result = run(job)
    except Problem as problem:
        result = {"status": problem.status, "kind": problem.kind, "detail": problem.detail, "members": problem.members}
    sys.stdout.buffer.write(json.dumps(result).encode())
    sys.stdout.buffer.flush()
    os._exit(0)  # the database's threads need no time to end


def encode_job(job: Job) -> bytes:
    """The job as the process reads it."""
    return json.dumps(asdict(job)).encode()


if __name__ == "__main__":
    main(int(sys.argv[1]))
