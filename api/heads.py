"""HEAD wherever there is GET: the same status and headers, no body."""

from __future__ import annotations

import contextlib

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """ASGI middleware that answers HEAD by what GET would say.

    The application sees the client leave once its headers are sent: what would only be thrown away is not computed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; HEAD as GET."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, _with_head_allowed(send) if scope["type"] == "http" else send)
            return
        begun = False

        async def until_begun() -> Message:
            return {"type": "http.disconnect"} if begun else await receive()

        async def headers_only(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b""})
                begun = True
            elif message.get("more_body"):
                raise ClientDisconnect

        with contextlib.suppress(ClientDisconnect):
            await self._app(dict(scope, method="GET"), until_begun, headers_only)


def _with_head_allowed(send: Send) -> Send:
    async def told(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 405:
            headers = MutableHeaders(scope=message)
            allowed = [name.strip() for name in headers.get("allow", "").split(",")]
            if "GET" in allowed and "HEAD" not in allowed:
                headers["Allow"] = ", ".join([*allowed, "HEAD"])
        await send(message)

    return told
