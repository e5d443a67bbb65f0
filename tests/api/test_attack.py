"""What strangers will try: the attacks of ``make attack`` in a short form, on a service of their own.

Nothing here depends on how fast the machine is, but for the deadline of a query, with a wide margin.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.attack import mutations, streaming
from benchmarks.attack.campaign import SHORT, campaign
from benchmarks.attack.target import attacked
from benchmarks.graph import publish_generated

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are watched by /proc")


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published store of some 40,000 triples."""
    folder = tmp_path_factory.mktemp("generated") / "store"
    publish_generated(folder, SHORT.triples)
    return folder


def test_the_service_stands_all_attacks(generated: Path, tmp_path: Path) -> None:
    findings = list(campaign(generated, tmp_path, SHORT))
    failed = [str(finding) for finding in findings if not finding.passed]
    assert not failed, "\n".join([*failed, *(log.read_text()[-2000:] for log in tmp_path.glob("*.log"))])
    assert len(findings) > 25


def test_an_attack_that_succeeds_is_told(generated: Path, tmp_path: Path) -> None:
    """The accounts can fail: a service whose limits do not allow the rows does not pass for one that sends them."""
    with attacked(generated, tmp_path / "log", deadline=10.0, settings={"sparql_max_rows": "1000"}) as target:
        [finding] = streaming.streamed(target, 5000, timed=False)
    assert not finding.passed


def test_mutations_repeat() -> None:
    assert list(mutated_some()) == list(mutated_some())
    assert len(set(mutated_some())) > 40


def mutated_some() -> Iterator[bytes]:
    return mutations.mutated(50)


def test_the_commands_explain_themselves() -> None:
    for command in ("benchmarks.attack", "benchmarks.sparql"):
        told = subprocess.run([sys.executable, "-m", command, "--help"], capture_output=True, text=True, check=True)
        assert "usage" in told.stdout
