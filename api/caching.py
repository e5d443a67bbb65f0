"""Answers that a client may keep: the ETag names the version of the graph, of the program, and what was asked."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response

from api.publication import Published, Queryable, publications
from api.replay import keep_response
from kg import __version__


class NotModified(Exception):
    """The client has the answer already."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__()
        self.headers = headers


def caching_headers(published: Published | Queryable, request: Request) -> dict[str, str]:
    """The headers of an answer made from ``published``: same version and same question, same answer."""
    tag = answer_tag(published.version, request.url.path, request.url.query, *_asked_for(request))
    return {"ETag": tag, "Cache-Control": "no-cache", "X-Rawabit-Snapshot": published.version, "Vary": "Accept"}


def _asked_for(request: Request) -> tuple[str, str]:
    """What the headers of a question choose: format and language."""
    return request.headers.get("accept", ""), request.headers.get("accept-language", "")


def answer_tag(version: str, *asked: object) -> str:
    """The ETag of the answer to what was ``asked``, from that version of the graph."""
    text = "\n".join((__version__, *map(repr, asked)))
    return f'W/"{version}-{hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has the answer with this ETag already, as its request tells."""
    known = {part.strip() for part in request.headers.get("if-none-match", "").split(",")}
    return tag in known or tag.removeprefix("W/") in known


def fresh_headers(published: Published | Queryable, request: Request) -> dict[str, str]:
    """As ``caching_headers``; raises NotModified where the client's copy is of that state."""
    headers = caching_headers(published, request)
    if is_known(request, headers["ETag"]):
        raise NotModified(headers)
    return headers


async def current(request: Request, response: Response) -> Published:
    """The published state to answer from; raises NotModified where the client's copy is of that state."""
    published = publications(request.app).current()
    headers = fresh_headers(published, request)
    response.headers.update(headers)
    keep_unless_replaced(request, published)
    return published


def keep_unless_replaced(request: Request, published: Published) -> None:
    """Let the answer to a request, made from ``published``, be given again while there is no newer version."""
    if published.queryable is publications(request.app).served:
        keep_response(request.scope, published.queryable)


Current = Annotated[Published, Depends(current)]


def add_not_modified(app: FastAPI) -> None:
    """Answer 304 where a client's copy is still right."""

    @app.exception_handler(NotModified)
    async def not_modified(_: Request, error: NotModified) -> Response:
        return Response(status_code=304, headers=error.headers)
