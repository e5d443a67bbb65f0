"""The other side of ``benchmarks/extract.py``: spaCy's blank Arabic pipeline with an EntityRuler.

Reads ``{"phrases": […], "articles": {name: path}}`` from the first line of standard input (the files are JSON lists of
texts), then the name of a set of articles a line; answers each with the seconds of processor time that it took.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import spacy


def main() -> None:
    task = json.loads(sys.stdin.readline())
    finder = spacy.blank("ar")
    finder.add_pipe("entity_ruler").add_patterns([{"label": "PHRASE", "pattern": p} for p in task["phrases"]])
    texts = {name: json.loads(Path(path).read_text(encoding="utf-8")) for name, path in task["articles"].items()}
    print(spacy.__version__, flush=True)
    for line in sys.stdin:
        begun = time.process_time()
        for text in texts[line.strip()]:
            finder(text)
        print(time.process_time() - begun, flush=True)


main()
