"""Attack a service of its own and tell how it stood: ``make attack``; ``python -m benchmarks.attack --help``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.attack.campaign import ATTACKS, LONG, SHORT, campaign
from benchmarks.graph import generated


def main() -> None:
    parser = argparse.ArgumentParser(description="Attack a service of its own; exit status 1 where it did not stand.")
    parser.add_argument("--short", action="store_true", help="what the tests do: smaller, and nothing timed")
    parser.add_argument("--only", nargs="*", default=[], choices=list(ATTACKS), help="these alone")
    parser.add_argument("--mutations", type=int, help="mutated queries")
    parser.add_argument("--folder", type=Path, default=Path("build/graphs"), help="where the graph lies")
    options = parser.parse_args()
    scale = SHORT if options.short else LONG
    if options.mutations is not None:
        scale = scale.with_mutations(options.mutations)
    graph = generated(options.folder / str(scale.triples), scale.triples)
    print(f"{os.cpu_count()} cores; {graph.triples:,} triples; deadline {scale.deadline:g} s", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for finding in campaign(graph.store, Path(folder), scale, options.only):
            print(finding, flush=True)
            failed += not finding.passed
    print(f"\n{'the service stood it all' if not failed else f'{failed} FAILED'}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
