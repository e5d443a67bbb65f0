"""The W3C's test suites of SPARQL 1.1 over HTTP, as ``make conformance`` runs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SUITES = ROOT.parent / "shared" / "w3c" / "sparql11"


@pytest.mark.skipif(not SUITES.is_dir(), reason=f"the W3C's test suites are not at {SUITES}")
def test_the_suites_pass_what_they_must() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "conformance.py"), "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "every suite passes what it must" in done.stdout


def test_without_the_suites_it_says_so(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "conformance.py"), "--suites", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0
    assert "skipped" in done.stdout
