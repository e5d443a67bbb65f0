"""The store: a folder with one writer, and snapshots for any number of readers. The only module that knows Oxigraph's.

    <store>/db                     the database, open for writing in one process at a time
    <store>/snapshots/<version>    published states, the last three are kept: the database in ``db`` (hard links), and
                                   beside it the files that were computed from it (``kg.publish``)
    <store>/CURRENT                the version that readers open, swapped atomically
    <store>/PENDING                there are changes that no snapshot shows
    <store>/CHANGED                what they are about (``kg.store_changes``)
    <store>/COMPUTED               the computed graphs fit the statements; says by which versions they were computed
    <store>/COUNTED                numbers of all graphs but the curators', until one of them changes (``kg.void``)
    <store>/UNFINISHED-<work>      a graph is half written; publishing waits until it is written again

Queries see the union of all graphs as their default graph.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from gzip import GzipFile
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from kg.errors import QueryError, StoreError, StoreLockedError
from kg.store_changes import begin_changes, note_changes
from kg.store_folder import (
    VERSION,
    check_root,
    database_of,
    is_locked,
    last_number,
    note_sidecars,
    open_error,
    prune,
    read_current,
)
from kg.vocabulary import BASE, Ids, digest

# Above this a graph is replaced in bulk: a transaction of 300,000 quads takes five times as long and holds them twice.
BULK = 20_000
_LOCK_POLL = 0.1  # seconds

Sidecar = Callable[["Reader", str, Path], None]
"""Writes a file computed from a state that is about to be published: given what reads it, its version, its folder."""

QueryResult = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
_ENGINE_ERRORS = (OSError, RuntimeError)  # what Oxigraph raises for disks, locks and damaged files


class Reader:
    """What a store and a snapshot have in common: reading."""

    def __init__(self, database: ox.Store, base: str) -> None:
        self._database: ox.Store | None = database
        self.ids = Ids(base)

    def _db(self) -> ox.Store:
        if self._database is None:
            raise StoreError("the store is closed")
        return self._database

    def quads(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | Literal | None = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """The quads that match; None matches everything."""
        return self._db().quads_for_pattern(subject, predicate, object, graph)

    def graphs(self) -> Iterator[NamedNode]:
        """The names of the graphs."""
        return (graph for graph in self._db().named_graphs() if isinstance(graph, NamedNode))

    def query(
        self,
        sparql: str,
        *,
        graphs: Sequence[NamedNode] | None = None,
        substitutions: Mapping[ox.Variable, NamedNode | Literal] | None = None,
        functions: Mapping[NamedNode, Callable[..., Literal | None]] | None = None,
    ) -> QueryResult:
        """Evaluate a query from a trusted source (no time limit, SERVICE allowed) over all graphs, over those that it
        names with FROM, or over ``graphs``.

        ``functions`` may be called by their IRIs. The prefixes of ``kg.vocabulary`` and ``id:`` need not be declared.
        Raises QueryError where it is malformed.
        """
        try:
            return self._db().query(
                sparql,
                prefixes=self.ids.prefixes,
                use_default_graph_as_union=graphs is None and not _names_dataset(sparql),
                default_graph=None if graphs is None else list(graphs),
                substitutions=None if substitutions is None else dict(substitutions),
                custom_functions=None if functions is None else dict(functions),
            )
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"the query is malformed: {error}") from error

    def select(self, sparql: str, *, graphs: Sequence[NamedNode] | None = None) -> ox.QuerySolutions:
        """The solutions of a SELECT query; see ``query``. Raises QueryError where it is none."""
        found = self.query(sparql, graphs=graphs)
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("the query must be a SELECT")
        return found

    def dump(
        self,
        output: IO[bytes] | str | os.PathLike[str] | None = None,
        *,
        format: RdfFormat = RdfFormat.N_QUADS,
        graph: NamedNode | None = None,
    ) -> bytes | None:
        """Write all quads (or the triples of ``graph``) to ``output``; without one, return them as bytes."""
        return self._db().dump(output, format, from_graph=graph, prefixes=self.ids.prefixes)

    def __len__(self) -> int:
        return len(self._db())

    def close(self) -> None:
        """Let go of the database; results still in use keep it open until they are dropped."""
        self._database = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_FROM = re.compile(
    r"""(?:"(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | <[^<>\s]*> | \#[^\n]*) | (?<![?$:\w-])(?P<keyword>FROM)(?![\w:-])""",
    re.IGNORECASE | re.VERBOSE,
)


