"""Answers of one published version that were given already: the same question on the same version, the same bytes.

Only small answers that are complete are kept, no errors, and none whose query may answer otherwise the next time
(``Scanned.volatile``: ``NOW``, ``RAND``, ``UUID``). A new version has a cache of its own, so nothing is ever out of
date.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

LARGEST = 512 * 1024
"""Bytes above which an answer is not kept."""

_ENTRY = 4096  # bytes that an entry takes by itself


class AnswerCache:
    """Keeps up to ``capacity`` bytes; what was not asked for longest is dropped first."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self.size = 0
        """Bytes that are kept."""
        self.hits = 0
        """How often an answer was there."""

    def get(self, question: Hashable) -> Any:
        """The answer to ``question``, None if it is not kept."""
        if (found := self._kept.get(question)) is None:
            return None
        self._kept.move_to_end(question)
        self.hits += 1
        return found[0]

    def keep(self, question: Hashable, answer: Any, size: int) -> None:
        """Keep ``answer``, unless it is too large; ``size`` is what both take in memory, roughly, in bytes."""
        if size > LARGEST or question in self._kept:
            return
        self._kept[question] = (answer, size + _ENTRY)
        self.size += size + _ENTRY
        while self.size > self._capacity:
            _, (_, dropped) = self._kept.popitem(last=False)
            self.size -= dropped
