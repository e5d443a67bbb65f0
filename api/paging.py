"""Cursors of lists that have pages: the version of the graph and how many items were given already."""

from __future__ import annotations

import re

from api.errors import Problem

_CURSOR = re.compile(r"([0-9]{6,}-[0-9a-f]{8})\.([0-9]{1,9})")


def start_of(cursor: str | None, version: str) -> int:
    """Where the page begins. Raises Problem: 422 for what is no cursor, 410 for one of another version."""
    if cursor is None:
        return 0
    match = _CURSOR.fullmatch(cursor)
    if not match:
        raise Problem(422, "invalid-parameter", "cursor: give the next_cursor of the page before, as it is.")
    if match[1] != version:
        detail = f"The graph has a new version since that page ({version}): begin again without a cursor."
        raise Problem(410, "cursor-expired", detail, snapshot=version)
    return int(match[2])


def next_cursor(version: str, start: int, limit: int, total: int) -> str | None:
    """The cursor of the page behind, None on the last."""
    return f"{version}.{start + limit}" if start + limit < total else None
