"""What a person sees of a command: tables that hold Arabic and English, progress bars, one-line messages, files.

Arabic stays in logical order, as terminals expect it; text with Arabic letters is isolated (U+2068 … U+2069), so that a
terminal that reorders it does not reorder its neighbours.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO, TypeVar

from pyoxigraph import Literal, NamedNode
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from kg.errors import InputError
from kg.model import Failure

T = TypeVar("T")

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LONGEST_MESSAGE = 600
_WIDTH_OF_A_FILE = 160  # columns where the output is no terminal


def isolate(text: str) -> str:
    """``text`` without control characters, and between FSI and PDI where it holds letters written right to left."""
    clean = _UNSAFE.sub("", text)
    return "\n".join(f"\u2068{line}\u2069" if _RIGHT_TO_LEFT.search(line) else line for line in clean.split("\n"))


def console(stream: TextIO | None = None) -> Console:
    """A console on ``stream`` (standard output where None) that marks up nothing by itself."""
    stream = stream or sys.stdout
    width = None if stream.isatty() else _WIDTH_OF_A_FILE
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False, legacy_windows=False)


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], lines: bool = False) -> Table:
    """A plain table; every cell is isolated, a cell may have several lines (``lines``: a blank line after each row)."""
    out = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, leading=int(lines))
    for header in headers:
        out.add_column(isolate(header), overflow="fold")
    for row in rows:
        out.add_row(*(Text(isolate(cell)) for cell in row))
    return out


def shown(term: object, prefixes: Mapping[str, str]) -> str:
    """An RDF term as a table shows it: a literal's value, an IRI by its prefix, nothing for an unbound variable."""
    if term is None:
        return ""
    if isinstance(term, Literal):
        return term.value
    if isinstance(term, NamedNode):
        fits = [(len(iri), name) for name, iri in prefixes.items() if term.value.startswith(iri)]
        if fits:
            length, name = max(fits)
            return f"{name}:{term.value[length:]}"
        return term.value
    return str(term)


def progress(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Pass ``items`` through and show how far they are on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console(sys.stderr), transient=True) as bar:
        task = bar.add_task(label, total=total, rate="")
        for item in items:
            yield item
            speed = bar.tasks[task].speed
            bar.update(task, advance=1, rate=f"{speed:,.0f}/s" if speed else "")


def tell(message: object) -> None:
    """One line on standard error, of a length that can be read."""
    line = " ".join(str(message).split())
    if len(line) > _LONGEST_MESSAGE:
        line = f"{line[:_LONGEST_MESSAGE]}…"
    print(f"rawabit: {line}", file=sys.stderr)


class Failures:
    """Tells each failed input on standard error and remembers how many there were."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, failure: Failure) -> None:
        """Tell one."""
        self.count += 1
        tell(failure)

    def leave_out(self, results: Iterable[T | Failure]) -> Iterator[T]:
        """The extractions (or what was made of them) among ``results``; the failures are told."""
        for item in results:
            if isinstance(item, Failure):
                self(item)
            else:
                yield item

    def exit(self) -> None:
        """End the command with status 1 where anything failed."""
        if self.count:
            raise SystemExit(1)


@contextmanager
def written(path: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or ``path`` written as a whole: what was there stays until all is written."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.is_dir():
        raise InputError(f"{path}: cannot be written (a folder)")
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("wb") as stream:
            yield stream
        draft.replace(path)
    except OSError as error:
        raise InputError(f"{error.filename or path}: cannot be written ({error.strerror})") from None
    finally:
        draft.unlink(missing_ok=True)
