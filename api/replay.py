"""Whole responses said again: the shortest way through the service, before routing and all other layers.

A response to ``GET /sparql`` that a handler marked (``keep_response``) is kept with the version it was made from. The
same request (query string and headers, but for the name of the program) while that version is the newest one gets
the same bytes again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.usage import note_cached

if TYPE_CHECKING:
    from api.publication import Queryable

_MARK = "rawabit.keep"
# the program's name, and what proxies add for each request: no answer depends on them
_IGNORED = {b"user-agent", b"connection", b"x-request-id", b"x-forwarded-for", b"x-real-ip"}
_PATHS = {"/sparql"}
_LARGEST = 64 * 1024  # bytes of a body: beyond it the way through the layers costs little beside the sending


def keep_response(scope: Scope, state: Queryable) -> None:
    """Mark the response to the request of ``scope``: made from ``state``, and the same whenever it is asked for."""
    scope[_MARK] = state


class Replay:
    """ASGI middleware, outside all that makes answers; ``newest`` tells the state that queries are answered from."""

    def __init__(self, app: ASGIApp, newest: Callable[[], Queryable | None]) -> None:
        self._app = app
        self._newest = newest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that was answered before, or pass it on."""
        if scope["type"] != "http" or scope["path"] not in _PATHS or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        asked = (scope["query_string"], tuple([pair for pair in scope["headers"] if pair[0] not in _IGNORED]))
        state = self._newest()
        if state and (kept := state.answers.get(asked)):
            note_cached()
            for message in kept:
                await send(message)
            return
        messages: list[Message] = []

        async def listen(message: Message) -> None:
            if len(messages) < 2:  # a whole response has a start and one body
                messages.append(message)
            await send(message)

        await self._app(scope, receive, listen)
        if (of := scope.get(_MARK)) and len(messages) == 2 and messages[0]["status"] == 200:
            body = messages[1]
            if len(body["body"]) <= _LARGEST and not body.get("more_body"):
                size = sum(len(name) + len(value) for name, value in (*asked[1], *messages[0]["headers"]))
                of.answers.keep(asked, tuple(messages), len(body["body"]) + len(asked[0]) + size)
