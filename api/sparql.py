"""``/sparql``: the SPARQL 1.1 protocol, queries; updates are handed on (``api.updates``).

The default graph of a query that names no dataset is the union of all graphs. An answer is complete or an error: up to
``sparql_buffer_bytes`` it is held back until its status is certain; a failure after that breaks the connection, so that
no part is taken for the whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api.access import may_write, require_token
from api.description import describe_service
from api.errors import Problem, describe_problems
from api.guard import check_query
from api.negotiation import GRAPHS, TABLES, Format, choose, wants_page
from api.pages import STATIC
from api.pool import Answer, WorkerDied
from api.protocol import (
    FORM,
    QUERY,
    UPDATE,
    Ask,
    as_text,
    deadline,
    decode,
    endpoint_of,
    media_type,
    read_ask,
    read_body,
    read_change,
)
from api.publication import publications
from api.settings import Settings
from api.updates import answer_update, update_post
from api.worker import Task

router = APIRouter(tags=["SPARQL"])
_log = logging.getLogger("rawabit.api")
_SCAN_ON_LOOP = 4096  # longer texts are scanned in a thread
_PARAMETERS = {"query", "default-graph-uri", "named-graph-uri", "format", "timeout"}
_PARAMETERS |= {"update", "using-graph-uri", "using-named-graph-uri"}


_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer, complete.",
        "content": {media: {} for f in (*TABLES, *GRAPHS) for media in f.media_types[:1]},
    },
    **describe_problems(
        {
            400: "The query is malformed, nests too deep, or a parameter is wrong.",
            403: "SERVICE, an update, or a graph of `file:`.",
            406: "None of the formats of the Accept header can be sent.",
            413: "The query is too long.",
            415: "The body is neither a form nor a query.",
            422: "The answer has more rows or bytes than are sent at once.",
            500: "The query ended its process, or could not be evaluated.",
            503: "The time was up, or all query processes are at work.",
        }
    ),
}
_DESCRIPTION = """Answers SELECT, ASK, CONSTRUCT and DESCRIBE; updates and SERVICE are refused.

The default graph of a query without FROM is the union of all graphs; `GRAPH ?g { … }` reaches each of them. The
prefixes of the ontology (`rw:`, `id:`, `topic:`, `schema:`, `sem:`, `skos:`, `foaf:`, `org:`, `prov:`, `oa:`, `rdfs:`)
need not be declared.

