"""The tokens of a SPARQL query, for those who look at its text before the engine does."""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\n]+ | \#[^\r\n]*)
    | (?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*''' | \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
                | '(?!'')(?:[^'\\\r\n]|\\.)*' | "(?!"")(?:[^"\\\r\n]|\\.)*")
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<variable>[?$]\w+)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d](?:[\w.\u00b7-]*[\w\u00b7-])?)?:
               (?:(?:[\w:.\u00b7-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*(?:[\w:\u00b7-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d](?:[\w.\u00b7-]*[\w\u00b7-])?)
    | (?P<open>[(\[{]) | (?P<close>[)\]}])
    | (?P<quote>['"]) | (?P<backslash>\\)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
"""One token; ``lastgroup`` names its kind. Together they are the whole text: what is nothing else is a ``mark``."""
