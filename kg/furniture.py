"""Page furniture around an article: share buttons, comment forms, editor boxes, lists of other articles.

The forms are rows of ``ontology/tables/furniture.csv``; their ``kind`` says how much of the page each one marks:

``line``        a line that holds the form alone
``line-start``  a line that begins with it
``caption``     a line that holds it alone, and the next line that is not empty (an editor box: title, then name)
``list``        a line that holds it alone, and the short lines after it (the titles of other articles)

Nothing is cut from the text, so that positions stay those of the text as given; the extractor skips the spans.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.errors import TableError
from kg.model import Span
from kg.resources import rows
from kg.text import NormalText, fold, normalise

_KINDS = frozenset({"line", "line-start", "caption", "list"})
_CAPTION_WORDS = 6  # a name under an editor's title is no longer than this; a sentence is
_LIST_WORDS = 20  # the title of another article is no longer than this and ends without a full stop
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")


def furniture_lines(text: str) -> list[Span]:
    """Spans (code points of ``text``, line ends excluded) of the lines that are page furniture, in their order."""
    normal = normalise(text)
    return [normal.span(start, end) for start, end in furniture_spans(normal)]


def furniture_spans(normal: NormalText) -> list[Span]:
    """The same in code points of the folded text; linear in its length."""
    starts, kinds = _table()
    folded = normal.text
    spans: list[Span] = []
    for match in starts.finditer(folded):
        if spans and match.start() < spans[-1][1]:
            continue  # inside a list that is already furniture
        start, end = match.start(), _line_end(folded, match.start())
        alone = kinds.get(_EDGE.sub("", folded[start:end]))
        if alone in {"line", "caption", "list"}:
            spans.append((start, end))
            spans.extend(_lines_below(folded, end, alone))
        elif kinds[match.group(1)] == "line-start":
            spans.append((start, end))
    return spans


def _lines_below(folded: str, end: int, kind: str) -> list[Span]:
    """The lines that a caption or the head of a list takes with it."""
    most, longest = {"caption": (1, _CAPTION_WORDS), "list": (len(folded), _LIST_WORDS)}.get(kind, (0, 0))
    below: list[Span] = []
    while len(below) < most and end < len(folded):
        start = end + 1
        end = _line_end(folded, start)
        line = folded[start:end].strip()
        if len(line.split()) > longest or line.endswith("."):
            break
        if line:
            below.append((start, end))
    return below


def _line_end(folded: str, start: int) -> int:
    end = folded.find("\n", start)
    return len(folded) if end < 0 else end


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds: dict[str, str] = {}
    for line, row in rows("furniture"):
        if row["kind"] not in _KINDS:
            raise TableError(f"ontology/tables/furniture.csv:{line}: kind must be one of {', '.join(sorted(_KINDS))}")
        kinds[fold(row["form"])] = row["kind"]
    longest_first = sorted(kinds, key=len, reverse=True)
    return re.compile(rf"^[^\w\n]*({'|'.join(map(re.escape, longest_first))})(?!\w)", re.MULTILINE), kinds
