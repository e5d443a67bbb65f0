"""Articles from files, folders and standard input; what cannot be read becomes a Failure and the rest goes on.

Files are read as streams: memory holds one article at a time (and a digest of each id, to notice an id given twice).
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

import orjson

from kg.errors import InputError
from kg.furniture import furniture_lines
from kg.model import Article, Failure
from kg.webpage import read_page

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "SUFFIXES", "count_articles", "furniture_lines", "read_articles"]

MAX_BYTES = 8 * 1024 * 1024
"""The longest file of one article, page or JSON line that is read, in bytes."""

MAX_CHARACTERS = 1_000_000
"""The longest text of one article; the longest of newspapers have some 50,000. A million are read in seconds."""

SUFFIXES = (".txt", ".html", ".htm", ".jsonl", ".jsonl.gz")
_BINARY = "a binary file, not text"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?![0-9])")
_KEYS = ("id", "url", "source", "time", "title")


def read_articles(inputs: Iterable[str | Path], stdin: BinaryIO | None = None) -> Iterator[Article | Failure]:
    """The articles of files (.txt, .html, .jsonl, .jsonl.gz), of folders (their files, sorted) and of ``-`` (stdin).

    Nothing is raised for bad input: each file, line or article that cannot be used is a Failure in its place. Ids are
    unique among the articles returned; a second article with the id of an earlier one is a Failure.
    """
    seen: set[bytes] = set()
    for name in inputs:
        found = _read_stdin(stdin or sys.stdin.buffer) if str(name) == "-" else _read_path(Path(name), named=True)
        for where, item in found:
            if isinstance(item, str):
                yield Failure(where, item)
                continue
            key = hashlib.blake2b(item.id.encode(), digest_size=8).digest()
            if key in seen:
                yield Failure(where, f"the id {item.id!r} was read before; give each article an id of its own")
                continue
            seen.add(key)
            yield item


def count_articles(inputs: Iterable[str | Path]) -> int | None:
    """About how many articles ``inputs`` hold, to show progress; None where only reading them would tell."""
    total = 0
    for name in inputs:
        path = Path(name)
        if str(name) == "-" or path.name.lower().endswith(".gz"):
            return None
        try:
            for file in path.rglob("*") if path.is_dir() else [path]:
                if file.name.lower().endswith(".gz"):
                    return None
                if file.name.lower().endswith(".jsonl"):
                    with file.open("rb") as stream:
                        total += sum(block.count(b"\n") for block in iter(lambda: stream.read(2**20), b""))
                elif _known(file):
                    total += 1
        except OSError:
            return None  # reading will tell what is wrong
    return total


Found = tuple[str, Article | str]
"""Where something was found, and the article or what is wrong with it."""


def _read_path(path: Path, named: bool) -> Iterator[Found]:
    where = str(path)
    try:
        if path.is_dir():
            yield from _read_folder(path)
        elif not path.exists():
            yield where, "no such file or folder"
        elif not _known(path):
            if named:
                yield where, f"unknown kind of file; an article is one of {', '.join(SUFFIXES)}"
        elif path.stat().st_size == 0:
            yield where, "the file is empty"
        elif path.name.lower().endswith((".jsonl", ".jsonl.gz")):
            yield from _read_lines(path)
        else:
            yield _read_single(path)
    except OSError as error:
        yield where, f"cannot be read ({error.strerror or error})"


def _known(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIXES)


def _read_folder(folder: Path) -> Iterator[Found]:
    closed: list[Found] = []

    def note(error: OSError) -> None:
        closed.append((str(error.filename), f"the folder cannot be read ({error.strerror})"))

    empty = True
    for top, folders, files in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(top, name)
            if not name.startswith(".") and _known(path):
                empty = False
                yield from _read_path(path, named=False)
        yield from closed
        closed.clear()
    yield from closed
    if empty and not closed:
        yield str(folder), f"no article in this folder; an article is one of {', '.join(SUFFIXES)}"


def _read_single(path: Path) -> Found:
    """A .txt or .html file: one article, whose id is the name of the file without its suffix."""
    where = str(path)
    name = path.stem.encode(errors="backslashreplace").decode()  # a file name need not be UTF-8; an id is
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    try:
        _check_bytes(data)
        if path.suffix.lower() != ".txt":
            page = read_page(data)
            _checked_text(page.text, "the page")
            time = page.time if page.time and _is_day(page.time) else None  # an odd date is no reason to refuse a page
            return where, Article(name, page.text, page.title, page.url, page.source, time)
        return where, Article(name, _checked_text(_decode(data), "the file"))
    except InputError as error:
        return where, str(error)


def _read_lines(path: Path) -> Iterator[Found]:
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    with opener(path, "rb") as stream:
        try:
            yield from _articles_of(stream, str(path))
        except (EOFError, zlib.error) as error:
            yield str(path), f"the gzip file is damaged ({error}); what came before was read"


def _read_stdin(stream: BinaryIO) -> Iterator[Found]:
    first = b""
    while not first.strip() and (line := stream.readline(MAX_BYTES + 1)):
        first = line
    if first.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        yield from _articles_of(stream, "stdin", first)
        return
    try:
        data = first + stream.read(MAX_BYTES + 1 - len(first))
        _check_bytes(data)
        text = _checked_text(_decode(data), "the input")
        yield "stdin", Article(_id_of(text), text)
    except InputError as error:
        yield "stdin", str(error)


def _articles_of(stream: BinaryIO | gzip.GzipFile, name: str, first: bytes = b"") -> Iterator[Found]:
    number = 0
    some = False
    while line := first or stream.readline(MAX_BYTES + 1):
        first = b""
        number += 1
        where = f"{name}:{number}"
        if len(line) > MAX_BYTES:
            _skip_line(stream, line)
            some = True
            yield where, f"the line is longer than {MAX_BYTES // 2**20} MB; an article stands on a line of its own"
        elif b"\0" in line:
            yield where, _BINARY
            return  # the lines of a binary file are no lines; one message is enough
        elif line.strip():
            some = True
            try:
                yield where, _article_of(line)
            except InputError as error:
                yield where, str(error)
    if not some:
        yield name, "no article in this file"


def _skip_line(stream: BinaryIO | gzip.GzipFile, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(65_536)


def _article_of(line: bytes) -> Article:
    text = _decode(line)
    try:
        record = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InputError(f"not valid JSON ({error.msg} at column {error.colno})") from None
    if not isinstance(record, dict):
        raise InputError('not a JSON object; a line is {"id": …, "text": …}')
    if "text" not in record:
        raise InputError('the key "text" is missing; it holds the article')
    body = _checked_text(record["text"], 'the key "text"')
    fields: dict[str, str | None] = {}
    for key in _KEYS:
        value = record.get(key)
        if key == "id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            raise InputError(f'the key "{key}" holds {type(value).__name__}; it must be a string')
        fields[key] = (value.strip() or None) if value else None
    if fields["time"] and not _is_day(fields["time"]):
        raise InputError(f'the key "time" holds {fields["time"]!r}; write an ISO date (2026-01-31) or leave it out')
    return Article(
        id=fields["id"] or _id_of(body),
        text=body,
        title=fields["title"],
        url=fields["url"],
        source=fields["source"],
        time=fields["time"],
    )


def _check_bytes(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise InputError(f"longer than {MAX_BYTES // 2**20} MB, too long for one article")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("UTF-16 text; save it as UTF-8")
    if b"\0" in data:
        raise InputError(_BINARY)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 text (at byte {error.start}); save it as UTF-8") from None


def _checked_text(text: object, what: str) -> str:
    if not isinstance(text, str):
        raise InputError(f"{what} holds {type(text).__name__}; it must be a string")
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"{what} holds {len(text):,} characters, too long for one article ({MAX_CHARACTERS:,})")
    if not text.strip("\ufeff \t\r\n"):
        raise InputError(f"{what} holds no text")
    if "\0" in text:
        raise InputError(f"{what} holds NUL characters; it is no article")
    return text


def _is_day(time: str) -> bool:
    if not _DAY.match(time):
        return False
    try:
        date.fromisoformat(time[:10])
    except ValueError:
        return False
    return True


def _id_of(text: str) -> str:
    """An id for an article that brings none: the same text has the same id wherever it stands."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
