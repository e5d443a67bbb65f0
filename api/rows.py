"""How many rows a result has, counted in its bytes as they pass: exact for each format, whatever the values hold."""

from __future__ import annotations

from typing import Protocol


class RowCounter(Protocol):
    """Counts the rows of one result."""

    def feed(self, chunk: bytes) -> int:
        """Take the next bytes and tell the rows begun so far."""
        ...


class JsonRows:
    """SPARQL JSON: a row begins with ``[{"`` or ``},{"`` and the name of a variable.

    Within a value a quotation mark has a backslash before it, so these characters can stand there only at the end of
    the value; then a ``}`` or ``,`` follows them, which begins no name. A row without any value is not counted.
    """

    _FIRST, _NEXT = b'"bindings":[{"', b'},{"'

    def __init__(self) -> None:
        self._rows = 0
        self._tail = b""
        self._begun = False

    def feed(self, chunk: bytes) -> int:
        held = len(self._tail)
        data = self._tail + chunk
        if not self._begun and self._FIRST in data:
            self._begun = True
            self._rows += 1
        # from here on, each match and the character after it have not been looked at together before
        start = max(held - len(self._NEXT), 0)
        self._rows += data.count(self._NEXT, start, len(data) - 1)
        self._rows -= data.count(self._NEXT + b"}", start) + data.count(self._NEXT + b",", start)
        self._tail = data[-len(self._FIRST) :]
        return self._rows


class XmlRows:
    """SPARQL XML: each row is a ``result`` element; in values, ``<`` is written as a reference."""

    _MARK = b"<result>"

    def __init__(self) -> None:
        self._rows = 0
        self._tail = b""

    def feed(self, chunk: bytes) -> int:
        data = self._tail + chunk
        self._rows += data.count(self._MARK)
        self._tail = data[-len(self._MARK) + 1 :]
        return self._rows


class CsvRows:
    """CSV: a line a row after the header; a line end between quotes is part of a value."""

    def __init__(self) -> None:
        self._lines = 0
        self._quoted = False

    def feed(self, chunk: bytes) -> int:
        parts = chunk.split(b'"')
        self._lines += sum(part.count(b"\n") for part in parts[int(self._quoted) :: 2])
        self._quoted ^= len(parts) % 2 == 0
        return max(self._lines - 1, 0)


class TsvRows:
    """TSV: a line a row after the header; line ends in values are written as escapes."""

    def __init__(self) -> None:
        self._lines = 0

    def feed(self, chunk: bytes) -> int:
        self._lines += chunk.count(b"\n")
        return max(self._lines - 1, 0)


_COUNTERS: dict[str, type[JsonRows] | type[XmlRows] | type[CsvRows] | type[TsvRows]] = {
    "json": JsonRows,
    "xml": XmlRows,
    "csv": CsvRows,
    "tsv": TsvRows,
}


def counter_for(table_format: str) -> RowCounter:
    """A counter for ``json``, ``xml``, ``csv`` or ``tsv``."""
    return _COUNTERS[table_format]()
