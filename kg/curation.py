"""What curators change: a difference of their own graph, written into the store and published.

``python -m kg.curation STORE BASE`` reads one difference from standard input and tells on standard output what became
of it, both JSON: the service has it done by a process of its own, so that the files computed at publication cost its
readers nothing. Ingest and the service take turns: whoever holds the store's lock writes.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass

import orjson
from pyoxigraph import Quad, RdfFormat, parse, serialize

from kg.errors import RawabitError, StoreLockedError
from kg.publish import publish
from kg.store import Store, current_version


@dataclass(frozen=True, slots=True)
class Difference:
    """Quads of the curators' graph that go and that come, as N-Quads; ``version`` is the state they fit."""

    version: str
    removed: str
    added: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """``kind`` is done, stale (another version is published by now), locked, unfinished or failed.

    ``version`` is the one that readers see now; ``detail`` tells more of a failure.
    """

    kind: str
    version: str = ""
    detail: str = ""


def write_difference(folder: str, difference: Difference, *, base: str) -> Outcome:
    """Write ``difference`` into the store in ``folder`` and publish it; never raises for the state of the store."""
    try:
        with Store.open(folder, base=base) as store:
            if store.halfway:
                return Outcome("unfinished", detail="An ingest did not come to its end; run `rawabit ingest` again.")
            if store.pending:  # left by a process that ended between writing and publishing
                publish(store)
            version = current_version(folder)
            if version != difference.version:
                return Outcome("stale", version or "")
            store.change_graph(store.ids.curation_graph, read_quads(difference.removed), read_quads(difference.added))
            return Outcome("done", publish(store))
    except StoreLockedError as error:
        return Outcome("locked", detail=str(error))
    except RawabitError as error:
        return Outcome("failed", detail=str(error))


def read_quads(text: str) -> list[Quad]:
    """The quads of N-Quads."""
    return list(parse(text, RdfFormat.N_QUADS))


def write_quads(quads: list[Quad]) -> str:
    """Quads as N-Quads."""
    return (serialize(quads, format=RdfFormat.N_QUADS) or b"").decode()


def main(folder: str, base: str) -> None:
    """Read a difference, write it, tell the outcome."""
    difference = Difference(**orjson.loads(sys.stdin.buffer.read()))
    outcome = write_difference(folder, difference, base=base)
    sys.stdout.buffer.write(orjson.dumps(asdict(outcome)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
