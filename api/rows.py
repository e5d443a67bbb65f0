"""How many rows a result has, counted in its bytes as they pass: exact for each format, whatever the values hold."""

from __future__ import annotations

from typing import Protocol


class RowCounter(Protocol):
    """Counts the rows of one result."""

    def feed(self, chunk: bytes) -> int:
        """Take the next bytes and tell the rows begun so far."""
        ...


class JsonRows:
    """SPARQL JSON: a row begins with ``[{`` or ``},{`` outside strings; within a row a key stands before ``{``."""

    def __init__(self) -> None:
        self._rows = 0
        self._in_string = False
        self._carry = b""  # a backslash whose partner has not come
        self._tail = b""  # the last two marks outside strings

    def feed(self, chunk: bytes) -> int:
        data = self._carry + chunk
        backslashes = len(data) - len(data.rstrip(b"\\"))
        self._carry = b"\\" if backslashes % 2 else b""
        data = data[: len(data) - len(self._carry)].replace(b"\\\\", b"").replace(b'\\"', b"")
        for number, part in enumerate(data.split(b'"')):
            if number:
                self._in_string = not self._in_string
                self._tail = b""
            if not self._in_string:
                marks = self._tail + part
                self._rows += marks.count(b"},{") + marks.count(b"[{")
                self._tail = b"" if marks.endswith((b"},{", b"[{")) else marks[-2:]
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
