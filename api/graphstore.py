"""``/graphs``: the SPARQL 1.1 Graph Store Protocol. Everybody may read a graph; the curators' graph may be written.

A graph is named by ``?graph=IRI`` or ``?default``, or directly: ``/graphs/curation`` is the graph ``…/graph/curation``.
"""

from __future__ import annotations

import email.parser
import email.policy
import secrets
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.access import require_token
from api.errors import Problem, describe_problems
from api.evaluator import RDF_BODIES
from api.execution import answer_query
from api.negotiation import GRAPHS, choose
from api.protocol import UPDATE, Ask, Change, as_text, check_graph, decode, endpoint_of, media_type, one, read_body
from api.settings import Settings
from api.updates import WRITE_PROBLEMS, written_response
from api.writing import Body, Written, writer_of
from kg.vocabulary import Ids

router = APIRouter(tags=["SPARQL"])
_MULTIPART = "multipart/form-data"
_TRIPLES = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_BODY = {
    "requestBody": {
        "required": True,
        "content": {media: {"schema": {"type": "string"}} for media in ("text/turtle", "application/n-triples")},
    },
    "security": [{"token": []}],
}
_READ_PROBLEMS = describe_problems(
    {
        400: "The parameters name no graph, or more than one.",
        404: "There is no such graph.",
        406: "None of the formats asked for can be sent.",
        422: "The graph is too large.",
    }
)
_GRAPH = Query(alias="graph", description="IRI of the graph.")
_DEFAULT = Query(alias="default", description="The default graph: the union of all graphs. It can only be read.")
GraphParameter = Annotated[str | None, _GRAPH]
DefaultParameter = Annotated[str | None, _DEFAULT]


@router.api_route(
    "/graphs", methods=["GET"], summary="The triples of a graph", response_class=Response, responses=_READ_PROBLEMS
)
@router.api_route(
    "/graphs/{name:path}",
    methods=["GET"],
    summary="The triples of a graph",
    response_class=Response,
    responses=_READ_PROBLEMS,
)
@router.api_route("/graphs", methods=["HEAD"], include_in_schema=False)
@router.api_route("/graphs/{name:path}", methods=["HEAD"], include_in_schema=False)
async def read(
    request: Request, name: str = "", graph: GraphParameter = None, default: DefaultParameter = None
) -> Response:
    """Send a graph in the format asked for; a graph without triples is none (404)."""
    pairs = decode(request.scope["query_string"])
    named = _named(request, name, required=True)
    # without a dataset, a query sees the union; in a scratch store the default graph
    graphs = None if named is None else [named]
    if named is not None:
        found = await answer_query(request, Ask("ASK { ?s ?p ?o }", graphs, None, "json", None))
        if b"true" not in bytes(found.body):
            raise Problem(404, "no-such-graph", f"There is no graph <{named}>.")
    chosen = choose(GRAPHS, one(pairs, "format"), request.headers.get("accept"))
    if request.method == "HEAD":
        return Response(headers={"Vary": "Accept", "Content-Type": chosen.content_type})
    return await answer_query(request, Ask(_TRIPLES, graphs, None, chosen.name, None))


@router.put(
    "/graphs",
    summary="Replace the curators' graph",
    responses=WRITE_PROBLEMS,
    response_class=Response,
    openapi_extra=_BODY,
)
@router.put("/graphs/{name:path}", include_in_schema=False)
async def put(
    request: Request, name: str = "", graph: GraphParameter = None, default: DefaultParameter = None
) -> Response:
    """Make the body the whole content of the graph."""
    require_token(request)
    named = _named(request, name, required=True)
    written = await writer_of(request).put(named, await _body(request, named))
    return written_response(written, _status(written))


