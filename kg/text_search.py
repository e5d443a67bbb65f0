"""Searching the full-text index of a snapshot (``kg.text_index``): what is found, how much, the best first."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import RawabitError, StoreError
from kg.search_query import Either, Node, Question, Words, leaves
from kg.text_documents import KINDS, whole_name
from kg.text_index import FILE, available, made_by, made_with

_WEIGHTS = "8.0, 3.0, 1.0"  # of a name, a headline, a sentence
_ACTORS = "CASE WHEN d.kind IN ({}) THEN 1.25 ELSE 1 END".format(  # who acts before what is told of: تونس the state
    ",".join(str(KINDS.index(kind)) for kind in ("person", "official", "state", "organisation"))
)
_AT_ONCE = 4  # searches, so that they leave processors to others
_STEPS = 2_000  # of SQLite's machine between two looks at the clock


class NoIndex(StoreError):
    """The snapshot cannot be searched: the message says why."""


class SearchTimeout(RawabitError):
    """A search took longer than it may."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found; the higher the score the better."""

    iri: str
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Some of what was found, the best first; ``by_kind`` counts all of it, whatever kinds were asked for."""

    hits: tuple[Hit, ...]
    by_kind: dict[str, int]
    total: int


class TextSearch:
    """The index of one snapshot, open for reading. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._idle: deque[sqlite3.Connection] = deque()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        if not self._path.is_file():
            why = "was published without" if available() else "has no (the SQLite of this Python is built without FTS5)"
            raise NoIndex(f"this version of the graph {why} an index for searching; `rawabit ingest` publishes one")
        if made_by(self._path) != made_with():
            raise NoIndex(
                "the index for searching was made by another version of rawabit; `rawabit ingest` makes it anew"
            )

    def find(
        self, question: Question, *, kinds: Sequence[str] = (), limit: int, offset: int = 0, seconds: float = 2.0
    ) -> Found:
        """What answers ``question``: hits from ``offset`` on, at most ``limit``, of ``kinds`` (empty: of all).

        Raises SearchTimeout after ``seconds``, StoreError where the index cannot be read.
        """
        wanted = [KINDS.index(kind) for kind in kinds]
        only = f" AND d.kind IN ({','.join(map(str, wanted))})" if wanted else ""
        if seconds <= 0:  # of several searches the time is shared, and this one has none left
            raise SearchTimeout("the searches took too long; use fewer or rarer words")
        with self._connection(time.monotonic() + seconds) as database:
            expression = _ranked(question, _known_words(database, question.tree))
            counted = database.execute(
                "SELECT d.kind, count(*) FROM words JOIN documents d ON d.id = words.rowid WHERE words MATCH ? "
                "GROUP BY d.kind",
                (expression,),
            ).fetchall()
            by_kind = {KINDS[kind]: count for kind, count in sorted(counted)}
            total = sum(count for kind, count in counted if not wanted or kind in wanted)
            rows = []
            if limit and offset < total:
                rows = database.execute(
                    f"SELECT d.iri, d.kind, -bm25(words, {_WEIGHTS}) * {_ACTORS} AS score FROM words "
                    f"JOIN documents d ON d.id = words.rowid WHERE words MATCH ?{only} "
                    "ORDER BY score DESC, d.iri LIMIT ? OFFSET ?",
                    (expression, limit, offset),
                ).fetchall()
        return Found(tuple(Hit(iri, KINDS[kind], score) for iri, kind, score in rows), by_kind, total)

    def close(self) -> None:
        """Close the file; connections in use are closed by those who use them."""
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _connection(self, end: float) -> Iterator[sqlite3.Connection]:
        if not self._turns.acquire(timeout=max(0.0, end - time.monotonic())):
            raise SearchTimeout("other searches are under way; try again shortly")
        try:
            with self._open_connection(end) as database:
                yield database
        finally:
            self._turns.release()

    @contextmanager
    def _open_connection(self, end: float) -> Iterator[sqlite3.Connection]:
        try:
            database = self._idle.pop() if self._idle else self._open()
        except IndexError:  # another thread took the last
            database = self._open()
        try:
            database.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
            yield database
        except sqlite3.Error as error:
            database.close()
            if time.monotonic() > end:
                raise SearchTimeout("the search took too long; use fewer or rarer words") from error
            raise StoreError("the index for searching cannot be read") from error
        except BaseException:
            database.close()
            raise
        else:
            self._idle.append(database)

    def _open(self) -> sqlite3.Connection:
        try:
            # nothing writes to the file of a published version
            address = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
            database = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
            database.executescript("PRAGMA cache_size=-16384; PRAGMA mmap_size=268435456;")
            database.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)")
        except sqlite3.Error as error:
            raise StoreError("the index for searching cannot be opened; its version is not kept any more") from error
        return database


def _known_words(database: sqlite3.Connection, tree: Node) -> frozenset[str]:
    """Which words of the question the index has: most of the spellings that a word may have do not occur."""
    asked = sorted({word for leaf in leaves(tree) if not leaf.beginning for words in leaf.sequences for word in words})
    marks = ",".join("?" * len(asked))
    return frozenset(row[0] for row in database.execute(f"SELECT term FROM terms WHERE term IN ({marks})", asked))


def _ranked(question: Question, known: Set[str]) -> str:
    """The expression, and the whole name beside it, which adds to the score of what is called just that."""
    expression = _expression(question.tree, known)
    return f'({expression}) OR names : "{whole_name(question.name)}"' if question.name else expression


def _expression(node: Node, known: Set[str]) -> str:
    """The question in the language of FTS5. All words are quoted, and none of them holds a quotation mark."""
    if isinstance(node, Words):
        star = " *" if node.beginning else ""
        sequences = [words for words in node.sequences if node.beginning or known >= set(words)]
        phrases = [f'"{" ".join(words)}"{star}' for words in sequences or node.sequences[:1]]
        return phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"
    if isinstance(node, Either):
        return f"({' OR '.join(_expression(part, known) for part in node.parts)})"
    together = f"({' AND '.join(_expression(part, known) for part in node.parts)})"
    without = " OR ".join(_expression(part, known) for part in node.without)
    return f"({together} NOT ({without}))" if without else together
