"""``/sparql``: the SPARQL 1.1 protocol, queries only.

The default graph of a query that names no dataset is the union of all graphs. ``api.execution`` runs the queries.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response

from api.description import describe_service
from api.errors import Problem, describe_problems
from api.execution import Ask, answer_query
from api.negotiation import GRAPHS, TABLES, choose, one_wish, wants_page
from api.pages import STATIC
from api.settings import Settings

router = APIRouter(tags=["SPARQL"])
_FORM, _QUERY, _UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
_PARAMETERS = {"query", "default-graph-uri", "named-graph-uri", "format", "timeout"}


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
            507: "The query needs more memory than it may take.",
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
    return await answer_query(request, _ask(pairs, None))


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
                _FORM: {
                    "schema": {
                        "type": "object",
                        "required": ["query"],
                        "properties": {name: {"type": "string"} for name in sorted(_PARAMETERS)},
                    }
                },
                _QUERY: {"schema": {"type": "string"}, "example": "ASK { ?one rw:met ?other }"},
            },
        }
    },
)
async def sparql_post(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    media, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    media = media.strip()
    if media == _UPDATE:
        raise Problem(403, "updates-not-allowed", "Only queries are answered here.")
    if media not in {_FORM, _QUERY}:
        raise Problem(415, "unsupported-media-type", f"Send the query as {_FORM} (query=…) or as {_QUERY}.")
    charset = parameters.partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in {"", "utf-8", "utf8", "us-ascii"}:
        raise Problem(415, "unsupported-media-type", f"The charset {charset!r} is not read; send UTF-8.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "unsupported-media-type", "Send the body without a Content-Encoding.")
    in_url = decode(request.scope["query_string"])
    # a form may write each byte of the query as %XX
    limit = settings.sparql_max_query_bytes * (3 if media == _FORM else 1) + 16384
    body = await _body(request, limit)
    if media == _FORM:
        return await answer_query(request, _ask([*in_url, *decode(body)], None))
    return await answer_query(request, _ask(in_url, _text(body)))


def decode(data: bytes) -> list[tuple[str, str]]:
    """The parameters of a query string or form, percent-decoded once as strict UTF-8. Raises Problem (400)."""
    try:
        text = data.decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise Problem(400, "malformed-parameters", f"The parameters cannot be decoded as UTF-8: {error}.") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(400, "malformed-query", f"The query is not UTF-8: {error}.") from error


def _ask(pairs: list[tuple[str, str]], body: str | None) -> Ask:
    def values(name: str) -> list[str]:
        return [value for key, value in pairs if key == name]

    def one(name: str) -> str | None:
        found = values(name)
        if len(found) > 1:
            raise Problem(
                400, "malformed-parameters", f"The parameter {name} may be given once, not {len(found)} times."
            )
        return found[0] if found else None

    if values("update"):
        raise Problem(403, "updates-not-allowed", "Only queries are answered here.")
    given = one("query")
    if (given is None) == (body is None):
        raise Problem(400, "malformed-parameters", "Give one query, in the parameter query or in the body.")
    graphs = [_graphs(values(name)) for name in ("default-graph-uri", "named-graph-uri")]
    return Ask(
        given if given is not None else body or "", graphs[0], graphs[1], one_wish(values("format")), one("timeout")
    )


def _graphs(iris: list[str]) -> list[str] | None:
    for iri in iris:
        if iri[:5].lower() == "file:":
            raise Problem(403, "graph-not-allowed", "Graphs of file: are never read here; name a graph of the store.")
        if not iri.partition(":")[0] or ":" not in iri or any(c in iri for c in '<>"{}|^`\\') or iri.split() != [iri]:
            raise Problem(400, "malformed-parameters", f"{iri!r} is no absolute IRI of a graph.")
    return iris or None


async def _body(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            headers = {"Connection": "close"}
            raise Problem(
                413, "query-too-long", f"The body is longer than {limit} bytes.", headers=headers, maximum=limit
            )
    return bytes(body)


def _service_description(request: Request, pairs: list[tuple[str, str]]) -> Response:
    wanted = next((value for name, value in pairs if name == "format"), None)
    chosen = choose(GRAPHS, wanted, request.headers.get("accept"))
    endpoint = str(request.url.replace(query="", fragment=""))
    return Response(describe_service(endpoint, chosen), headers={"Vary": "Accept", "Content-Type": chosen.content_type})
