"""A visitor's query, from its text to the answer over HTTP: checked, evaluated in a worker, sent as it comes.

An answer is complete or an error: what the worker holds back (``sparql_buffer_bytes``) is sent when its status is
certain; a failure after that breaks the connection, so that no part is taken for the whole.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from fastapi import Request
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from api.access import holds_token
from api.answer import Answer
from api.caching import answer_tag, is_known
from api.channel import WorkerDied
from api.errors import Problem
from api.guard import check_query
from api.negotiation import GRAPHS, TABLES, Format, choose
from api.protocol import Ask, deadline, endpoint_of
from api.publication import publications
from api.replay import keep_response
from api.searching import with_search
from api.settings import Settings
from api.usage import note_cached, note_query
from api.worker import CHUNK, Task
from kg.search_match import to_plain

_log = logging.getLogger("rawabit.api")
_SCAN_ON_LOOP = 4096  # longer texts are scanned in a thread
_UNWATCHED = 0.05  # seconds: most answers are there before it is worth to watch whether their client leaves
_LINKS = '</sparql>; rel="describedby", </openapi.json>; rel="service-desc"; type="application/json"'
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """The rows and bytes an answer may have; None: as many as there are."""

    rows: int | None
    bytes: int | None

    @classmethod
    def of_visitors(cls, settings: Settings) -> AnswerLimits:
        """The limits for everybody."""
        return cls(settings.sparql_max_rows or None, settings.sparql_max_bytes or None)

    def headers(self) -> dict[str, str]:
        """What the answer says of them."""
        told = {"X-Rawabit-Max-Rows": self.rows, "X-Rawabit-Max-Bytes": self.bytes}
        return {name: str(limit) for name, limit in told.items() if limit is not None}


async def answer_query(request: Request, ask: Ask, limits: AnswerLimits | None = None) -> Response:
    """The response to a query; raises Problem.

    Without ``limits`` those of visitors hold, and none for who has the token.
    """
    settings: Settings = request.app.state.settings
    note_query(ask.query)
    bounds = {
        "max_bytes": settings.sparql_max_query_bytes,
        "max_nesting": settings.sparql_max_nesting,
        "max_steps": settings.sparql_max_steps,
    }
    try:
        if len(ask.query) > _SCAN_ON_LOOP:
            checked = await asyncio.to_thread(check_query, ask.query, **bounds)
        else:
            checked = check_query(ask.query, **bounds)
    except Problem as problem:
        if problem.kind == "updates-not-allowed" and (settings.token or settings.scratch):
            raise Problem(400, "malformed-query", "This is an update, no query; send it to /update.") from None
        raise
    formats = TABLES if checked.form in {"select", "ask"} else GRAPHS
    chosen = choose(formats, ask.format, request.headers.get("accept"))
    limits = limits or (AnswerLimits(None, None) if holds_token(request) else AnswerLimits.of_visitors(settings))
    state = publications(request.app).newest()
    searched = await with_search(ask.query, state, settings)
    task = Task(
        query=searched.query,
        format=chosen.name,
        has_dataset=checked.has_dataset or settings.scratch,  # there the default graph is no union
        default_graphs=ask.default_graphs,
        named_graphs=ask.named_graphs,
        max_rows=limits.rows,
        max_bytes=limits.bytes,
        deadline=deadline(ask.timeout, settings.sparql_deadline),
        prefixes=_prefixes(state.snapshot.ids.prefixes, ask.query, formats is TABLES),
        hold_bytes=settings.sparql_buffer_bytes if limits.rows or limits.bytes else CHUNK,
        base=endpoint_of(request),
        gzip=settings.gzip_level > 0 and "gzip" in request.headers.get("accept-encoding", ""),
        questions={text: to_plain(tree) for text, tree in searched.questions.items()},
    )
    headers = {
        "Vary": "Accept, Accept-Encoding",
        "Cache-Control": "no-cache",
        "X-Rawabit-Snapshot": state.version,
        "X-Rawabit-Deadline": f"{task.deadline:g}",
        **limits.headers(),
        **({"X-Rawabit-Search-Truncated": str(searched.left_out)} if searched.left_out else {}),
    }
    kept = {**headers, "Link": _LINKS}
    question = None if checked.volatile or settings.scratch else _question(task)
    if question and request.method == "GET":
        kept["ETag"] = answer_tag(state.version, *question)
        if is_known(request, kept["ETag"]):
            return Response(status_code=304, headers=kept)
    if question and (known := state.answers.get(question)) is not None:
        note_cached()
        keep_response(request.scope, state)
        return _whole(known, chosen, kept)
    try:
        async with UnlessGone(request.receive):
            answer = await state.lane("adhoc").ask(task)
    except Problem as problem:
        problem.headers = {**headers, **problem.headers}
        raise
    except ClientGone:
        return Response(status_code=499)  # nobody reads it; the access log does
    if not answer.complete:
        return _Stream(answer, task, chosen, kept)
    if question:
        state.answers.keep(question, answer.head, len(answer.head) + len(task.query))
        keep_response(request.scope, state)
    return _whole(answer.head, chosen, kept)


def _prefixes(known: dict[str, str], query: str, only_used: bool) -> dict[str, str]:
    """The prefixes to send along: all where they shorten the answer, else those that may stand in the query."""
    return {name: iri for name, iri in known.items() if name + ":" in query} if only_used else known


def _question(task: Task) -> tuple[object, ...]:
    """What the answer depends on, beside the version."""
    graphs = (tuple(task.default_graphs or ()), tuple(task.named_graphs or ()))
    named = task.default_graphs is not None or task.named_graphs is not None
    return (task.query, task.base, task.format, task.gzip, named, graphs, task.max_rows, task.max_bytes)


def _whole(body: bytes, chosen: Format, headers: dict[str, str]) -> Response:
    return Response(body, headers={**headers, "Content-Type": chosen.content_type, **_encoding(body)})


def _encoding(body: bytes) -> dict[str, str]:
    return {"Content-Encoding": "gzip"} if body.startswith(_GZIP_MAGIC) else {}


class ClientGone(Exception):
    """The client closed the connection before its answer was sent."""


class UnlessGone:
    """A context that ends with ClientGone as soon as the client closes the connection."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._gone = False
        self._watcher: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        task = asyncio.current_task()
        assert task
        self._task = task
        self._timer = asyncio.get_running_loop().call_later(_UNWATCHED, self._begin)
        return self

    def _begin(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        self._task.cancel()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._watcher:
            self._watcher.cancel()
        if self._gone:
            self._task.uncancel()
            if kind is asyncio.CancelledError:
                raise ClientGone from None


class _Stream(Response):
    """An answer that is sent as it comes; its worker is given back whatever becomes of the connection."""

    def __init__(self, answer: Answer, task: Task, chosen: Format, headers: dict[str, str]) -> None:
        self.status_code = 200
        self.background = None
        self.body = b""
        self.init_headers({**headers, "Content-Type": chosen.content_type, **_encoding(answer.head)})
        del self.headers["content-length"]
        self._answer = answer
        self._question = task

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; one that fails is left without its end, which makes the server break the connection."""
        try:
            # a client that does not read keeps no worker
            async with asyncio.timeout_at(self._answer.end), UnlessGone(receive):
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                await send({"type": "http.response.body", "body": self._answer.head, "more_body": True})
                async for data in self._answer.rest(self._question):
                    await send({"type": "http.response.body", "body": data, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
        except ClientGone:
            pass
        except (Problem, WorkerDied, TimeoutError) as error:
            _log.warning("an answer was broken off: %s", error or type(error).__name__)
        finally:
            self._answer.close()
