"""The routes that are asked most, reached without the framework's routing: that costs more than a small query.

The router still describes these routes (OpenAPI) and answers every other method. A handler gets nothing but the
request, and may decline (None) what it does not take for plain; then the framework checks and answers it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import Problem, problem_of
from kg.errors import RawabitError

Attempt = Callable[[Request], Awaitable[Response | None]]


class ShortWay:
    """ASGI middleware; ``handlers`` by method and path, ``ends`` of GET by the path's last part."""

    def __init__(
        self,
        app: ASGIApp,
        handlers: Mapping[tuple[str, str], Attempt] | None = None,
        ends: Mapping[str, Attempt] | None = None,
    ) -> None:
        self._app = app
        self._handlers = handlers or {}
        self._ends = ends or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by a handler, or pass the request on."""
        handler = self._handler(scope) if scope["type"] == "http" else None
        if handler is None:
            await self._app(scope, receive, send)
            return
        try:
            response = await handler(Request(scope, receive, send))
        except Problem as problem:
            response = problem.response(scope["path"])
        except RawabitError as error:
            if (known := problem_of(error)) is None:
                raise
            response = known.response(scope["path"])
        await (response or self._app)(scope, receive, send)

    def _handler(self, scope: Scope) -> Attempt | None:
        found = self._handlers.get((scope["method"], scope["path"]))
        if found is None and self._ends and scope["method"] == "GET":
            return self._ends.get(scope["path"].rpartition("/")[2])
        return found
