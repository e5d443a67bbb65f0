"""Many articles through the extractor, in this process or in several; one bad article never stops the rest."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from kg.errors import RawabitError
from kg.model import Article, Extraction, Failure
from kg.pipeline import Extractor, RuleExtractor

_CHUNK = 16
_AHEAD = 3  # chunks a process may have waiting: enough to keep it busy, few enough to keep memory flat

T = TypeVar("T")
_extractor: Extractor | None = None  # of a worker process


def extract_all(
    inputs: Iterable[Article | Failure], workers: int = 1, load: Callable[[], Extractor] = RuleExtractor.load
) -> Iterator[Extraction | Failure]:
    """The extraction of each article in the order of ``inputs``; failures pass through, and new ones are added.

    ``load`` makes the extractor, once in each of the ``workers`` processes (it must be importable by name where there
    are several). Raises what ``load`` raises.
    """
    return render_all(inputs, itself, workers, load)


def render_all(
    inputs: Iterable[Article | Failure],
    render: Callable[[Extraction], T],
    workers: int = 1,
    load: Callable[[], Extractor] = RuleExtractor.load,
) -> Iterator[T | Failure]:
    """What ``render`` makes of each extraction, made in the process that read the article; else as ``extract_all``.

    ``render`` must be importable by name where there are several processes; a RawabitError of it becomes a Failure.
    """
    if workers <= 1:
        extractor = load()
        for item in inputs:
            yield _extract(extractor, item, render)
        return
    load()  # an error in a table is raised here, where it can be told, not in a process
    # spawn, not fork: the caller may hold a database whose threads do not survive a fork
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(load,)) as pool:
        source = iter(inputs)
        waiting: deque[Future[list[T | Failure]]] = deque()
        try:
            while chunk := list(islice(source, _CHUNK)):
                with _interrupts_held():
                    waiting.append(pool.submit(_extract_chunk, chunk, render))
                if len(waiting) >= workers * _AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool:
            raise RawabitError("a worker process died (out of memory?); run again with fewer --workers") from None
        finally:
            pool.shutdown(cancel_futures=True)  # waits: at the end of the program its pipes would be gone already


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """A process started within never sees Ctrl-C: it ends the command, and the command ends its processes."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(load: Callable[[], Extractor]) -> None:
    global _extractor
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _extractor = load()


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def itself(extraction: Extraction) -> Extraction:
    """For ``render_all``: the extraction as it is."""
    return extraction


def _extract_chunk(chunk: list[Article | Failure], render: Callable[[Extraction], T]) -> list[T | Failure]:
    assert _extractor is not None
    return [_extract(_extractor, item, render) for item in chunk]


def _extract(extractor: Extractor, item: Article | Failure, render: Callable[[Extraction], T]) -> T | Failure:
    if isinstance(item, Failure):
        return item
    try:
        return render(extractor.extract(item))
    except RawabitError as error:
        return Failure(item.id, str(error))
    except Exception as error:  # a fault of ours in one article of a million must not lose the others
        return Failure(item.id, f"could not be read: {type(error).__name__}: {error} (please report this article)")
