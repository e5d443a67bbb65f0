"""The other side of ``benchmarks/extract.py``: the extractor of the packages that this process finds first.

Reads ``{"warm": path, "articles": {name: path}}`` from the first line of standard input (the files are JSON lines of
articles), then the name of a set of articles a line; answers each with the seconds of processor time that it took to
read them and to write their N-Quads.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

from kg import tokens
from kg.batch import render_all
from kg.lines import statement_lines
from kg.model import Failure
from kg.pipeline import RuleExtractor
from kg.reading import read_articles


def main() -> None:
    task = json.loads(sys.stdin.readline())
    extractor = RuleExtractor.load()

    def read(path: str) -> int:
        done = render_all(read_articles([Path(path)]), statement_lines, 1, lambda: extractor)
        return sum(len(lines) for lines in done if not isinstance(lines, Failure))

    read(task["warm"])
    gc.collect()
    gc.freeze()
    print(Path(tokens.__file__ or "").suffix, flush=True)
    for line in sys.stdin:
        begun = time.process_time()
        read(task["articles"][line.strip()])
        print(time.process_time() - begun, flush=True)


main()