@router.post(
    "/graphs",
    summary="Add to the curators' graph",
    responses=WRITE_PROBLEMS,
    response_class=Response,
    openapi_extra=_BODY,
)
@router.post("/graphs/{name:path}", include_in_schema=False)
async def post(
    request: Request, name: str = "", graph: GraphParameter = None, default: DefaultParameter = None
) -> Response:
    """Add the triples of the body to the graph."""
    require_token(request)
    settings: Settings = request.app.state.settings
    pairs = decode(request.scope["query_string"])
    if settings.scratch and not name and not any(key in {"graph", "default"} for key, _ in pairs):
        new = f"{endpoint_of(request).removesuffix('sparql')}graphs/{secrets.token_hex(8)}"
        written = await writer_of(request).put(new, await _body(request, new))
        response = written_response(written, 201)
        response.headers["Location"] = new
        return response
    named = _named(request, name, required=True)
    written = await writer_of(request).post(named, await _body(request, named))
    return written_response(written, _status(written))


@router.delete(
    "/graphs",
    summary="Empty the curators' graph",
    responses=WRITE_PROBLEMS,
    response_class=Response,
    openapi_extra={"security": [{"token": []}]},
)
@router.delete("/graphs/{name:path}", include_in_schema=False)
async def delete(
    request: Request, name: str = "", graph: GraphParameter = None, default: DefaultParameter = None
) -> Response:
    """Remove all triples of the graph."""
    require_token(request)
    named = _named(request, name, required=True)
    written = await writer_of(request).delete(named)
    if not written.existed and named is not None:
        raise Problem(404, "no-such-graph", f"There is no graph <{named}>.")
    return written_response(written)


@router.patch(
    "/graphs",
    summary="Change the curators' graph by an update",
    responses=WRITE_PROBLEMS,
    response_class=Response,
    openapi_extra={"security": [{"token": []}]},
)
@router.patch("/graphs/{name:path}", include_in_schema=False)
async def patch(
    request: Request, name: str = "", graph: GraphParameter = None, default: DefaultParameter = None
) -> Response:
    """Carry out an update whose templates and WHERE are about the graph where they name none."""
    require_token(request)
    settings: Settings = request.app.state.settings
    named = _named(request, name, required=True)
    media_type(request, {UPDATE}, f"Send the change as {UPDATE}.")
    text = as_text(await read_body(request, settings.update_max_bytes), "update")
    return written_response(await writer_of(request).update(Change(text, (), ()), endpoint_of(request), named))


def _named(request: Request, name: str, *, required: bool) -> str | None:
    """The graph that a request names, None for the default graph. Raises Problem (400) where it names none or two."""
    settings: Settings = request.app.state.settings
    pairs = decode(request.scope["query_string"])
    graph = one(pairs, "graph")
    default = any(key == "default" for key, _ in pairs)
    if (graph is not None) + default + bool(name) != 1:
        detail = "Name one graph: /graphs?graph=IRI, /graphs?default, or /graphs/curation."
        raise Problem(400, "malformed-parameters", detail)
    if default:
        return None
    if graph is not None:
        return check_graph(graph)
    if settings.scratch:
        return str(request.url.replace(query="", fragment=""))
    return check_graph(Ids(settings.base).base + "graph/" + name)


async def _body(request: Request, graph: str | None) -> Body:
    """The triples that the request carries. Raises Problem: 415 for what is no RDF, 400 for what is not UTF-8."""
    settings: Settings = request.app.state.settings
    advice = "Send the triples as " + ", ".join(form.media_types[0] for form in GRAPHS) + "."
    known = {*RDF_BODIES, _MULTIPART} if request.method == "POST" else {*RDF_BODIES}
    media = media_type(request, known, advice)
    data = await read_body(request, settings.update_max_bytes)
    base = graph or endpoint_of(request)
    if media != _MULTIPART:
        return Body([(media, as_text(data, "graph"))], base)
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + data)
    parts = []
    for part in message.iter_parts():
        if part.get_content_type() not in RDF_BODIES:
            raise Problem(415, "unsupported-media-type", f"A part is {part.get_content_type()}. {advice}")
        parts.append((part.get_content_type(), as_text(bytes(part.get_payload(decode=True)), "graph")))
    if not parts:
        raise Problem(400, "malformed-graph", "The multipart body has no parts.")
    return Body(parts, base)


def _status(written: Written) -> int:
    return 200 if written.existed else 201
