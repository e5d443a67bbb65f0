"""Sequences of numbers and of strings that take the memory of their content: what the index in memory is made of.

A list of Python costs eight bytes for each member and fifty for each object; a million encounters have tens of millions
of members. Arrays of numpy also travel between processes without being copied, and are shared between threads without
a lock: nobody changes one that is built.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]


def ranges(start: NDArray[Any], count: NDArray[Any]) -> Positions:
    """The numbers ``start[0] … start[0] + count[0] - 1``, then those from ``start[1]``, and so on."""
    lengths = count.astype(np.int64)
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    numbers: Positions = np.arange(total, dtype=np.int64) + np.repeat(start - (ends - lengths), lengths)
    return numbers


def starts_of(sorted_keys: NDArray[Any], keys: int) -> Positions:
    """Where each of the ``keys`` numbers 0, 1, … begins in an array that is sorted by them; one more at the end."""
    return np.searchsorted(sorted_keys, np.arange(keys + 1)).astype(np.int64)


def summed(values: NDArray[Any], start: NDArray[Any], end: NDArray[Any]) -> Positions:
    """The sum of ``values[start:end]`` for each pair of positions; an empty stretch sums to 0."""
    running = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=running[1:])
    sums: Positions = running[end] - running[start]
    return sums


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Lists of numbers: the n-th is ``values[start[n]:start[n + 1]]``."""

    start: Positions
    values: Numbers

    @classmethod
    def grouped(cls, keys: NDArray[Any], values: NDArray[Any], count: int) -> Lists:
        """Of pairs (key, value) the values of each key 0 … ``count`` - 1, in the order they come in."""
        order = np.argsort(keys, kind="stable")
        return cls(starts_of(keys[order], count), values[order].astype(np.int32))

    def __len__(self) -> int:
        return len(self.start) - 1

    def of(self, n: int) -> Numbers:
        """The n-th list."""
        return self.values[self.start[n] : self.start[n + 1]]

    def lengths(self) -> Positions:
        """How long each list is."""
        return np.diff(self.start)

    def gathered(self, numbers: NDArray[Any]) -> tuple[Numbers, Positions]:
        """The lists of ``numbers`` one behind the other, and the length of each."""
        start = self.start[numbers]
        count = self.start[numbers + 1] - start
        return self.values[ranges(start, count)], count


class Strings(Sequence[str]):
    """Strings, one behind the other in UTF-8: the n-th is ``data[start[n]:start[n + 1]]``."""

    __slots__ = ("_bytes", "data", "start")

    def __init__(self, data: NDArray[np.uint8], start: Positions) -> None:
        self.data = data
        self.start = start
        self._bytes = data.data

    def __reduce__(self) -> tuple[object, ...]:
        return Strings, (self.data, self.start)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Strings:
        """These strings, in this order."""
        return cls.of_bytes(text.encode() for text in texts)

    @classmethod
    def of_bytes(cls, texts: Iterable[bytes]) -> Strings:
        """These strings, which are UTF-8 already."""
        parts = texts if isinstance(texts, list) else list(texts)
        start = np.zeros(len(parts) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, parts), dtype=np.int64, count=len(parts)), out=start[1:])
        return cls(np.frombuffer(b"".join(parts), dtype=np.uint8), start)

    def __len__(self) -> int:
        return len(self.start) - 1

    @overload
    def __getitem__(self, n: int) -> str: ...
    @overload
    def __getitem__(self, n: slice) -> list[str]: ...
    def __getitem__(self, n: int | slice) -> str | list[str]:
        if isinstance(n, slice):
            return [self[i] for i in range(*n.indices(len(self)))]
        if not 0 <= n < len(self.start) - 1:
            raise IndexError(n)
        return str(self._bytes[self.start.item(n) : self.start.item(n + 1)], "utf-8")

    def __iter__(self) -> Iterator[str]:
        data, start = self.data.tobytes(), self.start.tolist()
        return (data[a:b].decode() for a, b in itertools.pairwise(start))

    def raw(self, n: int) -> bytes:
        """The bytes of the n-th."""
        return bytes(self._bytes[self.start.item(n) : self.start.item(n + 1)])

    def find(self, text: str) -> int | None:
        """Where ``text`` is; the strings must be sorted."""
        n = self.place(text)
        return n if n < len(self) and self.raw(n) == text.encode("utf-8", "surrogatepass") else None

    def place(self, text: str) -> int:
        """Where ``text`` is, or where it would be; the strings must be sorted."""
        wanted = text.encode("utf-8", "surrogatepass")
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.raw(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low
