"""The queries of ``ontology/queries``: SPARQL files whose leading comment tells their title and what they answer.

# title: Who met whom
# title-ar: من التقى من
# description: Every pair of officials who met, with the number of meetings.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError, TableError
from kg.resources import ontology_dir

_FIELD = re.compile(r"^#\s*([a-z-]+):\s*(.*)$")
_RULE = "derive-"  # files of this name are the rules of the derived layer, no questions


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that comes with the project; ``name`` is its file's without ``.rq``."""

    name: str
    title: str
    title_ar: str
    description: str
    text: str


def named_queries() -> list[NamedQuery]:
    """All of them, by name. Raises TableError for a file without a title."""
    folder = ontology_dir() / "queries"
    return [_read(path) for path in sorted(folder.glob("*.rq")) if not path.name.startswith(_RULE)]


def read_query(file: str) -> str:
    """The text of a query: of a file, of a named query, or of standard input (``-``). Raises InputError."""
    if file == "-":
        return sys.stdin.read()
    path = Path(file)
    if not path.exists():
        known = {query.name: query.text for query in named_queries()}
        if file in known:
            return known[file]
        raise InputError(f"{file}: no such file, and no query of that name; `rawabit query --list` names them")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{file}: not UTF-8 text") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from None


def _read(path: Path) -> NamedQuery:
    text = path.read_text(encoding="utf-8")
    fields: dict[str, str] = {}
    for line in text.splitlines():
        match = _FIELD.match(line)
        if not match:
            break
        fields[match[1]] = match[2].strip()
    if not fields.get("title"):
        raise TableError(f"{path}: the first line must be a comment `# title: …`")
    return NamedQuery(path.stem, fields["title"], fields.get("title-ar", ""), fields.get("description", ""), text)
