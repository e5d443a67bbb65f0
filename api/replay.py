"""Whole responses said again, past routing and the layers within.

A response to a GET that its handler marked (``keep_response``) is kept with the version it was made from. The same
request (path, query string and headers, but for the name of the program) while that version is the newest one gets the
same bytes again.
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


def keep_response(scope: Scope, state: Queryable) -> None:
    """Mark the response to the request of ``scope``: made from ``state``, and the same whenever it is asked for."""
    scope[_MARK] = state


class Replay:
    """ASGI middleware, outside all that makes answers, for paths that begin with ``prefix``.

    ``newest`` tells the state that queries are answered from.
    """

    def __init__(self, app: ASGIApp, newest: Callable[[], Queryable | None], prefix: str) -> None:
        self._app = app
        self._newest = newest
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that was answered before, or pass it on."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(self._prefix):
            await self._app(scope, receive, send)
            return
        asked = (
            scope["path"],
            scope["query_string"],
            tuple([pair for pair in scope["headers"] if pair[0] not in _IGNORED]),
        )
        state = self._newest()
        if state and (kept := state.answers.get(asked)):
            note_cached()
            start, body = kept
            await send({**start, "headers": [*start["headers"]]})  # outer layers write to it
            await send(body)
            return
        messages: list[Message] = []

        async def listen(message: Message) -> None:
            if len(messages) < 2:  # a whole response has a start and one body
                messages.append({**message, "headers": [*message["headers"]]} if "headers" in message else message)
            await send(message)

        await self._app(scope, receive, listen)
        if (of := scope.get(_MARK)) and len(messages) == 2 and messages[0]["status"] == 200:
            body = messages[1]
            if not body.get("more_body"):
                size = sum(len(name) + len(value) for name, value in (*asked[2], *messages[0]["headers"]))
                of.answers.keep(asked, tuple(messages), len(body["body"]) + len(asked[0]) + len(asked[1]) + size)
