"""The full-text index of a snapshot: ``search.sqlite`` in its folder, a table of SQLite's FTS5.

    words      FTS5 over (names, headlines, sentences), the compared words of each document, not its texts: the graph
               has those
    documents  id in ``words``, IRI, kind (place in ``KINDS``), digest of the texts
    about      what the file was made with

Publishing copies the index of the snapshot before and writes the documents of what changed (``kg.store_changes``).
Words cannot be taken out of a table without
content; a document that is gone or changed loses its row in ``documents``, its old words stay and are found no more.
When these are a quarter of the whole, the index is made anew.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from kg.errors import StoreError
from kg.memory import collector_at_rest
from kg.resources import ontology_dir
from kg.store import Reader
from kg.store_changes import changed_since
from kg.store_folder import read_current, snapshot_folder
from kg.text_documents import KINDS, Columns, Document, documents, kind_of, some_documents

FILE = "search.sqlite"
FORMAT = "1"
_STALE = 0.25  # of the rows of ``words``
_log = logging.getLogger("rawabit.search")
_TABLES = """
CREATE VIRTUAL TABLE words USING fts5(names, headlines, sentences, content='', tokenize='ascii');
CREATE TABLE documents (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind INTEGER NOT NULL, digest BLOB NOT NULL);
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


def available() -> bool:
    """Whether this Python's SQLite has FTS5."""
    try:
        with closing(sqlite3.connect(":memory:")) as trial:
            trial.execute("CREATE VIRTUAL TABLE trial USING fts5(words)")
    except sqlite3.OperationalError:
        return False
    return True


def write_index(reader: Reader, version: str, folder: Path) -> None:
    """Write the index of a state of the graph into the ``folder`` of its snapshot (a ``Sidecar``).

    Where SQLite has no FTS5 there is none, and a warning. Raises StoreError where the file cannot be written.
    """
    if not available():
        _log.warning("version %s has no full-text search: the SQLite of this Python is built without FTS5", version)
        return
    path = folder / FILE
    root = folder.parent.parent
    current = read_current(root)
    before = snapshot_folder(root, current) / FILE if current else None
    try:
        with collector_at_rest():
            if not (before and current and before.is_file() and _brought_up(before, path, current, root, reader)):
                path.unlink(missing_ok=True)
                _write(path, documents(reader), reader)
        with path.open("rb") as written:
            os.fsync(written.fileno())
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path}: the index for searching cannot be written ({error})") from error


def lacks_index(root: Path) -> bool:
    """Whether the published state of the store in ``root`` could have an index of this making, and has none."""
    current = read_current(root)
    folder = snapshot_folder(root, current) if current else None
    return folder is not None and folder.is_dir() and made_by(folder / FILE) != made_with() and available()


def made_by(path: Path) -> str | None:
    """What the index at ``path`` was made with, None where there is none that can be read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            found = database.execute("SELECT value FROM about WHERE key = 'made-with'").fetchone()
    except sqlite3.Error:
        return None
    return str(found[0]) if found else None


def made_with() -> str:
    """A digest of what decides which words a text has; another one makes an index of no use."""
    tables = (ontology_dir() / "tables" / f"search_{name}.csv" for name in ("affixes", "spellings"))
    return hashlib.sha256(b"".join([FORMAT.encode(), *(table.read_bytes() for table in tables)])).hexdigest()[:16]


def _brought_up(before: Path, path: Path, current: str, root: Path, reader: Reader) -> bool:
    """Copy the index of the version ``current`` and write what changed; False where it is better made anew."""
    if made_by(before) != made_with():
        return False
    shutil.copyfile(before, path)
    changed = changed_since(root, current)
    if changed is None:
        return _update(path, documents(reader), None, reader)
    found = some_documents(reader, changed)
    return _update(path, {iri: text for iri, text in found.items() if not text.empty}, set(found), reader)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;")
    return database


def _write(path: Path, found: dict[str, Document], reader: Reader) -> None:
    with closing(_connect(path)) as database:
        database.executescript(_TABLES)
        database.execute("BEGIN")
        database.executemany("INSERT INTO about VALUES (?, ?)", [("made-with", made_with()), ("base", reader.ids.base)])
        _insert(database, 1, found, found, reader)
        database.execute("INSERT INTO words (words) VALUES ('optimize')")
        database.execute("COMMIT")


def _update(path: Path, found: dict[str, Document], among: set[str] | None, reader: Reader) -> bool:
    """Make the rows of ``among`` (None: of all documents) those of ``found``; False where it is better made anew."""
    with closing(_connect(path)) as database:
        base = database.execute("SELECT value FROM about WHERE key = 'base'").fetchone()
        if base != (reader.ids.base,):
            return False
        before, rows = {}, 0
        for id, iri, digest in database.execute("SELECT id, iri, digest FROM documents"):
            rows += 1
            if among is None or iri in among:
                before[iri] = (id, digest)
        changed = [iri for iri, text in found.items() if iri not in before or before[iri][1] != _digest(text)]
        gone = [before[iri][0] for iri in (*changed, *(before.keys() - found.keys())) if iri in before]
        last = database.execute("SELECT coalesce(max(id), 0) FROM words_docsize").fetchone()[0]
        if last - rows + len(gone) > _STALE * (last + len(changed)):
            return False
        database.execute("BEGIN")
        database.executemany("DELETE FROM documents WHERE id = ?", ((id,) for id in gone))
        _insert(database, last + 1, changed, found, reader)
        database.execute("COMMIT")
    return True


def _insert(
    database: sqlite3.Connection, first: int, iris: Iterable[str], found: dict[str, Document], reader: Reader
) -> None:
    columns = Columns()
    for id, iri in enumerate(iris, first):
        kind = kind_of(iri, reader.ids)
        assert kind
        database.execute("INSERT INTO documents VALUES (?, ?, ?, ?)", (id, iri, KINDS.index(kind), _digest(found[iri])))
        database.execute(
            "INSERT INTO words (rowid, names, headlines, sentences) VALUES (?, ?, ?, ?)", (id, *columns.of(found[iri]))
        )


def _digest(document: Document) -> bytes:
    return hashlib.blake2b(document.content().encode("utf-8", "surrogatepass"), digest_size=12).digest()
