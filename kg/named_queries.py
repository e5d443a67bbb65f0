"""The queries of ``ontology/queries``: SPARQL files whose heading tells what they answer and what may be chosen.

# title: Encounters of a minister
# title-ar: لقاءات وزير
# description: All encounters of one person, held and planned.
# parameter: minister; type=person; required; example=محمود توفيق; en=Minister; ar=الوزير
# parameter: from; type=date; en=From this day on; ar=من هذا اليوم

Where a parameter is used the query says ``VALUES ?minister { … }``: with an example, a default, or UNDEF, so that the
file is a query of its own on any engine. ``NamedQuery.bind`` puts another term between those braces, written by the
engine as a term; no text of a user ever becomes part of a query.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg.errors import InputError, TableError
from kg.query_parameters import Parameter, read_parameter
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
    parameters: tuple[Parameter, ...] = ()

    def bind(self, terms: Mapping[str, NamedNode | Literal | None]) -> str:
        """The query with ``terms`` for its parameters, None for any value; those not named stay as in the file.

        Raises KeyError for a name that is no parameter.
        """
        known = {parameter.name for parameter in self.parameters}
        text = self.text
        for name, term in terms.items():
            if name not in known:
                raise KeyError(name)
            text = _slot(name).sub(partial(_filled, written="UNDEF" if term is None else str(term)), text)
        return text

    def example(self) -> dict[str, str]:
        """Texts for the required parameters, as the file suggests them."""
        return {p.name: p.example for p in self.parameters if p.required and p.example}


@lru_cache(maxsize=1)
def named_queries() -> tuple[NamedQuery, ...]:
    """All of them, by name. Raises TableError for a file whose heading is wrong."""
    folder = ontology_dir() / "queries"
    return tuple(_read(path) for path in sorted(folder.glob("*.rq")) if not path.name.startswith(_RULE))


def find_query(name: str) -> NamedQuery | None:
    """The query of that name, None where there is none."""
    return next((query for query in named_queries() if query.name == name), None)


def read_query(file: str) -> str:
    """The text of a query: of a file, of a named query, or of standard input (``-``). Raises InputError."""
    if file == "-":
        return sys.stdin.read()
    path = Path(file)
    if not path.exists():
        if known := find_query(file):
            return known.text
        raise InputError(f"{file}: no such file, and no query of that name; `rawabit query --list` names them")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{file}: not UTF-8 text") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from None


def _slot(name: str) -> re.Pattern[str]:
    return re.compile(rf"(VALUES \?{name} \{{) ([^{{}}]*) (\}})(  #[^\n]*)?")


def _filled(match: re.Match[str], written: str) -> str:
    """The slot with another value; a comment that names the value before goes with it."""
    same = match[2] == written
    return f"{match[1]} {written} {match[3]}" + ((match[4] or "") if same else "")


def _read(path: Path) -> NamedQuery:
    text = path.read_text(encoding="utf-8")
    fields: dict[str, str] = {}
    parameters: list[Parameter] = []
    for line in text.splitlines():
        match = _FIELD.match(line)
        if not match:
            break
        if match[1] == "parameter":
            try:
                parameters.append(read_parameter(match[2]))
            except ValueError as error:
                raise TableError(f"{path}: {line}: {error}") from error
        else:
            fields[match[1]] = match[2].strip()
    if not fields.get("title"):
        raise TableError(f"{path}: the first line must be a comment `# title: …`")
    for parameter in parameters:
        if not _slot(parameter.name).search(text):
            raise TableError(f"{path}: nothing says `VALUES ?{parameter.name} {{ … }}`, where its value would go")
    about = (fields["title"], fields.get("title-ar", ""), fields.get("description", ""))
    return NamedQuery(path.stem, *about, text, tuple(parameters))
