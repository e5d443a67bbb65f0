"""Around every request: an id, figures for ``/metrics``, and a line in the log."""

from __future__ import annotations

import logging
import random
import re
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.clients import client_of
from api.metrics import Metrics
from api.settings import Settings
from api.usage import Usage, track

_log = logging.getLogger("rawabit.access")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY"}
_PATH_SHOWN = 200  # characters


class Observed:
    """ASGI middleware, the outermost: it sees what is really sent."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._log_requests = settings.log_requests or settings.log_queries
        self._log_queries = settings.log_queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note what becomes of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        usage = Usage(_lane(scope["path"]), _request_id(scope))
        track(usage)
        usage.headers.append((b"x-request-id", usage.request_id.encode("ascii")))
        status, sent, whole = 500, 0, False

        async def watch(message: Message) -> None:
            nonlocal status, sent, whole
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), *usage.headers]}
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
                whole = not message.get("more_body", False)
            await send(message)

        began = time.monotonic()
        self._metrics.begin(usage.lane)
        try:
            await self._app(scope, receive, watch)
        finally:
            seconds = time.monotonic() - began
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.end(usage, method, status, seconds, sent, whole=whole)
            if self._log_requests:
                self._line(scope, usage, status, seconds, sent, whole)

    def _line(self, scope: Scope, usage: Usage, status: int, seconds: float, sent: int, whole: bool) -> None:
        fields: dict[str, object] = {
            "request_id": usage.request_id,
            "client": client_of(scope).shown,
            "method": scope["method"][:16],
            "path": scope["path"][:_PATH_SHOWN],  # without the query string: it holds the query
            "status": status,
            "ms": round(seconds * 1000, 1),
            "bytes": sent,
        }
        if usage.began is not None:
            fields["query_ms"] = round(usage.seconds(time.monotonic()) * 1000, 1)
        if usage.cached:
            fields["cached"] = True
        if usage.problem:
            fields["problem"] = usage.problem
        if not whole:
            fields["broken_off"] = True
        if self._log_queries and usage.query is not None:
            fields["query"] = usage.query
        _log.info("request", extra={"fields": fields})


def _lane(path: str) -> str:
    if path.startswith("/sparql"):
        return "sparql"
    return "api" if path.startswith("/api/") else "pages"


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return str(value.decode("ascii"))
    return f"{random.getrandbits(64):016x}"  # no secret, only to be told apart