def _names_dataset(sparql: str) -> bool:
    """Whether FROM stands in a query, outside strings, IRIs and comments."""
    return any(m["keyword"] for m in _FROM.finditer(sparql))


class Snapshot(Reader):
    """A published state, read-only; ``version`` names it."""

    def __init__(self, database: ox.Store, base: str, version: str) -> None:
        super().__init__(database, base)
        self.version = version

    def in_memory(self) -> Snapshot:
        """A copy of the snapshot that needs no file any more (about 0.4 GB a million quads)."""
        copy = ox.Store()
        copy.bulk_extend(self._db())
        return Snapshot(copy, self.ids.base, self.version)


class Store(Reader):
    """The store open for writing. Use as a context manager, or call ``close``."""

    def __init__(self, database: ox.Store, base: str, path: Path | None) -> None:
        super().__init__(database, base)
        self.path = path
        mark = path / "COMPUTED" if path else None
        self._computed_with = mark.read_text(encoding="utf-8") if mark and mark.exists() else None

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, create: bool = False, base: str = BASE, wait: float = 0) -> Store:
        """Open the store in the folder ``path``, made first if ``create`` is set.

        Where another process writes, wait up to ``wait`` seconds until it ends. Raises StoreError where there is no
        store, the folder is something else or not writable; StoreLockedError where another process goes on writing.
        """
        root = Path(path)
        check_root(root, create)
        end = time.monotonic() + wait
        while True:
            try:
                root.mkdir(parents=True, exist_ok=True)
                return cls(ox.Store(root / "db"), base, root)
            except _ENGINE_ERRORS as error:
                if not is_locked(error):
                    raise StoreError(open_error(root, error)) from error
                if time.monotonic() >= end:
                    raise StoreLockedError(open_error(root, error)) from error
            time.sleep(_LOCK_POLL)

    @classmethod
    def memory(cls, *, base: str = BASE) -> Store:
        """An empty store that lives in memory and cannot be published."""
        return cls(ox.Store(), base, None)

    def replace_article(self, graph: NamedNode, quads: Iterable[Quad]) -> bool:
        """Make ``quads`` the whole content of an article's graph, in one transaction.

        Returns whether anything changed; where nothing did, nothing is written. Raises StoreError where writing fails.
        """
        removed, added = self._difference(graph, quads)
        if not removed and not added:
            return False
        self._announce(graph, removed, added)
        self._transaction(graph, removed, added)
        return True

    def replace_graph(self, graph: NamedNode, quads: Iterable[Quad]) -> bool:
        """As ``replace_article`` for a graph of any size.

        More than ``BULK`` changes are not one transaction: until they are all written the store cannot be published,
        and where the process dies in between, replacing the graph once more puts it right.
        """
        removed, added = self._difference(graph, quads)
        if len(removed) + len(added) > BULK:
            self._announce(graph, removed, added)
            with self.unfinished(digest(graph.value)):
                self._in_bulk(removed, added)
        elif removed or added:
            self._announce(graph, removed, added)
            self._transaction(graph, removed, added)
        return bool(removed or added)

    def change_graph(self, graph: NamedNode, removed: Iterable[Quad], added: Iterable[Quad]) -> bool:
        """Take ``removed`` out of ``graph``, then put ``added`` in, in one transaction; no blank nodes.

        Returns whether anything changed. Raises StoreError where writing fails.
        """
        database, wanted = self._db(), dict.fromkeys(added)
        gone = [quad for quad in dict.fromkeys(removed) if quad in database and quad not in wanted]
        new = [quad for quad in wanted if quad not in database]
        if any(quad.graph_name != graph for quad in (*gone, *new)):
            raise ValueError(f"a quad does not stand in {graph}")
        if gone or new:
            self._announce(graph, gone, new)
            self._transaction(graph, gone, new)
        return bool(gone or new)

    @property
    def pending(self) -> bool:
        """Whether there are changes that readers do not see."""
        return (self._root() / "PENDING").exists()

    @property
    def halfway(self) -> bool:
        """Whether an ingest did not come to its end: its changes are not to be published before it is run again."""
        return any(self._root().glob("UNFINISHED-*")) or (self.pending and self._computed_with is None)

    def load(self, quads: IO[bytes] | GzipFile) -> None:
        """Read N-Quads of any size into this store, which is empty. Raises StoreError."""
        if len(self):
            raise StoreError(f"{self.path}: the store is not empty")
        self._mark("PENDING")
        if self.path is not None:
            note_changes(self.path, None)
        try:
            with self.unfinished("load"):
                self._db().bulk_load(cast(IO[bytes], quads), RdfFormat.N_QUADS)
        except (SyntaxError, *_ENGINE_ERRORS) as error:
            raise StoreError(f"{self.path}: the quads cannot be read ({error})") from error

    @contextmanager
    def unfinished(self, work: str) -> Iterator[None]:
        """A context in which the store cannot be published, nor afterwards if it ends with an error.

        ``work`` (letters and digits) names what is half done: doing the same again without an error lifts the ban.
        """
        marker = "UNFINISHED-" + work
        self._mark(marker)
        yield
        if self.path is not None:
            (self.path / marker).unlink(missing_ok=True)

    def changed(self) -> None:
        """Have the next ``publish`` make a new version even where no graph changed."""
        self._mark("PENDING")

    def publish(self, sidecars: Sequence[Sidecar] = ()) -> str:
        """Give readers the present state and return its version; without a change the version stays as it is.

        Each of ``sidecars`` writes a file of its own into the folder of the snapshot before anybody sees it.
        Versions rise, and are never used again even where the store is made anew. Raises StoreError.
        """
        root = self._root()
        if any(root.glob("UNFINISHED-*")):
            raise StoreError(f"{root}: an earlier write did not finish; run `rawabit ingest` once more to complete it")
        version = read_current(root)
        if version and not (root / "PENDING").exists() and (root / "snapshots" / version).is_dir():
            return version
        try:
            version = self._take_snapshot(root, sidecars)
        except _ENGINE_ERRORS as error:
            raise StoreError(f"{root}: the snapshot cannot be written ({error})") from error
        prune(root, version)
        return version

    def _take_snapshot(self, root: Path, sidecars: Sequence[Sidecar]) -> str:
        snapshots = root / "snapshots"
        snapshots.mkdir(exist_ok=True)
        version = f"{last_number(root) + 1:06d}-{secrets.token_hex(4)}"
        draft = snapshots / f"draft-{version}"
        self._db().flush()
        draft.mkdir()
        self._db().backup(draft / "db")
        for write in sidecars:
            write(self, version, draft)
        note_sidecars(draft)
        draft.rename(snapshots / version)
        pointer = root / "CURRENT.new"
        pointer.write_text(version + "\n", encoding="ascii")
        pointer.replace(root / "CURRENT")
        (root / "PENDING").unlink(missing_ok=True)
        begin_changes(root, version)
        return version

    def _difference(self, graph: NamedNode, quads: Iterable[Quad]) -> tuple[list[Quad], dict[Quad, None]]:
        added = dict.fromkeys(quads)
        if any(quad.graph_name != graph for quad in added):
            raise ValueError(f"a quad does not stand in {graph}")
        removed = []
        for quad in self._db().quads_for_pattern(None, None, None, graph):
            if quad in added:
                del added[quad]
            else:
                removed.append(quad)
        return removed, added

    def _transaction(self, graph: NamedNode, removed: list[Quad], added: Iterable[Quad]) -> None:
        try:
            if not removed:
                self._db().extend(added)
                return
            self._db().update(f"DELETE DATA {{ {_block(graph, removed)} }};\nINSERT DATA {{ {_block(graph, added)} }}")
        except _ENGINE_ERRORS as error:
            raise StoreError(f"{self.path}: the store cannot be written ({error})") from error

    def _in_bulk(self, removed: list[Quad], added: Iterable[Quad]) -> None:
        try:
            for quad in removed:
                self._db().remove(quad)
            self._db().bulk_extend(added)
        except _ENGINE_ERRORS as error:
            raise StoreError(f"{self.path}: the store cannot be written ({error})") from error

    @property
    def computed_with(self) -> str | None:
        """What ``computed`` last noted, None since the statements changed."""
        return self._computed_with

    def computed(self, versions: str) -> None:
        """Note that the computed graphs fit the statements, and the ``versions`` that they were computed with."""
        self._computed_with = versions
        if self.path is not None:
            try:
                (self.path / "COMPUTED").write_text(versions, encoding="utf-8")
            except OSError as error:
                raise StoreError(f"{self.path}: the store cannot be written ({error.strerror})") from error

    @property
    def counted(self) -> bytes | None:
        """What was kept of counting all graphs but the curators'; None since one of those changed."""
        mark = self._root() / "COUNTED"
        return mark.read_bytes() if mark.exists() else None

    @counted.setter
    def counted(self, counts: bytes) -> None:
        (self._root() / "COUNTED").write_bytes(counts)

    def _announce(self, graph: NamedNode, *changes: Iterable[Quad]) -> None:
        """Before a change: what is published, and where statements change what is computed, is out of date.

        Without ``changes`` anything may have changed.
        """
        self._mark("PENDING")
        ids = self.ids
        if self.path is not None:
            note_changes(self.path, (quad.subject for quads in changes for quad in quads) if changes else None)
            if graph != ids.curation_graph:
                (self.path / "COUNTED").unlink(missing_ok=True)
        if graph not in (ids.resolved_graph, ids.derived_graph, ids.reference_graph, ids.curation_graph):
            self._computed_with = None
            if self.path is not None:
                (self.path / "COMPUTED").unlink(missing_ok=True)

    def _mark(self, name: str) -> None:
        if self.path is None:
            return
        try:
            (self.path / name).touch()
        except OSError as error:
            raise StoreError(f"{self.path}: the store cannot be written ({error.strerror})") from error

    def _root(self) -> Path:
        self._db()
        if self.path is None:
            raise StoreError("a store in memory cannot be published")
        return self.path


