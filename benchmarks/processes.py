"""What a process and its children take of the machine, read from /proc (Linux)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """A process by itself: MiB resident, open descriptors, threads; and its children, by state."""

    resident: float
    descriptors: int
    threads: int
    children: int
    zombies: int


def resident_mib(pid: int) -> float:
    """Resident memory of a process, its libraries included."""
    return _status(pid, "VmRSS") / 1024


def family_mib(pid: int) -> float:
    """Memory of a process and all below it, pages that they share counted once (PSS)."""
    return sum(_proportional(member) for member in (pid, *descendants(pid))) / 1024


def descendants(pid: int) -> list[int]:
    """The processes below ``pid``, zombies included."""
    parents = {child: parent for child, (parent, _) in _table().items()}
    found: list[int] = []
    waiting = [pid]
    while waiting:
        parent = waiting.pop()
        below = [child for child, of in parents.items() if of == parent]
        found += below
        waiting += below
    return found


def usage(pid: int) -> Usage:
    """What ``pid`` takes now. Raises ProcessLookupError where it is gone."""
    table = _table()
    if pid not in table:
        raise ProcessLookupError(pid)
    states = [table[child][1] for child in descendants(pid) if child in table]
    zombies = states.count("Z")
    return Usage(
        resident=resident_mib(pid),
        descriptors=sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir()),
        threads=_status(pid, "Threads"),
        children=len(states) - zombies,
        zombies=zombies,
    )


def seconds_used(pid: int) -> float:
    """Processor time that a process has used, 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _table() -> dict[int, tuple[int, str]]:
    """Every process: its parent and its state."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found[int(folder.name)] = (int(fields[1]), fields[0])
    return found


def _status(pid: int, key: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(key + ":")), 0)


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
