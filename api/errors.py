"""Every error leaves the service as application/problem+json (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problem import MEDIA_TYPE, TYPE_BASE
from api.problem import Problem as Problem
from kg.errors import InputError, NotFoundError, QueryError, RawabitError, StoreError

_log = logging.getLogger("rawabit.api")


class ProblemBody(BaseModel):
    """The body of every error (RFC 9457); further members, such as `maximum`, stand beside these."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="An identifier of the kind of problem.", examples=[f"{TYPE_BASE}not-found"])
    title: str = Field(description="The HTTP status in words.", examples=["Not Found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(description="What is wrong here and what to do.", examples=["No entity has the id person/0."])
    title_en: str | None = Field(default=None, description="What this kind of problem is called.")
    title_ar: str | None = Field(default=None, description="The same in Arabic.")
    detail_ar: str | None = Field(default=None, description="The detail in Arabic, perhaps shorter.")
    instance: str | None = Field(
        default=None, description="The path that was asked for.", examples=["/api/v1/entities/person/0"]
    )


_STATUS: Sequence[tuple[type[RawabitError], int, str]] = (
    (NotFoundError, 404, "not-found"),
    (QueryError, 400, "malformed-query"),
    (InputError, 400, "bad-input"),
    (StoreError, 503, "store-not-ready"),
)


def problem_of(error: RawabitError) -> Problem | None:
    """What to answer for an error of our own; None where nobody foresaw it here."""
    return next((Problem(status, name, str(error)) for kind, status, name in _STATUS if isinstance(error, kind)), None)


def add_handlers(app: FastAPI) -> None:
    """Make every error of ``app`` a problem+json answer: ours, the framework's, and what nobody foresaw."""

    @app.exception_handler(Problem)
    async def problem(request: Request, error: Problem) -> Response:
        return error.response(request.url.path)

    @app.exception_handler(RawabitError)
    async def known(request: Request, error: RawabitError) -> Response:
        problem = problem_of(error)
        return problem.response(request.url.path) if problem else _unforeseen(request, error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        errors = [
            {"field": ".".join(str(part) for part in e["loc"][1:]) or str(e["loc"][0]), "message": e["msg"]}
            | _maximum(e)
            for e in error.errors()
        ]
        detail = "; ".join(f"{e['field']}: {e['message']}" for e in errors)
        return Problem(422, "invalid-parameter", detail, errors=errors).response(request.url.path)

    @app.exception_handler(HTTPException)
    async def framework(request: Request, error: HTTPException) -> Response:
        kind = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "")
        detail = f"Nothing is at {request.url.path}." if error.status_code == 404 else str(error.detail)
        return Problem(error.status_code, kind, detail, headers=dict(error.headers or {})).response(request.url.path)


class LastResort:
    """ASGI middleware: what nobody foresaw becomes a problem like all others, with all headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer for what it raises, unless an answer has begun."""
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except ClientDisconnect:
            return  # it left while it was still sending: nobody is there to be answered, and nothing failed here
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            await _unforeseen(Request(scope), error)(scope, receive, send)


def _unforeseen(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return Problem(500, "internal-error", "The service failed on this request; its log tells more.").response(
        request.url.path
    )


def _maximum(error: Any) -> dict[str, Any]:
    context = error.get("ctx") or {}
    return {"maximum": context["le"]} if "le" in context else {}


def describe_problems(texts: dict[int, str]) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route for OpenAPI: what each status means here."""
    schema = {"$ref": "#/components/schemas/ProblemBody"}
    return {
        status: {"description": text, "content": {MEDIA_TYPE: {"schema": schema}}} for status, text in texts.items()
    }


def add_schema(app: FastAPI) -> None:
    """Put the schema of problems into the OpenAPI document, which the routes refer to."""
    usual = app.openapi

    def described() -> dict[str, Any]:
        document = usual()
        schema = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
        document.setdefault("components", {}).setdefault("schemas", {})["ProblemBody"] = schema
        return document

    app.openapi = described  # type: ignore[method-assign]


PROBLEMS = describe_problems(
    {
        404: "Nothing has that id.",
        422: "A parameter is wrong, or above the maximum that the answer names.",
        429: "The client sent more requests than one may send in a minute: `Retry-After`.",
        503: "Nothing is published yet.",
    }
)
"""What the routes of ``/api/v1`` answer besides 200, for OpenAPI."""