def _block(graph: NamedNode, quads: Iterable[Quad]) -> str:
    triples = "\n".join(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads)
    return f"GRAPH {graph} {{\n{triples}\n}}"


def open_snapshot(
    path: str | os.PathLike[str],
    version: str | None = None,
    *,
    base: str = BASE,
    database: str | os.PathLike[str] | None = None,
) -> Snapshot:
    """Open a published state read-only, the current one unless ``version`` names another that is still kept.

    Any number of processes may do so while one writes. ``database`` is the folder that is read, if not the store's own.
    Raises StoreError where there is no store, or no such version.
    """
    root = Path(path)
    version = version or read_current(root)
    if version is None:
        check_root(root, create=False)
        raise StoreError(f"{root}: nothing is published yet: run `rawabit ingest` on some articles first")
    if not VERSION.fullmatch(version):
        raise StoreError(f"{version!r} is no version of a store")
    try:
        return Snapshot(ox.Store.read_only(os.fspath(database or database_of(root, version))), base, version)
    except _ENGINE_ERRORS as error:
        raise StoreError(f"{root}: version {version} is not kept any more, or cannot be read ({error})") from error


def current_version(path: str | os.PathLike[str]) -> str | None:
    """The published version, None before the first; one small file is read, so it may be asked for often."""
    return read_current(Path(path))


def read_database(path: str | os.PathLike[str], *, base: str = BASE) -> Reader:
    """The database itself, read-only, as the writer left it; nobody may write meanwhile. Raises StoreError."""
    try:
        return Reader(ox.Store.read_only(os.fspath(Path(path) / "db")), base)
    except _ENGINE_ERRORS as error:
        raise StoreError(open_error(Path(path), error)) from error