A query has a deadline (header `X-Rawabit-Deadline`, seconds) after which its process is ended, and an answer has at
most `X-Rawabit-Max-Rows` rows and `X-Rawabit-Max-Bytes` bytes: a larger one is an error, never cut off silently."""


@router.get(
    "/sparql", summary="Ask a SPARQL query", description=_DESCRIPTION, responses=_RESPONSES, response_class=Response
)
async def sparql_get(
    request: Request,
    query: Annotated[
        str | None,
        Query(
            description="The query. Without one: the service description, or in a browser a page to write one.",
            examples=["SELECT * { ?one rw:met ?other } LIMIT 10"],
        ),
    ] = None,
    format: Annotated[
        str | None,
        Query(description="json, xml, csv, tsv; turtle, ntriples, jsonld, rdfxml. Wins over the Accept header."),
    ] = None,
    timeout: Annotated[str | None, Query(description="Seconds, to give up before the deadline of the service.")] = None,
    default_graph_uri: Annotated[
        list[str] | None, Query(alias="default-graph-uri", description="Graphs that make the default graph.")
    ] = None,
    named_graph_uri: Annotated[
        list[str] | None, Query(alias="named-graph-uri", description="Graphs that GRAPH reaches.")
    ] = None,
) -> Response:
    pairs = decode(request.scope["query_string"])
    accept = request.headers.get("accept")
    if wants_page(accept) and not any(name == "format" for name, _ in pairs):
        return FileResponse(STATIC / "sparql.html", headers={"Vary": "Accept"})
    if not any(name in {"query", "update"} for name, _ in pairs):
        return _service_description(request, pairs)
    return await answer_query(request, read_ask(pairs))


@router.post(
    "/sparql",
    summary="Ask a SPARQL query (long ones)",
    description=_DESCRIPTION,
    responses=_RESPONSES,
    response_class=Response,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                FORM: {
                    "schema": {
                        "type": "object",
                        "required": ["query"],
                        "properties": {name: {"type": "string"} for name in sorted(_PARAMETERS)},
                    }
                },
                QUERY: {"schema": {"type": "string"}, "example": "ASK { ?one rw:met ?other }"},
            },
        }
    },
)
async def sparql_post(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    advice = f"Send a query as {FORM} (query=…) or as {QUERY}; an update as {FORM} (update=…) or as {UPDATE}."
    media = media_type(request, {FORM, QUERY, UPDATE}, advice)
    if media == UPDATE:
        return await update_post(request)
    in_url = decode(request.scope["query_string"])
    limit = settings.sparql_max_query_bytes + 16384
    if media == QUERY:
        body = await read_body(request, limit, "query-too-long")
        return await answer_query(request, read_ask(in_url, as_text(body, "query")))
    limit *= 3  # a form may write each byte as %XX
    if may_write(request):
        limit = max(limit, settings.update_max_bytes * 3)
    pairs = [*in_url, *decode(await read_body(request, limit, "query-too-long"))]
    if any(name == "update" for name, _ in pairs):
        require_token(request)
        return await answer_update(request, read_change(pairs))
    return await answer_query(request, read_ask(pairs))


async def answer_query(request: Request, ask: Ask) -> Response:
    """Answer ``ask`` from the published state. Raises Problem."""
    settings: Settings = request.app.state.settings
    limits = {"max_bytes": settings.sparql_max_query_bytes, "max_nesting": settings.sparql_max_nesting}
    try:
        if len(ask.query) > _SCAN_ON_LOOP:
            checked = await asyncio.to_thread(check_query, ask.query, **limits)
        else:
            checked = check_query(ask.query, **limits)
    except Problem as problem:
        if problem.kind == "updates-not-allowed" and (settings.token or settings.scratch):
            raise Problem(400, "malformed-query", "This is an update, no query; send it to /update.") from None
        raise
    formats = TABLES if checked.form in {"select", "ask"} else GRAPHS
    chosen = choose(formats, ask.format, request.headers.get("accept"))
    published = publications(request.app).current()
    task = Task(
        query=ask.query,
        format=chosen.name,
        has_dataset=checked.has_dataset or settings.scratch,  # there the default graph is no union
        default_graphs=ask.default_graphs,
        named_graphs=ask.named_graphs,
        max_rows=settings.sparql_max_rows,
        max_bytes=settings.sparql_max_bytes,
        deadline=deadline(ask.timeout, settings.sparql_deadline),
        prefixes=published.snapshot.ids.prefixes,
        base=endpoint_of(request),
    )
    headers = {
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "X-Rawabit-Snapshot": published.version,
        "X-Rawabit-Deadline": f"{task.deadline:g}",
        "X-Rawabit-Max-Rows": str(task.max_rows),
        "X-Rawabit-Max-Bytes": str(task.max_bytes),
    }
    try:
        answer = await _unless_gone(request, published.pool.ask(task, settings.sparql_buffer_bytes))
    except Problem as problem:
        problem.headers = {**headers, **problem.headers}
        raise
    except ClientGone:
        return Response(status_code=499)  # nobody reads it; the access log does
    if answer.complete:
        return Response(answer.head, headers={**headers, "Content-Type": chosen.content_type})
    return _Stream(answer, task, chosen, headers)


async def _unless_gone(request: Request, work: Coroutine[Any, Any, Answer]) -> Answer:
    """The result of ``work``, which is cancelled when the client closes the connection."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientGone
        return working.result()
    finally:
        for chore in (working, leaving):
            if not chore.done():
                chore.cancel()
                with contextlib.suppress(asyncio.CancelledError, Problem):
                    await chore


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


class ClientGone(Exception):
    """The client closed the connection before its answer began."""


class _Stream(StreamingResponse):
    """An answer too large to hold back; its worker is given back whatever becomes of the connection."""

    def __init__(self, answer: Answer, task: Task, chosen: Format, headers: dict[str, str]) -> None:
        super().__init__(self._data(answer, task), headers={**headers, "Content-Type": chosen.content_type})
        self._answer = answer

    @staticmethod
    async def _data(answer: Answer, task: Task) -> AsyncIterator[bytes]:
        yield answer.head
        async for data in answer.rest(task):
            yield data

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout_at(self._answer.end):  # a client that does not read keeps no worker
                await super().__call__(scope, receive, send)
        except (Problem, WorkerDied, TimeoutError) as error:
            # ending without the last chunk makes the server break the connection
            _log.warning("an answer was broken off: %s", error or type(error).__name__)
        finally:
            await self._answer.close()


def _service_description(request: Request, pairs: list[tuple[str, str]]) -> Response:
    wanted = next((value for name, value in pairs if name == "format"), None)
    chosen = choose(GRAPHS, wanted, request.headers.get("accept"))
    return Response(describe_service(request, chosen), headers={"Vary": "Accept", "Content-Type": chosen.content_type})
