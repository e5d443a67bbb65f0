"""What changed in a store since its last version: a list of subjects, for files that are kept in step with the graph.

The first line of ``CHANGED`` is a version, the others are IRIs of subjects some of whose statements were written or
removed after it. The list is written before the graph is, so that it never has too little. A line ``*`` says that
anything may have changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.errors import StoreError

_FILE = "CHANGED"
_ANYTHING = "*"
_MOST_BYTES = 16 * 2**20  # a longer list saves no work


def begin_changes(root: Path, version: str) -> None:
    """Begin the list anew behind ``version``. A failure is none: then anything may have changed."""
    try:
        (root / _FILE).write_text(version + "\n", encoding="utf-8")
    except OSError:
        (root / _FILE).unlink(missing_ok=True)


def note_changes(root: Path, subjects: Iterable[NamedNode | BlankNode | Triple] | None) -> None:
    """Add to the list; None says that anything may change. Raises StoreError."""
    path = root / _FILE
    try:
        if not path.exists():
            return  # nobody knows what changed before
        with path.open("a", encoding="utf-8") as lines:
            if subjects is None or lines.tell() > _MOST_BYTES:
                lines.write(_ANYTHING + "\n")
            else:
                lines.writelines(
                    sorted({f"{subject.value}\n" for subject in subjects if isinstance(subject, NamedNode)})
                )
    except OSError as error:
        raise StoreError(f"{root}: the store cannot be written ({error.strerror})") from error


def changed_since(root: Path, version: str) -> set[str] | None:
    """The subjects that changed after ``version``; None where that is not known."""
    try:
        first, *subjects = (root / _FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    return None if first != version or _ANYTHING in subjects else set(subjects)
