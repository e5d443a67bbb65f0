"""The compiled extractor reads as the plain one does; ``make test-native`` builds it and says where it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hatch_build import modules
from kg.lines import json_line
from kg.pipeline import RuleExtractor
from tests.test_speed import CASES, SAMPLES, TOGETHER

AT = os.environ.get("RAWABIT_NATIVE_AT")
NEEDS_NATIVE = pytest.mark.skipif(not AT, reason="no compiled extractor (make test-native)")
PACKAGE = Path(__file__).parents[1] / "kg"


def compiled(*arguments: str, folder: Path) -> str:
    """What Python says that finds the compiled packages first; nothing of the checkout is on its path before them."""
    environment = {**os.environ, "PYTHONPATH": str(Path(AT or ".").resolve())}
    command = [sys.executable, "-P", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_what_reading_takes_is_found_from_the_imports() -> None:
    names = modules(PACKAGE)
    assert {"pipeline", "tokens", "encounters", "topics"} <= set(names)
    assert not {"cli", "ner", "store", "rdf"} & set(names)


@NEEDS_NATIVE
def test_all_that_reading_takes_is_compiled(tmp_path: Path) -> None:
    names = [f"kg.{name}" for name in modules(PACKAGE)]
    told = compiled("-c", f"for name in {names}: print(__import__(name, fromlist='x').__file__)", folder=tmp_path)
    assert {Path(line).suffix for line in told.splitlines()} <= {".so", ".pyd"}


@NEEDS_NATIVE
@pytest.mark.parametrize("workers", [1, 2])
def test_reads_as_the_plain_one(workers: int, tmp_path: Path) -> None:
    articles = [*SAMPLES, *CASES, *TOGETHER]
    keys = ("id", "text", "title", "url", "source", "time")
    lines = [json.dumps({key: getattr(a, key) for key in keys}, ensure_ascii=False) for a in articles]
    (tmp_path / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told = compiled("-m", "kg", "extract", "articles.jsonl", "--workers", str(workers), folder=tmp_path).splitlines()
    plain = RuleExtractor.load()
    expected = [json_line(plain.extract(article)).strip() for article in articles]
    assert [json.loads(line) for line in told] == [json.loads(line) for line in expected]
