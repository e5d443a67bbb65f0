"""The folder of a store: its pointer, its versions, and what a user is told where it is none. See ``kg.store``."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from kg.errors import StoreError

KEPT_SNAPSHOTS = 3
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


def last_number(root: Path) -> int:
    """The highest number of a version so far, 0 before the first."""
    names = [path.name for path in versions(root)] + [read_current(root) or ""]
    return max(int(match[1]) if (match := VERSION.fullmatch(name)) else 0 for name in names)


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
    if root.is_dir() and any(root.iterdir()):
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
