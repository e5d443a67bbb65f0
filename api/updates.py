"""``/update``: SPARQL updates by the SPARQL 1.1 protocol, on the curators' graph, for whoever has the token."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.access import require_token
from api.errors import describe_problems
from api.protocol import FORM, UPDATE, Change, as_text, decode, endpoint_of, media_type, read_body, read_change
from api.settings import Settings
from api.writing import Written, writer_of

router = APIRouter(tags=["SPARQL"])
WRITE_PROBLEMS: dict[int | str, dict[str, Any]] = describe_problems(
    {
        400: "What was sent is malformed, or a parameter is wrong.",
        401: "The token is missing or wrong.",
        403: "The service takes no writes, or another graph than the curators' would be changed. Nothing was written.",
        413: "The body is too long.",
        415: "The body is of no known type, or not UTF-8.",
        422: "An operation reads or writes too many quads.",
        500: "The evaluation ended its process.",
        503: "An ingest is writing, the time was up, or the written version could not be served.",
    }
)
_DESCRIPTION = """Changes the curators' graph, and no other: an update that would write elsewhere is refused as a whole.

Templates name the graph (`GRAPH <…/graph/curation> { … }` or `WITH <…/graph/curation>`); WHERE sees the union of all
graphs unless USING names some. Blank nodes become IRIs. LOAD and SERVICE are never done. The answer comes when the new
version is published and served: a query sent after it sees the change."""


@router.post(
    "/update",
    summary="Change the curators' graph",
    description=_DESCRIPTION,
    responses={200: {"description": "Written, published and served."}, **WRITE_PROBLEMS},
    response_class=Response,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                UPDATE: {"schema": {"type": "string"}},
                FORM: {
                    "schema": {
                        "type": "object",
                        "required": ["update"],
                        "properties": {
                            name: {"type": "string"} for name in ("update", "using-graph-uri", "using-named-graph-uri")
                        },
                    }
                },
            },
        },
        "security": [{"token": []}],
    },
)
async def update_post(request: Request) -> Response:
    """Read an update from the request and carry it out. Raises Problem."""
    require_token(request)
    settings: Settings = request.app.state.settings
    advice = f"Send the update as {FORM} (update=…) or as {UPDATE}."
    media = media_type(request, {FORM, UPDATE}, advice)
    in_url = decode(request.scope["query_string"])
    body = await read_body(request, settings.update_max_bytes * (3 if media == FORM else 1))
    if media == FORM:
        return await answer_update(request, read_change([*in_url, *decode(body)]))
    return await answer_update(request, read_change(in_url, as_text(body, "update")))


async def answer_update(request: Request, change: Change) -> Response:
    """Carry out an update; the caller has checked the token. Raises Problem."""
    return written_response(await writer_of(request).update(change, endpoint_of(request)))


def written_response(written: Written, status: int = 200) -> Response:
    """The answer to a write: which version shows it, and how many triples it changed."""
    return Response(
        written.as_json(),
        status,
        {"X-Rawabit-Snapshot": written.version, "Cache-Control": "no-store"},
        "application/json",
    )
