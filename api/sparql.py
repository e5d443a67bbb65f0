"""``/sparql``: the SPARQL 1.1 protocol, queries; updates are handed on (``api.updates``).

The default graph of a query that names no dataset is the union of all graphs. ``api.execution`` runs the queries.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from api.access import may_write, require_token
from api.description import describe_service
from api.editor import sparql_page
from api.errors import describe_problems
from api.execution import answer_query
from api.explain import explained
from api.negotiation import GRAPHS, TABLES, choose, wants_page
from api.protocol import (
    FORM,
    QUERY,
    UPDATE,
    as_text,
    decode,
    media_type,
    read_ask,
    read_body,
    read_change,
)
from api.settings import Settings
from api.updates import answer_update, update_post

router = APIRouter(tags=["SPARQL"])
_PARAMETERS = {"query", "default-graph-uri", "named-graph-uri", "format", "timeout"}
_PARAMETERS |= {"update", "using-graph-uri", "using-named-graph-uri"}


_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer, complete. By GET it has an ETag; `If-None-Match` with it is answered 304. With "
        "`explain` the plan of the query, as JSON.",
        "content": {media: {} for f in (*TABLES, *GRAPHS) for media in f.media_types[:1]} | {"application/json": {}},
    },
    **describe_problems(
        {
            400: "The query is malformed, nests too deep, or a parameter is wrong.",
            403: "SERVICE, an update, or a graph of `file:`.",
            406: "None of the formats of the Accept header can be sent.",
            413: "The query is too long.",
            415: "The body is neither a form nor a query.",
            422: "The answer has more rows or bytes than are sent at once.",
            429: "The client used up its query time or its errors, or has too many queries under way: `Retry-After`.",
            500: "The query ended its process, or could not be evaluated.",
            507: "The query needs more memory than it may take.",
            503: "The time was up, or all query processes are at work.",
        }
    ),
}
_DESCRIPTION = """Answers SELECT, ASK, CONSTRUCT and DESCRIBE; updates and SERVICE are refused.

The default graph of a query without FROM is the union of all graphs; `GRAPH ?g { … }` reaches each of them. The
prefixes of the ontology (`rw:`, `id:`, `topic:`, `schema:`, `sem:`, `skos:`, `foaf:`, `org:`, `prov:`, `oa:`, `rdfs:`)
need not be declared.

`?e rw:matches "وزير الداخلية"` searches names, headlines and sentences in any Arabic spelling; `("…" 20)` gives the
best 20, `(?e ?score) rw:matches "…"` tells how good they are. Of more hits than are taken the header
`X-Rawabit-Search-Truncated` tells how many were left out. `FILTER rw:matches(?text, "…")` compares any text so.

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
    explain: Annotated[str | None, Query(description="1: not the answer, but how it would be found.")] = None,
    default_graph_uri: Annotated[
        list[str] | None, Query(alias="default-graph-uri", description="Graphs that make the default graph.")
    ] = None,
    named_graph_uri: Annotated[
        list[str] | None, Query(alias="named-graph-uri", description="Graphs that GRAPH reaches.")
    ] = None,
) -> Response:
    pairs = decode(request.scope["query_string"])
    accept = request.headers.get("accept")
    given = dict(pairs)
    if "query" in given and given.get("explain", "0") not in {"0", "false"}:
        return JSONResponse((await explained(request, given["query"])).model_dump())
    if wants_page(accept) and not any(name == "format" for name, _ in pairs):
        return sparql_page()
    if not any(name in {"query", "update"} for name, _ in pairs):
        return _service_description(request, pairs)
    return await answer_query(request, read_ask(pairs))


async def plain_query(request: Request) -> Response | None:
    """The answer to a query by GET; None for all else that is asked of the same address, by browsers for one."""
    pairs = decode(request.scope["query_string"])
    names = {name for name, _ in pairs}
    if "query" not in names or "explain" in names or wants_page(request.headers.get("accept")):
        return None
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


def _service_description(request: Request, pairs: list[tuple[str, str]]) -> Response:
    wanted = next((value for name, value in pairs if name == "format"), None)
    chosen = choose(GRAPHS, wanted, request.headers.get("accept"))
    return Response(describe_service(request, chosen), headers={"Vary": "Accept", "Content-Type": chosen.content_type})
