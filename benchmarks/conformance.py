"""How far the service keeps to SPARQL 1.1: the W3C's test suites, over HTTP, against a scratch instance started for it.

Needs the suites (the folder sparql/sparql11 of github.com/w3c/rdf-tests) and a runner of them (w3c_runner.py). Where
they are not, it says so and does nothing. Otherwise it fails where a suite passes fewer tests than it must.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
REQUIRED = {
    ("protocol", "ProtocolTest"): 34,
    ("service-description", "ServiceDescriptionTest"): 3,
    ("gsp", "GraphStoreProtocolTest"): 9,
    ("query", "QueryEvaluationTest"): 215,
    ("query", "PositiveSyntaxTest11"): 63,
    ("query", "NegativeSyntaxTest11"): 40,
    ("update", "UpdateEvaluationTest"): 94,
    ("update", "PositiveUpdateSyntaxTest11"): 42,
    ("update", "NegativeUpdateSyntaxTest11"): 13,
    ("update", "NegativeSyntaxTest11"): 8,
    ("results", "QueryEvaluationTest"): 6,
    ("results", "CSVResultFormatTest"): 2,
}
"""How many tests of each kind must pass."""


@contextmanager
def scratch_service() -> Iterator[str]:
    """The URL of a service on an empty store in memory, on a free port of this machine."""
    environment = {**os.environ, "RAWABIT_SCRATCH": "1", "PYTHONPATH": str(ROOT)}
    environment.pop("RAWABIT_TOKEN", None)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "kg", "serve", "--store", str(Path(folder) / "none"), "--port", "0"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout
            line = process.stdout.readline()
            found = re.search(r"http://[^/]+", line)
            if not found:
                raise SystemExit(f"the scratch service did not start: {line!r}")
            yield found[0]
        finally:
            process.terminate()
            process.wait(20)


def run_suites(
    url: str, runner: Path, suites: Path, *, suite: str = "all", method: str = "form"
) -> list[dict[str, str]]:
    """Run the suites and return the verdicts; prints what the runner prints."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, str(runner), "--tests", str(suites), "--suite", suite, "--backend", "http"]
        command += ["--query", f"{url}/sparql", "--update", f"{url}/update", "--gsp", f"{url}/graphs"]
        subprocess.run([*command, "--method", method, "--json", str(report)], check=True)
        verdicts: list[dict[str, str]] = json.loads(report.read_text(encoding="utf-8"))["tests"]
        return verdicts


def shortfalls(verdicts: list[dict[str, str]]) -> list[str]:
    """What does not reach ``REQUIRED``, a line each."""
    passed = Counter((test["suite"], test["kind"]) for test in verdicts if test["status"] in {"pass", "lenient"})
    ran = {test["suite"] for test in verdicts}
    return [
        f"{suite} {kind}: {passed[suite, kind]} passed, {least} required"
        for (suite, kind), least in REQUIRED.items()
        if suite in ran and passed[suite, kind] < least
    ]


def main() -> int:
    """Run all suites with forms, and the queries by GET and as plain bodies too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suites", type=Path, default=SHARED / "w3c" / "sparql11", help="the folder sparql11")
    parser.add_argument("--runner", type=Path, default=SHARED / "tools" / "w3c_runner.py")
    parser.add_argument("--quick", action="store_true", help="each test once only")
    chosen = parser.parse_args()
    missing = [path for path in (chosen.suites, chosen.runner) if not path.exists()]
    if missing:
        print(f"skipped: {missing[0]} is not here; give --suites and --runner")
        return 0
    with scratch_service() as url:
        short = shortfalls(run_suites(url, chosen.runner, chosen.suites))
        for method in () if chosen.quick else ("get", "direct"):
            verdicts = run_suites(url, chosen.runner, chosen.suites, suite="query", method=method)
            short += [f"by {method}: {line}" for line in shortfalls(verdicts)]
    print("\n".join(short) or "every suite passes what it must")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
