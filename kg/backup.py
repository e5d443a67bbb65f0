"""A published state as files that any later version can read again: N-Quads, and a manifest that says what they hold.

A backup is a folder, or the same in a ``.tar``: ``graph.nq.gz`` and ``manifest.json``. It is made from a snapshot, so
that ingest and the service go on meanwhile; it is restored into a new folder, which takes the place of what is there
only when all is checked and only if that is asked for.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import secrets
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from pyoxigraph import RdfFormat

from kg import __version__
from kg.errors import StoreError
from kg.store import Snapshot, Store, current_version, open_snapshot
from kg.store_folder import check_root, database_of, last_number, version_number
from kg.vocabulary import BASE

GRAPH, MANIFEST = "graph.nq.gz", "manifest.json"
_FORMAT = 1
_TRIES = 3  # a snapshot may be removed while it is read, where it cannot be held


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: ``version`` of the store, how many quads and named graphs, the file's size and SHA-256."""

    format: int
    program: str
    base: str
    version: str
    created: str
    quads: int
    graphs: int
    bytes: int
    sha256: str

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest in ``folder``. Raises StoreError."""
        try:
            data = json.loads((folder / MANIFEST).read_bytes())
            if data.get("format") != _FORMAT:
                raise StoreError(f"{folder}: a backup of format {data.get('format')!r}; this program reads {_FORMAT}")
            return cls(**data)
        except FileNotFoundError:
            raise StoreError(f"{folder}: no backup ({MANIFEST} is missing)") from None
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise StoreError(f"{folder / MANIFEST}: cannot be read ({error})") from error


def backup(store: Path, target: Path, *, base: str = BASE) -> Manifest:
    """Write the published state of ``store`` to ``target``, a new folder or a new file ``.tar``. Raises StoreError."""
    packed = target.name.endswith(".tar")
    if not packed and target.suffix and not target.is_dir():
        raise StoreError(f"{target}: a backup is a folder or a file .tar")
    if target.exists() and (packed or not target.is_dir() or any(target.iterdir())):
        raise StoreError(f"{target}: is there already; name a new file or folder")
    draft = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        draft.mkdir(parents=True)
        manifest = _write(store, draft, base)
        if packed:
            _pack(draft, draft.with_suffix(".tar"))
            draft.with_suffix(".tar").replace(target)
        else:
            draft.replace(target)
    except OSError as error:
        raise StoreError(f"{error.filename or target}: cannot be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        draft.with_suffix(".tar").unlink(missing_ok=True)
    return manifest


def restore(
    source: Path, store: Path, *, force: bool = False, publish: Callable[[Store], str] = Store.publish
) -> Manifest:
    """Read the backup ``source`` into ``store`` and ``publish`` it; returns what was restored.

    All is checked before ``store`` is touched: the SHA-256 of the file, then the number of quads and graphs. A folder
    that holds anything is replaced with ``force`` alone, and only where it is a store that nobody writes to.
    Raises StoreError.
    """
    if store.exists() and (not store.is_dir() or any(store.iterdir())):
        if not force:
            raise StoreError(f"{store}: is there already; name a new folder, or --force to replace the store there")
        check_root(store, create=False)
        Store.open(store).close()  # raises where another process writes to it
    draft = store.with_name(f"{store.name}.{secrets.token_hex(4)}.restoring")
    try:
        with _unpacked(source) as folder:
            manifest = Manifest.read(folder)
            _check_file(folder / GRAPH, manifest)
            with Store.open(draft, create=True, base=manifest.base) as opened:
                with gzip.open(folder / GRAPH) as stream:
                    opened.load(stream)
                _compare(source, opened, manifest)
                # so that versions go on rising: readers take a number that was there before for one they know
                number = max(version_number(manifest.version), last_number(store))
                (draft / "CURRENT").write_text(f"{number:06d}-{0:08x}\n", encoding="ascii")
                publish(opened)
        _put_in_place(draft, store)
    except (OSError, EOFError) as error:
        raise StoreError(f"{source}: cannot be restored ({error})") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _write(store: Path, draft: Path, base: str) -> Manifest:
    for left in reversed(range(_TRIES)):
        version = current_version(store)
        try:
            with _held(store, version, base) as snapshot:
                return _dump(snapshot, draft, base)
        except (StoreError, OSError):
            # gone in the middle of reading, because newer ones were published
            if not left or version == current_version(store):
                raise
    raise AssertionError


def _dump(snapshot: Snapshot, draft: Path, base: str) -> Manifest:
    counted = _Lines()
    with (draft / GRAPH).open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        counted.out = packed
        snapshot.dump(counted, format=RdfFormat.N_QUADS)  # type: ignore[arg-type]
    manifest = Manifest(
        format=_FORMAT,
        program=__version__,
        base=base,
        version=snapshot.version,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        quads=counted.lines,
        graphs=sum(1 for _ in snapshot.graphs()),
        bytes=(draft / GRAPH).stat().st_size,
        sha256=_sha256(draft / GRAPH),
    )
    if manifest.quads != len(snapshot):
        raise StoreError(f"version {snapshot.version}: {manifest.quads} quads were read of {len(snapshot)}")
    (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    return manifest


class _Lines:
    """A file that counts the lines on their way."""

    def __init__(self) -> None:
        self.out: IO[bytes] | gzip.GzipFile | None = None
        self.lines = 0

    def write(self, data: bytes) -> int:
        assert self.out
        self.lines += data.count(b"\n")
        self.out.write(data)
        return len(data)

    def flush(self) -> None:
        pass


@contextmanager
def _held(store: Path, version: str | None, base: str) -> Iterator[Snapshot]:
    """The snapshot, by links of our own where the store may be written: publication removes old snapshots."""
    if version is None:
        with open_snapshot(store, base=base) as snapshot:  # raises, and says why
            yield snapshot
        return
    database, links = database_of(store, version), store / f"backup-{secrets.token_hex(4)}"
    try:
        links.mkdir()
        for file in database.iterdir():
            os.link(file, links / file.name)
    except OSError:
        shutil.rmtree(links, ignore_errors=True)
        with open_snapshot(store, version, base=base) as snapshot:
            yield snapshot
        return
    try:
        with open_snapshot(store, version, base=base, database=links) as snapshot:
            yield snapshot
    finally:
        shutil.rmtree(links, ignore_errors=True)


def _pack(folder: Path, file: Path) -> None:
    def plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        info.mode = 0o644
        return info

    with tarfile.open(file, "w") as tar:
        for name in (MANIFEST, GRAPH):
            tar.add(folder / name, name, filter=plain)


@contextmanager
def _unpacked(source: Path) -> Iterator[Path]:
    if source.is_dir():
        yield source
        return
    if not source.exists():
        raise StoreError(f"{source}: no such file or folder")
    with tempfile.TemporaryDirectory(prefix="rawabit-restore-") as folder:
        try:
            with tarfile.open(source) as tar:
                for name in (MANIFEST, GRAPH):
                    tar.extract(name, folder, filter="data")
        except (tarfile.TarError, KeyError, OSError) as error:
            raise StoreError(f"{source}: no backup ({error})") from error
        yield Path(folder)


def _check_file(file: Path, manifest: Manifest) -> None:
    if not file.is_file():
        raise StoreError(f"{file}: is missing; the backup is not whole")
    if file.stat().st_size != manifest.bytes or _sha256(file) != manifest.sha256:
        raise StoreError(f"{file}: is not what was backed up (SHA-256 differs); take another copy")


def _compare(source: Path, store: Store, manifest: Manifest) -> None:
    found = (len(store), sum(1 for _ in store.graphs()))
    if found != (manifest.quads, manifest.graphs):
        told = f"{manifest.quads} quads in {manifest.graphs} graphs"
        raise StoreError(f"{source}: holds {found[0]} quads in {found[1]} graphs; its manifest tells {told}")


def _put_in_place(draft: Path, store: Path) -> None:
    old = store.with_name(f"{store.name}.{secrets.token_hex(4)}.replaced")
    if store.exists():
        store.rename(old)
    try:
        draft.rename(store)
    except OSError:
        if old.exists():
            old.rename(store)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
