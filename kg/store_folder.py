"""The folder of a store: its pointer, its versions, and what a user is told where it is none. See ``kg.store``."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from kg.errors import StoreError

KEPT_SNAPSHOTS = 3
_SIDECARS = "SIDECARS"
VERSION = re.compile(r"(\d{6,})-[0-9a-f]{8}")


def read_current(root: Path) -> str | None:
    """The version that the pointer names, None where there is no pointer yet. Raises StoreError."""
    try:
        return (root / "CURRENT").read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{root}: the file CURRENT cannot be read ({error})") from error


def snapshot_folder(root: Path, version: str) -> Path:
    """The folder of a published state."""
    return root / "snapshots" / version


def database_of(root: Path, version: str) -> Path:
    """The database of a published state."""
    return snapshot_folder(root, version) / "db"


def versions(root: Path) -> list[Path]:
    """The snapshots of a store, the oldest first."""
    return sorted(path for path in (root / "snapshots").iterdir() if VERSION.fullmatch(path.name))


def note_sidecars(snapshot: Path) -> None:
    """Write the list of files beside the database of a snapshot, so that it can be checked that they are all there."""
    files = sorted(path for path in snapshot.rglob("*") if path.is_file() and snapshot / "db" not in path.parents)
    lines = [f"{path.stat().st_size} {path.relative_to(snapshot).as_posix()}\n" for path in files]
    (snapshot / _SIDECARS).write_text("".join(lines), encoding="utf-8")


def missing_sidecars(snapshot: Path) -> list[str]:
    """The files beside the database that are not there as they were written; none where no list was written."""
    try:
        lines = (snapshot / _SIDECARS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    noted = [(int(size), name) for size, _, name in (line.partition(" ") for line in lines)]
    return [name for size, name in noted if not (snapshot / name).is_file() or (snapshot / name).stat().st_size != size]


def writer_of(root: Path) -> int | None:
    """The process that has the store open for writing, None where there is none or the system does not tell."""
    try:
        wanted = (root / "db" / "LOCK").stat()
        locks = Path("/proc/locks").read_text(encoding="ascii")
    except OSError:
        return None
    place = f"{os.major(wanted.st_dev):02x}:{os.minor(wanted.st_dev):02x}:{wanted.st_ino}"
    for line in locks.splitlines():
        fields = line.split()
        if place in fields and "WRITE" in fields:
            return int(fields[4])
    return None


def last_number(root: Path) -> int:
    """The highest number of a version so far, 0 before the first."""
    names = [path.name for path in versions(root)] if (root / "snapshots").is_dir() else []
    return max(map(version_number, [*names, read_current(root) or ""]))


def version_number(version: str) -> int:
    """The number that a version begins with, 0 for what is none."""
    return int(match[1]) if (match := VERSION.fullmatch(version)) else 0


def prune(root: Path, current: str) -> None:
    """Remove all but the last snapshots, and drafts that a dead process left; what cannot be removed stays."""
    old = [path for path in versions(root) if path.name != current][: -(KEPT_SNAPSHOTS - 1)]
    for path in [*old, *(root / "snapshots").glob("draft-*")]:
        shutil.rmtree(path, ignore_errors=True)


def check_root(root: Path, create: bool) -> None:
    """Raise StoreError where ``root`` is not a store, nor a place for one if ``create`` is set."""
    if root.exists() and not root.is_dir():
        raise StoreError(f"{root}: this is a file; a store is a folder")
    if (root / "db" / "CURRENT").exists():
        if create or os.access(root, os.R_OK | os.X_OK):
            return
        raise StoreError(f"{root}: the folder cannot be read; ask for the permission to")
    if not create:
        raise StoreError(f"{root}: there is no store here; make one with `rawabit ingest`, or name it with --store")
    # an empty `db`, or one without its pointer yet: another process is about to make a store here
    if root.is_dir() and any(path.name != "db" for path in root.iterdir()):
        raise StoreError(f"{root}: the folder holds other files; name a new or empty folder")


def is_locked(error: Exception) -> bool:
    """Whether an error of the database on opening means that another process writes."""
    text = str(error)
    return "LOCK" in text and ("lock" in text.replace("LOCK", "") or "temporarily unavailable" in text)


def open_error(root: Path, error: Exception) -> str:
    """What to tell the user of an error of the database on opening."""
    text = str(error)
    if is_locked(error):
        return f"{root}: another process writes to this store; wait until it ends, or read a snapshot"
    if isinstance(error, PermissionError) or "Permission denied" in text or "Read-only file system" in text:
        return f"{root}: no permission to write there"
    return f"{root}: the store cannot be opened ({text})"
