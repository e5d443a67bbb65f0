"""The commands that look after a store: ``rawabit check``, ``rawabit backup``, ``rawabit restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.options import DEFAULT_STORE, StorePath, store_folder
from kg.terminal import console, table, tell


def check(
    store: StorePath = DEFAULT_STORE,
    all_: Annotated[bool, typer.Option("--all", help="Apply the shapes to every graph and node (slow).")] = False,
    sample: Annotated[int, typer.Option("--sample", min=0, help="Articles and nodes to apply the shapes to.")] = 100,
) -> None:
    """Check a store, while it is used or not: pointer, marks, snapshots, links, shapes. Nothing is changed.

    Exit status 1 and a line for each fault, which says what to do.

    Example:  rawabit check --store news.store
    """
    from kg.checking import check_store

    found = check_store(store_folder(store), sample=None if all_ else sample)
    console().print(table(["what", "found"], found.facts))
    for note in found.notes:
        tell(note)
    for fault in found.faults:
        tell(f"BROKEN: {fault}")
    if found.faults:
        raise SystemExit(1)
    console().print("\nThe store is sound.")


def backup(
    target: Annotated[
        Path, typer.Argument(metavar="FOLDER|FILE.tar", help="A new folder, or a new file.", show_default=False)
    ],
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Write the published state as N-Quads with a manifest; serve and ingest may go on meanwhile.

    Example:  rawabit backup backups/2026-05-01.tar --store news.store
    """
    from kg.backup import backup

    done = backup(store_folder(store), target)
    print(f"{done.quads} quads in {done.graphs} graphs of version {done.version}: {target} (SHA-256 {done.sha256})")


def restore(
    source: Annotated[
        Path, typer.Argument(metavar="FOLDER|FILE.tar", help="What `rawabit backup` wrote.", show_default=False)
    ],
    store: StorePath = DEFAULT_STORE,
    force: Annotated[bool, typer.Option("--force", help="Replace the store that is there.")] = False,
) -> None:
    """Read a backup into a new store and publish it; all is checked before.

    Example:  rawabit restore backups/2026-05-01.tar --store new.store
    """
    from kg.backup import restore
    from kg.publish import publish
    from kg.store import current_version

    folder = store_folder(store)
    done = restore(source, folder, force=force, publish=publish)
    version = current_version(folder)
    print(f"{done.quads} quads in {done.graphs} graphs of version {done.version}: published as {version} in {store}")
