"""Who may write: whoever knows the token that the service was started with. Without a token nobody may."""

from __future__ import annotations

import hmac
from typing import Any

from fastapi import FastAPI, Request

from api.errors import Problem
from api.settings import Settings


def require_token(request: Request) -> None:
    """Let a request pass that may write.

    Raises Problem: 403 where the service takes no writes at all, 401 where the token is missing or wrong.
    """
    settings: Settings = request.app.state.settings
    if settings.token is None:
        if settings.scratch:
            return
        raise Problem(
            403, "updates-not-allowed", "Only queries are answered here: the service was started without RAWABIT_TOKEN."
        )
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    wanted = settings.token.get_secret_value()
    # both are compared whole, so that the time taken tells nothing of how much was right
    if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), wanted.encode()):
        return
    challenge = 'Bearer realm="rawabit"' + (', error="invalid_token"' if scheme else "")
    detail = "The token is not the right one." if scheme else "Writing needs a token: Authorization: Bearer …."
    raise Problem(401, "token-needed", detail, headers={"WWW-Authenticate": challenge})


def may_write(request: Request) -> bool:
    """Whether ``require_token`` lets the request pass."""
    try:
        require_token(request)
    except Problem:
        return False
    return True


def holds_token(request: Request) -> bool:
    """Whether the request has the token of the service; False where the service has none."""
    return request.app.state.settings.token is not None and may_write(request)


def add_security(app: FastAPI) -> None:
    """Put the token into the OpenAPI document, where the routes that write refer to it."""
    usual = app.openapi

    def described() -> dict[str, Any]:
        document = usual()
        schemes = document.setdefault("components", {}).setdefault("securitySchemes", {})
        schemes["token"] = {"type": "http", "scheme": "bearer", "description": "What the service was started with."}
        return document

    app.openapi = described  # type: ignore[method-assign]
