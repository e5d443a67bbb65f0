"""The short way of the scan: most queries hold nothing that needs a look at each token, and three patterns tell so.

A text is plain if it can be cut into tokens in one way only, holds none of the words that the scan looks for, and is
too short to nest or to have steps beyond the limits. What is not plain is not refused: it is scanned.
"""

from __future__ import annotations

import re

_IRI = r"""<https?://[^<>"{}|^`\\\x00-\x20]*>"""  # with its scheme and '//' it is an IRI to every reader
_SPACE = r"[ \t\r\n]"
_PLAIN = re.compile(rf"""(?:[^<>"'\\#]++|{_IRI}|"[^"\\\r\n]*"(?!"))*+""")
_BEGIN = re.compile(
    rf"{_SPACE}*(?:prefix{_SPACE}+[a-z][a-z0-9_-]*:{_SPACE}*{_IRI}{_SPACE}*)*+"
    r"(select|ask|construct|describe)(?=[ \t\r\n{*?$(<])",
    re.IGNORECASE | re.ASCII,
)
# wherever they stand, within words too: a label that holds one costs a scan and nothing else
_LOOKED_FOR = ("service", "from", "now", "rand", "uuid", "bnode")


def plain_form(query: str, *, max_nesting: int, max_steps: int) -> str | None:
    """The form of ``query`` (select, ask, construct, describe) where it is plain, else None."""
    if len(query) > max_steps:  # no character is more than a step
        return None
    if query.count("{") + query.count("(") + query.count("[") > max_nesting:
        return None
    lowered = query.lower()
    if any(word in lowered for word in _LOOKED_FOR) or not _PLAIN.fullmatch(query):
        return None
    begin = _BEGIN.match(query)
    return begin[1].lower() if begin else None
